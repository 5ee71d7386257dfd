//! The look-ups that a row takes: one for each column that is read, or one for neighbouring columns that have few and short texts
//! together: `P,2,A` in one, not three.

use super::short_texts::{LONGEST, ShortTexts};

/// The look-ups of a row, in the order of the file's columns.
#[derive(Clone, Debug, Default)]
pub(super) struct Lookups {
    /// For each column of the groups, its index in the file.
    in_file: Vec<Option<usize>>,
    /// The number of cells in a row of the file, and its separator.
    rows: (usize, u8),
    /// For each column, how much a key grows when its number grows by one.
    weights: Vec<u64>,
    pub(super) list: Vec<Lookup>,
    /// Blocks of the file so far.
    blocks: u32,
}

/// One look-up: a column, or several that are neighbours in the file.
#[derive(Clone, Debug)]
pub(super) struct Lookup {
    /// In the file's order.
    pub(super) columns: Vec<usize>,
    /// The index of the first of them in the file.
    pub(super) first: usize,
    /// Their cells as one text, with its key bits. Never the headings, so that a repeated header is not counted as a row.
    pub(super) at_hand: ShortTexts,
}

/// Columns are joined at this block: by then most texts are known.
const KNOWN_AFTER: u32 = 4;
/// The most texts that joined columns may have together.
const MOST_TOGETHER: usize = 512;

impl Lookups {
    /// Begins a block of a file that has the columns at these indices, and this many cells in a row with this separator.
    pub(super) fn begin(&mut self, in_file: &[Option<usize>], rows: (usize, u8)) {
        if self.in_file != in_file || self.rows != rows {
            let here = in_file.iter().enumerate().filter_map(|(column, index)| Some((column, (*index)?)));
            self.list = here.map(|(column, index)| Lookup::new(vec![column], index)).collect();
            self.list.sort_by_key(|group| group.first);
            self.in_file = in_file.to_vec();
            self.rows = rows;
            self.blocks = 0;
        }
        self.blocks += 1;
        if self.blocks == KNOWN_AFTER {
            self.join(rows.0);
        }
    }

    /// Forgets the key bits of texts if the weights of columns have changed.
    pub(super) fn weigh(&mut self, weights: impl Iterator<Item = u64> + Clone) {
        if !weights.clone().eq(self.weights.iter().copied()) {
            self.put_away();
            self.weights = weights.collect();
        }
    }

    /// Forgets the key bits of all texts.
    pub(super) fn put_away(&mut self) {
        self.list.iter_mut().for_each(|group| group.at_hand = ShortTexts::default());
    }

    /// Joins neighbours that have few texts and short ones.
    fn join(&mut self, width: usize) {
        let mut joined: Vec<(Lookup, usize, usize)> = Vec::new();
        for group in self.list.drain(..) {
            let (texts, longest) = (group.at_hand.len(), group.at_hand.longest());
            if let Some((before, texts_before, longest_before)) = joined.last_mut()
                && before.first + before.columns.len() == group.first
                // `EvenRows::cells` needs one cell more than are joined.
                && before.columns.len() + group.columns.len() < width
                && (1..=MOST_TOGETHER).contains(&texts_before.saturating_mul(texts))
                && *longest_before + 1 + longest <= LONGEST
            {
                *before = Lookup::new([&before.columns[..], &group.columns].concat(), before.first);
                (*texts_before, *longest_before) = (*texts_before * texts, *longest_before + 1 + longest);
            } else {
                joined.push((group, texts, longest));
            }
        }
        self.list.extend(joined.into_iter().map(|(group, ..)| group));
    }
}

impl Lookup {
    fn new(columns: Vec<usize>, first: usize) -> Lookup {
        Lookup { columns, first, at_hand: ShortTexts::default() }
    }
}
