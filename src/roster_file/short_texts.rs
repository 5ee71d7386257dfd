//! The numbers of short texts, found by the words that their bytes make: most cells are no longer.

use super::plain::EvenRows;

/// Texts of up to sixteen bytes with their numbers. There are no NUL bytes in them.
#[derive(Clone, Debug, Default)]
pub(super) struct ShortTexts {
    /// As one word each, as long as none has more than eight bytes.
    one: Words<1>,
    /// As two words each, once one has.
    two: Words<2>,
}

/// Bytes of a word.
const WORD: usize = 8;
/// So many texts are known at most: each has four places, and they are told apart by sixteen bits.
const MOST: usize = 1 << 14;
/// The number of no text.
const NONE: u32 = u32::MAX;

impl ShortTexts {
    /// Puts the numbers of cells in one column into keys, each times a weight, until one's text is not known; says how many it knew.
    ///
    /// Keys are of the rows from one on.
    pub(super) fn add_numbers(&self, rows: &EvenRows<'_>, first: usize, place: usize, weight: u64, keys: &mut [u64]) -> usize {
        let cells = rows.column(first, place);
        if self.two.held == 0 {
            self.one.add_numbers(rows.block, cells, weight, keys)
        } else {
            self.two.add_numbers(rows.block, cells, weight, keys)
        }
    }

    /// Puts a text in, if it is short enough and not yet known.
    pub(super) fn insert(&mut self, text: &[u8], number: u32) {
        let mut bytes = [0; 2 * WORD];
        let Some(own) = bytes.get_mut(..text.len()) else { return };
        own.copy_from_slice(text);
        let text = words(&bytes);
        if text[1] == 0 && self.two.held == 0 {
            return self.one.insert([text[0]], number);
        }
        for ([word], number) in std::mem::take(&mut self.one).texts() {
            self.two.insert([word, 0], number);
        }
        self.two.insert(text, number);
    }
}

fn words(bytes: &[u8; 2 * WORD]) -> [u64; 2] {
    let (words, _) = bytes.as_chunks::<WORD>();
    [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])]
}

/// For each length of a text in two words, which bits of each are its own.
const OWN_BYTES: [[u64; 2]; 2 * WORD + 1] = {
    let mut masks = [[0; 2]; 2 * WORD + 1];
    let mut length = 1;
    while length <= 2 * WORD {
        let all = u128::MAX >> (8 * (2 * WORD - length));
        masks[length] = [all as u64, (all >> 64) as u64];
        length += 1;
    }
    masks
};

/// Texts as so many words, each at the first free place from where its hash says on.
#[derive(Clone, Debug)]
struct Words<const N: usize> {
    places: Vec<([u64; N], u32)>,
    held: usize,
}

impl<const N: usize> Default for Words<N> {
    fn default() -> Words<N> {
        Words { places: vec![([0; N], NONE); 64], held: 0 }
    }
}

impl<const N: usize> Words<N> {
    #[inline(never)]
    fn add_numbers(&self, block: &[u8], cells: impl Iterator<Item = (usize, usize)>, weight: u64, keys: &mut [u64]) -> usize {
        let mut known = 0;
        for (key, (start, next)) in keys.iter_mut().zip(cells) {
            let length = next.wrapping_sub(start).wrapping_sub(1);
            let bytes = block.get(start..).and_then(|rest| rest.first_chunk::<{ 2 * WORD }>());
            let (Some(bytes), Some(own)) = (bytes, OWN_BYTES.get(length).filter(|_| length <= N * WORD)) else { break };
            // What comes after the text is cut off.
            let (all, mut text) = (words(bytes), [0; N]);
            for (word, (any, own)) in text.iter_mut().zip(all.iter().zip(own)) {
                *word = any & own;
            }
            let number = self.number(text);
            if number == NONE {
                break;
            }
            // Numbers have bits of their own in a key, so nothing is carried.
            *key |= u64::from(number).wrapping_mul(weight);
            known += 1;
        }
        known
    }

    /// Every text with its number.
    fn texts(self) -> impl Iterator<Item = ([u64; N], u32)> {
        self.places.into_iter().filter(|(_, number)| *number != NONE)
    }

    #[inline]
    fn number(&self, text: [u64; N]) -> u32 {
        let at = self.first_place(text);
        let (held, number) = self.places[at];
        if held == text { number } else { self.number_after(at, text) }
    }

    fn number_after(&self, first: usize, text: [u64; N]) -> u32 {
        let (before, after) = self.places.split_at(first);
        let mut from_here = after.iter().chain(before);
        from_here.find(|(held, number)| *number == NONE || *held == text).map_or(NONE, |(_, number)| *number)
    }

    /// By rustc-hash's way of mixing.
    #[inline]
    fn first_place(&self, text: [u64; N]) -> usize {
        let mixed = text.iter().fold(0_u64, |mixed, word| mixed.rotate_left(29) ^ word);
        (mixed.wrapping_mul(0xf135_7aea_2e62_a9c5) >> 48) as usize & (self.places.len() - 1)
    }

    fn insert(&mut self, text: [u64; N], number: u32) {
        if self.held >= MOST || self.number(text) != NONE {
            return;
        }
        if (self.held + 1) * 4 > self.places.len() {
            let room = vec![([0; N], NONE); 2 * self.places.len()];
            let before = std::mem::replace(&mut self.places, room);
            self.held = 0;
            before.into_iter().filter(|(_, number)| *number != NONE).for_each(|(text, number)| self.put(text, number));
        }
        self.put(text, number);
    }

    fn put(&mut self, text: [u64; N], number: u32) {
        let mut at = self.first_place(text);
        while self.places[at].1 != NONE {
            at = (at + 1) & (self.places.len() - 1);
        }
        self.places[at] = (text, number);
        self.held += 1;
    }
}
