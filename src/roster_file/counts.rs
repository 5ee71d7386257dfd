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

/// Rows by their keys: a table with each key at the first free place from where its hash says on.
///
/// What every row needs is in one place, 16 bytes for each key, so that a row waits for memory once; the rest is beside it.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    /// Keys with how many rows they have; free where there are none.
    places: Vec<(u64, u64)>,
    /// For each place, the first line.
    lines: Vec<u64>,
    /// For each place, how many staff there are more than rows; empty as long as there are nowhere.
    more: Vec<u64>,
    held: usize,
}

impl Counts {
    /// Counts a row of a key; no row of it before this one is on a later line.
    #[inline]
    pub(super) fn add_row(&mut self, key: u64, staff: u64, line: u64) {
        let mut at = self.first_place(key);
        while staff == 1
            && let Some((held, rows)) = self.places.get_mut(at)
            && *rows > 0
        {
            if *held == key {
                *rows += 1;
                return;
            }
            at = (at + 1) & (self.places.len() - 1);
        }
        self.add(key, Count { staff, rows: 1, line });
    }

    /// Counts rows of a key.
    pub(super) fn add(&mut self, key: u64, count: Count) {
        if (self.held + 1) * 2 > self.places.len() {
            self.grow();
        }
        let mut at = self.first_place(key);
        while self.places[at].1 > 0 && self.places[at].0 != key {
            at = (at + 1) & (self.places.len() - 1);
        }
        let (held, rows) = &mut self.places[at];
        if *rows == 0 {
            self.held += 1;
            self.lines[at] = count.line;
        }
        self.lines[at] = self.lines[at].min(count.line);
        (*held, *rows) = (key, *rows + count.rows);
        if count.staff > count.rows {
            self.more.resize(self.places.len(), 0);
            self.more[at] += count.staff - count.rows;
        }
    }

    #[cold]
    fn grow(&mut self) {
        let size = (2 * self.places.len()).max(64);
        let before = std::mem::replace(self, Counts { places: vec![(0, 0); size], lines: vec![0; size], ..Counts::default() });
        before.iter().for_each(|(key, count)| self.add(key, count));
    }

    /// By rustc-hash's way of mixing.
    #[inline]
    fn first_place(&self, key: u64) -> usize {
        (key.wrapping_mul(0xf135_7aea_2e62_a9c5) >> 32) as usize & self.places.len().wrapping_sub(1)
    }

    /// How many keys there are.
    pub(super) fn len(&self) -> usize {
        self.held
    }

    /// Every key with its count, in any order.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u64, Count)> {
        let held = self.places.iter().zip(&self.lines).enumerate().filter(|(_, ((_, rows), _))| *rows > 0);
        held.map(|(at, ((key, rows), line))| {
            let staff = rows + self.more.get(at).copied().unwrap_or(0);
            (*key, Count { staff, rows: *rows, line: *line })
        })
    }
}
