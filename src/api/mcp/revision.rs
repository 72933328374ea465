//! The revisions of the protocol, and what a request of each has to declare.

use super::Call;
use super::rpc_error::{
    HEADER_MISMATCH, INTERNAL_ERROR, INVALID_PARAMS, METHOD_NOT_FOUND, RpcError, UNSUPPORTED_VERSION,
};
use axum::http::{HeaderMap, StatusCode};
use maquette_contract::Blob;
use serde_json::{Value, json};

/// Revisions without a handshake: each request declares its revision and its capabilities.
pub(crate) const STATELESS: [&str; 1] = ["2026-07-28"];
/// Revisions that open with `initialize`, the newest first.
pub(crate) const HANDSHAKE: [&str; 4] = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revision {
    Stateless,
    Handshake,
}

impl Revision {
    /// The revision that the body of a request declares, or else its header.
    pub(crate) fn of(headers: &HeaderMap, call: &Call) -> Self {
        if call.param("_meta").get(VERSION).is_some() {
            return Self::Stateless;
        }
        Self::in_header(headers).unwrap_or(Self::Handshake)
    }

    /// The revision that the header alone declares.
    pub(crate) fn in_header(headers: &HeaderMap) -> Option<Self> {
        let version = single(headers, "mcp-protocol-version")?;
        STATELESS.contains(&version).then_some(Self::Stateless)
    }

    /// Whether a request declares what it has to: in its body, and for proxies in its headers.
    ///
    /// # Errors
    /// What is missing, or differs between body and headers.
    pub(crate) fn check(self, headers: &HeaderMap, call: &Call) -> Result<(), RpcError> {
        let header = |name: &str| single(headers, name);
        if self == Self::Handshake {
            // Before 2025-06-18 there was no such header.
            let version = header("mcp-protocol-version").unwrap_or(HANDSHAKE[0]);
            let is_known = HANDSHAKE.contains(&version) || call.method == "initialize";
            return if is_known { Ok(()) } else { Err(unsupported(version, &HANDSHAKE)) };
        }
        let meta = call.param("_meta");
        if let Some(missing) = [VERSION, CAPABILITIES].iter().find(|key| meta.get(key).is_none()) {
            return Err(RpcError::new(INVALID_PARAMS, &format!("params._meta lacks {missing}")));
        }
        let same = |name: &str, header: Option<&str>, body: &Value| match header {
            Some(header) if body.as_str() == Some(header) => Ok(()),
            Some(header) => Err(mismatch(&format!("The header {name} says “{header}” and the body {body}"))),
            None => Err(mismatch(&format!("The header {name} is missing, or there twice"))),
        };
        same("MCP-Protocol-Version", header("mcp-protocol-version"), &meta[VERSION])?;
        same("Mcp-Method", header("mcp-method"), &json!(call.method))?;
        let name = call.param("name");
        if call.method == "tools/call" && !name.is_null() {
            same("Mcp-Name", header("mcp-name").and_then(decode_name).as_deref(), name)?;
        }
        let version = meta[VERSION].as_str().unwrap_or_default();
        if STATELESS.contains(&version) { Ok(()) } else { Err(unsupported(version, &STATELESS)) }
    }

    /// The status of a response with an error. Clients of the earlier revisions read any status but 200 as the end of the
    /// session.
    pub(crate) fn status(self, error: &RpcError) -> StatusCode {
        match (self, error.code) {
            (_, INTERNAL_ERROR) => StatusCode::OK,
            (Self::Handshake, code) if code != UNSUPPORTED_VERSION => StatusCode::OK,
            (Self::Stateless, METHOD_NOT_FOUND) => StatusCode::NOT_FOUND,
            _ => StatusCode::BAD_REQUEST,
        }
    }
}

fn mismatch(text: &str) -> RpcError {
    RpcError::new(HEADER_MISMATCH, text)
}

fn unsupported(version: &str, supported: &[&str]) -> RpcError {
    let text = format!("Revision {version} is not spoken here");
    RpcError::new(UNSUPPORTED_VERSION, &text)
        .with_data(json!({ "supported": supported, "requested": version }))
}

/// A header that is sent once. With two, a proxy may have read the other.
fn single<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let (first, second) = (values.next()?, values.next());
    std::str::from_utf8(first.as_bytes()).ok().filter(|_| second.is_none())
}

/// Decodes a name that was encoded for a header: `=?base64?…?=`.
fn decode_name(name: &str) -> Option<String> {
    let Some(base64) = name.strip_prefix("=?base64?").and_then(|name| name.strip_suffix("?=")) else {
        return Some(name.to_owned());
    };
    let bytes = Blob::from_address(&format!("data:;base64,{base64}"))?.data;
    String::from_utf8(bytes.to_vec()).ok()
}

#[cfg(test)]
mod tests {
    use super::decode_name;

    #[test]
    fn names_are_read_from_headers() {
        let check =
            |name: &str, expected: Option<&str>| assert_eq!(decode_name(name).as_deref(), expected, "{name}");
        check("penguins", Some("penguins"));
        check("=?base64?SGVsbG8sIOS4lueVjA==?=", Some("Hello, 世界"));
        check("=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?=", Some("=?base64?literal?="));
        check("=?base64?*?=", None);
        check("=?base64?/w==?=", None);
    }
}
