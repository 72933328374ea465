//! An [`Instance`] as the row of numbers that a network reads, in the order in which the network was trained.

use crate::signature::{Signature, SignatureKind};
use anyhow::{Context, Result, bail, ensure};
use candle_core::{Device, Tensor};
use maquette_contract::{Alternative, Date, Feature, Instance, Kind, Range, Schema, Value};
use std::collections::HashMap;

/// How an [`Instance`] becomes the row of numbers a network reads.
///
/// A number is standardised (less its mean, over its deviation), and so is a date, as days since
/// 1970-01-01; yes and no are 1 and 0; a question with a few answers has a column for each of them.
/// What may be unknown gets one more column that says so. The statistics are fitted in training and
/// saved with the weights, so that training and serving cannot differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    /// One for each feature, in the order of the instances.
    columns: Vec<Columns>,
    /// The length of a row.
    width: usize,
}

/// Where a feature stands in a row, and what it is standardised by.
#[derive(Clone, Debug, PartialEq)]
struct Columns {
    /// The first of its columns.
    start: usize,
    /// The column of each answer, of a question with a few.
    choices: Vec<usize>,
    /// The column that says that it is unknown, where it may be.
    unknown: Option<usize>,
    statistics: Statistics,
}

#[derive(Clone, Debug, PartialEq)]
struct Statistics {
    mean: f64,
    deviation: f64,
    seen: Option<Range>,
    /// How many rows gave each of the answers; empty where there are none, or where nobody has counted.
    counts: Vec<f64>,
}

impl Encoding {
    /// Takes the statistics from the rows a network is about to learn from.
    ///
    /// # Errors
    /// A feature that no network of numbers can read.
    pub fn fit(schema: &Schema, rows: &[&Instance]) -> Result<Self> {
        let statistics = schema.features.iter().enumerate().map(|(place, feature)| {
            let values: Vec<&Value> = rows.iter().map(|row| &row.values()[place]).collect();
            Statistics::fit(&values, answers(feature).len())
        });
        Self::new(schema, statistics)
    }

    /// For a network that was trained elsewhere: numbers pass as they are, and dates as days.
    ///
    /// # Errors
    /// A feature that no network of numbers can read.
    pub fn identity(schema: &Schema) -> Result<Self> {
        Self::new(schema, std::iter::repeat_with(|| Statistics::NONE))
    }

    /// Columns in the order of the schema.
    fn new(schema: &Schema, statistics: impl Iterator<Item = Statistics>) -> Result<Self> {
        check_readable(schema)?;
        let mut width = 0;
        let columns = std::iter::zip(&schema.features, statistics).map(|(feature, statistics)| {
            let (start, given) = (width, columns(feature));
            let end = start + given;
            width = end + usize::from(!feature.required);
            let choices = (start..end).take(answers(feature).len()).collect();
            Columns { start, choices, unknown: (!feature.required).then_some(end), statistics }
        });
        let columns = columns.collect();
        Ok(Self { columns, width })
    }

    /// The length of a row.
    pub fn width(&self) -> usize {
        self.width
    }

    /// One row, [`width`](Self::width) numbers long.
    pub fn encode(&self, instance: &Instance) -> Vec<f32> {
        let mut row = vec![0.0; self.width];
        for (columns, value) in self.columns.iter().zip(instance.values()) {
            match value {
                Value::Bool(truth) => row[columns.start] = f32::from(u8::from(*truth)),
                Value::Choice(choice) => row[columns.choices[*choice]] = 1.0,
                Value::Choices(choices) => {
                    choices.iter().for_each(|choice| row[columns.choices[*choice]] = 1.0);
                }
                Value::Unknown => {
                    if let Some(unknown) = columns.unknown {
                        row[unknown] = 1.0;
                    }
                }
                Value::Color(_)
                | Value::Upload(_)
                | Value::Images(_)
                | Value::Audio(_)
                | Value::File(_)
                | Value::Rows(_) => {}
                Value::Number(_) | Value::Date(_) | Value::Text(_) => {
                    if let Some(number) = number(value) {
                        let Statistics { mean, deviation, .. } = columns.statistics;
                        row[columns.start] = ((number - mean) / deviation) as f32;
                    }
                }
            }
        }
        row
    }

