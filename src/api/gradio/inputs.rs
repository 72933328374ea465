//! Gradio's values as raw fields. A file is an upload, by the path that it was given: no other path and no URL is opened.

use super::components::parameter;
use crate::api::json::predict::raw_fields;
use maquette_contract::{Feature, Kind, RawField, RawValue, Schema};
use serde_json::{Map, Value};

/// The values of a call in the order of the features.
///
/// # Errors
/// More of them than there are features, in words.
pub(crate) fn positional(schema: &Schema, data: &[Value]) -> Result<Vec<RawField>, String> {
    let (given, wanted) = (data.len(), schema.features.len());
    if given > wanted {
        return Err(format!("there are {given} values for {wanted} inputs"));
    }
    let fields = schema.features.iter().zip(data);
    Ok(fields
        .filter_map(|(feature, value)| Some((feature.name.clone(), raw_value(feature, value)?)))
        .collect())
}

/// The values of a call by the names of its parameters.
pub(crate) fn by_name(schema: &Schema, data: &Map<String, Value>) -> Vec<RawField> {
    let field = |(name, value): (&String, &Value)| {
        let feature = schema.features.iter().find(|feature| parameter(feature) == *name);
        match feature.or_else(|| schema.feature(name)) {
            Some(feature) => Some((feature.name.clone(), raw_value(feature, value)?)),
            None => Some((name.clone(), RawValue::Null)),
        }
    };
    data.iter().filter_map(field).collect()
}

/// A value as its feature accepts it; `None` for null, which the clients send for what was left out.
fn raw_value(feature: &Feature, value: &Value) -> Option<RawValue> {
    let read = match &feature.kind {
        _ if value.is_null() => return None,
        Kind::Media { .. } if value.as_array().is_some_and(Vec::is_empty) => return None,
        Kind::Media { .. } => upload_tokens(value),
        Kind::Table { row, .. } => table(row, value),
        _ => None,
    };
    read.or_else(|| {
        let only = Map::from_iter([(feature.name.clone(), value.clone())]);
        raw_fields(&only).pop().map(|(_, raw)| raw)
    })
}

/// The tokens of uploads, or a data URL.
fn upload_tokens(value: &Value) -> Option<RawValue> {
    match value {
        Value::Array(files) => files.iter().map(file_token).collect::<Option<_>>().map(RawValue::Strings),
        file => file_token(file).map(RawValue::String),
    }
}

/// A file as the clients write it, or an entry of a gallery: a file with its caption.
fn file_token(value: &Value) -> Option<String> {
    match value {
        Value::String(path) => Some(token(path).to_owned()),
        Value::Array(entry) => file_token(entry.first()?),
        Value::Object(file) => {
            if let Some(picture) = file.get("image") {
                return file_token(picture);
            }
            let text = |key: &str| file.get(key).and_then(Value::as_str);
            let url = text("url");
            let written = url.filter(|url| url.starts_with("data:"));
            written.or_else(|| text("path").map(token)).or(url).map(str::to_owned)
        }
        _ => None,
    }
}

/// The token in a path that our own upload gave: `token/name`. Anything else stays as it is, and names nothing.
pub(crate) fn token(path: &str) -> &str {
    match path.split_once('/') {
        Some((token, name)) if is_token_like(token) && !name.contains(['/', '\\']) => token,
        _ => path,
    }
}

