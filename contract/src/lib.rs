//! The words Maquette's server and client both speak: plain data, and the one parser of inputs.
//!
//! Nothing here knows a protocol, a runtime, a web framework or a tensor, so that the browser can
//! carry all of it: what the form accepts and what the server accepts is decided by the same lines.

mod inputs;
mod schema;
mod instance;
mod problem;
mod prediction;
mod card;
mod chart;

pub use card::{CalibrationReport, Estimate, ModelCard, ReliabilityBin, Scores, Source, Splits};
pub use chart::{Axis, Scatter, Series};
pub use inputs::{Choice, Declared, Input, Inputs};
pub use instance::{Instance, RawField, RawValue, Value};
pub use prediction::{Answer, Class, Note, Prediction, PredictionSet, Timing};
pub use problem::{FieldError, PredictError, Problem};
pub use schema::{Alternative, Example, Feature, Kind, Range, Schema};
