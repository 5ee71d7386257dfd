//! A member described by options, for the commands that need no file of one.

use clap::{ArgAction, Args};

use super::line::Line;
use crate::answer::Described;
use crate::answer::typed::{date, field};
use crate::calendar::Date;

/// Where a member stands, beside grade and area.
#[derive(Args, Debug)]
pub(super) struct MemberArgs {
    /// The point, as on a payslip: 12, "SCP 12", 5-top
    #[arg(long, conflicts_with = "salary", help_heading = MEMBER)]
    point: Option<String>,
    /// The annual salary at full time, for a range by pay, or off the scale of a grade with points
    #[arg(long, help_heading = MEMBER)]
    salary: Option<String>,
    /// Hours as a share of full time: 0.6, or exactly 22.2/37
    #[arg(long, allow_negative_numbers = true, help_heading = MEMBER)]
    fte: Option<String>,
    /// Hours a week, instead of --fte
    #[arg(long, conflicts_with = "fte", help_heading = MEMBER)]
    hours: Option<String>,
    /// Hours a year with paid leave in them, instead of --fte
    #[arg(long, value_name = "HOURS", conflicts_with_all = ["fte", "hours"], help_heading = MEMBER)]
    annual_hours: Option<String>,
    /// Weeks at work a year, of term-time work; the pay system says how many are paid
    #[arg(long, value_name = "WEEKS", help_heading = MEMBER)]
    weeks: Option<String>,
    /// Weeks that are paid of a year, leave included, instead of --weeks
    #[arg(long, value_name = "WEEKS", conflicts_with = "weeks", help_heading = MEMBER)]
    paid_weeks: Option<String>,
    /// In the grade since this day; what depends on it is said where it is left out
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = MEMBER)]
    since: Option<Date>,
    /// The day on which the member stands on the point, such as today; --since unless given, and today without it
    #[arg(long, value_name = "DATE|today", value_parser = date, help_heading = MEMBER)]
    on: Option<Date>,
    /// On the point since this day
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = MEMBER)]
    point_since: Option<Date>,
    /// With the employer since this day: what the leave of term-time work goes by
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = MEMBER)]
    service_since: Option<Date>,
    /// The top point of the member's own grade, where employers set grades on a national spine
    #[arg(long, value_name = "POINT", help_heading = MEMBER)]
    target: Option<String>,
    /// Pay above the target is protected
    #[arg(long, help_heading = MEMBER)]
    protected: bool,
    /// A field that rules ask for, such as rating=B; can be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = field, action = ArgAction::Append, help_heading = MEMBER)]
    field: Vec<(String, String)>,
}

/// A member described by options alone, where `--grade` and `--area` say nothing else.
#[derive(Args, Debug)]
pub(super) struct DescribedArgs {
    /// The grade, by its id or title
    #[arg(long, help_heading = MEMBER)]
    grade: Option<String>,
    /// The area, by its id or title
    #[arg(long, help_heading = MEMBER)]
    area: Option<String>,
    #[command(flatten)]
    who: MemberArgs,
    /// Full-time hours a week, where the pay system states none or yours are others
    #[arg(long, value_name = "HOURS", help_heading = MEMBER)]
    full_time_hours: Option<String>,
}

impl DescribedArgs {
    /// What they say.
    pub(super) fn described(&self) -> Described {
        let who = self.who.described(self.grade.clone(), self.area.clone());
        Described { full_time_hours: self.full_time_hours.clone(), ..who }
    }
}

/// What these options stand under in the help.
pub(super) const MEMBER: &str = "Member";

/// Every option that describes a member, beside grade and area.
pub(super) const OPTIONS: [&str; 14] = [
    "point",
    "salary",
    "fte",
    "hours",
    "annual_hours",
    "weeks",
    "paid_weeks",
    "since",
    "on",
    "point_since",
    "service_since",
    "target",
    "protected",
    "field",
];

impl MemberArgs {
    /// What they say, with grade and area.
    pub(super) fn described(&self, grade: Option<String>, area: Option<String>) -> Described {
        Described {
            grade,
            area,
            point: self.point.clone(),
            salary: self.salary.clone(),
            fte: self.fte.clone(),
            hours: self.hours.clone(),
            annual_hours: self.annual_hours.clone(),
            weeks: self.weeks.clone(),
            paid_weeks: self.paid_weeks.clone(),
            full_time_hours: None,
            since: self.since,
            from: self.on,
            point_since: self.point_since,
            service_since: self.service_since,
            target: self.target.clone(),
            protected: self.protected,
            field: self.field.clone(),
        }
    }
}

/// A member as options.
pub(super) fn put_member(who: &Described, line: &mut Line) {
    let Described { grade, area, point, salary, fte, hours, annual_hours, weeks, paid_weeks, full_time_hours, .. } = who;
    let Described { since, from, point_since, service_since, target, protected, field, .. } = who;
    line.each("grade", grade);
    line.each("area", area);
    line.each("point", point);
    line.each("salary", salary);
    line.each("fte", fte);
    line.each("hours", hours);
    line.each("annual-hours", annual_hours);
    line.each("weeks", weeks);
    line.each("paid-weeks", paid_weeks);
    line.each("full-time-hours", full_time_hours);
    line.each("since", since);
    line.each("on", from);
    line.each("point-since", point_since);
    line.each("service-since", service_since);
    line.each("target", target);
    line.fields("field", field);
    line.tick("protected", *protected);
}
