//! Decodes sound.

use super::{Unusable, kind, named};
use hound::{SampleFormat, WavReader, WavSpec, WavWriter};
use maquette_contract::{Audio, Blob, Media, Sound};
use std::io::Cursor;

/// The rates of recordings that people have.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;
const MOST_CHANNELS: u16 = 8;
/// The picture of a sound has so many parts.
const PEAKS: usize = 400;

/// Sound out of a WAV file, its channels as one.
///
/// # Errors
/// What is no WAV, is damaged or cut short, or too long, which is seen before any is unpacked.
pub fn decode(bytes: &[u8]) -> Result<Audio, Unusable> {
    let kind = kind(bytes);
    if kind != "audio/x-wav" {
        return Err(Unusable(format!("this is {}; give a recording as WAV", named(kind))));
    }
    let damaged = |_| Unusable("this WAV recording is damaged; save it anew as WAV with 16 bits".to_owned());
    let reader = WavReader::new(Cursor::new(bytes)).map_err(damaged)?;
    let WavSpec { channels, sample_rate, bits_per_sample, sample_format } = reader.spec();
    if !RATES.contains(&sample_rate) || channels == 0 || channels > MOST_CHANNELS {
        let got = format!("{channels} channels at {sample_rate} Hz");
        return Err(Unusable(format!("this recording has {got}; give one or two at 4,000 to 192,000 Hz")));
    }
    let secs = f64::from(reader.duration()) / f64::from(sample_rate);
    if secs > f64::from(Media::MAX_AUDIO_SECS) {
        let most = Media::MAX_AUDIO_SECS;
        return Err(Unusable(format!("this recording lasts {secs:.0} s; at most {most} s fit")));
    }
    let announced = reader.len() as usize;
    let samples: Vec<f32> = match sample_format {
        SampleFormat::Float => reader.into_samples::<f32>().map_while(Result::ok).collect(),
        SampleFormat::Int => {
            let full = (1_u64 << (bits_per_sample.clamp(1, 32) - 1)) as f32;
            reader.into_samples::<i32>().map_while(Result::ok).map(|sample| sample as f32 / full).collect()
        }
    };
    if samples.len() < announced {
        let there = samples.len() as f64 / f64::from(channels) / f64::from(sample_rate);
        let text =
            format!("this WAV recording is cut short: it announces {secs:.1} s and holds {there:.1} s");
        return Err(Unusable(text));
    }
    if samples.is_empty() {
        return Err(Unusable("this recording is empty".to_owned()));
    }
    let channels = usize::from(channels);
    let mean = |channels: &[f32]| {
        let mean = channels.iter().sum::<f32>() / channels.len() as f32;
        if mean.is_finite() { mean.clamp(-1.0, 1.0) } else { 0.0 }
    };
    Ok(Audio::new(sample_rate, samples.chunks_exact(channels).map(mean).collect()))
}

/// Sound as a WAV file of 16 bits.
pub(crate) fn encode(audio: &Audio) -> Vec<u8> {
    let spec = WavSpec {
        channels: 1,
        sample_rate: audio.rate(),
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let mut bytes = Cursor::new(Vec::new());
    let write = |bytes: &mut Cursor<Vec<u8>>| {
        let mut writer = WavWriter::new(bytes, spec)?;
        for sample in audio.samples() {
            writer.write_sample((sample.clamp(-1.0, 1.0) * f32::from(i16::MAX)).round() as i16)?;
        }
        writer.finalize()
    };
    // Nothing that is written to memory fails.
    write(&mut bytes).map_or_else(|_: hound::Error| vec![], |()| bytes.into_inner())
}

/// Sound to be heard.
///
/// ```
/// use maquette::prelude::*;
///
/// let tone = sound(&Audio::new(8_000, vec![0.0; 8_000]));
/// assert_eq!((tone.secs, tone.file.kind.as_str()), (1.0, "audio/wav"));
/// ```
pub fn sound(audio: &Audio) -> Sound {
    let file = Blob::new("sound.wav", "audio/wav", encode(audio));
    Sound { secs: audio.secs(), peaks: audio.peaks(PEAKS), file }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        decode(bytes).expect_err("refused").to_string()
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        let audio = Audio::new(8_000, vec![0.0, 0.5, -0.5, 1.0]);
        let read = decode(&encode(&audio)).expect("read");
        assert_eq!(read.rate(), 8_000);
        assert!(
            std::iter::zip(read.samples(), audio.samples()).all(|(a, b)| (a - b).abs() < 1e-4),
            "{read:?}"
        );
    }

    #[test]
    fn two_channels_become_one() {
        let spec = WavSpec {
            channels: 2,
            sample_rate: 8_000,
            bits_per_sample: 32,
            sample_format: SampleFormat::Float,
        };
        let mut bytes = Cursor::new(Vec::new());
        let mut writer = WavWriter::new(&mut bytes, spec).expect("begun");
        for sample in [0.5_f32, 0.0, 1.0, -1.0] {
            writer.write_sample(sample).expect("written");
        }
        writer.finalize().expect("finished");
        assert_eq!(decode(bytes.get_ref()).expect("read").samples(), [0.25, 0.0]);
    }

    #[test]
    fn what_can_not_be_heard_is_refused() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(refused(bytes), expected);
        let whole = encode(&Audio::new(8_000, vec![0.1; 8_000]));
        let cut = &whole[..whole.len() / 2];
        check(cut, "this WAV recording is cut short: it announces 1.0 s and holds 0.5 s");
        check(&whole[..20], "this WAV recording is damaged; save it anew as WAV with 16 bits");
        check(&encode(&Audio::new(8_000, vec![])), "this recording is empty");
        check(b"ID3\x03....", "this is an MP3 recording; give a recording as WAV");
        let long = encode(&Audio::new(4_000, vec![0.0; 4_000 * 121]));
        check(&long, "this recording lasts 121 s; at most 120 s fit");
        let slow = encode(&Audio::new(100, vec![0.0; 100]));
        check(&slow, "this recording has 1 channels at 100 Hz; give one or two at 4,000 to 192,000 Hz");
    }
}
