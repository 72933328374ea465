//! The settings of a server, from flags and the environment.

mod access;
mod secret;

pub use access::Access;
pub use secret::Secret;

use anyhow::{Context, Result};
use clap::ArgMatches;
use std::num::NonZeroUsize;
use std::path::PathBuf;

/// Where a server listens by default.
const ADDR: &str = "127.0.0.1:3000";
/// In these, services that run containers say on which port they ask: SageMaker, Vertex AI, and all the others.
const PORTS: [&str; 3] = ["SAGEMAKER_BIND_TO_PORT", "AIP_HTTP_PORT", "PORT"];

/// What a server needs to know before it starts, from flags and the environment.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// The address to listen on, as HOST:PORT [default: 127.0.0.1:3000, or 0.0.0.0 with the port in PORT, which
    /// container services set]
    #[arg(long, env = "MAQUETTE_ADDR")]
    pub addr: Option<String>,
    /// The folder for the models that `train` writes and for uploaded files; without trained models, the shipped ones
    /// answer
    #[arg(long, env = "MAQUETTE_DATA", default_value = "maquette-data")]
    pub data: PathBuf,
    /// The demo that answers protocols which do not name one, such as MLflow's and SageMaker's
    #[arg(long, env = "MAQUETTE_MODEL")]
    pub model: Option<String>,
    /// The maximum number of open connections; further ones wait until one closes
    #[arg(long, env = "MAQUETTE_CONNECTIONS", default_value = "4096", value_parser = connections)]
    pub connections: NonZeroUsize,
    /// The format of the log on stderr, with a line for each request: its method, path, status, milliseconds, bytes and
    /// id. Without it, the log has errors alone
    #[arg(long, env = "MAQUETTE_LOG", default_value = "off", value_name = "FORMAT")]
    pub log: LogFormat,
    #[command(flatten)]
    pub access: Access,
    /// The address at which Vertex AI checks the health of this container
    #[arg(long, env = "AIP_HEALTH_ROUTE", hide = true)]
    pub aip_health_route: Option<String>,
    /// The address to which Vertex AI sends predictions
    #[arg(long, env = "AIP_PREDICT_ROUTE", hide = true)]
    pub aip_predict_route: Option<String>,
}

/// How requests are logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum LogFormat {
    /// Requests are not logged
    Off,
    /// A line of text for each request
    Text,
    /// A line of JSON for each request
    Json,
}

impl Serve {
    /// The settings as given: by flags, or by the environment.
    #[must_use]
    pub fn with_sources(self, matches: &ArgMatches) -> Self {
        Self { access: self.access.with_sources(matches), ..self }
    }

    /// Where to listen: the address of `--addr`, or the port that the service running this container sets.
    ///
    /// # Errors
    /// A port that is none, by the name of its variable.
    pub fn address(&self, env: impl Fn(&str) -> Option<String>) -> Result<String> {
        if let Some(addr) = &self.addr {
            return Ok(addr.clone());
        }
        let port =
            PORTS.into_iter().find_map(|name| Some((name, env(name).filter(|port| !port.is_empty())?)));
        let Some((name, port)) = port else { return Ok(ADDR.to_owned()) };
        let port: u16 = port.trim().parse().with_context(|| format!("{name} is {port}, which is no port"))?;
        Ok(format!("0.0.0.0:{port}"))
    }
}

fn connections(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "give a number of connections, such as 4096".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Cli {
        #[command(flatten)]
        serve: Serve,
    }

    fn check(args: &[&str], env: &[(&str, &str)], expected: &str) {
        let args = [&["maquette"], args].concat();
        let Cli { serve } = Cli::try_parse_from(args).expect("arguments");
        let find =
            |name: &str| env.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let address = serve.address(find).map_err(|error| error.to_string());
        assert_eq!(address.unwrap_or_else(|error| error), expected);
    }

    #[test]
    fn a_server_listens_at_the_port_of_its_container() {
        check(&[], &[], "127.0.0.1:3000");
        check(&[], &[("PORT", "8080")], "0.0.0.0:8080");
        check(&[], &[("PORT", "80"), ("AIP_HTTP_PORT", "8081")], "0.0.0.0:8081");
        check(&[], &[("AIP_HTTP_PORT", "8081"), ("SAGEMAKER_BIND_TO_PORT", "8082")], "0.0.0.0:8082");
        check(&[], &[("PORT", "")], "127.0.0.1:3000");
        check(&["--addr", "127.0.0.1:0"], &[("PORT", "8080")], "127.0.0.1:0");
        check(&[], &[("PORT", "http")], "PORT is http, which is no port");
    }
}
