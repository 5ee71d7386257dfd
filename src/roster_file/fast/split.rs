//! Blocks without quotes, cut at their separators and line breaks, 64 bytes at a time.

use wide::u8x16;

/// Bounds that are found before the rows between them are counted, about.
const BATCH: usize = 1024;
/// Bytes compared at a time.
const CHUNK: usize = 64;

/// Whether a block is plain: no quotes, no NUL bytes, and carriage returns only before line feeds.
pub(in crate::roster_file) fn is_plain(block: &[u8]) -> bool {
    let ends_a_line = |at: usize| block.get(at + 1) == Some(&b'\n');
    u32::try_from(block.len() + CHUNK).is_ok()
        && (memchr::memchr3(b'"', 0, b'\r', block).is_none()
            || (memchr::memchr2(b'"', 0, block).is_none() && memchr::memchr_iter(b'\r', block).all(ends_a_line)))
}

/// Neighbouring rows of a plain block.
pub(in crate::roster_file) enum Batch<'a> {
    /// Rows that all have as many cells as the header, and more than one.
    Even(EvenRows<'a>),
    /// One row of a batch in which some row has more or fewer.
    Row(SplitRow<'a>),
}

/// Rows that all have as many cells as the header.
pub(in crate::roster_file) struct EvenRows<'a> {
    pub(super) block: &'a [u8],
    /// The start of the first cell, then for each cell the start of a next one: row after row. After the last row comes spare room.
    bounds: &'a [u32],
    /// Cells of a row: at least two.
    width: usize,
    pub(in crate::roster_file) count: usize,
    /// Line breaks before them.
    pub(in crate::roster_file) lines: u64,
}

impl<'a> EvenRows<'a> {
    /// For each row from `first` on, where `count` cells from `column` on start, and where a cell after them would start. `count` is
    /// less than the width.
    #[inline]
    pub(super) fn cells(
        &self,
        first: usize,
        (column, count): (usize, usize),
    ) -> impl ExactSizeIterator<Item = (u32, u32)> + use<'a> {
        let from = self.bounds.get(first * self.width + column..).unwrap_or_default();
        // Chunks of the last row reach into the spare room.
        from.chunks_exact(self.width).map(move |row| (row[0], row[count]))
    }

    /// Where a cell starts and ends.
    pub(in crate::roster_file) fn cell(&self, row: usize, column: usize) -> (usize, usize) {
        self.row(row).cell(column)
    }

    /// The row of this index.
    pub(in crate::roster_file) fn row(&self, row: usize) -> SplitRow<'a> {
        let bounds = &self.bounds[row * self.width..=(row + 1) * self.width];
        SplitRow { bounds, lines: self.lines + row as u64 }
    }
}

/// A row of a plain block.
pub(in crate::roster_file) struct SplitRow<'a> {
    /// The start of its first cell, then for each cell the start of a next one.
    bounds: &'a [u32],
    /// Line breaks before it.
    pub(in crate::roster_file) lines: u64,
}

impl SplitRow<'_> {
    /// Where a cell starts and ends.
    pub(in crate::roster_file) fn cell(&self, column: usize) -> (usize, usize) {
        (self.bounds[column] as usize, self.bounds[column + 1] as usize - 1)
    }

    /// All of its bytes, without the line break.
    pub(in crate::roster_file) fn bytes<'a>(&self, block: &'a [u8]) -> &'a [u8] {
        let bytes = &block[self.bounds[0] as usize..self.bounds[self.bounds.len() - 1] as usize - 1];
        bytes.strip_suffix(b"\r").unwrap_or(bytes)
    }
}

