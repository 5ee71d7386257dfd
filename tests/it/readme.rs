//! The README is true: each console block is run, each pay file in it is read.

use payspine::diagnostic::Diagnostic;
use payspine::scale_file::{self, FileKind};
use snapbox::Data;
use snapbox::assert::Assert;

use crate::{root, run_in};

fn readme() -> String {
    std::fs::read_to_string(root().join("README.md")).expect("the README is there")
}

/// The README with the output of every command in a console block as the program gives it now.
fn as_it_is_now(text: &str) -> (String, usize) {
    let mut out = Vec::new();
    let mut commands = 0;
    let mut in_console = false;
    for line in text.lines() {
        if line.starts_with("```") {
            in_console = line == "```console";
            out.push(line.to_owned());
        } else if let (true, Some(command)) = (in_console, line.strip_prefix("$ ")) {
            commands += 1;
            out.push(line.to_owned());
            let command = command.strip_prefix("payspine ").expect("only payspine is run");
            let (stdout, stderr, _) = run_in(root(), command);
            let said = format!("{stdout}{stderr}");
            // A file that it writes says it all, and does not stay.
            if let Some((_, name)) = command.split_once(" --out ") {
                std::fs::remove_file(root().join(name)).expect("it was written");
            }
            out.extend((!said.is_empty()).then(|| said.trim_end().to_owned()));
        } else if !in_console {
            out.push(line.to_owned());
        }
    }
    (out.join("\n") + "\n", commands)
}

#[test]
fn every_console_block_is_true() {
    let (now, commands) = as_it_is_now(&readme());
    assert!(commands >= 6, "{commands} commands were run");
    Assert::new().action_env("SNAPSHOTS").eq(now, Data::read_from(&root().join("README.md"), None));
}

#[test]
fn every_file_in_it_can_be_read() {
    let text = readme();
    let base = scale_file::source("base.toml", scale_file::shipped_text("home-office-2006").unwrap().as_bytes()).unwrap();
    let (base, agreed) = scale_file::read_scale(&base).unwrap();
    let mut read = 0;
    for block in text.split("```toml\n").skip(1) {
        let file = block.split("```").next().expect("a block ends");
        if file.starts_with("#:schema") {
            continue;
        }
        let source = scale_file::source("README.toml", file.as_bytes()).unwrap();
        let problems: Vec<Diagnostic> = match scale_file::kind_of(&source) {
            FileKind::Scale => scale_file::read_scale(&source).map_or_else(|problems| problems, |(loaded, _)| loaded.warnings),
            FileKind::Proposal => scale_file::read_proposal(&source, (&base, &agreed))
                .map_or_else(|problems| problems, |(loaded, _)| loaded.warnings),
            FileKind::Member => scale_file::read_member(&source).1,
            FileKind::Statutory => scale_file::read_statutory(&source).map_or_else(|problems| problems, |loaded| loaded.warnings),
            FileKind::Policy => scale_file::read_policy(&source).map_or_else(|problems| problems, |loaded| loaded.warnings),
            FileKind::Mapping => scale_file::read_mapping(&source).map_or_else(|problems| problems, |loaded| loaded.warnings),
        };
        assert!(problems.is_empty(), "{file}\n{}", payspine::diagnostic::render_all(&problems, false));
        read += 1;
    }
    assert!(read >= 3, "{read} files were read");
}

#[test]
fn the_files_it_shows_are_the_examples_it_runs() {
    let text = readme();
    for name in ["member.toml", "claim.toml", "off-sick.toml", "policy.toml"] {
        let file = std::fs::read_to_string(root().join("tests/examples").join(name)).unwrap();
        let without_comment = file.split_once('\n').expect("a comment comes first").1;
        assert!(text.contains(without_comment), "README.md does not show tests/examples/{name} as it is");
    }
}

/// The file format is explained key by key: a key that is not in the README cannot be found by a stranger.
#[test]
fn every_key_of_the_format_is_in_it() {
    fn keys(value: &serde_json::Value, found: &mut Vec<String>) {
        if let Some(properties) = value.get("properties").and_then(serde_json::Value::as_object) {
            for (key, property) in properties {
                found.push(key.clone());
                keys(property, found);
            }
        }
        for inner in ["items", "additionalProperties"] {
            value.get(inner).into_iter().for_each(|inner| keys(inner, found));
        }
        value.get("anyOf").and_then(serde_json::Value::as_array).into_iter().flatten().for_each(|inner| keys(inner, found));
    }
    let text = readme();
    let mut all = Vec::new();
    for kind in [FileKind::Scale, FileKind::Proposal, FileKind::Member, FileKind::Statutory, FileKind::Policy] {
        keys(&scale_file::schema(kind), &mut all);
    }
    assert!(all.len() > 90, "{} keys", all.len());
    for key in all {
        let letters = |text: Option<char>| text.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        let found = text
            .match_indices(&key)
            .any(|(at, _)| !letters(text[..at].chars().next_back()) && !letters(text[at + key.len()..].chars().next()));
        assert!(found, "README.md does not name the key `{key}`");
    }
}
