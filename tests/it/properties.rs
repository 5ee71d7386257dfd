//! What must hold for every input, tried on random ones.

use std::collections::BTreeMap;

use payspine::calendar::{Date, Length, MonthDay, PartMonth, Period, day_after};
use payspine::entitlement::{self, Reason};
use payspine::money::{Currency, Exact, Fte, Mode, Money, Percent, Rounding};
use payspine::scale::{
    Assimilation, Carry, Change, Condition, Conventions, CountedFrom, Formula, Grade, Kind, Law, Measure, Order, Pace,
    PartMonths, PaymentFact, PaymentRate, PaymentTier, PointId, PointTable, Points, Progression, Promotion, RangeBounds,
    RangeFact, Scale, Selector, Settlement, Share, Shift, ShortService, SpineFact, Status, Unrounded, Uplift, WeeksPerYear, When,
};
use payspine::scale_file;
use payspine::settlement::{History, Range};
use payspine::workforce::{Event, FieldChange, Member, Position};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::{day, member};

fn number(low: i64, high: i64, decimals: u32) -> impl Strategy<Value = Decimal> {
    (low..=high).prop_map(move |digits| Decimal::new(digits, decimals).normalize())
}

fn money(low: i64, high: i64) -> impl Strategy<Value = Money> {
    number(low * 100, high * 100, 2).prop_map(|amount| Money::new(amount).unwrap())
}

fn percent(low: i64, high: i64) -> impl Strategy<Value = Percent> {
    number(low * 100, high * 100, 2).prop_map(Percent::new)
}

fn date() -> impl Strategy<Value = Date> {
    (0..9000i32).prop_map(|days| Date::constant(2000, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap())
}

fn one_of<T: Copy + std::fmt::Debug + 'static, const N: usize>(words: [(&'static str, T); N]) -> impl Strategy<Value = T> {
    proptest::sample::select(words.map(|(_, value)| value).to_vec())
}

fn length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (1..9u32).prop_map(|years| Length::months(years * 12)),
        (1..40u32).prop_map(Length::months),
        (1..60u32).prop_map(|weeks| format!("{weeks} weeks").parse().unwrap()),
        (1..60u32).prop_map(|days| format!("{days} days").parse().unwrap()),
    ]
}

fn month_day() -> impl Strategy<Value = MonthDay> {
    proptest::sample::select(vec!["01-01", "02-29", "04-01", "04-06", "07-01", "09-01", "12-31"])
        .prop_map(|text| text.parse().unwrap())
}

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z£é\"\\\\%:;, ]{0,12}[a-z]"
}

fn assumed() -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(0.2, text())
}

fn uplift() -> impl Strategy<Value = Uplift> {
    let bounds = proptest::option::of((money(0, 500), money(500, 3000)));
    (percent(0, 20), money(0, 1500), bounds).prop_map(|(percent, flat, bounds)| {
        let (at_least, at_most) = bounds.unzip();
        Uplift { percent, flat, at_least, at_most }
    })
}

/// A rounding, a formula or a table; rising in any case.
fn spine() -> impl Strategy<Value = SpineFact> {
    let formula = (number(10_050, 10_400, 4), number(1_500_000, 2_500_000, 2)).prop_map(|(ratio, value)| SpineFact {
        formula: Some(Formula { first: 1, last: 30, law: Law::Geometric { at: 10, value, ratio } }),
        ..SpineFact::default()
    });
    let steps = (number(1_500_000, 2_500_000, 2), 20..60u16).prop_map(|(value, whole)| SpineFact {
        formula: Some(Formula { first: 1, last: 30, law: Law::Arithmetic { value, step: Share { part: 1, whole } } }),
        ..SpineFact::default()
    });
    let table = point_table().prop_map(|table| SpineFact { table, ..SpineFact::default() });
    // Grade A has areas, so they can have tables of their own; grade B has none, and takes the common one.
    let areas = (point_table(), point_table(), point_table()).prop_map(|(table, east, west)| SpineFact {
        table,
        areas: vec![("east".into(), east), ("west".into(), west)],
        ..SpineFact::default()
    });
    prop_oneof![2 => formula, 1 => steps, 2 => table, 1 => areas]
}

