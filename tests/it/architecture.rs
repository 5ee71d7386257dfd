//! The layers of `src/lib.rs`, held: a module uses only modules on lower lines, and only the edge touches the world. Within some modules
//! files use one another one way only.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::root;

/// Modules by layer, lowest first. Within a layer, later ones may use earlier ones.
const LAYERS: [&[&str]; 9] = [
    &["money", "calendar", "threads"],
    &["timeline"],
    &["statutory", "scale", "workforce", "recovery"],
    &["settlement", "published", "evidence", "entitlement", "costing", "audit", "net_pay", "locate"],
    &["diagnostic", "delimited"],
    &["scale_file", "published_file", "month_file", "roster_file", "payslip_file", "events_file"],
    &["report", "guide"],
    &["answer"],
    &["web", "cli"],
];

/// Folders in which no two files use each other in a circle, nor in the folders within them.
const ONE_WAY: [&str; 15] = [
    "audit",
    "costing",
    "entitlement",
    "answer",
    "settlement",
    "recovery",
    "workforce",
    "money",
    "calendar",
    "cli",
    "web",
    "scale",
    "scale_file",
    "roster_file",
    "report",
];

/// What only the edge may do: the library without its features has none of it.
const OF_THE_EDGE: [&str; 20] = [
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::io",
    "std::thread",
    "std::time",
    "rayon",
    "crossbeam",
    "println!",
    "eprintln!",
    "print!",
    "dbg!",
    "Instant",
    "SystemTime",
    "Zoned::now",
    "Timestamp::now",
    "TimeZone",
    "env::var",
    "thread::",
];

/// Modules that are built with a feature only, and the feature.
const OF_FEATURES: [(&str, &str); 2] = [("cli", "cli"), ("web", "serve")];

/// Where the parts of a workbook are unpacked and read, and where the files of a question are read and its results written: all by the
/// traits of streams, whatever is behind them.
const STREAMS: [&str; 3] = ["src/roster_file/workbook/", "src/answer/", "src/answer.rs"];
/// Where work is shared among threads, if the library is built with them.
const THREADS: &str = "src/threads.rs";
/// Where the numbers of a workbook become decimal text.
const FLOATS_OF_WORKBOOKS: &str = "src/roster_file/workbook/number.rs";

pub(crate) fn sources() -> Vec<(String, PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).expect("the folder is there") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("UTF-8");
                found.push((module_of(&path), path, text));
            }
        }
    }
    found
}

/// The top module that a file belongs to.
fn module_of(path: &Path) -> String {
    let inside = path.strip_prefix(root().join("src")).expect("in src");
    let first = inside.components().next().expect("a name").as_os_str().to_str().expect("UTF-8");
    first.trim_end_matches(".rs").to_owned()
}

/// The place of a module in the table.
fn rank(module: &str) -> Option<(usize, usize)> {
    LAYERS
        .iter()
        .enumerate()
        .find_map(|(layer, modules)| modules.iter().position(|known| *known == module).map(|place| (layer, place)))
}

/// The code of a file: no comments, so that documentation may name what code may not use.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line)).filter(|(_, line)| !line.trim_start().starts_with("//"))
}

#[test]
fn every_module_has_a_layer() {
    for (module, path, _) in sources() {
        assert!(rank(&module).is_some() || module == "lib" || module == "main", "{} is in no layer", path.display());
    }
}

#[test]
fn a_module_uses_only_modules_on_lower_lines() {
    for (module, path, text) in sources() {
        let Some(own) = rank(&module) else { continue };
        // Groups are taken apart: `crate::{a::B, c::D}` uses two modules.
        let used = paths(&text).into_iter().filter(|path| path.first() == Some(&"crate"));
        for other in used.filter_map(|path| path.get(1).copied()) {
            let Some(rank) = rank(other) else { continue };
            assert!(rank <= own, "{}: {module} (layer {}) uses {other} (layer {})", path.display(), own.0, rank.0);
        }
    }
}

