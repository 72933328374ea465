//! The types of media a model gets: drawings, sound, files, colours, decoded by the server whatever their format.

use crate::Image;
use crate::drawing::Drawing;
use std::fmt;
use std::sync::Arc;

/// A drawing, or a picture uploaded instead: dark on light.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    /// The lines, where it was drawn in the pad; an uploaded picture has none.
    strokes: Option<String>,
    image: Image,
}

/// Sound in one channel.
#[derive(Clone, PartialEq)]
pub struct Audio {
    rate: u32,
    samples: Arc<[f32]>,
}

/// A file as it was uploaded. Nothing has looked inside.
#[derive(Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    /// Its media type by its bytes, not by its name: `application/pdf`.
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

impl Sketch {
    /// A drawing by its lines, as the pad writes them: see [`Drawing`]. What can't be read is an empty pad.
    pub fn from_strokes(strokes: &str) -> Self {
        let drawing: Drawing = strokes.parse().unwrap_or_default();
        Self { strokes: Some(strokes.to_owned()), image: drawing.image() }
    }

    /// A picture uploaded instead of a drawing.
    pub fn from_image(image: Image) -> Self {
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
