//! [`Picture`] and [`Annotated`]: an image file, and one with detected objects marked in it.

use crate::Blob;
use serde::{Deserialize, Serialize};

/// A picture to be shown, as a file that a browser knows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Picture {
    /// What it shows, in words; also its caption in a gallery.
    pub alt: String,
    /// In pixels.
    pub width: usize,
    pub height: usize,
    pub file: Blob,
}

/// A picture with what was found in it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Annotated {
    pub picture: Picture,
    pub found: Vec<Detection>,
}

/// One thing in a picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Detection {
    pub label: String,
    /// What the model says of it: a score that nobody has measured, or nothing.
    pub score: Option<f64>,
    pub region: Region,
}

/// Where in a picture, in pixels from its top left corner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Region {
    Box {
        x: f64,
        y: f64,
        width: f64,
        height: f64,
    },
    /// Runs of pixels: the row, the first column and how many.
    Mask {
        runs: Vec<[usize; 3]>,
    },
}

impl Annotated {
    pub fn new(picture: Picture) -> Self {
        Self { picture, found: vec![] }
    }

    /// Adds a box, by its left, top, width and height in pixels.
    #[must_use]
    pub fn boxed(mut self, label: &str, score: Option<f64>, [x, y, width, height]: [f64; 4]) -> Self {
        let region = Region::Box { x, y, width, height };
        self.found.push(Detection { label: label.to_owned(), score, region });
        self
    }

    /// Adds a region of any shape: for each pixel of the picture, row by row, whether it belongs to it.
    #[must_use]
    pub fn masked(mut self, label: &str, score: Option<f64>, mask: &[bool]) -> Self {
        let width = self.picture.width.max(1);
        let mut runs = Vec::new();
        for (row, pixels) in mask.chunks(width).take(self.picture.height).enumerate() {
            let mut column = 0;
            for run in pixels.chunk_by(|a, b| a == b) {
                if run[0] {
                    runs.push([row, column, run.len()]);
                }
                column += run.len();
            }
        }
        self.found.push(Detection { label: label.to_owned(), score, region: Region::Mask { runs } });
        self
    }

    /// How many of each label: "2 cat, 1 dog".
    pub fn headline(&self) -> String {
        let mut counts: Vec<(&str, usize)> = Vec::new();
        for found in &self.found {
            match counts.iter_mut().find(|(label, _)| *label == found.label) {
                Some((_, count)) => *count += 1,
                None => counts.push((&found.label, 1)),
            }
        }
        if counts.is_empty() {
            return "Nothing was found".to_owned();
        }
        counts.iter().map(|(label, count)| format!("{count} {label}")).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mask_is_kept_as_runs() {
        let file = Blob::new("x.png", "image/png", []);
        let picture = Picture { alt: String::new(), width: 3, height: 2, file };
        let mask = [true, true, false, false, true, true, true];
        let found = Annotated::new(picture).masked("x", None, &mask).found;
        assert_eq!(found[0].region, Region::Mask { runs: vec![[0, 0, 2], [1, 1, 2]] });
    }
}