/// Thirty rising values, some of them assumed or said to be exceptions.
fn point_table() -> impl Strategy<Value = PointTable> {
    let rises = proptest::collection::vec(0..900i64, 30);
    let which = proptest::option::of((1..15u16, 15..30u16));
    (rises, assumed(), which, proptest::option::weighted(0.2, text())).prop_map(|(rises, assumed, which, exception)| {
        let mut value = 15_000;
        let points = (1..=30u16).zip(rises).map(|(point, rise)| {
            value += rise;
            (PointId::Number(point), Money::from(value))
        });
        let selected = |(low, high)| Points::Between(PointId::Number(low), PointId::Number(high));
        let assumed_points = which.map(selected).filter(|_| assumed.is_some());
        PointTable { points: points.collect(), unrounded: Vec::new(), assumed, assumed_points, exception }
    })
}

fn condition() -> impl Strategy<Value = Condition> {
    let values = proptest::collection::vec("[A-Z]", 1..3);
    proptest::collection::btree_map(proptest::sample::select(vec!["rating".to_owned(), "county".to_owned()]), values, 0..2)
        .prop_map(|fields| fields.into_iter().collect())
}

fn progression() -> impl Strategy<Value = Progression> {
    let on = prop_oneof![month_day().prop_map(When::CommonDate), Just(When::Anniversary)];
    let qualifying = prop_oneof![Just(Length::NONE), (1..13u32).prop_map(Length::months)];
    (1..5u16, length(), on, qualifying, one_of(ShortService::WORDS), condition(), assumed()).prop_map(
        |(points, every, on, qualifying, short, requires, assumed)| {
            let fits = on != When::Anniversary && !qualifying.is_none();
            let short_service = if fits { short } else { ShortService::NextDate };
            Progression { pace: Pace::Step { points, every }, on, qualifying, short_service, requires, assumed }
        },
    )
}

/// Progression of grade B by ten waits.
fn waits() -> impl Strategy<Value = Progression> {
    let on = prop_oneof![month_day().prop_map(When::CommonDate), Just(When::Anniversary)];
    let waits = proptest::collection::vec((1..30u32).prop_map(Length::months), 10);
    (waits, one_of(CountedFrom::WORDS), on, assumed()).prop_map(|(waits, counted_from, on, assumed)| Progression {
        pace: Pace::Waits { waits, counted_from },
        on,
        qualifying: Length::NONE,
        short_service: ShortService::NextDate,
        requires: Condition::default(),
        assumed,
    })
}

fn rate() -> impl Strategy<Value = PaymentRate> {
    prop_oneof![
        money(0, 5000).prop_map(PaymentRate::Amount),
        percent(0, 10).prop_map(PaymentRate::PercentOfTarget),
        (percent(0, 25), proptest::option::of((money(0, 1000), money(1000, 8000))), proptest::option::of(money(20_000, 40_000)))
            .prop_map(|(percent, bounds, total_at_most)| {
                let (at_least, at_most) = bounds.unzip();
                PaymentRate::PercentOfBasic { percent, at_least, at_most, total_at_most }
            }),
    ]
}

fn tier(rate: PaymentRate, condition: Condition, assumed: Option<String>) -> PaymentTier {
    PaymentTier { rate, unrounded: Unrounded::default(), assumed, condition }
}

fn payment() -> impl Strategy<Value = PaymentFact> {
    let tiers = prop_oneof![
        rate().prop_map(|rate| vec![tier(rate, Condition::default(), None)]),
        proptest::collection::vec(
            (rate(), condition(), assumed()).prop_map(|(rate, condition, assumed)| tier(rate, condition, assumed)),
            2..4
        ),
    ];
    let bonus = proptest::option::weighted(0.2, (1..=12i8, percent(1, 100)));
    // A rate for everyone comes last.
    let tiers = tiers.prop_map(|mut tiers| {
        let last = tiers.len() - 1;
        let mut index = 0;
        tiers.retain(|tier| {
            index += 1;
            !tier.condition.is_empty() || index == last + 1
        });
        tiers
    });
    (text(), one_of(Kind::WORDS), tiers, condition(), any::<(bool, Option<bool>, bool)>(), bonus, assumed()).prop_map(
        |(title, kind, tiers, condition, (pro_rata, pensionable, consolidated), bonus, assumed)| {
            let (paid, share) = bonus.unzip();
            let rounding = Rounding::new(Decimal::ONE, Mode::HalfUp).filter(|_| consolidated);
            PaymentFact { title, kind, tiers, condition, pro_rata, pensionable, consolidated, paid, share, rounding, assumed }
        },
    )
}

