use anyhow::{Context, Result, ensure};
use maquette_contract::Date;

/// Monthly means without a gap: of a month that was not measured, what lies on the line between its neighbours.
#[derive(Clone, Debug)]
pub(super) struct Series {
    /// The first day of the first month.
    first: Date,
    /// In parts per million.
    values: Vec<f64>,
}

impl Series {
    /// From a table with the columns `Date` and `CO2`, in the order of time.
    pub(super) fn read(csv: &[u8]) -> Result<Self> {
        let mut rows = csv::Reader::from_reader(csv).into_deserialize::<(Date, f64, f64)>();
        let (first, value, _) = rows.next().context("the table has no rows")??;
        let mut series = Self { first, values: vec![value] };
        for row in rows {
            let (date, value, _) = row?;
            let month = series.month(date).context("a month before the first")?;
            let (known, last) = (series.values.len(), series.values[series.values.len() - 1]);
            ensure!(month >= known, "the months are not in their order");
            for gap in known..=month {
                let share = (gap + 1 - known) as f64 / (month + 1 - known) as f64;
                series.values.push(last + (value - last) * share);
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_is_filled_along_a_line() {
        let series = Series::read(b"Date,CO2,adjusted\n1999-11-01,10,0\n2000-02-01,16,0\n").expect("read");
        let values: Vec<f64> = (0..series.len()).map(|month| series.at(month)).collect();
        assert_eq!(values, [10.0, 12.0, 14.0, 16.0]);
        assert_eq!(series.month("2000-01-31".parse().expect("a day")), Some(2));
        assert_eq!(series.month("1999-10-31".parse().expect("a day")), None);
        assert_eq!(
            Date::from_days(series.day(2) as i64).map(|date| date.to_string()).as_deref(),
            Some("2000-01-15")
        );
    }
}
