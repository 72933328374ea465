//! The part of a demo's page that moves: the form, and the answer that follows it.

use super::navigation;
use crate::form::{ADDRESS, Field, Live, field, query, sentence, texts, view};
use crate::server_fn::{self, Fragment};
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::html::Div;
use leptos::leptos_dom::helpers::IntervalHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use maquette_contract::{FieldError, PredictError, Problem, Schema};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A slider sends dozens of moves a second; a request is sent at most this often while it moves,
/// and once more when it has come to rest.
const PACE: Duration = Duration::from_millis(60);
const SECOND: Duration = Duration::from_secs(1);

/// The inputs of a demo, their first values, and the outcome. The first answer itself is what the
/// workbench is put around.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    /// The prefix of every address.
    pub base: String,
    pub demo: String,
    /// What the browser has to know of it.
    pub schema: Schema,
    /// The insides of the fields that only the server draws; the browser finds them on the page.
    #[serde(skip)]
    pub stages: Vec<String>,
    pub examples: Vec<Sample>,
    /// What the button says.
    pub verb: String,
    /// The inputs the page opens with, one for each feature.
    pub texts: Vec<String>,
    pub failure: Option<PredictError>,
    /// Whether there is an answer already.
    pub answered: bool,
    /// Whether it answers piece by piece, on a page of its own.
    pub streams: bool,
    /// The first answer in a few words, and in a sentence.
    pub glance: String,
    pub spoken: String,
    /// Which rows of its tables are looked at.
    pub view: String,
}

/// An example as a link shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sample {
    pub title: String,
    pub texts: Vec<String>,
}

/// Why the latest inputs have no answer.
#[derive(Clone, Debug, PartialEq)]
enum Failure {
    Inputs(Vec<FieldError>),
    Message(String),
    /// The model is on its way.
    Loading(String),
}

impl From<PredictError> for Failure {
    fn from(error: PredictError) -> Self {
        match error {
            PredictError::Invalid { errors } => Self::Inputs(errors),
            PredictError::Loading => Self::Loading(error.to_string()),
            error => Self::Message(error.to_string()),
        }
    }
}

/// An answer that is shown, and what it belongs to.
#[derive(Clone, Debug, PartialEq)]
struct Shown {
    texts: Vec<String>,
    view: String,
    glance: String,
    spoken: String,
}

/// What stays the same while a person is here.
struct Fixed {
    /// Where the demo lies.
    path: String,
    demo: String,
    schema: Schema,
    /// Whether each answer is work of its own, which nobody wants begun with every key.
    streams: bool,
}

/// What changes while a person is here. Everything shown is derived from these.
#[derive(Clone, Copy)]
struct Bench {
    fixed: StoredValue<Fixed>,
    /// The inputs as they stand in the form.
    texts: RwSignal<Vec<String>>,
    /// Which rows of the tables are to be looked at.
    view: RwSignal<String>,
    /// The latest answer.
    shown: RwSignal<Option<Shown>>,
    /// Where the answer stands on the page.
    place: NodeRef<Div>,
    failure: RwSignal<Option<Failure>>,
    live: StoredValue<Live>,
    /// For how many seconds the running question has been running.
    working: RwSignal<u32>,
    /// Whether the next question is already due.
    due: StoredValue<bool>,
    /// Counts the jumps to other inputs, by the back button or an example.
    jumps: StoredValue<u32>,
    /// The address of the inputs that it holds.
    followed: StoredValue<String>,
    /// Whether a script is there to move what moves.
    alive: RwSignal<bool>,
}

