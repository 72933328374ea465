//! The Silero VAD for 16 kHz: how likely it is that somebody speaks, 32 ms after 32 ms.
//!
//! Layer for layer `silero_vad/tinygrad_model.py` of silero-vad 6.2.3: a Fourier transform as a convolution, four
//! convolutions over it, an LSTM cell that remembers, and one number.

use anyhow::{Context, Result, ensure};
use candle_core::{DType, Device, IndexOp, Tensor};
use candle_nn::rnn::{LSTM, LSTMConfig, LSTMState, RNN};
use candle_nn::{Conv1d, Conv1dConfig, Module, VarBuilder, conv1d, conv1d_no_bias, ops};

/// Samples a second.
pub(super) const RATE: u32 = 16_000;
/// Samples that are heard at once: 32 ms.
pub(super) const CHUNK: usize = 512;
/// Samples of the chunk before that are heard again.
const CONTEXT: usize = 64;
/// Samples that are mirrored at the end.
const MIRRORED: usize = 64;
/// Frequencies from 0 to 8 kHz.
const BINS: usize = 129;
const HIDDEN: usize = 128;

/// The network. Its tensors are shared by all its clones.
#[derive(Clone)]
pub(super) struct Vad {
    /// The cosines of all frequencies, and then the sines.
    spectrum: Conv1d,
    convs: [Conv1d; 4],
    memory: LSTM,
    output: Conv1d,
}

impl Vad {
    /// # Errors
    /// Bytes that are no safetensors file, or that hold the weights of another network.
    pub(super) fn load(weights: &[u8]) -> Result<Self> {
        let tensors = candle_core::safetensors::load_buffer(weights, &Device::Cpu)
            .context("these weights are no safetensors file, or a damaged one")?;
        Self::new(VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu)).context(
            "these are not the weights of the Silero VAD for 16 kHz; they are the file silero_vad_16k.safetensors \
             of the Python package silero-vad 6.2.3",
        )
    }

    fn new(weights: VarBuilder<'_>) -> candle_core::Result<Self> {
        let conv = |name, from, to, stride| {
            let config = Conv1dConfig { padding: 1, stride, ..Conv1dConfig::default() };
            conv1d(from, to, 3, config, weights.pp(name))
        };
        let hop = Conv1dConfig { stride: 128, ..Conv1dConfig::default() };
        // Candle numbers the layers of an LSTM, this file does not.
        let memory = weights.clone().rename_f(|name| name.trim_end_matches("_l0").to_owned()).pp("lstm_cell");
        Ok(Self {
            spectrum: conv1d_no_bias(1, 2 * BINS, 256, hop, weights.pp("stft_conv"))?,
            convs: [
                conv("conv1", BINS, 128, 1)?,
                conv("conv2", 128, 64, 2)?,
                conv("conv3", 64, 64, 2)?,
                conv("conv4", 64, HIDDEN, 1)?,
            ],
            memory: LSTM::new(HIDDEN, HIDDEN, LSTMConfig::default(), memory)?,
            output: conv1d(HIDDEN, 1, 1, Conv1dConfig::default(), weights.pp("final_conv"))?,
        })
    }

    /// The probability of speech in 640 samples, and what is remembered of them: `[1, 1, 640]` is `[1, 258, 4]`
    /// after the transform, of which the magnitudes go on as `[1, 129, 4]`, and `[1, 128, 1]` after the convolutions.
    fn forward(&self, samples: &Tensor, state: &LSTMState) -> candle_core::Result<(f32, LSTMState)> {
        let spectrum = self.spectrum.forward(samples)?;
        let (real, imaginary) = (spectrum.i((.., ..BINS, ..))?, spectrum.i((.., BINS.., ..))?);
        let mut features = (real.sqr()? + imaginary.sqr()?)?.sqrt()?;
        for conv in &self.convs {
            features = conv.forward(&features)?.relu()?;
        }
        let state = self.memory.step(&features.squeeze(2)?, state)?;
        let logit = self.output.forward(&state.h().relu()?.unsqueeze(2)?)?;
        Ok((ops::sigmoid(&logit)?.flatten_all()?.i(0)?.to_scalar()?, state))
    }
}

/// Follows one recording, chunk after chunk.
pub(super) struct Listener {
    vad: Vad,
    state: LSTMState,
    /// The last samples of the chunk before: silence at first.
    context: [f32; CONTEXT],
}

impl Listener {
    /// # Errors
    /// None on the processor.
    pub(super) fn new(vad: &Vad) -> Result<Self> {
        Ok(Self { vad: vad.clone(), state: vad.memory.zero_state(1)?, context: [0.0; CONTEXT] })
    }

