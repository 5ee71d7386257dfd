//! A cell of a roster: staff who are alike in every column.

use rust_decimal::Decimal;

use super::{Origin, Roster, Subject, Value};
use crate::calendar::Date;
use crate::money::Fte;
use crate::workforce::{Hours, Member, Position, Weeks};

/// A cell of a roster.
#[derive(Clone, Copy, Debug)]
pub struct Cell<'a> {
    pub(super) roster: &'a Roster,
    pub(super) index: usize,
}

impl<'a> Cell<'a> {
    /// Its index in the roster.
    pub fn index(self) -> usize {
        self.index
    }

    /// The index of its value in each column.
    pub fn indices(self) -> &'a [u32] {
        let width = self.roster.columns.len();
        &self.roster.indices[self.index * width..(self.index + 1) * width]
    }

    /// How many it holds.
    pub fn headcount(self) -> u64 {
        self.roster.headcounts[self.index]
    }

    /// Where they stand in the file.
    pub fn origin(self) -> Origin {
        self.roster.origins[self.index]
    }

    /// Its value in the column of this index.
    pub fn at(self, column: usize) -> &'a Value {
        &self.roster.columns[column].values[self.indices()[column] as usize]
    }

    /// Its value of a subject; `None` where that was not given.
    pub fn value(self, subject: &Subject) -> Option<&'a Value> {
        self.roster.column(subject).map(|column| self.at(column)).filter(|value| **value != Value::Blank)
    }

    /// Full-time posts in each row, where those are counted and not people.
    pub fn posts(self) -> Option<Decimal> {
        match self.value(&Subject::Posts) {
            Some(Value::Posts(posts)) => Some(*posts),
            _ => None,
        }
    }

    /// Their hours, as a share of full time.
    pub fn fte(self) -> Fte {
        match self.value(&Subject::Fte) {
            Some(Value::Fte(fte)) => *fte,
            _ => Fte::FULL_TIME,
        }
    }

    fn number(self, subject: &Subject) -> Option<Decimal> {
        match self.value(subject) {
            Some(Value::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// Their hours, as they are said.
    fn hours(self) -> Hours {
        let of_week = self.number(&Subject::Hours).map(Hours::Weekly);
        let said = of_week.or_else(|| self.number(&Subject::AnnualHours).map(Hours::Annual));
        said.unwrap_or_else(|| Hours::Fte(self.fte()))
    }

    /// The part of the year that they work, where that is said.
    fn weeks(self) -> Option<Weeks> {
        let at_work = self.number(&Subject::Weeks).map(Weeks::AtWork);
        at_work.or_else(|| self.number(&Subject::PaidWeeks).map(Weeks::Paid))
    }

    /// Where they stand, if that is known.
    pub fn position(self) -> Option<Position> {
        match (self.value(&Subject::Point), self.value(&Subject::Salary)) {
            (Some(Value::Point(point)), _) => Some(Position::Point(point.clone())),
            (_, Some(Value::Salary(salary))) => Some(Position::Salary(*salary)),
            _ => None,
        }
    }

    /// A day, where one is given.
    pub fn date(self, subject: &Subject) -> Option<Date> {
        match self.value(subject) {
            Some(Value::Date(day)) => Some(*day),
            _ => None,
        }
    }

    /// One of them, standing at this place on a day, or on the later one on which they come into post; then they are new to the grade.
    /// Without a day in the grade they have been there since `long_ago`.
    pub fn member(self, position: Position, as_at: Date, long_ago: Date) -> Member {
        self.member_who_comes(position, as_at, self.date(&Subject::From).filter(|comes| *comes > as_at), long_ago)
    }

    /// The same where it is known whether, and when, they come into post after the day.
    pub fn member_who_comes(self, position: Position, as_at: Date, comes: Option<Date>, long_ago: Date) -> Member {
        let from = comes.unwrap_or(as_at);
        let text = |subject: &Subject| match self.value(subject) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        let fields =
            self.roster.columns.iter().enumerate().filter_map(|(index, column)| match (&column.subject, self.at(index)) {
                (Subject::Field(name), Value::Text(text)) => Some((name.clone(), text.clone())),
                _ => None,
            });
        let service_since = self.date(&Subject::ServiceSince);
        // Nobody came to the grade before the employer.
        let long_ago = service_since.map_or(long_ago, |service| service.max(long_ago).min(from));
        let since = self.date(&Subject::Since).unwrap_or(long_ago);
        Member {
            from,
            hours: self.hours(),
            weeks: self.weeks(),
            full_time_hours: self.number(&Subject::FullTimeHours),
            service_since,
            point_since: self.date(&Subject::PointSince),
            target: match self.value(&Subject::Target) {
                Some(Value::Point(target)) => Some(target.clone()),
                _ => None,
            },
            protected: self.value(&Subject::Protected) == Some(&Value::Flag(true)),
            fields: fields.collect(),
            last_day: self.date(&Subject::LastDay),
            ..Member::new(
                // Of a system without ranges nobody asks for the grade.
                text(&Subject::Grade).unwrap_or("").into(),
                text(&Subject::Area).map(Into::into),
                position,
                comes.map_or(since, |comes| since.max(comes)),
            )
        }
    }
}
