//! The words Maquette's server and client both speak: plain data, and the one parser of inputs.
//!
//! Nothing here knows a protocol, a runtime, a web framework or a tensor, so that the browser can
//! carry all of it: what the form accepts and what the server accepts is decided by the same lines.

mod format;
mod inputs;
mod range;
mod schema;
mod value;
mod date;
mod image;
mod media;
mod drawing;
mod instance;
mod number;
mod parse;
mod problem;
mod prediction;
mod finite;
mod blob;
mod picture;
mod sound;
mod highlighted;
mod table;
mod chart;
mod card;
mod delta;

pub use blob::Blob;
pub use card::{
    CalibrationReport, Epoch, Estimate, IntervalReport, ModelCard, ReliabilityBin, Score, Source, Splits,
};
pub use chart::{Area, Axis, Bar, Bin, Chart, Heat, Marks, Series};
pub use date::Date;
pub use delta::Delta;
pub use drawing::Drawing;
pub use format::{capitalize, format_fixed, format_number, sentences};
pub use highlighted::{Highlighted, Span};
pub use image::Image;
pub use inputs::{Choice, FieldSpec, Input, Inputs, Rows, has_columns, holds};
pub use media::{Audio, Color, File, Sketch};
pub use picture::{Annotated, Detection, Picture, Region};
pub use prediction::{
    Answer, Class, Classes, Code, Forecast, ForecastStep, Interval, Markdown, Metric, Note, OutputKind, Part,
    Prediction, PredictionSet, Quantity, Ranked, Step, Timing,
};
pub use problem::{FieldError, PredictError, Problem};
pub use range::Range;
pub use schema::{Alternative, Example, Expected, Feature, Kind, Media, Schema};
pub use sound::Sound;
pub use table::{Cell, Table, TablePage};
pub use value::{Instance, RawField, RawValue, Value};
