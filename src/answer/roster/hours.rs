//! Hours and weeks of a roster as shares of full time, by which a paybill counts.

use std::collections::BTreeSet;

use super::Staff;
use crate::answer::pay_files::System;
use crate::costing::{self, Heads, Misfit, Plan};
use crate::entitlement::{self, Assumption as PayAssumption, HoursAssumption, MemberFault};
use crate::report::{Assumption, CostAssumption};
use crate::workforce::{Cell, Column, Position, Roster, Subject, Value};

/// What shares are counted from.
const SAID: [Subject; 5] = [Subject::Hours, Subject::AnnualHours, Subject::FullTimeHours, Subject::Weeks, Subject::PaidWeeks];

impl Staff {
    /// Counts hours and weeks as shares of full time on the day on which staff stand where the roster has them, or come into post. Rows whose
    /// hours do not fit the pay system are left out, and complained of.
    pub(in crate::answer) fn count_hours(&mut self, system: &System, plan: &Plan) {
        if SAID.iter().all(|subject| self.roster.column(subject).is_none()) {
            return;
        }
        let mut counted = Shares::default();
        let shares: Vec<Value> = self.roster.cells().map(|cell| counted.of(cell, system, plan)).collect();
        self.roster = with_shares(&self.roster, shares, |subject| self.wanted.groups_by(subject));
        self.leave_out(&counted.misfits);
        self.assumed.extend(counted.assumed.into_iter().map(Assumption::from));
        if !counted.held.is_none() {
            self.assumed.push(CostAssumption::LeaveHeld { staff: counted.held, day: plan.as_at }.into());
        }
    }
}

/// What was found on the way.
#[derive(Default)]
struct Shares {
    misfits: Vec<Misfit>,
    assumed: BTreeSet<PayAssumption>,
    /// Staff whose leave changes within the months.
    held: Heads,
}

impl Shares {
    fn of(&mut self, cell: Cell<'_>, system: &System, plan: &Plan) -> Value {
        // Where they stand makes no difference to their hours.
        let member = costing::member_of(cell, Position::Nowhere, *plan);
        match entitlement::share_of_full_time(&system.history, &member, member.from) {
            Ok(share) => {
                if share.until.is_some_and(|until| until < plan.period.end) {
                    self.held += Heads::from(cell.headcount());
                }
                self.assumed.extend(share.assumptions.into_iter().map(of_all));
                let said = cell.value(&Subject::Fte).is_some() || !share.fte.is_full_time() || has_hours(cell);
                if said { Value::Fte(share.fte) } else { Value::Blank }
            }
            Err(fault) => {
                self.complain(cell.index(), fault);
                Value::Blank
            }
        }
    }

    fn complain(&mut self, cell: usize, fault: MemberFault) {
        match self.misfits.iter_mut().find(|known| known.fault == fault) {
            Some(known) => known.cells.push(cell),
            None => self.misfits.push(Misfit { cells: vec![cell], fault }),
        }
    }
}

fn has_hours(cell: Cell<'_>) -> bool {
    [Subject::Hours, Subject::AnnualHours].iter().any(|hours| cell.value(hours).is_some())
}

/// An assumption of one member as one of all of whom the same is not known.
fn of_all(assumption: PayAssumption) -> PayAssumption {
    match assumption {
        PayAssumption::Hours(HoursAssumption::Service { then, paid, .. }) => {
            PayAssumption::Hours(HoursAssumption::Service { since: None, then, paid })
        }
        other => other,
    }
}

/// The roster with these shares, and without what they were counted from unless results are grouped by it.
fn with_shares(roster: &Roster, shares: Vec<Value>, groups_by: impl Fn(&Subject) -> bool) -> Roster {
    let mut values: Vec<Value> = Vec::new();
    let mut place = std::collections::HashMap::new();
    let kept: Vec<usize> = (0..roster.columns().len())
        .filter(|index| {
            let subject = &roster.columns()[*index].subject;
            *subject != Subject::Fte && (!SAID.contains(subject) || groups_by(subject))
        })
        .collect();
    let indices: Vec<u32> = shares
        .into_iter()
        .map(|share| {
            *place.entry(share.clone()).or_insert_with(|| {
                values.push(share);
                u32::try_from(values.len() - 1).expect("a few million values are held at most")
            })
        })
        .collect();
    let mut columns: Vec<Column> = kept.iter().map(|index| roster.columns()[*index].clone()).collect();
    columns.push(Column::new(Subject::Fte, values));
    let mut with = Roster::new(columns);
    for (cell, share) in roster.cells().zip(indices) {
        let of_cell: Vec<u32> = kept.iter().map(|index| cell.indices()[*index]).chain([share]).collect();
        with.push(&of_cell, cell.headcount(), cell.origin());
    }
    with
}
