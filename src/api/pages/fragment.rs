//! An answer as a page shows it, now or later.

use crate::demo::Description;
use maquette_app::form::query;
use maquette_app::predict::Fragment;
use maquette_app::result::{AnswerView, Context, TablePages, render};
use maquette_contract::Answer;

/// An answer as a page shows it, now or later.
pub(crate) fn fragment(
    demo: &Description,
    base: &str,
    texts: &[String],
    pages: &TablePages,
    answer: &Answer,
) -> Fragment {
    let inputs = query(&demo.schema, texts);
    let address = format!("{base}/{}?{inputs}", demo.name);
    fragment_at(demo, base, &address, &format!("{base}/{}/tables", demo.name), &inputs, pages, answer)
}

/// The fragment of an answer that has its own address.
pub(crate) fn fragment_at(
    demo: &Description,
    base: &str,
    address: &str,
    tables: &str,
    query: &str,
    pages: &TablePages,
    answer: &Answer,
) -> Fragment {
    let card = demo.card.as_ref();
    let context = Context {
        trained: !demo.version.is_empty(),
        report: card.and_then(|card| card.calibration.as_ref()),
        interval: card.and_then(|card| card.interval.as_ref()),
        page: &format!("{base}/{}", demo.name),
        address,
        tables,
        query,
        pages,
    };
    let AnswerView { html, glance, spoken } = render(answer, &context);
    Fragment { id: answer.id.to_string(), html, glance, spoken }
}
