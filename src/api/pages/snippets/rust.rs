//! A sample call in Rust.

use super::Call;
use super::literal::Literals;
use maquette_app::pages::code::Snippet;

pub(crate) fn snippet(call: &Call<'_>) -> Snippet {
    Snippet {
        id: "rust-ureq",
        title: "ureq",
        install: "cargo add serde_json ureq --features ureq/json",
        about: "As the src/main.rs of a crate",
        text: program(call),
    }
}

fn program(call: &Call<'_>) -> String {
    let literals =
        Literals { truth: ["false", "true"], text: literal, file: |name| format!("upload({name})?") };
    let lines = call
        .fields
        .iter()
        .map(|(name, given)| format!("            {}: {},\n", literal(name), literals.of(given)));
    let upload = if call.brings_files() {
        format!(
            "\nfn upload(path: &str) -> Result<Value, Box<dyn Error>> {{\n    \
             let bytes = std::fs::read(path)?;\n    \
             let kept: Value = ureq::post({}).send(&bytes[..])?.body_mut().read_json()?;\n    \
             Ok(kept[\"token\"].clone())\n}}\n",
            literal(&format!("{}/uploads", call.site)),
        )
    } else {
        String::new()
    };
    format!(
        "use serde_json::{{Value, json}};\nuse std::error::Error;\n\n\
         fn main() -> Result<(), Box<dyn Error>> {{\n    \
         let answer: Value = ureq::post({})\n        .send_json(json!({{\n{}        }}))?\n        \
         .body_mut()\n        .read_json()?;\n    \
         println!(\"{{:#}}\", answer[\"prediction\"]);\n    Ok(())\n}}\n{upload}",
        literal(&call.api("predict")),
        lines.collect::<String>(),
    )
}

fn literal(text: &str) -> String {
    format!("{text:?}")
}
