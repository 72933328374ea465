//! What a training run leaves behind: weights that hold the names they were trained with, and a card.

use crate::signature::Signature;
use anyhow::{Context, Result, ensure};
use candle_core::{Device, Tensor};
use maquette_contract::{CalibrationReport, IntervalReport, ModelCard};
use safetensors::SafeTensors;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

/// What a training run leaves behind: the weights with the encoding's statistics, and the card.
///
/// The two files are kept as they were read, so that the version names exactly what answers.
///
/// A [`Recipe`](crate::train::Recipe) writes into the weights which inputs, choices and classes they were trained with, and in
/// which order. A [`Classifier`](crate::model::Classifier) and a [`Regressor`](crate::model::Regressor) compare that with
/// what is declared when they open: what was merely reordered is found by its name, and what was renamed, added or
/// removed is refused. Weights without names are read in the declared order, where they were made elsewhere; see
/// [`with_signature`](Self::with_signature), which gives them names.
#[derive(Clone, Debug)]
pub struct Trained {
    weights: Cow<'static, [u8]>,
    /// Empty if there are only weights.
    card: Cow<'static, str>,
}

const WEIGHTS: &str = "weights.safetensors";
const CARD: &str = "card.json";
/// Under what the names stand in the weights' metadata, as JSON.
const SIGNATURE: &str = "maquette.signature";

/// Of a model that has to be trained before it can answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it has no weights yet")]
pub struct NoWeights;

impl Trained {
    /// Files that are part of the binary.
    pub const fn embedded(weights: &'static [u8], card: &'static str) -> Self {
        Self { weights: Cow::Borrowed(weights), card: Cow::Borrowed(card) }
    }

    /// Ties the card to the weights it was written for. The weights hold no names yet:
    /// [`with_signature`](Self::with_signature) adds them.
    ///
    /// # Errors
    /// A tensor or a number in the card that cannot be written down.
    pub fn new(tensors: &HashMap<String, Tensor>, card: ModelCard) -> Result<Self> {
        // Sorted, so that the same training writes the same bytes.
        let mut named: Vec<_> = tensors.iter().collect();
        named.sort_by_key(|(name, _)| *name);
        let weights = safetensors::serialize(named, None)?;
        let card = ModelCard { weights_sha256: sha256(&weights), ..card };
        Ok(Self { weights: weights.into(), card: (serde_json::to_string_pretty(&card)? + "\n").into() })
    }

    /// Writes into the weights what they were trained with, and into the card that it belongs to these weights. Other
    /// metadata of the weights is left out.
    ///
    /// Of weights that were trained elsewhere it states the order of the columns and of the classes. It should be written
    /// out, since a signature of the struct itself would change along with the struct:
    ///
    /// ```
    /// use maquette::prelude::*;
    /// use maquette::signature::{Signature, SignatureOutput};
    /// use maquette_contract::{Feature, Schema};
    ///
    /// #[derive(Inputs)]
    /// struct Flower {
    ///     // Declared in another order than the columns: names are compared, not places.
    ///     width: f64,
    ///     length: f64,
    /// }
    ///
    /// #[derive(Choice)]
    /// enum Iris {
    ///     Virginica,
    ///     Setosa,
    /// }
    ///
    /// # let folder = std::env::temp_dir().join(format!("maquette-elsewhere-{}", std::process::id()));
    /// # std::fs::create_dir_all(&folder)?;
    /// # let rows = |rows: &[[f32; 2]; 2]| candle_core::Tensor::new(rows, &candle_core::Device::Cpu);
    /// # let bias = candle_core::Tensor::new(&[0f32, 0.0], &candle_core::Device::Cpu)?;
    /// # let tensors = [("output.weight".to_owned(), rows(&[[-1.0, 0.0], [1.0, 0.0]])?), ("output.bias".to_owned(), bias)];
    /// # candle_core::safetensors::save(&tensors.into(), folder.join("weights.safetensors"))?;
    /// let columns = ["length", "width"].map(|name| Feature::number(name, "", "", 0.0..=9.0, 0.1));
    /// let signature = Signature::new(
    ///     &Schema { features: columns.to_vec() },
    ///     SignatureOutput::classes("iris", ["Setosa", "Virginica"]),
    /// );
    /// let trained = Trained::load(&folder)?.with_signature(&signature)?;
    /// let net = |inputs, classes, weights: VarBuilder| candle_nn::linear(inputs, classes, weights.pp("output"));
    /// let demo = Demo::new("iris", Classifier::<Flower, Iris>::new(net).shipped(trained));
    /// let answer = demo.session()?.set("length", 6.0).set("width", 2.0).predict()?;
    /// assert_eq!(answer.prediction.headline(), "Virginica");
    /// # std::fs::remove_dir_all(&folder)?;
    /// # Ok::<(), maquette::Error>(())
    /// ```
    ///
    /// # Errors
    /// Bytes that are no safetensors file.
    pub fn with_signature(self, signature: &Signature) -> Result<Self> {
        let tensors = SafeTensors::deserialize(&self.weights).context("the weights are damaged")?;
        // A map of one entry: of several the order would differ from run to run, and with it the version.
        let metadata = HashMap::from([(SIGNATURE.to_owned(), serde_json::to_string(signature)?)]);
        let weights = safetensors::serialize(tensors.tensors(), Some(metadata))?;
        // Replaced as text, so that each figure of the card stays as it was written.
        let card = self.card.replace(&sha256(&self.weights), &sha256(&weights));
        Ok(Self { weights: weights.into(), card: card.into() })
    }

