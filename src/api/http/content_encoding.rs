//! Decodes bodies that a client has compressed with gzip or deflate, at every door and within bounds.

use super::body_error::BodyError;
use super::error::ApiError;
use crate::access::header_list;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use flate2::write::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use futures_util::StreamExt;
use futures_util::stream::unfold;
use std::io::{self, Write};

/// The most bytes that a body may have once it is decoded. Each door has a lower bound of its own.
const MAX_DECODED_BYTES: usize = 64 * 1024 * 1024;
/// How much is decoded at once: deflate makes up to 1032 bytes of one.
const PIECE_BYTES: usize = 4 * 1024;

/// How a body is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
}

/// The request with its body as it was before it was compressed.
///
/// # Errors
/// 415 with an Accept-Encoding header, if it is compressed in another way.
pub(crate) fn decode(mut request: Request) -> Result<Request, Box<Response>> {
    let coding = match coding(request.headers()) {
        Ok(None) => return Ok(request),
        Ok(Some(coding)) => coding,
        Err(error) => {
            let mut response = error.into_response();
            let accepted = HeaderValue::from_static("gzip, deflate");
            response.headers_mut().insert(header::ACCEPT_ENCODING, accepted);
            return Err(Box::new(response));
        }
    };
    request.headers_mut().remove(header::CONTENT_ENCODING);
    // It counts what was sent, not what is read.
    request.headers_mut().remove(header::CONTENT_LENGTH);
    Ok(request.map(|body| decoded(coding, body)))
}

fn coding(headers: &HeaderMap) -> Result<Option<Coding>, ApiError> {
    let values = headers.get_all(header::CONTENT_ENCODING).iter().flat_map(|value| header_list(value, b','));
    let mut found = None;
    for value in values {
        let coding = match value.to_ascii_lowercase().as_str() {
            "" | "identity" => continue,
            "gzip" | "x-gzip" => Coding::Gzip,
            "deflate" => Coding::Deflate,
            _ => return Err(unsupported(&format!("The Content-Encoding {} is not supported", short(value)))),
        };
        if found.replace(coding).is_some() {
            return Err(unsupported("The body is compressed twice"));
        }
    }
    Ok(found)
}

fn short(value: &str) -> String {
    value.chars().take(40).collect()
}

fn unsupported(what: &str) -> ApiError {
    let text = format!("{what}; compress it with gzip or deflate, or send it as it is");
    ApiError::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text)
}

fn decoded(coding: Coding, body: Body) -> Body {
    let state =
        State { chunks: body.into_data_stream(), decoder: None, coding, pending: Bytes::new(), total: 0 };
    Body::from_stream(unfold(Some(state), async |state| {
        let mut state = state?;
        match state.next().await {
            Ok(Some(piece)) => Some((Ok(piece), Some(state))),
            Ok(None) => state.finish().transpose().map(|last| (last, None)),
            Err(error) => Some((Err(error), None)),
        }
    }))
}

struct State {
    chunks: axum::body::BodyDataStream,
    /// Made with the first bytes.
    decoder: Option<Decoder>,
    coding: Coding,
    /// Came, and is not decoded yet.
    pending: Bytes,
    total: usize,
}

impl State {
    /// The next piece of the decoded body; `None` once all that was sent is decoded.
    async fn next(&mut self) -> Result<Option<Bytes>, BodyError> {
        loop {
            if self.pending.is_empty() {
                match self.chunks.next().await {
                    Some(chunk) => self.pending = chunk.map_err(|error| BodyError::of(&error))?,
                    None => return Ok(None),
                }
                continue;
            }
            let input = self.pending.split_to(self.pending.len().min(PIECE_BYTES));
            let decoder = self.decoder.get_or_insert_with(|| Decoder::new(self.coding, input[0]));
            let output = decoder.write(&input).map_err(|_| self.damaged())?;
            if !output.is_empty() {
                return self.counted(output).map(Some);
            }
        }
    }

    /// The last piece, if there is one.
    fn finish(mut self) -> Result<Option<Bytes>, BodyError> {
        let Some(decoder) = self.decoder.take() else { return Err(self.damaged()) };
        let rest = decoder.finish().map_err(|_| self.damaged())?;
        if rest.is_empty() { Ok(None) } else { self.counted(rest).map(Some) }
    }

    fn counted(&mut self, output: Vec<u8>) -> Result<Bytes, BodyError> {
        self.total += output.len();
        if self.total > MAX_DECODED_BYTES {
            return Err(BodyError::TooLarge(MAX_DECODED_BYTES >> 20));
        }
        Ok(output.into())
    }

    fn damaged(&self) -> BodyError {
        BodyError::Damaged(match self.coding {
            Coding::Gzip => "gzip",
            Coding::Deflate => "deflate",
        })
    }
}

