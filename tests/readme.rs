//! The README claims for Maquette only what a named test shows.

use std::path::Path;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The rows of the comparison: what is compared, what is claimed for Maquette, and the tests that are named.
fn rows(readme: &str) -> Vec<(String, String, Vec<String>)> {
    let section = readme.split("## Beside others").nth(1).and_then(|rest| rest.split("\n## ").next());
    let lines = section.unwrap_or_default().lines().filter(|line| line.starts_with("| ")).skip(1);
    let row = |line: &str| {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        let named = cells[cells.len() - 1].split('`').skip(1).step_by(2);
        (cells[0].to_owned(), cells[1].to_owned(), named.map(str::to_owned).collect())
    };
    lines.map(row).collect()
}

/// The text of every file in which a test may be.
fn tests() -> String {
    let mut text = String::new();
    for folder in ["tests", "derive/tests", "end2end/tests", "src/new"] {
        gather(&Path::new(ROOT).join(folder), &mut text);
    }
    text
}

fn gather(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(&path, text);
        } else if let Ok(file) = std::fs::read_to_string(&path) {
            text.push_str(&file);
        }
    }
}

#[test]
fn every_claim_names_a_test_that_is_there() {
    let readme = std::fs::read_to_string(Path::new(ROOT).join("README.md")).expect("the README");
    let (rows, tests) = (rows(&readme), tests());
    assert!(rows.len() > 12, "{} rows", rows.len());
    for (what, claim, named) in rows {
        assert_eq!(
            named.is_empty(),
            claim == "not yet",
            "“{what}” is claimed as “{claim}” and shown by {named:?}"
        );
        for name in named {
            let there = [format!("fn {name}("), format!("test(\"{name}\""), format!("${{address}} {name}`")];
            let begins = format!("test(`{name} ${{");
            let found = there.iter().chain([&begins]).any(|there| tests.contains(there));
            assert!(found, "“{what}” names the test “{name}”, which is not there");
        }
    }
}
