//! How a series may go on: the last step as a sentence, and all of it as a band behind a line.

use super::{Backing, Place, Words, frequency};
use leptos::prelude::*;
use maquette_contract::{Chart, Date, Forecast, Series};

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// An interval that nobody measured is not read aloud.
pub(super) fn words(forecast: &Forecast, place: &Place<'_>) -> Words<'static> {
    match place.backing() {
        Backing::Measured => Words::new(short(forecast), sentence(forecast, Backing::Measured)),
        Backing::Outside | Backing::Author => short(forecast).into(),
    }
}

pub(super) fn view(forecast: &Forecast, place: &Place<'_>) -> AnyView {
    let record = place.context.interval.filter(|_| !place.outside).map(|report| {
        let seen = report.coverage_seen * 100.0;
        view! {
            <p class="record">
                {format!("On steps it had never seen, {seen:.0} % of such intervals held the truth.")} " "
                <a href="#the-trust">"How this is measured"</a>
            </p>
        }
    });
    view! {
        <p class="sentence">{sentence(forecast, place.backing())}</p>
        {crate::chart::forecast(&chart(forecast, place.backing()))}
        {record}
    }
    .into_any()
}

/// "In April 2016: 404.1 ppm"
fn short(forecast: &Forecast) -> String {
    let Some(last) = forecast.steps.last() else { return "No forecast".to_owned() };
    format!("{}: {}", when(forecast, last.day), forecast.shown(last.value))
}

/// The last step, and how far the truth may be from it.
fn sentence(forecast: &Forecast, backing: Backing) -> String {
    let sentence = short(forecast);
    let Some(last) = forecast.steps.last().filter(|step| step.low.is_finite() && step.high.is_finite())
    else {
        return sentence;
    };
    let between = format!("between {} and {}", forecast.shown(last.low), forecast.shown(last.high));
    let (times, parts) = frequency(forecast.coverage);
    match backing {
        Backing::Measured => {
            format!("{sentence}; in {times} of {parts} such forecasts the truth lies {between}")
        }
        Backing::Outside => format!("{sentence}; by its own account {between}"),
        Backing::Author => format!("{sentence}; by its author's account {between}"),
    }
}

/// A month if that is about the distance between steps, else a day.
fn when(forecast: &Forecast, day: f64) -> String {
    const MONTH: f64 = 27.0;
    let Some(date) = Date::from_days(day.round() as i64).filter(|_| day.is_finite()) else {
        return "At the end".to_owned();
    };
    let before = forecast.steps.iter().rev().nth(1).map(|step| step.day);
    let before = before.or(forecast.history.last().map(|point| point[0]));
    let month = MONTHS[usize::from(date.month()) - 1];
    if before.is_some_and(|before| day - before >= MONTH) {
        format!("In {month} {}", date.year())
    } else {
        format!("On {} {month} {}", date.day(), date.year())
    }
}

/// What was measured, what is forecast, and other forecasts of the same days. The forecast sets out from
/// what was measured last.
fn chart(forecast: &Forecast, backing: Backing) -> Chart {
    let start =
        forecast.history.last().copied().filter(|point| point.iter().all(|number| number.is_finite()));
    let steps = || forecast.steps.iter();
    let area = start.map(|[day, value]| [day, value, value]).into_iter();
    let line = start.into_iter().chain(steps().map(|step| [step.day, step.value]));
    let (times, parts) = frequency(forecast.coverage);
    let y = if forecast.unit.is_empty() { "Value" } else { &forecast.unit };
    let band = match backing {
        Backing::Measured => format!("{times} in {parts} lie here"),
        Backing::Outside => "By its own account".to_owned(),
        Backing::Author => "By its author's account".to_owned(),
    };
    let chart = Chart::band(&forecast.title)
        .over_time()
        .x("Date")
        .y(y)
        .area(&band, area.chain(steps().map(|step| [step.day, step.low, step.high])).collect())
        .series("Forecast", line.collect());
    let add = |chart: Chart, series: &Series| chart.series(&series.label, series.points.clone());
    // As much of the past as leaves the forecast room to be seen.
    let past = (2 * forecast.steps.len()).max(24);
    let past = &forecast.history[forecast.history.len().saturating_sub(past)..];
    forecast.beside.iter().fold(chart, add).series("Measured", past.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::ForecastStep;

    #[test]
    fn the_last_step_is_a_sentence() {
        let check = |days: &[&str], backing, expected: &str| {
            let day = |text: &&str| text.parse::<Date>().expect("a day").days() as f64;
            let step = |text| ForecastStep { day: day(text), value: 404.12, low: 402.0, high: 406.06 };
            let forecast = Forecast {
                title: String::new(),
                unit: "ppm".to_owned(),
                decimals: 1,
                history: vec![],
                steps: days.iter().map(step).collect(),
                coverage: 0.9,
                beside: vec![],
            };
            assert_eq!(sentence(&forecast, backing), expected);
        };
        let months = ["2016-03-15", "2016-04-15"];
        check(
            &months,
            Backing::Measured,
            "In April 2016: 404.1 ppm; in 9 of 10 such forecasts the truth lies between 402.0 ppm and 406.1 ppm",
        );
        check(
            &months,
            Backing::Outside,
            "In April 2016: 404.1 ppm; by its own account between 402.0 ppm and 406.1 ppm",
        );
        check(
            &["2016-04-14", "2016-04-15"],
            Backing::Measured,
            "On 15 April 2016: 404.1 ppm; in 9 of 10 such forecasts the truth lies between 402.0 ppm and 406.1 ppm",
        );
        check(&[], Backing::Measured, "No forecast");
    }
}
