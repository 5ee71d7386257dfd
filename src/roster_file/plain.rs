//! Blocks without quotes, taken apart at their separators and line breaks.
//!
//! Most blocks are like this, and many rows are taken apart at once, which is much faster than reading them in general. What comes out
//! is the same: property tests hold the two together.

use wide::u8x16;

/// About so many bounds are found before the rows between them are taken up.
const BATCH: usize = 1024;
/// Bytes that are looked at together.
const CHUNK: usize = 64;

/// Whether a block is plain: no quotes, no NUL bytes, and carriage returns only before line feeds.
pub(super) fn is_plain(block: &[u8]) -> bool {
    let ends_a_line = |at: usize| block.get(at + 1) == Some(&b'\n');
    u32::try_from(block.len() + CHUNK).is_ok()
        && (memchr::memchr3(b'"', 0, b'\r', block).is_none()
            || (memchr::memchr2(b'"', 0, block).is_none() && memchr::memchr_iter(b'\r', block).all(ends_a_line)))
}

/// Neighbouring rows of a plain block.
pub(super) enum Batch<'a> {
    /// Rows that all have as many cells as they should, and more than one.
    Even(EvenRows<'a>),
    /// A row that stands among others that have not.
    Row(PlainRow<'a>),
}

/// Rows that all have as many cells as they should.
pub(super) struct EvenRows<'a> {
    pub(super) block: &'a [u8],
    /// Where the first cell starts, and for each cell where one after it would start; row after row, and then as much of anything.
    bounds: &'a [u32],
    /// Cells of a row, of which there are at least two.
    width: usize,
    pub(super) count: usize,
    /// Line breaks before them.
    pub(super) lines: u64,
}

impl<'a> EvenRows<'a> {
    /// Of the rows from one on, where so many cells from a place on start, and where a cell after those would start; they are fewer than
    /// all of a row.
    #[inline]
    pub(super) fn cells(
        &self,
        first: usize,
        (place, count): (usize, usize),
    ) -> impl ExactSizeIterator<Item = (u32, u32)> + use<'a> {
        let from = self.bounds.get(first * self.width + place..).unwrap_or_default();
        // The last has something after it, too.
        from.chunks_exact(self.width).map(move |row| (row[0], row[count]))
    }

    /// Where a cell starts and ends.
    pub(super) fn cell(&self, row: usize, place: usize) -> (usize, usize) {
        self.row(row).cell(place)
    }

    /// One of them.
    pub(super) fn row(&self, row: usize) -> PlainRow<'a> {
        let bounds = &self.bounds[row * self.width..=(row + 1) * self.width];
        PlainRow { bounds, lines: self.lines + row as u64 }
    }
}

/// A row of a plain block.
pub(super) struct PlainRow<'a> {
    /// Where its first cell starts, and for each of its cells where one after it would start.
    bounds: &'a [u32],
    /// Line breaks before it.
    pub(super) lines: u64,
}

impl PlainRow<'_> {
    /// Where a cell starts and ends.
    pub(super) fn cell(&self, place: usize) -> (usize, usize) {
        (self.bounds[place] as usize, self.bounds[place + 1] as usize - 1)
    }

    /// All of its bytes, without the line break.
    pub(super) fn bytes<'a>(&self, block: &'a [u8]) -> &'a [u8] {
        let bytes = &block[self.bounds[0] as usize..self.bounds[self.bounds.len() - 1] as usize - 1];
        bytes.strip_suffix(b"\r").unwrap_or(bytes)
    }
}

/// Calls for the rows of a plain block, in their order, that should have so many cells; blank lines are rows, too.
pub(super) fn batches(block: &[u8], separator: u8, width: usize, mut each: impl FnMut(Batch<'_>)) {
    let mut found = Found { block, width, bounds: vec![0], held: 1, breaks: 0, lines: 0 };
    let (chunks, rest) = block.as_chunks::<CHUNK>();
    let mut last = [0; CHUNK];
    last[..rest.len()].copy_from_slice(rest);
    // A plain block is not too long for these numbers.
    let mut starts = (1..u32::MAX).step_by(CHUNK);
    for (chunk, start) in chunks.iter().zip(&mut starts) {
        found.add(start, places_of(chunk, separator));
        if found.held > BATCH {
            found.give(&mut each);
        }
    }
    found.add(starts.next().unwrap_or(1), places_of(&last, separator));
    if !block.is_empty() && !block.ends_with(b"\n") {
        found.add(u32::try_from(block.len() + 1).expect("a block is far below 4 GiB"), (0, 1));
    }
    found.give(&mut each);
}

/// Bounds of cells that were found and not yet taken up.
struct Found<'a> {
    block: &'a [u8],
    width: usize,
    /// Where a row starts, and where cells after those found would start; then room.
    bounds: Vec<u32>,
    held: usize,
    /// How many of them are after line breaks.
    breaks: usize,
    /// Line breaks before them.
    lines: u64,
}

impl Found<'_> {
    /// Adds bounds by two sets of bits: separators and line breaks among the bytes, of which the first is before `start`.
    #[inline]
    fn add(&mut self, start: u32, (separators, breaks): (u64, u64)) {
        const AT_ONCE: usize = 4;
        if self.bounds.len() < self.held + CHUNK {
            self.bounds.resize(self.held + BATCH + CHUNK, 0);
        }
        let mut bits = separators | breaks;
        let count = bits.count_ones() as usize;
        let (room, _) = self.bounds[self.held..self.held + CHUNK].as_chunks_mut::<AT_ONCE>();
        // More than one at once, so that their number is seldom guessed wrong; what is written beyond it is room.
        for room in room.iter_mut().take(count.div_ceil(AT_ONCE)) {
            for bound in room {
                *bound = start.wrapping_add(bits.trailing_zeros());
                bits &= bits.wrapping_sub(1);
            }
        }
        self.held += count;
        self.breaks += breaks.count_ones() as usize;
    }

    /// Gives all whole rows to whoever takes them up.
    fn give(&mut self, each: &mut impl FnMut(Batch<'_>)) {
        let (block, width) = (self.block, self.width);
        let ends_a_row = |bound: &u32| block.get(*bound as usize - 1).is_none_or(|byte| *byte == b'\n');
        let count = (self.held - 1) / width;
        if self.bounds.len() < self.held + width {
            self.bounds.resize(self.held + width, 0);
        }
        let (bounds, and_room) = (&self.bounds[..self.held], &self.bounds);
        // Where as many line breaks are as rows, and each row ends with one, there are none within rows.
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
                each(Batch::Row(PlainRow { bounds: &bounds[done..=at], lines: self.lines }));
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
fn places_of(chunk: &[u8; CHUNK], separator: u8) -> (u64, u64) {
    let (separator, line_break) = (u8x16::splat(separator), u8x16::splat(b'\n'));
    let (parts, _) = chunk.as_chunks::<16>();
    let mut places = (0, 0);
    for (index, part) in parts.iter().enumerate() {
        let part = u8x16::new(*part);
        let bits = |wanted: u8x16| u64::from(part.simd_eq(wanted).to_bitmask()) << (16 * index);
        places.0 |= bits(separator);
        places.1 |= bits(line_break);
    }
    places
}
