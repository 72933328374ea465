//! Sample calls in Python: requests, Gradio's client and Triton's client.

use super::literal::{Literals, is_name, json};
use super::{Call, Given};
use maquette_app::pages::code::Snippet;
use maquette_contract::Kind;
use serde_json::Value;

const TRUTH: [&str; 2] = ["False", "True"];
pub(crate) fn snippets(call: &Call<'_>) -> Vec<Snippet> {
    let requests = Snippet {
        id: "python-requests",
        title: "requests",
        install: "pip install requests",
        about: "",
        text: requests(call),
    };
    let gradio = Snippet {
        id: "python-gradio",
        title: "gradio_client",
        install: "pip install gradio_client",
        about: "The client of Gradio, which may already be in use where this model is to be tried",
        text: gradio(call),
    };
    let triton = call.tensors().map(|outputs| Snippet {
        id: "python-triton",
        title: "tritonclient",
        install: "pip install \"tritonclient[http]\"",
        about: "The client of Triton, for the Open Inference Protocol: a tensor for each input, a row for each question",
        text: triton(call, outputs),
    });
    [Some(requests), Some(gradio), triton].into_iter().flatten().collect()
}

fn requests(call: &Call<'_>) -> String {
    let literals = Literals { truth: TRUTH, text: json, file: |name| format!("upload({name})") };
    let upload = if call.brings_files() {
        let uploads = json(&format!("{}/uploads", call.site));
        format!(
            "\n\ndef upload(path):\n    with open(path, \"rb\") as file:\n        \
             response = requests.post({uploads}, data=file, timeout=60)\n    \
             response.raise_for_status()\n    return response.json()[\"token\"]\n\n"
        )
    } else {
        String::new()
    };
    let fields = entries(call, &literals, "        ");
    let timeout_secs = if call.demo.streams { 600 } else { 60 };
    format!(
        "import requests\n{upload}\nresponse = requests.post(\n    {},\n    json={{\n{fields}    }},\n    \
         timeout={timeout_secs},\n)\nresponse.raise_for_status()\nprint(response.json()[\"prediction\"])\n",
        json(&call.api("predict")),
    )
}

fn gradio(call: &Call<'_>) -> String {
    let literals = Literals { truth: TRUTH, text: json, file: |name| format!("handle_file({name})") };
    let uses = if call.brings_files() { "Client, handle_file" } else { "Client" };
    let app = json(&format!("{}/{}", call.site, call.demo.name));
    let lines = call.fields.iter().map(|(name, given)| {
        let argument = call.parameter(name);
        // Not every name can be an argument's.
        if is_name(&argument) {
            format!("    {argument}={},\n", literals.of(given))
        } else {
            format!("    **{{{}: {}}},\n", json(&argument), literals.of(given))
        }
    });
    let arguments: String = lines.collect();
    let client_call = |verb: &str| format!("client.{verb}(\n{arguments}    api_name=\"/predict\",\n)");
    let rest = if call.demo.streams {
        format!("job = {}\nfor answer in job:\n    print(answer)\n", client_call("submit"))
    } else {
        format!("answer = {}\nprint(answer)\n", client_call("predict"))
    };
    format!("from gradio_client import {uses}\n\nclient = Client({app})\n{rest}")
}

fn triton(call: &Call<'_>, outputs: &[&str]) -> String {
    let literals = Literals { truth: TRUTH, text: json, file: |name| format!("open({name}, \"rb\").read()") };
    let (host, secure) = match call.site.split_once("://") {
        Some(("https", host)) => (host, ", ssl=True"),
        Some((_, host)) => (host, ""),
        None => (call.site, ""),
    };
    let rows = call.fields.iter().map(|(name, given)| {
        let typed = match call.demo.schema.feature(name).map(|feature| &feature.kind) {
            Some(Kind::Number { .. } | Kind::Bool) => "",
            _ => ", dtype=object",
        };
        // Of several answers a row has as many columns.
        let literal = match given {
            Given::Value(Value::Array(items)) if items.is_empty() => "\"\"".to_owned(),
            // Its point says that it is no integer.
            Given::Value(value @ Value::Number(_)) => value.to_string(),
            given => literals.of(given),
        };
        format!("    {}: np.array([{literal}]{typed}),\n", json(name))
    });
    let rows = rows.collect::<String>();
    let printed = outputs.iter().map(|output| {
        let decoded = if ["label", "text", "prediction"].contains(output) { ".decode()" } else { "" };
        format!("answer.as_numpy(\"{output}\")[0]{decoded}")
    });
    format!(
        "import numpy as np\nimport tritonclient.http as triton\nfrom tritonclient.utils import np_to_triton_dtype\n\n\
         client = triton.InferenceServerClient({}{secure})\nrow = {{\n{rows}}}\ninputs = []\n\
         for name, values in row.items():\n    \
         tensor = triton.InferInput(name, list(values.shape), np_to_triton_dtype(values.dtype))\n    \
         tensor.set_data_from_numpy(values)\n    inputs.append(tensor)\n\
         answer = client.infer(\"{}\", inputs)\nprint({})\n",
        json(host),
        call.demo.name,
        printed.collect::<Vec<_>>().join(", "),
    )
}

/// The fields as those of a dictionary, each on its line.
fn entries(call: &Call<'_>, literals: &Literals, margin: &str) -> String {
    let line = |(name, given): &(String, Given)| format!("{margin}{}: {},\n", json(name), literals.of(given));
    call.fields.iter().map(line).collect()
}
