//! A hash table of short texts and their key bits, compared as words of eight bytes. Most cells are short, and some neighbours together.

use super::split::EvenRows;

/// Texts of up to 32 bytes with the key bits of each, as one, two or four words: as many as the longest needs.
#[derive(Clone, Debug)]
pub(super) enum ShortTexts {
    One(Words<1>),
    Two(Words<2>),
    Four(Words<4>),
}

impl Default for ShortTexts {
    fn default() -> ShortTexts {
        ShortTexts::One(Words::default())
    }
}

/// Bytes of a word.
const WORD: usize = 8;
/// Bytes of a text, at most.
pub(super) const LONGEST: usize = 4 * WORD;
/// The most texts: each has four slots, and a hash has sixteen bits.
const MOST: usize = 1 << 14;
/// Marks a free slot: no text stands for this.
const NONE: u64 = u64::MAX;

impl ShortTexts {
    /// Adds the key bits of the `cells` neighbours from `column` on to the keys of rows from `first` on, up to a text that is not known.
    /// Returns the number of rows done.
    pub(super) fn add_to(&self, rows: &EvenRows<'_>, first: usize, (column, cells): (usize, usize), keys: &mut [u64]) -> usize {
        match self {
            ShortTexts::One(words) => words.add_to(rows, first, (column, cells), keys),
            ShortTexts::Two(words) => words.add_to(rows, first, (column, cells), keys),
            ShortTexts::Four(words) => words.add_to(rows, first, (column, cells), keys),
        }
    }

    /// Puts a text in, if it is short enough and not yet known.
    pub(super) fn insert(&mut self, text: &[u8], stands_for: u64) {
        let wider = match self {
            ShortTexts::One(words) if text.len() > WORD => ShortTexts::Two(words.widened()),
            ShortTexts::Two(words) if text.len() > 2 * WORD && text.len() <= LONGEST => ShortTexts::Four(words.widened()),
            ShortTexts::One(words) => return words.insert(text, stands_for),
            ShortTexts::Two(words) => return words.insert(text, stands_for),
            ShortTexts::Four(words) => return words.insert(text, stands_for),
        };
        *self = wider;
        self.insert(text, stands_for);
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            ShortTexts::One(words) => words.held,
            ShortTexts::Two(words) => words.held,
            ShortTexts::Four(words) => words.held,
        }
    }

    /// How many bytes a text has at most.
    pub(super) fn longest(&self) -> usize {
        match self {
            ShortTexts::One(words) => words.longest,
            ShortTexts::Two(words) => words.longest,
            ShortTexts::Four(words) => words.longest,
        }
    }
}

/// For each length of a text, a mask of its bytes.
const OWN_BITS: [[u64; LONGEST / WORD]; LONGEST + 1] = {
    let mut own = [[0; LONGEST / WORD]; LONGEST + 1];
    let mut length = 1;
    while length <= LONGEST {
        own[length] = own[length - 1];
        own[length][(length - 1) / WORD] |= 0xff << ((length - 1) % WORD * 8);
        length += 1;
    }
    own
};

/// Texts of N words, each in the first free slot from its hash on.
#[derive(Clone, Debug)]
pub(super) struct Words<const N: usize> {
    slots: Vec<([u64; N], u64)>,
    held: usize,
    longest: usize,
}

impl<const N: usize> Default for Words<N> {
    fn default() -> Words<N> {
        Words { slots: vec![([0; N], NONE); 64], held: 0, longest: 0 }
    }
}

impl<const N: usize> Words<N> {
    #[inline(never)]
    fn add_to(&self, rows: &EvenRows<'_>, first: usize, (column, cells): (usize, usize), keys: &mut [u64]) -> usize {
        let bounds = rows.cells(first, (column, cells));
        let all = bounds.len().min(keys.len());
        for (known, (key, (start, next))) in keys.iter_mut().zip(bounds).enumerate() {
            let length = next.wrapping_sub(start).wrapping_sub(1);
            let Some(text) = Self::words_at(rows.block, start as usize, length as usize) else { return known };
            let stands_for = self.get(text);
            if stands_for == NONE {
                return known;
            }
            // Columns have separate bits of a key.
            *key |= stands_for;
        }
        all
    }

    /// The text at `start`, if it is short enough and the block has all the bytes of N words from there.
    #[inline]
    fn words_at(block: &[u8], start: usize, length: usize) -> Option<[u64; N]> {
        let own = OWN_BITS.get(length).filter(|_| length <= N * WORD)?;
        let (bytes, _) = block.get(start..start + N * WORD)?.as_chunks::<WORD>();
        let mut words = [0; N];
        // Masks the bytes after the text.
        for ((word, bytes), own) in words.iter_mut().zip(bytes).zip(own) {
            *word = u64::from_le_bytes(*bytes) & own;
        }
        Some(words)
    }

    #[inline]
    fn get(&self, text: [u64; N]) -> u64 {
        let at = self.first_slot(text);
        let (held, stands_for) = self.slots[at];
        if held == text { stands_for } else { self.get_after(at, text) }
    }

    fn get_after(&self, first: usize, text: [u64; N]) -> u64 {
        let (before, after) = self.slots.split_at(first);
        let mut from_here = after.iter().chain(before);
        from_here.find(|(held, stands_for)| *stands_for == NONE || *held == text).map_or(NONE, |(_, stands_for)| *stands_for)
    }

    /// Mixes as rustc-hash does.
    #[inline]
    fn first_slot(&self, text: [u64; N]) -> usize {
        let mixed = text.iter().fold(0_u64, |mixed, word| mixed.rotate_left(29) ^ word);
        (mixed.wrapping_mul(0xf135_7aea_2e62_a9c5) >> 48) as usize & (self.slots.len() - 1)
    }

    fn insert(&mut self, text: &[u8], stands_for: u64) {
        let mut bytes = [0; LONGEST];
        let Some(own) = bytes.get_mut(..text.len()) else { return };
        own.copy_from_slice(text);
        let Some(words) = Self::words_at(&bytes, 0, text.len()) else { return };
        if self.held >= MOST || stands_for == NONE || self.get(words) != NONE {
            return;
        }
        if (self.held + 1) * 4 > self.slots.len() {
            let room = vec![([0; N], NONE); 2 * self.slots.len()];
            let before = std::mem::replace(&mut self.slots, room);
            self.held = 0;
            before.into_iter().filter(|(_, known)| *known != NONE).for_each(|(words, known)| self.put(words, known));
        }
        self.longest = self.longest.max(text.len());
        self.put(words, stands_for);
    }

    fn put(&mut self, text: [u64; N], stands_for: u64) {
        let mut at = self.first_slot(text);
        while self.slots[at].1 != NONE {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = (text, stands_for);
        self.held += 1;
    }

    /// The same texts in M words.
    fn widened<const M: usize>(&self) -> Words<M> {
        let mut wider = Words { slots: vec![([0; M], NONE); self.slots.len()], held: 0, longest: self.longest };
        for (words, stands_for) in self.slots.iter().filter(|(_, stands_for)| *stands_for != NONE) {
            let mut text = [0; M];
            text.iter_mut().zip(words).for_each(|(wide, word)| *wide = *word);
            wider.put(text, *stands_for);
        }
        wider
    }
}