enum Decoder {
    Gzip(MultiGzDecoder<Vec<u8>>),
    Zlib(ZlibDecoder<Vec<u8>>),
    /// Some clients send deflate without the header of zlib.
    Raw(DeflateDecoder<Vec<u8>>),
}

impl Decoder {
    fn new(coding: Coding, first: u8) -> Self {
        match coding {
            Coding::Gzip => Self::Gzip(MultiGzDecoder::new(Vec::new())),
            // The low four bits of zlib's first byte are its method, 8. Raw deflate begins so only with a stored block whose
            // padding is not zero, which no program writes.
            Coding::Deflate if first & 0x0f == 8 => Self::Zlib(ZlibDecoder::new(Vec::new())),
            Coding::Deflate => Self::Raw(DeflateDecoder::new(Vec::new())),
        }
    }

    fn input(&mut self) -> &mut dyn Write {
        match self {
            Self::Gzip(decoder) => decoder,
            Self::Zlib(decoder) => decoder,
            Self::Raw(decoder) => decoder,
        }
    }

    /// What is decoded and not taken yet.
    fn output(&mut self) -> &mut Vec<u8> {
        match self {
            Self::Gzip(decoder) => decoder.get_mut(),
            Self::Zlib(decoder) => decoder.get_mut(),
            Self::Raw(decoder) => decoder.get_mut(),
        }
    }

    /// Decodes some more. Bytes behind the end are ignored.
    fn write(&mut self, mut input: &[u8]) -> io::Result<Vec<u8>> {
        while !input.is_empty() {
            let written = self.input().write(input)?;
            if written == 0 {
                break;
            }
            input = &input[written..];
        }
        self.input().flush()?;
        Ok(std::mem::take(self.output()))
    }

    /// What is left, if the compressed data had an end.
    fn finish(mut self) -> io::Result<Vec<u8>> {
        let ended = match &mut self {
            Self::Gzip(decoder) => decoder.try_finish().is_ok(),
            // These take nothing more once they have reached the end.
            Self::Zlib(_) | Self::Raw(_) => self.input().write(&[0])? == 0,
        };
        if !ended {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(std::mem::take(self.output()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::to_bytes;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};

    fn encoder(coding: &str, text: &[u8]) -> Vec<u8> {
        let level = Compression::best();
        let write = |mut encoder: Box<dyn Write>| encoder.write_all(text);
        let mut bytes = Vec::new();
        match coding {
            "gzip" => write(Box::new(GzEncoder::new(&mut bytes, level))),
            "zlib" => write(Box::new(ZlibEncoder::new(&mut bytes, level))),
            _ => write(Box::new(DeflateEncoder::new(&mut bytes, level))),
        }
        .expect("written");
        bytes
    }

    async fn read(header: &str, body: Vec<u8>) -> Result<Vec<u8>, String> {
        let request = Request::post("/").header("content-encoding", header).body(Body::from(body));
        match decode(request.expect("a request")) {
            Err(response) => Err(response.status().as_u16().to_string()),
            Ok(request) => {
                let body = to_bytes(request.into_body(), usize::MAX).await;
                body.map(|body| body.to_vec()).map_err(|error| BodyError::of(&error).to_string())
            }
        }
    }

    #[tokio::test]
    async fn a_body_is_decoded_or_refused_in_words() {
        let text = b"{\"a\": 1}".repeat(2000);
        let check = async |header: &str, body: Vec<u8>, expected: Result<&[u8], &str>| {
            let read = read(header, body).await;
            assert_eq!(read.as_deref().map_err(String::as_str), expected, "{header}");
        };
        check("gzip", encoder("gzip", &text), Ok(&text)).await;
        check("X-GZIP , identity", encoder("gzip", &text), Ok(&text)).await;
        check("gzip", [encoder("gzip", b"a"), encoder("gzip", b"b")].concat(), Ok(b"ab")).await;
        check("deflate", encoder("zlib", &text), Ok(&text)).await;
        check("deflate", encoder("raw", &text), Ok(&text)).await;
        check("identity", text.clone(), Ok(&text)).await;
        for other in ["br", "zstd", "compress", "gzip, gzip", "\u{1}"] {
            if HeaderValue::from_str(other).is_ok() {
                check(other, vec![1], Err("415")).await;
            }
        }
        let damaged =
            |coding| format!("The body is no {coding}, as its Content-Encoding says, or it is damaged");
        for (header, coding) in [("gzip", "gzip"), ("deflate", "zlib"), ("deflate", "raw")] {
            let whole = encoder(coding, &text);
            check(header, whole[..whole.len() - 4].to_vec(), Err(&damaged(header))).await;
            check(header, vec![], Err(&damaged(header))).await;
            check(header, b"plain text".to_vec(), Err(&damaged(header))).await;
        }
        let bomb = encoder("gzip", &vec![b' '; MAX_DECODED_BYTES + 1]);
        assert!(bomb.len() < 100_000);
        check("gzip", bomb, Err("The body is larger than 64 MiB once it is decompressed")).await;
    }
}
