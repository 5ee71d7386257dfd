//! Pay scales, progression, pay claims and overpayments, exact and explained.
//!
//! payspine answers from dated pay files which point and pay are due to a member on each date, and why. A claim is a settlement that
//! nobody has agreed yet: it is written in the same words as an agreement, and the same engine runs with it and without it. What was paid
//! is held against what the same engine says was due.
//!
//! ```
//! use payspine::calendar::Date;
//! use payspine::scale_file::{read_scale, source};
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
//! spine.main.points = { 1 = 24000, 2 = 25000 }
//! range.P = { minimum = 1, target = 2 }
//! [[settlement]]
//! from   = 2025-04-01
//! status = "agreed"
//! source = "Agreement of March 2025"
//! [[settlement.measure]]
//! uplift = { percent = 3.2, at-least = 850 }
//! "#;
//! let (_, history) = read_scale(&source("porters.toml", file).unwrap()).unwrap();
//! let tables = history.tables_at(Date::constant(2025, 4, 1)).unwrap();
//! let pay = |point: &str| tables.annual(&"P".into(), None, &"main".into(), &point.into()).unwrap().to_string();
//! assert_eq!((pay("1"), pay("2")), ("24850.00".to_owned(), "25850.00".to_owned()));
//! ```
//!
//! # Use it as a library
//!
//! Without its features the crate is the engine, the readers and the answers, and has no thread, clock, disk or environment behind it. It
//! is given bytes and a day, and gives reports back; so it also runs where there are none of these, as in WebAssembly.
//!
//! | feature | adds |
//! |---|---|
//! | `workbook` | [`Report::workbook`](report::Report::workbook): results as XLSX (XLSX is read without it) |
//! | `pictures` | pictures in results as HTML, beside the tables that have their figures |
//! | `threads` | large rosters on all cores; results are the same without |
//! | `cli` | [`cli`] and the program, with the three above |
//! | `serve` | [`web`] and `payspine serve`, with `cli` |
//!
//! All are on by default: `payspine = { default-features = false, … }` leaves them out.
//!
//! There are two ways in. [`answer`] takes a whole question, with files by name, and gives the report that the program gives. The engine's
//! own modules take values. Each has an example:
//!
//! | question | example |
//! |---|---|
//! | which point and pay is one member due, and when | [`entitlement::progress`] |
//! | which places pay an amount | [`locate::locate`] |
//! | what does a claim cost on a roster | [`answer::cost`] |
//! | what does a budget fund | [`answer::solve`] |
//! | what is due, month by month | [`answer::due`] |
//! | was what was paid what was due | [`answer::audit`] |
//! | how is an overpayment recovered | [`answer::recover`] |
//! | what differs between two systems | [`answer::scale::diff`] |
//! | one person's page | [`answer::statement`] |
//!
//! # Map
//!
//! Lowest first; a module uses only modules on lower lines (a test holds this table).
//!
//! | layer | modules | what they know |
//! |---|---|---|
//! | 0 values | [`money`], [`calendar`], `threads` | exact amounts and named roundings; days, months, part months; work shared among cores |
//! | 1 | [`timeline`] | a value in force over time |
//! | 2 the model | [`statutory`], [`scale`], [`workforce`], [`recovery`] | what the law sets; what agreements state; members and what happens to them; an employer's terms of recovery and the schedule that they make |
//! | 3 the engine | [`settlement`], then [`published`], [`evidence`], [`entitlement`], [`costing`], [`audit`], [`net_pay`], [`locate`] | one table after another; held against published values and the law; one member through time; a workforce priced; what was paid against what was due; what is left after deductions; from an amount back to the places that pay it |
//! | 4 | [`diagnostic`], [`delimited`] | problems with codes and places; text taken apart into rows and cells |
//! | 5 bytes in | [`scale_file`], [`published_file`], [`month_file`], [`roster_file`], [`payslip_file`], [`events_file`] | TOML to model; the shipped systems; published values in CSV; pay and plans by month in CSV; workforces, payslips and what happened to members in CSV and XLSX |
//! | 6 bytes out | [`report`], then [`guide`] | results to tables, Markdown, HTML, CSV, JSON and XLSX, and all sentences ([`report::words`]); the manual, for the terminal and the browser |
//! | 7 | [`answer`] | what each command is asked, and what comes of it: from files by name to a report |
//! | 8 the edge | [`web`], [`cli`] | the local page; arguments, the disk, the terminal |
//!
//! # Where to look
//!
//! A command is asked in `cli` (or `web`), answered in `answer`, worked out in the engine, and written in `report`:
//!
//! | command | asked and answered | worked out | written |
//! |---|---|---|---|
//! | `progress` | `answer/progress.rs` | [`entitlement::progress`]; a point comes from `entitlement/walk.rs` | `report/progress.rs`: a point becomes a cell in `rows_table` |
//! | `due` | `answer/due.rs`, one member in `answer/due/one.rs` | [`audit::due`] | `report/due.rs`; how a figure came about: `report/due/derived.rs` |
//! | `what-if` | `answer/what_if.rs` | [`entitlement::progress`] without the change and with it, [`net_pay`] | `report/what_if.rs` |
//! | `cost` | `answer/cost.rs` | [`roster_file`] from rows to groups, then [`costing`] from groups to sums: both heads follow one row | `report/cost.rs`, `report/cost/tables.rs` |
//! | `audit` | `answer/audit.rs` | [`audit`]: its head follows one line of a payslip | `report/audit.rs`; a mistake becomes a sentence in `report/words/mistakes.rs` |
//! | `recover` | `answer/recover.rs` | [`recovery`], [`net_pay`] | `report/recover.rs` |
//! | `solve` | `answer/solve.rs` | [`costing::largest`] | `report/solve.rs` |
//! | `locate` | `answer/locate.rs` | [`locate`] | `report/locate.rs` |
//! | `scale show` | `answer/scale/show.rs` | [`settlement`] | `report/show.rs` |
//! | `scale diff` | `answer/scale/diff.rs` | [`settlement`] | `report/diff.rs` |
//!
//! What people call a milestone, a spine point or a pay step is a *point* here; each pay system has its own word for it.
//!
//! # Invariants
//!
//! 1. Below the command line nothing opens files by itself, reads the environment or a clock, or prints: a question is answered from the
//!    files and the day that it is given with.
//! 2. No binary float touches pay. Amounts enter as digits and leave as digits.
//! 3. Rounding happens where a rule of the file names it, and nowhere else.
//! 4. A day with nothing in force is an error that names the days with an answer nearest to it, never zero.
//! 5. Every row names its source; what is assumed is listed with the result.
//! 6. Reading never stops at the first problem; computing never starts while an error stands.
//! 7. The same inputs give the same bytes.

/// Dates are [`jiff`]'s.
pub use jiff;
/// Numbers are [`rust_decimal`]'s.
pub use rust_decimal;

pub mod answer;
pub mod audit;
pub mod calendar;
#[cfg(feature = "cli")]
pub mod cli;
pub mod costing;
pub mod delimited;
pub mod diagnostic;
pub mod entitlement;
pub mod events_file;
pub mod evidence;
pub mod guide;
pub mod locate;
pub mod money;
pub mod month_file;
pub mod net_pay;
pub mod payslip_file;
pub mod published;
pub mod published_file;
pub mod recovery;
pub mod report;
pub mod roster_file;
pub mod scale;
pub mod scale_file;
pub mod settlement;
pub mod statutory;
mod threads;
pub mod timeline;
#[cfg(feature = "serve")]
pub mod web;
pub mod workforce;
