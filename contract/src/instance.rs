//! From raw fields to an [`Instance`], back to texts, and notes on values outside the training data.

use crate::format::with_unit;
use crate::value::short;
use crate::{
    Feature, FieldError, Instance, Kind, Note, Problem, RawField, RawValue, Schema, Value, format_number,
};

/// A reply names no more unknown fields than this, however many were sent.
const MAX_UNKNOWN: usize = 10;

impl Schema {
    /// Reads raw fields, in any order. A name that comes twice counts as it came last.
    ///
    /// # Errors
    /// Every fault of every field at once, in the order of the features, so that a person mends
    /// them in one go.
    pub fn parse(&self, raw: &[RawField]) -> Result<Instance, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut values = Vec::with_capacity(self.features.len());
        for feature in &self.features {
            let given = raw.iter().rev().find(|(name, _)| *name == feature.name);
            match feature.parse(given.map(|(_, value)| value)) {
                Ok(value) => values.push(value),
                Err(problem) => errors.push(FieldError { field: feature.name.clone(), problem }),
            }
        }
        let known = || self.features.iter().map(|feature| feature.name.clone()).collect();
        let unknown = raw.iter().filter(|(name, _)| self.feature(name).is_none());
        for (name, _) in unknown.take(MAX_UNKNOWN) {
            errors.push(FieldError { field: short(name), problem: Problem::UnknownField { known: known() } });
        }
        if errors.is_empty() { Ok(Instance { values }) } else { Err(errors) }
    }

    /// Raw fields from texts, one per feature in their order, as a form holds them.
    pub fn raw_fields(&self, texts: &[String]) -> Vec<RawField> {
        let raw = |(feature, text): (&Feature, &String)| (feature.name.clone(), RawValue::Text(text.clone()));
        std::iter::zip(&self.features, texts).map(raw).collect()
    }

    /// Raw fields from the cells of a file, one per feature in their order. Programs write files, so a point begins the
    /// decimals there whatever follows it; what no program writes, such as a decimal comma, is read as people write it.
    pub fn cell_fields(&self, cells: &[String]) -> Vec<RawField> {
        let raw = |(feature, cell): (&Feature, &String)| {
            let number = matches!(feature.kind, Kind::Number { .. }).then(|| cell.trim().parse::<f64>());
            let number = number.and_then(Result::ok).filter(|number| number.is_finite());
            let value = number.map_or_else(|| RawValue::Text(cell.clone()), RawValue::Number);
            (feature.name.clone(), value)
        };
        std::iter::zip(&self.features, cells).map(raw).collect()
    }

    /// The instance as texts, one per feature: what a form shows and an address carries.
    pub fn texts(&self, instance: &Instance) -> Vec<String> {
        self.texts_of(&instance.values)
    }

    /// The texts of values, one per feature.
    pub fn texts_of(&self, values: &[Value]) -> Vec<String> {
        std::iter::zip(&self.features, values).map(|(feature, value)| feature.text(value)).collect()
    }

    /// What a careful colleague would say about these inputs before trusting the answer.
    pub fn notes(&self, instance: &Instance) -> Vec<Note> {
        std::iter::zip(&self.features, &instance.values)
            .filter_map(|(feature, value)| feature.note(value))
            .collect()
    }
}

impl Instance {
    /// In the order of the schema's features.
    pub fn values(&self) -> &[Value] {
        &self.values
    }

    /// Opens the uploads: each [`Value::Upload`] becomes what `open` makes of it.
    ///
    /// # Errors
    /// What is wrong with each that can't be used.
    pub fn open_uploads(
        self,
        schema: &Schema,
        mut open: impl FnMut(&Feature, &str) -> Result<Value, Problem>,
    ) -> Result<Self, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut values = Vec::with_capacity(self.values.len());
        for (feature, value) in std::iter::zip(&schema.features, self.values) {
            let Value::Upload(text) = &value else {
                values.push(value);
                continue;
            };
            match open(feature, text) {
                Ok(value) => values.push(value),
                Err(problem) => errors.push(FieldError { field: feature.name.clone(), problem }),
            }
        }
        if errors.is_empty() { Ok(Self { values }) } else { Err(errors) }
    }

    /// Whether there is anything to open.
    pub fn has_uploads(&self) -> bool {
        self.values.iter().any(|value| matches!(value, Value::Upload(_)))
    }

    /// This instance with the values whose place in `hidden` is true made unknown. Only optional
    /// features may be.
    #[must_use]
    pub fn without(&self, hidden: &[bool]) -> Self {
        let forget = |(value, hidden): (&Value, &bool)| if *hidden { Value::Unknown } else { value.clone() };
        Self { values: std::iter::zip(&self.values, hidden).map(forget).collect() }
    }
}

