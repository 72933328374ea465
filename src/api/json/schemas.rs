//! What goes in and what comes out as JSON Schema, for whichever door describes itself.

use super::predict::typed;
use maquette_contract::{Alternative, Feature, Kind, OutputKind, Schema};
use serde_json::{Map, Value, json};

/// The inputs of a demo as an object with a property for each.
pub(crate) fn inputs(schema: &Schema) -> Value {
    let properties: Map<String, Value> =
        schema.features.iter().map(|feature| (feature.name.clone(), property(feature))).collect();
    let needed = schema.features.iter().filter(|feature| feature.required && feature.default.is_none());
    let required: Vec<_> = needed.map(|feature| &feature.name).collect();
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

/// How a program gives what a person would upload.
const UPLOAD_HELP: &str = "The token of an upload, or a data address such as data:image/png;base64,…";

fn property(feature: &Feature) -> Value {
    let values =
        |choices: &[Alternative]| choices.iter().map(|choice| choice.value.clone()).collect::<Vec<_>>();
    let mut property = match &feature.kind {
        Kind::Number { range, whole, .. } => {
            let mut number = json!({ "type": if *whole { "integer" } else { "number" } });
            if let Some(range) = range {
                number["minimum"] = json!(range.low);
                number["maximum"] = json!(range.high);
            }
            number
        }
        Kind::Bool => json!({ "type": "boolean" }),
        Kind::Choice { choices } => json!({ "type": "string", "enum": values(choices) }),
        Kind::Choices { choices } => json!({
            "type": "array",
            "items": { "type": "string", "enum": values(choices) },
        }),
        Kind::Text { max_len, .. } => json!({ "type": "string", "minLength": 1, "maxLength": max_len }),
        Kind::Date { first, last } => json!({
            "type": "string",
            "format": "date",
            "description": format!("From {first} to {last}"),
        }),
        Kind::Media { least, most, .. } if *most > 1 => json!({
            "type": "array",
            "items": { "type": "string" },
            "minItems": least,
            "maxItems": most,
            "description": UPLOAD_HELP,
        }),
        Kind::Media { .. } => json!({ "type": "string", "minLength": 1, "description": UPLOAD_HELP }),
        Kind::Table { row, max_rows, .. } => {
            let columns =
                row.features.iter().map(|column| column.name.as_str()).collect::<Vec<_>>().join(", ");
            let description = format!("CSV of at most {max_rows} rows with the columns {columns}");
            json!({ "type": "string", "minLength": 1, "maxLength": Schema::MAX_TABLE_CHARS, "description": description })
        }
        Kind::Opaque { max_len, .. } => json!({ "type": "string", "maxLength": max_len }),
        Kind::Color => json!({ "type": "string", "pattern": "^#[0-9a-fA-F]{6}$" }),
    };
    let unit = feature.unit();
    let title = if unit.is_empty() { feature.label.clone() } else { format!("{} ({unit})", feature.label) };
    property["title"] = Value::from(title);
    if !feature.help.is_empty() {
        property["description"] = Value::from(feature.help.as_str());
    }
    if let Some(default) = &feature.default {
        property["default"] = typed(&feature.kind, default);
    }
    if !feature.required {
        property["type"] = json!([property["type"], "null"]);
        if let Some(values) = property.get_mut("enum").and_then(Value::as_array_mut) {
            values.push(Value::Null);
        }
    }
    property
}

/// A prediction of a kind: an object whose one key names the kind.
pub(crate) fn output(kind: &OutputKind) -> Value {
    let text = || json!({ "type": "string" });
    let number = || json!({ "type": "number" });
    let share = || json!({ "type": "number", "minimum": 0, "maximum": 1 });
    let list = |items: Value| json!({ "type": "array", "items": items });
    let any = || json!({ "type": "object" });
    let perhaps = |schema: Value| json!({ "oneOf": [schema, { "type": "null" }] });
    let decimals = || json!({ "type": "integer", "minimum": 0 });
    let file = || {
        let data = json!({ "type": "string", "contentEncoding": "base64" });
        object(&[("name", text()), ("kind", text()), ("data", data)])
    };
    let pixels = || json!({ "type": "integer", "minimum": 0 });
    let picture = || object(&[("alt", text()), ("width", pixels()), ("height", pixels()), ("file", file())]);
    let (key, schema) = match kind {
        OutputKind::Classes => {
            let class = object(&[("label", text()), ("probability", share())]);
            let set = object(&[("labels", list(text())), ("coverage", share())]);
            let classes =
                [("label", text()), ("probability", share()), ("classes", list(class)), ("set", set)];
            // Without a card nobody has measured the confidence, and the classes are only ranked.
            return json!({ "oneOf": [object(&[("classes", object(&classes))]), output(&OutputKind::Ranked)] });
        }
        OutputKind::Ranked => {
            let pair =
                json!({ "type": "array", "prefixItems": [text(), number()], "minItems": 2, "maxItems": 2 });
            ("ranked", object(&[("labels", list(pair))]))
        }
        OutputKind::Number => {
            let interval = object(&[("low", number()), ("high", number()), ("coverage", share())]);
            let step = object(&[("name", text()), ("value", number())]);
            let quantity = [
                ("value", number()),
                ("unit", text()),
                ("decimals", decimals()),
                ("interval", perhaps(interval)),
                ("steps", list(step)),
                ("seen", perhaps(object(&[("low", number()), ("high", number())]))),
            ];
            ("number", object(&quantity))
        }
        OutputKind::Text => ("text", text()),
        OutputKind::Markdown => ("markdown", object(&[("source", text()), ("html", text())])),
        OutputKind::Code => ("code", object(&[("language", text()), ("text", text())])),
        OutputKind::Json => ("json", json!({})),
        OutputKind::Table => {
            let cell = json!({ "type": ["number", "string", "null"] });
            ("table", object(&[("columns", list(text())), ("rows", list(list(cell)))]))
        }
        OutputKind::Metric => ("metric", object(&[("label", text()), ("value", text()), ("remark", text())])),
        OutputKind::Chart => {
            let own = perhaps(list(number()));
            (
                "chart",
                object(&[("title", text()), ("x", any()), ("y", any()), ("marks", any()), ("own", own)]),
            )
        }
        OutputKind::Forecast => {
            let step = [("day", number()), ("value", number()), ("low", number()), ("high", number())];
            let points = || list(list(number()));
            let beside = object(&[("label", text()), ("points", points())]);
            let forecast = [
                ("title", text()),
                ("unit", text()),
                ("decimals", decimals()),
                ("history", points()),
                ("steps", list(object(&step))),
                ("coverage", share()),
                ("beside", list(beside)),
            ];
            ("forecast", object(&forecast))
        }
        OutputKind::Image => ("image", picture()),
        OutputKind::Annotated => {
            let found = object(&[("label", text()), ("score", perhaps(number())), ("region", any())]);
            ("annotated", object(&[("picture", picture()), ("found", list(found))]))
        }
        OutputKind::Gallery => ("gallery", list(picture())),
        OutputKind::Audio => {
            let sound = [("secs", number()), ("peaks", list(share())), ("file", file())];
            ("audio", object(&sound))
        }
        OutputKind::Highlighted => {
            let span = object(&[("text", text()), ("label", text()), ("weight", number())]);
            ("highlighted", object(&[("legend", text()), ("spans", list(span))]))
        }
        OutputKind::File => ("file", file()),
        OutputKind::Markup => ("markup", text()),
        OutputKind::Several(kinds) => {
            let part = |kind: &OutputKind| object(&[("title", text()), ("prediction", output(kind))]);
            let parts: Vec<_> = kinds.iter().map(part).collect();
            let count = parts.len();
            let several =
                json!({ "type": "array", "prefixItems": parts, "minItems": count, "maxItems": count });
            ("several", several)
        }
    };
    object(&[(key, schema)])
}

/// The schema of an output without the name of its kind, as [`untagged`](crate::api::http::rows::untagged) writes it.
pub(crate) fn plain(kind: &OutputKind) -> Value {
    let value = |tagged: &Value| tagged["properties"].as_object()?.values().next().cloned();
    let tagged = output(kind);
    match tagged["oneOf"].as_array() {
        Some(either) => json!({ "oneOf": either.iter().filter_map(value).collect::<Vec<_>>() }),
        None => value(&tagged).unwrap_or_default(),
    }
}

/// What to know before trusting an answer.
pub(crate) fn note() -> Value {
    let text = || json!({ "type": "string" });
    object(&[("field", text()), ("code", text()), ("message", text())])
}

/// An object that always has these properties.
pub(crate) fn object(properties: &[(&str, Value)]) -> Value {
    let names: Vec<_> = properties.iter().map(|(name, _)| *name).collect();
    let properties: Map<String, Value> =
        properties.iter().map(|(name, schema)| ((*name).to_owned(), schema.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": names })
}
