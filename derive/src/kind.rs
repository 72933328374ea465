//! The kind of a field, judged by its type.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Error, Expr, ExprLit, GenericArgument, Lit, PathArguments, Result, Type};

/// The kind of a field, as far as its type shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Float,
    Whole,
    Bool,
    Text,
    Date,
    /// `Vec` of an enum.
    Choices,
    Color,
    /// A picture, a drawing, a sound or a file.
    Media,
    /// Several pictures.
    Pictures,
    /// A table of rows.
    Rows,
    /// Any other type: an enum, or the compiler says that it is no input.
    Choice,
}

const MEDIA: [&str; 4] = ["Image", "Sketch", "Audio", "File"];
const FLOATS: [&str; 2] = ["f32", "f64"];
const WHOLES: [&str; 10] = ["i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];

/// The types people try first that are no inputs, and what to use instead.
const FOREIGN: [(&str, &str); 12] = [
    ("char", "String with #[input(max_len = 1)]"),
    ("i128", "i64"),
    ("u128", "u64"),
    ("HashMap", "a field for each question"),
    ("BTreeMap", "a field for each question"),
    ("HashSet", "Vec of an enum with #[derive(Choice)]"),
    ("BTreeSet", "Vec of an enum with #[derive(Choice)]"),
    ("PathBuf", "String"),
    ("Duration", "f64 with #[input(unit = \"s\")]"),
    ("Box", "the type inside"),
    ("Rc", "the type inside"),
    ("Arc", "the type inside"),
];

impl Kind {
    /// The kind of a type, which is what is inside where it is an `Option`.
    pub(crate) fn of(ty: &Type) -> Result<Self> {
        let refused = |instead: &str| {
            let name =
                ty.to_token_stream().to_string().replace(" <", "<").replace("< ", "<").replace(" >", ">");
            let name = name.replace("& ", "&");
            Err(Error::new_spanned(ty, format!("`{name}` can't be a field of a form: use {instead}")))
        };
        let ty = inside(ty, "Option").unwrap_or(ty);
        let optional = inside(ty, "Option").is_some();
        let Type::Path(path) = ty else {
            return match ty {
                Type::Reference(_) => refused("String, or another type that owns what it holds"),
                Type::Array(array) if named(&array.elem) == "Image" && !optional => Ok(Self::Media),
                Type::Array(_) | Type::Slice(_) | Type::Tuple(_) => refused("a field for each question"),
                _ => refused(
                    "f64, a whole number, bool, String, maquette::Date or an enum with #[derive(Choice)]",
                ),
            };
        };
        let name = path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
        if optional && name == "Option" {
            return refused("one Option: what is not known is not known");
        }
        if name == "Vec" {
            return match inside(ty, "Vec").map(Self::of) {
                _ if optional => refused("Vec without Option: choosing nothing is an answer already"),
                Some(Ok(Self::Media)) if inside(ty, "Vec").is_some_and(|inside| named(inside) == "Image") => {
                    Ok(Self::Pictures)
                }
                Some(Ok(Self::Choice)) => Ok(Self::Choices),
                _ => refused("Vec of an enum with #[derive(Choice)], or a field for each value"),
            };
        }
        if let Some((_, instead)) = FOREIGN.iter().find(|(foreign, _)| *foreign == name) {
            return refused(instead);
        }
        Ok(match name.as_str() {
            name if FLOATS.contains(&name) => Self::Float,
            name if WHOLES.contains(&name) => Self::Whole,
            "bool" => Self::Bool,
            "String" => Self::Text,
            "Date" => Self::Date,
            "Color" => Self::Color,
            "Rows" => Self::Rows,
            name if MEDIA.contains(&name) => Self::Media,
            _ => Self::Choice,
        })
    }

    /// In words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Float | Self::Whole => "a number",
            Self::Bool => "a yes or no",
            Self::Text => "a text",
            Self::Date => "a date",
            Self::Choices => "a choice of several",
            Self::Color => "a colour",
            Self::Media => "a picture, a sound or a file",
            Self::Pictures => "several pictures",
            Self::Rows => "a table",
            Self::Choice => "a choice",
        }
    }

    /// In words, as a default is written.
    pub(crate) fn example(self) -> &'static str {
        match self {
            Self::Float => "a number, such as 44.0",
            Self::Whole => "a whole number, such as 44",
            Self::Bool => "true or false",
            Self::Text => "a text, such as \"Ada\"",
            Self::Date => "a date, such as \"2020-02-29\"",
            Self::Color => "a colour, such as \"#3e63dd\"",
            Self::Media | Self::Pictures | Self::Rows => "possible: give an example instead",
            Self::Choices => "a list of answers, such as [Topping::Ham]",
            Self::Choice => "one of the answers, such as Island::Biscoe",
        }
    }

    /// The settings that go with it.
    pub(crate) fn settings(self) -> &'static [&'static str] {
        match self {
            Self::Float | Self::Whole => &["unit", "range", "step"],
            Self::Text => &["max_len", "long"],
            Self::Date | Self::Pictures | Self::Rows => &["range"],
            Self::Bool | Self::Choices | Self::Choice | Self::Color | Self::Media => &[],
        }
    }

    /// Whether a default that is spelled out is of another kind.
    pub(crate) fn refuses(self, default: &Expr) -> bool {
        if matches!(self, Self::Media | Self::Pictures | Self::Rows) {
            return true;
        }
        let Expr::Lit(ExprLit { lit, .. }) = default else { return false };
        match self {
            Self::Float | Self::Whole => !matches!(lit, Lit::Int(_) | Lit::Float(_)),
            Self::Bool => !matches!(lit, Lit::Bool(_)),
            Self::Text | Self::Date => !matches!(lit, Lit::Str(_)),
            Self::Color => colour(lit).is_none(),
            _ => true,
        }
    }

    /// A default as a value, with the type that the field has.
    pub(crate) fn value(self, default: &TokenStream) -> TokenStream {
        match self {
            Self::Float | Self::Whole => quote!(::maquette::Value::Number((#default) as f64)),
            Self::Bool => quote!(::maquette::Value::Bool(#default)),
            Self::Text => quote!(::maquette::Value::Text(::std::string::String::from(#default))),
            Self::Date => quote!(::maquette::Value::Date(#default)),
            Self::Color | Self::Media | Self::Pictures | Self::Rows => {
                quote!(::maquette::Input::to_value(&(#default)))
            }
            Self::Choices => quote!(::maquette::Input::to_value(&::std::vec::Vec::from(#default))),
            Self::Choice => quote!(::maquette::Input::to_value(&(#default))),
        }
    }
}

/// The last part of a type's name.
fn named(ty: &Type) -> String {
    let Type::Path(path) = ty else { return String::new() };
    path.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default()
}

/// A colour that is spelled out, as a value.
pub(crate) fn colour(lit: &Lit) -> Option<TokenStream> {
    let Lit::Str(text) = lit else { return None };
    let text = text.value();
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
    let number = digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some(digits)?;
    let part = |at: usize| u8::from_str_radix(&number[at..at + 2], 16).ok();
    let (red, green, blue) = (part(0)?, part(2)?, part(4)?);
    Some(quote!(::maquette::Color { red: #red, green: #green, blue: #blue }))
}

/// `T` in `Outer<T>`.
pub(crate) fn inside<'a>(ty: &'a Type, outer: &str) -> Option<&'a Type> {
    let Type::Path(path) = ty else { return None };
    let last = path.path.segments.last().filter(|last| last.ident == outer)?;
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return None };
    match arguments.args.first() {
        Some(GenericArgument::Type(inside)) => Some(inside),
        _ => None,
    }
}
