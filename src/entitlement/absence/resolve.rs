//! One absence after another: stages, statutory pay, sources, and what is assumed.

use super::earnings::{Earned, Earnings};
use super::{Trouble, gone_on, parental, sick, sick_pay};
use crate::calendar::{Date, Length, Period, day_before, written};
use crate::entitlement::assumption::{AbsenceAssumption, Assumption, Assumptions, OneAbsenceAssumption, PaymentAssumption};
use crate::entitlement::away::{AbsenceDue, AbsenceStage, Away, goes_on};
use crate::entitlement::check::{MemberFault, MemberProblem, fault};
use crate::entitlement::month::in_force;
use crate::entitlement::walk::PayHistory;
use crate::money::Exact;
use crate::scale::{AbsenceKind, AbsenceRules, Origin, StagePay};
use crate::settlement::History;
use crate::statutory::{StatutoryPay, StatutoryTable};
use crate::workforce::{Absence, Member, Weekdays};

/// The first day on which statutory sick pay has no test of earnings (RULES 3.5).
const NO_LIMIT_FROM: Date = Date::constant(2026, 4, 6);

/// What every absence that the system has a rule for is due, in the order of their days.
pub(in crate::entitlement) fn due(
    history: &History,
    member: &Member,
    pay: PayHistory<'_>,
    period: Period,
    assumptions: &mut Assumptions,
) -> Result<Vec<AbsenceDue>, Vec<MemberFault>> {
    let rules = &history.scale().absence;
    let known = |(_, absence): &(usize, &Absence)| !absence.kind.is_unpaid() && rules.cover(absence.kind);
    let mut absences: Vec<(usize, &Absence)> = member.absences.iter().enumerate().filter(known).collect();
    absences.retain(|(_, absence)| absence.period.start < period.end);
    absences.sort_by_key(|(_, absence)| absence.period.start);
    let mut resolver = Resolver {
        history,
        member,
        rules,
        period,
        pay,
        paid: Vec::new(),
        chain: None,
        leaves: Vec::new(),
        found: Vec::new(),
        assumptions,
    };
    for (index, absence) in absences {
        let due = resolver.resolve(absence).map_err(|problem| vec![named(index, problem)])?;
        resolver.found.push(due);
    }
    Ok(resolver.found)
}

fn named(index: usize, problem: Trouble) -> MemberFault {
    let index = index.to_string();
    match problem {
        Trouble::NoRate(rate) => fault(&["absence", &index, "from"], MemberProblem::NoStatutoryRate(rate)),
        Trouble::TooLarge(amount) => fault(&["absence", &index, "from"], MemberProblem::TooLarge(amount)),
    }
}

/// One absence after another.
struct Resolver<'a> {
    history: &'a History,
    member: &'a Member,
    rules: &'a AbsenceRules,
    period: Period,
    pay: PayHistory<'a>,
    /// Days of sick pay, full or half.
    paid: Vec<Period>,
    /// Statutory sick pay so far.
    chain: Option<sick_pay::Chain>,
    /// Leave so far.
    leaves: Vec<Leave>,
    found: Vec<AbsenceDue>,
    assumptions: &'a mut Assumptions,
}

/// Leave for one child, whether or not in one piece.
struct Leave {
    kind: AbsenceKind,
    expected: Option<Date>,
    matched: Option<Date>,
    first: Date,
    /// Days of it so far.
    taken: u32,
}

