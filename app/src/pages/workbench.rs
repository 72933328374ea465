//! The part of a demo's page that moves: the form, its answer, and the chart they share.

use super::address;
use crate::chart::scatter;
use crate::form::{Field, Live, field, query, sentence, texts};
use crate::result::{answer, glance, spoken};
use crate::server_fn::{self, Outcome};
use leptos::ev::{MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use maquette_contract::{
    Answer, CalibrationReport, Example, Feature, FieldError, PredictError, Prediction, Problem, RawValue,
    Scatter, Schema, Value,
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// A slider sends dozens of moves a second; an answer is asked for at most this often while it moves,
/// and once more when it has come to rest.
const PACE: Duration = Duration::from_millis(60);

/// What a person is asked, what was asked first, and what the answer was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Task {
    pub demo: String,
    pub schema: Schema,
    pub examples: Vec<Example>,
    pub scatter: Option<Scatter>,
    pub report: CalibrationReport,
    /// The inputs the page opens with, one for each feature.
    pub texts: Vec<String>,
    pub outcome: Outcome,
}

/// Why the latest inputs have no answer.
#[derive(Clone, Debug, PartialEq)]
enum Failure {
    Inputs(Vec<FieldError>),
    Told(String),
}

impl From<PredictError> for Failure {
    fn from(error: PredictError) -> Self {
        match error {
            PredictError::Invalid { errors } => Self::Inputs(errors),
            error => Self::Told(error.to_string()),
        }
    }
}

/// What changes while a person is here. Everything shown is derived from these.
#[derive(Clone, Copy)]
struct Bench {
    demo: StoredValue<String>,
    schema: StoredValue<Schema>,
    /// The inputs as they stand in the form.
    texts: RwSignal<Vec<String>>,
    /// The latest answer and the inputs it belongs to.
    answered: RwSignal<Option<(Vec<String>, Answer)>>,
    failure: RwSignal<Option<Failure>>,
    live: StoredValue<Live>,
    /// Whether the next question is already due.
    due: StoredValue<bool>,
    /// Counts the jumps to other inputs, by the back button or an example.
    jumps: StoredValue<u32>,
    /// The query that the address holds.
    followed: StoredValue<String>,
    /// Whether a script is there to move what moves.
    alive: RwSignal<bool>,
}

#[island]
pub fn Workbench(task: Task) -> impl IntoView {
    let Task { demo, schema, examples, scatter: chart, report, texts: first, outcome } = task;
    let bench = Bench::new(&demo, &schema, &first, outcome);
    bench.come_alive(&first);

    let fields = schema.features.iter().zip(&first).enumerate().map(|(place, (feature, first))| {
        let name = feature.name.clone();
        field(&Field {
            feature: feature.clone(),
            first: first.clone(),
            text: Signal::derive(move || bench.texts.with(|texts| texts[place].clone())),
            set: Callback::new(move |text| {
                bench.texts.update(|texts| texts[place] = text);
                bench.ask_soon();
            }),
            problem: Signal::derive(move || bench.problem(&name)),
        })
    });
    let fields = fields.collect_view();
    let examples =
        examples.into_iter().map(|example| example_link(bench, &demo, &schema, example)).collect_view();
    let own = chart.as_ref().map(|chart| own_point(bench, &schema, chart));
    let chart = chart.zip(own).map(|(chart, own)| scatter(&chart, own));
    let labels =
        schema.features.iter().map(|feature| (feature.name.clone(), feature.label.clone())).collect();

    view! {
        <div class="bench" class:alive=move || bench.alive.get()>
            <form
                method="get"
                action=format!("/{demo}#outcome")
                autocomplete="off"
                novalidate
                on:submit=move |event: SubmitEvent| {
                    event.prevent_default();
                    bench.submit();
                }
            >
                // Without a script a submitted form leads to its outcome: the answer, or what is in its way.
                <div id=move || bench.failed().then_some("outcome")>{summary(bench, labels)}</div>
                {fields}
                <button type="submit">"Predict"</button>
                <a class="glance" class:stale=move || bench.stale() href="#answer">
                    {move || bench.say(glance)}
                </a>
                <h2 id="examples">"Examples"</h2>
                <ul class="examples" aria-labelledby="examples">{examples}</ul>
            </form>
            <div class="outcome" id=move || (!bench.failed()).then_some("outcome")>
                <section class="result" class:stale=move || bench.stale() aria-labelledby="answer">
                    <h2 id="answer" tabindex="-1">"Answer"</h2>
                    <p class="unseen" role="status">
                        {move || bench.say(spoken).filter(|_| !bench.stale())}
                    </p>
                    <div class="prediction">
                        {move || bench.answered.with(|answered| answered.as_ref().map(|(_, shown)| answer(shown, &report)))}
                    </div>
                    <p class="hint earlier">{move || bench.remark()}</p>
                </section>
                {chart}
            </div>
        </div>
    }
}

impl Bench {
    fn new(demo: &str, schema: &Schema, first: &[String], outcome: Outcome) -> Self {
        let (answer, failure) = match outcome {
            Ok(answer) => (Some((first.to_vec(), answer)), None),
            Err(error) => (None, Some(error.into())),
        };
        Self {
            demo: StoredValue::new(demo.to_owned()),
            schema: StoredValue::new(schema.clone()),
            texts: RwSignal::new(first.to_vec()),
            answered: RwSignal::new(answer),
            failure: RwSignal::new(failure),
            live: StoredValue::new(Live::default()),
            due: StoredValue::new(false),
            jumps: StoredValue::new(0),
            followed: StoredValue::new(String::new()),
            alive: RwSignal::new(false),
        }
    }

    /// In the browser: takes up what was typed before this script ran, and follows the back button.
    fn come_alive(self, first: &[String]) {
        let (typed, first) = (self.schema.with_value(address::typed), first.to_vec());
        let opened = first.clone();
        Effect::new(move || {
            self.alive.set(true);
            if let Some(typed) = typed.clone().filter(|typed| *typed != opened) {
                self.jump(typed);
            }
        });
        self.followed.set_value(address::query());
        address::on_back(move || {
            // A link within the page is a step in the history too, and changes no inputs.
            let query = address::query();
            if self.followed.try_update_value(|followed| std::mem::replace(followed, query.clone()) != query)
                == Some(true)
            {
                let found = self.schema.with_value(|schema| texts(schema, &query));
                self.jump(found.unwrap_or_else(|| first.clone()));
            }
        });
    }

    /// Goes to other inputs at once. What was asked for the ones before is nobody's any more.
    fn jump(self, texts: Vec<String>) {
        self.put(texts);
        self.ask();
    }

    fn put(self, texts: Vec<String>) {
        self.jumps.update_value(|jumps| *jumps += 1);
        self.texts.set(texts);
    }

    /// A person has pressed the button: these inputs get an address to come back to.
    fn submit(self) {
        self.follow(address::push);
        self.ask();
        address::focus(if self.failure.with_untracked(Option::is_some) { "problem" } else { "answer" });
    }

    /// Lets the address hold the inputs, if it does not.
    fn follow(self, by: fn(&str)) {
        let query = self.schema.with_value(|schema| self.texts.with_untracked(|texts| query(schema, texts)));
        if self.followed.with_value(|followed| *followed != query) {
            by(&query);
            self.followed.set_value(query);
        }
    }

    /// Asks soon, and not for every single move.
    fn ask_soon(self) {
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
        let parse =
            |schema: &Schema| self.texts.with_untracked(|texts| schema.parse(&schema.raw_fields(texts)));
        if let Err(errors) = self.schema.with_value(parse) {
            self.failure.set(Some(Failure::Inputs(errors)));
            return;
        }
        self.failure.set(None);
        if self.live.try_update_value(Live::wanted) == Some(true) {
            spawn_local(async move {
                self.fetch().await;
                while self.live.try_update_value(Live::answered) == Some(true) {
                    self.fetch().await;
                }
            });
        }
    }

    async fn fetch(self) {
        let (asked, jumps) = (self.texts.get_untracked(), self.jumps.get_value());
        let outcome = server_fn::predict(self.demo.get_value(), asked.clone()).await;
        let current = asked == self.texts.get_untracked();
        match outcome {
            // Of a slider that is still moving an answer is shown although it is a little behind, and
            // marked as such; one that is behind a jump would only be in the way.
            Ok(Ok(answer)) if current || jumps == self.jumps.get_value() => {
                self.answered.set(Some((asked, answer)));
                if current {
                    self.follow(address::replace);
                }
            }
            // An error about inputs that have changed since is nobody's any more.
            _ if !current => {}
            Ok(Ok(_)) => {}
            Ok(Err(error)) => self.failure.set(Some(error.into())),
            Err(_) => {
                let unreachable = "The server can't be reached. Press Predict to try again";
                self.failure.set(Some(Failure::Told(unreachable.to_owned())));
            }
        }
    }

    /// Whether the answer shown belongs to other inputs than those in the form.
    fn stale(self) -> bool {
        self.answered.with(|answered| {
            answered.as_ref().is_some_and(|(asked, _)| self.texts.with(|texts| asked != texts))
        })
    }

    fn failed(self) -> bool {
        self.failure.with(Option::is_some)
    }

    /// The answer in a few words.
    fn say(self, words: fn(&Prediction) -> String) -> Option<String> {
        self.answered.with(|answered| answered.as_ref().map(|(_, answer)| words(&answer.prediction)))
    }

    fn remark(self) -> &'static str {
        match self.answered.with(Option::is_some) {
            true if self.stale() => "For the earlier inputs",
            true => "",
            false => "No answer yet",
        }
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
            let (title, list) = match failure {
                Failure::Inputs(errors) => {
                    ("There is no answer to these inputs".to_owned(), Some(list(&errors)))
                }
                Failure::Told(words) => (words, None),
            };
            view! {
                <div class="summary" id="problem" role="alert" tabindex="-1">
                    <p>{title}</p>
                    {list}
                </div>
            }
        })
    }
}