/// A measure that keeps a rising table rising.
fn measure() -> impl Strategy<Value = Measure> {
    let by = (0..3i64).prop_map(|by| Shift::By(Decimal::from(by)));
    let change = prop_oneof![
        uplift().prop_map(|uplift| Change::Uplift { uplift, payments: Vec::new() }),
        (by.clone(), one_of(Assimilation::WORDS)).prop_map(|(shift, assimilation)| Change::RaiseMinimum { shift, assimilation }),
        by.prop_map(Change::LowerTarget),
        (2..30u16).prop_map(|point| Change::RaiseTo(PointId::Number(point))),
        (20..60u16).prop_map(|whole| Change::EqualSteps(Share { part: 1, whole })),
        (1..30u16).prop_map(|point| Change::DeletePoints(vec![PointId::Number(point)])),
        (money(1, 2000), any::<bool>(), any::<bool>()).prop_map(|(amount, pro_rata, pensionable)| Change::LumpSum {
            amount,
            pro_rata,
            pensionable
        }),
        number(3000, 4000, 2).prop_map(Change::HoursPerWeek),
    ];
    (change, proptest::option::of(text()), assumed()).prop_map(|(change, title, assumed)| {
        // What is assumed of a change of ranges or hours would have no value to show on.
        let of_values = matches!(&change, Change::Uplift { .. } | Change::RaiseTo(_) | Change::EqualSteps(_));
        let assumed = assumed.filter(|_| of_values);
        // Only the points below the one that they are raised to, so that the table still rises.
        let points = match &change {
            Change::RaiseTo(to) => Some(Points::Listed(vec![to.clone()])),
            _ => None,
        };
        Measure { title, change, selector: Selector { points, ..Selector::default() }, assumed }
    })
}

fn conventions() -> impl Strategy<Value = Conventions> {
    let to = proptest::sample::select(vec![Decimal::ONE, Decimal::new(3, 0), Decimal::new(1, 2), Decimal::TEN]);
    let kinds = proptest::option::of(one_of(PartMonth::WORDS));
    (to, one_of(Mode::WORDS), one_of(Carry::WORDS), one_of(PartMonth::WORDS), kinds, month_day(), any::<bool>()).prop_map(
        |(to, mode, carry, default, unpaid, year_start, weeks)| Conventions {
            annual_rounding: Rounding::new(to, mode).unwrap(),
            carry,
            monthly_rounding: Rounding::new(Decimal::new(1, 2), Mode::HalfUp).unwrap(),
            part_month: PartMonths { default, unpaid, strike: None },
            hours_per_week: Some(Decimal::from(37)),
            weeks_per_year: Some(if weeks {
                WeeksPerYear::DaysOverSeven
            } else {
                WeeksPerYear::Decimal(Decimal::new(52_143, 3))
            }),
            year_start,
        },
    )
}

fn settlement(from: Date, measures: Vec<Measure>, order: Option<Order>) -> Settlement {
    Settlement {
        from,
        title: format!("Award of {from}"),
        status: Status::Agreed,
        agreed: None,
        source: Some("made up".into()),
        verified: None,
        assumed: None,
        order,
        measures,
        spines: Vec::new(),
        ranges: Vec::new(),
        progression: Vec::new(),
        payments: Vec::new(),
    }
}

/// A system of two grades, one with areas, with later awards. Some have faults, which the tests that need none filter out.
fn scale() -> impl Strategy<Value = Scale> {
    let orders = proptest::option::of(one_of(Order::WORDS));
    let awards = proptest::collection::vec((1..900i32, proptest::collection::vec(measure(), 0..3), orders), 0..4);
    let payments = proptest::collection::vec(payment(), 0..3);
    let promotion = prop_oneof![
        Just(None),
        Just(Some(Promotion::Minimum)),
        (number(0, 1000, 2), 0..3u32)
            .prop_map(|(plus_percent, plus_points)| Some(Promotion::NearestAbove { plus_percent, plus_points })),
    ];
    let rules = (progression(), proptest::option::weighted(0.3, waits()));
    (conventions(), spine(), rules, payments, awards, promotion, (1..8u16, 8..15u16)).prop_map(
        |(conventions, spine, (progression, waits), payments, awards, promotion, (low, high))| {
            let mut from = Date::constant(2010, 4, 1);
            let range = |grade: &str, area: Option<&str>, low: u16, high: u16| RangeFact {
                grade: grade.into(),
                area: area.map(Into::into),
                bounds: RangeBounds::Points { minimum: PointId::Number(low), target: PointId::Number(high) },
                assumed: None,
            };
            let mut first = settlement(from, Vec::new(), None);
            first.spines = vec![("main".into(), spine)];
            first.ranges = vec![
                range("A", Some("east"), low, high),
                range("A", Some("west"), low + 2, high + 2),
                range("B", None, high, high + 10),
            ];
            first.progression = vec![(None, progression)];
            first.progression.extend(waits.map(|waits| (Some("B".into()), waits)));
            first.payments =
                payments.into_iter().enumerate().map(|(index, fact)| (format!("extra-{index}").as_str().into(), fact)).collect();
            let mut settlements = vec![first];
            for (days, measures, order) in awards {
                from = from.checked_add(jiff::Span::new().days(days)).unwrap();
                settlements.push(settlement(from, measures, order));
            }
            let grade = |title: &str| Grade { title: title.into(), spine: Some("main".into()), local: false };
            Scale {
                id: "random".into(),
                title: "Random".into(),
                currency: Currency::new("GBP").unwrap(),
                point_word: "point".into(),
                conventions,
                areas: vec![("east".into(), "East".into()), ("west".into(), "West".into())],
                grades: vec![("A".into(), grade("First")), ("B".into(), grade("Second"))],
                promotion,
                settlements,
            }
        },
    )
}

