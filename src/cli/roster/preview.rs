//! The first rows of a table, to see what is in it.

use std::path::{Path, PathBuf};

use super::read::{ONCE, Reading, after_any_row, in_blocks};
use crate::cli::Failure;
use crate::delimited::{Rows, is_blank};
use crate::roster_file::Wanted;
use crate::web::Preview;

/// So many rows are shown.
const ROWS: usize = 5;

/// What one thread has seen.
#[derive(Default)]
struct Seen {
    /// The block that comes first of those, with the lines before it.
    first: Option<(u64, Vec<Vec<String>>)>,
}

/// The headings of a table, its first rows, and how many it has.
pub(in crate::cli) fn preview(path: &Path, sheet: Option<&str>) -> Result<Preview, Failure> {
    let (paths, wanted) = ([PathBuf::from(path)], Wanted::only(&[]));
    let reading = Reading { paths: &paths, sheet, wanted: &wanted, mapping: &[], cut: after_any_row, open: ONCE };
    let (seen, files) = in_blocks(&reading, Seen::default, |seen: &mut Seen, block| {
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