#[island]
pub fn Workbench(task: Task, children: Children) -> impl IntoView {
    let bench = Bench::new(&task);
    bench.come_alive(&task.texts);
    let Task { schema, stages, examples, verb, texts: first, .. } = task;

    let fields = schema.features.iter().zip(&first).enumerate().map(|(place, (feature, first))| {
        let name = feature.name.clone();
        let field = field(&Field {
            feature: feature.clone(),
            first: first.clone(),
            text: Signal::derive(move || bench.texts.with(|texts| texts[place].clone())),
            set: Callback::new(move |text| {
                bench.texts.update(|texts| texts[place] = text);
                bench.ask_soon();
            }),
            problem: Signal::derive(move || bench.problem(&name)),
            inside: stages.get(place).cloned().unwrap_or_default(),
        });
        (feature.section.clone(), field)
    });
    let fields = sections(fields.collect());
    let examples: Vec<_> =
        examples.into_iter().map(|example| example_link(bench, &schema, example)).collect();
    let labels =
        schema.features.iter().map(|feature| (feature.name.clone(), feature.label.clone())).collect();
    let path = bench.fixed.with_value(|fixed| fixed.path.clone());
    let many = schema.features.len() > FEW;
    // What may be too long for an address is sent, and gets an address in return.
    let (method, action) = if bench.streams() || schema.is_long() || schema.has_files() {
        ("post", path)
    } else {
        ("get", format!("{path}#the-outcome"))
    };
    let enctype = schema.has_files().then_some("multipart/form-data");

    view! {
        <div class="bench" class:alive=move || bench.alive.get() class:wide=many>
            <form
                method=method
                action=action
                enctype=enctype
                autocomplete="off"
                novalidate
                on:submit=move |event: SubmitEvent| {
                    if !bench.streams() {
                        event.prevent_default();
                        bench.submit();
                    }
                }
            >
                // Without a script a submitted form leads to its outcome: the answer, or what is in its way.
                <div id=move || bench.failed().then_some(OUTCOME)>{summary(bench, labels)}</div>
                <div class="fields">{fields}</div>
                <button type="submit">{verb}</button>
                <a class="glance" class:stale=move || bench.stale() href="#the-answer">
                    {move || bench.say(|shown| &shown.glance)}
                </a>
                {example_list(examples)}
            </form>
            <div class="outcome" id=move || (!bench.failed()).then_some(OUTCOME)>
                <section
                    class="result"
                    class:stale=move || bench.stale()
                    aria-labelledby="the-answer"
                    aria-busy=move || (bench.working.get() > 0).then_some("true")
                >
                    <h2 id="the-answer" tabindex="-1">"Answer"</h2>
                    <p class="unseen" role="status">
                        {move || bench.say(|shown| &shown.spoken).filter(|_| !bench.stale())}
                    </p>
                    <div class="prediction" node_ref=bench.place on:click=move |event| bench.look(&event)>
                        {children()}
                    </div>
                    <p class="hint earlier">{move || bench.remark()}</p>
                </section>
            </div>
        </div>
    }
}

/// A field bears its own name; the page's own places have a hyphen in theirs, which no field has.
const OUTCOME: &str = "the-outcome";
/// More inputs than these are laid out in columns.
const FEW: usize = 8;
/// More examples than these are folded away.
const EXAMPLES: usize = 8;

impl Bench {
    fn new(task: &Task) -> Self {
        let Task { base, demo, schema, texts, failure, answered, streams, glance, spoken, view, .. } =
            task.clone();
        let shown = answered.then(|| Shown { texts: texts.clone(), view: view.clone(), glance, spoken });
        let path = format!("{base}/{demo}");
        Self {
            fixed: StoredValue::new(Fixed { path, demo, schema, streams }),
            texts: RwSignal::new(texts),
            view: RwSignal::new(view),
            shown: RwSignal::new(shown),
            place: NodeRef::new(),
            failure: RwSignal::new(failure.map(Into::into)),
            live: StoredValue::new(Live::default()),
            working: RwSignal::new(0),
            due: StoredValue::new(false),
            jumps: StoredValue::new(0),
            followed: StoredValue::new(String::new()),
            alive: RwSignal::new(false),
        }
    }

    /// In the browser: takes up what was typed before this script ran, and follows the back button.
    fn come_alive(self, first: &[String]) {
        let (typed, first) =
            (self.fixed.with_value(|fixed| navigation::typed(&fixed.schema)), first.to_vec());
        let opened = first.clone();
        Effect::new(move || {
            self.alive.set(true);
            match typed.clone().filter(|typed| *typed != opened) {
                // What is wrong with the address stays said; a form can't hold everything that an address can.
                Some(typed) if self.failure.with_untracked(Option::is_some) => self.texts.set(typed),
                Some(typed) => self.jump(typed, String::new()),
                None => {}
            }
            self.wait_for_loading();
        });
        self.followed.set_value(navigation::query());
        navigation::on_back(move || {
            // A link within the page is a step in the history too, and changes no inputs.
            let query = navigation::query();
            if self.followed.try_update_value(|followed| std::mem::replace(followed, query.clone()) != query)
                == Some(true)
            {
                let found = self.fixed.with_value(|fixed| texts(&fixed.schema, &query));
                self.jump(found.unwrap_or_else(|| first.clone()), view(&query));
            }
        });
    }

    fn streams(self) -> bool {
        self.fixed.with_value(|fixed| fixed.streams)
    }

