//! Listens, answers, and leaves without losing anybody.

mod connections;
mod health;

pub use health::check as check_health;

use crate::access::{Aliases, Settings};
use crate::api;
use crate::config::{LogFormat, Serve};
use crate::demo::Demo;
use crate::gallery::Gallery;
use anyhow::{Context, Result, bail};
use axum::Router;
use axum::serve::ListenerExt;
use connections::accept;
use maquette_contract::PredictError;
use std::io::{ErrorKind, IsTerminal, Write};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, lookup_host};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;

/// How long requests in flight have after the signal; supervisors kill somewhat later.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_secs(4);
/// How many connections the system keeps until they are accepted; it may be set to keep fewer. Who finds no place tries
/// again after one second, then two, then four: of the usual 128, a burst of 2,000 clients would wait that long.
const LISTEN_BACKLOG: u32 = 4096;

/// Serves demos until the process receives a signal to stop.
///
/// # Errors
/// An address that can't be listened on, or a demo that does not open.
pub fn serve(demos: Vec<Demo>, settings: &Serve) -> Result<()> {
    init_log(settings.log);
    let runtime = runtime()?;
    runtime.block_on(async {
        // The address first: a second server should say so before it loads anything.
        let listener = listen(&settings.address(|name| std::env::var(name).ok())?).await?;
        api::check_names(&demos)?;
        let gallery = Gallery::open(demos, Some(&settings.data))?;
        let gallery = match &settings.model {
            Some(model) => gallery.with_default_model(model).context("--model")?,
            None => gallery,
        };
        let addr = listener.local_addr()?;
        let names: Vec<_> = gallery.demos().map(|demo| demo.name.as_str()).collect();
        let reserved: Vec<_> = api::reserved_names().collect();
        let access = settings.access.settings(addr.ip(), &names, &reserved)?;
        let gallery = Arc::new(gallery);
        print_banner(addr, settings, &gallery);
        let aliases = Aliases {
            health: settings.aip_health_route.clone(),
            predict: settings.aip_predict_route.clone(),
        };
        let access = Settings { aliases, ..access };
        let router = match settings.log {
            LogFormat::Off => api::router_with(gallery, access),
            LogFormat::Text | LogFormat::Json => api::router_with_access_log(gallery, access),
        };
        answer(listener, router, settings.connections).await
    })
}

/// One core is left to the models. With a thread for each, those that answer and the one that predicts would take turns
/// on a core, and the slowest answers would wait for several turns. `TOKIO_WORKER_THREADS` says otherwise.
fn runtime() -> std::io::Result<Runtime> {
    let mut runtime = Builder::new_multi_thread();
    if std::env::var_os("TOKIO_WORKER_THREADS").is_none() {
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        runtime.worker_threads(cores.saturating_sub(1).max(1));
    }
    runtime.enable_all().build()
}

async fn listen(addr: &str) -> Result<TcpListener> {
    match bind(addr).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            bail!(
                "{addr} is taken: stop the server that listens there, or choose another address with --addr"
            )
        }
        Err(error) if error.kind() == ErrorKind::AddrNotAvailable => {
            bail!(
                "cannot listen on {addr}: it is no address of this machine; 0.0.0.0 stands for all that it has"
            )
        }
        bound => bound.with_context(|| {
            format!("cannot listen on {addr}; give a host and a port, as in 127.0.0.1:3000")
        }),
    }
}

/// Listens at the first address of this name that can be had.
async fn bind(addr: &str) -> std::io::Result<TcpListener> {
    let mut refused = ErrorKind::AddrNotAvailable.into();
    for addr in lookup_host(addr).await? {
        match bind_at(addr) {
            Ok(listener) => return Ok(listener),
            Err(error) => refused = error,
        }
    }
    Err(refused)
}

fn bind_at(addr: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if addr.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    // A server that starts again takes the address it has just left. Elsewhere this would share it with another.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(addr)?;
    socket.listen(LISTEN_BACKLOG)
}

