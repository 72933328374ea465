//! The flags, variables and addresses in the documentation exist.

use maquette::api::reserved_names;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const FILES: [&str; 12] = [
    "docs/api.md",
    "docs/deploying.md",
    "docs/figures.md",
    "docs/files-and-jobs.md",
    "docs/gallery.md",
    "docs/tutorial/7-deploying.md",
    "deploy/Dockerfile",
    "deploy/maquette.service",
    "deploy/kserve.yaml",
    "deploy/space/README.md",
    "deploy/space/Dockerfile",
    "README.md",
];

/// Flags of other programs in these files.
const FOREIGN: [&str; 24] = [
    "--all",
    "--build",
    "--cap-drop",
    "--chown",
    "--data-binary",
    "--example",
    "--from",
    "--interval",
    "--lib",
    "--no-deps",
    "--no-install-recommends",
    "--now",
    "--read-only",
    "--release",
    "--retries",
    "--security-opt",
    "--start-period",
    "--test",
    "--timeout",
    "--tmpfs",
    "--",
    "--seed",
    "--seeds",
    "--out",
];
/// Variables of other programs, and those of the project's own tools.
const TOOLS: [&str; 4] = ["MAQUETTE_LANGUAGES", "MAQUETTE_MODELS", "MAQUETTE_TOOLS", "MAQUETTE_UPDATE"];

#[test]
fn every_flag_and_variable_that_is_named_is_there() {
    let help = help();
    let (flags, variables) = (words(&help, "--", is_flag), words(&help, "MAQUETTE_", is_variable));
    assert!(flags.len() > 12 && variables.len() > 12, "{flags:?} {variables:?}");
    for file in FILES {
        let text = read(file);
        for flag in words(&text, "--", is_flag) {
            assert!(
                flags.contains(&flag) || FOREIGN.contains(&&*flag),
                "{file} names {flag}, which is no flag"
            );
        }
        for variable in words(&text, "MAQUETTE_", is_variable) {
            let known = variables.contains(&variable) || TOOLS.contains(&&*variable);
            assert!(known, "{file} names {variable}, which is no variable");
        }
    }
    // And the table is whole.
    let page = read("docs/deploying.md");
    for name in flags.iter().chain(&variables).filter(|name| !["--help", "--version"].contains(&&***name)) {
        assert!(page.contains(name.as_str()), "docs/deploying.md does not name {name}");
    }
}

#[test]
fn the_addresses_that_are_probed_are_doors() {
    let paths = [
        "/v2/health/ready",
        "/health/live",
        "/ping",
        "/invocations",
        "/metrics",
        "/login",
        "/logout",
        "/pkg",
    ];
    for path in paths {
        let first = path.split('/').nth(1).expect("a part");
        assert!(reserved_names().any(|name| name == first), "{path}");
    }
    assert!(read("deploy/kserve.yaml").contains(paths[0]));
}

/// Everywhere the same program, port and folder.
#[test]
fn containers_agree() {
    let docker = read("deploy/Dockerfile");
    for line in [
        "ENTRYPOINT [\"/maquette\"]",
        "CMD [\"serve\"]",
        "EXPOSE 8080",
        "ENV PORT=8080",
        "USER 65532:65532",
        "\"/maquette\", \"health\"",
    ] {
        assert!(docker.contains(line), "{line}");
    }
    let kserve = read("deploy/kserve.yaml");
    assert!(kserve.contains("containerPort: 8080") && kserve.contains("mountPath: /data"));
    assert!(read("deploy/space/README.md").contains("app_port: 8080"));
    assert!(read("docs/deploying.md").contains("/data"));
}

fn help() -> String {
    let output =
        Command::new(env!("CARGO_BIN_EXE_maquette")).args(["serve", "--help"]).output().expect("ran");
    String::from_utf8(output.stdout).expect("text")
}

/// Whatever begins like this and goes on as it may; a line of hyphens is none.
fn words(text: &str, start: &str, goes_on: fn(char) -> bool) -> BTreeSet<String> {
    let places = text
        .match_indices(start)
        .filter(|(place, _)| !text[..*place].ends_with(|letter| goes_on(letter) || letter == '/'));
    let word = |place: usize| text[place..].chars().take_while(|letter| goes_on(*letter)).collect::<String>();
    places
        .map(|(place, _)| word(place))
        .filter(|word| word.len() > start.len() && !word.ends_with('-'))
        .collect()
}

fn is_flag(letter: char) -> bool {
    letter.is_ascii_lowercase() || letter == '-'
}

fn is_variable(letter: char) -> bool {
    letter.is_ascii_uppercase() || letter == '_'
}

fn root() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).to_owned()
}

fn read(file: &str) -> String {
    std::fs::read_to_string(root().join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}
