//! What MNIST did to its digits (LeCun et al. 1998), done to any drawing: without it a network that knows
//! nothing but MNIST is lost.

use super::images::{Image, SIDE};
use super::ink::{TRACE, ink};
use super::raster::Field;

/// The longer side of a digit.
const LONGEST: usize = 20;

/// A digit white on black, its longer side 20 pixels and its centre of mass in the middle of 28 by 28. It may be
/// dark on light or light on dark: what is along the border is taken for paper.
///
/// `None` where nothing is drawn, or where `gray` is not `width * height`.
pub(crate) fn centre(width: usize, height: usize, gray: &[u8]) -> Option<Image> {
    let ink = ink(width, height, gray)?;
    let area = ink.above(TRACE)?;
    let (wide, high) = (area.right - area.left, area.bottom - area.top);
    let scaled =
        |side: usize| (side as f32 * LONGEST as f32 / wide.max(high) as f32).round().max(1.0) as usize;
    let digit = ink.resized(area, scaled(wide), scaled(high));

    let left = offset(&digit, digit.width, |place| place % digit.width);
    let top = offset(&digit, digit.height, |place| place / digit.width);
    // A thin line that shares its pixels with paper is still a line of full ink.
    let most = digit.values.iter().copied().fold(TRACE, f32::max);
    let mut image = [0; SIDE * SIDE];
    for (place, value) in digit.values.iter().enumerate() {
        let (x, y) = (place % digit.width, place / digit.width);
        image[(top + y) * SIDE + left + x] = (255.0 * value / most).round() as u8;
    }
    Some(image)
}

/// How far in the digit begins along one axis, for its centre of mass to be in the middle, as far as there is room.
fn offset(digit: &Field, side: usize, axis: impl Fn(usize) -> usize) -> usize {
    // That of each of MNIST's images is less than half a pixel from here, counted from 0.
    const MIDDLE: f32 = (SIDE / 2) as f32;
    let mass: f32 = digit.values.iter().sum();
    let moment: f32 = digit.values.iter().enumerate().map(|(place, value)| axis(place) as f32 * value).sum();
    (MIDDLE - moment / mass.max(f32::MIN_POSITIVE)).round().clamp(0.0, (SIDE - side) as f32) as usize
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette::prelude::Sketch;

    /// The side of the pad.
    const PAD: usize = 256;

    const SEVEN: &str = "12*60.60-140.60-90.180_85.120-130.118";

    fn drawn(text: &str) -> Vec<u8> {
        Sketch::from_strokes(text).image().to_gray()
    }

    fn centred(gray: &[u8]) -> Image {
        centre(PAD, PAD, gray).expect("drawn")
    }

    /// The mean difference of two images, in steps of 256.
    fn mean_difference(a: &Image, b: &Image) -> f64 {
        std::iter::zip(a, b).map(|(a, b)| f64::from(a.abs_diff(*b))).sum::<f64>() / a.len() as f64
    }

    #[test]
    fn where_it_is_drawn_makes_no_difference() {
        let expected = centred(&drawn(SEVEN));
        assert_eq!(centred(&drawn("12*7.7-87.7-37.127_32.67-77.65")), expected);
        assert_eq!(centred(&drawn("12*166.126-246.126-196.246_191.186-236.184")), expected);
    }

    #[test]
    fn how_large_it_is_drawn_makes_little_difference() {
        let expected = centred(&drawn(SEVEN));
        let smaller = centred(&drawn("6*30.30-70.30-45.90_42.60-65.59"));
        let larger = centred(&drawn("20*40.20-173.20-90.220_82.120-157.117"));
        assert!(mean_difference(&smaller, &expected) < 3.0, "{}", mean_difference(&smaller, &expected));
        assert!(mean_difference(&larger, &expected) < 3.0, "{}", mean_difference(&larger, &expected));
        let other = centred(&drawn("12*60.60-60.180"));
        assert!(mean_difference(&other, &expected) > 20.0);
    }

    #[test]
    fn it_is_20_pixels_high_around_its_centre_of_mass() {
        let image = centred(&drawn(SEVEN));
        let rows = (0..SIDE).filter(|y| image[y * SIDE..][..SIDE].iter().any(|&pixel| pixel > 0)).count();
        assert_eq!((rows, image.iter().max()), (LONGEST, Some(&255)));
        let mass: f64 = image.iter().map(|&pixel| f64::from(pixel)).sum();
        let moment = |axis: fn(usize) -> usize| {
            image.iter().enumerate().map(|(at, &pixel)| axis(at) as f64 * f64::from(pixel)).sum::<f64>()
        };
        let (x, y) = (moment(|at| at % SIDE) / mass, moment(|at| at / SIDE) / mass);
        assert!((x - 14.0).abs() <= 0.51 && (y - 14.0).abs() <= 0.51, "{x} {y}");
    }

    #[test]
    fn chalk_is_ink_as_well() {
        let pen = drawn(SEVEN);
        let chalk: Vec<u8> = pen.iter().map(|pixel| 255 - pixel).collect();
        assert_eq!(centred(&chalk), centred(&pen));
    }

    #[test]
    fn a_touch_by_mistake_is_no_stroke() {
        let distance = mean_difference(&centred(&drawn(&format!("{SEVEN}_20.236"))), &centred(&drawn(SEVEN)));
        assert!(distance < 0.5, "{distance}");
    }

    /// Paper whose light falls off to one side, with a shadow over a corner and a grain.
    fn photo(pen: &[u8]) -> Vec<u8> {
        let mut noise = 1u32;
        let pixel = |(place, &pixel): (usize, &u8)| {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let (x, y) = ((place % PAD) as f32, (place / PAD) as f32);
            let shadow = 1.0 - 0.2 * ((x + y - 280.0) / 80.0).clamp(0.0, 1.0);
            let paper = (215.0 - 0.25 * x) * shadow;
            let ink = 0.8 * (1.0 - f32::from(pixel) / 255.0);
            let grain = ((noise >> 16) % 17) as f32 - 8.0;
            (paper * (1.0 - ink) + grain).clamp(0.0, 255.0) as u8
        };
        pen.iter().enumerate().map(pixel).collect()
    }

    #[test]
    fn a_photo_of_paper_is_as_good_as_a_drawing() {
        let pen = drawn(SEVEN);
        let distance = mean_difference(&centred(&photo(&pen)), &centred(&pen));
        assert!(distance < 4.0, "{distance}");
        assert_eq!(centre(PAD, PAD, &photo(&vec![255; PAD * PAD])), None);
    }

    #[test]
    fn nothing_drawn_is_nothing() {
        let blank = vec![255; PAD * PAD];
        assert_eq!(centre(PAD, PAD, &blank), None);
        assert_eq!(centre(PAD, PAD, &vec![0; PAD * PAD]), None);
        assert_eq!(centre(0, 0, &[]), None);
        assert_eq!(centre(PAD, PAD, &blank[1..]), None);
        assert_eq!(centre(usize::MAX, 2, &blank), None);
    }

    #[test]
    fn a_dot_and_a_line_fill_what_they_can() {
        let dot = centred(&drawn("20*30.30"));
        assert!(dot[14 * SIDE + 14] == 255 && dot[0] == 0);
        let line = centred(&drawn("6*128.20-128.240"));
        assert_eq!((line[14 * SIDE + 14], line[14 * SIDE + 18]), (255, 0));
        assert!(centre(1, 3000, &[vec![255; 1000], vec![0; 1000], vec![255; 1000]].concat()).is_some());
    }
}
