//! What claims and offers cost a workforce, year by year.
//!
//! ```
//! use payspine::answer::roster::RosterFiles;
//! use payspine::answer::workforce::Workforce;
//! use payspine::answer::{InMemory, Question, Session, answer, cost};
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
//! let question = cost::Question {
//!     workforce: Workforce { roster: staff, ..Workforce::default() },
//!     proposal: vec!["claim.toml".into()],
//!     group_by: vec!["grade".to_owned()],
//!     ..cost::Question::default()
//! };
//! let report = answer(&Question::Cost(question.into()), &session).unwrap().into_report().unwrap();
//! let claim = &report.json["years"][0]["proposals"]["claim-2012"];
//! assert_eq!((claim["cost"].as_str(), claim["gainers"].as_u64()), (Some("2006.28"), Some(3)));
//! ```

use std::path::{Path, PathBuf};

use super::roster::{Staff, grouped_by};
use super::workforce::{Asked, Workforce};
use super::{Answer, Body, Failure, Format, Session};
use crate::calendar::Date;
use crate::costing::{self, OnCosts, Plan, Reconciled, RemitQuestion, RemitYear, Turnover, Unpriced};
use crate::diagnostic::Setting;
use crate::money::Percent;
use crate::report::{self, CostView, Employer, Input, Remake, words};
use crate::settlement::History;
use crate::workforce::{Roster, Subject};

/// A workforce, claims and offers, and how their cost is to be shown.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// Whose pay, and of which years.
    pub workforce: Workforce,
    /// A claim or an offer, shipped or your own; can be given more than once.
    pub proposal: Vec<PathBuf>,
    /// Sums by one or more columns of the roster, as grade,area; can be given more than once.
    pub group_by: Vec<String>,
    /// So many leave at the turn of each pay year, as 8%.
    pub leavers: Option<Percent>,
    /// Where those begin who replace them.
    pub replaced_at: Replaced,
    /// So many posts stand empty, as 30%.
    pub vacancy: Option<Percent>,
    /// Leave out groups of fewer staff, and others from which they could be worked out, as for publication.
    pub suppress_below: Option<u64>,
    /// Hold the cost against a pay remit of so many per cent: one for each date of a proposal, in order.
    pub remit: Vec<Percent>,
    /// The first of the twelve months of the remit; that of each of a proposal's dates unless given.
    pub remit_start: Option<Date>,
    /// Check the sums against every member's own timeline; exit code 1 if they differ.
    pub reconcile: bool,
    /// Of awards that are the higher of two things: the pay at which one overtakes the other, and how many stand on each side.
    pub break_even: bool,
    /// In which format the result is wanted.
    pub format: Format,
    /// Whether it says why.
    pub explain: bool,
}

/// Who takes the place of those who leave.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Replaced {
    /// Somebody on the minimum of the range
    #[default]
    Minimum,
    /// Nobody
    Nobody,
}

pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let asked = question.workforce.read(session, &question.proposal)?;
    let mut group_by = grouped_by(&question.group_by);
    let mut staff = asked.staff(session, &question.workforce, &group_by)?;
    let workbook = question.format == Format::Xlsx;
    if workbook {
        // A workbook has these without being asked, where the roster does.
        for (name, subject) in [("grade", Subject::Grade), ("area", Subject::Area)] {
            let by = vec![name.to_owned()];
            if staff.roster.column(&subject).is_some() && !group_by.contains(&by) {
                group_by.push(by);
            }
        }
    }
    let groupings = staff.groupings(&group_by)?;
    let Asked { system, proposals, plan, on_costs, .. } = &asked;
    let histories: Vec<&History> = proposals.iter().map(|proposal| &proposal.history).collect();
    let ask = |roster: &Roster| {
        costing::cost(&costing::Question {
            roster,
            plan: *plan,
            baseline: &system.history,
            proposals: &histories,
            groupings: &groupings,
            on_costs: on_costs.as_ref(),
        })
    };
    let answer = staff.priced(ask)?;
    let employer = on_costs.as_ref().map(|on_costs| Employer::new(on_costs, &answer.paybills, proposals.len())).transpose();
    let cases: Vec<&History> = std::iter::once(&system.history).chain(histories.iter().copied()).collect();
    let reconciled = if question.reconcile { Some(reconciled(&staff, *plan, &cases, &answer)?) } else { None };
    let break_even = question.break_even.then(|| costing::break_even(&staff.roster, *plan, &system.history, &histories));
    let turnover = match (question.leavers, question.vacancy) {
        (None, None) => None,
        (leavers, vacancy) => {
            let turnover = Turnover {
                leavers: leavers.unwrap_or(Percent::ZERO),
                replaced: question.replaced_at == Replaced::Minimum,
                vacancy: vacancy.unwrap_or(Percent::ZERO),
            };
            let sums = costing::turnover(&staff.roster, *plan, &cases, &answer.paybills, turnover);
            Some((turnover, sums.map_err(|unpriced| staff.unpriced(unpriced))?))
        }
    };
    let wants_remit = !question.remit.is_empty() || question.remit_start.is_some() || on_costs.is_some();
    let remit_years = if wants_remit { remits(question, &staff, *plan, &cases, on_costs.as_ref())? } else { Vec::new() };
    // Whoever is sent a report wants its definitions.
    let is_report = question.format == Format::Html;
    let view = CostView {
        roster: &staff.roster,
        baseline: &system.history,
        proposals: proposals.iter().map(|proposal| (proposal.loaded.value.as_ref(), &proposal.history)).collect(),
        answer: &answer,
        as_at: plan.as_at,
        group_by,
        left_out: staff.left_out(),
        assumed: staff.assumed_of(*plan),
        rows: staff.counted.files.rows(),
        inputs: asked.inputs(&staff),
        employer: employer.map_err(|missing| staff.unpriced(Unpriced::NoRate(missing)))?,
        remit: question.remit.clone(),
        remit_years,
        turnover: turnover.as_ref().map(|(turnover, sums)| (*turnover, sums.as_slice())),
        suppress_below: question.suppress_below,
        reconciled: reconciled.as_ref(),
        break_even: break_even.as_deref(),
        explain: question.explain || is_report,
        pictures: is_report || session.shows_pictures,
        workbook,
    };
    session.warn(&system.loaded.warnings);
    let carried = is_report || session.shows_pictures;
    let remake = carried.then(|| remake(question, session, &view.inputs));
    session.say_order(question.format, answer.paybills.assumptions.iter().flatten());
    let body = Body::Report(Box::new(report::cost(&view)));
    let differs = reconciled.is_some_and(|reconciled| !reconciled.differences.is_empty());
    Ok(Answer { body, remake, problems_found: differs })
}

