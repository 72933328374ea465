//! An answer as it is sent: JSON, and behind it the outputs that are wanted as bytes.

use super::HEADER;
use super::outputs::{Column, Output};
use axum::Json;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Which model answers, and to which request.
#[derive(Serialize)]
pub(crate) struct Head<'a> {
    pub(crate) model_name: &'a str,
    pub(crate) model_version: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<&'a str>,
}

#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    outputs: Vec<Described<'a>>,
}

#[derive(Serialize)]
struct Described<'a> {
    name: &'static str,
    datatype: &'static str,
    shape: &'a [usize],
    #[serde(skip_serializing_if = "Option::is_none")]
    parameters: Option<Sized>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<Data<'a>>,
}

#[derive(Serialize)]
struct Sized {
    binary_data_size: usize,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Data<'a> {
    Numbers(&'a [f64]),
    Texts(&'a [String]),
}

/// The response with these outputs, each as bytes or in JSON.
pub(crate) fn reply(head: Head<'_>, outputs: &[(Output, bool)]) -> Response {
    let mut blobs = Vec::new();
    let described = outputs.iter().map(|(output, binary)| {
        let (datatype, data) = match &output.data {
            Column::Numbers(numbers) => ("FP64", Data::Numbers(numbers)),
            Column::Texts(texts) => ("BYTES", Data::Texts(texts)),
        };
        let before = blobs.len();
        if *binary {
            write(&output.data, &mut blobs);
        }
        let parameters = binary.then(|| Sized { binary_data_size: blobs.len() - before });
        Described {
            name: output.name,
            datatype,
            shape: &output.shape,
            parameters,
            data: (!binary).then_some(data),
        }
    });
    let whole = Whole { head, outputs: described.collect() };
    if !outputs.iter().any(|(_, binary)| *binary) {
        return Json(whole).into_response();
    }
    // Nothing of it can't be written.
    let mut body = serde_json::to_vec(&whole).unwrap_or_default();
    let length = body.len();
    body.append(&mut blobs);
    ([(header::CONTENT_TYPE, "application/octet-stream")], [(HEADER, length.to_string())], body)
        .into_response()
}

/// Numbers in eight bytes, the lowest first; texts behind their length in four.
fn write(data: &Column, blobs: &mut Vec<u8>) {
    match data {
        Column::Numbers(numbers) => numbers.iter().for_each(|number| blobs.extend(number.to_le_bytes())),
        Column::Texts(texts) => {
            for text in texts {
                blobs.extend((text.len() as u32).to_le_bytes());
                blobs.extend(text.as_bytes());
            }
        }
    }
}