    /// Writes into the schema which values the network has seen, and which answers it has not.
    pub fn describe(&self, schema: &mut Schema) {
        for (feature, columns) in std::iter::zip(&mut schema.features, &self.columns) {
            let Statistics { seen: range, counts, .. } = &columns.statistics;
            match &mut feature.kind {
                Kind::Number { seen, .. } => *seen = range.or(*seen),
                Kind::Date { .. } => {
                    let day = |days: f64| Date::from_days(days as i64);
                    feature.seen_days = range.and_then(|range| day(range.low).zip(day(range.high)));
                }
                Kind::Choice { choices } | Kind::Choices { choices } => {
                    let unseen = std::iter::zip(choices, counts).filter(|(_, count)| **count == 0.0);
                    feature.unseen = unseen.map(|(choice, _)| choice.value.clone()).collect();
                }
                Kind::Bool
                | Kind::Opaque { .. }
                | Kind::Text { .. }
                | Kind::Media { .. }
                | Kind::Table { .. }
                | Kind::Color => {}
            }
        }
    }

    /// As tensors to be saved beside the network's.
    ///
    /// # Errors
    /// None is known.
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>> {
        let column = |name: &str, field: fn(&Statistics) -> f64| {
            let numbers: Vec<f64> = self.columns.iter().map(|columns| field(&columns.statistics)).collect();
            Ok((name.to_owned(), Tensor::new(numbers, &Device::Cpu)?))
        };
        let counts: Vec<f64> =
            self.columns.iter().flat_map(|columns| columns.statistics.counts.clone()).collect();
        // No number stands where none was seen.
        [
            Ok((COUNTS.to_owned(), Tensor::new(counts, &Device::Cpu)?)),
            column(MEAN, |s| s.mean),
            column(DEVIATION, |s| s.deviation),
            column(LOW, |s| s.seen.map_or(f64::NAN, |seen| seen.low)),
            column(HIGH, |s| s.seen.map_or(f64::NAN, |seen| seen.high)),
        ]
        .into_iter()
        .collect()
    }

    /// From what [`tensors`](Self::tensors) wrote; the identity where nothing of it is there.
    ///
    /// # Errors
    /// A feature that can't be read, a missing tensor, or one that does not have a number for each
    /// feature.
    pub fn from_tensors(schema: &Schema, tensors: &HashMap<String, Tensor>) -> Result<Self> {
        if !Self::is_in(tensors) {
            return Self::identity(schema);
        }
        let features = schema.features.len();
        let column = |name: &str| {
            let tensor = tensors.get(name).with_context(|| format!("no tensor named {name}"))?;
            let numbers = tensor.to_vec1::<f64>()?;
            ensure!(
                numbers.len() == features,
                "{name} has {} numbers for {features} features",
                numbers.len()
            );
            Ok(numbers)
        };
        let (mean, deviation) = (column(MEAN)?, column(DEVIATION)?);
        let (low, high) = (column(LOW)?, column(HIGH)?);
        let counts = tensors.get(COUNTS).map(Tensor::to_vec1::<f64>).transpose()?.unwrap_or_default();
        let mut counts = counts.into_iter();
        let statistics = schema.features.iter().enumerate().map(|(i, feature)| Statistics {
            mean: mean[i],
            deviation: deviation[i],
            seen: (!low[i].is_nan()).then_some(Range { low: low[i], high: high[i] }),
            counts: counts.by_ref().take(answers(feature).len()).collect(),
        });
        Self::new(schema, statistics)
    }

    /// As [`from_tensors`](Self::from_tensors), for instances whose values and choices may stand in another order than
    /// those the network was trained with: the columns stay where they were.
    ///
    /// # Errors
    /// As [`from_tensors`](Self::from_tensors), and a [`Mismatch`](crate::signature::Mismatch) where more than the order
    /// has changed.
    pub(crate) fn from_signature(
        schema: &Schema,
        signature: &Signature,
        tensors: &HashMap<String, Tensor>,
    ) -> Result<Self> {
        let trained = signature.arrange(schema)?;
        let Self { columns, width } = Self::from_tensors(&trained, tensors)?;
        let columns = schema.features.iter().map(|feature| {
            let place = trained.features.iter().position(|other| other.name == feature.name);
            let place = place.context("the arranged schema has the same features")?;
            columns[place].reordered(answers(&trained.features[place]), answers(feature))
        });
        Ok(Self { columns: columns.collect::<Result<_>>()?, width })
    }

