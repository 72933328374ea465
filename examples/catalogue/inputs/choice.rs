//! # Choice
//!
//! A few answers of which one holds are all in view, side by side.
//! A field whose type is an enum with `#[derive(Choice)]` is asked for like this, if it has two to six variants;
//! more of them fold into a [list](select.md). A variant's comment is its label, or else its name in words.
//! `default = Paper::A4` is what the form opens with. Without a default a person has to choose.
//!
//! The answers are one group: Tab leads into it, the arrow keys choose. Of an `Option` "Not known" is one more answer.
//! Programs send the variant's name, or what `#[choice(value = "...")]` says instead.

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
