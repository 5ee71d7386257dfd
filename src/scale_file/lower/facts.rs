//! Spines, ranges and progression.

use std::collections::BTreeMap;

use super::super::document::{Entry, View};
use super::measures::selected_points;
use super::{Lower, point};
use crate::calendar::Length;
use crate::diagnostic::{Code, Diagnostic};
use crate::money::Money;
use crate::scale::{
    AreaId, CountedFrom, Formula, GradeId, Law, Pace, PointId, PointTable, Progression, RangeBounds, RangeFact, ShortService,
    SpineFact, SpineId, When,
};
use crate::scale_file::grammar::{is_range_key, is_spine_key};

impl Lower<'_> {
    pub(super) fn spines(&mut self, settlement: View<'_>) -> Vec<(SpineId, SpineFact)> {
        let entries = settlement.table("spine").map_or(&[][..], |view| view.entries);
        let mut spines = Vec::new();
        for entry in entries {
            match entry.node.view().and_then(|view| self.spine(view, &entry.key)) {
                Some(fact) => spines.push((entry.key.as_str().into(), fact)),
                None => self.leave_out(),
            }
        }
        spines
    }

    /// Values of points, of all areas or of one.
    fn point_table(&mut self, view: View<'_>) -> PointTable {
        let table = view.table("points").map_or(&[][..], |view| view.entries);
        let behind = view.table("unrounded").map_or(&[][..], |view| view.entries);
        self.no_point_twice(table);
        self.no_point_twice(behind);
        // A value that was reported is taken as the one before it, so that the points after it are still judged.
        let mut last = Money::ZERO;
        let points = table.iter().map(|entry| {
            last = entry.node.number().and_then(Money::new).unwrap_or(last);
            (entry.key.as_str().into(), last)
        });
        let points = points.collect();
        let assumed_points = view.get("assumed-points");
        if let (Some(node), false) = (assumed_points, view.has("assumed")) {
            let title = "`assumed-points` needs `assumed`, which says why";
            self.report(Code::MissingKey, node.span.clone(), title, "assumed for what reason?", None);
        }
        PointTable {
            points,
            unrounded: behind
                .iter()
                .filter_map(|entry| Some((entry.key.as_str().into(), Money::new(entry.node.number()?)?)))
                .collect(),
            assumed: view.assumed(),
            assumed_points: assumed_points.and_then(selected_points),
            exception: view.text("exception").map(|(why, _)| why.to_owned()),
        }
    }

    /// Two spellings of one point, such as 2 and 02, would be two values of it.
    fn no_point_twice(&mut self, table: &[Entry]) {
        let mut known: BTreeMap<PointId, &Entry> = BTreeMap::new();
        for entry in table {
            let id = PointId::from(entry.key.as_str());
            let Some(first) = known.get(&id) else {
                known.insert(id, entry);
                continue;
            };
            self.found.push(
                Diagnostic::new(Code::DuplicateId, format!("point {id} is there twice"))
                    .at(self.source, entry.key_span.clone(), "the second")
                    .at(self.source, first.key_span.clone(), "the first"),
            );
        }
    }

    fn spine(&mut self, view: View<'_>, name: &str) -> Option<SpineFact> {
        let mut areas = Vec::new();
        for entry in view.entries.iter().filter(|entry| !is_spine_key(&entry.key)) {
            let Some(inner) = entry.node.view() else { continue };
            if ["first", "last", "geometric", "arithmetic"].iter().any(|key| inner.has(key)) {
                // Reported as unknown keys: only a common spine has a formula.
                return None;
            }
            if inner.table("points").is_none_or(|points| points.entries.is_empty()) {
                let title = format!("the table of {} has no `points`", entry.key);
                self.report(Code::MissingKey, entry.key_span.clone(), title, "no values here", None);
            }
            areas.push((entry.key.as_str().into(), self.point_table(inner)));
        }
        let table = self.point_table(view);
        let empty = table.points.is_empty() && areas.is_empty();
        let fact = SpineFact {
            formula: None,
            table,
            areas,
            replaces: view.flag("replace").unwrap_or(false),
            before_measures: self.before_measures(view),
        };
        self.no_stray_area_keys(view, &fact);
        let law = if view.has("arithmetic") { "arithmetic" } else { "geometric" };
        if view.has("arithmetic") && view.has("geometric") {
            self.just_one(view, "a formula", &["geometric", "arithmetic"])?;
        }
        let parts = ["first", "last", law];
        let given: Vec<&str> = parts.into_iter().filter(|key| view.has(key)).collect();
        if given.is_empty() {
            if empty {
                let title = format!("spine `{name}` has neither `points` nor a formula");
                let help = "a formula is `first`, `last` and `geometric` or `arithmetic`";
                self.report(Code::ConflictingKeys, view.span.clone(), title, "no values here", Some(help));
                return None;
            }
            return Some(fact);
        }
        if let Some(missing) = parts.into_iter().find(|key| !given.contains(key)) {
            let title = format!("the formula of spine `{name}` needs `{missing}`");
            let parts = "a formula is `first`, `last` and `geometric` or `arithmetic`";
            self.report(Code::MissingKey, view.span.clone(), title, parts, None);
            return None;
        }
        // What is said of points in a table has nothing to be said of where there is none.
        for entry in view.entries.iter().filter(|entry| ["unrounded", "exception"].contains(&entry.key.as_str())) {
            if fact.table.points.is_empty() {
                let title = format!("`{}` is about values stated in `points`", entry.key);
                self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "no values here", None);
            }
        }
        let inner = view.table(law)?;
        let whole = |view: View<'_>, key: &str| view.number(key).and_then(|(number, _)| u16::try_from(number).ok());
        let value = inner.number("value")?.0;
        let law = if law == "arithmetic" {
            Law::Arithmetic { value, step: inner.parsed("step")? }
        } else {
            Law::Geometric { at: whole(inner, "at")?, value, ratio: inner.number("ratio")?.0 }
        };
        let formula = Formula { first: whole(view, "first")?, last: whole(view, "last")?, law };
        if formula.last < formula.first {
            let span = view.get("last").map_or(0..0, |node| node.span.clone());
            self.report(Code::TargetBelowMinimum, span, format!("spine `{name}` ends before it begins"), "below `first`", None);
            return None;
        }
        Some(SpineFact { formula: Some(formula), ..fact })
    }

    /// Keys of a common table that is not there would be silently ignored; so they are refused.
    fn no_stray_area_keys(&mut self, view: View<'_>, fact: &SpineFact) {
        if fact.table.points.is_empty() && !fact.areas.is_empty() {
            let stray = ["unrounded", "assumed", "assumed-points", "exception"];
            for entry in view.entries.iter().filter(|entry| stray.contains(&entry.key.as_str())) {
                let title = format!("`{}` belongs into the table of an area here", entry.key);
                self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "no values beside it", None);
            }
        }
    }

    /// Whether measures start from what is stated here. A result cannot be a start, too.
    pub(super) fn before_measures(&mut self, view: View<'_>) -> bool {
        let Some(node) = view.get("before-measures") else { return false };
        let flag = view.flag("before-measures").unwrap_or(false);
        let tables = std::iter::once(view).chain(view.entries.iter().filter_map(|entry| entry.node.view()));
        if flag && tables.into_iter().any(|table| table.has("exception")) {
            let title = "`before-measures` says that measures start from these values, and `exception` that these are the result";
            self.report(Code::ConflictingKeys, node.span.clone(), title, "only one can hold", None);
        }
        flag
    }

    pub(super) fn ranges(&mut self, settlement: View<'_>) -> Vec<RangeFact> {
        let mut facts = Vec::new();
        for grade in settlement.table("range").map_or(&[][..], |view| view.entries) {
            let Some(view) = grade.node.view() else { continue };
            let id: GradeId = grade.key.as_str().into();
            if view.entries.is_empty() {
                self.report(
                    Code::ConflictingKeys,
                    grade.key_span.clone(),
                    format!("the range of {id} is empty"),
                    "no ends here",
                    None,
                );
            }
            if view.entries.iter().any(|entry| is_range_key(&entry.key)) {
                facts.extend(self.range(view, &id, None));
            }
            for area in view.entries.iter().filter(|entry| !is_range_key(&entry.key)) {
                let Some(inner) = area.node.view() else { continue };
                facts.extend(self.range(inner, &id, Some(area.key.as_str().into())));
            }
        }
        facts
    }

    fn range(&mut self, view: View<'_>, grade: &GradeId, area: Option<AreaId>) -> Option<RangeFact> {
        let name = area.as_ref().map_or_else(|| grade.to_string(), |area| format!("{grade} ({area})"));
        let points = ["minimum", "target"].into_iter().filter(|key| view.has(key)).count();
        let pay = ["minimum-pay", "target-pay"].into_iter().filter(|key| view.has(key)).count();
        let bounds = match (points, pay) {
            (2, 0) => RangeBounds::Points { minimum: point(view.get("minimum")?)?, target: point(view.get("target")?)? },
            (0, 2) => RangeBounds::Pay {
                minimum: Money::new(view.number("minimum-pay")?.0)?,
                target: Money::new(view.number("target-pay")?.0)?,
            },
            _ => {
                let title = format!("the range of {name} needs `minimum` and `target`, or `minimum-pay` and `target-pay`");
                self.report(Code::ConflictingKeys, view.span.clone(), title, "two ends of one sort", None);
                return None;
            }
        };
        let before_measures = self.before_measures(view);
        let exception = view.text("exception").map(|(why, _)| why.to_owned());
        Some(RangeFact { grade: grade.clone(), area, bounds, before_measures, exception, assumed: view.assumed() })
    }

    pub(super) fn progressions(&mut self, settlement: View<'_>) -> Vec<(Option<GradeId>, Progression)> {
        let Some(view) = settlement.table("progression") else { return Vec::new() };
        let by_grade = |entry: &&Entry| entry.node.view().is_some() && entry.key != "requires";
        let mut facts = Vec::new();
        if view.entries.iter().any(|entry| !by_grade(&entry)) || view.entries.is_empty() {
            facts.extend(self.progression(view).map(|rule| (None, rule)));
        }
        for entry in view.entries.iter().filter(by_grade) {
            let Some(inner) = entry.node.view() else { continue };
            facts.extend(self.progression(inner).map(|rule| (Some(entry.key.as_str().into()), rule)));
        }
        facts
    }

    fn progression(&mut self, view: View<'_>) -> Option<Progression> {
        let pace = if self.just_one(view, "progression", &["step", "waits"])? == "waits" {
            let waits = view.list("waits").iter().map(|node| node.word().and_then(|text| text.parse().ok()));
            if let Some(entry) = view.entries.iter().find(|entry| entry.key == "every") {
                self.report(
                    Code::ConflictingKeys,
                    entry.key_span.clone(),
                    "`every` goes with `step`, not with `waits`",
                    "no use here",
                    None,
                );
            }
            if let Some(node) = view.list("waits").iter().find(|node| node.word().is_some_and(|text| text.starts_with("0 "))) {
                self.report(Code::BadText, node.span.clone(), "nobody waits for no time", "expected some time", None);
            }
            let counted_from = view.one_of("counted-from", &CountedFrom::WORDS).unwrap_or(CountedFrom::Point);
            Pace::Waits { waits: waits.collect::<Option<Vec<Length>>>()?, counted_from }
        } else {
            let points = u16::try_from(view.number("step")?.0).ok()?;
            if !view.has("every") {
                let title = "progression by `step` needs `every`: the time between steps";
                self.report(Code::MissingKey, view.span.clone(), title, "no `every` in this", Some("add: every = \"1 year\""));
            }
            Pace::Step { points, every: view.parsed("every")? }
        };
        if matches!(pace, Pace::Step { every, .. } if every.is_none()) {
            let span = view.get("every").map_or(0..0, |node| node.span.clone());
            self.report(Code::BadText, span, "steps cannot follow each other in no time", "expected some time", None);
            return None;
        }
        if !view.has("on") {
            let title = "progression needs `on`: the day on which people move";
            let help = "add: on = \"04-01\" for a common date, or on = \"anniversary\"";
            self.report(Code::MissingKey, view.span.clone(), title, "no `on` in this", Some(help));
        }
        let on = match view.text("on")?.0 {
            "anniversary" => When::Anniversary,
            date => When::CommonDate(date.parse().ok()?),
        };
        if let Some(entry) = view.entries.iter().find(|entry| entry.key == "counted-from" && view.has("step")) {
            let title = "`counted-from` goes with `waits`";
            self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "steps are on common dates or anniversaries", None);
        }
        let short_service = view.one_of("short-service", &ShortService::WORDS).unwrap_or(ShortService::NextDate);
        if let Some(entry) = view.entries.iter().find(|entry| entry.key == "short-service")
            && (on == When::Anniversary || matches!(pace, Pace::Waits { .. }) || !view.has("qualifying"))
        {
            let title = "`short-service` goes with step, a common date and `qualifying`";
            self.report(Code::ConflictingKeys, entry.key_span.clone(), title, "nothing to be short of", None);
        }
        let qualifying = if view.has("qualifying") { view.parsed("qualifying")? } else { Length::NONE };
        let requires = self.condition(view.table("requires"));
        Some(Progression { pace, on, qualifying, short_service, requires, assumed: view.assumed() })
    }
}
