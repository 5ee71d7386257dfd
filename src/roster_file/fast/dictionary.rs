//! The distinct texts of one column, each with a number: from then on rows are compared by numbers.

use std::collections::HashMap;
use std::sync::Arc;

use rustc_hash::FxBuildHasher;

use super::alike::AlikeValues;

/// Texts by number.
pub(in crate::roster_file) type Texts = [Box<[u8]>];

/// The distinct texts of a column, numbered as they come up; the empty text is number 0.
#[derive(Clone, Debug)]
pub(super) struct Dictionary {
    texts: Vec<Box<[u8]>>,
    numbers: HashMap<Box<[u8]>, u32, FxBuildHasher>,
    heading: Box<[u8]>,
    /// Which texts get a number of their own; the others share the number of one they are like.
    alike: Option<Arc<AlikeValues>>,
    classes: HashMap<Vec<bool>, u32>,
    /// Bytes of all texts.
    bytes: usize,
}

impl Dictionary {
    pub(super) fn new(alike: Option<Arc<AlikeValues>>) -> Dictionary {
        Dictionary {
            texts: vec![Box::default()],
            numbers: [(Box::default(), 0)].into_iter().collect(),
            heading: Box::default(),
            alike,
            classes: HashMap::new(),
            bytes: 0,
        }
    }

    /// Sets the heading that the next file has for the column. Returns true if it differs from the last.
    pub(super) fn set_heading(&mut self, heading: &[u8]) -> bool {
        let is_new = *self.heading != *heading;
        if is_new {
            self.heading = heading.into();
        }
        is_new
    }

    /// The number of a cell; `None` if it equals the heading, as in a repeated header.
    pub(super) fn number_of_cell(&mut self, cell: &[u8]) -> Option<u32> {
        let text = cell.trim_ascii();
        (*text != *self.heading).then(|| self.number(text))
    }

    /// The number of a text without blanks around it.
    pub(super) fn number(&mut self, text: &[u8]) -> u32 {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        let next = u32::try_from(self.texts.len()).expect("a few million texts are held at most");
        let class = self.alike.as_ref().and_then(|alike| alike.class_of(text));
        let number = class.map_or(next, |class| *self.classes.entry(class).or_insert(next));
        if number == next {
            self.texts.push(text.into());
        }
        self.numbers.insert(text.into(), number);
        self.bytes += text.len();
        number
    }

    pub(super) fn alike(&self) -> Option<&Arc<AlikeValues>> {
        self.alike.as_ref()
    }

    /// Every text but the empty one, in no order, also those that share the number of another.
    pub(super) fn all_texts(&self) -> impl Iterator<Item = &[u8]> {
        self.numbers.keys().map(AsRef::as_ref).filter(|text: &&[u8]| !text.is_empty())
    }

    /// The number of texts, also of those that share a number, and their bytes.
    pub(super) fn size(&self) -> (usize, usize) {
        (self.numbers.len(), self.bytes)
    }

    pub(super) fn texts(&self) -> &Texts {
        &self.texts
    }
}
