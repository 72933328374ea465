//! Training from a table: the walk, and the same walk again to measure.

use super::init::{seed_weights, trained_tensors};
use super::{Dataset, Progress, Recipe, Split, TargetKind, Training, source, today};
use crate::calibrate::{Calibration, Conformal, TargetScaler};
use crate::encoding::{Encoding, standard};
use crate::evaluate::{self, Goal};
use crate::signature::{Mismatch, Signature, SignatureOutput};
use crate::trained::Trained;
use anyhow::{Context, Result, ensure};
use candle_core::{DType, Device, Module, Tensor};
use candle_nn::{VarBuilder, VarMap, loss};
use maquette_contract::{CalibrationReport, Epoch, IntervalReport, ModelCard, Score, Source, Splits};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::collections::HashMap;

/// The share of sets and intervals that are to hold the truth.
const COVERAGE: f64 = 0.9;
/// Fewer calibration rows cannot promise that share.
const MIN_CALIBRATION_ROWS: usize = 9;

/// Each use of a seed draws numbers of its own: rows that calibrate and rows that test must not lose
/// their values in step.
const FOR_FIT: u64 = 0xf17ed;
const FOR_VALIDATION: u64 = 0x7a11d;
const FOR_CALIBRATION: u64 = 0xca1;
const FOR_TEST: u64 = 0x7e57;

impl Training for Recipe {
    /// Splits the rows, fits a network, calibrates it, and only then looks at the test rows.
    fn train(&self, seed: u64, progress: &mut dyn Progress) -> Result<Trained> {
        let dataset = self.dataset()?;
        let split = self.split_rows(&dataset, seed)?;
        ensure!(
            split.calibration.len() >= MIN_CALIBRATION_ROWS,
            "{} rows are too few: {MIN_CALIBRATION_ROWS} for calibration alone are needed",
            dataset.len()
        );
        let encoding = Encoding::fit(&self.schema, &dataset.instances(&split.train))?;
        let scale = self.scale(&dataset, &split.train);
        let weights = VarMap::new();
        let builder = VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu);
        let net = (self.net)(encoding.width(), self.target.outputs(), builder)?;
        seed_weights(&weights, seed)?;
        let learner = Learner { recipe: self, dataset, split, encoding, scale, net, seed };

        let curve = learner.fit(&weights, progress)?;
        let calibrated = learner.calibrate()?;
        let measured = learner.measure(&calibrated)?;

        let (mut tensors, parameters) = trained_tensors(&weights)?;
        tensors.extend(learner.encoding.tensors()?);
        if let TargetKind::Number { .. } = self.target.kind {
            tensors.extend(scale.tensors()?);
        }
        let card = ModelCard {
            date: today(),
            seed,
            weights_sha256: String::new(),
            parameters,
            data: self.data(),
            splits: learner.splits(),
            scores: measured.scores,
            calibration: measured.calibration,
            interval: measured.interval,
            curve,
        };
        Trained::new(&tensors, card)?.with_signature(&self.names())
    }

    fn measure(&self, trained: &Trained) -> Result<ModelCard> {
        let card = trained.card()?;
        let recipe = self.in_trained_order(trained)?;
        let learner = recipe.learner(trained)?;
        let calibrated = learner.calibration_from_card(&card)?;
        let Measured { scores, calibration, interval } = learner.measure(&calibrated)?;
        Ok(ModelCard { splits: learner.splits(), scores, calibration, interval, ..card })
    }

    fn goals(&self) -> &[Goal] {
        &self.goals
    }

    fn signature(&self) -> Option<Signature> {
        Some(self.names())
    }

    fn predictions(&self, trained: &Trained) -> Result<String> {
        let recipe = self.in_trained_order(trained)?;
        let learner = recipe.learner(trained)?;
        let calibrated = learner.calibration_from_card(&trained.card()?)?;
        let outputs = learner.outputs(&learner.split.test, FOR_TEST)?;
        match calibrated {
            Calibrated::Classes(calibration) => {
                let truths = learner.dataset.truths(&learner.split.test);
                evaluate::predictions_csv(&recipe.target.labels(), &outputs, &truths, &calibration)
            }
            Calibrated::Number(conformal) => {
                let mut csv = csv::Writer::from_writer(vec![]);
                csv.write_record(["truth", "value", "low", "high"])?;
                let truths = learner.dataset.values(&learner.split.test);
                for (output, truth) in std::iter::zip(&outputs, truths) {
                    let interval = conformal.interval(output[0]);
                    let numbers = [truth, conformal.value(output[0]), interval.low, interval.high];
                    csv.write_record(numbers.map(|number| number.to_string()))?;
                }
                Ok(String::from_utf8(csv.into_inner()?)?)
            }
        }
    }
}

