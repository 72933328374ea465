//! What holds for every kind of output: it is shown, it is said in a few words and in a sentence, and nothing in it
//! can act as markup. Of an author's own component the last is the author's word.

use super::{EVIL, Verdict, law};
use maquette::prelude::{picture, sound};
use maquette_app::result::{AnswerView, Context, OUTPUTS, TablePages, render};
use maquette_contract::{
    Annotated, Answer, Audio, Blob, Cell, Chart, Class, Classes, Code, Forecast, ForecastStep, Highlighted,
    Image, Metric, Part, Prediction, PredictionSet, Quantity, Ranked, Series, Table, Timing,
};
use serde::Serialize;

/// A prediction of a kind with something in it, and one with as little as there can be.
pub(super) fn samples(kind: &str) -> (Prediction, Prediction) {
    let evil = || EVIL.to_owned();
    let class = |label: &str, probability| Class { label: label.into(), probability };
    let classes = |classes: Vec<Class>| {
        let (label, probability) = (classes[0].label.clone(), classes[0].probability);
        let set = PredictionSet { labels: vec![label.clone()], coverage: 0.9 };
        Prediction::Classes(Classes { label, probability, classes, set })
    };
    let step = ForecastStep { day: 16_061.0, value: f64::NAN, low: f64::NAN, high: 403.0 };
    let forecast = |steps: Vec<ForecastStep>| {
        let beside = vec![Series { label: evil(), points: vec![[16_061.0, 1.0]] }];
        let history = vec![[16_000.0, 400.0], [f64::NAN, 401.0], [16_030.0, 400.5]];
        Prediction::Forecast(Forecast {
            title: evil(),
            unit: evil(),
            decimals: 1,
            history,
            steps,
            coverage: 0.9,
            beside,
        })
    };
    let part = |title: &str, prediction| Part { title: title.to_owned(), prediction };
    let row: [Cell; 2] = [f64::NAN.into(), EVIL.into()];
    match kind {
        "classes" => (classes(vec![class(EVIL, 0.7), class("b", 0.3)]), classes(vec![class("a", 1.0)])),
        "ranked" => {
            let labels = vec![(evil(), 1.0), ("b".to_owned(), f64::NAN)];
            (Prediction::Ranked(Ranked { labels }), Prediction::Ranked(Ranked::default()))
        }
        "number" => {
            let quantity = Quantity::new(-1.5, 2)
                .unit(EVIL)
                .interval(-2.0, f64::INFINITY, 0.9)
                .step(EVIL, f64::NAN)
                .seen(0.0, 9.0);
            (Prediction::Number(quantity), Prediction::Number(Quantity::new(f64::NAN, 0)))
        }
        "text" => (Prediction::Text(format!("{EVIL}\n{EVIL}")), Prediction::Text(" ".to_owned())),
        "markdown" => {
            let markdown = |text: &str| Prediction::Markdown(maquette::markdown(text));
            (markdown(&format!("**b** {EVIL} [x](javascript:alert(1))")), markdown(""))
        }
        "code" => (Prediction::Code(Code::new(EVIL, EVIL)), Prediction::Code(Code::new("", ""))),
        "json" => {
            let json = [(EVIL, EVIL)].into_iter().collect();
            (Prediction::Json(json), Prediction::Json(serde_json::Value::Null))
        }
        "table" => (Prediction::Table(Table::new([EVIL, "b"]).row(row)), Prediction::Table(Table::default())),
        "metric" => (
            Prediction::Metric(Metric::new(EVIL, EVIL).remark(EVIL)),
            Prediction::Metric(Metric::new("a", "1")),
        ),
        "chart" => {
            let chart =
                |values: &[f64]| Prediction::Chart(Chart::histogram("Values", values, 3).x(EVIL).into());
            (chart(&[1.0, f64::NAN, 3.0]), chart(&[]))
        }
        "forecast" => (forecast(vec![step]), forecast(vec![])),
        "image" => {
            let dot = picture(&Image::gray(1, 1, &[0]), "");
            (Prediction::Image(picture(&Image::gray(2, 1, &[0, 9]), EVIL)), Prediction::Image(dot))
        }
        "annotated" => {
            let annotated = Annotated::new(picture(&Image::gray(2, 2, &[0, 9, 9, 9]), EVIL));
            let found = annotated
                .clone()
                .boxed(EVIL, Some(f64::NAN), [0.0, f64::NAN, 1.0, f64::INFINITY])
                .masked("b", Some(0.5), &[true, true, false, true]);
            (Prediction::Annotated(found), Prediction::Annotated(annotated))
        }
        "gallery" => {
            let one = picture(&Image::gray(1, 1, &[0]), EVIL);
            (Prediction::Gallery(vec![one.clone(), one]), Prediction::Gallery(vec![]))
        }
        "audio" => {
            let mut broken = sound(&Audio::new(8_000, vec![0.5; 800]));
            broken.peaks[0] = f32::NAN;
            (Prediction::Audio(broken), Prediction::Audio(sound(&Audio::new(8_000, vec![]))))
        }
        "highlighted" => {
            let mut text = Highlighted::labels([(EVIL, EVIL), ("b", "")]);
            text.spans.extend(Highlighted::weights("", [(EVIL, -1.0), ("c", 0.5)]).spans);
            text.spans[1].weight = f64::NAN;
            (Prediction::Highlighted(text), Prediction::Highlighted(Highlighted::weights("", [("a", 1.0)])))
        }
        "file" => (
            Prediction::File(Blob::new(EVIL, "text/html", EVIL.as_bytes())),
            Prediction::File(Blob::new("", "", [])),
        ),
        "markup" => (Prediction::Markup("<svg></svg>".to_owned()), Prediction::Markup(String::new())),
        "several" => {
            let several = vec![part(EVIL, Prediction::Text(evil())), part("", Prediction::Several(vec![]))];
            (
                Prediction::Several(several),
                Prediction::Several(vec![part("", Prediction::Text("a".to_owned()))]),
            )
        }
        kind => panic!("{kind} is new: give the laws a prediction of it"),
    }
}

