//! Sounds out of recordings: within their bounds, and what is written is read back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::media::{audio, sound};

const MOST_SECS: f64 = 120.0;
/// Half a step of 16 bits, and what is lost at the ends.
const CLOSE: f32 = 1e-4;

fuzz_target!(|data: &[u8]| {
    let read = match audio(data) {
        Ok(read) => read,
        Err(unusable) => return assert!(unusable.0.starts_with("this "), "{unusable}"),
    };
    assert!((4_000..=192_000).contains(&read.rate()), "{} Hz", read.rate());
    assert!(read.secs() > 0.0 && read.secs() <= MOST_SECS, "{} s", read.secs());
    assert!(read.samples().iter().all(|sample| (-1.0..=1.0).contains(sample)), "a sample out of bounds");

    let again = audio(&sound(&read).file.data).expect("what was written is read");
    assert_eq!((again.rate(), again.samples().len()), (read.rate(), read.samples().len()));
    let close = |(a, b): (&f32, &f32)| (a - b).abs() < CLOSE;
    assert!(std::iter::zip(again.samples(), read.samples()).all(close), "a sample is another");
});
