//! The connections of a server: so many at once, each with a bounded head that has to arrive in time.

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use axum::serve::Listener;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt;

/// How long the head of a request may take to arrive, from the end of the answer before it: so long a connection also
/// stays open while it is idle, which has to be longer than the proxies in front of it keep theirs.
const HEADER_READ_TIMEOUT: Duration = Duration::from_secs(75);
/// The most bytes of a head, but for what comes in one piece with them; its lines are a hundred at most. An address of
/// ours has 4 KB.
const MAX_HEADER_BYTES: usize = 64 * 1024;

/// Accepts connections until it is time to leave, and then waits for those that are open.
pub(super) async fn accept(
    mut listener: impl Listener<Addr = SocketAddr>,
    router: Router,
    most: NonZeroUsize,
    mut shutting_down: watch::Receiver<bool>,
) {
    let places = Arc::new(Semaphore::new(most.get().min(Semaphore::MAX_PERMITS)));
    let taken = u32::try_from(places.available_permits()).unwrap_or(u32::MAX);
    loop {
        // A place first: who finds none waits in the system's queue, which is bounded too.
        let place = async { (places.clone().acquire_owned().await, listener.accept().await) };
        let (place, (stream, address)) = tokio::select! {
            accepted = place => accepted,
            () = shutdown_signal(&mut shutting_down) => break,
        };
        let (router, shutting_down) = (router.clone(), shutting_down.clone());
        tokio::spawn(async move {
            serve(stream, address, router, shutting_down).await;
            drop(place);
        });
    }
    drop(listener);
    places.acquire_many(taken).await.ok();
}

/// Waits until it is time to leave.
async fn shutdown_signal(shutting_down: &mut watch::Receiver<bool>) {
    shutting_down.wait_for(|shutting_down| *shutting_down).await.ok();
}

