//! Decodes JPEG strictly: what is cut short or damaged is an error, where the image crate fills the rest with grey.

use image::{DynamicImage, RgbImage};
use std::collections::BTreeMap;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;

/// The mark at the end, which some programs leave out.
const END: [u8; 2] = [0xFF, 0xD9];
/// Bytes that mean different pixels.
const PADDINGS: [u8; 2] = [0x00, 0xAA];
/// What the strict decoder says of harmless bytes between two headers.
const HARMLESS: &str = "Extra bytes between headers";

/// The pixels of a JPEG whose size has been checked; `None` if it is cut short or damaged.
pub(super) fn decode(bytes: &[u8], width: u32, height: u32) -> Option<DynamicImage> {
    let decode = |bytes: &[u8]| {
        let options = DecoderOptions::default()
            .set_max_width(width as usize)
            .set_max_height(height as usize)
            .jpeg_set_out_colorspace(ColorSpace::RGB);
        let decode = |strict| {
            JpegDecoder::new_with_options(ZCursor::new(bytes), options.set_strict_mode(strict)).decode()
        };
        match decode(true) {
            Err(error) if error.to_string().contains(HARMLESS) => decode(false).ok(),
            decoded => decoded.ok(),
        }
    };
    let pixels = if bytes.ends_with(&END) {
        decode(bytes)?
    } else {
        // Where the mark is missing, pixels may be missing too. Then the decoder makes them of whatever follows.
        if !has_all_scans(bytes) {
            return None;
        }
        let [one, other] = PADDINGS.map(|padding| decode(&[bytes, &[padding; 64], &END].concat()));
        one.filter(|pixels| Some(pixels) == other.as_ref())?
    };
    RgbImage::from_raw(width, height, pixels).map(DynamicImage::ImageRgb8)
}

/// Whether a progressive JPEG has the scans that bring every coefficient to its full precision (ITU-T T.81, annex G);
/// true of any other JPEG, which has each coefficient in one scan.
fn has_all_scans(bytes: &[u8]) -> bool {
    const COEFFICIENTS: usize = 64;
    let (mut place, mut is_progressive) = (2, false);
    // For each component, by its id, which coefficients are complete.
    let mut complete: BTreeMap<u8, [bool; COEFFICIENTS]> = BTreeMap::new();
    while let Some(&[mark, marker]) = bytes.get(place..place + 2) {
        let is_segment = mark == 0xFF && !matches!(marker, 0x00 | 0x01 | 0xD0..=0xD8 | 0xFF);
        if !is_segment {
            place += 1;
            continue;
        }
        let Some(&[high, low]) = bytes.get(place + 2..place + 4) else { break };
        let Some(segment) = bytes.get(place + 4..place + 2 + usize::from(u16::from_be_bytes([high, low])))
        else {
            break;
        };
        match (marker, segment) {
            (0xC2, [_, _, _, _, _, _, components @ ..]) => {
                is_progressive = true;
                complete.extend(components.chunks(3).map(|component| (component[0], [false; COEFFICIENTS])));
            }
            (0xDA, [count, rest @ ..]) if rest.len() >= 2 * usize::from(*count) + 3 => {
                let (ids, scan) = rest.split_at(2 * usize::from(*count));
                let (first, last, precision) = (usize::from(scan[0]), usize::from(scan[1]), scan[2] & 15);
                for id in ids.iter().step_by(2).filter(|_| precision == 0) {
                    let coefficients = complete.get_mut(id).and_then(|all| all.get_mut(first..=last));
                    coefficients.into_iter().for_each(|range| range.fill(true));
                }
            }
            _ => {}
        }
        place += 4 + segment.len();
    }
    !is_progressive || complete.values().flatten().all(|complete| *complete)
}
