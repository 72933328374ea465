use anyhow::{Context, Result, ensure};
use candle_core::{Device, Tensor};
use maquette_contract::{CalibrationReport, ModelCard};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

/// What a training run leaves behind: the weights with the encoding's statistics, and the card.
///
/// The two files are kept as they were read, so that the version names exactly what answers.
#[derive(Clone, Debug)]
pub struct Trained {
    weights: Cow<'static, [u8]>,
    card: Cow<'static, str>,
}

const WEIGHTS: &str = "weights.safetensors";
const CARD: &str = "card.json";

impl Trained {
    /// Files that are part of the binary.
    pub const fn embedded(weights: &'static [u8], card: &'static str) -> Self {
        Self { weights: Cow::Borrowed(weights), card: Cow::Borrowed(card) }
    }

    /// Ties the card to the weights it was written for.
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

    /// What a training run left in a folder, or nothing where none did.
    ///
    /// # Errors
    /// A folder that can't be read, or that holds only one of the two files.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        if !folder.join(CARD).exists() && !folder.join(WEIGHTS).exists() {
            return Ok(None);
        }
        let about = |name| format!("cannot read {}", folder.join(name).display());
        let weights = std::fs::read(folder.join(WEIGHTS)).with_context(|| about(WEIGHTS))?;
        let card = std::fs::read_to_string(folder.join(CARD)).with_context(|| about(CARD))?;
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
        let card: ModelCard = serde_json::from_str(&self.card).context("the model card is damaged")?;
        ensure!(card.weights_sha256 == sha256(&self.weights), "the model card was written for other weights");
        let CalibrationReport { temperature, coverage, threshold, .. } = card.calibration;
        let possible = temperature.is_finite() && temperature > 0.0 && (0.0..1.0).contains(&coverage);
        ensure!(possible && threshold >= 0.0, "the model card holds a calibration that can't be");
        Ok(card)
    }

    /// A name for exactly these weights, and so for the training that made them and its calibration.
    pub fn version(&self) -> String {
        sha256(&self.weights)[..12].to_owned()
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
