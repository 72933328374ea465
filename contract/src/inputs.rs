//! The traits behind `#[derive(Inputs)]` and `#[derive(Choice)]`, for each type of field.

use crate::schema::alternatives;
use crate::{Audio, Color, Date, Feature, File, Image, Instance, Kind, Media, Range, Schema, Sketch, Value};

/// What goes into a model, declared once as a struct: the form, the validation on both sides, the
/// encoding, the reading of tables and the API's document all come from it.
/// Derived by `maquette::Inputs`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the inputs of a demo",
    label = "a struct with a field for each question is needed",
    note = "derive Inputs for it: #[derive(Inputs)] above a struct with a named field for each question",
    note = "a demo's function takes one such struct, and neither a number nor several arguments"
)]
pub trait Inputs: Sized {
    /// Of the first field that no network of numbers can read, a sentence that says so; `None` where there is no such
    /// field, or where it shows only when the model opens.
    const WITHOUT_COLUMNS: Option<&'static str> = None;

    fn schema() -> Schema;

    /// The struct from an instance of its own schema; `None` from any other.
    fn from_instance(instance: &Instance) -> Option<Self>;

    /// A value for each feature, in their order. Nothing has looked yet whether they are in range.
    fn values(&self) -> Vec<Value>;
}

/// A question with a few answers; derived for an enum.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a choice",
    label = "an enum with a variant for each answer is needed",
    note = "derive Choice for it: #[derive(Choice)] above an enum without fields"
)]
pub trait Choice {
    /// The value and the label of each answer, in the order of the variants.
    const CHOICES: &'static [(&'static str, &'static str)];
}

/// A type of field that a form can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be a field of a form",
    label = "not a type of input",
    note = "there are f32, f64, whole numbers up to 64 bits, bool, String, maquette::Date, enums with #[derive(Choice)], Vec of these enums, Image, Vec<Image>, Sketch, Audio, File, Color, Rows of another struct with #[derive(Inputs)], and Option of all but Vec where \"not known\" is an answer"
)]
pub trait Input: Sized {
    /// The least and the largest number that a whole number's type holds exactly.
    const BOUNDS: Option<(f64, f64)> = None;

    /// Whether a network of numbers can read it: numbers, dates, choices, yes and no.
    const HAS_COLUMNS: bool = true;

    fn feature(spec: FieldSpec) -> Feature;

    /// The value of such a feature; `None` if it is one of another kind.
    fn from_value(value: Value) -> Option<Self>;

    fn to_value(&self) -> Value;
}

/// Refuses, while the compiler is at it, a range that a type does not hold.
///
/// # Panics
/// When the range goes beyond the type's bounds.
pub const fn holds<T: Input>(low: f64, high: f64) {
    if let Some((least, largest)) = T::BOUNDS {
        assert!(
            least <= low && high <= largest,
            "this range goes beyond what its type holds: use a larger type, such as i64"
        );
    }
}

/// Refuses, while the compiler is at it, inputs of which a network of numbers can't read every field.
///
/// # Panics
/// When there is a field without columns.
pub const fn has_columns<T: Inputs>() {
    if let Some(reason) = T::WITHOUT_COLUMNS {
        panic!("{}", reason)
    }
}

/// What a struct declares about one of its fields: the doc comment and the `#[input(…)]` settings.
#[derive(Clone, Debug, Default)]
pub struct FieldSpec {
    pub name: &'static str,
    pub label: &'static str,
    pub help: &'static str,
    pub section: &'static str,
    pub unit: &'static str,
    /// Of a number: the values it takes, both ends included. With one it gets a slider.
    pub range: Option<(f64, f64)>,
    /// Of a number's slider; without one a hundredth of the range.
    pub step: Option<f64>,
    /// Of a text, in characters.
    pub max_len: Option<usize>,
    /// Whether a text has several lines.
    pub long: bool,
    /// Of a date: the first and the last day.
    pub dates: Option<(Date, Date)>,
    pub default: Option<Value>,
}

/// The most characters of a text that does not say how many it takes.
const MAX_LINE_CHARS: usize = 200;
const MAX_LONG_TEXT_CHARS: usize = 5_000;

impl FieldSpec {
    /// The feature of this kind, with its label, help and default.
    pub fn into_feature(self, kind: Kind) -> Feature {
        let feature = Feature::new(self.name, self.label, kind).help(self.help).section(self.section);
        match &self.default {
            Some(value) => feature.default(value),
            None => feature,
        }
    }

    fn number(self) -> Feature {
        let range = self.range.map(|(low, high)| Range { low, high });
        let step = self.step.or(range.map(|range| (range.high - range.low) / 100.0));
        let step = step.filter(|_| range.is_some());
        let kind = Kind::Number { unit: self.unit.to_owned(), range, step, whole: false, seen: None };
        self.into_feature(kind)
    }

