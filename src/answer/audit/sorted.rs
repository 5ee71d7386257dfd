//! Payslips that are not grouped by member: sorted by id, so that each member's lines come together in little memory.

use std::cell::Cell;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::Paid;
use super::facts::blocks_of;
use crate::answer::roster::{Block, FilesRead, Mapped, Reading, after_any_row, in_blocks};
use crate::answer::sorter::{Merge, Sorter};
use crate::answer::{Failure, Opened, Session};
use crate::payslip_file::{self, sortable, sorted_header};

/// Sorts the payslips, which were opened to be read twice. Returns their lines in order, and what the payslips were.
pub(super) fn sorted(session: &Session<'_>, question: &Paid, mapped: &Mapped) -> Result<(SortedLines, FilesRead), Failure> {
    session.files.notice("the lines of the payslips are not grouped by id: they are sorted on disk first\n");
    let open = |number: usize, path: &Path| session.files.again(number, path);
    let make = session.scratch;
    let (sorters, files) = blocks_of(
        session,
        question,
        mapped,
        &open,
        after_any_row,
        || Sorter::new(make),
        |sorter, block| sortable(&block.layout, &block.bytes, block.lines, |id, line, text| sorter.add(id, line, text)),
    )?;
    let merge = Merge::new(sorters).map_err(|error| Failure::Message(format!("cannot sort the payslips on disk: {error}")))?;
    Ok((SortedLines { merge, waiting: format!("{}\n", sorted_header()).into_bytes(), read: 0 }, files))
}

/// Reads payslips that were sorted.
pub(super) fn sorted_blocks<T: Send>(
    session: &Session<'_>,
    lines: SortedLines,
    start: impl Fn() -> T + Sync,
    take_in: impl Fn(&mut T, &Block) -> u64 + Sync,
) -> Result<(Vec<T>, FilesRead), Failure> {
    let (wanted, lines) = (payslip_file::wanted(), Cell::new(Some(lines)));
    // No file: the name is for messages.
    let paths = [PathBuf::from("the sorted payslips")];
    let open = |_: usize, _: &Path| {
        let lines = lines.take().ok_or_else(|| io::Error::other("they are read once"))?;
        Ok(Opened::Stream(Box::new(lines), None))
    };
    let cut = payslip_file::cut_at_member;
    in_blocks(session, &Reading { paths: &paths, sheet: None, wanted: &wanted, mapping: &[], cut, open: &open }, start, take_in)
}

/// The sorted lines as a file of CSV.
pub(super) struct SortedLines {
    merge: Merge,
    /// Lines that were merged, and how many bytes of them were read.
    waiting: Vec<u8>,
    read: usize,
}

/// So many bytes of lines are merged at a time, or one line more.
const WAITING: usize = 64 * 1024;

impl SortedLines {
    fn merge_more(&mut self) -> io::Result<()> {
        self.waiting.clear();
        self.read = 0;
        while self.waiting.len() < WAITING
            && let Some(row) = self.merge.next()?
        {
            self.waiting.extend_from_slice(row.text);
        }
        Ok(())
    }
}

impl Read for SortedLines {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read == self.waiting.len() {
            self.merge_more()?;
        }
        let got = (&self.waiting[self.read..]).read(into)?;
        self.read += got;
        Ok(got)
    }
}