    /// Goes to other inputs at once. Answers to earlier inputs are dropped.
    fn jump(self, texts: Vec<String>, view: String) {
        self.put(texts, view);
        // Only a press of the button starts a job.
        if !self.streams() {
            self.ask();
        }
    }

    fn put(self, texts: Vec<String>, view: String) {
        self.jumps.update_value(|jumps| *jumps += 1);
        self.texts.set(texts);
        self.view.set(view);
    }

    /// A person has pressed the button: these inputs get an address to come back to.
    fn submit(self) {
        self.follow(navigation::push);
        self.ask();
        let place = if self.failure.with_untracked(Option::is_some) { "the-problem" } else { "the-answer" };
        navigation::focus(place.to_owned());
    }

    /// A person has pressed a link in the answer that leads to other rows of the same table.
    fn look(self, event: &MouseEvent) {
        if event.ctrl_key() || event.meta_key() || event.shift_key() || self.streams() {
            return;
        }
        if let Some((view, place)) = navigation::view_link(event) {
            event.prevent_default();
            self.view.set(view);
            self.ask();
            self.follow(navigation::push);
            navigation::focus(place);
        }
    }

    /// The query that holds the inputs and the view of now.
    fn query(self) -> String {
        let inputs =
            self.fixed.with_value(|fixed| self.texts.with_untracked(|texts| query(&fixed.schema, texts)));
        let view = self.view.get_untracked();
        let parts = [inputs, view].into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("&")
    }

    /// Whether inputs fit into an address.
    fn is_short(self, query: &str) -> bool {
        query.len() <= ADDRESS && self.fixed.with_value(|fixed| !fixed.schema.is_long())
    }

    /// Lets the address hold the inputs, if it does not, and if they fit into one.
    fn follow(self, by: fn(&str)) {
        let query = self.query();
        if self.is_short(&query) && self.followed.with_value(|followed| *followed != query) {
            by(&format!("?{query}"));
            self.followed.set_value(query);
        }
    }

