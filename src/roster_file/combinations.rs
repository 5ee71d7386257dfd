//! Distinct combinations of cells, counted: each cell a number that its column's dictionary gives its text.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::alike::AlikeValues;

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
    numbers: HashMap<Box<[u8]>, u32, FxBuildHasher>,
    /// Texts of up to sixteen bytes, which most are, some of them: as two words, with the number, where the words' hash says.
    at_hand: Vec<(u64, u64, u32)>,
    /// How texts are told apart that have numbers of their own; the others have that of one they are like.
    alike: Option<Arc<AlikeValues>>,
    classes: HashMap<Vec<bool>, u32>,
}

/// So many texts are at hand.
const AT_HAND: usize = 512;

impl Dictionary {
    pub(super) fn new(alike: Option<Arc<AlikeValues>>) -> Dictionary {
        Dictionary {
            texts: vec![Box::default()],
            numbers: [(Box::default(), 0)].into_iter().collect(),
            at_hand: vec![(0, 0, 0); AT_HAND],
            alike,
            classes: HashMap::new(),
        }
    }

    /// The number of the text that stands between two places of a block, the blanks around it left out. There is no NUL byte in it.
    #[inline]
    pub(super) fn number_in(&mut self, block: &[u8], start: usize, end: usize) -> u32 {
        let length = end - start;
        let (Some(bytes), Some([low_mask, high_mask])) = (block.get(start..start + 16), MASKS.get(length)) else {
            return self.number(block[start..end].trim_ascii());
        };
        // What comes after the text is cut off.
        let (words, _) = bytes.as_chunks::<8>();
        let (low, high) = (u64::from_le_bytes(words[0]) & low_mask, u64::from_le_bytes(words[1]) & high_mask);
        let place = place(low ^ high.rotate_left(29));
        let at_hand = self.at_hand[place];
        if (at_hand.0, at_hand.1) == (low, high) {
            return at_hand.2;
        }
        let text = block[start..end].trim_ascii();
        let number = self.number(text);
        if text.len() == length {
            self.at_hand[place] = (low, high, number);
        }
        number
    }

    /// The number of a text.
    #[cold]
    pub(super) fn number(&mut self, text: &[u8]) -> u32 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let next = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        let class = self.alike.as_ref().and_then(|alike| alike.class_of(text));
        let number = class.map_or(next, |class| *self.classes.entry(class).or_insert(next));
        if number == next {
            self.texts.push(text.into());
        }
        self.numbers.insert(text.into(), number);
        number
    }

    pub(super) fn alike(&self) -> Option<&Arc<AlikeValues>> {
        self.alike.as_ref()
    }

    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }
}

/// For each length of a text up to sixteen, which bits of two words are its own.
const MASKS: [[u64; 2]; 17] = {
    let mut masks = [[u64::MAX; 2]; 17];
    let mut length = 0;
    while length < 16 {
        let of_word = length % 8;
        let part = if of_word == 0 { 0 } else { u64::MAX >> (64 - 8 * of_word) };
        masks[length] = if length < 8 { [part, 0] } else { [u64::MAX, part] };
        length += 1;
    }
    masks
};

/// Where a word is at hand, by rustc-hash's way of mixing.
fn place(word: u64) -> usize {
    const BITS: u32 = AT_HAND.trailing_zeros();
    (word.wrapping_mul(0xf135_7aea_2e62_a9c5) >> (u64::BITS - BITS)) as usize
}

/// Combinations of so many numbers, each once, with how many rows have it.
#[derive(Clone, Debug, Default)]
pub(super) struct Combinations {
    /// How many bits of a key each number has.
    bits: Vec<u32>,
    counts: HashMap<u64, Count, FxBuildHasher>,
    /// Rows that are not among the counts yet. Looked up one straight after the other, their waits for memory overlap.
    waiting: Vec<(u64, Count)>,
    /// Combinations of numbers for which a key has no room.
    long: HashMap<Box<[u32]>, Count, FxBuildHasher>,
    /// Whether no other shares of a key would have room for more.
    is_full: bool,
}

/// So many rows wait at most.
const MOST_WAITING: usize = 256;

impl Combinations {
    pub(super) fn new(width: usize) -> Combinations {
        let share = u32::try_from(width).ok().and_then(|width| u64::BITS.checked_div(width)).unwrap_or(0);
        Combinations { bits: vec![share.min(u32::BITS); width], ..Combinations::default() }
    }