    /// A type's own bounds hold where no range was declared, but are too wide for a slider.
    fn whole(self, bounds: Option<(f64, f64)>) -> Feature {
        let declared = self.range.map(|(low, high)| Range { low, high });
        let step = declared.map(|_| self.step.unwrap_or(1.0));
        let range = declared.or(bounds.map(|(low, high)| Range { low, high }));
        let kind = Kind::Number { unit: self.unit.to_owned(), range, step, whole: true, seen: None };
        self.into_feature(kind)
    }

    /// The feature of a choice.
    pub fn choice(self, choices: &[(&str, &str)]) -> Feature {
        self.into_feature(Kind::Choice { choices: alternatives(choices) })
    }
}

impl Input for f32 {
    fn feature(spec: FieldSpec) -> Feature {
        spec.number()
    }

    fn from_value(value: Value) -> Option<Self> {
        f64::from_value(value).map(|number| number as f32)
    }

    /// The number as it was written: 0.1 is 0.1 and not 0.10000000149.
    fn to_value(&self) -> Value {
        Value::Number(self.to_string().parse().unwrap_or(f64::from(*self)))
    }
}

impl Input for f64 {
    fn feature(spec: FieldSpec) -> Feature {
        spec.number()
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Number(number) = value { Some(number) } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Number(*self)
    }
}

/// Beyond this a float skips whole numbers.
const MAX_SAFE_INTEGER: f64 = 9_007_199_254_740_991.0;

// The casts are lossless up to MAX_SAFE_INTEGER, and the schema lets nothing through beyond it.
macro_rules! whole_numbers {
    ($($whole:ty)*) => {$(
        #[allow(clippy::cast_lossless)]
        impl Input for $whole {
            const BOUNDS: Option<(f64, f64)> = {
                let (low, high) = (<$whole>::MIN as f64, <$whole>::MAX as f64);
                Some((if low < -MAX_SAFE_INTEGER { -MAX_SAFE_INTEGER } else { low }, if high > MAX_SAFE_INTEGER { MAX_SAFE_INTEGER } else { high }))
            };

            fn feature(spec: FieldSpec) -> Feature {
                spec.whole(Self::BOUNDS)
            }

            fn from_value(value: Value) -> Option<Self> {
                f64::from_value(value).filter(|number| number.fract() == 0.0).map(|number| number as $whole)
            }

            fn to_value(&self) -> Value {
                Value::Number(*self as f64)
            }
        }
    )*};
}

whole_numbers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

impl Input for bool {
    fn feature(mut spec: FieldSpec) -> Feature {
        // A box that nobody has ticked is not ticked.
        spec.default.get_or_insert(Value::Bool(false));
        spec.into_feature(Kind::Bool)
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Bool(truth) = value { Some(truth) } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Bool(*self)
    }
}

impl Input for String {
    const HAS_COLUMNS: bool = false;

    fn feature(spec: FieldSpec) -> Feature {
        let long = spec.long;
        let max_len = spec.max_len.unwrap_or(if long { MAX_LONG_TEXT_CHARS } else { MAX_LINE_CHARS });
        spec.into_feature(Kind::Text { max_len, long })
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Text(text) = value { Some(text) } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Text(self.clone())
    }
}

impl Input for Date {
    fn feature(spec: FieldSpec) -> Feature {
        const EVER: (Date, Date) = (Date::FIRST, Date::LAST);
        let (first, last) = spec.dates.unwrap_or(EVER);
        spec.into_feature(Kind::Date { first, last })
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Date(date) = value { Some(date) } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Date(*self)
    }
}

/// Any number of answers, none included.
impl<T: Choice + Input> Input for Vec<T> {
    fn feature(mut spec: FieldSpec) -> Feature {
        spec.default.get_or_insert(Value::Choices(vec![]));
        spec.into_feature(Kind::Choices { choices: alternatives(T::CHOICES) })
    }

    fn from_value(value: Value) -> Option<Self> {
        let Value::Choices(places) = value else { return None };
        places.into_iter().map(|place| T::from_value(Value::Choice(place))).collect()
    }

    fn to_value(&self) -> Value {
        let place =
            |answer: &T| if let Value::Choice(place) = answer.to_value() { Some(place) } else { None };
        let mut places: Vec<_> = self.iter().filter_map(place).collect();
        places.sort_unstable();
        places.dedup();
        Value::Choices(places)
    }
}

impl<T: Input> Input for Option<T> {
    const BOUNDS: Option<(f64, f64)> = T::BOUNDS;
    const HAS_COLUMNS: bool = T::HAS_COLUMNS;

    fn feature(spec: FieldSpec) -> Feature {
        let given = spec.default.is_some();
        let feature = T::feature(spec).optional();
        // What may be unknown is unknown until somebody says otherwise.
        if given { feature } else { Feature { default: None, ..feature } }
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Unknown => Some(None),
            known => T::from_value(known).map(Some),
        }
    }

    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Unknown, T::to_value)
    }
}

