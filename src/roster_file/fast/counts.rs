//! A hash table from keys to counts, made for keys that come by the hundred thousand.

/// How many rows are the same.
#[derive(Clone, Copy, Debug)]
pub(in crate::roster_file) struct Count {
    pub(in crate::roster_file) staff: u64,
    pub(in crate::roster_file) rows: u64,
    /// The first of them.
    pub(in crate::roster_file) line: u64,
}

impl Count {
    pub(super) fn add(&mut self, other: Count) {
        self.staff += other.staff;
        self.rows += other.rows;
        self.line = self.line.min(other.line);
    }
}

/// Counts by key, in the order in which keys came up.
///
/// Slots hold only the number of an entry, and entries are contiguous, so that the table stays small in cache.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// One more than the index of a key's entry, in the first free slot from the key's hash on; 0 is a free slot.
    numbers: Vec<u32>,
    entries: Vec<Entry>,
    /// Extra staff per entry beyond one per row. Empty until some row has a head count above 1.
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
    /// Counts one row for each key but 0. The first is on `line`, each next one on the line after. Returns the number counted.
    #[inline(never)]
    pub(super) fn add_rows(&mut self, keys: &[u64], line: u64) -> u64 {
        const AT_ONCE: usize = 64;
        let (mut line, mut counted) = (line, 0);
        for keys in keys.chunks(AT_ONCE) {
            // Reads that may miss the cache are issued together, so that they overlap instead of waiting for one another.
            let (mut numbers, mut held) = ([0; AT_ONCE], [0; AT_ONCE]);
            for (number, key) in numbers.iter_mut().zip(keys) {
                *number = self.numbers.get(self.first_slot(*key)).copied().unwrap_or(0);
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

    /// Counts one row of a key. Rows come in the order of their lines.
    #[inline]
    pub(super) fn add_row(&mut self, key: u64, staff: u64, line: u64) {
        let mut at = self.first_slot(key);
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
        let mut at = self.first_slot(key);
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
            let mut at = self.first_slot(entry.key);
            while self.numbers[at] > 0 {
                at = (at + 1) & (size - 1);
            }
            self.numbers[at] = number;
        }
    }

    /// Mixes as rustc-hash does.
    #[inline]
    fn first_slot(&self, key: u64) -> usize {
        (key.wrapping_mul(0xf135_7aea_2e62_a9c5) >> 32) as usize & self.numbers.len().wrapping_sub(1)
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// Every key with its count, in the order in which keys came up.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Count)> {
        (0..self.len()).map(|number| self.entry(number))
    }

    /// Every key with its count, by first line.
    pub(super) fn iter_by_line(&self) -> impl Iterator<Item = (u64, Count)> {
        let mut numbers: Vec<u32> = (0..).take(self.len()).collect();
        // Mostly sorted already, which makes a stable sort quick.
        numbers.sort_by_key(|number| self.entries[*number as usize].line);
        numbers.into_iter().map(|number| self.entry(number as usize))
    }

    fn entry(&self, number: usize) -> (u64, Count) {
        let Entry { key, rows, line } = self.entries[number];
        let staff = rows + self.more.get(number).copied().unwrap_or(0);
        (key, Count { staff, rows, line })
    }
}
