//! # Picture with marks
//!
//! A picture is shown with boxes or shapes drawn into it and listed below.
//! `Annotated::new(picture)` starts without marks. `.boxed(name, score, [x, y, width, height])` adds a box, in pixels
//! from the top left, and `.masked(name, score, &mask)` any shape, as one `bool` per pixel. Each name has its own
//! colour.
//!
//! A mark shows its name and score on hover and on focus; the list below is always visible, also without JavaScript.
//! The score is the model's own and is not shown as a probability; `None` leaves it out. Programs get the picture as
//! a file in base64, boxes as numbers, and masks as runs of pixels.

use maquette::prelude::*;

#[derive(Inputs)]
struct Night {
    /// Stars
    #[input(range = 0..=20, default = 5)]
    stars: u8,
    /// Night
    /// Another number, another sky
    #[input(range = 1..=99, default = 34)]
    night: u64,
}

const WIDTH: usize = 240;
const HEIGHT: usize = 160;

pub fn demo() -> Demo {
    Demo::function("output-annotated", find)
        .title("What is in the sky?")
        .description("Bright pixels that touch are one thing: a star, or the moon where they are many.")
        .example("A clear night", Night { stars: 5, night: 34 })
        .example("Nothing but the moon", Night { stars: 0, night: 8 })
        .expects("1 moon")
}

fn find(Night { stars, night }: Night) -> Annotated {
    let sky = sky(stars, night);
    let gray = sky.to_gray();
    let mark = |found: Annotated, thing: Vec<usize>| {
        if thing.len() > 300 {
            let mut mask = vec![false; gray.len()];
            thing.iter().for_each(|&at| mask[at] = true);
            return found.masked("moon", None, &mask);
        }
        let bright = thing.iter().map(|&at| gray[at]).fold(0, u8::max);
        let wider = |[left, top, right, bottom]: [usize; 4], at: &usize| {
            let (x, y) = (at % WIDTH, at / WIDTH);
            [left.min(x), top.min(y), right.max(x + 1), bottom.max(y + 1)]
        };
        let [left, top, right, bottom] = thing.iter().fold([WIDTH, HEIGHT, 0, 0], wider);
        let place = [left, top, right - left, bottom - top].map(|pixels| pixels as f64);
        found.boxed("star", Some(f64::from(bright) / 255.0), place)
    };
    things(&gray).into_iter().fold(Annotated::new(picture(&sky, "The sky at night")), mark)
}

/// The pixels of each thing that is brighter than the night.
fn things(gray: &[u8]) -> Vec<Vec<usize>> {
    let mut left: Vec<bool> = gray.iter().map(|gray| *gray > 60).collect();
    let mut things = vec![];
    for start in 0..gray.len() {
        let (mut thing, mut next) = (vec![], vec![start]);
        while let Some(at) = next.pop() {
            if std::mem::take(&mut left[at]) {
                thing.push(at);
                // Nothing in this sky lies at its edge.
                next.extend([at - 1, at + 1, at - WIDTH, at + WIDTH]);
            }
        }
        if !thing.is_empty() {
            things.push(thing);
        }
    }
    things
}

/// A moon, and stars of different size and brightness.
fn sky(stars: u8, night: u64) -> Image {
    let mut state = night;
    let mut random = |low: f64, high: f64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        low + (high - low) * (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut discs = vec![[random(30.0, 210.0), random(30.0, 130.0), 20.0, 230.0]];
    let star = |_| [random(10.0, 230.0), random(10.0, 150.0), random(2.0, 4.5), random(100.0, 255.0)];
    discs.extend((0..stars).map(star));
    let pixel = |at: usize| {
        let light = |&[x, y, radius, bright]: &[f64; 4]| {
            let away = ((at % WIDTH) as f64 - x).hypot((at / WIDTH) as f64 - y);
            bright * (radius - away).clamp(0.0, 1.0)
        };
        discs.iter().map(light).fold(20.0, f64::max) as u8
    };
    Image::gray(WIDTH, HEIGHT, &(0..WIDTH * HEIGHT).map(pixel).collect::<Vec<_>>())
}
