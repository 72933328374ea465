//! Reads MP3, FLAC, Ogg Vorbis, and AAC in M4A or by itself, by the crate symphonia.

use super::{Recording, Unusable, too_long};
use maquette_contract::Media;
use std::io::Cursor;
use std::panic::catch_unwind;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;
use symphonia::core::meta::MetadataOptions;

/// The first packets of a stream that was cut out of another may need what came before them.
const LEAD_IN_PACKETS: usize = 4;

/// The recording in a file; `name` says what it is, for errors.
pub(super) fn decode(bytes: &[u8], name: &str) -> Result<Recording, Unusable> {
    let bytes = bytes.to_vec();
    // Whatever is wrong with a file, it is wrong with that file alone.
    catch_unwind(|| read(bytes, name)).unwrap_or_else(|_| Err(damaged(name)))
}

fn damaged(name: &str) -> Unusable {
    Unusable(format!("{name} is damaged; save it anew, or as WAV"))
}

fn read(bytes: Vec<u8>, name: &str) -> Result<Recording, Unusable> {
    let stream = MediaSourceStream::new(Box::new(Cursor::new(bytes)), Default::default());
    let (formats, metadata) = (FormatOptions::default(), MetadataOptions::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), stream, formats, metadata)
        .map_err(|_| damaged(name))?;
    let no_codec = || {
        let text = "holds no sound in a codec that is read here; give WAV, MP3, FLAC, Ogg Vorbis or AAC";
        Unusable(format!("{name} {text}"))
    };
    let track = format.default_track(TrackType::Audio).ok_or_else(no_codec)?;
    let (id, frames) = (track.id, track.num_frames);
    let parameters =
        track.codec_params.as_ref().and_then(|parameters| parameters.audio()).ok_or_else(no_codec)?;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|_| no_codec())?;

    let mut recording =
        Recording { rate: 0, channels: 0, frames: 0, announced_frames: 0, samples: Vec::new() };
    let (mut packets, mut piece): (usize, Vec<f32>) = (0, Vec::new());
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            // Streams end where their bytes do; whether that is too early shows below.
            Ok(None) | Err(Error::IoError(_) | Error::ResetRequired) => break,
            Err(_) => return Err(damaged(name)),
        };
        if packet.track_id != id {
            continue;
        }
        packets += 1;
        match decoder.decode(&packet) {
            Ok(decoded) => {
                let spec = decoded.spec();
                let now = (spec.rate(), spec.channels().count());
                if recording.rate != 0 && now != (recording.rate, recording.channels) {
                    return Err(Unusable(format!(
                        "{name} changes its rate or its channels on the way; save it as WAV"
                    )));
                }
                (recording.rate, recording.channels) = now;
                recording.check_format()?;
                decoded.copy_to_vec_interleaved(&mut piece);
                recording.samples.extend_from_slice(&piece);
                let secs = recording.samples.len() as f64 / now.1 as f64 / f64::from(now.0);
                if secs > f64::from(Media::MAX_AUDIO_SECS) {
                    let whole = frames.map_or(secs, |frames| frames as f64 / f64::from(now.0));
                    return Err(too_long(whole.max(secs)));
                }
            }
            Err(_) if packets <= LEAD_IN_PACKETS => {}
            Err(_) => return Err(damaged(name)),
        }
    }
    recording.frames = recording.samples.len() / recording.channels.max(1);
    // Encoders count some silence at both ends.
    let slack = recording.rate as usize / 5;
    let announced = frames.and_then(|frames| usize::try_from(frames).ok()).unwrap_or_default();
    recording.announced_frames =
        if announced > recording.frames + slack { announced } else { recording.frames };
    recording.check()?;
    Ok(recording)
}
