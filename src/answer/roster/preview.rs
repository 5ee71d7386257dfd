//! The first rows of a table, to see what is in it.

use std::path::{Path, PathBuf};

use super::read::{Reading, after_any_row, in_blocks, once};
use crate::answer::{Failure, Session};
use crate::delimited::{Rows, is_blank};
use crate::roster_file::Wanted;

/// So many rows are shown.
const ROWS: usize = 5;

/// The first lines of a table .
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// Its headings.
    pub headings: Vec<String>,
    /// Its first rows.
    pub rows: Vec<Vec<String>>,
    /// How many rows it has.
    pub count: u64,
}

/// What one thread has seen.
#[derive(Default)]
struct Seen {
    /// The block that comes first of those, with the lines before it.
    first: Option<(u64, Vec<Vec<String>>)>,
}

/// The headings of a table, its first rows, and how many it has.
/// # Errors
///
/// It cannot be read.
pub fn preview(session: &Session<'_>, path: &Path, sheet: Option<&str>) -> Result<Preview, Failure> {
    let open = once(session);
    let (paths, wanted) = ([PathBuf::from(path)], Wanted::only(&[]));
    let reading = Reading { paths: &paths, sheet, wanted: &wanted, mapping: &[], cut: after_any_row, open: &open };
    let (seen, files) = in_blocks(session, &reading, Seen::default, |seen: &mut Seen, block| {
        let mut reader = Rows::new(&block.bytes, block.layout.separator());
        let (mut rows, mut row, mut count) = (Vec::new(), csv::ByteRecord::new(), 0);
        let is_first = seen.first.as_ref().is_none_or(|(lines, _)| block.lines < *lines);
        // Blocks are whole rows that can be taken apart.
        while let Ok(Some(_)) = reader.read(&mut row) {
            if is_blank(&row) {
                continue;
            }
            count += 1;
            if is_first && rows.len() < ROWS {
                rows.push(row.iter().map(crate::roster_file::decoded).collect());
            }
        }
        if is_first {
            seen.first = Some((block.lines, rows));
        }
        count
    })?;
    let first = seen.iter().filter_map(|seen| seen.first.as_ref()).min_by_key(|(lines, _)| *lines);
    Ok(Preview {
        headings: files.layout.headings(),
        rows: first.map(|(_, rows)| rows.clone()).unwrap_or_default(),
        count: files.rows(),
    })
}
