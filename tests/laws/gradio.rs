//! Gradio's door gives the prediction that the walk gives: its values say nothing else, each in the form that Gradio's
//! own components have.

use super::doors::{examples, is_same};
use super::{Verdict, law};
use crate::server::{GALLERY, get, send_to};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use maquette::api::router;
use maquette::predict::{Caller, predict};
use maquette_contract::Prediction;
use serde_json::{Value, json};

#[tokio::test]
async fn gradio_gives_the_same_prediction() {
    // What a call came to is known by the router that took it.
    let router = router(GALLERY.clone());
    for demo in GALLERY.demos() {
        let described = get(&format!("/api/{}", demo.name)).await.json();
        for (place, example) in examples(demo).iter().enumerate() {
            let raw = demo.schema.raw_fields(&example.texts);
            let walked =
                predict(&GALLERY, &demo.name, &raw, Caller::program("test")).await.expect("an answer");
            let inputs = described["examples"][place]["inputs"].to_string();
            let begun = ask(&router, "POST", &format!("/gradio_api/call/v2/{}", demo.name), inputs).await;
            let begun: Value = serde_json::from_str(&begun).expect("JSON");
            let id = begun["event_id"].as_str().unwrap_or_else(|| panic!("{begun}"));
            let path = format!("/gradio_api/call/{}/{id}", demo.name);
            let events = ask(&router, "GET", &path, String::new()).await;
            let (_, complete) =
                events.split_once("event: complete\ndata: ").unwrap_or_else(|| panic!("{events}"));
            let data: Vec<Value> = serde_json::from_str(complete).expect("JSON");
            let about = format!("“{}” of {}", example.title, demo.name);
            assert_eq!(says(&walked.prediction, &mut data.iter()), Ok(()), "{about}");
        }
    }
}

async fn ask(router: &Router, method: &str, path: &str, body: String) -> String {
    let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
    send_to(router.clone(), request.body(Body::from(body)).expect("a request")).await.body
}

/// That the next values say what a prediction says.
pub(super) fn says<'a>(walked: &Prediction, values: &mut impl Iterator<Item = &'a Value>) -> Verdict {
    if let Prediction::Several(parts) = walked {
        return parts.iter().try_for_each(|part| says(&part.prediction, values));
    }
    let value = values.next().ok_or("a value is missing")?;
    match walked {
        Prediction::Classes(_) => {
            let class = |of: &Value| json!({ "label": of["label"], "probability": of["confidence"] });
            let confidences = value["confidences"].as_array().ok_or("no confidences")?;
            let classes: Vec<_> = confidences.iter().map(class).collect();
            let first = &value["confidences"][0]["confidence"];
            let whole = json!({ "label": value["label"], "probability": first, "classes": classes, "set": value["set"] });
            is_same(walked, &json!({ "classes": whole }))
        }
        Prediction::Ranked(_) => {
            let pair = |of: &Value| json!([of["label"], of["score"]]);
            let scores: Vec<_> = value["scores"].as_array().ok_or("no scores")?.iter().map(pair).collect();
            law(value["confidences"].is_null(), "scores are no confidences")?;
            is_same(walked, &json!({ "ranked": { "labels": scores } }))
        }
        Prediction::Number(quantity) => {
            let got = value.as_f64().ok_or("no number")?;
            let near = (got - quantity.value).abs() <= 1e-5 * got.abs().max(1.0);
            law(near, format!("{got} is not {}", quantity.value))?;
            match values.next() {
                Some(interval) => {
                    let mut whole = json!(walked);
                    whole["number"]["value"] = value.clone();
                    whole["number"]["interval"] = interval.clone();
                    is_same(walked, &whole)
                }
                None => Ok(()),
            }
        }
        Prediction::Table(_) => {
            is_same(walked, &json!({ "table": { "columns": value["headers"], "rows": value["data"] } }))
        }
        Prediction::Markdown(markdown) => law(value == markdown.source.as_str(), value.to_string()),
        Prediction::Code(code) => law(value == code.text.as_str(), value.to_string()),
        Prediction::Highlighted(text) => {
            let spans = value.as_array().ok_or("no spans")?;
            let words: String = spans.iter().filter_map(|span| span["token"].as_str()).collect();
            law(words == text.text(), format!("{words} is not {}", text.text()))
        }
        Prediction::Gallery(pictures) => {
            let there = value.as_array().map(Vec::len);
            law(there == Some(pictures.len()), format!("{there:?} pictures"))
        }
        Prediction::Image(_) | Prediction::Audio(_) | Prediction::File(_) => {
            law(value["path"].is_string(), format!("{value} is no file"))
        }
        Prediction::Annotated(annotated) => {
            let there = value["annotations"].as_array().map(Vec::len);
            law(there == Some(annotated.found.len()), format!("{there:?} regions"))
        }
        Prediction::Text(_)
        | Prediction::Json(_)
        | Prediction::Metric(_)
        | Prediction::Chart(_)
        | Prediction::Forecast(_)
        | Prediction::Markup(_)
        | Prediction::Several(_) => {
            let kind = json!(walked).as_object().and_then(|tagged| tagged.keys().next().cloned());
            is_same(walked, &json!({ kind.unwrap_or_default(): value }))
        }
    }
}
