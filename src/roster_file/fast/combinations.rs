//! Distinct rows, counted: each a list of numbers, one per column, packed into a key of 64 bits if they fit.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::counts::{Count, Counts};

/// Combinations of numbers, each once, with its count.
#[derive(Clone, Debug, Default)]
pub(in crate::roster_file) struct Combinations {
    /// The bits of a key that each column has.
    bits: Vec<u32>,
    /// The largest number of each column so far.
    most: Vec<u32>,
    counts: Counts,
    /// Combinations that do not fit a key.
    long: HashMap<Box<[u32]>, Count, FxBuildHasher>,
    /// True if no other division of the key would hold more.
    is_full: bool,
}

impl Combinations {
    pub(in crate::roster_file) fn new(width: usize) -> Combinations {
        let share = u64::BITS / u32::try_from(width.max(1)).expect("a roster has few columns that are read");
        Combinations { bits: vec![share.min(u32::BITS); width], most: vec![0; width], ..Combinations::default() }
    }

    /// Counts rows of a combination.
    pub(in crate::roster_file) fn add(&mut self, combination: &[u32], count: Count) {
        self.most.iter_mut().zip(combination).for_each(|(most, number)| *most = (*most).max(*number));
        match self.key(combination).or_else(|| self.key_with_more_room(combination)) {
            Some(key) => self.counts.add(key, count),
            None => drop(self.long.entry(combination.into()).and_modify(|known| known.add(count)).or_insert(count)),
        }
    }

    /// Counts one row for each key but 0. The first is on `line`, each next one on the line after. Returns the number counted.
    pub(super) fn add_rows(&mut self, keys: &[u64], line: u64) -> u64 {
        self.counts.add_rows(keys, line)
    }

    /// Counts a row by its key, which is not 0; rows come in the order of their lines.
    #[inline]
    pub(super) fn add_row(&mut self, key: u64, staff: u64, line: u64) {
        self.counts.add_row(key, staff, line);
    }

    /// How much a key grows when a column's number grows by one.
    pub(super) fn weight(&self, column: usize) -> u64 {
        let after: u32 = self.bits[column + 1..].iter().sum();
        1_u64.checked_shl(after).unwrap_or(0)
    }

    /// Whether a column's bits hold a number.
    pub(super) fn fits(&mut self, column: usize, number: u32) -> bool {
        self.most[column] = self.most[column].max(number);
        u64::from(number) >> self.bits[column] == 0
    }

    /// The key of a combination, if its numbers fit.
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
            *number = u32::try_from(key & ((1 << bits) - 1)).expect("no share of a key has more than 32 bits");
            key >>= bits;
        }
    }

    /// Divides the key anew, so that each column has the bits it needs so far and an even share of the rest; `None` if there are too few.
    #[cold]
    fn key_with_more_room(&mut self, combination: &[u32]) -> Option<u64> {
        if self.is_full {
            return None;
        }
        let needed = self.most.iter().map(|most| (u32::BITS - most.leading_zeros()).max(1));
        let Some(left) = u64::BITS.checked_sub(needed.clone().sum()) else {
            self.is_full = true;
            return None;
        };
        let share = left / u32::try_from(self.bits.len().max(1)).expect("a roster has few columns that are read");
        let bits: Vec<u32> = needed.map(|needed| (needed + share).min(u32::BITS)).collect();
        let before = std::mem::replace(&mut self.bits, bits);
        let mut numbers = vec![0; self.bits.len()];
        for (key, count) in std::mem::take(&mut self.counts).iter() {
            Combinations::numbers(&before, key, &mut numbers);
            if let Some(key) = self.key(&numbers) {
                self.counts.add(key, count);
            }
        }
        self.key(combination)
    }

    pub(in crate::roster_file) fn len(&self) -> usize {
        self.counts.len() + self.long.len()
    }

    /// Every combination with its count, in any order.
    pub(super) fn for_each(&self, mut each: impl FnMut(&[u32], Count)) {
        let mut numbers = vec![0; self.bits.len()];
        for (key, count) in self.counts.iter() {
            Combinations::numbers(&self.bits, key, &mut numbers);
            each(&numbers, count);
        }
        self.long.iter().for_each(|(numbers, count)| each(numbers, *count));
    }

    /// Every combination by its first line.
    pub(in crate::roster_file) fn for_each_by_line(&self, mut each: impl FnMut(&[u32], Count)) {
        let mut long: Vec<(&Box<[u32]>, &Count)> = self.long.iter().collect();
        long.sort_unstable_by_key(|(_, count)| count.line);
        let mut long = long.into_iter().peekable();
        let mut numbers = vec![0; self.bits.len()];
        for (key, count) in self.counts.iter_by_line() {
            while let Some((numbers, count)) = long.next_if(|(_, long)| long.line < count.line) {
                each(numbers, *count);
            }
            Combinations::numbers(&self.bits, key, &mut numbers);
            each(&numbers, count);
        }
        long.for_each(|(numbers, count)| each(numbers, *count));
    }
}
