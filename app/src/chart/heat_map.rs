//! A heat map: a value for each row and column, as a colour.

use super::frame::{LETTER, WIDTH, x_name};
use super::scale::decimals;
use super::{Drawn, data_table};
use leptos::prelude::*;
use maquette_contract::{Chart, Heat, Range, format_fixed};

/// How many steps the colours have.
const STEPS: usize = 5;
/// Up to so many columns there is room for the values in the cells.
const FEW: usize = 8;
/// Nobody could distinguish more than this.
const MAX_CELLS: usize = 60;

pub(super) fn draw(chart: &Chart, heat: &Heat) -> Option<Drawn> {
    let values = || heat.values.iter().flatten().flatten().copied().filter(|value| value.is_finite());
    let range = Range::around(values())?;
    let decimals =
        if values().all(|value| value.fract() == 0.0) { 0 } else { decimals(range.low, range.high) };
    let read = |value: f64| format_fixed(value, decimals);
    let (columns, rows) = (heat.columns.len().min(MAX_CELLS), heat.rows.len().min(MAX_CELLS));
    let longest = heat.rows.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let left = (longest as f64 * LETTER + 14.0).min(130.0);
    let width = (WIDTH - left) / columns.max(1) as f64;
    let tall = (240.0 / rows.max(1) as f64).clamp(10.0, 30.0);
    let written = columns <= FEW && tall >= 18.0;
    let cells =
        (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))).map(|(row, column)| {
            let value = cell(heat, row, column);
            let (x, y) = (left + column as f64 * width, row as f64 * tall);
            let step =
                value.map_or_else(|| "heat-none".to_owned(), |value| format!("heat-{}", step(value, range)));
            let text = value.filter(|_| written).map(|value| {
                view! {
                    <text
                        class=format!("on-{step}")
                        x=format!("{:.1}", x + width / 2.0)
                        y=format!("{:.1}", y + tall / 2.0)
                        dy=".35em"
                        text-anchor="middle"
                    >
                        {read(value)}
                    </text>
                }
            });
            view! {
                <rect
                    class=step
                    x=format!("{:.1}", x + 0.5)
                    y=format!("{:.1}", y + 0.5)
                    width=format!("{:.1}", width - 1.0)
                    height=format!("{:.1}", tall - 1.0)
                />
                {text}
            }
        });
    // Only as many names as there is room for.
    let every = |room: f64, needed: f64| (needed / room).ceil().max(1.0) as usize;
    let widest = heat.columns.iter().map(|name| name.chars().count()).max().unwrap_or(0) as f64 * LETTER;
    let foot = rows as f64 * tall;
    let beneath = heat.columns.iter().take(columns).enumerate().step_by(every(width, widest + 5.0)).map(|(column, name)| {
        let middle = left + (column as f64 + 0.5) * width;
        view! { <text class="tick" x=format!("{middle:.1}") y=format!("{:.1}", foot + 16.0) text-anchor="middle">{name.clone()}</text> }
    });
    let beside = heat.rows.iter().take(rows).enumerate().step_by(every(tall, 13.0)).map(|(row, name)| {
        let middle = (row as f64 + 0.5) * tall;
        view! { <text class="tick" x=format!("{:.1}", left - 6.0) y=format!("{middle:.1}") dy=".35em" text-anchor="end">{name.clone()}</text> }
    });
    let height = foot + if chart.x.label.is_empty() { 24.0 } else { 42.0 };
    let marks = view! {
        {cells.collect_view()}
        {beneath.collect_view()}
        {beside.collect_view()}
        {x_name(&chart.x, f64::midpoint(left, WIDTH), height)}
    };
    let named = |(row, column): (usize, usize)| {
        let name = |names: &[String], place: usize| names.get(place).cloned().unwrap_or_default();
        format!("{}, {}", name(&heat.rows, row), name(&heat.columns, column))
    };
    let places =
        || (0..heat.rows.len()).flat_map(|row| (0..heat.columns.len()).map(move |column| (row, column)));
    let at = |wanted: f64| places().find(|&(row, column)| cell(heat, row, column) == Some(wanted)).map(named);
    let words = format!(
        "{} rows by {} columns: lowest {} ({}), highest {} ({})",
        heat.rows.len(),
        heat.columns.len(),
        read(range.low),
        at(range.low).unwrap_or_default(),
        read(range.high),
        at(range.high).unwrap_or_default(),
    );
    let head = std::iter::once(chart.y.label.clone()).chain(heat.columns.iter().cloned());
    let row = |(row, name): (usize, &String)| {
        let value = |column| cell(heat, row, column).map(read).unwrap_or_default();
        std::iter::once(name.clone()).chain((0..heat.columns.len()).map(value)).collect()
    };
    let small = heat.rows.len() <= data_table::MAX_ROWS && heat.columns.len() <= 20;
    let numbers = if small {
        data_table::table(head.collect(), heat.rows.iter().enumerate().map(row).collect())
    } else {
        view! { <p class="hint">{words.clone()}</p> }.into_any()
    };
    Some(Drawn {
        legend: Some(legend(read(range.low), read(range.high))),
        height,
        marks: marks.into_any(),
        words,
        numbers,
    })
}

fn cell(heat: &Heat, row: usize, column: usize) -> Option<f64> {
    heat.values.get(row)?.get(column).copied()?.filter(|value| value.is_finite())
}

/// Which of the equal steps from the lowest to the highest a value lies on.
fn step(value: f64, range: Range) -> usize {
    let share = (value - range.low) / (range.high - range.low);
    let share = if share.is_finite() { share } else { 0.5 };
    ((share * STEPS as f64) as usize).min(STEPS - 1)
}

fn legend(low: String, high: String) -> AnyView {
    let steps = (0..STEPS)
        .map(|step| view! { <rect class=format!("heat-{step}") x=step * 20 width="19" height="10" /> });
    view! {
        <p class="legend steps">
            {low}
            <svg viewBox="0 0 100 10" aria-hidden="true">{steps.collect_view()}</svg>
            {high}
        </p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_from_the_lowest_to_the_highest() {
        let check = |value, low, high, expected| assert_eq!(step(value, Range { low, high }), expected);
        check(0.0, 0.0, 10.0, 0);
        check(5.0, 0.0, 10.0, 2);
        check(10.0, 0.0, 10.0, 4);
        check(3.0, 3.0, 3.0, 2);
        check(-10.0, -10.0, 0.0, 0);
    }
}
