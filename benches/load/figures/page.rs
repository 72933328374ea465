//! What a page costs somebody who has never been there, until an answer is on the screen: in Chromium, with an empty cache.

use crate::claim::number;
use crate::ours;
use crate::peers::{folder, peer, python};
use crate::process::Server;
use crate::report::Section;
use anyhow::{Context, Result, ensure};
use serde_json::Value;
use std::process::Command;

/// How a load is measured; it brings the browser.
const SCRIPT: &str = "benches/page.mjs";

pub(super) async fn measure() -> Result<Section> {
    let ours = ours::start().await?;
    let gradio = peer("gradio")?.start().await?;
    let streamlit = streamlit().await?;
    let pages = [
        ("ours", "maquette", format!("http://{}/penguins", ours.addr)),
        ("Gradio 6.31.0", "gradio", format!("http://{}/", gradio.addr)),
        ("Streamlit 1.67.0", "streamlit", format!("http://{}/", streamlit.addr)),
    ];
    let mut rows = Vec::with_capacity(pages.len());
    for (name, kind, address) in pages {
        let output = Command::new("node").args([SCRIPT, kind, &address]).output()?;
        ensure!(output.status.success(), "{SCRIPT} fails: {}", String::from_utf8_lossy(&output.stderr));
        let said: Value = serde_json::from_slice(&output.stdout)?;
        let figure =
            |of: &str| said[of].as_f64().map(number).with_context(|| format!("{SCRIPT} says no {of}"));
        rows.push(vec![
            name.to_owned(),
            figure("kilobytes")?,
            figure("requests")?,
            figure("paint_ms")?,
            figure("answer_ms")?,
        ]);
    }
    let about = "The penguins' page in a new browser context each time: what comes over the wire, how many requests that are, \
                 when something is first painted, and when an answer can be read. Gradio shows one when its button is pressed, \
                 which happens as soon as it is there. Medians of 7 loads after one that does not count."
        .to_owned();
    let head = &["page", "kB", "requests", "first paint ms", "answer ms"];
    Ok(Section { title: "The page", about, head, rows, claims: vec![] })
}

async fn streamlit() -> Result<Server> {
    let folder = folder("streamlit")?;
    let start = Server::start("streamlit", "/_stcore/health", |addr| {
        let mut command = python(&folder, "streamlit");
        command.args([
            "run",
            "streamlit_app.py",
            "--server.headless",
            "true",
            "--browser.gatherUsageStats",
            "false",
        ]);
        command.args(["--server.address", "127.0.0.1", "--server.port", &addr.port().to_string()]);
        Ok(command)
    });
    start.await
}
