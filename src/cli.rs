//! The command line: arguments in, a report out. The only place that reads files, the environment and the terminal.
//!
//! Exit codes: 0 done; 1 answered, and the answer is "problems found"; 2 it could not be done. Results go to standard output,
//! messages to standard error.

mod amount;
mod audit;
mod completions;
mod condense;
mod cost;
mod data_request;
mod desk;
mod due;
mod input;
mod locate;
mod opened;
mod output_file;
mod progress;
mod question;
mod recover;
mod roster;
mod scale;
mod serve;
mod solve;
mod sorter;
mod statement;
mod verify;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use self::desk::{Left, Memory};
use self::output_file::{apart, write_whole_with};
pub use self::serve::Commands;
use crate::calendar::Date;
use crate::diagnostic::{Diagnostic, render_all, render_each};
use crate::report::{Format, Remake, Report};

/// Pay scales, progression, pay claims and overpayments, exact and explained
///
/// payspine reads pay systems in TOML and answers from one exact engine: which point and pay are due to a member on each date, and
/// why. Amounts are decimal from the file to the report; every rounding is named in the file; what is assumed is said.
#[derive(Parser, Debug)]
#[command(name = "payspine", version, disable_help_subcommand = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand, Debug)]
enum Command {
    Progress(progress::ProgressArgs),
    Locate(locate::LocateArgs),
    Cost(Box<cost::CostArgs>),
    Solve(Box<solve::SolveArgs>),
    Condense(Box<condense::CondenseArgs>),
    Recover(Box<recover::RecoverArgs>),
    DataRequest(data_request::DataRequestArgs),
    Audit(Box<audit::AuditArgs>),
    Due(Box<due::DueArgs>),
    Statement(Box<statement::StatementArgs>),
    /// List, show, check and compare pay systems
    #[command(subcommand)]
    Scale(scale::ScaleCommand),
    Verify(verify::VerifyArgs),
    Serve(serve::ServeArgs),
    Completions(completions::CompletionsArgs),
}

/// How results are written.
#[derive(Args, Debug, Clone)]
struct Output {
    /// How to write the result; as table unless --out ends in .xlsx or .html
    #[arg(long, value_enum, help_heading = "Output")]
    format: Option<FormatArg>,
    /// Say why: how values came about, where they come from, what a code means
    #[arg(long, help_heading = "Output")]
    explain: bool,
    /// Write the result to this file instead, whole or not at all
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum FormatArg {
    Table,
    Json,
    Csv,
    Markdown,
    Html,
    Xlsx,
}

/// When charts are drawn.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum When {
    Auto,
    Always,
    Never,
}

/// Why the work could not be done.
enum Failure {
    /// Problems with files or arguments.
    Problems(Vec<Diagnostic>),
    /// Problems with the rows of a roster.
    Rows {
        /// Those that are shown.
        problems: Vec<Diagnostic>,
        /// How many more there are.
        more: u64,
        /// In how many rows.
        rows: u64,
        /// Whether such rows were to be left out, and none is left.
        skipped: bool,
    },
    /// Anything else, in a sentence.
    Message(String),
}

impl From<Diagnostic> for Failure {
    fn from(problem: Diagnostic) -> Failure {
        Failure::Problems(vec![problem])
    }
}

impl From<Vec<Diagnostic>> for Failure {
    fn from(problems: Vec<Diagnostic>) -> Failure {
        Failure::Problems(problems)
    }
}

/// Runs a command line and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are results; the rest is a message, and nobody is left to tell when standard error is gone.
            let printed = error.print().and_then(|()| io::stdout().flush());
            return match printed {
                Err(why) if !error.use_stderr() && why.kind() != io::ErrorKind::BrokenPipe => {
                    say(&format!("error: cannot write the result: {why}\n"));
                    ExitCode::from(2)
                }
                _ => ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2)),
            };
        }
    };
    opened::begin();
    input::begin();
    match execute(cli.command) {
        Ok(code) => code,
        Err(failure) => {
            say(&failure.written(coloured(&io::stderr())));
            ExitCode::from(2)
        }
    }
}

fn execute(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Progress(arguments) => progress::run(&arguments),
        Command::Locate(arguments) => locate::run(&arguments),
        Command::Cost(arguments) => cost::run(&arguments),
        Command::Solve(arguments) => solve::run(&arguments),
        Command::Condense(arguments) => condense::run(&arguments),
        Command::Recover(arguments) => recover::run(&arguments),
        Command::DataRequest(arguments) => data_request::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Due(arguments) => due::run(&arguments),
        Command::Statement(arguments) => statement::run(&arguments),
        Command::Scale(command) => scale::run(command),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Completions(arguments) => completions::run(&arguments),
    }
}

