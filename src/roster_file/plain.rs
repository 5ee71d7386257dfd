//! Blocks without quotes, taken apart at their separators and line breaks.
//!
//! Most blocks are like this, and it takes a third of the time that reading them in general does. What comes out is the same: a
//! property test holds the two together.

/// Whether a block is plain: no quotes, no NUL bytes, no byte order mark, and carriage returns only before line breaks.
pub(super) fn is_plain(block: &[u8]) -> bool {
    let ends_a_line = |at: usize| block.get(at + 1) == Some(&b'\n');
    !block.starts_with(&[0xef, 0xbb, 0xbf])
        && (memchr::memchr3(b'"', 0, b'\r', block).is_none()
            || (memchr::memchr2(b'"', 0, block).is_none() && memchr::memchr_iter(b'\r', block).all(ends_a_line)))
}

/// A row of a plain block.
pub(super) struct PlainRow<'a> {
    /// Where its first cell starts, and for each of its cells where one after it would start.
    bounds: &'a [usize],
    /// Line breaks before it.
    pub(super) lines: u64,
}

impl PlainRow<'_> {
    /// How many cells it has.
    pub(super) fn width(&self) -> usize {
        self.bounds.len() - 1
    }

    /// Where a cell starts and ends.
    #[inline]
    pub(super) fn cell(&self, place: usize) -> (usize, usize) {
        (self.bounds[place], self.bounds[place + 1] - 1)
    }

    /// All of its bytes, without the line break.
    #[inline]
    pub(super) fn bytes<'a>(&self, block: &'a [u8]) -> &'a [u8] {
        let bytes = &block[self.bounds[0]..self.bounds[self.width()] - 1];
        bytes.strip_suffix(b"\r").unwrap_or(bytes)
    }
}

/// Calls for each row of a plain block that has anything in it.
pub(super) fn rows(block: &[u8], separator: u8, mut each: impl FnMut(&PlainRow<'_>)) {
    let (mut lines, mut bounds) = (0, vec![0]);
    let mut row = |bounds: &mut Vec<usize>, next: usize| {
        let row = PlainRow { bounds, lines };
        if !row.bytes(block).is_empty() {
            each(&row);
        }
        bounds.clear();
        bounds.push(next);
        lines += 1;
    };
    let (chunks, rest) = block.as_chunks::<64>();
    let mut last = [0; 64];
    last[..rest.len()].copy_from_slice(rest);
    for (index, chunk) in chunks.iter().chain([&last]).enumerate() {
        let mut found = places_of(chunk, separator);
        while found != 0 {
            let end = index * 64 + found.trailing_zeros() as usize;
            found &= found - 1;
            bounds.push(end + 1);
            if block[end] == b'\n' {
                row(&mut bounds, end + 1);
            }
        }
    }
    if !block.ends_with(b"\n") {
        bounds.push(block.len() + 1);
        row(&mut bounds, block.len());
    }
}

/// A bit for each of 64 bytes that is a separator or a line break.
fn places_of(chunk: &[u8; 64], separator: u8) -> u64 {
    const ONES: u64 = u64::from_le_bytes([1; 8]);
    const SEVENS: u64 = u64::from_le_bytes([0x7f; 8]);
    // Bit 8k of this factor's product with bytes of 0 and 1 goes to bit 56 + k.
    const GATHER: u64 = 0x0102_0408_1020_4080;
    // The top bit of every byte that is not zero.
    let not_zero = |word: u64| ((word & SEVENS) + SEVENS) | word;
    let (words, _) = chunk.as_chunks::<8>();
    words.iter().enumerate().fold(0, |found, (index, word)| {
        let word = u64::from_le_bytes(*word);
        let neither = not_zero(word ^ (ONES * u64::from(separator))) & not_zero(word ^ (ONES * u64::from(b'\n')));
        let here = ((!neither >> 7) & ONES).wrapping_mul(GATHER) >> 56;
        found | here << (8 * index)
    })
}
