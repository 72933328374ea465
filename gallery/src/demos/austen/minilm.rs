//! all-MiniLM-L6-v2 (Wang et al. 2020, trained on sentence pairs by the Sentence Transformers project): what a text
//! means, in 384 numbers. It is installed by `tools/minilm.sh`, or it is not, and then a demo has to do without.

use super::bert::Bert;
use super::vectors::{DIMENSIONS, unit};
use anyhow::{Context, Result};
use candle_core::{DType, Device, Tensor};
use candle_nn::VarBuilder;
use maquette::trained::sha256;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use thiserror::Error;
use tokenizers::Tokenizer;

/// How it is installed.
pub(super) const COMMAND: &str = "tools/minilm.sh";
/// The tokens that are read at once, as in its training.
const TOKENS: usize = 128;
/// The token before a text, `[CLS]`, and the one after it, `[SEP]`.
const BEGINS: u32 = 101;
const ENDS: u32 = 102;

/// A file of the model, of which there is only this one.
struct File {
    name: &'static str,
    sha256: &'static str,
}

const WEIGHTS: File = File {
    name: "model.safetensors",
    sha256: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
};
const TOKENIZER: File = File {
    name: "tokenizer.json",
    sha256: "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
};

/// The model, in about 100 MB.
pub(super) struct MiniLm {
    tokenizer: Tokenizer,
    bert: Bert,
}

/// Why there is no model, in words for who runs the server.
#[derive(Debug, Error)]
pub(super) enum Unusable {
    #[error("MiniLM is not installed: there is no {}; run {COMMAND}", name(.0))]
    Missing(PathBuf),
    #[error("{} cannot be read: {reason}", name(file))]
    Unreadable { file: PathBuf, reason: std::io::Error },
    #[error(
        "{} is another file than MiniLM's: its SHA-256 should be {expected} and is {got}; delete it and run {COMMAND} again",
        name(file)
    )]
    WrongChecksum { file: PathBuf, expected: &'static str, got: String },
    #[error("MiniLM does not start: {0:#}")]
    Unstartable(anyhow::Error),
}

