use super::{Refused, Upload};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long an upload is kept after it was last used.
pub(super) const KEPT: Duration = Duration::from_secs(60 * 60);
/// What one visitor may have here; more takes the place of what they brought first.
const VISITOR_BYTES: u64 = 64 * 1024 * 1024;
const VISITOR_FILES: usize = 200;
/// What everybody together may.
const BYTES: u64 = 1024 * 1024 * 1024;
const FILES: usize = 10_000;

/// Files on the disk, under the names of their tokens, in a folder that is this process's own and goes with it.
pub(super) struct Shelf {
    folder: PathBuf,
    entries: Mutex<VecDeque<Entry>>,
}

/// What is known of a file without reading it. Oldest first.
struct Entry {
    token: String,
    name: String,
    kind: &'static str,
    bytes: u64,
    visitor: String,
    used: Instant,
}

impl Shelf {
    pub(super) fn new(data: Option<&Path>) -> Self {
        let below = data.map_or_else(std::env::temp_dir, Path::to_path_buf);
        let own =
            format!("maquette-uploads-{}-{}", std::process::id(), &Uuid::new_v4().simple().to_string()[..8]);
        forsaken(&below);
        Self { folder: below.join(own), entries: Mutex::default() }
    }

    /// Looks whether files can be kept, and leaves nothing of that behind.
    pub(super) fn try_out(&self) -> Result<(), Refused> {
        let missing = |folder: &&Path| !folder.exists();
        let made: Vec<&Path> = self.folder.ancestors().take_while(missing).collect();
        let tried = std::fs::create_dir_all(&self.folder);
        made.into_iter().for_each(|folder| drop(std::fs::remove_dir(folder)));
        tried.map_err(|cause| Refused::Broken { folder: self.folder.clone(), cause })
    }

    pub(super) fn put(&self, visitor: &str, upload: &Upload) -> Result<(), Refused> {
        let bytes = upload.bytes.len() as u64;
        let mut entries = self.entries();
        self.forget(&mut entries, |entry| entry.used.elapsed() > KEPT, usize::MAX);
        // One's own first, and never another's.
        let own = |entries: &VecDeque<Entry>| {
            let own = entries.iter().filter(|entry| entry.visitor == visitor);
            own.fold((0, 0), |(files, sum), entry| (files + 1, sum + entry.bytes))
        };
        while let (files, sum) = own(&entries)
            && files > 0
            && (files >= VISITOR_FILES || sum + bytes > VISITOR_BYTES)
        {
            self.forget(&mut entries, |entry| entry.visitor == visitor, 1);
        }
        let all: u64 = entries.iter().map(|entry| entry.bytes).sum();
        if entries.len() >= FILES || all + bytes > BYTES {
            return Err(Refused::Full);
        }
        let broken = |cause| Refused::Broken { folder: self.folder.clone(), cause };
        std::fs::create_dir_all(&self.folder).map_err(broken)?;
        std::fs::write(self.path(&upload.token), &upload.bytes).map_err(|error| {
            std::fs::remove_file(self.path(&upload.token)).ok();
            broken(error)
        })?;
        let Upload { token, name, kind, .. } = upload.clone();
        entries.push_back(Entry {
            token,
            name,
            kind,
            bytes,
            visitor: visitor.to_owned(),
            used: Instant::now(),
        });
        Ok(())
    }

    pub(super) fn get(&self, token: &str) -> Option<Upload> {
        let mut entries = self.entries();
        let entry = entries.iter_mut().find(|entry| entry.token == token && entry.used.elapsed() <= KEPT)?;
        entry.used = Instant::now();
        let (name, kind) = (entry.name.clone(), entry.kind);
        drop(entries);
        let bytes: io::Result<Vec<u8>> = std::fs::read(self.path(token));
        Some(Upload { token: token.to_owned(), name, kind, bytes: bytes.ok()?.into() })
    }

    /// Only tokens that were given out become paths.
    fn path(&self, token: &str) -> PathBuf {
        self.folder.join(token)
    }

    /// Forgets the first `most` entries of which something holds, and their files.
    fn forget(&self, entries: &mut VecDeque<Entry>, which: impl Fn(&Entry) -> bool, most: usize) {
        let mut left = most;
        entries.retain(|entry| {
            let gone = left > 0 && which(entry);
            if gone {
                left -= 1;
                std::fs::remove_file(self.path(&entry.token)).ok();
            }
            !gone
        });
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        // An entry is there or is not, whatever panicked elsewhere.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes what processes left that were killed: nobody has used it for longer than anything is kept.
fn forsaken(below: &Path) {
    for entry in std::fs::read_dir(below).into_iter().flatten().flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with("maquette-uploads-");
        let used =
            entry.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        if ours && used.is_some_and(|used| used > 2 * KEPT) {
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}

impl Drop for Shelf {
    fn drop(&mut self) {
        std::fs::remove_dir_all(&self.folder).ok();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upload(token: &str, bytes: usize) -> Upload {
        let token = token.to_owned();
        Upload {
            token,
            name: "a.bin".to_owned(),
            kind: "application/octet-stream",
            bytes: vec![7; bytes].into(),
        }
    }

    #[test]
    fn what_was_put_there_is_there_until_the_shelf_is_gone() {
        let shelf = Shelf::new(None);
        shelf.put("ann", &upload("u1", 10)).expect("put");
        assert_eq!(shelf.get("u1").map(|upload| upload.bytes.len()), Some(10));
        assert!(shelf.get("u2").is_none() && shelf.get("../u1").is_none());
        let folder = shelf.folder.clone();
        assert!(folder.exists());
        drop(shelf);
        assert!(!folder.exists());
    }

    #[test]
    fn who_brings_much_makes_room_among_their_own() {
        let shelf = Shelf::new(None);
        shelf.put("ann", &upload("ann", 10)).expect("put");
        let large = VISITOR_BYTES as usize / 2;
        for token in ["b1", "b2", "b3"] {
            shelf.put("bob", &upload(token, large)).expect("put");
        }
        let there = ["ann", "b1", "b2", "b3"].map(|token| shelf.get(token).is_some());
        assert_eq!(there, [true, false, true, true]);
        for token in 0..VISITOR_FILES + 5 {
            shelf.put("ann", &upload(&format!("a{token}"), 1)).expect("put");
        }
        assert_eq!(shelf.entries().iter().filter(|entry| entry.visitor == "ann").count(), VISITOR_FILES);
        assert!(shelf.get("a4").is_none() && shelf.get("a5").is_some());
    }
}
