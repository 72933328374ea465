//! Uploaded files on the disk, within bounds for each visitor and for all together.

use super::{Upload, UploadError};
use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// How long an upload is kept after its last use.
pub(super) const RETENTION: Duration = Duration::from_secs(60 * 60);
/// How much one visitor may store. Another file displaces the visitor's oldest ones.
const MAX_VISITOR_BYTES: u64 = 64 * 1024 * 1024;
const MAX_VISITOR_FILES: usize = 200;
/// How much all visitors may store together.
const MAX_BYTES: u64 = 1024 * 1024 * 1024;
const MAX_FILES: usize = 10_000;

/// Files named after their tokens, in a folder that belongs to this process and is removed with it.
pub(super) struct UploadStore {
    folder: PathBuf,
    /// Oldest first.
    entries: Mutex<VecDeque<Entry>>,
}

/// What is known of a file without reading it.
struct Entry {
    token: String,
    name: String,
    kind: &'static str,
    bytes: u64,
    visitor: String,
    last_used: Instant,
}

impl UploadStore {
    pub(super) fn new(data: Option<&Path>) -> Self {
        let parent = data.map_or_else(std::env::temp_dir, Path::to_path_buf);
        let name =
            format!("maquette-uploads-{}-{}", std::process::id(), &Uuid::new_v4().simple().to_string()[..8]);
        remove_stale(&parent);
        Self { folder: parent.join(name), entries: Mutex::default() }
    }

    /// Checks that files can be stored: makes the folder, and removes it again.
    pub(super) fn check_writable(&self) -> Result<(), UploadError> {
        let is_missing = |folder: &&Path| !folder.exists();
        let missing: Vec<&Path> = self.folder.ancestors().take_while(is_missing).collect();
        let created = std::fs::create_dir_all(&self.folder);
        missing.into_iter().for_each(|folder| drop(std::fs::remove_dir(folder)));
        created.map_err(|cause| UploadError::Io { folder: self.folder.clone(), cause })
    }

    pub(super) fn insert(&self, visitor: &str, upload: &Upload) -> Result<(), UploadError> {
        let bytes = upload.bytes.len() as u64;
        let mut entries = self.entries();
        self.remove(&mut entries, |entry| entry.last_used.elapsed() > RETENTION, usize::MAX);
        // Only the visitor's own files make room, never those of others.
        let own_files = |entries: &VecDeque<Entry>| {
            let own = entries.iter().filter(|entry| entry.visitor == visitor);
            own.fold((0, 0), |(files, sum), entry| (files + 1, sum + entry.bytes))
        };
        while let (files, sum) = own_files(&entries)
            && files > 0
            && (files >= MAX_VISITOR_FILES || sum + bytes > MAX_VISITOR_BYTES)
        {
            self.remove(&mut entries, |entry| entry.visitor == visitor, 1);
        }
        let all: u64 = entries.iter().map(|entry| entry.bytes).sum();
        if entries.len() >= MAX_FILES || all + bytes > MAX_BYTES {
            return Err(UploadError::Full);
        }
        let io_error = |cause| UploadError::Io { folder: self.folder.clone(), cause };
        std::fs::create_dir_all(&self.folder).map_err(io_error)?;
        std::fs::write(self.path(&upload.token), &upload.bytes).map_err(|error| {
            std::fs::remove_file(self.path(&upload.token)).ok();
            io_error(error)
        })?;
        let Upload { token, name, kind, .. } = upload.clone();
        entries.push_back(Entry {
            token,
            name,
            kind,
            bytes,
            visitor: visitor.to_owned(),
            last_used: Instant::now(),
        });
        Ok(())
    }

    pub(super) fn get(&self, token: &str) -> Option<Upload> {
        let mut entries = self.entries();
        let is_kept = |entry: &&mut Entry| entry.token == token && entry.last_used.elapsed() <= RETENTION;
        let entry = entries.iter_mut().find(is_kept)?;
        entry.last_used = Instant::now();
        let (name, kind) = (entry.name.clone(), entry.kind);
        drop(entries);
        let bytes: io::Result<Vec<u8>> = std::fs::read(self.path(token));
        Some(Upload { token: token.to_owned(), name, kind, bytes: bytes.ok()?.into() })
    }

    /// Only tokens of entries become paths, so a request cannot name another file.
    fn path(&self, token: &str) -> PathBuf {
        self.folder.join(token)
    }

    /// Removes the first `max` entries that match, with their files.
    fn remove(&self, entries: &mut VecDeque<Entry>, matches: impl Fn(&Entry) -> bool, max: usize) {
        let mut left = max;
        entries.retain(|entry| {
            let removed = left > 0 && matches(entry);
            if removed {
                left -= 1;
                std::fs::remove_file(self.path(&entry.token)).ok();
            }
            !removed
        });
    }

    fn entries(&self) -> MutexGuard<'_, VecDeque<Entry>> {
        // Nothing that is done under this lock can leave it half changed.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Removes the folders of processes that were killed. They are known by their age: a running process uses its own.
fn remove_stale(parent: &Path) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let is_ours = entry.file_name().to_string_lossy().starts_with("maquette-uploads-");
        let age = entry.metadata().and_then(|data| data.modified()).ok().and_then(|time| time.elapsed().ok());
        if is_ours && age.is_some_and(|age| age > 2 * RETENTION) {
            std::fs::remove_dir_all(entry.path()).ok();
        }
    }
}

impl Drop for UploadStore {
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
    fn files_are_there_until_the_store_is_dropped() {
        let store = UploadStore::new(None);
        store.insert("ann", &upload("u1", 10)).expect("stored");
        assert_eq!(store.get("u1").map(|upload| upload.bytes.len()), Some(10));
        assert!(store.get("u2").is_none() && store.get("../u1").is_none());
        let folder = store.folder.clone();
        assert!(folder.exists());
        drop(store);
        assert!(!folder.exists());
    }

    #[test]
    fn a_visitors_oldest_files_make_room() {
        let store = UploadStore::new(None);
        store.insert("ann", &upload("ann", 10)).expect("stored");
        let large = MAX_VISITOR_BYTES as usize / 2;
        for token in ["b1", "b2", "b3"] {
            store.insert("bob", &upload(token, large)).expect("stored");
        }
        let found = ["ann", "b1", "b2", "b3"].map(|token| store.get(token).is_some());
        assert_eq!(found, [true, false, true, true]);
        for token in 0..MAX_VISITOR_FILES + 5 {
            store.insert("ann", &upload(&format!("a{token}"), 1)).expect("stored");
        }
        assert_eq!(store.entries().iter().filter(|entry| entry.visitor == "ann").count(), MAX_VISITOR_FILES);
        assert!(store.get("a4").is_none() && store.get("a5").is_some());
    }
}
