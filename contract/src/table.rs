//! [`Table`]: rows of cells, sorted and shown page by page.

use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// Rows under named columns.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub columns: Vec<String>,
    /// Each as long as there are columns.
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    Number(f64),
    Text(String),
    Empty,
}

/// Which part of a long table is looked at, and in which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TablePage {
    /// From 0.
    pub number: usize,
    /// The column it is sorted by, and whether the largest comes first.
    pub sort: Option<(usize, bool)>,
}

impl Table {
    /// How many rows a page shows.
    pub const PAGE: usize = 20;

    /// ```
    /// use maquette_contract::{Cell, Table};
    ///
    /// let table = Table::new(["Town", "People"]).row(["Ames".into(), Cell::from(66_427.0)]);
    /// assert_eq!(table.rows.len(), 1);
    /// ```
    pub fn new<const N: usize>(columns: [&str; N]) -> Self {
        Self { columns: columns.map(str::to_owned).to_vec(), rows: vec![] }
    }

    /// Adds a row.
    ///
    /// # Panics
    /// When it has not as many cells as there are columns.
    #[must_use]
    pub fn row<const N: usize>(mut self, cells: [Cell; N]) -> Self {
        assert_eq!(N, self.columns.len(), "a row has a cell for each column");
        self.rows.push(cells.into());
        self
    }

    /// The rows of a window, in its order. Of equals the earlier stays first, and empty cells come last.
    pub fn page(&self, page: TablePage) -> Vec<&[Cell]> {
        let mut rows: Vec<&[Cell]> = self.rows.iter().map(Vec::as_slice).collect();
        if let Some((column, descending)) = page.sort.filter(|(column, _)| *column < self.columns.len()) {
            rows.sort_by(|a, b| a[column].order(&b[column], descending));
        }
        rows.into_iter().skip(page.number.saturating_mul(Self::PAGE)).take(Self::PAGE).collect()
    }

    /// How many pages it fills; at least one.
    pub fn pages(&self) -> usize {
        self.rows.len().div_ceil(Self::PAGE).max(1)
    }
}

impl Cell {
    fn order(&self, other: &Self, descending: bool) -> Ordering {
        let order = match (self, other) {
            (Self::Empty, Self::Empty) => return Ordering::Equal,
            (Self::Empty, _) => return Ordering::Greater,
            (_, Self::Empty) => return Ordering::Less,
            (Self::Number(a), Self::Number(b)) => a.total_cmp(b),
            (Self::Number(_), Self::Text(_)) => Ordering::Less,
            (Self::Text(_), Self::Number(_)) => Ordering::Greater,
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
        };
        if descending { order.reverse() } else { order }
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        if number.is_finite() { Self::Number(number) } else { Self::Empty }
    }
}

macro_rules! whole_numbers {
    ($($whole:ty)*) => {$(
        impl From<$whole> for Cell {
            #[allow(clippy::cast_lossless)]
            fn from(number: $whole) -> Self {
                Self::Number(number as f64)
            }
        }
    )*};
}

whole_numbers! { i8 i16 i32 i64 isize u8 u16 u32 u64 usize }

impl From<f32> for Cell {
    /// The number as it was written: 0.1 is 0.1 and not 0.10000000149.
    fn from(number: f32) -> Self {
        number.to_string().parse().map_or(Self::Empty, f64::into)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::Empty, Into::into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first cells of a page, `-` where they are empty.
    fn check(page: TablePage, expected: &str) {
        let cells: [Cell; 6] = [3.0.into(), "b".into(), Cell::Empty, 1.0.into(), "a".into(), 1.0.into()];
        let table = Table { columns: vec!["a".into()], rows: cells.map(|cell| vec![cell]).to_vec() };
        let shown = |cell: &Cell| match cell {
            Cell::Number(number) => number.to_string(),
            Cell::Text(text) => text.clone(),
            Cell::Empty => "-".to_owned(),
        };
        let actual: Vec<_> = table.page(page).into_iter().map(|row| shown(&row[0])).collect();
        assert_eq!(actual.join(""), expected, "{page:?}");
    }

    #[test]
    fn a_window_is_sorted_and_cut() {
        check(TablePage::default(), "3b-1a1");
        check(TablePage { number: 0, sort: Some((0, false)) }, "113ab-");
        check(TablePage { number: 0, sort: Some((0, true)) }, "ba311-");
        check(TablePage { number: 1, sort: None }, "");
        check(TablePage { number: usize::MAX, sort: Some((9, true)) }, "");
    }
}
