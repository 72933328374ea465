//! Predictions on held-out texts: whole sentences, stretches and single words.

use super::bytes::Bytes;
use super::data::{Kind, Row};
use super::net::{Batch, Net};
use super::samples::stretch;
use anyhow::Result;
use candle_core::DType;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;

/// How many texts go through the network at a time.
const TOGETHER: usize = 32;

/// What is evaluation about some texts that were held out, and what the network says: each sentence whole and a stretch of
/// it, pairs and words as they are. It is the mixture of lengths that people type.
pub(super) struct Evaluation<'a> {
    pub(super) texts: Vec<(As, &'a str)>,
    pub(super) truths: Vec<usize>,
    /// What the network says, a row for each text.
    pub(super) logits: Vec<Vec<f64>>,
}

/// What a text is evaluation as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum As {
    Sentence,
    Stretch,
    Pair,
    Word,
}

impl As {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Sentence => "sentence",
            Self::Stretch => "stretch",
            Self::Pair => "pair",
            Self::Word => "word",
        }
    }
}

impl<'a> Evaluation<'a> {
    pub(super) fn of(net: &Net, rows: &'a [Row], seed: u64) -> Result<Self> {
        let mut rng = ChaCha8Rng::seed_from_u64(seed ^ 0xa5ced);
        let (mut texts, mut truths) = (vec![], vec![]);
        for row in rows {
            let mut ask = |kind, text| {
                texts.push((kind, text));
                truths.push(row.language);
            };
            match row.kind {
                Kind::Sentence => {
                    ask(As::Sentence, row.text.as_str());
                    ask(As::Stretch, stretch(row, &mut rng));
                }
                Kind::Pair => ask(As::Pair, &row.text),
                Kind::Word => ask(As::Word, &row.text),
            }
        }
        let logits = logits(net, &texts.iter().map(|(_, text)| *text).collect::<Vec<_>>())?;
        Ok(Self { texts, truths, logits })
    }

    /// 1 for each right answer, and 0 for the others.
    pub(super) fn right(&self, answers: &[usize]) -> Vec<f64> {
        std::iter::zip(answers, &self.truths)
            .map(|(answer, truth)| f64::from(u8::from(answer == truth)))
            .collect()
    }
}

/// What the network says to many texts.
fn logits(net: &Net, texts: &[&str]) -> Result<Vec<Vec<f64>>> {
    let texts: Vec<Vec<_>> = texts.iter().map(|text| Bytes::read(text).grams().collect()).collect();
    let mut order: Vec<usize> = (0..texts.len()).collect();
    // Texts as long as each other need no padding.
    order.sort_by_key(|&place| texts[place].len());
    let mut all = vec![vec![]; texts.len()];
    for places in order.chunks(TOGETHER) {
        let batch: Vec<_> = places.iter().map(|&place| texts[place].clone()).collect();
        let logits: Vec<Vec<f64>> = net.forward(&Batch::new(&batch))?.to_dtype(DType::F64)?.to_vec2()?;
        for (place, logits) in places.iter().zip(logits) {
            all[*place] = logits;
        }
    }
    Ok(all)
}
