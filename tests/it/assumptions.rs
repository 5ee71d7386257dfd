//! Assumptions: each has its sentence, says what it is about, and knows whether a figure of the answer rests on it.

use std::collections::BTreeSet;

use payspine::calendar::{Month, Period};
use payspine::entitlement::{
    About, AbsenceAssumption, Assumption, EarningsOf, MoveAssumption, Noted, OneAbsenceAssumption, OtherOrder, PaymentAssumption,
    ProgressionAssumption, SettlementAssumption, Spot, Touches, WorkAssumption, assumed_of_sources, progress,
};
use payspine::locate::{Per, Sought, locate};
use payspine::money::{Money, Percent};
use payspine::net_pay::{self, PaidBasis};
use payspine::report::words::assumption;
use payspine::report::{self, AskAssumption, PlanAssumption, ReadAssumption};
use payspine::scale::{AbsenceKind, Basis, Component, MoveOrder, Order};
use payspine::scale_file::Understood;
use payspine::settlement::History;

use crate::{day, member, system};

fn why() -> String {
    "a guess".to_owned()
}

fn of_settlements_and_steps() -> Vec<Assumption> {
    let title = || "Award of 2024".to_owned();
    let (point_word, on) = ("point".to_owned(), day("2024-04-01"));
    let elsewhere = OtherOrder::Elsewhere {
        to: Spot::Point("3".into()),
        not: Spot::Salary(Money::from(20_000)),
        point_word: point_word.clone(),
    };
    let of = |what| Assumption::Settlement { title: title(), what };
    let order = |other| of(SettlementAssumption::NoOrder { on, taken: Order::ProgressionFirst, other });
    let step = Assumption::Progression;
    vec![
        of(SettlementAssumption::Assumed { why: why(), proposed: false }),
        of(SettlementAssumption::NoSource),
        order(OtherOrder::Same),
        order(elsewhere),
        order(OtherOrder::ForSome { point_word: point_word.clone() }),
        Assumption::RatesHeld { since: on },
        Assumption::Range { range: ("P".into(), Some("north".into())), why: why() },
        Assumption::Values { spine: "main".into(), why: why() },
        Assumption::NoOwnTarget { grade: "P".into() },
        Assumption::Move { from: None, to: Some("north".into()) },
        step(ProgressionAssumption::Rule(why())),
        step(ProgressionAssumption::TimeOnPoint { since: Some(on) }),
        step(ProgressionAssumption::TimeOnPoint { since: None }),
        step(ProgressionAssumption::OtherService { since: Some(on), on, point_word }),
        step(ProgressionAssumption::GateOpen { field: "rating".to_owned(), wanted: "A or B".to_owned() }),
        step(ProgressionAssumption::AbsenceCounts(AbsenceKind::CareerBreak)),
        step(ProgressionAssumption::TimeAway(Some(why()))),
        step(ProgressionAssumption::TimeAway(None)),
        step(ProgressionAssumption::ShortMonth { began: day("2024-02-29"), over: day("2025-02-28") }),
        Assumption::Moves(MoveAssumption::Order { on, taken: MoveOrder::Last, other: OtherOrder::Same }),
        Assumption::Moves(MoveAssumption::Temporary { placed: false }),
        Assumption::Moves(MoveAssumption::Temporary { placed: true }),
        Assumption::MarkTime(Some(why())),
        Assumption::MarkTime(None),
    ]
}

