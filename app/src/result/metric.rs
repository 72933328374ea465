//! One figure and what it measures.

use super::{Place, Words};
use leptos::prelude::*;
use maquette_contract::Metric;

pub(super) fn words(metric: &Metric, _: &Place<'_>) -> Words<'static> {
    let glance = metric.headline();
    match metric.remark.as_str() {
        "" => glance.into(),
        remark => {
            let spoken = format!("{glance}, {remark}");
            Words::new(glance, spoken)
        }
    }
}

pub(super) fn view(metric: &Metric, _: &Place<'_>) -> AnyView {
    row(&[metric])
}

/// Metrics that belong together, side by side.
pub(super) fn row(metrics: &[&Metric]) -> AnyView {
    let metrics = metrics.iter().map(|metric| {
        let remark =
            (!metric.remark.is_empty()).then(|| view! { <dd class="hint">{metric.remark.clone()}</dd> });
        view! {
            <div>
                <dt>{metric.label.clone()}</dt>
                <dd class="label">{metric.value.clone()}</dd>
                {remark}
            </div>
        }
    });
    view! { <dl class="metrics">{metrics.collect_view()}</dl> }.into_any()
}
