//! A network that learns while somebody watches, a batch at a time.

use super::images::Digits;
use super::net::Net;
use super::training::logits;
use anyhow::{Result, ensure};
use candle_core::{DType, Device, Module, Tensor};
use candle_nn::{AdamW, Optimizer, ParamsAdamW, VarBuilder, VarMap, loss::cross_entropy};
use maquette::calibrate::argmax;
use maquette::train::seed_weights;
use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_chacha::ChaCha8Rng;
use std::time::{Duration, Instant};

/// Images that are learnt from at once.
pub(crate) const BATCH: usize = 32;
/// After so many batches it is measured in between, on so many of the held-out images.
const EVERY: usize = 25;
const QUICKLY: usize = 200;
/// How much of the smoothed loss is the loss of the batches before.
const SMOOTH: f64 = 0.9;

/// What a person may choose.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Settings {
    /// How often each image is learnt from.
    pub(crate) epochs: usize,
    /// How far each step goes at first; it falls to 0 along a cosine.
    pub(crate) learning_rate: f64,
    /// How many images to learn from.
    pub(crate) images: usize,
    pub(crate) seed: u64,
}

/// How far a lesson has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Step {
    /// From 1.
    pub(crate) batch: usize,
    pub(crate) batches_total: usize,
    /// From 1.
    pub(crate) epoch: usize,
    /// The cross-entropy of the last batches, the latest counting most.
    pub(crate) loss: f64,
    /// The share of held-out images that it gets right, where it was measured: now and then on some of them, and
    /// on all after each epoch.
    pub(crate) held_out: Option<f64>,
    /// Images learnt from in a second, so far.
    pub(crate) per_second: f64,
}

/// Each step learns from one batch of images. A lesson that is dropped learns no more.
pub(crate) struct Lesson {
    digits: Digits,
    settings: Settings,
    net: Net,
    optimizer: AdamW,
    rng: ChaCha8Rng,
    /// Shuffled anew for each epoch.
    rows: Vec<usize>,
    /// Batches learnt from.
    done: usize,
    losses: Smoothed,
    learning: Duration,
}

impl Lesson {
    /// A network that knows nothing yet.
    ///
    /// # Errors
    /// Settings that nothing can be learnt with.
    pub(crate) fn new(digits: &Digits, settings: Settings) -> Result<Self> {
        let Settings { epochs, learning_rate, images, seed } = settings;
        let most = digits.train().len();
        ensure!(epochs > 0, "there is no lesson of 0 epochs; choose one at least");
        ensure!(
            (BATCH..=most).contains(&images),
            "choose from {BATCH} to {most} images to learn from, not {images}"
        );
        ensure!(
            learning_rate > 0.0 && learning_rate.is_finite(),
            "a learning rate is a number above 0, such as 0.002, and not {learning_rate}"
        );
        let weights = VarMap::new();
        let net = Net::new(VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu))?;
        seed_weights(&weights, seed)?;
        let parameters = ParamsAdamW { lr: learning_rate, ..ParamsAdamW::default() };
        Ok(Self {
            digits: digits.clone(),
            settings,
            net,
            optimizer: AdamW::new(weights.all_vars(), parameters)?,
            rng: ChaCha8Rng::seed_from_u64(seed ^ 0x1e55),
            rows: digits.train().take(images).collect(),
            done: 0,
            losses: Smoothed::default(),
            learning: Duration::ZERO,
        })
    }

    /// The network as it is now.
    pub(crate) fn net(&self) -> &Net {
        &self.net
    }

    fn batches_an_epoch(&self) -> usize {
        self.settings.images.div_ceil(BATCH)
    }

    fn batches(&self) -> usize {
        self.settings.epochs * self.batches_an_epoch()
    }

    fn step(&mut self) -> Result<Step> {
        let (an_epoch, batches) = (self.batches_an_epoch(), self.batches());
        let place = self.done % an_epoch;
        if place == 0 {
            self.rows.shuffle(&mut self.rng);
        }
        let start = Instant::now();
        let loss = self.learn(place)?;
        self.learning += start.elapsed();
        self.done += 1;
        let ended = self.done.is_multiple_of(an_epoch);
        let test = self.digits.test();
        let held_out = match (ended, self.done.is_multiple_of(EVERY)) {
            (true, _) => Some(accuracy(&self.net, &self.digits, test)?),
            (false, true) => Some(accuracy(&self.net, &self.digits, test.start..test.start + QUICKLY)?),
            (false, false) => None,
        };
        let epoch = self.done.div_ceil(an_epoch);
        let learnt =
            (epoch - 1) * self.rows.len() + if ended { self.rows.len() } else { (place + 1) * BATCH };
        Ok(Step {
            batch: self.done,
            batches_total: batches,
            epoch,
            loss: self.losses.with(loss),
            held_out,
            per_second: learnt as f64 / self.learning.as_secs_f64().max(f64::MIN_POSITIVE),
        })
    }

    /// Learns from one batch, and says what its loss was before.
    fn learn(&mut self, place: usize) -> Result<f64> {
        let turn = std::f64::consts::PI * self.done as f64 / self.batches() as f64;
        self.optimizer.set_learning_rate(self.settings.learning_rate * f64::midpoint(1.0, turn.cos()));
        let rows = &self.rows[place * BATCH..self.rows.len().min((place + 1) * BATCH)];
        let images = self.digits.tensor(rows.iter().copied())?;
        let truths = rows.iter().map(|&row| u32::from(self.digits.label(row)));
        let truths = Tensor::from_iter(truths, &Device::Cpu)?;
        let loss = cross_entropy(&self.net.forward(&images)?, &truths)?;
        self.optimizer.backward_step(&loss)?;
        let loss = f64::from(loss.to_scalar::<f32>()?);
        ensure!(
            loss.is_finite(),
            "the loss is no number any more: the learning rate is too high, choose a lower one"
        );
        Ok(loss)
    }
}

