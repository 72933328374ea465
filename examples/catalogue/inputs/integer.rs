//! # Whole number
//!
//! A whole number without a range is typed into a field.
//! Use any integer type of Rust from `u8` to `i64`. A fraction, or a number that does not fit the type, is refused
//! beside the field. Numbers beyond ±9,007,199,254,740,991 are refused, because browsers cannot represent all of
//! them. With a `range`, the field gets a [slider](slider.md).
//!
//! A phone shows its number keys. It is a text field, because the number fields of browsers change when you scroll
//! over them. An `Option<u32>` may be left empty.

use maquette::prelude::*;

#[derive(Inputs)]
struct Question {
    /// Number
    #[input(default = 2024)]
    number: u32,
}

pub fn demo() -> Demo {
    Demo::function("input-integer", factors)
        .title("Which primes is a number made of?")
        .description("Every whole number from 2 on is a product of primes, and of no others.")
        .example("A year", Question { number: 2024 })
        .expects("2 × 2 × 2 × 11 × 23")
        .example("A prime", Question { number: 65_537 })
        .expects("65537")
}

fn factors(Question { mut number }: Question) -> Result<String, Refusal> {
    if number < 2 {
        return Err(Refusal::new("Primes begin with 2: give a number from 2 on"));
    }
    let mut factors = vec![];
    for prime in 2..=65_535 {
        while number.is_multiple_of(prime) && number > 1 {
            factors.push(prime.to_string());
            number /= prime;
        }
    }
    factors.extend((number > 1).then(|| number.to_string()));
    Ok(factors.join(" × "))
}
