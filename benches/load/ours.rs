//! Our own server, and the requests that the benchmarks send it.

use crate::exchange::Exchange;
use crate::http::{ask, json};
use crate::process::Server;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;

/// The penguin of every request: the gallery's Gentoo of Biscoe.
pub const PENGUIN: &str = r#"{"bill_length":46.5,"bill_depth":13.5,"flipper_length":210.0,"body_mass":4550.0,"island":"Biscoe","sex":"female"}"#;
/// The penguin's values as a list, in the order of the features.
pub const PENGUIN_LIST: &str = r#"[46.5,13.5,210.0,4550.0,"Biscoe","female"]"#;

/// A program that was built beside this one.
///
/// # Errors
/// None that is there.
pub fn program(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let program = own.with_file_name(name);
    ensure!(program.exists(), "{} is not built: `make bench` builds it", program.display());
    Ok(program)
}

/// As `maquette serve` starts it.
pub fn command(addr: SocketAddr) -> Result<Command> {
    let mut command = Command::new(program("maquette")?);
    // Only the shipped weights are there.
    command.args(["serve", "--data", "target/load/data", "--addr", &addr.to_string()]);
    Ok(command)
}

/// Starts the gallery and waits until each of its models is there.
///
/// # Errors
/// A server that does not start.
pub async fn start() -> Result<Server> {
    Server::start("maquette", "/health/ready", command).await
}

/// One penguin by the JSON door.
pub fn penguin(addr: SocketAddr) -> Exchange {
    Exchange::one(addr, json("/api/penguins/predict", PENGUIN))
}

/// What it answers, and the probability that it states.
///
/// # Errors
/// No answer.
pub async fn answer(addr: SocketAddr) -> Result<(String, f64)> {
    let (_, body) = ask(addr, &json("/api/penguins/predict", PENGUIN)).await?;
    let answer: Value = serde_json::from_slice(&body)?;
    let probability = answer["prediction"]["classes"]["probability"].as_f64();
    Ok((String::from_utf8(body)?, probability.context("ours states no probability")?))
}
