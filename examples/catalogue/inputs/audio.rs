//! # Sound
//!
//! A sound is recorded with the microphone or chosen as a file.
//! Use a field of type `Audio`. Its `samples()` are numbers from -1 to 1 in one channel, `rate()` is the number of
//! samples per second, and `secs()` is the length.
//!
//! A recording may last 2 minutes and have 10 MB. The page accepts whatever the browser can play, and sends it as WAV
//! at 16 kHz. Without JavaScript, the form sends a WAV, MP3, FLAC, Ogg Vorbis or M4A file unchanged, so always check
//! the rate. Record and Stop are one button, which the space bar presses. Browsers allow the microphone only over HTTPS
//! and on localhost. A program sends such a file to `POST /uploads` and uses its token as the input within an hour, or
//! sends the sound itself as `data:audio/wav;base64,…`.

use maquette::prelude::*;
use std::f64::consts::TAU;

#[derive(Inputs)]
struct Heard {
    /// Sound
    recording: Audio,
}

/// What is softer than this, in decibels below the loudest there can be, is silence.
const SILENCE: f64 = -60.0;

pub fn demo() -> Demo {
    let tone = |pitch: f64, at: f64| (TAU * pitch * at).sin();
    let fork = sounding(|at| 0.8 * (-2.0 * at).exp() * tone(440.0, at));
    let two = sounding(|at| 0.4 * tone(440.0, at) + 0.4 * tone(444.0, at));
    Demo::function("input-audio", listen)
        .title("What is to be heard?")
        .description("Say *a* for as long as you can, or whistle.")
        .example("A tuning fork", Heard { recording: fork })
        .expects("Strongest tone: 440 Hz")
        .example("Two that are not quite alike", Heard { recording: two })
}

/// Two seconds of what sounds like this at each of them.
fn sounding(at: impl Fn(f64) -> f64) -> Audio {
    Audio::new(8_000, (0..16_000).map(|sample| at(f64::from(sample) / 8_000.0) as f32).collect())
}

fn listen(Heard { recording }: Heard) -> Result<(Metric, Chart), Refusal> {
    let (samples, rate) = (recording.samples(), f64::from(recording.rate()));
    let piece = (recording.rate() / 40) as usize;
    let pieces = samples.chunks(piece).enumerate();
    let points: Vec<_> = pieces.map(|(at, part)| [(at * piece) as f64 / rate, decibels(part)]).collect();
    // The loudest quarter of a second.
    let louder = |a: &&[f32], b: &&[f32]| decibels(a).total_cmp(&decibels(b));
    let loudest = samples.chunks(10 * piece).max_by(louder).unwrap_or_default();
    if decibels(loudest) <= SILENCE {
        return Err(Refusal::new("Nothing is to be heard: record it anew, and nearer"));
    }
    let pitch = pitch(loudest, rate);
    Ok((
        Metric::new("Strongest tone", &format!("{pitch:.0} Hz")).remark(&format!("near {}", note(pitch))),
        Chart::line("How loud it is").x("Time (s)").y("Level (dB)").series("Loudness", points),
    ))
}

/// Loudness by the root of the mean square.
fn decibels(samples: &[f32]) -> f64 {
    let squares: f64 = samples.iter().map(|sample| f64::from(*sample).powi(2)).sum();
    (10.0 * (squares / samples.len().max(1) as f64).log10()).max(SILENCE)
}

/// The strongest frequency up to 2 kHz, out of those whose waves fit in whole (Goertzel 1958).
fn pitch(samples: &[f32], rate: f64) -> f64 {
    let step = rate / samples.len() as f64;
    let power = |pitch: f64| {
        let turn = 2.0 * (TAU * pitch / rate).cos();
        let next = |(a, b): (f64, f64), sample: &f32| (f64::from(*sample) + turn * a - b, a);
        let (a, b) = samples.iter().fold((0.0, 0.0), next);
        a * a + b * b - turn * a * b
    };
    let pitches = (1..=(2_000.0 / step) as u32).map(|waves| step * f64::from(waves));
    let strongest = pitches.map(|pitch| (pitch, power(pitch))).max_by(|a, b| a.1.total_cmp(&b.1));
    strongest.map_or(step, |(pitch, _)| pitch)
}

/// The nearest key of a piano.
fn note(pitch: f64) -> String {
    let names = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
    let key = (69.0 + 12.0 * (pitch / 440.0).log2()).round() as i32;
    format!("{}{}", names[key.rem_euclid(12) as usize], key.div_euclid(12) - 1)
}
