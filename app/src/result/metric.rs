use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::{Metric, Prediction};

pub(super) const OUTPUT: Output = Output {
    name: "metric",
    suits: |prediction| matches!(prediction, Prediction::Metric(_)),
    view,
    glance: Prediction::headline,
    spoken: |prediction| match prediction {
        Prediction::Metric(Metric { label, value, remark }) if remark.is_empty() => {
            format!("{label}: {value}")
        }
        Prediction::Metric(Metric { label, value, remark }) => format!("{label}: {value}, {remark}"),
        _ => String::new(),
    },
};

fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    let Prediction::Metric(metric) = prediction else { return ().into_any() };
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
