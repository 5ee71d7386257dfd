//! The derivation behind each amount of `due`: the yearly rates of a month's days, or the award that it is back pay of.

use super::{DueKind, DueLine, absences_in};
use crate::audit::Terms;
use crate::calendar::{Month, Period, day_before, written};
use crate::entitlement::{ComponentRates, Record};
use crate::money::Exact;
use crate::report::{Cell, Derivation, words};
use crate::scale::Component;
use crate::settlement::History;

/// Gives each line of one member how it came about; there is a record for each of [`Terms::known`].
pub fn explain_lines(lines: &mut [DueLine], terms: &Terms, records: &[Record]) {
    for (state, ((_, history), record)) in terms.known().iter().zip(records).enumerate() {
        let mut here: Vec<&mut DueLine> = lines.iter_mut().filter(|line| terms.at(line.month) == state).collect();
        let mut months: Vec<Month> = here.iter().map(|line| line.month).collect();
        months.dedup();
        let Ok(rates) = record.rates(history, &months) else { continue };
        for line in &mut here {
            let of_month = months.iter().position(|month| *month == line.month).map(|index| &rates[index]);
            line.derivation = match line.kind {
                DueKind::Month => of_month.and_then(|rates| of_rates(history, record, line, rates)),
                DueKind::BackPay | DueKind::TakenBack => Some(of_awards(terms, state)),
            };
        }
    }
}

/// A month's own pay.
fn of_rates(history: &History, record: &Record, line: &DueLine, rates: &ComponentRates) -> Option<Derivation> {
    let (_, parts) = rates.iter().find(|(component, _)| *component == line.element)?;
    let (first, last) = (parts.first()?, parts.last()?);
    let scale = history.scale();
    let rounding = scale.conventions.monthly_rounding;
    let whole = parts.len() == 1 && first.0 == line.month.period();
    let annual = |annual: &Exact| rounding.round(annual).ok().map(|annual| Cell::money(&scale.currency, annual));
    let from = parts.iter().filter_map(|(days, rate)| {
        let of = if whole { "A year".to_owned() } else { format!("A year, for {}", days_in_words(*days)) };
        Some((of, annual(rate)?))
    });
    let mut rule = if whole {
        "A twelfth of a year's pay".to_owned()
    } else {
        format!("A year's pay by the days of the month ({})", scale.conventions.part_month.default)
    };
    for absence in absences_in(record, line.month) {
        rule = format!("{rule}; {absence}");
    }
    let placed = record.place_on(day_before(last.0.end))?;
    let on = last.0.start.max(placed.from);
    // The latest settlement that set the value; `progress` tells the whole chain.
    let how = match line.element.payment() {
        None if line.element == Component::Basic => words::derivation(history, &placed.standing, on).pop(),
        None => None,
        Some(payment) => {
            let stated = history.tables_at(on).ok().and_then(|tables| tables.payment(payment));
            stated.map(|stated| words::payment(scale, &stated.stated()))
        }
    };
    if let Some(how) = how {
        rule = format!("{rule}. {}", words::capitalised(&how));
    }
    let settlement = history.step_at(day_before(last.0.end)).ok().map(|step| history.settlement(step));
    let source = settlement.and_then(|settlement| Some(format!("{}: {}", settlement.title, settlement.source.as_ref()?)));
    Some(Derivation { rule, rounding: Some(words::rounding(&scale.currency, rounding)), source, from: from.collect() })
}

/// `14 days from 1 June 2026`.
fn days_in_words(days: Period) -> String {
    format!("{} from {}", words::counted(u64::from(days.days()), "day"), written(days.start))
}

/// What earlier months are due by awards that were agreed since.
fn of_awards(terms: &Terms, state: usize) -> Derivation {
    let (agreed, history) = &terms.known()[state];
    let settlements = || history.scale().settlements.iter().filter(|settlement| settlement.agreed == Some(*agreed));
    let titles: Vec<&str> = settlements().map(|settlement| settlement.title.as_str()).collect();
    let sources: Vec<&str> = settlements().filter_map(|settlement| settlement.source.as_deref()).collect();
    Derivation {
        rule: format!("What earlier months are due with {}, less what they were due without it", titles.join(" and ")),
        rounding: None,
        source: (!sources.is_empty()).then(|| sources.join("; ")),
        from: Vec::new(),
    }
}
