#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette::prelude::Inputs;
use maquette_fuzz::Everything;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(rows) = maquette::rows::read_rows(bytes, &Everything::schema(), &["title"]) {
        assert!(rows.rows.iter().all(|row| row.extra.len() == 1));
    }
});
