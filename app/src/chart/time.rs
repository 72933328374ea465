//! Ticks of an axis of time: years, months or days.

use maquette_contract::Date;

/// The days that a tick may stand on.
#[derive(Clone, Copy)]
enum Step {
    Years(i32),
    Months(i32),
    Days(i64),
}

/// From fine to coarse.
const STEPS: [Step; 16] = [
    Step::Days(1),
    Step::Days(2),
    Step::Days(7),
    Step::Days(14),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(1000),
];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Days between two days that a calendar would mark, at most so many, each with its text: years where years
/// fit, else months, else days.
pub(super) fn ticks(low: f64, high: f64, most: usize) -> Vec<(f64, String)> {
    let (first, last) = (low.ceil() as i64, high.floor() as i64);
    let (Some(start), Some(end)) = (Date::from_days(first), Date::from_days(last)) else {
        return vec![];
    };
    let fitting = STEPS.iter().map(|step| step.days(start, end)).find(|days| days.len() <= most);
    fitting.unwrap_or_default()
}

impl Step {
    /// Every such day from one to another, counted only as far as they could ever fit.
    fn days(self, start: Date, end: Date) -> Vec<(f64, String)> {
        const ENOUGH: usize = 30;
        let within = |date: &Date| start <= *date && *date <= end;
        let month = |count: i32| {
            Date::new(u16::try_from(count.div_euclid(12)).ok()?, count.rem_euclid(12) as u8 + 1, 1)
        };
        let months = |date: Date| i32::from(date.year()) * 12 + i32::from(date.month()) - 1;
        let every = |step: i32| {
            let from = months(start).div_euclid(step) * step;
            (0..).map(move |tick| from + tick * step).take_while(move |count| *count <= months(end))
        };
        let dates: Vec<Date> = match self {
            Self::Years(years) => every(years * 12).filter_map(month).filter(within).take(ENOUGH).collect(),
            Self::Months(step) => every(step).filter_map(month).filter(within).take(ENOUGH).collect(),
            Self::Days(step) => (start.days()..=end.days())
                .step_by(step as usize)
                .filter_map(Date::from_days)
                .take(ENOUGH)
                .collect(),
        };
        let mut year = 0;
        let text = |date: Date| {
            let named = MONTHS[usize::from(date.month()) - 1];
            match self {
                Self::Years(_) => date.year().to_string(),
                Self::Months(_) => format!("{named} {}", date.year()),
                // The year is named where it begins.
                Self::Days(_) if std::mem::replace(&mut year, date.year()) == date.year() => {
                    format!("{} {named}", date.day())
                }
                Self::Days(_) => format!("{} {named} {}", date.day(), date.year()),
            }
        };
        let places: Vec<f64> = dates.iter().map(|date| date.days() as f64).collect();
        std::iter::zip(places, dates.into_iter().map(text)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_marks_its_days() {
        let check = |low: &str, high: &str, most, expected: &str| {
            let day = |text: &str| text.parse::<Date>().expect("a day").days() as f64;
            let texts: Vec<_> = ticks(day(low), day(high), most).into_iter().map(|(_, text)| text).collect();
            assert_eq!(texts.join(", "), expected);
        };
        check("1958-03-29", "2001-12-29", 6, "1960, 1970, 1980, 1990, 2000");
        check("2010-01-01", "2015-06-01", 6, "2010, 2011, 2012, 2013, 2014, 2015");
        check("2015-11-20", "2016-04-02", 5, "Dec 2015, Jan 2016, Feb 2016, Mar 2016, Apr 2016");
        check("2015-12-30", "2016-01-02", 6, "30 Dec 2015, 31 Dec, 1 Jan 2016, 2 Jan");
        check("2016-01-01", "2016-01-01", 6, "1 Jan 2016");
        check("0001-01-01", "9999-12-31", 12, "1000, 2000, 3000, 4000, 5000, 6000, 7000, 8000, 9000");
    }

    #[test]
    fn what_is_no_day_has_no_tick() {
        assert_eq!(ticks(f64::NAN, f64::INFINITY, 6), []);
        assert_eq!(ticks(-1e300, 0.0, 6), []);
    }
}
