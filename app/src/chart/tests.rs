//! Tests that hold for every chart, and tests of each kind of chart.

use super::chart;
use leptos::prelude::*;
use maquette_contract::{Chart, Marks};

const EVIL: &str = "<script>alert(1)</script>";

fn html(view: AnyView) -> String {
    Owner::new().with(|| view.to_html())
}

/// What holds for every chart, whatever it is of; gives the page for more.
fn check(sample: &Chart) -> String {
    let page = html(chart(sample));
    assert!(!page.contains("NaN") && !page.contains("inf"), "{page}");
    assert!(!page.contains(EVIL) && !page.contains("style="), "{page}");
    assert!(page.contains("<figcaption>It is &lt;script&gt;"), "{page}");
    assert!(page.contains("role=\"img\" aria-label=\"It is &lt;script&gt;"), "{page}");
    assert!(page.contains("Show the numbers") && page.contains("scope=\"col\""), "{page}");
    page
}

fn evil() -> String {
    format!("It is {EVIL}")
}

#[test]
fn lines_are_named_at_their_ends() {
    let page = check(
        &Chart::line(&evil())
            .x("Year")
            .y(EVIL)
            .series(EVIL, vec![[2000.0, 1.0], [2001.0, f64::NAN], [2002.0, 3.0]])
            .series("Other", vec![[2000.0, 2.0], [2002.0, 2.5]])
            .own(2001.0, 2.0),
    );
    assert!(page.contains("Other: 2.00 at"), "{page}");
    assert!(page.contains("class=\"own\""), "{page}");
}

#[test]
fn what_is_no_number_is_a_gap() {
    let strokes = |sample: &Chart, class: &str| {
        let page = html(chart(sample));
        let (before, _) = page.rsplit_once(&format!("\" class=\"{class} series-0\"")).expect("a path");
        before.rsplit('"').next().unwrap_or_default().matches('M').count()
    };
    let line = |points: &[f64]| {
        let points = points.iter().enumerate().map(|(x, y)| [x as f64, *y]).collect();
        Chart::line(&evil()).x("x").y("y").series("a", points)
    };
    let nan = f64::NAN;
    for (points, expected) in [
        (&[1.0, 2.0, 3.0][..], 1),
        (&[1.0, nan, 3.0], 2),
        (&[1.0, f64::INFINITY, 3.0, nan, nan, 4.0], 3),
        (&[nan, 1.0, 2.0, nan], 1),
    ] {
        assert_eq!(strokes(&line(points), "line"), expected, "{points:?}");
        let Marks::Line(series) = line(points).marks else { panic!("lines") };
        let area = series[0].points.iter().map(|[x, y]| [*x, y - 1.0, *y]).collect();
        assert_eq!(
            strokes(&Chart::band(&evil()).x("x").y("y").area("a", area), "area"),
            expected,
            "{points:?}"
        );
    }
    let long: Vec<f64> = (0..5_000).map(|x| if x % 1_000 == 500 { nan } else { f64::from(x) }).collect();
    assert_eq!(strokes(&line(&long), "line"), 6);
}

#[test]
fn dots_are_counted() {
    let page = check(
        &Chart::scatter(&evil()).x("A").y(EVIL).series(EVIL, vec![[1.0, 2.0]]).series("b", vec![[3.0, 4.0]]),
    );
    assert!(page.contains("class=\"dots series-1\""), "{page}");
}

#[test]
fn bands_lie_behind_lines() {
    let page = check(
        &Chart::band(&evil())
            .over_time()
            .area(EVIL, vec![[0.0, 1.0, 2.0], [400.0, 0.0, 4.0]])
            .series("Middle", vec![[0.0, 1.5], [400.0, 2.0]]),
    );
    assert!(page.rfind("class=\"area").expect("an area") < page.rfind("class=\"line").expect("a line"));
    assert!(page.contains("Jan 1971") || page.contains(">1971<"), "{page}");
}

#[test]
fn bars_go_both_ways_from_zero() {
    let page =
        check(&Chart::bar(&evil()).x("Effect").value(EVIL, -5.0).value("up", 5.0).value("no", f64::NAN));
    let widths: Vec<&str> =
        page.split("width=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(widths.len(), 2);
    assert_eq!(widths[0], widths[1]);
    assert!(page.contains(">−5<") && page.contains(">5<"), "{page}");
}

#[test]
fn a_histogram_marks_ones_own_value() {
    let page = check(&Chart::histogram(&evil(), &[1.0, 2.0, 2.0, f64::NAN], 2).x(EVIL).own(9.0, 0.0));
    assert!(page.contains("Yours: 9.00"), "{page}");
    check(&Chart::histogram(&evil(), &[3.0], 4).x("One value"));
}

#[test]
fn a_heat_map_leaves_out_what_is_not_known() {
    let values = vec![vec![Some(1.0), None], vec![Some(f64::NAN), Some(5.0)]];
    let page = check(&Chart::heat_map(&evil(), &["a", EVIL], &["c", EVIL], values));
    assert_eq!(page.matches("class=\"heat-none\"").count(), 2);
    assert!(page.contains("class=\"on-heat-4\""), "{page}");
}

#[test]
fn what_is_empty_says_so() {
    let check = |empty: &Chart| {
        let page = html(chart(empty));
        assert!(page.contains("Nothing to draw") && !page.contains("NaN"), "{page}");
    };
    check(&Chart::line(""));
    check(&Chart::line("x").x_range(0.0, 1.0).y_range(f64::NAN, 1.0).series("a", vec![[f64::NAN, 1.0]]));
    check(&Chart::scatter("x").series("a", vec![]));
    check(&Chart::band("x"));
    check(&Chart::bar("x").value("a", f64::INFINITY));
    check(&Chart::histogram("x", &[], 3));
    check(&Chart::heat_map("x", &["a"], &["b"], vec![vec![None]]));
}