impl Feature {
    fn note(&self, value: &Value) -> Option<Note> {
        let label = &self.label;
        let message = match (value, &self.kind) {
            (Value::Number(number), Kind::Number { seen: Some(seen), unit, .. })
                if !seen.contains(*number) =>
            {
                let (low, high) = (format_number(seen.low), with_unit(&format_number(seen.high), unit));
                let number = with_unit(&format_number(*number), unit);
                format!("{label} of {number} is outside what the model has seen ({low} to {high})")
            }
            (Value::Date(date), _) => {
                let (first, last) = self.seen_days.filter(|(first, last)| !(first..=last).contains(&date))?;
                format!("{label} of {date} is outside what the model has seen ({first} to {last})")
            }
            (Value::Choice(_) | Value::Choices(_), Kind::Choice { choices } | Kind::Choices { choices }) => {
                let given = self.text(value);
                let unseen =
                    self.unseen.iter().find(|unseen| given.split(',').any(|given| given == **unseen))?;
                let answer = choices.iter().find(|choice| choice.value == *unseen)?;
                format!("{label} “{}” is nothing that the model has seen", answer.label)
            }
            _ => return None,
        };
        Some(Note { field: self.name.clone(), code: Note::OUTSIDE.to_owned(), message })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Date, Range};

    fn schema() -> Schema {
        let mut depth = Feature::number("depth", "Depth", "mm", 10.0..=20.0, 0.1);
        if let Kind::Number { seen, .. } = &mut depth.kind {
            *seen = Some(Range { low: 12.0, high: 18.0 });
        }
        let island =
            Feature::choice("island", "Island", &[("Biscoe", "Biscoe"), ("Dream", "Dream")]).optional();
        Schema { features: vec![depth, island] }
    }

    /// Fields in, values or the messages of the errors out.
    fn check(raw: &[(&str, RawValue)], expected: Result<&[Value], &[&str]>) {
        let raw: Vec<_> = raw.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        let actual = schema().parse(&raw);
        let words = |errors: &Vec<FieldError>| errors.iter().map(ToString::to_string).collect::<Vec<_>>();
        match (&actual, expected) {
            (Ok(instance), Ok(values)) => assert_eq!(instance.values(), values),
            (Err(errors), Err(messages)) => assert_eq!(words(errors), messages),
            _ => panic!("{raw:?} gave {actual:?}, expected {expected:?}"),
        }
    }

    fn text(text: &str) -> RawValue {
        RawValue::Text(text.to_owned())
    }

    #[test]
    fn accepts_what_a_form_sends() {
        check(
            &[("depth", text(" 15.5 ")), ("island", text("Dream"))],
            Ok(&[Value::Number(15.5), Value::Choice(1)]),
        );
        check(&[("depth", text("15,5"))], Ok(&[Value::Number(15.5), Value::Unknown]));
        check(&[("depth", text("1.5e1")), ("island", text(""))], Ok(&[Value::Number(15.0), Value::Unknown]));
        check(&[("depth", text("11")), ("depth", text("12"))], Ok(&[Value::Number(12.0), Value::Unknown]));
    }

    #[test]
    fn accepts_what_json_sends() {
        check(
            &[("depth", RawValue::Number(10.0)), ("island", RawValue::Null)],
            Ok(&[Value::Number(10.0), Value::Unknown]),
        );
        check(
            &[("island", RawValue::String("Biscoe".into())), ("depth", RawValue::Number(20.0))],
            Ok(&[Value::Number(20.0), Value::Choice(0)]),
        );
    }

