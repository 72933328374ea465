//! [`Date`]: a day of the Gregorian calendar.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, from year 1 to 9999.
///
/// ```
/// use maquette_contract::Date;
///
/// let leap: Date = "2020-02-29".parse()?;
/// assert_eq!(leap.days() - Date::new(2020, 2, 1).expect("a day").days(), 28);
/// assert_eq!(Date::from_days(leap.days()), Some(leap));
/// assert!("2021-02-29".parse::<Date>().is_err());
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

const MONTHS: [u8; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

impl Date {
    pub const FIRST: Self = Self { year: 1, month: 1, day: 1 };
    pub const LAST: Self = Self { year: 9999, month: 12, day: 31 };

    /// A day, if there is such a one.
    pub const fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 {
            return None;
        }
        let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
        let length = if month == 2 && leap { 29 } else { MONTHS[month as usize - 1] };
        if day > length { None } else { Some(Self { year, month, day }) }
    }

    /// A day that an author writes down.
    ///
    /// ```
    /// use maquette_contract::Date;
    ///
    /// const START: Date = Date::on(2015, 4, 1);
    /// assert_eq!(START.to_string(), "2015-04-01");
    /// ```
    ///
    /// # Panics
    /// When there is no such day; of a constant the compiler says so.
    pub const fn on(year: u16, month: u8, day: u8) -> Self {
        match Self::new(year, month, day) {
            Some(day) => day,
            None => panic!("there is no such day"),
        }
    }

    pub const fn year(self) -> u16 {
        self.year
    }

    /// From 1 to 12.
    pub const fn month(self) -> u8 {
        self.month
    }

    /// From 1 to 31.
    pub const fn day(self) -> u8 {
        self.day
    }

    /// Days since the first of January 1970, negative before it (Hinnant, "chrono-compatible low-level date
    /// algorithms", `days_from_civil`).
    pub const fn days(self) -> i64 {
        let month = self.month as i64;
        let year = self.year as i64 - if month <= 2 { 1 } else { 0 };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + self.day as i64 - 1;
        era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
    }

    /// The day so many days after the first of January 1970 (the same, `civil_from_days`).
    pub const fn from_days(days: i64) -> Option<Self> {
        // Beyond any calendar, and beyond what can be added up.
        if days.unsigned_abs() > 10_000_000 {
            return None;
        }
        let days = days + 719_468;
        let era = days.div_euclid(146_097);
        let of_era = days.rem_euclid(146_097);
        let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let shifted = (5 * of_year + 2) / 153;
        let day = of_year - (153 * shifted + 2) / 5 + 1;
        let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
        let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
        if year < 1 || year > 9999 {
            return None;
        }
        Self::new(year as u16, month as u8, day as u8)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

impl FromStr for Date {
    type Err = String;

    /// Reads `2020-02-29`, and nothing else.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = |from: usize, to: usize| {
            let part = text.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()))?;
            part.parse::<u16>().ok()
        };
        let dashes = text.len() == 10 && text.as_bytes()[4] == b'-' && text.as_bytes()[7] == b'-';
        let date = || Self::new(digits(0, 4)?, digits(5, 7)? as u8, digits(8, 10)? as u8);
        if dashes { date() } else { None }.ok_or_else(|| format!("“{text}” is not a date such as 2020-02-29"))
    }
}

impl From<Date> for String {
    fn from(date: Date) -> Self {
        date.to_string()
    }
}

impl TryFrom<String> for Date {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_is_a_day_and_nothing_else() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(text.parse::<Date>().ok().map(|date| date.to_string()).as_deref(), expected, "{text}");
        };
        check("2020-02-29", Some("2020-02-29"));
        check("0001-01-01", Some("0001-01-01"));
        check("9999-12-31", Some("9999-12-31"));
        for wrong in ["", "2021-02-29", "1900-02-29", "2020-13-01", "2020-00-01", "2020-01-32", "0000-01-01"]
        {
            check(wrong, None);
        }
        for wrong in ["20-02-2020", "2020-2-29", "2020/02/29", "+020-02-29", "2020-02-29 ", "٢٠٢٠-٠٢"] {
            check(wrong, None);
        }
    }

    #[test]
    fn days_are_counted_without_a_gap() {
        let day = |text: &str| text.parse::<Date>().expect("a day").days();
        assert_eq!((day("1970-01-01"), day("1969-12-31"), day("2000-03-01")), (0, -1, 11_017));
        let mut last = day("0001-01-01") - 1;
        for days in day("0001-01-01")..=day("9999-12-31") {
            let date = Date::from_days(days).expect("a day");
            assert_eq!(date.days(), last + 1);
            last = days;
        }
        assert_eq!(Date::from_days(day("9999-12-31") + 1), None);
        assert_eq!(Date::from_days(day("0001-01-01") - 1), None);
        assert_eq!((Date::from_days(i64::MAX), Date::from_days(i64::MIN)), (None, None));
    }
}
