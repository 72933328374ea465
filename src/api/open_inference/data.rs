//! The `data` of a tensor in JSON, nested or flat, read straight into the elements: a picture has hundreds of them, and
//! a request hundreds of pictures.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, SeqAccess, Visitor};
use std::fmt;

/// The most elements of texts, each of which takes room of its own.
pub(crate) const MAX_TEXTS: usize = 1 << 20;

/// The most numbers of one tensor: eight bytes each, where JSON has two.
const MOST: usize = 8 * 1024 * 1024;

/// Elements of one type, whatever lists they were in.
#[derive(Debug, Default, PartialEq)]
pub(crate) enum Flat {
    #[default]
    Empty,
    /// So many, of a type that is not known yet.
    Unknown(usize),
    Numbers(Vec<f64>),
    Bools(Vec<Option<bool>>),
    Texts(Vec<Vec<u8>>),
}

impl Flat {
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Empty => 0,
            Self::Unknown(count) => *count,
            Self::Numbers(numbers) => numbers.len(),
            Self::Bools(bools) => bools.len(),
            Self::Texts(texts) => texts.len(),
        }
    }

    pub(crate) fn called(&self) -> &'static str {
        match self {
            Self::Empty => "no elements",
            Self::Unknown(_) => "unknown elements",
            Self::Numbers(_) => "numbers",
            Self::Bools(_) => "true and false",
            Self::Texts(_) => "texts",
        }
    }

    fn number<E: Error>(&mut self, number: f64) -> Result<(), E> {
        match self {
            Self::Numbers(numbers) if numbers.len() < MOST => numbers.push(number),
            Self::Numbers(_) => {
                return Err(E::custom(format_args!("more than {MOST} numbers; send them as binary data")));
            }
            Self::Empty => *self = Self::Numbers(vec![number]),
            Self::Unknown(count) => {
                *self = Self::Numbers(vec![f64::NAN; *count]);
                return self.number(number);
            }
            _ => return Err(mixed()),
        }
        Ok(())
    }

    fn bool<E: Error>(&mut self, truth: Option<bool>) -> Result<(), E> {
        match self {
            Self::Bools(bools) => bools.push(truth),
            Self::Empty => *self = Self::Bools(vec![truth]),
            Self::Unknown(count) => {
                *self = Self::Bools(vec![None; *count]);
                return self.bool(truth);
            }
            _ => return Err(mixed()),
        }
        Ok(())
    }

    fn text<E: Error>(&mut self, text: Vec<u8>) -> Result<(), E> {
        const MOST: usize = MAX_TEXTS;
        match self {
            Self::Texts(texts) if texts.len() < MOST => texts.push(text),
            Self::Texts(_) => return Err(E::custom(format_args!("more than {MOST} texts"))),
            Self::Empty => *self = Self::Texts(vec![text]),
            Self::Unknown(count) if *count < MOST => {
                *self = Self::Texts(vec![vec![]; *count]);
                return self.text(text);
            }
            _ => return Err(mixed()),
        }
        Ok(())
    }

    /// What is not known is no number among numbers, and no text among texts.
    fn unknown<E: Error>(&mut self) -> Result<(), E> {
        match self {
            Self::Texts(_) => self.text(vec![]),
            Self::Bools(_) => self.bool(None),
            Self::Unknown(count) if *count < MOST => {
                *count += 1;
                Ok(())
            }
            Self::Empty => {
                *self = Self::Unknown(1);
                Ok(())
            }
            Self::Numbers(_) | Self::Unknown(_) => self.number(f64::NAN),
        }
    }
}

fn mixed<E: Error>() -> E {
    E::custom("elements of several types in one tensor")
}

impl<'de> Deserialize<'de> for Flat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut flat = Self::Empty;
        Fill(&mut flat).deserialize(deserializer)?;
        Ok(flat)
    }
}

/// Puts whatever comes behind what is there.
struct Fill<'a>(&'a mut Flat);

impl<'de> DeserializeSeed<'de> for Fill<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fill<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("elements, or lists of them")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Fill(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.0.number(number as f64)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.0.number(number as f64)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<(), E> {
        self.0.number(number)
    }

    fn visit_bool<E: Error>(self, truth: bool) -> Result<(), E> {
        self.0.bool(Some(truth))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.text(text.as_bytes().to_vec())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.0.unknown()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_read_flat() {
        let check = |json: &str, expected| assert_eq!(serde_json::from_str::<Flat>(json).ok(), expected);
        check("[[1, -2], [3.5, 4]]", Some(Flat::Numbers(vec![1.0, -2.0, 3.5, 4.0])));
        check("[]", Some(Flat::Empty));
        check("[[true], [false]]", Some(Flat::Bools(vec![Some(true), Some(false)])));
        check("[null, true, null]", Some(Flat::Bools(vec![None, Some(true), None])));
        check("[null, [null]]", Some(Flat::Unknown(2)));
        check(r#"[null, "a"]"#, Some(Flat::Texts(vec![vec![], b"a".to_vec()])));
        check(r#"["a", null, "ä"]"#, Some(Flat::Texts(vec![b"a".to_vec(), vec![], "ä".as_bytes().to_vec()])));
        check(r#"["a", 1]"#, None);
        check("[1, true]", None);
        check(r#"[{"a": 1}]"#, None);
        check(&"[".repeat(100_000), None);
        let unknown = serde_json::from_str("[null, 1, null]");
        assert!(matches!(unknown, Ok(Flat::Numbers(numbers)) if numbers[0].is_nan() && numbers[2].is_nan()));
    }
}