/// A file without its folder, which is nobody else's business.
fn name(file: &Path) -> String {
    file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

impl MiniLm {
    /// Takes about a third of a second. No byte of a file is looked into before its checksum is known.
    ///
    /// # Errors
    /// A file that is missing, can't be read, or is another.
    pub(super) fn open(folder: &Path) -> Result<Self, Unusable> {
        let tokenizer = TOKENIZER.read(folder)?;
        let weights = WEIGHTS.read(folder)?;
        Self::new(&tokenizer, &weights).map_err(Unusable::Unstartable)
    }

    fn new(tokenizer: &[u8], weights: &[u8]) -> Result<Self> {
        let mut tokenizer = Tokenizer::from_bytes(tokenizer).map_err(anyhow::Error::from_boxed)?;
        // The file asks for 128 tokens of every text: shorter ones filled up, longer ones cut off.
        tokenizer.with_padding(None).with_truncation(None).map_err(anyhow::Error::from_boxed)?;
        let tensors = candle_core::safetensors::load_buffer(weights, &Device::Cpu)?;
        let bert = Bert::new(VarBuilder::from_tensors(tensors, DType::F32, &Device::Cpu))?;
        Ok(Self { tokenizer, bert })
    }

    /// The embedding of a text, of length 1. One of more than 128 tokens, about 90 words, is embedded in equal parts
    /// and is the mean of them, so that its end counts as much as its beginning.
    ///
    /// # Errors
    /// A text that can't be split into tokens.
    pub(super) fn embed(&self, text: &str) -> Result<[f32; DIMENSIONS]> {
        let mut sum = [0.0; DIMENSIONS];
        for part in self.parts(text)? {
            let tokens = Tensor::new(part, &Device::Cpu)?;
            // There is no padding that the mean over all tokens would have to leave out.
            let mean: Vec<f32> = self.bert.forward(&tokens)?.mean(0)?.to_vec1()?;
            let mean = mean.as_slice().try_into().context("an embedding has another length")?;
            sum.iter_mut().zip(unit(mean)).for_each(|(sum, value)| *sum += value);
        }
        Ok(unit(&sum))
    }

    /// The tokens of a text in parts of at most 128, each between its marks.
    fn parts(&self, text: &str) -> Result<Vec<Vec<u32>>> {
        let encoding = self.tokenizer.encode_fast(text, false).map_err(anyhow::Error::from_boxed)?;
        let tokens = encoding.get_ids();
        let parts = tokens.len().div_ceil(TOKENS - 2).max(1);
        let place = |part: usize| tokens.len() * part / parts;
        let part = |part| [&[BEGINS], &tokens[place(part)..place(part + 1)], &[ENDS]].concat();
        Ok((0..parts).map(part).collect())
    }
}

/// The folder that `tools/minilm.sh` installs into.
pub(super) fn folder() -> PathBuf {
    let models = std::env::var_os("MAQUETTE_MODELS").map_or_else(|| PathBuf::from("models"), PathBuf::from);
    models.join("minilm")
}

impl File {
    fn read(&self, folder: &Path) -> Result<Vec<u8>, Unusable> {
        let file = folder.join(self.name);
        let bytes = match std::fs::read(&file) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Err(Unusable::Missing(file)),
            Err(reason) => return Err(Unusable::Unreadable { file, reason }),
        };
        let got = sha256(&bytes);
        if got == self.sha256 {
            Ok(bytes)
        } else {
            Err(Unusable::WrongChecksum { file, expected: self.sha256, got })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::keywords::Keywords;
    use super::super::passages::passages;
    use super::super::vectors::{Match, Vectors};
    use super::*;
    use serde::Deserialize;
    use std::fs;

    fn installed() -> MiniLm {
        MiniLm::open(&folder()).unwrap_or_else(|error| panic!("{error}"))
    }

    #[derive(Deserialize)]
    struct Golden {
        text: String,
        parts: Vec<Vec<u32>>,
        embedding: Vec<f32>,
    }

    #[test]
    #[ignore = "needs MiniLM: run tools/minilm.sh"]
    fn embeddings_are_those_of_the_reference() {
        let golden: Vec<Golden> = serde_json::from_str(include_str!("../../../../tests/golden/minilm.json"))
            .expect("golden values");
        assert_eq!(golden.len(), 8);
        let minilm = installed();
        for Golden { text, parts, embedding } in golden {
            assert_eq!(minilm.parts(&text).expect("tokens"), parts, "{text}");
            let actual = minilm.embed(&text).expect("an embedding");
            assert_eq!(actual.len(), embedding.len());
            for (actual, expected) in actual.iter().zip(embedding) {
                assert!((actual - expected).abs() < 1e-4, "{text}: {actual}, and {expected} elsewhere");
            }
        }
        let card = minilm.embed("This is an example sentence").expect("an embedding");
        for (actual, expected) in card.iter().zip([0.0677, 0.0635, 0.0487, 0.0793]) {
            assert!((actual - expected).abs() < 1e-4, "{actual}, and {expected} on the model's card");
        }
    }

    /// A question, a part of the passage that answers it, and whether the keywords find that too.
    const QUESTIONS: [(&str, &str, bool); 3] = [
        ("a marriage proposal is refused", "A man who has once been refused!", true),
        (
            "Elizabeth visits a grand estate",
            "caught by Pemberley House, situated on the opposite side",
            false,
        ),
        ("a visitor falls ill with a cold after riding in the rain", "getting wet through yesterday", false),
    ];

    #[test]
    #[ignore = "needs MiniLM: run tools/minilm.sh"]
    fn questions_find_their_passages_among_the_first_three() {
        let (minilm, passages) = (installed(), passages(include_str!("pride.txt")));
        let vectors = Vectors::read(include_bytes!("vectors.bin"), passages.len()).expect("vectors");
        for (question, passage, _) in QUESTIONS {
            let found = vectors.nearest(&minilm.embed(question).expect("an embedding"), 3);
            let has = |found: &Match| passages[found.passage].text.contains(passage);
            assert!(found.iter().any(has), "{question}: {found:?}");
        }
    }

    #[test]
    fn keywords_find_what_is_said_in_the_same_words() {
        let passages = passages(include_str!("pride.txt"));
        let keywords = Keywords::new(passages.iter().map(|passage| passage.text.as_str()));
        for (question, passage, by_keywords) in QUESTIONS {
            let found = keywords.search(question, 3);
            let has = |found: &Match| passages[found.passage].text.contains(passage);
            assert_eq!(found.iter().any(has), by_keywords, "{question}: {found:?}");
        }
    }

    #[test]
    #[ignore = "needs MiniLM: run tools/minilm.sh"]
    fn the_vectors_are_those_of_the_passages() {
        let (minilm, passages) = (installed(), passages(include_str!("pride.txt")));
        let vectors = Vectors::read(include_bytes!("vectors.bin"), passages.len()).expect("vectors");
        for (place, passage) in passages.iter().enumerate().step_by(37) {
            let nearest = vectors.nearest(&minilm.embed(&passage.text).expect("an embedding"), 1);
            assert!(nearest[0].passage == place && nearest[0].score > 0.999, "{place}: {nearest:?}");
        }
    }

    #[test]
    fn a_folder_without_the_model_says_what_to_do() {
        let folder = std::env::temp_dir().join(format!("maquette-minilm-{}", std::process::id()));
        let reason = || MiniLm::open(&folder).err().expect("no model").to_string();
        let missing = reason();
        fs::create_dir_all(&folder).expect("made");
        fs::write(folder.join(TOKENIZER.name), "{}").expect("written");
        let wrong = reason();
        fs::remove_dir_all(&folder).expect("removed");
        let file = TOKENIZER.name;
        assert_eq!(missing, format!("MiniLM is not installed: there is no {file}; run tools/minilm.sh"));
        assert_eq!(
            wrong,
            format!(
                "{file} is another file than MiniLM's: its SHA-256 should be {} and is \
                 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a; \
                 delete it and run tools/minilm.sh again",
                TOKENIZER.sha256
            )
        );
    }
}
