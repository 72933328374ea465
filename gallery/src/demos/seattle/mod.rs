//! Four years of weather in Seattle, to be looked at from any side. A function and no model: each answer
//! comes from the 1,461 days of the table.

use maquette::prelude::*;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Inputs)]
struct Question {
    /// What to look at
    #[input(default = Measure::Warmest)]
    measure: Measure,
    /// From
    #[input(range = "2012-01-01"..="2015-12-31", default = "2015-01-01")]
    from: Date,
    /// To
    #[input(range = "2012-01-01"..="2015-12-31", default = "2015-12-31")]
    to: Date,
    /// Only days of this weather
    /// All days where none is chosen
    weather: Vec<Weather>,
    /// Smooth over a week
    #[input(default = true)]
    smooth: bool,
}

#[derive(Choice, Clone, Copy)]
enum Measure {
    /// Highest temperature
    Warmest,
    /// Lowest temperature
    Coldest,
    /// Rain and snow
    Precipitation,
    /// Wind
    Wind,
}

#[derive(Choice, Clone, Copy, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Weather {
    Sun,
    Drizzle,
    Rain,
    Snow,
    Fog,
}

#[derive(Clone, Debug, Deserialize)]
struct Day {
    date: Date,
    /// In millimetres.
    precipitation: f64,
    /// In degrees Celsius, as is the lowest.
    temp_max: f64,
    temp_min: f64,
    /// In metres a second.
    wind: f64,
    weather: Weather,
}

/// The outputs for the days that match the question.
type Answer = (Metric, Metric, Metric, Chart, Chart, Titled<Chart>, Titled<Table>);

pub(super) fn demo() -> Demo {
    let days: Vec<Day> = csv::Reader::from_reader(include_bytes!("weather.csv").as_slice())
        .into_deserialize()
        .collect::<Result<_, _>>()
        .unwrap_or_else(|error| panic!("the table in this folder is read: {error}"));
    let question = |measure, from, to, weather, smooth| Question { measure, from, to, weather, smooth };
    let (first, last) = (days[0].date, days[days.len() - 1].date);
    Demo::function("seattle", move |question: Question| look(&days, &question))
        .title("What was the weather like in Seattle?")
        .description(
            "Pick a measure and a time between 2012 and 2015. Everything follows: figures, charts and the days themselves.\n\n\
             Data: NOAA's daily observations at Seattle-Tacoma, by way of vega-datasets.",
        )
        .button("Look")
        .example("A hot summer", question(Measure::Warmest, Date::on(2015, 6, 1), Date::on(2015, 8, 31), vec![], false))
        .example("Four years of rain", question(Measure::Precipitation, first, last, vec![], true))
        .example("Days of snow", question(Measure::Coldest, first, last, vec![Weather::Snow], false))
}

fn look(days: &[Day], question: &Question) -> Result<Answer, Refusal> {
    if question.from > question.to {
        return Err(Refusal::new("The first day comes after the last: exchange them"));
    }
    let matches = |day: &&Day| {
        (question.from..=question.to).contains(&day.date)
            && (question.weather.is_empty() || question.weather.contains(&day.weather))
    };
    let days: Vec<&Day> = days.iter().filter(matches).collect();
    let Some(most) =
        days.iter().copied().max_by(|a, b| question.measure.of(a).total_cmp(&question.measure.of(b)))
    else {
        return Err(Refusal::new("There was no such day: choose more kinds of weather or a longer time"));
    };
    let measure = question.measure;
    let values: Vec<f64> = days.iter().map(|day| measure.of(day)).collect();
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let unit = measure.unit();
    let share = values.len() as f64 / (question.to.days() - question.from.days() + 1) as f64;
    Ok((
        Metric::new("Days", &values.len().to_string())
            .remark(&format!("{:.0} % of the days in this period", share * 100.0)),
        Metric::new("Mean", &format!("{mean:.1} {unit}")).remark(measure.label()),
        Metric::new("Highest", &format!("{:.1} {unit}", measure.of(most))).remark(&most.date.to_string()),
        course(&days, question),
        Chart::histogram(&format!("How often each {} came", measure.label().to_lowercase()), &values, 20)
            .x(&format!("{} ({unit})", measure.label()))
            .y("Days"),
        titled("By month and year", months(&days, measure)),
        titled("The days", table(&days)),
    ))
}

/// Day by day, or each day as the mean of the week around it.
fn course(days: &[&Day], question: &Question) -> Chart {
    let measure = question.measure;
    let near = |day: &Day| {
        let week = days.iter().filter(|other| (other.date.days() - day.date.days()).abs() <= 3);
        let values: Vec<f64> = week.map(|day| measure.of(day)).collect();
        values.iter().sum::<f64>() / values.len() as f64
    };
    let value = |day: &Day| if question.smooth { near(day) } else { measure.of(day) };
    let points = days.iter().map(|day| [day.date.days() as f64, value(day)]).collect();
    let title = if question.smooth { "The mean of the week around each day" } else { "Day by day" };
    let label = format!("{} ({})", measure.label(), measure.unit());
    // A line would join days that lie weeks from each other.
    let chart = if question.weather.is_empty() { Chart::line(title) } else { Chart::scatter(title) };
    chart.over_time().x("Day").y(&label).series(measure.label(), points)
}

/// The mean of each month.
fn months(days: &[&Day], measure: Measure) -> Chart {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut years: BTreeMap<u16, [Vec<f64>; 12]> = BTreeMap::new();
    for day in days {
        let months = years.entry(day.date.year()).or_default();
        months[usize::from(day.date.month()) - 1].push(measure.of(day));
    }
    let mean =
        |values: &Vec<f64>| (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64);
    let values = years.values().map(|months| months.iter().map(mean).collect()).collect();
    let years: Vec<_> = years.keys().map(ToString::to_string).collect();
    let title = format!("{} ({}), the mean of each month", measure.label(), measure.unit());
    Chart::heat_map(&title, &MONTHS, &years, values)
}

fn table(days: &[&Day]) -> Table {
    let table = Table::new(["Day", "Weather", "Highest °C", "Lowest °C", "Rain and snow mm", "Wind m/s"]);
    days.iter().fold(table, |table, day| {
        let weather = format!("{:?}", day.weather);
        let Day { temp_max, temp_min, precipitation, wind, .. } = **day;
        table.row([
            day.date.to_string().into(),
            weather.into(),
            temp_max.into(),
            temp_min.into(),
            precipitation.into(),
            wind.into(),
        ])
    })
}

impl Measure {
    fn of(self, day: &Day) -> f64 {
        match self {
            Self::Warmest => day.temp_max,
            Self::Coldest => day.temp_min,
            Self::Precipitation => day.precipitation,
            Self::Wind => day.wind,
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Warmest => "Highest temperature",
            Self::Coldest => "Lowest temperature",
            Self::Precipitation => "Rain and snow",
            Self::Wind => "Wind",
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Self::Warmest | Self::Coldest => "°C",
            Self::Precipitation => "mm",
            Self::Wind => "m/s",
        }
    }
}
