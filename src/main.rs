use anyhow::Result;
use clap::Parser;
use maquette::cli::{self, Cli, Command};
use maquette::gallery::trained_folder;
use std::process::ExitCode;

fn main() -> ExitCode {
    let Err(error) = run(Cli::parse()) else {
        return ExitCode::SUCCESS;
    };
    eprintln!("maquette: {error:#}");
    ExitCode::FAILURE
}

fn run(Cli { command, serve }: Cli) -> Result<()> {
    match command {
        None => maquette::server::serve(&serve),
        Some(Command::Serve(serve)) => maquette::server::serve(&serve),
        Some(Command::Train { demo, seed, out, data }) => {
            cli::train(&demo, seed, &out.unwrap_or_else(|| trained_folder(&data, &demo)))
        }
        Some(Command::Evaluate { demo, seeds, predictions, data }) => {
            cli::evaluate_demo(&demo, seeds, predictions.as_deref(), &data)
        }
    }
}
