//! Distinct combinations of cells, counted: each cell a number that its column's dictionary gives its text.

use std::collections::HashMap;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rustc_hash::FxBuildHasher;

/// How many rows are alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub(super) staff: u64,
    pub(super) rows: u64,
    /// The first of them.
    pub(super) line: u64,
}

/// Texts by number.
pub(super) type Texts = [Box<[u8]>];

/// The distinct texts of a column, numbered as they come up; the empty text is number 0.
#[derive(Clone, Debug)]
pub(super) struct Dictionary {
    texts: Vec<Box<[u8]>>,
    /// Texts of up to sixteen bytes, which most are, each as one word.
    short: HashMap<u128, u32, FxBuildHasher>,
    /// Some of these at hand, each where its hash says: looked at first.
    at_hand: Vec<(u128, u32)>,
    long: HashMap<Box<[u8]>, u32, FxBuildHasher>,
}

/// So many words are at hand.
const AT_HAND: usize = 128;

#[expect(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
impl Dictionary {
    pub(super) fn new() -> Dictionary {
        let short = [(0, 0)].into_iter().collect();
        Dictionary { texts: vec![Box::default()], short, at_hand: vec![(0, 0); AT_HAND], long: HashMap::default() }
    }

    /// The number of a text that stands at a place of a block. There is no NUL byte in it.
    pub(super) fn number_at(&mut self, block: &[u8], start: usize, end: usize) -> u32 {
        let Some(word) = word(block, start, end - start) else { return self.number_of_long(&block[start..end]) };
        let at_hand = &mut self.at_hand[hash(word) as usize % AT_HAND];
        if at_hand.0 != word {
            let known = self.short.entry(word).or_insert_with(|| next(&mut self.texts, &block[start..end]));
            *at_hand = (word, *known);
        }
        at_hand.1
    }

    pub(super) fn number(&mut self, text: &[u8]) -> u32 {
        self.number_at(text, 0, text.len())
    }

    fn number_of_long(&mut self, text: &[u8]) -> u32 {
        if let Some(known) = self.long.get(text) {
            return *known;
        }
        let new = next(&mut self.texts, text);
        self.long.insert(text.into(), new);
        new
    }

    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// The number of a new text.
fn next(texts: &mut Vec<Box<[u8]>>, text: &[u8]) -> u32 {
    texts.push(text.into());
    u32::try_from(texts.len() - 1).unwrap_or(u32::MAX)
}

/// A text of up to sixteen bytes, filled up with NUL bytes, as a number.
fn word(block: &[u8], start: usize, length: usize) -> Option<u128> {
    const SIZE: usize = size_of::<u128>();
    if length > SIZE {
        return None;
    }
    if length == 0 {
        return Some(0);
    }
    let mut bytes = [0; SIZE];
    match block.get(start..start + SIZE) {
        // Bytes after the text are read at once and cut off.
        Some(more) => bytes.copy_from_slice(more),
        None => bytes[..length].copy_from_slice(&block[start..start + length]),
    }
    Some(u128::from_le_bytes(bytes) & (u128::MAX >> (8 * (SIZE - length))))
}

/// Combinations of so many numbers, each once, in the order in which they came up.
#[derive(Clone, Debug, Default)]
pub(super) struct Combinations {
    width: usize,
    entries: Vec<(u128, Count)>,
    places: HashTable<u32>,
    /// Combinations of more or larger numbers than a key holds; their keys are [`LONG`] and their place here.
    long: Vec<Box<[u32]>>,
    long_places: HashMap<Box<[u32]>, usize, FxBuildHasher>,
}

/// A key holds this many numbers of sixteen bits.
const MOST_NUMBERS: usize = 7;
const LONG: u128 = 1 << 127;

#[expect(clippy::cast_possible_truncation, reason = "keys are taken apart into the numbers they are made of")]
impl Combinations {
    pub(super) fn new(width: usize) -> Combinations {
        Combinations { width, ..Combinations::default() }
    }

    /// Counts rows of a combination.
    pub(super) fn add(&mut self, combination: &[u32], count: Count) {
        let key = self.key(combination);
        let Combinations { entries, places, .. } = self;
        let at = |place: u32| entries[place as usize].0;
        match places.entry(hash(key), |known| at(*known) == key, |known| hash(at(*known))) {
            Entry::Occupied(known) => {
                let sum = &mut entries[*known.get() as usize].1;
                sum.staff += count.staff;
                sum.rows += count.rows;
                sum.line = sum.line.min(count.line);
            }
            Entry::Vacant(new) => {
                new.insert(u32::try_from(entries.len()).unwrap_or(u32::MAX));
                entries.push((key, count));
            }
        }
    }

    /// One number for a combination.
    fn key(&mut self, combination: &[u32]) -> u128 {
        let is_short = combination.len() <= MOST_NUMBERS && combination.iter().all(|number| u16::try_from(*number).is_ok());
        if is_short {
            return combination.iter().rev().fold(0, |key, number| key << 16 | u128::from(*number));
        }
        let known = self.long_places.get(combination).copied();
        let place = known.unwrap_or_else(|| {
            self.long.push(combination.into());
            self.long_places.insert(combination.into(), self.long.len() - 1);
            self.long.len() - 1
        });
        LONG | place as u128
    }

    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Every combination with its count.
    pub(super) fn for_each(&self, mut each: impl FnMut(&[u32], Count)) {
        self.for_some(&self.entries, &mut each);
    }

    /// Every combination by its first line.
    pub(super) fn for_each_by_line(&self, mut each: impl FnMut(&[u32], Count)) {
        let mut entries = self.entries.clone();
        entries.sort_unstable_by_key(|(_, count)| count.line);
        self.for_some(&entries, &mut each);
    }

    fn for_some(&self, entries: &[(u128, Count)], each: &mut impl FnMut(&[u32], Count)) {
        let mut numbers = vec![0; self.width];
        for (key, count) in entries {
            if key & LONG == 0 {
                for (place, number) in numbers.iter_mut().enumerate() {
                    *number = u32::from((key >> (16 * place)) as u16);
                }
            } else {
                numbers.copy_from_slice(&self.long[(key ^ LONG) as usize]);
            }
            each(&numbers, *count);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "both halves are taken")]
/// Mixes a key as rustc-hash does.
fn hash(key: u128) -> u64 {
    const FACTOR: u64 = 0xf135_7aea_2e62_a9c5;
    let (low, high) = (key as u64, (key >> 64) as u64);
    low.wrapping_mul(FACTOR).wrapping_add(high).wrapping_mul(FACTOR).rotate_left(26)
}
