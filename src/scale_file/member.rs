//! A member's file, and the same from a command line: read, and held against the pay system.

mod absence;
mod event;
mod problem;
mod worked;

use std::ops::Range;
use std::sync::Arc;

pub(crate) use self::problem::member_problem;
use super::document::{Document, Entry, Node, View};
use super::grammar;
use super::lower::{Lower, point};
use super::values::{Meaning, Understood, UsedFields, ValueRemarks, read_value};
use crate::calendar::{Date, day_after};
use crate::diagnostic::{Code, Diagnostic, Source, nearest, suggestion};
use crate::entitlement::MemberFault;
use crate::money::{Fte, Money};
use crate::scale::{AreaId, GradeId, Named, PointId, Scale};
use crate::workforce::{FieldChange, Hours, MOST_OF_ONE_MEMBER, Member, Position, Weeks};

/// A member as written, with the pay system that the file names.
#[derive(Clone, Debug)]
pub struct MemberFile {
    /// The pay system: an id or a path.
    pub scale: String,
    /// The member.
    pub member: Member,
    /// Whether it is not known since when the member is in the grade: it is counted from the latest day that it can be.
    pub since_is_unknown: bool,
    /// The first day no longer asked about, where the file says.
    pub until: Option<Date>,
    /// What values of fields were taken as.
    pub understood: Vec<Understood>,
    document: Document,
}

/// Keys of a member that are not fields of rules.
const OWN_KEYS: [&str; 26] = [
    "format",
    "scale",
    "grade",
    "area",
    "point",
    "salary",
    "fte",
    "hours",
    "annual-hours",
    "weeks",
    "paid-weeks",
    "full-time-hours",
    "since",
    "from",
    "until",
    "to",
    "point-since",
    "service-since",
    "working-days",
    "target",
    "protected",
    "last-day",
    "protect",
    "on",
    "kind",
    "temporary",
];

/// Of these only an event has one.
const OF_EVENTS: [&str; 3] = ["on", "kind", "temporary"];

/// Reads a member's file: the member, unless something without which there is none is missing, and every problem that the text
/// alone shows. A member with problems is only good for finding more of them.
pub fn read_member(source: &Arc<Source>) -> (Option<MemberFile>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let document = Document::read(source, &grammar::MEMBER, &mut found);
    member_of(document, found)
}

/// The member of a tree that was held against the grammar.
pub(super) fn member_of(document: Document, mut found: Vec<Diagnostic>) -> (Option<MemberFile>, Vec<Diagnostic>) {
    let source = &Arc::clone(document.source());
    if !document.is_readable() {
        return (None, found);
    }
    let member = Reader { lower: Lower { source, found: &mut found, left_out: None, settlement: 0 } }.member(document.root());
    let scale = document.root().text("scale").map(|(scale, _)| scale.to_owned());
    let until = document.root().date("until").or_else(|| document.root().date("to").map(day_after));
    let since_is_unknown = !document.root().has("since");
    match (member, scale) {
        (Some(member), Some(scale)) => {
            (Some(MemberFile { scale, member, since_is_unknown, until, understood: Vec::new(), document }), found)
        }
        _ => (None, super::or_unreadable(found, source)),
    }
}

impl MemberFile {
    /// The text it was read from.
    pub fn source(&self) -> &Arc<Source> {
        self.document.source()
    }

    /// What the engine found wrong, labelled on the text.
    pub fn labelled(&self, fault: &MemberFault) -> Diagnostic {
        let (span, whole) = self.document.span_of(&fault.path);
        let span = if whole { span } else { self.fallback(&fault.path) };
        let (code, label, help) = member_problem(&fault.problem);
        Diagnostic::new(code, fault.problem.to_string()).at(self.document.source(), span, label).maybe_help(help)
    }

    /// Where to point when the field itself is not written: the day the position counts from, or the grade.
    fn fallback(&self, path: &[String]) -> Range<usize> {
        let other = match path.first().map_or("", String::as_str) {
            "from" => "since",
            "until" => "to",
            _ => "grade",
        };
        self.document.span_of(&[other.to_owned()]).0
    }

