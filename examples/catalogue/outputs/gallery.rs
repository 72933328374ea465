//! # Gallery
//!
//! A gallery shows several pictures side by side, each above its caption.
//! Return a `Vec<Picture>`. `picture(&image, words)` makes each of them; the words are its caption, and its
//! description for people who cannot see it.
//!
//! A row has as many pictures as fit; on a phone they are below each other. They are part of the page, so it works
//! without JavaScript, and many large ones make it slow to load. An empty gallery says that there are no pictures.
//! Programs get the files in base64, each with its size and words. To mark something in a single picture, use a
//! [picture with marks](annotated.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Ball {
    /// Stripes
    #[input(range = 3..=15, step = 3, default = 6)]
    stripes: u8,
    /// Twist
    #[input(unit = "turns", range = 0.0..=1.0, step = 0.05, default = 0.2)]
    twist: f64,
}

const SIDE: usize = 96;

pub fn demo() -> Demo {
    Demo::function("output-gallery", filter)
        .title("What do filters do to a picture?")
        .description("Each pixel of the others follows from a few pixels of the first.")
        .example("A beach ball", Ball { stripes: 6, twist: 0.2 })
        .expects("6 pictures")
        .example("A sweet", Ball { stripes: 12, twist: 0.8 })
}

fn filter(ball: Ball) -> Vec<Picture> {
    let ball = ball.painted();
    let gray = ball.to_gray();
    let negative = ball.rgb().iter().map(|&part| 255 - part);
    let mirrored = ball.rgb().chunks_exact(3 * SIDE).flat_map(|row| row.rchunks_exact(3).flatten().copied());
    // How much brighter or darker than those to the right and below, on white.
    let edge = |at: usize| {
        let differs = |other: usize| gray.get(other).map_or(0, |other| other.abs_diff(gray[at]));
        255 - differs(at + 1).max(differs(at + SIDE))
    };
    let edges: Vec<u8> = (0..gray.len()).map(edge).collect();
    let filtered = [
        ("As it is", ball.clone()),
        ("Brightness alone", Image::gray(SIDE, SIDE, &gray)),
        ("Negative", Image::new(SIDE, SIDE, negative.collect())),
        ("In a mirror", Image::new(SIDE, SIDE, mirrored.collect())),
        ("In 12 by 12 tiles", ball.resized(12, 12).resized(SIDE, SIDE)),
        ("Edges", Image::gray(SIDE, SIDE, &edges)),
    ];
    filtered.iter().map(|(words, image)| picture(image, words)).collect()
}

impl Ball {
    fn painted(&self) -> Image {
        const COLORS: [[u8; 3]; 3] = [[229, 72, 77], [255, 255, 255], [62, 99, 221]];
        let color = |at: usize| {
            let place = |at: usize| (at as f64 + 0.5) / SIDE as f64 * 2.0 - 1.0;
            let (x, y) = (place(at % SIDE), place(at / SIDE));
            let from_middle = x.hypot(y);
            if from_middle > 0.9 {
                return [233, 228, 216];
            }
            let turn = (y.atan2(x) / std::f64::consts::TAU + self.twist * from_middle).rem_euclid(1.0);
            COLORS[(turn * f64::from(self.stripes)) as usize % COLORS.len()]
        };
        Image::new(SIDE, SIDE, (0..SIDE * SIDE).flat_map(color).collect())
    }
}
