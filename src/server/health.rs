use crate::config::Serve;
use anyhow::{Context, Result, bail};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream, ToSocketAddrs};
use std::time::Duration;

/// Whoever watches over a server does not wait much longer.
const PATIENCE: Duration = Duration::from_secs(3);
/// More than it says of itself.
const LONGEST: u64 = 64 * 1024;

/// Asks the server that was started with these settings whether every model can answer.
///
/// # Errors
/// That it is not there, or which can't, in its own words.
pub fn ask(settings: &Serve) -> Result<()> {
    let addr = settings.address(|name| std::env::var(name).ok())?;
    let addr = addr.to_socket_addrs().with_context(|| format!("there is no address {addr}"))?.next();
    let addr = reached_at(addr.context("there is no such address")?);
    let away = || format!("nothing answers at {addr}");
    let mut stream = TcpStream::connect_timeout(&addr, PATIENCE).with_context(away)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    stream.write_all(question(settings).as_bytes()).with_context(away)?;
    let mut said = Vec::new();
    stream.take(LONGEST).read_to_end(&mut said).with_context(away)?;
    let said = String::from_utf8_lossy(&said);
    let (head, body) = said.split_once("\r\n\r\n").with_context(away)?;
    let detail = || {
        let read: Option<Value> = serde_json::from_str(body).ok();
        read.and_then(|read| Some(read["detail"].as_str()?.to_owned()))
            .unwrap_or_else(|| body.trim().to_owned())
    };
    match head.split(' ').nth(1) {
        Some("200") => Ok(()),
        Some("401") if keyless(settings) => {
            bail!("the server at {addr} has a lock: give this command its MAQUETTE_TOKEN or MAQUETTE_USER")
        }
        Some("401" | "429") => bail!("the server at {addr} does not say whether it is ready: {}", detail()),
        _ => bail!("the server at {addr} is not ready: {}", detail()),
    }
}

fn keyless(settings: &Serve) -> bool {
    settings.access.token.is_empty() && settings.access.user.is_empty()
}

fn question(settings: &Serve) -> String {
    let access = &settings.access;
    let token = access.token.first().map(|token| format!("Bearer {}", token.reveal()));
    let user = access.user.first().map(|user| format!("Basic {}", STANDARD.encode(user.reveal())));
    let key = token.or(user).map(|key| format!("Authorization: {key}\r\n")).unwrap_or_default();
    format!("GET /health/ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{key}\r\n")
}

/// A server that listens on every address is reached on its own machine's.
fn reached_at(addr: SocketAddr) -> SocketAddr {
    let here: IpAddr = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(here, addr.port())
}
