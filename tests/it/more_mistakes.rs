//! Further mistakes of payrolls, each put into pay as it is due and found by the audit; and what explains most months and not all.

use std::sync::Arc;

use jiff::Span;
use payspine::audit::{Element, Ledger, Mistake, MonthPaid, OtherStatutory, PaidHours, PaidLine, Terms, Version, WrongTerms};
use payspine::calendar::{Date, Month, Period};
use payspine::money::{Fte, Money};
use payspine::scale::{AbsenceKind, Basis, Change, Component, Scale};
use payspine::workforce::{Absence, Event, FieldChange, Hours, Member, Worked};
use rust_decimal::Decimal;

use crate::absences::{absence, salaried, with_rules};
use crate::round_trip::{Dice, SYSTEM, asked, lines, someone};
use crate::{day, system};

/// The wardens, with overtime.
fn wardens() -> Scale {
    let text = SYSTEM.replacen("hours-per-week   = 37", "hours-per-week   = 37\nweeks-per-year   = \"365/7\"", 1).replacen(
        "payment.weighting",
        "payment.overtime = { title = \"Overtime\", kind = \"enhancement\", basis = \"hour\", percent-of-basic = 150 }\npayment.weighting",
        1,
    );
    Scale::clone(&system(&text).0.value)
}

fn fte(share: &str) -> Fte {
    Fte::new(share.parse().unwrap()).unwrap()
}

fn pounds(text: &str) -> Money {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    Month::of(day(&format!("{text}-01")))
}

fn any_month(dice: &mut Dice) -> Month {
    Month::of(dice.day_in(Period::new(day("2015-10-01"), day("2017-12-01"))))
}

/// A member to whom the mistake can happen.
fn fit_for(kind: u64, dice: &mut Dice) -> Member {
    let mut member = someone(dice);
    member.last_day = None;
    if matches!(kind, 5 | 6) {
        // What is paid is written out by hand for whole months.
        member.absences.clear();
    }
    match kind {
        0 => {
            member.from = any_month(dice).period().start.checked_add(Span::new().days(9)).unwrap();
            member.events.retain(|event| event.on > member.from);
            member.absences.retain(|absence| absence.period.start > member.from);
        }
        1 | 11 => member.events = vec![Event { on: any_day(dice), changes: vec![FieldChange::Hours(Hours::Fte(fte("0.5")))] }],
        2 => member.area = Some("london".into()),
        3 | 5 => (member.area, member.hours, member.events) = (Some("london".into()), Hours::Fte(fte("0.6")), Vec::new()),
        4 => {
            member.fields.insert("first-aider".into(), "yes".into());
            (member.hours, member.events) = (Hours::Fte(fte("0.6")), Vec::new());
        }
        6 => (member.area, member.hours, member.events) = (Some("london".into()), Hours::FULL_TIME, Vec::new()),
        8 => {
            let from = any_day(dice);
            let until = from.checked_add(Span::new().days(40)).unwrap();
            member.absences = vec![Absence::new(AbsenceKind::Unpaid, Period::new(from, until))];
        }
        10 | 12 => {
            let worked =
                |month: Month, number: i64| Worked { month, payment: "overtime".into(), number: Decimal::new(number, 1) };
            member.worked = vec![worked(month("2016-02"), 65), worked(month("2016-09"), 120), worked(month("2017-01"), 75)];
        }
        _ => {}
    }
    member
}

/// A day in the middle of a month.
fn any_day(dice: &mut Dice) -> Date {
    any_month(dice).period().start.checked_add(Span::new().days(3 + i64::try_from(dice.roll(20)).unwrap())).unwrap()
}

