//! Reads WAV: the chunks of RIFF as recorders, editors, pipes and telephones write them, and their samples.

use super::{Recording, Unusable};

/// Programs that write into a pipe do not know the length, and write this or more: ffmpeg 0xFFFFFFFF, sox 0x7FFFF000.
const UNKNOWN_LENGTH: u32 = 0x7FFF_F000;

/// How a sample is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Encoding {
    /// Whole numbers of so many bits, in so many bytes.
    Integer,
    Float,
    ALaw,
    MuLaw,
}

struct Format {
    encoding: Encoding,
    channels: usize,
    rate: u32,
    bits: u32,
    /// The bytes of one sample of one channel.
    bytes: usize,
}

/// The data chunk, and how many bytes it announces.
struct Data<'a> {
    bytes: &'a [u8],
    announced: usize,
}

/// Whether some bytes are WAV; RF64 is WAV of more than 4 GB (EBU Tech 3306).
pub(super) fn is_wav(bytes: &[u8]) -> bool {
    (bytes.starts_with(b"RIFF") || bytes.starts_with(b"RF64")) && bytes.get(8..12) == Some(b"WAVE")
}

/// The recording in a WAV file.
pub(super) fn decode(bytes: &[u8]) -> Result<Recording, Unusable> {
    let (format, data) = chunks(bytes);
    let format =
        format.ok_or_else(|| unusable("does not say how its samples are written; save it anew as WAV"))??;
    let data = data.ok_or_else(|| unusable("holds no sound; save it anew as WAV"))?;
    let frame = format.channels * format.bytes;
    if frame == 0 {
        return Err(unusable("has samples of no length; save it anew as WAV with 16 bits"));
    }
    let recording = Recording {
        rate: format.rate,
        channels: format.channels,
        frames: data.bytes.len() / frame,
        announced_frames: data.announced / frame,
        samples: Vec::new(),
    };
    recording.check()?;
    let sample = |bytes: &[u8]| format.sample(bytes);
    // Half a sample at the end is no sample.
    let whole = &data.bytes[..recording.frames * frame];
    Ok(Recording { samples: whole.chunks_exact(format.bytes).map(sample).collect(), ..recording })
}

fn unusable(what: &str) -> Unusable {
    Unusable(format!("this WAV recording {what}"))
}

/// The first format and the first data chunk, wherever they are.
fn chunks(bytes: &[u8]) -> (Option<Result<Format, Unusable>>, Option<Data<'_>>) {
    let riff_length = u32_at(bytes, 4).unwrap_or_default();
    let (mut format, mut data) = (None, None);
    let mut place = 12;
    while let (Some(name), Some(length)) = (bytes.get(place..place + 4), u32_at(bytes, place + 4)) {
        let start = place + 8;
        let rest = bytes.get(start..).unwrap_or_default();
        match name {
            b"fmt " if format.is_none() => {
                format = Some(parse_format(&rest[..rest.len().min(length as usize)]));
            }
            b"data" if data.is_none() => {
                // A length of 0 is unknown if that of the whole is, too.
                let is_unknown = length >= UNKNOWN_LENGTH || (length == 0 && riff_length == 0);
                let announced = if is_unknown { rest.len() } else { length as usize };
                data = Some(Data { bytes: &rest[..rest.len().min(announced)], announced });
                if is_unknown {
                    break;
                }
            }
            _ => {}
        }
        let Some(end) = start.checked_add(length as usize) else { break };
        place = next_chunk(bytes, end);
    }
    (format, data)
}

/// A chunk of an odd length is followed by a byte of padding, which some programs leave out.
fn next_chunk(bytes: &[u8], end: usize) -> usize {
    let is_name = |place: usize| {
        bytes.get(place..place + 4).is_some_and(|name| name.iter().all(|byte| (b' '..=b'~').contains(byte)))
    };
    let padded = end.saturating_add(end % 2);
    if padded != end && !is_name(padded) && is_name(end) { end } else { padded }
}

