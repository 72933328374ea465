//! # Long text
//!
//! A text of several lines is written into a field that can be drawn larger.
//! A `String` with `#[input(long)]` is asked for like this. `max_len` is the most characters it takes, 5,000 unless
//! it says otherwise, and stands in the hint. Line breaks reach the function as `\n`, whatever the browser sends.
//!
//! Enter begins a new line, so the button asks. A long text does not fit into an address: without JavaScript the
//! form is posted, and either way the answer gets an address of its own, which holds while the answer is in the log.

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
