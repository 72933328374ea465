//! The gallery's handwritten digits, as programs would send them.

use anyhow::{Context, Result, ensure};
use flate2::read::GzDecoder;
use maquette::Image;
use std::fs::File;
use std::io::Read;

/// Pixels along a side.
pub const SIDE: usize = 28;
const FILE: &str = "gallery/src/demos/digits/mnist10k.bin.gz";

/// The first so many, dark on white as somebody would draw them.
///
/// # Errors
/// A file that is not there, or holds fewer.
pub fn pixels(count: usize) -> Result<Vec<Vec<u8>>> {
    let mut file = Vec::new();
    let compressed = File::open(FILE).with_context(|| format!("{FILE} is not there"))?;
    GzDecoder::new(compressed).read_to_end(&mut file)?;
    // How many there are, a label each, and then the images, white on black.
    let (many, rest) = file.split_first_chunk::<4>().context("the file of digits is empty")?;
    let many = u32::from_le_bytes(*many) as usize;
    ensure!(count <= many, "there are only {many} digits");
    let images = rest.get(many..).context("the file of digits breaks off")?.chunks_exact(SIDE * SIDE);
    Ok(images.take(count).map(|image| image.iter().map(|pixel| 255 - pixel).collect()).collect())
}

/// Pixels as a picture.
pub fn image(pixels: &[u8]) -> Image {
    Image::gray(SIDE, SIDE, pixels)
}
