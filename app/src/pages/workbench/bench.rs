//! The state of a workbench, and the requests that keep its answer in step with its form.

use super::{PREDICTION, Task};
use crate::form::{ADDRESS, Live, escape, query};
#[cfg(target_arch = "wasm32")]
use crate::form::{texts, view};
use crate::pages::navigation;
use crate::predict::{Failure, Fragment, Next, PredictRequest};
use leptos::ev::MouseEvent;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use maquette_contract::Schema;
use std::time::Duration;

/// A slider sends dozens of moves a second; a request is sent at most this often while it moves,
/// and once more when it has come to rest.
const PACE: Duration = Duration::from_millis(60);
const SECOND: Duration = Duration::from_secs(1);

/// An answer that is shown, and the inputs that it belongs to.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    texts: Vec<String>,
    view: String,
    glance: String,
    spoken: String,
}

/// What stays the same while the page is open.
struct Fixed {
    base: String,
    demo: String,
    schema: Schema,
    version: String,
    /// Whether each answer is a job, which only a press of the button starts.
    streams: bool,
}

/// What changes while the page is open. Everything shown is derived from these.
#[derive(Clone, Copy)]
pub(super) struct Bench {
    fixed: StoredValue<Fixed>,
    /// The inputs as they stand in the form.
    pub(super) texts: RwSignal<Vec<String>>,
    /// Which pages of the answer's tables are wanted.
    view: RwSignal<String>,
    /// The latest answer.
    shown: RwSignal<Option<Shown>>,
    pub(super) failure: RwSignal<Option<Failure>>,
    live: StoredValue<Live>,
    /// For how many seconds the current request has been running.
    pub(super) working_secs: RwSignal<u32>,
    /// Whether a request is already due.
    due: StoredValue<bool>,
    /// Counts the jumps to other inputs, by the back button or an example.
    jumps: StoredValue<u32>,
    /// The query of the address.
    address_query: StoredValue<String>,
    /// For how many seconds the page waits before it retries by itself; doubled each time.
    retry_secs: StoredValue<u64>,
    /// Whether a script moves what moves.
    pub(super) alive: RwSignal<bool>,
}

impl Bench {
    /// The state of a page that opened with the task, and whose form holds `texts`.
    pub(super) fn new(task: &Task, texts: &[String]) -> Self {
        let Task {
            base,
            demo,
            schema,
            version,
            texts: opened,
            failure,
            answered,
            streams,
            glance,
            spoken,
            view,
            ..
        } = task.clone();
        let shown = answered.then(|| Shown { texts: opened, view: view.clone(), glance, spoken });
        Self {
            fixed: StoredValue::new(Fixed { base, demo, schema, version, streams }),
            texts: RwSignal::new(texts.to_vec()),
            view: RwSignal::new(view),
            shown: RwSignal::new(shown),
            failure: RwSignal::new(failure),
            live: StoredValue::new(Live::default()),
            working_secs: RwSignal::new(0),
            due: StoredValue::new(false),
            jumps: StoredValue::new(0),
            address_query: StoredValue::new(String::new()),
            retry_secs: StoredValue::new(1),
            alive: RwSignal::new(false),
        }
    }

    /// Takes over a page that opened with the texts `first`: asks for what was typed since, and follows the back button.
    #[cfg(target_arch = "wasm32")]
    pub(super) fn take_over(self, first: Vec<String>) {
        self.alive.set(true);
        // The form holds its texts already; setting them again would move the caret. What is wrong with the address stays
        // on the page: a form can't hold everything that an address can.
        let is_typed = self.texts.with_untracked(|texts| *texts != first);
        if is_typed && !self.failed_untracked() && !self.streams() {
            self.view.set(String::new());
            self.ask();
        }
        self.wait_for_model();
        self.address_query.set_value(navigation::query());
        navigation::on_back(move || {
            // A link within the page is a step in the history too, and changes no inputs.
            let query = navigation::query();
            if self.address_query.with_value(|known| *known != query) {
                self.address_query.set_value(query.clone());
                let found = self.fixed.with_value(|fixed| texts(&fixed.schema, &query));
                self.jump(found.unwrap_or_else(|| first.clone()), view(&query));
            }
        });
        navigation::on_online(move || self.retry_now());
    }

    pub(super) fn streams(self) -> bool {
        self.fixed.with_value(|fixed| fixed.streams)
    }

    /// Whether the script answers the form. A job is started by posting the form, and a page that something else has
    /// taken to pieces is left to the browser.
    pub(super) fn is_live(self) -> bool {
        !self.streams() && navigation::is_intact()
    }