/// The names, `::` and other signs of some code, one after another.
fn words(text: &str) -> Vec<&str> {
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let mut found = Vec::new();
    for (_, line) in code(text) {
        let mut rest = line.split(" // ").next().unwrap_or_default().trim_start();
        while let Some(first) = rest.chars().next() {
            let length = match rest.find(|letter| !is_name(letter)).unwrap_or(rest.len()) {
                0 if rest.starts_with("::") => 2,
                0 => first.len_utf8(),
                name => name,
            };
            let (word, after) = rest.split_at(length);
            found.push(word);
            rest = after.trim_start();
        }
    }
    found
}

/// The paths of some code from `crate`, `self` or `super` on. Groups are taken apart: `super::{a::B, c::D}` is two paths.
fn paths(text: &str) -> Vec<Vec<&str>> {
    let words = words(text);
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let begins = ["crate", "self", "super"].contains(word) && words.get(at + 1) == Some(&"::");
        if begins && (at == 0 || words[at - 1] != "::") {
            branches(&words, at, Vec::new(), &mut found);
        }
    }
    found
}

/// Adds every path that goes on from one with the words from a place on; gives the place of the word after them.
fn branches<'t>(words: &[&'t str], mut at: usize, mut path: Vec<&'t str>, found: &mut Vec<Vec<&'t str>>) -> usize {
    while let Some(word) = words.get(at) {
        at += 1;
        if *word == "{" {
            while words.get(at).is_some_and(|word| *word != "}") {
                at = if words[at] == "," { at + 1 } else { branches(words, at, path.clone(), found) };
            }
            return at + 1;
        }
        path.push(word);
        match words.get(at) {
            Some(&"::") => at += 1,
            Some(&"as") => {
                at += 2;
                break;
            }
            _ => break,
        }
    }
    found.push(path);
    at
}

