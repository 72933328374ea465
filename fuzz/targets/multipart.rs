//! A form with files, to a page and to Gradio's uploads.
#![no_main]

use libfuzzer_sys::fuzz_target;
use maquette_fuzz::post;

const FORMS: [&str; 3] = ["/everything", "/gradio_api/upload", "/predictions/everything"];

fuzz_target!(|bytes: &[u8]| {
    if let Some((form, body)) = bytes.split_first() {
        post(FORMS[usize::from(*form) % FORMS.len()], "multipart/form-data; boundary=x", body);
    }
});
