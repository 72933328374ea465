//! Which of Gradio's components a feature is, and which an output.

use crate::demo::Description;
use maquette_contract::{Alternative, Feature, Kind, Media, OutputKind, capitalize};
use serde_json::{Value, json};

/// One input or output of an endpoint.
#[derive(Debug, PartialEq)]
pub(crate) struct Component {
    /// As Gradio's configuration names it: `slider`.
    pub(crate) kind: &'static str,
    pub(crate) label: String,
    /// JSON Schema of its values.
    pub(crate) schema: Value,
    /// Their type in Python.
    pub(crate) python: String,
    /// What else is to be known of them, in words; may be empty.
    pub(crate) description: String,
    /// What a page would draw it by.
    pub(crate) props: Value,
}

impl Component {
    /// As Gradio writes it in the description of an interface: `Slider`.
    pub(crate) fn title(&self) -> String {
        capitalize(self.kind)
    }
}

/// The component of a feature.
pub(crate) fn input(feature: &Feature) -> Component {
    let text = || json!({ "type": "string" });
    let (kind, schema, python, props) = match &feature.kind {
        Kind::Number { range, step, whole, .. } => {
            let mut number = json!({ "type": "number" });
            let mut props = json!({ "step": step, "precision": whole.then_some(0) });
            if let Some(range) = range {
                (number["minimum"], number["maximum"]) = (json!(range.low), json!(range.high));
                (props["minimum"], props["maximum"]) = (json!(range.low), json!(range.high));
            }
            let kind = if step.is_some() && range.is_some() { "slider" } else { "number" };
            (kind, number, if *whole { "int" } else { "float" }.to_owned(), props)
        }
        Kind::Bool => ("checkbox", json!({ "type": "boolean" }), "bool".to_owned(), json!({})),
        Kind::Choice { choices } => {
            let schema = json!({ "type": "string", "enum": values(choices) });
            ("dropdown", schema, literal(choices), json!({ "choices": pairs(choices), "multiselect": false }))
        }
        Kind::Choices { choices } => {
            let item = json!({ "type": "string", "enum": values(choices) });
            let python = format!("list[{}]", literal(choices));
            let schema = json!({ "type": "array", "items": item });
            ("checkboxgroup", schema, python, json!({ "choices": pairs(choices) }))
        }
        Kind::Text { max_len, long } => {
            let lines = if *long { 5 } else { 1 };
            let schema = json!({ "type": "string", "maxLength": max_len });
            ("textbox", schema, "str".to_owned(), json!({ "lines": lines, "max_length": max_len }))
        }
        Kind::Opaque { max_len, .. } => {
            ("textbox", json!({ "type": "string", "maxLength": max_len }), "str".to_owned(), json!({}))
        }
        Kind::Date { .. } => {
            let schema = json!({ "type": "string", "format": "date" });
            ("datetime", schema, "str".to_owned(), json!({ "include_time": false, "type": "string" }))
        }
        Kind::Color => ("colorpicker", text(), "str".to_owned(), json!({})),
        Kind::Media { media, most, .. } if *most > 1 => {
            let (kind, item) = match media {
                Media::Image | Media::Sketch => ("gallery", pictured()),
                Media::Audio | Media::File => ("file", file()),
            };
            let schema = json!({ "type": "array", "items": item });
            (kind, schema, "list[filepath]".to_owned(), json!({ "file_count": "multiple" }))
        }
        Kind::Media { media, .. } => {
            let kind = match media {
                Media::Image | Media::Sketch => "image",
                Media::Audio => "audio",
                Media::File => "file",
            };
            (kind, file(), "filepath".to_owned(), json!({ "type": "filepath" }))
        }
        Kind::Table { row, .. } => {
            let headers: Vec<_> = row.features.iter().map(|column| column.name.as_str()).collect();
            ("dataframe", table(), TABLE.to_owned(), json!({ "headers": headers, "type": "array" }))
        }
    };
    // Of what has no other default the clients add this themselves.
    let or_none = !feature.required && feature.default.is_some();
    let python = if or_none { format!("{python} | None") } else { python };
    Component { kind, label: feature.label.clone(), schema, python, description: description(feature), props }
}

/// The components of a demo's outputs: as many as a prediction has values.
pub(crate) fn outputs(demo: &Description) -> Vec<Component> {
    let mut components: Vec<_> = leaves(&demo.output).into_iter().map(output).collect();
    if with_interval(demo) {
        components.push(Component { label: "interval".to_owned(), ..output(&OutputKind::Json) });
    }
    let labels: Vec<_> = components.iter().map(|component| component.label.clone()).collect();
    for (place, component) in components.iter_mut().enumerate() {
        let same = labels[..place].iter().filter(|label| **label == component.label).count();
        if same > 0 {
            component.label = format!("{} {}", component.label, same + 1);
        }
    }
    components
}

