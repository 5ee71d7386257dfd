//! What pay costs the employer on top, and the increase as a pay remit counts it.

use rust_decimal::Decimal;

use super::figures;
use super::lines::{Line, across, each_variant, money};
use super::{Cell, CostAssumption, CostView, Table};
use crate::calendar::{day_before, written};
use crate::costing::{BY_MEMBER, EmployersPension, InMonth, InYear, NoRate, OnCosts, Paybills, levied, levy, paid_on};
use crate::money::{Mode, Percent};
use crate::report::text::text;
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

/// A cost as a share of the twelve-month paybill before the award.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Remit {
    /// Twelve times the first whole month, without what is paid once.
    pub(super) baseline: i128,
    /// The same with on-costs.
    pub(super) with_on_costs: Option<i128>,
}

/// The baseline of a remit; `None` where the plan has no whole month.
pub(super) fn remit(view: &CostView<'_>) -> Option<Remit> {
    let paybills = view.paybills();
    let even = view.even();
    let starts_whole = paybills.years.first()?.period.start == paybills.months.first()?.period().start;
    let first = usize::from(!starts_whole);
    let month: i128 = paybills
        .components
        .iter()
        .zip(paybills.months.get(first).map(|_| paybills.monthly.month(InMonth { variant: even, case: 0, month: first }))?)
        .filter(|(component, _)| figures::is_every_month(view, component))
        .map(|(_, units)| units)
        .sum();
    let with_on_costs = view.employer.as_ref().map(|employer| {
        let by_member: i128 =
            paybills.monthly.on_costs(InMonth { variant: even, case: 0, month: first }).iter().take(BY_MEMBER.len()).sum();
        // The rates of each month were found on this day of it, or nothing would have been priced.
        let day = paid_on(paybills.months[first]);
        let row = employer.on_costs.levy.on(day).into_iter().next().expect("the levy of each month is known");
        let figure = |name: &str| row.figure(name).expect("a row of the levy has its figures");
        let levy = levied(month * 12, 12, (figure("percent"), figure("allowance")), paybills.rounding);
        12 * (month + by_member) + levy
    });
    Some(Remit { baseline: month * 12, with_on_costs })
}

/// The increase in remuneration cost, and how it stands to a remit.
pub(super) fn irc(view: &CostView<'_>, case: usize) -> Option<Table> {
    let base = remit(view).filter(|base| base.baseline > 0)?;
    let even = view.even();
    let years = 0..view.paybills().years.len();
    let line = |title: &str, figure: &dyn Fn(usize) -> Cell| (title.to_owned(), years.clone().map(figure).collect());
    let share = |part: i128, whole: i128| Cell::or_dash(figures::percent(part, whole), Cell::percent);
    let cost = |year: usize| {
        view.year_total(InYear { variant: even, case, year }) - view.year_total(InYear { variant: even, case: 0, year })
    };
    let mut lines: Vec<Line> = vec![line("IRC in %, pay alone", &|year| share(cost(year), base.baseline))];
    if let (Some(employer), Some(whole)) = (&view.employer, base.with_on_costs) {
        let on_top = |year: usize| -> i128 {
            let (after, before) = (
                employer.year(view, InYear { variant: even, case, year }),
                employer.year(view, InYear { variant: even, case: 0, year }),
            );
            after.iter().sum::<i128>() - before.iter().sum::<i128>()
        };
        lines.push(line("IRC in %, with on-costs", &|year| share(cost(year) + on_top(year), whole)));
    }
    if let Some(frozen) = view.answer.without_progression {
        let progression = |year: usize| {
            view.year_total(InYear { variant: even, case: 0, year })
                - view.year_total(InYear { variant: even, case: frozen, year })
        };
        lines.push(line("With agreed progression, pay alone", &|year| share(cost(year) + progression(year), base.baseline)));
    }
    if let Some(remit) = view.remit {
        lines.push(line("A remit allows", &|_| money(view, allowed(base.baseline, remit))));
        lines.push(line("Over (under) the remit, points", &|year| {
            let hundredths = figures::hundredths(cost(year), base.baseline).expect("the baseline is above zero");
            let percent = Decimal::try_from_i128_with_scale(hundredths, 2).expect("a share of amounts that can be held");
            figures::points(percent - remit.number())
        }));
    }
    let mut said = text![
        "As a pay remit counts it: a year's cost as a share of the twelve-month paybill before the award, ",
        money(view, base.baseline)
    ];
    if let Some(whole) = base.with_on_costs {
        said = said.and(text![" (", money(view, whole), " with on-costs)"]);
    }
    said = said.and(".");
    if view.remit.is_some() && view.paybills().years.len() > 1 {
        said = said.and(" A remit is for one pay year: what a later year costs includes what the years before it began.");
    }
    Some(across(view, "Pay remit", "Remit", lines)?.captioned(said))
}

/// What a remit of so many per cent of a baseline comes to, in units.
pub(super) fn allowed(baseline: i128, remit: Percent) -> i128 {
    let percent = remit.number().normalize();
    Mode::HalfUp.divide(baseline * percent.mantissa(), 100 * 10_i128.pow(percent.scale()))
}

/// What on-costs assume.
pub(super) fn assumptions(view: &CostView<'_>) -> Vec<CostAssumption> {
    let Some(employer) = &view.employer else { return Vec::new() };
    if employer.on_costs.on_top_of_basic {
        return [CostAssumption::OnCostsOfPayments].into_iter().chain(unsaid(view)).collect();
    }
    let mut all = vec![CostAssumption::OnCosts, CostAssumption::LevyAllowance];
    let mut note = |table: &StatutoryTable, series: Option<&str>| {
        for month in &view.paybills().months {
            for row in table.on(month.period().start).into_iter().chain(table.on(day_before(month.period().end))) {
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

/// Where the rates of on-costs come from.
pub(super) fn sources(view: &CostView<'_>) -> Vec<String> {
    let Some(employer) = &view.employer else { return Vec::new() };
    let mut lines: Vec<String> = Vec::new();
    let mut take = |table: &StatutoryTable, series: Option<&str>| {
        for month in &view.paybills().months {
            let rows = table.on(day_before(month.period().end));
            for row in rows.into_iter().filter(|row| series.is_none() || row.series.as_deref() == series) {
                let source = row.source.as_deref().unwrap_or("no source given");
                let line = format!("{} from {}: {source}", table.title, written(row.from));
                if !lines.contains(&line) {
                    lines.push(line);
                }
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