    /// Whether anything of an encoding is among some tensors.
    pub(crate) fn is_in(tensors: &HashMap<String, Tensor>) -> bool {
        [MEAN, DEVIATION, LOW, HIGH].iter().any(|name| tensors.contains_key(*name))
    }
}

impl Columns {
    /// These columns in the order of other answers.
    fn reordered(&self, trained: &[Alternative], now: &[Alternative]) -> Result<Self> {
        let place = |answer: &Alternative| {
            let place = trained.iter().position(|other| other.value == answer.value);
            place.context("the arranged schema has the same choices")
        };
        let order = now.iter().map(place).collect::<Result<Vec<_>>>()?;
        let choices = order.iter().map(|&place| self.choices[place]).collect();
        let counts = order.iter().filter_map(|&place| self.statistics.counts.get(place).copied()).collect();
        let statistics = Statistics { counts, ..self.statistics.clone() };
        Ok(Self { choices, statistics, ..self.clone() })
    }
}

const MEAN: &str = "encoding.mean";
const DEVIATION: &str = "encoding.deviation";
const LOW: &str = "encoding.low";
const HIGH: &str = "encoding.high";
const COUNTS: &str = "encoding.counts";

impl Statistics {
    const NONE: Self = Self { mean: 0.0, deviation: 1.0, seen: None, counts: vec![] };

    fn fit(values: &[&Value], answers: usize) -> Self {
        let numbers: Vec<f64> = values.iter().filter_map(|value| number(value)).collect();
        let (mean, deviation) = standard(&numbers);
        let mut counts = vec![0.0; answers];
        for value in values {
            match value {
                Value::Choice(place) => counts[*place] += 1.0,
                Value::Choices(places) => places.iter().for_each(|place| counts[*place] += 1.0),
                _ => {}
            }
        }
        Self { mean, deviation, seen: Range::around(numbers.iter().copied()), counts }
    }
}

/// The mean and the population's deviation, as scikit-learn's `StandardScaler`; 0 of nothing, and a
/// deviation of 1 where nothing varies.
pub fn standard(numbers: &[f64]) -> (f64, f64) {
    let count = numbers.len().max(1) as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / count;
    (mean, if variance > 0.0 { variance.sqrt() } else { 1.0 })
}

/// Whether a network of numbers can read every feature.
///
/// # Errors
/// The first that it can't.
pub(crate) fn check_readable(schema: &Schema) -> Result<()> {
    match schema.features.iter().find(|feature| columns(feature) == 0) {
        Some(feature) => bail!(
            "the input {} is {}, and a Classifier, a Regressor and a Recipe read numbers, dates, choices, yes and no: \
             write a `Model` that reads it",
            feature.name,
            SignatureKind::from(&feature.kind)
        ),
        None => Ok(()),
    }
}

/// What is standardised.
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Date(date) => Some(date.days() as f64),
        _ => None,
    }
}

/// How many columns its values take; what may be unknown has one more.
fn columns(feature: &Feature) -> usize {
    match &feature.kind {
        Kind::Number { .. } | Kind::Bool | Kind::Date { .. } => 1,
        Kind::Choice { .. } | Kind::Choices { .. } => answers(feature).len(),
        // Words, pictures and sound are no column of a table; a network that takes them reads them itself.
        Kind::Opaque { .. } | Kind::Text { .. } | Kind::Media { .. } | Kind::Table { .. } | Kind::Color => 0,
    }
}

