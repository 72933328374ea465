use crate::demos::{self, DEMOS, Row};
use crate::evaluate::evaluate;
use crate::gallery::trained_folder;
use crate::train::Console;
use crate::trained::Trained;
use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};
use std::net::SocketAddr;
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

#[derive(clap::Args)]
pub struct Serve {
    /// Where to listen
    #[arg(long, env = "MAQUETTE_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: SocketAddr,
    /// The folder with what `train` made; without it the shipped models answer
    #[arg(long, env = "MAQUETTE_DATA", default_value = "maquette-data")]
    pub data: PathBuf,
}

/// Trains, calibrates, measures and saves a model.
///
/// # Errors
/// A demo that is not there, or a folder that can't be written.
pub fn train(demo: &str, seed: u64, folder: &Path) -> Result<()> {
    let trained = (row(demo)?.recipe)().train(seed, &mut Console::new())?;
    trained.write(folder)?;
    print_card(&trained)?;
    println!("\nSaved in {}", folder.display());
    Ok(())
}

/// Measures what answers at present, and afresh for a number of seeds.
///
/// # Errors
/// A demo that is not there, or weights that are damaged or were trained on other data.
pub fn evaluate_demo(demo: &str, seeds: u64, predictions: Option<&Path>, data: &Path) -> Result<()> {
    let row = row(demo)?;
    let trained = Trained::read(&trained_folder(data, demo))?.unwrap_or_else(|| row.shipped.clone());
    let recipe = (row.recipe)();
    let (demo, _) = (row.open)(&trained)?;
    let judged = recipe.judge_test_rows(&trained)?;
    let calibration = demo.calibration;

    // Measured afresh: a card that says something else would be a lie.
    let shares = recipe.shares(demo.card.seed)?;
    let (scores, report) = evaluate(&judged, &calibration, &shares);
    print_card(&trained)?;
    let measured = [scores.accuracy.value, scores.log_loss, scores.brier, report.ece_after, report.coverage_seen];
    let (said, told) = (&demo.card.scores, &demo.card.calibration);
    let stated = [said.accuracy.value, said.log_loss, said.brier, told.ece_after, told.coverage_seen];
    if std::iter::zip(measured, stated).any(|(measured, stated)| (measured - stated).abs() > 1e-6) {
        bail!("the card does not tell the truth: it states {stated:?}, measured now are {measured:?}");
    }
    println!("\nMeasured again now on the {} test rows: equal to what the card states", judged.truths.len());

    if let Some(path) = predictions {
        let mut csv = csv::Writer::from_path(path).with_context(|| format!("cannot write {}", path.display()))?;
        let names = |kind: &str| demo.labels.iter().map(|label| format!("{kind}_{label}")).collect::<Vec<_>>();
        csv.write_record([vec!["truth".to_owned()], names("logit"), names("probability")].concat())?;
        for (logits, truth) in std::iter::zip(&judged.logits, &judged.truths) {
            let numbers = [logits.clone(), calibration.probabilities(logits)].concat();
            let texts = numbers.iter().map(ToString::to_string);
            csv.write_record(std::iter::once(demo.labels[*truth].clone()).chain(texts))?;
        }
        csv.flush()?;
    }
    if seeds > 0 {
        let accuracies = (0..seeds)
            .map(|seed| {
                let accuracy = recipe.train(seed, &mut ())?.card()?.scores.accuracy.value;
                println!("seed {seed}  accuracy {accuracy:.4}");
                Ok(accuracy)
            })
            .collect::<Result<Vec<_>>>()?;
        println!("mean of {seeds} seeds  accuracy {:.4}", accuracies.iter().sum::<f64>() / seeds as f64);
    }
    Ok(())
}

fn row(demo: &str) -> Result<&'static Row> {
    let names = || DEMOS.iter().map(|row| row.name).collect::<Vec<_>>().join(", ");
    demos::find(demo).with_context(|| format!("there is no demo named {demo}; there is {}", names()))
}

fn print_card(trained: &Trained) -> Result<()> {
    let card = trained.card()?;
    let (scores, calibration) = (&card.scores, &card.calibration);
    println!("Version {}, trained {} with seed {}", trained.version(), card.date, card.seed);
    println!("{}, {}", card.data.name, card.data.licence);
    println!(
        "{} parameters; {} rows to train, {} to calibrate, {} to test\n",
        card.parameters, card.splits.train, card.splits.calibration, card.splits.test
    );
    println!("                     model   baseline");
    let accuracy = scores.accuracy;
    println!(
        "accuracy            {:.4}     {:.4}   95 % interval {:.4} to {:.4}",
        accuracy.value, scores.accuracy_baseline, accuracy.low, accuracy.high
    );
    println!("log loss            {:.4}     {:.4}", scores.log_loss, scores.log_loss_baseline);
    println!("Brier score         {:.4}     {:.4}", scores.brier, scores.brier_baseline);
    println!("ECE before          {:.4}", calibration.ece_before);
    println!("ECE after           {:.4}              temperature {:.3}", calibration.ece_after, calibration.temperature);
    println!(
        "set coverage        {:.4}     {:.4}   promised {:.2}",
        calibration.coverage_seen, calibration.coverage_baseline, calibration.coverage
    );
    println!("mean set size       {:.4}     1.0000", calibration.set_size);
    Ok(())
}
