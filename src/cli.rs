//! The command line: arguments in, a report out. The only place that reads files, the environment and the terminal.
//!
//! Exit codes: 0 done; 1 answered, and the answer is "problems found"; 2 it could not be done. Results go to standard output,
//! messages to standard error.

mod asking;
mod audit;
mod completions;
mod condense;
mod cost;
mod data_request;
mod disk;
mod due;
mod guide;
mod line;
mod locate;
mod man;
mod member;
mod options;
mod output_file;
mod progress;
mod recover;
mod roster;
mod scale;
#[cfg(feature = "serve")]
mod serve;
mod solve;
mod statement;
mod today;
mod verify;
mod what_if;
mod words;
mod workforce;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand, ValueEnum};

pub use self::asking::ask_for_the_rest;
use self::asking::{asked_and_answered, in_a_terminal};
use self::disk::{Disk, STDIN};
use self::options::Face;
use self::output_file::{apart, write_whole_with};
#[cfg(feature = "serve")]
pub use self::serve::Commands;
use self::today::{today_of, with_today};
pub use self::words::words;
use crate::answer::{self, Answer, Body, Failure, Format, Question, Said, Scratch, Session};
use crate::calendar::Date;
use crate::diagnostic::Diagnostic;
use crate::report::{Remake, Report, Screen};
use crate::scale_file::Wording;

/// Pay scales, progression, pay claims and overpayments, exact and explained
///
/// payspine reads pay systems in TOML and answers from one exact engine: which point and pay are due to a member on each date, and
/// why. Amounts are decimal from the file to the report; every rounding is named in the file; what is assumed is said.
#[derive(Parser, Debug)]
#[command(name = "payspine", version, disable_help_subcommand = true)]
#[command(after_help = "Examples:\n  payspine guide\n  payspine progress member.toml")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Answer as if this day were today; the day of the machine's clock unless given
    #[arg(
        long,
        global = true,
        value_name = "DATE",
        env = self::today::VARIABLE,
        hide_env_values = true,
        value_parser = answer::typed::date,
        help_heading = "Output"
    )]
    today: Option<Date>,
}

#[derive(Subcommand, Debug)]
enum Command {
    Progress(Box<progress::ProgressArgs>),
    WhatIf(Box<what_if::WhatIfArgs>),
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
    #[command(subcommand, after_help = "Examples:\n  payspine scale list\n  payspine scale show njc")]
    Scale(scale::ScaleCommand),
    Verify(verify::VerifyArgs),
    #[cfg(feature = "serve")]
    Serve(serve::ServeArgs),
    Guide(guide::GuideArgs),
    Man(man::ManArgs),
    Completions(completions::CompletionsArgs),
}

/// How results are written.
#[derive(Args, Debug, Clone)]
struct Output {
    /// How to write the result; as table unless --out ends in .xlsx or .html
    #[arg(long, value_parser = format_named(), help_heading = "Output")]
    format: Option<Format>,
    /// Say why: how values came about, where they come from, what a code means
    #[arg(long, help_heading = "Output")]
    explain: bool,
    /// Write the result to this file instead, whole or not at all
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    out: Option<PathBuf>,
}

/// Reads the name of a format.
fn format_named() -> impl TypedValueParser<Value = Format> {
    let named = |name: String| Format::NAMES.into_iter().find_map(|(of, format)| (of == name).then_some(format));
    PossibleValuesParser::new(Format::NAMES.map(|(name, _)| name)).try_map(move |name| named(name).ok_or("no such format"))
}

/// When charts are drawn.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
enum When {
    Auto,
    Always,
    Never,
}

/// A file that is written beside the result, with the option that names it.
type Save<'a> = (&'static str, Option<&'a Path>);

/// Arguments that ask a question.
trait Ask {
    /// The question.
    fn question(&self) -> Question;

    /// How its answer is written.
    fn output(&self) -> Option<&Output> {
        None
    }

    /// The file that the answer is written to.
    fn out(&self) -> Option<&Path> {
        self.output()?.out.as_deref()
    }

    /// The files that it names, over which nothing is written; of those that are no files nothing comes.
    fn reads(&self) -> Vec<&Path> {
        Vec::new()
    }

