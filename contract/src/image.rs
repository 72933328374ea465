//! [`Image`]: a picture as pixels.

use std::fmt;
use std::sync::Arc;

/// A picture, in 8 bits of red, green and blue for each pixel.
///
/// ```
/// use maquette_contract::Image;
///
/// let dot = Image::gray(2, 2, &[0, 255, 255, 255]);
/// assert_eq!((dot.width(), dot.height()), (2, 2));
/// assert_eq!(dot.resized(1, 1).to_gray(), [191]);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Image {
    width: usize,
    height: usize,
    rgb: Arc<[u8]>,
}

impl Image {
    /// From red, green and blue of each pixel, row by row from the top left. What is missing at the end is black, and
    /// what is too much is left out.
    pub fn new(width: usize, height: usize, mut rgb: Vec<u8>) -> Self {
        rgb.resize(width * height * 3, 0);
        Self { width, height, rgb: rgb.into() }
    }

    /// From the brightness of each pixel, 0 to 255, row by row.
    pub fn gray(width: usize, height: usize, gray: &[u8]) -> Self {
        Self::new(width, height, gray.iter().flat_map(|&gray| [gray; 3]).collect())
    }

    /// From what stands at each column and row: red, green and blue.
    pub fn from_fn(width: usize, height: usize, pixel: impl Fn(usize, usize) -> [u8; 3]) -> Self {
        let pixels = (0..width * height).flat_map(|place| pixel(place % width, place / width));
        Self::new(width, height, pixels.collect())
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.height
    }

    /// Red, green and blue of each pixel, 0 to 255, row by row: `height * width * 3` bytes.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    /// The brightness of each pixel, 0 to 255, row by row: the luma of ITU-R BT.601.
    pub fn to_gray(&self) -> Vec<u8> {
        let luma = |pixel: &[u8]| {
            let [red, green, blue] = [pixel[0], pixel[1], pixel[2]].map(u32::from);
            ((299 * red + 587 * green + 114 * blue + 500) / 1000) as u8
        };
        self.rgb.chunks_exact(3).map(luma).collect()
    }

    /// The picture in another size: each pixel is the mean of those it covers. Its proportions change with it.
    #[must_use]
    pub fn resized(&self, width: usize, height: usize) -> Self {
        let mut rgb = Vec::with_capacity(width * height * 3);
        let columns: Vec<_> = (0..width).map(|x| covered(x, width, self.width)).collect();
        for y in 0..height {
            let rows = covered(y, height, self.height);
            for columns in &columns {
                let mut sums = [0.0; 3];
                let mut area = 0.0;
                for &(row, tall) in &rows {
                    for &(column, wide) in columns {
                        let at = (row * self.width + column) * 3;
                        let share = tall * wide;
                        (0..3).for_each(|channel| sums[channel] += share * f64::from(self.rgb[at + channel]));
                        area += share;
                    }
                }
                rgb.extend(sums.map(|sum| (sum / area).round() as u8));
            }
        }
        Self::new(width, height, rgb)
    }
}

/// Which of `from` pixels the pixel `at` of `to` covers, and how much of each.
fn covered(at: usize, to: usize, from: usize) -> Vec<(usize, f64)> {
    let scale = from as f64 / to as f64;
    let (low, high) = (at as f64 * scale, (at + 1) as f64 * scale);
    let pixels = low as usize..(high.ceil() as usize).min(from);
    let share = |pixel: usize| (high.min((pixel + 1) as f64) - low.max(pixel as f64)).max(1e-9);
    pixels.map(|pixel| (pixel, share(pixel))).collect()
}

impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({} x {})", self.width, self.height)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_made_smaller_by_its_means() {
        let check = |width, height, expected: &[u8]| {
            let image = Image::gray(4, 2, &[0, 100, 200, 200, 0, 100, 0, 0]);
            assert_eq!(image.resized(width, height).to_gray(), expected, "{width} x {height}");
        };
        check(4, 2, &[0, 100, 200, 200, 0, 100, 0, 0]);
        check(2, 1, &[50, 100]);
        check(1, 1, &[75]);
        check(8, 2, &[0, 0, 100, 100, 200, 200, 200, 200, 0, 0, 100, 100, 0, 0, 0, 0]);
    }
}
