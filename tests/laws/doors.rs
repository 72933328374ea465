//! The same inputs are the same prediction at every door.

use super::{Verdict, law};
use crate::server::{GALLERY, get, post_json};
use maquette::api::DOORS;
use maquette::demo::{Description, TAKEN};
use maquette::predict::{Caller, predict};
use maquette_app::form::query;
use maquette_contract::{Example, Prediction};
use serde_json::{Value, json};

/// What a program was sent, beside what the walk gave.
pub(super) fn is_same(walked: &Prediction, sent: &Value) -> Verdict {
    let walked = serde_json::to_value(walked).map_err(|error| error.to_string())?;
    let same = |(a, b): (&Value, &Value)| near(a, b);
    law(same((&walked, sent)), format!("the walk gave {walked} and the door {sent}"))
}

/// Equal but for the last digits of a number, which may differ with the size of a batch.
fn near(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap_or(f64::NAN), b.as_f64().unwrap_or(f64::NAN));
            (a - b).abs() <= 1e-5 * a.abs().max(1.0)
        }
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| near(a, b)),
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| near(a, b)))
        }
        (a, b) => a == b,
    }
}

/// The examples that every door but ours is asked about. Long work is long at each, so of a demo that is one example has
/// to do, and none of one that nobody waits for.
pub(super) fn examples(demo: &Description) -> &[Example] {
    let most = match (demo.waits, demo.streams) {
        (true, _) => 0,
        (false, true) => 1,
        (false, false) => demo.examples.len(),
    };
    &demo.examples[..most.min(demo.examples.len())]
}

/// A demo that bore the name of a door would never be found.
#[test]
fn every_address_of_a_door_is_taken() {
    for address in DOORS.iter().flat_map(|door| door.programs) {
        assert!(TAKEN.contains(address), "{address} could be the name of a demo");
    }
}

#[tokio::test]
async fn every_door_gives_the_same_prediction() {
    for demo in GALLERY.demos() {
        let described = get(&format!("/api/{}", demo.name)).await.json();
        for (place, example) in demo.examples.iter().enumerate() {
            let about = format!("“{}” of {}", example.title, demo.name);
            let raw = demo.schema.raw_fields(&example.texts);
            let walked =
                predict(&GALLERY, &demo.name, &raw, Caller::program("test")).await.expect("an answer");

            let inputs = described["examples"][place]["inputs"].to_string();
            let sent = post_json(&format!("/api/{}/predict", demo.name), inputs).await.json();
            assert_eq!(is_same(&walked.prediction, &sent["prediction"]), Ok(()), "{about}");
            assert!(sent.get("beside").is_none(), "{about} sends a program what is for pages");

            let rows = json!({ "rows": [described["examples"][place]["inputs"], described["examples"][0]["inputs"]] });
            let sent = post_json(&format!("/api/{}/batch", demo.name), rows.to_string()).await.json();
            assert_eq!(is_same(&walked.prediction, &sent["predictions"][0]["prediction"]), Ok(()), "{about}");

            let asked = json!({ "demo": demo.name, "texts": example.texts, "view": "" });
            let asked = post_json("/fn/predict", asked.to_string()).await.json();
            let shown = asked["Ok"]["html"].as_str().expect("a fragment");
            if demo.waits {
                continue;
            }
            let page = get(&format!("/{}?{}", demo.name, query(&demo.schema, &example.texts))).await.body;
            assert!(page.contains(shown), "{about} is another answer on its page");
        }
    }
}
