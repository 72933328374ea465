//! The one parser of inputs, a function for each kind.

use crate::number::{Reading, read_number};
use crate::{Alternative, Color, Date, Feature, Kind, Media, Problem, Range, RawValue, Schema, Value};
use std::ops::RangeInclusive;

impl Feature {
    /// The value of this feature alone. What is left out is the default, where there is one.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(&self, given: Option<&RawValue>) -> Result<Value, Problem> {
        let default = self.default.clone().filter(|_| given.is_none()).map(RawValue::Text);
        let Some(given) = given.or(default.as_ref()) else { return self.unanswered() };
        match &self.kind {
            // Choosing nothing is an answer there.
            Kind::Choices { choices } => parse_choices(given, choices),
            _ if given.is_empty(self.required) => self.unanswered(),
            Kind::Number { range, whole, .. } => parse_number(given, *range, *whole),
            Kind::Bool => parse_bool(given),
            Kind::Choice { choices } => parse_choice(given, choices),
            Kind::Text { max_len, .. } => parse_text(given, *max_len),
            Kind::Date { first, last } => parse_date(given, *first, *last),
            Kind::Opaque { max_len, .. } => parse_opaque(given, *max_len),
            // The client treats media as opaque text, and does not carry code that it never runs.
            Kind::Media { .. } if cfg!(target_arch = "wasm32") => {
                parse_opaque(given, Schema::MAX_DRAWING_CHARS)
            }
            Kind::Media { media, least, most } => parse_media(given, *media, *least..=*most),
            Kind::Table { .. } => parse_opaque(given, Schema::MAX_TABLE_CHARS),
            Kind::Color => parse_color(given),
        }
    }

    /// Whether it is a fault to leave its field empty.
    pub fn needs_value(&self) -> bool {
        self.parse(Some(&RawValue::Text(String::new()))).is_err()
    }

    fn unanswered(&self) -> Result<Value, Problem> {
        if self.required { Err(Problem::Missing) } else { Ok(Value::Unknown) }
    }
}

fn parse_number(given: &RawValue, range: Option<Range>, whole: bool) -> Result<Value, Problem> {
    let number = match given {
        RawValue::Number(number) => Some(*number),
        RawValue::Text(text) => match read_number(text, whole) {
            Some(Reading::Two { thousands, decimals }) => {
                // What the field does not take is not what was meant.
                let possible = |number: f64| {
                    range.is_none_or(|range| range.contains(number)) && !(whole && number.fract() != 0.0)
                };
                match (possible(thousands), possible(decimals)) {
                    (true, false) => Some(thousands),
                    (false, true) => Some(decimals),
                    _ => return Err(Problem::Ambiguous { thousands, decimals, got: given.shown() }),
                }
            }
            Some(Reading::One(number)) => Some(number),
            None => None,
        },
        _ => None,
    };
    match number.filter(|number| number.is_finite()) {
        None => Err(Problem::NotANumber { range, got: typed(given) }),
        Some(got) if whole && got.fract() != 0.0 => Err(Problem::NotWhole { got }),
        Some(number) => match range {
            Some(range) if !range.contains(number) => Err(Problem::OutOfRange { range, got: number }),
            _ => Ok(Value::Number(number)),
        },
    }
}

/// What was given where a text is none of it, whatever it says: a program has put a number in quotes.
fn typed(given: &RawValue) -> String {
    let text = if let RawValue::String(_) = given { "the text " } else { "" };
    format!("{text}{}", given.shown())
}

fn parse_bool(given: &RawValue) -> Result<Value, Problem> {
    match given {
        RawValue::Bool(truth) => Ok(Value::Bool(*truth)),
        RawValue::Text(text) if text.trim() == "true" => Ok(Value::Bool(true)),
        RawValue::Text(text) if text.trim() == "false" => Ok(Value::Bool(false)),
        _ => Err(Problem::NotYesOrNo { got: typed(given) }),
    }
}

