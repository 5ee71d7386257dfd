//! From the tree to the model: pay systems and proposals.
//!
//! What the grammar has reported is skipped here, so that everything else in the file is still looked at.

mod facts;
mod measures;

use std::ops::Range;
use std::sync::Arc;

use super::document::{Document, Entry, Node, Value, View};
use crate::calendar::{MonthDay, PartMonth, written};
use crate::diagnostic::{Code, Diagnostic, Source};
use crate::money::{Currency, Mode, Rounding};
use crate::scale::{
    AreaId, Carry, Condition, Conventions, Grade, GradeId, Order, PartMonths, PointId, Promotion, Proposal, Scale, Settlement,
    Status, WeeksPerYear,
};

/// A pay system; `None` when something without which there is none was reported.
pub(super) fn scale(document: &Document, found: &mut Vec<Diagnostic>) -> Option<Scale> {
    let mut lower = Lower { source: document.source(), found };
    let root = document.root();
    let settlements = lower.settlements(root);
    let grades = lower.grades(root);
    let conventions = root.table("conventions").and_then(conventions);
    let promotion = root.table("promotion").and_then(|view| lower.promotion(view));
    let areas = lower.areas(root);
    Some(Scale {
        id: root.text("id")?.0.into(),
        title: root.text("title")?.0.to_owned(),
        currency: Currency::new(root.text("currency")?.0)?,
        point_word: root.text("point-word").map_or("point", |(word, _)| word).to_owned(),
        conventions: conventions?,
        areas,
        grades,
        promotion,
        settlements: settlements?,
    })
}

/// A proposal.
pub(super) fn proposal(document: &Document, found: &mut Vec<Diagnostic>) -> Option<Proposal> {
    let mut lower = Lower { source: document.source(), found };
    let root = document.root();
    let settlements = lower.settlements(root);
    if root.list("settlement").is_empty() {
        lower.report(Code::NoSettlement, 0..0, "no settlement: a proposal needs at least one", "", None);
    }
    Some(Proposal {
        id: root.text("id")?.0.into(),
        title: root.text("title")?.0.to_owned(),
        scale: root.text("scale")?.0.to_owned(),
        settlements: settlements?,
    })
}

pub(super) struct Lower<'a> {
    pub(super) source: &'a Arc<Source>,
    pub(super) found: &'a mut Vec<Diagnostic>,
}

