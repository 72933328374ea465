//! Damaged pictures: a file that is cut short is refused in every format, and a missing end mark alone is harmless.
//! `golden/pictures.py` makes the pictures.

use crate::server::send;
use axum::body::Body;
use axum::http::Request;
use maquette::media::image;
use std::path::Path;

/// Each picture, and how many bytes at its end hold no pixels: the mark of the end.
const PICTURES: [(&str, usize); 9] = [
    ("baseline.jpg", 2),
    ("progressive.jpg", 2),
    ("gray.jpg", 2),
    ("cmyk.jpg", 2),
    ("restart-markers.jpg", 2),
    ("picture.png", 12),
    ("picture.gif", 1),
    ("lossy.webp", 0),
    ("lossless.webp", 0),
];

fn read(name: &str) -> Vec<u8> {
    let folder = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/golden/pictures"));
    std::fs::read(folder.join(name)).expect("a file")
}

#[test]
fn a_picture_that_is_cut_short_is_refused() {
    for (name, mark) in PICTURES {
        let whole = read(name);
        let picture = image(&whole).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!((picture.width(), picture.height()), (120, 96), "{name}");
        let without_mark = image(&whole[..whole.len() - mark]);
        assert!(without_mark.is_ok_and(|read| read == picture), "{name} without its end mark");
        let pixels_end = whole.len() - mark;
        for part in 1..=20 {
            let cut = &whole[..pixels_end * part / 21];
            let error = image(cut).err().unwrap_or_else(|| panic!("{name} is read, cut at {part} of 21"));
            assert!(
                error.to_string().contains("damaged or cut short") || cut.len() < 40,
                "{name} {part}: {error}"
            );
        }
        // Of a file that lacks its last pixels, too.
        let cut = &whole[..pixels_end - pixels_end / 50 - 1];
        assert!(image(cut).is_err(), "{name} without its last 2 %");
    }
}

#[test]
fn damage_in_the_middle_is_refused_where_the_format_can_tell() {
    // PNG has checksums; zeros in place of a JPEG's or a WebP's data end or derail its codes.
    for name in ["picture.png", "baseline.jpg", "restart-markers.jpg"] {
        let mut damaged = read(name);
        let middle = damaged.len() / 2;
        damaged[middle..middle + 40].fill(0xFF);
        assert!(image(&damaged).is_err(), "{name}");
    }
}

#[tokio::test]
async fn a_picture_that_is_cut_short_is_refused_at_the_door() {
    for (name, _) in PICTURES {
        let whole = read(name);
        for (bytes, status) in [(whole.clone(), 201), (whole[..whole.len() * 9 / 10].to_vec(), 422)] {
            let request =
                Request::post("/uploads").header("content-type", "image/png").body(Body::from(bytes));
            let reply = send(request.expect("a request")).await;
            assert_eq!(reply.status.as_u16(), status, "{name}: {}", reply.body);
            assert!(
                status == 201 || reply.body.contains("damaged or cut short; give it whole"),
                "{}",
                reply.body
            );
        }
    }
}
