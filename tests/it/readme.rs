//! The README and the guide are true: each console block is run, each pay file in them is read.
//!
//! A line `…` in a console block stands for any lines that the program prints there. What is around it must match.

use std::path::{Path, PathBuf};

use payspine::diagnostic::Diagnostic;
use payspine::scale_file::{self, FileKind};
use snapbox::Data;
use snapbox::assert::Assert;

use crate::{root, run_in};

/// Stands for any lines of an output.
const ANY_LINES: &str = "…";

/// The README and the pages of the guide.
fn pages() -> Vec<PathBuf> {
    let mut pages = vec![root().join("README.md")];
    for folder in ["src/guide", "src/guide/systems"] {
        let entries = std::fs::read_dir(root().join(folder)).expect("the folder is there");
        let files = entries.map(|entry| entry.expect("an entry").path());
        pages.extend(files.filter(|path| path.extension().is_some_and(|extension| extension == "md")));
    }
    pages.sort();
    pages
}

fn text_of(page: &Path) -> String {
    std::fs::read_to_string(page).expect("UTF-8")
}

/// Whether lines are those of a page, in which a line `…` stands for any.
fn fits(shown: &[String], lines: &[String]) -> bool {
    match shown.split_first() {
        None => lines.is_empty(),
        Some((first, rest)) if first == ANY_LINES => (0..=lines.len()).any(|skipped| fits(rest, &lines[skipped..])),
        Some((first, rest)) => lines.first() == Some(first) && fits(rest, &lines[1..]),
    }
}

/// What a command of a page prints now. A file that it writes does not stay.
fn output_of(command: &str) -> Vec<String> {
    let command = command.strip_prefix("payspine ").expect("only payspine is run");
    let (stdout, stderr, _) = run_in(root(), command);
    if let Some((_, name)) = command.split_once(" --out ") {
        std::fs::remove_file(root().join(name)).expect("it was written");
    }
    format!("{stdout}{stderr}").trim_end().lines().map(str::to_owned).collect()
}

/// A page with the output of every command in a console block as the program gives it now, whole where what is shown does not fit it.
fn as_it_is_now(text: &str) -> (String, usize) {
    let mut out: Vec<String> = Vec::new();
    let mut commands = 0;
    let mut lines = text.lines().peekable();
    let mut in_console = false;
    while let Some(line) = lines.next() {
        out.push(line.to_owned());
        if line.starts_with("```") {
            in_console = line == "```console";
        } else if in_console && line.starts_with("$ ") {
            commands += 1;
            let mut shown = Vec::new();
            while let Some(line) = lines.next_if(|line| !line.starts_with("```") && !line.starts_with("$ ")) {
                shown.push(line.to_owned());
            }
            let now = output_of(&line[2..]);
            out.extend(if fits(&shown, &now) { shown } else { now });
        }
    }
    (out.join("\n") + "\n", commands)
}

#[test]
fn every_console_block_is_true() {
    let mut all = 0;
    for page in pages() {
        let (now, commands) = as_it_is_now(&text_of(&page));
        Assert::new().action_env("SNAPSHOTS").eq(now, Data::read_from(&page, None));
        all += commands;
    }
    assert!(all >= 30, "{all} commands were run");
}

#[test]
fn a_line_of_dots_stands_for_any_lines_and_for_nothing_else() {
    let lines = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    for fitting in ["a b c d", "… d", "a …", "a … d", "… b … d", "… a b c d …", "a … b c d"] {
        assert!(fits(&lines(fitting), &lines("a b c d")), "{fitting}");
    }
    for other in ["a b c", "… c", "b …", "a … b d", "… d c …", "a x … d"] {
        assert!(!fits(&lines(other), &lines("a b c d")), "{other}");
    }
}

/// The blocks of a page in a language, each as it stands.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let start = format!("```{language}\n");
    text.split(&start).skip(1).map(|block| block.split("```").next().expect("a block ends")).collect()
}

/// The files of tests/examples, each as it is shown: without a comment that comes first.
fn examples() -> Vec<(String, String)> {
    let entries = std::fs::read_dir(root().join("tests/examples")).expect("the folder is there");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let tomls = paths.filter(|path| path.extension().is_some_and(|extension| extension == "toml"));
    tomls
        .map(|path| {
            let text = text_of(&path);
            let shown = if text.starts_with('#') { text.split_once('\n').expect("a line").1.to_owned() } else { text };
            (path.file_name().expect("a name").to_str().expect("UTF-8").to_owned(), shown)
        })
        .collect()
}