fn parse_choice(given: &RawValue, choices: &[Alternative]) -> Result<Value, Problem> {
    let text = match given {
        RawValue::Text(text) => Some(text.trim()),
        RawValue::String(text) => Some(text.as_str()),
        _ => None,
    };
    let place = text.and_then(|text| choices.iter().position(|choice| choice.value == text));
    place.map(Value::Choice).ok_or_else(|| unknown_choice(given.shown(), choices))
}

fn parse_choices(given: &RawValue, choices: &[Alternative]) -> Result<Value, Problem> {
    let chosen: Vec<&str> = match given {
        RawValue::Text(text) => text.split(',').map(str::trim).filter(|text| !text.is_empty()).collect(),
        RawValue::Strings(texts) => texts.iter().map(String::as_str).collect(),
        _ => return Err(Problem::NotAList { got: given.shown() }),
    };
    let mut places = Vec::new();
    for text in chosen {
        match choices.iter().position(|choice| choice.value == text) {
            Some(place) => places.push(place),
            None => return Err(unknown_choice(RawValue::String(text.to_owned()).shown(), choices)),
        }
    }
    places.sort_unstable();
    places.dedup();
    Ok(Value::Choices(places))
}

fn unknown_choice(got: String, choices: &[Alternative]) -> Problem {
    Problem::UnknownChoice { choices: choices.iter().map(|choice| choice.value.clone()).collect(), got }
}

/// A browser ends the lines of a text with CR LF, everybody else with LF: both are the same text.
fn parse_text(given: &RawValue, max_len: usize) -> Result<Value, Problem> {
    let (RawValue::Text(text) | RawValue::String(text)) = given else {
        return Err(Problem::NotAText { got: given.shown() });
    };
    let text = text.replace("\r\n", "\n");
    let len = text.chars().count();
    if len > max_len { Err(Problem::TooLong { max_len, len }) } else { Ok(Value::Text(text)) }
}

fn parse_date(given: &RawValue, first: Date, last: Date) -> Result<Value, Problem> {
    let text = match given {
        RawValue::Text(text) => Some(text.trim()),
        RawValue::String(text) => Some(text.as_str()),
        _ => None,
    };
    match text.and_then(|text| text.parse().ok()) {
        None => Err(Problem::NotADate { got: given.shown() }),
        Some(date) if (first..=last).contains(&date) => Ok(Value::Date(date)),
        Some(got) => Err(Problem::DateOutOfRange { first, last, got }),
    }
}

fn parse_opaque(given: &RawValue, max_len: usize) -> Result<Value, Problem> {
    match parse_text(given, max_len)? {
        Value::Text(text) => Ok(Value::Upload(text)),
        other => Ok(other),
    }
}

/// Looks whether these can be names of uploads, or lines of a drawing; the server will see whether they are. A program
/// may send what it brings as a data address instead.
fn parse_media(given: &RawValue, media: Media, count: RangeInclusive<usize>) -> Result<Value, Problem> {
    let text = match given {
        RawValue::Text(text) | RawValue::String(text) => text.trim().to_owned(),
        RawValue::Strings(texts) => texts.join(" "),
        RawValue::Images(images) if matches!(media, Media::Image | Media::Sketch) => {
            return counted(images.len(), count).map(|()| Value::Images(images.clone()));
        }
        _ => return Err(Problem::NotAText { got: given.shown() }),
    };
    let sent = !matches!(given, RawValue::Text(_));
    let named = |name: &str| name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let drawn = media == Media::Sketch && text.contains('*');
    if !drawn && !text.split(' ').all(|name| named(name) || (sent && name.starts_with("data:"))) {
        let why = format!(
            "{} names nothing that was uploaded; upload it first, or write it out as data:…;base64,…",
            given.shown()
        );
        return Err(Problem::Unusable { why });
    }
    counted(text.split(' ').count(), count).map(|()| Value::Upload(text))
}

