//! Tests that hold for every output, and tests of single outputs.

use super::*;
use maquette_contract::{
    Chart, Class, Classes, Code, Forecast, ForecastStep, Interval, Markdown, Metric, Note, Part,
    PredictionSet, Quantity, Range, Ranked, Step, Table, Timing,
};

const EVIL: &str = "<script>alert(1)</script>";

fn answer(prediction: Prediction, notes: Vec<Note>) -> Answer {
    Answer {
        id: "".into(),
        demo: "".into(),
        version: "".into(),
        prediction,
        beside: vec![],
        notes,
        timing: Timing::default(),
    }
}

/// An answer as a page shows it, at a glance and in a sentence, where the demo's confidence was measured or not.
fn shown(answer: &Answer, view: &str, measured: bool) -> [String; 3] {
    let pages = TablePages::from_query(view);
    let interval = IntervalReport {
        coverage: 0.9,
        half_width: Some(0.1),
        coverage_seen: 0.91,
        mean_width: 3.0,
        seen: Range { low: 0.0, high: 1.0 },
    };
    let report = CalibrationReport {
        temperature: 1.0,
        ece_before: 0.0,
        ece_after: 0.0,
        coverage: 0.9,
        threshold: 0.5,
        coverage_seen: 0.9,
        coverage_baseline: 0.4,
        set_size: 1.0,
        reliability: vec![],
    };
    let context = Context {
        trained: measured,
        report: measured.then_some(&report),
        interval: measured.then_some(&interval),
        page: "/models/houses",
        address: "/models/houses?area=10",
        tables: "/models/houses/tables",
        query: "area=10",
        pages: &pages,
    };
    let AnswerView { html, glance, spoken } = render(answer, &context);
    [html, glance, spoken]
}

fn page(prediction: Prediction, notes: Vec<Note>, view: &str) -> String {
    let [page, ..] = shown(&answer(prediction, notes), view, true);
    page
}

/// What holds for every answer; gives the page for more.
fn check(prediction: Prediction, expected: &[&str]) -> String {
    let [page, glance, spoken] = shown(&answer(prediction, vec![]), "", true);
    assert!(!glance.is_empty() && glance.chars().count() <= 61, "{glance}");
    assert!(!spoken.is_empty() && !spoken.contains("NaN") && !glance.contains("NaN"), "{spoken}");
    assert!(!page.contains("NaN") && !page.contains(EVIL) && !page.contains("style="), "{page}");
    for expected in expected {
        assert!(page.contains(expected), "{expected} is not in {page}");
    }
    page
}

fn evil() -> String {
    EVIL.to_owned()
}

fn outside() -> Vec<Note> {
    vec![Note {
        field: "area".to_owned(),
        code: "outside_training".to_owned(),
        message: "Too far".to_owned(),
    }]
}

fn classes() -> Prediction {
    let class = |label: &str, probability| Class { label: label.into(), probability };
    Prediction::Classes(Classes {
        label: EVIL.into(),
        probability: 0.9,
        classes: vec![class(EVIL, 0.9), class("b", 0.1)],
        set: PredictionSet { labels: vec![EVIL.into()], coverage: 0.9 },
    })
}

fn price() -> Prediction {
    Prediction::Number(Quantity {
        value: 184_500.0,
        unit: "$".to_owned(),
        decimals: 0,
        interval: Some(Interval { low: 150_000.0, high: 220_000.0, coverage: 0.9 }),
        steps: vec![Step { name: evil(), value: -53_699.0 }],
        seen: Some(Range { low: 35_000.0, high: 755_000.0 }),
    })
}

fn table(rows: usize) -> Table {
    let row = |row: usize| vec![(row as f64).into(), format!("{EVIL}{row}").into()];
    Table { columns: vec!["Price".to_owned(), evil()], rows: (0..rows).map(row).collect() }
}