    /// The address of the demo, without inputs.
    pub(super) fn path(self) -> String {
        self.fixed.with_value(|fixed| format!("{}/{}", fixed.base, fixed.demo))
    }

    /// The address of the demo with the inputs of now.
    pub(super) fn address(self) -> String {
        format!("{}?{}", self.path(), self.query())
    }

    /// Sets the text of one field, and asks for an answer soon.
    pub(super) fn set(self, place: usize, text: String) {
        self.texts.update(|texts| texts[place] = text);
        self.ask_soon();
    }

    /// Goes to other inputs at once. Answers to earlier inputs are dropped.
    #[cfg(target_arch = "wasm32")]
    fn jump(self, texts: Vec<String>, view: String) {
        self.replace_inputs(texts, view);
        // Only a press of the button starts a job.
        if !self.streams() {
            self.ask();
        }
    }

    pub(super) fn replace_inputs(self, texts: Vec<String>, view: String) {
        self.jumps.update_value(|jumps| *jumps += 1);
        self.texts.set(texts);
        self.view.set(view);
    }

    /// A person has pressed the button: these inputs get an address to come back to.
    pub(super) fn submit(self) {
        self.update_address(navigation::push);
        self.ask();
        let place = if self.failed_untracked() { "the-problem" } else { "the-answer" };
        navigation::focus(place.to_owned());
    }

    /// The browser is about to post the form: on the way back the inputs are in the address of this page.
    pub(super) fn keep_inputs(self) {
        self.update_address(navigation::replace);
    }

    /// A person has pressed a link in the answer that leads to another page of a table.
    pub(super) fn show_page(self, event: &MouseEvent) {
        if event.ctrl_key() || event.meta_key() || event.shift_key() || !self.is_live() {
            return;
        }
        if let Some((view, place)) = navigation::view_link(event) {
            event.prevent_default();
            self.view.set(view);
            self.ask();
            self.update_address(navigation::push);
            navigation::focus(place);
        }
    }

    /// The query of the inputs and the view of now.
    fn query(self) -> String {
        let inputs =
            self.fixed.with_value(|fixed| self.texts.with_untracked(|texts| query(&fixed.schema, texts)));
        let view = self.view.get_untracked();
        if inputs.is_empty() || view.is_empty() { inputs + &view } else { format!("{inputs}&{view}") }
    }

    /// Whether inputs fit into an address.
    fn is_short(self, query: &str) -> bool {
        query.len() <= ADDRESS && self.fixed.with_value(|fixed| !fixed.schema.is_long())
    }

    /// Writes the inputs into the address if they fit, and if it does not hold them yet.
    fn update_address(self, by: fn(&str)) {
        let query = self.query();
        if self.is_short(&query) && self.address_query.with_value(|known| *known != query) {
            by(&format!("?{query}"));
            self.address_query.set_value(query);
        }
    }

    /// Asks soon, and not for every single move.
    fn ask_soon(self) {
        // Other inputs have other rows.
        self.view.set(String::new());
        if !self.is_live() {
            navigation::mark_stale();
            return;
        }
        if self.due.try_update_value(|due| std::mem::replace(due, true)) == Some(false) {
            set_timeout(
                move || {
                    self.due.set_value(false);
                    self.ask();
                },
                PACE,
            );
        }
    }

    /// Wants an answer to the inputs of now, unless they can be seen to be wrong right here.
    pub(super) fn ask(self) {
        let parse = |fixed: &Fixed| {
            self.texts.with_untracked(|texts| fixed.schema.parse(&fixed.schema.raw_fields(texts)).map(drop))
        };
        if let Err(errors) = self.fixed.with_value(parse) {
            self.failure.set(Some(Failure::of_inputs(&errors)));
            return;
        }
        self.clear_failure();
        self.send();
    }

    /// Sends the inputs of now, unless a request is running; then they are next.
    fn send(self) {
        if self.live.try_update_value(Live::wanted) == Some(true) {
            let clock = set_interval_with_handle(move || self.working_secs.update(|secs| *secs += 1), SECOND);
            spawn_local(async move {
                self.fetch().await;
                while self.live.try_update_value(Live::answered) == Some(true) {
                    self.working_secs.set(0);
                    self.fetch().await;
                }
                clock.iter().for_each(IntervalHandle::clear);
                self.working_secs.set(0);
            });
        }
    }

