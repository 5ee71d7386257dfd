//! What posts of one person are called.

use std::path::{Path, PathBuf};

/// What the member of a file is called: as the file is.
pub(super) fn stem(path: &Path) -> String {
    path.file_stem().map_or_else(String::new, |stem| stem.display().to_string())
}

/// What posts are called: as their files, with the folder where two files have one name.
pub(super) fn names(paths: &[PathBuf]) -> Vec<String> {
    let alike = |path: &PathBuf| paths.iter().filter(|other| stem(other) == stem(path)).count() > 1;
    paths.iter().map(|path| if alike(path) { path.display().to_string() } else { stem(path) }).collect()
}
