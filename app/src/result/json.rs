use super::code::block;
use super::{Output, Place};
use leptos::prelude::*;
use maquette_contract::Prediction;

pub(super) const OUTPUT: Output = Output {
    name: "json",
    suits: |prediction| matches!(prediction, Prediction::Json(_)),
    view,
    glance: |_| "An answer in JSON".to_owned(),
    spoken: |_| "An answer in JSON".to_owned(),
};

fn view(prediction: &Prediction, place: &Place<'_>) -> AnyView {
    let Prediction::Json(json) = prediction else { return ().into_any() };
    block("json", &format!("{json:#}"), place)
}
