//! A bare axum server on tokio's default runtime: it answers every request with the text that it was started with. The
//! benchmarks compare Maquette's server with it.

use axum::Router;
use axum::http::header;
use load as _; // with the server's allocator
use std::env::args;
use tokio::net::TcpListener;

fn main() -> anyhow::Result<()> {
    let (addr, text) = (args().nth(1).unwrap_or_default(), args().nth(2).unwrap_or_default());
    let answer = move || async move { ([(header::CONTENT_TYPE, "application/json")], text) };
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(addr).await?;
        Ok(axum::serve(listener, Router::new().fallback(answer)).await?)
    })
}
