//! Tensors as the Open Inference Protocol writes them: a shape, a datatype, and data in JSON or as bytes, the lowest first.

use super::data::Flat;
use super::data::MAX_TEXTS;
use super::malformed::Malformed;

/// A tensor, with as many elements as its shape says.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    pub name: String,
    pub shape: Vec<usize>,
    pub data: Data,
}

/// The elements, row by row. What numbers were written in makes no difference to a model.
#[derive(Clone, Debug, PartialEq)]
pub enum Data {
    Bools(Vec<bool>),
    /// Small whole numbers, as pixels are.
    Bytes(Vec<u8>),
    Numbers(Vec<f64>),
    Texts(Vec<Vec<u8>>),
}

/// How elements are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Datatype {
    Bool,
    Unsigned(Width),
    Signed(Width),
    Float(Width),
    /// A float of 16 bits with the range of one of 32.
    Brain,
    Bytes,
}

/// In bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Width {
    One = 1,
    Two = 2,
    Four = 4,
    Eight = 8,
}

impl Datatype {
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "BOOL" => Self::Bool,
            "UINT8" => Self::Unsigned(Width::One),
            "UINT16" => Self::Unsigned(Width::Two),
            "UINT32" => Self::Unsigned(Width::Four),
            "UINT64" => Self::Unsigned(Width::Eight),
            "INT8" => Self::Signed(Width::One),
            "INT16" => Self::Signed(Width::Two),
            "INT32" => Self::Signed(Width::Four),
            "INT64" => Self::Signed(Width::Eight),
            "FP16" => Self::Float(Width::Two),
            "FP32" => Self::Float(Width::Four),
            "FP64" => Self::Float(Width::Eight),
            "BF16" => Self::Brain,
            "BYTES" => Self::Bytes,
            _ => return None,
        })
    }

    /// The bytes of one element; `None` where each has its own length.
    fn size(self) -> Option<usize> {
        match self {
            Self::Bool => Some(1),
            Self::Unsigned(width) | Self::Signed(width) | Self::Float(width) => Some(width as usize),
            Self::Brain => Some(2),
            Self::Bytes => None,
        }
    }
}

/// How many elements a shape has.
pub(crate) fn count(shape: &[usize]) -> Result<usize, Malformed> {
    let product = shape.iter().try_fold(1_usize, |product, side| product.checked_mul(*side));
    product.ok_or_else(|| Malformed(format!("no tensor has the shape {shape:?}: that is too large")))
}

/// Elements out of bytes, `count` of them.
pub(crate) fn from_bytes(datatype: Datatype, count: usize, bytes: &[u8]) -> Result<Data, Malformed> {
    let Some(size) = datatype.size() else { return texts(count, bytes) };
    if count.checked_mul(size) != Some(bytes.len()) {
        let got = bytes.len();
        return Err(Malformed(format!(
            "{count} elements of {size} bytes each are expected, not {got} bytes"
        )));
    }
    Ok(match datatype {
        Datatype::Bool => Data::Bools(bytes.iter().map(|byte| *byte != 0).collect()),
        Datatype::Unsigned(Width::One) => Data::Bytes(bytes.to_vec()),
        Datatype::Unsigned(Width::Two) => numbers(bytes, |bytes| f64::from(u16::from_le_bytes(bytes))),
        Datatype::Unsigned(Width::Four) => numbers(bytes, |bytes| f64::from(u32::from_le_bytes(bytes))),
        Datatype::Unsigned(Width::Eight) => numbers(bytes, |bytes| u64::from_le_bytes(bytes) as f64),
        Datatype::Signed(Width::One) => numbers(bytes, |bytes| f64::from(i8::from_le_bytes(bytes))),
        Datatype::Signed(Width::Two) => numbers(bytes, |bytes| f64::from(i16::from_le_bytes(bytes))),
        Datatype::Signed(Width::Four) => numbers(bytes, |bytes| f64::from(i32::from_le_bytes(bytes))),
        Datatype::Signed(Width::Eight) => numbers(bytes, |bytes| i64::from_le_bytes(bytes) as f64),
        Datatype::Float(Width::Eight) => numbers(bytes, f64::from_le_bytes),
        Datatype::Float(Width::Four) => numbers(bytes, |bytes| f64::from(f32::from_le_bytes(bytes))),
        Datatype::Float(_) => numbers(bytes, |bytes| half(u16::from_le_bytes(bytes))),
        Datatype::Brain => {
            numbers(bytes, |bytes| f64::from(f32::from_bits(u32::from(u16::from_le_bytes(bytes)) << 16)))
        }
        Datatype::Bytes => Data::Texts(vec![]),
    })
}

