//! A number in its place: on the axis of what was seen in training, with the interval around it, and the same
//! as a sentence. A figure that stands alone is taken for exact (Kay et al. 2016).

use super::{Backing, Place, Words, frequency};
use crate::chart::NumberLine;
use leptos::prelude::*;
use maquette_contract::{Interval, IntervalReport, Quantity, capitalize};

/// An interval that nobody measured is not read aloud.
pub(super) fn words(quantity: &Quantity, place: &Place<'_>) -> Words<'static> {
    let glance = quantity.shown(quantity.value);
    match place.backing() {
        Backing::Measured => Words::new(glance, sentence(quantity, Backing::Measured)),
        Backing::Outside | Backing::Author => glance.into(),
    }
}

pub(super) fn view(quantity: &Quantity, place: &Place<'_>) -> AnyView {
    let shown = quantity.shown(quantity.value);
    let rest = remark(quantity, place);
    let steps = quantity.steps.iter().map(|step| {
        view! { <li>{step.name.clone()} " " <strong>{quantity.shown(step.value)}</strong></li> }
    });
    let steps = (!quantity.steps.is_empty()).then(
        || view! { <ol class="way" aria-label="How the number came about">{steps.collect_view()}</ol> },
    );
    let report = place.context.interval.filter(|_| quantity.interval.is_some());
    let record = report.map(|report| {
        view! {
            <p class="record">
                {record(report, place.outside)} " " <a href="#the-trust">"How this is measured"</a>
            </p>
        }
    });
    // Without an axis the number stands alone.
    let statement = match ruler(quantity, place.context.trained) {
        Some(ruler) => view! {
            {ruler}
            <p>
                <strong>{shown}</strong>
                {rest.map(|rest| format!("; {rest}"))}
            </p>
        }
        .into_any(),
        None => view! {
            <p class="label">{shown}</p>
            {rest.map(|rest| view! { <p>{capitalize(&rest)}</p> })}
        }
        .into_any(),
    };
    view! {
        {statement}
        {steps}
        {record}
    }
    .into_any()
}

/// The number, and how far the truth may be from it.
fn sentence(quantity: &Quantity, backing: Backing) -> String {
    let shown = quantity.shown(quantity.value);
    match finite(quantity.interval) {
        Some(interval) => format!("{shown}; {}", around(quantity, interval, backing)),
        None => shown,
    }
}

/// What is known of how far off the number may be. Of a function, which need not be off at all, nothing.
fn remark(quantity: &Quantity, place: &Place<'_>) -> Option<String> {
    let unknown = || "how far off such answers are has not been measured".to_owned();
    let known = finite(quantity.interval).map(|interval| around(quantity, interval, place.backing()));
    known.or_else(|| place.context.trained.then(unknown))
}

fn around(quantity: &Quantity, interval: Interval, backing: Backing) -> String {
    let between = format!("between {} and {}", quantity.shown(interval.low), quantity.shown(interval.high));
    match backing {
        Backing::Measured => {
            let (times, parts) = frequency(interval.coverage);
            format!("in {times} of {parts} such cases the truth lies {between}")
        }
        Backing::Outside => format!(
            "by its own account {between}. How often that is right was not measured for values outside training"
        ),
        Backing::Author => format!("by its author's account {between}"),
    }
}

/// How often intervals like this one were right.
fn record(report: &IntervalReport, outside: bool) -> String {
    if outside {
        return "There is no record of answers outside training.".to_owned();
    }
    let seen = report.coverage_seen * 100.0;
    format!("On rows it had never seen, {seen:.0} % of such intervals held the truth.")
}

/// The axis reaches all that was seen before, and the number wherever that lies.
fn ruler(quantity: &Quantity, trained: bool) -> Option<AnyView> {
    let interval = finite(quantity.interval);
    let seen = quantity.seen.filter(|seen| seen.low.is_finite() && seen.high > seen.low);
    if seen.is_none() && interval.is_none() || !quantity.value.is_finite() {
        return None;
    }
    let shown = |value| quantity.shown(value);
    let interval = interval.map(|found| (found.low, found.high));
    Some(NumberLine { value: quantity.value, interval, seen, trained }.view(&shown))
}

fn finite(interval: Option<Interval>) -> Option<Interval> {
    interval.filter(|interval| interval.low.is_finite() && interval.high.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_a_sentence() {
        let interval = Interval { low: 150_000.0, high: 220_000.0, coverage: 0.9 };
        let check = |interval, backing, expected: &str| {
            let unit = "$".to_owned();
            let quantity = Quantity { value: 184_500.0, unit, interval, ..Quantity::default() };
            assert_eq!(sentence(&quantity, backing), expected);
        };
        let between = "between $150,000 and $220,000";
        let measured = format!("$184,500; in 9 of 10 such cases the truth lies {between}");
        check(Some(interval), Backing::Measured, &measured);
        let outside = format!(
            "$184,500; by its own account {between}. How often that is right was not measured for values outside training"
        );
        check(Some(interval), Backing::Outside, &outside);
        check(Some(interval), Backing::Author, &format!("$184,500; by its author's account {between}"));
        check(None, Backing::Measured, "$184,500");
        let wild = Interval { low: f64::NAN, ..interval };
        check(Some(wild), Backing::Measured, "$184,500");
    }
}
