//! What an author says of a demo, and how the demo opens.

use crate::csv::{has_column, is_unknown, read_rows};
use crate::engine::{BatchPolicy, EngineSpec, Extras};
use crate::jobs::JobPolicy;
use crate::markdown::markdown;
use crate::model::{
    Factory, Function, Model, PreparedModel, Source, StreamModel, StreamSource, Work, Worker,
};
use crate::output::{Output, part};
use crate::signature::Mismatch;
use crate::train::Training;
use crate::trained::{NoWeights, Trained};
use crate::uploads::{Upload, sample};
use anyhow::{Context, Result, anyhow, bail, ensure};
use maquette_contract::{
    Chart, Example, Expected, Inputs, Instance, Kind, ModelCard, OutputKind, Part, Prediction, Schema, Value,
    capitalize,
};
use std::sync::Arc;
use std::time::Duration;

/// The default of [`Demo::time_limit`] for a model.
const TIME_LIMIT: Duration = Duration::from_secs(30);
/// The default of [`Demo::time_limit`] for a stream, which shows its progress.
const STREAM_TIME_LIMIT: Duration = Duration::from_secs(10 * 60);
/// The default of [`Demo::concurrency`].
const CONCURRENCY: usize = 2;

/// A model that people can try: its inputs, its output, and what its page says.
///
/// ```
/// use maquette::prelude::*;
///
/// /// What to say.
/// #[derive(Inputs)]
/// struct Words {
///     /// Your words
///     words: String,
/// }
///
/// let shout = Demo::function("shout", |inputs: Words| inputs.words.to_uppercase())
///     .title("Say it louder")
///     .example("A greeting", Words { words: "hello".into() });
/// assert_eq!(shout.session()?.set("words", "hello").predict()?.prediction.headline(), "HELLO");
/// # Ok::<(), maquette::Error>(())
/// ```
pub struct Demo {
    name: String,
    title: String,
    summary: String,
    examples: Vec<Example>,
    /// The files of the examples.
    samples: Vec<Upload>,
    extras: Extras,
    /// The inputs that the extras take, which must be those of the model.
    extras_schemas: Vec<Schema>,
    /// The kinds of output that the extras show beside an answer.
    beside: Vec<OutputKind>,
    time_limit: Option<Duration>,
    button: String,
    autorun: bool,
    concurrency: usize,
    max_batch_delay: Duration,
    workers: usize,
    thumbnail: Option<Prediction>,
    backend: Backend,
}

/// What gives the answers of a demo.
enum Backend {
    Model(Box<dyn Source>),
    Stream(StreamSource),
}

impl Demo {
    /// A demo of a model: a [`Classifier`](crate::model::Classifier), a [`Regressor`](crate::model::Regressor) or any
    /// other [`Model`]. The name becomes part of the address: lower-case letters, digits, `-` and `_`, as in `penguins`.
    pub fn new(name: &str, model: impl Source) -> Self {
        Self::with_backend(name, Backend::Model(Box::new(model)))
    }

    fn with_backend(name: &str, backend: Backend) -> Self {
        Self {
            name: name.to_owned(),
            title: default_title(name),
            summary: String::new(),
            examples: vec![],
            samples: vec![],
            extras: Extras::default(),
            extras_schemas: vec![],
            beside: vec![],
            time_limit: None,
            button: "Predict".to_owned(),
            autorun: true,
            concurrency: CONCURRENCY,
            max_batch_delay: Duration::ZERO,
            workers: 1,
            thumbnail: None,
            backend,
        }
    }

    /// A demo of a function from the inputs to any [`Output`].
    pub fn function<I: Inputs + 'static, O: Output + 'static>(
        name: &str,
        function: impl FnMut(I) -> O + Send + 'static,
    ) -> Self {
        Self::new(name, Function::new(function)).button("Run")
    }

    /// A demo of a model that is made on its own thread, and so need not be `Send`. Until it is made, visitors read that
    /// the model is loading. `make` is called once for each of the demo's [workers](Demo::workers).
    pub fn load<M: Model, E: Into<anyhow::Error>>(
        name: &str,
        make: impl FnMut() -> Result<M, E> + Send + 'static,
    ) -> Self {
        Self::new(name, Factory::new(make))
    }