impl Lower<'_> {
    pub(super) fn report(&mut self, code: Code, span: Range<usize>, title: impl Into<String>, label: &str, help: Option<&str>) {
        self.found.push(Diagnostic::new(code, title).at(self.source, span, label).maybe_help(help.map(str::to_owned)));
    }

    /// The one key of several that is there; a problem when there are more or none.
    pub(super) fn just_one(&mut self, view: View<'_>, what: &str, keys: &[&'static str]) -> Option<&'static str> {
        let there: Vec<&'static str> = keys.iter().copied().filter(|key| view.has(key)).collect();
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
                let help = format!("one of {}; put the others into tables of their own", keys.join(", "));
                self.found.push(diagnostic.at(self.source, spans(first), "the first").help(help));
                None
            }
        }
    }

    fn grades(&mut self, root: View<'_>) -> Vec<(GradeId, Grade)> {
        let entries = root.table("grade").map_or(&[][..], |view| view.entries);
        self.no_twins(entries, "grade");
        entries
            .iter()
            .filter_map(|entry| {
                let view = entry.node.view()?;
                let title = view.text("title").map_or(entry.key.as_str(), |(title, _)| title);
                Some((
                    entry.key.as_str().into(),
                    Grade { title: title.to_owned(), spine: view.text("spine").map(|(spine, _)| spine.into()) },
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

    /// Names that differ only in case are one name to a person.
    pub(super) fn no_twins(&mut self, entries: &[Entry], what: &str) {
        for (index, entry) in entries.iter().enumerate() {
            if let Some(twin) = entries[..index].iter().find(|twin| twin.key.eq_ignore_ascii_case(&entry.key)) {
                let title = format!("{what} `{}` is there already as `{}`", entry.key, twin.key);
                self.found.push(
                    Diagnostic::new(Code::DuplicateId, title)
                        .at(self.source, entry.key_span.clone(), "the second")
                        .at(self.source, twin.key_span.clone(), "the first")
                        .help("names that differ only in case are too easily mixed up"),
                );
            }
        }
    }

    fn promotion(&mut self, view: View<'_>) -> Option<Promotion> {
        let above = view.text("to")?.0 == "nearest-above";
        for key in ["plus-percent", "plus-points"] {
            if let (false, Some(entry)) = (above, view.entries.iter().find(|entry| entry.key == key)) {
                let title = format!("`{key}` goes with to = \"nearest-above\"");
                self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "not with \"minimum\"", None);
            }
        }
        let plus_points = view.number("plus-points").and_then(|(number, _)| u32::try_from(number).ok()).unwrap_or(0);
        let plus_percent = view.number("plus-percent").map(|(number, _)| number).unwrap_or_default();
        Some(if above { Promotion::NearestAbove { plus_percent, plus_points } } else { Promotion::Minimum })
    }

    /// All settlements; `None` when one could not be read.
    fn settlements(&mut self, root: View<'_>) -> Option<Vec<Settlement>> {
        let read: Vec<Option<Settlement>> =
            root.list("settlement").iter().map(|node| node.view().and_then(|view| self.settlement(view))).collect();
        read.into_iter().collect()
    }

    fn settlement(&mut self, view: View<'_>) -> Option<Settlement> {
        let measures = self.measures(view);
        let spines = self.spines(view);
        let ranges = self.ranges(view);
        let progression = self.progressions(view);
        let payments = self.payments(view);
        let from = view.date("from")?;
        Some(Settlement {
            from,
            title: view.text("title").map_or_else(|| format!("Settlement of {}", written(from)), |(title, _)| title.to_owned()),
            status: view.one_of("status", &Status::WORDS)?,
            agreed: view.date("agreed"),
            source: view.text("source").map(|(source, _)| source.to_owned()),
            verified: view.date("verified"),
            assumed: view.text("assumed").map(|(why, _)| why.to_owned()),
            order: view.one_of("order", &Order::WORDS),
            measures: measures?,
            spines,
            ranges,
            progression,
            payments,
        })
    }
}

fn conventions(view: View<'_>) -> Option<Conventions> {
    let annual = view.table("annual-rounding")?;
    Some(Conventions {
        annual_rounding: rounding(annual)?,
        carry: annual.one_of("carry", &Carry::WORDS)?,
        monthly_rounding: rounding(view.table("monthly-rounding")?)?,
        part_month: part_months(view)?,
        hours_per_week: view.number("hours-per-week").map(|(hours, _)| hours),
        weeks_per_year: match view.text("weeks-per-year") {
            Some(("365/7", _)) => Some(WeeksPerYear::DaysOverSeven),
            _ => view.number("weeks-per-year").map(|(weeks, _)| WeeksPerYear::Decimal(weeks)),
        },
        year_start: view.parsed::<MonthDay>("year-start")?,
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

/// Fields and the values that fit.
pub(super) fn condition(view: Option<View<'_>>) -> Condition {
    let entries = view.map_or(&[][..], |view| view.entries);
    let values = |node: &Node| match &node.value {
        Value::List(items) => items.iter().filter_map(Node::word).map(str::to_owned).collect(),
        _ => node.word().map(str::to_owned).into_iter().collect::<Vec<String>>(),
    };
    entries.iter().map(|entry| (entry.key.clone(), values(&entry.node))).collect()
}

/// Why something is assumed: a text, or true.
pub(super) fn assumed(view: View<'_>) -> Option<String> {
    match (view.text("assumed"), view.flag("assumed")) {
        (Some((why, _)), _) => Some(why.to_owned()),
        (None, Some(true)) => Some(ASSUMED.to_owned()),
        _ => None,
    }
}

/// What `assumed = true` says.
pub(super) const ASSUMED: &str = "assumed, no published source";
