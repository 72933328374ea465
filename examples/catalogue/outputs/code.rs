//! # Code
//!
//! Source code keeps its lines and its spaces.
//! `Code::new(language, text)` makes it. Name the language as in Markdown, such as `rust` or `sql`; it may be empty.
//!
//! Code that is too wide or too high scrolls in its own box. The box can have the focus, so the arrow keys scroll it.
//! A screen reader reads the language and the number of lines. Maquette does not colour the code; a highlighter can
//! use the class `language-rust`.

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
