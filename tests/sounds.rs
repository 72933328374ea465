//! Recordings as many programs write them: each is read as libsndfile reads it, or refused for what it is.
//! `golden/sounds.py` makes them.

use crate::server::send;
use axum::body::Body;
use axum::http::Request;
use maquette::media::audio;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/sounds"))
}

fn expected() -> BTreeMap<String, Value> {
    let json = std::fs::read_to_string(folder().join("expected.json")).expect("a text");
    serde_json::from_str(&json).expect("a table")
}

#[test]
fn recordings_are_read_or_refused_for_what_they_are() {
    let table = expected();
    assert!(
        table.len() >= 38 && table.keys().filter(|name| name.ends_with(".wav")).count() >= 20,
        "{}",
        table.len()
    );
    for (name, expected) in table {
        let bytes = std::fs::read(folder().join(&name)).expect("a file");
        match (audio(&bytes), expected["refused"].as_str()) {
            (Err(error), Some(words)) => assert!(error.to_string().contains(words), "{name}: {error}"),
            (Ok(sound), None) => {
                assert_eq!(u64::from(sound.rate()), expected["rate"], "{name}");
                match expected["samples"].as_array() {
                    Some(samples) => {
                        assert_eq!(sound.samples().len(), samples.len(), "{name}");
                        for (place, (got, wanted)) in std::iter::zip(sound.samples(), samples).enumerate() {
                            let wanted = wanted.as_f64().expect("a number");
                            assert!(
                                (f64::from(*got) - wanted).abs() < 2e-5,
                                "{name} {place}: {got} {wanted}"
                            );
                        }
                    }
                    None => is_tone(&name, sound.rate(), sound.samples(), &expected),
                }
            }
            (Ok(sound), Some(words)) => panic!("{name} is read, {sound:?}, and not refused: {words}"),
            (Err(error), None) => panic!("{name} is refused: {error}"),
        }
    }
}

/// Lossy formats keep no sample, but the tone and about its length; encoders add some silence at both ends.
fn is_tone(name: &str, rate: u32, samples: &[f32], expected: &Value) {
    let secs = samples.len() as f64 / f64::from(rate);
    let [wanted, hertz] = ["secs", "hertz"].map(|key| expected[key].as_f64().expect("a number"));
    assert!((wanted..wanted + 0.2).contains(&secs), "{name}: {secs} s");
    let middle = &samples[samples.len() / 4..samples.len() * 3 / 4];
    let crossings = middle.windows(2).filter(|pair| (pair[0] < 0.0) != (pair[1] < 0.0)).count();
    let got = crossings as f64 / 2.0 / (middle.len() as f64 / f64::from(rate));
    assert!((got - hertz).abs() < 10.0, "{name}: {got} Hz");
    let loudest = middle.iter().fold(0.0_f32, |loudest, sample| loudest.max(sample.abs()));
    assert!((0.4..0.6).contains(&loudest), "{name}: {loudest}");
}

/// A file whose bytes are damaged anywhere is read or refused, and nothing else.
#[test]
fn damage_never_panics() {
    let mut seed = 7_u32;
    let mut random = || {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        seed as usize >> 8
    };
    for name in expected().keys() {
        let bytes = std::fs::read(folder().join(name)).expect("a file");
        for _ in 0..40 {
            let mut damaged = bytes.clone();
            for _ in 0..1 + random() % 8 {
                let place = random() % damaged.len();
                damaged[place] = random() as u8;
            }
            damaged.truncate(1 + random() % damaged.len());
            drop(audio(&damaged));
        }
    }
}

/// Through the door of uploads, too.
#[tokio::test]
async fn recordings_are_uploaded() {
    for (name, expected) in expected() {
        let bytes = std::fs::read(folder().join(&name)).expect("a file");
        let request = Request::post("/uploads").header("content-type", "audio/wav").body(Body::from(bytes));
        let reply = send(request.expect("a request")).await;
        let status = if expected["refused"].is_string() { 422 } else { 201 };
        assert_eq!(reply.status.as_u16(), status, "{name}: {}", reply.body);
    }
}
