//! ARCHITECTURE.md's arrows, held against the code: which room may use which, and that no files use each other in a circle.

mod imports;

use imports::Modules;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A room, and the rooms that it may use.
type Room = (&'static str, &'static [&'static str]);

/// The rooms of the server, each above all that it uses. A room that is not named here fails the test.
const SERVER: &[Room] = &[
    ("lib", &[]),
    ("tutorial", &[]),
    ("prelude", &["app", "demo", "markdown", "media", "model", "output", "train", "trained"]),
    ("app", &["api", "cli", "demo", "gallery"]),
    ("cli", &["config", "demo", "evaluate", "gallery", "server", "threads", "train", "trained"]),
    ("server", &["access", "api", "config", "demo", "gallery"]),
    (
        "api",
        &[
            "access", "demo", "gallery", "jobs", "media", "metrics", "model", "panic", "predict", "csv",
            "uploads",
        ],
    ),
    ("config", &["access", "demo"]),
    ("access", &[]),
    ("testing", &["demo", "gallery", "predict"]),
    ("predict", &["engine", "gallery", "jobs", "metrics", "store", "uploads"]),
    ("gallery", &["demo", "engine", "jobs", "metrics", "store", "trained", "uploads"]),
    (
        "demo",
        &["engine", "jobs", "markdown", "model", "output", "csv", "signature", "train", "trained", "uploads"],
    ),
    ("jobs", &["engine", "model", "store"]),
    ("engine", &["model", "panic"]),
    ("store", &[]),
    ("metrics", &[]),
    ("model", &["calibrate", "encoding", "output", "panic", "signature", "train", "trained"]),
    ("output", &["media"]),
    ("train", &["calibrate", "encoding", "evaluate", "csv", "signature", "trained"]),
    ("evaluate", &["calibrate"]),
    ("uploads", &["media", "panic", "csv", "trained"]),
    ("trained", &["signature"]),
    ("calibrate", &[]),
    ("encoding", &["signature"]),
    ("signature", &[]),
    ("csv", &[]),
    ("media", &[]),
    ("markdown", &[]),
    ("panic", &[]),
    ("threads", &[]),
];

/// The rooms of `api`, each above all that it uses.
const API: &[Room] = &[
    ("access_log", &["http"]),
    ("middleware", &["doors", "http", "pages"]),
    ("doors", &["door", "gradio", "json", "mcp", "open_inference", "ops", "pages", "serving"]),
    ("pages", &["door", "gradio", "http", "json"]),
    ("gradio", &["door", "http", "json"]),
    ("mcp", &["door", "http", "json"]),
    ("serving", &["door", "http", "json"]),
    ("open_inference", &["door", "http"]),
    ("json", &["door", "http"]),
    ("ops", &["door", "http"]),
    ("door", &["http"]),
    ("http", &[]),
];

/// The rooms of the pages' crate, each above all that it uses.
const APP: &[Room] = &[
    ("lib", &["pages"]),
    ("pages", &["chart", "form", "predict", "result"]),
    ("media_fields", &["form", "result"]),
    ("result", &["chart"]),
    ("chart", &[]),
    ("predict", &["form"]),
    ("form", &[]),
    ("ui", &[]),
];

const CRATES: &[&str] = &["contract/src", "derive/src", "app/src", "src", "gallery/src"];

#[test]
fn rooms_use_only_what_the_map_says() {
    check(&modules("src"), "", SERVER);
    check(&modules("src"), "api", API);
    check(&modules("app/src"), "", APP);
}

/// No way leads back to a room from what it uses.
#[test]
fn the_map_leads_one_way() {
    for map in [SERVER, API, APP] {
        for (place, (room, used)) in map.iter().enumerate() {
            for other in *used {
                let below = map[place..].iter().any(|(name, _)| name == other);
                assert!(below, "{room} uses {other}, which stands above it");
            }
        }
    }
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let circles: Vec<_> = CRATES.iter().map(|folder| (folder, modules(folder).circles())).collect();
    assert!(circles.iter().all(|(_, circles)| circles.is_empty()), "{circles:#?}");
}

/// The gallery uses nothing that an author could not.
#[test]
fn the_gallery_uses_what_authors_use() {
    let public =
        ["calibrate", "cli", "demo", "evaluate", "media", "prelude", "csv", "signature", "train", "trained"];
    for file in files(&root().join("gallery/src")) {
        for room in read(&file).split("maquette::").skip(1) {
            let room = room
                .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
                .next()
                .unwrap_or_default();
            let is_name = room.is_empty() || room.starts_with(char::is_uppercase);
            assert!(is_name || public.contains(&room), "{} uses {room}", file.display());
        }
    }
}

#[test]
fn the_contract_uses_no_framework() {
    for foreign in ["tokio", "axum", "leptos", "candle"] {
        for file in files(&root().join("contract/src")) {
            let text = read(&file);
            assert!(!text.contains(&format!("use {foreign}")), "{} uses {foreign}", file.display());
        }
    }
}

/// What the client asks the server is in one place.
#[test]
fn one_file_of_the_client_sends_requests() {
    let files = files(&root().join("app/src"));
    let having: Vec<_> = files.iter().filter(|file| read(file).contains("fetch_with")).collect();
    assert_eq!(having, [&root().join("app/src/pages/navigation.rs")]);
}

#[test]
fn only_calibrate_makes_a_probability() {
    let files = files(&root().join("src"));
    for file in files.into_iter().filter(|file| !file.starts_with(root().join("src/calibrate"))) {
        let text = read(&file);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        assert!(!code.contains(".exp()") && !code.contains("softmax_last_dim"), "{}", file.display());
    }
}

/// A reader learns from the first line of a file what is in it.
#[test]
fn every_file_begins_with_a_sentence_about_itself() {
    let folders = [
        "app",
        "benches",
        "contract",
        "derive",
        "examples",
        "fuzz/src",
        "fuzz/targets",
        "gallery",
        "src",
        "tests",
    ];
    let files: Vec<_> = folders.iter().flat_map(|folder| files(&root().join(folder))).collect();
    assert!(files.len() > 350, "{} files", files.len());
    let without: Vec<_> = files.iter().filter(|file| !has_heading(&read(file))).collect();
    assert!(without.is_empty(), "no //! sentence at the top: {without:#?}");
}

/// Whether a file begins with a `//!` comment whose first paragraph, below a title if there is one, ends like a sentence.
fn has_heading(code: &str) -> bool {
    let first: Vec<_> = code.lines().map_while(|line| line.strip_prefix("//!")).collect();
    let mut paragraphs = first.split(|line| line.trim().is_empty());
    let paragraph = paragraphs.find(|lines| !lines.iter().all(|line| line.starts_with(" # ")));
    paragraph.and_then(<[_]>::last).is_some_and(|line| line.ends_with(['.', ':', '!', '?', '`', ')']))
}

#[test]
fn a_heading_is_a_whole_sentence() {
    let check = |code: &str, expected: bool| assert_eq!(has_heading(code), expected, "{code}");
    check("//! A chart.\n\nuse std::fmt;", true);
    check("//! A chart\n//! of lines.\n//!\n//! More.", true);
    check("//! # Chart\n//!\n//! A chart of lines.", true);
    check("//! # Chart\n", false);
    check("//! A chart\n", false);
    check("// A chart.\n", false);
    check("use std::fmt;\n", false);
    check("\n//! A chart.", false);
}

/// Only the tokens layer may name a colour.
#[test]
fn colours_are_tokens() {
    let css = read(&root().join("style/main.css"));
    for (number, line) in css.lines().enumerate() {
        let value = line.split_once(':').map_or("", |(_, value)| value);
        assert!(!value.contains(" #") || line.trim().starts_with("--"), "line {}: {line}", number + 1);
    }
}

/// Holds the rooms below a module against a map.
fn check(modules: &Modules, below: &str, map: &[Room]) {
    let mut wrong = BTreeSet::new();
    for module in modules.names() {
        let Some(room) = room(module, below) else { continue };
        let Some((_, allowed)) = map.iter().find(|(name, _)| *name == room) else {
            panic!("{room} is not on the map");
        };
        for other in modules.used_by(module).into_iter().filter_map(|used| self::room(used, below)) {
            // The top of a crate re-exports, and names no room of its own.
            if other != room && other != "lib" && !allowed.contains(&other) {
                wrong.insert(format!("{module} uses {other}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The room of a module: the part of its path that follows `below`.
fn room<'a>(module: &'a str, below: &str) -> Option<&'a str> {
    if below.is_empty() {
        return Some(module.split("::").next().filter(|room| !room.is_empty()).unwrap_or("lib"));
    }
    module.strip_prefix(below)?.strip_prefix("::")?.split("::").next()
}

/// The modules of a crate, with their code.
fn modules(folder: &str) -> Modules {
    let folder = root().join(folder);
    let sources: Vec<_> = files(&folder).iter().map(|file| (module(&folder, file), read(file))).collect();
    Modules::new(sources.iter().map(|(module, code)| (module.as_str(), code.as_str())))
}

/// The module of a file: `api::json` for `api/json/mod.rs`.
fn module(folder: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(folder).expect("within").with_extension("");
    let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    match parts.last().map(String::as_str) {
        Some("mod") => parts[..parts.len() - 1].join("::"),
        Some("lib") if parts.len() == 1 => String::new(),
        _ => parts.join("::"),
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn root() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).expect("a text")
}
