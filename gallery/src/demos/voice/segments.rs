//! From the probabilities of a recording to when somebody speaks, as `get_speech_timestamps` of silero-vad 6.2.3 has
//! it with its defaults.

use super::net::{CHUNK, RATE};

/// From this probability on, speech begins.
pub(super) const BEGINS: f32 = 0.5;
/// Below this one it ends. In between it goes on as it was: one unsure chunk cuts no word.
pub(super) const ENDS: f32 = 0.35;
/// A shorter silence is a pause for breath, in samples.
const SILENCE: usize = samples(100);
/// Shorter speech is a noise.
const SPEECH: usize = samples(250);
/// What is added before and after, so that no sound is cut off.
const MARGIN: usize = samples(30);

/// A stretch of speech.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Segment {
    pub(super) start_secs: f64,
    pub(super) end_secs: f64,
}

/// The speech in a recording of so many samples at 16 kHz, by the probabilities of its chunks, in order. Of a
/// recording that is still running, the last one may grow.
pub(super) fn segments(probabilities: &[f32], samples: usize) -> Vec<Segment> {
    let mut found = vec![];
    let mut start = None;
    // Since when it has been quiet.
    let mut quiet = None;
    for (&probability, at) in probabilities.iter().zip((0..).step_by(CHUNK)) {
        if probability >= BEGINS {
            start = start.or(Some(at));
            quiet = None;
        } else if probability < ENDS
            && let Some(began) = start
        {
            let end = *quiet.get_or_insert(at);
            if at - end >= SILENCE {
                found.push((began, end));
                (start, quiet) = (None, None);
            }
        }
    }
    found.extend(start.map(|start| (start, samples)));
    found.retain(|(start, end)| end.saturating_sub(*start) > SPEECH);
    let with_margins = |&(start, end): &(usize, usize)| Segment {
        start_secs: secs(start.saturating_sub(MARGIN)),
        end_secs: secs(samples.min(end + MARGIN)),
    };
    found.iter().map(with_margins).collect()
}

/// The margins of neighbours never meet.
const _: () = assert!(SILENCE > 2 * MARGIN);

const fn samples(milliseconds: usize) -> usize {
    RATE as usize * milliseconds / 1_000
}

fn secs(samples: usize) -> f64 {
    samples as f64 / f64::from(RATE)
}

#[cfg(test)]
mod tests {
    use super::super::golden::{Golden, Heard};
    use super::*;

    fn check(heard: &Heard) {
        let expected = heard
            .segments
            .iter()
            .map(|&[start, end]| Segment { start_secs: secs(start), end_secs: secs(end) });
        assert_eq!(segments(&heard.probabilities, heard.samples), expected.collect::<Vec<_>>());
    }

    #[test]
    fn they_are_those_of_the_reference() {
        let golden = Golden::read();
        golden.clips.iter().for_each(|clip| [&clip.as_it_is, &clip.resampled].into_iter().for_each(check));
        assert_eq!(golden.segments.len(), 12);
        golden.segments.iter().for_each(check);
    }

    #[test]
    fn nothing_is_said_in_silence() {
        for probabilities in [&[][..], &[0.1; 40], &[0.49; 40]] {
            assert_eq!(segments(probabilities, probabilities.len() * CHUNK), vec![]);
        }
    }
}