    #[test]
    fn names_every_fault_at_once() {
        check(
            &[("island", text("Atlantis")), ("colour", text("blue"))],
            Err(&[
                "depth: give a value",
                "island: “Atlantis” is not one of the answers; choose Biscoe or Dream",
                "colour: there is no such input; the inputs are depth and island",
            ]),
        );
    }

    #[test]
    fn refuses_what_is_no_number() {
        let check = |value, message| check(&[("depth", value)], Err(&[message]));
        check(text("deep"), "depth: “deep” is not a number; give one from 10 to 20");
        check(text("1,5,5"), "depth: “1,5,5” is not a number; give one from 10 to 20");
        check(text("NaN"), "depth: “NaN” is not a number; give one from 10 to 20");
        check(text("1e999"), "depth: “1e999” is not a number; give one from 10 to 20");
        check(RawValue::String("15".into()), "depth: the text “15” is not a number; give one from 10 to 20");
        check(RawValue::Null, "depth: null is not a number; give one from 10 to 20");
        check(RawValue::Strings(vec![]), "depth: a list is not a number; give one from 10 to 20");
        check(
            text(&"9".repeat(400)),
            &format!("depth: “{}…” is not a number; give one from 10 to 20", "9".repeat(40)),
        );
    }

    #[test]
    fn errors_stay_short_whatever_was_sent() {
        let raw: Vec<RawField> =
            (0..1000).map(|n| (format!("{n}{}", "x".repeat(999)), RawValue::Null)).collect();
        let errors = schema().parse(&raw).expect_err("unknown fields");
        assert_eq!(errors.len(), 1 + MAX_UNKNOWN);
        assert!(errors.iter().all(|error| error.to_string().len() < 150));
    }

    #[test]
    fn refuses_what_is_out_of_range() {
        let check = |value, message| check(&[("depth", value)], Err(&[message]));
        check(text("9.9"), "depth: 9.9 is out of range; give a number from 10 to 20");
        check(
            RawValue::Number(1e300),
            "depth: a number of that size is out of range; give a number from 10 to 20",
        );
    }

    #[test]
    fn texts_parse_back_to_the_same_instance() {
        let schema = schema();
        for texts in [["15.25", "Dream"], ["10", ""]] {
            let instance = schema.parse(&schema.raw_fields(&texts.map(str::to_owned))).expect("valid");
            assert_eq!(schema.texts(&instance), texts);
            assert_eq!(schema.parse(&schema.raw_fields(&schema.texts(&instance))), Ok(instance));
        }
    }

    #[test]
    fn notes_what_lies_outside_training() {
        let notes = |depth: f64| {
            let instance = schema().parse(&[("depth".into(), RawValue::Number(depth))]).expect("valid");
            schema().notes(&instance).into_iter().map(|note| note.message).collect::<Vec<_>>()
        };
        assert_eq!(notes(18.0), [""; 0]);
        assert_eq!(notes(19.0), ["Depth of 19 mm is outside what the model has seen (12 to 18 mm)"]);
    }

    #[test]
    fn notes_answers_and_days_that_were_not_in_training() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        let mut schema = schema();
        schema.features[1].unseen = vec!["Dream".to_owned()];
        let mut when = Feature::new("when", "When", Kind::Date { first: Date::FIRST, last: Date::LAST });
        when.seen_days = Some((day("2007-01-01"), day("2009-12-31")));
        schema.features.push(when);
        let check = |texts: [&str; 3], expected: &[&str]| {
            let instance = schema.parse(&schema.raw_fields(&texts.map(str::to_owned))).expect("valid");
            let notes: Vec<_> = schema.notes(&instance).into_iter().map(|note| note.message).collect();
            assert_eq!(notes, expected);
        };
        check(["15", "Biscoe", "2008-01-01"], &[]);
        check(["15", "", "2009-12-31"], &[]);
        check(
            ["15", "Dream", "2010-01-01"],
            &[
                "Island “Dream” is nothing that the model has seen",
                "When of 2010-01-01 is outside what the model has seen (2007-01-01 to 2009-12-31)",
            ],
        );
    }
}
