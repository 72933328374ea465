//! [`DemoTest`]: runs a demo in a unit test, and shows the cause of a failure.

use crate::demo::Demo;
use crate::gallery::Gallery;
use crate::predict::{Caller, Failure, predict_or_cause};
use anyhow::{Context, Result};
use maquette_contract::{Answer, Date, Example, PredictError, RawField, RawValue};
use std::fmt;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

/// A demo to be tested: what a person would set, and the answer they would get, by the same walk.
///
/// ```
/// use maquette::prelude::*;
///
/// #[derive(Inputs)]
/// struct Side {
///     #[input(range = 0.0..=9.0)]
///     side: f64,
/// }
///
/// let mut square = Demo::function("square", |Side { side }| side * side)
///     .example("Three", Side { side: 3.0 })
///     .expects_near(9.0, 0.0)
///     .session()?;
/// assert_eq!(square.set("side", 2.0).predict()?.prediction.headline(), "4");
/// assert_eq!(square.set("side", 10.0).predict().unwrap_err().to_string(), "side: 10 is out of range; give a number from 0 to 9");
/// square.check_examples()?;
/// # Ok::<(), maquette::Error>(())
/// ```
pub struct DemoTest {
    gallery: Gallery,
    demo: String,
    raw: Vec<RawField>,
    runtime: Runtime,
}

impl Demo {
    /// The demo without a server and without a browser, to be tested.
    ///
    /// # Errors
    /// A demo that does not open, or that has to be trained first.
    pub fn session(self) -> Result<DemoTest> {
        let demo = self.name().to_owned();
        let gallery = Gallery::open(vec![self], None)?;
        if let Some(error) = gallery.find(&demo).and_then(|served| served.untrained()) {
            return Err(error).with_context(|| format!("the demo {demo} does not open"));
        }
        let runtime = Builder::new_current_thread().enable_time().build()?;
        Ok(DemoTest { gallery, demo, raw: vec![], runtime })
    }
}

impl DemoTest {
    /// Sets an input; what is not set counts as left out.
    pub fn set(&mut self, name: &str, value: impl Into<InputValue>) -> &mut Self {
        self.raw.retain(|(known, _)| known != name);
        self.raw.push((name.to_owned(), value.into().0));
        self
    }

    /// Answers what has been set. Blocks, so it is not for use within a runtime.
    ///
    /// # Errors
    /// The error that a person would read, and its cause.
    pub fn predict(&self) -> Result<Answer, TestError> {
        self.ask(&self.raw)
    }

    fn ask(&self, raw: &[RawField]) -> Result<Answer, TestError> {
        let answer = predict_or_cause(&self.gallery, &self.demo, raw, Caller::page("test"));
        self.runtime.block_on(answer).map_err(|Failure { error, cause }| TestError { error, cause })
    }

    /// An example by its title.
    pub fn example(&self, title: &str) -> Option<Example> {
        let served = self.gallery.find(&self.demo)?;
        served.demo.examples.iter().find(|example| example.title == title).cloned()
    }

    /// Answers an example.
    ///
    /// # Errors
    /// The error that a person would read, and its cause.
    pub fn try_example(&self, example: &Example) -> Result<Answer, TestError> {
        let schema = self.gallery.find(&self.demo).map(|served| &served.demo.schema);
        let raw = schema.map(|schema| schema.raw_fields(&example.texts)).unwrap_or_default();
        self.ask(&raw)
    }

    /// Sees whether every example is answered, and as it says it should be.
    ///
    /// # Errors
    /// The first example that is not.
    pub fn check_examples(&self) -> Result<()> {
        let served = self.gallery.find(&self.demo).context("the session's demo is open")?;
        for example in &served.demo.examples {
            let about = || format!("the example “{}” of {}", example.title, self.demo);
            let prediction = self.try_example(example).with_context(about)?.prediction;
            if let Some(expected) = example.expected.as_ref().filter(|expected| !expected.is_met(&prediction))
            {
                anyhow::bail!("{} gives {}, and {expected:?} is expected", about(), prediction.headline());
            }
        }
        Ok(())
    }
}

/// Why a demo under test gave no answer. Both its `Display` and its `Debug` say the cause, which a visitor would only
/// get as a reference to the log.
///
/// ```
/// use maquette::prelude::*;
///
/// #[derive(Inputs)]
/// struct Page {
///     path: String,
/// }
///
/// let demo = Demo::function("length", |Page { path }| std::fs::read(path).map(|bytes| bytes.len() as f64));
/// let error = demo.session()?.set("path", "/nowhere").predict().unwrap_err();
/// assert!(matches!(error.error, maquette::PredictError::Internal { .. }));
/// assert!(error.to_string().ends_with("Cause: No such file or directory (os error 2)"));
/// # Ok::<(), maquette::Error>(())
/// ```
pub struct TestError {
    /// As a visitor would get it.
    pub error: PredictError,
    cause: Option<Arc<anyhow::Error>>,
}

impl fmt::Display for TestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.error)?;
        self.cause.iter().try_for_each(|cause| write!(f, ". Cause: {cause:#}"))
    }
}

/// What `unwrap` prints in a test that fails.
impl fmt::Debug for TestError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.error)?;
        self.cause.iter().try_for_each(|cause| write!(f, ". Cause: {cause:#}"))
    }
}

impl std::error::Error for TestError {}

/// A value as a program would send it.
pub struct InputValue(RawValue);

impl From<&str> for InputValue {
    fn from(text: &str) -> Self {
        Self(RawValue::String(text.to_owned()))
    }
}

impl From<f64> for InputValue {
    fn from(number: f64) -> Self {
        Self(RawValue::Number(number))
    }
}

impl From<i32> for InputValue {
    fn from(number: i32) -> Self {
        Self(RawValue::Number(f64::from(number)))
    }
}

impl From<bool> for InputValue {
    fn from(truth: bool) -> Self {
        Self(RawValue::Bool(truth))
    }
}

impl From<Date> for InputValue {
    fn from(date: Date) -> Self {
        Self(RawValue::String(date.to_string()))
    }
}

impl<const N: usize> From<[&str; N]> for InputValue {
    fn from(texts: [&str; N]) -> Self {
        Self(RawValue::Strings(texts.map(str::to_owned).to_vec()))
    }
}

/// Nothing: the input is not known.
impl From<()> for InputValue {
    fn from((): ()) -> Self {
        Self(RawValue::Null)
    }
}
