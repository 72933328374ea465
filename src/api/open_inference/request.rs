//! The request of an inference, with bounds on the number of tensors.

use super::data::Flat;
use super::malformed::Malformed;
use super::tensor::{Data, Datatype, Tensor, count, from_bytes, from_json};
use crate::api::http::json_limits::json_text;
use crate::api::http::lenient_json::without_nan;
use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, SeqAccess, Visitor};
use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

/// More dimensions than this nobody has, and more tensors of one request neither.
const DIMENSIONS: usize = 16;
const TENSORS: usize = 1024;

/// What a client asks of a model.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// Given back with the answer.
    pub id: Option<String>,
    /// How long it would wait.
    pub timeout: Option<Duration>,
    pub inputs: Vec<Tensor>,
    /// Which outputs it wants; those that the model gives by itself where there are none.
    pub outputs: Vec<Wanted>,
    /// Whether outputs are sent as bytes that do not say so themselves.
    pub binary: bool,
}

/// An output that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub name: String,
    /// Whether it is sent as bytes.
    pub binary: bool,
    /// The likeliest so many classes in words, instead of a number for each.
    pub classification: Option<usize>,
}

/// Reads the body of a request: JSON, and behind so many bytes of it the tensors that are sent as bytes.
///
/// # Errors
/// What is no such request, in words: no JSON, a shape that its data do not have, bytes that are too few or left over.
pub fn parse_request(body: &[u8], json: Option<usize>) -> Result<Request, Malformed> {
    let (head, mut bytes) = match json {
        None => (body, &[][..]),
        Some(length) => body.split_at_checked(length).ok_or_else(|| {
            Malformed(format!("Inference-Header-Content-Length is {length}, and the body {}", body.len()))
        })?,
    };
    let head = json_text(head).map_err(|error| Malformed(error.message.to_string()))?;
    let head = serde_json::from_slice::<Head>(head).or_else(|error| match without_nan(head) {
        Some(head) => serde_json::from_slice(&head),
        None => Err(error),
    });
    let head = head.map_err(|error| Malformed(format!("this is no request: {error}")))?;
    let parameters = head.parameters.unwrap_or_default();
    if parameters.sequence_id.is_some() {
        return Err(Malformed("sequences are not served; leave out sequence_id".to_owned()));
    }
    let mut inputs = Vec::with_capacity(head.inputs.0.len());
    for Input { name, shape, datatype, parameters, data } in head.inputs.0 {
        let of = |error: Malformed| error.of(&name);
        let InputParameters { binary_data_size, shared_memory_region } = parameters.unwrap_or_default();
        if shared_memory_region.is_some() {
            return Err(of(Malformed("shared memory is not served; send the data".to_owned())));
        }
        let data = read(&shape.0, &datatype, data, binary_data_size, &mut bytes).map_err(of)?;
        inputs.push(Tensor { name, shape: shape.0, data });
    }
    if !bytes.is_empty() {
        return Err(Malformed(format!("{} bytes are left over behind the last input", bytes.len())));
    }
    let binary = parameters.binary_data_output.unwrap_or(false);
    let wanted = head.outputs.unwrap_or_default().0.into_iter().map(|Output { name, parameters }| {
        let OutputParameters { binary_data, classification } = parameters.unwrap_or_default();
        Wanted { name, binary: binary_data.unwrap_or(binary), classification }
    });
    let outputs = wanted.collect();
    // Without end is what no time means.
    let timeout = parameters.timeout.filter(|micros| *micros > 0).map(Duration::from_micros);
    Ok(Request { id: head.id, timeout, inputs, outputs, binary })
}

/// The data of one input; its bytes are cut off in front of the others'.
fn read(
    shape: &[usize],
    datatype: &str,
    json: Option<Flat>,
    size: Option<usize>,
    bytes: &mut &[u8],
) -> Result<Data, Malformed> {
    let known = "BOOL, BYTES, UINT8 to UINT64, INT8 to INT64 or FP16 to FP64";
    let datatype = Datatype::named(datatype).ok_or_else(|| {
        Malformed(format!("{} is no datatype; give {known}", super::malformed::short(datatype)))
    })?;
    let count = count(shape)?;
    match (json, size) {
        (Some(json), None) => from_json(datatype, count, json),
        (None, Some(size)) => {
            let (own, rest) = bytes.split_at_checked(size).ok_or_else(|| {
                Malformed(format!("binary_data_size is {size}, and there are {} bytes left", bytes.len()))
            })?;
            *bytes = rest;
            from_bytes(datatype, count, own)
        }
        (Some(_), Some(_)) => Err(Malformed("there are data as well as binary_data_size".to_owned())),
        (None, None) => Err(Malformed("there are neither data nor binary_data_size".to_owned())),
    }
}

// What clients send beside this is theirs.
#[derive(serde::Deserialize)]
struct Head {
    id: Option<String>,
    parameters: Option<Parameters>,
    inputs: Few<Input, TENSORS>,
    outputs: Option<Few<Output, TENSORS>>,
}

#[derive(Default, serde::Deserialize)]
struct Parameters {
    binary_data_output: Option<bool>,
    /// In microseconds.
    timeout: Option<u64>,
    sequence_id: Option<IgnoredAny>,
}

#[derive(serde::Deserialize)]
struct Input {
    name: String,
    shape: Few<usize, DIMENSIONS>,
    datatype: String,
    parameters: Option<InputParameters>,
    data: Option<Flat>,
}

#[derive(Default, serde::Deserialize)]
struct InputParameters {
    binary_data_size: Option<usize>,
    shared_memory_region: Option<String>,
}

#[derive(serde::Deserialize)]
struct Output {
    name: String,
    parameters: Option<OutputParameters>,
}

#[derive(Default, serde::Deserialize)]
struct OutputParameters {
    binary_data: Option<bool>,
    classification: Option<usize>,
}

/// A list that may not have more than so many.
struct Few<T, const MOST: usize>(Vec<T>);

impl<T, const MOST: usize> Default for Few<T, MOST> {
    fn default() -> Self {
        Self(vec![])
    }
}

impl<'de, T: Deserialize<'de>, const MOST: usize> Deserialize<'de> for Few<T, MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Items::<T, MOST>(PhantomData)).map(Self)
    }
}

struct Items<T, const MOST: usize>(PhantomData<T>);

impl<'de, T: Deserialize<'de>, const MOST: usize> Visitor<'de> for Items<T, MOST> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a list of at most {MOST}")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Vec<T>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            if items.len() == MOST {
                return Err(Error::invalid_length(MOST + 1, &self));
            }
            items.push(item);
        }
        Ok(items)
    }
}