impl Failure {
    /// What is said of it.
    fn written(&self, coloured: bool) -> String {
        match self {
            Failure::Problems(problems) => render_all(problems, coloured),
            Failure::Rows { problems, more, rows, skipped } => {
                let number = problems.len() as u64 + more;
                let more = if *more > 0 { format!("{more} more problems are not shown\n\n") } else { String::new() };
                let count = format!("{number} error{}", if number == 1 { "" } else { "s" });
                let remedy = if *skipped {
                    format!("without the {rows} rows that they are in, none is left")
                } else {
                    format!("--skip-bad-rows leaves such rows out and counts them; there are {rows}")
                };
                format!("{}{more}{count}; {remedy}\n", render_each(problems, coloured))
            }
            Failure::Message(message) => format!("error: {message}\n"),
        }
    }
}

/// The command line, without the program's name.
fn words() -> Vec<String> {
    desk::words().unwrap_or_else(|| std::env::args_os().skip(1).map(|word| word.to_string_lossy().into_owned()).collect())
}

/// The day by the clock of the machine, in universal time: what is said to be old is a year old, so hours do not matter.
fn today() -> Date {
    jiff::Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date()
}

/// Shows problems on standard error.
fn warn(problems: &[Diagnostic]) {
    if !problems.is_empty() {
        say(&render_all(problems, coloured(&io::stderr())));
    }
}

fn say(text: &str) {
    if desk::leave(|left| left.said.push_str(text)) {
        return;
    }
    // Nobody is left to tell when standard error is gone.
    let _ = io::stderr().write_all(text.as_bytes());
}

fn coloured(stream: &impl IsTerminal) -> bool {
    !desk::is_in_use() && stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

impl Output {
    /// How the result is to be written: as asked, or as the name of its file says.
    fn format(&self) -> FormatArg {
        let ending = self.out.as_deref().and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
        self.format.unwrap_or(match ending.as_deref() {
            Some("xlsx") => FormatArg::Xlsx,
            Some("html" | "htm") => FormatArg::Html,
            _ => FormatArg::Table,
        })
    }

    /// Refuses to write a result over a file that it is computed from.
    fn not_over(&self, inputs: &[&Path]) -> Result<(), Failure> {
        self.apart(&[], inputs)
    }

    /// Refuses to write the result and `others`, each with its option, over each other or over a file that they are computed from.
    fn apart(&self, others: &[(&str, Option<&Path>)], inputs: &[&Path]) -> Result<(), Failure> {
        apart(&[&[("--out", self.out.as_deref())], others].concat(), inputs)
    }

    /// Writes a report where it is wanted.
    fn write(&self, report: &Report, charts: When) -> Result<(), Failure> {
        self.write_to_be_made_again(report, charts, None)
    }

    /// The same with what is needed to make it again, for forms that carry it.
    fn write_to_be_made_again(&self, report: &Report, charts: When, remake: Option<&Remake>) -> Result<(), Failure> {
        let left_there = desk::leave(|left| {
            left.report = Some(report.clone());
            left.remake = remake.cloned();
        });
        if left_there {
            return Ok(());
        }
        let terminal = io::stdout().is_terminal() && self.out.is_none();
        let width = terminal_size::terminal_size().filter(|_| terminal).map_or(80, |(width, _)| width.0);
        let command: Vec<String> = std::iter::once("payspine".to_owned()).chain(words()).collect();
        let format = match self.format() {
            FormatArg::Table => {
                let charts = charts == When::Always || (charts == When::Auto && terminal);
                Format::Table { width: width.clamp(60, 160), charts }
            }
            FormatArg::Json => Format::Json,
            FormatArg::Csv => Format::Csv,
            FormatArg::Markdown => Format::Markdown,
            FormatArg::Html => Format::Html { command: &command, remake },
            FormatArg::Xlsx if terminal => {
                return Err(Failure::Message("a workbook is nothing for a terminal; give --out FILE.xlsx, or a pipe".into()));
            }
            FormatArg::Xlsx => {
                let bytes = report.workbook(&command).map_err(|why| Failure::Message(why.to_string()))?;
                return self.write_bytes(&bytes);
            }
        };
        self.write_bytes(report.written(format).as_bytes())
    }

    fn write_bytes(&self, bytes: &[u8]) -> Result<(), Failure> {
        self.write_with(|out| out.write_all(bytes))
    }

    /// Writes a result piece by piece, for one that need not be in memory whole.
    fn write_with(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        match &self.out {
            Some(path) => write_whole_with(path, write),
            None => print_with(write),
        }
    }
}

/// Prints to standard output. A closed pipe is no error.
fn print(mut text: impl Read) -> Result<(), Failure> {
    print_with(|out| io::copy(&mut text, out).map(drop))
}

fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    if desk::is_in_use() {
        let mut all = Vec::new();
        write(&mut all).map_err(|error| Failure::Message(format!("cannot write the result: {error}")))?;
        desk::leave(|left| left.text.push_str(&String::from_utf8_lossy(&all)));
        return Ok(());
    }
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Message(format!("cannot write the result: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a file whole or not at all.
fn write_whole(path: &Path, mut text: impl Read) -> Result<(), Failure> {
    write_whole_with(path, |out| io::copy(&mut text, out).map(drop))
}
