//! What ours is measured beside. tools/bench-peers.sh installs them, and benches/peers/ has what they serve: the same
//! network of penguins, in numpy.

use crate::contender::Contender;
use crate::exchange::Exchange;
use crate::http::json;
use crate::ours::{PENGUIN, PENGUIN_LIST};
use crate::process::Server;
use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

pub struct Peer {
    pub name: &'static str,
    pub version: &'static str,
    /// How it is started; its folder below that of all peers is where its programs are.
    command: fn(&Path, SocketAddr) -> Command,
    /// An address that is there once it serves.
    ready: &'static str,
    pub ways: &'static [Way],
}

/// One way to ask a peer about the penguin.
pub struct Way {
    pub name: &'static str,
    exchange: fn(SocketAddr) -> Exchange,
    /// Where its answer has the probability; grio has no model.
    probability: Option<&'static str>,
}

pub static PEERS: [Peer; 5] = [
    Peer {
        name: "fastapi",
        version: "FastAPI 0.165.0 with uvicorn 0.54.0",
        command: |folder, addr| {
            let mut command = python(folder, "uvicorn");
            command.args(["fastapi_app:app", "--no-access-log", "--log-level", "warning"]);
            command.args(["--port", &addr.port().to_string()]);
            command
        },
        ready: "/openapi.json",
        ways: &[Way {
            name: "FastAPI",
            exchange: |addr| Exchange::one(addr, json("/predict", PENGUIN)),
            probability: Some("/probability"),
        }],
    },
    Peer {
        name: "bentoml",
        version: "BentoML 1.4.39",
        command: |folder, addr| {
            let mut command = python(folder, "bentoml");
            command.args(["serve", "bentoml_app:Penguins", "--host", "127.0.0.1"]);
            command.args(["--port", &addr.port().to_string()]).env("BENTOML_DO_NOT_TRACK", "True");
            command
        },
        ready: "/readyz",
        ways: &[Way {
            name: "BentoML",
            exchange: |addr| Exchange::one(addr, json("/predict", PENGUIN)),
            probability: Some("/probability"),
        }],
    },
    Peer {
        name: "mlflow",
        version: "MLflow 3.17.2",
        command: |folder, addr| {
            let mut command = python(folder, "mlflow");
            command.args(["models", "serve", "--env-manager", "local", "--host", "127.0.0.1"]);
            command.arg("--model-uri").arg(folder.join("model")).args(["--port", &addr.port().to_string()]);
            command
        },
        ready: "/ping",
        ways: &[Way {
            name: "MLflow",
            exchange: |addr| {
                Exchange::one(addr, json("/invocations", &format!(r#"{{"dataframe_records":[{PENGUIN}]}}"#)))
            },
            probability: Some("/predictions/0/probability"),
        }],
    },
    Peer {
        name: "gradio",
        version: "Gradio 6.31.0",
        command: |folder, addr| {
            let mut command = python(folder, "python");
            command
                .args(["gradio_app.py", &addr.port().to_string()])
                .env("GRADIO_ANALYTICS_ENABLED", "False");
            command
        },
        ready: "/config",
        ways: &[
            Way {
                name: "Gradio, /run",
                exchange: |addr| {
                    let body = format!(r#"{{"data":{PENGUIN_LIST}}}"#);
                    Exchange::one(addr, json("/gradio_api/run/predict", &body))
                },
                probability: Some("/data/0/confidences/0/confidence"),
            },
            Way {
                name: "Gradio, its queue",
                exchange: |addr| Exchange::queue(addr, "/gradio_api", PENGUIN_LIST, 0),
                probability: Some("/output/data/0/confidences/0/confidence"),
            },
        ],
    },
    Peer {
        name: "grio",
        version: "grio 0.1.1",
        command: |folder, addr| {
            let mut command = Command::new(folder.join("release/grio-peer"));
            command.arg(addr.to_string());
            command
        },
        ready: "/api/schema",
        ways: &[Way {
            name: "grio, without a model",
            exchange: |addr| Exchange::one(addr, json("/api/predict", &format!(r#"{{"inputs":{PENGUIN}}}"#))),
            probability: None,
        }],
    },
];

/// A peer by its name.
///
/// # Errors
/// None of that name.
pub fn peer(name: &str) -> Result<&'static Peer> {
    PEERS.iter().find(|peer| peer.name == name).with_context(|| format!("there is no peer named {name}"))
}

/// A program of a peer's virtual environment, run where the peers' own files are.
pub fn python(folder: &Path, program: &str) -> Command {
    let mut command = Command::new(folder.join("bin").join(program));
    let path = std::env::var("PATH").unwrap_or_default();
    // Some of them start others by their names.
    command.env("PATH", format!("{}:{path}", folder.join("bin").display()));
    command.env("PYTHONDONTWRITEBYTECODE", "1").current_dir("benches/peers");
    command
}

/// Where a peer is installed.
///
/// # Errors
/// It is not.
pub fn folder(name: &str) -> Result<PathBuf> {
    let tools = std::env::var("MAQUETTE_TOOLS").context("MAQUETTE_TOOLS is not set: run `make bench`")?;
    let folder = Path::new(&tools).join("peers").join(name);
    ensure!(folder.is_dir(), "{name} is not installed: run tools/bench-peers.sh");
    Ok(folder)
}

impl Peer {
    /// # Errors
    /// A peer that is not installed, or does not start.
    pub async fn start(&self) -> Result<Server> {
        let folder = folder(self.name)?;
        Server::start(self.name, self.ready, |addr| Ok((self.command)(&folder, addr))).await
    }

    /// Starts it, and has it answer by each of its ways as ours does: with the same probability.
    ///
    /// # Errors
    /// Another one, which means that it serves another model.
    pub async fn contenders(&self, probability: f64) -> Result<Vec<Contender>> {
        let server = Rc::new(self.start().await?);
        let mut contenders = Vec::with_capacity(self.ways.len());
        for way in self.ways {
            let exchange = (way.exchange)(server.addr);
            let answer = exchange.ask(&mut None).await?;
            way.check(&answer, probability)?;
            let name = way.name.to_owned();
            contenders.push(Contender { name, server: server.clone(), exchange: Rc::new(exchange) });
        }
        Ok(contenders)
    }
}

impl Way {
    fn check(&self, answer: &[u8], expected: f64) -> Result<()> {
        let Some(place) = self.probability else { return Ok(()) };
        let answer: Value = serde_json::from_slice(answer)?;
        match answer.pointer(place).and_then(Value::as_f64) {
            // Both compute with 32 bits.
            Some(found) if (found - expected).abs() < 1e-6 => Ok(()),
            found => bail!("{} states {found:?} where ours states {expected}: {answer}", self.name),
        }
    }
}
