//! What must hold for every input, tried on random ones.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::Signed;
use payspine::calendar::{Date, Length, PartMonth, Period, Weekdays, day_after};
use payspine::entitlement::{self, Reason};
use payspine::money::{Exact, Mode, Money, Percent, Rounding};
use payspine::scale::{Assimilation, Change, Measure, Order, Points, Selector, Uplift};
use payspine::scale_file;
use payspine::settlement::{History, Range, Spine, Value};
use payspine::workforce::{FieldChange, Hours, Member, Position};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::day;
use crate::random::{date, history, money, scale, settlement, with_somebody};

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_scale_written_and_read_again_is_equal(scale in scale()) {
        prop_assume!(History::new(scale.clone(), None).is_ok());
        let text = scale_file::write_scale(&scale);
        let source = scale_file::source("again.toml", text.as_bytes()).unwrap();
        let (again, _) = scale_file::read_scale(&source).map_err(|problems| TestCaseError::fail(format!("{}\n{text}", payspine::diagnostic::render_all(&problems, false))))?;
        prop_assert_eq!(again.value.as_ref(), &scale);
    }

    #[test]
    fn parts_of_a_month_at_one_rate_sum_to_a_twelfth(first in date(), cuts in proptest::collection::vec(1..31i8, 0..4), pence in 1..10_000_000i64) {
        let month = payspine::calendar::Month::of(first).period();
        let mut days: Vec<Date> = cuts.into_iter().map(|cut| month.start.with().day(cut.min(month.start.days_in_month())).build().unwrap()).collect();
        days.extend([month.start, month.end]);
        days.sort();
        let annual = Exact::from(Decimal::new(pence, 2));
        for (word, convention) in PartMonth::WORDS {
            let sum = days.windows(2).fold(Exact::zero(), |sum, pair| {
                let part = Period::new(pair[0], pair[1]);
                if part.is_empty() { sum } else { sum.plus(&annual.times(&convention.share_of_month(part, Weekdays::MONDAY_TO_FRIDAY))) }
            });
            prop_assert_eq!(&sum, &annual.over(12), "{}", word);
        }
    }

    #[test]
    fn a_month_of_a_member_at_one_rate_is_annual_over_twelve((history, member) in with_somebody()) {
        let until = Date::constant(2013, 4, 1);
        let career = entitlement::progress(&history, &member, until).unwrap();
        let rounding = history.scale().conventions.monthly_rounding;
        for month in &career.months {
            let period = month.month.period();
            let in_force: Vec<&entitlement::Row> = career.rows.iter().enumerate().filter(|(index, row)| {
                let ends = career.rows.get(index + 1).map_or(until, |next| next.from);
                !Period::new(row.from, ends).intersection(period).is_empty()
            }).map(|(_, row)| row).collect();
            if in_force.iter().all(|row| row.pay.basic == in_force[0].pay.basic) {
                prop_assert_eq!(month.component("basic"), rounding.round(&in_force[0].pay.basic.over(12)).unwrap());
            }
        }
    }

    #[test]
    fn an_uplift_of_nothing_changes_nothing(scale in scale()) {
        let Ok(plain) = History::new(scale.clone(), None) else { return Ok(()) };
        // A table that a formula filled is rounded already, so nothing is rounded twice.
        let mut with_nothing = scale;
        let nothing = Measure { title: None, change: Change::Uplift { uplift: Uplift::NONE, payments: Vec::new() }, selector: Selector::default(), assumed: None };
        let published = with_nothing.conventions.annual_rounding;
        let exact = plain.steps().iter().all(|(_, step)| step.tables.spines.values().all(|spine| spine.common.iter().all(|value| published.round(&value.published.exact()) == Ok(value.published))));
        prop_assume!(exact);
        // A table may state what a value was before it was rounded, and have rounded a tie in another way than later awards.
        let rounded_alike = |value: &Value| published.round(&value.carried) == Ok(value.published);
        prop_assume!(plain.steps().iter().all(|(_, step)| step.tables.spines.values().flat_map(Spine::columns).flatten().all(rounded_alike)));
        for settlement in with_nothing.settlements.iter_mut().skip(1) {
            settlement.measures.insert(0, nothing.clone());
        }
        let other = History::new(with_nothing, None).unwrap();
        for ((_, one), (_, two)) in plain.steps().iter().zip(other.steps().iter()) {
            prop_assert_eq!(&one.tables, &two.tables);
        }
    }

    #[test]
    fn nobody_falls_in_points((history, member) in with_somebody()) {
        let career = entitlement::progress(&history, &member, Date::constant(2020, 4, 1)).unwrap();
        for pair in career.rows.windows(2) {
            let (earlier, later) = (&pair[0], &pair[1]);
            let (from, to) = (earlier.standing.place.point().unwrap(), later.standing.place.point().unwrap());
            prop_assert!(from <= to, "{} on {} after {}", to, later.from, from);
            let stepped = later.reasons.iter().any(|reason| matches!(reason, Reason::Step { .. }));
            // A settlement of the same day may lower the values of points; the step itself does not lower pay.
            let revalued = history.steps().starting_on(later.from).next().is_some();
            prop_assert!(!stepped || revalued || earlier.pay.full_time_basic <= later.pay.full_time_basic);
        }
    }

    #[test]
    fn every_day_from_the_first_settlement_has_an_answer_and_every_day_before_names_the_first(history in history(), days in -2000..5000i32) {
        let first = history.steps().first().unwrap();
        let asked = first.checked_add(jiff::Span::new().days(days)).unwrap();
        match history.tables_at(asked) {
            Ok(tables) => {
                prop_assert!(asked >= first);
                for ((grade, area), range) in &tables.ranges {
                    let Range::Points { minimum, target, .. } = range else { continue };
                    for point in [minimum, target] {
                        prop_assert!(tables.annual(grade, area.as_ref(), &"main".into(), point).is_some());
                    }
                }
            }
            Err(early) => {
                prop_assert!(asked < first);
                prop_assert_eq!((early.asked, early.first), (asked, Some(first)));
            }
        }
    }

    #[test]
    fn the_rows_of_a_career_are_what_the_member_is_on_any_later_look((history, member) in with_somebody(), days in 1..1500i32) {
        // Looking from a later day, with what the first look found for it, must give the same rest. Mark time of a loss before that day
        // is nothing that a later look can be told of.
        let mut member = member;
        for event in &mut member.events {
            event.changes.retain(|change| *change != FieldChange::Protect);
        }
        let until = Date::constant(2017, 4, 1);
        let whole = entitlement::progress(&history, &member, until).unwrap();
        let from = member.from.checked_add(jiff::Span::new().days(days)).unwrap();
        let standing = &whole.rows.iter().rev().find(|row| row.from <= from).unwrap().standing;
        let stepped = whole.rows.iter().rev().filter(|row| row.from <= from).find(|row| row.reasons.iter().any(|reason| matches!(reason, Reason::Step { .. })));
        let later = Member {
            from,
            position: Position::Point(standing.place.point().unwrap().clone()),
            point_since: stepped.map(|row| row.from),
            protected: true,
            hours: Hours::Fte(standing.fte),
            fields: standing.fields.clone(),
            target: standing.target.clone(),
            events: member.events.iter().filter(|event| event.on > from).cloned().collect(),
            ..member
        };
        let rest = entitlement::progress(&history, &later, until).unwrap();
        let moves = |career: &entitlement::Career| career.rows.iter().filter(|row| row.from > from).map(|row| (row.from, row.standing.clone())).collect::<Vec<_>>();
        prop_assert_eq!(moves(&rest), moves(&whole));
    }

    #[test]
    fn the_loader_never_panics_on_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes);
    }

    #[test]
    fn the_loader_never_panics_on_toml_like_text(lines in proptest::collection::vec(toml_line(), 0..25)) {
        read(lines.join("\n").as_bytes());
    }

    #[test]
    fn the_loader_never_panics_on_a_shipped_file_with_a_slip(file in 0..99usize, at in 0..20_000usize, with in "[a-z0-9 =\"\\[\\]{}.,#-]{0,3}", long in 0..4usize) {
        let systems = scale_file::shipped_ids().filter_map(scale_file::shipped_text);
        let tables = scale_file::statutory_ids().filter_map(scale_file::statutory_text);
        let policies = scale_file::policy_ids().filter_map(scale_file::policy_text);
        let files: Vec<&str> = systems.chain(tables).chain(policies).collect();
        let text = files[file % files.len()];
        let start = at % text.len();
        let Some(before) = text.get(..start) else { return Ok(()) };
        let Some(after) = text.get((start + long).min(text.len())..) else { return Ok(()) };
        read(format!("{before}{with}{after}").as_bytes());
    }

    #[test]
    fn amounts_written_and_read_again_are_equal(amount in money(-1_000_000, 1_000_000)) {
        prop_assert_eq!(amount.to_string().parse::<Money>().unwrap(), amount);
        prop_assert_eq!(amount.digits().parse::<Money>().unwrap(), amount);
    }

    #[test]
    fn rounding_agrees_with_decimal_arithmetic(units in -10_000_000..10_000_000i64, decimals in 0..5u32) {
        let amount = Decimal::new(units, decimals);
        for (word, mode) in Mode::WORDS {
            let strategy = match mode {
                Mode::HalfUp => rust_decimal::RoundingStrategy::MidpointAwayFromZero,
                Mode::HalfDown => rust_decimal::RoundingStrategy::MidpointTowardZero,
                Mode::HalfEven => rust_decimal::RoundingStrategy::MidpointNearestEven,
                Mode::Up => rust_decimal::RoundingStrategy::AwayFromZero,
                Mode::Down => rust_decimal::RoundingStrategy::ToZero,
            };
            let ours = Rounding::new(Decimal::ONE, mode).unwrap().round(&Exact::from(amount)).unwrap();
            prop_assert_eq!(ours.amount(), amount.round_dp_with_strategy(0, strategy), "{}", word);
        }
    }

    #[test]
    fn dividing_whole_numbers_agrees_with_numbers_of_any_size(top in whole_number(), bottom in whole_number(), to_the_middle in any::<bool>()) {
        let bottom = bottom.abs().max(1);
        // A tie, where there can be one: an odd number of halves.
        let half = bottom - bottom / 2;
        let tie = (top / bottom).checked_mul(bottom).and_then(|whole| whole.checked_add(half.checked_mul(top.signum())?));
        let top = tie.filter(|tie| to_the_middle && *tie != i128::MIN).unwrap_or(top);
        for (word, mode) in Mode::WORDS {
            prop_assert_eq!(BigInt::from(mode.divide(top, bottom)), divided(mode, top, bottom), "{} {} / {}", word, top, bottom);
        }
    }

    #[test]
    fn a_period_has_its_days_and_weekdays(start in date(), days in 0..800i32) {
        let end = start.checked_add(jiff::Span::new().days(days)).unwrap();
        let (mut all, mut weekdays, mut day) = (0, 0, start);
        while day < end {
            all += 1;
            weekdays += u32::from(day.weekday().to_monday_zero_offset() < 5);
            day = day_after(day);
        }
        let period = Period::new(start, end);
        prop_assert_eq!((period.days(), period.weekdays()), (all, weekdays));
    }
}

