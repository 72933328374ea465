//! The derives behind `maquette::Inputs` and `maquette::Choice`. What an author gets wrong is a
//! compile-time error at the place where it is wrong, and says what to do.

mod choice;
mod attrs;
mod default;
mod inputs;
mod kind;
mod range;
mod settings;

use proc_macro::TokenStream;
use syn::{DeriveInput, Error, parse_macro_input};

/// Makes a struct the inputs of a model: one field, one question on the page.
///
/// The first line of a field's documentation is its label, the rest its help. Its type is the kind of
/// question: `f32`, `f64` and whole numbers, `bool`, `String`, `maquette::Date`, an enum with
/// `#[derive(Choice)]`, a `Vec` of such an enum for several answers at once, and `Option` of all but `Vec` where "not
/// known" is an answer. `#[input(...)]` says the rest:
///
/// - `range = 30.0..=65.0`: the values a number takes, both ends included; it gets a slider.
///   Of a date `range = "2015-01-01"..="2019-12-31"`.
/// - `step = 0.1`: the distance between two positions of the slider; a hundredth of the range, or 1, without it.
/// - `unit = "mm"`: stands behind a number.
/// - `default = 44.0`: what the form opens with, and what counts where the field is left out.
///   `default = Island::Biscoe`, `default = [Topping::Ham]`, `default = "2015-01-01"`, `default = true`.
/// - `max_len = 40`: the most characters of a text; 200 without it, or 5,000 of a long one.
/// - `long`: a text of several lines.
/// - `section = "The lot"`: begins a section of the form, under this heading.
#[proc_macro_derive(Inputs, attributes(input))]
pub fn derive_inputs(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    inputs::derive(&item).unwrap_or_else(|error| beside(&error, inputs::stand_in(&item))).into()
}

/// Makes an enum a question with a few answers, one for each variant.
///
/// A variant's documentation is its label, or else its name in words. Its value in addresses, JSON and
/// CSV is its name, or what `#[choice(value = "...")]` says. A value holds no comma.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn derive_choice(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    choice::derive(&item).unwrap_or_else(|error| beside(&error, choice::stand_in(&item))).into()
}

/// An error, and an impl that keeps the compiler from also saying of each use that there is none.
fn beside(error: &Error, stand_in: proc_macro2::TokenStream) -> proc_macro2::TokenStream {
    let mut tokens = error.to_compile_error();
    tokens.extend(stand_in);
    tokens
}