    /// Reads grades, areas and points as the pay system means them: by id or title, with a word for a point before a number. What means
    /// nothing, or several, stays as it is, and is found wrong by the engine.
    pub fn read_names(&mut self, scale: &Scale) {
        let member = &mut self.member;
        let position = |position: &mut Position| {
            if let Position::Point(point) = position {
                *point = scale.point_named(&point.to_string());
            }
        };
        let target = |point: &mut PointId| *point = scale.point_named(&point.to_string());
        let grade = |grade: &mut GradeId| {
            if let Named::One(id) = scale.grade_named(grade.as_str()) {
                *grade = id.into();
            }
        };
        let area = |area: &mut AreaId| {
            if let Named::One(id) = scale.area_named(area.as_str()) {
                *area = id.into();
            }
        };
        grade(&mut member.grade);
        member.area.iter_mut().for_each(area);
        position(&mut member.position);
        member.target.iter_mut().for_each(target);
        for change in member.events.iter_mut().flat_map(|event| &mut event.changes) {
            match change {
                FieldChange::Grade(id) => grade(id),
                FieldChange::Area(id) => area(id),
                FieldChange::Position(place) => position(place),
                FieldChange::Target(point) => target(point),
                FieldChange::Hours(_)
                | FieldChange::Weeks(_)
                | FieldChange::Protect
                | FieldChange::Kind(_)
                | FieldChange::Temporary(_)
                | FieldChange::Since(_)
                | FieldChange::PointSince(_)
                | FieldChange::Field(..) => {}
            }
        }
    }

    /// Reads the values of fields as the rules mean them. Returns what is wrong with fields: those that no rule asks for, and values
    /// that no rule names.
    pub fn read_fields(&mut self, used: &UsedFields) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut remarks = ValueRemarks::default();
        let root = self.document.root();
        let events = root.list("event").iter().filter_map(Node::view).flat_map(|view| view.entries);
        let lists = ["event", "absence", "worked"];
        for entry in root.entries.iter().chain(events).filter(|entry| !lists.contains(&entry.key.as_str())) {
            if !OWN_KEYS.contains(&entry.key.as_str())
                && let Some(value) = entry.node.field()
            {
                remarks.note(used, &entry.key, value);
                found.extend(check_field(self.document.source(), entry, used));
            }
        }
        self.understood = remarks.understood().collect();
        let read = |(field, value): (&String, &String)| (field.clone(), read_value(used, field, value));
        self.member.fields = self.member.fields.iter().map(read).collect();
        for change in self.member.events.iter_mut().flat_map(|event| &mut event.changes) {
            if let FieldChange::Field(field, value) = change {
                *value = read_value(used, field, value);
            }
        }
        found
    }
}

/// A field that no rule asks for, or a value that no rule names.
pub(super) fn check_field(source: &Arc<Source>, entry: &Entry, used: &UsedFields) -> Option<Diagnostic> {
    let names = || used.keys().map(String::as_str);
    let Some(values) = used.get(&entry.key) else {
        let known = names().chain(OWN_KEYS).chain(["event", "absence", "worked"]);
        return Some(match nearest(&entry.key, known) {
            Some(near) => Diagnostic::new(Code::UnknownField, format!("no rule of this pay system asks for `{}`", entry.key))
                .at(source, entry.key_span.clone(), "unknown field")
                .help(format!("did you mean `{near}`?")),
            None => Diagnostic::new(Code::UnusedField, format!("no rule of this pay system asks for `{}`", entry.key))
                .at(source, entry.key_span.clone(), "changes nothing")
                .maybe_help(
                    suggestion(&entry.key, names().collect::<Vec<_>>()).map(|help| format!("fields that rules ask for: {help}")),
                ),
        });
    };
    let value = entry.node.field()?;
    let at = |code, title: String, label: &str| Diagnostic::new(code, title).at(source, entry.node.span.clone(), label);
    match values.meaning(&entry.key, value) {
        Meaning::Known | Meaning::Is(_) | Meaning::IsNot(_) => None,
        Meaning::Almost(near) => {
            let title = format!("`{value}` is not a value that any rule on `{}` knows", entry.key);
            Some(at(Code::NearMiss, title, "almost").help(format!("did you mean `{near}`?")))
        }
        Meaning::Unknown if values.known.iter().eq(["no", "yes"]) => {
            let title = format!("`{}` is yes or no, not `{value}`", entry.key);
            Some(at(Code::NearMiss, title, "expected yes or no"))
        }
        Meaning::Unknown => {
            let title = format!("no rule on `{}` names `{value}`", entry.key);
            Some(at(Code::UnknownValue, title, "no rule names it").help(values.written()))
        }
    }
}

struct Reader<'a> {
    lower: Lower<'a>,
}

