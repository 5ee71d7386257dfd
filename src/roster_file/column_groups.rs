//! Neighbouring columns whose cells are looked up together: few different texts stand there, and together they are short.

use super::short_texts::{LONGEST, ShortTexts};

/// Columns of a file by where they stand in it, with what their cells stand for in a key.
#[derive(Clone, Debug, Default)]
pub(super) struct ColumnGroups {
    /// The place in the file of each column, as these are for.
    places: Vec<Option<usize>>,
    /// How many cells its rows have, and what is between them.
    rows: (usize, u8),
    /// What a key has more for each number of a column that is higher by one, as these are for.
    weights: Vec<u64>,
    pub(super) list: Vec<ColumnGroup>,
    /// How many blocks they were for.
    blocks: u32,
}

/// Columns that stand beside each other.
#[derive(Clone, Debug)]
pub(super) struct ColumnGroup {
    /// In the order in which they stand in the file.
    pub(super) columns: Vec<usize>,
    /// The place of the first of them in the file.
    pub(super) place: usize,
    /// What is at hand of their cells as they stand there; headings never are.
    pub(super) at_hand: ShortTexts,
}

/// After so many blocks most texts are known.
const KNOWN_AFTER: u32 = 4;
/// So many different texts columns may have together.
const MOST_TOGETHER: usize = 512;

impl ColumnGroups {
    /// Makes ready for a block of a file whose columns stand in these places; its rows have so many cells with this between them.
    pub(super) fn begin(&mut self, places: &[Option<usize>], rows: (usize, u8)) {
        if self.places != places || self.rows != rows {
            let here = places.iter().enumerate().filter_map(|(column, place)| Some((column, (*place)?)));
            self.list = here.map(|(column, place)| ColumnGroup::new(vec![column], place)).collect();
            self.list.sort_by_key(|group| group.place);
            self.places = places.to_vec();
            self.rows = rows;
            self.blocks = 0;
        }
        self.blocks += 1;
        if self.blocks == KNOWN_AFTER {
            self.join(rows.0);
        }
    }

    /// Forgets what cells stand for unless that is by these weights.
    pub(super) fn weigh(&mut self, weights: impl Iterator<Item = u64> + Clone) {
        if !weights.clone().eq(self.weights.iter().copied()) {
            self.put_away();
            self.weights = weights.collect();
        }
    }

    /// Has nothing at hand any more.
    pub(super) fn put_away(&mut self) {
        self.list.iter_mut().for_each(|group| group.at_hand = ShortTexts::default());
    }

    /// Takes neighbours together where they have few texts, and short ones.
    fn join(&mut self, width: usize) {
        let mut joined: Vec<(ColumnGroup, usize, usize)> = Vec::new();
        for group in self.list.drain(..) {
            let (texts, longest) = (group.at_hand.len(), group.at_hand.longest());
            if let Some((before, texts_before, longest_before)) = joined.last_mut()
                && before.place + before.columns.len() == group.place
                // Rows have a cell more than are looked up together.
                && before.columns.len() + group.columns.len() < width
                && (1..=MOST_TOGETHER).contains(&texts_before.saturating_mul(texts))
                && *longest_before + 1 + longest <= LONGEST
            {
                *before = ColumnGroup::new([&before.columns[..], &group.columns].concat(), before.place);
                (*texts_before, *longest_before) = (*texts_before * texts, *longest_before + 1 + longest);
            } else {
                joined.push((group, texts, longest));
            }
        }
        self.list.extend(joined.into_iter().map(|(group, ..)| group));
    }
}

impl ColumnGroup {
    fn new(columns: Vec<usize>, place: usize) -> ColumnGroup {
        ColumnGroup { columns, place, at_hand: ShortTexts::default() }
    }
}
