//! TensorFlow Serving's REST, which KServe's version 1 shares: a model by its name, and a verb behind a colon.

use crate::api::door::Door;
use crate::api::http::body::batch;
use crate::api::http::error::{ApiError, render_error_key};
use crate::api::http::model_version::{ONLY, is_version};
use crate::api::http::respond::written;
use crate::api::http::rows;
use crate::api::http::rows::predictions;
use crate::demo::Description;
use crate::gallery::{Gallery, ServedDemo};
use crate::predict::Caller;
use axum::extract::{Request, State};
use axum::http::{Method, Uri};
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use maquette_contract::{Kind, OutputKind, Prediction};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use std::sync::Arc;

pub(crate) static DOOR: Door = Door {
    name: "TensorFlow Serving",
    routes,
    prefixes: &["/v1"],
    render_error: Some(render_error_key),
    ..Door::PROGRAMS
};

/// The only way to ask a model.
const SIGNATURE: &str = "serving_default";

fn routes() -> Router<Arc<Gallery>> {
    // What stands behind a parameter within one part of an address no route can say.
    Router::new().route("/v1/models", get(list)).route("/v1/models/{*rest}", get(look).post(ask))
}

/// A model as an address names it, and what is wanted of it.
#[derive(Debug, PartialEq)]
struct Call<'a> {
    model: &'a str,
    version: Option<&'a str>,
    label: Option<&'a str>,
    /// Behind the colon of a POST, or the last part of a GET.
    verb: &'a str,
}

/// The address of a GET behind `/v1/models/`: a model, its version or label, and `metadata`.
fn looked_at(rest: &str) -> Option<Call<'_>> {
    let (rest, verb) = match rest.rsplit_once('/') {
        Some((front, last)) if last.eq_ignore_ascii_case("metadata") => (front, "metadata"),
        _ => (rest, "status"),
    };
    named(rest, verb)
}

/// The address of a POST behind it: a model, its version or label, and a verb.
fn asked(rest: &str) -> Option<Call<'_>> {
    let (rest, verb) = rest.rsplit_once(':')?;
    let verb =
        ["predict", "classify", "regress"].into_iter().find(|known| known.eq_ignore_ascii_case(verb))?;
    named(rest, verb)
}

fn named<'a>(rest: &'a str, verb: &'a str) -> Option<Call<'a>> {
    let parts: Vec<&str> = rest.split('/').collect();
    if parts.iter().any(|part| part.is_empty() || part.contains(':')) {
        return None;
    }
    let call = |model, version, label| Some(Call { model, version, label, verb });
    match parts[..] {
        [model] => call(model, None, None),
        [model, by, version] if by.eq_ignore_ascii_case("versions") => call(model, Some(version), None),
        [model, by, label] if by.eq_ignore_ascii_case("labels") => call(model, None, Some(label)),
        _ => None,
    }
}

/// Finds what an address names.
fn find<'a>(
    gallery: &'a Gallery,
    method: &Method,
    uri: &Uri,
    call: fn(&str) -> Option<Call<'_>>,
) -> Result<(&'a ServedDemo, String), ApiError> {
    let malformed = || ApiError::bad_request(format!("Malformed request: {method} {}", uri.path()));
    let rest = uri.path().strip_prefix("/v1/models/").ok_or_else(malformed)?;
    let rest = percent_decode_str(rest).decode_utf8_lossy();
    let Call { model, version, label, verb } = call(&rest).ok_or_else(malformed)?;
    let specific = |which: &str| {
        ApiError::not_found(format!("Servable not found for request: Specific({model}, {which})"))
    };
    let served = gallery
        .find(model)
        .ok_or_else(|| ApiError::not_found(format!("Servable not found for request: Latest({model})")))?;
    match (version, label) {
        (Some(version), _) if !is_version(&served.demo, version) => Err(specific(version)),
        (_, Some(label)) => Err(specific(label)),
        _ => Ok((served, verb.to_owned())),
    }
}

/// As KServe and as OpenAI's clients would have it.
async fn list(State(gallery): State<Arc<Gallery>>) -> Json<Value> {
    let names: Vec<_> = gallery.demos().map(|demo| &demo.name).collect();
    Json(json!({ "models": names, "object": "list", "data": [] }))
}

async fn look(
    State(gallery): State<Arc<Gallery>>,
    method: Method,
    uri: Uri,
) -> Result<Json<Value>, ApiError> {
    let (served, verb) = find(&gallery, &method, &uri, looked_at)?;
    if verb == "metadata" {
        return Ok(Json(metadata(&served.demo)));
    }
    let ready = served.ready();
    let status = json!({
        "version": ONLY,
        "state": if ready { "AVAILABLE" } else { "LOADING" },
        "status": { "error_code": "OK", "error_message": "" },
    });
    // The last two are what KServe asks for.
    Ok(Json(json!({ "model_version_status": [status], "name": served.demo.name, "ready": ready })))
}

