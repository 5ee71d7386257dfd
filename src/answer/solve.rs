//! The largest value of one number of a claim or an offer that a budget funds.
//!
//! ```
//! use payspine::answer::roster::RosterFiles;
//! use payspine::answer::workforce::Workforce;
//! use payspine::answer::{Amount, InMemory, Question, Session, answer, solve};
//! use payspine::calendar::Date;
//!
//! let roster = "grade,area,point,fte,rating\nAO,national,26,1,B\nAO,national,29,0.6,B\nEO,national,56,1,A\n";
//! let claim = r#"
//! format = 1
//! id     = "claim-2012"
//! title  = "Claim 2012"
//! scale  = "home-office-2011"
//! [[settlement]]
//! from   = 2012-07-01
//! status = "claim"
//! [[settlement.measure]]
//! uplift = { percent = 5, at-least = 1000 }
//! "#;
//! let files = InMemory::new("example").with("staff.csv", roster.as_bytes()).with("claim.toml", claim.as_bytes());
//! let staff = RosterFiles { roster: vec!["staff.csv".into()], ..RosterFiles::default() };
//! let session = Session::new(&files, Date::constant(2026, 1, 1), &[]);
//! let question = solve::Question {
//!     workforce: Workforce { roster: staff, ..Workforce::default() },
//!     proposal: "claim.toml".into(),
//!     vary: "measure.1.uplift.percent".to_owned(),
//!     budget: Amount::read("£2,000").unwrap(),
//!     to: None,
//!     save_proposal: None,
//! };
//! let report = answer(&Question::Solve(question.into()), &session).unwrap().into_report().unwrap();
//! assert_eq!(report.json["best"]["value"], "4.95");
//! assert_eq!(report.json["next"]["over"], "0.25");
//! ```

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rust_decimal::Decimal;

use super::Amount;
use super::pay_files::{self, System};
use super::workforce::{Asked, Workforce};
use super::{Answer, Failure, Session};
use crate::calendar::{Month, day_before};
use crate::costing::{self, InYear, OnCosts, Paybills, Plan, Trial, Unpriced, levy, paid_on};
use crate::diagnostic::{Setting, Source};
use crate::report::{self, CostAssumption, SolveView};
use crate::scale_file::{self, Varied};
use crate::settlement::History;
use crate::workforce::Roster;

/// A number of a claim or an offer, and a budget.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// Whose pay, and of which years.
    pub workforce: Workforce,
    /// The claim or offer, shipped or your own.
    pub proposal: PathBuf,
    /// Which of its numbers, as measure.1.uplift.percent.
    pub vary: String,
    /// What it may cost in all the years together, as 1,500,000; including on-costs where those are asked for.
    pub budget: Amount,
    /// In steps of this; 0.01 unless given, or 1 for a number that is always whole, as of points.
    pub to: Option<Decimal>,
    /// Write the proposal with the value found to this file.
    pub save_proposal: Option<PathBuf>,
}

/// What one trial is priced with.
struct Bench<'a> {
    system: &'a System,
    varied: &'a Varied,
    step: Decimal,
    plan: Plan,
    on_costs: Option<&'a OnCosts>,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let proposals = std::slice::from_ref(&question.proposal);
    let asked = question.workforce.read(session, proposals)?;
    let mut staff = asked.staff(session, &question.workforce, &[])?;
    let Asked { system, plan, on_costs, .. } = &asked;
    let [proposed] = asked.proposals.as_slice() else { return Err(Failure::Message("which proposal?".into())) };
    let text = pay_files::proposal_text(session, &question.proposal)?;
    let varied = Varied::at(&text.source, &question.vary)?;
    let step = step_of(question.to, &varied, system)?;
    let bench = Bench { system, varied: &varied, step, plan: *plan, on_costs: on_costs.as_ref() };
    let agreed =
        staff.priced(|roster| bench.price(roster, &system.history).and_then(|agreed| Ok((bench.total(&agreed)?, agreed))))?;
    let (agreed_total, agreed) = agreed;
    let sought = question.budget.in_currency(&system.loaded.value.currency)?;
    let units = agreed.rounding.in_units(&sought.exact());
    let Some(budget) = units.map(|(top, bottom)| top.div_euclid(bottom)) else {
        return Err(Failure::Message("the budget is too large to hold".into()));
    };
    let first_guess = steps(varied.value, step).unwrap_or(100);
    let solved = costing::largest(budget, 0, first_guess, |steps| {
        bench.trial(steps, &staff.roster, agreed_total).map_err(|unpriced| staff.unpriced(unpriced))
    })?;
    let value = |steps: i64| Decimal::from(steps) * step;
    if let (Some(path), Some((steps, _))) = (&question.save_proposal, solved.best) {
        session.save(path, to_be_kept(session, &varied.with(value(steps)), path, system)?);
    }
    let last = paid_on(Month::of(day_before(plan.period.end)));
    let held = on_costs.iter().flat_map(|on_costs| on_costs.held(last));
    let held = held.map(|held| CostAssumption::StatutoryHeld(held).into());
    let view = SolveView {
        system: &system.loaded.value,
        proposal: &proposed.loaded.value,
        path: &varied.path,
        written: varied.value,
        step,
        budget,
        solved: &solved,
        paybills: &agreed,
        with_on_costs: on_costs.is_some(),
        left_out: staff.left_out(),
        assumed: staff.assumed_of(*plan).into_iter().chain(held).collect(),
        rows: staff.counted.files.rows(),
        inputs: asked.inputs(&staff),
    };
    session.warn(&system.loaded.warnings);
    staff.say_understood(session);
    Ok(Answer::from(report::solve(&view)).finding(solved.best.is_none()))
}

