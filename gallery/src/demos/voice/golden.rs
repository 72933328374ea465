//! What the reference hears in the two clips: tests/golden/voice.py says how it was made.

use maquette::trained::sha256;
use serde::Deserialize;

#[derive(Deserialize)]
pub(super) struct Golden {
    pub(super) weights_sha256: String,
    pub(super) clips: Vec<Clip>,
    pub(super) resampling: Resampling,
    pub(super) segments: Vec<Heard>,
}

#[derive(Deserialize)]
pub(super) struct Clip {
    pub(super) name: String,
    pub(super) sha256: String,
    pub(super) as_it_is: Heard,
    pub(super) resampled: Heard,
}

#[derive(Deserialize)]
pub(super) struct Heard {
    pub(super) samples: usize,
    pub(super) probabilities: Vec<f32>,
    pub(super) segments: Vec<[usize; 2]>,
}

#[derive(Deserialize)]
pub(super) struct Resampling {
    pub(super) clip: String,
    pub(super) first: usize,
    pub(super) count: usize,
    pub(super) rates: Vec<Rate>,
}

#[derive(Deserialize)]
pub(super) struct Rate {
    pub(super) rate: u32,
    pub(super) samples: Vec<f32>,
}

impl Golden {
    pub(super) fn read() -> Self {
        serde_json::from_str(include_str!("../../../../tests/golden/voice.json")).expect("golden values")
    }
}

/// The rate and the samples of one of the two clips. Both have 16 bits and the plainest of headers.
pub(super) fn clip(name: &str, checksum: &str) -> (u32, Vec<f32>) {
    let wav: &[u8] = if name == "en" { include_bytes!("en.wav") } else { include_bytes!("ko.wav") };
    assert_eq!(sha256(wav), checksum, "{name}.wav is not the clip that the golden values are of");
    let (header, samples) = wav.split_at(44);
    assert_eq!(&header[36..40], b"data");
    let rate = header[24..28].try_into().map(u32::from_le_bytes).expect("four bytes");
    let sample = |bytes: &[u8]| f32::from(i16::from_le_bytes([bytes[0], bytes[1]])) / 32_768.0;
    (rate, samples.chunks_exact(2).map(sample).collect())
}
