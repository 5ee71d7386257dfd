//! Facts of one row that contradict each other, or are missing: a point and a salary, posts and an FTE, no grade.

use super::value::Wrong;
use crate::diagnostic::Code;
use crate::money::Fte;
use crate::workforce::{Subject, Value};

/// Which of the things are said that bear on each other.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct RowFacts(u8);

const GRADE: u8 = 1;
const POINT: u8 = 1 << 1;
const SALARY: u8 = 1 << 2;
const POSTS: u8 = 1 << 3;
const PART_TIME: u8 = 1 << 4;
const FTE: u8 = 1 << 5;
const HOURS: u8 = 1 << 6;
const WEEKS: u8 = 1 << 7;

impl RowFacts {
    /// What a value of a column says.
    pub(super) fn by(subject: &Subject, value: &Value) -> RowFacts {
        RowFacts(match (subject, value) {
            (_, Value::Blank) => 0,
            (Subject::Grade, _) => GRADE,
            (Subject::Point, _) => POINT,
            (Subject::Salary, _) => SALARY,
            (Subject::Posts, _) => POSTS,
            (Subject::Fte, fte) if *fte != Value::Fte(Fte::FULL_TIME) => FTE | PART_TIME,
            (Subject::Fte, _) => FTE,
            (Subject::Hours | Subject::AnnualHours, _) => HOURS | PART_TIME,
            (Subject::Weeks | Subject::PaidWeeks, _) => WEEKS | PART_TIME,
            _ => 0,
        })
    }

    pub(super) fn add(&mut self, other: RowFacts) {
        self.0 |= other.0;
    }

    fn all(self, things: u8) -> bool {
        self.0 & things == things
    }

    /// What cannot be said together in one row, or is not said at all.
    pub(super) fn contradiction(self, grade_needed: bool, posts_needed: bool) -> Option<Wrong> {
        let wrong = |code, problem: &str, help: &str| Some((code, problem.to_owned(), Some(help.into())));
        if grade_needed && !self.all(GRADE) {
            return wrong(Code::UnknownGrade, "this row has no grade", "a grade says which range pay is in");
        }
        if posts_needed && !self.all(POSTS) {
            let help = "a row of posts says how many; take out rows that are no posts";
            return wrong(Code::BadNumber, "this row has no number of posts", help);
        }
        if self.all(POINT | SALARY) {
            let help = "the point decides the salary: leave one of them blank";
            return wrong(Code::ConflictingKeys, "this row has both a point and a salary", help);
        }
        if self.all(POSTS | PART_TIME) {
            let (what, help) = if self.all(HOURS) || self.all(WEEKS) {
                ("hours or weeks", "posts count full time: leave hours and weeks blank")
            } else {
                ("an FTE", "posts count full time: leave the FTE blank")
            };
            return wrong(Code::ConflictingKeys, &format!("this row has full-time posts and {what}"), help);
        }
        if self.all(FTE | HOURS) {
            let help = "each says how much is worked: leave one of them blank";
            return wrong(Code::ConflictingKeys, "this row has both an FTE and hours", help);
        }
        None
    }
}
