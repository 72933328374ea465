//! A table field: CSV in a textarea, which a script turns into a grid.

use super::{FieldView, described, invalid};
use crate::form::escaped;
use leptos::prelude::*;
use maquette_contract::{Feature, Kind, Schema};

/// A table as CSV, typed or uploaded; its module turns it into a grid.
pub(super) fn view(field: &FieldView<'_>) -> AnyView {
    let feature = field.feature;
    let Kind::Table { row, max_rows, .. } = &feature.kind else { return ().into_any() };
    let name = &feature.name;
    let column = |column: &Feature| {
        serde_json::json!({
            "name": column.name,
            "label": column.label,
            "unit": column.unit(),
            "default": column.default,
            "required": column.needs_value(),
        })
    };
    let columns: serde_json::Value = row.features.iter().map(column).collect();
    view! {
        <div
            class="media"
            data-widget="table"
            data-columns=columns.to_string()
            data-rows=*max_rows
            data-largest=Schema::MAX_TABLE_CHARS
        >
            <textarea
                id=name.clone()
                name=name.clone()
                rows="6"
                spellcheck="false"
                aria-describedby=described(name)
                aria-invalid=invalid(field)
                inner_html=escaped(field.text)
            ></textarea>
            <div class="stage"></div>
            <input
                type="file"
                name=format!("{name}.file")
                accept=".csv,text/csv"
                aria-label=format!("{}, as a file", feature.label)
            />
        </div>
    }
    .into_any()
}
