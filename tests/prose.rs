//! The documentation is plain: its links lead somewhere, and it does without the words that made it hard to read.

use std::fs;
use std::path::{Path, PathBuf};

/// Words that stood for too many things in earlier texts. Write who does what to whom instead.
const BANNED: [&str; 6] = ["told", "asked", "brought", "apart", "patience", "whoever"];
/// Where Markdown lies, and the examples whose headers become pages.
const FOLDERS: [&str; 5] = ["docs", "deploy", "tests/clients", "gallery/src/demos", "examples"];

fn root() -> PathBuf {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/..")).to_owned()
}

/// Every page: the root's, and those in [`FOLDERS`].
fn pages() -> Vec<PathBuf> {
    let mut pages = files(&root(), false);
    pages.extend(FOLDERS.iter().flat_map(|folder| files(&root().join(folder), true)));
    pages.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    assert!(pages.len() > 60, "{} pages", pages.len());
    pages
}

fn files(folder: &Path, deep: bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let (folders, mut files): (Vec<_>, Vec<_>) =
        entries.map(|entry| entry.expect("an entry").path()).partition(|path| path.is_dir());
    if deep {
        files.extend(folders.iter().flat_map(|folder| self::files(folder, true)));
    }
    files.sort();
    files
}

/// What a person reads of a page: without the code, but with its comments.
fn prose(page: &str) -> String {
    let mut fenced = false;
    let mut text = String::new();
    for line in page.lines() {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        let indented = line.starts_with("    ");
        if !fenced && !fence && !indented {
            // Text between backticks is a name.
            text.extend(line.split('`').step_by(2));
        } else if let Some((_, comment)) = line.split_once("// ") {
            text.push_str(comment);
        }
        text.push('\n');
    }
    text
}

fn banned_words(text: &str) -> Vec<String> {
    let words = text.split(|letter: char| !letter.is_alphabetic()).map(str::to_lowercase);
    words.filter(|word| BANNED.contains(&word.as_str())).collect()
}

/// The code of the library, the client and the gallery does without these words too: in names, comments and texts.
#[test]
fn the_code_is_plain() {
    let folders = ["src", "app/src", "contract/src", "derive/src", "gallery/src"];
    let sources = folders.iter().flat_map(|folder| files(&root().join(folder), true));
    let sources: Vec<_> =
        sources.filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect();
    assert!(sources.len() > 250, "{} files", sources.len());
    for path in sources {
        let text = fs::read_to_string(&path).expect("a text");
        for (number, line) in text.lines().enumerate() {
            // Early stopping is called so by everybody who trains.
            let banned =
                banned_words(line).into_iter().filter(|word| word != "patience" || !is_early_stopping(line));
            let place = format!("{}:{}: {line}", path.display(), number + 1);
            assert_eq!(banned.collect::<Vec<_>>(), [""; 0], "{place}");
            let comment = line.trim_start().trim_start_matches('/').trim_start_matches('!').trim_start();
            let is_doc = line.trim_start().starts_with("///") || line.trim_start().starts_with("//!");
            assert!(!is_doc || !comment.starts_with("The same "), "{place}");
        }
    }
}

fn is_early_stopping(line: &str) -> bool {
    ["patience:", "patience(", ".patience", "patience }", "patience.is_some_and"]
        .iter()
        .any(|use_of| line.contains(use_of))
}

/// The addresses within this repository that a page links to, without what stands behind a `#`.
fn links(page: &str) -> Vec<&str> {
    let targets = page.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let files = targets.filter_map(|target| target.split('#').next());
    files.filter(|file| !file.is_empty() && !file.contains("://") && !file.contains("::")).collect()
}

#[test]
fn prose_uses_plain_words() {
    let found = pages().into_iter().filter_map(|path| {
        let page = fs::read_to_string(&path).expect("a page");
        let words = banned_words(&prose(&page));
        (!words.is_empty()).then(|| format!("{}: {words:?}", path.display()))
    });
    let found: Vec<_> = found.collect();
    assert!(found.is_empty(), "use plain words instead in\n{}", found.join("\n"));
}

#[test]
fn links_lead_to_files() {
    for path in pages() {
        let page = fs::read_to_string(&path).expect("a page");
        for link in links(&page) {
            let target = path.parent().expect("a folder").join(link);
            assert!(target.exists(), "{} links to {link}, which is not there", path.display());
        }
    }
}

#[test]
fn what_is_read_of_a_page() {
    let check = |page: &str, expected: &[&str]| assert_eq!(banned_words(&prose(page)), expected, "{page}");
    check("Ann told Ben.", &["told"]);
    check("**Whoever** knows; set apart", &["whoever", "apart"]);
    check("`.patience(10)` and apartments", &[]);
    check("```rust\nlet told = 1; // It was asked for\n```\nbrought", &["asked", "brought"]);
    check("    told/  a folder", &[]);
    let check = |page: &str, expected: &[&str]| assert_eq!(links(page), expected, "{page}");
    check("[a](b.md#c) and ![d](e/f.png)", &["b.md", "e/f.png"]);
    check("[a](https://b.c) [d](#e) [f](crate::g::H)", &[]);
}
