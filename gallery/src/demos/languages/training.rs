//! Training on short and long texts, and measuring on texts that hold words the network has never met.

use super::Question;
use super::baseline::Counts;
use super::data::{Corpus, Row, Split};
use super::evaluation::{As, Evaluation};
use super::names::{LANGUAGES, Language, name};
use super::net::Net;
use super::samples::Samples;
use anyhow::{Context, Result, ensure};
use candle_core::{DType, Device, Tensor};
use candle_nn::{VarMap, loss};
use maquette::calibrate::{Calibration, argmax};
use maquette::evaluate::{self, bootstrap};
use maquette::prelude::*;
use maquette::signature::{Signature, SignatureOutput};
use maquette::train::{self, Fit, Progress, Training, seed_weights, source, today};
use maquette_contract::{ModelCard, Score, Source, Splits};
use std::collections::HashMap;

/// The share of sets that are to hold the truth.
const COVERAGE: f64 = 0.9;

/// The name, the label and the meaning of a share of right answers, and which texts in which languages count.
type Measure = (&'static str, &'static str, &'static str, fn(As, usize) -> bool);

const MEASURES: [Measure; 5] = [
    ("accuracy", "Sentences", "How often the language of a sentence is found", |kind, _| {
        kind == As::Sentence
    }),
    (
        "accuracy_stretches",
        "Stretches",
        "How often that of 1 to 12 words of a sentence is found, the last of which may be unfinished",
        |kind, _| kind == As::Stretch,
    ),
    (
        "accuracy_pairs",
        "Two words",
        "How often that of two words is found that stood together in no training sentence; in Chinese and Japanese, of \
         two characters",
        |kind, _| kind == As::Pair,
    ),
    (
        "accuracy_words",
        "Single words",
        "How often that of a word is found that stood in no training text; in Chinese and Japanese, of a character",
        |kind, _| kind == As::Word,
    ),
    ("korean_recall", "Korean", "How often Korean is called Korean, whatever its length", |_, truth| {
        truth == Language::Korean as usize
    }),
];

/// A batch of samples is a row here.
const FIT: Fit = Fit { epochs: 24, batch: 1, learning_rate: 0.002, weight_decay: 0.1, patience: None };

pub(super) struct Learning {
    goals: Vec<Goal>,
}

impl Learning {
    pub(super) fn new() -> Self {
        Self { goals: vec![Goal::at_least("accuracy", 0.97), Goal::at_least("accuracy_words", 0.5)] }
    }
}

impl Training for Learning {
    fn train(&self, seed: u64, progress: &mut dyn Progress) -> Result<Trained> {
        let corpus = Corpus::read()?;
        let split = corpus.split(seed);
        let weights = VarMap::new();
        let net = Net::new(VarBuilder::from_varmap(&weights, DType::F32, &Device::Cpu))?;
        seed_weights(&weights, seed)?;
        let mut samples = Samples::new(&split, &corpus.mend, seed);
        let batches: Vec<usize> = (0..samples.len()).collect();
        let mut loss = |_: &[usize]| {
            let (batch, languages) = samples.next_batch();
            let languages = Tensor::new(languages, &Device::Cpu)?;
            Ok(loss::cross_entropy(&net.forward(&batch)?, &languages)?)
        };
        let curve = FIT.run(&weights, &batches, &[], seed, &mut loss, progress)?;

        let (tensors, parameters) = train::trained_tensors(&weights)?;
        // Half as long numbers halve the file; they are what is calibrated and measured.
        let halved = tensors.into_iter().map(|(name, tensor)| Ok((name, tensor.to_dtype(DType::F16)?)));
        let tensors: HashMap<_, _> = halved.collect::<Result<_>>()?;
        let net = load_net(tensors.clone())?;
        let evaluation = Evaluation::of(&net, &split.calibration, seed)?;
        let calibration = Calibration::fit(&evaluation.logits, &evaluation.truths, COVERAGE);
        let card = ModelCard {
            date: today(),
            seed,
            weights_sha256: String::new(),
            parameters,
            data: origin(&corpus),
            splits: Splits {
                train: split.train.len() + split.vocabulary.len(),
                validation: 0,
                calibration: split.calibration.len(),
                test: split.test.len(),
                hidden: 0.0,
            },
            scores: vec![],
            calibration: None,
            interval: None,
            curve,
        };
        Trained::new(&tensors, measured(card, &net, &split, &calibration)?)?.with_signature(&names())
    }

    fn measure(&self, trained: &Trained) -> Result<ModelCard> {
        let card = trained.card()?;
        let split = split(&card)?;
        let calibration = calibration(&card)?;
        measured(card, &load_net(trained.tensors()?)?, &split, &calibration)
    }

    fn goals(&self) -> &[Goal] {
        &self.goals
    }

    fn signature(&self) -> Option<Signature> {
        Some(names())
    }

    fn predictions(&self, trained: &Trained) -> Result<String> {
        let card = trained.card()?;
        let split = split(&card)?;
        let evaluation = Evaluation::of(&load_net(trained.tensors()?)?, &split.test, card.seed)?;
        let calibration = calibration(&card)?;
        let mut csv = csv::Writer::from_writer(vec![]);
        csv.write_record(["as", "truth", "answer", "probability", "text"])?;
        for (((kind, text), truth), logits) in
            evaluation.texts.iter().zip(evaluation.truths).zip(&evaluation.logits)
        {
            let probabilities = calibration.probabilities(logits);
            let answer = argmax(&probabilities);
            let probability = probabilities[answer].to_string();
            csv.write_record([kind.name(), name(truth), name(answer), &probability, text])?;
        }
        Ok(String::from_utf8(csv.into_inner()?)?)
    }
}

/// What the weights are trained with.
fn names() -> Signature {
    let classes = Language::CHOICES.iter().map(|(value, _)| *value);
    Signature::new(&Question::schema(), SignatureOutput::classes("language", classes))
}

/// The network with the weights that a training left.
pub(super) fn load_net(tensors: HashMap<String, Tensor>) -> Result<Net> {
    Ok(Net::new(VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu))?)
}