fn of_payments() -> Vec<Assumption> {
    let month = Month::of(day("2024-04-01"));
    let percent = Percent::new("20".parse().unwrap());
    let of = |what| Assumption::Payment { payment: "duty".into(), title: "Duty allowance".to_owned(), what };
    let worked = |what| Assumption::Worked { payment: "standby".into(), month, what };
    let number = "7.5".parse().unwrap();
    vec![
        of(PaymentAssumption::Assumed(why())),
        of(PaymentAssumption::NothingWorked(Basis::Hour)),
        of(PaymentAssumption::WithdrawnBackTo { from: day("2024-04-01"), agreed: day("2024-07-01") }),
        of(PaymentAssumption::ShareCounted(percent)),
        of(PaymentAssumption::ShareNotCounted(percent)),
        of(PaymentAssumption::PromisedUntil(day("2024-07-01"))),
        of(PaymentAssumption::NotBeside { first: "Acting up".to_owned(), group: "responsibility".to_owned() }),
        of(PaymentAssumption::FieldsNotGiven(vec!["county".to_owned()])),
        of(PaymentAssumption::NotInLeavePay),
        of(PaymentAssumption::Away { kind: AbsenceKind::Sick, goes_on: true }),
        of(PaymentAssumption::Away { kind: AbsenceKind::Sick, goes_on: false }),
        worked(WorkAssumption::NotDue),
        worked(WorkAssumption::AfterService(number)),
        worked(WorkAssumption::BeforeService(number)),
        worked(WorkAssumption::GivenTwice(number)),
    ]
}

fn of_absences() -> Vec<Assumption> {
    let (from, month) = (day("2024-04-01"), Month::of(day("2024-02-01")));
    let all = |what| Assumption::Absences { kind: AbsenceKind::Sick, what };
    let of = |kind, what| Assumption::Absence { kind, from, what };
    let leave = |what| of(AbsenceKind::Leave, what);
    let earnings = |of| OneAbsenceAssumption::Earnings { weekly: Money::from(400), of };
    vec![
        all(AbsenceAssumption::Rule(why())),
        all(AbsenceAssumption::NoSource),
        all(AbsenceAssumption::NoStatutoryPay),
        all(AbsenceAssumption::ConditionsMet),
        all(AbsenceAssumption::Service { since: from }),
        all(AbsenceAssumption::QualifyingDays),
        all(AbsenceAssumption::StatutoryRow { table: "Statutory sick pay".to_owned(), from, why: why() }),
        leave(OneAbsenceAssumption::NoRule),
        leave(OneAbsenceAssumption::NoAverage),
        leave(OneAbsenceAssumption::Average { days: 60, window: Period::new(day("2024-01-01"), from) }),
        leave(OneAbsenceAssumption::AverageCut { known_from: day("2024-01-01") }),
        of(AbsenceKind::Sick, OneAbsenceAssumption::SickPayLimit { until: None }),
        of(AbsenceKind::Sick, OneAbsenceAssumption::SickPayLimit { until: Some(day("2026-04-06")) }),
        of(AbsenceKind::Maternity, OneAbsenceAssumption::LeavePayLimit),
        of(AbsenceKind::Adoption, OneAbsenceAssumption::NoMatch),
        of(AbsenceKind::Maternity, OneAbsenceAssumption::NoBirth),
        of(AbsenceKind::SharedParental, OneAbsenceAssumption::WeeksLeft(37)),
        of(AbsenceKind::Sick, earnings(EarningsOf::Day(from))),
        of(AbsenceKind::Sick, earnings(EarningsOf::Months(month, month.next()))),
    ]
}

