//! Problems of rows, by line or by cell of a sheet, and how lines of several files are numbered.

use rust_decimal::Decimal;

use crate::diagnostic::{Code, Diagnostic, Help};

/// Lines numbered through several files.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Lines {
    files: Vec<(String, u64)>,
}

impl Lines {
    /// Adds a file. `before` is the number of lines in the files before it.
    pub fn add(&mut self, name: &str, before: u64) {
        self.files.push((name.to_owned(), before));
    }

    /// The number of a line in its own file.
    pub fn line_in_file(&self, line: u64) -> u64 {
        let after = self.files.partition_point(|(_, before)| *before < line);
        after.checked_sub(1).and_then(|index| self.files.get(index)).map_or(line, |(_, before)| line - before)
    }

    /// As messages name it: `staff.csv:17`.
    pub fn location(&self, line: u64) -> String {
        let after = self.files.partition_point(|(_, before)| *before < line);
        match after.checked_sub(1).and_then(|index| self.files.get(index)) {
            Some((name, before)) => format!("{name}:{}", line - before),
            None => format!("line {line}"),
        }
    }
}

/// Something wrong with rows of a roster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Complaint {
    /// The kind of problem.
    pub code: Code,
    /// The first such line, numbered through all files.
    pub line: u64,
    /// The number of rows with it.
    pub rows: u64,
    /// The staff or posts in them, as far as they are known.
    pub staff: Decimal,
    /// The first such cell of a sheet: `C17`.
    pub cell: Option<String>,
    /// The heading of the column, if it is about one.
    pub column: Option<String>,
    /// What is wrong, with the value.
    pub problem: String,
    /// What to do.
    pub help: Option<Help>,
}

impl Complaint {
    /// A problem of one row that could not be counted.
    pub(crate) fn of_row(code: Code, line: u64, problem: String, help: &str) -> Complaint {
        let help = Some(Help::from(help));
        Complaint { code, line, rows: 1, staff: Decimal::ZERO, cell: None, column: None, problem, help }
    }

    /// As a message.
    pub fn diagnostic(&self, lines: &Lines) -> Diagnostic {
        let column = self.column.as_ref().map_or_else(String::new, |column| format!("column `{column}`: "));
        let more = match self.rows {
            0 | 1 => String::new(),
            2 => " (and 1 more row like it)".to_owned(),
            rows => format!(" (and {} more rows like it)", rows - 1),
        };
        let cell = self.cell.as_ref().map_or_else(String::new, |cell| format!("{cell}, "));
        let title = format!("{}: {cell}{column}{}{more}", lines.location(self.line), self.problem);
        Diagnostic::new(self.code, title).maybe_help(self.help.clone())
    }
}
