//! # Text
//!
//! A few words are written into a field of one line.
//! A `String` is asked for like this. `max_len` is the most characters it takes, 200 unless it says otherwise;
//! the browser stops there, and the server refuses more. `default` is what the form opens with.
//!
//! The answer follows every key, and Enter asks for it without JavaScript too. An empty field is no answer: the
//! page asks for a value, unless it is an `Option<String>`, which is `None` then.
//! `#[input(long)]` makes it a text of [several lines](long_text.md).

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