/// How many pictures a field takes that does not say.
const DEFAULT_PICTURES: (f64, f64) = (1.0, 8.0);
/// How many rows a table has at most that does not say.
const DEFAULT_MAX_ROWS: f64 = 1_000.0;

impl FieldSpec {
    fn media(self, media: Media, least: usize, most: usize) -> Feature {
        self.into_feature(Kind::Media { media, least, most })
    }
}

impl Input for Image {
    const HAS_COLUMNS: bool = false;

    fn feature(spec: FieldSpec) -> Feature {
        spec.media(Media::Image, 1, 1)
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Images(images) = value { images.into_iter().next() } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Images(vec![self.clone()])
    }
}

/// Several pictures: `range = 1..=8` says how many.
impl Input for Vec<Image> {
    const HAS_COLUMNS: bool = false;

    fn feature(spec: FieldSpec) -> Feature {
        let (least, most) = spec.range.unwrap_or(DEFAULT_PICTURES);
        spec.media(Media::Image, least as usize, most as usize)
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Images(images) = value { Some(images) } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Images(self.clone())
    }
}

/// Exactly so many pictures, such as a pair to be compared.
impl<const N: usize> Input for [Image; N] {
    const HAS_COLUMNS: bool = false;

    fn feature(spec: FieldSpec) -> Feature {
        spec.media(Media::Image, N, N)
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Images(images) = value { images.try_into().ok() } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Images(self.to_vec())
    }
}

impl Input for Sketch {
    const HAS_COLUMNS: bool = false;

    fn feature(spec: FieldSpec) -> Feature {
        spec.media(Media::Sketch, 1, 1)
    }

    fn from_value(value: Value) -> Option<Self> {
        match value {
            Value::Images(images) => images.into_iter().next().map(Self::from_image),
            Value::Upload(strokes) => Some(Self::from_strokes(&strokes)),
            _ => None,
        }
    }

    fn to_value(&self) -> Value {
        match self.strokes() {
            Some(strokes) => Value::Upload(strokes.to_owned()),
            None => self.image().to_value(),
        }
    }
}

impl Input for Audio {
    const HAS_COLUMNS: bool = false;

    fn feature(spec: FieldSpec) -> Feature {
        spec.media(Media::Audio, 1, 1)
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Audio(audio) = value { Some(audio) } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Audio(self.clone())
    }
}

impl Input for File {
    const HAS_COLUMNS: bool = false;

    fn feature(spec: FieldSpec) -> Feature {
        spec.media(Media::File, 1, 1)
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::File(file) = value { Some(file) } else { None }
    }

    fn to_value(&self) -> Value {
        Value::File(self.clone())
    }
}

impl Input for Color {
    const HAS_COLUMNS: bool = false;

    fn feature(mut spec: FieldSpec) -> Feature {
        // A browser's field for a colour always holds one.
        spec.default.get_or_insert(Value::Color(Self::default()));
        spec.into_feature(Kind::Color)
    }

    fn from_value(value: Value) -> Option<Self> {
        if let Value::Color(color) = value { Some(color) } else { None }
    }

    fn to_value(&self) -> Value {
        Value::Color(*self)
    }
}

/// A table to fill in, paste or upload as CSV, with `T` as the inputs of a row; `range = 1..=100` says how many rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows<T>(pub Vec<T>);

impl<T: Inputs> Input for Rows<T> {
    const HAS_COLUMNS: bool = false;

    fn feature(spec: FieldSpec) -> Feature {
        let (least, most) = spec.range.unwrap_or((1.0, DEFAULT_MAX_ROWS));
        let (min_rows, max_rows) = ((least as usize).max(1), most as usize);
        spec.into_feature(Kind::Table { row: T::schema(), min_rows, max_rows })
    }

    fn from_value(value: Value) -> Option<Self> {
        let Value::Rows(rows) = value else { return None };
        rows.iter().map(T::from_instance).collect::<Option<_>>().map(Self)
    }

    fn to_value(&self) -> Value {
        let schema = T::schema();
        let line = |cells: Vec<String>| {
            let line = cells.iter().map(|cell| quoted(cell)).collect::<Vec<_>>().join(",");
            // A line with nothing on it would be no row.
            if line.trim().is_empty() { "\"\"".to_owned() } else { line }
        };
        let head = line(schema.features.iter().map(|feature| feature.name.clone()).collect());
        let row = |row: &T| {
            line(
                std::iter::zip(&schema.features, &row.values())
                    .map(|(feature, value)| feature.text(value))
                    .collect(),
            )
        };
        let lines: Vec<_> = std::iter::once(head).chain(self.0.iter().map(row)).collect();
        Value::Upload(lines.join("\n") + "\n")
    }
}

/// A cell of CSV (RFC 4180).
fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}
