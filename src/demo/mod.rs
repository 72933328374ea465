//! [`Demo`]: a model that people can try, as its author declares it.

mod description;
mod open;

pub use description::Description;
pub(crate) use open::{RunnerSpec, advise, train_command};

use crate::csv::{has_column, is_unknown, read_rows};
use crate::engine::Extras;
use crate::model::{Factory, Function, Model, Source, StreamSource, Work, Worker};
use crate::output::{Output, part};
use crate::train::Training;
use crate::trained::{NoWeights, Trained};
use crate::uploads::{Upload, sample};
use anyhow::{Context, Result, bail};
use maquette_contract::{Chart, Example, Expected, Inputs, OutputKind, Part, Prediction, Schema, capitalize};
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
}

impl Backend {
    fn schema_and_output(&self) -> (Schema, OutputKind) {
        match self {
            Self::Model(source) => (source.schema(), source.output()),
            Self::Stream(streamed) => (streamed.schema.clone(), streamed.output.clone()),
        }
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
