//! Every demo as a tool: its inputs and outputs, and its answer with the pictures and sounds in it.

use super::rpc_error::{INTERNAL_ERROR, INVALID_PARAMS, RpcError};
use super::{Call, DOOR};
use crate::api::http::rows::untagged;
use crate::api::json::predict::raw_fields;
use crate::api::json::schemas;
use crate::demo::Description;
use crate::gallery::Gallery;
use crate::predict::{Caller, predict};
use maquette_contract::{Blob, Note, PredictError, Prediction};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Map, Value, json};
use std::mem::take;

pub(crate) fn list(gallery: &Gallery) -> Value {
    json!({ "tools": gallery.demos().map(tool).collect::<Vec<_>>() })
}

fn tool(demo: &Description) -> Value {
    let units = demo.schema.features.iter().filter(|feature| !feature.unit().is_empty());
    let units = units.map(|feature| format!("{} in {}", feature.name, feature.unit())).collect::<Vec<_>>();
    let units = if units.is_empty() { String::new() } else { format!("Units: {}.", units.join(", ")) };
    let description = [demo.title.as_str(), &demo.summary, &units];
    let description =
        description.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let notes = json!({ "type": "array", "items": schemas::note() });
    let output = schemas::object(&[("prediction", schemas::plain(&demo.output)), ("notes", notes)]);
    json!({
        "name": demo.name,
        "title": demo.title,
        "description": description,
        "inputSchema": schemas::inputs(&demo.schema),
        "outputSchema": output,
    })
}

pub(crate) async fn call(gallery: &Gallery, call: &Call<'_>) -> Result<Value, RpcError> {
    let Some(name) = call.param("name").as_str() else {
        return Err(RpcError::new(INVALID_PARAMS, "Say by its name which tool is called"));
    };
    if gallery.find(name).is_none() {
        let known = gallery.demos().map(|demo| demo.name.as_str()).collect::<Vec<_>>().join(", ");
        return Err(RpcError::new(
            INVALID_PARAMS,
            &format!("There is no tool named “{name}”; there are {known}"),
        ));
    }
    let none = Map::new();
    let arguments = match call.param("arguments") {
        Value::Object(arguments) => arguments,
        Value::Null => &none,
        _ => return Err(RpcError::new(INVALID_PARAMS, "The arguments of a tool are an object")),
    };
    match predict(gallery, name, &raw_fields(arguments), Caller::program(DOOR.name)).await {
        Ok(answer) => Ok(result(answer.prediction, &answer.notes)),
        Err(error @ PredictError::Internal { .. }) => Err(RpcError::new(INTERNAL_ERROR, &error.to_string())),
        Err(error) => {
            Ok(json!({ "content": [{ "type": "text", "text": error.to_string() }], "isError": true }))
        }
    }
}

/// An answer twice: whole for programs, and for a model to read as text without bytes, with its pictures, sounds and files
/// as blocks of their own.
fn result(mut prediction: Prediction, notes: &[Note]) -> Value {
    let body = |prediction: &Prediction| json!({ "prediction": untagged(prediction), "notes": notes });
    let whole = body(&prediction);
    let mut files = Vec::new();
    take_files(&mut prediction, &mut files);
    let mut content = vec![json!({ "type": "text", "text": body(&prediction).to_string() })];
    content.extend(files.iter().map(block));
    json!({ "content": content, "structuredContent": whole, "isError": false })
}

fn block(file: &Blob) -> Value {
    let data = &json!(file)["data"];
    match file.kind.split('/').next() {
        Some(kind @ ("image" | "audio")) => json!({ "type": kind, "data": data, "mimeType": file.kind }),
        _ => {
            let uri = format!("maquette:{}", utf8_percent_encode(&file.name, NON_ALPHANUMERIC));
            let resource = json!({ "uri": uri, "mimeType": file.kind, "blob": data });
            json!({ "type": "resource", "resource": resource })
        }
    }
}

/// Takes the bytes of every file out of a prediction.
fn take_files(prediction: &mut Prediction, files: &mut Vec<Blob>) {
    let mut take_file = |file: &mut Blob| files.push(Blob { data: take(&mut file.data), ..file.clone() });
    match prediction {
        Prediction::Image(picture) => take_file(&mut picture.file),
        Prediction::Annotated(annotated) => take_file(&mut annotated.picture.file),
        Prediction::Gallery(pictures) => pictures.iter_mut().for_each(|picture| take_file(&mut picture.file)),
        Prediction::Audio(sound) => take_file(&mut sound.file),
        Prediction::File(file) => take_file(file),
        Prediction::Several(parts) => {
            parts.iter_mut().for_each(|part| take_files(&mut part.prediction, files));
        }
        Prediction::Classes(_) | Prediction::Ranked(_) | Prediction::Number(_) | Prediction::Text(_) => {}
        Prediction::Markdown(_) | Prediction::Code(_) | Prediction::Json(_) | Prediction::Table(_) => {}
        Prediction::Metric(_) | Prediction::Chart(_) | Prediction::Forecast(_) => {}
        Prediction::Highlighted(_) | Prediction::Markup(_) => {}
    }
}
