//! Writes the lines of a roster block by block in its order, and finds ids that are in it more than once.

use std::io::{self, Seek, Write};

use crate::answer::sorter::{Merge, Sorter};
use crate::answer::{MakeScratch, Scratch};
use crate::report::DueLine;
use crate::workforce::folded_id;

/// So many bytes of a block's lines wait in memory.
pub(super) const MOST_WAITING: usize = 1024 * 1024;

/// Lines of a block that are not yet in the list.
pub(super) struct Lines {
    pub(super) block: u64,
    /// Those that came first, where they were many before it was the block's turn.
    aside: Option<Box<dyn Scratch>>,
    pub(super) text: String,
    /// Those for people, who see at most so many of them.
    pub(super) rows: Vec<DueLine>,
    make: MakeScratch,
    pub(super) failed: Option<io::Error>,
}

impl Lines {
    pub(super) fn new(block: u64, make: MakeScratch) -> Lines {
        Lines { block, aside: None, text: String::new(), rows: Vec::new(), make, failed: None }
    }

    pub(super) fn put_aside(&mut self) -> io::Result<()> {
        let aside = match &mut self.aside {
            Some(aside) => aside,
            none => none.insert((self.make)()?),
        };
        aside.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }

    pub(super) fn move_to(&mut self, list: &mut impl Write) -> io::Result<()> {
        if let Some(mut aside) = self.aside.take() {
            aside.rewind()?;
            io::copy(&mut aside, list)?;
        }
        list.write_all(self.text.as_bytes())?;
        self.text.clear();
        Ok(())
    }
}

/// Ids that are there more than once, or alike.
#[derive(Default)]
pub(super) struct Doubled {
    /// The first id that is there twice, with the line of the second.
    pub(super) twice: Option<(u64, String)>,
    /// The first of those that differ only in leading zeros or in the case of letters.
    pub(super) alike: Vec<(String, String)>,
}

/// So many ids that are alike are told apart.
const MOST_ALIKE: usize = 1_000;

/// Keeps an id so that those that are alike come after each other.
pub(super) fn keep_id(ids: &mut Sorter, id: &str, line: u64) {
    ids.add(format!("{}\0{id}", folded_id(id)).as_bytes(), line, b"");
}

/// Goes through ids that were kept.
pub(super) fn doubled(ids: Sorter) -> io::Result<Doubled> {
    let (mut ids, mut found) = (Merge::new([ids])?, Doubled::default());
    let mut last: Option<Vec<u8>> = None;
    while let Some(row) = ids.next()? {
        let Some(before) = last.replace(row.key.to_vec()) else { continue };
        let text = |key: &[u8]| String::from_utf8_lossy(key).into_owned();
        let parts = |key: &[u8]| text(key).split_once('\0').map(|(folded, id)| (folded.to_owned(), id.to_owned()));
        if before == row.key {
            found.twice = parts(row.key).map(|(_, id)| (row.line, id));
            return Ok(found);
        }
        if found.alike.len() < MOST_ALIKE
            && let (Some((folded, id)), Some((as_before, other))) = (parts(row.key), parts(&before))
            && folded == as_before
        {
            found.alike.push((other, id));
        }
    }
    Ok(found)
}
