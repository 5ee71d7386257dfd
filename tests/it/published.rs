//! Pay tables as published, against what the shipped systems' rules give. One file for each system; the tables are in
//! tests/published, transcribed apart from the pay systems.

mod home_office;
mod nhs;
mod njc;
mod probation;
mod teachers;
mod us_gs;

use std::collections::BTreeMap;

use payspine::calendar::Date;
use payspine::money::Money;
use payspine::settlement::History;

use crate::{day, root};

/// A line of a published table.
#[derive(Debug)]
struct Line {
    date: Date,
    cells: BTreeMap<String, String>,
}

impl Line {
    fn text(&self, column: &str) -> &str {
        self.cells.get(column).map_or("", String::as_str)
    }

    fn money(&self, column: &str) -> Money {
        self.text(column).parse().expect("an amount")
    }
}

/// A published table, by its header.
fn table(name: &str) -> Vec<Line> {
    let text = std::fs::read_to_string(root().join("tests/published").join(name)).expect("the table is there");
    let mut lines = text.lines().filter(|line| !line.starts_with('#'));
    let header: Vec<&str> = lines.next().expect("a header").split(',').collect();
    lines
        .map(|line| {
            let cells: BTreeMap<String, String> =
                header.iter().zip(line.split(',')).map(|(column, cell)| ((*column).to_owned(), cell.to_owned())).collect();
            assert_eq!(cells.len(), header.len(), "{line}");
            Line { date: day(&cells["date"]), cells }
        })
        .collect()
}

/// Compares every line with what a system gives, prints the counts and gives them by date: lines, and how many were found in a source.
fn compare(history: &History, name: &str, value: impl Fn(&History, &Line) -> Option<Money>) -> BTreeMap<String, (usize, usize)> {
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut wrong = Vec::new();
    for line in table(name) {
        let given = value(history, &line);
        if given == Some(line.money("annual")) {
            let (lines, found) = counts.entry(line.date.to_string()).or_default();
            *lines += 1;
            *found += usize::from(line.text("trust") == "found");
        } else {
            wrong.push(format!("{:?}: given {given:?}", line.cells));
        }
    }
    for (date, (lines, found)) in &counts {
        println!("{name} {date}: {lines} of {lines} reproduced, {found} of them found in a source");
    }
    assert!(wrong.is_empty(), "{} of {name} not reproduced:\n{}", wrong.len(), wrong.join("\n"));
    counts
}

/// Dates with their counts, as a test writes them.
fn counted(counts: &BTreeMap<String, (usize, usize)>) -> Vec<(&str, usize, usize)> {
    counts.iter().map(|(date, (lines, found))| (date.as_str(), *lines, *found)).collect()
}

/// How many values of a system are stated as exceptions to its rules.
fn exceptions(history: &History) -> usize {
    let facts = history.scale().settlements.iter().flat_map(|settlement| &settlement.spines);
    let tables = facts.flat_map(|(_, fact)| std::iter::once(&fact.table).chain(fact.areas.iter().map(|(_, table)| table)));
    tables.filter(|table| table.exception.is_some()).map(|table| table.points.len()).sum()
}