/// Whole numbers of every size, the largest and the smallest among them.
fn whole_number() -> impl Strategy<Value = i128> {
    let ends = vec![0, 1, -1, i128::from(u64::MAX), i128::from(u64::MAX) + 1, i128::MAX, i128::MAX - 1, -i128::MAX];
    prop_oneof![
        3 => -1000..1000i128,
        2 => any::<i64>().prop_map(i128::from),
        2 => any::<i128>().prop_map(|number| number.max(-i128::MAX)),
        1 => proptest::sample::select(ends),
    ]
}

/// The whole number that a mode takes a fraction to, by the definition of the mode.
fn divided(mode: Mode, top: i128, bottom: i128) -> BigInt {
    let (top, bottom) = (BigInt::from(top), BigInt::from(bottom));
    let below = top.div_floor(&bottom);
    let above = if &below * &bottom == top { below.clone() } else { &below + 1 };
    let (inner, outer) = if top.is_negative() { (above, below) } else { (below, above) };
    let distance = |whole: &BigInt| (whole * &bottom - &top).abs();
    match (mode, distance(&inner).cmp(&distance(&outer))) {
        (Mode::Down, _) => inner,
        (Mode::Up, _) => outer,
        (_, order) if order.is_lt() => inner,
        (_, order) if order.is_gt() => outer,
        (Mode::HalfUp, _) => outer,
        (Mode::HalfDown, _) => inner,
        (Mode::HalfEven, _) => {
            if inner.is_even() {
                inner
            } else {
                outer
            }
        }
    }
}

