//! Sample calls with curl.

use super::literal::{Literals, json, shell};
use super::{Call, Given};
use maquette_app::pages::code::Snippet;

/// Files are written otherwise.
const LITERALS: Literals = Literals { truth: ["false", "true"], text: json, file: |name| name };

pub(crate) fn snippets(call: &Call<'_>) -> Vec<Snippet> {
    let mut snippets = vec![Snippet {
        id: "curl-predict",
        title: "curl",
        install: "",
        about: "",
        text: program(call, "curl", "predict"),
    }];
    if call.demo.streams {
        snippets.push(Snippet {
            id: "curl-stream",
            title: "curl, piece by piece",
            install: "",
            about: "The answer as it grows, as server-sent events",
            text: program(call, "curl -N", "stream"),
        });
    }
    snippets
}

fn program(call: &Call<'_>, curl: &str, verb: &str) -> String {
    let head = format!("{curl} {} \\\n  -H 'Content-Type: application/json' \\\n", shell(&call.api(verb)));
    if !call.brings_files() {
        return format!("{head}  -d {}\n", quoted(&body(call, |given| LITERALS.of(given))));
    }
    let uploads = shell(&format!("{}/uploads", call.site));
    let upload = format!(
        "upload() {{\n  curl -sf --data-binary \"@$1\" {uploads} | sed 's/.*\"token\":\"\\([^\"]*\\)\".*/\\1/'\n}}\n"
    );
    let body = body(call, |given| match given {
        Given::Value(_) => in_document(&LITERALS.of(given)),
        Given::File(name) => uploaded(name),
        Given::Files(names) => {
            format!("[{}]", names.iter().map(|name| uploaded(name)).collect::<Vec<_>>().join(", "))
        }
    });
    format!("{upload}\n{head}  -d @- <<END\n{body}\nEND\n")
}

fn body(call: &Call<'_>, literal: impl Fn(&Given) -> String) -> String {
    let lines = call.fields.iter().map(|(name, given)| format!("  {}: {}", json(name), literal(given)));
    format!("{{\n{}\n}}", lines.collect::<Vec<_>>().join(",\n"))
}

/// Always in quotes, since it has several lines.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

fn uploaded(name: &str) -> String {
    format!("\"$(upload {})\"", shell(name))
}

/// A text within a document that the shell looks through for what it may put in its place.
fn in_document(text: &str) -> String {
    text.replace('\\', r"\\").replace('$', r"\$").replace('`', r"\`")
}
