//! Classes: the most probable one, its probability in figures and words, the others beside it, what can't be
//! ruled out, and how often answers like this one were right.

use super::bars::{bars, percentages};
use super::likelihood_words::likelihood;
use super::percent::shown;
use super::{Place, Words, frequency};
use leptos::prelude::*;
use maquette_contract::{CalibrationReport, Classes};

pub(super) fn words(classes: &Classes, _: &Place<'_>) -> Words<'static> {
    let percent = headline(classes);
    let glance = format!("{}, {}", classes.label, shown(percent));
    let spoken = format!("{glance}, {}", likelihood(classes, percent));
    Words::new(glance, spoken)
}

pub(super) fn view(classes: &Classes, place: &Place<'_>) -> AnyView {
    let percent = headline(classes);
    let measured = !place.outside;
    let record = match place.context.report {
        Some(report) if measured => record_sentence(classes.probability, report),
        Some(_) => "There is no record of answers outside training.".to_owned(),
        None => String::new(),
    };
    let record = (!record.is_empty()).then(|| {
        view! {
            <p class="record">
                {record} " " <a href="#the-trust">"How this is measured"</a>
            </p>
        }
    });
    view! {
        <p class="label">{classes.label.clone()}</p>
        <p class="confidence">
            <strong>{shown(percent)}</strong>
            " – "
            {if measured { likelihood(classes, percent) } else { "by its own account".to_owned() }}
        </p>
        {bars(classes)}
        <p>{set_sentence(classes, measured)}</p>
        {record}
    }
    .into_any()
}

/// The percentage of the first class, which is that of its bar.
fn headline(classes: &Classes) -> i64 {
    percentages(classes).first().map(|(_, _, percent)| *percent).unwrap_or_default()
}

/// What can't be ruled out, and how often such a list is right.
fn set_sentence(prediction: &Classes, measured: bool) -> String {
    let set = &prediction.set;
    let names = match set.labels.as_slice() {
        [rest @ .., last] if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        labels => labels.join(""),
    };
    if measured {
        let (times, parts) = frequency(set.coverage);
        format!(
            "Not ruled out: {names}. Lists like this hold the right answer at least {times} times in {parts}."
        )
    } else {
        format!(
            "Not ruled out: {names}. How often that is right was not measured for values outside training."
        )
    }
}

/// How often answers as sure as this one were right. Below ten of them a share says little.
fn record_sentence(probability: f64, report: &CalibrationReport) -> String {
    const FEW: usize = 10;
    let Some(bin) = report.bin(probability) else {
        return String::new();
    };
    let between = format!("between {:.0} and {:.0} %", bin.low * 100.0, bin.high * 100.0);
    match bin.answers {
        0 => format!("No test answer was given {between}, so there is no record of how often that is right."),
        1..FEW => format!("Only {} test answers were given {between}: too few for a record.", bin.answers),
        answers => format!("Of {answers} test answers given {between}, {} were right.", bin.right),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::{Class, PredictionSet, ReliabilityBin};

    fn prediction(set: &[&str], coverage: f64) -> Classes {
        let classes = ["Adelie", "Chinstrap", "Gentoo"];
        let classes = classes.map(|label| Class { label: label.into(), probability: 1.0 / 3.0 });
        let labels = set.iter().map(|&label| label.into()).collect();
        Classes {
            label: "Adelie".into(),
            probability: 0.5,
            classes: classes.to_vec(),
            set: PredictionSet { labels, coverage },
        }
    }

    /// With many classes the bars sum up the least likely ones, and so are rounded otherwise.
    #[test]
    fn the_headline_is_the_percentage_of_the_first_bar() {
        for count in [2, 5, 6, 7, 20] {
            for tenths in 1..1000 {
                let first = f64::from(tenths) / 1000.0;
                let rest = (1.0 - first) / f64::from(count - 1);
                let class = |place: i32| Class {
                    label: place.to_string().into(),
                    probability: if place == 0 { first } else { rest },
                };
                let mut classes = prediction(&[], 0.9);
                classes.classes = (0..count).map(class).collect();
                assert_eq!(headline(&classes), percentages(&classes)[0].2, "{first} of {count}");
                assert_eq!(
                    percentages(&classes).iter().map(|row| row.2).sum::<i64>(),
                    100,
                    "{first} of {count}"
                );
            }
        }
    }

    #[test]
    fn the_set_is_a_sentence() {
        let check = |set: &[&str], coverage, measured, expected: &str| {
            assert_eq!(set_sentence(&prediction(set, coverage), measured), expected);
        };
        let often = "Lists like this hold the right answer at least";
        check(&["Adelie"], 0.9, true, &format!("Not ruled out: Adelie. {often} 9 times in 10."));
        check(&["A", "B"], 0.95, true, &format!("Not ruled out: A or B. {often} 19 times in 20."));
        check(
            &["A", "B", "C"],
            0.875,
            true,
            &format!("Not ruled out: A, B or C. {often} 875 times in 1000."),
        );
        let unmeasured = "How often that is right was not measured for values outside training.";
        check(&["A", "B"], 0.9, false, &format!("Not ruled out: A or B. {unmeasured}"));
    }

    #[test]
    fn the_record_says_when_it_is_too_short() {
        let bin = |low, answers, right| ReliabilityBin { low, high: low + 0.5, answers, right, stated: low };
        let report = |answers| CalibrationReport {
            temperature: 1.0,
            ece_before: 0.0,
            ece_after: 0.0,
            coverage: 0.9,
            threshold: 0.5,
            coverage_seen: 0.9,
            coverage_baseline: 0.4,
            set_size: 1.0,
            reliability: vec![bin(0.0, 0, 0), bin(0.5, answers, answers)],
        };
        let check = |probability, answers, expected| {
            assert_eq!(record_sentence(probability, &report(answers)), expected)
        };
        check(0.7, 68, "Of 68 test answers given between 50 and 100 %, 68 were right.");
        check(1.0, 9, "Only 9 test answers were given between 50 and 100 %: too few for a record.");
        check(
            0.4,
            9,
            "No test answer was given between 0 and 50 %, so there is no record of how often that is right.",
        );
    }
}
