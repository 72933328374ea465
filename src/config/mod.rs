//! What a process is told before it serves, by flags and by the environment.

mod access;
mod secret;

pub use access::Access;
pub use secret::Secret;

use std::num::NonZeroUsize;
use std::path::PathBuf;

/// What a server needs to know before it starts, from flags and the environment.
#[derive(Clone, Debug, clap::Args)]
pub struct Serve {
    /// Where to listen, as host and port
    #[arg(long, env = "MAQUETTE_ADDR", default_value = "127.0.0.1:3000")]
    pub addr: String,
    /// The folder with what `train` made; without it the shipped models answer
    #[arg(long, env = "MAQUETTE_DATA", default_value = "maquette-data")]
    pub data: PathBuf,
    /// The demo that answers where a protocol names none, as MLflow's and SageMaker's do not
    #[arg(long, env = "MAQUETTE_MODEL")]
    pub model: Option<String>,
    /// How many connections may be open at once; others wait until one is closed
    #[arg(long, env = "MAQUETTE_CONNECTIONS", default_value = "4096")]
    pub connections: NonZeroUsize,
    #[command(flatten)]
    pub access: Access,
}
