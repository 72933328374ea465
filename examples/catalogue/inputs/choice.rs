//! # Choice
//!
//! A choice shows a few answers side by side, of which one can be selected.
//! Use an enum with `#[derive(Choice)]` as the type of the field, with two to six variants; more of them become a
//! [list](select.md). A variant's doc comment is its label; without one, its name is. `default = Paper::A4` is
//! selected at first. Without a default, people have to choose.
//!
//! The answers are one group: Tab enters it, the arrow keys choose. For an `Option`, "Not known" is one more answer.
//! Programs send the variant's name, or the value in `#[choice(value = "...")]`.

use maquette::prelude::*;

#[derive(Inputs)]
struct Sheet {
    /// Paper
    #[input(default = Paper::A4)]
    paper: Paper,
}

#[derive(Choice)]
enum Paper {
    A3,
    A4,
    A5,
    /// US Letter
    Letter,
    /// US Legal
    Legal,
}

pub fn demo() -> Demo {
    Demo::function("input-choice", size)
        .title("How large is a sheet of paper?")
        .description("Width and height of the sheets that come out of a printer.")
        .example("In most of the world", Sheet { paper: Paper::A4 })
        .expects("210 × 297 mm")
        .example("In America", Sheet { paper: Paper::Letter })
        .expects("216 × 279 mm")
}

fn size(Sheet { paper }: Sheet) -> &'static str {
    match paper {
        Paper::A3 => "297 × 420 mm",
        Paper::A4 => "210 × 297 mm",
        Paper::A5 => "148 × 210 mm",
        Paper::Letter => "216 × 279 mm",
        Paper::Legal => "216 × 356 mm",
    }
}
