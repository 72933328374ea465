//! Probabilities that no card has measured are given by no door: there are no percentages, and classes are a ranking.

use super::outputs::samples;
use crate::server::{Reply, live_request, page_task, send_to};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use maquette::prelude::*;
use maquette_app::result::OUTPUTS;
use maquette_contract::{Class, Classes, OutputKind, Part, PredictionSet, Quantity};
use serde_json::{Value, json};
use std::convert::Infallible;

#[derive(Inputs)]
struct Question {
    #[input(range = 0..=9, default = 1)]
    number: u32,
}

/// Any prediction, as an author's own type of output.
#[derive(Clone)]
struct Any(Prediction);

impl Output for Any {
    fn kind() -> OutputKind {
        OutputKind::Classes
    }

    fn prediction(self) -> maquette::Result<Prediction> {
        Ok(self.0)
    }
}

/// An author's own model, without a card, that gives everybody the same answer.
struct Constant(Prediction);

impl Model for Constant {
    type Inputs = Question;
    type Output = Any;
    type Error = Infallible;

    fn forward(&mut self, batch: Vec<Question>) -> Result<Vec<Any>, Infallible> {
        Ok(batch.iter().map(|_| Any(self.0.clone())).collect())
    }
}

fn classes() -> Prediction {
    let class = |label: &str, probability| Class { label: label.into(), probability };
    Prediction::Classes(Classes {
        label: "likely".into(),
        probability: 0.75,
        classes: vec![class("likely", 0.75), class("unlikely", 0.25)],
        set: PredictionSet { labels: vec!["likely".into()], coverage: 0.9 },
    })
}

/// What is left of them at every door.
fn ranking() -> Value {
    json!({ "ranked": { "labels": [["likely", 0.75], ["unlikely", 0.25]] } })
}

fn router(demo: Demo) -> Router {
    Maquette::new().demo(demo).router(None).expect("it opens")
}

async fn get(router: &Router, path: &str) -> Reply {
    send_to(router.clone(), Request::get(path).body(Body::empty()).expect("a request")).await
}

async fn post(router: &Router, path: &str, body: Value) -> Reply {
    let request = Request::post(path).header("content-type", "application/json");
    send_to(router.clone(), request.body(Body::from(body.to_string())).expect("a request")).await
}

/// Every address that answers, and those that describe what is answered.
async fn replies(router: &Router) -> Vec<(&'static str, Reply)> {
    let one = json!({ "number": 1 });
    let tensor = json!({ "name": "number", "shape": [1], "datatype": "INT64", "data": [1] });
    let whole = json!([{ "name": "prediction" }]);
    let tool = json!({ "name": "constant", "arguments": one });
    let live = live_request(&page_task(&get(router, "/constant").await.body), &["1"]);
    let mut replies = Vec::new();
    for (path, body) in [
        ("/fn/predict", live),
        ("/api/constant/predict", one.clone()),
        ("/api/constant/batch", json!({ "rows": [one] })),
        ("/v2/models/constant/infer", json!({ "inputs": [tensor] })),
        ("/v2/models/constant/versions/1/infer", json!({ "inputs": [tensor], "outputs": whole })),
        ("/v1/models/constant:predict", json!({ "instances": [one] })),
        ("/invocations", json!({ "dataframe_records": [one] })),
        ("/predictions/constant", one.clone()),
        ("/gradio_api/run/predict", json!({ "data": [1] })),
        ("/mcp", json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": tool })),
    ] {
        replies.push((path, post(router, path, body).await));
    }
    for path in ["/constant", "/api/constant", "/v2/models/constant", "/v1/models/constant/metadata"] {
        replies.push((path, get(router, path).await));
    }
    replies
}

/// Classes of an author's own model, at the page, in JSON and by the protocols of others.
#[tokio::test]
async fn classes_without_a_calibration_are_a_ranking_at_every_door() {
    let titled = Part { title: "A part".to_owned(), prediction: classes() };
    for (prediction, expected) in [
        (classes(), ranking()),
        (
            Prediction::Several(vec![titled]),
            json!({ "several": [{ "title": "A part", "prediction": ranking() }] }),
        ),
    ] {
        let beside = prediction.clone();
        let demo = Demo::new("constant", Constant(prediction))
            .beside("Beside", move |_: &Question, _| Any(beside.clone()));
        let router = router(demo);
        for (path, reply) in replies(&router).await {
            let body = &reply.body;
            assert!(reply.status.is_success(), "{path}: {} {body}", reply.status);
            let promise = ["\"probability\"", "probability\\\"", "probabilities", "75 %", "likely than"]
                .into_iter()
                .find(|promise| body.contains(promise));
            assert_eq!(promise, None, "{path} gives a probability: {body}");
        }
        let answer = post(&router, "/api/constant/predict", json!({ "number": 1 })).await.json();
        assert_eq!(answer["prediction"], expected);
        let page = get(&router, "/constant").await.body;
        assert_eq!(page.matches("The score is not a probability").count(), 2, "{page}");
    }
    let names = |body: &Value| -> Vec<String> {
        let outputs = body["outputs"].as_array().expect("outputs").iter();
        outputs.filter_map(|output| output["name"].as_str()).map(str::to_owned).collect()
    };
    let router = router(Demo::new("constant", Constant(classes())));
    let tensor = json!({ "name": "number", "shape": [1], "datatype": "INT64", "data": [1] });
    let sent = post(&router, "/v2/models/constant/infer", json!({ "inputs": [tensor] })).await.json();
    assert_eq!(names(&sent), ["label", "classes", "scores"]);
    let described = get(&router, "/v2/models/constant").await.json();
    assert_eq!(names(&described), ["label", "classes", "scores", "prediction"]);
}

/// A stream has no card at all.
#[tokio::test]
async fn classes_of_a_stream_are_a_ranking_while_they_grow() {
    let demo = Demo::stream("constant", |_: Question, _: &Work| vec![Any(classes()), Any(classes())]);
    let router = router(demo);
    let answer = post(&router, "/api/constant/predict", json!({ "number": 1 })).await.json();
    assert_eq!(answer["prediction"], ranking());
    let events = post(&router, "/api/constant/stream", json!({ "number": 1 })).await.body;
    assert!(events.contains("\"ranked\"") && !events.contains("probability"), "{events}");
    let job = post(&router, "/api/constant/jobs", json!({ "number": 1 })).await;
    let address = job.header("location");
    // They end with the job.
    let events = get(&router, &format!("{address}/events")).await.body;
    assert!(events.contains("\"ranked\"") && !events.contains("probability"), "{events}");
    let page = get(&router, &address.replace("/api/", "/")).await.body;
    assert!(page.contains("The score is not a probability") && !page.contains("75 %"), "{page}");
}

/// Nor does any other kind of output turn into a percentage.
#[tokio::test]
async fn nothing_unmeasured_is_a_percentage() {
    let samples = OUTPUTS.iter().map(|name| samples(name)).flat_map(|(full, least)| [full, least]);
    let finite = samples.filter(|prediction| prediction.not_finite().is_none());
    for prediction in finite.chain([Prediction::Number(Quantity::new(0.5, 2))]) {
        let router = router(Demo::new("constant", Constant(prediction.clone())));
        let live = live_request(&page_task(&get(&router, "/constant").await.body), &["1"]);
        let reply = post(&router, "/fn/predict", live).await.json();
        for field in ["html", "glance", "spoken"] {
            let text = &reply["Ok"][field];
            let text = text.as_str().unwrap_or_else(|| panic!("{prediction:?}: no {field} in {reply}"));
            assert!(!text.contains(" %"), "{prediction:?}: {text}");
        }
    }
}