/// Reads bytes as every kind of file; what matters is that each ends, and that a refusal says why.
fn read(bytes: &[u8]) {
    let source = match scale_file::source("random.toml", bytes) {
        Ok(source) => source,
        Err(problem) => {
            payspine::diagnostic::render(&problem, false);
            return;
        }
    };
    let problems = scale_file::read_scale(&source).err().into_iter().flatten();
    let base = scale_file::source("base.toml", scale_file::shipped_text("home-office-2006").unwrap().as_bytes()).unwrap();
    let (base, agreed) = scale_file::read_scale(&base).unwrap();
    let more = scale_file::read_proposal(&source, (&base, &agreed)).err().into_iter().flatten();
    let member = scale_file::read_member(&source).1;
    let all: Vec<_> = problems.chain(more).chain(member).collect();
    payspine::diagnostic::render_all(&all, false);
    let refusals = [
        scale_file::read_statutory(&source).err(),
        scale_file::read_policy(&source).err(),
        payspine::published_file::read_published(&source, None, &[], &payspine::money::Currency::pounds()).err(),
    ];
    for problems in refusals.iter().flatten() {
        payspine::diagnostic::render_all(problems, false);
        assert!(problems.iter().any(payspine::diagnostic::Diagnostic::is_error), "a refusal says why");
    }
    if scale_file::read_scale(&source).is_err() {
        assert!(all.iter().any(payspine::diagnostic::Diagnostic::is_error), "a refusal says why");
    }
}

