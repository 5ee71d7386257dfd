//! `scale show --check`: every shipped system agrees with its own table, and what differs is said line by line.

use payspine::scale_file;

use crate::{payspine, payspine_json};

fn file(text: &str) -> tempfile::NamedTempFile {
    let file = tempfile::Builder::new().suffix(".csv").tempfile().unwrap();
    std::fs::write(file.path(), text).unwrap();
    file
}

/// What the check prints, its lines run together: a sentence in a cell is broken where the table is narrow.
fn check(system: &str, text: &str, more: &[&str]) -> (String, String, i32) {
    let file = file(text);
    let (out, err, code) = payspine(&[&["scale", "show", system, "--check", file.path().to_str().unwrap()], more].concat());
    (out.split_whitespace().collect::<Vec<_>>().join(" "), err, code)
}

/// What is printed can be held against what it was printed from, whole or for an area, on every day on which something changed.
#[test]
fn what_is_shown_matches_what_it_was_shown_from() {
    for id in scale_file::shipped_ids().filter(|id| *id != "probation") {
        let history = crate::shipped(id);
        for (from, _) in history.steps().iter() {
            let on = from.to_string();
            let areas: Vec<&str> = history.scale().areas.iter().map(|(area, _)| area.as_str()).collect();
            let filters = std::iter::once(None).chain(areas.into_iter().map(Some));
            for area in filters {
                let mut arguments = vec!["scale", "show", id, "--on", &on, "--format", "csv"];
                arguments.extend(area.into_iter().flat_map(|area| ["--area", area]));
                let (csv, _, code) = payspine(&arguments);
                if code != 0 {
                    continue;
                }
                let (out, err, code) = check(id, &csv, &["--on", &on]);
                assert_eq!(code, 0, "{id} {area:?} on {on}:\n{out}{err}");
            }
        }
    }
}

#[test]
fn differences_are_shown_and_counted() {
    let text = "date,scp,annual\n2025-04-01,2,24413\n2025-04-01,3,24769\n2025-04-01,1,23656\n2024-04-01,2,23656\n";
    let (out, _, code) = check("njc", text, &[]);
    assert_eq!(code, 1);
    assert!(out.contains("Matched 2 of 4."), "{out}");
    assert!(out.contains("£27 less published") && out.contains("no point 1 on that day"), "{out}");
    let (out, _, code) = check("njc", text, &["--on", "2024-04-01"]);
    assert!(code == 0 && out.contains("Matched 1 of 1."), "{out}");
    let file = file(text);
    let json_of = ["scale", "show", "njc", "--on", "2024-04-01", "--check", file.path().to_str().unwrap()];
    assert_eq!(payspine_json(&json_of)["matched"], 1);
}

/// A grade holds only the points of its range, and an area is needed where each has its own values.
#[test]
fn a_point_of_another_grade_is_no_match() {
    let (out, _, code) =
        check("nhs-afc-england", "grade,point,annual\nband-9,5-entry,31049\nBand 5,5-entry,31049\n", &["--on", "2025-04-01"]);
    assert_eq!(code, 1);
    assert!(out.contains("Matched 1 of 2.") && out.contains("not in the range of band-9"), "{out}");
    let (out, _, code) = check(
        "teachers-england",
        "grade,area,point,annual\nmain,,M1,31650\nmain,Inner London,M1,38766\n",
        &["--on", "2024-09-01"],
    );
    assert_eq!(code, 1);
    assert!(out.contains("Matched 1 of 2.") && out.contains("no area is given"), "{out}");
}

#[test]
fn real_spreadsheets_are_read() {
    let (out, err, code) =
        check("njc", "\u{feff}Spinal Column Point;A year\r\n2;\"£24,413\"\r\n\r\n3;£24 796.00\r\n", &["--on", "2025-04-01"]);
    assert_eq!(code, 0, "{out}{err}");
    let (out, err, code) = check(
        "njc",
        "Grade,Pt,Pay 2025\nlocal,2,24413\n",
        &["--on", "2025-04-01", "--column", "point=Pt", "--column", "annual=Pay 2025"],
    );
    assert_eq!(code, 0, "{out}{err}");
    for (wrong, says) in [
        ("point,annual\n2,24,413\n", "this line has 3 cells"),
        ("point,annual\n2,\"24413\n", "the quote that opens here is never closed"),
        ("point,annual\n2,-24413\n", "is not an amount"),
        ("point,annual\n2,24413.123\n", "is not an amount"),
        ("point,annual,salary\n2,24413,1\n", "more than one column for `annual`"),
        ("point\n2\n", "has no column `annual`"),
        ("", "has no column `point`"),
        ("point,annual\n", "has no line for 2025-04-01"),
    ] {
        let (out, err, code) = check("njc", wrong, &["--on", "2025-04-01"]);
        assert!(code == 2 && out.is_empty() && err.contains(says), "{wrong:?}: {err}");
    }
    let (_, err, code) = check("njc", "point,annual\n2,24413\n", &[]);
    assert!(code == 2 && err.contains("say of which day they are: --on DATE"), "{err}");
}

/// What means nothing for a table or a policy is refused, and not passed over.
#[test]
fn flags_of_pay_systems_do_not_fit_tables() {
    for arguments in [
        ["minimum-wage", "--check", "tests/published/njc.csv"],
        ["minimum-wage", "--grade", "EO"],
        ["armed-forces-jsp-754", "--on", "2025-04-01"],
        ["probation-geographical-supplements-2023", "--area", "london"],
    ] {
        let (out, err, code) = payspine(&[&["scale", "show"], &arguments[..]].concat());
        assert!(
            code == 2 && out.is_empty() && err.contains("means nothing for one") && err.contains(arguments[1]),
            "{arguments:?}: {err}"
        );
    }
}