fn counted(got: usize, count: RangeInclusive<usize>) -> Result<(), Problem> {
    if count.contains(&got) {
        return Ok(());
    }
    let (least, most) = count.into_inner();
    let wanted = if least == most { least.to_string() } else { format!("{least} to {most}") };
    Err(Problem::Unusable { why: format!("give {wanted}, not {got}") })
}

fn parse_color(given: &RawValue) -> Result<Value, Problem> {
    let (RawValue::Text(text) | RawValue::String(text)) = given else {
        return Err(Problem::NotAText { got: given.shown() });
    };
    Color::parse(text.trim()).map(Value::Color).ok_or_else(|| Problem::Unusable {
        why: format!("{} is not a colour; give one such as #3e63dd", given.shown()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(kind: Kind, given: RawValue, expected: Result<Value, &str>) {
        let parsed = Feature::new("x", "X", kind.clone()).parse(Some(&given));
        let parsed = parsed.map_err(|problem| problem.to_string());
        assert_eq!(parsed, expected.map_err(str::to_owned), "{kind:?} {given:?}");
    }

    fn text(text: &str) -> RawValue {
        RawValue::Text(text.to_owned())
    }

    fn string(text: &str) -> RawValue {
        RawValue::String(text.to_owned())
    }

    fn toppings() -> Kind {
        Kind::Choices {
            choices: crate::schema::alternatives(&[("ham", "Ham"), ("egg", "Egg"), ("oil", "Oil")]),
        }
    }

    #[test]
    fn numbers_may_have_no_bounds_or_be_whole() {
        let number =
            |whole, range| Kind::Number { unit: String::new(), range, step: None, whole, seen: None };
        let small = Some(Range { low: 0.0, high: 9.0 });
        check(number(false, None), text("-1e6"), Ok(Value::Number(-1e6)));
        check(number(false, None), text("−40,5"), Ok(Value::Number(-40.5)));
        check(number(false, None), text("1,234,567.5"), Ok(Value::Number(1_234_567.5)));
        check(number(false, None), text("12,345.5"), Ok(Value::Number(12_345.5)));
        check(number(false, None), text("0,125"), Ok(Value::Number(0.125)));
        check(number(false, None), text("1,000"), Err("“1,000” can be read in two ways; write 1000 or 1"));
        check(number(true, None), text("-1,000"), Ok(Value::Number(-1000.0)));
        check(number(false, small), text("1,234"), Ok(Value::Number(1.234)));
        let large = Some(Range { low: 1300.0, high: 215_245.0 });
        check(number(false, large), text("215,245"), Ok(Value::Number(215_245.0)));
        check(number(false, None), text("x"), Err("“x” is not a number; give one such as 1.5"));
        check(number(true, small), text("7"), Ok(Value::Number(7.0)));
        check(number(true, small), text("7.5"), Err("7.5 is not a whole number; give one such as 8"));
        check(
            number(true, small),
            RawValue::Number(12.0),
            Err("12 is out of range; give a number from 0 to 9"),
        );
        check(number(true, small), RawValue::Bool(true), Err("true is not a number; give one from 0 to 9"));
    }

    #[test]
    fn yes_and_no() {
        check(Kind::Bool, text("true"), Ok(Value::Bool(true)));
        check(Kind::Bool, RawValue::Bool(false), Ok(Value::Bool(false)));
        check(Kind::Bool, text("maybe"), Err("“maybe” is neither yes nor no; give true or false"));
        check(Kind::Bool, string("true"), Err("the text “true” is neither yes nor no; give true or false"));
    }

    #[test]
    fn several_answers_are_in_their_own_order_and_may_be_none() {
        check(toppings(), text("oil, ham,oil"), Ok(Value::Choices(vec![0, 2])));
        check(toppings(), text(""), Ok(Value::Choices(vec![])));
        check(toppings(), RawValue::Strings(vec!["egg".into()]), Ok(Value::Choices(vec![1])));
        check(toppings(), text("ham,jam"), Err("“jam” is not one of the answers; choose ham, egg or oil"));
        check(toppings(), string("ham"), Err("“ham” is not a list; give a list of answers"));
    }

    #[test]
    fn texts_have_a_length_in_characters() {
        let kind = Kind::Text { max_len: 3, long: false };
        check(kind.clone(), text("äöü"), Ok(Value::Text("äöü".into())));
        check(kind.clone(), text("a\r\nb"), Ok(Value::Text("a\nb".into())));
        check(kind.clone(), string("four"), Err("this is 4 characters long; at most 3 fit"));
        check(kind, RawValue::Number(3.0), Err("3 is not a text; give a string"));
    }

    #[test]
    fn dates_are_days_within_bounds() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let kind = Kind::Date { first: day("2020-01-01"), last: day("2020-12-31") };
        check(kind.clone(), text("2020-02-29"), Ok(Value::Date(day("2020-02-29"))));
        check(kind.clone(), text("29.2.2020"), Err("“29.2.2020” is not a date; give one such as 2020-02-29"));
        check(
            kind,
            string("2021-01-01"),
            Err("2021-01-01 is out of range; give a date from 2020-01-01 to 2020-12-31"),
        );
    }

    #[test]
    fn media_are_named_or_drawn() {
        let pictures = |least, most| Kind::Media { media: Media::Image, least, most };
        let upload = |text: &str| Ok(Value::Upload(text.to_owned()));
        check(pictures(1, 1), text(" u-1_a "), upload("u-1_a"));
        check(pictures(1, 3), text("a b"), upload("a b"));
        check(pictures(2, 2), RawValue::Strings(vec!["a".into(), "b".into()]), upload("a b"));
        check(pictures(2, 2), text("a"), Err("give 2, not 1"));
        check(pictures(1, 3), text("a b c d"), Err("give 1 to 3, not 4"));
        check(
            pictures(1, 1),
            text("../a"),
            Err(
                "“../a” names nothing that was uploaded; upload it first, or write it out as data:…;base64,…",
            ),
        );
        check(pictures(1, 1), string("data:image/png;base64,AA"), upload("data:image/png;base64,AA"));
        check(
            pictures(1, 1),
            text("data:,x"),
            Err(
                "“data:,x” names nothing that was uploaded; upload it first, or write it out as data:…;base64,…",
            ),
        );
        check(pictures(1, 1), RawValue::Number(1.0), Err("1 is not a text; give a string"));
        let sketch = Kind::Media { media: Media::Sketch, least: 1, most: 1 };
        check(sketch, text("12*1.2-3.4"), upload("12*1.2-3.4"));
        check(
            pictures(1, 1),
            text("12*1.2"),
            Err(
                "“12*1.2” names nothing that was uploaded; upload it first, or write it out as data:…;base64,…",
            ),
        );
    }

    #[test]
    fn colours() {
        let blue = Color { red: 0, green: 0, blue: 255 };
        check(Kind::Color, text("#0000FF"), Ok(Value::Color(blue)));
        check(Kind::Color, string("blue"), Err("“blue” is not a colour; give one such as #3e63dd"));
    }

    #[test]
    fn what_is_left_out_is_the_default_and_what_is_emptied_is_not() {
        let choices = Feature::new("x", "X", toppings()).default(&Value::Choices(vec![0, 1]));
        assert_eq!(choices.parse(None), Ok(Value::Choices(vec![0, 1])));
        assert_eq!(choices.parse(Some(&text(""))), Ok(Value::Choices(vec![])));
        let number = Feature::number("x", "X", "", 0.0..=9.0, 1.0).default(&Value::Number(4.0));
        assert_eq!(number.parse(None), Ok(Value::Number(4.0)));
        assert_eq!(number.parse(Some(&text(""))), Err(Problem::Missing));
        assert!(number.needs_value() && !choices.needs_value() && !number.clone().optional().needs_value());
        assert_eq!(number.optional().parse(Some(&text(""))), Ok(Value::Unknown));
    }
}