    /// The probability that somebody speaks in the next samples at 16 kHz, each from -1 to 1. After fewer than
    /// `CHUNK`, as a recording's end may be, silence is heard.
    ///
    /// # Errors
    /// No samples, more than `CHUNK`, or one that is no number. What came before is still remembered.
    pub(super) fn next(&mut self, chunk: &[f32]) -> Result<f32> {
        ensure!(
            (1..=CHUNK).contains(&chunk.len()),
            "a chunk has 1 to {CHUNK} samples, and this one has {}",
            chunk.len()
        );
        ensure!(
            chunk.iter().all(|sample| sample.is_finite()),
            "the recording has a sample that is no number"
        );
        let mut samples = [0.0; CONTEXT + CHUNK + MIRRORED];
        samples[..CONTEXT].copy_from_slice(&self.context);
        samples[CONTEXT..][..chunk.len()].copy_from_slice(chunk);
        // The last sample is the mirror, and not repeated.
        let end = CONTEXT + CHUNK;
        for mirrored in 0..MIRRORED {
            samples[end + mirrored] = samples[end - 2 - mirrored];
        }
        let tensor = Tensor::new(&samples, &Device::Cpu)?.reshape((1, 1, samples.len()))?;
        let (probability, state) = self.vad.forward(&tensor, &self.state)?;
        self.state = state;
        self.context.copy_from_slice(&samples[CHUNK..end]);
        Ok(probability)
    }
}

#[cfg(test)]
mod tests {
    use super::super::golden::{Golden, Heard, clip};
    use super::super::resample::resample;
    use super::*;
    use std::collections::HashMap;

    const WEIGHTS: &[u8] = include_bytes!("weights.safetensors");

    fn listen(samples: &[f32]) -> Vec<f32> {
        let mut listener = Listener::new(&Vad::load(WEIGHTS).expect("weights")).expect("a listener");
        samples.chunks(CHUNK).map(|chunk| listener.next(chunk).expect("a probability")).collect()
    }

    fn check(name: &str, samples: &[f32], expected: &Heard) {
        assert_eq!(samples.len(), expected.samples, "{name}");
        let actual = listen(samples);
        assert_eq!(actual.len(), expected.probabilities.len(), "{name}");
        for (place, (actual, expected)) in actual.iter().zip(&expected.probabilities).enumerate() {
            assert!((actual - expected).abs() < 1e-4, "{name}, {place}: {actual}, and {expected} elsewhere");
        }
    }

    #[test]
    fn it_hears_what_the_reference_hears() {
        let golden = Golden::read();
        assert_eq!(maquette::trained::sha256(WEIGHTS), golden.weights_sha256);
        assert_eq!(golden.clips.len(), 2);
        for expected in &golden.clips {
            let (rate, samples) = clip(&expected.name, &expected.sha256);
            check(&expected.name, &samples, &expected.as_it_is);
            check(&expected.name, &resample(&samples, rate).expect("resampled"), &expected.resampled);
        }
    }

    #[test]
    fn silence_is_no_speech_and_the_past_counts() {
        let silence = listen(&[0.0; 10 * CHUNK]);
        assert!(silence.iter().all(|&probability| probability < 0.2), "{silence:?}");
        let speech = clip("en", &Golden::read().clips[0].sha256).1;
        let (first, second) = (&speech[4 * CHUNK..5 * CHUNK], &speech[5 * CHUNK..6 * CHUNK]);
        assert_ne!(listen(second)[0], listen(&[first, second].concat())[1]);
    }

    #[test]
    fn a_short_end_is_followed_by_silence() {
        let mut speech = clip("en", &Golden::read().clips[0].sha256).1;
        speech.truncate(3 * CHUNK + 100);
        let short = listen(&speech);
        speech.resize(4 * CHUNK, 0.0);
        assert_eq!(short, listen(&speech));
    }

    #[test]
    fn other_chunks_are_refused_and_leave_no_trace() {
        let mut listener = Listener::new(&Vad::load(WEIGHTS).expect("weights")).expect("a listener");
        for (chunk, reason) in [
            (vec![], "a chunk has 1 to 512 samples, and this one has 0"),
            (vec![0.0; 513], "a chunk has 1 to 512 samples, and this one has 513"),
            (vec![0.0, f32::NAN], "the recording has a sample that is no number"),
        ] {
            assert_eq!(listener.next(&chunk).expect_err("refused").to_string(), reason);
        }
        let quiet = [0.01; CHUNK];
        assert_eq!(listener.next(&quiet).expect("a probability"), listen(&quiet)[0]);
    }

    #[test]
    fn other_weights_are_refused() {
        let check = |weights: &[u8], reasons: [&str; 2]| {
            let error = format!("{:#}", Vad::load(weights).err().expect("refused"));
            assert!(reasons.iter().all(|reason| error.contains(reason)), "{error}");
        };
        check(b"no weights", ["these weights are no safetensors file", ""]);
        check(&WEIGHTS[..WEIGHTS.len() / 2], ["or a damaged one", ""]);
        let whole = candle_core::safetensors::load_buffer(WEIGHTS, &Device::Cpu).expect("tensors");
        let other = |change: &dyn Fn(&mut HashMap<String, Tensor>)| {
            let mut tensors = whole.clone();
            change(&mut tensors);
            safetensors::serialize(&tensors, None).expect("bytes")
        };
        let named = "not the weights of the Silero VAD for 16 kHz";
        let without = other(&|tensors| _ = tensors.remove("lstm_cell.bias_hh"));
        check(&without, [named, "lstm_cell.bias_hh"]);
        let wider = Tensor::zeros((128, 130, 3), DType::F32, &Device::Cpu).expect("zeros");
        let wider = other(&|tensors| _ = tensors.insert("conv1.weight".to_owned(), wider.clone()));
        check(&wider, [named, "conv1.weight"]);
    }
}
