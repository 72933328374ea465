//! Sound: recordings out of files, as samples of one channel, and back into WAV.

mod compressed;
mod wav;

use super::{Unusable, kind, named};
use hound::{SampleFormat, WavSpec, WavWriter};
use maquette_contract::{Audio, Blob, Media, Sound};
use std::io::Cursor;

/// The rates of recordings that people have.
const RATES: std::ops::RangeInclusive<u32> = 4_000..=192_000;
const MAX_CHANNELS: usize = 8;
/// The picture of a sound has so many parts.
const PEAKS: usize = 400;

/// A recording as its file holds it.
struct Recording {
    /// Samples a second.
    rate: u32,
    channels: usize,
    /// How many samples each channel has.
    frames: usize,
    /// How many the file says it has.
    announced_frames: usize,
    /// Of all channels in turn, between -1 and 1.
    samples: Vec<f32>,
}

/// A recording out of a file, its channels as one: WAV, MP3, FLAC, Ogg Vorbis, or AAC.
///
/// # Errors
/// What is no such recording, is damaged or cut short, or too long; of WAV that is seen before a sample is read.
pub fn decode(bytes: &[u8]) -> Result<Audio, Unusable> {
    let recording = match kind(bytes) {
        _ if wav::is_wav(bytes) => wav::decode(bytes)?,
        "audio/mpeg" => compressed::decode(bytes, "this MP3 recording")?,
        "audio/x-flac" => compressed::decode(bytes, "this FLAC recording")?,
        "audio/ogg" | "audio/opus" | "application/ogg" => compressed::decode(bytes, "this Ogg recording")?,
        "audio/aac" => compressed::decode(bytes, "this AAC recording")?,
        "audio/m4a" | "audio/mp4" | "video/mp4" => compressed::decode(bytes, "this MP4 file")?,
        kind => {
            let what = named(kind);
            return Err(Unusable(format!(
                "this is {what}; give a recording as WAV, MP3, FLAC, Ogg Vorbis or M4A"
            )));
        }
    };
    Ok(recording.mixed())
}

fn too_long(secs: f64) -> Unusable {
    Unusable(format!("this recording lasts {secs:.0} s; at most {} s fit", Media::MAX_AUDIO_SECS))
}

impl Recording {
    /// Refuses what no model could use.
    fn check(&self) -> Result<(), Unusable> {
        self.check_format()?;
        self.check_length()
    }

    fn check_format(&self) -> Result<(), Unusable> {
        if !RATES.contains(&self.rate) || self.channels == 0 || self.channels > MAX_CHANNELS {
            let got = format!("{} channels at {} Hz", self.channels, self.rate);
            return Err(Unusable(format!(
                "this recording has {got}; give one or two at 4,000 to 192,000 Hz"
            )));
        }
        Ok(())
    }

    fn check_length(&self) -> Result<(), Unusable> {
        let [secs, announced] =
            [self.frames, self.announced_frames].map(|frames| frames as f64 / f64::from(self.rate));
        if announced > f64::from(Media::MAX_AUDIO_SECS) {
            return Err(too_long(announced));
        }
        if self.frames < self.announced_frames {
            let text =
                format!("this recording is cut short: it announces {announced:.1} s and holds {secs:.1} s");
            return Err(Unusable(text));
        }
        if self.frames == 0 {
            return Err(Unusable("this recording is empty".to_owned()));
        }
        Ok(())
    }

    /// All channels as one.
    fn mixed(self) -> Audio {
        let mean = |channels: &[f32]| {
            let mean = channels.iter().sum::<f32>() / channels.len() as f32;
            if mean.is_finite() { mean.clamp(-1.0, 1.0) } else { 0.0 }
        };
        Audio::new(self.rate, self.samples.chunks_exact(self.channels).map(mean).collect())
    }
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
        check(cut, "this recording is cut short: it announces 1.0 s and holds 0.5 s");
        check(
            &whole[..20],
            "this WAV recording does not say how its samples are written; save it anew as WAV",
        );
        check(&encode(&Audio::new(8_000, vec![])), "this recording is empty");
        check(b"ID3\x03....", "this MP3 recording is damaged; save it anew, or as WAV");
        check(b"%PDF-1.7\n\xff", "this is a PDF; give a recording as WAV, MP3, FLAC, Ogg Vorbis or M4A");
        let long = encode(&Audio::new(4_000, vec![0.0; 4_000 * 121]));
        check(&long, "this recording lasts 121 s; at most 120 s fit");
        let slow = encode(&Audio::new(100, vec![0.0; 100]));
        check(&slow, "this recording has 1 channels at 100 Hz; give one or two at 4,000 to 192,000 Hz");
    }
}