fn parse_format(chunk: &[u8]) -> Result<Format, Unusable> {
    let damaged = || unusable("does not say how its samples are written; save it anew as WAV");
    let number = |place: usize| u16_at(chunk, place).ok_or_else(damaged);
    let (code, channels, block, bits) = (number(0)?, number(2)?, number(12)?, number(14)?);
    let rate = u32_at(chunk, 4).ok_or_else(damaged)?;
    // The extensible format has the code at the beginning of a GUID.
    let code = if code == 0xFFFE { number(24)? } else { code };
    let channels = usize::from(channels);
    // Samples may take more bytes than their bits need. Some programs write a wrong length of a block.
    let needed = usize::from(bits).div_ceil(8);
    let block = usize::from(block);
    let bytes = if channels > 0 && block % channels == 0 && block / channels >= needed {
        block / channels
    } else {
        needed
    };
    let (encoding, bytes) = match (code, bits, bytes) {
        (1, 1..=32, 1..=4) => (Encoding::Integer, bytes),
        (3, 32, _) => (Encoding::Float, 4),
        (3, 64, _) => (Encoding::Float, 8),
        (6, 8, _) => (Encoding::ALaw, 1),
        (7, 8, _) => (Encoding::MuLaw, 1),
        (1 | 3 | 6 | 7, ..) => {
            return Err(unusable(&format!("has samples of {bits} bits; save it as WAV with 16")));
        }
        _ => {
            let name = match code {
                2 => "Microsoft ADPCM".to_owned(),
                0x11 => "IMA ADPCM".to_owned(),
                0x31 => "GSM 6.10".to_owned(),
                0x50 | 0x55 => "MPEG audio".to_owned(),
                0x161 | 0x162 => "Windows Media Audio".to_owned(),
                code => format!("codec {code:#06x}"),
            };
            return Err(unusable(&format!("is compressed with {name}; save it as WAV with 16 bits")));
        }
    };
    Ok(Format { encoding, channels, rate, bits: u32::from(bits), bytes })
}

impl Format {
    /// A sample between -1 and 1.
    fn sample(&self, bytes: &[u8]) -> f32 {
        match self.encoding {
            // Up to eight bits are counted from 0, more from the middle. They stand in the high bits of their bytes.
            Encoding::Integer if self.bytes == 1 => (f32::from(bytes[0]) - 128.0) / 128.0,
            Encoding::Integer => {
                let mut wide = [0; 4];
                wide[4 - bytes.len()..].copy_from_slice(bytes);
                let kept = i32::from_le_bytes(wide);
                (f64::from(kept) / f64::from(1_u32 << 31)) as f32
            }
            Encoding::Float if self.bits == 64 => f64::from_le_bytes(array(bytes)) as f32,
            Encoding::Float => f32::from_le_bytes(array(bytes)),
            Encoding::ALaw => f32::from(a_law(bytes[0])) / 32768.0,
            Encoding::MuLaw => f32::from(mu_law(bytes[0])) / 32768.0,
        }
    }
}

/// ITU-T G.711, A-law: a sign, three bits of exponent and four of mantissa, every second bit inverted.
fn a_law(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let (exponent, mantissa) = ((byte >> 4) & 7, i16::from(byte & 15));
    let magnitude = match exponent {
        0 => (mantissa << 4) + 8,
        exponent => ((mantissa << 4) + 0x108) << (exponent - 1),
    };
    if byte & 0x80 == 0 { -magnitude } else { magnitude }
}

/// ITU-T G.711, µ-law: all bits inverted, and a bias of 132.
fn mu_law(byte: u8) -> i16 {
    let byte = !byte;
    let (exponent, mantissa) = ((byte >> 4) & 7, i16::from(byte & 15));
    let magnitude = (((mantissa << 3) + 0x84) << exponent) - 0x84;
    if byte & 0x80 == 0 { magnitude } else { -magnitude }
}

fn array<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(&bytes[..N]);
    array
}

fn u16_at(bytes: &[u8], place: usize) -> Option<u16> {
    Some(u16::from_le_bytes(array(bytes.get(place..place + 2)?)))
}

fn u32_at(bytes: &[u8], place: usize) -> Option<u32> {
    Some(u32::from_le_bytes(array(bytes.get(place..place + 4)?)))
}
