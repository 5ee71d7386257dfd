//! A plan of recovery: the policy read, pay expected, instalments and what is worth raising.

use std::path::Path;

use super::RecoveryTerms;
use super::owed::{Owed, Sum};
use super::pays::{MONTHS, Pays, day_of, net_tables};
use crate::answer::pay_files;
use crate::answer::session::Text;
use crate::answer::{Failure, Session};
use crate::calendar::{Date, Length, Month};
use crate::delimited::cut_off;
use crate::diagnostic::{Code, Diagnostic, Setting, suggestion};
use crate::money::{Currency, Money};
use crate::month_file;
use crate::net_pay::Recoverable;
use crate::recovery::{self, Breach, Circumstances, Debt, Flag, Outcome, RecoveryPolicy, Schedule};
use crate::report::{Assumption, AuditView, CheckedPlan, Estimated, Input, PlanAssumption, RecoverView};
use crate::scale_file::{self, FileKind, Loaded};

/// What came of it.
pub(in crate::answer) struct Planned {
    policy: Loaded<RecoveryPolicy>,
    /// What its readers are warned of, and those of the tables.
    warnings: Vec<Diagnostic>,
    debt: Debt,
    stated: Money,
    schedule: Schedule,
    plan: Option<GivenPlan>,
    flags: Vec<Flag>,
    estimates: Vec<Estimated>,
    recovered: Vec<Recoverable>,
    assumptions: Vec<Assumption>,
    inputs: Vec<Input>,
}

/// An employer's plan and what it breaks.
struct GivenPlan {
    months: Vec<(Month, Money)>,
    breaks: Vec<Breach>,
}

impl Planned {
    pub(in crate::answer) fn new(session: &Session<'_>, terms: &RecoveryTerms, owed: &Owed) -> Result<Planned, Failure> {
        let (Some(policy), Some(told), Some(pay)) = (&terms.policy, terms.told, terms.pay.pay) else {
            let why = "a plan needs a policy, the day on which the member was told, and pay";
            return Err(Failure::asks([Setting::Policy, Setting::Told, Setting::Pay], why));
        };
        terms.fits(told, owed)?;
        let text = policy_text(session, policy)?;
        let loaded = scale_file::read_policy(&text.source)?;
        let policy = loaded.value.as_ref();
        let mut inputs = vec![text.input];
        let mut warnings = loaded.warnings.clone();
        let texts =
            [&terms.plan, &terms.pay.pay_file].map(|path| path.as_deref().map(|path| pay_files::read(session, path)).transpose());
        let [plan, months] = texts;
        let (plan, months) = (plan?, months?);
        let mut rows_of = |text: &Option<Text>, rows: Option<usize>| {
            if let Some(text) = text {
                warnings.extend(cut_off(&text.source.name, text.source.text.as_bytes()));
                inputs.push(Input { rows: rows.map(|rows| rows as u64), ..text.input.clone() });
            }
        };
        let pounds = Currency::pounds();
        let plan_read = plan.as_ref().map(|text| month_file::read_plan(&text.source, &pounds));
        let months_read = months.as_ref().map(|text| month_file::read_months(&text.source, &pounds));
        let (given_plan, given_months) = both(plan_read.transpose(), months_read.transpose())?;
        rows_of(&plan, given_plan.as_ref().map(Vec::len));
        rows_of(&months, given_months.as_ref().map(Vec::len));
        let (plan, months) = (given_plan, given_months);
        let months = months.unwrap_or_else(Vec::new);
        let (tables, of_tables) = net_tables(terms.pay.pension.as_deref(), terms.pay.scottish_tax)?;
        let pays = Pays::expected(&terms.pay, pay, &tables, &months, told, terms.member.leaver)?;
        let of_policy = policy.assumed.as_ref().map(|why| PlanAssumption::Policy { why: why.clone() });
        let cut_off = warnings.iter().filter(|warning| warning.code == Code::CutOff).map(Assumption::from);
        let before: Vec<Assumption> = of_policy.into_iter().map(Assumption::from).chain(cut_off).collect();
        let mut assumptions: Vec<PlanAssumption> = owed.assumptions.clone();
        if policy.days_of_gross.is_some() && terms.pay.salary.is_none() {
            assumptions.push(PlanAssumption::SalaryOfTwelveMonths);
        }
        let recovered = owed.recovered(policy, (told, &terms.pay, pay), &tables, &mut assumptions)?;
        if pays.is_estimated() || recovered.iter().any(|month| month.net.is_some()) {
            inputs.extend(of_tables);
        }
        let debt = owed.debt(told, &recovered);
        if debt.balance <= Money::ZERO {
            let why = "nothing of it was in the member's hand, as estimated, and nothing is to be recovered";
            return Err(Failure::Message(why.to_owned()));
        }
        let schedule = recovery::schedule(policy, &debt, &pays.expected, terms.over);
        let plan = plan.map(|months| GivenPlan { breaks: recovery::check(policy, &debt, &pays.expected, &months), months });
        if terms.member.leaver.is_some_and(|day| months.iter().all(|row| row.month != Month::of(day))) {
            assumptions.push(PlanAssumption::FinalMonthAsOthers);
        }
        // What would make a plan fit can need any month.
        let last = schedule.instalments.last().map(|last| last.pay.paid_on);
        let of_plan = plan.iter().flat_map(|plan| &plan.months).map(|(month, _)| day_of(*month, terms.pay.pay_day)).max();
        let until = last.max(of_plan).filter(|_| !matches!(schedule.outcome, Outcome::Short(_)));
        assumptions.extend(pays.assumptions(until));
        if owed.sum == Some(Sum::Gross) && recovered.iter().all(|month| month.net.is_none()) {
            assumptions.push(PlanAssumption::GrossUnderNetLimits);
        }
        let assumptions = before.into_iter().chain(assumptions.into_iter().map(Assumption::from)).collect();
        let known = Circumstances {
            jurisdiction: terms.member.jurisdiction,
            claimed: terms.member.claim_date,
            leaves: terms.member.leaver,
            pensioner: terms.member.pensioner,
            queried: terms.member.queried,
        };
        let flags = recovery::flags(&debt, pays.expected.first(), &known);
        let (stated, estimates) = (owed.balance, pays.estimates);
        Ok(Planned { policy: loaded, warnings, debt, stated, schedule, plan, flags, estimates, recovered, assumptions, inputs })
    }