/// What a pay remit counts of each proposal.
fn remits(
    question: &Question,
    staff: &Staff,
    plan: Plan,
    cases: &[&History],
    on_costs: Option<&OnCosts>,
) -> Result<Vec<Vec<RemitYear>>, Failure> {
    let Some((baseline, proposals)) = cases.split_first() else { return Ok(Vec::new()) };
    if let Some(start) = question.remit_start.filter(|start| *start < plan.as_at) {
        let why = format!("the remit's twelve months begin on {start}, and where staff stood before {} is not known", plan.as_at);
        return Err(Failure::asks([Setting::Remit], why));
    }
    let dates = proposals.iter().filter_map(|history| history.proposal()).map(|proposal| proposal.settlements.len());
    let most = if question.remit_start.is_some() { Some(1) } else { dates.max() };
    if let Some(most) = most.filter(|most| question.remit.len() > *most) {
        let limits = words::counted(question.remit.len() as u64, "limit");
        let dates = words::counted(most as u64, "date");
        return Err(Failure::asks([Setting::Remit], format!("{limits} of a remit for {dates} of a settlement: one for each")));
    }
    let of = |proposal: &&History| {
        costing::remit_years(&RemitQuestion {
            roster: &staff.roster,
            as_at: plan.as_at,
            baseline,
            proposal,
            on_costs,
            start: question.remit_start,
        })
    };
    proposals.iter().map(of).collect::<Result<_, _>>().map_err(|unpriced| staff.unpriced(unpriced))
}

/// What whoever gets the result needs to make it again, beside the roster.
fn remake(question: &Question, session: &Session<'_>, inputs: &[Input]) -> Remake {
    let rosters: Vec<String> = question.workforce.roster.roster.iter().map(|path| path.display().to_string()).collect();
    let own = inputs.iter().filter(|input| !rosters.contains(&input.path));
    let text = |input: &Input| Some((file_name(&input.path), session.text(Path::new(&input.path))?.source.text.clone()));
    let files = own.filter_map(text).collect();
    let paths: Vec<&String> = rosters.iter().chain(inputs.iter().map(|input| &input.path)).collect();
    Remake {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        words: session.words.iter().map(|word| without_folder(word, &paths)).collect(),
        rosters: rosters.iter().map(|path| file_name(path)).collect(),
        files,
    }
}

/// A word that is one of these paths, or gives one behind an equals sign, with the file's name alone.
fn without_folder(word: &str, paths: &[&String]) -> String {
    let named = paths.iter().find_map(|path| {
        let before = word.strip_suffix(path.as_str()).filter(|before| before.is_empty() || before.ends_with('='))?;
        Some(format!("{before}{}", file_name(path)))
    });
    named.unwrap_or_else(|| word.to_owned())
}

fn file_name(path: &str) -> String {
    Path::new(path).file_name().map_or_else(|| path.to_owned(), |name| name.display().to_string())
}

fn reconciled(staff: &Staff, plan: Plan, cases: &[&History], answer: &costing::Answer) -> Result<Reconciled, Failure> {
    if plan.period.start != plan.as_at && plan.period.start.day() != 1 {
        let why =
            "the check against every member's timeline needs years that begin on the first of a month, or on the roster's day";
        return Err(Failure::asks([Setting::Reconcile], why));
    }
    costing::reconcile(&staff.roster, plan, cases, &answer.paybills).map_err(|unpriced| staff.unpriced(unpriced))
}
