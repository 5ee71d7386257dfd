//! What is asked of a workforce: who, under which pay system, which years, with what on top.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::pay_files::{self, Proposed, System};
use super::roster::{Mapped, RosterFiles, Staff, wanted};
use super::{Failure, Session, typed};
use crate::calendar::{Date, Length, Period};
use crate::costing::{EmployersPension, OnCosts, Plan};
use crate::diagnostic::{Code, Diagnostic, Help, Setting, suggestion};
use crate::report::{Input, words};
use crate::scale_file::{self, FileKind};
use crate::statutory::{StatutoryKind, StatutoryTable};

/// Which years are priced.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PricedYears {
    /// The first day; that of the pay year in which the first proposal begins unless given.
    pub from: Option<Date>,
    /// How many years.
    pub years: u32,
    /// The day on which staff stand where the roster has them; the first unless given.
    pub as_at: Option<Date>,
}

/// One pay year: that in which the first proposal begins.
impl Default for PricedYears {
    fn default() -> PricedYears {
        PricedYears { from: None, years: 1, as_at: None }
    }
}

/// A workforce and the years that are priced.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Workforce {
    /// The roster.
    pub roster: RosterFiles,
    /// The pay system: a shipped id, or the path of your own; that of the first proposal, or of the mapping, unless given.
    pub scale: Option<String>,
    /// Which years.
    pub years: PricedYears,
    /// Employer's National Insurance and apprenticeship levy on top, and the pension where that is given; by your own statutory tables where
    /// given.
    pub on_costs: Option<Vec<PathBuf>>,
    /// What the employer pays into the pension: a scheme of payspine scale show pension-employer, or a rate such as 21.1%.
    pub pension: Option<String>,
    /// Refuse months after the last statutory rates that are known, for which those are held otherwise.
    pub no_hold: bool,
}

/// What is asked, read.
pub(super) struct Asked {
    pub(super) mapped: Mapped,
    pub(super) system: System,
    pub(super) proposals: Vec<Proposed>,
    pub(super) plan: Plan,
    pub(super) on_costs: Option<OnCosts>,
    /// The statutory tables that on-costs go by.
    tables: Vec<Input>,
}

impl Asked {
    /// The staff, with the fields that anything here asks for and those to group by.
    pub(super) fn staff(&self, session: &Session<'_>, question: &Workforce, group_by: &[Vec<String>]) -> Result<Staff, Failure> {
        let proposals = self.proposals.iter().map(|proposal| proposal.loaded.value.as_ref());
        let used = scale_file::used_fields(&self.system.loaded.value, proposals);
        let wanted = wanted(&self.system, &used, group_by).for_costing(&used, &self.mapped.mapping, group_by);
        let key = || format!("{:?} {:?} {used:?} {wanted:?}", question.roster, self.system.input);
        let read = || Staff::read(session, &question.roster, &self.mapped, &self.system, &used, wanted.clone());
        let mut staff = session.remembered(key, read).map(Arc::unwrap_or_clone)?;
        staff.warn(session);
        staff.count_hours(&self.system, &self.plan);
        staff.not_empty()?;
        Ok(staff)
    }

    /// The files that a result is computed from.
    pub(super) fn inputs(&self, staff: &Staff) -> Vec<Input> {
        let proposals = self.proposals.iter().map(|proposal| &proposal.input);
        let pay = std::iter::once(&self.system.input).chain(proposals);
        pay.chain(&self.mapped.input).chain(&self.tables).chain(&staff.counted.files.inputs).cloned().collect()
    }
}

impl Workforce {
    pub(super) fn read(&self, session: &Session<'_>, proposals: &[PathBuf]) -> Result<Asked, Failure> {
        let mapped = Mapped::read(session, &self.roster.reading)?;
        let (system, proposals) = system_and_proposals(session, self.scale.as_deref(), proposals, &mapped)?;
        let (on_costs, tables) = self.on_costs(session, &system)?.unzip();
        let plan = self.years.plan(&system, &proposals)?;
        Ok(Asked { mapped, system, proposals, plan, on_costs, tables: tables.unwrap_or_else(Vec::new) })
    }

