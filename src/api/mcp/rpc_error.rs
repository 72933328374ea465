//! [`RpcError`]: JSON-RPC's errors.

use serde_json::{Value, json};

// JSON-RPC's codes, and two of MCP's own.
pub(crate) const PARSE_ERROR: i32 = -32700;
pub(crate) const INVALID_REQUEST: i32 = -32600;
pub(crate) const METHOD_NOT_FOUND: i32 = -32601;
pub(crate) const INVALID_PARAMS: i32 = -32602;
pub(crate) const INTERNAL_ERROR: i32 = -32603;
pub(crate) const HEADER_MISMATCH: i32 = -32020;
pub(crate) const UNSUPPORTED_VERSION: i32 = -32022;

/// Why a request can't be answered at all. Wrong arguments of a tool are no error but a result, which a model reads and
/// corrects.
pub(crate) struct RpcError {
    pub(crate) code: i32,
    message: String,
    data: Option<Value>,
}

impl RpcError {
    pub(crate) fn new(code: i32, message: &str) -> Self {
        Self { code, message: message.to_owned(), data: None }
    }

    pub(crate) fn with_data(self, data: Value) -> Self {
        Self { data: Some(data), ..self }
    }

    /// The response to the request with this id.
    pub(crate) fn response(&self, id: &Value) -> Value {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        json!({ "jsonrpc": "2.0", "id": id, "error": error })
    }
}