/// The answers that a question has to choose from.
fn answers(feature: &Feature) -> &[Alternative] {
    if let Kind::Choice { choices } | Kind::Choices { choices } = &feature.kind { choices } else { &[] }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::SignatureOutput;
    use crate::{Choice, Inputs};
    use maquette_contract::{Audio, Color, FieldSpec, File, Image, Input, Media, Rows, Sketch};

    fn schema() -> Schema {
        let depth = Feature::number("depth", "Depth", "mm", 0.0..=100.0, 1.0);
        let age = Feature::number("age", "Age", "y", 0.0..=100.0, 1.0).optional();
        let sex = Feature::choice("sex", "Sex", &[("female", "Female"), ("male", "Male")]).optional();
        Schema { features: vec![depth, age, sex] }
    }

    fn instance(schema: &Schema, texts: &[&str]) -> Instance {
        let texts: Vec<_> = texts.iter().map(|text| (*text).to_owned()).collect();
        schema.parse(&schema.raw_fields(&texts)).expect("valid")
    }

    fn fitted(schema: &Schema, rows: &[&[&str]]) -> Encoding {
        let rows: Vec<_> = rows.iter().map(|texts| instance(schema, texts)).collect();
        Encoding::fit(schema, &rows.iter().collect::<Vec<_>>()).expect("readable")
    }

    fn three() -> Encoding {
        fitted(&schema(), &[&["10", "4", ""], &["20", "", ""], &["30", "4", ""]])
    }

    fn check(texts: [&str; 3], expected: [f32; 6]) {
        assert_eq!(three().encode(&instance(&schema(), &texts)), expected, "{texts:?}");
    }

    #[test]
    fn numbers_are_standardised_and_choices_one_hot() {
        let unit = (200f64 / 3.0).sqrt();
        check(["20", "4", "female"], [0.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
        check(["30", "5", "male"], [(10.0 / unit) as f32, 1.0, 0.0, 0.0, 1.0, 0.0]);
    }

    #[test]
    fn the_unknown_has_a_column_of_its_own() {
        check(["20", "", ""], [0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    }

    #[test]
    fn yes_several_answers_and_dates_are_numbers_too() {
        let answer = |text: &str| Alternative { value: text.to_owned(), label: text.to_owned() };
        let choices = ["ham", "egg", "oil"].map(answer).to_vec();
        let day = Kind::Date { first: Date::FIRST, last: Date::LAST };
        let features = vec![
            Feature::new("hot", "Hot", Kind::Bool).optional(),
            Feature::new("toppings", "Toppings", Kind::Choices { choices }),
            Feature::new("day", "Day", day).optional(),
        ];
        let schema = Schema { features };
        let rows: [&[&str]; 2] = [&["true", "", "1970-01-03"], &["", "", "1970-01-07"]];
        let check = |texts: &[&str], expected: [f32; 7]| {
            assert_eq!(fitted(&schema, &rows).encode(&instance(&schema, texts)), expected);
        };
        check(&["true", "oil,ham", "1970-01-07"], [1.0, 0.0, 1.0, 0.0, 1.0, 1.0, 0.0]);
        check(&["false", "", ""], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
        check(&["", "egg", "1970-01-03"], [0.0, 1.0, 0.0, 1.0, 0.0, -1.0, 0.0]);
    }

    #[test]
    fn each_kind_has_columns_or_is_refused_by_name() {
        let check = |kind: Kind, expected: Result<usize, &str>| {
            for optional in [false, true] {
                let feature = Feature { required: !optional, ..Feature::new("thing", "Thing", kind.clone()) };
                let schema = Schema { features: vec![feature] };
                let actual = [Encoding::fit(&schema, &[]), Encoding::identity(&schema)]
                    .map(|made| made.map(|encoding| encoding.width()).map_err(|error| error.to_string()));
                let expected = expected.map(|columns| columns + usize::from(optional)).map_err(|what| {
                    format!(
                        "the input thing is {what}, and a Classifier, a Regressor and a Recipe read numbers, dates, \
                         choices, yes and no: write a `Model` that reads it"
                    )
                });
                assert_eq!(actual, [expected.clone(), expected], "{kind:?}");
            }
        };
        let answer = |text: &str| Alternative { value: text.to_owned(), label: text.to_owned() };
        let choices = ["ham", "egg", "oil"].map(answer).to_vec();
        let media = |media| Kind::Media { media, least: 1, most: 1 };
        check(Feature::number("", "", "", 0.0..=1.0, 0.1).kind, Ok(1));
        check(Kind::Bool, Ok(1));
        check(Kind::Date { first: Date::FIRST, last: Date::LAST }, Ok(1));
        check(Kind::Choice { choices: choices.clone() }, Ok(3));
        check(Kind::Choices { choices }, Ok(3));
        check(Kind::Choices { choices: vec![] }, Err("any of some choices"));
        check(Kind::Text { max_len: 9, long: false }, Err("a text"));
        check(media(Media::Image), Err("a picture"));
        check(media(Media::Sketch), Err("a drawing"));
        check(media(Media::Audio), Err("a sound"));
        check(media(Media::File), Err("a file"));
        check(Kind::Table { row: schema(), min_rows: 1, max_rows: 9 }, Err("a table"));
        check(Kind::Color, Err("a colour"));
        check(Kind::Opaque { max_len: 9, long: false }, Err("a file"));
    }

    /// What the compiler refuses is what would be refused when the model opens.
    #[test]
    fn each_type_of_input_says_whether_it_has_columns() {
        fn check<T: Input>(expected: bool) {
            let features = vec![T::feature(FieldSpec { name: "thing", ..FieldSpec::default() })];
            let read = Encoding::identity(&Schema { features }).is_ok();
            assert_eq!((T::HAS_COLUMNS, read), (expected, expected), "{}", std::any::type_name::<T>());
        }
        #[derive(Choice)]
        enum Sex {
            Female,
            Male,
        }
        #[derive(Inputs)]
        struct Row {
            _x: f64,
        }
        check::<f32>(true);
        check::<Option<f64>>(true);
        check::<u8>(true);
        check::<i64>(true);
        check::<bool>(true);
        check::<Date>(true);
        check::<Sex>(true);
        check::<Option<Sex>>(true);
        check::<Vec<Sex>>(true);
        check::<String>(false);
        check::<Option<String>>(false);
        check::<Image>(false);
        check::<Option<Image>>(false);
        check::<Vec<Image>>(false);
        check::<[Image; 2]>(false);
        check::<Sketch>(false);
        check::<Audio>(false);
        check::<File>(false);
        check::<Color>(false);
        check::<Rows<Row>>(false);
    }

    #[test]
    fn an_encoding_for_reordered_inputs_makes_the_same_rows() {
        let signature = Signature::new(&schema(), SignatureOutput::number("", ""));
        let age = Feature::number("age", "Age", "y", 0.0..=100.0, 1.0).optional();
        let sex = Feature::choice("sex", "Sex", &[("male", "Male"), ("female", "Female")]).optional();
        let depth = Feature::number("depth", "Depth", "mm", 0.0..=100.0, 1.0);
        let reordered = Schema { features: vec![age, sex, depth] };
        let fitted = fitted(&schema(), &[&["10", "4", ""], &["20", "", "male"], &["30", "5", "male"]]);
        let tensors = fitted.tensors().expect("tensors");
        let encoding = Encoding::from_signature(&reordered, &signature, &tensors).expect("loaded");
        for [depth, age, sex] in [["20", "4", "female"], ["30", "", "male"], ["10", "5", ""]] {
            let expected = fitted.encode(&instance(&schema(), &[depth, age, sex]));
            assert_eq!(encoding.encode(&instance(&reordered, &[age, sex, depth])), expected);
        }
        let (mut described, mut trained) = (reordered, schema());
        encoding.describe(&mut described);
        fitted.describe(&mut trained);
        for feature in &described.features {
            let before = trained.feature(&feature.name).expect("the same features");
            assert_eq!((&feature.unseen, feature.seen_days), (&before.unseen, before.seen_days));
            assert!(!matches!(feature.kind, Kind::Number { .. }) || feature.kind == before.kind);
        }
        assert_eq!(described.features[1].unseen, ["female"]);
    }

    #[test]
    fn what_was_saved_is_what_is_loaded() {
        let tensors = three().tensors().expect("tensors");
        assert_eq!(Encoding::from_tensors(&schema(), &tensors).expect("loaded"), three());
        assert!(Encoding::from_tensors(&Schema::default(), &tensors).is_err());
        let some = HashMap::from([(MEAN.to_owned(), tensors[MEAN].clone())]);
        assert!(Encoding::from_tensors(&schema(), &some).is_err());
    }

    #[test]
    fn a_network_from_elsewhere_reads_numbers_as_they_are() {
        let encoding = Encoding::from_tensors(&schema(), &HashMap::new()).expect("the identity");
        let row = encoding.encode(&instance(&schema(), &["20", "", "male"]));
        assert_eq!(row, [20.0, 0.0, 1.0, 0.0, 1.0, 0.0]);
        let mut described = schema();
        encoding.describe(&mut described);
        assert_eq!(described, schema());
    }

    #[test]
    fn what_was_seen_is_described() {
        let mut described = schema();
        three().describe(&mut described);
        let seen = described.features.iter().map(|feature| match feature.kind {
            Kind::Number { seen, .. } => seen.map(|seen| (seen.low, seen.high)),
            _ => None,
        });
        assert_eq!(seen.collect::<Vec<_>>(), [Some((10.0, 30.0)), Some((4.0, 4.0)), None]);
        assert_eq!(described.features[2].unseen, ["female", "male"]);
        let mut described = schema();
        fitted(&schema(), &[&["10", "", "male"]]).describe(&mut described);
        assert_eq!(described.features[2].unseen, ["female"]);
    }
}
