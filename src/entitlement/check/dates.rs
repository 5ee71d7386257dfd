//! Days that events give beside their own.

use super::{MemberFault, MemberProblem, fault};
use crate::calendar::{Date, Period, day_after};
use crate::workforce::{FieldChange, Member};

/// Whether clocks and temporary promotions have days that can be.
pub(super) fn check_dates_of_moves(member: &Member, faults: &mut Vec<MemberFault>) {
    let mut before = |path: &[&str], later: &str, earlier: &str, day: Date| {
        faults.push(fault(path, MemberProblem::Before { later: later.into(), earlier: earlier.into(), day }));
    };
    for (index, event) in member.events.iter().enumerate() {
        let index = index.to_string();
        for change in &event.changes {
            match change {
                FieldChange::Since(since) if *since > event.on => {
                    before(&["event", &index, "since"], "an event", "the day in the grade", *since);
                }
                FieldChange::PointSince(since) if *since > event.on => {
                    before(&["event", &index, "point-since"], "an event", "the day on the point", *since);
                }
                FieldChange::Temporary(until) if *until <= event.on => {
                    before(&["event", &index, "temporary"], "the return", "the day after the first", day_after(event.on));
                }
                _ => {}
            }
        }
    }
    for (index, event) in member.events.iter().enumerate().filter(|(_, event)| !event.is_a_move()) {
        let of_a_move = [event.kind().map(|_| "kind"), event.temporary_until().map(|_| "temporary")];
        for what in of_a_move.into_iter().flatten() {
            faults.push(fault(&["event", &index.to_string(), what], MemberProblem::NoMove { on: event.on, what }));
        }
    }
    let mut temporary: Vec<Period> = Vec::new();
    for (index, event) in member.events.iter().enumerate() {
        let Some(until) = event.temporary_until() else { continue };
        let overlaps = |other: &Period| other.start < until && event.on < other.end;
        if let Some(running) = temporary.iter().find(|other| overlaps(other)) {
            let problem = MemberProblem::TwoAtOnce { until: running.end };
            faults.push(fault(&["event", &index.to_string(), "temporary"], problem));
        }
        temporary.push(Period::new(event.on, until));
    }
}