    /// The on-costs asked for, by the statutory tables that are shipped or given instead of them.
    fn on_costs(&self, session: &Session<'_>, system: &System) -> Result<Option<(OnCosts, Vec<Input>)>, Failure> {
        let Some(own) = &self.on_costs else { return Ok(None) };
        let currency = &system.loaded.value.currency;
        if currency.code() != "GBP" {
            let why = format!("on-costs go by the United Kingdom's law, and this pay system is in {}", currency.code());
            return Err(Failure::asks([Setting::OnCosts], why));
        }
        let own = own.iter().map(|path| own_table(session, path)).collect::<Result<Vec<_>, _>>()?;
        let mut inputs = Vec::new();
        let mut table = |id: &str, kind: StatutoryKind| -> Result<StatutoryTable, Failure> {
            if let Some((table, input)) = own.iter().find(|(table, _)| table.kind == kind) {
                inputs.push(input.clone());
                return Ok(table.clone());
            }
            inputs.push(pay_files::shipped_text(id, scale_file::statutory_text(id))?.input);
            scale_file::statutory(id).ok_or_else(|| Failure::Message(format!("the statutory table {id} cannot be read")))
        };
        let national_insurance = table("national-insurance", StatutoryKind::NationalInsurance)?;
        let levy = table("apprenticeship-levy", StatutoryKind::ApprenticeshipLevy)?;
        let on_top_of_basic = !system.loaded.value.has_ranges();
        let pension = match self.pension.as_deref() {
            None => None,
            Some(rate) if rate.trim_end().ends_with('%') => {
                Some(EmployersPension::Rate(typed::percent(rate).map_err(Failure::Message)?))
            }
            Some(scheme) => {
                let table = table("pension-employer", StatutoryKind::PensionEmployer)?;
                let known: BTreeSet<&str> = table.rows.iter().filter_map(|row| row.series.as_deref()).collect();
                if !known.contains(scheme) {
                    let title = format!("no pension scheme `{scheme}` is known");
                    let problem = Diagnostic::new(Code::UnknownScale, title);
                    let near = suggestion(scheme, known.into_iter().collect::<Vec<_>>());
                    return Err(problem.maybe_help(near.map(|near| Help::asking(Setting::Pension, near))).into());
                }
                Some(EmployersPension::Scheme { table: table.clone(), scheme: scheme.to_owned() })
            }
        };
        Ok(Some((OnCosts { national_insurance, levy, pension, on_top_of_basic, hold: !self.no_hold }, inputs)))
    }
}

impl PricedYears {
    fn plan(&self, system: &System, proposals: &[Proposed]) -> Result<Plan, Failure> {
        let year_start = system.loaded.value.conventions.year_start;
        let first =
            proposals.iter().filter_map(|proposal| proposal.loaded.value.settlements.first()).map(|first| first.from).min();
        let from = self
            .from
            .or_else(|| first.map(|first| year_start.last_by(first)))
            .ok_or_else(|| Failure::asks([Setting::From], "from which day? Give the first of the years to be priced"))?;
        let years = self.years;
        let until = Length::months(12).times(years).checked_after(from).ok_or_else(|| {
            let span = if years == 1 { "the year".to_owned() } else { format!("the {years} years") };
            Failure::Message(format!("{span} from {from} would end after {}, the last day of the calendar", Date::MAX))
        })?;
        let as_at = self.as_at.unwrap_or(from);
        if as_at > from {
            let why = format!(
                "the roster is of {as_at}, and pay is asked about from {from}: where staff stood before is not known; ask from {as_at} on"
            );
            return Err(Failure::asks([Setting::From], why));
        }
        has_no_arrears_before(proposals, from, as_at)?;
        pay_files::known_throughout(system, proposals, Period::new(as_at, until))?;
        Ok(Plan { period: Period::new(from, until), as_at })
    }
}

/// Refuses days that begin after a proposal does: what it owes for the days before is part of what it costs.
fn has_no_arrears_before(proposals: &[Proposed], from: Date, as_at: Date) -> Result<(), Failure> {
    let first = |proposal: &Proposed| proposal.loaded.value.settlements.first().map(|first| first.from);
    let earliest = proposals.iter().filter_map(|proposal| Some((first(proposal)?, proposal))).min_by_key(|(day, _)| *day);
    let Some((day, proposal)) = earliest.filter(|(day, _)| *day < from) else { return Ok(()) };
    let title = &proposal.loaded.value.title;
    let left_out = words::counted(Period::new(day, from).days().into(), "day");
    let roster = if as_at > day { ", with a roster of that day" } else { "" };
    let why = format!(
        "{title} begins on {day}, and pay is asked about from {from}: what it owes for {left_out} before that would be left out; \
         ask from {day} on{roster}"
    );
    Err(Failure::asks([Setting::From], why))
}

/// A statutory table of one's own.
fn own_table(session: &Session<'_>, path: &Path) -> Result<(StatutoryTable, Input), Failure> {
    let text = pay_files::read_as(session, path, FileKind::Statutory)?;
    let loaded = scale_file::read_statutory(&text.source)?;
    session.warn(&loaded.warnings);
    let of_on_costs = [StatutoryKind::NationalInsurance, StatutoryKind::ApprenticeshipLevy, StatutoryKind::PensionEmployer];
    if !of_on_costs.contains(&loaded.value.kind) {
        let why = format!("{} is a table of {}, which is no on-cost of an employer", path.display(), loaded.value.title);
        return Err(Failure::Message(why));
    }
    Ok((loaded.value.as_ref().clone(), text.input))
}

/// The pay system and what is proposed on it.
pub(super) fn system_and_proposals(
    session: &Session<'_>,
    scale: Option<&str>,
    paths: &[PathBuf],
    mapped: &Mapped,
) -> Result<(System, Vec<Proposed>), Failure> {
    let system = match (scale, paths.first()) {
        (Some(reference), _) => pay_files::system(session, reference, None)?,
        (None, Some(path)) => pay_files::system_named_in(session, &pay_files::proposal_text(session, path)?, path)?,
        (None, None) => mapped.system(session).unwrap_or_else(|| Err(pay_files::which_system("or in a claim or an offer")))?,
    };
    let proposals = paths.iter().map(|path| pay_files::proposal(session, path, &system)).collect::<Result<Vec<_>, _>>()?;
    super::progress::distinct(&proposals, &system)?;
    Ok((system, proposals))
}