    /// The files that are written beside the answer.
    fn saves(&self) -> Vec<Save<'_>> {
        Vec::new()
    }

    /// When charts are drawn.
    fn charts(&self) -> When {
        When::Never
    }
}

/// Runs a command line and gives the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    let today = today_of(&arguments);
    let line = with_today(arguments, today);
    let cli = match Cli::try_parse_from(&line) {
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
    let done = match &cli.command {
        #[cfg(feature = "serve")]
        Command::Serve(arguments) => serve::run(arguments, cli.today),
        Command::Guide(arguments) => guide::run(arguments),
        Command::Man(arguments) => man::run(arguments),
        Command::Completions(arguments) => completions::run(arguments),
        Command::Scale(scale::ScaleCommand::Schema(arguments)) => {
            print_with(|out| out.write_all(arguments.written().as_bytes())).map(|()| ExitCode::SUCCESS)
        }
        Command::Progress(_) if in_a_terminal() => asked_and_answered(&line, today),
        command => match command.asks() {
            Some(ask) => answered(ask, &words_of(&line), today),
            None => Ok(ExitCode::SUCCESS),
        },
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            say(&on_stderr().failure(&failure));
            ExitCode::from(2)
        }
    }
}

/// The question of a command line, given word by word without the program's name.
///
/// # Errors
///
/// What is wrong with the words, or help where it is asked for.
pub fn question_of(words: &[String]) -> Result<Question, String> {
    let command = command_of(words).map_err(|error| error.render().to_string())?;
    command.asks().map(Ask::question).ok_or_else(|| "error: this command asks nothing\n".to_owned())
}

/// The command of a command line, given word by word without the program's name.
fn command_of(words: &[String]) -> Result<Command, clap::Error> {
    let line = std::iter::once("payspine").chain(words.iter().map(String::as_str)).map(OsString::from);
    Cli::try_parse_from(line).map(|cli| cli.command)
}

impl Command {
    /// The question that it asks, if it asks one.
    fn asks(&self) -> Option<&dyn Ask> {
        Some(match self {
            Command::Progress(arguments) => arguments.as_ref(),
            Command::WhatIf(arguments) => arguments.as_ref(),
            Command::Locate(arguments) => arguments,
            Command::Cost(arguments) => arguments.as_ref(),
            Command::Solve(arguments) => arguments.as_ref(),
            Command::Condense(arguments) => arguments.as_ref(),
            Command::Recover(arguments) => arguments.as_ref(),
            Command::DataRequest(arguments) => arguments,
            Command::Audit(arguments) => arguments.as_ref(),
            Command::Due(arguments) => arguments.as_ref(),
            Command::Statement(arguments) => arguments.as_ref(),
            Command::Verify(arguments) => arguments,
            Command::Scale(command) => return command.asks(),
            #[cfg(feature = "serve")]
            Command::Serve(_) => return None,
            Command::Guide(_) | Command::Man(_) | Command::Completions(_) => return None,
        })
    }
}

