use super::trust::trust;
use super::workbench::{Task, Workbench};
use leptos::prelude::*;
use maquette_contract::ModelCard;

/// All that the page of a demo shows.
#[derive(Clone)]
pub struct DemoPage {
    pub title: String,
    pub summary: String,
    pub card: ModelCard,
    pub version: String,
    pub task: Task,
}

/// A demo: the form with its answer, and how far to trust it.
pub fn demo(page: &DemoPage) -> AnyView {
    let task = page.task.clone();
    view! {
        <h1>{page.title.clone()}</h1>
        <p class="lead">{page.summary.clone()}</p>
        <Workbench task />
        {trust(&page.card, &page.version)}
    }
    .into_any()
}
