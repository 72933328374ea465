//! All that a first demo needs: `use maquette::prelude::*;`.

pub use crate::app::Maquette;
pub use crate::demo::Demo;
pub use crate::markdown::markdown;
pub use crate::media::{picture, sound};
pub use crate::model::{Classifier, Model, Refusal, Regressor, TrainedModel, Work};
pub use crate::output::{Output, Titled, titled};
pub use crate::train::{Goal, Recipe, Training};
pub use crate::trained::Trained;
pub use crate::{Choice, Inputs};
pub use candle_core::{self, Module};
pub use candle_nn::{self, VarBuilder};
pub use maquette_contract::{
    Annotated, Audio, Blob, Cell, Chart, Code, Color, Date, File, Forecast, ForecastStep, Highlighted, Image,
    Interval, Markdown, Metric, Picture, Prediction, Quantity, Ranked, Rows, Sketch, Sound, Table,
};
