//! Values as a language writes them.

use super::Given;
use serde_json::Value;

/// How a language writes what it does not write as JSON does.
pub(crate) struct Literals {
    pub(crate) truth: [&'static str; 2],
    pub(crate) text: fn(&str) -> String,
    /// A file, from the literal of its name.
    pub(crate) file: fn(String) -> String,
}

impl Literals {
    pub(crate) fn of(&self, given: &Given) -> String {
        match given {
            Given::Value(value) => self.value(value),
            Given::File(name) => (self.file)((self.text)(name)),
            Given::Files(names) => list(names.iter().map(|name| (self.file)((self.text)(name)))),
        }
    }

    fn value(&self, value: &Value) -> String {
        match value {
            Value::Bool(truth) => self.truth[usize::from(*truth)].to_owned(),
            Value::String(text) => (self.text)(text),
            Value::Array(items) => list(items.iter().map(|item| self.value(item))),
            Value::Number(_) => number(value),
            // No input is nothing or an object.
            Value::Null | Value::Object(_) => value.to_string(),
        }
    }
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(", "))
}

/// A number as people write it: 3750 and not 3750.0.
pub(crate) fn number(value: &Value) -> String {
    let text = value.to_string();
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// As JSON, Python and JavaScript write it. Python has no `\/`, which is never written.
pub(crate) fn json(text: &str) -> String {
    Value::from(text).to_string()
}

/// A word of a shell, in quotes where it needs them.
pub(crate) fn shell(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/:._-".contains(letter);
    if word.chars().all(plain) && !word.is_empty() && !word.starts_with('-') {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// Whether a name may stand without quotes where JavaScript and Python want a name.
pub(crate) fn is_name(name: &str) -> bool {
    let letter = |letter: char| letter.is_ascii_alphabetic() || letter == '_';
    name.starts_with(letter) && name.chars().all(|sign| letter(sign) || sign.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const EVIL: &str = "it's \"a\"\\\n$(x) `y` é\u{1}";

    #[test]
    fn texts_are_written_so_that_they_end_where_they_end() {
        assert_eq!(json(EVIL), r#""it's \"a\"\\\n$(x) `y` é\u0001""#);
        assert_eq!(shell("a b's"), r"'a b'\''s'");
        assert_eq!(shell("http://127.0.0.1:3000/api"), "http://127.0.0.1:3000/api");
        assert_eq!((shell(""), shell("-o")), ("''".to_owned(), "'-o'".to_owned()));
    }

    #[test]
    fn values_are_written_as_the_language_has_them() {
        let python = Literals { truth: ["False", "True"], text: json, file: |name| format!("open({name})") };
        let check = |given: &Given, expected: &str| assert_eq!(python.of(given), expected);
        check(&Given::Value(json!([true, 1, 2.5, 3.0, "a"])), r#"[True, 1, 2.5, 3, "a"]"#);
        check(&Given::File("a.png".to_owned()), r#"open("a.png")"#);
        check(&Given::Files(vec!["a".to_owned(), "b".to_owned()]), r#"[open("a"), open("b")]"#);
    }
}