#[test]
fn classes_are_bars_with_words() {
    check(classes(), &["90 %", "very likely", "Not ruled out", "class=\"bars\""]);
    let page = page(classes(), outside(), "");
    assert!(page.contains("by its own account") && page.contains("Too far"), "{page}");
    assert!(!page.contains("very likely") && !page.contains("at least"), "{page}");
    let spoken = |notes| {
        let [_, _, spoken] = shown(&answer(classes(), notes), "", true);
        spoken
    };
    assert!(spoken(vec![]).ends_with("90 %, very likely"));
    assert!(spoken(outside()).ends_with("90 %, for inputs outside what the model has seen"));
}

/// An author may give any figure; what the demo's card has not measured is no promise of the page's.
#[test]
fn nothing_is_promised_that_was_not_measured() {
    let [page, _, spoken] = shown(&answer(price(), vec![]), "", false);
    assert!(page.contains("by its author's account between $150,000 and $220,000"), "{page}");
    assert!(!page.contains("in 9 of 10") && spoken == "$184,500", "{page} {spoken}");
    let forecast = Forecast {
        title: "It rises".to_owned(),
        unit: "ppm".to_owned(),
        decimals: 1,
        history: vec![[16_000.0, 400.0]],
        steps: vec![ForecastStep { day: 16_031.0, value: 402.0, low: 401.0, high: 403.0 }],
        coverage: 0.9,
        beside: vec![],
    };
    let several =
        Prediction::Several(vec![Part { title: String::new(), prediction: Prediction::Forecast(forecast) }]);
    let [page, glance, spoken] = shown(&answer(several, vec![]), "", false);
    assert!(page.contains("by its author's account") && !page.contains("in 9 of 10"), "{page}");
    assert_eq!((&*glance, &*spoken), ("In November 2013: 402.0 ppm", "In November 2013: 402.0 ppm"));
}

#[test]
fn a_ranking_has_no_percent_sign() {
    let labels = vec![(evil(), 2.5), ("b".to_owned(), -1.0), ("c".to_owned(), f64::NAN)];
    let page = check(Prediction::Ranked(Ranked { labels }), &["2.50", "not a probability"]);
    assert!(!page.contains('%'), "{page}");
    check(Prediction::Ranked(Ranked::default()), &["No label"]);
}

#[test]
fn a_number_stands_on_an_axis() {
    let sentence = "in 9 of 10 such cases the truth lies between $150,000 and $220,000";
    check(
        price(),
        &["<strong>$184,500</strong>; ", sentence, "−$53,699", "$755,000", "91 % of such intervals"],
    );
    let page = page(price(), outside(), "");
    assert!(page.contains("by its own account") && !page.contains("9 in 10"), "{page}");
    assert!(page.contains("no record of answers outside training"), "{page}");
    check(
        Prediction::Number(Quantity::default()),
        &["<p>How far off such answers are has not been measured</p>"],
    );
    let wild =
        Quantity { value: f64::NAN, seen: Some(Range { low: 0.0, high: f64::NAN }), ..Quantity::default() };
    check(Prediction::Number(wild), &["–"]);
}

#[test]
fn texts_keep_what_they_say() {
    check(Prediction::Text("HELLO".to_owned()), &["<p class=\"label\">HELLO</p>"]);
    check(Prediction::Text(format!("{EVIL}\n  second line")), &["class=\"plain\"", "\n  second line"]);
    let markdown = Markdown { source: "*a*".to_owned(), html: "<p><em>a</em></p>".to_owned() };
    check(Prediction::Markdown(markdown), &["<div class=\"prose\"><p><em>a</em></p></div>"]);
    let html = "<p><a href=\"digits\">a</a> <a href=\"?area=9\">b</a></p>".to_owned();
    let markdown = Markdown { source: "[a](digits) [b](?area=9)".to_owned(), html };
    check(Prediction::Markdown(markdown), &["\"/models/digits\"", "\"/models/houses?area=9\""]);
    let code = Code { language: "ru\"st".to_owned(), text: evil() };
    check(Prediction::Code(code), &["tabindex=\"0\"", "class=\"language-rust\">&lt;script&gt;"]);
    let page = page(Prediction::Json([("a", EVIL)].into_iter().collect()), vec![], "");
    assert!(
        page.contains("class=\"language-json\"") && page.contains("\n  &quot;a&quot;: ")
            || page.contains("\n  \"a\": "),
        "{page}"
    );
    check(Prediction::Markup("<b>mine</b>".to_owned()), &["<b>mine</b>"]);
}

