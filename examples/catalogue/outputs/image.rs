//! # Picture
//!
//! A picture is shown in its own size, with a description.
//! `picture(&image, words)` makes one from an `Image`. The words describe it for people who cannot see it, and are
//! the short form of the answer. A plain `Image` is described as "A picture", or by its heading.
//!
//! It is a PNG inside the page, so it works without JavaScript, and nothing is stored. A picture of at most 64 pixels
//! on each side is enlarged without smoothing, so that every pixel is visible. Programs get its size and the file in
//! base64. To mark something in a picture, see [picture with marks](annotated.md); for several, see
//! [gallery](gallery.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Added {
    /// Added to the right
    #[input(range = -1.0..=1.0, step = 0.01, default = -0.8)]
    right: f64,
    /// Added upwards
    #[input(range = -1.0..=1.0, step = 0.01, default = 0.16)]
    up: f64,
}

const WIDTH: usize = 288;
const HEIGHT: usize = 192;
/// A point that is still near after so many steps counts as staying.
const STEPS: usize = 40;

pub fn demo() -> Demo {
    Demo::function("output-image", julia)
        .title("Who stays, if everybody is squared?")
        .description("Each point is squared as a complex number and moved, again and again. White ones stay.")
        .example("Seahorses", Added { right: -0.8, up: 0.16 })
        .expects("The Julia set of −0.80 + 0.16i")
        .example("A rabbit", Added { right: -0.12, up: 0.75 })
        .example("Nothing but a circle", Added { right: 0.0, up: 0.0 })
}

fn julia(Added { right, up }: Added) -> Picture {
    let color = |at: usize| {
        let place = |at: usize, of: usize| (at as f64 + 0.5 - of as f64 / 2.0) / 80.0;
        let (mut x, mut y) = (place(at % WIDTH, WIDTH), -place(at / WIDTH, HEIGHT));
        let mut steps = 0;
        while steps < STEPS && x * x + y * y < 4.0 {
            (x, y) = (x * x - y * y + right, 2.0 * x * y + up);
            steps += 1;
        }
        // The longer it takes, the lighter.
        let light = steps as f64 / STEPS as f64;
        [light.powi(2), light, light.sqrt()].map(|part| (255.0 * part).round() as u8)
    };
    let image = Image::new(WIDTH, HEIGHT, (0..WIDTH * HEIGHT).flat_map(color).collect());
    let sign = if up < 0.0 { '−' } else { '+' };
    let words = format!("The Julia set of {right:.2} {sign} {:.2}i", up.abs());
    picture(&image, &words.replace('-', "−"))
}
