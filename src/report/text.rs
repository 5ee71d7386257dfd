//! Sentences in which figures stay figures.

use std::fmt;

use super::Cell;

/// Words with figures among them.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Text(pub Vec<Piece>);

/// A piece of a text.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A figure, a date or a point.
    Cell(Cell),
}

/// Puts words and cells together: `text!["Costs ", cost, " in ", year, "."]`.
macro_rules! text {
    ($($piece:expr),* $(,)?) => { $crate::report::Text(vec![$($crate::report::Piece::from($piece)),*]) };
}
pub(in crate::report) use text;

impl Text {
    /// Goes on with another.
    #[must_use]
    pub fn and(mut self, more: impl Into<Text>) -> Text {
        self.0.extend(more.into().0);
        self
    }

    /// Texts with something between each two.
    pub fn joined(texts: impl IntoIterator<Item = Text>, between: &str) -> Text {
        let mut all = Text::default();
        for text in texts {
            if !all.0.is_empty() {
                all.0.push(Piece::from(between));
            }
            all.0.extend(text.0);
        }
        all
    }
}

impl From<&str> for Piece {
    fn from(words: &str) -> Piece {
        Piece::Words(words.to_owned())
    }
}

impl From<String> for Piece {
    fn from(words: String) -> Piece {
        Piece::Words(words)
    }
}

impl From<&String> for Piece {
    fn from(words: &String) -> Piece {
        Piece::Words(words.clone())
    }
}

impl From<Cell> for Piece {
    fn from(cell: Cell) -> Piece {
        Piece::Cell(cell)
    }
}

impl<T: Into<Piece>> From<T> for Text {
    fn from(piece: T) -> Text {
        Text(vec![piece.into()])
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|piece| match piece {
            Piece::Words(words) => f.write_str(words),
            Piece::Cell(cell) => cell.fmt(f),
        })
    }
}
