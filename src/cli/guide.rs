//! `payspine guide`, and the options of all commands as a page of it.

use std::fmt::Write;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use clap::{Arg, Args, Command, CommandFactory};

use super::{Cli, Failure, print_with, width};
use crate::guide;

/// Read the guide: a page per question, each pay system, and the keys, codes and options
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  payspine guide\n  payspine guide solve")]
pub(super) struct GuideArgs {
    /// The page; a list of all pages unless given
    #[arg(value_name = "TOPIC")]
    topic: Option<String>,
}

pub(super) fn run(arguments: &GuideArgs) -> Result<ExitCode, Failure> {
    let width = width(io::stdout().is_terminal());
    let text = match &arguments.topic {
        None => list(),
        Some(topic) => match guide::page(topic, options_in_markdown) {
            Some(page) => guide::terminal(&page, width),
            None => return Err(Failure::Message(no_page(topic))),
        },
    };
    print_with(|out| out.write_all(text.as_bytes())).map(|()| ExitCode::SUCCESS)
}

fn no_page(topic: &str) -> String {
    let help = guide::nearest_topic(topic)
        .map_or_else(|| "payspine guide lists all pages".to_owned(), |near| format!("did you mean `{near}`?"));
    format!("the guide has no page `{topic}`; {help}")
}

/// A line per page.
fn list() -> String {
    let mut text = "payspine guide TOPIC shows one of these pages; payspine serve shows them in a browser.\n".to_owned();
    for (chapter, topics) in guide::chapters() {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{chapter}\n");
        for topic in topics {
            let _ = writeln!(text, "  {:<18}{}", topic.name, topic.title);
        }
    }
    text
}

/// Every command with its options, in Markdown.
pub(super) fn options_in_markdown() -> String {
    let mut text = "Words in capitals stand for your own.\n".to_owned();
    let mut cli = Cli::command();
    cli.build();
    for command in cli.get_subcommands() {
        describe(command, "payspine", &mut text);
    }
    text
}

fn describe(command: &Command, before: &str, text: &mut String) {
    let name = format!("{before} {}", command.get_name());
    let about = command.get_long_about().or(command.get_about()).map_or_else(String::new, ToString::to_string);
    let _ = write!(text, "\n## {name}\n\n{}\n", plain(&about));
    let shown = |arg: &&Arg| !arg.is_hide_set() && !["help", "version"].contains(&arg.get_id().as_str());
    let arguments: Vec<&Arg> = command.get_arguments().filter(shown).collect();
    if !arguments.is_empty() {
        text.push_str("\n| option | what it says |\n|---|---|\n");
    }
    for arg in arguments {
        let _ = writeln!(text, "| `{}` | {} |", written(arg).replace('|', "\\|"), plain(&said(arg)).replace('|', "\\|"));
    }
    if let Some(examples) = command.get_after_help() {
        let lines: Vec<String> = examples.to_string().lines().skip(1).map(|line| format!("{}\n", line.trim())).collect();
        let _ = write!(text, "\n```sh\n{}```\n", lines.concat());
    }
    for inner in command.get_subcommands() {
        describe(inner, &name, text);
    }
}

/// An option as it is typed.
fn written(arg: &Arg) -> String {
    let takes = arg.get_action().takes_values();
    let names: Vec<String> = arg.get_value_names().into_iter().flatten().map(ToString::to_string).collect();
    match arg.get_long() {
        Some(long) if takes => format!("--{long} {}", names.join(" ")),
        Some(long) => format!("--{long}"),
        None => names.join(" "),
    }
}

/// What an option says and which words it takes.
fn said(arg: &Arg) -> String {
    let help = arg.get_help().map_or_else(String::new, ToString::to_string);
    let words: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if words.is_empty() || !arg.get_action().takes_values() { help } else { format!("{help}: {}", words.join(", ")) }
}

/// Text in which Markdown reads nothing into its signs.
fn plain(text: &str) -> String {
    text.replace('<', "\\<").replace('*', "\\*").replace('_', "\\_").replace('[', "\\[")
}
