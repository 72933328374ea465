//! Answers that promise a number and hold none: NaN and infinity are a fault of the model, and not an answer.

use crate::{Forecast, Prediction, Quantity};

impl Prediction {
    /// What is no finite number among the values that this answer is about; `None` where all are. In what is drawn or
    /// listed besides, such as a chart's points or a table's cells, NaN only means that there is no value.
    pub fn not_finite(&self) -> Option<String> {
        let wrong = |what: String, value: f64| (!value.is_finite()).then(|| format!("{what} is {value}"));
        match self {
            Self::Number(Quantity { value, interval, .. }) => {
                let interval = interval.map(|interval| [interval.low, interval.high, interval.coverage]);
                wrong("the answer".to_owned(), *value).or_else(|| {
                    let [low, high, coverage] = interval?;
                    wrong("the lower end of the interval".to_owned(), low)
                        .or_else(|| wrong("the upper end of the interval".to_owned(), high))
                        .or_else(|| wrong("the coverage of the interval".to_owned(), coverage))
                })
            }
            Self::Classes(classes) => {
                wrong(format!("the probability of “{}”", classes.label), classes.probability).or_else(|| {
                    let mut all = classes.classes.iter();
                    all.find_map(|class| {
                        wrong(format!("the probability of “{}”", class.label), class.probability)
                    })
                })
            }
            // The first is the answer. What comes after it may have no score.
            Self::Ranked(ranked) => {
                let (label, score) = ranked.labels.first()?;
                wrong(format!("the score of “{label}”"), *score)
            }
            Self::Forecast(Forecast { steps, .. }) => {
                let mut steps = steps.iter().enumerate();
                steps.find_map(|(place, step)| {
                    let day = wrong(format!("the day of step {}", place + 1), step.day);
                    day.or_else(|| wrong(format!("step {} of the forecast", place + 1), step.value))
                })
            }
            Self::Several(parts) => parts.iter().find_map(|part| part.prediction.not_finite()),
            _ => None,
        }
    }
}
