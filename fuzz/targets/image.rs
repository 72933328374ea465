//! Pictures out of files: never more pixels than are taken, and what is written is read back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::media::{image, picture};

const MOST_PIXELS: usize = 16_000_000;
/// Larger ones are not written: that they are read tells enough, and takes long enough.
const WRITTEN: usize = 64 * 64;

fuzz_target!(|data: &[u8]| {
    let read = match image(data) {
        Ok(read) => read,
        Err(unusable) => return assert!(unusable.0.starts_with("this "), "{unusable}"),
    };
    let pixels = read.width() * read.height();
    assert!((1..=MOST_PIXELS).contains(&pixels), "{} x {}", read.width(), read.height());
    assert_eq!(read.rgb().len(), 3 * pixels);
    if pixels <= WRITTEN {
        assert_eq!(image(&picture(&read, "").file.data), Ok(read));
    }
});