/// A prediction on its page, at a glance and in a sentence.
fn shown(prediction: Prediction) -> [String; 3] {
    let answer = Answer {
        id: "".into(),
        demo: "demo".into(),
        version: "".into(),
        prediction,
        beside: vec![],
        notes: vec![],
        timing: Timing::default(),
    };
    let pages = TablePages::default();
    let context = Context {
        trained: false,
        report: None,
        interval: None,
        page: "/demo",
        address: "/demo?a=1",
        tables: "/demo/tables",
        query: "a=1",
        pages: &pages,
    };
    let AnswerView { html, glance, spoken } = render(&answer, &context);
    [html, glance, spoken]
}

pub(super) fn page(prediction: Prediction) -> String {
    let [page, ..] = shown(prediction);
    page
}

pub(super) fn holds(page: &str) -> Verdict {
    law(!page.is_empty(), "it shows nothing")?;
    law(
        !["NaN", ">inf", "-inf", " inf"].iter().any(|bad| page.contains(bad)),
        format!("it shows what is no number: {page}"),
    )?;
    law(
        !page.contains(EVIL) && !page.contains("javascript:") && !page.contains("style="),
        format!("it lets markup through: {page}"),
    )
}

pub(super) fn is_said(words: &str) -> Verdict {
    law(!words.trim().is_empty() && !words.contains("NaN"), format!("it is said as “{words}”"))
}

/// Its JSON, its output and its page in the catalogue bear one name.
pub(super) fn is_named(sample: &impl Serialize, name: &str) -> Verdict {
    let json = serde_json::to_value(sample).map_err(|error| error.to_string())?;
    law(json.get(name).is_some(), format!("{name} is another name in JSON: {json}"))
}

#[test]
fn every_kind_of_output_is_shown_and_said() {
    for name in OUTPUTS {
        let (full, least) = samples(name);
        for prediction in [full.clone(), least] {
            assert_eq!(is_named(&prediction, name), Ok(()));
            assert_eq!(holds(&page(prediction)), Ok(()), "{name}");
        }
        let [_, glance, spoken] = shown(full);
        for words in [glance, spoken] {
            assert_eq!(is_said(&words), Ok(()), "{name}");
        }
    }
}
