//! 10,000 handwritten digits of MNIST, each 28 by 28 pixels, white on black.

use anyhow::{Context, Result, ensure};
use candle_core::{Device, Tensor};
use flate2::read::GzDecoder;
use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

/// Pixels along a side of an image.
pub(crate) const SIDE: usize = 28;
/// Pixels of an image, 0 to 255.
pub(crate) type Image = [u8; SIDE * SIDE];

/// The last rows: those a network is measured on.
const TEST: usize = 1000;
/// Before them: those that calibrate it.
const CALIBRATION: usize = 1000;
/// More would not be this file; it keeps damaged bytes from asking for all the memory there is.
const MOST: usize = 100_000;

/// Images with their labels, in the file's order, which is a shuffled one. A clone shares them.
#[derive(Clone)]
pub(crate) struct Digits {
    labels: Arc<[u8]>,
    images: Arc<[Image]>,
}

impl Digits {
    /// From a gzip file: how many there are (32 bits, the lowest byte first), a label each, and the images.
    pub(crate) fn read(gz: &[u8]) -> Result<Self> {
        let mut file = GzDecoder::new(gz);
        let mut count = [0; 4];
        file.read_exact(&mut count)
            .context("this is not a gzip file of digits: it does not even begin as one")?;
        let count = u32::from_le_bytes(count) as usize;
        let held_out = TEST + CALIBRATION;
        ensure!(
            (held_out + 1..=MOST).contains(&count),
            "the file of digits says that it holds {count} images; between {} and {MOST} are needed",
            held_out + 1
        );
        let (mut labels, mut pixels) = (vec![0; count], vec![]);
        file.read_exact(&mut labels).context("the file of digits breaks off among its labels")?;
        let expected = count * size_of::<Image>();
        // One byte more, to see whether there is one.
        file.take(expected as u64 + 1)
            .read_to_end(&mut pixels)
            .context("the images of digits are damaged")?;
        ensure!(
            pixels.len() == expected,
            "{count} images take {expected} bytes; the file of digits holds {}",
            if pixels.len() < expected { pixels.len().to_string() } else { "more".to_owned() }
        );
        if let Some(row) = labels.iter().position(|&label| label > 9) {
            anyhow::bail!("image {row} is labelled {}; a digit is 0 to 9", labels[row]);
        }
        let (images, _) = pixels.as_chunks();
        Ok(Self { labels: labels.into(), images: images.into() })
    }

    /// The rows to learn from.
    pub(crate) fn train(&self) -> Range<usize> {
        0..self.calibration().start
    }

    /// The rows that calibrate what has been learnt.
    pub(crate) fn calibration(&self) -> Range<usize> {
        let end = self.test().start;
        end - CALIBRATION..end
    }

    /// The rows held out to measure.
    pub(crate) fn test(&self) -> Range<usize> {
        let end = self.images.len();
        end - TEST..end
    }

    pub(crate) fn image(&self, row: usize) -> &Image {
        &self.images[row]
    }

    pub(crate) fn label(&self, row: usize) -> u8 {
        self.labels[row]
    }

    /// The labels of some rows, as the places of classes.
    pub(crate) fn truths(&self, rows: impl IntoIterator<Item = usize>) -> Vec<usize> {
        rows.into_iter().map(|row| usize::from(self.labels[row])).collect()
    }

    /// The images of some rows, as a network takes them.
    pub(crate) fn tensor(&self, rows: impl IntoIterator<Item = usize>) -> candle_core::Result<Tensor> {
        tensor(rows.into_iter().map(|row| self.image(row)))
    }
}

/// Images as a network takes them: `[images, 784]`, 0 to 1.
pub(crate) fn tensor<'a>(images: impl IntoIterator<Item = &'a Image>) -> candle_core::Result<Tensor> {
    let pixels: Vec<f32> = images.into_iter().flatten().map(|&pixel| f32::from(pixel) / 255.0).collect();
    let shape = (pixels.len() / (SIDE * SIDE), SIDE * SIDE);
    Tensor::from_vec(pixels, shape, &Device::Cpu)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    /// A file that says it holds so many images, with so many labels and pixels.
    fn file(count: u32, label: u8, labels: usize, pixels: usize) -> Vec<u8> {
        let mut gz = GzEncoder::new(vec![], Compression::fast());
        let bytes = [count.to_le_bytes().to_vec(), vec![label; labels], vec![7; pixels]].concat();
        gz.write_all(&bytes).expect("packed");
        gz.finish().expect("packed")
    }

    fn check(gz: &[u8], expected: &str) {
        let error = Digits::read(gz).err().map(|error| error.to_string());
        assert_eq!(error.as_deref(), Some(expected));
    }

    #[test]
    fn every_row_is_in_one_part() {
        let digits = Digits::read(&file(2500, 3, 2500, 2500 * 784)).expect("read");
        assert_eq!([digits.train(), digits.calibration(), digits.test()], [0..500, 500..1500, 1500..2500]);
        assert_eq!((digits.label(2499), digits.image(2499)), (3, &[7; 784]));
        let tensor = digits.tensor([0, 2]).expect("made");
        assert_eq!((tensor.dims(), digits.truths([1])), (&[2, 784][..], vec![3]));
    }

    #[test]
    fn says_what_is_wrong_with_a_file() {
        check(b"a text", "this is not a gzip file of digits: it does not even begin as one");
        check(
            &file(7, 0, 7, 7 * 784),
            "the file of digits says that it holds 7 images; between 2001 and 100000 are needed",
        );
        check(&file(2500, 0, 80, 0), "the file of digits breaks off among its labels");
        check(&file(2500, 10, 2500, 2500 * 784), "image 0 is labelled 10; a digit is 0 to 9");
        check(&file(2500, 0, 2500, 784), "2500 images take 1960000 bytes; the file of digits holds 784");
        check(
            &file(2500, 0, 2500, 2501 * 784),
            "2500 images take 1960000 bytes; the file of digits holds more",
        );
        let whole = file(2500, 0, 2500, 2500 * 784);
        check(&whole[..whole.len() - 9], "the images of digits are damaged");
    }
}
