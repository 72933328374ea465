//! What people bring, kept for an hour under names that nobody can guess, and opened for the models. It was looked
//! into before it was kept; whoever brings much makes room among what they brought themselves.

mod open;
mod opener;
mod shelf;
mod table;

pub(crate) use open::open;
pub(crate) use table::table;

use crate::media::{self, Unusable, named};
use crate::trained::sha256;
use maquette_contract::{File, Image, Media, Value};
use opener::Opener;
use shelf::Shelf;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uuid::Uuid;

/// How many digits of its hash name a file that an example brings.
const HASH: usize = 31;

/// Files that were uploaded, and those that the demos' examples bring.
pub struct Uploads {
    shelf: Shelf,
    samples: Vec<Upload>,
    opener: Opener,
}

/// A file under its name.
#[derive(Clone, Debug)]
pub struct Upload {
    pub token: String,
    /// As its owner called it; nobody relies on it.
    pub name: String,
    /// Its media type, by its bytes.
    pub kind: &'static str,
    pub bytes: Arc<[u8]>,
}

/// Why an upload is not kept.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("{0}")]
    Unusable(#[from] Unusable),
    #[error("the server can't keep more files at the moment; try again in a few minutes")]
    Full,
    /// Where is nobody's business outside.
    #[error("the server could not keep this file")]
    Broken {
        folder: PathBuf,
        #[source]
        cause: std::io::Error,
    },
}

impl Uploads {
    /// Keeps uploads in a folder of their own below `data`, or below the system's for temporary files.
    pub(crate) fn new(data: Option<&Path>, samples: Vec<Upload>) -> Self {
        Self { shelf: Shelf::new(data), samples, opener: Opener::new() }
    }

    /// Looks whether files can be kept.
    ///
    /// # Errors
    /// That they can't, and why.
    pub(crate) fn try_out(&self) -> Result<(), Refused> {
        self.shelf.try_out()
    }

    /// Keeps a file for whoever brings it, once it has been looked into as what is wanted, so that a wrong one is
    /// refused while its owner is still there.
    ///
    /// # Errors
    /// A file that is not what is wanted, damaged or too large, or a server that is full.
    pub(crate) async fn keep(
        self: &Arc<Self>,
        visitor: &str,
        name: &str,
        bytes: Vec<u8>,
        wanted: Option<Media>,
    ) -> Result<Upload, Refused> {
        let uploads = self.clone();
        let (visitor, name) = (visitor.to_owned(), shown(name));
        let kept = self.opener.run(move || {
            look(&bytes, wanted)?;
            let kind = media::kind(&bytes);
            let token = token();
            let upload = Upload { token, name, kind, bytes: bytes.into() };
            uploads.shelf.put(&visitor, &upload)?;
            Ok(upload)
        });
        kept.await.unwrap_or_else(|| Err(Unusable("this file can't be opened".to_owned()).into()))
    }

    /// A file by its name, while it is kept.
    pub(crate) fn find(&self, token: &str) -> Option<Upload> {
        let sample = self.samples.iter().find(|sample| sample.token == token);
        sample.cloned().or_else(|| self.shelf.get(token))
    }
}

fn token() -> String {
    format!("u{}", Uuid::new_v4().simple())
}

/// Whether a name looks like that of an upload, or of a file that an example brings.
pub(crate) fn is_token(name: &str) -> bool {
    let hexadecimal = |digits: &str| digits.bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    match name.split_at_checked(1) {
        Some(("u", id)) => id.len() == 32 && hexadecimal(id),
        Some(("s", hash)) => hash.len() == HASH && hexadecimal(hash),
        _ => false,
    }
}

/// Looks into a file as the model's inputs will.
fn look(bytes: &[u8], wanted: Option<Media>) -> Result<(), Unusable> {
    match wanted {
        Some(Media::Image | Media::Sketch) => media::image(bytes).map(drop),
        Some(Media::Audio) => media::audio(bytes).map(drop),
        Some(Media::File) | None => Ok(()),
    }
}

/// A name as it may be shown: without folders, and not without end.
fn shown(name: &str) -> String {
    const LONGEST: usize = 100;
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|letter| !letter.is_control()).take(LONGEST).collect()
}

/// A picture, a sound or a file that an example brings, under a name that its bytes give it.
pub(crate) fn sample(value: &Value) -> Vec<Upload> {
    let upload = |name: &str, kind: &'static str, bytes: Vec<u8>| {
        let token = format!("s{}", &sha256(&bytes)[..HASH]);
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

/// What a file is, in words, for whoever is told that it was kept.
pub(crate) fn words(upload: &Upload) -> String {
    named(upload.kind)
}
