//! The numbers of a chart as an HTML table, for those who do not see it.

use super::series::{reader, summary};
use leptos::prelude::*;
use maquette_contract::{Axis, Series};

/// Beyond this many rows a chart is summed up instead.
pub(super) const MAX_ROWS: usize = 50;

/// The numbers of a chart: a head, and rows that begin with their name.
pub(super) fn table(head: Vec<String>, rows: Vec<Vec<String>>) -> AnyView {
    let head = head.into_iter().map(|name| match name.as_str() {
        // A head without a name would be read as one.
        "" => view! { <td></td> }.into_any(),
        _ => view! { <th scope="col">{name}</th> }.into_any(),
    });
    let rows = rows.into_iter().map(|row| {
        let mut cells = row.into_iter();
        let name = cells.next();
        let cells = cells.map(|cell| view! { <td>{cell}</td> });
        view! {
            <tr>
                <th scope="row">{name}</th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <table class="numbers">
            <thead>
                <tr>{head.collect_view()}</tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// The numbers of lines: each point where they are few, else what each line does on the whole.
pub(super) fn lines(all: &[Series], x: &Axis, y: &Axis) -> AnyView {
    let mut places: Vec<f64> = all.iter().flat_map(|series| &series.points).map(|point| point[0]).collect();
    places.sort_by(f64::total_cmp);
    places.dedup();
    if places.len() > MAX_ROWS {
        let items = all.iter().map(|series| {
            view! { <li>{format!("{} ({} points)", summary(series, x, y), series.points.len())}</li> }
        });
        return view! { <ul class="hint">{items.collect_view()}</ul> }.into_any();
    }
    let values = all.iter().flat_map(|series| &series.points).map(|point| point[1]);
    let (at, read) = (reader(x, places.iter().copied()), reader(y, values));
    let value = |series: &Series, place: f64| {
        let point = series.points.iter().find(|point| point[0] == place);
        point.map(|point| read(point[1])).unwrap_or_default()
    };
    let head = std::iter::once(x.label.clone()).chain(all.iter().map(|series| series.label.clone()));
    let row = |&place: &f64| {
        std::iter::once(at(place)).chain(all.iter().map(|series| value(series, place))).collect()
    };
    table(head.collect(), places.iter().map(row).collect())
}
