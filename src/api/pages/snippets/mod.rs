//! Programs that call a demo, each whole: saved and run as it is, it prints the answer.

mod curl;
mod javascript;
mod literal;
mod python;
mod rust;

pub(crate) use literal::number;

use crate::api::gradio::parameter;
use crate::api::json::predict::inputs_from_texts;
use crate::demo::Description;
use crate::uploads::Uploads;
use maquette_app::pages::code::Language;
use maquette_contract::{Kind, Media, OutputKind};
use serde_json::Value;

/// A call of a demo, with its inputs.
pub(crate) struct Call<'a> {
    /// Where this server is: `http://127.0.0.1:3000`.
    pub(crate) site: &'a str,
    pub(crate) demo: &'a Description,
    /// In the order of the features; what is not known is left out.
    pub(crate) fields: Vec<(String, Given)>,
}

/// What is given for one feature.
pub(crate) enum Given {
    Value(Value),
    /// A file, by the name that the program opens it by.
    File(String),
    Files(Vec<String>),
}

impl<'a> Call<'a> {
    /// The call with these texts, each of which its feature takes.
    ///
    /// # Errors
    /// An upload that is no longer kept, in words.
    pub(crate) fn new(
        site: &'a str,
        demo: &'a Description,
        texts: &[String],
        uploads: &Uploads,
    ) -> Result<Self, String> {
        let mut inputs = inputs_from_texts(&demo.schema, texts);
        let mut fields = Vec::new();
        for (feature, text) in std::iter::zip(&demo.schema.features, texts) {
            let Some(value) = inputs.remove(&feature.name) else { continue };
            let given = match feature.kind {
                // A drawing is a text.
                Kind::Media { media, most, .. } if media != Media::Sketch || !text.contains('*') => {
                    let names = text.split(' ').filter(|token| !token.is_empty()).map(|token| {
                        let found = uploads.find(token).map(|upload| upload.name);
                        found.ok_or_else(|| format!("{} is no longer kept here", feature.label))
                    });
                    let mut names = names.collect::<Result<Vec<_>, _>>()?;
                    if most > 1 { Given::Files(names) } else { Given::File(names.pop().unwrap_or_default()) }
                }
                _ => Given::Value(value),
            };
            fields.push((feature.name.clone(), given));
        }
        Ok(Self { site, demo, fields })
    }

    /// The files that the programs open.
    pub(crate) fn files(&self) -> Vec<String> {
        let names = self.fields.iter().flat_map(|(_, given)| match given {
            Given::Value(_) => vec![],
            Given::File(name) => vec![name.clone()],
            Given::Files(names) => names.clone(),
        });
        names.collect()
    }

    pub(crate) fn languages(&self) -> Vec<Language> {
        vec![
            Language { id: "shell", name: "Shell", snippets: curl::snippets(self) },
            Language { id: "python", name: "Python", snippets: python::snippets(self) },
            Language { id: "javascript", name: "JavaScript", snippets: javascript::snippets(self) },
            Language { id: "rust", name: "Rust", snippets: vec![rust::snippet(self)] },
        ]
    }

    fn brings_files(&self) -> bool {
        self.fields.iter().any(|(_, given)| !matches!(given, Given::Value(_)))
    }

    /// An address of the JSON door.
    fn api(&self, verb: &str) -> String {
        format!("{}/api/{}/{verb}", self.site, self.demo.name)
    }

    /// What Gradio's clients call a feature.
    fn parameter(&self, name: &str) -> String {
        self.demo.schema.feature(name).map_or_else(|| name.to_owned(), parameter)
    }

    /// The outputs to request with Triton's client; `None` if it can't send this demo's inputs.
    fn tensors(&self) -> Option<&'static [&'static str]> {
        let sound = |kind: &Kind| matches!(kind, Kind::Media { media: Media::Audio | Media::File, .. });
        let several = |(_, given): &(String, Given)| matches!(given, Given::Files(_));
        if self.demo.schema.features.iter().any(|feature| sound(&feature.kind))
            || self.fields.iter().any(several)
        {
            return None;
        }
        let card = self.demo.card.as_ref();
        Some(match self.demo.output {
            OutputKind::Classes if card.is_some_and(|card| card.calibration.is_some()) => {
                &["label", "probability"]
            }
            OutputKind::Classes | OutputKind::Ranked => &["label"],
            OutputKind::Number if card.is_some_and(|card| card.interval.is_some()) => {
                &["value", "low", "high"]
            }
            OutputKind::Number => &["value"],
            OutputKind::Text => &["text"],
            _ => &["prediction"],
        })
    }
}