    async fn fetch(self) {
        let (texts, view, jumps) =
            (self.texts.get_untracked(), self.view.get_untracked(), self.jumps.get_value());
        let (base, request) = self.fixed.with_value(|fixed| {
            let Fixed { base, demo, schema, version, .. } = fixed;
            (base.clone(), PredictRequest::new(demo, schema, version, &texts, &view))
        });
        let reply = navigation::post(&base, &request).await;
        let current = texts == self.texts.get_untracked() && view == self.view.get_untracked();
        match reply {
            // Of a slider that is still moving an answer is shown although it is a little behind, and
            // marked as such; one that is behind a jump would only be in the way.
            Ok(Ok(fragment)) if current || jumps == self.jumps.get_value() => {
                self.retry_secs.set_value(1);
                self.clear_failure();
                let Fragment { id, html, glance, spoken } = fragment;
                navigation::replace_html(PREDICTION, &html);
                self.shown.set(Some(Shown { texts, view, glance, spoken }));
                if current {
                    self.update_address(navigation::replace);
                    self.name_answer(&id);
                }
            }
            // An error about inputs that have changed since concerns nobody.
            _ if !current => {}
            Ok(Ok(_)) => {}
            Ok(Err(failure)) => {
                self.failure.set(Some(failure));
                self.wait_for_model();
            }
            Err(message) => {
                self.failure.set(Some(Failure { message, ..Failure::default() }));
                self.retry_later();
            }
        }
    }

    /// Inputs that may be too long for an address get that of their answer.
    fn name_answer(self, id: &str) {
        if !self.is_short(&self.query()) {
            navigation::replace(&format!("{}/answers/{id}", self.path()));
        }
    }

    /// Asks again while the model is loading.
    fn wait_for_model(self) {
        if self.failure.with_untracked(|found| found.as_ref().is_some_and(|found| found.next == Next::Wait)) {
            set_timeout(move || self.ask(), SECOND);
        }
    }

    /// Asks again after a while that doubles each time, up to half a minute, if nothing else has happened by then.
    fn retry_later(self) {
        let secs = self.retry_secs.get_value();
        self.retry_secs.set_value((2 * secs).min(30));
        let failure = self.failure.get_untracked();
        set_timeout(
            move || {
                if self.failure.get_untracked() == failure {
                    self.send();
                }
            },
            Duration::from_secs(secs),
        );
    }

    /// Asks again because the network is back.
    #[cfg(target_arch = "wasm32")]
    fn retry_now(self) {
        if self.failure.with_untracked(|found| found.as_ref().is_some_and(|found| found.errors.is_empty())) {
            self.send();
        }
    }

    /// Whether the answer shown belongs to other inputs than those in the form.
    pub(super) fn is_stale(self) -> bool {
        self.shown.with(|shown| {
            shown.as_ref().is_some_and(|shown| {
                self.texts.with(|texts| shown.texts != *texts) || self.view.with(|view| shown.view != *view)
            })
        })
    }

    pub(super) fn failed(self) -> bool {
        self.failure.with(Option::is_some)
    }

    /// Every field looks at the failure, so it is not touched where there is none.
    fn clear_failure(self) {
        if self.failed_untracked() {
            self.failure.set(None);
        }
    }

    fn failed_untracked(self) -> bool {
        self.failure.with_untracked(Option::is_some)
    }

    /// The answer in a few words, as HTML.
    pub(super) fn glance(self) -> String {
        self.shown.with(|shown| shown.as_ref().map(|shown| escape(&shown.glance))).unwrap_or_default()
    }

    /// The answer in a sentence, as HTML, once it is that to the inputs of now.
    pub(super) fn spoken(self) -> String {
        if self.is_stale() {
            return String::new();
        }
        self.shown.with(|shown| shown.as_ref().map(|shown| escape(&shown.spoken))).unwrap_or_default()
    }

    /// What is to be known of the answer: that it is an earlier one, or that another is on its way.
    pub(super) fn remark(self) -> String {
        let about = match self.shown.with(Option::is_some) {
            true if self.is_stale() => "For the earlier inputs",
            true => "",
            false => "No answer yet",
        };
        match (about, self.working_secs.get()) {
            (about, 0) => about.to_owned(),
            ("", secs) => format!("Working… {secs} s"),
            (about, secs) => format!("{about}. Working… {secs} s"),
        }
    }

    /// What is wrong with a field, as a sentence.
    pub(super) fn problem(self, field: &str) -> Option<String> {
        self.failure.with(|failure| {
            let mut errors = failure.as_ref()?.errors.iter();
            errors.find(|error| error.field == field).map(|error| error.message.clone())
        })
    }
}
