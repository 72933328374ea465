//! A chart by itself.

use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::Chart;

pub(super) fn words<'a>(chart: &'a Chart, _: &Place<'_>) -> Words<'a> {
    match chart.title.as_str() {
        "" => Words::new("", "A chart"),
        title => Words::new(title, format!("Chart: {title}")),
    }
}

pub(super) fn view(chart: &Chart, _: &Place<'_>) -> AnyView {
    crate::chart::chart(chart)
}
