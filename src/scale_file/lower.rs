//! From the tree to the model: pay systems and proposals.
//!
//! What the grammar has reported is skipped here, so that everything else in the file is still looked at.

mod absence;
mod facts;
mod measures;
mod moves;
mod payments;
mod protection;
mod term_time;

use std::collections::{HashMap, hash_map};
use std::ops::Range;
use std::sync::Arc;

use super::document::{Document, Entry, Node, Value, View};
use crate::calendar::{Date, MonthDay, PartMonth, written};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::money::{Currency, Mode, Rounding};
use crate::scale::{
    AreaId, BetweenMeasures, Carry, Condition, Conventions, Grade, GradeId, MoveOrder, Order, PartMonths, PointId, Proposal,
    Scale, Settlement, Status, WeeksPerYear, folded_name, with_blanks_named,
};

/// A pay system, and the first settlement of which parts had to be left out; `None` when nothing can be read.
///
/// Where a part was reported, something stands in for it, so that the rest is still looked at. It never gets further: while a
/// problem stands, no pay system is returned.
pub(super) fn scale(document: &Document, found: &mut Vec<Diagnostic>) -> Option<(Scale, Option<usize>)> {
    if !document.is_readable() {
        return None;
    }
    let mut lower = Lower { source: document.source(), found, left_out: None, settlement: 0 };
    let root = document.root();
    let settlements = lower.settlements(root, Date::MIN);
    let grades = lower.grades(root);
    let moves = lower.moves(root);
    let areas = lower.areas(root);
    let text = |key: &str| root.text(key).map_or("", |(text, _)| text);
    let currency = Currency::new(text("currency")).or_else(|| Currency::new("ZZZ"))?;
    let absence = lower.absence_rules(root, currency);
    lower.weeks_per_year(root);
    lower.term_time(root);
    let protection = root.table("protection").map(|view| lower.protection(view, &settlements));
    let conventions = root.table("conventions").and_then(conventions).or_else(stand_in)?;
    lower.no_rounding_of_unrounded(root, &conventions);
    let scale = Scale {
        id: text("id").into(),
        title: text("title").to_owned(),
        currency,
        point_word: root.text("point-word").map_or("point", |(word, _)| word).to_owned(),
        conventions,
        areas,
        grades,
        moves,
        protection,
        absence,
        settlements,
    };
    Some((scale, lower.left_out))
}

/// A proposal, in the same way.
pub(super) fn proposal(document: &Document, found: &mut Vec<Diagnostic>) -> Option<(Proposal, Option<usize>)> {
    if !document.is_readable() {
        return None;
    }
    let mut lower = Lower { source: document.source(), found, left_out: None, settlement: 0 };
    let root = document.root();
    let settlements = lower.settlements(root, Date::constant(9000, 1, 1));
    if !root.has("settlement") {
        let help = "add a [[settlement]] with `from`, `status` and what it changes";
        lower.report(
            Code::NoSettlement,
            first_key(root),
            "no settlement: a proposal needs at least one",
            "nothing proposed in this file",
            Some(help),
        );
    }
    let text = |key: &str| root.text(key).map_or("", |(text, _)| text);
    let proposal =
        Proposal { id: text("id").into(), title: text("title").to_owned(), scale: text("scale").to_owned(), settlements };
    Some((proposal, lower.left_out))
}

/// Where to point for something that a whole file lacks.
pub(super) fn first_key(root: View<'_>) -> Range<usize> {
    root.entries.first().map_or(0..0, |entry| entry.key_span.clone())
}

/// Conventions to look at the rest of a file with when its own were reported.
fn stand_in() -> Option<Conventions> {
    let rounding = Rounding::new(rust_decimal::Decimal::ONE, Mode::HalfUp)?;
    Some(Conventions {
        annual_rounding: rounding,
        carry: Carry::Published,
        between_measures: BetweenMeasures::Rounded,
        moves: None,
        monthly_rounding: rounding,
        part_month: PartMonths { default: PartMonth::CalendarDays, unpaid: None, strike: None },
        hours_per_week: None,
        weeks_per_year: None,
        year_start: "01-01".parse().ok()?,
        term_time: None,
    })
}

pub(super) struct Lower<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) found: &'a mut Vec<Diagnostic>,
    /// The first settlement of which a spine or a measure was left out, so that what rests on it cannot be judged.
    pub(super) left_out: Option<usize>,
    /// The settlement that is being read.
    pub(super) settlement: usize,
}