    /// A demo that gives its answer step by step: each output is the whole answer as far as it is known. The page shows
    /// the answer growing, its progress, and a button that stops the work. Each job runs on a thread of its own.
    ///
    /// ```
    /// use maquette::prelude::*;
    ///
    /// #[derive(Inputs)]
    /// struct Story {
    ///     beginning: String,
    /// }
    ///
    /// let tell = Demo::stream("tell", |story: Story, work: &Work| {
    ///     let (mut text, work) = (story.beginning, work.clone());
    ///     (0..3).map(move |part| {
    ///         work.progress(part + 1, 3);
    ///         text.push_str(" and so on");
    ///         text.clone()
    ///     })
    /// });
    /// let text = tell.session()?.set("beginning", "Once").predict()?.prediction.headline();
    /// assert_eq!(text, "Once and so on and so on and so on");
    /// # Ok::<(), maquette::Error>(())
    /// ```
    pub fn stream<I, O, S>(name: &str, make: impl Fn(I, &Work) -> S + Send + Sync + 'static) -> Self
    where
        I: Inputs + 'static,
        O: Output + 'static,
        S: IntoIterator<Item = O> + 'static,
    {
        Self::with_backend(name, Backend::Stream(StreamSource::iterator(make))).button("Run")
    }

    /// A demo that gives its answer step by step, like [`Demo::stream`], from an asynchronous stream. When the job is
    /// cancelled, the stream is dropped at its current `await`.
    pub fn stream_async<I, O, S>(name: &str, make: impl Fn(I, Work) -> S + Send + Sync + 'static) -> Self
    where
        I: Inputs + 'static,
        O: Output + 'static,
        S: futures_util::Stream<Item = O> + 'static,
    {
        Self::with_backend(name, Backend::Stream(StreamSource::asynchronous(make))).button("Run")
    }

    /// Sets the title of the page: the question that the demo answers. By default it is the name in words.
    #[must_use]
    pub fn title(self, title: &str) -> Self {
        Self { title: title.to_owned(), ..self }
    }

    /// Sets the text below the title, in Markdown. Its first paragraph is also the summary on the front page and for
    /// search engines.
    #[must_use]
    pub fn description(self, markdown: &str) -> Self {
        Self { summary: markdown.to_owned(), ..self }
    }

    /// Adds inputs to try it with. The page opens with the first example, and its answer.
    #[must_use]
    pub fn example<I: Inputs>(mut self, title: &str, inputs: I) -> Self {
        let (schema, values) = (I::schema(), inputs.values());
        let texts = std::iter::zip(&schema.features, &values).map(|(feature, value)| {
            let files = sample(value);
            if files.is_empty() {
                return feature.text(value);
            }
            let tokens = files.iter().map(|upload| upload.token.clone()).collect::<Vec<_>>().join(" ");
            self.samples.extend(files);
            tokens
        });
        let example = Example { title: title.to_owned(), texts: texts.collect(), expected: None };
        self.examples.push(example);
        self
    }

    /// Sets the text that the last example should give, such as the label of the likeliest class.
    /// [`DemoTest::check_examples`](crate::testing::DemoTest::check_examples) tests it.
    #[must_use]
    pub fn expects(self, label: &str) -> Self {
        self.set_expected(Expected::Text(label.to_owned()))
    }

    /// Sets the number that the last example should give, and how far from it still passes, in the unit of the output.
    /// [`DemoTest::check_examples`](crate::testing::DemoTest::check_examples) tests it.
    #[must_use]
    pub fn expects_near(self, near: f64, within: f64) -> Self {
        self.set_expected(Expected::Number { near, within })
    }

    fn set_expected(mut self, expected: Expected) -> Self {
        if let Some(example) = self.examples.last_mut() {
            example.expected = Some(expected);
        }
        self
    }

    /// Adds the rows of a CSV table as examples. It has a column for each input, `title`, and optionally `expected`: a
    /// text, or a number that is met within one millionth of it.
    ///
    /// # Errors
    /// A column is missing, or a row is wrong; the error names the line and the column.
    pub fn examples(mut self, csv: &str) -> Result<Self> {
        let (schema, output) = self.backend.schema_and_output();
        let expected = has_column(csv.as_bytes(), "expected");
        let extra: &[&str] = if expected { &["title", "expected"] } else { &["title"] };
        let rows = read_rows(csv.as_bytes(), &schema, extra)?;
        if let Some(fault) = rows.faults.first() {
            bail!("an example is wrong: {fault}");
        }
        for row in rows.rows {
            let texts = schema.texts(&row.instance);
            let expected =
                row.extra.get(1).filter(|text| !is_unknown(text)).map(|text| match (&output, text.parse()) {
                    (OutputKind::Number, Ok(near)) => {
                        Expected::Number { near, within: f64::abs(near) * 1e-6 }
                    }
                    _ => Expected::Text(text.clone()),
                });
            self.examples.push(Example { title: row.extra[0].clone(), texts, expected });
        }
        Ok(self)
    }

    /// Shows something beside each answer on the page, made from the inputs and the prediction: a chart with the
    /// visitor's own place in it, a comparison, a component of your own. Programs do not get it. `title` is its heading,
    /// and may be empty. `I` must be the inputs of the model.
    #[must_use]
    pub fn beside<I: Inputs, O: Output>(
        mut self,
        title: &str,
        make: impl Fn(&I, &Prediction) -> O + Send + Sync + 'static,
    ) -> Self {
        let title = title.to_owned();
        self.extras_schemas.push(I::schema());
        self.beside.push(O::kind());
        self.extras.beside.push(Arc::new(move |instance, prediction| {
            let inputs = I::from_instance(instance).context("the inputs of `beside` are not the model's")?;
            let part = part(make(&inputs, prediction))?;
            Ok(if title.is_empty() { part } else { Part { title: title.clone(), ..part } })
        }));
        self
    }

    /// Warns about inputs to which the answer is not to be trusted, such as some unlike the training data. The page shows
    /// the sentence that `warning` returns, and withdraws the stated confidence. `I` must be the inputs of the model.
    #[must_use]
    pub fn warn<I: Inputs>(mut self, warning: impl Fn(&I) -> Option<String> + Send + Sync + 'static) -> Self {
        self.extras_schemas.push(I::schema());
        self.extras.warnings.push(Arc::new(move |instance| {
            let inputs = I::from_instance(instance).context("the inputs of `warn` are not the model's")?;
            Ok(warning(&inputs))
        }));
        self
    }

    /// Sets the text of the form's button. By default it is "Predict", and "Run" for a function or a stream.
    #[must_use]
    pub fn button(self, button: &str) -> Self {
        Self { button: button.to_owned(), ..self }
    }

    /// Limits how long an answer may take: by default 30 seconds, and ten minutes for a stream. After that the visitor
    /// reads that the demo was too slow, and a program gets status 504.
    #[must_use]
    pub fn time_limit(self, time_limit: Duration) -> Self {
        Self { time_limit: Some(time_limit), ..self }
    }

    /// Sets the chart that the demo's tile on the front page shows. By default the tile shows the answer to the first
    /// example, which a demo with `autorun(false)` does not have.
    #[must_use]
    pub fn thumbnail(self, chart: Chart) -> Self {
        Self { thumbnail: Some(Prediction::Chart(Box::new(chart))), ..self }
    }

    /// Says whether the page opens with the answer to the first example, as it does by default. With `false` nothing runs
    /// before the visitor presses the button, which suits a demo that takes longer than people wait for a page.
    #[must_use]
    pub fn autorun(self, autorun: bool) -> Self {
        Self { autorun, ..self }
    }

    /// Limits how many jobs of a stream run at the same time: by default two, and at least one. Others wait in a queue
    /// of at most 64. Has no effect on a demo that is not a stream: see [`Demo::workers`].
    #[must_use]
    pub fn concurrency(self, jobs: usize) -> Self {
        Self { concurrency: jobs.max(1), ..self }
    }

    /// Sets how long a batch that is not full waits for more requests: by default not at all, because the requests that
    /// arrive while a model is busy are its next batch anyway. A few milliseconds can pay off for a large network.
    #[must_use]
    pub fn max_batch_delay(self, max_batch_delay: Duration) -> Self {
        Self { max_batch_delay, ..self }
    }

    /// Sets how many threads answer, by default one and at least one. Each thread owns a model of its own, so this works
    /// for networks with weights, and for a model that [`Demo::load`] makes. A function, or a model given by value, exists
    /// only once and does not load with more than one worker.
    #[must_use]
    pub fn workers(self, workers: usize) -> Self {
        Self { workers: workers.max(1), ..self }
    }

    /// Its name in the address.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The files of its examples.
    pub(crate) fn samples(&self) -> &[Upload] {
        &self.samples
    }

    /// How it is trained, if it can be.
    pub fn training(&self) -> Option<Arc<dyn Training>> {
        if let Backend::Model(source) = &self.backend { source.training() } else { None }
    }

    /// The weights it ships with, if any.
    pub fn shipped(&self) -> Option<Trained> {
        if let Backend::Model(source) = &self.backend { source.shipped() } else { None }
    }

    /// The model alone, made on this thread, and the schema of its inputs, for benchmarks that leave out the rest.
    ///
    /// # Errors
    /// The model does not open or has no weights yet, or the demo is a stream.
    #[doc(hidden)]
    pub fn model(self) -> Result<(Schema, Box<dyn Worker>)> {
        let (description, spec) = self.open(None)?;
        match spec {
            RunnerSpec::Batched(mut spec) => Ok((description.schema, (spec.build)()?)),
            RunnerSpec::Streaming(..) => bail!("{} is a stream", description.name),
            RunnerSpec::Untrained => Err(advise(NoWeights.into(), &description.name, true)),
        }
    }

    /// Opens the model, with the given weights if there are any, and checks that all its author says fits together.
    pub(crate) fn open(self, trained: Option<Trained>) -> Result<(Description, RunnerSpec)> {
        ensure!(
            self.name.starts_with(|letter: char| letter.is_ascii_lowercase())
                && self.name.chars().all(|letter| letter.is_ascii_lowercase()
                    || letter.is_ascii_digit()
                    || letter == '_'
                    || letter == '-'),
            "a demo's name is part of its address: use lower-case letters, digits, - and _"
        );
        let (model_schema, output) = self.backend.schema_and_output();
        ensure!(
            self.extras_schemas.iter().all(|schema| *schema == model_schema),
            "`beside` and `warn` are given other inputs than the model: use the struct that it takes"
        );
        let streams = matches!(self.backend, Backend::Stream(_));
        ensure!(
            !streams || (self.extras.beside.is_empty() && self.extras.warnings.is_empty()),
            "a stream shows everything itself: give what `beside` or `warn` would say as one of its outputs"
        );
        let (schema, card, version, spec) = match self.backend {
            Backend::Model(source) => 'model: {
                let trainable = source.training().is_some();
                let PreparedModel { schema, card, version, build } = match source.open(trained) {
                    Ok(opened) => opened,
                    Err(error) if trainable && error.is::<NoWeights>() => {
                        break 'model (model_schema, None, String::new(), RunnerSpec::Untrained);
                    }
                    Err(error) => return Err(advise(error, &self.name, trainable)),
                };
                let policy = BatchPolicy {
                    time_limit: self.time_limit.unwrap_or(TIME_LIMIT),
                    max_delay: self.max_batch_delay,
                    workers: self.workers,
                };
                let first = self.examples.first().filter(|_| self.autorun);
                let example = first.and_then(|example| warm_up_inputs(&schema, example));
                let spec = EngineSpec { build, example, extras: self.extras, policy };
                (schema, card, version, RunnerSpec::Batched(spec))
            }
            Backend::Stream(StreamSource { schema, steps, .. }) => {
                let policy = JobPolicy {
                    demo: self.name.clone(),
                    version: String::new(),
                    concurrency: self.concurrency,
                    time_limit: self.time_limit.unwrap_or(STREAM_TIME_LIMIT),
                };
                (schema, None, String::new(), RunnerSpec::Streaming(steps, policy))
            }
        };
        for feature in &schema.features {
            let nested = |row: &Schema| {
                row.features.iter().any(|cell| matches!(cell.kind, Kind::Media { .. } | Kind::Table { .. }))
            };
            if let Kind::Table { row, .. } = &feature.kind {
                ensure!(
                    !nested(row),
                    "the cells of {} hold what can't be written in CSV: use numbers, words, dates and choices",
                    feature.name
                );
            }
            if let Some(Err(problem)) = feature.default.is_some().then(|| feature.parse(None)) {
                bail!("the default of {} is wrong: {problem}", feature.name);
            }
        }
        for example in &self.examples {
            ensure!(
                example.texts.len() == schema.features.len(),
                "the example “{}” has {} values for {} inputs",
                example.title,
                example.texts.len(),
                schema.features.len()
            );
            if let Err(errors) = schema.parse(&schema.raw_fields(&example.texts)) {
                bail!("the example “{}” is wrong: {}", example.title, errors[0]);
            }
        }
        let is_calibrated = card.as_ref().is_some_and(ModelCard::is_calibrated);
        let output = if is_calibrated { output } else { output.without_probabilities() };
        let shows_media = self.beside.iter().chain([&output]).any(OutputKind::is_media);
        let description = markdown(&self.summary);
        let description = Description {
            name: self.name,
            title: self.title,
            summary: description.summary(),
            html: description.html,
            schema,
            output,
            examples: self.examples,
            button: self.button,
            card,
            version,
            autorun: self.autorun,
            streams,
            shows_media,
            thumbnail: self.thumbnail,
        };
        Ok((description, spec))
    }
}

/// The command that trains a demo.
pub(crate) fn train_command(name: &str) -> String {
    format!("cargo run -- train {name}")
}

/// An error of weights with what to do about it.
pub(crate) fn advise(error: anyhow::Error, name: &str, trainable: bool) -> anyhow::Error {
    let advice = if error.is::<NoWeights>() {
        if trainable { format!("train it with `{}`", train_command(name)) } else { GIVE_WEIGHTS.to_owned() }
    } else if error.is::<Mismatch>() {
        if trainable {
            format!("train again with `{}`", train_command(name))
        } else {
            RESTORE_NAMES.to_owned()
        }
    } else {
        return error;
    };
    anyhow!("{error:#}: {advice}")
}

const GIVE_WEIGHTS: &str =
    "give it some with `load` or `shipped`, or a recipe that makes some with `trained_by`";
const RESTORE_NAMES: &str = "declare what they were trained with, or take other weights";

/// The inputs that a model is warmed up with: those of an example, unless it has files that would have to be opened.
fn warm_up_inputs(schema: &Schema, example: &Example) -> Option<Instance> {
    let instance = schema.parse(&schema.raw_fields(&example.texts)).ok()?;
    // A drawing is a text with a `*`, and needs no opening.
    let is_usable = |value: &Value| !matches!(value, Value::Upload(text) if !text.contains('*'));
    instance.values().iter().all(is_usable).then_some(instance)
}

impl Backend {
    fn schema_and_output(&self) -> (Schema, OutputKind) {
        match self {
            Self::Model(source) => (source.schema(), source.output()),
            Self::Stream(streamed) => (streamed.schema.clone(), streamed.output.clone()),
        }
    }
}

/// What runs the model of a demo, before it is started.
pub(crate) enum RunnerSpec {
    Batched(EngineSpec),
    Streaming(Arc<dyn StreamModel>, JobPolicy),
    /// It can be trained, and has not been.
    Untrained,
}

/// Everything about an open demo except its model.
#[derive(Clone)]
pub struct Description {
    /// Its part of the address: `penguins`.
    pub name: String,
    /// The question it answers.
    pub title: String,
    /// The first paragraph of its description, as plain text.
    pub summary: String,
    /// Its whole description, as HTML.
    pub html: String,
    /// Its inputs, with the ranges and choices seen in training.
    pub schema: Schema,
    /// The kind of its output.
    pub output: OutputKind,
    pub examples: Vec<Example>,
    /// The text of the form's button.
    pub button: String,
    /// What was measured of the model, if it was trained.
    pub card: Option<ModelCard>,
    /// Identifies the weights; empty for a model without any.
    pub version: String,
    /// Whether its page opens with the answer to the first example.
    pub autorun: bool,
    /// Whether it gives its answer step by step.
    pub streams: bool,
    /// Whether its outputs include pictures, sound, highlighted text or files.
    pub shows_media: bool,
    /// What its tile on the front page shows; `None` for the first answer.
    pub thumbnail: Option<Prediction>,
}

impl Description {
    /// Whether its card has measured its probabilities. If not, its classes are a ranking.
    pub fn is_calibrated(&self) -> bool {
        self.card.as_ref().is_some_and(ModelCard::is_calibrated)
    }

    /// The texts of the inputs that the page opens with: those of the first example, or the defaults.
    pub fn initial_texts(&self) -> Vec<String> {
        self.examples.first().map_or_else(|| self.schema.defaults(), |example| example.texts.clone())
    }
}

/// A name in words: "House prices" for `house_prices`.
fn default_title(name: &str) -> String {
    capitalize(&name.replace(['_', '-'], " "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_title() {
        assert_eq!(default_title("house_prices"), "House prices");
    }
}
