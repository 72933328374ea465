//! From a table of rows to a network, its calibration and its card. Seeded throughout: the same
//! seed on the same rows gives the same network.

mod dataset;
mod fit;
mod progress;
mod split;

pub use dataset::Dataset;
pub use fit::Settings;
pub use progress::{Console, Progress};
pub use split::Split;

use crate::calibrate::Calibration;
use crate::encoding::Encoding;
use crate::evaluate::{Judged, evaluate};
use crate::model::{MakeNet, Model};
use crate::trained::Trained;
use anyhow::{Result, ensure};
use candle_core::{DType, Device, Tensor};
use candle_nn::{VarBuilder, VarMap};
use maquette_contract::{ModelCard, Schema, Source, Splits};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// The share of prediction sets that are to hold the truth.
const COVERAGE: f64 = 0.9;
/// Fewer calibration rows cannot promise that share.
const FEWEST_CALIBRATION_ROWS: usize = 9;

/// Each use of a seed draws numbers of its own: rows that calibrate and rows that test must not lose
/// their values in step.
const FOR_CALIBRATION: u64 = 0xca1;
const FOR_TEST: u64 = 0x7e57;

/// All it takes to train a classifier.
pub struct Recipe {
    pub schema: Schema,
    /// The classes, in the order of the logits.
    pub labels: Vec<String>,
    /// The column that holds the class.
    pub target: &'static str,
    /// The rows, as CSV with a header. A row that lacks a required value is left out.
    pub csv: &'static [u8],
    pub data_name: &'static str,
    pub data_licence: &'static str,
    pub net: MakeNet,
    pub settings: Settings,
}

impl Recipe {
    /// Splits the rows, fits a network, calibrates it, and only then looks at the test rows.
    ///
    /// # Errors
    /// Rows that can't be read or are too few, or a network that does not fit the inputs.
    pub fn train(&self, seed: u64, progress: &mut dyn Progress) -> Result<Trained> {
        let dataset = self.dataset()?;
        let split = Split::new(dataset.len(), seed);
        ensure!(
            split.calibration.len() >= FEWEST_CALIBRATION_ROWS,
            "{} rows are too few: {FEWEST_CALIBRATION_ROWS} for calibration alone are needed",
            dataset.len()
        );
        let encoding = Encoding::fit(&self.schema, &dataset.instances(&split.train));
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        let net = (self.net)(encoding.width(&self.schema), self.labels.len(), builder)?;
        fit::seed_weights(&weights, seed)?;
        let lesson =
            fit::Lesson { recipe: self, encoding: &encoding, dataset: &dataset, rows: &split.train, seed };
        fit::fit(&net, &weights, &lesson, progress)?;

        let judge = |rows: &[usize], seed| judge(self, &encoding, &net, &dataset, rows, seed);
        let calibration_rows = judge(&split.calibration, seed ^ FOR_CALIBRATION)?;
        let calibration = Calibration::fit(&calibration_rows.logits, &calibration_rows.truths, COVERAGE);
        let shares = dataset.shares(&split.train, self.labels.len());
        let (scores, report) = evaluate(&judge(&split.test, seed ^ FOR_TEST)?, &calibration, &shares);

        let mut tensors = encoding.tensors()?;
        let learnt = weights.data().lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        let parameters = learnt.values().map(|tensor| tensor.elem_count()).sum();
        tensors.extend(learnt.into_iter().map(|(name, tensor)| (name, tensor.as_tensor().clone())));
        let card = ModelCard {
            date: jiff::Zoned::now().with_time_zone(jiff::tz::TimeZone::UTC).date().to_string(),
            seed,
            weights_sha256: String::new(),
            parameters,
            data: self.source(),
            splits: Splits {
                train: split.train.len(),
                calibration: split.calibration.len(),
                test: split.test.len(),
                hidden: self.settings.hide,
            },
            scores,
            calibration: report,
        };
        Trained::new(&tensors, card)
    }

    /// What the network says to the test rows that its training set aside, beside the truth.
    ///
    /// # Errors
    /// Weights that were trained on other data than this recipe's.
    pub fn judge_test_rows(&self, trained: &Trained) -> Result<Judged> {
        let card = trained.card()?;
        ensure!(
            card.data == self.source(),
            "these weights were trained on other data than {}",
            self.data_name
        );
        let tensors = trained.tensors()?;
        let encoding = Encoding::from_tensors(&self.schema, &tensors)?;
        let weights = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
        let net = (self.net)(encoding.width(&self.schema), self.labels.len(), weights)?;
        let dataset = self.dataset()?;
        let split = Split::new(dataset.len(), card.seed);
        judge(self, &encoding, &net, &dataset, &split.test, card.seed ^ FOR_TEST)
    }

    /// The classes' shares in the rows that a seed trains on, 0 to 1.
    ///
    /// # Errors
    /// Rows that can't be read.
    pub fn shares(&self, seed: u64) -> Result<Vec<f64>> {
        let dataset = self.dataset()?;
        Ok(dataset.shares(&Split::new(dataset.len(), seed).train, self.labels.len()))
    }

    /// The rows, parsed as any visitor's inputs are.
    ///
    /// # Errors
    /// A table that is no CSV, lacks a column, or names a class or a value that is not in the schema.
    pub fn dataset(&self) -> Result<Dataset> {
        Dataset::read(self.csv, &self.schema, self.target, &self.labels)
    }

    fn source(&self) -> Source {
        Source {
            name: self.data_name.to_owned(),
            licence: self.data_licence.to_owned(),
            sha256: crate::trained::sha256(self.csv),
        }
    }
}

/// What a network says to rows given as visitors would give them: some optional values left out.
fn judge(
    recipe: &Recipe,
    encoding: &Encoding,
    net: &Model,
    dataset: &Dataset,
    rows: &[usize],
    seed: u64,
) -> Result<Judged> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let visitors = dataset.visitors(&recipe.schema, rows, recipe.settings.hide, &mut rng);
    let encoded: Vec<_> = visitors.iter().map(|row| encoding.encode(&recipe.schema, row)).collect();
    let logits = net.forward(&Tensor::new(encoded, &Device::Cpu)?)?.to_dtype(DType::F64)?.to_vec2()?;
    Ok(Judged { logits, truths: dataset.truths(rows) })
}
