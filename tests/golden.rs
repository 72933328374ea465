//! Our measures beside scikit-learn's and scipy's on the same stored predictions.

use maquette::calibrate::softmax;
use maquette::evaluate::{accuracy, brier, ece, log_loss, wilson};
use serde_json::Value;

const PREDICTIONS: &str = include_str!("golden/penguins.csv");
const GOLDEN: &str = include_str!("golden/penguins.json");

struct Stored {
    truths: Vec<usize>,
    logits: Vec<Vec<f64>>,
    probabilities: Vec<Vec<f64>>,
}

fn stored() -> Stored {
    let mut reader = csv::Reader::from_reader(PREDICTIONS.as_bytes());
    let header = reader.headers().expect("a header").clone();
    let labels: Vec<_> = header.iter().filter_map(|name| name.strip_prefix("logit_")).collect();
    let mut stored = Stored { truths: vec![], logits: vec![], probabilities: vec![] };
    for record in reader.records() {
        let record = record.expect("a row");
        let numbers = |from: usize| {
            (from..from + labels.len()).map(|column| record[column].parse().expect("a number")).collect()
        };
        stored.truths.push(labels.iter().position(|label| *label == &record[0]).expect("a label"));
        stored.logits.push(numbers(1));
        stored.probabilities.push(numbers(1 + labels.len()));
    }
    stored
}

fn golden() -> Value {
    serde_json::from_str(GOLDEN).expect("golden values")
}

fn check(name: &str, actual: f64, expected: &Value) {
    let expected = expected.as_f64().expect("a number");
    assert!((actual - expected).abs() < 1e-6, "{name} is {actual}, and {expected} by scikit-learn");
}

#[test]
fn measures_equal_scikit_learns() {
    let Stored { truths, logits, probabilities } = stored();
    let before: Vec<_> = logits.iter().map(|row| softmax(row, 1.0)).collect();
    // Answers that are mostly wrong: each is held against the truth of the row after it.
    let mut shifted = truths.clone();
    shifted.rotate_left(1);
    for (case, truths) in [("as_stored", truths), ("shifted", shifted)] {
        let golden = &golden()[case];
        check("accuracy", accuracy(&probabilities, &truths), &golden["accuracy"]);
        check("log loss", log_loss(&probabilities, &truths), &golden["log_loss"]);
        check("Brier score", brier(&probabilities, &truths), &golden["brier"]);
        check("ECE before", ece(&before, &truths), &golden["ece_before"]);
        check("ECE after", ece(&probabilities, &truths), &golden["ece_after"]);
    }
}

#[test]
fn wilsons_interval_equals_scipys() {
    for row in golden()["wilson"].as_array().expect("rows") {
        let count = |place: usize| row[place].as_u64().expect("a count") as usize;
        let interval = wilson(count(0), count(1));
        check("low end", interval.low, &row[2]);
        check("high end", interval.high, &row[3]);
    }
}
