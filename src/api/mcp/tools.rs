//! Every demo as a tool: what it takes and gives, and its answer with the pictures and sounds in it.

use super::rpc_error::{INTERNAL_ERROR, INVALID_PARAMS, RpcError};
use super::{Call, DOOR};
use crate::api::http::rows::plain;
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
    let said = [demo.title.as_str(), &demo.summary, &units];
    let said = said.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    let notes = json!({ "type": "array", "items": schemas::note() });
    let gives = schemas::object(&[("prediction", schemas::plain(&demo.output)), ("notes", notes)]);
    json!({
        "name": demo.name,
        "title": demo.title,
        "description": said,
        "inputSchema": schemas::inputs(&demo.schema),
        "outputSchema": gives,
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
        Ok(answer) => Ok(answered(answer.prediction, &answer.notes)),
        Err(error @ PredictError::Internal { .. }) => Err(RpcError::new(INTERNAL_ERROR, &error.to_string())),
        Err(error) => {
            Ok(json!({ "content": [{ "type": "text", "text": error.to_string() }], "isError": true }))
        }
    }
}

/// An answer for programs, whole, and for a model to read: in words that have no bytes in them, with its pictures,
/// sounds and files beside.
fn answered(mut prediction: Prediction, notes: &[Note]) -> Value {
    let said = |prediction: &Prediction| json!({ "prediction": plain(prediction), "notes": notes });
    let whole = said(&prediction);
    let mut files = Vec::new();
    take_files(&mut prediction, &mut files);
    let mut content = vec![json!({ "type": "text", "text": said(&prediction).to_string() })];
    content.extend(files.iter().map(block));
    json!({ "content": content, "structuredContent": whole, "isError": false })
}

fn block(file: &Blob) -> Value {
    let data = &json!(file)["data"];
    match file.kind.split('/').next() {
        Some(shown @ ("image" | "audio")) => json!({ "type": shown, "data": data, "mimeType": file.kind }),
        _ => {
            let uri = format!("maquette:{}", utf8_percent_encode(&file.name, NON_ALPHANUMERIC));
            let resource = json!({ "uri": uri, "mimeType": file.kind, "blob": data });
            json!({ "type": "resource", "resource": resource })
        }
    }
}

/// Takes the bytes of every file out of a prediction.
fn take_files(prediction: &mut Prediction, files: &mut Vec<Blob>) {
    let mut taken = |file: &mut Blob| files.push(Blob { data: take(&mut file.data), ..file.clone() });
    match prediction {
        Prediction::Image(picture) => taken(&mut picture.file),
        Prediction::Annotated(annotated) => taken(&mut annotated.picture.file),
        Prediction::Gallery(pictures) => pictures.iter_mut().for_each(|picture| taken(&mut picture.file)),
        Prediction::Audio(sound) => taken(&mut sound.file),
        Prediction::File(file) => taken(file),
        Prediction::Several(parts) => {
            parts.iter_mut().for_each(|part| take_files(&mut part.prediction, files));
        }
        Prediction::Classes(_) | Prediction::Ranked(_) | Prediction::Number(_) | Prediction::Text(_) => {}
        Prediction::Markdown(_) | Prediction::Code(_) | Prediction::Json(_) | Prediction::Table(_) => {}
        Prediction::Metric(_) | Prediction::Chart(_) | Prediction::Forecast(_) => {}
        Prediction::Highlighted(_) | Prediction::Markup(_) => {}
    }
}