impl Lower<'_> {
    pub(super) fn report(&mut self, code: Code, span: Range<usize>, title: impl Into<String>, label: &str, help: Option<&str>) {
        self.found.push(Diagnostic::new(code, title).at(self.source, span, label).maybe_help(help.map(str::to_owned)));
    }

    /// Notes that a part of the settlement that is being read was left out.
    pub(super) fn leave_out(&mut self) {
        self.left_out.get_or_insert(self.settlement);
    }

    /// Refuses rounding between measures where awards start from unrounded values: the two contradict each other.
    fn no_rounding_of_unrounded(&mut self, root: View<'_>, conventions: &Conventions) {
        let written = root.table("conventions").and_then(|view| view.get("between-measures"));
        if let (Some(node), Carry::Unrounded, BetweenMeasures::Rounded) =
            (written, conventions.carry, conventions.between_measures)
        {
            let title = "`between-measures` is \"rounded\", and awards start from unrounded values";
            let help = "leave the key out, or carry = \"published\" in annual-rounding";
            self.report(Code::ConflictingKeys, node.span.clone(), title, "contradicts `carry`", Some(help));
        }
    }

    /// Refuses a bare number of weeks that no year has; a text was held against the grammar.
    fn weeks_per_year(&mut self, root: View<'_>) {
        let Some(node) = root.table("conventions").and_then(|view| view.get("weeks-per-year")) else { return };
        if let (Some(weeks), Some(Err(expected))) = (node.word(), node.word().map(str::parse::<WeeksPerYear>)) {
            let title = format!("a year has no {weeks} weeks");
            self.report(
                Code::BadNumber,
                node.span.clone(),
                title,
                &expected.to_string(),
                Some("52.143, 52, or \"365/7\" exactly"),
            );
        }
    }

    /// The one key of several that is there; a problem when there are more or none.
    pub(super) fn just_one(&mut self, view: View<'_>, what: &str, keys: &[&'static str]) -> Option<&'static str> {
        let place = |key: &str| view.entries.iter().find(|entry| entry.key == key).map(|entry| entry.key_span.start);
        let mut there: Vec<&'static str> = keys.iter().copied().filter(|key| view.has(key)).collect();
        there.sort_by_key(|key| place(key));
        match there.as_slice() {
            [one] => Some(one),
            [] => {
                let title = format!("{what} needs one of {}", keys.join(", "));
                self.report(Code::ConflictingKeys, view.span.clone(), title, "none of them here", None);
                None
            }
            [first, second, ..] => {
                let title = format!("{what} has both `{first}` and `{second}`");
                let spans =
                    |key: &str| view.entries.iter().find(|entry| entry.key == key).map_or(0..0, |entry| entry.key_span.clone());
                let diagnostic = Diagnostic::new(Code::ConflictingKeys, title).at(self.source, spans(second), "the second");
                let apart = if what == "a measure" { ": a [[settlement.measure]] for each" } else { "" };
                let help = format!("one of {}{apart}", keys.join(", "));
                self.found.push(diagnostic.at(self.source, spans(first), "the first").help(help));
                None
            }
        }
    }

    fn grades(&mut self, root: View<'_>) -> Vec<(GradeId, Grade)> {
        let entries = root.table("grade").map_or(&[][..], |view| view.entries);
        self.no_twins(entries, "grade");
        if entries.is_empty() && root.table("grade").is_some() {
            self.report(
                Code::MissingKey,
                first_key(root),
                "a pay system needs at least one grade",
                "no grade in this file",
                Some("add: [grade.A]"),
            );
        }
        for entry in entries.iter().filter(|entry| super::grammar::is_taken(&entry.key)) {
            let title = format!("`{}` cannot name a grade: ranges and progression use the word", entry.key);
            self.report(Code::ReservedName, entry.key_span.clone(), title, "taken", None);
        }
        entries
            .iter()
            .filter_map(|entry| {
                let view = entry.node.view()?;
                let title = view.text("title").map_or(entry.key.as_str(), |(title, _)| title);
                Some((
                    entry.key.as_str().into(),
                    Grade {
                        title: title.to_owned(),
                        spine: view.text("spine").map(|(spine, _)| spine.into()),
                        local: view.flag("local").unwrap_or(false),
                    },
                ))
            })
            .collect()
    }

    fn areas(&mut self, root: View<'_>) -> Vec<(AreaId, String)> {
        let entries = root.table("area").map_or(&[][..], |view| view.entries);
        self.no_twins(entries, "area");
        for entry in entries.iter().filter(|entry| super::grammar::is_range_key(&entry.key)) {
            let title = format!("`{}` cannot name an area: ranges use the word", entry.key);
            self.report(Code::ReservedName, entry.key_span.clone(), title, "taken", None);
        }
        let title = |entry: &Entry| entry.node.word().unwrap_or(&entry.key).to_owned();
        entries.iter().map(|entry| (entry.key.as_str().into(), title(entry))).collect()
    }

    /// Names that differ only in case or blanks are one name to a person.
    pub(super) fn no_twins(&mut self, entries: &[Entry], what: &str) {
        let mut known: HashMap<String, &Entry> = HashMap::new();
        for entry in entries {
            match known.entry(folded_name(&entry.key)) {
                hash_map::Entry::Occupied(first) => self.twins(entry, first.get(), what),
                hash_map::Entry::Vacant(place) => drop(place.insert(entry)),
            }
        }
    }

    fn twins(&mut self, entry: &Entry, twin: &Entry, what: &str) {
        let (second, first) = (with_blanks_named(&entry.key), with_blanks_named(&twin.key));
        let title = format!("{what} `{second}` is there already as `{first}`");
        self.found.push(
            Diagnostic::new(Code::DuplicateId, title)
                .at(self.source, entry.key_span.clone(), "the second")
                .at(self.source, twin.key_span.clone(), "the first")
                .help("names that differ only in case or blanks are too easily mixed up"),
        );
    }

    /// All settlements. One whose date was reported is taken to come after the one before it, or on the day given.
    fn settlements(&mut self, root: View<'_>, stand_in: Date) -> Vec<Settlement> {
        let mut settlements: Vec<Settlement> = Vec::new();
        let mut named: HashMap<String, &Entry> = HashMap::new();
        for view in root.list("settlement").iter().filter_map(Node::view) {
            self.settlement = settlements.len();
            let before = settlements.last().map_or(stand_in, |last| crate::calendar::day_after(last.from));
            settlements.push(self.settlement(view, before));
            for key in ["payment", "spine"] {
                let entries = view.table(key).map_or(&[][..], |view| view.entries);
                for entry in entries {
                    // The same payment again restates it; one that differs only in case would be paid beside it.
                    let first = *named.entry(folded_name(&entry.key)).or_insert(entry);
                    if first.key != entry.key {
                        self.twins(entry, first, key);
                    }
                }
            }
        }
        settlements
    }

    fn settlement(&mut self, view: View<'_>, stand_in: Date) -> Settlement {
        let from = view.date("from").unwrap_or(stand_in);
        Settlement {
            from,
            known_until: view.date("known-until"),
            title: view.text("title").map_or_else(|| format!("Settlement of {}", written(from)), |(title, _)| title.to_owned()),
            status: view.one_of("status", &Status::WORDS).unwrap_or(Status::Agreed),
            agreed: view.date("agreed"),
            source: view.text("source").map(|(source, _)| source.to_owned()),
            verified: view.date("verified"),
            assumed: view.text("assumed").map(|(why, _)| why.to_owned()),
            order: view.one_of("order", &Order::WORDS),
            measures: self.measures(view),
            spines: self.spines(view),
            ranges: self.ranges(view),
            progression: self.progressions(view),
            payments: self.payments(view),
        }
    }
}

