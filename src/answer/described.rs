//! A member as they are described, field by field, instead of in a file.

use super::pay_files::{self, System};
use super::{Failure, Session};
use crate::calendar::{Date, day_before};
use crate::diagnostic::{Code, Diagnostic, Help, Setting};
use crate::scale::{GradeId, Named, Scale};
use crate::scale_file::MemberFile;
use crate::settlement::Range;

/// Where somebody stands. What is not known is left out.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Described {
    /// The grade.
    pub grade: Option<String>,
    /// The area.
    pub area: Option<String>,
    /// The point on the first day.
    pub point: Option<String>,
    /// The annual salary at full time on the first day, for a range by pay.
    pub salary: Option<String>,
    /// Hours as a share of full time.
    pub fte: Option<String>,
    /// Hours a week, instead of a share of full time.
    pub hours: Option<String>,
    /// Hours a year with paid leave in them, instead of a share of full time.
    pub annual_hours: Option<String>,
    /// Weeks at work a year, where that is not all of it.
    pub weeks: Option<String>,
    /// Weeks that are paid of a year, instead of weeks at work.
    pub paid_weeks: Option<String>,
    /// Full-time hours a week, where the pay system states none or others hold for the member.
    pub full_time_hours: Option<String>,
    /// In the grade since this day.
    pub since: Option<Date>,
    /// The day on which the member stands on the point; that since which in the grade unless given, or else the day of the question.
    pub from: Option<Date>,
    /// On the point since this day.
    pub point_since: Option<Date>,
    /// With the employer since this day.
    pub service_since: Option<Date>,
    /// The top point of the member's own grade, where employers set grades on a national spine.
    pub target: Option<String>,
    /// Pay above the target is protected.
    pub protected: bool,
    /// A field that rules ask for, such as rating=B; can be given more than once.
    pub field: Vec<(String, String)>,
}

/// Something that has to be said of a member, or that it helps to say.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Wanted {
    /// What.
    pub setting: Setting,
    /// The question.
    pub asks: String,
    /// What there is to choose from: ids and titles.
    pub choices: Vec<(String, String)>,
    /// Whether there is an answer without it.
    pub can_be_left_out: bool,
}

impl Wanted {
    pub(super) fn new(setting: Setting, asks: impl Into<String>) -> Wanted {
        Wanted { setting, asks: asks.into(), choices: Vec::new(), can_be_left_out: false }
    }

    pub(super) fn among<'a>(self, choices: impl Iterator<Item = (&'a str, &'a str)>) -> Wanted {
        let choices = choices.map(|(id, title)| (id.to_owned(), title.to_owned())).collect();
        Wanted { choices, ..self }
    }

    fn optional(self) -> Wanted {
        Wanted { can_be_left_out: true, ..self }
    }

    /// What there is to choose from, on one line.
    pub fn choices_in_words(&self) -> String {
        let one = |(id, title): &(String, String)| if id == title { id.clone() } else { format!("{id} ({title})") };
        self.choices.iter().map(one).collect::<Vec<_>>().join(", ")
    }

    /// As a problem of a question that lacks it.
    pub(super) fn problem(&self) -> Diagnostic {
        let what = match (self.choices.as_slice(), &self.setting) {
            ([], Setting::Since) => "such as 1/4/2024; without it, what depends on it is said".to_owned(),
            ([], Setting::FullTimeHours) => "such as 37".to_owned(),
            ([], Setting::Salary) => "such as 32000".to_owned(),
            ([], Setting::Grade | Setting::Area) => "by its id or title".to_owned(),
            ([], _) => "as on a payslip".to_owned(),
            ([(first, _), .., (last, _)], _) if self.choices.len() > 24 => format!("one of {first} to {last}"),
            _ => format!("one of {}", self.choices_in_words()),
        };
        let title = if self.can_be_left_out { format!("{} It may be left out", self.asks) } else { self.asks.clone() };
        Diagnostic::new(Code::MissingKey, title).help(Help::asking(self.setting.clone(), what))
    }
}

