//! Any recording at 16 kHz: a polyphase low-pass, sample for sample that of `scipy.signal.resample_poly`.
//!
//! In between the new samples and the old ones lies a rate that both divide. There the recording is a train of
//! pulses, and a windowed sinc that stops at the lower of both Nyquist frequencies fills it in and keeps what would
//! alias out. Most of the train is zeros, so a new sample asks for some tens of old ones.

use super::net::RATE;
use anyhow::{Result, ensure};
use std::f64::consts::PI;
use std::ops::Range;

/// Rates a recording may have, in samples a second.
pub(super) const RATES: std::ops::RangeInclusive<u32> = 8_000..=192_000;
/// Zero crossings of the sinc on either side.
const CROSSINGS: usize = 10;
/// Of the Kaiser window: what aliases is about 50 dB down.
const BETA: f64 = 5.0;

/// From one rate to 16 kHz. It works on any part of a recording, so that nobody waits for the whole.
pub(super) struct Resampler {
    up: usize,
    down: usize,
    /// The impulse response at `up` times the old rate, an odd number of taps.
    taps: Vec<f32>,
}

impl Resampler {
    /// # Errors
    /// A rate outside 8 to 192 kHz.
    pub(super) fn new(rate: u32) -> Result<Self> {
        ensure!(
            RATES.contains(&rate),
            "a recording has {} to {} samples a second, and this one has {rate}; record it again, or convert it to 16000",
            RATES.start(),
            RATES.end()
        );
        let common = greatest_common_divisor(RATE, rate);
        let (up, down) = ((RATE / common) as usize, (rate / common) as usize);
        Ok(Self { up, down, taps: low_pass(up, down) })
    }

    /// How many samples so many become.
    pub(super) fn len(&self, samples: usize) -> usize {
        (samples * self.up).div_ceil(self.down)
    }

    /// Some of the new samples. Before and after the recording there is silence.
    pub(super) fn read(&self, samples: &[f32], part: Range<usize>) -> Vec<f32> {
        let half = self.taps.len() / 2;
        let sample = |new: usize| {
            let centre = new * self.down;
            let first = centre.saturating_sub(half).div_ceil(self.up);
            let last = samples.len().min((centre + half) / self.up + 1);
            let heard = (first..last)
                .map(|old| f64::from(samples[old]) * f64::from(self.taps[half + centre - old * self.up]));
            heard.sum::<f64>() as f32
        };
        part.map(sample).collect()
    }
}

/// A whole recording at 16 kHz.
///
/// # Errors
/// A rate outside 8 to 192 kHz.
#[cfg(test)]
pub(super) fn resample(samples: &[f32], rate: u32) -> Result<Vec<f32>> {
    let resampler = Resampler::new(rate)?;
    Ok(resampler.read(samples, 0..resampler.len(samples.len())))
}

/// A sinc in a Kaiser window, as `scipy.signal.firwin` makes it: its sum is `up`, since of `up` samples of the train
/// one is no zero.
fn low_pass(up: usize, down: usize) -> Vec<f32> {
    let most = up.max(down);
    let half = CROSSINGS * most;
    let tap = |away: usize| {
        let place = away as f64 / half as f64;
        sinc(away as f64 / most as f64) * bessel(BETA * (1.0 - place * place).sqrt())
    };
    let right: Vec<f64> = (0..=half).map(tap).collect();
    let sum = 2.0 * right.iter().sum::<f64>() - right[0];
    let taps = right[1..].iter().rev().chain(&right);
    taps.map(|tap| (tap / sum * up as f64) as f32).collect()
}

fn sinc(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { (PI * x).sin() / (PI * x) }
}

/// The modified Bessel function of the first kind, of order 0, by its power series (Abramowitz and Stegun 9.6.12).
/// For an argument up to `BETA` 25 terms leave less than 1e-15.
fn bessel(x: f64) -> f64 {
    let square = x * x / 4.0;
    let mut term = 1.0;
    let terms = (1..=25).map(|k| {
        term *= square / f64::from(k * k);
        term
    });
    1.0 + terms.sum::<f64>()
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { greatest_common_divisor(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{Golden, clip};
    use super::*;

    /// A tone of some frequency at some rate, a second long.
    fn tone(frequency: f64, rate: u32) -> Vec<f32> {
        let sample = |at: u32| (2.0 * PI * frequency * f64::from(at) / f64::from(rate)).sin() as f32;
        (0..rate).map(sample).collect()
    }

    #[test]
    fn it_is_what_scipy_makes_of_it() {
        let golden = Golden::read();
        let english = &golden.clips[0];
        assert_eq!(english.name, golden.resampling.clip);
        let (_, samples) = clip(&english.name, &english.sha256);
        let samples = &samples[golden.resampling.first..][..golden.resampling.count];
        assert_eq!(golden.resampling.rates.len(), 9);
        for expected in &golden.resampling.rates {
            let actual = resample(samples, expected.rate).expect("resampled");
            assert_eq!(actual.len(), expected.samples.len(), "{}", expected.rate);
            for (actual, expected) in actual.iter().zip(&expected.samples) {
                assert!((actual - expected).abs() < 1e-6, "{actual}, and {expected} elsewhere");
            }
        }
    }

    #[test]
    fn what_is_heard_stays_and_what_would_alias_goes() {
        let loudest = |frequency: f64, rate: u32| {
            let tone = resample(&tone(frequency, rate), rate).expect("resampled");
            // The ends are where the tone begins and breaks off.
            tone[1_000..tone.len() - 1_000].iter().fold(0.0, |most: f32, sample| most.max(sample.abs()))
        };
        for rate in [8_000, 11_025, 22_050, 44_100, 48_000, 192_000] {
            let heard = loudest(1_000.0, rate);
            assert!((heard - 1.0).abs() < 0.01, "{rate}: {heard}");
        }
        for (frequency, rate) in
            [(9_500.0, 22_050), (9_500.0, 48_000), (15_500.0, 44_100), (60_000.0, 192_000)]
        {
            let heard = loudest(frequency, rate);
            assert!(heard < 0.01, "{frequency} at {rate}: {heard}");
        }
    }

    #[test]
    fn parts_are_the_same_as_the_whole() {
        let tone = tone(440.0, 44_100);
        let whole = resample(&tone, 44_100).expect("resampled");
        let resampler = Resampler::new(44_100).expect("a rate");
        assert_eq!(resampler.len(tone.len()), 16_000);
        let parts = (0..16_000).step_by(500).flat_map(|at| resampler.read(&tone, at..at + 500));
        assert_eq!(parts.collect::<Vec<_>>(), whole);
    }

    #[test]
    fn at_16_khz_nothing_changes() {
        let tone = tone(3_000.0, RATE);
        let same = resample(&tone, RATE).expect("resampled");
        assert_eq!(same.len(), tone.len());
        assert!(same.iter().zip(&tone).all(|(same, tone)| (same - tone).abs() < 1e-7));
        assert!(resample(&[], 44_100).expect("resampled").is_empty());
    }

    #[test]
    fn other_rates_are_refused() {
        for rate in [0, 7_999, 192_001] {
            let error = resample(&[0.0], rate).expect_err("refused").to_string();
            assert!(error.starts_with("a recording has 8000 to 192000 samples a second"), "{error}");
            assert!(error.contains(&rate.to_string()), "{error}");
        }
    }
}
