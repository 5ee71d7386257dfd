//! Stages of sick pay with several absences and a window: the engine against a walk that looks at one day after another.

use payspine::calendar::{Date, Length, Period, day_after};
use payspine::entitlement::{self, Career, MonthDue};
use payspine::money::Money;
use payspine::report::words::assumptions;
use payspine::scale::{PayShare, WindowFrom};
use payspine::settlement::History;
use payspine::workforce::{Absence, AbsenceKind, Hours, Member};
use proptest::prelude::*;

use crate::absences::{absence, salaried, with_rules};
use crate::day;

/// Entitlements by months of service: full and half pay, in months.
const SCALE: [(u32, u32, u32); 4] = [(0, 1, 0), (4, 1, 2), (12, 2, 2), (24, 4, 4)];

fn rules(window: u32, from: WindowFrom, ceiling: Option<(u32, u32)>, half_pay: &str) -> String {
    let word = WindowFrom::WORDS.iter().find(|(_, known)| *known == from).unwrap().0;
    let ceiling =
        ceiling.map(|(paid, window)| format!("ceiling = {{ paid = \"{paid} months\", window = \"{window} months\" }}\n"));
    let mut out = format!(
        "[absence.sick]\nsource = \"made up\"\nwindow = \"{window} months\"\nwindow-from = \"{word}\"\nhalf-pay = \"{half_pay}\"\n{}",
        ceiling.unwrap_or_default()
    );
    for (service, full, half) in SCALE {
        let lengths = format!("service = \"{service} months\"\nfull = \"{full} months\"\nhalf = \"{half} months\"\n");
        out = out + "[[absence.sick.entitlement]]\n" + &lengths;
    }
    out
}

/// One day after another: which share is due, by what was paid on the days before.
fn day_by_day(
    absences: &[Absence],
    since: Date,
    (window, from, ceiling): (u32, WindowFrom, Option<(u32, u32)>),
) -> Vec<(Date, &'static str)> {
    let months = Length::months;
    let mut paid: Vec<Date> = Vec::new();
    let mut found = Vec::new();
    for absence in absences {
        let first = absence.period.start;
        let (_, full, half) = *SCALE.iter().rev().find(|(service, ..)| months(*service).after(since) <= first).unwrap();
        let count = |length: u32| usize::try_from(Period::new(first, months(length).after(first)).days()).unwrap();
        let (full, both) = (count(full), count(full + half));
        let mut day = first;
        while day < absence.period.end {
            let base = if from == WindowFrom::Rolling { day } else { first };
            let since = |window: u32| months(window).before(base);
            let used = |window: u32| paid.iter().filter(|paid| **paid >= since(window)).count();
            let room = ceiling.is_none_or(|(most, window)| used(window) < count(most));
            let share = match used(window) {
                _ if !room => "nil",
                used if used < full => "full",
                used if used < both => "half",
                _ => "nil",
            };
            if share != "nil" {
                paid.push(day);
            }
            found.push((day, share));
            day = day_after(day);
        }
    }
    found
}

fn of_the_engine(career: &Career) -> Vec<(Date, String)> {
    let stages = career.away.iter().flat_map(|due| &due.stages);
    stages.flat_map(|stage| stage.period.each_day().map(|day| (day, stage.pay.share.to_string()))).collect()
}

