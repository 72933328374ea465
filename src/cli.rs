//! The command line of every app: serve, train, evaluate.

use crate::config::Serve;
use crate::demo::{Demo, advise};
use crate::evaluate::{meets_goals, summary_head, summary_line, table, verify_card};
use crate::gallery::trained_folder;
use crate::server;
use crate::threads;
use crate::train::{Console, Training};
use crate::trained::{NoWeights, Trained};
use anyhow::{Context, Result, bail, ensure};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};
use maquette_contract::ModelCard;
use std::fmt::Display;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Parser)]
#[command(args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: Serve,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the demos (the default command)
    Serve(Serve),
    /// Check that every model of a running server is ready, and fail if not; takes the settings of `serve`
    Health(Serve),
    /// Train a demo's model
    Train {
        /// The demo's name, as in its address
        demo: String,
        /// The seed of the training; the same seed gives the same model
        #[arg(long, default_value_t = 0)]
        seed: u64,
        /// The folder for the weights and the card [default: the one where `serve` looks for them]
        #[arg(long)]
        out: Option<PathBuf>,
        /// The data folder of `serve`
        #[arg(long, env = "MAQUETTE_DATA", default_value = "maquette-data")]
        data: PathBuf,
    },
    /// Measure a demo's model on its test rows, and fail if the model card says something else
    Evaluate {
        /// The demo's name, as in its address
        #[arg(required_unless_present = "all")]
        demo: Option<String>,
        /// Measure every demo that can be trained, and compare the results with its goals
        #[arg(long, conflicts_with = "demo")]
        all: bool,
        /// Also train with this many seeds, and print the scores of each and their means
        #[arg(long, default_value_t = 0)]
        seeds: u64,
        /// Write the true value and the prediction of each test row to this CSV file
        #[arg(long, conflicts_with = "all")]
        predictions: Option<PathBuf>,
        /// The data folder of `serve`
        #[arg(long, env = "MAQUETTE_DATA", default_value = "maquette-data")]
        data: PathBuf,
    },
}

/// A command that a program has beside those of every app.
pub struct Extra {
    pub command: fn() -> clap::Command,
    pub run: fn(&ArgMatches) -> Result<()>,
}

/// Does what the command line asks for.
///
/// # Errors
/// What stands in the way, in words for a terminal.
pub fn run(demos: Vec<Demo>) -> Result<()> {
    run_with(demos, None)
}

/// Does what the command line asks for, which may be `extra`.
///
/// # Errors
/// What stands in the way, in words for a terminal.
pub fn run_with(demos: Vec<Demo>, extra: Option<Extra>) -> Result<()> {
    let result = run_command(demos, extra);
    if result.as_ref().is_err_and(anyhow::Error::is::<OutputClosed>) {
        std::process::exit(SIGPIPE);
    }
    result
}

/// The exit status of a program that a closed pipe has ended, as shells report it.
const SIGPIPE: i32 = 128 + 13;

/// Nobody reads what is printed: `maquette evaluate --all | head -1`.
#[derive(Debug, thiserror::Error)]
#[error("the output is closed")]
struct OutputClosed;

/// Prints a line. If the output is closed the command ends, without a message.
fn print(line: impl Display) -> Result<()> {
    match writeln!(std::io::stdout(), "{line}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => bail!(OutputClosed),
        result => result.context("cannot print"),
    }
}

fn run_command(demos: Vec<Demo>, extra: Option<Extra>) -> Result<()> {
    threads::set_rayon_threads();
    let program = std::env::current_exe().ok();
    let name = program.as_deref().and_then(Path::file_stem).map(|name| name.to_string_lossy().into_owned());
    let command = Cli::command()
        .name(name.unwrap_or_else(|| "maquette".to_owned()))
        .about("Models people can try in the browser")
        .version(env!("CARGO_PKG_VERSION"));
    let extra = extra.map(|Extra { command, run }| (command(), run));
    let command = command.subcommands(extra.iter().map(|(command, _)| command.clone()));
    let matches = unset_where_empty(command).get_matches();
    if let (Some((extra, run)), Some((name, matches))) = (&extra, matches.subcommand())
        && extra.get_name() == name
    {
        return run(matches);
    }
    let Cli { command, serve } = Cli::from_arg_matches(&matches)?;
    let matches = matches.subcommand().map_or(&matches, |(_, matches)| matches);
    match command {
        None => server::serve(demos, &serve.with_sources(matches)),
        Some(Command::Serve(serve)) => server::serve(demos, &serve.with_sources(matches)),
        Some(Command::Health(serve)) => server::check_health(&serve.with_sources(matches)),
        Some(Command::Train { demo, seed, out, data }) => {
            let training = trainable(demos, &demo)?;
            train(&*training, seed, &out.unwrap_or_else(|| trained_folder(&data, &demo)))
        }
        Some(Command::Evaluate { demo: Some(demo), seeds, predictions, data, .. }) => {
            evaluate(find(demos, &demo)?, seeds, predictions.as_deref(), &data)
        }
        Some(Command::Evaluate { seeds, data, .. }) => evaluate_all(demos, seeds, &data),
    }
}

/// A variable that is set to nothing is not set: templates and lists of variables write such. One for a secret is, since
/// somebody meant to lock the server with it.
fn unset_where_empty(command: clap::Command) -> clap::Command {
    let command = command.mut_args(|arg| {
        let value = arg.get_env().and_then(std::env::var_os);
        let empty = value.is_some_and(|value| value.is_empty());
        if empty && !arg.is_hide_env_values_set() { arg.env(None::<&str>) } else { arg }
    });
    command.mut_subcommands(unset_where_empty)
}

