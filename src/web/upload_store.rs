//! What was dropped into the page: in memory, for as long as the program runs or until it is cleared.

use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::InMemory;

/// So many uploads are kept, each the files that were dropped together; the one that was not used for longest makes room.
const MOST: usize = 8;
/// So many bytes are kept on all of them together.
const MOST_BYTES: usize = 800 * 1024 * 1024;

/// The uploads, the one used last first.
#[derive(Default)]
pub(super) struct UploadStore(Mutex<Vec<Arc<InMemory>>>);

impl UploadStore {
    fn lock(&self) -> MutexGuard<'_, Vec<Arc<InMemory>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The files of an upload.
    pub(super) fn get(&self, id: &str) -> Option<Arc<InMemory>> {
        let mut all = self.lock();
        let position = all.iter().position(|files| files.id == id)?;
        let files = all.remove(position);
        all.insert(0, Arc::clone(&files));
        Some(files)
    }

    /// Keeps files as an upload, a new one or in the place of what was there; gives the ids of uploads that made room.
    pub(super) fn put(&self, files: InMemory) -> Vec<String> {
        let mut all = self.lock();
        all.retain(|known| known.id != files.id);
        all.insert(0, Arc::new(files));
        let mut gone = Vec::new();
        while all.len() > MOST || (all.len() > 1 && all.iter().map(|files| files.size()).sum::<usize>() > MOST_BYTES) {
            gone.extend(all.pop().map(|files| files.id.clone()));
        }
        gone
    }

    /// Clears an upload.
    pub(super) fn clear(&self, id: &str) {
        self.lock().retain(|files| files.id != id);
    }
}

/// A word that nobody can guess.
pub(super) fn new_id() -> Option<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).ok()?;
    Some(bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