fn of_answers() -> Vec<report::Assumption> {
    let net = [
        net_pay::Assumption::Row { table: "Income tax".to_owned(), series: None, from: day("2024-04-06"), why: why() },
        net_pay::Assumption::NoPension,
        net_pay::Assumption::BandByPay,
        net_pay::Assumption::TaxCode { code: 1257.into(), basis: PaidBasis::MonthOne, free: Money::from(1048) },
        net_pay::Assumption::TaxCode { code: 1257.into(), basis: PaidBasis::Cumulative(3), free: Money::from(1048) },
        net_pay::Assumption::AllowanceKept { above: Money::from(100_000) },
        net_pay::Assumption::CategoryA,
        net_pay::Assumption::NoOtherDeductions,
        net_pay::Assumption::NoneButStudentLoans,
        net_pay::Assumption::StudentLoan,
        net_pay::Assumption::PensionEarned,
    ];
    let understood =
        [true, false].map(|is| Understood { field: "rating".to_owned(), value: "Box A".to_owned(), known: "A".to_owned(), is });
    let read = [
        ReadAssumption::Mapping { title: "Our columns".to_owned(), why: why() },
        ReadAssumption::Default { column: "area".to_owned(), value: "national".to_owned() },
        ReadAssumption::Warned("a.csv may have been cut off.".to_owned()),
    ];
    let asked = [AskAssumption::WithoutPromises, AskAssumption::PaidOnLastDay, AskAssumption::PaidOn(25)];
    let no_rate =
        net_pay::NoEstimate::NoRate(payspine::costing::NoRate { what: "rate of income tax".to_owned(), day: day("2027-04-06") });
    let plan = [
        PlanAssumption::Policy { why: why() },
        PlanAssumption::SalaryOfTwelveMonths,
        PlanAssumption::SetOff { underpaid: Money::from(12) },
        PlanAssumption::NetAsItStands,
        PlanAssumption::EqualShares { months: 3 },
        PlanAssumption::DueAsComing,
        PlanAssumption::FinalMonthAsOthers,
        PlanAssumption::PaidOnLastDay,
        PlanAssumption::RatesHeld { after: day("2027-03-31"), why: no_rate },
        PlanAssumption::GrossUnderNetLimits,
    ];
    let mut all: Vec<report::Assumption> = net.map(Into::into).into();
    all.extend(understood.map(Into::into));
    all.extend(read.map(Into::into));
    all.extend(asked.map(Into::into));
    all.extend(plan.map(Into::into));
    all
}

#[test]
fn every_assumption_is_a_sentence_of_its_own() {
    let of_pay = [of_settlements_and_steps(), of_payments(), of_absences()].concat();
    let all: Vec<report::Assumption> = of_pay.into_iter().map(Into::into).chain(of_answers()).collect();
    let sentences: BTreeSet<String> = all.iter().map(assumption).collect();
    assert_eq!(sentences.len(), all.len(), "{sentences:#?}");
    for line in &sentences {
        assert!(line.len() > 10 && line.ends_with('.') && !line.ends_with("..") && !line.contains("  "), "{line}");
    }
}

#[test]
fn an_assumption_knows_what_it_is_about_and_which_figures_it_touches() {
    let payment = Component::Payment("duty".into());
    assert!(of_payments()[..11].iter().all(|one| one.touches() == Touches::Component(payment.clone())));
    let not_given =
        Assumption::Payment { payment: "duty".into(), title: String::new(), what: PaymentAssumption::FieldsNotGiven(vec![]) };
    assert_eq!(not_given.about(), About::Member);
    assert!(of_absences().iter().all(|one| matches!(one.touches(), Touches::Absences(_))));
    let claim = SettlementAssumption::Assumed { why: why(), proposed: true };
    let claim = Assumption::Settlement { title: "Claim".to_owned(), what: claim };
    assert_eq!((claim.about(), claim.touches()), (About::Proposal, Touches::Settlement("Claim".to_owned())));
    let default = &of_answers()[14];
    assert_eq!((default.about(), default.touches()), (About::Roster, Touches::Field("area".to_owned())));
}