fn conventions(view: View<'_>) -> Option<Conventions> {
    let annual = view.table("annual-rounding")?;
    let carry = annual.one_of("carry", &Carry::WORDS)?;
    Some(Conventions {
        annual_rounding: rounding(annual)?,
        carry,
        between_measures: view
            .one_of("between-measures", &BetweenMeasures::WORDS)
            .unwrap_or_else(|| BetweenMeasures::by_default(carry)),
        moves: view.one_of("moves", &MoveOrder::WORDS),
        monthly_rounding: rounding(view.table("monthly-rounding")?)?,
        part_month: part_months(view)?,
        hours_per_week: view.number("hours-per-week").map(|(hours, _)| hours),
        weeks_per_year: view.get("weeks-per-year").and_then(Node::word).and_then(|weeks| weeks.parse().ok()),
        year_start: view.parsed::<MonthDay>("year-start")?,
        term_time: term_time::term_time(view),
    })
}

fn part_months(view: View<'_>) -> Option<PartMonths> {
    match view.table("part-month") {
        Some(kinds) => Some(PartMonths {
            default: kinds.one_of("default", &PartMonth::WORDS)?,
            unpaid: kinds.one_of("unpaid", &PartMonth::WORDS),
            strike: kinds.one_of("strike", &PartMonth::WORDS),
        }),
        None => Some(PartMonths { default: view.one_of("part-month", &PartMonth::WORDS)?, unpaid: None, strike: None }),
    }
}

pub(super) fn rounding(view: View<'_>) -> Option<Rounding> {
    Rounding::new(view.number("to")?.0, view.one_of("mode", &Mode::WORDS)?)
}

/// A point by number or name.
pub(super) fn point(node: &Node) -> Option<PointId> {
    node.word().map(PointId::from)
}

/// Names of a member that no rule can ask for.
const NOT_FIELDS: [&str; 15] = [
    "fte",
    "hours",
    "annual-hours",
    "full-time-hours",
    "weeks",
    "paid-weeks",
    "salary",
    "since",
    "service-since",
    "from",
    "until",
    "scale",
    "protected",
    "target",
    "format",
];

impl Lower<'_> {
    /// Fields and the values that fit.
    pub(super) fn condition(&mut self, view: Option<View<'_>>) -> Condition {
        for entry in view.map_or(&[][..], |view| view.entries).iter().filter(|entry| NOT_FIELDS.contains(&entry.key.as_str())) {
            let title = format!("a rule cannot ask for `{}`", entry.key);
            let help = "rules ask for grade, area, point, or a field of your own such as rating";
            self.report(Code::ReservedName, entry.key_span.clone(), title, "not a field", Some(help));
        }
        condition(view)
    }
}

/// Fields and the values that fit.
fn condition(view: Option<View<'_>>) -> Condition {
    let entries = view.map_or(&[][..], |view| view.entries);
    let values = |node: &Node| match &node.value {
        Value::List(items) => items.iter().filter_map(Node::word).map(str::to_owned).collect(),
        _ => node.word().map(str::to_owned).into_iter().collect::<Vec<String>>(),
    };
    entries.iter().map(|entry| (entry.key.clone(), values(&entry.node))).collect()
}
