//! The monthly series of CO2 at Mauna Loa, and the naive forecast from it.

use anyhow::{Result, ensure};
use maquette_contract::Date;

/// Monthly means without a gap.
#[derive(Clone, Debug)]
pub(super) struct Series {
    /// The first day of the first month.
    first: Date,
    /// In parts per million.
    values: Vec<f64>,
}

/// In the years before, five months were not measured.
pub(super) const FIRST: Date = Date::on(1964, 5, 1);

impl Series {
    /// From a table with the columns `Date` and `CO2`, in the order of time.
    pub(super) fn read(csv: &[u8]) -> Result<Self> {
        let mut series = Self { first: FIRST, values: vec![] };
        for row in csv::Reader::from_reader(csv).into_deserialize::<(Date, f64, f64)>() {
            let (date, value, _) = row?;
            let Some(month) = series.month(date) else { continue };
            ensure!(month == series.values.len(), "{date} is not the month after the one before");
            series.values.push(value);
        }
        Ok(series)
    }

    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// The value of a month, by its number.
    pub(super) fn at(&self, month: usize) -> f64 {
        self.values[month]
    }

    /// The value of a month, where the table reaches so far.
    pub(super) fn get(&self, month: usize) -> Option<f64> {
        self.values.get(month).copied()
    }

    /// The number of the month of a day, from 0; `None` before the first.
    pub(super) fn month(&self, date: Date) -> Option<usize> {
        let count = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
        usize::try_from(count(date) - count(self.first)).ok()
    }

    /// The middle of a month, in days since 1970.
    pub(super) fn day(&self, month: usize) -> f64 {
        let (year, month) = self.calendar(month);
        Date::new(year, month, 15).map_or(f64::NAN, |date| date.days() as f64)
    }

    /// "2015-05"
    pub(super) fn name(&self, month: usize) -> String {
        let (year, month) = self.calendar(month);
        format!("{year}-{month:02}")
    }

    /// The year and the month of the year.
    fn calendar(&self, month: usize) -> (u16, u8) {
        let count = usize::from(self.first.year()) * 12 + usize::from(self.first.month()) - 1 + month;
        ((count / 12) as u16, (count % 12) as u8 + 1)
    }
}

/// How many years the usual rise is taken from.
pub(super) const YEARS: usize = 5;

/// The forecast without learning: the same month a year before, and for each year the mean rise of the last five.
/// Of all such simple ones it is among the best here; with the rise of the last year alone it is off by half as much
/// again.
pub(super) fn naive(series: &Series, start: usize, ahead: usize) -> f64 {
    let years = ahead.div_ceil(12);
    let rise = (series.at(start) - series.at(start - YEARS * 12)) / YEARS as f64;
    series.at(start + ahead - 12 * years) + years as f64 * rise
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_has_no_gap() {
        let read = |rows: &str| Series::read(format!("Date,CO2,adjusted\n{rows}").as_bytes());
        let series = read("1964-04-01,9,0\n1964-05-01,10,0\n1964-06-01,11,0\n").expect("read");
        assert_eq!([series.len() as f64, series.at(0), series.at(1)], [2.0, 10.0, 11.0]);
        assert_eq!((series.get(2), series.name(8).as_str()), (None, "1965-01"));
        assert_eq!(series.month(Date::on(1964, 6, 30)), Some(1));
        assert_eq!(series.month(Date::on(1964, 4, 30)), None);
        assert_eq!(Date::from_days(series.day(1) as i64), Date::new(1964, 6, 15));
        read("1964-05-01,10,0\n1964-07-01,12,0\n").expect_err("a gap");
    }
}
