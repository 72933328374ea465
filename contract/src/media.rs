//! What people bring beside words and numbers: pictures, drawings, sound, files. Plain data, opened by the server
//! from what was uploaded or drawn; a model gets it as it is here, whatever format it came in.

use crate::drawing::Drawing;
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

/// What somebody drew, or a picture brought instead: dark on light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// The lines, where it was drawn in the pad; a picture that was brought has none.
    strokes: Option<String>,
    image: Image,
}

/// Sound in one channel.
#[derive(Clone, PartialEq)]
pub struct Audio {
    rate: u32,
    samples: Arc<[f32]>,
}

/// A file as it was brought. Nothing has looked inside.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    /// Its media type by its first bytes, not by its name: `application/pdf`.
    pub kind: String,
    pub bytes: Arc<[u8]>,
}

/// A colour on a screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Color {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
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

impl Sketch {
    /// A drawing by its lines, as the pad writes them: see [`Drawing`]. What can't be read is an empty pad.
    pub fn drawn(strokes: &str) -> Self {
        let drawing: Drawing = strokes.parse().unwrap_or_default();
        Self { strokes: Some(strokes.to_owned()), image: drawing.image() }
    }

    /// A picture brought instead of a drawing.
    pub fn brought(image: Image) -> Self {
        Self { strokes: None, image }
    }

    pub fn image(&self) -> &Image {
        &self.image
    }

    /// Its lines, where it was drawn in the pad.
    pub fn drawing(&self) -> Option<Drawing> {
        self.strokes.as_ref()?.parse().ok()
    }

    pub(crate) fn strokes(&self) -> Option<&str> {
        self.strokes.as_deref()
    }
}

impl File {
    /// A file of an example: what kind it is, its bytes say.
    pub fn new(name: &str, bytes: impl Into<Arc<[u8]>>) -> Self {
        Self { name: name.to_owned(), kind: String::new(), bytes: bytes.into() }
    }
}

impl Audio {
    /// From samples between -1 and 1, so many a second.
    pub fn new(rate: u32, samples: Vec<f32>) -> Self {
        Self { rate: rate.max(1), samples: samples.into() }
    }

    /// In samples a second.
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Between -1 and 1.
    pub fn samples(&self) -> &[f32] {
        &self.samples
    }

    pub fn secs(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate)
    }

    /// The loudest sample of each of so many equal parts, from 0 to 1: its shape, to be drawn.
    pub fn peaks(&self, parts: usize) -> Vec<f32> {
        let parts = parts.min(self.samples.len());
        let part = |part: usize| {
            let (from, to) = (part * self.samples.len() / parts, (part + 1) * self.samples.len() / parts);
            self.samples[from..to].iter().fold(0.0_f32, |peak, sample| peak.max(sample.abs())).min(1.0)
        };
        (0..parts).map(part).collect()
    }
}

impl Color {
    /// As a browser writes it: `#3e63dd`.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text
            .strip_prefix('#')
            .filter(|digits| digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_hexdigit()))?;
        let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
        Some(Self { red: part(0)?, green: part(2)?, blue: part(4)? })
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

// Nobody wants to read a million pixels in a log.
impl fmt::Debug for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Image({} x {})", self.width, self.height)
    }
}

impl fmt::Debug for Audio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Audio({} s at {} Hz)", self.secs(), self.rate)
    }
}

impl fmt::Debug for File {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "File({}, {}, {} bytes)", self.name, self.kind, self.bytes.len())
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

    #[test]
    fn colours_are_read_and_written() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(Color::parse(text).map(|color| color.to_string()).as_deref(), expected);
        };
        check("#3E63dd", Some("#3e63dd"));
        check("3e63dd", None);
        check("#3e63d", None);
        check("#3e63dg", None);
        check("#+1+1+1", None);
        check("#ääb", None);
    }

    #[test]
    fn a_sound_has_a_shape() {
        let sound = Audio::new(2, vec![0.0, -0.5, 0.25, 0.25]);
        assert_eq!((sound.secs(), sound.peaks(2)), (2.0, vec![0.5, 0.25]));
        assert_eq!(Audio::new(0, vec![]).peaks(9), [0.0_f32; 0]);
    }
}
