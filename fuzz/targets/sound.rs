#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(sound) = maquette::media::audio(bytes) {
        assert!(sound.samples().iter().all(|sample| sample.is_finite()));
    }
});
