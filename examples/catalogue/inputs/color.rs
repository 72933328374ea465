//! # Colour
//!
//! A colour is chosen with the browser's own colour picker.
//! Use a field of type `Color`, which has `red`, `green` and `blue` from 0 to 255. `default = "#3e63dd"` is the
//! colour at first; without a default it is black. An invalid default is a compile error.
//!
//! Tab reaches it and the space bar opens it, also without JavaScript. Addresses, JSON and CSV write a colour as
//! `#3e63dd`: always six digits, without names or opacity. The browser's field is never empty, so only a program can
//! omit an `Option<Color>`.

use maquette::prelude::*;

#[derive(Inputs)]
struct Sign {
    /// Letters
    #[input(default = "#3e63dd")]
    letters: Color,
    /// Ground
    #[input(default = "#ffffff")]
    ground: Color,
}

/// A few of the names that browsers know.
const NAMES: &str = "black #000000, grey #808080, white #ffffff, red #ff0000, brown #a52a2a, orange #ffa500, \
    gold #ffd700, yellow #ffff00, olive #808000, lime #00ff00, green #008000, teal #008080, turquoise #40e0d0, \
    blue #0000ff, navy #000080, royal blue #4169e1, sky blue #87ceeb, purple #800080, orchid #da70d6, pink #ffc0cb";

pub fn demo() -> Demo {
    let color = |red, green, blue| Color { red, green, blue };
    Demo::function("input-color", read)
        .title("Can such letters be read?")
        .description("By the contrast of the Web Content Accessibility Guidelines, from 1:1 to 21:1.")
        .example("Blue on white", Sign { letters: color(62, 99, 221), ground: color(255, 255, 255) })
        .example("A book", Sign { letters: color(0, 0, 0), ground: color(255, 255, 255) })
        .expects("Contrast: 21.00:1")
        .example("A wedding card", Sign { letters: color(255, 215, 0), ground: color(255, 255, 255) })
}

fn read(Sign { letters, ground }: Sign) -> (Metric, Metric) {
    let [a, b] = [letters, ground].map(|color| {
        let [red, green, blue] = light(color);
        0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05
    });
    let contrast = a.max(b) / a.min(b);
    let enough = match contrast {
        7.0.. => "enough for any text",
        4.5.. => "enough for most text",
        3.0.. => "enough for large letters only",
        _ => "too little to be read",
    };
    let colors = format!("{} on {}", name(letters), name(ground));
    let contrast = Metric::new("Contrast", &format!("{contrast:.2}:1")).remark(enough);
    (contrast, Metric::new("More or less", &colors))
}

/// The name of the colour that looks most like this one.
fn name(color: Color) -> &'static str {
    let away = |other: &str| {
        let other = Color::parse(other).unwrap_or_default();
        std::iter::zip(seen(color), seen(other)).map(|(a, b)| (a - b).powi(2)).sum::<f64>()
    };
    let names = NAMES.split(", ").filter_map(|known| known.rsplit_once(' '));
    names.min_by(|a, b| away(a.1).total_cmp(&away(b.1))).map_or("", |(name, _)| name)
}

/// A colour as eyes tell it from others: Oklab (Ottosson 2020).
fn seen(color: Color) -> [f64; 3] {
    let times = |[a, b, c]: [f64; 3], [x, y, z]: [f64; 3]| a * x + b * y + c * z;
    let light = light(color);
    let cones = [[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.63]];
    let cones = cones.map(|row| times(row, light).cbrt());
    let sums = [[0.2105, 0.7936, -0.0041], [1.978, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]];
    sums.map(|row| times(row, cones))
}

/// How much red, green and blue light a screen sends for it, from 0 to 1.
fn light(Color { red, green, blue }: Color) -> [f64; 3] {
    [red, green, blue].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    })
}
