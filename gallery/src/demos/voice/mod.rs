//! When does somebody speak? Every 32 ms of a recording are given the probability of the reference implementation, to
//! 1e-4; the weights are Silero's own.

#[cfg(test)]
mod golden;
mod net;
mod resample;
mod segments;

use maquette::media;
use maquette::prelude::*;
use net::{CHUNK, Listener, RATE, Vad};
use resample::Resampler;
use segments::{BEGINS, segments};

#[derive(Inputs)]
struct Question {
    /// Somebody who speaks, or does not
    recording: Audio,
}

const WEIGHTS: &[u8] = include_bytes!("weights.safetensors");
const ENGLISH: &[u8] = include_bytes!("en.wav");
const KOREAN: &[u8] = include_bytes!("ko.wav");

/// All there is to see so far.
type Heard = (Metric, Chart, Titled<Table>);

/// Chunks that are heard between two pictures: an eighth of a second.
const EVERY: usize = 4;

pub(super) fn demo() -> Demo {
    let part = "the files in this folder are read";
    let vad = Vad::load(WEIGHTS).unwrap_or_else(|error| panic!("{part}: {error:#}"));
    let clip = |wav: &[u8]| media::audio(wav).unwrap_or_else(|error| panic!("{part}: {error}"));
    Demo::stream("voice", move |question: Question, work: &Work| listen(&vad, question, work))
        .title("When does somebody speak?")
        .description(
            "Record yourself, or bring a recording: the curve says for every 32 milliseconds how likely it is that somebody speaks.\n\n\
             The network has learnt from thousands of hours in many languages, and hears no words. Its numbers are its own; nobody has measured here how often they \
             are right.\n\n\
             Weights: Silero VAD, (c) 2020-present Silero Team, MIT. The two clips were spoken by espeak-ng.",
        )
        .example("A sentence in English", Question { recording: clip(ENGLISH) })
        .example("A sentence in Korean", Question { recording: clip(KOREAN) })
        .example("Half a minute, with pauses", Question { recording: pauses(&clip(ENGLISH)) })
        .button("Listen")
}

/// A clip again and again, and silence in between.
fn pauses(clip: &Audio) -> Audio {
    let silence = vec![0.0; clip.rate() as usize * 3 / 2];
    let samples = (0..7).flat_map(|_| clip.samples().iter().chain(&silence)).copied();
    Audio::new(clip.rate(), samples.collect())
}

fn listen(vad: &Vad, question: Question, work: &Work) -> Box<dyn Iterator<Item = anyhow::Result<Heard>>> {
    match Timeline::new(vad, question.recording, work.clone()) {
        Ok(timeline) => Box::new(timeline),
        Err(error) => Box::new(std::iter::once(Err(error))),
    }
}

/// A recording, and what has been heard of it.
struct Timeline {
    recording: Audio,
    resampler: Resampler,
    listener: Listener,
    work: Work,
    /// Samples at 16 kHz, all and those that were heard.
    samples: usize,
    heard: usize,
    probabilities: Vec<f32>,
}

impl Timeline {
    fn new(vad: &Vad, recording: Audio, work: Work) -> anyhow::Result<Self> {
        let resampler =
            Resampler::new(recording.rate()).map_err(|error| Refusal::new(format!("{error:#}")))?;
        work.doing("Listening");
        let samples = resampler.len(recording.samples().len());
        let listener = Listener::new(vad)?;
        Ok(Self { recording, resampler, listener, work, samples, heard: 0, probabilities: vec![] })
    }

    /// The next 32 ms, if there are any.
    fn hear(&mut self) -> anyhow::Result<()> {
        let end = self.samples.min(self.heard + CHUNK);
        let chunk = self.resampler.read(self.recording.samples(), self.heard..end);
        self.probabilities.push(self.listener.next(&chunk)?);
        self.heard = end;
        self.work.progress(self.heard as u64, self.samples as u64);
        Ok(())
    }

    fn seen(&self) -> Heard {
        let secs = |samples: usize| samples as f64 / f64::from(RATE);
        let segments = segments(&self.probabilities, self.heard);
        // The sum of nothing is a nought below 0.
        let spoken =
            segments.iter().map(|segment| segment.end_secs - segment.start_secs).sum::<f64>().max(0.0);
        let point = |(place, probability): (usize, &f32)| [secs(place * CHUNK), f64::from(*probability)];
        let curve = self.probabilities.iter().enumerate().map(point).collect();
        let hundredths = |secs: f64| Cell::from((secs * 100.0).round() / 100.0);
        let table = segments.iter().fold(Table::new(["From (s)", "To (s)"]), |table, segment| {
            table.row([hundredths(segment.start_secs), hundredths(segment.end_secs)])
        });
        let chart = Chart::line("How likely it is that somebody speaks")
            .x("Second of the recording")
            .y("Score of the network")
            .series("Speech", curve);
        let remark = format!("of {:.1} s heard; speech begins at a score of {BEGINS}", secs(self.heard));
        (
            Metric::new("Speech", &format!("{spoken:.1} s")).remark(&remark),
            chart,
            titled("When somebody speaks", table),
        )
    }
}

impl Iterator for Timeline {
    type Item = anyhow::Result<Heard>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.heard >= self.samples {
            return None;
        }
        for _ in 0..EVERY {
            // Nobody waits for the rest of an eighth of a second either.
            if self.heard >= self.samples || self.work.is_cancelled() {
                break;
            }
            if let Err(error) = self.hear() {
                return Some(Err(error));
            }
        }
        Some(Ok(self.seen()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn speech_is_found_in_both_clips() {
        let session = demo().session().expect("opened");
        let examples = ["A sentence in English", "A sentence in Korean", "Half a minute, with pauses"];
        let spoken = examples.map(|title| {
            let example = session.example(title).expect("an example");
            session.try_example(&example).expect("answered").prediction.headline()
        });
        assert!(spoken.iter().all(|spoken| !spoken.ends_with(" 0.0 s")), "{spoken:?}");
        assert_ne!(spoken[0], spoken[2]);
    }
}