/// Whether the interval of a number is an output of its own: where it has been measured.
pub(crate) fn with_interval(demo: &Description) -> bool {
    demo.output == OutputKind::Number && demo.card.as_ref().is_some_and(|card| card.interval.is_some())
}

/// The kinds that several outputs are made of, one after the other.
fn leaves(kind: &OutputKind) -> Vec<&OutputKind> {
    match kind {
        OutputKind::Several(kinds) => kinds.iter().flat_map(leaves).collect(),
        kind => vec![kind],
    }
}

fn output(kind: &OutputKind) -> Component {
    let text = || json!({ "type": "string" });
    let json = || json!({ "description": "any valid json" });
    let (kind, label, schema, python) = match kind {
        OutputKind::Classes | OutputKind::Ranked => ("label", "label", label(), LABEL),
        OutputKind::Number => ("number", "value", json!({ "type": "number" }), "float"),
        OutputKind::Text => ("textbox", "text", text(), "str"),
        OutputKind::Markdown => ("markdown", "markdown", text(), "str"),
        OutputKind::Code => ("code", "code", text(), "str"),
        OutputKind::Markup => ("html", "html", text(), "str"),
        OutputKind::Json => ("json", "json", json(), ANY),
        OutputKind::Metric => ("json", "metric", json(), ANY),
        OutputKind::Chart => ("json", "chart", json(), ANY),
        OutputKind::Forecast => ("json", "forecast", json(), ANY),
        OutputKind::Table => ("dataframe", "table", table(), TABLE),
        OutputKind::Image => ("image", "image", file(), "filepath"),
        OutputKind::Audio => ("audio", "audio", file(), "filepath"),
        OutputKind::File => ("file", "file", file(), "filepath"),
        OutputKind::Gallery => {
            let schema = json!({ "type": "array", "items": pictured() });
            ("gallery", "gallery", schema, "list[dict(image: filepath, caption: str | None)]")
        }
        OutputKind::Annotated => ("annotatedimage", "annotated", annotated(), ANNOTATED),
        OutputKind::Highlighted => ("highlightedtext", "highlighted", highlighted(), HIGHLIGHTED),
        // Only its parts are outputs.
        OutputKind::Several(_) => ("json", "several", json(), ANY),
    };
    let (label, python) = (label.to_owned(), python.to_owned());
    Component { kind, label, schema, python, description: String::new(), props: json!({}) }
}

const ANY: &str = "str | float | bool | list | dict";
const LABEL: &str = "dict(label: str | None, confidences: list[dict(label: str, confidence: float)] | None)";
const TABLE: &str = "dict(headers: list[str], data: list[list[Any]], metadata: dict | None)";
const ANNOTATED: &str = "dict(image: filepath, annotations: list[dict(image: filepath, label: str)])";
const HIGHLIGHTED: &str = "list[dict(token: str, class_or_confidence: str | float | None)]";

fn label() -> Value {
    let confidence = json!({ "type": "object", "properties": {
        "label": { "type": "string" }, "confidence": { "type": "number", "minimum": 0, "maximum": 1 },
    } });
    json!({ "type": "object", "properties": {
        "label": or_null(&json!({ "type": "string" })),
        "confidences": or_null(&json!({ "type": "array", "items": confidence })),
    } })
}

fn table() -> Value {
    json!({ "type": "object", "properties": {
        "headers": { "type": "array", "items": { "type": "string" } },
        "data": { "type": "array", "items": { "type": "array", "items": {} } },
        "metadata": or_null(&json!({ "type": "object" })),
    }, "required": ["headers", "data"] })
}

fn pictured() -> Value {
    json!({ "type": "object", "properties": {
        "image": file(), "caption": or_null(&json!({ "type": "string" })),
    }, "required": ["image"] })
}

fn annotated() -> Value {
    let annotation = json!({ "type": "object", "properties": {
        "image": file(), "label": { "type": "string" },
    } });
    json!({ "type": "object", "properties": {
        "image": file(), "annotations": { "type": "array", "items": annotation },
    } })
}

fn highlighted() -> Value {
    let either = json!({ "anyOf": [{ "type": "string" }, { "type": "number" }, { "type": "null" }] });
    let span = json!({ "type": "object", "properties": {
        "token": { "type": "string" }, "class_or_confidence": either,
    } });
    json!({ "type": "array", "items": span })
}

/// By the constant in it the clients know a file.
fn file() -> Value {
    let text = json!({ "type": "string" });
    json!({ "type": "object", "title": "FileData", "properties": {
        "path": text,
        "url": or_null(&text),
        "orig_name": or_null(&text),
        "mime_type": or_null(&text),
        "size": or_null(&json!({ "type": "integer" })),
        "is_stream": { "type": "boolean", "default": false },
        "meta": { "type": "object", "properties": {
            "_type": { "type": "string", "const": "gradio.FileData" },
        }, "default": { "_type": "gradio.FileData" } },
    }, "required": ["path"] })
}

