//! Training on 8,000 images, no two times the same; 1,000 others calibrate the network, and the last 1,000
//! measure it.

use super::Question;
use super::augment::augmented;
use super::images::{Digits, SIDE};
use super::net::{CLASSES, Net};
use anyhow::{Context, Result, ensure};
use candle_core::{DType, Device, Module, Tensor};
use candle_nn::{VarBuilder, VarMap, loss::cross_entropy};
use maquette::calibrate::Calibration;
use maquette::evaluate::{self, Goal};
use maquette::signature::{Signature, SignatureOutput};
use maquette::train::{self, Fit, Progress, Training, seed_weights, source, today};
use maquette::trained::Trained;
use maquette_contract::{CalibrationReport, Inputs, ModelCard, Score, Source, Splits};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use std::ops::Range;

/// The share of sets that are to hold the truth.
const COVERAGE: f64 = 0.9;

const FIT: Fit = Fit { epochs: 40, batch: 32, learning_rate: 0.002, weight_decay: 0.01, patience: None };

/// Learns from images that are unpacked only when somebody trains or measures: a server starts without them.
pub(crate) struct Learning {
    file: &'static [u8],
    goals: Vec<Goal>,
}

impl Learning {
    /// From the file of images.
    pub(crate) fn new(file: &'static [u8]) -> Self {
        Self { file, goals: vec![Goal::at_least("accuracy", 0.975)] }
    }

    fn data(&self) -> Source {
        source("MNIST, its first 10,000 images (LeCun et al. 1998)", "CC BY-SA 3.0", self.file)
    }

    /// The cross-entropy of images as other hands might have written them.
    fn loss(net: &Net, digits: &Digits, rows: &[usize], rng: &mut ChaCha8Rng) -> Result<Tensor> {
        let pixels: Vec<f32> = rows.iter().flat_map(|&row| augmented(digits.image(row), rng)).collect();
        let images = Tensor::from_vec(pixels, (rows.len(), SIDE * SIDE), &Device::Cpu)?;
        let truths = rows.iter().map(|&row| u32::from(digits.label(row)));
        Ok(cross_entropy(&net.forward(&images)?, &Tensor::from_iter(truths, &Device::Cpu)?)?)
    }

    fn scores(
        net: &Net,
        digits: &Digits,
        calibration: &Calibration,
        seed: u64,
    ) -> Result<(Vec<Score>, CalibrationReport)> {
        let (train, test) = (digits.train(), digits.test());
        let shares = (0..CLASSES).map(|class| {
            let many = train.clone().filter(|&row| usize::from(digits.label(row)) == class).count();
            many as f64 / train.len() as f64
        });
        let logits = logits(net, digits, test.clone())?;
        let (truths, shares) = (digits.truths(test), shares.collect::<Vec<_>>());
        Ok(evaluate::classification(&logits, &truths, calibration, &shares, seed))
    }

    /// The network that a training left, and how it is calibrated.
    fn stated(&self, trained: &Trained) -> Result<(ModelCard, Net, Calibration)> {
        let card = trained.card()?;
        ensure!(card.data == self.data(), "these weights were trained on other images");
        let report = card.calibration.as_ref().context("the card has no calibration")?;
        let calibration = Calibration::from(report);
        Ok((card, load_net(trained)?, calibration))
    }
}

impl Training for Learning {
    fn train(&self, seed: u64, progress: &mut dyn Progress) -> Result<Trained> {
        let weights = VarMap::new();
        let net = Net::new(VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu))?;
        seed_weights(&weights, seed)?;
        let digits = Digits::read(self.file)?;
        let rows: Vec<usize> = digits.train().collect();
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xd161);
        let mut loss = |rows: &[usize]| Self::loss(&net, &digits, rows, &mut rng);
        let curve = FIT.run(&weights, &rows, &[], seed, &mut loss, progress)?;

        let calibrates = digits.calibration();
        let outputs = logits(&net, &digits, calibrates.clone())?;
        let calibration = Calibration::fit(&outputs, &digits.truths(calibrates.clone()), COVERAGE);
        let (scores, report) = Self::scores(&net, &digits, &calibration, seed)?;
        let (tensors, parameters) = train::trained_tensors(&weights)?;
        let card = ModelCard {
            date: today(),
            seed,
            weights_sha256: String::new(),
            parameters,
            data: self.data(),
            splits: Splits {
                train: rows.len(),
                validation: 0,
                calibration: calibrates.len(),
                test: digits.test().len(),
                hidden: 0.0,
            },
            scores,
            calibration: Some(report),
            interval: None,
            curve,
        };
        Trained::new(&tensors, card)?.with_signature(&names())
    }

    fn measure(&self, trained: &Trained) -> Result<ModelCard> {
        let (digits, (card, net, calibration)) = (Digits::read(self.file)?, self.stated(trained)?);
        let (scores, report) = Self::scores(&net, &digits, &calibration, card.seed)?;
        Ok(ModelCard { scores, calibration: Some(report), ..card })
    }

    fn goals(&self) -> &[Goal] {
        &self.goals
    }

    fn signature(&self) -> Option<Signature> {
        Some(names())
    }

    fn predictions(&self, trained: &Trained) -> Result<String> {
        let (digits, (_, net, calibration)) = (Digits::read(self.file)?, self.stated(trained)?);
        let test = digits.test();
        let labels: Vec<String> = (0..CLASSES).map(|digit| digit.to_string()).collect();
        let logits = logits(&net, &digits, test.clone())?;
        evaluate::predictions_csv(&labels, &logits, &digits.truths(test), &calibration)
    }
}

/// What the weights are trained with.
fn names() -> Signature {
    let classes = (0..CLASSES).map(|digit| digit.to_string());
    Signature::new(&Question::schema(), SignatureOutput::classes("digit", classes))
}

/// The network with the weights that a training left.
pub(crate) fn load_net(trained: &Trained) -> Result<Net> {
    Ok(Net::new(VarBuilder::from_tensors(trained.tensors()?, DType::F32, &Device::Cpu))?)
}

/// What a network says to some rows, in their order.
pub(crate) fn logits(net: &Net, digits: &Digits, rows: Range<usize>) -> Result<Vec<Vec<f64>>> {
    Ok(net.logits(&digits.tensor(rows)?)?)
}
