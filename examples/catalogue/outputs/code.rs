//! # Code
//!
//! A text in a language for machines keeps its lines and its spaces.
//! `Code::new(language, text)` is one; the language is named as in Markdown, `rust` or `sql`, and may be empty.
//!
//! What is too wide or too high scrolls within itself, by the arrow keys too, since it can have the focus. A screen
//! reader hears the language and the number of lines. Colours there are none: the class `language-rust` is
//! there for a page that brings a highlighter.

use maquette::prelude::*;

#[derive(Inputs)]
struct Loop {
    /// Language
    #[input(default = Language::Python)]
    language: Language,
    /// From
    #[input(range = 1..=99, default = 10)]
    from: u8,
}

#[derive(Choice)]
enum Language {
    C,
    Python,
    Rust,
}

pub fn demo() -> Demo {
    Demo::function("output-code", countdown)
        .title("How do you count down?")
        .description("Before a rocket starts, in three languages.")
        .example("In Python", Loop { language: Language::Python, from: 10 })
        .example("In Rust", Loop { language: Language::Rust, from: 3 })
}

fn countdown(Loop { language, from }: Loop) -> Code {
    match language {
        Language::C => Code::new(
            "c",
            &format!(
                "for (int left = {from}; left > 0; left--) {{\n    printf(\"%d\\n\", left);\n}}\nputs(\"Lift-off\");"
            ),
        ),
        Language::Python => Code::new(
            "python",
            &format!("for left in range({from}, 0, -1):\n    print(left)\nprint(\"Lift-off\")"),
        ),
        Language::Rust => Code::new(
            "rust",
            &format!(
                "for left in (1..={from}).rev() {{\n    println!(\"{{left}}\");\n}}\nprintln!(\"Lift-off\");"
            ),
        ),
    }
}