    /// What the weights were trained with, where they say it.
    ///
    /// # Errors
    /// Bytes that are no safetensors file, or names that can't be read.
    pub fn signature(&self) -> Result<Option<Signature>> {
        let (_, header) = SafeTensors::read_metadata(&self.weights).context("the weights are damaged")?;
        let text = header.metadata().as_ref().and_then(|metadata| metadata.get(SIGNATURE));
        text.map(|text| serde_json::from_str(text).context("the names in the weights are damaged"))
            .transpose()
    }

    /// What a training run left in a folder.
    ///
    /// # Errors
    /// A folder that can't be read, or that holds no weights.
    pub fn load(folder: &Path) -> Result<Self> {
        Self::read(folder)?.with_context(|| format!("there are no weights in {}", folder.display()))
    }

    /// What a training run left in a folder, or nothing where none did.
    ///
    /// # Errors
    /// A folder that can't be read, or that holds a card and no weights.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        if !folder.join(CARD).exists() && !folder.join(WEIGHTS).exists() {
            return Ok(None);
        }
        let about = |name| format!("cannot read {}", folder.join(name).display());
        let weights = std::fs::read(folder.join(WEIGHTS)).with_context(|| about(WEIGHTS))?;
        let card = match std::fs::read_to_string(folder.join(CARD)) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
            read => read.with_context(|| about(CARD))?,
        };
        Ok(Some(Self { weights: weights.into(), card: card.into() }))
    }

    /// # Errors
    /// A folder that can't be written.
    pub fn write(&self, folder: &Path) -> Result<()> {
        let about = || format!("cannot write to {}", folder.display());
        std::fs::create_dir_all(folder).with_context(about)?;
        // Each under another name first, so that nobody ever reads half a file.
        for (name, bytes) in [(WEIGHTS, &*self.weights), (CARD, self.card.as_bytes())] {
            let unfinished = folder.join(format!(".{name}"));
            std::fs::write(&unfinished, bytes).with_context(about)?;
            std::fs::rename(unfinished, folder.join(name)).with_context(about)?;
        }
        Ok(())
    }

    /// # Errors
    /// Bytes that are no safetensors file.
    pub fn tensors(&self) -> Result<HashMap<String, Tensor>> {
        candle_core::safetensors::load_buffer(&self.weights, &Device::Cpu).context("the weights are damaged")
    }

    /// # Errors
    /// A text that is no card, a card of other weights, or a calibration that can't be.
    pub fn card(&self) -> Result<ModelCard> {
        ensure!(self.is_measured(), "these weights have no card");
        let card: ModelCard = serde_json::from_str(&self.card).context("the model card is damaged")?;
        ensure!(card.weights_sha256 == sha256(&self.weights), "the model card was written for other weights");
        let calibration = card.calibration.as_ref().is_none_or(can_be);
        let interval = card.interval.as_ref().is_none_or(interval_can_be);
        ensure!(calibration && interval, "the model card holds a calibration that can't be");
        Ok(card)
    }

    /// Whether there is a card. Weights that were trained elsewhere have none, and nobody knows how good they are.
    pub fn is_measured(&self) -> bool {
        !self.card.is_empty()
    }

    /// A name for exactly these weights, and so for the training that made them and its calibration.
    pub fn version(&self) -> String {
        sha256(&self.weights)[..12].to_owned()
    }
}

fn can_be(report: &CalibrationReport) -> bool {
    let CalibrationReport { temperature, coverage, threshold, .. } = *report;
    temperature.is_finite() && temperature > 0.0 && (0.0..1.0).contains(&coverage) && threshold >= 0.0
}

