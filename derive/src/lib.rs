//! The derives behind `maquette::Inputs` and `maquette::Choice`. What an author gets wrong is a
//! compile-time error at the place where it is wrong, and says what to do.

mod choice;
mod declared;
mod inputs;

use proc_macro::TokenStream;
use syn::{DeriveInput, Error, parse_macro_input};

/// Makes a struct the inputs of a model: one field, one question on the page.
///
/// The first line of a field's documentation is its label, the rest its help. A number says which
/// values it takes with `#[input(range = 30.0..=65.0)]`, and may say its `unit = "mm"` and the `step`
/// of its slider. `Option<T>` makes "not known" an answer.
#[proc_macro_derive(Inputs, attributes(input))]
pub fn derive_inputs(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    inputs::derive(&item).unwrap_or_else(Error::into_compile_error).into()
}

/// Makes an enum a question with a few answers, one for each variant.
///
/// A variant's documentation is its label, or else its name in words. Its value in addresses, JSON and
/// CSV is its name, or what `#[choice(value = "...")]` says.
#[proc_macro_derive(Choice, attributes(choice))]
pub fn derive_choice(item: TokenStream) -> TokenStream {
    let item = parse_macro_input!(item as DeriveInput);
    choice::derive(&item).unwrap_or_else(Error::into_compile_error).into()
}