/// Trains, calibrates, measures and saves a model.
fn train(training: &dyn Training, seed: u64, folder: &Path) -> Result<()> {
    // What took minutes should not be lost for a folder that can't be written.
    std::fs::create_dir_all(folder).with_context(|| format!("cannot write to {}", folder.display()))?;
    let trained = training.train(seed, &mut Console::new())?;
    trained.write(folder)?;
    let card = trained.card()?;
    // It is saved, whether anybody reads this or not.
    print(format_args!("{}\nSaved in {}", table(&card, &trained.version()), folder.display())).ok();
    Ok(())
}

/// Measures what answers at present, and afresh for a number of seeds.
fn evaluate(demo: Demo, seeds: u64, predictions: Option<&Path>, data: &Path) -> Result<()> {
    let (name, training) = (demo.name().to_owned(), training(&demo)?);
    let advise = |error| advise(error, &name, true);
    let trained = answering(demo, data).map_err(advise)?;
    let card = confirmed(&*training, &trained).map_err(advise)?;
    print(table(&card, &trained.version()))?;
    let rows = card.splits.test;
    print(format_args!("Measured again now on the {rows} test rows: equal to what the card states"))?;
    if let Some(path) = predictions {
        let csv = training.predictions(&trained)?;
        std::fs::write(path, csv).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if seeds > 0 {
        train_seeds(&name, &*training, seeds)?;
    }
    Ok(())
}

/// Measures every demo that can be trained, and says which goals are met.
fn evaluate_all(demos: Vec<Demo>, seeds: u64, data: &Path) -> Result<()> {
    let (mut measured, mut failed) = (Vec::new(), Vec::new());
    for demo in demos {
        let Some(training) = demo.training() else { continue };
        let name = demo.name().to_owned();
        // One whose data is not here keeps no other from being measured.
        match answering(demo, data).and_then(|trained| confirmed(&*training, &trained)) {
            Ok(card) => measured.push((name, training, card)),
            Err(error) => failed.push(format!("{name}: {:#}", advise(error, &name, true))),
        }
    }
    print(summary_head())?;
    for (name, training, card) in &measured {
        print(summary_line(name, card, training.goals()))?;
    }
    if seeds > 0 {
        for (name, training, _) in &measured {
            train_seeds(name, &**training, seeds)?;
        }
    }
    let missed: Vec<_> = measured
        .iter()
        .filter(|(_, training, card)| !meets_goals(card, training.goals()))
        .map(|(name, ..)| name.as_str())
        .collect();
    ensure!(missed.is_empty(), "not every goal is met: see {}", missed.join(", "));
    ensure!(failed.is_empty(), "not every demo could be measured\n{}", failed.join("\n"));
    Ok(())
}

/// Measures anew: a card that says something else would be a lie.
fn confirmed(training: &dyn Training, trained: &Trained) -> Result<ModelCard> {
    let measured = training.measure(trained)?;
    verify_card(&trained.card()?, &measured)?;
    Ok(measured)
}

/// The scores of a number of seeds, each trained afresh on a split of its own, and their means.
fn train_seeds(demo: &str, training: &dyn Training, seeds: u64) -> Result<()> {
    let mut sums: Vec<(String, f64)> = Vec::new();
    for seed in 0..seeds {
        let trained = training.train(seed, &mut ())?;
        let card = trained.card()?;
        let report = card.interval.map(|report| (report.coverage_seen, Some(report.mean_width)));
        let report = report.or(card.calibration.as_ref().map(|report| (report.coverage_seen, None)));
        let mut values: Vec<_> =
            card.scores.iter().map(|score| (score.name.clone(), score.estimate.value)).collect();
        values.extend(report.map(|(coverage, _)| ("coverage".to_owned(), coverage)));
        values.extend(report.and_then(|(_, width)| width).map(|width| ("mean_width".to_owned(), width)));
        print(format_args!("{demo} seed {seed}  {}", format_scores(&values, 1.0)))?;
        if sums.is_empty() {
            sums = values;
        } else {
            std::iter::zip(&mut sums, values).for_each(|(sum, (_, value))| sum.1 += value);
        }
    }
    print(format_args!("{demo} mean of {seeds}  {}", format_scores(&sums, seeds as f64)))
}

fn format_scores(values: &[(String, f64)], over: f64) -> String {
    let scores = values.iter().map(|(name, value)| {
        let value = value / over;
        if value.abs() >= 1000.0 { format!("{name} {value:.0}") } else { format!("{name} {value:.4}") }
    });
    scores.collect::<Vec<_>>().join("  ")
}

/// The weights that answer: what was trained into the data folder, or what the demo brings.
fn answering(demo: Demo, data: &Path) -> Result<Trained> {
    let own = Trained::read(&trained_folder(data, demo.name()))?;
    Ok(own.or_else(|| demo.shipped()).ok_or(NoWeights)?)
}

fn training(demo: &Demo) -> Result<Arc<dyn Training>> {
    demo.training().with_context(|| format!("{} cannot be trained", demo.name()))
}

/// The training of a demo by its name.
fn trainable(demos: Vec<Demo>, name: &str) -> Result<Arc<dyn Training>> {
    let can = demos.iter().filter(|demo| demo.training().is_some()).map(Demo::name);
    let can = can.collect::<Vec<_>>().join(", ");
    let training = find(demos, name)?.training();
    training.with_context(|| format!("{name} cannot be trained; choose from {can}"))
}

fn find(demos: Vec<Demo>, name: &str) -> Result<Demo> {
    let names = demos.iter().map(Demo::name).collect::<Vec<_>>().join(", ");
    let found = demos.into_iter().find(|demo| demo.name() == name);
    found.with_context(|| format!("there is no demo named {name}; choose from {names}"))
}
