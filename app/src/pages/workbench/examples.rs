//! The examples below a form, as links that work without a script.

use super::Sample;
use super::bench::Bench;
use crate::form::query;
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use maquette_contract::Schema;

/// More examples than these are folded away.
const SHOWN: usize = 8;

/// The first few examples, and the others folded away.
pub(super) fn list(bench: Bench, schema: &Schema, examples: Vec<Sample>) -> AnyView {
    if examples.is_empty() {
        return ().into_any();
    }
    let mut first: Vec<_> = examples.into_iter().map(|example| link(bench, schema, example)).collect();
    let others = first.split_off(first.len().min(SHOWN));
    let others = if others.is_empty() {
        ().into_any()
    } else {
        view! {
            <details>
                <summary>"More examples"</summary>
                <ul class="examples">{others}</ul>
            </details>
        }
        .into_any()
    };
    view! {
        <h2 id="the-examples">"Examples"</h2>
        <ul class="examples" aria-labelledby="the-examples">{first}</ul>
        {others}
    }
    .into_any()
}

/// An example has an address, so it works without a script and can be sent to someone.
fn link(bench: Bench, schema: &Schema, example: Sample) -> AnyView {
    let address = format!("{}?{}", bench.path(), query(schema, &example.texts));
    let take = move |event: MouseEvent| {
        // With a key held down the person wants a new tab or window.
        if event.ctrl_key() || event.meta_key() || event.shift_key() || !bench.is_live() {
            return;
        }
        event.prevent_default();
        bench.replace_inputs(example.texts.clone(), String::new());
        bench.submit();
    };
    view! { <li><a href=address on:click=take>{example.title}</a></li> }.into_any()
}