fn interval_can_be(report: &IntervalReport) -> bool {
    let IntervalReport { coverage, half_width, .. } = *report;
    (0.0..1.0).contains(&coverage) && half_width.is_none_or(|width| width.is_finite() && width >= 0.0)
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::signature::SignatureOutput;
    use maquette_contract::{Feature, Range, Schema, Source, Splits};

    fn trained(calibration: Option<CalibrationReport>, interval: Option<IntervalReport>) -> Trained {
        let card = ModelCard {
            date: "2026-01-02".to_owned(),
            seed: 0,
            weights_sha256: String::new(),
            parameters: 1,
            data: Source { name: String::new(), licence: String::new(), sha256: String::new() },
            splits: Splits { train: 0, validation: 0, calibration: 0, test: 0, hidden: 0.0 },
            scores: vec![],
            calibration,
            interval,
            curve: vec![],
        };
        Trained::new(&HashMap::new(), card).expect("written down")
    }

    fn check(calibration: Option<CalibrationReport>, interval: Option<IntervalReport>, possible: bool) {
        let card = trained(calibration, interval).card();
        assert_eq!(card.is_ok(), possible, "{card:?}");
    }

    #[test]
    fn a_calibration_has_to_be_possible() {
        let report = |temperature, coverage, threshold| {
            Some(CalibrationReport {
                temperature,
                ece_before: 0.0,
                ece_after: 0.0,
                coverage,
                threshold,
                coverage_seen: 0.9,
                coverage_baseline: 0.5,
                set_size: 1.0,
                reliability: vec![],
            })
        };
        check(report(1.0, 0.9, 0.5), None, true);
        check(report(0.0, 0.9, 0.5), None, false);
        check(report(1.0, 1.0, 0.5), None, false);
        check(report(1.0, 0.9, -0.5), None, false);
    }

    #[test]
    fn an_interval_has_to_be_possible() {
        let report = |coverage, half_width| {
            let seen = Range { low: 0.0, high: 1.0 };
            Some(IntervalReport {
                coverage,
                half_width: Some(half_width),
                coverage_seen: 0.9,
                mean_width: 1.0,
                seen,
            })
        };
        check(None, report(0.9, 0.0), true);
        check(None, report(0.9, -0.1), false);
        check(None, report(-0.1, 1.0), false);
        // JSON knows no infinity, and without a width nothing is promised.
        check(None, report(0.9, f64::INFINITY), true);
    }

    #[test]
    fn a_card_may_promise_nothing() {
        check(None, None, true);
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = std::env::temp_dir().join(format!("maquette-trained-{}", std::process::id()));
        assert!(Trained::read(&folder).expect("looked").is_none());
        let written = trained(None, None);
        written.write(&folder).expect("written");
        let read = Trained::read(&folder).expect("read").expect("there");
        std::fs::remove_file(folder.join(WEIGHTS)).expect("removed");
        let half = Trained::read(&folder);
        std::fs::remove_dir_all(&folder).expect("removed");
        assert_eq!((read.version(), read.card().ok()), (written.version(), written.card().ok()));
        assert!(half.is_err());
    }

    #[test]
    fn names_are_added_to_the_weights_and_the_card_stays_theirs() {
        let sex = Feature::choice("sex", "Sex", &[("f", "Female"), ("m", "Male")]).optional();
        let length = Feature::number("length", "Length", "mm", 0.0..=9.0, 0.1);
        let signature =
            Signature::new(&Schema { features: vec![length, sex] }, SignatureOutput::number("mass", "g"));
        let unnamed = trained(None, None);
        let named = unnamed.clone().with_signature(&signature).expect("named");
        assert_eq!(unnamed.signature().expect("read"), None);
        assert_eq!(named.signature().expect("read").as_ref(), Some(&signature));
        let (card, before) = (named.card().expect("of these weights"), unnamed.card().expect("a card"));
        assert_ne!(named.version(), unnamed.version());
        assert_eq!(ModelCard { weights_sha256: before.weights_sha256.clone(), ..card }, before);
        // Named anew, they are the same again: the version does not depend on when they are named.
        let again = named.clone().with_signature(&signature).expect("named");
        assert_eq!(again.version(), named.version());
        // What other programs have to write.
        let written = r#"{"inputs":[{"name":"length","kind":"number","unit":"mm"},{"name":"sex","optional":true,"kind":"choice","choices":["f","m"]}],"output":{"number":{"name":"mass","unit":"g"}}}"#;
        assert_eq!(serde_json::to_string(&signature).expect("written"), written);
    }

    #[test]
    fn damaged_names_are_an_error_and_those_of_others_are_none() {
        let check = |key: &str, text: &str, expected: Result<bool, &str>| {
            let metadata = HashMap::from([(key.to_owned(), text.to_owned())]);
            let none: [(&str, Tensor); 0] = [];
            let weights = safetensors::serialize(none, Some(metadata)).expect("written");
            let trained = Trained { weights: weights.into(), card: "".into() };
            let read = trained.signature().map(|read| read.is_some()).map_err(|error| error.to_string());
            assert_eq!(read, expected.map_err(str::to_owned), "{text}");
        };
        check("format", "pt", Ok(false));
        check(SIGNATURE, r#"{"inputs":[],"output":{"number":{"name":"","unit":""}}}"#, Ok(true));
        check(SIGNATURE, "{", Err("the names in the weights are damaged"));
        check(
            SIGNATURE,
            r#"{"inputs":[{"name":"a","kind":"smell"}]}"#,
            Err("the names in the weights are damaged"),
        );
        let damaged = Trained { weights: b"no tensors".into(), card: "".into() };
        assert_eq!(damaged.signature().expect_err("refused").to_string(), "the weights are damaged");
    }

    #[test]
    fn weights_may_come_without_a_card() {
        let folder = std::env::temp_dir().join(format!("maquette-weights-{}", std::process::id()));
        trained(None, None).write(&folder).expect("written");
        std::fs::remove_file(folder.join(CARD)).expect("removed");
        let read = Trained::read(&folder).expect("read").expect("there");
        std::fs::remove_dir_all(&folder).expect("removed");
        assert!(!read.is_measured());
        assert_eq!(read.card().expect_err("refused").to_string(), "these weights have no card");
    }
}
