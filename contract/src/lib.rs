//! The words Maquette's server and client both speak: plain data, and the one parser of inputs.
//!
//! Nothing here knows a protocol, a runtime, a web framework or a tensor, so that the browser can
//! carry all of it: what the form accepts and what the server accepts is decided by the same lines.

mod inputs;
mod schema;
mod value;
mod date;
mod instance;
mod parse;
mod problem;
mod prediction;
mod table;
mod chart;
mod card;

pub use card::{
    CalibrationReport, Epoch, Estimate, IntervalReport, ModelCard, ReliabilityBin, Score, Source, Splits,
};
pub use chart::{Area, Axis, Bar, Bin, Chart, Heat, Marks, Series};
pub use date::Date;
pub use inputs::{Choice, Declared, Input, Inputs, holds};
pub use instance::Instance;
pub use prediction::{
    Answer, Class, Classes, Code, Forecast, ForecastStep, Interval, Markdown, Metric, Note, OutputKind, Part,
    Prediction, PredictionSet, Quantity, Ranked, Step, Timing, capital, grouped, read,
};
pub use problem::{FieldError, PredictError, Problem};
pub use schema::{Alternative, Example, Expected, Feature, Kind, Range, Schema};
pub use table::{Cell, Table, Window};
pub use value::{RawField, RawValue, Value};