fn or_null(schema: &Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

fn values(choices: &[Alternative]) -> Vec<&str> {
    choices.iter().map(|choice| choice.value.as_str()).collect()
}

/// What is shown, and what is sent.
fn pairs(choices: &[Alternative]) -> Vec<[&str; 2]> {
    choices.iter().map(|choice| [choice.label.as_str(), choice.value.as_str()]).collect()
}

fn literal(choices: &[Alternative]) -> String {
    let quoted = |value: &str| format!("'{}'", value.replace('\\', "\\\\").replace('\'', "\\'"));
    let values: Vec<_> = choices.iter().map(|choice| quoted(&choice.value)).collect();
    format!("Literal[{}]", values.join(", "))
}

/// The help, the unit and the bounds in one line.
fn description(feature: &Feature) -> String {
    let bounds = match &feature.kind {
        Kind::Number { range: Some(range), .. } => {
            let unit = feature.unit();
            format!("{} to {}{}{unit}", range.low, range.high, if unit.is_empty() { "" } else { " " })
        }
        Kind::Number { range: None, unit, .. } => unit.clone(),
        Kind::Date { first, last } => format!("{first} to {last}"),
        Kind::Media { media: Media::Sketch, .. } => "a picture, or the lines of a drawing as text".to_owned(),
        Kind::Table { max_rows, .. } => format!("at most {max_rows} rows; CSV as text will do too"),
        _ => String::new(),
    };
    [feature.help.trim_end_matches('.'), &bounds]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("; ")
}

/// The name of a feature's parameter: its own, but for names of the client's arguments and Python's keywords.
pub(crate) fn parameter(feature: &Feature) -> String {
    const RESERVED: [&str; 40] = [
        "False",
        "None",
        "True",
        "and",
        "api_name",
        "as",
        "assert",
        "async",
        "await",
        "break",
        "class",
        "continue",
        "def",
        "del",
        "elif",
        "else",
        "except",
        "finally",
        "fn_index",
        "for",
        "from",
        "global",
        "headers",
        "if",
        "import",
        "in",
        "is",
        "lambda",
        "nonlocal",
        "not",
        "or",
        "pass",
        "raise",
        "result_callbacks",
        "return",
        "session_hash",
        "try",
        "while",
        "with",
        "yield",
    ];
    let name = &feature.name;
    if RESERVED.contains(&name.as_str()) { format!("{name}_") } else { name.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::{Range, Schema};

    fn check(kind: Kind, expected: (&str, &str)) {
        let component = input(&Feature::new("x", "X", kind.clone()));
        assert_eq!((component.kind, component.python.as_str()), expected, "{kind:?}");
    }

    #[test]
    fn each_feature_is_a_component() {
        let number = |range: Option<Range>, step, whole| Kind::Number {
            unit: String::new(),
            range,
            step,
            whole,
            seen: None,
        };
        let range = Some(Range { low: 0.0, high: 9.0 });
        check(number(range, Some(1.0), true), ("slider", "int"));
        check(number(range, None, false), ("number", "float"));
        check(number(None, None, false), ("number", "float"));
        check(Kind::Bool, ("checkbox", "bool"));
        let choice = |value: &str| Alternative { value: value.to_owned(), label: "It".to_owned() };
        let choices = || vec![choice("a"), choice("it's")];
        check(Kind::Choice { choices: choices() }, ("dropdown", "Literal['a', 'it\\'s']"));
        check(Kind::Choices { choices: choices() }, ("checkboxgroup", "list[Literal['a', 'it\\'s']]"));
        check(Kind::Text { max_len: 9, long: true }, ("textbox", "str"));
        check(Kind::Color, ("colorpicker", "str"));
        for (media, expected) in [
            (Media::Image, "image"),
            (Media::Sketch, "image"),
            (Media::Audio, "audio"),
            (Media::File, "file"),
        ] {
            check(Kind::Media { media, least: 1, most: 1 }, (expected, "filepath"));
        }
        check(Kind::Media { media: Media::Image, least: 1, most: 3 }, ("gallery", "list[filepath]"));
        check(Kind::Media { media: Media::File, least: 0, most: 3 }, ("file", "list[filepath]"));
        check(Kind::Table { row: Schema::default(), min_rows: 1, max_rows: 9 }, ("dataframe", TABLE));
        let optional = Feature::new("x", "X", Kind::Bool).optional();
        assert_eq!(input(&optional).python, "bool");
        assert_eq!(input(&optional.default(&maquette_contract::Value::Bool(true))).python, "bool | None");
    }

    #[test]
    fn several_outputs_are_one_after_the_other() {
        let kinds = [OutputKind::Text, OutputKind::Several(vec![OutputKind::Number, OutputKind::Text])];
        let kind = OutputKind::Several(kinds.to_vec());
        assert_eq!(leaves(&kind), [&OutputKind::Text, &OutputKind::Number, &OutputKind::Text]);
    }
}
