//! Our measures beside scikit-learn's, scipy's, numpy's and MAPIE's on the same stored predictions.

use maquette::calibrate::{Conformal, TargetScaler, softmax};
use maquette::evaluate::{
    accuracy, bootstrap, brier, ece, log_loss, log_rmse, mae, median_percent_error, percentile, r2, rmse,
    wilson,
};
use serde_json::Value;

const PREDICTIONS: &str = include_str!("golden/penguins.csv");
const GOLDEN: &str = include_str!("golden/penguins.json");
const HOUSES: &str = include_str!("golden/houses.csv");
const GOLDEN_HOUSES: &str = include_str!("golden/houses.json");

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
    let near = (actual - expected).abs() < 1e-6 * expected.abs().max(1.0);
    assert!(near, "{name} is {actual}, and {expected} elsewhere");
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

/// The true prices of a part of the houses, and those that were said.
fn houses(part: &str) -> (Vec<f64>, Vec<f64>) {
    let mut reader = csv::Reader::from_reader(HOUSES.as_bytes());
    let records = reader.records().map(|record| record.expect("a row"));
    let number = |text: &str| text.parse::<f64>().expect("a number");
    records.filter(|record| &record[0] == part).map(|row| (number(&row[1]), number(&row[2]))).unzip()
}

fn golden_houses() -> Value {
    serde_json::from_str(GOLDEN_HOUSES).expect("golden values")
}

type Measure = fn(&[f64], &[f64]) -> f64;

const MEASURES: [(&str, Measure); 5] = [
    ("rmse", rmse),
    ("mae", mae),
    ("r2", r2),
    ("log_rmse", log_rmse),
    ("median_percent_error", median_percent_error),
];

#[test]
fn measures_of_numbers_equal_scikit_learns() {
    let (truths, said) = houses("test");
    for (name, measure) in MEASURES {
        check(name, measure(&said, &truths), &golden_houses()["measures"][name]);
    }
}

#[test]
fn percentiles_equal_numpys() {
    let numbers = |value: &Value| -> Vec<f64> {
        value.as_array().expect("a list").iter().map(|number| number.as_f64().expect("a number")).collect()
    };
    let golden = golden_houses();
    let resampled = numbers(&golden["resampled"]);
    for row in golden["percentiles"].as_array().expect("rows") {
        let share = row[0].as_f64().expect("a share");
        check("a percentile", percentile(&resampled, share), &row[1]);
    }
}

/// The same method with other random numbers, and here with 1,000 resamples instead of 9,999: an end may
/// be off by a tenth of the interval, which is more than four deviations of what 1,000 resamples vary.
#[test]
fn bootstrapped_intervals_are_near_scipys() {
    let (truths, said) = houses("test");
    for (name, measure) in MEASURES {
        let picked =
            |numbers: &[f64], rows: &[usize]| rows.iter().map(|&row| numbers[row]).collect::<Vec<_>>();
        let ours = bootstrap(truths.len(), 7, |rows| measure(&picked(&said, rows), &picked(&truths, rows)));
        let end = |place: usize| golden_houses()["bootstrap"][name][place].as_f64().expect("a number");
        let (low, high) = (end(0), end(1));
        let near = |a: f64, b: f64| (a - b).abs() < 0.1 * (high - low);
        assert!(
            near(ours.low, low) && near(ours.high, high),
            "{name}: {ours:?} here, {low} to {high} by scipy"
        );
    }
}

#[test]
fn conformal_intervals_equal_mapies() {
    let (calibration, calibration_said) = houses("calibration");
    let (truths, said) = houses("test");
    let scale = TargetScaler { log: true, ..TargetScaler::IDENTITY };
    let outputs = |said: &[f64]| said.iter().map(|said| scale.output(*said)).collect::<Vec<_>>();
    for golden in golden_houses()["conformal"].as_array().expect("rows") {
        let coverage = golden["coverage"].as_f64().expect("a share");
        let conformal = Conformal::fit(scale, &outputs(&calibration_said), &calibration, coverage);
        check("half width", conformal.half_width, &golden["half_width"]);
        let intervals: Vec<_> = outputs(&said).into_iter().map(|output| conformal.interval(output)).collect();
        for (interval, golden) in std::iter::zip(&intervals, golden["intervals"].as_array().expect("rows")) {
            check("low end", interval.low, &golden[0]);
            check("high end", interval.high, &golden[1]);
        }
        let held = std::iter::zip(&intervals, &truths).filter(|(i, truth)| (i.low..=i.high).contains(*truth));
        check("coverage", held.count() as f64 / truths.len() as f64, &golden["coverage_seen"]);
    }
}
