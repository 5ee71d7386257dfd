//! What an absence is due: its stages of pay by the system's rule, and the statutory pay that goes with them.
//!
//! Absences are taken in the order of their days, because each rests on those before it: sick pay is less what was paid in a window
//! before, statutory sick pay links absences that are close together, and average weekly earnings are those of months in which an
//! earlier absence may have cost pay.

mod earnings;
mod parental;
mod sick;
mod sick_pay;

use self::earnings::{Earned, Earnings};
use super::Assumptions;
use super::check::{MemberFault, MemberProblem, fault};
use super::month::Away;
use super::walk::{LumpSum, Stage};
use crate::calendar::{Date, Period, day_before, written};
use crate::money::{Exact, Money, TooLarge};
use crate::scale::{AbsenceKind, AbsenceRules, CountsIn, Kind, Origin, PayShare, PaymentId, StagePay};
use crate::settlement::{History, Tables};
use crate::statutory::{self, NoRate, StatutoryPay, StatutoryTable};
use crate::workforce::{Absence, Member};

/// What an absence is due, stage by stage.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AbsenceDue {
    /// The absence.
    pub absence: Absence,
    /// Its stages in order; together they are its days.
    pub stages: Vec<AbsenceStage>,
    /// Average weekly earnings, where statutory pay depends on them.
    pub earnings: Option<Money>,
    /// Where the rule and the statutory rates come from.
    pub sources: Vec<String>,
    /// Statutory pay a day, by days at one rate; sick pay by weeks, each in one of its own.
    statutory: Vec<(Period, Exact)>,
}

/// Days of an absence on the same share of pay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AbsenceStage {
    /// The days.
    pub period: Period,
    /// What is due.
    pub pay: StagePay,
}

impl AbsenceDue {
    /// The component of statutory pay for such an absence.
    pub fn component(&self) -> &'static str {
        statutory_component(self.absence.kind)
    }

    /// Statutory pay for the days of a period, whether or not contractual pay takes it in, as one payment: sick pay by weeks from
    /// Sunday, each rounded up to the penny; other pay rounded up once.
    ///
    /// # Errors
    ///
    /// An amount beyond what the engine holds.
    pub fn statutory_pay(&self, period: Period) -> Result<Money, TooLarge> {
        let here = self.statutory.iter().map(|(days, daily)| (days.intersection(period), daily));
        let here = here.filter(|(days, _)| !days.is_empty()).map(|(days, daily)| (days, daily.times(&days_of(days))));
        if self.absence.kind != AbsenceKind::Sick {
            return statutory::payment(&here.fold(Exact::zero(), |sum, (_, amount)| sum.plus(&amount)));
        }
        let mut weeks: Vec<(Date, Exact)> = Vec::new();
        for (days, amount) in here {
            let sunday = sunday_by(days.start);
            match weeks.last_mut() {
                Some((week, sum)) if *week == sunday => *sum = sum.plus(&amount),
                _ => weeks.push((sunday, amount)),
            }
        }
        weeks.iter().map(|(_, amount)| statutory::payment(amount)).sum::<Result<Money, TooLarge>>()
    }
}

/// The component of statutory pay for absences of a kind.
pub fn statutory_component(kind: AbsenceKind) -> &'static str {
    match kind {
        AbsenceKind::Sick => "statutory-sick-pay",
        AbsenceKind::Maternity => "statutory-maternity-pay",
        AbsenceKind::Adoption => "statutory-adoption-pay",
        AbsenceKind::SharedParental => "statutory-shared-parental-pay",
        AbsenceKind::Unpaid | AbsenceKind::Strike => "",
    }
}

/// A number of days.
fn days_of(period: Period) -> Exact {
    Exact::from(i64::from(period.days()))
}

/// The Sunday on which a day's week begins.
fn sunday_by(day: Date) -> Date {
    let back = i64::from(day.weekday().to_sunday_zero_offset());
    day.checked_sub(jiff::Span::new().days(back)).unwrap_or(Date::MIN)
}

/// What every absence that the system has a rule for is due, in the order of their days.
pub(super) fn due(
    history: &History,
    member: &Member,
    (stages, lump_sums): (&[Stage<'_>], &[LumpSum]),
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
        stages,
        lump_sums,
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
        Trouble::TooLarge => fault(&["absence", &index, "from"], MemberProblem::TooLarge),
    }
}

/// Why an absence cannot be worked out.
enum Trouble {
    NoRate(NoRate),
    TooLarge,
}

impl From<NoRate> for Trouble {
    fn from(rate: NoRate) -> Trouble {
        Trouble::NoRate(rate)
    }
}

impl From<TooLarge> for Trouble {
    fn from(_: TooLarge) -> Trouble {
        Trouble::TooLarge
    }
}

/// One absence after another.
struct Resolver<'a> {
    history: &'a History,
    member: &'a Member,
    rules: &'a AbsenceRules,
    period: Period,
    stages: &'a [Stage<'a>],
    lump_sums: &'a [LumpSum],
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

