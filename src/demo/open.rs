//! Opens a demo: checks that all its author declares fits together, and prepares its model.

use super::description::schema_version;
use super::{Backend, Demo, Description, STREAM_TIME_LIMIT, TIME_LIMIT};
use crate::engine::{BatchPolicy, EngineSpec};
use crate::jobs::JobPolicy;
use crate::markdown::markdown;
use crate::model::{PreparedModel, StreamModel, StreamSource};
use crate::signature::Mismatch;
use crate::trained::{NoWeights, Trained};
use anyhow::{Result, anyhow, bail, ensure};
use maquette_contract::{Example, Instance, Kind, ModelCard, OutputKind, Schema, Value};
use std::sync::Arc;

/// What runs the model of a demo, before it is started.
pub(crate) enum RunnerSpec {
    Batched(EngineSpec),
    Streaming(Arc<dyn StreamModel>, JobPolicy),
    /// It can be trained, and has not been.
    Untrained,
}

impl Demo {
    /// Opens the model, with the given weights if there are any, and checks that all its author says fits together.
    pub(crate) fn open(self, trained: Option<Trained>) -> Result<(Description, RunnerSpec)> {
        ensure!(
            self.name.starts_with(|letter: char| letter.is_ascii_lowercase())
                && self.name.chars().all(|letter| letter.is_ascii_lowercase()
                    || letter.is_ascii_digit()
                    || letter == '_'
                    || letter == '-'),
            "a demo's name is part of its address: use lower-case letters, digits, - and _"
        );
        let (model_schema, output) = self.backend.schema_and_output();
        ensure!(
            self.extras_schemas.iter().all(|schema| *schema == model_schema),
            "`beside` and `warn` are given other inputs than the model: use the struct that it takes"
        );
        let streams = matches!(self.backend, Backend::Stream(_));
        ensure!(
            !streams || (self.extras.beside.is_empty() && self.extras.warnings.is_empty()),
            "a stream shows everything itself: give what `beside` or `warn` would say as one of its outputs"
        );
        let (schema, card, version, spec) = match self.backend {
            Backend::Model(source) => 'model: {
                let trainable = source.training().is_some();
                let PreparedModel { schema, card, version, build } = match source.open(trained) {
                    Ok(opened) => opened,
                    Err(error) if trainable && error.is::<NoWeights>() => {
                        break 'model (model_schema, None, String::new(), RunnerSpec::Untrained);
                    }
                    Err(error) => return Err(advise(error, &self.name, trainable)),
                };
                let policy = BatchPolicy {
                    time_limit: self.time_limit.unwrap_or(TIME_LIMIT),
                    max_delay: self.max_batch_delay,
                    workers: self.workers,
                };
                let first = self.examples.first().filter(|_| self.autorun);
                let example = first.and_then(|example| warm_up_inputs(&schema, example));
                let spec = EngineSpec { build, example, extras: self.extras, policy };
                (schema, card, version, RunnerSpec::Batched(spec))
            }
            Backend::Stream(StreamSource { schema, steps, .. }) => {
                let policy = JobPolicy {
                    demo: self.name.clone(),
                    version: String::new(),
                    concurrency: self.concurrency,
                    time_limit: self.time_limit.unwrap_or(STREAM_TIME_LIMIT),
                };
                (schema, None, String::new(), RunnerSpec::Streaming(steps, policy))
            }
        };
        for feature in &schema.features {
            let nested = |row: &Schema| {
                row.features.iter().any(|cell| matches!(cell.kind, Kind::Media { .. } | Kind::Table { .. }))
            };
            if let Kind::Table { row, .. } = &feature.kind {
                ensure!(
                    !nested(row),
                    "the cells of {} hold what can't be written in CSV: use numbers, words, dates and choices",
                    feature.name
                );
            }
            if let Some(Err(problem)) = feature.default.is_some().then(|| feature.parse(None)) {
                bail!("the default of {} is wrong: {problem}", feature.name);
            }
        }
        for example in &self.examples {
            ensure!(
                example.texts.len() == schema.features.len(),
                "the example “{}” has {} values for {} inputs",
                example.title,
                example.texts.len(),
                schema.features.len()
            );
            if let Err(errors) = schema.parse(&schema.raw_fields(&example.texts)) {
                bail!("the example “{}” is wrong: {}", example.title, errors[0]);
            }
        }
        let is_calibrated = card.as_ref().is_some_and(ModelCard::is_calibrated);
        let output = if is_calibrated { output } else { output.without_probabilities() };
        let shows_media = self.beside.iter().chain([&output]).any(OutputKind::is_media);
        let description = markdown(&self.summary);
        let description = Description {
            name: self.name,
            title: self.title,
            summary: description.summary(),
            html: description.html,
            schema_version: schema_version(&schema),
            schema,
            output,
            examples: self.examples,
            button: self.button,
            card,
            version,
            autorun: self.autorun,
            streams,
            shows_media,
            thumbnail: self.thumbnail,
        };
        Ok((description, spec))
    }
}

/// The command that trains a demo.
pub(crate) fn train_command(name: &str) -> String {
    format!("cargo run -- train {name}")
}

/// An error of weights with what to do about it.
pub(crate) fn advise(error: anyhow::Error, name: &str, trainable: bool) -> anyhow::Error {
    let advice = if error.is::<NoWeights>() {
        if trainable { format!("train it with `{}`", train_command(name)) } else { GIVE_WEIGHTS.to_owned() }
    } else if error.is::<Mismatch>() {
        if trainable {
            format!("train again with `{}`", train_command(name))
        } else {
            RESTORE_NAMES.to_owned()
        }
    } else {
        return error;
    };
    anyhow!("{error:#}: {advice}")
}

const GIVE_WEIGHTS: &str =
    "give it some with `load` or `shipped`, or a recipe that makes some with `trained_by`";
const RESTORE_NAMES: &str = "declare what they were trained with, or take other weights";

/// The inputs that a model is warmed up with: those of an example, unless it has files that would have to be opened.
fn warm_up_inputs(schema: &Schema, example: &Example) -> Option<Instance> {
    let instance = schema.parse(&schema.raw_fields(&example.texts)).ok()?;
    // A drawing is a text with a `*`, and needs no opening.
    let is_usable = |value: &Value| !matches!(value, Value::Upload(text) if !text.contains('*'));
    instance.values().iter().all(is_usable).then_some(instance)
}