fn is_token_like(token: &str) -> bool {
    !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A table as CSV: from headers and rows, or from the rows alone in the order of the columns.
fn table(row: &Schema, value: &Value) -> Option<RawValue> {
    let (headers, rows) = match value {
        Value::Array(rows) => {
            (row.features.iter().map(|column| column.name.clone()).collect::<Vec<_>>(), rows)
        }
        Value::Object(table) => {
            let headers = table.get("headers").or_else(|| table.get("columns"))?.as_array()?;
            let headers = headers.iter().map(cell).collect::<Option<Vec<_>>>()?;
            (headers, table.get("data")?.as_array()?)
        }
        _ => return None,
    };
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(vec![]);
    writer.write_record(&headers).ok()?;
    for row in rows {
        let cells = row.as_array()?.iter().map(cell).collect::<Option<Vec<_>>>()?;
        writer.write_record(&cells).ok()?;
    }
    String::from_utf8(writer.into_inner().ok()?).ok().map(RawValue::String)
}

fn cell(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use maquette_contract::Media;
    use serde_json::json;

    fn feature(kind: Kind) -> Feature {
        Feature::new("x", "X", kind)
    }

    fn string(text: &str) -> RawValue {
        RawValue::String(text.to_owned())
    }

    #[test]
    fn a_file_is_an_upload() {
        let check = |value: Value, expected: RawValue| {
            let picture = feature(Kind::Media { media: Media::Image, least: 1, most: 1 });
            assert_eq!(raw_value(&picture, &value), Some(expected), "{value}");
        };
        let meta = json!({ "_type": "gradio.FileData" });
        check(json!({ "path": "u12ab/a b.png", "meta": meta }), string("u12ab"));
        check(json!({ "path": "u12ab/a%#ü.png", "url": "http://x/file=u12ab" }), string("u12ab"));
        check(json!("u12ab/a.png"), string("u12ab"));
        check(json!("u12ab"), string("u12ab"));
        let written = "data:image/png;base64,AA";
        check(json!({ "path": null, "url": written }), string(written));
        check(json!({ "path": "x.png", "url": written }), string(written));
        check(json!({ "image": { "path": "u1/a" }, "caption": null }), string("u1"));
        check(
            json!([{ "path": "u1/a" }, [{ "path": "u2/b" }, "two"]]),
            RawValue::Strings(vec!["u1".into(), "u2".into()]),
        );
        // Nothing of this is a name that was given out, and the parser of the inputs says so.
        for path in [
            "/etc/passwd",
            "../u1/a",
            "u1/../../etc/passwd",
            "u1/..\\x",
            "//host/share",
            "\\\\host\\share",
            "http://169.254.169.254/latest",
            "file:///etc/passwd",
            "C:\\x",
            "",
        ] {
            check(json!({ "path": path, "meta": meta }), string(path));
        }
        check(json!({ "path": null, "url": "http://host/a.png" }), string("http://host/a.png"));
        check(json!({}), RawValue::Unsupported("an object"));
        check(json!(1), RawValue::Number(1.0));
        let pictures = feature(Kind::Media { media: Media::Image, least: 0, most: 3 });
        assert_eq!(raw_value(&pictures, &json!([])), None);
    }

    #[test]
    fn a_table_has_three_forms() {
        let row = Schema {
            features: vec![
                Feature::number("price", "Price", "", 0.0..=9.0, 1.0),
                feature(Kind::Text { max_len: 9, long: false }),
            ],
        };
        let kind = feature(Kind::Table { row, min_rows: 1, max_rows: 9 });
        let check = |value: Value, expected: RawValue| {
            assert_eq!(raw_value(&kind, &value), Some(expected), "{value}")
        };
        let csv = "price,x\n1.5,\"a,b\"\n2,\n";
        check(
            json!({ "headers": ["price", "x"], "data": [[1.5, "a,b"], [2, null]], "metadata": null }),
            string(csv),
        );
        check(json!({ "columns": ["price", "x"], "data": [[1.5, "a,b"], [2, null]] }), string(csv));
        check(json!([[1.5, "a,b"], [2, null]]), string(csv));
        check(json!("price,x\n1,a\n"), string("price,x\n1,a\n"));
        check(json!({ "headers": ["price"] }), RawValue::Unsupported("an object"));
        check(json!([[[1]]]), RawValue::Unsupported("a list of other things than strings"));
    }

    #[test]
    fn null_is_left_out() {
        let reserved = Feature { name: "headers".to_owned(), ..feature(Kind::Bool) };
        let schema = Schema { features: vec![feature(Kind::Bool), reserved] };
        let fields = |data: &[Value]| positional(&schema, data);
        assert_eq!(
            fields(&[Value::Null, json!(true)]),
            Ok(vec![("headers".to_owned(), RawValue::Bool(true))])
        );
        assert_eq!(fields(&[]), Ok(vec![]));
        assert_eq!(
            fields(&[json!(1), json!(2), json!(3)]),
            Err("there are 3 values for 2 inputs".to_owned())
        );
        let data = json!({ "headers_": true, "x": null, "y": 1 });
        let expected = [("headers".to_owned(), RawValue::Bool(true)), ("y".to_owned(), RawValue::Null)];
        assert_eq!(by_name(&schema, data.as_object().expect("an object")), expected);
    }
}
