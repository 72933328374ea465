//! What holds for every row of every table, so that a new row is tested before anybody tests it. Each law
//! is a function of the row that says what is wrong with it; `law_checks` shows that each law can fail.

mod law_checks;
mod charts;
mod demos;
mod doors;
mod gradio;
mod outputs;
mod serving;
mod widgets;
mod media_fields;
mod tools;
mod unmeasured;

use maquette::api::DOORS;
use maquette::predict::Caller;
use maquette_app::chart::CHARTS;
use maquette_app::form::WIDGETS;
use maquette_app::result::OUTPUTS;
use maquette_gallery::demos::DEMOS;
use std::collections::HashSet;
use std::time::Duration;

/// Somebody who waits, however busy the machine is: a page gives up where nobody would look at it any longer.
const VISITOR: Caller = Caller::page("test").with_timeout(Duration::from_secs(15 * 60));

/// What a law says: nothing, or what is wrong.
type Verdict = Result<(), String>;

/// The law that `holds`, or else the words.
fn law(holds: bool, words: impl Into<String>) -> Verdict {
    if holds { Ok(()) } else { Err(words.into()) }
}

const EVIL: &str = "<script>alert(1)</script>";

/// A field's control names what describes it, and nothing of a feature or its text acts as markup.
fn is_described_and_escaped(name: &str, field: &str, page: &str) -> Verdict {
    law(
        page.contains(&format!("aria-describedby=\"{field}-hint {field}-error\"")),
        format!("{name} does not say what describes it: {page}"),
    )?;
    law(
        !page.contains(EVIL) && page.matches("</textarea>").count() < 2 && !page.contains("style="),
        format!("{name} lets markup through: {page}"),
    )
}

fn unique<'a>(names: impl IntoIterator<Item = &'a str>) -> bool {
    let mut seen = HashSet::new();
    names.into_iter().all(|name| seen.insert(name))
}

#[test]
fn names_are_unique() {
    assert!(unique(DEMOS.iter().map(|row| row.name)));
    assert!(unique(DOORS.iter().map(|door| door.name)));
    assert!(unique(WIDGETS.iter().map(|widget| widget.name)));
    assert!(unique(OUTPUTS.iter().copied()));
    assert!(unique(CHARTS.iter().copied()));
}
