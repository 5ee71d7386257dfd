//! What written values of fields mean to the rules that ask for them.

use std::collections::BTreeSet;

use payspine::scale_file::{Meaning, UsedFields, UsedValues, ValueRemarks};

fn meaning(known: &[&str], field: &str, value: &str) -> String {
    let values = UsedValues { known: known.iter().map(ToString::to_string).collect(), lists: BTreeSet::new() };
    match values.meaning(field, value) {
        Meaning::Known => "known".into(),
        Meaning::Is(known) => known.into(),
        Meaning::IsNot(known) => format!("not {known}"),
        Meaning::Almost(known) => format!("almost {known}"),
        Meaning::Unknown => "unknown".into(),
    }
}

#[test]
fn a_value_means_the_only_one_that_it_can_be() {
    for value in ["A", "Box A", "box-a", "BOX  A", "Rating a", "performance_rating A", "grade\u{a0}A"] {
        assert_eq!(meaning(&["a", "b", "c"], "performance-rating", value), "a", "{value}");
    }
    for value in ["A", "a", "level a"] {
        assert_eq!(meaning(&["box-a", "box-b"], "rating", value), "box-a", "{value}");
    }
    assert_eq!(meaning(&["1", "2"], "rating", "1.0"), "1");
    assert_eq!(meaning(&["1", "2"], "rating", "Box 2"), "2");
    assert_eq!(meaning(&["not-met", "met"], "review", "Not Met"), "not-met");
}

#[test]
fn what_can_be_two_values_or_none_is_not_guessed() {
    assert_eq!(meaning(&["box-a", "level-a"], "rating", "A"), "unknown");
    assert_eq!(meaning(&["A", "a"], "rating", "box a"), "unknown");
    for value in ["A+", "A-", "A*", "C", "Box", "Box C", "AB", "yes", "no"] {
        assert_eq!(meaning(&["A", "B"], "rating", value), "unknown", "{value}");
    }
    assert_eq!(meaning(&["Norfolk"], "county", "yes"), "unknown");
    assert_eq!(meaning(&["met", "passed"], "review", "yes"), "unknown", "either could be meant");
}

#[test]
fn yes_and_no_mean_what_is_so_and_what_is_not() {
    for yes in ["yes", "Y", "true", "Yes "] {
        assert_eq!(meaning(&["met"], "review", yes), "met", "{yes}");
        assert_eq!(meaning(&["met", "not-met"], "review", yes), "met", "{yes}");
        assert_eq!(meaning(&["night", "not night"], "shift", yes), "night", "{yes}");
    }
    for no in ["no", "N", "false"] {
        assert_eq!(meaning(&["met"], "review", no), "not met", "{no}");
        assert_eq!(meaning(&["met", "not-met"], "review", no), "not-met", "{no}");
        assert_eq!(meaning(&["acceptable", "unacceptable"], "review", no), "unacceptable", "{no}");
    }
    assert_eq!(meaning(&["yes"], "first-aider", "true"), "yes");
    assert_eq!(meaning(&["yes"], "first-aider", "no"), "known", "no rule has to name it");
    assert_eq!(meaning(&["no", "yes"], "first-aider", "False"), "no");
    assert_eq!(meaning(&["N", "G"], "rating", "no"), "unknown", "N may stand for anything");
}

#[test]
fn a_slip_is_no_other_value_and_an_opposite_is_no_slip() {
    assert_eq!(meaning(&["acceptable"], "performance", "acceptabel"), "almost acceptable");
    assert_eq!(meaning(&["acceptable"], "performance", "unacceptable"), "unknown");
    assert_eq!(meaning(&["Norfolk"], "county", "Nofolk"), "almost Norfolk");
}

#[test]
fn values_that_no_rule_names_are_told_once_for_each_field() {
    let used: UsedFields =
        [("rating".to_owned(), UsedValues { known: ["A".to_owned(), "B".to_owned()].into(), ..Default::default() })].into();
    let mut remarks = ValueRemarks::default();
    for value in ["A", "Box A", "C", "D", "E", "F", "G", "H", "C"] {
        remarks.note(&used, "rating", value);
    }
    remarks.note(&used, "county", "Norfolk");
    let understood: Vec<_> = remarks.understood().collect();
    assert_eq!(payspine::report::words::assumptions(&understood), ["rating: \"Box A\" is taken as \"A\"."]);
    let warnings = remarks.warnings(&used);
    assert_eq!(warnings.len(), 1);
    assert_eq!(warnings[0].title, "no rule on `rating` names `C`, `D`, `E`, `F`, `G` and 1 other value");
    assert_eq!(warnings[0].help.as_ref().map(ToString::to_string).as_deref(), Some("rules name A, B"));
}
