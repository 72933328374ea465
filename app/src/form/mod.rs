//! The form: one widget per file, one row each in [`WIDGETS`].

mod option_list;
mod checkbox;
mod choice;
mod choices;
mod input;
mod text_input;
mod live;
mod long_text;
mod server_rendered;
mod query;
mod select;
mod slider;
mod yes_no;

pub use live::Live;
#[cfg(feature = "ssr")]
pub(crate) use long_text::escaped;
pub use query::{ADDRESS, joined, query, texts, view};
#[cfg(target_arch = "wasm32")]
pub(crate) use server_rendered::inside_id;

use leptos::prelude::*;
use maquette_contract::{Feature, Kind, Problem, capitalize, sentences};

/// A way to answer one kind of question.
pub struct Widget {
    pub name: &'static str,
    pub suits: fn(&Feature) -> bool,
    pub view: fn(&Field) -> AnyView,
}

/// The most answers that are shown all at once; more of them fold into a list.
const IN_VIEW: usize = 6;

/// The first that suits a feature is taken.
pub static WIDGETS: &[Widget] = &[
    Widget {
        name: "slider",
        suits: |feature| matches!(feature.kind, Kind::Number { step: Some(_), .. }),
        view: slider::view,
    },
    Widget {
        name: "integer",
        suits: |feature| matches!(feature.kind, Kind::Number { whole: true, .. }),
        view: text_input::integer,
    },
    Widget {
        name: "number",
        suits: |feature| matches!(feature.kind, Kind::Number { .. }),
        view: text_input::number,
    },
    Widget {
        name: "checkbox",
        suits: |feature| matches!(feature.kind, Kind::Bool) && feature.required,
        view: checkbox::view,
    },
    Widget { name: "yes_no", suits: |feature| matches!(feature.kind, Kind::Bool), view: yes_no::view },
    Widget {
        name: "choice",
        suits: |feature| matches!(&feature.kind, Kind::Choice { choices } if choices.len() <= IN_VIEW),
        view: choice::view,
    },
    Widget {
        name: "select",
        suits: |feature| matches!(feature.kind, Kind::Choice { .. }),
        view: select::view,
    },
    Widget {
        name: "choices",
        suits: |feature| matches!(feature.kind, Kind::Choices { .. }),
        view: choices::view,
    },
    Widget {
        name: "long_text",
        suits: |feature| matches!(feature.kind, Kind::Text { long: true, .. }),
        view: long_text::view,
    },
    Widget {
        name: "text",
        suits: |feature| matches!(feature.kind, Kind::Text { .. }),
        view: text_input::text,
    },
    Widget { name: "date", suits: |feature| matches!(feature.kind, Kind::Date { .. }), view: input::date },
    Widget { name: "color", suits: |feature| matches!(feature.kind, Kind::Color), view: input::color },
];

/// One question on the page, and the person's answer to it.
#[derive(Clone)]
pub struct Field {
    pub feature: Feature,
    /// The text as it was before any script ran: what the server renders.
    pub first: String,
    pub text: Signal<String>,
    pub set: Callback<String>,
    /// What is wrong with the text, as a sentence.
    pub problem: Signal<Option<String>>,
    /// The inside of what only the server draws.
    pub inside: String,
}

/// The widget for a field.
pub fn field(field: &Field) -> AnyView {
    if matches!(field.feature.kind, Kind::Opaque { .. }) {
        return server_rendered::view(field);
    }
    let widget = WIDGETS.iter().find(|widget| (widget.suits)(&field.feature));
    widget.map(|widget| (widget.view)(field)).into_any()
}

/// A question with one control: its label, its hint and what is wrong with it, above the control.
fn labelled(field: &Field, hint: String, control: AnyView) -> AnyView {
    let name = &field.feature.name;
    view! {
        <div class="field">
            <label for=name.clone()>{field.feature.label.clone()}</label>
            <p class="hint" id=format!("{name}-hint")>{hint}</p>
            {error(field)}
            {control}
        </div>
    }
    .into_any()
}

/// A question with several controls, which are a group under its label.
fn fieldset(field: &Field, controls: AnyView) -> AnyView {
    let name = &field.feature.name;
    view! {
        <fieldset class="field" id=name.clone() aria-describedby=described(name)>
            <legend>{field.feature.label.clone()}</legend>
            <p class="hint" id=format!("{name}-hint")>{hint(field, None)}</p>
            {error(field)}
            <div class="answers">{controls}</div>
        </fieldset>
    }
    .into_any()
}

/// The help of a question, and what else is to be known before answering it.
fn hint(field: &Field, more: Option<String>) -> String {
    let feature = &field.feature;
    let unsaid = !feature.required && more.is_none() && feature.help.is_empty();
    let unknown = (unsaid && folds(&feature.kind)).then_some("May be left empty");
    sentences([feature.help.as_str(), more.as_deref().unwrap_or_default(), unknown.unwrap_or_default()])
}

/// Whether "not known" is not among the answers in view, and so the form has to mention it.
fn folds(kind: &Kind) -> bool {
    matches!(kind, Kind::Number { .. } | Kind::Text { .. } | Kind::Date { .. })
}

/// What describes the control of a field, by the places' names.
pub(crate) fn described(name: &str) -> String {
    format!("{name}-hint {name}-error")
}

/// The line beside a control that says what is wrong with it; empty while nothing is.
fn error(field: &Field) -> impl IntoView + use<> {
    let problem = field.problem;
    view! {
        <p
            class="error"
            id=format!("{}-error", field.feature.name)
            inner_html=move || problem.get().map(|problem| escape(&problem)).unwrap_or_default()
        ></p>
    }
}

/// A text as HTML, also within an attribute. What changes on a page is written as HTML, since a translator may have
/// replaced the nodes of a text.
pub(crate) fn escape(text: &str) -> String {
    escape_text(text).replace('"', "&quot;")
}

/// A text as HTML, between two tags.
fn escape_text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The problem as a person reads it beside the field.
pub fn sentence(problem: &Problem) -> String {
    capitalize(&problem.to_string())
}
