//! Before the pipeline: which columns a roster needs for a costing, the smallest table that an employer can be asked for.

use std::collections::BTreeSet;

use crate::calendar::{Date, Length};
use crate::scale::{Condition, CountedFrom, Pace, Progression, When};
use crate::settlement::{History, Payment, Range, Tables};

/// A column to ask for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Need {
    /// Its name in a roster.
    pub column: String,
    /// A value that it may have.
    pub example: String,
    /// What it decides.
    pub why: Vec<String>,
    /// What happens without it, where the rest can still be priced.
    pub without: Option<String>,
}

/// The columns that the rules in force from a day on can use, under what is agreed and under each proposal, and those that results are to
/// be grouped by; the head count last. No column names anybody.
pub fn needs(histories: &[&History], from: Date, group_by: &[String]) -> Vec<Need> {
    let two_years_before = from.checked_sub(jiff::Span::new().years(2)).unwrap_or(from);
    let mut all = Needs { tables: Vec::new(), since: two_years_before.to_string(), found: Vec::new() };
    for history in histories {
        let now = history.steps().iter().filter(|(start, _)| *start <= from).last();
        let later = history.steps().iter().filter(|(start, _)| *start > from);
        all.tables.extend(now.into_iter().chain(later).map(|(_, step)| (*history, step.tables.as_ref())));
    }
    all.place();
    all.add("fte", "1", "pay goes by hours", Some("everyone is taken to be full time"));
    all.progression();
    all.conditions();
    for column in group_by {
        all.add(column, "…", "results are to be grouped by it", None);
    }
    all.add("headcount", "12", "how many are alike in all the other columns: counts, and no names or numbers", None);
    all.found
}

/// Columns as they are found.
struct Needs<'a> {
    tables: Vec<(&'a History, &'a Tables)>,
    /// A day in the past, as an example.
    since: String,
    found: Vec<Need>,
}

impl Needs<'_> {
    fn add(&mut self, column: &str, example: &str, why: &str, without: Option<&str>) {
        let at = self.found.iter().position(|need| need.column == column).unwrap_or_else(|| {
            self.found.push(Need {
                column: column.to_owned(),
                example: example.to_owned(),
                why: Vec::new(),
                without: without.map(str::to_owned),
            });
            self.found.len() - 1
        });
        if !self.found[at].why.iter().any(|known| known == why) {
            self.found[at].why.push(why.to_owned());
        }
    }

    /// Grade, area, and where in the range.
    fn place(&mut self) {
        let Some((history, tables)) = self.tables.last().copied() else { return };
        let Some(((grade, area), range)) = tables.ranges.iter().next() else { return };
        self.add("grade", grade.as_str(), "it says which range pay is in", None);
        if let Some(area) = area {
            self.add("area", area.as_str(), "ranges differ by area", None);
        }
        let without = Some("costs come as low, even and high: on the minimum, spread over the range, on the target");
        match range {
            Range::Points { minimum, .. } => {
                let word = &history.scale().point_word;
                self.add("point", &minimum.to_string(), &format!("the {word} decides pay and the steps still to come"), without);
            }
            Range::Pay { minimum, .. } => {
                self.add("salary", &minimum.published.digits(), "ranges are by pay: the annual salary at full time", without);
            }
        }
        if history.scale().grades.iter().any(|(_, grade)| grade.local) {
            self.add(
                "target",
                "…",
                "employers set grades of their own: the top point of the member's",
                Some("the range's own end is taken"),
            );
        }
    }

    /// The clocks of progression.
    fn progression(&mut self) {
        for (_, tables) in self.tables.clone() {
            for rule in tables.progression.values() {
                for (column, why) in clocks(rule) {
                    let since = self.since.clone();
                    let without = match column {
                        "point-since" => "the day in the grade is taken",
                        _ => "everyone is taken to have been in the grade for a year",
                    };
                    self.add(column, &since, why, Some(without));
                }
            }
        }
    }

    /// Fields that rules ask for.
    fn conditions(&mut self) {
        for (_, tables) in self.tables.clone() {
            for rule in tables.progression.values() {
                self.condition(&rule.requires, "progression depends on it", "it is taken as met");
            }
            for (id, payment) in &tables.payments {
                let Payment { fact, tiers, .. } = payment;
                let why = format!("{} depends on it", fact.title);
                for condition in std::iter::once(&fact.condition).chain(tiers.iter().map(|tier| &tier.condition)) {
                    self.condition(condition, &why, "what asks for it is not counted");
                }
                if let Some(share) = fact.share {
                    let without = format!("everyone it fits counts at {share} of it");
                    self.add(id.as_str(), "yes", &format!("who gets the {}: yes or no", fact.title), Some(&without));
                }
            }
        }
    }

    fn condition(&mut self, condition: &Condition, why: &str, without: &str) {
        for (field, values) in condition.iter() {
            if field == "point" {
                continue;
            }
            let known: BTreeSet<&str> = values.iter().map(String::as_str).collect();
            let example = known.iter().next().copied().unwrap_or("…");
            self.add(field, example, why, Some(without));
        }
    }
}

/// The columns that say since when, and what each decides.
fn clocks(rule: &Progression) -> Vec<(&'static str, &'static str)> {
    let mut clocks = Vec::new();
    let by_point = matches!(rule.pace, Pace::Waits { counted_from: CountedFrom::Point, .. });
    let by_grade = matches!(rule.pace, Pace::Waits { counted_from: CountedFrom::Grade, .. });
    if by_grade || rule.on == When::Anniversary {
        clocks.push(("since", "steps fall due by the day the grade was entered"));
    }
    if rule.qualifying != Length::NONE {
        clocks.push(("since", "a step takes some time in the grade first"));
    }
    if by_point {
        clocks.push(("point-since", "waits count from the day on the point"));
    }
    clocks
}