/// Answers a question from the disk, and writes what comes of it.
fn answered(ask: &dyn Ask, words: &[String], today: Date) -> Result<ExitCode, Failure> {
    apart(&[&[("--out", ask.out())], &ask.saves()[..]].concat(), &ask.reads())?;
    if ask.reads().iter().filter(|path| **path == Path::new(STDIN)).count() > 1 {
        let why = "standard input is named twice, and what comes through it can be read once: name a file";
        return Err(Failure::Message(why.into()));
    }
    let disk = Disk::default();
    let mut session = Session::new(&disk, today, words);
    session.scratch = on_disk;
    session.read_command = |words| question_of(words).ok();
    session.wording = Wording { name: "command line", begin: "payspine ", key: |key| format!("--{key}") };
    let answer = answer::answer(&ask.question(), &session);
    for said in session.said() {
        say(&written_beside(&said, &on_stderr()));
    }
    let answer = answer?;
    for (path, text) in session.saves() {
        write_whole_with(&disk, &path, |out| out.write_all(text.as_bytes()))?;
    }
    let problems_found = answer.problems_found;
    write(&disk, ask, answer, words)?;
    Ok(if problems_found { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A file that never has a name: nobody can open it, and the system removes it when the program ends, however it ends.
fn on_disk() -> io::Result<Box<dyn Scratch>> {
    tempfile::tempfile().map(|file| Box::new(file) as Box<dyn Scratch>)
}

/// Writes an answer where it is wanted.
fn write(disk: &Disk, ask: &dyn Ask, answer: Answer, words: &[String]) -> Result<(), Failure> {
    let whole = |bytes: &[u8]| write_with(disk, ask.out(), |out| out.write_all(bytes));
    match answer.body {
        Body::Report(report) => match ask.output() {
            Some(output) => whole(&output.written(&report, ask.charts(), answer.remake.as_ref(), words)?),
            None => Ok(()),
        },
        Body::Items(write) => write_with(disk, ask.out(), write),
        Body::Text(text) => whole(text.as_bytes()),
        Body::Problems { problems, lines, unread } => {
            let face = Face::command_line(ask.out().is_none() && coloured(&io::stdout()));
            whole(problems_written(&problems, &lines, &face).as_bytes())?;
            unread.map_or(Ok(()), Err)
        }
    }
}

/// Problems of files, and below them lines about those without any.
fn problems_written(problems: &[Diagnostic], lines: &[String], face: &Face) -> String {
    let problems = if problems.is_empty() { String::new() } else { face.problems(problems) };
    let end = if lines.is_empty() { "" } else { "\n" };
    format!("{problems}{}{end}", lines.join("\n"))
}

/// What is said beside a result.
fn written_beside(said: &Said, face: &Face) -> String {
    match said {
        Said::Warnings(warnings) => face.problems(warnings),
        Said::Line(line) => format!("{line}\n"),
    }
}

/// A command line as text, without the program's name.
fn words_of(line: &[OsString]) -> Vec<String> {
    line.iter().skip(1).map(|word| word.to_string_lossy().into_owned()).collect()
}

fn say(text: &str) {
    // Nobody is left to tell when standard error is gone.
    let _ = io::stderr().write_all(text.as_bytes());
}

/// The face of standard error.
fn on_stderr() -> Face {
    Face::command_line(coloured(&io::stderr()))
}

fn coloured(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The format that the name of a file says, or that for a terminal.
fn format_of(file: &Path) -> Format {
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("xlsx") => Format::Xlsx,
        Some("html" | "htm") => Format::Html,
        _ => Format::Table,
    }
}

impl Output {
    /// How the result is to be written: as asked, or as the name of its file says.
    fn format(&self) -> Format {
        self.format.unwrap_or_else(|| self.out.as_deref().map_or(Format::Table, format_of))
    }

    /// A report in the format that is wanted.
    fn written(&self, report: &Report, charts: When, remake: Option<&Remake>, words: &[String]) -> Result<Vec<u8>, Failure> {
        let terminal = io::stdout().is_terminal() && self.out.is_none();
        let command: Vec<String> = std::iter::once("payspine".to_owned()).chain(words.iter().cloned()).collect();
        let text = match self.format() {
            Format::Table => {
                let charts = charts == When::Always || (charts == When::Auto && terminal);
                report.text(Screen { width: width(terminal), charts, opened_by: "--explain lists them" })
            }
            Format::Json => report.json(),
            Format::Csv => report.csv(),
            Format::Markdown => report.markdown(),
            Format::Html => report.html(&command, remake),
            Format::Xlsx if terminal => {
                return Err(Failure::Message("a workbook is nothing for a terminal; give --out FILE.xlsx, or a pipe".into()));
            }
            Format::Xlsx => return report.workbook(&command).map_err(|why| Failure::Message(why.to_string())),
        };
        Ok(text.into_bytes())
    }
}

/// How many columns a result has: those of the terminal within bounds, or 80.
fn width(terminal: bool) -> u16 {
    terminal_size::terminal_size().filter(|_| terminal).map_or(80, |(width, _)| width.0).clamp(60, 160)
}

/// Writes to a file or to standard output, piece by piece: a result need not be in memory whole.
fn write_with(disk: &Disk, path: Option<&Path>, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    match path {
        Some(path) => write_whole_with(disk, path, write),
        None => print_with(write),
    }
}

/// Prints to standard output. A closed pipe is no error.
fn print_with(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::Message(format!("cannot write the result: {error}")))
        }
        _ => Ok(()),
    }
}