    /// Asks soon, and not for every single move.
    fn ask_soon(self) {
        // Other inputs have other rows.
        self.view.set(String::new());
        if self.streams() {
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
    fn ask(self) {
        let parse = |fixed: &Fixed| {
            self.texts.with_untracked(|texts| fixed.schema.parse(&fixed.schema.raw_fields(texts)).map(drop))
        };
        if let Err(errors) = self.fixed.with_value(parse) {
            self.failure.set(Some(Failure::Inputs(errors)));
            return;
        }
        self.failure.set(None);
        if self.live.try_update_value(Live::wanted) == Some(true) {
            let clock = set_interval_with_handle(move || self.working.update(|secs| *secs += 1), SECOND);
            spawn_local(async move {
                self.fetch().await;
                while self.live.try_update_value(Live::answered) == Some(true) {
                    self.working.set(0);
                    self.fetch().await;
                }
                clock.iter().for_each(IntervalHandle::clear);
                self.working.set(0);
            });
        }
    }

    async fn fetch(self) {
        let (texts, view, jumps) =
            (self.texts.get_untracked(), self.view.get_untracked(), self.jumps.get_value());
        let demo = self.fixed.with_value(|fixed| fixed.demo.clone());
        let outcome = server_fn::predict(demo, texts.clone(), view.clone()).await;
        let current = texts == self.texts.get_untracked() && view == self.view.get_untracked();
        match outcome {
            // Of a slider that is still moving an answer is shown although it is a little behind, and
            // marked as such; one that is behind a jump would only be in the way.
            Ok(Ok(fragment)) if current || jumps == self.jumps.get_value() => {
                let Fragment { id, html, glance, spoken } = fragment;
                if let Some(place) = self.place.get_untracked() {
                    place.set_inner_html(&html);
                }
                self.shown.set(Some(Shown { texts, view, glance, spoken }));
                if current {
                    self.follow(navigation::replace);
                    self.name(&id);
                }
            }
            // An error about inputs that have changed since is nobody's any more.
            _ if !current => {}
            Ok(Ok(_)) => {}
            Ok(Err(error)) => {
                self.failure.set(Some(error.into()));
                self.wait_for_loading();
            }
            Err(_) => {
                let unreachable = "The server can't be reached. Try again in a moment";
                self.failure.set(Some(Failure::Message(unreachable.to_owned())));
            }
        }
    }

    /// Inputs that may be too long for an address have that of their answer.
    fn name(self, id: &str) {
        if !self.is_short(&self.query()) {
            let path = self.fixed.with_value(|fixed| fixed.path.clone());
            navigation::replace(&format!("{path}/answers/{id}"));
        }
    }

    /// Asks again where the model is on its way.
    fn wait_for_loading(self) {
        if self.failure.with_untracked(|failure| matches!(failure, Some(Failure::Loading(_)))) {
            set_timeout(move || self.ask(), SECOND);
        }
    }

    /// Whether the answer shown belongs to other inputs than those in the form.
    fn stale(self) -> bool {
        self.shown.with(|shown| {
            shown.as_ref().is_some_and(|shown| {
                self.texts.with(|texts| shown.texts != *texts) || self.view.with(|view| shown.view != *view)
            })
        })
    }

    fn failed(self) -> bool {
        self.failure.with(Option::is_some)
    }

    /// The answer in a few words.
    fn say(self, words: fn(&Shown) -> &String) -> Option<String> {
        self.shown.with(|shown| shown.as_ref().map(|shown| words(shown).clone()))
    }

    fn remark(self) -> String {
        let about = match self.shown.with(Option::is_some) {
            true if self.stale() => "For the earlier inputs",
            true => "",
            false => "No answer yet",
        };
        let working = match self.working.get() {
            0 => String::new(),
            secs => format!("Working… {secs} s"),
        };
        [about, &working].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(". ")
    }

    fn problem(self, field: &str) -> Option<Problem> {
        self.failure.with(|failure| match failure {
            Some(Failure::Inputs(errors)) => {
                errors.iter().find(|error| error.field == field).map(|error| error.problem.clone())
            }
            _ => None,
        })
    }
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

/// What stands in the way of an answer, above the form; each fault leads to its field.
fn summary(bench: Bench, labels: Vec<(String, String)>) -> impl IntoView {
    let label = move |field: &str| {
        let known = labels.iter().find(|(name, _)| name == field);
        known.map_or_else(|| field.to_owned(), |(_, label)| label.clone())
    };
    let list = move |errors: &[FieldError]| {
        let items = errors.iter().map(|error| {
            view! {
                <li>
                    <a href=format!("#{}", error.field)>{label(&error.field)}</a>
                    ": "
                    {sentence(&error.problem)}
                </li>
            }
        });
        view! { <ul>{items.collect_view()}</ul> }
    };
    move || {
        bench.failure.get().map(|failure| {
            let (title, rest) = match failure {
                Failure::Inputs(errors) => {
                    ("There is no answer to these inputs".to_owned(), list(&errors).into_any())
                }
                Failure::Message(words) => (words, again(bench).into_any()),
                Failure::Loading(words) => (words, again(bench).into_any()),
            };
            view! {
                <div class="summary" id="the-problem" role="alert" tabindex="-1">
                    <p>{title}</p>
                    {rest}
                </div>
            }
        })
    }
}

/// Without a script too it can be tried again.
fn again(bench: Bench) -> impl IntoView {
    let address = format!("{}?{}", bench.fixed.with_value(|fixed| fixed.path.clone()), bench.query());
    let ask = move |event: MouseEvent| {
        event.prevent_default();
        bench.ask();
    };
    view! { <p><a href=address on:click=ask>"Try again"</a></p> }
}

/// The first few examples, and the others folded away.
fn example_list(examples: Vec<AnyView>) -> AnyView {
    if examples.is_empty() {
        return ().into_any();
    }
    let mut first = examples;
    let others = first.split_off(first.len().min(EXAMPLES));
    let others = (!others.is_empty()).then(|| {
        view! {
            <details>
                <summary>"More examples"</summary>
                <ul class="examples">{others}</ul>
            </details>
        }
    });
    view! {
        <h2 id="the-examples">"Examples"</h2>
        <ul class="examples" aria-labelledby="the-examples">{first}</ul>
        {others}
    }
    .into_any()
}

/// An example has an address, so it works without a script and can be sent to someone.
fn example_link(bench: Bench, schema: &Schema, example: Sample) -> AnyView {
    let address =
        format!("{}?{}", bench.fixed.with_value(|fixed| fixed.path.clone()), query(schema, &example.texts));
    let take = move |event: MouseEvent| {
        // With a key held down the person wants a new tab or window.
        if event.ctrl_key() || event.meta_key() || event.shift_key() || bench.streams() {
            return;
        }
        event.prevent_default();
        bench.put(example.texts.clone(), String::new());
        bench.submit();
    };
    view! { <li><a href=address on:click=take>{example.title}</a></li> }.into_any()
}