fn numbers<const SIZE: usize>(bytes: &[u8], number: impl Fn([u8; SIZE]) -> f64) -> Data {
    Data::Numbers(bytes.as_chunks().0.iter().map(|bytes| number(*bytes)).collect())
}

/// A float of 16 bits (IEEE 754): a sign, 5 bits of exponent and 10 of fraction.
fn half(bits: u16) -> f64 {
    let fraction = f64::from(bits & 0x3ff) / 1024.0;
    let size = match (bits >> 10) & 0x1f {
        0 => fraction * 2_f64.powi(-14),
        0x1f if fraction == 0.0 => f64::INFINITY,
        0x1f => f64::NAN,
        exponent => (1.0 + fraction) * 2_f64.powi(i32::from(exponent) - 15),
    };
    if bits >> 15 == 1 { -size } else { size }
}

/// Texts, each behind its length in 32 bits.
fn texts(count: usize, mut bytes: &[u8]) -> Result<Data, Malformed> {
    few_texts(count)?;
    let mut texts = Vec::with_capacity(count.min(bytes.len() / 4));
    for place in 0..count {
        let cut = bytes.split_first_chunk().and_then(|(length, rest)| {
            rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
        });
        let Some((text, rest)) = cut else {
            return Err(Malformed(format!("the bytes end within element {place} of {count}")));
        };
        texts.push(text.to_vec());
        bytes = rest;
    }
    if bytes.is_empty() {
        return Ok(Data::Texts(texts));
    }
    Err(Malformed(format!("{} bytes are left over behind {count} elements", bytes.len())))
}

/// Elements out of JSON, `count` of them.
pub(crate) fn from_json(datatype: Datatype, count: usize, data: Flat) -> Result<Data, Malformed> {
    let got = data.len();
    if got != count {
        return Err(Malformed(format!("{count} elements are expected, not {got}")));
    }
    match (datatype, data) {
        (Datatype::Float(Width::Two) | Datatype::Brain, _) => {
            Err(Malformed("floats of 16 bits can't be written in JSON; send them as binary data".to_owned()))
        }
        (Datatype::Bool, Flat::Empty) => Ok(Data::Bools(vec![])),
        (Datatype::Bytes, Flat::Empty) => Ok(Data::Texts(vec![])),
        (Datatype::Unsigned(Width::One), Flat::Empty) => Ok(Data::Bytes(vec![])),
        (_, Flat::Empty) => Ok(Data::Numbers(vec![])),
        (Datatype::Bytes, Flat::Unknown(count)) => {
            few_texts(count).map(|()| Data::Texts(vec![vec![]; count]))
        }
        (datatype, Flat::Unknown(count)) if datatype != Datatype::Unsigned(Width::One) => {
            Ok(Data::Numbers(vec![f64::NAN; count]))
        }
        (Datatype::Bool, Flat::Bools(bools)) => Ok(known_or_not(bools)),
        (Datatype::Bool, Flat::Numbers(bits))
            if bits.iter().all(|bit| bit.is_nan() || matches!(bit, 0.0 | 1.0)) =>
        {
            Ok(known_or_not(bits.into_iter().map(|bit| (!bit.is_nan()).then_some(bit == 1.0)).collect()))
        }
        (Datatype::Bytes, Flat::Texts(texts)) => few_texts(count).map(|()| Data::Texts(texts)),
        (Datatype::Unsigned(Width::One), Flat::Numbers(numbers)) => {
            whole(&numbers, 0.0, 255.0)?;
            if numbers.iter().any(|number| number.is_nan()) {
                return Err(Malformed("null is no number of this datatype".to_owned()));
            }
            Ok(Data::Bytes(numbers.into_iter().map(|number| number as u8).collect()))
        }
        (Datatype::Unsigned(width), Flat::Numbers(numbers)) => {
            whole(&numbers, 0.0, 2_f64.powi(8 * width as i32))?;
            Ok(Data::Numbers(numbers))
        }
        (Datatype::Signed(width), Flat::Numbers(numbers)) => {
            let most = 2_f64.powi(8 * width as i32 - 1);
            whole(&numbers, -most, most)?;
            Ok(Data::Numbers(numbers))
        }
        (Datatype::Float(_), Flat::Numbers(numbers)) => Ok(Data::Numbers(numbers)),
        (_, data) => Err(Malformed(format!("{} are no data of this datatype", data.called()))),
    }
}

