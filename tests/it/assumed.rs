//! What a result says it assumed where the file or the member leaves something open.

use crate::payspine_in;

/// A range whose maximum rises on the day of a step; `order` is that of the settlement, if it has one.
fn new_maximum(order: &str) -> String {
    format!(
        r#"
        format   = 1
        id       = "pb"
        title    = "Pay bands"
        currency = "GBP"
        [conventions]
        annual-rounding  = {{ to = 1, mode = "half-up", carry = "published" }}
        monthly-rounding = {{ to = 0.01, mode = "half-up" }}
        part-month       = "365ths"
        year-start       = "04-01"
        [grade.PB4]
        title = "PB4"
        spine = "main"
        [[settlement]]
        from   = 2021-04-01
        status = "agreed"
        source = "made up"
        spine.main.points = {{ 1 = 30208, 2 = 33000, 3 = 37174 }}
        range.PB4   = {{ minimum = 1, target = 3 }}
        progression = {{ step = 1, every = "1 year", on = "04-01" }}
        [[settlement]]
        from   = 2022-04-01
        status = "agreed"
        source = "made up"
        measure = [{{ delete-points = [1] }}, {{ uplift = {{ percent = 3.2 }} }}]
        [[settlement]]
        from   = 2024-04-01
        status = "agreed"
        title  = "New maximum"
        source = "made up"
        {order}
        spine.main = {{ replace = true, points = {{ 2 = 35130, 3 = 38364, 4 = 42000 }} }}
        range.PB4  = {{ minimum = 2, target = 4 }}
        "#
    )
}

const AT_THE_OLD_MAXIMUM: &str =
    "format = 1\nscale = \"pb.toml\"\ngrade = \"PB4\"\npoint = 3\nsince = 2015-06-01\nfrom = 2021-06-01\nuntil = 2026-04-01\n";

fn folder(scale: &str, member: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("pb.toml"), scale).unwrap();
    std::fs::write(folder.path().join("member.toml"), member).unwrap();
    folder
}

