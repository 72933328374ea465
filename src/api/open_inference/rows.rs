//! Tensors, one for each feature, as the rows that they hold together.

use super::malformed::{Malformed, short};
use super::tensor::{Data, Tensor};
use crate::api::http;
use crate::api::http::raw_bytes;
use crate::api::http::rows::MAX_ROWS;
use maquette_contract::{Feature, Image, Kind, Media, RawField, RawValue, Schema};

/// The rows of a request. What a tensor has as its first dimension is how many there are.
///
/// # Errors
/// A tensor that no feature has the name of, a shape that it can't have, or tensors of different lengths.
pub(crate) fn rows(schema: &Schema, inputs: Vec<Tensor>) -> Result<Vec<Vec<RawField>>, Malformed> {
    let inputs = match <[Tensor; 1]>::try_from(inputs) {
        Ok([only]) => parted(schema, only),
        Err(inputs) => inputs,
    };
    let count = inputs.first().map_or(1, |first| length(&first.shape));
    if !(1..=MAX_ROWS).contains(&count) {
        return Err(Malformed(format!("{count} rows are not answered; send 1 to {MAX_ROWS} at once")));
    }
    let mut columns = Vec::with_capacity(inputs.len());
    for input in inputs {
        let feature = schema.feature(&input.name).ok_or_else(|| {
            let names = http::rows::feature_names(schema);
            Malformed(format!("there is no input {}; the inputs are {names}", short(&input.name)))
        })?;
        if columns.iter().any(|(other, _): &(&Feature, _)| other.name == feature.name) {
            return Err(Malformed(format!("the input {} is there twice", feature.name)));
        }
        let got = length(&input.shape);
        if got != count {
            return Err(Malformed(format!(
                "the input {} has {got} rows, and the first has {count}",
                feature.name
            )));
        }
        let values = column(feature, input).map_err(|error| error.of(&feature.name))?;
        columns.push((feature, values.into_iter()));
    }
    let row = |_| {
        let cells = columns.iter_mut();
        cells.filter_map(|(feature, values)| Some((feature.name.clone(), values.next()?))).collect()
    };
    Ok((0..count).map(row).collect())
}

/// How many rows there are; a shape without dimensions has one.
fn length(shape: &[usize]) -> usize {
    shape.first().copied().unwrap_or(1)
}

/// A single tensor that bears no feature's name, as the columns of the numbers that it holds in order.
fn parted(schema: &Schema, only: Tensor) -> Vec<Tensor> {
    let numbers = schema.features.iter().filter(|feature| matches!(feature.kind, Kind::Number { .. }));
    let names: Vec<_> = numbers.map(|feature| &feature.name).collect();
    let values = match (&only.data, &only.shape[..]) {
        _ if schema.feature(&only.name).is_some() => return vec![only],
        (Data::Numbers(numbers), [_, width]) if *width == names.len() => numbers.clone(),
        (Data::Bytes(bytes), [_, width]) if *width == names.len() => {
            bytes.iter().copied().map(f64::from).collect()
        }
        _ => return vec![only],
    };
    let column = |(place, name): (usize, &String)| {
        let values: Vec<f64> = values.iter().skip(place).step_by(names.len()).copied().collect();
        Tensor { name: name.clone(), shape: vec![values.len()], data: Data::Numbers(values) }
    };
    names.iter().copied().enumerate().map(column).collect()
}

/// A value for each row.
fn column(feature: &Feature, Tensor { shape, data, .. }: Tensor) -> Result<Vec<RawValue>, Malformed> {
    let kind = &feature.kind;
    match (kind, data) {
        (Kind::Media { media: Media::Image | Media::Sketch, .. }, Data::Bytes(pixels)) => {
            pictures(&shape, &pixels)
        }
        (Kind::Media { media: Media::Image | Media::Sketch, .. }, Data::Numbers(numbers)) => {
            pictures(&shape, &pixels(&numbers)?)
        }
        (Kind::Choices { .. }, Data::Texts(texts)) if shape.len() == 2 && shape[1] != 1 => {
            Ok(lists(&texts, shape[1]))
        }
        (Kind::Media { most, .. }, Data::Texts(texts)) if *most > 1 && shape.len() == 2 && shape[1] != 1 => {
            Ok(lists(&texts, shape[1]))
        }
        (_, data) => {
            if !matches!(shape[..], [] | [_] | [_, 1]) {
                return Err(Malformed(format!("its shape is {shape:?}; give [n] or [n, 1]")));
            }
            Ok(match data {
                Data::Bools(bools) => bools.into_iter().map(RawValue::Bool).collect(),
                Data::Bytes(bytes) => bytes.into_iter().map(|byte| number(kind, byte.into())).collect(),
                Data::Numbers(numbers) => numbers.into_iter().map(|value| number(kind, value)).collect(),
                Data::Texts(texts) => texts.iter().map(|text| raw_bytes::raw_value(kind, text)).collect(),
            })
        }
    }
}

