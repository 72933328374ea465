//! The twenty languages.

use maquette::prelude::*;

/// What a text may be in, in the order of the logits.
#[derive(Choice, Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Arabic,
    Chinese,
    Czech,
    Dutch,
    English,
    Finnish,
    French,
    German,
    Greek,
    Hindi,
    Italian,
    Japanese,
    Korean,
    Polish,
    Portuguese,
    Russian,
    Spanish,
    Swedish,
    Turkish,
    Vietnamese,
}

/// How many there are.
pub(super) const LANGUAGES: usize = Language::CHOICES.len();

/// The name of the language at a place.
pub(super) fn name(place: usize) -> &'static str {
    Language::CHOICES[place].1
}
