//! TensorFlow Serving's REST API, which KServe's version 1 shares: a model's name and, after a colon, a verb.

use crate::api::door::Door;
use crate::api::http::body::read_batch;
use crate::api::http::error::{ApiError, render_error_key};
use crate::api::http::model_version::{ONLY_VERSION, is_version_of};
use crate::api::http::respond::json_response;
use crate::api::http::rows;
use crate::api::http::rows::predict_rows_untagged;
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

/// The only signature of each model.
const SIGNATURE: &str = "serving_default";

fn routes() -> Router<Arc<Gallery>> {
    // Axum has no route with text after a parameter in one segment.
    Router::new().route("/v1/models", get(list)).route("/v1/models/{*rest}", get(status).post(predict_verb))
}

/// The model and the verb of an address.
#[derive(Debug, PartialEq)]
struct Call<'a> {
    model: &'a str,
    version: Option<&'a str>,
    label: Option<&'a str>,
    /// After the colon of a POST, or the last segment of a GET.
    verb: &'a str,
}

/// Parses what follows `/v1/models/` in the address of a GET: a model, its version or label, and `metadata`.
fn parse_get(rest: &str) -> Option<Call<'_>> {
    let (rest, verb) = match rest.rsplit_once('/') {
        Some((front, last)) if last.eq_ignore_ascii_case("metadata") => (front, "metadata"),
        _ => (rest, "status"),
    };
    parse_model(rest, verb)
}

/// Parses what follows it in the address of a POST: a model, its version or label, and a verb.
fn parse_post(rest: &str) -> Option<Call<'_>> {
    let (rest, verb) = rest.rsplit_once(':')?;
    let verb =
        ["predict", "classify", "regress"].into_iter().find(|known| known.eq_ignore_ascii_case(verb))?;
    parse_model(rest, verb)
}

fn parse_model<'a>(rest: &'a str, verb: &'a str) -> Option<Call<'a>> {
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

/// The demo and the verb of an address.
fn find<'a>(
    gallery: &'a Gallery,
    method: &Method,
    uri: &Uri,
    parse: fn(&str) -> Option<Call<'_>>,
) -> Result<(&'a ServedDemo, String), ApiError> {
    let malformed = || ApiError::bad_request(format!("Malformed request: {method} {}", uri.path()));
    let rest = uri.path().strip_prefix("/v1/models/").ok_or_else(malformed)?;
    let rest = percent_decode_str(rest).decode_utf8_lossy();
    let Call { model, version, label, verb } = parse(&rest).ok_or_else(malformed)?;
    let specific = |which: &str| {
        ApiError::not_found(format!("Servable not found for request: Specific({model}, {which})"))
    };
    let served = gallery
        .find(model)
        .ok_or_else(|| ApiError::not_found(format!("Servable not found for request: Latest({model})")))?;
    match (version, label) {
        (Some(version), _) if !is_version_of(&served.demo, version) => Err(specific(version)),
        (_, Some(label)) => Err(specific(label)),
        _ => Ok((served, verb.to_owned())),
    }
}

/// The models as KServe's clients read them, and as OpenAI's.
async fn list(State(gallery): State<Arc<Gallery>>) -> Json<Value> {
    let names: Vec<_> = gallery.demos().map(|demo| &demo.name).collect();
    Json(json!({ "models": names, "object": "list", "data": [] }))
}

async fn status(
    State(gallery): State<Arc<Gallery>>,
    method: Method,
    uri: Uri,
) -> Result<Json<Value>, ApiError> {
    let (served, verb) = find(&gallery, &method, &uri, parse_get)?;
    if verb == "metadata" {
        return Ok(Json(metadata(&served.demo)));
    }
    let ready = served.ready();
    let status = json!({
        "version": ONLY_VERSION,
        "state": if ready { "AVAILABLE" } else { "LOADING" },
        "status": { "error_code": "OK", "error_message": "" },
    });
    // KServe reads the last two.
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
        "model_spec": { "name": demo.name, "signature_name": "", "version": ONLY_VERSION },
        "metadata": { "signature_def": { "signature_def": { SIGNATURE: signature } } },
    })
}

async fn predict_verb(State(gallery): State<Arc<Gallery>>, request: Request) -> Result<Response, ApiError> {
    let (head, body) = read_batch(request).await?;
    let (served, verb) = find(&gallery, &head.method, &head.uri, parse_post)?;
    let demo = &served.demo;
    let Value::Object(body) = rows::parse_json(&body)? else {
        return Err(ApiError::bad_request("The body is no JSON object; send {\"instances\": [...]}"));
    };
    check_signature(&body)?;
    let caller = Caller::program(DOOR.name);
    if verb != "predict" {
        let examples = body.get("examples").and_then(Value::as_array);
        let examples = examples.ok_or_else(|| ApiError::bad_request("Missing 'examples' key"))?;
        let rows = rows::rows(&demo.schema, examples)?;
        let answers = rows::predict_all(&gallery, demo, &rows, caller).await?;
        let results = answers.iter().map(|answer| result(&verb, &answer.prediction));
        let results: Option<Vec<_>> = results.collect();
        let results =
            results.ok_or_else(|| ApiError::bad_request(format!("{} has nothing to {verb}", demo.name)))?;
        return Ok(json_response(results.len(), || json!({ "results": results })));
    }
    match (body.get("instances"), body.get("inputs")) {
        (Some(_), Some(_)) => {
            Err(ApiError::bad_request("Not formatted correctly: there are 'inputs' as well as 'instances'"))
        }
        (None, None) => Err(ApiError::bad_request("Missing 'inputs' or 'instances' key")),
        (Some(Value::Array(instances)), None) => {
            let rows = rows::rows(&demo.schema, instances)?;
            predict_rows_untagged(
                &gallery,
                demo,
                &rows,
                caller,
                |predictions| json!({ "predictions": predictions }),
            )
            .await
        }
        (Some(_), None) => Err(ApiError::bad_request("'instances' is to be a list")),
        (None, Some(inputs)) => {
            let rows = rows::inputs(&demo.schema, inputs)?;
            predict_rows_untagged(&gallery, demo, &rows, caller, |outputs| json!({ "outputs": outputs }))
                .await
        }
    }
}

fn check_signature(body: &Map<String, Value>) -> Result<(), ApiError> {
    match body.get("signature_name") {
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
        check(parse_get, "half", call("half", None, None, "status"));
        check(parse_get, "half/versions/1", call("half", Some("1"), None, "status"));
        check(parse_get, "half/Versions/1/METADATA", call("half", Some("1"), None, "metadata"));
        check(parse_get, "half/labels/stable/metadata", call("half", None, Some("stable"), "metadata"));
        check(parse_get, "half/metadata", call("half", None, None, "metadata"));
        check(parse_get, "half/1", None);
        check(parse_get, "half:predict", None);
        check(parse_get, "", None);
        check(parse_post, "half:predict", call("half", None, None, "predict"));
        check(parse_post, "half/versions/1:Classify", call("half", Some("1"), None, "classify"));
        check(parse_post, "half/labels/a:regress", call("half", None, Some("a"), "regress"));
        check(parse_post, "half", None);
        check(parse_post, "half:explain", None);
        check(parse_post, "half/versions:predict", None);
        check(parse_post, ":predict", None);
    }
}