/// Logs to stderr: warnings and errors, or what `RUST_LOG` asks for, and requests if `format` says so.
fn init_log(format: LogFormat) {
    let filter = EnvFilter::builder().with_default_directive(LevelFilter::WARN.into()).from_env_lossy();
    let filter = match format {
        LogFormat::Off => filter,
        // The span of a request gives its id to what is logged within.
        LogFormat::Text | LogFormat::Json => {
            [format!("{}=info", api::ACCESS_LOG), "[request]=info".to_owned()]
                .iter()
                .filter_map(|directive| directive.parse().ok())
                .fold(filter, EnvFilter::add_directive)
        }
    };
    let colours = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // If stderr is closed, reporting that there would panic in whatever was logged.
    let log = log.log_internal_errors(false);
    match format {
        LogFormat::Json => log.json().flatten_event(true).init(),
        LogFormat::Off | LogFormat::Text => log.with_ansi(colours).init(),
    }
}

/// Says what is served where. It must not matter whether anybody reads it.
fn print_banner(addr: SocketAddr, settings: &Serve, gallery: &Gallery) {
    let widest = gallery.demos().map(|demo| demo.name.len()).max().unwrap_or_default();
    let base = settings.access.prefix();
    let mut lines = vec![format!("Maquette {} on http://{addr}{base}", env!("CARGO_PKG_VERSION"))];
    lines.extend(gallery.all().map(|shown| {
        let demo = &shown.demo;
        let remark = match shown.untrained() {
            Some(PredictError::Untrained { command }) => format!(" (no weights yet: `{command}`)"),
            _ if demo.version.is_empty() => String::new(),
            _ => format!(" (version {})", demo.version),
        };
        format!("  /{:<widest$}  {}{remark}", demo.name, demo.title)
    }));
    lines.push(format!("  data in {}", settings.data.display()));
    lines.extend(gallery.upload_error().map(|why| format!("  uploaded files cannot be stored: {why}")));
    lines.extend(settings.access.summary(addr.ip()).into_iter().map(|line| format!("  {line}")));
    if !api::has_client() {
        lines.push(
            "  without the client bundle: pages work, but answers do not follow the sliders; `make run` builds it"
                .to_owned(),
        );
    }
    lines.push("Stop with Ctrl-C\n".to_owned());
    std::io::stdout().write_all(lines.join("\n").as_bytes()).ok();
}

async fn answer(listener: TcpListener, router: Router, connections: NonZeroUsize) -> Result<()> {
    let (leave, shutting_down) = watch::channel(false);
    let mut late = shutting_down.clone();
    tokio::spawn(async move {
        stop_signal().await;
        leave.send_replace(true);
    });
    // A piece of a stream should not wait for the next.
    let at_once = listener.tap_io(|stream| drop(stream.set_nodelay(true)));
    tokio::select! {
        () = accept(at_once, router, connections, shutting_down) => {}
        () = async {
            late.wait_for(|leave| *leave).await.ok();
            tokio::time::sleep(SHUTDOWN_TIMEOUT).await;
        } => {}
    }
    Ok(())
}

/// Ctrl-C on a terminal, SIGTERM from a supervisor.
async fn stop_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    tokio::signal::ctrl_c().await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Linux drops connections beyond the backlog, and other systems cap it at 128.
    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn a_burst_of_connections_finds_a_place_each() {
        let listener = bind("127.0.0.1:0").await.expect("an address");
        let addr = listener.local_addr().expect("it listens");
        let clients: Vec<_> = (0..300)
            .map(|_| std::net::TcpStream::connect_timeout(&addr, Duration::from_secs(5)).expect("a place"))
            .collect();
        assert_eq!(clients.len(), 300);
    }

    #[tokio::test]
    async fn a_server_that_cannot_listen_says_what_to_do() {
        let listener = listen("127.0.0.1:0").await.expect("an address");
        let taken = listener.local_addr().expect("it listens").to_string();
        for (addr, advice) in
            [(taken.as_str(), "choose another address with --addr"), ("3000", "as in 127.0.0.1:3000")]
        {
            let error = listen(addr).await.expect_err("not to be had").to_string();
            assert!(error.contains(advice), "{error}");
        }
    }
}