/// A system without faults, over time.
fn history() -> impl Strategy<Value = History> {
    scale().prop_filter_map("a system with faults", |scale| History::new(scale, None).ok())
}

/// A member of grade A in the east, somewhere in the range, with or without ratings and events.
fn somebody(history: &History) -> impl Strategy<Value = Member> + use<> {
    let tables = history.tables_at(Date::constant(2010, 4, 1)).unwrap();
    let Some((_, Range::Points { minimum: PointId::Number(low), target: PointId::Number(high), .. })) =
        tables.range(&"A".into(), Some(&"east".into()))
    else {
        unreachable!("the range is by points")
    };
    let rating = proptest::option::of(("[A-C]", "[A-C]"));
    (*low..=*high, 0..4000i32, rating, (1..=100i64), 1..700i32).prop_map(|(point, before, rating, hundredths, later)| {
        let from = Date::constant(2010, 4, 1);
        let fields: BTreeMap<String, String> =
            rating.clone().map(|(first, _)| ("rating".to_owned(), first)).into_iter().collect();
        let on = from.checked_add(jiff::Span::new().days(later)).unwrap();
        let events = rating.map(|(_, second)| Event { on, changes: vec![FieldChange::Field("rating".into(), second)] });
        Member {
            position: Position::Point(PointId::Number(point)),
            since: from.checked_sub(jiff::Span::new().days(before)).unwrap(),
            from,
            fte: Fte::new(Decimal::new(hundredths, 2)).unwrap(),
            fields,
            events: events.into_iter().collect(),
            ..member("A", Some("east"), "1", "2010-04-01")
        }
    })
}

fn with_somebody() -> impl Strategy<Value = (History, Member)> {
    history().prop_flat_map(|history| {
        let somebody = somebody(&history);
        (Just(history), somebody)
    })
}

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
                if part.is_empty() { sum } else { sum.plus(&annual.times(&convention.share_of_month(part))) }
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
            prop_assert!(!stepped || earlier.pay.full_time_basic <= later.pay.full_time_basic);
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
        // Looking from a later day, with what the first look found for it, must give the same rest.
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
                Mode::HalfEven => rust_decimal::RoundingStrategy::MidpointNearestEven,
                Mode::Up => rust_decimal::RoundingStrategy::AwayFromZero,
                Mode::Down => rust_decimal::RoundingStrategy::ToZero,
            };
            let ours = Rounding::new(Decimal::ONE, mode).unwrap().round(&Exact::from(amount)).unwrap();
            prop_assert_eq!(ours.amount(), amount.round_dp_with_strategy(0, strategy), "{}", word);
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
    let (base, _) = scale_file::read_scale(&base).unwrap();
    let more = scale_file::read_proposal(&source, &base).err().into_iter().flatten();
    let member = scale_file::read_member(&source).1;
    let all: Vec<_> = problems.chain(more).chain(member).collect();
    payspine::diagnostic::render_all(&all, false);
    let refusals = [
        scale_file::read_statutory(&source).err(),
        scale_file::read_policy(&source).err(),
        payspine::published_file::read_published(&source, None, &[]).err(),
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
            selector: selector(Points::Between("55".into(), "60".into())),
            assumed: None,
        },
        Measure {
            title: Some("a \"quoted\" title".into()),
            change: uplift,
            selector: selector(Points::Listed(vec!["61".into(), "63".into()])),
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