/// The result of a command in a format, on one line.
fn said(folder: &tempfile::TempDir, arguments: &[&str], format: &str) -> String {
    let (out, err, code) = payspine_in(folder.path(), &[arguments, &["--format", format]].concat());
    assert_eq!(code, 0, "{err}");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_maximum_that_rises_on_the_day_of_a_step_says_which_order_was_taken() {
    let silent = folder(&new_maximum(""), AT_THE_OLD_MAXIMUM);
    for format in ["table", "json", "csv", "markdown", "html"] {
        let said = said(&silent, &["progress", "member.toml"], format);
        assert!(said.contains("progression first, then assimilation"), "{format}: {said}");
        assert!(said.contains("the other order leads to point 4"), "{format}: {said}");
    }
    let rows = |folder: &tempfile::TempDir| {
        said(folder, &["progress", "member.toml"], "csv")
            .split(' ')
            .filter(|word| word.starts_with("20"))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert!(rows(&silent).iter().any(|row| row.starts_with("2024-04-01,PB4,,3,1,38364.00,")));
    for (order, day_of_42_000) in [("progression-first", "2025-04-01"), ("assimilation-first", "2024-04-01")] {
        let stated = folder(&new_maximum(&format!("order = \"{order}\"")), AT_THE_OLD_MAXIMUM);
        assert!(rows(&stated).iter().any(|row| row.starts_with(&format!("{day_of_42_000},PB4,,4,1,42000.00,"))), "{order}");
        assert!(!said(&stated, &["progress", "member.toml"], "table").contains("the other order"), "{order}");
    }
}

#[test]
fn whoever_ends_in_one_place_either_way_is_told_of_no_other_order() {
    let on_two = AT_THE_OLD_MAXIMUM.replace("point = 3", "point = 4").replace("from = 2021-06-01", "from = 2024-06-01");
    let folder = folder(&new_maximum(""), &on_two);
    assert!(!said(&folder, &["progress", "member.toml"], "table").contains("the other order"));
}

#[test]
fn a_workforce_is_told_which_order_was_taken() {
    let silent = folder(&new_maximum(""), AT_THE_OLD_MAXIMUM);
    std::fs::write(silent.path().join("staff.csv"), "grade,point,since\nPB4,3,2015-06-01\n").unwrap();
    let arguments = ["cost", "staff.csv", "--scale", "pb.toml", "--from", "2023-04-01", "--years", "2"];
    for format in ["table", "json", "markdown", "html"] {
        let said = said(&silent, &arguments, format);
        assert!(
            said.contains("progression first, then assimilation was used; the other order leads some to another point"),
            "{said}"
        );
    }
}

#[test]
fn an_absence_that_progression_counts_is_said() {
    let away_for = |days: &[(&str, &str, &str)]| {
        let member = AT_THE_OLD_MAXIMUM
            .replace("point = 3", "point = 1")
            .replace("2015-06-01", "2021-04-01")
            .replace("from = 2021-06-01", "from = 2021-04-01");
        let folder = folder(&new_maximum(""), &format!("{member}{}", days_of(days)));
        let told = payspine_json_in(&folder);
        told["assumptions"].as_array().unwrap().iter().filter_map(|line| line.as_str().map(str::to_owned)).collect::<Vec<_>>()
    };
    let line = "Progression: the file does not say whether unpaid leave counts for a step; it is counted in full.";
    assert!(away_for(&[("unpaid", "2021-08-01", "2022-07-31")]).iter().any(|told| told == line));
    let strike = line.replace("unpaid leave", "a strike");
    let both = away_for(&[("unpaid", "2021-08-01", "2021-12-31"), ("strike", "2022-01-03", "2022-01-03")]);
    assert!(both.iter().any(|told| told == line) && both.contains(&strike));
    // Nobody asks it of annual leave, nor of what lies before the wait.
    assert!(!away_for(&[("leave", "2021-08-02", "2021-08-13")]).iter().any(|told| told.contains("counted in full")));
}

fn days_of(days: &[(&str, &str, &str)]) -> String {
    let written = |(kind, from, to): &(&str, &str, &str)| format!("[[absence]]\nkind = \"{kind}\"\nfrom = {from}\nto = {to}\n");
    days.iter().map(written).collect::<Vec<_>>().concat()
}

fn payspine_json_in(folder: &tempfile::TempDir) -> serde_json::Value {
    let (out, err, code) = payspine_in(folder.path(), &["progress", "member.toml", "--format", "json"]);
    assert_eq!(code, 0, "{err}");
    serde_json::from_str(&out).unwrap()
}

#[test]
fn a_payment_withdrawn_before_that_was_agreed_is_said() {
    let scale = new_maximum("")
        .replace("title  = \"New maximum\"", "title  = \"New maximum\"\nagreed = 2024-09-15\npayment.shift.withdrawn = true");
    let scale = scale.replace(
        "progression = { step = 1, every = \"1 year\", on = \"04-01\" }",
        "progression = { step = 1, every = \"1 year\", on = \"04-01\" }\npayment.shift = { title = \"Shift pay\", amount = 1200 }",
    );
    let folder = folder(&scale, AT_THE_OLD_MAXIMUM);
    let line = "Shift pay: withdrawn from 1 April 2024, which was agreed only on 15 September 2024; nothing is due from the earlier day on.";
    let told = payspine_json_in(&folder);
    assert!(told["assumptions"].as_array().unwrap().iter().any(|told| told == line), "{told}");
    let agreed_in_time = scale.replace("agreed = 2024-09-15", "agreed = 2024-03-15");
    std::fs::write(folder.path().join("pb.toml"), agreed_in_time).unwrap();
    assert!(!said(&folder, &["progress", "member.toml"], "table").contains("agreed only on"));
}