/// Answers the requests of one connection until it is closed, or it is time to leave.
async fn serve(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    address: SocketAddr,
    router: Router,
    mut shutting_down: watch::Receiver<bool>,
) {
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(address));
        router.clone().oneshot(request)
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEADER_READ_TIMEOUT)
            .max_header_size(MAX_HEADER_BYTES)
            .max_buf_size(MAX_HEADER_BYTES)
            .serve_connection(TokioIo::new(stream), answer)
    );
    // What goes wrong on a connection is its client's doing: they hung up, or spoke no HTTP.
    tokio::select! {
        ended = &mut connection => drop(ended),
        () = shutdown_signal(&mut shutting_down) => {
            connection.as_mut().graceful_shutdown();
            connection.await.ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
    use tokio::sync::mpsc;
    use tokio::time::Instant;

    /// The other end of a connection, and the word with which the server leaves.
    fn connect() -> (DuplexStream, watch::Sender<bool>) {
        let router = Router::new().route("/", get(|| async { "here" }));
        let (leave, shutting_down) = watch::channel(false);
        let (ours, theirs) = duplex(1024 * 1024);
        tokio::spawn(serve(theirs, SocketAddr::from(([127, 0, 0, 1], 1)), router, shutting_down));
        (ours, leave)
    }

    async fn read_reply(mut stream: DuplexStream) -> String {
        let mut reply = Vec::new();
        stream.read_to_end(&mut reply).await.expect("read");
        String::from_utf8_lossy(&reply).into_owned()
    }

    async fn check(head: String, expected: &str) {
        let (mut stream, _leave) = connect();
        stream.write_all(head.as_bytes()).await.expect("sent");
        let reply = read_reply(stream).await;
        assert!(reply.starts_with(expected), "{reply}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_head_has_an_end() {
        check("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n".to_owned(), "HTTP/1.1 200 OK").await;
        let long = format!("GET / HTTP/1.1\r\nhost: a\r\nx: {}\r\n\r\n", "x".repeat(4 * MAX_HEADER_BYTES));
        check(long, "HTTP/1.1 431 Request Header Fields Too Large").await;
        let many = format!("GET / HTTP/1.1\r\nhost: a\r\n{}\r\n", "x: y\r\n".repeat(100));
        check(many, "HTTP/1.1 431 Request Header Fields Too Large").await;
        let address = format!("GET /{} HTTP/1.1\r\nhost: a\r\n\r\n", "x".repeat(4 * MAX_HEADER_BYTES));
        check(address, "HTTP/1.1 431 Request Header Fields Too Large").await;
        check("no HTTP at all\r\n\r\n".to_owned(), "HTTP/1.1 400 Bad Request").await;
    }

    /// A client that sends a letter now and then would hold its connection for ever.
    #[tokio::test(start_paused = true)]
    async fn a_head_arrives_in_time_or_not_at_all() {
        let (stream, _leave) = connect();
        let (mut reading, mut writing) = tokio::io::split(stream);
        let started = Instant::now();
        let trickle = tokio::spawn(async move {
            writing.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n").await.expect("sent");
            while writing.write_all(b"x").await.is_ok() {
                tokio::time::sleep(Duration::from_secs(5)).await;
            }
        });
        reading.read_to_end(&mut vec![]).await.ok();
        let held = started.elapsed();
        assert!(
            held >= HEADER_READ_TIMEOUT && held < HEADER_READ_TIMEOUT + Duration::from_secs(6),
            "{held:?}"
        );
        trickle.await.expect("it saw the end");
    }

    /// Connections as a test opens them.
    struct TestListener {
        streams: mpsc::Receiver<DuplexStream>,
        accepted: watch::Sender<usize>,
    }

    impl Listener for TestListener {
        type Io = DuplexStream;
        type Addr = SocketAddr;

        async fn accept(&mut self) -> (DuplexStream, SocketAddr) {
            let Some(stream) = self.streams.recv().await else { std::future::pending().await };
            self.accepted.send_modify(|accepted| *accepted += 1);
            (stream, SocketAddr::from(([127, 0, 0, 1], 1)))
        }

        fn local_addr(&self) -> std::io::Result<SocketAddr> {
            Ok(SocketAddr::from(([127, 0, 0, 1], 1)))
        }
    }

    #[tokio::test(start_paused = true)]
    async fn so_many_connections_are_open_and_the_others_wait() {
        let (open, streams) = mpsc::channel(9);
        let (accepted, seen) = watch::channel(0);
        let (leave, shutting_down) = watch::channel(false);
        let router = Router::new().route("/", get(|| async { "here" }));
        let two = NonZeroUsize::new(2).expect("two");
        let server = tokio::spawn(accept(TestListener { streams, accepted }, router, two, shutting_down));
        let mut ours = Vec::new();
        for _ in 0..3 {
            let (mut stream, theirs) = duplex(1024);
            open.send(theirs).await.expect("opened");
            stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
            ours.push(stream);
        }
        let mut answer = [0; 15];
        for stream in &mut ours[..2] {
            stream.read_exact(&mut answer).await.expect("an answer");
        }
        // Whatever could go on has gone on before the clock does.
        tokio::time::sleep(Duration::from_millis(1)).await;
        assert_eq!(*seen.borrow(), 2);
        drop(ours.swap_remove(0));
        ours[0].read_exact(&mut answer).await.expect("an answer");
        assert_eq!((&answer, *seen.borrow()), (b"HTTP/1.1 200 OK", 3));
        leave.send_replace(true);
        server.await.expect("it left when all were closed");
    }

    #[tokio::test(start_paused = true)]
    async fn an_idle_connection_is_closed_when_the_server_leaves() {
        let (mut stream, leave) = connect();
        stream.write_all(b"GET / HTTP/1.1\r\nhost: a\r\n\r\n").await.expect("sent");
        let mut first = [0; 15];
        stream.read_exact(&mut first).await.expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        leave.send_replace(true);
        let started = Instant::now();
        assert!(read_reply(stream).await.ends_with("here"));
        assert!(started.elapsed() < HEADER_READ_TIMEOUT);
    }
}
