//! The types that a function or a model may return, and the kind of prediction that each becomes.

use crate::media::{picture, sound};
use anyhow::{Result, bail};
use leptos::prelude::AnyView;
use maquette_contract::{
    Annotated, Audio, Blob, Chart, Classes, Code, Date, Forecast, Highlighted, Image, Markdown, Metric,
    OutputKind, Part, Picture, Prediction, Quantity, Ranked, Sound, Table,
};

/// A type that a function or a model may return: a page can show it, and a program can read it as JSON.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no output that a page could show",
    label = "not a type of output",
    note = "there are String, numbers, bool, Quantity, Ranked, Markdown, Code, serde_json::Value, Table, Metric, Chart, Forecast, Image, Picture, Vec<Picture>, Annotated, Audio, Sound, Highlighted, Blob, Leptos' AnyView, tuples of these, and Result of any"
)]
pub trait Output: Sized {
    /// Its kind, which is known before there is a value.
    fn kind() -> OutputKind;

    /// The value as a prediction.
    ///
    /// # Errors
    /// The error of the author's code, if the output is a `Result`.
    fn prediction(self) -> Result<Prediction>;

    /// The value as one of several outputs, with its title if it has one.
    ///
    /// # Errors
    /// As [`Output::prediction`].
    fn part(self) -> Result<Part> {
        Ok(Part { title: String::new(), prediction: self.prediction()? })
    }
}

/// What a model's output is as a prediction. One that is about a number has a finite one.
///
/// # Errors
/// The author's own, or what is not finite.
pub(crate) fn prediction(output: impl Output) -> Result<Prediction> {
    finite(output.prediction()?)
}

/// One of several outputs as a part, with its title if it has one.
///
/// # Errors
/// As [`prediction`].
pub(crate) fn part(output: impl Output) -> Result<Part> {
    let Part { title, prediction } = output.part()?;
    Ok(Part { title, prediction: finite(prediction)? })
}

fn finite(prediction: Prediction) -> Result<Prediction> {
    match prediction.not_finite() {
        None => Ok(prediction),
        Some(why) => bail!("{why}, which is no answer: return an error where there is none"),
    }
}

/// An output with a heading, made by [`titled`].
#[derive(Clone, Debug)]
pub struct Titled<T> {
    title: String,
    output: T,
}

/// Gives an output a heading, for a demo that returns several.
///
/// ```
/// use maquette::prelude::*;
///
/// fn greet(name: &str) -> (Titled<String>, Titled<f64>) {
///     (titled("Greeting", format!("Hello, {name}!")), titled("Letters", name.len() as f64))
/// }
/// # greet("Ada");
/// ```
pub fn titled<T: Output>(title: &str, output: T) -> Titled<T> {
    Titled { title: title.to_owned(), output }
}

impl<T: Output> Output for Titled<T> {
    fn kind() -> OutputKind {
        T::kind()
    }

    fn prediction(self) -> Result<Prediction> {
        Ok(Prediction::Several(vec![self.part()?]))
    }

    fn part(self) -> Result<Part> {
        Ok(Part { title: self.title, prediction: self.output.prediction()? })
    }
}

impl<T: Output, E: Into<anyhow::Error>> Output for Result<T, E> {
    fn kind() -> OutputKind {
        T::kind()
    }

    fn prediction(self) -> Result<Prediction> {
        self.map_err(Into::into)?.prediction()
    }

    fn part(self) -> Result<Part> {
        self.map_err(Into::into)?.part()
    }
}

/// Implements `Output` for types that are a kind of prediction already, or become one by a single call.
macro_rules! outputs {
    ($($ty:ty => $kind:ident by $make:expr;)*) => {$(
        impl Output for $ty {
            fn kind() -> OutputKind {
                OutputKind::$kind
            }

            fn prediction(self) -> Result<Prediction> {
                let make: fn(Self) -> _ = $make;
                Ok(Prediction::$kind(make(self)))
            }
        }
    )*};
}

