//! The form: one widget per file, one row each in [`WIDGETS`].

mod choice;
mod live;
mod number;
mod query;

pub use live::Live;
pub use query::{query, texts};

use leptos::prelude::*;
use maquette_contract::{Feature, Kind, Problem};

/// A way to answer one kind of question.
pub struct Widget {
    pub name: &'static str,
    pub suits: fn(&Kind) -> bool,
    pub view: fn(&Field) -> AnyView,
}

/// The first that suits a feature is taken.
pub static WIDGETS: &[Widget] = &[
    Widget { name: "number", suits: |kind| matches!(kind, Kind::Number { .. }), view: number::view },
    Widget { name: "choice", suits: |kind| matches!(kind, Kind::Choice { .. }), view: choice::view },
];

/// One question on the page, and the person's answer to it.
#[derive(Clone)]
pub struct Field {
    pub feature: Feature,
    /// The text as it was before any script ran: what the server renders.
    pub first: String,
    pub text: Signal<String>,
    pub set: Callback<String>,
    pub problem: Signal<Option<Problem>>,
}

/// The widget for a field.
pub fn field(field: &Field) -> AnyView {
    let widget = WIDGETS.iter().find(|widget| (widget.suits)(&field.feature.kind));
    widget.map(|widget| (widget.view)(field)).into_any()
}

/// The line beside a control that says what is wrong with it; empty while nothing is.
fn error(field: &Field) -> impl IntoView + use<> {
    let problem = field.problem;
    view! {
        <p class="error" id=format!("{}-error", field.feature.name)>
            {move || problem.get().map(|problem| sentence(&problem))}
        </p>
    }
}

/// The problem as a person reads it beside the field.
pub fn sentence(problem: &Problem) -> String {
    let text = problem.to_string();
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
