use candle_core::{Device, Result, Tensor};
use maquette_contract::{Feature, Input, Instance, Kind, Range, Schema, Value};
use std::collections::HashMap;

/// How an [`Instance`] becomes the row of numbers a network reads.
///
/// A number is standardised (less its mean, over its deviation); one that may be unknown gets a
/// second column that says so. A choice has a column for each answer, and one for "not known"
/// where that is allowed. The statistics are fitted in training and saved with the weights, so
/// that training and serving cannot differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Encoding {
    /// One for each feature; a choice has none to speak of.
    statistics: Vec<Statistics>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Statistics {
    mean: f64,
    deviation: f64,
    seen: Range,
}

impl Encoding {
    /// Takes the statistics from the rows a network is about to learn from.
    pub fn fit(schema: &Schema, rows: &[&Instance]) -> Self {
        let statistics = (0..schema.features.len()).map(|feature| {
            let numbers: Vec<f64> =
                rows.iter().filter_map(|row| f64::from_value(row.values()[feature])).collect();
            Statistics::fit(&numbers)
        });
        Self { statistics: statistics.collect() }
    }

    /// The length of a row.
    pub fn width(&self, schema: &Schema) -> usize {
        schema.features.iter().map(columns).sum()
    }

    /// One row, [`width`](Self::width) numbers long.
    pub fn encode(&self, schema: &Schema, instance: &Instance) -> Vec<f32> {
        let mut row = Vec::with_capacity(self.width(schema));
        for ((feature, value), statistics) in
            schema.features.iter().zip(instance.values()).zip(&self.statistics)
        {
            let start = row.len();
            row.resize(start + columns(feature), 0.0);
            match value {
                Value::Number(number) => {
                    row[start] = ((number - statistics.mean) / statistics.deviation) as f32;
                }
                Value::Choice(choice) => row[start + choice] = 1.0,
                // The last column of a feature that may be unknown says that it is.
                Value::Unknown => row[start + columns(feature) - 1] = 1.0,
            }
        }
        row
    }

    /// Writes into the schema which values the network has seen.
    pub fn describe(&self, schema: &mut Schema) {
        for (feature, statistics) in std::iter::zip(&mut schema.features, &self.statistics) {
            if let Kind::Number { seen, .. } = &mut feature.kind {
                *seen = Some(statistics.seen);
            }
        }
    }

    /// As tensors to be saved beside the network's.
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>> {
        let column = |field: fn(&Statistics) -> f64| {
            let numbers: Vec<f64> = self.statistics.iter().map(field).collect();
            Tensor::new(numbers, &Device::Cpu)
        };
        Ok(HashMap::from([
            ("encoding.mean".to_owned(), column(|s| s.mean)?),
            ("encoding.deviation".to_owned(), column(|s| s.deviation)?),
            ("encoding.low".to_owned(), column(|s| s.seen.low)?),
            ("encoding.high".to_owned(), column(|s| s.seen.high)?),
        ]))
    }

    /// From what [`tensors`](Self::tensors) wrote.
    ///
    /// # Errors
    /// A missing tensor, or one that does not have a number for each feature.
    pub fn from_tensors(schema: &Schema, tensors: &HashMap<String, Tensor>) -> Result<Self> {
        let column = |name: &str| {
            let tensor = tensors
                .get(name)
                .ok_or_else(|| candle_core::Error::Msg(format!("no tensor named {name}")))?;
            let numbers = tensor.to_vec1::<f64>()?;
            if numbers.len() != schema.features.len() {
                candle_core::bail!(
                    "{name} has {} numbers for {} features",
                    numbers.len(),
                    schema.features.len()
                );
            }
            Ok(numbers)
        };
        let (mean, deviation) = (column("encoding.mean")?, column("encoding.deviation")?);
        let (low, high) = (column("encoding.low")?, column("encoding.high")?);
        let statistics = (0..schema.features.len()).map(|i| Statistics {
            mean: mean[i],
            deviation: deviation[i],
            seen: Range { low: low[i], high: high[i] },
        });
        Ok(Self { statistics: statistics.collect() })
    }
}

impl Statistics {
    /// The population's deviation, as scikit-learn's `StandardScaler`; 1 where nothing varies.
    fn fit(numbers: &[f64]) -> Self {
        let count = numbers.len().max(1) as f64;
        let mean = numbers.iter().sum::<f64>() / count;
        let variance = numbers.iter().map(|number| (number - mean).powi(2)).sum::<f64>() / count;
        let deviation = if variance > 0.0 { variance.sqrt() } else { 1.0 };
        let seen = Range {
            low: numbers.iter().copied().reduce(f64::min).unwrap_or(0.0),
            high: numbers.iter().copied().reduce(f64::max).unwrap_or(0.0),
        };
        Self { mean, deviation, seen }
    }
}

fn columns(feature: &Feature) -> usize {
    let answers = match &feature.kind {
        Kind::Number { .. } => 1,
        Kind::Choice { choices } => choices.len(),
    };
    answers + usize::from(!feature.required)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let depth = Feature::number("depth", "Depth", "mm", 0.0..=100.0, 1.0);
        let age = Feature::number("age", "Age", "y", 0.0..=100.0, 1.0).optional();
        let sex = Feature::choice("sex", "Sex", &[("female", "Female"), ("male", "Male")]).optional();
        Schema { features: vec![depth, age, sex] }
    }

    fn instance(texts: [&str; 3]) -> Instance {
        schema().parse(&schema().raw_fields(&texts.map(str::to_owned))).expect("valid")
    }

    fn fitted() -> Encoding {
        let rows = [instance(["10", "4", ""]), instance(["20", "", ""]), instance(["30", "4", ""])];
        Encoding::fit(&schema(), &rows.iter().collect::<Vec<_>>())
    }

    fn check(texts: [&str; 3], expected: [f32; 6]) {
        assert_eq!(fitted().encode(&schema(), &instance(texts)), expected, "{texts:?}");
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
    fn what_was_saved_is_what_is_loaded() {
        let tensors = fitted().tensors().expect("tensors");
        assert_eq!(Encoding::from_tensors(&schema(), &tensors).expect("loaded"), fitted());
        assert!(Encoding::from_tensors(&Schema::default(), &tensors).is_err());
        assert!(Encoding::from_tensors(&schema(), &HashMap::new()).is_err());
    }
}