/// What was paid with the mistake, made without the search's help.
fn paid_with(kind: u64, dice: &mut Dice, scale: &Scale, facts: &Version) -> Vec<PaidLine> {
    let mut version = facts.clone();
    let mut other = scale.clone();
    let payments = |other: &mut Scale, id: &str, basis: Basis| {
        let facts = other.settlements.iter_mut().flat_map(|settlement| &mut settlement.payments);
        facts.filter(|(known, _)| known.as_str() == id).for_each(|(_, fact)| fact.basis = basis);
    };
    let right = || lines(&facts.due(asked()).unwrap());
    match kind {
        0 => version.member.from = Month::of(version.member.from).period().start,
        1 => version.member.events[0].on = Month::of(version.member.events[0].on).period().start,
        2 => {
            let raises = |change: &Change| matches!(change, Change::Uplift { payments, .. } if !payments.is_empty());
            other.settlements[1].measures.retain(|measure| !raises(&measure.change));
        }
        3 => payments(&mut other, "weighting", Basis::Flat),
        4 => payments(&mut other, "first-aid", Basis::Fte),
        5 => {
            // 3,100 and, from April 2016, 3,162 a year, × 0.36 ÷ 12.
            let mut paid = right();
            for line in paid.iter_mut().filter(|line| line.element == named("weighting")) {
                line.amount = pounds(if line.month < month("2016-04") { "93.00" } else { "94.86" });
            }
            return paid;
        }
        6 => {
            // 1,450 a year ÷ 12.
            let (mut paid, from) = (right(), any_month(dice));
            let months: Vec<Month> = Month::touched_by(asked()).filter(|month| *month >= from).collect();
            paid.extend(months.into_iter().map(|month| PaidLine { month, element: named("fringe"), amount: pounds("120.83") }));
            return paid;
        }
        7 => {
            let (mut paid, twice) = (right(), any_month(dice));
            let again: Vec<PaidLine> =
                paid.iter().filter(|line| line.month == twice && line.element == named("basic")).cloned().collect();
            paid.extend(again);
            return paid;
        }
        8 => {
            let days = [-20, -3, 2, 9, 30][usize::try_from(dice.roll(5)).unwrap()];
            let period = &mut version.member.absences[0].period;
            period.end = period.end.checked_add(Span::new().days(days)).unwrap();
        }
        9 => other.settlements[2].agreed = Some(day(dice.of(&["2017-04-10", "2017-05-31", "2017-07-01"]))),
        10 => version.member.worked[1].number = Decimal::new(105 + 10 * i64::try_from(dice.roll(9)).unwrap(), 1),
        11 => version.member.events[0].changes = vec![FieldChange::Hours(Hours::Fte(fte(dice.of(&["0.5541", "0.47", "0.731"]))))],
        12 => {
            // At the rate of before the award of April 2016: each of these differs by a different sum.
            other.settlements.remove(1);
            let old = Version { terms: Arc::new(Terms::new(other).unwrap()), ..facts.clone() };
            let old = lines(&old.due(asked()).unwrap());
            let rest = right().into_iter().filter(|line| line.element != named("overtime"));
            return rest.chain(old.into_iter().filter(|line| line.element == named("overtime"))).collect();
        }
        _ => {
            let (mut paid, late) = (right(), any_month(dice));
            paid.iter_mut().filter(|line| line.month == late).for_each(|line| line.month = late.next());
            return paid;
        }
    }
    if matches!(kind, 2 | 3 | 4 | 9) {
        version.terms = Arc::new(Terms::new(other).unwrap());
    }
    lines(&version.due(asked()).unwrap())
}

fn is_of(kind: u64, mistake: &Mistake) -> bool {
    match mistake {
        Mistake::WholeMonth { .. } => kind == 0,
        Mistake::ChangeEarly { .. } => kind == 1,
        Mistake::NotRaised { .. } => matches!(kind, 2 | 12),
        Mistake::AwardMissed { .. } => kind == 12,
        Mistake::PaymentHours { paid: PaidHours::FullTime, .. } => kind == 3,
        Mistake::PaymentHours { paid: PaidHours::ByShare, .. } => kind == 4,
        Mistake::PaymentHours { paid: PaidHours::Twice, .. } => kind == 5,
        Mistake::PaidAsWell { .. } => kind == 6,
        Mistake::MonthOtherwise { paid: MonthPaid::Twice, .. } => kind == 7,
        Mistake::AbsenceOther { .. } => kind == 8,
        Mistake::AwardEarly { .. } => kind == 9,
        Mistake::OtherNumber { .. } => kind == 10,
        Mistake::OtherHours { .. } => kind == 11,
        Mistake::MonthOtherwise { paid: MonthPaid::Late, .. } => kind == 13,
        _ => false,
    }
}

#[test]
fn each_further_mistake_is_found() {
    let scale = wardens();
    let (terms, wrong_terms) = (Arc::new(Terms::new(scale.clone()).unwrap()), WrongTerms::new(&scale));
    let mut dice = Dice(23);
    let (mut cases, mut first, mut among, mut missed) = (0, 0, 0, Vec::new());
    while cases < 280 {
        let kind = dice.roll(14);
        let facts = Version::new(Arc::clone(&terms), fit_for(kind, &mut dice));
        let due = facts.due(asked()).unwrap();
        let paid = paid_with(kind, &mut dice, &scale, &facts);
        let ledger = Ledger::new(asked(), &scale, &due, &paid);
        if ledger.differences().next().is_none() {
            continue;
        }
        cases += 1;
        let diagnosis = wrong_terms.explain(asked(), &facts, &paid, &ledger);
        let of_kind =
            |explanation: &payspine::audit::Explanation| explanation.mistakes.len() == 1 && is_of(kind, &explanation.mistakes[0]);
        match diagnosis.explanations.iter().position(of_kind) {
            Some(0) => first += 1,
            Some(_) => among += 1,
            None => missed.push(format!("{kind}: {:?}", diagnosis.explanations.first())),
        }
    }
    println!("of {cases} further mistakes {first} come first, {among} pay the same as what comes first:\n{}", missed.join("\n"));
    assert!(first + among >= 266, "{} are not found", missed.len());
}

