//! Reads the label, the help and the names that attributes and doc comments declare.

use syn::{Attribute, Expr, ExprLit, Lit, Meta};

/// The label (the first line) and the help (the rest) in an item's documentation.
pub(crate) fn documentation(attributes: &[Attribute]) -> (String, String) {
    let mut lines = attributes.iter().filter_map(line);
    let label = lines.next().unwrap_or_default();
    let help = lines.collect::<Vec<_>>().join(" ");
    (label.trim_end_matches('.').to_owned(), help.trim().to_owned())
}

fn line(attribute: &Attribute) -> Option<String> {
    match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value().trim().to_owned()),
            _ => None,
        },
        _ => None,
    }
}

/// A name in words: `BodyMass` and `body_mass` are "Body mass".
pub(crate) fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.trim_start_matches("r#").chars() {
        match letter {
            '_' => words.push(' '),
            letter if words.is_empty() => words.extend(letter.to_uppercase()),
            letter if letter.is_uppercase() => {
                words.push(' ');
                words.extend(letter.to_lowercase());
            }
            letter => words.push(letter),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_words() {
        let check = |name, expected| assert_eq!(words(name), expected);
        check("body_mass", "Body mass");
        check("BodyMass", "Body mass");
        check("Biscoe", "Biscoe");
        check("r#type", "Type");
    }

    #[test]
    fn documentation_is_a_label_and_its_help() {
        let check = |field: syn::Field, label: &str, help: &str| {
            assert_eq!(documentation(&field.attrs), (label.to_owned(), help.to_owned()));
        };
        check(syn::parse_quote!(#[doc = " Bill length"] length: f32), "Bill length", "");
        check(
            syn::parse_quote!(#[doc = " Bill length."] #[doc = ""] #[doc = " Along"] #[doc = " the ridge"] length: f32),
            "Bill length",
            "Along the ridge",
        );
        check(syn::parse_quote!(length: f32), "", "");
    }
}
