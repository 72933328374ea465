use crate::config::Serve;
use crate::demo::Demo;
use crate::demos::{self, DEMOS, Row};
use crate::evaluate::{Judged, evaluate, table};
use crate::gallery::trained_folder;
use crate::train::{Console, Recipe};
use crate::trained::Trained;
use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Turns candle models into web apps people can try.
#[derive(Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub serve: Serve,
}

#[derive(Subcommand)]
pub enum Command {
    /// Serve the gallery (this is what happens without a command)
    Serve(Serve),
    /// Train a demo's model
    Train {
        demo: String,
        /// The same seed gives the same model
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// Where the weights and the card go [default: where `serve` finds them]
        #[arg(long)]
        out: Option<PathBuf>,
        #[arg(long, env = "MAQUETTE_DATA", default_value = "maquette-data")]
        data: PathBuf,
    },
    /// Measure a demo's model on the rows its training set aside
    Evaluate {
        demo: String,
        /// Also train this many seeds afresh and print the accuracy of each and their mean
        #[arg(long, default_value_t = 0)]
        seeds: u64,
        /// Write each test row's truth and probabilities to a CSV file
        #[arg(long)]
        predictions: Option<PathBuf>,
        #[arg(long, env = "MAQUETTE_DATA", default_value = "maquette-data")]
        data: PathBuf,
    },
}

/// Trains, calibrates, measures and saves a model.
///
/// # Errors
/// A demo that is not there, or a folder that can't be written.
pub fn train(demo: &str, seed: u64, folder: &Path) -> Result<()> {
    let trained = (row(demo)?.recipe)().train(seed, &mut Console::new())?;
    trained.write(folder)?;
    println!("{}\nSaved in {}", table(&trained.card()?, &trained.version()), folder.display());
    Ok(())
}

/// Measures what answers at present, and afresh for a number of seeds.
///
/// # Errors
/// A demo that is not there, weights that are damaged or were trained on other data, or a card that
/// states other numbers than are measured.
pub fn evaluate_demo(demo: &str, seeds: u64, predictions: Option<&Path>, data: &Path) -> Result<()> {
    let row = row(demo)?;
    let trained = Trained::read(&trained_folder(data, demo))?.unwrap_or_else(|| row.shipped.clone());
    let recipe = (row.recipe)();
    let (demo, _) = (row.open)(&trained)?;
    let judged = recipe.judge_test_rows(&trained)?;

    println!("{}", table(&demo.card, &demo.version));
    confirm(&demo, &judged, &recipe.shares(demo.card.seed)?)?;
    println!("Measured again now on the {} test rows: equal to what the card states", judged.truths.len());
    if let Some(path) = predictions {
        write_predictions(path, &demo, &judged)
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    if seeds > 0 {
        train_seeds(&recipe, seeds)?;
    }
    Ok(())
}

/// Measures the demo afresh: a card that says something else would be a lie.
fn confirm(demo: &Demo, judged: &Judged, shares: &[f64]) -> Result<()> {
    let (scores, report) = evaluate(judged, &demo.calibration, shares);
    let measured = serde_json::to_value((scores, report))?;
    let stated = serde_json::to_value((&demo.card.scores, &demo.card.calibration))?;
    if !alike(&measured, &stated) {
        bail!("the card does not tell the truth: it states {stated}, measured now are {measured}");
    }
    Ok(())
}

/// Equal but for the last digits: another processor may add in another order.
fn alike(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => {
            a.as_f64().zip(b.as_f64()).is_some_and(|(a, b)| (a - b).abs() < 1e-4)
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && std::iter::zip(a, b).all(|(a, b)| alike(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(name, a)| b.get(name).is_some_and(|b| alike(a, b)))
        }
        (a, b) => a == b,
    }
}

/// One line for each test row: the truth, the logits and the probabilities.
fn write_predictions(path: &Path, demo: &Demo, judged: &Judged) -> Result<()> {
    let mut csv = csv::Writer::from_path(path)?;
    let names = |kind: &str| demo.labels.iter().map(|label| format!("{kind}_{label}")).collect::<Vec<_>>();
    csv.write_record([vec!["truth".to_owned()], names("logit"), names("probability")].concat())?;
    for (logits, truth) in std::iter::zip(&judged.logits, &judged.truths) {
        let numbers = [logits.clone(), demo.calibration.probabilities(logits)].concat();
        let texts = numbers.iter().map(ToString::to_string);
        csv.write_record(std::iter::once(demo.labels[*truth].clone()).chain(texts))?;
    }
    Ok(csv.flush()?)
}

fn train_seeds(recipe: &Recipe, seeds: u64) -> Result<()> {
    let mut sum = 0.0;
    for seed in 0..seeds {
        let accuracy = recipe.train(seed, &mut ())?.card()?.scores.accuracy.value;
        println!("seed {seed}  accuracy {accuracy:.4}");
        sum += accuracy;
    }
    println!("mean of {seeds} seeds  accuracy {:.4}", sum / seeds as f64);
    Ok(())
}

fn row(demo: &str) -> Result<&'static Row> {
    let names = || DEMOS.iter().map(|row| row.name).collect::<Vec<_>>().join(", ");
    demos::find(demo).with_context(|| format!("there is no demo named {demo}; there is {}", names()))
}
