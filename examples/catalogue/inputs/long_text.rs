//! # Long text
//!
//! A text of several lines is written into a field that can be made larger.
//! Use a `String` with `#[input(long)]`. `max_len` is the maximum number of characters, 5,000 by default, and the
//! hint shows it. Line breaks reach the function as `\n`, whatever the browser sends.
//!
//! Enter starts a new line, so people press the button to get an answer. A long text does not fit into an address:
//! without JavaScript the form is posted. Either way the answer gets its own address, which works as long as the
//! answer is in the log.

use maquette::prelude::*;

#[derive(Inputs)]
struct Page {
    /// Your text
    #[input(long, max_len = 20_000)]
    text: String,
}

const WHALE: &str = "Call me Ishmael. Some years ago, never mind how long precisely, having little or no money in my \
    purse, and nothing particular to interest me on shore, I thought I would sail about a little and see the watery \
    part of the world.\n\nIt is a way I have of driving off the spleen and regulating the circulation.";

pub fn demo() -> Demo {
    Demo::function("input-long_text", reading_time)
        .title("How long does it take to read?")
        .description("At 238 words a minute, the mean of 190 studies (Brysbaert 2019).")
        .example("The first page of a long book", Page { text: WHALE.into() })
        .expects_near(14.4, 0.5)
}

fn reading_time(Page { text }: Page) -> Quantity {
    let words = text.split_whitespace().count();
    Quantity::new(words as f64 / 238.0 * 60.0, 0).unit("seconds")
}
