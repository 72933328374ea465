//! Decompresses the body of a request.

use crate::api::http::body::{MAX_BATCH_BYTES, Reservation, reserve};
use crate::api::http::error::ApiError;
use axum::http::{HeaderMap, StatusCode, header};
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use std::io::Read;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    None,
    Gzip,
    Deflate,
}

/// # Errors
/// One that is not known.
pub(crate) fn packing(headers: &HeaderMap) -> Result<Packing, ApiError> {
    let encoding = headers.get(header::CONTENT_ENCODING).map(|encoding| encoding.to_str().unwrap_or("?"));
    match encoding.unwrap_or_default().trim() {
        "" | "identity" => Ok(Packing::None),
        "gzip" | "x-gzip" => Ok(Packing::Gzip),
        "deflate" => Ok(Packing::Deflate),
        other => {
            let text = format!("The Content-Encoding {other} is not read; pack the body by gzip or deflate");
            Err(ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text))
        }
    }
}

/// The body itself, and the place that it takes.
///
/// # Errors
/// What is damaged, larger than any body may be, or has no place at the moment.
pub(crate) fn unpacked(packing: Packing, body: Vec<u8>) -> Result<(Vec<u8>, Reservation), ApiError> {
    let mut held = Reservation::new();
    let reader: &mut dyn Read = match packing {
        Packing::None => return Ok((body, held)),
        Packing::Gzip => &mut MultiGzDecoder::new(&body[..]),
        Packing::Deflate => &mut ZlibDecoder::new(&body[..]),
    };
    let (mut whole, mut piece) = (Vec::new(), vec![0; 64 * 1024]);
    loop {
        let read = reader.read(&mut piece);
        let length =
            read.map_err(|error| ApiError::bad_request(format!("The body can't be unpacked: {error}")))?;
        if length == 0 {
            return Ok((whole, held));
        }
        if whole.len() + length > MAX_BATCH_BYTES {
            let text = format!("The body is larger than {} MiB, unpacked", MAX_BATCH_BYTES >> 20);
            return Err(ApiError::new(StatusCode::PAYLOAD_TOO_LARGE, text));
        }
        // A small body may be a large one: many at once have to find place too.
        reserve(&mut held, whole.len() + length)?;
        whole.extend_from_slice(&piece[..length]);
    }
}