/// A path within a module as one from the root of the library on.
fn from_the_root<'t>(module: &[&'t str], path: &[&'t str]) -> Vec<&'t str> {
    let up = path.iter().take_while(|word| **word == "super").count();
    match path.first() {
        Some(&"crate") => path[1..].to_vec(),
        Some(&"self") => [module, &path[1..]].concat(),
        _ => [&module[..module.len().saturating_sub(up)], &path[up..]].concat(),
    }
}

/// The files of a folder that use each other in a circle, with those on a way from one circle to another. Files are given by their
/// modules, those in folders within it too: they count as the file that has the name of their folder. What the folder's head passes on
/// is used in the file that it is from. Calls of methods are not seen.
fn in_a_circle<'t>(folder: &[&'t str], head: &'t str, files: &[(Vec<&'t str>, &'t str)]) -> Vec<&'t str> {
    let own = |module: &[&'t str]| module.get(folder.len()).copied().filter(|_| module.starts_with(folder));
    let names: BTreeSet<&str> = files.iter().filter_map(|(module, _)| own(module)).collect();
    let mut passed_on: BTreeMap<&str, &str> = BTreeMap::new();
    for path in paths(head).iter().map(|path| from_the_root(folder, path)) {
        if let (Some(file), Some(name)) = (own(&path).filter(|file| names.contains(file)), path.last()) {
            passed_on.insert(name, file);
        }
    }
    let mut pairs: BTreeSet<(&str, &str)> = BTreeSet::new();
    for (module, text) in files {
        let Some(user) = own(module) else { continue };
        for used in paths(text).iter().filter_map(|path| own(&from_the_root(module, path))) {
            assert!(used != "*", "{user} uses everything of its folder's head");
            let file = names.get(used).or_else(|| passed_on.get(used));
            pairs.extend(file.filter(|file| **file != user).map(|file| (user, *file)));
        }
    }
    let mut left = names;
    loop {
        let between = |user: &str, used: &str| left.contains(user) && left.contains(used);
        let here: Vec<&(&str, &str)> = pairs.iter().filter(|(user, used)| between(user, used)).collect();
        let goes_on = |file: &&str| here.iter().any(|(user, _)| user == file) && here.iter().any(|(_, used)| used == file);
        let next: BTreeSet<&str> = left.iter().copied().filter(goes_on).collect();
        if next.len() == left.len() {
            return left.into_iter().collect();
        }
        left = next;
    }
}

#[test]
fn no_files_of_a_folder_use_each_other_in_a_circle() {
    let sources = sources();
    let src = root().join("src");
    let modules: Vec<(Vec<&str>, &str)> = sources
        .iter()
        .map(|(_, path, text)| {
            let inside = path.strip_prefix(&src).expect("in src").to_str().expect("UTF-8");
            (inside.trim_end_matches(".rs").split('/').collect(), text.as_str())
        })
        .collect();
    let (mut checked, mut circles) = (BTreeSet::new(), Vec::new());
    for folder in modules.iter().filter_map(|(module, _)| module.split_last()).map(|(_, folder)| folder) {
        if !folder.first().is_some_and(|first| ONE_WAY.contains(first)) || !checked.insert(folder) {
            continue;
        }
        let (_, head) = modules.iter().find(|(module, _)| module == folder).expect("a folder has a head");
        let circle = in_a_circle(folder, head, &modules);
        if !circle.is_empty() {
            circles.push(format!("src/{}: {}", folder.join("/"), circle.join(", ")));
        }
    }
    assert!(circles.is_empty(), "files use each other in a circle: {circles:#?}");
    assert!(ONE_WAY.iter().all(|folder| checked.contains(&[*folder][..])), "a folder is not there: {checked:?}");
}

#[test]
fn circles_are_found_in_groups_in_folders_within_and_through_the_head() {
    let circle = |head, files: [(&'static str, &'static str); 3]| {
        in_a_circle(&["pay"], head, &files.map(|(path, text)| (path.split('/').collect(), text)))
    };
    let grouped = [("pay/a", "use super::{b::B, c::{self, C}};"), ("pay/b", "use super::c::C;"), ("pay/c", "// use super::a;")];
    assert!(circle("mod a;", grouped).is_empty());
    let back =
        [grouped[0], grouped[1], ("pay/c", "use crate::{\n    calendar::Date,\n    pay::{\n        a::A as Other,\n    },\n};")];
    assert_eq!(circle("mod a;", back), ["a", "b", "c"]);
    let within = [("pay/a/inner", "fn inner() -> super::super::b::B {}"), ("pay/a", "mod inner;"), ("pay/b", "use super::a::A;")];
    assert_eq!(circle("mod a;", within), ["a", "b"]);
    let passed_on = [("pay/a", "use super::B;"), ("pay/b", "use super::a::A;"), ("pay/c", "use super::B;")];
    assert_eq!(circle("pub use self::b::{A, B};", passed_on), ["a", "b"]);
}

#[test]
fn only_the_command_line_touches_files_the_environment_and_the_terminal() {
    for (module, path, text) in sources().into_iter().filter(|(module, _, _)| !["cli", "web", "main"].contains(&module.as_str()))
    {
        for (number, line) in code(&text) {
            for word in OF_THE_EDGE {
                if word == "std::io" && STREAMS.iter().any(|place| path.starts_with(root().join(place))) {
                    continue;
                }
                if ["std::thread", "thread::"].contains(&word) && path == root().join(THREADS) {
                    continue;
                }
                assert!(!line.contains(word), "{}:{number}: {module} uses {word}", path.display());
            }
        }
    }
}

/// What touches the world is left out where its feature is not asked for; the threads too.
#[test]
fn the_edge_is_built_with_its_features_only() {
    let library = std::fs::read_to_string(root().join("src/lib.rs")).expect("UTF-8");
    for (module, feature) in OF_FEATURES {
        assert!(library.contains(&format!("#[cfg(feature = \"{feature}\")]\npub mod {module};")), "{module} without {feature}");
    }
    let threads = std::fs::read_to_string(root().join(THREADS)).expect("UTF-8");
    let (with, without) = threads.split_once("#[cfg(not(feature = \"threads\"))]\nmod single {").expect("two ways to work");
    assert!(with.contains("#[cfg(feature = \"threads\")]\nmod shared {"));
    assert!(!without.contains("std::"), "what works without threads uses the standard library's");
}

#[test]
fn no_binary_float_anywhere() {
    for (_, path, text) in sources().into_iter().filter(|(_, path, _)| *path != root().join(FLOATS_OF_WORKBOOKS)) {
        for (number, line) in code(&text) {
            let words = line.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            assert!(!words.clone().any(|word| ["f32", "f64"].contains(&word)), "{}:{number} uses a float", path.display());
        }
    }
}

#[test]
fn the_map_of_the_library_lists_every_module() {
    let map = std::fs::read_to_string(root().join("src/lib.rs")).expect("UTF-8");
    for module in LAYERS.iter().copied().flatten() {
        // Documentation has no page of a private one to link to.
        let is_private = map.contains(&format!("\nmod {module};"));
        let named = if is_private { format!("`{module}`") } else { format!("[`{module}`]") };
        assert!(map.contains(&named), "src/lib.rs does not explain {module}");
    }
}

/// The number of packages that a build of everything, tests included, brings in. Seventeen are for workbooks: archives, deflate and XML;
/// thirty-five are for the tests of the page in a browser; five are for the guide, which is read as Markdown and written as man pages.
#[test]
fn dependencies_stay_below_the_ceiling() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).expect("UTF-8");
    let packages = lock.matches("[[package]]").count();
    assert!(packages <= 272, "{packages} packages in Cargo.lock; is the new one worth it?");
}

