//! Whatever bytes are sent as a request, they are a request or a status_and_body error, and what is written is read back.

use maquette::api::open_inference::{Data, Tensor, parse_request};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A tensor, its datatype and its bytes.
type Sent = (Tensor, &'static str, Vec<u8>);

fn tensor() -> impl Strategy<Value = Sent> {
    let shape = prop::collection::vec(0_usize..4, 0..4);
    (shape, 0..4_u8).prop_flat_map(|(shape, kind)| {
        let count: usize = shape.iter().product();
        let name = "[a-z]{1,6}";
        let data = match kind {
            0 => prop::collection::vec(any::<bool>(), count).prop_map(Data::Bools).boxed(),
            1 => prop::collection::vec(any::<u8>(), count).prop_map(Data::Bytes).boxed(),
            // Such as JSON holds to the last digit.
            2 => prop::collection::vec((-8e6_f64..8e6).prop_map(|number| number.round() / 8.0), count)
                .prop_map(Data::Numbers)
                .boxed(),
            _ => prop::collection::vec("\\PC{0,6}".prop_map(String::into_bytes), count)
                .prop_map(Data::Texts)
                .boxed(),
        };
        (name, data).prop_map(move |(name, data)| {
            let (datatype, bytes) = written(&data);
            (Tensor { name, shape: shape.clone(), data }, datatype, bytes)
        })
    })
}

fn written(data: &Data) -> (&'static str, Vec<u8>) {
    match data {
        Data::Bools(bools) => ("BOOL", bools.iter().map(|truth| u8::from(*truth)).collect()),
        Data::Bytes(bytes) => ("UINT8", bytes.clone()),
        Data::Numbers(numbers) => ("FP64", numbers.iter().flat_map(|number| number.to_le_bytes()).collect()),
        Data::Texts(texts) => {
            let text = |text: &Vec<u8>| [&(text.len() as u32).to_le_bytes()[..], text].concat();
            ("BYTES", texts.iter().flat_map(text).collect())
        }
    }
}

fn in_json(data: &Data) -> Value {
    match data {
        Data::Bools(bools) => json!(bools),
        Data::Bytes(bytes) => json!(bytes),
        Data::Numbers(numbers) => json!(numbers),
        Data::Texts(texts) => texts.iter().map(|text| String::from_utf8_lossy(text)).collect(),
    }
}

/// A whole request of some tensors, those in `binary` as bytes, and how long its JSON is.
fn request(tensors: &[Sent], binary: &[bool]) -> (Vec<u8>, usize) {
    let input = |((Tensor { name, shape, data }, datatype, bytes), binary): (&Sent, &bool)| {
        let mut input = json!({ "name": name, "shape": shape, "datatype": datatype });
        match binary {
            true => input["parameters"] = json!({ "binary_data_size": bytes.len() }),
            false => input["data"] = in_json(data),
        }
        input
    };
    let inputs: Vec<_> = tensors.iter().zip(binary).map(input).collect();
    let mut body = json!({ "id": "7", "inputs": inputs }).to_string().into_bytes();
    let length = body.len();
    tensors.iter().zip(binary).filter(|(_, binary)| **binary).for_each(|((.., bytes), _)| body.extend(bytes));
    (body, length)
}

fn several() -> impl Strategy<Value = (Vec<Sent>, Vec<bool>)> {
    prop::collection::vec((tensor(), any::<bool>()), 0..4).prop_map(|tensors| tensors.into_iter().unzip())
}

proptest! {
    #[test]
    fn what_is_written_is_read_back((tensors, binary) in several()) {
        let (body, length) = request(&tensors, &binary);
        let read = parse_request(&body, Some(length)).expect("a request");
        prop_assert_eq!(read.id.as_deref(), Some("7"));
        let expected: Vec<_> = tensors.into_iter().map(|(tensor, ..)| tensor).collect();
        prop_assert_eq!(read.inputs, expected);
    }

    #[test]
    fn a_damaged_request_is_no_panic((tensors, binary) in several(), at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>(), length in prop::option::of(0_usize..400)) {
        let (mut body, right) = request(&tensors, &binary);
        let place = at.index(body.len());
        body[place] = byte;
        parse_request(&body, Some(right)).ok();
        body.truncate(cut.index(body.len()));
        parse_request(&body, Some(right)).ok();
        parse_request(&body, length).ok();
    }

    #[test]
    fn no_bytes_are_a_panic(body in prop::collection::vec(any::<u8>(), 0..200), length in prop::option::of(any::<usize>())) {
        parse_request(&body, length).ok();
    }

    #[test]
    fn whatever_a_tensor_says_of_itself_is_no_panic(
        shape in prop::collection::vec(any::<u64>(), 0..4), datatype in "(BOOL|U?INT(8|16|32|64)|B?FP?(16|32|64)|BYTES)",
        size in any::<u64>(), tail in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let parameters = json!({ "binary_data_size": size });
        let input = json!({ "name": "x", "shape": shape, "datatype": datatype, "parameters": parameters });
        let mut body = json!({ "inputs": [input] }).to_string().into_bytes();
        let length = body.len();
        body.extend(tail);
        parse_request(&body, Some(length)).ok();
    }
}