/// An example has an address, so it works without a script and can be sent to someone.
fn example_link(bench: Bench, demo: &str, schema: &Schema, example: Example) -> impl IntoView + use<> {
    let address = format!("/{demo}?{}", query(schema, &example.texts));
    let take = move |event: MouseEvent| {
        // With a key held down the person wants a new tab or window.
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        event.prevent_default();
        bench.put(example.texts.clone());
        bench.submit();
    };
    view! { <li><a href=address on:click=take>{example.title}</a></li> }
}

/// Where the inputs of now lie in the chart, if they can.
fn own_point(bench: Bench, schema: &Schema, chart: &Scatter) -> Signal<Option<[f64; 2]>> {
    let find =
        |name: &str| schema.features.iter().cloned().enumerate().find(|(_, feature)| feature.name == name);
    let axes = find(&chart.x.feature).zip(find(&chart.y.feature));
    Signal::derive(move || {
        let number = |(place, feature): &(usize, Feature)| {
            let text = bench.texts.with(|texts| RawValue::Text(texts[*place].clone()));
            match feature.parse(Some(&text)) {
                Ok(Value::Number(number)) => Some(number),
                _ => None,
            }
        };
        let (x, y) = axes.as_ref()?;
        Some([number(x)?, number(y)?])
    })
}