impl<'a> Resolver<'a> {
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
            self.note_payments(&due);
        }
        match (&self.rules.statutory, kind) {
            (None, _) if matters => self
                .assumptions
                .note(format!("Statutory pay is not counted in {}: it is known in pounds only.", kind.pay_in_words())),
            (None, _) => {}
            (Some(law), AbsenceKind::Sick) => self.sick_pay(law, &mut due, matters)?,
            (Some(law), _) if matters => self.parental_pay(law, &mut due, taken)?,
            (Some(_), _) => {}
        }
        Ok(due)
    }

    /// Whether a period touches the days asked about.
    fn shows(&self, period: Period) -> bool {
        !period.intersection(self.period).is_empty()
    }

    fn service(&self) -> Date {
        self.member.service_since.unwrap_or(self.member.since).min(self.member.since)
    }

    fn note_service(&mut self) {
        if self.member.service_since.is_none() {
            let since = written(self.member.since);
            self.assumptions.note(format!(
                "Service for sick pay is counted from {since}, the day in the grade; service-since can say otherwise."
            ));
        }
    }

    /// Days of the same leave before this absence; it is noted.
    fn taken_before(&mut self, absence: &Absence) -> u32 {
        let facts = &absence.facts;
        let within_a_year = |first: Date| absence.period.start < crate::calendar::Length::weeks(52).after(first);
        let same = |leave: &&mut Leave| {
            (leave.kind, leave.expected, leave.matched) == (absence.kind, facts.expected, facts.matched)
                && within_a_year(leave.first)
        };
        let days = absence.period.days();
        match self.leaves.iter_mut().find(same) {
            Some(leave) => {
                let before = leave.taken;
                leave.taken += days;
                before
            }
            None => {
                let (expected, matched) = (facts.expected, facts.matched);
                self.leaves.push(Leave { kind: absence.kind, expected, matched, first: absence.period.start, taken: days });
                0
            }
        }
    }

    fn note_origin(&mut self, kind: AbsenceKind, sources: &mut Vec<String>) {
        let of_kind = self.rules.origins().into_iter().find(|(known, _)| *known == kind);
        let Some((_, Origin { source, assumed })) = of_kind else { return };
        let what = capitalised(kind.pay_in_words());
        if let Some(why) = assumed {
            self.assumptions.note(format!("{what}: {why}."));
        }
        match source {
            Some(source) => sources.push(format!("{what}: {source}")),
            None if assumed.is_none() => self.assumptions.note(format!("{what}: the file names no source for its rule.")),
            None => {}
        }
    }

    /// Payments of which the file does not say whether they go on in such an absence.
    fn note_payments(&mut self, due: &AbsenceDue) {
        let (Some(counts), pay) = (due.absence.kind.counts_as(), due.absence.kind.pay_in_words()) else { return };
        let here = due.absence.period.intersection(self.period);
        for (_, stage) in super::month::in_force(self.stages, here) {
            for payment in &stage.pay.payments {
                let Some(known) = stage.step.tables.payment(&payment.id) else { continue };
                if known.fact.counts_in.is_some() {
                    continue;
                }
                let taken = if goes_on(&stage.step.tables, &payment.id, counts) { "taken to" } else { "taken not to" };
                let title = &known.fact.title;
                self.assumptions.note(format!("{title}: the file does not say whether it counts in {pay}, so it is {taken}."));
            }
        }
    }

    fn sick_pay(&mut self, law: &StatutoryPay, due: &mut AbsenceDue, matters: bool) -> Result<(), Trouble> {
        let spell = Period::new(due.absence.period.start, due.absence.period.end.min(self.period.end));
        let linked = self.chain.take().filter(|chain| chain.links(law, spell.start));
        let chain = match linked {
            Some(chain) => Ok(chain),
            None => self.earnings(&due.absence, day_before(spell.start)).map(|earned| sick_pay::Chain::new(spell.start, earned)),
        };
        let mut chain = chain?;
        let whole = due.absence.period.days();
        let days = due.absence.facts.qualifying_days;
        match chain.pay(law, spell, whole, days.unwrap_or(crate::workforce::Weekdays::first(5))) {
            // Nothing rests on what cannot be known.
            Err(Trouble::NoRate(_)) if !matters => return Ok(()),
            Err(trouble) => return Err(trouble),
            Ok(paid) => due.statutory = paid,
        }
        if matters {
            if days.is_none() {
                self.assumptions.note("Qualifying days for statutory sick pay are taken to be Monday to Friday.".to_owned());
            }
            self.note_earnings(&chain.earned, due);
            if !chain.is_entitled(law)? {
                let limit = "Average weekly earnings are below the lower earnings limit, so no statutory sick pay is due";
                self.assumptions.note(format!("{limit} in the absence from {}.", written(due.absence.period.start)));
            }
            self.note_table(&law.sick, due);
        }
        self.chain = Some(chain);
        Ok(())
    }

    fn parental_pay(&mut self, law: &StatutoryPay, due: &mut AbsenceDue, taken: u32) -> Result<(), Trouble> {
        let absence = due.absence.clone();
        let (week, assumed) = parental::qualifying_week(&absence);
        if let Some(assumed) = assumed {
            self.assumptions.note(assumed);
        }
        let saturday = day_before(week.end).min(day_before(absence.period.start));
        let earned = self.earnings(&absence, saturday)?;
        self.note_earnings(&earned, due);
        let limit = law.lower_earnings_limit(saturday);
        if limit.is_some_and(|limit| earned.weekly < limit) {
            let pay = absence.kind.pay_in_words();
            self.assumptions.note(format!(
                "Average weekly earnings before the {pay} from {} are below the lower earnings limit, so nothing statutory is due.",
                written(absence.period.start)
            ));
            return Ok(());
        }
        let (weeks, assumed) = parental::weeks_left(&absence);
        if let Some(assumed) = assumed {
            self.assumptions.note(assumed);
        }
        let days = Period::new(absence.period.start, absence.period.end.min(self.period.end));
        due.statutory = parental::pay(law, absence.kind, (days, taken), weeks, earned.weekly)?;
        self.assumptions
            .note(format!("Statutory {}: that the conditions of service and notice are met.", absence.kind.pay_in_words()));
        self.note_table(&law.parental, due);
        Ok(())
    }

    fn earnings(&self, absence: &Absence, by: Date) -> Result<Earned, Trouble> {
        let away = Away::new(&self.member.absences, &self.found);
        let known =
            Earnings { history: self.history, stages: self.stages, lump_sums: self.lump_sums, away, from: self.member.from };
        known.before(absence, by)
    }

    fn note_earnings(&mut self, earned: &Earned, due: &mut AbsenceDue) {
        due.earnings = Some(earned.weekly);
        if let Some(line) = &earned.assumed {
            self.assumptions.note(line.clone());
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
                self.assumptions.note(format!("{what}: {why}."));
            }
        }
    }
}

