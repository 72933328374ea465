//! The README is short and shows code that cargo builds; docs/comparison.md claims only what a named test shows.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const MAX_LINES: usize = 120;
const MAX_CODE_LINES: usize = 25;
const MAX_BULLET_WORDS: usize = 12;

fn root() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).to_owned()
}

fn read(file: &str) -> String {
    fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The text between two marks; panics where one is missing.
fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start:?}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end:?} after {start:?}")).0
}

#[test]
fn the_readme_is_read_in_two_minutes() {
    let readme = read("README.md");
    let lines = readme.lines().count();
    assert!(lines <= MAX_LINES, "README.md has {lines} lines; move details into docs/");
    let opening = readme.split("\n## ").next().unwrap_or_default();
    let bullets: Vec<_> = opening.lines().filter_map(|line| line.strip_prefix("- ")).collect();
    assert_eq!(bullets.len(), 6, "{bullets:?}");
    for bullet in bullets {
        assert!(bullet.contains("]("), "“{bullet}” has no link");
        let words = without_addresses(bullet).split_whitespace().count();
        assert!(words <= MAX_BULLET_WORDS, "“{bullet}” has {words} words");
    }
}

/// Markdown with its links' words, but not their addresses.
fn without_addresses(markdown: &str) -> String {
    let mut parts = markdown.split("](");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + "]" + part.split_once(')').map_or("", |(_, rest)| rest))
}

#[test]
fn the_readme_shows_an_example_that_cargo_builds() {
    let readme = read("README.md");
    let shown = between(&readme, "```rust\n", "```");
    let example = read("examples/candle.rs");
    let code = example.lines().skip_while(|line| line.starts_with("//!") || line.is_empty());
    let code: String = code.map(|line| format!("{line}\n")).collect();
    assert!(shown == code, "README.md and examples/candle.rs differ: copy the example into the README");
    let lines = shown.lines().count();
    assert!(lines <= MAX_CODE_LINES, "examples/candle.rs has {lines} lines below its header");
}

#[test]
fn the_readme_names_the_rust_version_that_cargo_requires() {
    let required = between(&read("Cargo.toml"), "rust-version = \"", "\"").to_owned();
    assert!(read("README.md").contains(&format!("Rust {required} or later")), "it needs Rust {required}");
}

/// What docs/comparison.md claims for Maquette, by what is compared: the second column of its tables.
fn claims(page: &str) -> BTreeMap<&str, &str> {
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| |"));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(str::trim);
        (cells.next().unwrap_or_default(), cells.next().unwrap_or_default())
    })
    .collect()
}

/// The tests that the list below the tables names, by what is compared.
fn named_tests(page: &str) -> BTreeMap<&str, Vec<&str>> {
    let items = page.lines().filter_map(|line| line.strip_prefix("- ")?.rsplit_once(": `"));
    items
        .map(|(what, names)| (what, names.split('`').step_by(2).filter(|name| !name.is_empty()).collect()))
        .collect()
}

/// The text of every file in which a test may be.
fn tests() -> String {
    let mut text = String::new();
    for folder in ["tests", "derive/tests", "end2end/tests", "gallery/src/new"] {
        gather(&root().join(folder), &mut text);
    }
    text
}

fn gather(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, text);
        } else if let Ok(file) = fs::read_to_string(&path) {
            text.push_str(&file);
        }
    }
}

#[test]
fn every_claim_names_a_test_that_is_there() {
    let page = read("docs/comparison.md");
    let (claims, named, tests) = (claims(&page), named_tests(&page), tests());
    assert!(claims.len() > 12, "{} rows", claims.len());
    for (what, claim) in &claims {
        assert_eq!(named.contains_key(what), *claim != "not yet", "“{what}” is claimed as “{claim}”");
    }
    for (what, names) in named {
        assert!(claims.contains_key(what), "“{what}” has tests, but no row");
        assert!(!names.is_empty(), "“{what}” has no test");
        for name in names {
            let there = [format!("fn {name}("), format!("test(\"{name}\""), format!("${{address}} {name}`")];
            let begins = format!("test(`{name} ${{");
            let found = there.iter().chain([&begins]).any(|there| tests.contains(there));
            assert!(found, "“{what}” names the test “{name}”, which is not there");
        }
    }
}
