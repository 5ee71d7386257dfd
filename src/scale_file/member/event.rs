//! What happens to a member: changes on a day.

use super::super::document::View;
use super::super::lower::point;
use super::{Reader, weeks};
use crate::calendar::{Date, day_after};
use crate::diagnostic::Code;
use crate::money::Money;
use crate::scale::MoveKind;
use crate::workforce::{Event, FieldChange, Position};

/// Of these only the whole member has one.
const OF_THE_START: [&str; 8] =
    ["format", "scale", "full-time-hours", "from", "service-since", "working-days", "protected", "last-day"];

impl Reader<'_> {
    /// Events, each in its place; one that was reported never happens.
    pub(super) fn events(&mut self, root: View<'_>) -> Vec<Event> {
        self.not_too_many(root, "event", "changes");
        let never = || Event { on: Date::MAX, changes: Vec::new() };
        root.list("event").iter().map(|node| node.view().and_then(|view| self.event(view)).unwrap_or_else(never)).collect()
    }

    fn event(&mut self, view: View<'_>) -> Option<Event> {
        if view.has("point") && view.has("salary") {
            self.lower.just_one(view, "an event", &["point", "salary"]);
        }
        self.one_of_hours(view, "an event");
        let mut changes = Vec::new();
        for entry in view.entries.iter().filter(|entry| entry.key != "on") {
            changes.push(match entry.key.as_str() {
                // Beside `temporary`, which says when it ends.
                "until" | "to" if view.flag("temporary") == Some(true) => continue,
                "until" | "to" => {
                    let title = format!("`{}` ends a temporary promotion, and this event is none", entry.key);
                    let help = "add temporary = true, or make the return an event of its own";
                    self.lower.report(Code::ConflictingKeys, entry.key_span.clone(), title, "of what?", Some(help));
                    continue;
                }
                name if OF_THE_START.contains(&name) => {
                    self.lower.report(
                        Code::UnknownKey,
                        entry.key_span.clone(),
                        format!("an event cannot change `{name}`"),
                        "not a field",
                        None,
                    );
                    continue;
                }
                "grade" => FieldChange::Grade(entry.node.word()?.into()),
                "area" => FieldChange::Area(entry.node.word()?.into()),
                "point" => FieldChange::Position(Position::Point(point(&entry.node)?)),
                "salary" => FieldChange::Position(Position::Salary(Money::new(entry.node.number()?)?)),
                "target" => FieldChange::Target(point(&entry.node)?),
                "fte" | "hours" | "annual-hours" => FieldChange::Hours(self.hours(view)?),
                "weeks" | "paid-weeks" => FieldChange::Weeks(weeks(view)),
                "protect" => match view.flag("protect") {
                    Some(true) => FieldChange::Protect,
                    _ => continue,
                },
                "since" => FieldChange::Since(view.date("since")?),
                "point-since" => FieldChange::PointSince(view.date("point-since")?),
                "kind" => FieldChange::Kind(view.one_of("kind", &MoveKind::WORDS)?),
                "temporary" => match self.temporary(view) {
                    Some(until) => FieldChange::Temporary(until),
                    None => continue,
                },
                name => FieldChange::Field(name.to_owned(), entry.node.field()?.to_owned()),
            });
        }
        if view.has("kind") && !view.has("grade") && !view.has("target") {
            let help = "a move to another grade has a `grade`, or a `target` where employers set grades; whatever else changes needs no kind";
            self.lower.report(
                Code::MissingKey,
                view.span.clone(),
                "`kind` is of a move, and there is no grade",
                "to which grade?",
                Some(help),
            );
        }
        if changes.is_empty() {
            let help = "give what changes: rating, fte, area, grade, point, or any field that rules ask for";
            self.lower.report(Code::MissingKey, view.span.clone(), "this event changes nothing", "only a date here", Some(help));
        }
        Some(Event { on: view.date("on")?, changes })
    }

    /// The day on which a temporary promotion is over, where the event is one.
    fn temporary(&mut self, view: View<'_>) -> Option<Date> {
        let entry =
            view.entries.iter().find(|entry| entry.key == "temporary").filter(|_| view.flag("temporary") == Some(true))?;
        let kind = view.one_of("kind", &MoveKind::WORDS).filter(|kind| *kind != MoveKind::Promotion);
        if let Some(kind) = kind {
            let title = format!("a {} is for good", kind.word());
            self.lower.report(Code::ConflictingKeys, entry.key_span.clone(), title, "not for a time", None);
        }
        if !view.has("grade") && !view.has("target") {
            let help = "give the higher `grade`, or its `target` where employers set grades; for a temporary payment use the field that its rule asks for";
            self.lower.report(
                Code::MissingKey,
                view.span.clone(),
                "a temporary promotion to which grade?",
                "no grade here",
                Some(help),
            );
        }
        let ends = self.lower.just_one(view, "a temporary promotion", &["to", "until"])?;
        let day = view.date(ends)?;
        Some(if ends == "to" { day_after(day) } else { day })
    }
}
