//! # Picture
//!
//! A picture is chosen, dropped, pasted or taken with the camera.
//! Use a field of type `Image`. `rgb()` gives red, green and blue of each pixel, row by row, `to_gray()` their
//! brightness, and `resized(width, height)` the size that a network expects. `Vec<Image>` accepts several, with
//! `range = 1..=8` for their number, and `[Image; 2]` exactly two.
//!
//! PNG, JPEG, WebP and GIF are accepted, up to 10 MB and 16 million pixels. Only the first frame is used; it is
//! turned upright and put on white if it is transparent. Tab reaches the field and the space bar opens it. Without
//! JavaScript, the form sends the file; with it, a large picture is made smaller first. A program sends the file to
//! `POST /uploads` and uses its token as the input within an hour, or sends the picture as `data:image/png;base64,…`.

use maquette::prelude::*;
use std::cmp::Reverse;
use std::collections::BTreeMap;

#[derive(Inputs)]
struct Seen {
    /// Picture
    photo: Image,
}

pub fn demo() -> Demo {
    let sweden = |x: usize, y: usize| {
        if (5..7).contains(&x) || (4..6).contains(&y) { [254, 204, 2] } else { [0, 106, 167] }
    };
    let sunset = |x: usize, y: usize| {
        let sun = x.abs_diff(80).pow(2) + y.abs_diff(60).pow(2) < 200;
        if sun { [255, 214, 102] } else { [90 + 2 * y as u8, 70 + y as u8, 140 - y as u8] }
    };
    Demo::function("input-image", palette)
        .title("What are its main colours?")
        .description("Five at most. Pixels are alike if their red, green and blue lie in the same quarters.")
        .example("The flag of Sweden", Seen { photo: painted(16, 10, sweden) })
        .expects("Main colour: #006aa7")
        .example("A sunset", Seen { photo: painted(120, 80, sunset) })
}

/// A picture by the colour of each place.
fn painted(width: usize, height: usize, color: impl Fn(usize, usize) -> [u8; 3]) -> Image {
    Image::new(width, height, (0..width * height).flat_map(|at| color(at % width, at / width)).collect())
}

fn palette(Seen { photo }: Seen) -> (Metric, Picture, Chart) {
    // A few thousand pixels show which colours there are.
    let small = photo.resized(photo.width().min(64), photo.height().min(64));
    let pixels = small.rgb().chunks_exact(3);
    let all = pixels.len() as f64;
    let mut alike: BTreeMap<[u8; 3], Vec<&[u8]>> = BTreeMap::new();
    for pixel in pixels {
        let quarters = [pixel[0], pixel[1], pixel[2]].map(|part| part / 64);
        alike.entry(quarters).or_default().push(pixel);
    }
    let mut alike: Vec<Vec<&[u8]>> = alike.into_values().collect();
    alike.sort_by_key(|pixels| Reverse(pixels.len()));
    alike.truncate(5);

    let mean = |pixels: &Vec<&[u8]>| {
        let mean = |part: usize| {
            let sum: f64 = pixels.iter().map(|pixel| f64::from(pixel[part])).sum();
            (sum / pixels.len() as f64).round() as u8
        };
        Color { red: mean(0), green: mean(1), blue: mean(2) }
    };
    let colors: Vec<Color> = alike.iter().map(mean).collect();
    let main = colors.first().map(ToString::to_string).unwrap_or_default();
    let stripe = |color: &Color| [color.red, color.green, color.blue].repeat(48);
    let row: Vec<u8> = colors.iter().flat_map(stripe).collect();
    let stripes = Image::new(48 * colors.len(), 48, row.repeat(48));
    let shares = alike.iter().map(|pixels| (100.0 * pixels.len() as f64 / all).round());
    let bars = Chart::bar("How much there is of each").x("% of the picture").y("Colour");
    let bar = |bars: Chart, (color, share): (&Color, f64)| bars.value(&color.to_string(), share);
    (
        Metric::new("Main colour", &main),
        picture(&stripes, "The main colours, in stripes from the most frequent on"),
        std::iter::zip(&colors, shares).fold(bars, bar),
    )
}
