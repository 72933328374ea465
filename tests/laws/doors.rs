//! The same inputs are the same prediction at every door.

use super::{Verdict, law};
use crate::server::{GALLERY, get, live_request, post_json, task_of};
use maquette::api::{DOORS, Door};
use maquette::demo::Description;
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

/// The examples that every door but ours answers. Long work is long at each, so of a demo that is one example has
/// to do, and none of one that nobody waits for.
pub(super) fn examples(demo: &Description) -> &[Example] {
    let most = match (demo.autorun, demo.streams) {
        (false, _) => 0,
        (true, true) => 1,
        (true, false) => demo.examples.len(),
    };
    &demo.examples[..most.min(demo.examples.len())]
}

/// What is not below a prefix of its door could be the name of a demo, or would be said to people and not to programs.
#[test]
fn every_address_of_a_door_is_below_its_prefixes() {
    for door in DOORS {
        let addresses = addresses(door);
        assert!(!addresses.is_empty(), "{} has no address", door.name);
        for address in addresses {
            let is_below = |prefixes: &[&str], address: &str| {
                prefixes.iter().any(|prefix| {
                    address.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
                })
            };
            let demo = address.strip_prefix("/{demo}");
            let is_page = door.is_for_people && (demo.is_some() || address == "/");
            let is_known = is_below(door.prefixes, &address)
                || demo.is_some_and(|rest| is_below(door.demo_prefixes, rest))
                // TorchServe describes itself to OPTIONS at the front page's address.
                || address == "/";
            assert!(is_page || is_known, "{}: {address} is below none of its prefixes", door.name);
        }
    }
}

/// The addresses of a door's routes, as its router lists them.
fn addresses(door: &Door) -> Vec<String> {
    let router = format!("{:?}", (door.routes)());
    let listed = router.split("paths: {").nth(1).and_then(|rest| rest.split('}').next_back());
    assert!(listed.is_some(), "axum lists its paths no more");
    let quoted = router.split("paths: {").nth(1).unwrap_or_default();
    quoted.split("RouteId(").skip(1).filter_map(|route| route.split('"').nth(1)).map(str::to_owned).collect()
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

            let texts: Vec<&str> = example.texts.iter().map(String::as_str).collect();
            let request = live_request(&task_of(&demo.name).await, &texts);
            let reply = post_json("/fn/predict", request.to_string()).await.json();
            let shown = reply["Ok"]["html"].as_str().expect("a fragment");
            if !demo.autorun {
                continue;
            }
            let page = get(&format!("/{}?{}", demo.name, query(&demo.schema, &example.texts))).await.body;
            assert!(page.contains(shown), "{about} is another answer on its page");
        }
    }
}
