//! [`Drawing`]: the strokes of a pen, as text and as pixels.

use crate::Image;
use std::str::FromStr;

/// Lines drawn in a square pad, in a text that fits into an address: `12*10.20-30.40_99.5`. In front of the star
/// stands the width of the pen; strokes are parted by `_` and their points by `-`; a point is `x.y`, from 0 to 255.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Drawing {
    pen: u8,
    strokes: Vec<Vec<(u8, u8)>>,
}

/// The side of the pad, and of its picture.
const SIDE: usize = 256;
/// The most points of a drawing.
const MAX_POINTS: usize = 2_000;
const PENS: std::ops::RangeInclusive<u8> = 1..=64;

impl FromStr for Drawing {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (pen, strokes) = text.split_once('*').ok_or(())?;
        let pen = pen.parse().ok().filter(|pen| PENS.contains(pen)).ok_or(())?;
        let number = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|digit| digit.is_ascii_digit());
            text.parse::<u8>().ok().filter(|_| digits)
        };
        let point = |text: &str| {
            let (x, y) = text.split_once('.')?;
            Some((number(x)?, number(y)?))
        };
        let stroke = |text: &str| text.split('-').map(point).collect::<Option<Vec<_>>>();
        let strokes = strokes.split('_').map(stroke).collect::<Option<Vec<_>>>().ok_or(())?;
        if strokes.iter().map(Vec::len).sum::<usize>() > MAX_POINTS {
            Err(())
        } else {
            Ok(Self { pen, strokes })
        }
    }
}

impl Drawing {
    /// The width of the pen.
    pub fn pen(&self) -> u8 {
        self.pen
    }

    /// The points of each stroke, from 0 to 255 in both directions.
    pub fn strokes(&self) -> &[Vec<(u8, u8)>] {
        &self.strokes
    }

    /// The drawing as a picture of 256 by 256 pixels, black on white, with smooth edges and round ends.
    pub fn image(&self) -> Image {
        let mut gray = vec![255; SIDE * SIDE];
        for stroke in &self.strokes {
            let ends = stroke.iter().zip(stroke.iter().skip(1));
            let dot = stroke.first().filter(|_| stroke.len() == 1).map(|point| (point, point));
            ends.chain(dot).for_each(|(from, to)| self.line(&mut gray, *from, *to));
        }
        Image::gray(SIDE, SIDE, &gray)
    }

    /// Darkens each pixel by how much of it lies nearer to the line than half the pen.
    fn line(&self, gray: &mut [u8], from: (u8, u8), to: (u8, u8)) {
        let reach = f64::from(self.pen) / 2.0;
        let span = |a: u8, b: u8| {
            let (low, high) = (f64::from(a.min(b)) - reach - 1.0, f64::from(a.max(b)) + reach + 1.0);
            low.max(0.0) as usize..=(high as usize).min(SIDE - 1)
        };
        let ((ax, ay), (bx, by)) =
            ((f64::from(from.0), f64::from(from.1)), (f64::from(to.0), f64::from(to.1)));
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx * dx + dy * dy;
        for y in span(from.1, to.1) {
            for x in span(from.0, to.0) {
                let (px, py) = (x as f64 - ax, y as f64 - ay);
                let along = if length > 0.0 { ((px * dx + py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
                let away = (px - along * dx).hypot(py - along * dy);
                let ink = (reach - away + 0.5).clamp(0.0, 1.0);
                let pixel = &mut gray[y * SIDE + x];
                *pixel = (*pixel).min((255.0 * (1.0 - ink)).round() as u8);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_is_read_or_refused() {
        let check = |text: &str, points: Option<usize>| {
            let drawing = text.parse::<Drawing>().ok();
            let count = drawing.map(|drawing| drawing.strokes.iter().map(Vec::len).sum());
            assert_eq!(count, points, "{text}");
        };
        check("12*10.20-30.40_99.5", Some(3));
        check("12*0.0", Some(1));
        check("0*1.1", None);
        check("65*1.1", None);
        check("12*", None);
        check("12*1.1-", None);
        check("12*1.256", None);
        check("12*+1.1", None);
        check("1.1", None);
        check(&format!("9*1.1{}", "-1.1".repeat(MAX_POINTS - 1)), Some(MAX_POINTS));
        check(&format!("9*1.1{}", "-1.1".repeat(MAX_POINTS)), None);
    }

    #[test]
    fn a_line_is_as_wide_as_its_pen() {
        let drawing: Drawing = "10*50.100-200.100".parse().expect("a drawing");
        let gray = drawing.image().to_gray();
        let ink =
            |x: usize| (0..SIDE).map(|y| f64::from(255 - gray[y * SIDE + x]) / 255.0).sum::<f64>().round();
        assert_eq!((ink(120), ink(20)), (10.0, 0.0));
    }

    #[test]
    fn ink_at_the_edge_stays_in_the_picture() {
        let drawing: Drawing = "64*0.0_255.255".parse().expect("a drawing");
        let gray = drawing.image().to_gray();
        assert_eq!((gray[0], gray[SIDE * SIDE - 1], gray[SIDE / 2]), (0, 0, 255));
    }
}
