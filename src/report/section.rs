//! The parts of a report: what each is for, and what is in it.

use super::{Cell, Picture, Series, Text};

/// A part of a report.
#[derive(Clone, Debug)]
pub struct Section {
    /// What it is for: a form shows some parts at once, and folds others away.
    pub role: Role,
    /// Its title, if it has one.
    pub heading: Option<String>,
    /// What is in it, in order.
    pub blocks: Vec<Block>,
}

/// What a section is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// What was asked for.
    Answer,
    /// More of the answer, for which a terminal has no room unless everything is asked for.
    Detail,
    /// What a proposal changes, in words.
    Proposed,
    /// What two proposals cost beside each other.
    InMoney,
    /// How figures came about, step by step.
    Working,
    /// What the words of the answer mean.
    Definitions,
    /// The rules of a pay system or a policy.
    Rules,
    /// Rows and lines that are not in the figures.
    LeftOut,
}

impl Role {
    /// Whether it says how an answer was worked out, and is no part of it.
    pub fn is_working(self) -> bool {
        match self {
            Role::Proposed | Role::Working | Role::Definitions | Role::Rules => true,
            Role::Answer | Role::Detail | Role::InMoney | Role::LeftOut => false,
        }
    }
}

/// A piece of a section.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Text(Text),
    /// A table.
    Table(Table),
    /// Lines under a title.
    List {
        /// The title.
        title: String,
        /// The lines.
        items: Vec<Text>,
    },
    /// Pay over time, one line for each case.
    Chart(Vec<Series>),
    /// A picture, where the form has room for one.
    Picture(Picture),
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// What it holds, in a few words: the name of its sheet in a workbook.
    pub name: String,
    /// The sentence above it, where one belongs to it.
    pub caption: Option<Text>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Rows of as many cells.
    pub rows: Vec<Vec<Cell>>,
    /// How many of the first columns say what a row is about. A table that is too wide for a terminal is split, and each part begins with
    /// these; with none it is not split.
    pub keys: usize,
    /// Whether a terminal shows rows that differ in their first cell alone, a year say, as one.
    pub joins_equal_rows: bool,
}

/// A column of a table.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its title.
    pub title: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// The titles of the columns that a workbook gives to the values beside those of this column.
    pub beside: Vec<String>,
}

/// What a column holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ColumnKind {
    /// Words, to the left.
    Text,
    /// Numbers, to the right, never broken.
    Number,
    /// Names, ids and dates: to the left, never broken.
    Name,
}

impl Section {
    /// A section without a title.
    pub fn new(role: Role) -> Section {
        Section { role, heading: None, blocks: Vec::new() }
    }

    /// A section with a title.
    pub fn titled(role: Role, heading: impl Into<String>) -> Section {
        Section { role, heading: Some(heading.into()), blocks: Vec::new() }
    }

    /// A section of one list; none where the list is empty.
    pub fn list<T: Into<Text>>(role: Role, title: &str, items: impl IntoIterator<Item = T>) -> Option<Section> {
        Block::list(title, items).map(|list| Section { role, heading: None, blocks: vec![list] })
    }

    /// The section with a further block.
    #[must_use]
    pub fn with(mut self, block: impl Into<Block>) -> Section {
        self.blocks.push(block.into());
        self
    }

    /// The section with further blocks.
    #[must_use]
    pub fn and(mut self, blocks: impl IntoIterator<Item = Block>) -> Section {
        self.blocks.extend(blocks);
        self
    }
}

impl Block {
    /// A paragraph.
    pub fn text(text: impl Into<Text>) -> Block {
        Block::Text(text.into())
    }

    /// A list with its title; none where it is empty.
    pub fn list<T: Into<Text>>(title: &str, items: impl IntoIterator<Item = T>) -> Option<Block> {
        let items: Vec<Text> = items.into_iter().map(Into::into).collect();
        (!items.is_empty()).then(|| Block::List { title: title.to_owned(), items })
    }
}

impl From<Text> for Block {
    fn from(text: Text) -> Block {
        Block::Text(text)
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Block {
        Block::Table(table)
    }
}

impl Table {
    /// A table without rows.
    pub(super) fn new(name: impl Into<String>, columns: &[(&str, ColumnKind)]) -> Table {
        let columns = columns.iter().map(|(title, kind)| Column::new(*title, *kind)).collect();
        Table { name: name.into(), columns, ..Table::default() }
    }

    /// A table for programs, by the names of its columns.
    pub(super) fn plain(columns: &[&str]) -> Table {
        Table { columns: columns.iter().map(|title| Column::new(*title, ColumnKind::Text)).collect(), ..Table::default() }
    }

    /// The table with a sentence above it.
    #[must_use]
    pub(super) fn captioned(mut self, caption: impl Into<Text>) -> Table {
        self.caption = Some(caption.into());
        self
    }

    /// The table whose first columns say what a row is about.
    #[must_use]
    pub(super) fn keyed(mut self, keys: usize) -> Table {
        self.keys = keys;
        self
    }
}

impl Column {
    /// A column.
    pub fn new(title: impl Into<String>, kind: ColumnKind) -> Column {
        Column { title: title.into(), kind, beside: Vec::new() }
    }

    /// The column with titles for the values beside its own.
    #[must_use]
    pub fn beside(mut self, titles: &[&str]) -> Column {
        self.beside = titles.iter().map(|title| (*title).to_owned()).collect();
        self
    }
}