impl Reader<'_> {
    fn member(&mut self, root: View<'_>) -> Option<Member> {
        let events = self.events(root);
        let absences = self.absences(root);
        let worked = self.worked(root);
        let position = self.position(root);
        for entry in root.entries.iter().filter(|entry| OF_EVENTS.contains(&entry.key.as_str())) {
            let (title, help) = (format!("a member has no key `{}`", entry.key), "an event is a table of its own: [[event]]");
            self.lower.report(Code::UnknownKey, entry.key_span.clone(), title, "unknown key", Some(help));
        }
        if root.has("until") && root.has("to") {
            self.lower.just_one(root, "a member", &["until", "to"]);
        }
        self.one_of_hours(root, "a member");
        let hours = if HOURS.iter().any(|key| root.has(key)) { self.hours(root) } else { Some(Hours::FULL_TIME) };
        let (from, point_since) = (root.date("from"), root.date("point-since"));
        if !root.has("since") && !root.has("from") {
            self.no_day(root);
        }
        // Nobody came to the grade later than to the point.
        let since = root.date("since").or_else(|| from.into_iter().chain(point_since).min())?;
        if !root.has("since") && from.is_none() {
            return None;
        }
        Some(Member {
            grade: root.text("grade")?.0.into(),
            area: root.text("area").map(|(area, _)| area.into()),
            position: position?,
            hours: hours?,
            weeks: weeks(root),
            full_time_hours: root.number("full-time-hours").map(|(hours, _)| hours),
            since,
            from: from.unwrap_or(since),
            point_since,
            service_since: root.date("service-since"),
            working_days: root.get("working-days").map(absence::weekdays),
            target: root.get("target").and_then(point),
            protected: root.flag("protected").unwrap_or(false),
            fields: root.entries.iter().filter_map(field).collect(),
            events,
            absences,
            worked,
            last_day: root.date("last-day"),
        })
    }

    /// A member stands somewhere on some day.
    fn no_day(&mut self, root: View<'_>) {
        let first = root.entries.iter().map(|entry| entry.key_span.clone()).find(|span| !span.is_empty());
        let title = "a member needs `since` (in the grade since) or `from` (the day of the position)";
        let help = "add: since = 2012-07-01; or from, where nobody knows since when";
        self.lower.report(Code::MissingKey, first.unwrap_or(0..0), title, "neither `since` nor `from` in this file", Some(help));
    }

    fn position(&mut self, view: View<'_>) -> Option<Position> {
        match self.lower.just_one(view, "a member", &["point", "salary"])? {
            "point" => point(view.get("point")?).map(Position::Point),
            _ => view.number("salary").and_then(|(salary, _)| Money::new(salary)).map(Position::Salary),
        }
    }

    /// Refuses hours that are said in two ways, and weeks.
    fn one_of_hours(&mut self, view: View<'_>, what: &str) {
        for keys in [&HOURS[..], &["weeks", "paid-weeks"]] {
            if keys.iter().filter(|key| view.has(key)).count() > 1 {
                self.lower.just_one(view, what, keys);
            }
        }
    }

    /// The hours that are said, in whichever way.
    fn hours(&mut self, view: View<'_>) -> Option<Hours> {
        if let Some((hours, _)) = view.number("hours") {
            return Some(Hours::Weekly(hours));
        }
        if let Some((hours, _)) = view.number("annual-hours") {
            return Some(Hours::Annual(hours));
        }
        self.fte(view).map(Hours::Fte)
    }

    fn fte(&mut self, view: View<'_>) -> Option<Fte> {
        let (node, span) = view.get("fte").map(|node| (node, node.span.clone()))?;
        match node.word()?.parse() {
            Ok(fte) => Some(fte),
            Err(error) => {
                let help = "18.5 of 37 hours are 0.5; one person's FTE is never above 1";
                self.lower.report(Code::BadNumber, span, error.to_string(), "expected above 0, up to 1", Some(help));
                Some(Fte::FULL_TIME)
            }
        }
    }

    /// Refuses more of something than is looked through for one member.
    fn not_too_many(&mut self, root: View<'_>, list: &str, what: &str) {
        if let Some(beyond) = root.list(list).get(MOST_OF_ONE_MEMBER) {
            let title = format!("more than {MOST_OF_ONE_MEMBER} {what} of one person, the most that are read");
            self.lower.report(Code::TooLarge, beyond.span.clone(), title, "one more", None);
        }
    }
}

/// In which ways hours are said.
const HOURS: [&str; 3] = ["fte", "hours", "annual-hours"];

/// The part of the year that is said; `None` is all of it.
fn weeks(view: View<'_>) -> Option<Weeks> {
    let number = |key: &str| view.number(key).map(|(weeks, _)| weeks);
    number("weeks").map(Weeks::AtWork).or_else(|| number("paid-weeks").map(Weeks::Paid))
}

/// A key of a member that is a field for rules.
fn field(entry: &Entry) -> Option<(String, String)> {
    let own = OWN_KEYS.contains(&entry.key.as_str());
    if own { None } else { entry.node.field().map(|value| (entry.key.clone(), value.to_owned())) }
}
