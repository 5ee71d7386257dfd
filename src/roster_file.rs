//! Rosters in CSV or in a sheet of a workbook: from bytes to groups of staff who say the same in the columns that matter.
//!
//! One row on its way through, the second of these:
//!
//! ```text
//!    id,name,grade,point,rating,fte
//!    7,Ada,P,2,A,0.6
//!    8,Ben,P,2,B,0.60                              <- this one, on line 3
//!    9,Cai,P,2,B,0.6
//!    10,Dee,P,3,C,1
//!
//!    header     which column holds what            grade is column 2, point 3, rating 4, fte 5; id and name are never read
//!       |
//!    rows       a block of bytes into cells        8 | Ben | P | 2 | B | 0.60
//!       |
//!    count      each text by its number,           P = 1, 2 = 1, 0.60 = 2, B = 1: group (1, 1, 2, 1), one row, first on line 3.
//!       |       rows with equal numbers            Ada and Cai are group (1, 1, 1, 1), two rows: the rules ask for A or B, so that
//!       |       are one group                      B has the number of A
//!       |
//!    values     each distinct text read once       grade P, point 2, FTE 0.6, rating A
//!       |
//!    cells      groups with equal values merged    0.6 and 0.60 are one FTE: grade P, point 2, FTE 0.6, 3 staff
//! ```
//!
//! `header` finds the columns, `count` does rows and groups, `value` reads one text, `cells` makes a [`Roster`](crate::workforce::Roster)
//! of the groups, and `row_facts` refuses rows whose values contradict each other. Who reads the files cuts them into blocks of whole
//! rows, so that a file of any length takes little memory, and may count blocks on several threads: [`RowCounts::and`] merges what they
//! counted. Names, numbers and everything else that no rule asks for are never kept. A sheet of a workbook comes in through `sheet`, as
//! rows of CSV.
//!
//! What is only speed is in `fast`; its head says what each part of it saves.
//!
//! ```
//! use payspine::roster_file::{KnownNames, Layout, RowCounts, Wanted, read_cells, written};
//! use payspine::scale_file::{read_scale, source, used_fields};
//! use payspine::workforce::RosterMapping;
//!
//! let file = br#"
//! format   = 1
//! id       = "porters"
//! title    = "Porters"
//! currency = "GBP"
//! [conventions]
//! annual-rounding  = { to = 1, mode = "half-up", carry = "published" }
//! monthly-rounding = { to = 0.01, mode = "half-up" }
//! part-month       = "calendar-days"
//! year-start       = "04-01"
//! [grade.P]
//! title = "Porter"
//! spine = "main"
//! [[settlement]]
//! from   = 2024-04-01
//! status = "agreed"
//! source = "Agreement of March 2024"
//! spine.main.points = { 1 = 24000, 2 = 25200, 3 = 26400 }
//! range.P = { minimum = 1, target = 3 }
//! progression = { step = 1, every = "1 year", on = "07-01", requires = { rating = ["A", "B"] } }
//! "#;
//! let (scale, history) = read_scale(&source("porters.toml", file).unwrap()).unwrap();
//! let (used, mapping) = (used_fields(&scale.value, []), RosterMapping::default());
//! let wanted = Wanted::new(true, used.keys().map(String::as_str)).for_costing(&used, &mapping, &[]);
//!
//! let text = b"id,name,grade,point,rating,fte\n7,Ada,P,2,A,0.6\n8,Ben,P,2,B,0.60\n9,Cai,P,2,B,0.6\n10,Dee,P,3,C,1\n";
//! let (layout, header, lines) = Layout::read("staff.csv", text, &wanted, &[]).unwrap();
//! let mut counts = RowCounts::default();
//! counts.count(&layout, &text[header..], lines);
//! assert_eq!((counts.rows, counts.groups()), (4, 3));
//!
//! let known = KnownNames { scale: history.scale(), mapping: &mapping, fields: &used };
//! let cells = read_cells(&counts, &layout, &wanted, &known);
//! assert_eq!(written(&cells.roster), "grade,point,fte,rating,headcount\nP,2,0.6,A,3\nP,3,1,C,1\n");
//! ```
//!
//! [`crate::costing`] takes this roster on, with the same row.

mod cell_text;
mod cells;
mod complaint;
mod count;
mod fast;
mod header;
mod row_facts;
mod sheet;
mod sheet_cell;
mod value;
mod wanted;
mod workbook;
mod write;

pub use self::cell_text::decoded;
pub use self::cells::{Cells, read_cells};
pub use self::complaint::{Complaint, Lines};
pub use self::count::{Excess, RowCounts};
pub(crate) use self::header::RAGGED;
pub use self::header::{Layout, Mapping, goes_by};
pub use self::sheet::{Rows, SheetRead};
pub use self::sheet_cell::{Said, said};
pub use self::value::{KnownNames, Read, Wrong};
pub use self::wanted::{HEADCOUNT, NamedBy, Wanted};
pub use self::workbook::{Area, Cell, CellValue, Serial, SheetCells, SheetEntry, Workbook, WorkbookError};
pub use self::write::written;
