//! The page of a demo: its form, its answer, and how far to trust it.

use super::trust::trust;
use super::workbench::{Task, server_workbench};
use crate::form::{ADDRESS, query};
use crate::result::rooted;
use leptos::prelude::*;
use maquette_contract::{ModelCard, Quantity};

/// All that the page of a demo shows.
#[derive(Clone)]
pub struct DemoPage {
    /// The prefix of every address.
    pub base: String,
    pub title: String,
    /// Formatted, and safe to be shown.
    pub description: String,
    /// In plain words.
    pub summary: String,
    pub card: Option<ModelCard>,
    pub version: String,
    /// An answer in the unit that the card counts in, where it has one.
    pub quantity: Option<Quantity>,
    /// The first answer, as HTML.
    pub result: Option<String>,
    /// Where it goes on by itself where no script does.
    pub next: Option<String>,
    /// What it loads beside the client.
    pub modules: Vec<&'static str>,
    pub task: Task,
}

/// A demo: the form with its answer, and how far to trust it.
pub fn demo(page: &DemoPage) -> AnyView {
    let task = page.task.clone();
    // The page keeps its address in step with its form, and this link carries the inputs along.
    let inputs = Some(query(&task.schema, &task.texts)).filter(|query| query.len() <= ADDRESS);
    let code = format!("{}/{}/code?{}", page.base, task.demo, inputs.unwrap_or_default());
    let description = rooted(&page.description, &format!("{}/{}", page.base, task.demo));
    let trust = page.card.as_ref().map(|card| trust(card, &page.version, page.quantity.as_ref()));
    view! {
        <h1>{page.title.clone()}</h1>
        <div class="prose lead" inner_html=description></div>
        {server_workbench(task, page.result.clone())}
        <p class="hint"><a href=code>"Use it from code"</a></p>
        {trust}
    }
    .into_any()
}
