//! The API documentation of one demo.

use super::call::call;
use crate::api::json::predict::{MAX_ROWS, inputs_from_texts};
use crate::api::pages::snippets::number;
use crate::demo::Description;
use crate::gallery::{Gallery, ServedDemo};
use maquette_app::pages::docs::{Entry, Exchange, InputRow, Reference, Reply};
use maquette_contract::{Alternative, Feature, Kind, Media, Schema, format_fixed, format_number};
use serde_json::Value;
use std::sync::Arc;

pub(crate) async fn page(
    gallery: &Arc<Gallery>,
    served: &ServedDemo,
    base: String,
    body: Option<String>,
    reply: Option<Reply>,
) -> Reference {
    let demo = &served.demo;
    Reference {
        addresses: addresses(&base, demo),
        inputs: demo.schema.features.iter().map(input).collect(),
        example: example(gallery, &base, served).await,
        body: body.unwrap_or_else(|| json(&demo.schema, &demo.initial_texts())),
        reply,
        demo: demo.name.clone(),
        title: demo.title.clone(),
        base,
    }
}

/// The first example with its answer; `None` for a demo that takes longer than a page may.
pub(crate) async fn example(gallery: &Arc<Gallery>, base: &str, served: &ServedDemo) -> Option<Exchange> {
    let demo = &served.demo;
    if !demo.autorun || demo.streams {
        return None;
    }
    let body = json(&demo.schema, &demo.initial_texts());
    let response = call(gallery, served, &body).await.body;
    let request = format!("POST {base}/api/{}/predict\nContent-Type: application/json\n\n{body}", demo.name);
    Some(Exchange { request, response })
}

/// Texts as a JSON object, a line for each feature, in their order.
fn json(schema: &Schema, texts: &[String]) -> String {
    let inputs = inputs_from_texts(schema, texts);
    let value = |value: &Value| if value.is_number() { number(value) } else { value.to_string() };
    let line =
        |feature: &Feature| Some(format!("  \"{}\": {}", feature.name, value(inputs.get(&feature.name)?)));
    let lines = schema.features.iter().filter_map(line).collect::<Vec<_>>();
    if lines.is_empty() { "{}".to_owned() } else { format!("{{\n{}\n}}", lines.join(",\n")) }
}

fn addresses(base: &str, demo: &Description) -> Vec<Entry> {
    let api = format!("{base}/api/{}", demo.name);
    let entry =
        |address: String, about: &str| Entry { address, name: String::new(), about: about.to_owned() };
    let mut entries = vec![
        entry(
            format!("POST {api}/predict"),
            "One prediction: the inputs as a JSON object, the answer as one",
        ),
        entry(
            format!("POST {api}/batch"),
            &format!(
                "Up to {} at once, all or none: <code>{{\"rows\": [{{…}}, {{…}}]}}</code> is answered by \
                 <code>{{\"predictions\": [{{…}}, {{…}}]}}</code>",
                format_fixed(MAX_ROWS as f64, 0),
            ),
        ),
    ];
    if demo.streams {
        entries.push(entry(
            format!("POST {api}/stream"),
            "The answer piece by piece, as server-sent events: <code>state</code>, <code>output</code>, <code>end</code>",
        ));
        entries.push(entry(
            format!("POST {api}/jobs"),
            "Begins the work, and says by <code>Location</code> where it lies. There <code>GET</code> says how it \
             stands, <code>DELETE</code> stops it, and <code>/events</code> below it follows it",
        ));
    }
    if demo.schema.features.iter().any(|feature| matches!(feature.kind, Kind::Media { .. })) {
        entries.push(entry(
            format!("POST {base}/uploads"),
            "Takes a file of at most 10 MB, as the body or as the one file of a form; the <code>token</code> in the answer is the input, for an hour",
        ));
    }
    entries.push(entry(
        format!("GET {api}"),
        "What this page says, for programs: features, examples, what was measured",
    ));
    entries
}

fn input(feature: &Feature) -> InputRow {
    let (kind, values) = taken(&feature.kind);
    let default = match &feature.default {
        Some(default) if default.is_empty() && kind == LIST => Some("[]".to_owned()),
        Some(default) => Some(default.clone()),
        None if feature.required => None,
        None => Some(String::new()),
    };
    InputRow {
        name: feature.name.clone(),
        label: feature.label.clone(),
        kind,
        values,
        unit: feature.unit().to_owned(),
        default,
    }
}

const LIST: &str = "list of strings";

/// The JSON type of a kind, and which values of it are taken.
fn taken(kind: &Kind) -> (&'static str, String) {
    let listed = |choices: &[Alternative]| {
        choices.iter().map(|choice| choice.value.as_str()).collect::<Vec<_>>().join(", ")
    };
    match kind {
        Kind::Number { range, whole, .. } => {
            let bounds = range.map_or_else(
                || "any".to_owned(),
                |range| format!("{} to {}", format_number(range.low), format_number(range.high)),
            );
            (if *whole { "integer" } else { "number" }, bounds)
        }
        Kind::Bool => ("boolean", "true or false".to_owned()),
        Kind::Choice { choices } => ("string", listed(choices)),
        Kind::Choices { choices } => (LIST, listed(choices)),
        Kind::Text { max_len, .. } | Kind::Opaque { max_len, .. } => {
            ("string", format!("at most {max_len} characters"))
        }
        Kind::Date { first, last } => ("string", format!("a day from {first} to {last}")),
        Kind::Media { media, least, most } => {
            let what = match media {
                Media::Image => "a picture: the token of an upload, or a data address",
                Media::Sketch => "a drawing, or a picture: the token of an upload, or a data address",
                Media::Audio => "a sound: the token of an upload, or a data address",
                Media::File => "a file: the token of an upload, or a data address",
            };
            if *most > 1 {
                (LIST, format!("{least} to {most} times {what}"))
            } else {
                ("string", what.to_owned())
            }
        }
        Kind::Table { row, max_rows, .. } => {
            let columns =
                row.features.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
            ("string", format!("CSV of at most {max_rows} rows with the columns {columns}"))
        }
        Kind::Color => ("string", "a colour such as #3e63dd".to_owned()),
    }
}
