//! What is only speed: the same groups as the plain path of `count` makes, found with less work per row. Property tests hold the two
//! together.
//!
//! A row goes through these, one after another:
//!
//! ```text
//!    split           64 bytes at a time: where cells and rows end, without looking at one byte after another.
//!       |            Blocks with quotes, and rows with a cell more or less, go the plain way
//!    lookups         columns side by side with few and short texts: one look-up for all of them instead of one each
//!       |
//!    short_texts     a text of up to 32 bytes -> its bits of the key, in a table that is compared by words, not by bytes
//!       |            a text that is not in it yet ->
//!    dictionary      any text -> its number, which no row after it asks for again
//!       |            values that no rule tells apart get one number (alike): fewer groups to read and to price
//!    combinations    the numbers of a row packed into a key of 64 bits: (1, 1, 2, 1) of four columns is 0x0001_0001_0002_0001.
//!       |            If a column needs more bits, the key is divided anew; groups that fit no key are kept in a plain map
//!    counts          key -> rows: a table whose look-ups in memory are asked for 64 at a time, so that none waits for the one before
//! ```
//!
//! `groups` puts them together, and is the only one that `count` talks to.
//!
//! What that saves, on the 20,000 rows of `tests/w1`: they are 6,024 different combinations of grade, area, county, point, FTE and rating,
//! and 3,111 groups once `alike` has counted as one what no rule tells apart. Fifty times over (1,000,000 rows, one thread) the plain path
//! took about seven times as long as this one; the benchmark `workload` times both.

mod alike;
mod combinations;
mod counts;
mod dictionary;
mod groups;
mod lookups;
mod short_texts;
mod split;

pub(super) use self::alike::AlikeValues;
pub(super) use self::combinations::Combinations;
pub(super) use self::counts::Count;
pub(super) use self::dictionary::Texts;
pub(super) use self::groups::Groups;
pub(super) use self::split::{Batch, SplitRow, batches, is_plain};