impl Recipe {
    /// The rows, parsed as any visitor's inputs are.
    ///
    /// # Errors
    /// A table that lacks a column, or names a class or a value that is not in the schema.
    pub fn dataset(&self) -> Result<Dataset> {
        Dataset::read(&self.csv, &self.schema, &self.target)
    }

    fn split_rows(&self, dataset: &Dataset, seed: u64) -> Result<Split> {
        Split::new(dataset.len(), self.settings.shares, self.settings.fit.patience.is_some(), seed)
    }

    fn data(&self) -> Source {
        source(&self.data_name, &self.data_licence, &self.csv)
    }

    /// Standardises what is learnt by the rows it is learnt from.
    fn scale(&self, dataset: &Dataset, rows: &[usize]) -> TargetScaler {
        let TargetKind::Number { log, .. } = self.target.kind else { return TargetScaler::IDENTITY };
        let raw = TargetScaler { log, ..TargetScaler::IDENTITY };
        let levels: Vec<f64> = dataset.values(rows).into_iter().map(|value| raw.normalize(value)).collect();
        let (mean, deviation) = standard(&levels);
        TargetScaler { mean, deviation, log }
    }

    fn names(&self) -> Signature {
        let output = match &self.target.kind {
            TargetKind::Classes(classes) => {
                let values = classes.iter().map(|class| class.value.as_str());
                SignatureOutput::classes(&self.target.column, values)
            }
            TargetKind::Number { unit, .. } => SignatureOutput::number(&self.target.column, unit),
        };
        Signature::new(&self.schema, output)
    }

    /// The recipe with its inputs, choices and classes in the order that some weights were trained with, so that they
    /// are measured on the very rows that their card was.
    fn in_trained_order(&self, trained: &Trained) -> Result<Self> {
        let signature = trained.signature()?.ok_or_else(Mismatch::unnamed)?;
        let (mut recipe, column) = (self.clone(), &self.target.column);
        recipe.schema = signature.arrange(&self.schema)?;
        match &mut recipe.target.kind {
            TargetKind::Classes(classes) => {
                let values: Vec<&str> = classes.iter().map(|class| class.value.as_str()).collect();
                let order = signature.class_order(column, &values)?;
                *classes = order.into_iter().map(|place| classes[place].clone()).collect();
            }
            TargetKind::Number { unit, .. } => *unit = signature.number_unit(column, unit)?,
        }
        Ok(recipe)
    }

    /// A trained network among the rows that its training split.
    fn learner(&self, trained: &Trained) -> Result<Learner<'_>> {
        let card = trained.card()?;
        ensure!(card.data == self.data(), "these weights were trained on other data than {}", self.data_name);
        let dataset = self.dataset()?;
        let split = self.split_rows(&dataset, card.seed)?;
        let tensors: HashMap<_, _> = trained.tensors()?;
        let encoding = Encoding::from_tensors(&self.schema, &tensors)?;
        let scale = TargetScaler::from_tensors(&tensors)?;
        let weights = VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu);
        let net = (self.net)(encoding.width(), self.target.outputs(), weights)?;
        Ok(Learner { recipe: self, dataset, split, encoding, scale, net, seed: card.seed })
    }
}

/// A network among the rows it learns from and is measured on.
struct Learner<'a> {
    recipe: &'a Recipe,
    dataset: Dataset,
    split: Split,
    encoding: Encoding,
    scale: TargetScaler,
    net: Box<dyn Module>,
    seed: u64,
}

/// What was fitted on the calibration rows.
enum Calibrated {
    Classes(Calibration),
    Number(Conformal),
}

struct Measured {
    scores: Vec<Score>,
    calibration: Option<CalibrationReport>,
    interval: Option<IntervalReport>,
}

