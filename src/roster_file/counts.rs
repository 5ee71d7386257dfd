//! Rows counted by a key.

/// How many rows are alike.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    pub(super) staff: u64,
    pub(super) rows: u64,
    /// The first of them.
    pub(super) line: u64,
}

impl Count {
    pub(super) fn add(&mut self, other: Count) {
        self.staff += other.staff;
        self.rows += other.rows;
        self.line = self.line.min(other.line);
    }
}

/// Rows by their keys, in the order in which keys came up.
///
/// Little memory is touched for each: rooms are found by a table of numbers, and what they hold stands side by side.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// The number of each key's entry and one more, at the first free place from where its hash says on; 0 is free.
    numbers: Vec<u32>,
    entries: Vec<Entry>,
    /// For each entry, how many staff there are more than rows; empty as long as there are nowhere.
    more: Vec<u64>,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    key: u64,
    rows: u64,
    /// The first line.
    line: u64,
}

impl Counts {
    /// Counts rows of one each by their keys, of which those that are 0 are left out; the first is on this line. Says how many it counted.
    #[inline(never)]
    pub(super) fn add_rows(&mut self, keys: &[u64], line: u64) -> u64 {
        const AT_ONCE: usize = 64;
        let (mut line, mut counted) = (line, 0);
        for keys in keys.chunks(AT_ONCE) {
            // What is far away in memory is asked for all at once, and not only once what comes before it is done with.
            let (mut numbers, mut held) = ([0; AT_ONCE], [0; AT_ONCE]);
            for (number, key) in numbers.iter_mut().zip(keys) {
                *number = self.numbers.get(self.first_place(*key)).copied().unwrap_or(0);
            }
            for (held, number) in held.iter_mut().zip(&numbers[..keys.len()]) {
                *held = self.entries.get((*number as usize).wrapping_sub(1)).map_or(0, |entry| entry.key);
            }
            for ((key, line), (number, held)) in keys.iter().zip(line..).zip(numbers.into_iter().zip(held)) {
                if *key == held && *key != 0 {
                    self.entries[number as usize - 1].rows += 1;
                } else if *key != 0 {
                    self.add_row(*key, 1, line);
                }
                counted += u64::from(*key != 0);
            }
            line += keys.len() as u64;
        }
        counted
    }

    /// Counts a row of a key; no row of it before this one is on a later line.
    #[inline]
    pub(super) fn add_row(&mut self, key: u64, staff: u64, line: u64) {
        let mut at = self.first_place(key);
        while staff == 1
            && let Some(number) = self.numbers.get(at).filter(|number| **number > 0)
        {
            let entry = &mut self.entries[*number as usize - 1];
            if entry.key == key {
                entry.rows += 1;
                return;
            }
            at = (at + 1) & (self.numbers.len() - 1);
        }
        self.add(key, Count { staff, rows: 1, line });
    }

    /// Counts rows of a key.
    #[inline(never)]
    pub(super) fn add(&mut self, key: u64, count: Count) {
        if (self.entries.len() + 1) * 2 > self.numbers.len() {
            self.grow();
        }
        let mut at = self.first_place(key);
        let number = loop {
            match self.numbers[at] as usize {
                0 => {
                    self.entries.push(Entry { key, rows: 0, line: count.line });
                    self.numbers[at] = u32::try_from(self.entries.len()).expect("a few million combinations are held at most");
                    break self.entries.len() - 1;
                }
                number if self.entries[number - 1].key == key => break number - 1,
                _ => at = (at + 1) & (self.numbers.len() - 1),
            }
        };
        let entry = &mut self.entries[number];
        entry.rows += count.rows;
        entry.line = entry.line.min(count.line);
        if count.staff > count.rows {
            self.more.resize(self.entries.len(), 0);
            self.more[number] += count.staff - count.rows;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let size = (2 * self.numbers.len()).max(64);
        self.numbers = vec![0; size];
        for (number, entry) in (1..).zip(&self.entries) {
            let mut at = self.first_place(entry.key);
            while self.numbers[at] > 0 {
                at = (at + 1) & (size - 1);
            }
            self.numbers[at] = number;
        }
    }

    /// By rustc-hash's way of mixing.
    #[inline]
    fn first_place(&self, key: u64) -> usize {
        (key.wrapping_mul(0xf135_7aea_2e62_a9c5) >> 32) as usize & self.numbers.len().wrapping_sub(1)
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Every key with its count, as they came up.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Count)> {
        (0..self.len()).map(|number| self.entry(number))
    }

    /// Every key with its count, by first line.
    pub(super) fn iter_by_line(&self) -> impl Iterator<Item = (u64, Count)> {
        let mut numbers: Vec<u32> = (0..).take(self.len()).collect();
        // Long runs are in this order already.
        numbers.sort_by_key(|number| self.entries[*number as usize].line);
        numbers.into_iter().map(|number| self.entry(number as usize))
    }

    fn entry(&self, number: usize) -> (u64, Count) {
        let Entry { key, rows, line } = self.entries[number];
        let staff = rows + self.more.get(number).copied().unwrap_or(0);
        (key, Count { staff, rows, line })
    }
}