impl Described {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        *self == Described::default()
    }

    /// Whether no day is said.
    pub(super) fn stands_today(&self) -> bool {
        self.from.is_none() && self.since.is_none()
    }

    /// The first day: that on which the member stands on the point, since which they are in the grade, or else the day of the question.
    pub(super) fn first_day(&self, session: &Session<'_>) -> Date {
        self.from.or(self.since).unwrap_or(session.today)
    }

    /// What is not said yet: what has to be, and what may be left out.
    pub(super) fn wanted(&self, session: &Session<'_>, system: &System) -> Vec<Wanted> {
        let scale = &system.loaded.value;
        let mut wanted = Vec::new();
        let grade = self.grade.as_deref().map(|text| scale.grade_named(text));
        let known = match grade {
            Some(Named::One(id)) => scale.grade(&id.into()).map(|grade| (GradeId::from(id), grade)),
            _ => None,
        };
        if self.grade.is_none() && scale.has_ranges() {
            wanted.push(Wanted::new(Setting::Grade, "Which grade?").among(scale.grade_names()));
        }
        if self.area.is_none() && !scale.areas.is_empty() {
            let area = Wanted::new(Setting::Area, "In which area?").among(scale.area_names());
            let needed = self.needs_area(session, system, known.as_ref().map(|(id, _)| id));
            wanted.push(if needed { area } else { area.optional() });
        }
        // Without the grade a point is asked for: most ranges are by points.
        let by_pay = known.as_ref().is_some_and(|(id, grade)| grade.spine.is_none() || self.is_by_pay(session, system, id));
        if self.point.is_none() && self.salary.is_none() {
            wanted.push(if by_pay || !scale.has_ranges() {
                Wanted::new(Setting::Salary, "Which salary a year, at full time?")
            } else {
                self.point_wanted(session, system, known.as_ref().map(|(id, _)| id))
            });
        }
        if self.since.is_none() {
            wanted.push(Wanted::new(Setting::Since, "In the grade since when?").optional());
        }
        let local = known.as_ref().map_or_else(|| scale.grades.iter().all(|(_, grade)| grade.local), |(_, grade)| grade.local);
        if self.target.is_none() && local && scale.has_ranges() {
            let asks = format!("Which {} is the top of the member's own grade?", scale.point_word);
            wanted.push(Wanted::new(Setting::Target, asks).optional());
        }
        let has_hours = self.hours.is_some() || self.annual_hours.is_some();
        if has_hours && self.full_time_hours.is_none() && states_no_hours(system, self.first_day(session)) {
            wanted.push(Wanted::new(Setting::FullTimeHours, "How many hours a week are full time?"));
        }
        wanted
    }

    /// Whether the ranges of a grade on the first day are by pay, though there were points before.
    fn is_by_pay(&self, session: &Session<'_>, system: &System, grade: &GradeId) -> bool {
        let Ok(tables) = system.history.tables_at(self.first_day(session)) else { return false };
        let mut ranges = tables.ranges.iter().filter(|((known, _), _)| known == grade).peekable();
        ranges.peek().is_some() && ranges.all(|(_, range)| matches!(range, Range::Pay { .. }))
    }

    /// Whether ranges are by area: that of the grade, or where it is not known all of them.
    fn needs_area(&self, session: &Session<'_>, system: &System, grade: Option<&GradeId>) -> bool {
        let tables = system
            .history
            .tables_at(self.first_day(session))
            .or_else(|early| early.first.map_or(Err(early), |first| system.history.tables_at(first)));
        let Ok(tables) = tables else { return false };
        let mut keys = tables.ranges.keys().filter(|(known, _)| grade.is_none_or(|grade| grade == known)).peekable();
        keys.peek().is_some() && keys.all(|(_, area)| area.is_some())
    }

    /// Which point, with those that there are on the day.
    fn point_wanted(&self, session: &Session<'_>, system: &System, grade: Option<&GradeId>) -> Wanted {
        let scale = &system.loaded.value;
        let wanted = Wanted::new(Setting::Point, format!("Which {}?", scale.point_word));
        let ends = grade.and_then(|grade| {
            let tables = system.history.tables_at(self.first_day(session)).ok()?;
            let area = self.area.as_deref().and_then(|text| match scale.area_named(text) {
                Named::One(id) => Some(id.into()),
                _ => None,
            });
            let mut ranges = tables
                .ranges
                .iter()
                .filter(|((known, place), _)| known == grade && (area.is_none() || place.is_none() || *place == area));
            let (_, range) = ranges.next()?;
            let spine = tables.spines.get(scale.grade(grade)?.spine.as_ref()?)?;
            let Range::Points { minimum, target, .. } = range else { return None };
            let (low, high) = (spine.rank(minimum)?, spine.rank(target)?);
            Some(spine.points.get(low..=high)?.iter().map(ToString::to_string).collect::<Vec<_>>())
        });
        let points = ends.unwrap_or_else(Vec::new);
        wanted.among(points.iter().map(|point| (point.as_str(), point.as_str())))
    }

    /// The member, read as a file is.
    pub(super) fn member(
        &self,
        session: &Session<'_>,
        (command, scale): (&str, Option<&str>),
        system: &Scale,
        until: Option<Date>,
    ) -> (Option<MemberFile>, Vec<Diagnostic>) {
        let mut line = session.description(command);
        match scale {
            Some(scale) => line.text("scale", scale),
            None => line.given("scale", system.id.as_str()),
        }
        let texts = [
            ("grade", &self.grade),
            ("area", &self.area),
            ("point", &self.point),
            ("salary", &self.salary),
            ("fte", &self.fte),
            ("hours", &self.hours),
            ("annual-hours", &self.annual_hours),
            ("weeks", &self.weeks),
            ("paid-weeks", &self.paid_weeks),
            ("full-time-hours", &self.full_time_hours),
            ("target", &self.target),
        ];
        for (key, value) in texts {
            if let Some(value) = value {
                line.text(key, value);
            }
        }
        let from = self.from.or_else(|| self.since.is_none().then_some(session.today));
        let days = [
            ("since", self.since),
            ("from", from),
            ("point-since", self.point_since),
            ("service-since", self.service_since),
            ("to", until.map(day_before)),
        ];
        for (key, value) in days {
            if let Some(value) = value {
                line.date(key, value);
            }
        }
        if self.protected {
            line.flag("protected");
        }
        for (name, value) in &self.field {
            line.field(name, value);
        }
        line.member()
    }
}

