//! [`Blob`]: a file that a model returns, base64 in JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// A file that a model gave: in JSON its bytes are base64.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Blob {
    /// What it is called when it is saved: `notes.txt`.
    pub name: String,
    /// Its media type: `image/png`.
    pub kind: String,
    #[serde(serialize_with = "to_base64", deserialize_with = "from_base64")]
    pub data: Arc<[u8]>,
}

impl Blob {
    pub fn new(name: &str, kind: &str, data: impl Into<Arc<[u8]>>) -> Self {
        Self { name: name.to_owned(), kind: kind.to_owned(), data: data.into() }
    }

    /// The file as an address that holds it: `data:image/png;base64,...`.
    pub fn address(&self) -> String {
        format!("data:{};base64,{}", self.kind, STANDARD.encode(&self.data))
    }

    /// The file in such an address; `None` from anything else.
    pub fn from_address(address: &str) -> Option<Self> {
        let (kind, data) = address.strip_prefix("data:")?.split_once(";base64,")?;
        Some(Self::new("", kind, STANDARD.decode(data).ok()?))
    }
}

fn to_base64<S: Serializer>(data: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&STANDARD.encode(data))
}

fn from_base64<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[u8]>, D::Error> {
    let text = String::deserialize(deserializer)?;
    STANDARD.decode(text).map(Into::into).map_err(serde::de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let blob = Blob::new("a.bin", "application/octet-stream", [0, 1, 255]);
        let json = serde_json::to_string(&blob).expect("written");
        assert_eq!(json, r#"{"name":"a.bin","kind":"application/octet-stream","data":"AAH/"}"#);
        assert_eq!(serde_json::from_str::<Blob>(&json).expect("read"), blob);
        let read = Blob::from_address(&blob.address()).expect("an address");
        assert_eq!((read.kind, read.data), (blob.kind, blob.data));
        assert_eq!(Blob::from_address("data:text/plain,hello"), None);
        assert_eq!(Blob::from_address("data:text/plain;base64,?"), None);
    }
}
