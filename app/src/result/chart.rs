use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::Prediction;

pub(super) const OUTPUT: Output = Output {
    name: "chart",
    suits: |prediction| matches!(prediction, Prediction::Chart(_)),
    view,
    glance: Prediction::headline,
    spoken: |prediction| format!("Chart: {}", prediction.headline()),
};

fn view(prediction: &Prediction, _: &Place<'_>) -> AnyView {
    let Prediction::Chart(chart) = prediction else { return ().into_any() };
    crate::chart::chart(chart)
}
