//! The part of a demo's page that moves: the form, and the answer that follows it.
//!
//! The server draws it, and it works as a plain form. Once the client has loaded, it builds the whole anew from the
//! [`Task`] and puts that in the server's place (see `mount`). So nothing that changed the server's HTML in between, such
//! as a translator or an extension, can come between the form and its answer.

mod bench;
mod examples;
mod failure;
#[cfg(target_arch = "wasm32")]
mod mount;

use crate::form::{Field, field};
use crate::predict::Failure;
use bench::Bench;
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use maquette_contract::Schema;
#[cfg(target_arch = "wasm32")]
pub(crate) use mount::start;
use serde::{Deserialize, Serialize};

/// The inputs of a demo, their first values, and the outcome. The first answer itself is HTML and not part of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The prefix of every address.
    pub base: String,
    pub demo: String,
    /// What the client has to know of the inputs.
    pub schema: Schema,
    /// Which inputs the page was made for; a server with others refuses the page's requests.
    pub version: String,
    /// The insides of the fields that only the server draws; the client finds them on the page.
    #[serde(skip)]
    pub media_fields: Vec<String>,
    pub examples: Vec<Sample>,
    /// The words on the button.
    pub button: String,
    /// The inputs the page opens with, one for each feature.
    pub texts: Vec<String>,
    pub failure: Option<Failure>,
    /// Whether there is an answer already.
    pub answered: bool,
    /// Whether it answers piece by piece, on a page of its own.
    pub streams: bool,
    /// The first answer in a few words, and in a sentence.
    pub glance: String,
    pub spoken: String,
    /// Which pages of the answer's tables are shown.
    pub view: String,
}

/// An example as a link shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub title: String,
    pub texts: Vec<String>,
}

/// The element around the workbench; its `data-task` is the [`Task`] as JSON.
const WORKBENCH: &str = "the-workbench";
/// Where the answer's HTML goes.
const PREDICTION: &str = "the-prediction";
/// A field has its own name as its id; the page's own ids have a hyphen, which no field's name has.
const OUTCOME: &str = "the-outcome";
/// More inputs than these are laid out in columns.
const FEW: usize = 8;

/// The workbench as the server draws it, around the HTML of the first answer.
#[cfg(feature = "ssr")]
pub(super) fn server_workbench(task: Task, answer: Option<String>) -> AnyView {
    let json = serde_json::to_string(&task).unwrap_or_default();
    view! { <div class="workbench" id=WORKBENCH data-task=json>{workbench(task, None, answer).0}</div> }
        .into_any()
}

/// The form with its answer. The client passes what was `typed` before it started, and no answer: it takes over the nodes
/// of the one that is on the page.
fn workbench(task: Task, typed: Option<Vec<String>>, answer: Option<String>) -> (AnyView, Bench) {
    let first = typed.unwrap_or_else(|| task.texts.clone());
    let bench = Bench::new(&task, &first);
    let Task { schema, media_fields, examples, button, .. } = task;
    let fields = schema.features.iter().zip(&first).enumerate().map(|(place, (feature, first))| {
        let name = feature.name.clone();
        let field = field(&Field {
            feature: feature.clone(),
            first: first.clone(),
            text: Signal::derive(move || bench.texts.with(|texts| texts[place].clone())),
            set: Callback::new(move |text| bench.set(place, text)),
            problem: Signal::derive(move || bench.problem(&name)),
            inside: media_fields.get(place).cloned().unwrap_or_default(),
        });
        (feature.section.clone(), field)
    });
    let fields = sections(fields.collect());
    let examples = examples::list(bench, &schema, examples);
    let labels: Vec<_> =
        schema.features.iter().map(|feature| (feature.name.clone(), feature.label.clone())).collect();
    let path = bench.path();
    let many = schema.features.len() > FEW;
    // Inputs that may be too long for an address are posted, and the answer gets an address.
    let (method, action) = if bench.streams() || schema.is_long() || schema.has_files() {
        ("post", path)
    } else {
        ("get", format!("{path}#{OUTCOME}"))
    };
    let enctype = schema.has_files().then_some("multipart/form-data");
    let view = view! {
        <div class="bench" class:alive=move || bench.alive.get() class:wide=many>
            <form
                method=method
                action=action
                enctype=enctype
                autocomplete="off"
                novalidate
                on:submit=move |event: SubmitEvent| {
                    if bench.is_live() {
                        event.prevent_default();
                        bench.submit();
                    } else {
                        bench.keep_inputs();
                    }
                }
            >
                // Without a script a submitted form leads to its outcome: the answer, or what is in its way.
                <div
                    id=move || bench.failed().then_some(OUTCOME)
                    inner_html=move || bench.failure.with(|found| failure::html(found.as_ref(), &labels, || bench.address()))
                    on:click=move |event: MouseEvent| failure::try_again(bench, &event)
                ></div>
                <div class="fields">{fields}</div>
                <button type="submit">{button}</button>
                <a
                    class="glance"
                    class:stale=move || bench.is_stale()
                    href="#the-answer"
                    inner_html=move || bench.glance()
                ></a>
                {examples}
            </form>
            <div class="outcome" id=move || (!bench.failed()).then_some(OUTCOME)>
                <section
                    class="result"
                    class:stale=move || bench.is_stale()
                    aria-labelledby="the-answer"
                    aria-busy=move || (bench.working_secs.get() > 0).then_some("true")
                >
                    <h2 id="the-answer" tabindex="-1">"Answer"</h2>
                    <p class="unseen" role="status" inner_html=move || bench.spoken()></p>
                    <div
                        class="prediction"
                        id=PREDICTION
                        on:click=move |event| bench.show_page(&event)
                        inner_html=answer.unwrap_or_default()
                    ></div>
                    <p class="hint earlier" inner_html=move || bench.remark()></p>
                </section>
            </div>
        </div>
    };
    (view.into_any(), bench)
}

/// The fields under their headings. A section goes on until the next begins.
fn sections(fields: Vec<(String, AnyView)>) -> AnyView {
    let mut sections: Vec<(String, Vec<AnyView>)> = Vec::new();
    for (heading, field) in fields {
        match sections.last_mut() {
            Some((_, fields)) if heading.is_empty() => fields.push(field),
            _ => sections.push((heading, vec![field])),
        }
    }
    let sections = sections.into_iter().map(|(heading, fields)| {
        if heading.is_empty() {
            return view! { <div class="section">{fields}</div> }.into_any();
        }
        view! {
            <fieldset class="section">
                <legend>{heading}</legend>
                {fields}
            </fieldset>
        }
        .into_any()
    });
    sections.collect_view().into_any()
}
