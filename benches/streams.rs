//! 200 visitors read 500 messages each at the same time, from a demo and from a bare server of the same events: ours may
//! take 1.5 times as long. And a recording whose listener cancels: 200 ms later the process is at rest. `make bench`
//! prints both, and fails beyond the limits.

use axum::Router;
use axum::response::sse::{Event, Sse};
use axum::routing::post;
use futures_util::future::join_all;
use futures_util::stream;
use load as _; // with the server's allocator
use maquette::media::sound;
use maquette::prelude::*;
use std::convert::Infallible;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};
use tokio::net::TcpSocket;
use tokio::task::spawn_blocking;

const VISITORS: usize = 200;
const MESSAGES: usize = 500;
const ROUNDS: usize = 7;
const LIMIT: f64 = 1.5;
/// How soon the work has to end, and how much the process may do in the second after that.
const SOON: Duration = Duration::from_millis(200);
const REST: f64 = 0.05;

#[derive(Inputs)]
struct Nothing {
    #[input(default = "x")]
    word: String,
}

/// A text that grows by a word with each message.
fn words() -> Demo {
    Demo::stream("words", |Nothing { word }, _: &Work| {
        let mut text = String::new();
        (0..MESSAGES).map(move |_| {
            text.push_str(&word);
            text.clone()
        })
    })
    .concurrency(VISITORS)
}

/// A server that sends these messages ready made.
fn bare() -> Router {
    let message = |number: usize| {
        let event = Event::default().event("output").id(number.to_string()).data("{\"text\":\"x\"}");
        Ok::<_, Infallible>(event)
    };
    Router::new()
        .route("/bare", post(move || async move { Sse::new(stream::iter((1..=MESSAGES).map(message))) }))
}

async fn serve(router: Router) -> anyhow::Result<SocketAddr> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
    // Of the usual 128 places too few: who finds none tries again after a second.
    let listener = socket.listen(1024)?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(address)
}

/// Asks, and reads to the end.
fn ask(address: SocketAddr, method: &str, path: &str, body: &str) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect(address)?;
    let head = format!(
        "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// How long all visitors together take.
async fn visited(address: SocketAddr, path: &'static str) -> anyhow::Result<Duration> {
    let started = Instant::now();
    let visit = |_| spawn_blocking(move || ask(address, "POST", path, "{}"));
    for answer in join_all((0..VISITORS).map(visit)).await {
        let count = answer??.matches("data: ").count();
        anyhow::ensure!(count >= MESSAGES, "somebody read {count} messages of {MESSAGES}");
    }
    Ok(started.elapsed())
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times[times.len() / 2].as_secs_f64()
}

/// Seconds that this process has had a processor, by the kernel's count of hundredths.
fn cpu() -> anyhow::Result<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    Ok((fields[11].parse::<f64>()? + fields[12].parse::<f64>()?) / 100.0)
}

/// How long the process works on after a cancel, as far as its processor time tells.
async fn cancelled() -> anyhow::Result<f64> {
    let address = serve(maquette_gallery::demos::gallery().router(None)?).await?;
    let noise = |place: usize| ((place * 7919 % 1000) as f32 / 500.0 - 1.0) * 0.3;
    let recording = sound(&Audio::new(16_000, (0..16_000 * 110).map(noise).collect()));
    let body = format!("{{\"recording\":\"{}\"}}", recording.file.address());
    let ask = |method: &'static str, path: &str, body: &str| {
        let (path, body) = (path.to_owned(), body.to_owned());
        async move { spawn_blocking(move || ask(address, method, &path, &body)).await? }
    };
    let begun = ask("POST", "/api/voice/jobs", &body).await?;
    let place = begun.lines().find_map(|line| line.strip_prefix("location: ")).unwrap_or_default().to_owned();
    anyhow::ensure!(!place.is_empty(), "the work did not begin: {begun}");
    tokio::time::sleep(SOON).await;
    let before = ask("GET", &place, "").await?;
    anyhow::ensure!(before.contains("\"state\":\"running\""), "it is not running: {before}");
    ask("DELETE", &place, "").await?;
    tokio::time::sleep(SOON).await;
    let soon = cpu()?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let rest = cpu()? - soon;
    let after = ask("GET", &place, "").await?;
    anyhow::ensure!(after.contains("\"state\":\"cancelled\""), "it was not cancelled: {after}");
    Ok(rest)
}

fn main() -> anyhow::Result<()> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let ours = serve(Maquette::new().demo(words()).router(None)?).await?;
        let bare = serve(bare()).await?;
        let (mut times, mut bares) = (vec![], vec![]);
        visited(ours, "/api/words/stream").await?;
        for _ in 0..ROUNDS {
            times.push(visited(ours, "/api/words/stream").await?);
            bares.push(visited(bare, "/bare").await?);
        }
        let (time, bare) = (median(times), median(bares));
        let ratio = time / bare;
        println!(
            "{VISITORS} streams of {MESSAGES} messages: {:.0} ms, a bare server {:.0} ms: {ratio:.2}x of at most {LIMIT}x",
            time * 1e3,
            bare * 1e3
        );
        let rest = cancelled().await?;
        println!("200 ms after a cancel the process works {:.0} ms in a second, of at most {:.0}", rest * 1e3, REST * 1e3);
        anyhow::ensure!(ratio <= LIMIT && rest <= REST, "beyond the limits");
        Ok(())
    })
}