impl Learner<'_> {
    fn splits(&self) -> Splits {
        let Split { train, validation, calibration, test } = &self.split;
        Splits {
            train: train.len(),
            validation: validation.len(),
            calibration: calibration.len(),
            test: test.len(),
            hidden: self.recipe.settings.hide,
        }
    }

    /// Cross-entropy for classes, and the mean squared error of the standardised number.
    fn fit(&self, weights: &VarMap, progress: &mut dyn Progress) -> Result<Vec<Epoch>> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed ^ FOR_FIT);
        // The same values are hidden in every epoch, or its losses could not be compared.
        let validation: HashMap<usize, Vec<f32>> = std::iter::zip(
            self.split.validation.iter().copied(),
            self.rows(&self.split.validation, FOR_VALIDATION),
        )
        .collect();
        let mut loss = |rows: &[usize]| {
            let known = rows.iter().map(|row| validation.get(row).cloned()).collect::<Option<Vec<_>>>();
            let inputs = known.unwrap_or_else(|| self.with_hidden_values(rows, &mut rng));
            let outputs = self.forward(inputs)?;
            Ok(match self.recipe.target.kind {
                TargetKind::Classes(_) => {
                    let truths = self.dataset.truths(rows).into_iter().map(|truth| truth as u32);
                    let truths = Tensor::from_iter(truths, &Device::Cpu)?;
                    loss::cross_entropy(&outputs, &truths)?
                }
                TargetKind::Number { .. } => {
                    let truths =
                        self.dataset.values(rows).into_iter().map(|value| self.scale.output(value) as f32);
                    let truths = Tensor::from_iter(truths, &Device::Cpu)?;
                    loss::mse(&outputs.squeeze(1)?, &truths)?
                }
            })
        };
        let Split { train, validation, .. } = &self.split;
        self.recipe.settings.fit.run(weights, train, validation, self.seed, &mut loss, progress)
    }

    fn calibrate(&self) -> Result<Calibrated> {
        let rows = &self.split.calibration;
        let outputs = self.outputs(rows, FOR_CALIBRATION)?;
        Ok(match self.recipe.target.kind {
            TargetKind::Classes(_) => {
                Calibrated::Classes(Calibration::fit(&outputs, &self.dataset.truths(rows), COVERAGE))
            }
            TargetKind::Number { .. } => {
                let outputs = outputs.concat();
                let conformal = Conformal::fit(self.scale, &outputs, &self.dataset.values(rows), COVERAGE);
                Calibrated::Number(conformal)
            }
        })
    }

    /// The calibration as the card states it, which is the one that answers.
    fn calibration_from_card(&self, card: &ModelCard) -> Result<Calibrated> {
        Ok(match self.recipe.target.kind {
            TargetKind::Classes(_) => {
                let report = card.calibration.as_ref().context("the card has no calibration of classes")?;
                Calibrated::Classes(Calibration::from(report))
            }
            TargetKind::Number { .. } => {
                let report = card.interval.as_ref().context("the card has no interval of numbers")?;
                Calibrated::Number(Conformal::from_report(self.scale, report))
            }
        })
    }

    fn measure(&self, calibrated: &Calibrated) -> Result<Measured> {
        let Split { train, test, .. } = &self.split;
        let outputs = self.outputs(test, FOR_TEST)?;
        Ok(match calibrated {
            Calibrated::Classes(calibration) => {
                let shares = self.dataset.shares(train, self.recipe.target.outputs());
                let truths = self.dataset.truths(test);
                let (scores, report) =
                    evaluate::classification(&outputs, &truths, calibration, &shares, self.seed);
                Measured { scores, calibration: Some(report), interval: None }
            }
            Calibrated::Number(conformal) => {
                let TargetKind::Number { unit, .. } = &self.recipe.target.kind else {
                    anyhow::bail!("classes have no interval");
                };
                let (truths, seen) = (self.dataset.values(test), self.dataset.range(train));
                let (scores, report) =
                    evaluate::regression(&outputs.concat(), &truths, conformal, unit, seen, self.seed);
                Measured { scores, calibration: None, interval: Some(report) }
            }
        })
    }

    /// What the network says to rows given as visitors would give them.
    fn outputs(&self, rows: &[usize], purpose: u64) -> Result<Vec<Vec<f64>>> {
        if rows.is_empty() {
            return Ok(vec![]);
        }
        Ok(self.forward(self.rows(rows, purpose))?.to_dtype(DType::F64)?.to_vec2()?)
    }

    fn rows(&self, rows: &[usize], purpose: u64) -> Vec<Vec<f32>> {
        self.with_hidden_values(rows, &mut ChaCha8Rng::seed_from_u64(self.seed ^ purpose))
    }

    fn with_hidden_values(&self, rows: &[usize], rng: &mut ChaCha8Rng) -> Vec<Vec<f32>> {
        let Recipe { schema, settings, .. } = self.recipe;
        let visitors = self.dataset.with_hidden_values(schema, rows, settings.hide, rng);
        visitors.iter().map(|row| self.encoding.encode(row)).collect()
    }

    fn forward(&self, inputs: Vec<Vec<f32>>) -> Result<Tensor> {
        let expected = [inputs.len(), self.recipe.target.outputs()];
        let outputs = self.net.forward(&Tensor::new(inputs, &Device::Cpu)?)?;
        ensure!(
            outputs.dims() == expected,
            "the network gives a tensor of {:?} where {expected:?} is needed",
            outputs.dims()
        );
        Ok(outputs)
    }
}