/// Yes and no; where some are neither, as numbers, of which what is not known is none.
fn known_or_not(bools: Vec<Option<bool>>) -> Data {
    match bools.iter().copied().collect() {
        Some(bools) => Data::Bools(bools),
        None => Data::Numbers(bools.into_iter().map(|truth| truth.map_or(f64::NAN, f64::from)).collect()),
    }
}

fn few_texts(count: usize) -> Result<(), Malformed> {
    if count <= MAX_TEXTS {
        return Ok(());
    }
    Err(Malformed(format!("{count} texts are too many; send at most {MAX_TEXTS} at once")))
}

/// Whether what is known is whole, and within the bounds of its datatype.
fn whole(numbers: &[f64], low: f64, high: f64) -> Result<(), Malformed> {
    let known = numbers.iter().filter(|number| !number.is_nan());
    let wrong = known.copied().find(|number| number.fract() != 0.0 || !(low..=high).contains(number));
    wrong.map_or(Ok(()), |wrong| Err(Malformed(format!("{wrong} is no number of this datatype"))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(datatype: &str, bytes: &[u8], count: usize, expected: Result<Data, &str>) {
        let datatype = Datatype::named(datatype).expect("a datatype");
        let read = from_bytes(datatype, count, bytes).map_err(|error| error.to_string());
        assert_eq!(read, expected.map_err(str::to_owned), "{datatype:?} {bytes:?}");
    }

    #[test]
    fn numbers_are_read_from_their_bytes() {
        let one = |bytes: &[u8], datatype, number| check(datatype, bytes, 1, Ok(Data::Numbers(vec![number])));
        check("BOOL", &[0, 1, 2], 3, Ok(Data::Bools(vec![false, true, true])));
        check("UINT8", &[0, 255], 2, Ok(Data::Bytes(vec![0, 255])));
        one(&[0xff], "INT8", -1.0);
        one(&[1, 2], "UINT16", 513.0);
        one(&[0xfe, 0xff], "INT16", -2.0);
        one(&u32::MAX.to_le_bytes(), "UINT32", 4_294_967_295.0);
        one(&i32::MIN.to_le_bytes(), "INT32", -2_147_483_648.0);
        one(&u64::MAX.to_le_bytes(), "UINT64", 18_446_744_073_709_551_616.0);
        one(&(-5_i64).to_le_bytes(), "INT64", -5.0);
        one(&1.5_f32.to_le_bytes(), "FP32", 1.5);
        one(&(-0.1_f64).to_le_bytes(), "FP64", -0.1);
        one(&0x3f80_u16.to_le_bytes(), "BF16", 1.0);
    }

    #[test]
    fn floats_of_16_bits() {
        let check = |bits: u16, expected: f64| assert_eq!(half(bits), expected, "{bits:#x}");
        check(0x3c00, 1.0);
        check(0xc000, -2.0);
        check(0x3555, 0.333_251_953_125);
        check(0x7bff, 65_504.0);
        check(0x0001, 5.960_464_477_539_063e-8);
        check(0xfc00, f64::NEG_INFINITY);
        assert!(half(0x7e00).is_nan());
    }

    #[test]
    fn bytes_have_to_be_as_many_as_the_shape_says() {
        check("FP32", &[0; 7], 2, Err("2 elements of 4 bytes each are expected, not 7 bytes"));
        check(
            "FP64",
            &[],
            usize::MAX,
            Err("18446744073709551615 elements of 8 bytes each are expected, not 0 bytes"),
        );
        check("BYTES", &[1, 0, 0, 0, b'a', 0, 0, 0, 0], 2, Ok(Data::Texts(vec![b"a".to_vec(), vec![]])));
        check("BYTES", &[2, 0, 0, 0, b'a'], 1, Err("the bytes end within element 0 of 1"));
        check("BYTES", &[1, 0, 0], 1, Err("the bytes end within element 0 of 1"));
        check("BYTES", &[0, 0, 0, 0, 7], 1, Err("1 bytes are left over behind 1 elements"));
        check("BYTES", &[], 1 << 40, Err("1099511627776 texts are too many; send at most 1048576 at once"));
    }

    #[test]
    fn a_shape_may_not_be_beyond_counting() {
        assert_eq!(count(&[2, 3]), Ok(6));
        assert_eq!(count(&[]), Ok(1));
        assert_eq!(count(&[0, 5]), Ok(0));
        assert!(count(&[usize::MAX, 2]).is_err());
    }
}