/// Three settlements, each of which assumes something: the first makes two grades, the second raises one of them and pays something in
/// the north, the third states that grade afresh.
const PORTERS: &str = r#"
    format = 1
    id = "porters"
    title = "Porters"
    currency = "GBP"
    [conventions]
    annual-rounding = { to = 1, mode = "half-up", carry = "published" }
    monthly-rounding = { to = 0.01, mode = "half-up" }
    part-month = "calendar-days"
    year-start = "04-01"
    [area]
    north = "North"
    south = "South"
    [grade.P]
    title = "Porter"
    spine = "porters"
    [grade.S]
    title = "Senior porter"
    spine = "seniors"
    [[settlement]]
    from = 2020-04-01
    status = "agreed"
    title = "First"
    source = "made up"
    assumed = "its date"
    spine.porters.points = { 1 = 20000, 2 = 21000 }
    spine.seniors.points = { 1 = 30000, 2 = 31000 }
    range.P = { minimum = 1, target = 2 }
    range.S = { minimum = 1, target = 2 }
    [[settlement]]
    from = 2021-04-01
    status = "agreed"
    title = "Second"
    source = "made up"
    assumed = "its date, too"
    measure = [{ uplift = { percent = 10 }, spine = "porters" }]
    [settlement.payment.extra]
    title = "Extra"
    amount = 1000
    where = { area = "north" }
    [[settlement]]
    from = 2022-04-01
    status = "agreed"
    title = "Third"
    source = "made up"
    assumed = "nearly everything"
    spine.porters.points = { 1 = 25000, 2 = 26000 }
    range.P = { minimum = 1, target = 2 }
"#;

/// Each settlement that assumes something, and whether the answer rests on it.
fn of_settlements(noted: &[Noted]) -> Vec<(&str, bool)> {
    let settlement = |noted| match noted {
        &Noted { assumption: Assumption::Settlement { ref title, .. }, touches_answer } => Some((title.as_str(), touches_answer)),
        _ => None,
    };
    noted.iter().filter_map(settlement).collect()
}

fn career(history: &History, grade: &str, area: &str, from: &str) -> Vec<Noted> {
    progress(history, &member(grade, Some(area), "1", from), day("2022-10-01")).unwrap().assumptions
}

/// Pay rests on the settlement that states it and on those that raise it since; what was before and what others got is nothing to it.
#[test]
fn a_settlement_touches_those_whose_pay_comes_from_it() {
    let history = system(PORTERS).1;
    let found = |grade, area, from| career(&history, grade, area, from);
    let all = [("First", true), ("Second", true), ("Third", true)];
    assert_eq!(of_settlements(&found("P", "south", "2020-04-01")), all);
    assert_eq!(of_settlements(&found("P", "south", "2021-04-01")), all, "an award builds on what was there");
    let afresh = [("First", false), ("Second", false), ("Third", true)];
    assert_eq!(of_settlements(&found("P", "south", "2022-04-01")), afresh);
    let with_payment = [("First", false), ("Second", true), ("Third", true)];
    assert_eq!(of_settlements(&found("P", "north", "2022-04-01")), with_payment);
    let never_raised = [("First", true), ("Second", false), ("Third", false)];
    assert_eq!(of_settlements(&found("S", "south", "2020-04-01")), never_raised);
}

/// What is held for long touches everything; an answer about a workforce takes all settlements as touching.
#[test]
fn an_answer_about_all_rests_on_all() {
    let history = system(PORTERS).1;
    let all = assumed_of_sources(&history, Period::new(day("2022-04-01"), day("2024-04-01")));
    assert!(all.iter().all(|noted| noted.touches_answer));
    assert!(all.iter().any(|noted| noted.assumption == Assumption::RatesHeld { since: day("2022-04-01") }));
}

/// An amount that is found at one place rests on what that place rests on.
#[test]
fn an_amount_rests_on_the_places_that_pay_it() {
    let history = system(PORTERS).1;
    let sought = |amount: i64| Sought {
        amount: Money::from(amount),
        per: Some(Per::Year),
        fte: None,
        within: None,
        grade: None,
        area: Some("south".into()),
        fields: [].into(),
    };
    let located = |amount| locate(&history, day("2022-10-01"), &sought(amount)).unwrap().assumptions;
    assert_eq!(of_settlements(&located(30_000)), [("First", true), ("Second", false), ("Third", false)]);
    assert!(located(77_777).iter().all(|noted| noted.touches_answer), "nothing found rests on all places");
}
