//! The request that an open page sends for each answer, `POST /fn/predict`, and its reply.

use maquette_contract::{FieldError, PredictError, Schema};
use serde::{Deserialize, Serialize};

/// Where the server answers it, below the prefix of every address.
pub const PATH: &str = "/fn/predict";

/// The inputs of a demo, by the names of its features.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PredictRequest {
    pub demo: String,
    /// The version of the schema that the page was made for.
    pub schema: String,
    /// Each feature's name with its text.
    pub inputs: Vec<(String, String)>,
    /// Which pages of the answer's tables to draw, as a query.
    pub view: String,
}

/// An answer, or why there is none.
pub type Outcome = Result<Fragment, Failure>;

/// An answer as the page shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fragment {
    /// Names the answer in the log.
    pub id: String,
    pub html: String,
    /// The answer in a few words.
    pub glance: String,
    /// The answer in a sentence, for screen readers.
    pub spoken: String,
}

/// Why inputs have no answer, in words for the person who sent them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    pub message: String,
    /// The inputs at fault, with what is wrong with each.
    pub errors: Vec<InputError>,
    pub next: Next,
}

/// One input and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputError {
    pub field: String,
    pub message: String,
}

/// What helps after a failure.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Next {
    /// Other inputs, or another try by the person.
    #[default]
    TryAgain,
    /// The model is loading: the page tries again by itself.
    Wait,
    /// The page is older than the server: it has to be loaded again.
    Reload,
}

impl Failure {
    /// The failure of inputs with errors.
    pub fn of_inputs(errors: &[FieldError]) -> Self {
        let error = |error: &FieldError| InputError {
            field: error.field.clone(),
            message: crate::form::sentence(&error.problem),
        };
        Self {
            message: "There is no answer to these inputs".to_owned(),
            errors: errors.iter().map(error).collect(),
            next: Next::TryAgain,
        }
    }

    /// The failure of a page that was made for another schema than the server has now.
    pub fn of_older_page() -> Self {
        let message = "This page is older than the model behind it, which takes other inputs now";
        Self { message: message.to_owned(), next: Next::Reload, ..Self::default() }
    }
}

impl From<&PredictError> for Failure {
    fn from(error: &PredictError) -> Self {
        let next = if matches!(error, PredictError::Loading) { Next::Wait } else { Next::TryAgain };
        match error {
            PredictError::Invalid { errors } => Self::of_inputs(errors),
            error => Self { message: error.to_string(), errors: Vec::new(), next },
        }
    }
}

impl PredictRequest {
    /// A request with a text for each feature of a schema, in its order.
    pub fn new(demo: &str, schema: &Schema, version: &str, texts: &[String], view: &str) -> Self {
        let names = schema.features.iter().map(|feature| feature.name.clone());
        Self {
            demo: demo.to_owned(),
            schema: version.to_owned(),
            inputs: names.zip(texts.iter().cloned()).collect(),
            view: view.to_owned(),
        }
    }
}
