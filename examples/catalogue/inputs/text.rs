//! # Text
//!
//! A short text is typed into a field of one line.
//! Use a `String`. `max_len` is the maximum number of characters, 200 by default; the browser stops there, and the
//! server refuses more. `default` is the text at first.
//!
//! The answer follows every key. Without JavaScript, Enter sends the form. An empty field is an error, unless the
//! type is `Option<String>`; then it is `None`. With `#[input(long)]` the field has [several lines](long_text.md).

use maquette::prelude::*;

#[derive(Inputs)]
struct Words {
    /// Words
    #[input(max_len = 80, default = "Never odd or even")]
    words: String,
}

pub fn demo() -> Demo {
    Demo::function("input-text", palindrome)
        .title("Does it read the same backwards?")
        .description("Spaces, signs and capitals don't count.")
        .example("A palindrome", Words { words: "Never odd or even".into() })
        .expects("Yes")
        .example("Not quite", Words { words: "Never even or odd".into() })
        .expects("No")
}

fn palindrome(Words { words }: Words) -> bool {
    let letters: Vec<char> = words.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()).collect();
    letters.iter().eq(letters.iter().rev())
}