#[test]
fn every_file_in_it_can_be_read() {
    let base = scale_file::source("base.toml", scale_file::shipped_text("home-office-2006").unwrap().as_bytes()).unwrap();
    let (base, agreed) = scale_file::read_scale(&base).unwrap();
    let (examples, mut read) = (examples(), 0);
    for page in pages() {
        let text = text_of(&page);
        for file in blocks(&text, "toml").into_iter().filter(|file| !file.starts_with("#:schema")) {
            read += 1;
            // An example, which may be about another file beside it.
            if let Some((name, _)) = examples.iter().find(|(_, shown)| shown == file) {
                let (out, err, code) = run_in(root(), &format!("scale check tests/examples/{name} --as-of 2026-12-01"));
                let fine = code == 0 && err.is_empty() && out.ends_with("no errors\n");
                assert!(fine && (!name.starts_with("worked") || out.lines().count() == 1), "{name}: {out}{err}");
                continue;
            }
            let source = scale_file::source("page.toml", file.as_bytes()).unwrap();
            let problems: Vec<Diagnostic> = match scale_file::kind_of(&source) {
                FileKind::Scale => {
                    scale_file::read_scale(&source).map_or_else(|problems| problems, |(loaded, _)| loaded.warnings)
                }
                FileKind::Proposal => scale_file::read_proposal(&source, (&base, &agreed))
                    .map_or_else(|problems| problems, |(loaded, _)| loaded.warnings),
                FileKind::Member => scale_file::read_member(&source).1,
                FileKind::Statutory => {
                    scale_file::read_statutory(&source).map_or_else(|problems| problems, |loaded| loaded.warnings)
                }
                FileKind::Policy => scale_file::read_policy(&source).map_or_else(|problems| problems, |loaded| loaded.warnings),
                FileKind::Mapping => scale_file::read_mapping(&source).map_or_else(|problems| problems, |loaded| loaded.warnings),
            };
            assert!(problems.is_empty(), "{file}\n{}", payspine::diagnostic::render_all(&problems, false));
        }
    }
    assert!(read >= 12, "{read} files were read");
}

#[test]
fn the_files_it_shows_are_the_examples_it_runs() {
    let all: String = pages().iter().map(|page| text_of(page)).collect();
    for name in [
        "member.toml",
        "claim.toml",
        "claim-2012.toml",
        "off-sick.toml",
        "policy.toml",
        "hours.toml",
        "temporary.toml",
        "redeployed.toml",
        "moved.toml",
        "worked.toml",
        "worked-claim.toml",
        "worked-member.toml",
        "worked-policy.toml",
        "worked-mapping.toml",
        "worked-statutory.toml",
    ] {
        let (_, shown) = examples().into_iter().find(|(known, _)| known == name).expect("the example is there");
        assert!(blocks(&all, "toml").contains(&shown.as_str()), "no page shows tests/examples/{name} as it is");
    }
}

/// The keys of a schema.
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

/// The keys of a TOML file, those of the tables in it too.
fn keys_used(value: &toml::de::DeValue<'_>, found: &mut Vec<String>) {
    match value {
        toml::de::DeValue::Table(table) => {
            for (key, value) in table {
                found.push(key.get_ref().to_string());
                keys_used(value.get_ref(), found);
            }
        }
        toml::de::DeValue::Array(items) => items.iter().for_each(|item| keys_used(item.get_ref(), found)),
        _ => {}
    }
}

/// The file format is shown at work: a key that no file of its page uses cannot be found by a stranger.
#[test]
fn the_worked_files_use_every_key_of_the_format() {
    let page = text_of(&root().join("src/guide/format.md"));
    let mut used = Vec::new();
    for file in blocks(&page, "toml").into_iter().filter(|file| !file.starts_with("#:schema")) {
        let table = toml::de::DeTable::parse(file).expect("TOML").into_inner();
        keys_used(&toml::de::DeValue::Table(table), &mut used);
    }
    let mut all = Vec::new();
    for kind in [FileKind::Scale, FileKind::Proposal, FileKind::Member, FileKind::Policy, FileKind::Mapping] {
        keys(&scale_file::schema(kind), &mut all);
    }
    assert!(all.len() > 90, "{} keys", all.len());
    let missing: Vec<&String> = all.iter().filter(|key| !used.contains(key)).collect();
    assert!(missing.is_empty(), "no worked file uses {missing:?}");
    // What a row of a statutory table takes goes by its kind, and is in a table beside one worked file.
    let mut rows = Vec::new();
    keys(&scale_file::schema(FileKind::Statutory), &mut rows);
    for key in rows {
        let letters = |text: Option<char>| text.is_some_and(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        let found = page
            .match_indices(&key)
            .any(|(at, _)| !letters(page[..at].chars().next_back()) && !letters(page[at + key.len()..].chars().next()));
        assert!(found, "the page about the format does not name the key `{key}`");
    }
}
