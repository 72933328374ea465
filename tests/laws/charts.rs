//! What holds for every kind of chart: a title, words and numbers for those who don't see it, nothing that is no
//! number, and a sentence where there is nothing to draw.

use super::outputs::is_named;
use super::{VISITOR, Verdict, law};
use crate::server::GALLERY;
use leptos::prelude::*;
use maquette::predict::predict;
use maquette_app::chart::{CHARTS, chart};
use maquette_contract::{Chart, Forecast, Marks, Prediction};

const EVIL: &str = "<script>alert(1)</script>";
const BAD: [f64; 3] = [f64::NAN, f64::INFINITY, 2.0];

/// A chart of a kind with something in it, and one with nothing.
fn samples(kind: &str) -> (Chart, Chart) {
    let points = || vec![[0.0, 1.0], [1.0, f64::NAN], [f64::NEG_INFINITY, 3.0], [2.0, 2.0]];
    let line = |chart: Chart| chart.series(EVIL, points()).series("b", points()).own(1.0, f64::NAN);
    let (full, empty) = match kind {
        "line" => (line(Chart::line(EVIL)), Chart::line(EVIL).series("", vec![])),
        "scatter" => (line(Chart::scatter(EVIL)), Chart::scatter(EVIL)),
        "band" => (
            line(Chart::band(EVIL).area(EVIL, vec![[0.0, f64::NAN, 2.0], [0.0, 1.0, 3.0]])),
            Chart::band(EVIL),
        ),
        "bar" => (BAD.iter().fold(Chart::bar(EVIL), |bar, value| bar.value(EVIL, *value)), Chart::bar(EVIL)),
        "histogram" => (Chart::histogram(EVIL, &BAD, 3), Chart::histogram(EVIL, &[f64::NAN], 3)),
        "heat_map" => {
            let heat = |values| Chart::heat_map(EVIL, &[EVIL, "b"], &[EVIL], vec![values]);
            (heat(vec![Some(f64::NAN), Some(1.0)]), heat(vec![None, None]))
        }
        kind => panic!("{kind} is new: give the laws a chart of it"),
    };
    (full.x(EVIL).y(EVIL), empty)
}

pub(super) fn html(sample: &Chart) -> String {
    Owner::new().with(|| chart(sample).to_html())
}

pub(super) fn holds(page: &str) -> Verdict {
    law(page.contains("<figcaption>"), format!("it has no title: {page}"))?;
    let words = page.split("role=\"img\" aria-label=\"").nth(1).and_then(|rest| rest.split('"').next());
    // The title alone would not tell what is to be seen.
    law(words.is_some_and(|words| words.contains(". ")), format!("it has no words: {page}"))?;
    law(
        page.contains("Show the numbers")
            && (page.contains("scope=\"col\"") || page.contains("points)</li>")),
        format!("it has no numbers: {page}"),
    )?;
    law(page.contains("viewBox=\"0 0 "), format!("it has no frame: {page}"))?;
    is_clean(page)
}

fn is_clean(page: &str) -> Verdict {
    let clean = !["NaN", ">inf", "\"inf", "-inf"].iter().any(|bad| page.contains(bad));
    law(clean, format!("it shows what is no number: {page}"))?;
    law(!page.contains(EVIL) && !page.contains("style="), format!("it lets markup through: {page}"))
}

pub(super) fn distinguishes_series(chart: &Chart) -> Verdict {
    let series = match &chart.marks {
        Marks::Line(series) | Marks::Scatter(series) | Marks::Band { lines: series, .. } => series.len(),
        Marks::Bar(_) | Marks::Histogram(_) | Marks::HeatMap(_) => 1,
    };
    law(series <= Chart::MAX_SERIES, format!("“{}” has {series} series", chart.title))?;
    law(!chart.title.is_empty(), "a chart has no title")
}

#[test]
fn every_kind_of_chart_can_be_read() {
    for name in CHARTS {
        let (full, empty) = samples(name);
        assert_eq!((is_named(&full.marks, name), is_named(&empty.marks, name)), (Ok(()), Ok(())));
        assert_eq!(holds(&html(&full)), Ok(()), "{name}");
        let nothing = html(&empty);
        assert!(nothing.contains("Nothing to draw"), "{nothing}");
        assert_eq!(is_clean(&nothing), Ok(()), "{name}");
    }
}

/// Every chart that a demo shows for one of its examples.
#[tokio::test]
async fn every_chart_of_the_gallery_can_be_read() {
    let mut seen = 0;
    for demo in GALLERY.demos() {
        for example in &demo.examples {
            let raw = demo.schema.raw_fields(&example.texts);
            let answer = predict(&GALLERY, &demo.name, &raw, VISITOR).await.expect("an answer");
            let beside = answer.beside.iter().map(|part| &part.prediction);
            for chart in beside.chain([&answer.prediction]).flat_map(charts) {
                assert_eq!(distinguishes_series(chart), Ok(()), "{}", demo.name);
                assert_eq!(holds(&html(chart)), Ok(()), "{}", demo.name);
                seen += 1;
            }
        }
    }
    assert!(seen > 10, "{seen} charts");
}

fn charts(prediction: &Prediction) -> Vec<&Chart> {
    match prediction {
        Prediction::Chart(chart) => vec![chart],
        Prediction::Several(parts) => parts.iter().flat_map(|part| charts(&part.prediction)).collect(),
        Prediction::Forecast(Forecast { .. }) | Prediction::Classes(_) | Prediction::Ranked(_) => vec![],
        Prediction::Number(_) | Prediction::Text(_) | Prediction::Markdown(_) | Prediction::Code(_) => vec![],
        Prediction::Image(_) | Prediction::Annotated(_) | Prediction::Gallery(_) => vec![],
        Prediction::Audio(_) | Prediction::Highlighted(_) | Prediction::File(_) => vec![],
        Prediction::Json(_) | Prediction::Table(_) | Prediction::Metric(_) | Prediction::Markup(_) => vec![],
    }
}