    /// What the report is made from; with the audit, where it is not reported already.
    pub(in crate::answer) fn view<'a>(&'a self, audit: Option<&'a AuditView>, explain: bool) -> RecoverView<'a> {
        RecoverView {
            policy: &self.policy.value,
            debt: &self.debt,
            stated: self.stated,
            schedule: &self.schedule,
            plan: self.plan.as_ref().map(|plan| CheckedPlan { months: &plan.months, breaks: &plan.breaks }),
            flags: &self.flags,
            estimates: &self.estimates,
            recovered: &self.recovered,
            audit,
            assumptions: self.assumptions.clone(),
            explain,
            inputs: self.inputs.clone(),
        }
    }

    /// Whether the plan that was given breaks the policy, or the policy's own does not fit.
    pub(in crate::answer) fn is_refused(&self) -> bool {
        match &self.plan {
            Some(plan) => !plan.breaks.is_empty(),
            None => matches!(self.schedule.outcome, Outcome::Short(_)),
        }
    }

    pub(in crate::answer) fn warnings(&self) -> &[Diagnostic] {
        &self.warnings
    }
}

impl RecoveryTerms {
    /// Refuses days that cannot follow each other so.
    fn fits(&self, told: Date, owed: &Owed) -> Result<(), Failure> {
        let later = owed.last().filter(|last| *last > Month::of(told));
        let (setting, problem) = if let Some(last) = later {
            let why =
                format!("it arose up to {last}, after the member was told on {told}: what is still to be paid can be put right");
            (Setting::Told, why)
        } else if self.member.leaver.is_some_and(|leaves| Month::of(leaves) < Month::of(told)) {
            let why = "the last day of service is before the month in which the member was told: no pay is left to recover from, and the \
                       balance is to be invoiced";
            (Setting::Leaver, why.to_owned())
        } else if Length::months(MONTHS).checked_after(told).is_none() {
            let why = format!("the pay of a hundred years from {told} is looked at, and the calendar ends on {}", Date::MAX);
            (Setting::Told, why)
        } else {
            return Ok(());
        };
        Err(Failure::asks([setting], problem))
    }
}

/// Both of two tables, or everything that is wrong with either.
fn both<A, B>(one: Result<A, Vec<Diagnostic>>, other: Result<B, Vec<Diagnostic>>) -> Result<(A, B), Failure> {
    match (one, other) {
        (Ok(one), Ok(other)) => Ok((one, other)),
        (one, other) => Err(one.err().into_iter().chain(other.err()).flatten().collect::<Vec<_>>().into()),
    }
}

/// A policy's text: a shipped id, or a file.
fn policy_text(session: &Session<'_>, reference: &str) -> Result<Text, Failure> {
    if let Some(text) = scale_file::policy_text(reference) {
        return pay_files::shipped_text(reference, Some(text));
    }
    let path = Path::new(reference);
    if session.files.is_there(path) {
        return pay_files::read_as(session, path, FileKind::Policy);
    }
    let ids: Vec<&str> = scale_file::policy_ids().collect();
    let title = format!("no recovery policy `{reference}` is shipped, and there is no such file");
    Err(Diagnostic::new(Code::UnknownScale, title).maybe_help(suggestion(reference, ids)).into())
}