impl Resolver<'_> {
    fn resolve(&mut self, absence: &Absence) -> Result<AbsenceDue, Trouble> {
        let kind = absence.kind;
        let (stages, taken) = match (kind, &self.rules.sick, self.rules.leave(kind)) {
            (AbsenceKind::Sick, Some(rule), _) => {
                let (stages, service_matters) = sick::stages(rule, self.service(), &mut self.paid, absence.period);
                if service_matters && self.shows(absence.period) {
                    self.note_service();
                }
                (stages, 0)
            }
            (AbsenceKind::Leave, ..) => (vec![AbsenceStage { period: absence.period, pay: StagePay::FULL }], 0),
            (_, _, Some(rule)) => {
                let taken = self.taken_before(absence);
                (parental::stages(rule, taken, absence.period), taken)
            }
            _ => (Vec::new(), 0),
        };
        let stages = absence.facts.goes_on.map_or(stages.clone(), |on| gone_on(&stages, on));
        let matters = stages.iter().any(|stage| stage.pay.may_show_statutory() && self.shows(stage.period));
        let mut due = AbsenceDue { absence: absence.clone(), stages, earnings: None, sources: Vec::new(), statutory: Vec::new() };
        if self.shows(absence.period) {
            self.note_origin(kind, &mut due.sources);
            if kind != AbsenceKind::Leave {
                self.note_payments(&due);
            }
        }
        match &self.rules.statutory {
            Some(law) if kind == AbsenceKind::Sick => {
                let paid = self.sick_pay(law, &mut due, matters);
                self.left_out_before_tables(paid, &mut due)?;
            }
            Some(law) if matters => {
                let paid = self.parental_pay(law, &mut due, taken);
                self.left_out_before_tables(paid, &mut due)?;
            }
            None if matters => {
                self.note(kind, || AbsenceAssumption::NoStatutoryPay);
            }
            _ => {}
        }
        Ok(due)
    }

    /// Whether a period touches the days asked about.
    fn shows(&self, period: Period) -> bool {
        !period.intersection(self.period).is_empty()
    }

    fn note(&mut self, kind: AbsenceKind, what: impl FnOnce() -> AbsenceAssumption) {
        self.assumptions.note(|| Assumption::Absences { kind, what: what() });
    }

    fn note_one(&mut self, absence: &Absence, what: OneAbsenceAssumption) {
        self.assumptions.note(|| Assumption::Absence { kind: absence.kind, from: absence.period.start, what });
    }

    fn service(&self) -> Date {
        self.member.service_since.unwrap_or(self.member.since)
    }

    fn note_service(&mut self) {
        if self.member.service_since.is_none() {
            let since = self.member.since;
            self.note(AbsenceKind::Sick, || AbsenceAssumption::Service { since });
        }
    }

    /// Days of the same leave before this absence; it is noted.
    fn taken_before(&mut self, absence: &Absence) -> u32 {
        let facts = &absence.facts;
        let within_a_year = |first: Date| absence.period.start < Length::weeks(52).after(first);
        let same = |leave: &&mut Leave| {
            (leave.kind, leave.expected, leave.matched) == (absence.kind, facts.expected, facts.matched)
                && within_a_year(leave.first)
        };
        let days = absence.period.days();
        if let Some(leave) = self.leaves.iter_mut().find(same) {
            leave.taken += days;
            return leave.taken - days;
        }
        let (expected, matched) = (facts.expected, facts.matched);
        self.leaves.push(Leave { kind: absence.kind, expected, matched, first: absence.period.start, taken: days });
        0
    }

    fn note_origin(&mut self, kind: AbsenceKind, sources: &mut Vec<String>) {
        let of_kind = self.rules.origins().into_iter().find(|(known, _)| *known == kind);
        let Some((_, Origin { source, assumed })) = of_kind else { return };
        let what = format!("Rule of {}", kind.pay_in_words());
        if let Some(why) = assumed {
            self.note(kind, || AbsenceAssumption::Rule(why.clone()));
        }
        match source {
            Some(source) => sources.push(format!("{what}: {source}")),
            None if assumed.is_none() => self.note(kind, || AbsenceAssumption::NoSource),
            None => {}
        }
    }

    /// Payments of which the file does not say whether they go on in such an absence.
    fn note_payments(&mut self, due: &AbsenceDue) {
        let kind = due.absence.kind;
        let here = due.absence.period.intersection(self.period);
        for (_, stage) in in_force(self.pay.stages, here) {
            for payment in &stage.pay.payments {
                let Some(id) = payment.component.payment() else { continue };
                let Some(known) = stage.step.tables.payment(id) else { continue };
                if known.fact.counts_in.is_some() {
                    continue;
                }
                self.assumptions.note(|| Assumption::Payment {
                    payment: id.clone(),
                    title: known.fact.title.clone(),
                    what: PaymentAssumption::Away { kind, goes_on: goes_on(&stage.step.tables, &payment.component, kind) },
                });
            }
        }
    }

    fn sick_pay(&mut self, law: &StatutoryPay, due: &mut AbsenceDue, matters: bool) -> Result<(), Trouble> {
        let spell = Period::new(due.absence.period.start, due.absence.period.end.min(self.period.end));
        let mut chain = match self.chain.take().filter(|chain| chain.links(law, spell.start)) {
            Some(chain) => chain,
            None => sick_pay::Chain::new(spell.start, self.earnings(&due.absence, day_before(spell.start))?),
        };
        let whole = due.absence.period.days();
        let days = due.absence.facts.qualifying_days.or(self.member.working_days);
        match chain.pay(law, spell, whole, days.unwrap_or(Weekdays::MONDAY_TO_FRIDAY)) {
            // Nothing rests on what cannot be known.
            Err(Trouble::NoRate(_)) if !matters => return Ok(()),
            Err(trouble) => return Err(trouble),
            Ok(paid) => due.statutory = paid,
        }
        if matters {
            if days.is_none() {
                self.note(AbsenceKind::Sick, || AbsenceAssumption::QualifyingDays);
            }
            self.note_earnings(&chain.earned, due);
            if !chain.is_entitled(law)? {
                let until = Some(NO_LIMIT_FROM).filter(|day| due.absence.period.end > *day);
                self.note_one(&due.absence, OneAbsenceAssumption::SickPayLimit { until });
            }
            self.note_table(&law.sick, due);
        }
        self.chain = Some(chain);
        Ok(())
    }

    /// Statutory pay of a time before the tables begin is left out, and said: what the employer pays is known all the same.
    fn left_out_before_tables(&mut self, paid: Result<(), Trouble>, due: &mut AbsenceDue) -> Result<(), Trouble> {
        match paid {
            Err(Trouble::NoRate(rate)) if rate.day < rate.first => {
                due.statutory.clear();
                self.note_one(&due.absence, OneAbsenceAssumption::StatutoryLeftOut { begins: rate.first });
                Ok(())
            }
            paid => paid,
        }
    }

    fn parental_pay(&mut self, law: &StatutoryPay, due: &mut AbsenceDue, taken: u32) -> Result<(), Trouble> {
        let absence = due.absence.clone();
        let (week, assumed) = parental::qualifying_week(&absence);
        if let Some(assumed) = assumed {
            self.assumptions.note(|| assumed);
        }
        let saturday = day_before(week.end).min(day_before(absence.period.start));
        let earned = self.earnings(&absence, saturday)?;
        self.note_earnings(&earned, due);
        let limit = law.lower_earnings_limit(saturday);
        if limit.is_some_and(|limit| earned.weekly < limit) {
            self.note_one(&absence, OneAbsenceAssumption::LeavePayLimit);
            return Ok(());
        }
        let (weeks, assumed) = parental::weeks_left(&absence);
        if let Some(assumed) = assumed {
            self.assumptions.note(|| assumed);
        }
        let days = Period::new(absence.period.start, absence.period.end.min(self.period.end));
        due.statutory = parental::pay(law, absence.kind, days, taken, weeks, earned.weekly)?;
        self.note(absence.kind, || AbsenceAssumption::ConditionsMet);
        self.note_table(&law.parental, due);
        Ok(())
    }

    fn earnings(&self, absence: &Absence, by: Date) -> Result<Earned, Trouble> {
        let away = Away::new(self.member, &self.found);
        let known = Earnings { history: self.history, pay: self.pay, away, from: self.member.from };
        known.before(absence, by)
    }

    fn note_earnings(&mut self, earned: &Earned, due: &mut AbsenceDue) {
        due.earnings = Some(earned.weekly);
        if let Some(assumed) = &earned.assumed {
            self.assumptions.note(|| assumed.clone());
        }
    }

    /// The rows of a table that statutory pay rests on: their sources, and what of them is assumed.
    fn note_table(&mut self, table: &StatutoryTable, due: &mut AbsenceDue) {
        let shown = due.stages.iter().filter(|stage| stage.pay.may_show_statutory());
        let shown: Vec<Period> = shown.map(|stage| stage.period.intersection(self.period)).collect();
        for (index, row) in table.rows.iter().enumerate() {
            let end = table.rows.get(index + 1).map(|next| next.from).or(row.until).unwrap_or(Date::MAX);
            let holds = Period::new(row.from, end);
            let paid =
                |(days, _): &(Period, Exact)| shown.iter().any(|shown| !shown.intersection(*days).intersection(holds).is_empty());
            if !due.statutory.iter().any(paid) {
                continue;
            }
            let what = format!("{} from {}", table.title, written(row.from));
            due.sources.extend(row.source.as_ref().map(|source| format!("{what}: {source}")));
            if let Some(why) = &row.assumed {
                let (table, from) = (&table.title, row.from);
                let row = || AbsenceAssumption::StatutoryRow { table: table.clone(), from, why: why.clone() };
                self.note(due.absence.kind, row);
            }
        }
    }
}