/// Calls `each` for the rows of a plain block in their order. `width` is the number of cells that a row should have; blank lines are
/// rows, too.
pub(in crate::roster_file) fn batches(block: &[u8], separator: u8, width: usize, mut each: impl FnMut(Batch<'_>)) {
    let mut found = Found { block, width, bounds: vec![0], held: 1, breaks: 0, lines: 0 };
    let (chunks, rest) = block.as_chunks::<CHUNK>();
    let mut last = [0; CHUNK];
    last[..rest.len()].copy_from_slice(rest);
    // A plain block is not too long for these numbers.
    let mut starts = (1..u32::MAX).step_by(CHUNK);
    for (chunk, start) in chunks.iter().zip(&mut starts) {
        found.add(start, marks_of(chunk, separator));
        if found.held > BATCH {
            found.give(&mut each);
        }
    }
    found.add(starts.next().unwrap_or(1), marks_of(&last, separator));
    if !block.is_empty() && !block.ends_with(b"\n") {
        found.add(u32::try_from(block.len() + 1).expect("a block is far below 4 GiB"), (0, 1));
    }
    found.give(&mut each);
}

/// Bounds of cells that were found and not yet handed on.
struct Found<'a> {
    block: &'a [u8],
    width: usize,
    /// The start of a row, then for each cell found the start of a next one; then spare room.
    bounds: Vec<u32>,
    held: usize,
    /// How many of them are after line breaks.
    breaks: usize,
    /// Line breaks before them.
    lines: u64,
}

impl Found<'_> {
    /// Adds bounds by two sets of bits, for separators and line breaks. `start` is the index of the second of the bytes.
    #[inline]
    fn add(&mut self, start: u32, (separators, breaks): (u64, u64)) {
        const AT_ONCE: usize = 4;
        if self.bounds.len() < self.held + CHUNK {
            self.bounds.resize(self.held + BATCH + CHUNK, 0);
        }
        let mut bits = separators | breaks;
        let count = bits.count_ones() as usize;
        let (room, _) = self.bounds[self.held..self.held + CHUNK].as_chunks_mut::<AT_ONCE>();
        // Four at a time, so that the loop's end is seldom mispredicted. What is written beyond the last is spare room.
        for room in room.iter_mut().take(count.div_ceil(AT_ONCE)) {
            for bound in room {
                *bound = start.wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
        }
        self.held += count;
        self.breaks += breaks.count_ones() as usize;
    }

    /// Hands on all whole rows.
    fn give(&mut self, each: &mut impl FnMut(Batch<'_>)) {
        let (block, width) = (self.block, self.width);
        let ends_a_row = |bound: &u32| block.get(*bound as usize - 1).is_none_or(|byte| *byte == b'\n');
        let count = (self.held - 1) / width;
        if self.bounds.len() < self.held + width {
            self.bounds.resize(self.held + width, 0);
        }
        let (bounds, and_room) = (&self.bounds[..self.held], &self.bounds);
        // As many line breaks as rows, and one at the end of each: no row has more or fewer cells.
        let done = if width > 1 && self.breaks == count && bounds[1..].chunks_exact(width).all(|row| ends_a_row(&row[width - 1]))
        {
            if count > 0 {
                each(Batch::Even(EvenRows { block, bounds: and_room, width, count, lines: self.lines }));
            }
            self.lines += count as u64;
            count * width
        } else {
            let mut done = 0;
            for (at, _) in bounds.iter().enumerate().skip(1).filter(|(_, bound)| ends_a_row(bound)) {
                each(Batch::Row(SplitRow { bounds: &bounds[done..=at], lines: self.lines }));
                self.lines += 1;
                done = at;
            }
            done
        };
        self.breaks = 0;
        self.bounds.copy_within(done..self.held, 0);
        self.held -= done;
    }
}

/// A bit for each of 64 bytes that is a separator, and for each that is a line break.
fn marks_of(chunk: &[u8; CHUNK], separator: u8) -> (u64, u64) {
    let (separator, line_break) = (u8x16::splat(separator), u8x16::splat(b'\n'));
    let (parts, _) = chunk.as_chunks::<16>();
    let mut marks = (0, 0);
    for (index, part) in parts.iter().enumerate() {
        let part = u8x16::new(*part);
        let bits = |wanted: u8x16| u64::from(part.simd_eq(wanted).to_bitmask()) << (16 * index);
        marks.0 |= bits(separator);
        marks.1 |= bits(line_break);
    }
    marks
}