fn toml_line() -> impl Strategy<Value = String> {
    let keys = proptest::sample::select(vec![
        "format",
        "id",
        "title",
        "scale",
        "from",
        "status",
        "source",
        "step",
        "every",
        "on",
        "waits",
        "uplift",
        "minimum",
        "target",
        "points",
        "grade",
        "point",
        "since",
        "fte",
        "amount",
        "percent-of-basic",
        "where",
        "first",
        "last",
        "geometric",
        "raise-minimum",
        "delete-points",
    ]);
    let values = proptest::sample::select(vec![
        "1",
        "2.5",
        "\"x\"",
        "2012-07-01",
        "true",
        "[1, 2]",
        "[]",
        "{}",
        "{ to = 1, mode = \"half-up\" }",
        "{ at = 1, value = 2, ratio = 3 }",
        "\"1 year\"",
        "-1",
        "1e5",
        "\"1..2\"",
        "{ by = 1 }",
        "{ 1 = 2, 2 = 1 }",
        "99999999999999999999",
        "nan",
    ]);
    let tables = proptest::sample::select(vec![
        "[conventions]",
        "[area]",
        "[grade.A]",
        "[[settlement]]",
        "[settlement.spine.main]",
        "[settlement.range.A]",
        "[settlement.progression]",
        "[settlement.payment.p]",
        "[[settlement.measure]]",
        "[[settlement.payment.p.tier]]",
        "[promotion]",
        "[[event]]",
        "[[absence]]",
        "[",
        "]]",
        "=",
    ]);
    prop_oneof![(keys, values).prop_map(|(key, value)| format!("{key} = {value}")), tables.prop_map(str::to_owned)]
}

#[test]
fn points_and_settlements_of_a_selector_survive_being_written() {
    let mut scale = scale_file::shipped("home-office-2006").unwrap();
    let selector = |points| Selector { spines: vec!["milestones".into()], points: Some(points), ..Selector::default() };
    let uplift = Change::Uplift { uplift: Uplift { at_most: Some(Money::from(900)), ..Uplift::NONE }, payments: Vec::new() };
    let mut award = settlement(day("2007-07-01"), Vec::new(), Some(Order::AssimilationFirst));
    award.measures = vec![
        Measure {
            title: None,
            change: uplift.clone(),
            selector: selector(Points::between("55".into(), "60".into())),
            assumed: None,
        },
        Measure {
            title: Some("a \"quoted\" title".into()),
            change: uplift,
            selector: selector(Points::listed(["61".into(), "63".into()])),
            assumed: Some("from a newsletter".into()),
        },
        Measure {
            assumed: None,
            title: None,
            change: Change::InsertPoint { point: "61a".into(), between: ("61".into(), "62".into()), at: Decimal::new(5, 1) },
            selector: Selector::default(),
        },
        Measure {
            assumed: None,
            title: None,
            change: Change::Uplift {
                uplift: Uplift { percent: Percent::new(Decimal::TEN), ..Uplift::NONE },
                payments: vec!["london".into()],
            },
            selector: Selector::default(),
        },
        Measure {
            assumed: None,
            title: None,
            change: Change::TargetWithin { within: Length::months(60), assimilation: Assimilation::KeepSteps },
            selector: Selector { grades: vec!["EO".into()], areas: vec!["london".into()], ..Selector::default() },
        },
    ];
    scale.settlements.push(award);
    let source = scale_file::source("again.toml", scale_file::write_scale(&scale).as_bytes()).unwrap();
    let (again, _) = scale_file::read_scale(&source)
        .unwrap_or_else(|problems| panic!("{}", payspine::diagnostic::render_all(&problems, false)));
    assert_eq!(*again.value, scale);
}
