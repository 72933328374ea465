//! # Sound
//!
//! A sound is played by the browser's own player, below its waveform.
//! Return an `Audio`: `Audio::new(rate, samples)` takes the number of samples per second, and samples from -1 to 1 in
//! one channel. If the sound is one of several in a list, `sound(&audio)` makes the file to send, a WAV of 16 bits.
//!
//! Nothing plays automatically. Tab reaches the player, and the space bar starts and stops it. It works without
//! JavaScript. The file is part of the page: a minute at 16 kHz makes the page 2.5 MB larger, so keep sounds short.
//! Programs get the length, the waveform as up to 400 peaks from 0 to 1, and the file in base64.

use maquette::prelude::*;

#[derive(Inputs)]
struct Guitar {
    /// Lowest string
    #[input(unit = "Hz", range = 80..=440, default = 147)]
    pitch: f64,
    /// Chord
    #[input(default = Chord::Major)]
    chord: Chord,
    /// From string to string
    #[input(unit = "ms", range = 0..=300, default = 60)]
    pause: u32,
}

#[derive(Choice, Clone, Copy)]
enum Chord {
    Fifth,
    Major,
    Minor,
}

/// Samples a second.
const RATE: u32 = 16_000;

pub fn demo() -> Demo {
    Demo::function("output-audio", strum)
        .title("How does noise become a guitar?")
        .description("A string is a bit of noise that goes round and gets smoother (Karplus, Strong 1983).")
        .example("D major", Guitar { pitch: 147.0, chord: Chord::Major, pause: 60 })
        .expects("2.0 s of sound")
        .example("E minor, slowly", Guitar { pitch: 165.0, chord: Chord::Minor, pause: 250 })
}

fn strum(Guitar { pitch, chord, pause }: Guitar) -> Audio {
    let ratios = match chord {
        Chord::Fifth => [1.0, 1.5, 2.0, 3.0],
        Chord::Major => [1.0, 1.25, 1.5, 2.0],
        Chord::Minor => [1.0, 1.2, 1.5, 2.0],
    };
    let mut samples = vec![0.0_f32; 2 * RATE as usize];
    for (place, ratio) in ratios.into_iter().enumerate() {
        let own = &mut samples[place * (RATE / 1_000 * pause) as usize..];
        let string = pluck(pitch * ratio, own.len());
        std::iter::zip(own, string).for_each(|(sum, sample)| *sum += sample / 4.0);
    }
    Audio::new(RATE, samples)
}

/// A plucked string, so many samples of it.
fn pluck(pitch: f64, len: usize) -> Vec<f32> {
    let mut state = 7_u32;
    let mut noise = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 16) as f32 / 32_768.0 - 1.0
    };
    // The mean of two neighbours lies between them, half a sample later.
    let round = (f64::from(RATE) / pitch - 0.5).round() as usize;
    let mut samples: Vec<f32> = (0..=round).map(|_| noise()).collect();
    for at in samples.len()..len {
        samples.push(0.998 * (samples[at - round] + samples[at - round - 1]) / 2.0);
    }
    samples
}
