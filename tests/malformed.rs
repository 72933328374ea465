//! A hundred malformed requests, drawn from a seed: each gets a 4xx answer in JSON, and the server
//! still predicts afterwards.

use crate::server::post_json;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::{Value, json};

const PREDICT: &str = "/api/penguins/predict";

fn right() -> Value {
    json!({ "bill_length": 46.1, "bill_depth": 14.2, "flipper_length": 211, "body_mass": 4500 })
}

/// A value no number field takes.
fn wrong(rng: &mut ChaCha8Rng) -> Value {
    let values = [
        json!("NaN"),
        json!("Infinity"),
        json!("46.1"),
        json!(""),
        json!(null),
        json!(true),
        json!([46.1]),
        json!({}),
        json!(1e300),
        json!(-1e300),
        json!(u64::MAX),
        json!(i64::MIN),
        json!(-0.0),
        json!("x".repeat(5000)),
        json!("\u{0}"),
    ];
    values.choose(rng).expect("a value").clone()
}

fn body(kind: usize, rng: &mut ChaCha8Rng) -> Vec<u8> {
    let names = ["bill_length", "bill_depth", "flipper_length", "body_mass"];
    let name = *names.choose(rng).expect("a name");
    let mut inputs = right();
    match kind {
        0 => inputs[name] = wrong(rng),
        1 => drop(inputs.as_object_mut().and_then(|inputs| inputs.remove(name))),
        2 => inputs[format!("x{}", rng.random::<u32>())] = json!(1),
        3 => return format!(r#"{{"{name}": 1e{}}}"#, rng.random_range(400..9999)).into_bytes(),
        4 => return format!(r#"{{"{name}": NaN}}"#).into_bytes(),
        5 => {
            return ["[", "{\"a\":"]
                .choose(rng)
                .expect("an opening")
                .repeat(rng.random_range(200..20_000))
                .into_bytes();
        }
        6 => return (0..rng.random_range(1..2000)).map(|_| rng.random_range(128..=255)).collect(),
        7 => return [b"{\"bill_length\": \"", &[0xff, 0xfe, 0xc0][..], b"\"}"].concat(),
        8 => return vec![b'7'; 10 * 1024 * 1024],
        _ => {
            let text = inputs.to_string();
            return text.as_bytes()[..rng.random_range(0..text.len())].to_vec();
        }
    }
    inputs.to_string().into_bytes()
}

#[tokio::test]
async fn a_hundred_malformed_requests() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for turn in 0..100 {
        let body = body(turn % 10, &mut rng);
        let shown = String::from_utf8_lossy(&body[..body.len().min(80)]).into_owned();
        let reply = post_json(PREDICT, body).await;
        assert!(reply.status.is_client_error(), "{} for {shown}", reply.status);
        assert!(!reply.json()["detail"].is_null(), "{shown}");
    }
    assert_eq!(post_json(PREDICT, right().to_string()).await.status.as_u16(), 200);
}
