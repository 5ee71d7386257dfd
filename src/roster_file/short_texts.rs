//! The numbers of short texts, found by the words that their bytes make: most cells are no longer.

use super::plain::EvenRows;

/// Texts of up to sixteen bytes with their numbers. There are no NUL bytes in them.
#[derive(Clone, Debug, Default)]
pub(super) struct ShortTexts {
    /// As words of eight bytes, as long as none has more.
    short: Numbers<u64>,
    /// As words of sixteen, once one has.
    long: Numbers<u128>,
}

/// So many texts are known at most: each has four places, and they are told apart by sixteen bits.
const MOST: usize = 1 << 14;
/// The number of no text.
const NONE: u32 = u32::MAX;

impl ShortTexts {
    /// Puts the numbers of cells in one column into keys, each times a weight, until one's text is not known; says how many it knew.
    ///
    /// Keys are of the rows from one on.
    pub(super) fn add_numbers(&self, rows: &EvenRows<'_>, first: usize, place: usize, weight: u64, keys: &mut [u64]) -> usize {
        if self.long.held > 0 {
            self.long.add_numbers(rows, first, place, weight, keys)
        } else {
            self.short.add_numbers(rows, first, place, weight, keys)
        }
    }

    /// Puts a text in, if it is short enough and not yet known.
    pub(super) fn insert(&mut self, text: &[u8], number: u32) {
        if self.long.held == 0 {
            if let Some(word) = u64::of(text) {
                return self.short.insert(word, number);
            }
        }
        let Some(word) = u128::of(text) else { return };
        for (word, number) in std::mem::take(&mut self.short).into_known() {
            self.long.insert(word.into(), number);
        }
        self.long.insert(word, number);
    }
}

/// The bytes of a text as a number, the first the lowest; what comes after the text is cut off.
trait Word: Copy + Eq {
    /// No text.
    const NOTHING: Self;

    /// A text, if it is short enough.
    fn of(text: &[u8]) -> Option<Self>;

    /// The text of so many bytes at the start of these, if it is short enough and as many bytes as a word's are here.
    fn first_of(bytes: &[u8], start: usize, length: usize) -> Option<Self>;

    /// By rustc-hash's way of mixing.
    fn mixed(self) -> u64;
}

/// The factor of rustc-hash.
const FACTOR: u64 = 0xf135_7aea_2e62_a9c5;

macro_rules! word {
    ($($word:ident: $bytes:literal, $mixed:expr;)*) => { $(
        impl Word for $word {
            const NOTHING: $word = $word::MAX;

            fn of(text: &[u8]) -> Option<$word> {
                let mut bytes = [0; $bytes];
                bytes.get_mut(..text.len())?.copy_from_slice(text);
                Some($word::from_le_bytes(bytes)).filter(|word| *word != $word::NOTHING)
            }

            #[inline]
            fn first_of(bytes: &[u8], start: usize, length: usize) -> Option<$word> {
                /// For each length of a text, which bits are its own.
                const OWN: [$word; $bytes + 1] = {
                    let mut own = [0; $bytes + 1];
                    let mut length = 1;
                    while length <= $bytes {
                        own[length] = $word::MAX >> (8 * ($bytes - length));
                        length += 1;
                    }
                    own
                };
                let own = OWN.get(length)?;
                let (bytes, _) = bytes.get(start..start + $bytes)?.split_first_chunk()?;
                Some($word::from_le_bytes(*bytes) & own)
            }

            #[inline]
            fn mixed(self) -> u64 {
                let mixed: fn($word) -> u64 = $mixed;
                mixed(self).wrapping_mul(FACTOR)
            }
        }
    )* };
}

word! {
    u64: 8, |word| word;
    u128: 16, |word| {
        let (low, high) = (word as u64, (word >> 64) as u64);
        low.rotate_left(29) ^ high
    };
}

/// Texts as words, each at the first free place from where its hash says on.
#[derive(Clone, Debug)]
struct Numbers<W> {
    places: Vec<(W, u32)>,
    held: usize,
}

impl<W: Word> Default for Numbers<W> {
    fn default() -> Numbers<W> {
        Numbers { places: vec![(W::NOTHING, NONE); 64], held: 0 }
    }
}

impl<W: Word> Numbers<W> {
    #[inline(never)]
    fn add_numbers(&self, rows: &EvenRows<'_>, first: usize, place: usize, weight: u64, keys: &mut [u64]) -> usize {
        let cells = rows.column(first, place);
        let all = cells.len().min(keys.len());
        for (known, (key, (start, next))) in keys.iter_mut().zip(cells).enumerate() {
            let length = next.wrapping_sub(start).wrapping_sub(1);
            let Some(word) = W::first_of(rows.block, start as usize, length as usize) else { return known };
            let number = self.number(word);
            if number == NONE {
                return known;
            }
            // Numbers have bits of their own in a key, so nothing is carried.
            *key |= u64::from(number).wrapping_mul(weight);
        }
        all
    }

    /// Every text with its number.
    fn into_known(self) -> impl Iterator<Item = (W, u32)> {
        self.places.into_iter().filter(|(_, number)| *number != NONE)
    }

    #[inline]
    fn number(&self, word: W) -> u32 {
        let at = self.first_place(word);
        let (held, number) = self.places[at];
        if held == word { number } else { self.number_after(at, word) }
    }

    fn number_after(&self, first: usize, word: W) -> u32 {
        let (before, after) = self.places.split_at(first);
        let mut from_here = after.iter().chain(before);
        from_here.find(|(held, number)| *number == NONE || *held == word).map_or(NONE, |(_, number)| *number)
    }

    #[inline]
    fn first_place(&self, word: W) -> usize {
        (word.mixed() >> 48) as usize & (self.places.len() - 1)
    }

    fn insert(&mut self, word: W, number: u32) {
        if self.held >= MOST || self.number(word) != NONE {
            return;
        }
        if (self.held + 1) * 4 > self.places.len() {
            let room = vec![(W::NOTHING, NONE); 2 * self.places.len()];
            let before = std::mem::replace(self, Numbers { places: room, held: 0 });
            before.into_known().for_each(|(word, number)| self.put(word, number));
        }
        self.put(word, number);
    }

    fn put(&mut self, word: W, number: u32) {
        let mut at = self.first_place(word);
        while self.places[at].1 != NONE {
            at = (at + 1) & (self.places.len() - 1);
        }
        self.places[at] = (word, number);
        self.held += 1;
    }
}