impl Iterator for Lesson {
    type Item = Result<Step>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done >= self.batches() {
            return None;
        }
        let step = self.step();
        if step.is_err() {
            // What has failed is not gone on with.
            self.done = self.batches();
        }
        Some(step)
    }
}

/// A mean in which each number counts for less than the one after it.
#[derive(Default)]
struct Smoothed {
    sum: f64,
    weight: f64,
}

impl Smoothed {
    fn with(&mut self, number: f64) -> f64 {
        self.sum = SMOOTH * self.sum + number;
        self.weight = SMOOTH * self.weight + 1.0;
        self.sum / self.weight
    }
}

/// The share of some rows that a network gets right.
fn accuracy(net: &Net, digits: &Digits, rows: std::ops::Range<usize>) -> Result<f64> {
    let (truths, logits) = (digits.truths(rows.clone()), logits(net, digits, rows)?);
    let right = std::iter::zip(&logits, &truths).filter(|(logits, truth)| argmax(logits) == **truth).count();
    Ok(right as f64 / truths.len() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SETTINGS: Settings = Settings { epochs: 2, learning_rate: 0.003, images: 900, seed: 1 };

    fn digits() -> Digits {
        Digits::read(super::super::FILE).expect("read")
    }

    #[test]
    fn it_learns_to_read() {
        let digits = digits();
        let mut lesson = Lesson::new(&digits, SETTINGS).expect("made");
        let steps: Vec<Step> = lesson.by_ref().collect::<Result<_>>().expect("learnt");
        // 900 images are 28 batches and a small one.
        let batches: Vec<_> = steps.iter().map(|step| (step.batch, step.epoch, step.batches_total)).collect();
        assert_eq!(
            [batches[0], batches[28], batches[29], batches[57]],
            [(1, 1, 58), (29, 1, 58), (30, 2, 58), (58, 2, 58)]
        );
        let measured: Vec<_> =
            steps.iter().filter(|step| step.held_out.is_some()).map(|step| step.batch).collect();
        assert_eq!(measured, [25, 29, 50, 58]);
        assert!(steps[57].loss < 0.5 * steps[0].loss, "{:?}", steps[57]);
        assert!(steps[57].held_out > Some(0.8), "{:?}", steps[57]);
        let all = accuracy(lesson.net(), &digits, digits.test()).expect("measured");
        assert_eq!((steps[57].held_out, lesson.next().is_none()), (Some(all), true));
    }

    #[test]
    fn a_seed_gives_the_same_lesson() {
        let losses = |seed| {
            let lesson = Lesson::new(&digits(), Settings { seed, ..SETTINGS }).expect("made");
            lesson.take(3).map(|step| step.map(|step| step.loss)).collect::<Result<Vec<_>>>().expect("learnt")
        };
        assert_eq!(losses(1), losses(1));
        assert_ne!(losses(1), losses(2));
    }

    #[test]
    fn what_cannot_be_learnt_with_is_refused() {
        let check = |settings, expected: &str| {
            let error = Lesson::new(&digits(), settings).err().map(|error| error.to_string());
            assert_eq!(error.as_deref(), Some(expected));
        };
        check(Settings { epochs: 0, ..SETTINGS }, "there is no lesson of 0 epochs; choose one at least");
        check(Settings { images: 31, ..SETTINGS }, "choose from 32 to 8000 images to learn from, not 31");
        check(
            Settings { learning_rate: -1.0, ..SETTINGS },
            "a learning rate is a number above 0, such as 0.002, and not -1",
        );
    }

    #[test]
    fn a_lesson_that_has_failed_is_over() {
        let mut lesson = Lesson::new(&digits(), Settings { learning_rate: 1e30, ..SETTINGS }).expect("made");
        let error = lesson.find_map(Result::err).expect("no number").to_string();
        assert!(error.contains("the learning rate is too high"), "{error}");
        assert!(lesson.next().is_none());
    }
}
