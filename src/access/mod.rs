//! Access control, before any door: host names, origins, rate limits, credentials and prefixes. No door knows of it, and
//! none is without it.

mod base_path;
mod cidr;
mod client;
mod cors;
mod credentials;
mod denied;
mod guard;
mod header_list;
mod hosts;
mod lock;
mod rate_limit;
mod rewrite;
mod routes;
mod sessions;
mod settings;

pub(crate) use base_path::{base_path, server_url};
pub use cidr::Cidr;
pub use client::is_base_path;
pub(crate) use client::{ClientInfo, upload_owner};
pub use cors::{Origin, Origins};
pub use credentials::Credentials;
pub(crate) use denied::Denied;
pub(crate) use guard::{Guard, RequestContext};
pub(crate) use header_list::header_list;
pub use hosts::{HostName, Hosts};
pub use lock::Lock;
pub(crate) use lock::{CHALLENGE, Identity};
pub use rewrite::Aliases;
pub(crate) use routes::{Routes, is_below};
pub use settings::{Rate, Settings};