/// The calibration that a card states, which is the one that answers.
pub(super) fn calibration(card: &ModelCard) -> Result<Calibration> {
    Ok(card.calibration.as_ref().context("the card has no calibration")?.into())
}

/// The rows as the card's training shared them out.
fn split(card: &ModelCard) -> Result<Split> {
    let corpus = Corpus::read()?;
    ensure!(card.data == origin(&corpus), "these weights were trained on other texts");
    Ok(corpus.split(card.seed))
}

fn origin(corpus: &Corpus) -> Source {
    source(
        "Test texts of the lingua language models 1.3.0 (P. M. Stahl; from the Leipzig Corpora, Goldhahn et al. 2012), \
         vocabularies of Snowball's stemmers (rust-stemmers 1.2.0) and stop words of NLTK (stop-words 0.10.1)",
        "Apache-2.0; MIT and BSD-3-Clause; MIT or Apache-2.0",
        &corpus.bytes,
    )
}

/// The card with what is measured on the test texts now.
fn measured(card: ModelCard, net: &Net, split: &Split, calibration: &Calibration) -> Result<ModelCard> {
    let evaluation = Evaluation::of(net, &split.test, card.seed)?;
    let counts = Counts::new(&split.train);
    let answers =
        |texts: &[(As, &str)]| texts.iter().map(|(_, text)| counts.answer(text)).collect::<Vec<_>>();
    let counted = evaluation.right(&answers(&evaluation.texts));
    let shares = shares(&split.train);
    let commonest = vec![argmax(&shares); evaluation.texts.len()];
    let baseline = evaluation.right(&commonest);
    let ours = evaluation.right(&evaluation.logits.iter().map(|logits| argmax(logits)).collect::<Vec<_>>());
    let score = |&(name, label, meaning, counts): &Measure| {
        let rows: Vec<usize> =
            (0..ours.len()).filter(|&row| counts(evaluation.texts[row].0, evaluation.truths[row])).collect();
        let share = |right: &[f64], places: &[usize]| {
            places.iter().map(|&place| right[rows[place]]).sum::<f64>() / places.len().max(1) as f64
        };
        let all: Vec<usize> = (0..rows.len()).collect();
        Score {
            name: name.to_owned(),
            label: label.to_owned(),
            meaning: format!(
                "{meaning}; counting runs of three bytes finds {:.1} %",
                100.0 * share(&counted, &all)
            ),
            estimate: bootstrap(rows.len(), card.seed, |places| share(&ours, places)),
            baseline: Some(share(&baseline, &all)),
            more_is_better: true,
            share: true,
        }
    };
    let mut scores: Vec<Score> = MEASURES.iter().map(score).collect();
    let (general, report) =
        evaluate::classification(&evaluation.logits, &evaluation.truths, calibration, &shares, card.seed);
    // The accuracy of a mixture says little.
    scores.extend(general.into_iter().filter(|score| score.name != "accuracy"));
    Ok(ModelCard { scores, calibration: Some(report), ..card })
}

/// The languages' shares of some rows.
fn shares(rows: &[Row]) -> Vec<f64> {
    let mut shares = vec![0.0; LANGUAGES];
    rows.iter().for_each(|row| shares[row.language] += 1.0 / rows.len() as f64);
    shares
}