/// The proposal as it can be read from where it is kept: a path to its pay system counts from there.
fn to_be_kept(session: &Session<'_>, proposal: &Arc<Source>, path: &Path, system: &System) -> Result<String, Failure> {
    let mut text = proposal.text.clone();
    let (_, place) = scale_file::scale_named_in(proposal)?;
    let file = Path::new(&system.input.path);
    if scale_file::shipped_text(&system.input.path).is_none() {
        if !session.files.lasts(file) {
            return Err(pay_files::not_to_be_named("proposal", file));
        }
        let folder = path.parent().map(|folder| session.files.real(folder));
        let real = session.files.real(file);
        let beside = folder.filter(|folder| real.parent() == Some(folder)).and_then(|_| real.file_name().map(PathBuf::from));
        let named = beside.unwrap_or(real).display().to_string();
        text.replace_range(place.span, &format!("{named:?}"));
    }
    Ok(text)
}

/// The step that a number is tried in. One that is always whole, as of points, cannot be used in between, and the first value that is refused
/// would be taken for the end of those that can be.
fn step_of(asked: Option<Decimal>, varied: &Varied, system: &System) -> Result<Decimal, Failure> {
    let step = asked.unwrap_or(Decimal::new(1, 2));
    let is_refused = |value: Decimal| {
        let with = varied.with(value);
        scale_file::read_proposal(&with, (&system.loaded, &system.history)).is_err()
    };
    let beside = [varied.value + step, varied.value - step];
    let is_whole = varied.value.is_integer() && !step.is_integer() && beside.into_iter().all(is_refused);
    match asked {
        _ if !is_whole => Ok(step),
        None => Ok(Decimal::ONE),
        Some(step) => Err(Failure::asks(
            [Setting::Step],
            format!(
                "steps of {step}: {} is {}, and {} cannot be used: it is tried in whole steps",
                varied.path, varied.value, beside[0]
            ),
        )),
    }
}

/// A value in steps, or the next after it.
fn steps(value: Decimal, step: Decimal) -> Option<i64> {
    i64::try_from((value / step).ceil().mantissa()).ok().filter(|steps| *steps > 0)
}

impl Bench<'_> {
    /// What everybody costs under a history.
    fn price(&self, roster: &Roster, history: &History) -> Result<Paybills, Unpriced> {
        costing::paybills(roster, self.plan, &[history], 0, &[], self.on_costs)
    }

    /// All the years together, with on-costs where they are asked for.
    fn total(&self, paybills: &Paybills) -> Result<i128, Unpriced> {
        let even = paybills.even();
        let years = 0..paybills.years.len();
        let pay = |year: usize| {
            paybills
                .all
                .year(InYear { variant: even, case: 0, year })
                .iter()
                .chain(paybills.all.on_costs(InYear { variant: even, case: 0, year }))
                .sum::<i128>()
        };
        let levies = match self.on_costs {
            Some(on_costs) => levy(on_costs, paybills, even, 0).map_err(Unpriced::NoRate)?.into_iter().sum(),
            None => 0,
        };
        Ok(years.map(pay).sum::<i128>() + levies)
    }

    /// The cost of the proposal with so many steps.
    fn trial(&self, steps: i64, roster: &Roster, agreed: i128) -> Result<Trial, Unpriced> {
        let source = self.varied.with(Decimal::from(steps) * self.step);
        let history = match scale_file::read_proposal(&source, (&self.system.loaded, &self.system.history)) {
            Ok((_, history)) => history,
            Err(problems) => {
                let first = problems.iter().find(|problem| problem.is_error());
                return Ok(Trial::Refused(first.map_or_else(String::new, |problem| problem.title.clone())));
            }
        };
        let paybills = self.price(roster, &history)?;
        Ok(Trial::Costs(self.total(&paybills)? - agreed))
    }
}
