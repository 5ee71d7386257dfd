//! What hours and weeks come to as a share of full time.

use rust_decimal::Decimal;

use super::assumption::{Assumption, Assumptions, HoursAssumption};
use super::check::{MemberFault, MemberProblem, fault};
use crate::calendar::Date;
use crate::money::{Exact, Fte};
use crate::scale::{Origin, TermTime, WeeksPerYear, paid_of};
use crate::settlement::History;
use crate::workforce::{Hours, Member, Weeks};

/// The share of full time that a member's hours and weeks come to on a day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ShareOfFullTime {
    /// The share.
    pub fte: Fte,
    /// The next day on which longer service makes more of the year paid.
    pub until: Option<Date>,
    /// What was assumed.
    pub assumptions: Vec<Assumption>,
}

/// The share of full time that a member's hours and weeks come to on a day, by what holds then. Changes of later days do not count.
///
/// ```
/// use payspine::calendar::Date;
/// use payspine::workforce::{Hours, Member, Position, Weeks};
/// use payspine::{entitlement, scale_file, settlement::History};
///
/// let history = History::new(scale_file::shipped("njc").unwrap(), None).unwrap();
/// let day = Date::constant(2025, 4, 1);
/// let member = Member::new("local".into(), None, Position::Point("4".into()), day)
///     .hours(Hours::Weekly("25".parse().unwrap()))
///     .weeks(Weeks::AtWork("39".parse().unwrap()));
/// let share = entitlement::share_of_full_time(&history, &member, day).unwrap();
/// assert_eq!(share.fte.to_string(), "975/1699.891");
/// assert_eq!(share.until, Some(Date::constant(2030, 4, 1)));
/// ```
///
/// # Errors
///
/// Hours or weeks that do not fit the pay system, with the field they are in.
pub fn share_of_full_time(history: &History, member: &Member, day: Date) -> Result<ShareOfFullTime, MemberFault> {
    let mut assumptions = Assumptions::default();
    let pattern = WorkPattern { history, member, hours: member.hours, weeks: member.weeks, day };
    let counted = pattern.count(&mut assumptions).map_err(|(key, problem)| fault(&[key], problem))?;
    Ok(ShareOfFullTime { fte: counted.fte, until: pattern.next_leave(), assumptions: assumptions.into_list() })
}

/// What a payroll may take the share of full time of term-time work to be: for the weeks at work alone, and with the leave of every
/// length of service.
pub(crate) fn shares_otherwise(history: &History, member: &Member, day: Date) -> Vec<Fte> {
    let pattern = WorkPattern { history, member, hours: member.hours, weeks: member.weeks, day };
    let (Some(Weeks::AtWork(at_work)), Some(rule), Ok(year)) = (member.weeks, pattern.rule(), pattern.year()) else {
        return Vec::new();
    };
    let Ok(of_hours) = pattern.of_hours(&mut Assumptions::ignored()) else { return Vec::new() };
    let with_leave = rule.leave.iter().filter_map(|leave| Some(rule.paid(at_work, leave.weeks, year)?.share));
    paid_of(at_work, year).into_iter().chain(with_leave).filter_map(|of_weeks| of_hours.times(of_weeks)).collect()
}

/// Hours and weeks of a member on a day.
pub(super) struct WorkPattern<'a> {
    pub(super) history: &'a History,
    pub(super) member: &'a Member,
    pub(super) hours: Hours,
    pub(super) weeks: Option<Weeks>,
    pub(super) day: Date,
}

/// What they come to.
pub(super) struct Counted {
    pub(super) fte: Fte,
    /// The leave that paid weeks were counted with.
    pub(super) leave: Option<Decimal>,
}

