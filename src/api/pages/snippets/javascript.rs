//! Sample calls in JavaScript: fetch and Gradio's client.

use super::literal::{Literals, is_name, json};
use super::{Call, Given};
use maquette_app::pages::code::Snippet;

const TRUTH: [&str; 2] = ["false", "true"];

pub(crate) fn snippets(call: &Call<'_>) -> Vec<Snippet> {
    vec![
        Snippet {
            id: "javascript-fetch",
            title: "fetch",
            install: "",
            about: "In Node 18 or later, saved as ask.mjs. In a browser, pages of other sites may ask where --allow-origin names them",
            text: fetch(call),
        },
        Snippet {
            id: "javascript-gradio",
            title: "@gradio/client",
            install: "npm install @gradio/client",
            about: "The client of Gradio, saved as ask.mjs",
            text: gradio(call),
        },
    ]
}

fn fetch(call: &Call<'_>) -> String {
    let literals = Literals { truth: TRUTH, text: json, file: |name| format!("await upload({name})") };
    let upload = if call.brings_files() {
        format!(
            "import {{ readFile }} from \"node:fs/promises\";\n\nasync function upload(path) {{\n  \
             const response = await fetch({}, {{ method: \"POST\", body: await readFile(path) }});\n  \
             if (!response.ok) throw new Error(await response.text());\n  return (await response.json()).token;\n}}\n\n",
            json(&format!("{}/uploads", call.site)),
        )
    } else {
        String::new()
    };
    format!(
        "{upload}const response = await fetch({}, {{\n  method: \"POST\",\n  \
         headers: {{ \"Content-Type\": \"application/json\" }},\n  body: JSON.stringify({{\n{}  }}),\n}});\n\
         if (!response.ok) throw new Error(await response.text());\n\
         const answer = await response.json();\nconsole.log(JSON.stringify(answer.prediction, null, 2));\n",
        json(&call.api("predict")),
        entries(call, &literals, "    ", ToOwned::to_owned),
    )
}

fn gradio(call: &Call<'_>) -> String {
    let literals = Literals { truth: TRUTH, text: json, file: |name| format!("handle_file({name})") };
    let uses = if call.brings_files() { "Client, handle_file" } else { "Client" };
    let app = json(&format!("{}/{}", call.site, call.demo.name));
    let fields = entries(call, &literals, "  ", |name| call.parameter(name));
    let rest = if call.demo.streams {
        format!(
            "const job = client.submit(\"/predict\", {{\n{fields}}});\nfor await (const message of job) {{\n  \
             if (message.type === \"data\") console.log(JSON.stringify(message.data));\n}}\n"
        )
    } else {
        format!(
            "const answer = await client.predict(\"/predict\", {{\n{fields}}});\n\
             console.log(JSON.stringify(answer.data, null, 2));\n"
        )
    };
    format!(
        "import {{ {uses} }} from \"@gradio/client\";\n\nconst client = await Client.connect({app});\n{rest}"
    )
}

/// The fields as those of an object, each on its line, under the names that they are given.
fn entries(call: &Call<'_>, literals: &Literals, margin: &str, named: impl Fn(&String) -> String) -> String {
    let line = |(name, given): &(String, Given)| {
        let name = named(name);
        let name = if is_name(&name) { name } else { json(&name) };
        format!("{margin}{name}: {},\n", literals.of(given))
    };
    call.fields.iter().map(line).collect()
}
