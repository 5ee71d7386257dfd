//! What a result was made with and from, as pages and workbooks end with it.

use super::Input;

/// A command line as a shell takes it, without the folders of the machine.
pub fn command_line(command: &[String]) -> String {
    command.iter().map(|word| quoted(&without_folders(word))).collect::<Vec<_>>().join(" ")
}

/// The files behind a result, without the folders of the machine.
pub(super) fn inputs(inputs: &[Input]) -> Vec<Input> {
    inputs.iter().map(|input| Input { path: without_folders(&input.path), ..input.clone() }).collect()
}

/// The files behind a result by their names alone.
pub(super) fn by_name(inputs: &[Input]) -> Vec<Input> {
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    inputs.iter().map(|input| Input { path: name(&input.path), ..input.clone() }).collect()
}

/// An argument of a command line without the folders of the machine that it ran on: of a path from the root, or up from where one is,
/// only the name of the file. A word with `=/home/me/slips.csv` in it keeps `=slips.csv`.
fn without_folders(argument: &str) -> String {
    let (name, path) = match argument.split_once('=') {
        Some((name, path)) => (Some(name), path),
        None => (None, argument),
    };
    let starts = |prefix: &str| path.starts_with(prefix);
    let drive = path.chars().nth(1) == Some(':') && path.starts_with(|letter: char| letter.is_ascii_alphabetic());
    let elsewhere = ["/", "\\", "~", "../", "..\\"].into_iter().any(starts) || drive;
    let last = path.rsplit(['/', '\\']).next().filter(|_| elsewhere).unwrap_or(path);
    name.map_or_else(|| last.to_owned(), |name| format!("{name}={last}"))
}

/// A word of a command line, in quotes where a shell would take it apart.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || "-_=./,:%+@".contains(letter);
    if word.chars().all(plain) && !word.is_empty() { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