/// What the command line calls its options: a dash too many for anything else.
fn mentions_an_option(line: &str) -> bool {
    let mut rest = line;
    while let Some(at) = rest.find("--") {
        let (before, after) = (rest[..at].chars().next_back(), rest[at + 2..].chars().next());
        if before.is_none_or(|letter| !letter.is_alphanumeric() && letter != '-')
            && after.is_some_and(|letter| letter.is_ascii_lowercase())
        {
            return true;
        }
        rest = &rest[at + 2..];
    }
    false
}

/// Each face has its own words for what can be asked: only the command line knows what an option is called.
#[test]
fn nothing_but_the_command_line_mentions_an_option() {
    for (_, path, text) in sources().into_iter().filter(|(module, _, _)| !["cli", "main"].contains(&module.as_str())) {
        for (number, line) in text.lines().enumerate() {
            assert!(!mentions_an_option(line), "{}:{}: {}", path.display(), number + 1, line.trim());
        }
    }
    assert!(mentions_an_option("give \"--from DATE\"") && !mentions_an_option("a -- b") && !mentions_an_option("1970--1980"));
}

/// A question is answered from what it is given with, so two can be answered beside each other.
#[test]
fn no_thread_keeps_anything() {
    for (_, path, text) in sources() {
        assert!(!text.contains("thread_local"), "{}", path.display());
    }
}

/// Results are made of values to the end: nothing reads an amount, a number or a day out of what was written for a person.
#[test]
fn reports_take_nothing_out_of_text() {
    let mut checked = 0;
    for (_, path, text) in sources().into_iter().filter(|(module, ..)| module == "report") {
        for reader in [
            ".parse(",
            ".parse::<",
            "Money::from_str",
            "Decimal::from_str",
            "Date::from_str",
            "parse_decimal",
            "written_amount",
            "amount_in(",
        ] {
            assert!(!text.contains(reader), "{} reads text: {reader}", path.display());
        }
        checked += 1;
    }
    assert!(checked > 40, "{checked}");
}
