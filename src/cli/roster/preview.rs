//! The first rows of a table, to see what is in it.

use std::path::{Path, PathBuf};

use super::read::{ONCE, Reading, in_blocks};
use crate::cli::Failure;
use crate::roster_file::{Wanted, cut};
use crate::web::Preview;

/// So many rows are shown.
const ROWS: usize = 5;

/// What one thread has seen.
#[derive(Default)]
struct Seen {
    rows: u64,
    /// The block that comes first of those, with the lines before it.
    first: Option<(u64, Vec<Vec<String>>)>,
}

/// The headings of a table, its first rows, and how many it has.
pub(in crate::cli) fn preview(path: &Path, sheet: Option<&str>) -> Result<Preview, Failure> {
    let (paths, wanted) = ([PathBuf::from(path)], Wanted::only(&[]));
    let reading = Reading { paths: &paths, sheet, wanted: &wanted, mapping: &[], cut: |_, rows| cut(rows), open: ONCE };
    let (seen, files) = in_blocks(&reading, Seen::default, |seen: &mut Seen, block| {
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.has_headers(false).flexible(true).delimiter(block.layout.separator()).from_reader(&*block.bytes);
        let (mut rows, mut row) = (Vec::new(), csv::ByteRecord::new());
        let is_first = seen.first.as_ref().is_none_or(|(lines, _)| block.lines < *lines);
        while reader.read_byte_record(&mut row).unwrap_or(false) {
            seen.rows += 1;
            if is_first && rows.len() < ROWS {
                rows.push(row.iter().map(crate::roster_file::decoded).collect());
            }
        }
        if is_first {
            seen.first = Some((block.lines, rows));
        }
    })?;
    let first = seen.iter().filter_map(|seen| seen.first.as_ref()).min_by_key(|(lines, _)| *lines);
    Ok(Preview {
        headings: files.layout.headings(),
        rows: first.map(|(_, rows)| rows.clone()).unwrap_or_default(),
        count: seen.iter().map(|seen| seen.rows).sum(),
    })
}