impl WorkPattern<'_> {
    /// The share of full time, by the full-time hours in force and the leave that service has earned; or what is wrong, with its key.
    pub(super) fn count(&self, assumptions: &mut Assumptions) -> Result<Counted, (&'static str, MemberProblem)> {
        let of_hours = self.of_hours(assumptions).map_err(|problem| (self.hours.key(), problem))?;
        let Some(weeks) = self.weeks else { return Ok(Counted { fte: of_hours, leave: None }) };
        let of_weeks = self.of_weeks(weeks, assumptions).map_err(|problem| (weeks.key(), problem))?;
        let too_long = || self.wrong_hours(format!("at {weeks} weeks a year have more digits than are held"));
        let fte = of_hours.times(of_weeks.fte).ok_or_else(|| (self.hours.key(), too_long()))?;
        Ok(Counted { fte, ..of_weeks })
    }

    fn of_hours(&self, assumptions: &mut Assumptions) -> Result<Fte, MemberProblem> {
        let hours = match self.hours {
            Hours::Fte(fte) => return Ok(fte),
            Hours::Weekly(hours) | Hours::Annual(hours) => hours,
        };
        let of_system = || self.history.tables_at(self.day).ok().and_then(|tables| tables.hours_per_week);
        let full_time = self.member.full_time_hours.or_else(of_system);
        let full_time = full_time.ok_or(MemberProblem::NoFullTime { hours, per: self.per() })?;
        if let Hours::Weekly(hours) = self.hours {
            let why = || self.wrong_hours(format!("are not above 0 and up to the full time of {full_time}"));
            return Fte::of_hours(hours, full_time).ok_or_else(why);
        }
        let year = self.year()?;
        let (above, below) = year.sides();
        let why = || self.wrong_hours(format!("are not above 0 and up to the full time of {full_time} × {year}"));
        let share = Fte::of_products(&[hours, below], &[full_time, above]).ok_or_else(why)?;
        assumptions.note(|| Assumption::Hours(HoursAssumption::OfAYear { hours, full_time, year: year.to_string() }));
        Ok(share)
    }

    fn wrong_hours(&self, why: String) -> MemberProblem {
        MemberProblem::Hours { hours: self.hours.to_string(), per: self.per(), why }
    }

    fn per(&self) -> &'static str {
        if matches!(self.hours, Hours::Annual(_)) { "year" } else { "week" }
    }

    fn year(&self) -> Result<&WeeksPerYear, MemberProblem> {
        self.history.scale().conventions.weeks_per_year.as_ref().ok_or(MemberProblem::NoWeeksPerYear)
    }

    /// Paid weeks as a share of a year.
    fn of_weeks(&self, weeks: Weeks, assumptions: &mut Assumptions) -> Result<Counted, MemberProblem> {
        if matches!(self.hours, Hours::Annual(_)) {
            return Err(MemberProblem::WeeksOfAnnualHours);
        }
        let at_work = match weeks {
            Weeks::AtWork(at_work) => at_work,
            Weeks::Paid(paid) => {
                let year = self.year()?;
                let wrong = || MemberProblem::Weeks { weeks: paid, most: year.to_string() };
                return Ok(Counted { fte: paid_of(paid, year).ok_or_else(wrong)?, leave: None });
            }
        };
        let unknown = |known_from| MemberProblem::NoPaidWeeks { weeks: at_work, known_from };
        let rule = self.rule().ok_or(unknown(None))?;
        let year = self.year()?;
        if let Some(from) = rule.from.filter(|from| *from > self.day) {
            return Err(unknown(Some(from)));
        }
        let leave = rule.leave_on(self.day, self.service_since()).ok_or(unknown(None))?;
        let wrong = || MemberProblem::Weeks { weeks: at_work, most: format!("{year} less {leave} of leave") };
        let paid = rule.paid(at_work, leave, year).ok_or_else(wrong)?;
        self.note(assumptions, (at_work, leave, paid.weeks), rule, year);
        Ok(Counted { fte: paid.share, leave: Some(leave) })
    }

    fn rule(&self) -> Option<&TermTime> {
        self.history.scale().conventions.term_time.as_ref()
    }

    /// With the employer since.
    fn service_since(&self) -> Date {
        self.member.service_since.unwrap_or(self.member.since)
    }

    /// Notes how paid weeks were counted, and with service that is not given what the longest would make of them.
    fn note(
        &self,
        assumptions: &mut Assumptions,
        (at_work, leave, paid): (Decimal, Decimal, Exact),
        rule: &TermTime,
        year: &WeeksPerYear,
    ) {
        let rounded = rule.rounding.is_some();
        let what = HoursAssumption::PaidWeeks { at_work, paid, leave, year: year.to_string(), rounded };
        assumptions.note(|| Assumption::Hours(what));
        let of_rule = match &rule.origin {
            Origin { assumed: Some(why), .. } => Some(HoursAssumption::Rule(why.clone())),
            Origin { source: None, .. } => Some(HoursAssumption::NoSource),
            Origin { .. } => None,
        };
        if let Some(what) = of_rule {
            assumptions.note(|| Assumption::Hours(what));
        }
        let since = self.service_since();
        let later = rule.leave.iter().rfind(|other| other.service.after(since) > self.day);
        if let (None, Some(later)) = (self.member.service_since, later)
            && let Some(then) = rule.paid(at_work, later.weeks, year)
        {
            let what = HoursAssumption::Service { since: Some(since), then: later.service.to_string(), paid: then.weeks };
            assumptions.note(|| Assumption::Hours(what));
        }
    }

    /// The next day on which service has earned more leave.
    pub(super) fn next_leave(&self) -> Option<Date> {
        let Some(Weeks::AtWork(_)) = self.weeks else { return None };
        self.rule()?.changes(self.service_since()).filter(|day| *day > self.day).min()
    }
}
