//! A member's absences.

use super::super::document::{Node, View};
use super::{MemberFile, Reader};
use crate::calendar::{Date, Period, day_after};
use crate::diagnostic::{Code, Diagnostic};
use crate::money::Money;
use crate::scale::Scale;
use crate::workforce::{Absence, AbsenceFacts, AbsenceKind, Weekdays};

impl MemberFile {
    /// Absences of kinds that the pay system has no rules for.
    pub fn check_absences(&self, scale: &Scale) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for view in self.document.root().list("absence").iter().filter_map(Node::view) {
            let kind = view.one_of("kind", &AbsenceKind::WORDS);
            let Some(kind) = kind.filter(|kind| !scale.absence.cover(*kind)) else { continue };
            let span = view.get("kind").map_or(0..0, |node| node.span.clone());
            let title = format!("the pay system has no rules for absence of kind `{}`", kind.word());
            let help = "points and rates are right all the same; what the months of the absence are due is shown as if in post";
            let problem = Diagnostic::new(Code::UnsupportedAbsence, title).at(self.document.source(), span, "no rules for this");
            found.push(problem.help(help));
        }
        found
    }
}

impl Reader<'_> {
    /// Absences, each in its place; one that was reported has no day.
    pub(super) fn absences(&mut self, root: View<'_>) -> Vec<Absence> {
        self.not_too_many(root, "absence", "absences");
        let none = || Absence::new(AbsenceKind::Unpaid, Period::new(Date::MAX, Date::MAX));
        root.list("absence").iter().map(|node| node.view().and_then(|view| self.absence(view)).unwrap_or_else(none)).collect()
    }

    fn absence(&mut self, view: View<'_>) -> Option<Absence> {
        let kind = view.one_of("kind", &AbsenceKind::WORDS);
        let (from, to) = (view.date("from")?, view.date("to")?);
        if to < from {
            let span = view.get("to").map_or(0..0, |node| node.span.clone());
            self.lower.report(Code::DatesOutOfOrder, span, "the absence ends before it begins", "before `from`", None);
            return None;
        }
        let kind = kind?;
        for entry in view.entries.iter().filter(|entry| !of_kind(kind, &entry.key)) {
            let title = format!("`{}` means nothing in an absence of kind `{}`", entry.key, kind.word());
            self.lower.report(Code::ConflictingKeys, entry.key_span.clone(), title, "no use here", None);
        }
        let facts = AbsenceFacts {
            expected: view.date("expected"),
            matched: view.date("matched"),
            earnings: view.number("earnings").and_then(|(earnings, _)| Money::new(earnings)),
            qualifying_days: view.get("qualifying-days").map(weekdays),
            statutory_weeks: view.number("statutory-weeks").and_then(|(weeks, _)| u16::try_from(weeks).ok()),
            goes_on: None,
        };
        Some(Absence { kind, period: Period::new(from, day_after(to)), facts })
    }
}

/// Whether a key of an absence can mean anything for its kind.
fn of_kind(kind: AbsenceKind, key: &str) -> bool {
    use AbsenceKind::{Adoption, Leave, Maternity, SharedParental, Sick};
    match key {
        "expected" => matches!(kind, Maternity | SharedParental),
        "matched" => matches!(kind, Adoption | SharedParental),
        "earnings" => !kind.is_unpaid() && kind != Leave,
        "qualifying-days" => kind == Sick,
        "statutory-weeks" => kind == SharedParental,
        _ => true,
    }
}

/// Days of the week: a list, or so many from Monday on.
pub(super) fn weekdays(node: &Node) -> Weekdays {
    if let Some(count) = node.number().and_then(|count| u16::try_from(count).ok()) {
        return Weekdays::first(count);
    }
    let number = |node: &Node| Weekdays::WORDS.iter().find(|(word, _)| node.word() == Some(word)).map(|(_, number)| *number);
    Weekdays::of(node.items().iter().filter_map(number))
}
