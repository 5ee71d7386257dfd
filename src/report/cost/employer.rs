//! What pay costs the employer on top.

use super::figures;
use super::lines::{Line, across, each_variant, money};
use super::{CostAssumption, CostView, Table};
use crate::calendar::{Month, day_before, written};
use crate::costing::{EmployersPension, InYear, NoRate, OnCosts, Paybills, levy, paid_on};
use crate::statutory::StatutoryTable;

/// On-costs as they are reported: with the levy, which is one sum for the whole pay bill.
#[derive(Clone, Debug)]
pub struct Employer<'a> {
    /// The tables.
    pub on_costs: &'a OnCosts,
    /// By variant, case and year.
    levies: Vec<Vec<Vec<i128>>>,
}

impl<'a> Employer<'a> {
    /// Works out the levy for what is agreed and each proposal.
    ///
    /// # Errors
    ///
    /// No rate is known for a day.
    pub fn new(on_costs: &'a OnCosts, paybills: &Paybills, proposals: usize) -> Result<Employer<'a>, NoRate> {
        let of_variant = |variant| (0..=proposals).map(|case| levy(on_costs, paybills, variant, case)).collect::<Result<_, _>>();
        let levies = (0..paybills.variants.len()).map(of_variant).collect::<Result<_, _>>()?;
        Ok(Employer { on_costs, levies })
    }

    /// National Insurance, pension and levy of a year, in units.
    pub(super) fn year(&self, view: &CostView<'_>, at: InYear) -> [i128; 3] {
        let by_member = view.paybills().all.on_costs(at);
        [by_member[0], by_member[1], self.levies[at.variant][at.case][at.year]]
    }
}

/// What the kinds are called: by people and in JSON.
pub(super) const KINDS: [(&str, &str); 3] =
    [("National Insurance", "national_insurance"), ("Pension", "pension"), ("Apprenticeship levy", "apprenticeship_levy")];

/// Tables of on-costs: of the cost, or of what is agreed where nothing is proposed.
pub(super) fn on_costs(view: &CostView<'_>, case: usize) -> Option<Table> {
    let employer = view.employer.as_ref()?;
    let even = view.even();
    let of = |variant: usize, year: usize| -> [i128; 3] {
        let after = employer.year(view, InYear { variant, case, year });
        if case == 0 {
            return after;
        }
        let before = employer.year(view, InYear { variant, case: 0, year });
        [0, 1, 2].map(|kind| after[kind] - before[kind])
    };
    let years = view.paybills().years.len();
    let mut lines: Vec<Line> = Vec::new();
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        if kind != 1 || employer.on_costs.pension.is_some() {
            lines.push(((*name).to_owned(), (0..years).map(|year| money(view, of(even, year)[kind])).collect()));
        }
    }
    let pay = |variant: usize, year: usize| {
        let before = if case == 0 { 0 } else { view.year_total(InYear { variant, case: 0, year }) };
        view.year_total(InYear { variant, case, year }) - before
    };
    let title = if case == 0 { "Paybill with on-costs" } else { "Cost with on-costs" };
    lines.extend(each_variant(view, title, |variant, year| {
        money(view, pay(variant, year) + of(variant, year).iter().sum::<i128>())
    }));
    let title = if case == 0 { "On-costs" } else { "On-costs of the cost" };
    across(view, title, title, lines)
}

/// What on-costs assume.
pub(super) fn assumptions(view: &CostView<'_>) -> Vec<CostAssumption> {
    let Some(employer) = &view.employer else { return Vec::new() };
    if employer.on_costs.on_top_of_basic {
        return [CostAssumption::OnCostsOfPayments].into_iter().chain(held(view)).chain(unsaid(view)).collect();
    }
    let mut all = vec![CostAssumption::OnCosts, CostAssumption::LevyAllowance];
    all.extend(held(view));
    let mut note = |table: &StatutoryTable, series: Option<&str>| {
        for month in &view.paybills().months {
            let on_payday = employer.on_costs.row(table, series, paid_on(*month));
            for row in table.on(month.period().start).into_iter().chain(on_payday) {
                if series.is_some() && row.series.as_deref() != series {
                    continue;
                }
                let Some(why) = row.assumed.clone() else { continue };
                let assumed = CostAssumption::Row { table: table.title.clone(), from: row.from, why };
                if !all.contains(&assumed) {
                    all.push(assumed);
                }
            }
        }
    };
    note(&employer.on_costs.national_insurance, None);
    match &employer.on_costs.pension {
        Some(EmployersPension::Scheme { table, scheme }) => {
            note(table, Some(scheme.as_str()));
            all.extend(unsaid(view));
        }
        Some(EmployersPension::Rate(_)) => all.extend(unsaid(view)),
        None => all.push(CostAssumption::NoPension),
    }
    all
}

/// Rates that are held for the last months that anything here is of.
fn held(view: &CostView<'_>) -> Vec<CostAssumption> {
    let Some(employer) = &view.employer else { return Vec::new() };
    let of_remit = view.remit_years.iter().flatten().filter(|year| year.with_on_costs.is_some()).map(|year| year.period.end);
    let Some(last) = of_remit.chain([view.period().end]).max().map(|end| paid_on(Month::of(day_before(end)))) else {
        return Vec::new();
    };
    employer.on_costs.held(last).into_iter().map(CostAssumption::StatutoryHeld).collect()
}

/// Where the rates of on-costs come from.
pub(super) fn sources(view: &CostView<'_>) -> Vec<String> {
    let Some(employer) = &view.employer else { return Vec::new() };
    let mut lines: Vec<String> = Vec::new();
    let mut take = |table: &StatutoryTable, series: Option<&str>| {
        for month in &view.paybills().months {
            let Some(row) = employer.on_costs.row(table, series, paid_on(*month)) else { continue };
            let source = row.source.as_deref().unwrap_or("no source given");
            let line = format!("{} from {}: {source}", table.title, written(row.from));
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
    };
    take(&employer.on_costs.national_insurance, None);
    take(&employer.on_costs.levy, None);
    if let Some(EmployersPension::Scheme { table, scheme }) = &employer.on_costs.pension {
        take(table, Some(scheme.as_str()));
    }
    lines
}

/// Payments that do not say whether they count for the pension.
fn unsaid(view: &CostView<'_>) -> Option<CostAssumption> {
    let silent =
        |component: &&crate::scale::Component| figures::payment(view, component).is_some_and(|fact| fact.pensionable.is_none());
    let silent = view.paybills().components.iter().filter(silent);
    let payments: Vec<String> = silent.map(|component| figures::component(view, component).to_owned()).collect();
    (!payments.is_empty()).then_some(CostAssumption::Pensionable { payments })
}