/// Whether there is no answer without some of what is not said yet.
pub(super) fn lacks(wanted: &[Wanted]) -> bool {
    wanted.iter().any(|wanted| !wanted.can_be_left_out)
}

/// The question for the pay system, with those that are shipped.
pub(super) fn system_wanted() -> Wanted {
    let shipped: Vec<(&str, String)> = pay_files::systems_shipped().collect();
    Wanted::new(Setting::Scale, "Which pay system?").among(shipped.iter().map(|(id, title)| (*id, title.as_str())))
}

/// Asks for everything that has to be said yet, at once.
pub(super) fn asked_for_all(system: Option<&System>, who: &Described, session: &Session<'_>) -> Failure {
    let wanted = if let Some(system) = system {
        who.wanted(session, system)
    } else {
        let place = who.point.as_ref().or(who.salary.as_ref());
        let grade = who.grade.is_none().then(|| Wanted::new(Setting::Grade, "Which grade?"));
        let point = place.is_none().then(|| Wanted::new(Setting::Point, "Which point?"));
        let since = who.since.is_none().then(|| Wanted::new(Setting::Since, "In the grade since when?").optional());
        std::iter::once(system_wanted()).chain(grade).chain(point).chain(since).collect()
    };
    let (rest, needed): (Vec<Wanted>, Vec<Wanted>) = wanted.into_iter().partition(|wanted| wanted.can_be_left_out);
    Failure::Problems(needed.iter().chain(&rest).map(Wanted::problem).collect())
}

/// Whether the pay system states no full-time hours on a day.
fn states_no_hours(system: &System, day: Date) -> bool {
    system.history.tables_at(day).is_ok_and(|tables| tables.hours_per_week.is_none())
}
