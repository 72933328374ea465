//! Uploaded files: checked before they are stored, kept for an hour after their last use under names that cannot be
//! guessed, and opened for the models.

mod decode_thread;
mod open;
mod store;
mod table;

pub(crate) use open::open;
pub(crate) use table::table;

use crate::media::{self, Unusable, named};
use crate::trained::sha256;
use decode_thread::DecodeThread;
use maquette_contract::{File, Image, Media, Value};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::UploadStore;
use uuid::Uuid;

/// How many hexadecimal digits of its hash the token of an example's file has.
const HASH_DIGITS: usize = 31;

/// Files that were uploaded, and the files of the demos' examples.
pub struct Uploads {
    store: UploadStore,
    samples: Vec<Upload>,
    decode_thread: DecodeThread,
}

/// A file under its token.
#[derive(Clone, Debug)]
pub struct Upload {
    pub token: String,
    /// The name that its owner gave it. It is shown, and nothing depends on it.
    pub name: String,
    /// Its media type, by its bytes.
    pub kind: &'static str,
    pub bytes: Arc<[u8]>,
}

/// Why an upload is not stored.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    #[error("{0}")]
    Unusable(#[from] Unusable),
    #[error("the server can't keep more files at the moment; try again in a few minutes")]
    Full,
    /// Clients do not see the folder or the cause, which are in the log.
    #[error("the server could not keep this file")]
    Io {
        folder: PathBuf,
        #[source]
        cause: std::io::Error,
    },
}

impl Uploads {
    /// Stores uploads in a new folder within `data`, or within the system's folder for temporary files.
    pub(crate) fn new(data: Option<&Path>, samples: Vec<Upload>) -> Self {
        Self { store: UploadStore::new(data), samples, decode_thread: DecodeThread::new() }
    }

    /// Checks that files can be stored.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub(crate) fn check_writable(&self) -> Result<(), UploadError> {
        self.store.check_writable()
    }

    /// Stores a file for a visitor. It is decoded as `expected` first, so that its owner learns at once if it is wrong.
    ///
    /// # Errors
    /// The file is not of the expected kind, damaged or too large, or the server is full.
    pub(crate) async fn save(
        self: &Arc<Self>,
        visitor: &str,
        name: &str,
        bytes: Vec<u8>,
        expected: Option<Media>,
    ) -> Result<Upload, UploadError> {
        let uploads = self.clone();
        let (visitor, name) = (visitor.to_owned(), display_name(name));
        let saved = self.decode_thread.run(move || {
            check(&bytes, expected)?;
            let kind = media::kind(&bytes);
            let upload = Upload { token: new_token(), name, kind, bytes: bytes.into() };
            uploads.store.insert(&visitor, &upload)?;
            Ok(upload)
        });
        saved.await.unwrap_or_else(|| Err(Unusable("this file can't be opened".to_owned()).into()))
    }

    /// A file by its token, while it is kept.
    pub(crate) fn find(&self, token: &str) -> Option<Upload> {
        let sample = self.samples.iter().find(|sample| sample.token == token);
        sample.cloned().or_else(|| self.store.get(token))
    }
}

fn new_token() -> String {
    format!("u{}", Uuid::new_v4().simple())
}

/// Whether a text looks like the token of an upload, or of an example's file.
pub(crate) fn is_token(name: &str) -> bool {
    let hexadecimal = |digits: &str| digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    match name.split_at_checked(1) {
        Some(("u", id)) => id.len() == 32 && hexadecimal(id),
        Some(("s", hash)) => hash.len() == HASH_DIGITS && hexadecimal(hash),
        _ => false,
    }
}

/// Decodes a file as the inputs of a model do, to see whether it is what they expect.
fn check(bytes: &[u8], expected: Option<Media>) -> Result<(), Unusable> {
    match expected {
        Some(Media::Image | Media::Sketch) => media::image(bytes).map(drop),
        Some(Media::Audio) => media::audio(bytes).map(drop),
        Some(Media::File) | None => Ok(()),
    }
}

/// The name of a file as it is shown: without folders, and at most 100 characters long. It keeps its extension, by which
/// other programs know what it is.
fn display_name(name: &str) -> String {
    const MAX_CHARS: usize = 100;
    const MAX_EXTENSION_CHARS: usize = 12;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|letter| !letter.is_control()).collect();
    let length = |text: &str| text.chars().count();
    let extension = name.rfind('.').map(|dot| &name[dot..]).filter(|end| length(end) <= MAX_EXTENSION_CHARS);
    match extension {
        Some(extension) if length(&name) > MAX_CHARS => {
            name.chars().take(MAX_CHARS - length(extension)).chain(extension.chars()).collect()
        }
        _ => name.chars().take(MAX_CHARS).collect(),
    }
}

/// The pictures, the recording or the file that a value of an example holds, under tokens made from their bytes.
pub(crate) fn sample(value: &Value) -> Vec<Upload> {
    let upload = |name: &str, kind: &'static str, bytes: Vec<u8>| {
        let token = format!("s{}", &sha256(&bytes)[..HASH_DIGITS]);
        Upload { token, name: name.to_owned(), kind, bytes: bytes.into() }
    };
    let picture = |image: &Image| upload("example.png", "image/png", media::png(image));
    match value {
        Value::Images(images) => images.iter().map(picture).collect(),
        Value::Audio(audio) => vec![upload("example.wav", "audio/x-wav", media::wav(audio))],
        Value::File(File { name, bytes, .. }) => vec![upload(name, media::kind(bytes), bytes.to_vec())],
        _ => vec![],
    }
}

/// What a file is, in words: "a PNG picture".
pub(crate) fn describe(upload: &Upload) -> String {
    named(upload.kind)
}