#[test]
fn a_table_is_leafed_through_by_links() {
    check(
        Prediction::Table(table(1461)),
        &[
            "Rows 1–20 of 1,461",
            "href=\"/models/houses?area=10&amp;t0.page=2#table-0\"",
            "data-view=\"t0.page=2\"",
            "data-view=\"t0.sort=1\"",
            "href=\"/models/houses/tables/0.csv?area=10\"",
            "class=\"numeric\"",
            ">Later<",
        ],
    );
    let turned = page(Prediction::Table(table(45)), vec![], "t0.page=99&t0.sort=0&t0.desc");
    for expected in
        ["Rows 41–45 of 45", "aria-sort=\"descending\"", "data-view=\"t0.page=2&amp;t0.sort=0&amp;t0.desc\""]
    {
        assert!(turned.contains(expected), "{expected} is not in {turned}");
    }
    assert!(!turned.contains(">Later<"), "{turned}");
    check(Prediction::Table(table(0)), &["No rows"]);
}

#[test]
fn metrics_that_are_neighbours_share_a_row() {
    let part = |title: &str, prediction| Part { title: title.to_owned(), prediction };
    let metric = |label: &str| {
        Prediction::Metric(Metric { label: label.to_owned(), value: "35.6 °C".to_owned(), remark: evil() })
    };
    let parts = vec![
        part("", metric("Hottest day")),
        part("", metric(EVIL)),
        part(EVIL, Prediction::Table(table(1))),
        part("", Prediction::Table(table(2))),
        part("Others", Prediction::Several(vec![part("Inner", metric("Coldest day"))])),
    ];
    let page = check(Prediction::Several(parts), &["<h3>&lt;script&gt;", "<h4>Inner</h4>", "id=\"table-1\""]);
    assert_eq!(page.matches("class=\"metrics\"").count(), 2);
}

#[test]
fn charts_and_forecasts_are_drawn() {
    let chart = Chart::line("It rises").x("a").y("b").series(EVIL, vec![[0.0, 1.0], [1.0, 2.0]]);
    check(Prediction::Chart(chart.into()), &["<figcaption>It rises</figcaption>"]);
    let forecast = Forecast {
        title: evil(),
        unit: "ppm".to_owned(),
        decimals: 1,
        history: vec![[16_000.0, 400.0], [16_030.0, 401.0]],
        steps: vec![ForecastStep { day: 16_061.0, value: 402.0, low: 401.0, high: 403.0 }],
        coverage: 0.9,
        beside: vec![],
    };
    check(
        Prediction::Forecast(forecast),
        &["402.0 ppm; in 9 of 10 such forecasts the truth lies between", "class=\"area"],
    );
}

#[test]
fn what_stands_beside_comes_after() {
    let mut answer = answer(Prediction::Table(table(1)), vec![]);
    answer.beside.push(Part { title: "More".to_owned(), prediction: Prediction::Table(table(2)) });
    let [page, ..] = shown(&answer, "", true);
    assert!(page.find("table-0") < page.find("<h3>More</h3>"), "{page}");
    assert!(
        page.contains("href=\"/models/houses?area=10&amp;t1.sort=0#table-1\"")
            && page.contains("href=\"/models/houses/tables/1.csv?area=10\""),
        "{page}"
    );
}

#[test]
fn words_for_a_phone_are_few() {
    assert_eq!(short("  a\n b  ", 10), "a b");
    assert_eq!(short("abcdef ghi", 7), "abcdef…");
    let [_, glance, _] = shown(&answer(Prediction::Text("word ".repeat(40)), vec![]), "", true);
    assert_eq!(glance.chars().count(), 60);
}
