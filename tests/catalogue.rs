//! docs/catalogue has a page for every widget, chart and output, made from the demo in examples/catalogue: its
//! words, its picture and its code. `MAQUETTE_UPDATE=1 cargo test --test all catalogue` writes the pages.

use maquette_app::chart::CHARTS;
use maquette_app::form::WIDGETS;
use maquette_app::media_fields::MEDIA_FIELDS;
use maquette_app::result::OUTPUTS;
use std::fs;
use std::path::{Path, PathBuf};

/// In bytes: a page of a handful of them loads at once.
const LARGEST_PICTURE: u64 = 64 * 1024;

/// A table, the folder of its pages, and what the names of its demos begin with.
struct Part {
    heading: &'static str,
    folder: &'static str,
    kind: &'static str,
    rows: Vec<&'static str>,
}

fn parts() -> [Part; 3] {
    let part = |heading, folder, kind, rows| Part { heading, folder, kind, rows };
    [
        part(
            "Inputs",
            "inputs",
            "input",
            WIDGETS.iter().map(|row| row.name).chain(MEDIA_FIELDS.iter().map(|row| row.name)).collect(),
        ),
        part("Charts", "charts", "chart", CHARTS.to_vec()),
        part("Outputs", "outputs", "output", OUTPUTS.to_vec()),
    ]
}

fn root(path: &str) -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).join(path)
}

/// An example's title, its words, and its code.
fn read(folder: &str, name: &str) -> (String, String, String) {
    let path = root(&format!("examples/catalogue/{folder}/{name}.rs"));
    let file =
        fs::read_to_string(&path).unwrap_or_else(|_| panic!("{name} is new: write {}", path.display()));
    let (words, code): (Vec<&str>, Vec<&str>) = file.lines().partition(|line| line.starts_with("//!"));
    let words: Vec<_> = words.iter().map(|line| line[3..].trim_start()).collect();
    let title = words[0].strip_prefix("# ").expect("the first line is a title");
    (title.to_owned(), words[1..].join("\n").trim().to_owned(), code.join("\n").trim().to_owned())
}

/// What an example is, in one sentence: also what its picture shows.
fn sentence(words: &str) -> &str {
    let line = words.lines().next().unwrap_or_default();
    assert!(line.ends_with('.') && !line.contains(['[', '`']), "the first line is a plain sentence: {line}");
    line
}

fn page(part: &Part, name: &str) -> String {
    let Part { folder, kind, .. } = part;
    let (title, words, code) = read(folder, name);
    let alt = sentence(&words);
    format!(
        "# {title}\n\n{words}\n\n![{alt}](../pictures/{kind}-{name}.png)\n\n```rust\n{code}\n```\n\n\
         From [examples/catalogue/{folder}/{name}.rs](../../../examples/catalogue/{folder}/{name}.rs)\n"
    )
}

fn index() -> String {
    let list = |part: &Part| {
        let item = |name: &&str| {
            let (title, words, _) = read(part.folder, name);
            format!("- [{title}]({}/{name}.md): {}\n", part.folder, sentence(&words))
        };
        format!("\n## {}\n\n{}", part.heading, part.rows.iter().map(item).collect::<String>())
    };
    let lists: String = parts().iter().map(list).collect();
    format!(
        "# Catalogue\n\nEvery input, chart and output, each in a small demo with its code. `cargo run --example catalogue` \
         serves them all on <http://127.0.0.1:3000>.\n{lists}"
    )
}

/// Compares a page with what it should be, or makes it so.
fn check(path: &str, expected: &str) {
    let path = root(&format!("docs/catalogue/{path}"));
    if std::env::var_os("MAQUETTE_UPDATE").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
        fs::write(&path, expected).expect("the page is written");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    let why = "is not what its example says: run MAQUETTE_UPDATE=1 cargo test --test all catalogue";
    assert!(found == expected, "{} {why}", path.display());
}

#[test]
fn every_row_has_a_page_that_says_what_its_example_says() {
    for part in parts() {
        for name in &part.rows {
            check(&format!("{}/{name}.md", part.folder), &page(&part, name));
        }
    }
    check("README.md", &index());
}

#[test]
fn no_page_and_no_example_is_left_of_a_row_that_is_gone() {
    for Part { folder, rows, .. } in parts() {
        for path in [format!("docs/catalogue/{folder}"), format!("examples/catalogue/{folder}")] {
            for file in fs::read_dir(root(&path)).into_iter().flatten() {
                let file = file.expect("a file").path();
                let name = file.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
                assert!(rows.contains(&name), "{} has no row", file.display());
            }
        }
    }
}

#[test]
fn every_page_has_a_picture_that_is_light() {
    for Part { kind, rows, .. } in parts() {
        for name in rows {
            let path = root(&format!("docs/catalogue/pictures/{kind}-{name}.png"));
            let size = fs::metadata(&path).map(|file| file.len());
            let size = size.unwrap_or_else(|_| panic!("there is no {}: run make pictures", path.display()));
            assert!(size <= LARGEST_PICTURE, "{} has {size} bytes", path.display());
        }
    }
}
