//! Which room may know which: ARCHITECTURE.md's arrows, read from the `use crate::` lines.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// What each room of a crate may use. A room that is not named here fails the test.
const SERVER: &[(&str, &[&str])] = &[
    ("lib", &[]),
    ("main", &[]),
    ("tutorial", &[]),
    ("demos", &["app", "calibrate", "demo", "evaluate", "media", "prelude", "rows", "train", "trained"]),
    ("prelude", &["app", "demo", "markdown", "media", "model", "output", "train", "trained"]),
    ("app", &["api", "cli", "demo", "gallery"]),
    ("cli", &["config", "cores", "demo", "evaluate", "gallery", "new", "server", "train", "trained"]),
    ("new", &[]),
    ("server", &["api", "config", "demo", "gallery"]),
    ("config", &["api", "demo"]),
    ("api", &["demo", "gallery", "jobs", "media", "metrics", "model", "panic", "predict", "rows", "uploads"]),
    ("session", &["demo", "gallery", "predict"]),
    ("predict", &["engine", "gallery", "jobs", "metrics", "store", "uploads"]),
    ("gallery", &["demo", "engine", "jobs", "metrics", "store", "trained", "uploads"]),
    ("demo", &["engine", "jobs", "markdown", "model", "output", "rows", "train", "trained", "uploads"]),
    ("jobs", &["engine", "model", "store"]),
    ("engine", &["model", "panic"]),
    ("store", &[]),
    ("metrics", &[]),
    ("model", &["calibrate", "encoding", "output", "panic", "train", "trained"]),
    ("output", &["media"]),
    ("train", &["calibrate", "encoding", "evaluate", "rows", "trained"]),
    ("evaluate", &["calibrate"]),
    ("uploads", &["media", "panic", "rows", "trained"]),
    ("trained", &[]),
    ("calibrate", &[]),
    ("encoding", &[]),
    ("rows", &[]),
    ("media", &[]),
    ("markdown", &[]),
    ("panic", &[]),
    ("cores", &[]),
];

const APP: &[(&str, &[&str])] = &[
    ("chart", &[]),
    ("form", &[]),
    ("lib", &[]),
    ("pages", &["chart", "form", "result", "server_fn"]),
    ("result", &["chart"]),
    ("server_fn", &[]),
    ("stage", &["form", "result"]),
    ("ui", &[]),
];

#[test]
fn rooms_know_only_what_the_map_says() {
    check("src", SERVER);
    check("app/src", APP);
}

/// Each room is written above all that it knows, so no way leads back to it.
#[test]
fn the_map_leads_one_way() {
    for (place, (room, known)) in SERVER.iter().enumerate() {
        for other in *known {
            let below = SERVER[place..].iter().any(|(name, _)| name == other);
            assert!(below, "{room} knows {other}, which stands above it");
        }
    }
}

#[test]
fn the_contract_speaks_no_framework() {
    for foreign in ["tokio", "axum", "leptos", "candle"] {
        for file in files(&root().join("contract/src")) {
            let text = read(&file);
            assert!(!text.contains(&format!("use {foreign}")), "{} uses {foreign}", file.display());
        }
    }
}

#[test]
fn one_file_has_the_server_functions() {
    let files = files(&root().join("app/src"));
    let having: Vec<_> = files.iter().filter(|file| read(file).contains("#[server")).collect();
    assert_eq!(having, [&root().join("app/src/server_fn.rs")]);
}

/// A demo's own network may use what a softmax is made of: what it says is no probability for all that.
#[test]
fn only_calibrate_makes_a_probability() {
    let may = ["src/calibrate", "src/demos"].map(|room| root().join(room));
    let files = files(&root().join("src"));
    for file in files.into_iter().filter(|file| !may.iter().any(|room| file.starts_with(room))) {
        let text = read(&file);
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        assert!(!code.contains(".exp()") && !code.contains("softmax_last_dim"), "{}", file.display());
    }
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

fn check(folder: &str, map: &[(&str, &[&str])]) {
    let folder = root().join(folder);
    let mut wrong = BTreeSet::new();
    for file in files(&folder) {
        let inside = file.strip_prefix(&folder).expect("within");
        let room = inside.iter().next().expect("a name").to_string_lossy().trim_end_matches(".rs").to_owned();
        let Some((_, allowed)) = map.iter().find(|(name, _)| *name == room) else {
            panic!("{room} is not on the map");
        };
        for used in used(&read(&file)) {
            if used != room && !allowed.contains(&used.as_str()) {
                wrong.insert(format!("{} uses {used}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// The first names after `crate::`, in `use` lines and in paths alike.
fn used(code: &str) -> BTreeSet<String> {
    let name = |rest: &str| {
        rest.chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>()
    };
    let prose = |line: &&str| !line.trim_start().starts_with("//");
    let names = code.lines().filter(prose).flat_map(|line| line.split("crate::").skip(1)).map(name);
    names.filter(|name| !name.is_empty()).collect()
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
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &Path) -> String {
    std::fs::read_to_string(file).expect("a text")
}
