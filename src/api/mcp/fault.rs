use serde_json::{Value, json};

// JSON-RPC's own codes, and those that the protocol adds.
pub(super) const PARSE_ERROR: i32 = -32700;
pub(super) const INVALID_REQUEST: i32 = -32600;
pub(super) const METHOD_NOT_FOUND: i32 = -32601;
pub(super) const INVALID_PARAMS: i32 = -32602;
pub(super) const INTERNAL_ERROR: i32 = -32603;
pub(super) const HEADER_MISMATCH: i32 = -32020;
pub(super) const UNSUPPORTED_VERSION: i32 = -32022;

/// Why a request can't be answered at all. What is wrong with a tool's arguments is no fault but a result, which a
/// model reads and mends.
pub(super) struct Fault {
    pub(super) code: i32,
    text: String,
    data: Option<Value>,
}

impl Fault {
    pub(super) fn new(code: i32, text: &str) -> Self {
        Self { code, text: text.to_owned(), data: None }
    }

    pub(super) fn with(self, data: Value) -> Self {
        Self { data: Some(data), ..self }
    }

    /// As the answer to the request of an id.
    pub(super) fn message(&self, id: &Value) -> Value {
        let mut error = json!({ "code": self.code, "message": self.text });
        if let Some(data) = &self.data {
            error["data"] = data.clone();
        }
        json!({ "jsonrpc": "2.0", "id": id, "error": error })
    }
}