fn metadata(demo: &Description) -> Value {
    let tensor = |name: &str, dtype: &str| {
        let dim = json!([{ "size": "-1", "name": "" }]);
        let shape = json!({ "dim": dim, "unknown_rank": false });
        json!({ "dtype": dtype, "tensor_shape": shape, "name": format!("{name}:0") })
    };
    let inputs = demo.schema.features.iter().map(|feature| {
        let dtype = match feature.kind {
            Kind::Number { whole: true, .. } => "DT_INT64",
            Kind::Number { .. } => "DT_DOUBLE",
            Kind::Bool => "DT_BOOL",
            _ => "DT_STRING",
        };
        (feature.name.clone(), tensor(&feature.name, dtype))
    });
    let outputs: &[(&str, &str)] = match demo.output {
        OutputKind::Classes => &[("label", "DT_STRING"), ("probability", "DT_DOUBLE")],
        OutputKind::Number => &[("value", "DT_DOUBLE")],
        OutputKind::Text => &[("text", "DT_STRING")],
        _ => &[("prediction", "DT_VARIANT")],
    };
    let outputs = outputs.iter().map(|(name, dtype)| ((*name).to_owned(), tensor(name, dtype)));
    let signature = json!({
        "inputs": inputs.collect::<Map<_, _>>(),
        "outputs": outputs.collect::<Map<_, _>>(),
        "method_name": "tensorflow/serving/predict",
    });
    json!({
        "model_spec": { "name": demo.name, "signature_name": "", "version": ONLY },
        "metadata": { "signature_def": { "signature_def": { SIGNATURE: signature } } },
    })
}

async fn ask(State(gallery): State<Arc<Gallery>>, request: Request) -> Result<Response, ApiError> {
    let (head, body) = batch(request).await?;
    let (served, verb) = find(&gallery, &head.method, &head.uri, asked)?;
    let demo = &served.demo;
    let Value::Object(asked) = rows::read(&body)? else {
        return Err(ApiError::bad_request("The body is no JSON object; send {\"instances\": [...]}"));
    };
    signed(&asked)?;
    let caller = Caller::program(DOOR.name);
    if verb != "predict" {
        let examples = asked.get("examples").and_then(Value::as_array);
        let examples = examples.ok_or_else(|| ApiError::bad_request("Missing 'examples' key"))?;
        let rows = rows::rows(&demo.schema, examples)?;
        let answers = rows::answers(&gallery, demo, &rows, caller).await?;
        let results = answers.iter().map(|answer| result(&verb, &answer.prediction));
        let results: Option<Vec<_>> = results.collect();
        let results =
            results.ok_or_else(|| ApiError::bad_request(format!("{} has nothing to {verb}", demo.name)))?;
        return Ok(written(results.len(), || json!({ "results": results })));
    }
    match (asked.get("instances"), asked.get("inputs")) {
        (Some(_), Some(_)) => {
            Err(ApiError::bad_request("Not formatted correctly: there are 'inputs' as well as 'instances'"))
        }
        (None, None) => Err(ApiError::bad_request("Missing 'inputs' or 'instances' key")),
        (Some(Value::Array(instances)), None) => {
            let rows = rows::rows(&demo.schema, instances)?;
            predictions(&gallery, demo, &rows, caller, |said| json!({ "predictions": said })).await
        }
        (Some(_), None) => Err(ApiError::bad_request("'instances' is to be a list")),
        (None, Some(inputs)) => {
            let rows = rows::inputs(&demo.schema, inputs)?;
            predictions(&gallery, demo, &rows, caller, |said| json!({ "outputs": said })).await
        }
    }
}

fn signed(asked: &Map<String, Value>) -> Result<(), ApiError> {
    match asked.get("signature_name") {
        None => Ok(()),
        Some(Value::String(name)) if name.is_empty() || name == SIGNATURE => Ok(()),
        Some(Value::String(name)) => {
            let name: String = name.chars().take(40).collect();
            Err(ApiError::bad_request(format!(
                "Serving signature name: \"{name}\" not found in signature def"
            )))
        }
        Some(_) => Err(ApiError::bad_request("'signature_name' key must be a string value.")),
    }
}

/// The classes with their probabilities, or the number.
fn result(verb: &str, prediction: &Prediction) -> Option<Value> {
    match (verb, prediction) {
        ("classify", Prediction::Classes(classes)) => {
            let pairs = classes.classes.iter().map(|class| json!([class.label, class.probability]));
            Some(pairs.collect())
        }
        ("classify", Prediction::Ranked(ranked)) => Some(json!(ranked.labels)),
        ("regress", Prediction::Number(quantity)) => Some(json!(quantity.value)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_those_of_tensorflow_serving() {
        let call = |model, version, label, verb| Some(Call { model, version, label, verb });
        let check = |read: fn(&str) -> Option<Call<'_>>, rest: &str, expected: Option<Call<'_>>| {
            assert_eq!(read(rest), expected, "{rest}");
        };
        check(looked_at, "half", call("half", None, None, "status"));
        check(looked_at, "half/versions/1", call("half", Some("1"), None, "status"));
        check(looked_at, "half/Versions/1/METADATA", call("half", Some("1"), None, "metadata"));
        check(looked_at, "half/labels/stable/metadata", call("half", None, Some("stable"), "metadata"));
        check(looked_at, "half/metadata", call("half", None, None, "metadata"));
        check(looked_at, "half/1", None);
        check(looked_at, "half:predict", None);
        check(looked_at, "", None);
        check(asked, "half:predict", call("half", None, None, "predict"));
        check(asked, "half/versions/1:Classify", call("half", Some("1"), None, "classify"));
        check(asked, "half/labels/a:regress", call("half", None, Some("a"), "regress"));
        check(asked, "half", None);
        check(asked, "half:explain", None);
        check(asked, "half/versions:predict", None);
        check(asked, ":predict", None);
    }
}
