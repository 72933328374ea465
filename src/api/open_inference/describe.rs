//! What the server and its models say of themselves.

use super::outputs::WHOLE;
use crate::api::http::model_version::{ONLY_VERSION, version_of};
use crate::demo::Description;
use maquette_contract::{Kind, OutputKind};
use serde_json::{Value, json};

const EXTENSIONS: [&str; 5] =
    ["binary_tensor_data", "classification", "parameters", "model_configuration", "statistics"];

pub(crate) fn server() -> Value {
    json!({ "name": "maquette", "version": env!("CARGO_PKG_VERSION"), "extensions": EXTENSIONS })
}

pub(crate) fn model(demo: &Description) -> Value {
    let input =
        |(name, datatype): (String, &str)| json!({ "name": name, "datatype": datatype, "shape": [-1] });
    let output = |Given { name, datatype, many }: Given| {
        let shape: &[i64] = if many { &[-1, -1] } else { &[-1] };
        json!({ "name": name, "datatype": datatype, "shape": shape })
    };
    let mut versions = vec![ONLY_VERSION];
    versions.extend(Some(version_of(demo)).filter(|version| *version != ONLY_VERSION));
    json!({
        "name": demo.name,
        "versions": versions,
        "platform": "maquette_candle",
        "inputs": inputs(demo).map(input).collect::<Vec<_>>(),
        "outputs": outputs(demo).into_iter().map(output).collect::<Vec<_>>(),
    })
}

/// A demo as Triton's model configuration.
pub(crate) fn config(demo: &Description) -> Value {
    let called = |datatype: &str| match datatype {
        "BYTES" => "TYPE_STRING".to_owned(),
        other => format!("TYPE_{other}"),
    };
    let input = |(name, datatype): (String, &str)| json!({ "name": name, "data_type": called(datatype), "dims": [-1] });
    let output = |Given { name, datatype, many }: Given| {
        let dims: &[i64] = if many { &[-1, -1] } else { &[-1] };
        json!({ "name": name, "data_type": called(datatype), "dims": dims })
    };
    json!({
        "name": demo.name,
        "platform": "maquette_candle",
        "backend": "maquette",
        // The rows are in the shapes themselves.
        "max_batch_size": 0,
        "input": inputs(demo).map(input).collect::<Vec<_>>(),
        "output": outputs(demo).into_iter().map(output).collect::<Vec<_>>(),
    })
}

/// Each feature and how it is best sent.
fn inputs(demo: &Description) -> impl Iterator<Item = (String, &'static str)> {
    demo.schema.features.iter().map(|feature| {
        let datatype = match feature.kind {
            Kind::Number { whole: true, .. } => "INT64",
            Kind::Number { .. } => "FP64",
            Kind::Bool => "BOOL",
            Kind::Choice { .. }
            | Kind::Choices { .. }
            | Kind::Text { .. }
            | Kind::Date { .. }
            | Kind::Opaque { .. }
            | Kind::Media { .. }
            | Kind::Table { .. }
            | Kind::Color => "BYTES",
        };
        (feature.name.clone(), datatype)
    })
}

struct Given {
    name: &'static str,
    datatype: &'static str,
    /// Whether each row has several.
    many: bool,
}

/// The outputs that every answer has.
fn outputs(demo: &Description) -> Vec<Given> {
    let given = |name, datatype| Given { name, datatype, many: false };
    let many = |name, datatype| Given { name, datatype, many: true };
    let card = demo.card.as_ref();
    let measured = card.is_some_and(|card| card.calibration.is_some());
    let held = card.is_some_and(|card| card.interval.is_some());
    let mut outputs = match demo.output {
        OutputKind::Classes if measured => vec![
            given("label", "BYTES"),
            given("probability", "FP64"),
            many("classes", "BYTES"),
            many("probabilities", "FP64"),
        ],
        // Whether their numbers are probabilities, only the answer says.
        OutputKind::Classes => vec![given("label", "BYTES"), many("classes", "BYTES")],
        OutputKind::Ranked => vec![given("label", "BYTES"), many("classes", "BYTES"), many("scores", "FP64")],
        OutputKind::Number if held => {
            vec![given("value", "FP64"), given("low", "FP64"), given("high", "FP64")]
        }
        OutputKind::Number => vec![given("value", "FP64")],
        OutputKind::Text => vec![given("text", "BYTES")],
        _ => vec![],
    };
    outputs.push(given(WHOLE, "BYTES"));
    outputs
}