fn career(history: &History, member: &Member) -> Career {
    entitlement::progress(history, member, day("2026-01-01")).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// Absences one after another from 2021 on, each so long and so long after the one before.
fn absences() -> impl Strategy<Value = Vec<Absence>> {
    proptest::collection::vec((1..200i64, 1..150i64), 1..8).prop_map(|lengths| {
        let mut day = day("2021-01-01");
        let days = |count: i64| jiff::Span::new().days(count);
        lengths
            .into_iter()
            .map(|(before, length)| {
                let start = day.checked_add(days(before)).unwrap();
                day = start.checked_add(days(length)).unwrap();
                Absence::new(AbsenceKind::Sick, Period::new(start, day))
            })
            .filter(|absence| absence.period.end < Date::constant(2026, 1, 1))
            .collect()
    })
}

fn windows() -> impl Strategy<Value = (u32, WindowFrom, Option<(u32, u32)>)> {
    let from = prop_oneof![Just(WindowFrom::FirstDay), Just(WindowFrom::Rolling)];
    (prop_oneof![Just(6u32), Just(12), Just(48)], from, proptest::option::of((2..8u32, 12..48u32)))
}

proptest! {
    #[test]
    fn stages_are_those_of_a_walk_day_by_day(absences in absences(), window in windows(), before in 0..1500i64) {
        let since = day("2021-01-01").checked_sub(jiff::Span::new().days(before)).unwrap();
        let history = with_rules(&rules(window.0, window.1, window.2, "on-top"));
        let member = Member { since, absences: absences.clone(), ..salaried(30_000, "2021-01-01") };
        let engine = of_the_engine(&career(&history, &member));
        let naive: Vec<(Date, String)> =
            day_by_day(&absences, since, window).into_iter().map(|(day, share)| (day, share.to_owned())).collect();
        prop_assert_eq!(engine, naive);
    }

    #[test]
    fn no_month_is_above_full_pay_and_full_pay_is_no_difference(
        absences in absences(), window in windows(), salary in 18_000..60_000i64, half_pay in prop_oneof![Just("on-top"), Just("inside")],
    ) {
        let history = with_rules(&rules(window.0, window.1, window.2, half_pay));
        let in_post = salaried(salary, "2020-01-01");
        let away = Member { absences: absences.clone(), ..in_post.clone() };
        let (full, due) = (career(&history, &in_post), career(&history, &away));
        for (full, month) in full.months.iter().zip(&due.months) {
            // Statutory pay alone is for working days, and a month's days of nil pay may hold more of those than their share.
            let alone = due.away.iter().flat_map(|due| &due.stages).any(|stage| {
                stage.pay.share == PayShare::Nil && !stage.period.intersection(month.month.period()).is_empty()
            });
            prop_assert!(alone || month.total() <= full.total(), "{:?} {:?}", full, month);
            let away = due.away.iter().flat_map(|due| &due.stages).filter(|stage| stage.pay.share != PayShare::Full);
            if away.clone().all(|stage| stage.period.intersection(month.month.period()).is_empty()) {
                prop_assert_eq!(full, month);
            }
        }
        let lost: Money = due.absences.iter().map(|(_, lost)| *lost).sum();
        let sum = |career: &Career| career.months.iter().map(MonthDue::total).sum::<Money>();
        prop_assert_eq!(sum(&full) - sum(&due), lost, "what absences cost is the difference");
    }
}

/// £13,000 a year at 0.5: half pay of a month and sick pay of 23.75 a day would come to more than full pay.
#[test]
fn statutory_pay_on_top_stops_at_full_pay() {
    let half = payspine::money::Fte::new("0.5".parse().unwrap()).unwrap();
    let history = with_rules(&rules(12, WindowFrom::FirstDay, None, "on-top"));
    let sick = absence(AbsenceKind::Sick, "2025-04-01", "2025-07-31");
    let member = Member { hours: Hours::Fte(half), absences: vec![sick], ..salaried(15_000, "2024-05-01") };
    let due = career(&history, &member);
    let month = |name: &str| due.months.iter().find(|month| month.month.to_string() == name).unwrap();
    let june = month("2025-05");
    assert_eq!(june.component("basic").to_string(), "312.50");
    assert_eq!(june.component("statutory-sick-pay").to_string(), "312.50");
    assert_eq!(june.total().to_string(), "625.00");
}

#[test]
fn part_time_weeks_and_two_leaves_of_one_child_go_on_where_they_were() {
    let stages = "[absence.shared-parental]\nsource = \"made up\"\n[[absence.shared-parental.stage]]\nweeks = 2\npay = \"full\"\n[[absence.shared-parental.stage]]\nweeks = 10\npay = \"9/10\"\nstatutory = \"inside\"\n";
    let history = with_rules(stages);
    let absences = vec![
        absence(AbsenceKind::SharedParental, "2025-04-07", "2025-04-13"),
        absence(AbsenceKind::SharedParental, "2025-06-02", "2025-06-29"),
    ];
    let due = career(&history, &Member { absences, ..salaried(30_000, "2020-01-01") });
    let stages: Vec<String> =
        due.away[1].stages.iter().map(|stage| format!("{} from {}", stage.pay.share, stage.period.start)).collect();
    assert_eq!(stages, ["full from 2025-06-02", "9/10 from 2025-06-09"]);
    assert!(assumptions(&due.assumptions).iter().any(|line| line.contains("37 weeks of statutory pay")), "{:?}", due.assumptions);
}
