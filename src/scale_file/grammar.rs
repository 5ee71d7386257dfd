//! Format 1 as data: every key, what it takes, and what it means.
//!
//! One description serves three readers: the loader holds files against it, [`super::schema`] turns it into JSON Schema for
//! editors, and people read it here.

mod absence;
mod common;
mod forms;
mod keys;
mod mapping;
mod member;
mod moves;
mod protection;
mod statutory;
mod term_time;

use self::keys::{PROGRESSION, RANGE, SPINE};
pub use self::keys::{PROPOSAL, SCALE};
pub use self::mapping::MAPPING;
pub use self::member::MEMBER;
use self::statutory::RECOVERY;
pub use self::statutory::{POLICY, STATUTORY, statutory};

/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    /// Any text that is not empty.
    Text,
    /// A text of a certain form.
    Syntax(&'static Syntax),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A number, bare or quoted, read as its digits.
    Number(Bounds),
    /// true or false.
    Bool,
    /// A date without quotes: 2012-07-01.
    Date,
    /// A list, each of this shape.
    List(&'static Shape),
    /// A table with these keys.
    Table(&'static Keys),
    /// A table whose keys are names, each with a value of this shape.
    Names(&'static Shape),
    /// One of several, told apart by type.
    Either(&'static [Shape]),
}

/// A text that is read further.
#[derive(Debug)]
pub struct Syntax {
    /// What it is: "a length of time".
    pub name: &'static str,
    /// An example.
    pub example: &'static str,
    /// A regular expression for editors.
    pub pattern: &'static str,
    /// The sign without which a text is meant as something else, where there is one.
    pub mark: Option<char>,
    /// Whether a text is one.
    pub fits: fn(&str) -> bool,
}

/// Bounds of a number.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bounds {
    /// Zero or more.
    NotNegative,
    /// More than zero.
    Positive,
    /// Any sign.
    Any,
    /// From zero to one.
    Share,
    /// A percentage from zero to this.
    Percent(u16),
    /// A whole number from this to that.
    Whole(u16, u16),
}

/// The keys of a table.
#[derive(Debug)]
pub struct Keys {
    /// What the table is, for messages.
    pub name: &'static str,
    /// The keys.
    pub keys: &'static [Key],
    /// What other keys may hold: grades or areas as sub-tables.
    pub others: Option<&'static Shape>,
}

/// One key.
#[derive(Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What it takes.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub doc: &'static str,
}

const fn must(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: true, doc }
}

const fn may(name: &'static str, shape: Shape, doc: &'static str) -> Key {
    Key { name, shape, required: false, doc }
}

/// The words of an enumeration, in its order.
const fn words<T, const N: usize>(pairs: &'static [(&'static str, T); N]) -> [&'static str; N] {
    let mut words = [""; N];
    let mut index = 0;
    while index < N {
        words[index] = pairs[index].0;
        index += 1;
    }
    words
}

/// Whether a key of a table with sub-tables by grade or area is one of its own, so that no grade or area can have that name.
pub(super) fn is_taken(key: &str) -> bool {
    RANGE.keys.iter().chain(PROGRESSION.keys).any(|known| known.name == key)
}

/// Whether a key is a term of a recovery policy.
pub(super) fn is_recovery_key(key: &str) -> bool {
    RECOVERY.keys.iter().any(|known| known.name == key)
}

/// Whether a key of a range is one of its own, and not an area.
pub(super) fn is_range_key(key: &str) -> bool {
    RANGE.keys.iter().any(|known| known.name == key)
}

/// Whether a key of a spine is one of its own, and not an area.
pub(super) fn is_spine_key(key: &str) -> bool {
    SPINE.keys.iter().any(|known| known.name == key)
}
