//! Decodes pictures: PNG, JPEG, GIF and WebP.

use super::end_mark::with_end_mark;
use super::{Unusable, jpeg, kind, named, webp};
use image::codecs::png::PngEncoder;
use image::{DynamicImage, ExtendedColorType, ImageDecoder, ImageEncoder, ImageError, ImageReader, Limits};
use maquette_contract::{Blob, Image, Picture, format_fixed};
use std::io::Cursor;

/// The most pixels of a picture: a phone's camera has 12 million. Whatever a file claims, no more is unpacked.
const PIXELS: u64 = 16_000_000;
/// The most bytes that a decoder may ask for: so many pixels of red, green, blue and opacity.
const ALLOCATED: u64 = PIXELS * 4 + 1024 * 1024;
const FORMATS: [&str; 4] = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/// A picture out of a file: its first frame, upright, on white where it is transparent.
///
/// # Errors
/// What is no picture of a known format, is damaged, or has too many pixels, which is seen before any is unpacked.
pub fn decode(bytes: &[u8]) -> Result<Image, Unusable> {
    let kind = kind(bytes);
    if !FORMATS.contains(&kind) {
        return Err(Unusable(format!("this is {}; give a picture as PNG, JPEG, WebP or GIF", named(kind))));
    }
    let damaged = || Unusable(format!("{} is damaged or cut short; give it whole", this(kind)));
    let broken = |error: ImageError| match error {
        ImageError::Limits(_) => Unusable(format!("this picture is too large; at most {} fit", most())),
        _ => damaged(),
    };
    let bytes = if kind == "image/webp" { webp::consistent(bytes).ok_or_else(damaged)? } else { bytes };
    let bytes = &*with_end_mark(kind, bytes);
    let open = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(ImageError::IoError);
    let (width, height) = open().map_err(broken)?.into_dimensions().map_err(broken)?;
    if u64::from(width) * u64::from(height) > PIXELS {
        let [width, height] = [width, height].map(|side| format_fixed(f64::from(side), 0));
        return Err(Unusable(format!("this picture has {width} x {height} pixels; at most {} fit", most())));
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(ALLOCATED);
    let mut reader = open().map_err(broken)?;
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let orientation = decoder.orientation().map_err(broken)?;
    let mut picture = if kind == "image/jpeg" {
        jpeg::decode(bytes, width, height).ok_or_else(damaged)?
    } else {
        DynamicImage::from_decoder(decoder).map_err(broken)?
    };
    picture.apply_orientation(orientation);
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    if width == 0 || height == 0 {
        return Err(Unusable("this picture has no pixels".to_owned()));
    }
    Ok(Image::new(width, height, on_white(picture)))
}

fn this(kind: &str) -> String {
    format!("this {}", named(kind).trim_start_matches("a "))
}

fn most() -> String {
    format!("{} million pixels", PIXELS / 1_000_000)
}

fn on_white(picture: DynamicImage) -> Vec<u8> {
    if !picture.color().has_alpha() {
        return picture.into_rgb8().into_raw();
    }
    let rgba = picture.into_rgba8().into_raw();
    let pixel = |pixel: &[u8]| {
        let alpha = u32::from(pixel[3]);
        [pixel[0], pixel[1], pixel[2]]
            .map(|channel| ((u32::from(channel) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
    };
    rgba.chunks_exact(4).flat_map(pixel).collect()
}

/// A picture as a PNG file.
pub(crate) fn encode(image: &Image) -> Vec<u8> {
    let gray = image.rgb().chunks_exact(3).all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]);
    let (pixels, colour) = if gray {
        (image.rgb().iter().step_by(3).copied().collect(), ExtendedColorType::L8)
    } else {
        (image.rgb().to_vec(), ExtendedColorType::Rgb8)
    };
    let mut png = Vec::new();
    let written =
        PngEncoder::new(&mut png).write_image(&pixels, image.width() as u32, image.height() as u32, colour);
    // A picture without pixels is no PNG; it is shown as nothing.
    if written.is_err() { vec![] } else { png }
}

/// A picture to be shown, and what it shows in words.
///
/// ```
/// use maquette::prelude::*;
///
/// let dot = picture(&Image::gray(1, 1, &[0]), "A black dot");
/// assert_eq!((dot.width, dot.file.kind.as_str()), (1, "image/png"));
/// ```
pub fn picture(image: &Image, alt: &str) -> Picture {
    let file = Blob::new("picture.png", "image/png", encode(image));
    Picture { alt: alt.to_owned(), width: image.width(), height: image.height(), file }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> String {
        decode(bytes).expect_err("refused").to_string()
    }

    /// A PNG that says it has so many pixels and holds none.
    fn claims(width: u32, height: u32) -> Vec<u8> {
        let mut head = b"IHDR".to_vec();
        head.extend(width.to_be_bytes());
        head.extend(height.to_be_bytes());
        head.extend([8, 6, 0, 0, 0]);
        let mut crc = !0_u32;
        for byte in &head {
            crc ^= u32::from(*byte);
            (0..8).for_each(|_| crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 });
        }
        let begins = b"\x89PNG\r\n\x1a\n\0\0\0\x0d".as_slice();
        [begins, &head, &(!crc).to_be_bytes(), b"\0\0\0\x01IDAT"].concat()
    }

    #[test]
    fn what_was_encoded_is_decoded() {
        for image in
            [Image::gray(3, 2, &[0, 50, 100, 150, 200, 250]), Image::new(1, 2, vec![1, 2, 3, 4, 5, 6])]
        {
            assert_eq!(decode(&encode(&image)), Ok(image));
        }
    }

    #[test]
    fn what_is_transparent_is_white() {
        let mut png = Vec::new();
        let pixels = [0, 0, 0, 0, 0, 0, 0, 255, 0, 0, 0, 128];
        PngEncoder::new(&mut png).write_image(&pixels, 3, 1, ExtendedColorType::Rgba8).expect("written");
        assert_eq!(decode(&png).expect("read").to_gray(), [255, 0, 127]);
    }

    #[test]
    fn what_is_no_picture_is_refused_by_what_it_is() {
        let check = |bytes: &[u8], expected: &str| assert_eq!(refused(bytes), expected);
        let give = "give a picture as PNG, JPEG, WebP or GIF";
        check(b"<!DOCTYPE html><script>alert(1)</script>", &format!("this is a web page; {give}"));
        let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
        check(svg, &format!("this is a drawing in SVG or another XML; {give}"));
        check(b"", &format!("this is an empty file; {give}"));
        check(b"\x89PNG\r\n\x1a\n....", "this PNG picture is damaged or cut short; give it whole");
        let whole = encode(&Image::gray(64, 64, &[7; 4096]));
        check(&whole[..whole.len() - 30], "this PNG picture is damaged or cut short; give it whole");
    }

    #[test]
    fn a_bomb_is_seen_before_it_is_unpacked() {
        let expected = "this picture has 60,000 x 60,000 pixels; at most 16 million pixels fit";
        assert_eq!(refused(&claims(60_000, 60_000)), expected);
        assert_eq!(
            refused(&claims(60_000, 1_000)),
            "this picture has 60,000 x 1,000 pixels; at most 16 million pixels fit"
        );
    }
}
