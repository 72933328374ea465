//! # File
//!
//! A file of any kind is chosen or dropped, and reaches the function unchanged.
//! Use a field of type `File`. It has a `name`, a `kind` detected from its bytes, such as `application/pdf`, and `bytes`.
//! A file that is text throughout is `text/plain`, however it begins, or the kind of its markup, such as `text/html`.
//! Maquette does not look inside: if the file is not one of yours, return a `Refusal`.
//!
//! A file may have 10 MB. Tab reaches the field and the space bar opens it; without JavaScript the form sends the
//! file. A program sends it to `POST /uploads` and uses its token as the input within an hour, or sends the bytes as
//! `data:application/octet-stream;base64,…`.

use maquette::prelude::*;

#[derive(Inputs)]
struct Upload {
    /// File
    file: File,
}

/// These lines themselves.
const LINES: &[u8] = include_bytes!("file.rs");

pub fn demo() -> Demo {
    let file = |name: &str, kind: &str, bytes: &[u8]| Upload {
        file: File { name: name.into(), kind: kind.into(), bytes: bytes.into() },
    };
    let all: Vec<u8> = (0..=255).collect();
    Demo::function("input-file", surprise)
        .title("How much is really in a file?")
        .description(
            "Shannon's entropy: how many bits a byte tells on average, if one knows how often each comes.",
        )
        .example("This demo", file("file.rs", "text/plain", LINES))
        .example("A gene", file("gene.txt", "text/plain", "GATC".repeat(100).as_bytes()))
        .expects("A byte tells: 2.00 bits")
        .example("Every byte once", file("all.bin", "application/octet-stream", &all))
        .expects("A byte tells: 8.00 bits")
}

fn surprise(Upload { file: File { kind, bytes, .. } }: Upload) -> Result<(Metric, Metric, Chart), Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::new("This file is empty: choose one with something in it"));
    }
    let mut counts = [0_u32; 256];
    bytes.iter().for_each(|&byte| counts[usize::from(byte)] += 1);
    let total = bytes.len() as f64;
    let shares = counts.map(|count| f64::from(count) / total);
    let mut shares: Vec<(u8, f64)> = (0..=255).zip(shares).filter(|(_, share)| *share > 0.0).collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let bits: f64 = shares.iter().map(|&(_, share)| share * (1.0 / share).log2()).sum();

    let label = |byte: u8| match byte {
        b' ' => "space".to_owned(),
        b'!'..=b'~' => char::from(byte).to_string(),
        _ => format!("byte {byte}"),
    };
    let percent = |share: f64| (1000.0 * share).round() / 10.0;
    let bar = |bars: Chart, &(byte, share): &(u8, f64)| bars.value(&label(byte), percent(share));
    let bars = Chart::bar("The most frequent bytes").x("% of all").y("Byte");
    Ok((
        Metric::new("A byte tells", &format!("{bits:.2} bits")).remark("8 at most"),
        Metric::new("Size", &format!("{:.1} KB", total / 1000.0)).remark(&kind),
        shares.iter().take(10).fold(bars, bar),
    ))
}
