//! The files that pages are made of, embedded in the binary by `build.rs` under names that hold
//! their hash. While `cargo leptos watch` runs, its files are served instead.

use crate::api::door::Door;
use crate::api::http::accept::accepts;
use crate::api::http::error::ApiError;
use crate::gallery::Gallery;
use axum::Router;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use maquette_app::ui::{Bundle, PageAssets};
use std::path::PathBuf;
use std::sync::Arc;

struct File {
    name: &'static str,
    kind: &'static str,
    bytes: &'static [u8],
    brotli: &'static [u8],
}

include!(concat!(env!("OUT_DIR"), "/site.rs"));

/// The files of `cargo leptos watch`, and their kinds.
const WATCHED: [(&str, &str); 3] =
    [("maquette.css", "text/css"), ("maquette.js", "text/javascript"), ("maquette.wasm", "application/wasm")];

pub(crate) static DOOR: Door =
    Door { name: "the pages' files", routes, prefixes: &["/pkg"], open: &["/pkg"], ..Door::PAGES };

fn routes() -> Router<Arc<Gallery>> {
    Router::new().route("/pkg/{file}", get(file))
}

/// Where the pages under a prefix find their files.
pub(crate) fn client(base: &str) -> PageAssets {
    let bundle = |script: &str, wasm: &str| Bundle {
        script: format!("{base}/pkg/{script}.js"),
        wasm: format!("{base}/pkg/{wasm}.wasm"),
    };
    let icon = format!("{base}/pkg/{ICON}");
    if watched().is_some() {
        let style = format!("{base}/pkg/maquette.css");
        return PageAssets {
            style,
            icon,
            bundle: Some(bundle("maquette", "maquette")),
            ..PageAssets::default()
        };
    }
    let style = format!("{base}/pkg/{STYLE}");
    let bundle = BUNDLE.map(|name| bundle(name, &format!("{name}_bg")));
    PageAssets { style, icon, bundle, ..PageAssets::default() }
}

/// Whether the client bundle is there: without it pages are complete but not interactive.
pub(crate) fn has_client() -> bool {
    client("").bundle.is_some()
}

/// What brings each kind of field and long work to life, and what some outputs need.
const MODULES: [(&str, &[&str]); 8] = [
    ("shown", &["shown.css"]),
    ("media", &["media.js", "media.css"]),
    ("sketch", &["sketch.js", "media.css"]),
    ("audio", &["audio.js", "media.css"]),
    ("grid", &["grid.js", "media.css"]),
    ("stream", &["stream.js", "stream.css"]),
    ("docs", &["docs.css", "try.js"]),
    ("code", &["docs.css", "copy.js"]),
];

/// The addresses of the files that some modules are made of.
pub(crate) fn modules(base: &str, names: &[&str]) -> Vec<String> {
    let wanted = MODULES.iter().filter(|(name, _)| names.contains(name)).flat_map(|(_, files)| *files);
    let mut files: Vec<&str> = wanted.copied().collect();
    files.sort_unstable();
    files.dedup();
    let embedded = |file: &str| WIDGETS.iter().find(|(name, _)| *name == file).map(|(_, hashed)| *hashed);
    files.into_iter().filter_map(embedded).map(|file| format!("{base}/pkg/{file}")).collect()
}

/// The folder that `cargo leptos watch` builds into, while it does.
pub(crate) fn watched() -> Option<PathBuf> {
    std::env::var_os("LEPTOS_WATCH")?;
    Some(PathBuf::from(std::env::var_os("LEPTOS_SITE_ROOT")?).join("pkg"))
}

async fn file(name: Result<Path<String>, PathRejection>, headers: HeaderMap) -> Response {
    let name = name.map(|Path(name)| name).unwrap_or_default();
    if let Some((folder, (name, kind))) = watched().zip(WATCHED.iter().find(|(known, _)| *known == name)) {
        return match tokio::task::spawn_blocking(move || std::fs::read(folder.join(name))).await {
            Ok(Ok(bytes)) => {
                ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, "no-store")], bytes).into_response()
            }
            _ => ApiError::not_found("This file is being built").into_response(),
        };
    }
    let Some(file) = FILES.iter().find(|file| file.name == name) else {
        return ApiError::not_found("There is no such file").into_response();
    };
    let forever = [
        (header::CONTENT_TYPE, file.kind),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::VARY, "accept-encoding"),
    ];
    if accepts(&headers, &header::ACCEPT_ENCODING, "br") {
        (forever, [(header::CONTENT_ENCODING, "br")], file.brotli).into_response()
    } else {
        (forever, file.bytes).into_response()
    }
}
