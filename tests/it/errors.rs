//! The gallery of errors: for each code an input that has the problem and what the program says to it.
//!
//! `tests/errors/<code>.toml`, or `<code>--<variant>.toml`, or a table in `.csv`, is checked with `scale check`, or by the command in its first line,
//! `#: payspine …`. `SNAPSHOTS=overwrite cargo test errors` writes the texts anew, to be read before they are kept.

use std::collections::BTreeSet;

use payspine::diagnostic::Code;
use snapbox::Data;
use snapbox::assert::Assert;

use crate::{root, run_in};

/// Made by the test in `bad_input`, because it would be four megabytes.
const ELSEWHERE: [&str; 1] = ["too-large"];

fn inputs() -> Vec<(String, std::path::PathBuf)> {
    let folder = root().join("tests/errors");
    let mut inputs: Vec<_> = std::fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml" || extension == "csv"))
        .map(|path| (path.file_stem().expect("a name").to_str().expect("UTF-8").to_owned(), path))
        .collect();
    inputs.sort();
    inputs
}

#[test]
fn each_problem_is_shown_with_its_code_place_and_remedy() {
    let snapshots = Assert::new().action_env("SNAPSHOTS");
    for (name, path) in inputs() {
        let bytes = std::fs::read(&path).expect("the input is there");
        let text = String::from_utf8_lossy(&bytes);
        let file = path.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
        let command = text.lines().next().and_then(|line| line.strip_prefix("#: payspine ")).map(str::to_owned);
        let command = command.unwrap_or_else(|| format!("scale check {file}"));
        let (out, err, code) = run_in(&root().join("tests/errors"), &command);
        let said = format!("$ payspine {command}\n{out}{err}exit code {code}\n");
        let word = name.split("--").next().unwrap_or_default();
        assert!(said.contains(&format!("[{word}]")), "{name} does not give the problem it is named after:\n{said}");
        snapshots.eq(said, Data::read_from(&path.with_extension("txt"), None));
    }
}

#[test]
fn every_code_has_an_example() {
    let known: BTreeSet<&str> = Code::ALL.iter().map(|code| code.word()).collect();
    assert_eq!(known.len(), Code::ALL.len(), "two codes share a word");
    let shown: BTreeSet<String> =
        inputs().into_iter().map(|(name, _)| name.split("--").next().unwrap_or_default().to_owned()).collect();
    for word in &known {
        assert!(shown.contains(*word) || ELSEWHERE.contains(word), "tests/errors has no {word}.toml");
    }
    for word in &shown {
        assert!(known.contains(word.as_str()), "tests/errors/{word}.toml is named after no code");
    }
}
