//! What a command line lacks, asked in a terminal question by question.

use std::ffi::OsString;
use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;

use super::disk::Disk;
use super::options::Face;
use super::{Command, answered, command_of, words_of};
use crate::answer::{Failure, Question, Session, Wanted, progress};
use crate::calendar::Date;
use crate::diagnostic::Setting;
use crate::scale::{Named, name_meant, names_with};

/// Whether there is somebody to ask.
pub(super) fn in_a_terminal() -> bool {
    io::stdin().is_terminal() && io::stderr().is_terminal()
}

/// The same for a command line of which what it lacks is asked for first.
pub(super) fn asked_and_answered(line: &[OsString], today: Date) -> Result<ExitCode, Failure> {
    let asked = ask_for_the_rest(words_of(line), today, &mut io::stdin().lock(), &mut io::stderr());
    let words = asked.map_err(|why| Failure::Message(format!("cannot ask: {why}")))?;
    match command_of(&words) {
        Ok(command) => command.asks().map_or(Ok(ExitCode::SUCCESS), |ask| answered(ask, &words, today)),
        Err(error) => Err(Failure::Message(error.to_string())),
    }
}

/// The option in which a setting is given.
fn key(setting: &Setting) -> Option<&'static str> {
    Some(match setting {
        Setting::Scale => "scale",
        Setting::Grade => "grade",
        Setting::Area => "area",
        Setting::Point => "point",
        Setting::Salary => "salary",
        Setting::Since => "since",
        Setting::Target => "target",
        Setting::FullTimeHours => "full-time-hours",
        _ => return None,
    })
}

/// What is not said yet by a command line that describes a member, if something in it has to be.
fn lacking(words: &[String], today: Date) -> Result<Vec<Wanted>, Failure> {
    let question = match command_of(words) {
        Ok(Command::Progress(arguments)) => super::Ask::question(arguments.as_ref()),
        _ => return Ok(Vec::new()),
    };
    let Question::Progress(question) = question else { return Ok(Vec::new()) };
    let disk = Disk::default();
    progress::wanted(&question, &Session::new(&disk, today, words))
}

/// A command line, word by word without the program's name, with what it lacks asked for one by one. What is wrong with it otherwise, and
/// what nobody answers, is left to those who read it.
///
/// # Errors
///
/// Nothing can be read or written.
pub fn ask_for_the_rest(
    mut words: Vec<String>,
    today: Date,
    input: &mut impl BufRead,
    output: &mut impl Write,
) -> io::Result<Vec<String>> {
    let mut left_out: Vec<Setting> = Vec::new();
    let face = Face::command_line(false);
    match lacking(&words, today) {
        Ok(wanted) if wanted.iter().any(|wanted| !wanted.can_be_left_out) => {}
        _ => return Ok(words),
    }
    let given = words.len();
    loop {
        let wanted = lacking(&words, today).unwrap_or_else(|_| Vec::new());
        let next = wanted.into_iter().find(|wanted| !left_out.contains(&wanted.setting));
        let Some((next, key)) = next.and_then(|next| key(&next.setting).map(|key| (next, key))) else { break };
        write!(output, "{}", asked(&next))?;
        output.flush()?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            return Ok(words);
        }
        let line = line.trim();
        if line.is_empty() {
            if next.can_be_left_out {
                left_out.push(next.setting);
            }
            continue;
        }
        match meant(&next, line) {
            Ok(value) => words.push(format!("--{key}={value}")),
            Err(why) => {
                writeln!(output, "  {why}")?;
                continue;
            }
        }
        // What no option takes, such as a day that does not exist, is asked for again.
        if let Err(error) = command_of(&words) {
            words.pop();
            let why = error.to_string();
            writeln!(output, "  {}", why.lines().next().unwrap_or("").trim_start_matches("error: "))?;
        } else if let Err(failure) = lacking(&words, today) {
            words.pop();
            write!(output, "{}", face.failure(&failure))?;
        }
    }
    if words.len() > given {
        writeln!(output, "\nThe same without being asked:\n  payspine {}\n", in_a_shell(&words))?;
    }
    Ok(words)
}

/// A question with what there is to choose from.
fn asked(wanted: &Wanted) -> String {
    let choices = match wanted.choices.len() {
        0 => String::new(),
        1..=8 => wanted.choices.iter().fold(String::new(), |list, (id, title)| {
            let title = if id == title { String::new() } else { format!("  {title}") };
            format!("{list}  {id}{title}\n")
        }),
        9..=24 => format!("  {}\n", wanted.choices_in_words()),
        last => format!("  {} to {}\n", wanted.choices[0].0, wanted.choices[last - 1].0),
    };
    let blank = if wanted.can_be_left_out { " (blank if not known or not so)" } else { "" };
    format!("{}{blank}\n{choices}> ", wanted.asks)
}

/// What an answer means among the choices that there are.
fn meant(wanted: &Wanted, line: &str) -> Result<String, String> {
    if wanted.choices.is_empty() || wanted.setting == Setting::Point {
        return Ok(line.to_owned());
    }
    let choices = || wanted.choices.iter().map(|(id, title)| (id.as_str(), title.as_str()));
    if let Named::One(id) = name_meant(line, choices()) {
        return Ok(id.to_owned());
    }
    // A pay system may also be a file.
    if wanted.setting == Setting::Scale && line.contains(['/', '\\', '.']) {
        return Ok(line.to_owned());
    }
    let offered = names_with(line, choices());
    let ids: Vec<&str> = offered.iter().map(|(id, _)| *id).collect();
    Err(if ids.is_empty() { format!("there is no `{line}` among them") } else { format!("which of them: {}?", ids.join(", ")) })
}

/// Words as a shell takes them.
fn in_a_shell(words: &[String]) -> String {
    let plain = |word: &str| word.chars().all(|letter| letter.is_alphanumeric() || "-_=./:,+".contains(letter));
    let quoted = |word: &String| if plain(word) { word.clone() } else { format!("'{}'", word.replace('\'', r"'\''")) };
    words.iter().map(quoted).collect::<Vec<_>>().join(" ")
}
