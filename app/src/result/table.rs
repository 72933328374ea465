//! A table, a page at a time. Its links lead to the same answer looked at otherwise, so that it can be sorted
//! and leafed through without a script too.

use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::{Cell, Table, TablePage, format_fixed};

pub(super) fn words(table: &Table, _: &Place<'_>) -> Words<'static> {
    let count = match table.rows.len() {
        0 => return Words::new("No rows", "A table without rows"),
        1 => "1 row".to_owned(),
        rows => format!("{} rows", format_fixed(rows as f64, 0)),
    };
    let spoken = format!("A table of {count}");
    Words::new(count, spoken)
}

pub(super) fn view(table: &Table, place: &Place<'_>) -> AnyView {
    let number = place.next_table.replace(place.next_table.get() + 1);
    if table.rows.is_empty() {
        return view! { <p class="hint">"No rows"</p> }.into_any();
    }
    let wanted = place.context.pages.get(number);
    let page = TablePage {
        number: wanted.number.min(table.pages() - 1),
        sort: wanted.sort.filter(|(column, _)| *column < table.columns.len()),
    };
    let columns: Vec<Column> = (0..table.columns.len()).map(|column| Column::of(table, column)).collect();
    let head = std::iter::zip(&table.columns, &columns).enumerate().map(|(column, (name, kind))| {
        let descending = page.sort.filter(|(sorted, _)| *sorted == column).map(|(_, descending)| descending);
        let (sorted, arrow) = match descending {
            None => (None, ""),
            Some(false) => (Some("ascending"), " ↑"),
            Some(true) => (Some("descending"), " ↓"),
        };
        let sort = Some((column, descending == Some(false)));
        view! {
            <th scope="col" class=kind.class() aria-sort=sorted>
                {link(place, number, TablePage { number: 0, sort }, name.clone(), arrow)}
            </th>
        }
    });
    let rows = table.page(page).into_iter().map(|row| {
        let cells = std::iter::zip(row, &columns)
            .map(|(cell, kind)| view! { <td class=kind.class()>{kind.shown(cell)}</td> });
        view! { <tr>{cells.collect_view()}</tr> }
    });
    let label = if place.title.is_empty() { "Table".to_owned() } else { place.title.to_owned() };
    view! {
        <div class="table" id=format!("table-{number}")>
            <div class="scroll" role="region" tabindex="0" aria-label=label>
                <table class="rows">
                    <thead>
                        <tr>{head.collect_view()}</tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
            {foot(table, page, number, place)}
        </div>
    }
    .into_any()
}

/// Which rows these are, the way to the others, and all of them as a file.
fn foot(table: &Table, page: TablePage, number: usize, place: &Place<'_>) -> AnyView {
    let read = |count: usize| format_fixed(count as f64, 0);
    let first = page.number * Table::PAGE;
    let last = (first + Table::PAGE).min(table.rows.len());
    let turn =
        |to: usize, words: &str| link(place, number, TablePage { number: to, ..page }, words.to_owned(), "");
    let earlier = page.number.checked_sub(1).map(|page| turn(page, "Earlier"));
    let later = (page.number + 1 < table.pages()).then(|| turn(page.number + 1, "Later"));
    let query =
        if place.context.query.is_empty() { String::new() } else { format!("?{}", place.context.query) };
    let file = format!("{}/{number}.csv{query}", place.context.tables);
    view! {
        <p class="foot">
            <span>{format!("Rows {}–{} of {}", read(first + 1), read(last), read(table.rows.len()))}</span>
            {earlier}
            {later}
            <a href=file download="">"Download as CSV"</a>
        </p>
    }
    .into_any()
}

/// A link to the same answer with this table looked at otherwise. A script takes the click and fetches only
/// the view.
fn link(place: &Place<'_>, number: usize, page: TablePage, words: String, mark: &'static str) -> AnyView {
    let query = place.context.pages.with(number, page).query();
    let address = place.context.address;
    let joint = match address.split_once('?') {
        _ if query.is_empty() => "",
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    let href = format!("{address}{joint}{query}#table-{number}");
    let mark = (!mark.is_empty()).then(|| view! { <span aria-hidden="true">{mark}</span> });
    view! { <a href=href data-view=query>{words} {mark}</a> }.into_any()
}

/// How the cells of a column are read: all of them in the same way.
enum Column {
    Text,
    Number { decimals: u8, parted: bool },
}

impl Column {
    fn of(table: &Table, column: usize) -> Self {
        let cells = || table.rows.iter().filter_map(|row| row.get(column));
        let numbers: Vec<f64> = cells()
            .filter_map(|cell| if let Cell::Number(number) = cell { Some(*number) } else { None })
            .filter(|number| number.is_finite())
            .collect();
        if numbers.is_empty() || cells().any(|cell| matches!(cell, Cell::Text(_))) {
            return Self::Text;
        }
        let largest = numbers.iter().fold(0.0, |largest: f64, number| largest.max(number.abs()));
        // Four digits alone may be a year, which nobody parts.
        Self::Number { decimals: decimals(&numbers, largest), parted: largest >= 10_000.0 }
    }

    fn class(&self) -> Option<&'static str> {
        matches!(self, Self::Number { .. }).then_some("numeric")
    }

    fn shown(&self, cell: &Cell) -> String {
        match (cell, self) {
            (Cell::Empty, _) => String::new(),
            (Cell::Text(text), _) => text.clone(),
            (Cell::Number(number), _) if !number.is_finite() => String::new(),
            (Cell::Number(number), Self::Text) => number.to_string(),
            (Cell::Number(number), Self::Number { decimals, parted: true }) => {
                format_fixed(*number, *decimals)
            }
            (Cell::Number(number), Self::Number { decimals, .. }) => {
                format_fixed(*number, *decimals).replace(',', "")
            }
        }
    }
}

/// As many decimals as were given if they are few, else about four digits.
fn decimals(numbers: &[f64], largest: f64) -> u8 {
    const FEW: u8 = 3;
    let exact = |decimals: &u8| {
        let power = 10f64.powi(i32::from(*decimals));
        numbers.iter().all(|number| ((number * power).round() / power - number).abs() <= 1e-7 * largest)
    };
    (0..=FEW).find(exact).unwrap_or_else(|| (3.0 - largest.log10().floor()).clamp(0.0, 6.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_read_in_one_way() {
        let check = |cells: &[Cell], expected: &[&str]| {
            let table = Table {
                columns: vec!["a".into()],
                rows: cells.iter().map(|cell| vec![cell.clone()]).collect(),
            };
            let column = Column::of(&table, 0);
            assert_eq!(cells.iter().map(|cell| column.shown(cell)).collect::<Vec<_>>(), expected);
        };
        check(&[1995.0.into(), 2010.0.into()], &["1995", "2010"]);
        check(&[215_000.0.into(), Cell::Empty, 900.0.into()], &["215,000", "", "900"]);
        check(&[1.5.into(), 2.0.into()], &["1.5", "2.0"]);
        check(&[(1.0 / 3.0).into(), 12.0.into()], &["0.33", "12.00"]);
        check(&[(-0.25).into(), "few".into()], &["-0.25", "few"]);
        check(&[Cell::Number(f64::NAN), 1.0.into()], &["", "1"]);
    }
}
