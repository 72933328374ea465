//! The `health` command: asks a running server whether it is ready.

use crate::config::Serve;
use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

/// Supervisors such as Docker and Kubernetes wait little longer.
const TIMEOUT: Duration = Duration::from_secs(3);
/// More than any report of health needs.
const MAX_REPLY_BYTES: u64 = 64 * 1024;

/// Asks the server that was started with these settings whether every model can answer.
///
/// # Errors
/// That it is not there, or which can't, in its own words.
pub fn check(settings: &Serve) -> Result<()> {
    let addr = settings.address(|name| std::env::var(name).ok())?;
    let addr = addr.to_socket_addrs().with_context(|| format!("there is no address {addr}"))?.next();
    let addr = connect_addr(addr.context("there is no such address")?);
    let away = || format!("nothing answers at {addr}");
    let mut stream = TcpStream::connect_timeout(&addr, TIMEOUT).with_context(away)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    stream.write_all(build_request(settings).as_bytes()).with_context(away)?;
    let mut reply = Vec::new();
    stream.take(MAX_REPLY_BYTES).read_to_end(&mut reply).with_context(away)?;
    let reply = String::from_utf8_lossy(&reply);
    let (head, body) = reply.split_once("\r\n\r\n").with_context(away)?;
    let detail = || {
        let read: Option<Value> = serde_json::from_str(body).ok();
        read.and_then(|read| Some(read["detail"].as_str()?.to_owned()))
            .unwrap_or_else(|| body.trim().to_owned())
    };
    match head.split(' ').nth(1) {
        Some("200") => Ok(()),
        Some("401") if has_no_credentials(settings) => {
            bail!("the server at {addr} has a lock: give this command its MAQUETTE_TOKEN or MAQUETTE_USER")
        }
        Some("401" | "429") => bail!("the server at {addr} does not say whether it is ready: {}", detail()),
        _ => bail!("the server at {addr} is not ready: {}", detail()),
    }
}

fn has_no_credentials(settings: &Serve) -> bool {
    settings.access.token.is_empty() && settings.access.user.is_empty()
}

fn build_request(settings: &Serve) -> String {
    let access = &settings.access;
    let token = access.token.first().map(|token| format!("Bearer {}", token.reveal()));
    let user = access.user.first().map(|user| format!("Basic {}", STANDARD.encode(user.reveal())));
    let key = token.or(user).map(|key| format!("Authorization: {key}\r\n")).unwrap_or_default();
    format!("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{key}\r\n")
}

/// A server that listens on every address is reached on its own machine's.
fn connect_addr(addr: SocketAddr) -> SocketAddr {
    let here: IpAddr = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(here, addr.port())
}