/// What is no number is not known; yes and no may be 1 and 0.
fn number(kind: &Kind, value: f64) -> RawValue {
    match kind {
        _ if value.is_nan() => RawValue::Null,
        Kind::Bool if value == 0.0 || value == 1.0 => RawValue::Bool(value == 1.0),
        _ => RawValue::Number(value),
    }
}

/// So many texts for each row; the empty ones fill it up.
fn lists(texts: &[Vec<u8>], width: usize) -> Vec<RawValue> {
    let text = |text: &Vec<u8>| String::from_utf8_lossy(text).into_owned();
    let list = |texts: &[Vec<u8>]| texts.iter().filter(|text| !text.is_empty()).map(text).collect();
    texts.chunks(width.max(1)).map(|texts| RawValue::Strings(list(texts))).collect()
}

/// Pixels that came as floats.
fn pixels(numbers: &[f64]) -> Result<Vec<u8>, Malformed> {
    match numbers.iter().find(|number| !(0.0..=255.0).contains(*number)) {
        Some(wrong) => Err(Malformed(format!("{wrong} is no pixel; give 0 to 255"))),
        None => Ok(numbers.iter().map(|number| number.round() as u8).collect()),
    }
}

/// The brightness of each pixel, or its red, green and blue.
fn pictures(shape: &[usize], pixels: &[u8]) -> Result<Vec<RawValue>, Malformed> {
    let picture: fn(usize, usize, &[u8]) -> Image = match shape {
        [_, _, _] | [_, _, _, 1] => Image::gray,
        [_, _, _, 3] => |width, height, pixels| Image::new(width, height, pixels.to_vec()),
        _ => {
            let wanted = "[n, height, width] or [n, height, width, 3]";
            return Err(Malformed(format!("its shape is {shape:?}; give {wanted}")));
        }
    };
    let size: usize = shape[1..].iter().product();
    if size == 0 {
        return Err(Malformed("its pictures have no pixels".to_owned()));
    }
    let one = |pixels| RawValue::Images(vec![picture(shape[2], shape[1], pixels)]);
    Ok(pixels.chunks_exact(size).map(one).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let number = |name: &str| Feature::number(name, name, "", 0.0..=9.0, 1.0);
        let wet = Feature::new("wet", "Wet", Kind::Bool).optional();
        let drawing = Kind::Media { media: Media::Sketch, least: 1, most: 1 };
        let drawing = Feature::new("drawing", "Drawing", drawing).optional();
        Schema { features: vec![number("x"), number("y"), wet, drawing] }
    }

    fn tensor(name: &str, shape: &[usize], data: Data) -> Tensor {
        Tensor { name: name.to_owned(), shape: shape.to_vec(), data }
    }

    fn check(inputs: Vec<Tensor>, expected: Result<&[&[(&str, RawValue)]], &str>) {
        let rows = rows(&schema(), inputs).map_err(|error| error.to_string());
        let named = |(name, value): &(&str, RawValue)| ((*name).to_owned(), value.clone());
        let expected = expected.map(|rows| rows.iter().map(|row| row.iter().map(named).collect()).collect());
        assert_eq!(rows, expected.map_err(str::to_owned));
    }

    fn numbers(values: &[f64]) -> Data {
        Data::Numbers(values.to_vec())
    }

    #[test]
    fn tensors_are_columns() {
        let number = RawValue::Number;
        check(
            vec![
                tensor("y", &[2], Data::Bytes(vec![3, 4])),
                tensor("x", &[2, 1], numbers(&[1.5, f64::NAN])),
                tensor("wet", &[2], numbers(&[1.0, 0.0])),
            ],
            Ok(&[
                &[("y", number(3.0)), ("x", number(1.5)), ("wet", RawValue::Bool(true))],
                &[("y", number(4.0)), ("x", RawValue::Null), ("wet", RawValue::Bool(false))],
            ]),
        );
        check(vec![tensor("x", &[], numbers(&[7.0]))], Ok(&[&[("x", number(7.0))]]));
        check(vec![], Ok(&[&[]]));
    }

    #[test]
    fn one_tensor_may_hold_the_numbers_in_order() {
        let row = |x, y| [("x", RawValue::Number(x)), ("y", RawValue::Number(y))];
        check(
            vec![tensor("input_0", &[2, 2], numbers(&[1.0, 2.0, 3.0, 4.0]))],
            Ok(&[&row(1.0, 2.0), &row(3.0, 4.0)]),
        );
        check(
            vec![tensor("input_0", &[1, 3], numbers(&[1.0, 2.0, 3.0]))],
            Err("there is no input input_0; the inputs are x, y, wet, drawing"),
        );
    }

    #[test]
    fn pixels_are_pictures() {
        let image = Image::gray(2, 1, &[0, 255]);
        let drawn = [("drawing", RawValue::Images(vec![image.clone()]))];
        check(vec![tensor("drawing", &[1, 1, 2], Data::Bytes(vec![0, 255]))], Ok(&[&drawn]));
        check(vec![tensor("drawing", &[1, 1, 2, 1], numbers(&[0.2, 254.9]))], Ok(&[&drawn]));
        let rgb = Data::Bytes(vec![0, 0, 0, 255, 255, 255]);
        check(vec![tensor("drawing", &[1, 1, 2, 3], rgb)], Ok(&[&drawn]));
        check(
            vec![tensor("drawing", &[1, 1, 1], numbers(&[256.0]))],
            Err("the input drawing: 256 is no pixel; give 0 to 255"),
        );
        check(
            vec![tensor("drawing", &[1, 4], Data::Bytes(vec![0; 4]))],
            Err("the input drawing: its shape is [1, 4]; give [n, height, width] or [n, height, width, 3]"),
        );
        check(
            vec![tensor("drawing", &[1, 0, 5], Data::Bytes(vec![]))],
            Err("the input drawing: its pictures have no pixels"),
        );
    }

    #[test]
    fn what_can_not_be_rows_is_an_error() {
        let x = || tensor("x", &[2], numbers(&[1.0, 2.0]));
        check(vec![x(), x()], Err("the input x is there twice"));
        check(
            vec![x(), tensor("y", &[1], numbers(&[1.0]))],
            Err("the input y has 1 rows, and the first has 2"),
        );
        check(
            vec![tensor("x", &[2, 1, 1], numbers(&[1.0, 2.0]))],
            Err("the input x: its shape is [2, 1, 1]; give [n] or [n, 1]"),
        );
        check(vec![tensor("x", &[0], numbers(&[]))], Err("0 rows are not answered; send 1 to 16384 at once"));
        check(
            vec![tensor("x", &[16_385], numbers(&[0.0; 16_385]))],
            Err("16385 rows are not answered; send 1 to 16384 at once"),
        );
    }

    #[test]
    fn several_answers_are_a_list_or_parted_by_commas() {
        let choices = ["a", "b"]
            .map(|name| maquette_contract::Alternative { value: name.to_owned(), label: name.to_owned() });
        let kind = Kind::Choices { choices: choices.to_vec() };
        let schema = Schema { features: vec![Feature::new("any", "Any", kind)] };
        let check = |shape: &[usize], texts: &[&str], expected: &[&[&str]]| {
            let data = Data::Texts(texts.iter().map(|text| text.as_bytes().to_vec()).collect());
            let rows = rows(&schema, vec![tensor("any", shape, data)]).expect("rows");
            let strings =
                |list: &[&str]| RawValue::Strings(list.iter().copied().map(str::to_owned).collect());
            let expected: Vec<_> =
                expected.iter().map(|list| vec![("any".to_owned(), strings(list))]).collect();
            assert_eq!(rows, expected);
        };
        check(&[2], &["a,b", ""], &[&["a", "b"], &[]]);
        check(&[2, 2], &["a", "b", "b", ""], &[&["a", "b"], &["b"]]);
    }
}
