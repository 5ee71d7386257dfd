//! What a payroll's audit writes of each member, kept on disk until everybody is audited: then it is written in the roster's order,
//! and nobody's ledger is in memory.

use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use crate::answer::{Failure, MakeScratch, Scratch, items};
use crate::report::Frame;

/// Pieces of text, by row of the roster.
pub(super) struct Spool {
    make: MakeScratch,
    file: Option<BufWriter<Box<dyn Scratch>>>,
    length: u64,
    pieces: Vec<Piece>,
    failed: Option<io::Error>,
}

struct Piece {
    row: usize,
    start: u64,
    length: usize,
}

impl Spool {
    /// Nothing yet.
    pub(super) fn new(make: MakeScratch) -> Spool {
        Spool { make, file: None, length: 0, pieces: Vec::new(), failed: None }
    }

    /// Keeps the piece of a row. Where the disk is full, [`Spools::new`] says so.
    pub(super) fn keep(&mut self, row: usize, text: &str) {
        if self.failed.is_some() {
            return;
        }
        let kept = match &mut self.file {
            Some(file) => file.write_all(text.as_bytes()),
            none => (self.make)().and_then(|file| none.insert(BufWriter::new(file)).write_all(text.as_bytes())),
        };
        self.failed = kept.err();
        self.pieces.push(Piece { row, start: self.length, length: text.len() });
        self.length += text.len() as u64;
    }
}

/// What all threads have kept.
#[derive(Default)]
pub(super) struct Spools {
    files: Vec<BufReader<Box<dyn Scratch>>>,
    /// Which of the files, and where in it, in the roster's order.
    pieces: Vec<(usize, Piece)>,
}

impl Spools {
    /// Puts them together.
    pub(super) fn new(spools: impl IntoIterator<Item = Spool>) -> Result<Spools, Failure> {
        let failed =
            |error: &io::Error| Failure::Message(format!("cannot keep the result on disk while it is worked out: {error}"));
        let mut all = Spools::default();
        for spool in spools {
            if let Some(error) = &spool.failed {
                return Err(failed(error));
            }
            let Some(file) = spool.file else { continue };
            let file = file.into_inner().map_err(|error| failed(error.error()))?;
            all.pieces.extend(spool.pieces.into_iter().map(|piece| (all.files.len(), piece)));
            all.files.push(BufReader::new(file));
        }
        all.pieces.sort_by_key(|(_, piece)| piece.row);
        Ok(all)
    }

    /// Writes everything, with what comes before, between and after.
    pub(super) fn write(mut self, frame: &Frame, out: &mut dyn Write) -> io::Result<()> {
        let files = &mut self.files;
        let pieces = self.pieces.iter().map(|(file, piece)| {
            let file = &mut files[*file];
            // Members of one thread come in order, so most of this stays in the buffer.
            let here = file.stream_position()?;
            match piece.start.checked_signed_diff(here) {
                Some(ahead) => file.seek_relative(ahead)?,
                None => drop(file.seek(SeekFrom::Start(piece.start))?),
            }
            let mut bytes = vec![0; piece.length];
            file.read_exact(&mut bytes)?;
            Ok(bytes)
        });
        items::write(frame, pieces, out)
    }
}