const SICK: &str = r#"
[absence.sick]
source    = "made up for a test"
window    = "12 months"
half-pay  = "on-top"
[[absence.sick.entitlement]]
service = "0 months"
full    = "1 month"
half    = "1 month"
"#;

/// Statutory sick pay that was not paid, without waiting days, by other days or at another rate, or on top of full pay.
#[test]
fn statutory_pay_by_other_terms_is_found() {
    let scale = with_rules(SICK).scale().clone();
    let wrong_terms = WrongTerms::new(&scale);
    let asked = Period::new(day("2025-01-01"), day("2025-09-01"));
    let sick = |from: &str, until: &str| Member {
        absences: vec![absence(AbsenceKind::Sick, from, until)],
        ..salaried(32_400, "2020-01-01")
    };
    let facts = Version::new(Arc::new(Terms::new(scale.clone()).unwrap()), sick("2025-01-06", "2025-07-20"));
    let due = facts.due(asked).unwrap();
    let found = |paid: &[PaidLine]| {
        let ledger = Ledger::new(asked, &scale, &due, paid);
        let explanations = wrong_terms.explain(asked, &facts, paid, &ledger).explanations;
        explanations.into_iter().flat_map(|explanation| explanation.mistakes).collect::<Vec<Mistake>>()
    };
    let right = lines(&due);
    let by_law = |line: &&PaidLine| line.element == named("statutory-sick-pay");
    assert!(right.iter().any(|line| by_law(&line) && line.amount > Money::ZERO), "{right:?}");
    let without: Vec<PaidLine> = right.iter().filter(|line| !by_law(line)).cloned().collect();
    let never = found(&without);
    assert!(
        matches!(&never[0], Mistake::PaymentMissed { component, .. } if *component == Component::from("statutory-sick-pay")),
        "{never:?}"
    );
    // The rate of April 2025, 118.75 a week, was not taken up: 116.75 went on.
    let mut other = scale.clone();
    let mut law = payspine::statutory::StatutoryPay::clone(other.absence.statutory.as_ref().unwrap());
    let index = law.sick.rows.iter().position(|row| row.from == day("2025-04-06")).unwrap();
    let until = law.sick.rows.remove(index).until;
    law.sick.rows[index - 1].until = until;
    other.absence.statutory = Some(Arc::new(law));
    let old = Version { terms: Arc::new(Terms::new(other).unwrap()), ..facts.clone() };
    let old = found(&lines(&old.due(asked).unwrap()));
    let is_old = |mistake: &Mistake| matches!(mistake, Mistake::StatutoryOther { otherwise: OtherStatutory::RateBefore(day), .. } if *day == "2025-04-06".parse().unwrap());
    assert!(old.iter().any(is_old), "{old:?}");
    // Seven qualifying days a week, and not five.
    let mut seven = facts.clone();
    seven.member.absences[0].facts.qualifying_days = Some(payspine::workforce::Weekdays::first(7));
    let seven = found(&lines(&seven.due(asked).unwrap()));
    assert!(seven.iter().any(|mistake| matches!(mistake, Mistake::StatutoryOther { .. })), "{seven:?}");
}

/// Eleven of twelve months by a wrong point, and a sum of its own in one.
#[test]
fn what_explains_most_months_is_named_as_that() {
    let scale = wardens();
    let (terms, wrong_terms) = (Arc::new(Terms::new(scale.clone()).unwrap()), WrongTerms::new(&scale));
    let mut dice = Dice(5);
    let facts = Version::new(terms, Member { events: Vec::new(), absences: Vec::new(), last_day: None, ..someone(&mut dice) });
    let due = facts.due(asked()).unwrap();
    for stray in ["2015-07", "2016-01"] {
        let mut wrong = facts.clone();
        wrong.edits.push(payspine::audit::Edit::Shift { from: asked().start, until: day("2016-07-01"), by: 3 });
        let mut paid = lines(&wrong.due(asked()).unwrap());
        for line in paid.iter_mut().filter(|line| line.month == month(stray) && line.element == named("basic")) {
            line.amount += pounds("35");
        }
        let ledger = Ledger::new(asked(), &scale, &due, &paid);
        let diagnosis = wrong_terms.explain(asked(), &facts, &paid, &ledger);
        assert!(diagnosis.explanations.is_empty(), "{:?}", diagnosis.explanations);
        let said = payspine::report::words::explained(&scale, Some(&diagnosis));
        let months = if stray == "2015-07" { "July 2015" } else { "January 2016" };
        assert!(said.contains("this explains 11 of 12 months"), "{said}");
        assert!(said.contains(&format!("left is {months}, £")), "{said}");
    }
}

fn named(id: &str) -> Element {
    Element::Known(id.into())
}