outputs! {
    Classes => Classes by |classes| classes;
    Ranked => Ranked by |ranked| Ranked::new(ranked.labels);
    Quantity => Number by |quantity| quantity;
    String => Text by |text| text;
    &'static str => Text by str::to_owned;
    bool => Text by |truth| if truth { "Yes" } else { "No" }.to_owned();
    Date => Text by |date| date.to_string();
    Markdown => Markdown by |markdown| markdown;
    Code => Code by |code| code;
    serde_json::Value => Json by |json| json;
    Table => Table by |table| table;
    Metric => Metric by |metric| metric;
    Chart => Chart by Box::new;
    Forecast => Forecast by |forecast| forecast;
    Picture => Image by |picture| picture;
    Image => Image by |image| picture(&image, "");
    Annotated => Annotated by |annotated| annotated;
    Vec<Picture> => Gallery by |pictures| pictures;
    Sound => Audio by |sound| sound;
    Audio => Audio by |audio| sound(&audio);
    Highlighted => Highlighted by |highlighted| highlighted;
    Blob => File by |file| file;
    AnyView => Markup by maquette_app::result::html;
    f64 => Number by number;
    f32 => Number by |float| number(float.to_string().parse().unwrap_or(f64::NAN));
}

macro_rules! whole_numbers {
    ($($whole:ty)*) => {$(
        impl Output for $whole {
            fn kind() -> OutputKind {
                OutputKind::Number
            }

            #[allow(clippy::cast_lossless)]
            fn prediction(self) -> Result<Prediction> {
                (self as f64).prediction()
            }
        }
    )*};
}

whole_numbers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

macro_rules! tuples {
    ($($name:ident)*) => {
        #[allow(non_snake_case)]
        impl<$($name: Output),*> Output for ($($name,)*) {
            fn kind() -> OutputKind {
                OutputKind::Several(vec![$($name::kind()),*])
            }

            fn prediction(self) -> Result<Prediction> {
                let ($($name,)*) = self;
                Ok(Prediction::Several(vec![$($name.part()?),*]))
            }
        }
    };
}

tuples! { A B }
tuples! { A B C }
tuples! { A B C D }
tuples! { A B C D E }
tuples! { A B C D E F }
tuples! { A B C D E F G }
tuples! { A B C D E F G H }

/// A number without a unit, with as many decimals as its shortest text has, at most six.
fn number(value: f64) -> Quantity {
    let text = value.to_string();
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len().min(6));
    Quantity { value, decimals: decimals as u8, ..Quantity::default() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;

    fn check<T: Output>(output: T, expected: Result<&str, &str>) {
        let prediction = output.prediction();
        let headline = prediction.as_ref().map(Prediction::headline).map_err(ToString::to_string);
        assert_eq!(headline, expected.map(str::to_owned).map_err(str::to_owned));
        if let Ok(prediction) = prediction {
            assert_eq!(prediction.kind(), T::kind());
        }
    }

    #[test]
    fn each_type_becomes_its_kind() {
        check("a", Ok("a"));
        check(true, Ok("Yes"));
        check(3_u8, Ok("3"));
        check(0.1_f32, Ok("0.1"));
        check(1234.5, Ok("1,234.5"));
        check(("a".to_owned(), 2.0), Ok("a"));
        check(Ranked { labels: vec![("b".into(), 0.1), ("a".into(), 0.9)] }, Ok("a"));
        check(Ok::<_, anyhow::Error>("a"), Ok("a"));
        check(Err::<&str, _>(anyhow!("No such day")), Err("No such day"));
        check(serde_json::json!({ "a": 1 }), Ok(r#"{"a":1}"#));
    }

    #[test]
    fn titles_stay_with_their_parts() {
        let Ok(Prediction::Several(parts)) = (titled("A", 1.0), "b").prediction() else { panic!("several") };
        assert_eq!(parts.iter().map(|part| part.title.as_str()).collect::<Vec<_>>(), ["A", ""]);
    }
}