    /// Counts rows of a combination, at the latest when [`Combinations::settle`] is called; it must be before anyone looks.
    #[inline]
    pub(super) fn add(&mut self, combination: &[u32], count: Count) {
        match self.key(combination) {
            Some(key) => self.waiting.push((key, count)),
            None => self.add_larger(combination, count),
        }
        if self.waiting.len() >= MOST_WAITING {
            self.settle();
        }
    }

    #[cold]
    fn add_larger(&mut self, combination: &[u32], count: Count) {
        match self.key_with_more_room(combination) {
            Some(key) => self.waiting.push((key, count)),
            None => drop(self.long.entry(combination.into()).and_modify(|known| known.add(count)).or_insert(count)),
        }
    }

    /// Counts what waits.
    pub(super) fn settle(&mut self) {
        for (key, count) in self.waiting.drain(..) {
            match self.counts.get_mut(&key) {
                Some(known) => known.add(count),
                None => drop(self.counts.insert(key, count)),
            }
        }
    }

    /// One number for a combination, if its numbers fit the shares they have of a key.
    fn key(&self, combination: &[u32]) -> Option<u64> {
        let (mut key, mut over) = (0, 0);
        for (number, bits) in combination.iter().zip(&self.bits) {
            let number = u64::from(*number);
            over |= number >> bits;
            key = key << bits | number;
        }
        (over == 0).then_some(key)
    }

    /// The numbers that a key is made of.
    fn numbers(bits: &[u32], mut key: u64, numbers: &mut [u32]) {
        for (number, bits) in numbers.iter_mut().zip(bits).rev() {
            *number = u32::try_from(key & ((1 << bits) - 1)).unwrap_or(u32::MAX);
            key >>= bits;
        }
    }

    /// The key of a combination that needs more bits than its numbers have so far, if others can spare them.
    fn key_with_more_room(&mut self, combination: &[u32]) -> Option<u64> {
        if self.is_full {
            return None;
        }
        self.settle();
        let mut most = combination.to_vec();
        let mut numbers = vec![0; self.bits.len()];
        for key in self.counts.keys() {
            Combinations::numbers(&self.bits, *key, &mut numbers);
            most.iter_mut().zip(&numbers).for_each(|(most, number)| *most = (*most).max(*number));
        }
        let needed = most.iter().map(|most| (u32::BITS - most.leading_zeros()).max(1));
        let Some(left) = u64::BITS.checked_sub(needed.clone().sum()) else {
            self.is_full = true;
            return None;
        };
        let share = u32::try_from(self.bits.len()).ok().and_then(|width| left.checked_div(width)).unwrap_or(0);
        let bits: Vec<u32> = needed.map(|needed| (needed + share).min(u32::BITS)).collect();
        let before = std::mem::replace(&mut self.bits, bits);
        for (key, count) in std::mem::take(&mut self.counts) {
            Combinations::numbers(&before, key, &mut numbers);
            if let Some(key) = self.key(&numbers) {
                self.counts.insert(key, count);
            }
        }
        self.key(combination)
    }

    pub(super) fn len(&self) -> usize {
        self.counts.len() + self.long.len()
    }

    /// Every combination with its count, in any order.
    pub(super) fn for_each(&self, mut each: impl FnMut(&[u32], Count)) {
        let mut numbers = vec![0; self.bits.len()];
        for (key, count) in &self.counts {
            Combinations::numbers(&self.bits, *key, &mut numbers);
            each(&numbers, *count);
        }
        self.long.iter().for_each(|(numbers, count)| each(numbers, *count));
    }

    /// Every combination by its first line.
    pub(super) fn for_each_by_line(&self, mut each: impl FnMut(&[u32], Count)) {
        let mut short: Vec<(u64, Count)> = self.counts.iter().map(|(key, count)| (*key, *count)).collect();
        short.sort_unstable_by_key(|(_, count)| count.line);
        let mut long: Vec<(&Box<[u32]>, &Count)> = self.long.iter().collect();
        long.sort_unstable_by_key(|(_, count)| count.line);
        let mut long = long.into_iter().peekable();
        let mut numbers = vec![0; self.bits.len()];
        for (key, count) in short {
            while let Some((numbers, count)) = long.next_if(|(_, long)| long.line < count.line) {
                each(numbers, *count);
            }
            Combinations::numbers(&self.bits, key, &mut numbers);
            each(&numbers, count);
        }
        long.for_each(|(numbers, count)| each(numbers, *count));
    }
}

impl Count {
    fn add(&mut self, other: Count) {
        self.staff += other.staff;
        self.rows += other.rows;
        self.line = self.line.min(other.line);
    }
}