/// The stages of an absence in which the stage before a day goes on for some days.
fn gone_on(stages: &[AbsenceStage], on: Period) -> Vec<AbsenceStage> {
    let Some(held) = stages.iter().find(|stage| stage.period.contains(day_before(on.start))) else { return stages.to_vec() };
    let end = stages.last().map_or(on.end, |last| last.period.end.min(on.end));
    let before = stages.iter().map(|stage| (stage.pay, Period::new(stage.period.start, stage.period.end.min(on.start))));
    let after = stages.iter().map(|stage| (stage.pay, Period::new(stage.period.start.max(end), stage.period.end)));
    let mut all: Vec<AbsenceStage> = Vec::new();
    for (pay, period) in before.chain([(held.pay, Period::new(on.start, end))]).chain(after) {
        push(&mut all, pay, period);
    }
    all
}

/// Adds days on some pay; neighbours on the same are one stage.
fn push(stages: &mut Vec<AbsenceStage>, pay: StagePay, period: Period) {
    match stages.last_mut() {
        _ if period.is_empty() => {}
        Some(last) if last.pay == pay && last.period.end == period.start => last.period.end = period.end,
        _ => stages.push(AbsenceStage { period, pay }),
    }
}

/// Whether a payment goes on in some pay. Where the file is silent, all but an enhancement is taken to.
pub(super) fn goes_on(tables: &Tables, id: &PaymentId, counts: CountsIn) -> bool {
    tables.payment(id).is_none_or(|payment| {
        let silent = payment.fact.kind != Kind::Enhancement;
        payment.fact.counts_in.as_ref().map_or(silent, |counted| counted.contains(&counts))
    })
}

/// The share of pay and the kind of absence on the days of a period, in order, each with its days; `None` where there is none.
pub(super) fn split(found: &[&AbsenceDue], period: Period) -> Vec<(Period, Option<(AbsenceKind, PayShare)>)> {
    let mut parts = Vec::new();
    let mut day = period.start;
    for due in found {
        for stage in &due.stages {
            let here = stage.period.intersection(Period::new(day, period.end));
            if here.is_empty() {
                continue;
            }
            if day < here.start {
                parts.push((Period::new(day, here.start), None));
            }
            parts.push((here, Some((due.absence.kind, stage.pay.share))));
            day = here.end;
        }
    }
    if day < period.end {
        parts.push((Period::new(day, period.end), None));
    }
    parts
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
