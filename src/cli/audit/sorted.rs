//! Payslips that are not grouped by member: sorted by id on disk, so that each member's lines come together in little memory.

use std::io::{self, BufWriter, Read, Write};
use std::sync::Mutex;
use std::sync::mpsc::sync_channel;
use std::thread;

use extsort_lily::{ExtSorter, Sortable};
use tempfile::NamedTempFile;

use super::PaidArgs;
use super::facts::blocks_of;
use crate::cli::roster::{FilesRead, Mapped};
use crate::cli::{Failure, say};
use crate::payslip_file::{sortable, sorted_header};
use crate::roster_file::cut;

/// So many rows are sorted in memory at a time.
const ROWS: usize = 400_000;
/// So many bundles of rows wait to be sorted.
const WAITING: usize = 8;

/// A row with what it is sorted by.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Row {
    id: Box<[u8]>,
    line: u64,
    /// As a line of CSV.
    text: Box<[u8]>,
}

/// On disk: both lengths, the line, the id, the text.
impl<W: Write, R: Read> Sortable<W, R> for Row {
    type Error = io::Error;

    fn serialize(&self, to: &mut W) -> io::Result<()> {
        for length in [self.id.len() as u64, self.text.len() as u64, self.line] {
            to.write_all(&length.to_le_bytes())?;
        }
        to.write_all(&self.id)?;
        to.write_all(&self.text)
    }

    fn deserialize(from: &mut R) -> Option<io::Result<Row>> {
        let mut first = [0; 8];
        match from.read(&mut first[..1]) {
            Ok(0) => return None,
            Ok(_) => {}
            Err(error) => return Some(Err(error)),
        }
        let mut row = || {
            from.read_exact(&mut first[1..])?;
            let id = u64::from_le_bytes(first);
            let mut number = || {
                let mut bytes = [0; 8];
                from.read_exact(&mut bytes).map(|()| u64::from_le_bytes(bytes))
            };
            let (text, line) = (number()?, number()?);
            let mut bytes = |length: u64| {
                let mut bytes = vec![0; usize::try_from(length).unwrap_or(usize::MAX)];
                from.read_exact(&mut bytes).map(|()| bytes.into_boxed_slice())
            };
            Ok(Row { id: bytes(id)?, text: bytes(text)?, line })
        };
        Some(row())
    }
}

/// A file with the lines of the payslips by id, in a folder that goes with it, and what the payslips were.
pub(super) struct Sorted {
    pub(super) file: NamedTempFile,
    pub(super) files: FilesRead,
}

/// Sorts the payslips.
pub(super) fn sorted(arguments: &PaidArgs, mapped: &Mapped) -> Result<Sorted, Failure> {
    say("the lines of the payslips are not grouped by id: they are sorted on disk first\n");
    let failed = |error: io::Error| Failure::Message(format!("cannot sort the payslips on disk: {error}"));
    let (send, receive) = sync_channel::<Vec<Row>>(WAITING);
    thread::scope(|scope| {
        let sorting = scope.spawn(|| -> io::Result<NamedTempFile> {
            let sorter = ExtSorter::<Row>::new(ROWS)?;
            let (mut taken, mut given) = (0_u64, 0_u64);
            let rows = sorter.sort(receive.into_iter().flatten().inspect(|_| taken += 1))?;
            let mut file = tempfile::Builder::new().suffix(".csv").tempfile()?;
            let mut out = BufWriter::new(file.as_file_mut());
            writeln!(out, "{}", sorted_header())?;
            for row in rows {
                out.write_all(&row?.text)?;
                given += 1;
            }
            out.flush()?;
            drop(out);
            // A disk that was full for a moment must not lose anybody's pay.
            if taken == given { Ok(file) } else { Err(io::Error::other(format!("{} rows were lost", taken - given))) }
        });
        let send = Mutex::new(send);
        let read = blocks_of(
            arguments,
            mapped,
            |_, rows| cut(rows),
            || (),
            |(), block| {
                let mut rows = Vec::new();
                sortable(&block.layout, &block.bytes, block.lines, |id, line, cells| {
                    let mut text = csv::Writer::from_writer(Vec::new());
                    // Writing to memory cannot fail.
                    let _ = text.write_byte_record(cells);
                    rows.push(Row { id: id.into(), line, text: text.into_inner().unwrap_or_default().into() });
                });
                // Where sorting stopped, it says why.
                let sender = send.lock().map(|sender| sender.clone());
                let _ = sender.map(|sender| sender.send(rows));
            },
        );
        drop(send);
        let file = sorting.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)).map_err(failed)?;
        let (_, files) = read?;
        Ok(Sorted { file, files })
    })
}

/// The first id, in the order of ids, that is there twice, with the line of the second; sorted on disk, so that a roster of any length
/// needs little memory.
pub(in crate::cli) fn first_twice(ids: impl Iterator<Item = (u64, String)>) -> io::Result<Option<(u64, String)>> {
    let row = |(line, id): (u64, String)| Row { id: id.into_bytes().into(), line, text: Box::default() };
    let mut last: Option<Row> = None;
    for row in ExtSorter::<Row>::new(ROWS)?.sort(ids.map(row))? {
        let row = row?;
        if last.as_ref().is_some_and(|last| last.id == row.id) {
            return Ok(Some((row.line, String::from_utf8_lossy(&row.id).into_owned())));
        }
        last = Some(row);
    }
    Ok(None)
}
