//! Random pay systems, and members of them.

use payspine::calendar::{Date, Length, MonthDay, PartMonth};
use payspine::money::{Currency, Fte, Mode, Money, Percent, Rounding};
use payspine::scale::{
    AbsenceRules, Assimilation, Basis, BetweenMeasures, Carry, Change, Condition, Conventions, CountedFrom, Fields, Formula,
    Gain, Grade, Kind, Law, LeaveWeeks, Measure, MoveOrder, MoveRule, MoveRules, Order, Origin, Pace, PartMonths, PayPart,
    PaymentFact, PaymentRate, PaymentTier, PointId, PointTable, Points, Progression, Promotion, Protection, RangeBounds,
    RangeFact, Scale, Selector, Settlement, Share, Shift, ShortService, SpineFact, Status, TermTime, Unrounded, Uplift, When,
};
use payspine::settlement::{History, Range};
use payspine::workforce::{Event, FieldChange, Hours, Member, Position};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::member;

pub(crate) fn number(low: i64, high: i64, decimals: u32) -> impl Strategy<Value = Decimal> {
    (low..=high).prop_map(move |digits| Decimal::new(digits, decimals).normalize())
}

pub(crate) fn money(low: i64, high: i64) -> impl Strategy<Value = Money> {
    number(low * 100, high * 100, 2).prop_map(|amount| Money::new(amount).unwrap())
}

pub(crate) fn percent(low: i64, high: i64) -> impl Strategy<Value = Percent> {
    number(low * 100, high * 100, 2).prop_map(Percent::new)
}

pub(crate) fn date() -> impl Strategy<Value = Date> {
    (0..9000i32).prop_map(|days| Date::constant(2000, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap())
}

pub(crate) fn one_of<T: Copy + std::fmt::Debug + 'static, const N: usize>(
    words: [(&'static str, T); N],
) -> impl Strategy<Value = T> {
    proptest::sample::select(words.map(|(_, value)| value).to_vec())
}

pub(crate) fn length() -> impl Strategy<Value = Length> {
    prop_oneof![
        (1..9u32).prop_map(|years| Length::months(years * 12)),
        (1..40u32).prop_map(Length::months),
        (1..60u32).prop_map(|weeks| format!("{weeks} weeks").parse().unwrap()),
        (1..60u32).prop_map(|days| format!("{days} days").parse().unwrap()),
    ]
}

pub(crate) fn month_day() -> impl Strategy<Value = MonthDay> {
    proptest::sample::select(vec!["01-01", "02-29", "04-01", "04-06", "07-01", "09-01", "12-31"])
        .prop_map(|text| text.parse().unwrap())
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z£é\"\\\\%:;, ]{0,12}[a-z]"
}

pub(crate) fn assumed() -> impl Strategy<Value = Option<String>> {
    proptest::option::weighted(0.2, text())
}

pub(crate) fn uplift() -> impl Strategy<Value = Uplift> {
    let bounds = proptest::option::of((money(0, 500), money(500, 3000)));
    (percent(0, 20), money(0, 1500), bounds).prop_map(|(percent, flat, bounds)| {
        let (at_least, at_most) = bounds.unzip();
        Uplift { percent, flat, at_least, at_most }
    })
}

/// A rounding, a formula or a table; rising in any case.
pub(crate) fn spine() -> impl Strategy<Value = SpineFact> {
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
pub(crate) fn point_table() -> impl Strategy<Value = PointTable> {
    let rises = proptest::collection::vec(0..900i64, 30);
    let which = proptest::option::of((1..15u16, 15..30u16));
    (rises, assumed(), which, proptest::option::weighted(0.2, text())).prop_map(|(rises, assumed, which, exception)| {
        let mut value = 15_000;
        let points = (1..=30u16).zip(rises).map(|(point, rise)| {
            value += rise;
            (PointId::Number(point), Money::from(value))
        });
        let selected = |(low, high)| Points::between(PointId::Number(low), PointId::Number(high));
        let assumed_points = which.map(selected).filter(|_| assumed.is_some());
        PointTable { points: points.collect(), unrounded: Vec::new(), assumed, assumed_points, exception }
    })
}

pub(crate) fn condition() -> impl Strategy<Value = Condition> {
    let values = proptest::collection::vec("[A-Z]", 1..3);
    proptest::collection::btree_map(proptest::sample::select(vec!["rating".to_owned(), "county".to_owned()]), values, 0..2)
        .prop_map(|fields| fields.into_iter().collect())
}

/// That, or some points.
pub(crate) fn condition_of_payment() -> impl Strategy<Value = Condition> {
    let points = proptest::collection::vec((1..20u16).prop_map(|point| point.to_string()), 1..4);
    let at_points = points.prop_map(|points| [("point".to_owned(), points)].into_iter().collect());
    prop_oneof![5 => condition(), 1 => at_points]
}

pub(crate) fn progression() -> impl Strategy<Value = Progression> {
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
pub(crate) fn waits() -> impl Strategy<Value = Progression> {
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

pub(crate) fn rate() -> impl Strategy<Value = PaymentRate> {
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

pub(crate) fn tier(rate: PaymentRate, condition: Condition, assumed: Option<String>) -> PaymentTier {
    PaymentTier { rate, unrounded: Unrounded::default(), assumed, condition }
}

pub(crate) fn payment() -> impl Strategy<Value = PaymentFact> {
    let tiers = prop_oneof![
        rate().prop_map(|rate| vec![tier(rate, Condition::default(), None)]),
        money(0, 5000).prop_map(|amount| vec![tier(PaymentRate::Amount(amount), Condition::default(), None)]),
        proptest::collection::vec(
            (rate(), condition_of_payment(), assumed()).prop_map(|(rate, condition, assumed)| tier(rate, condition, assumed)),
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
    let group = proptest::option::weighted(0.4, proptest::sample::select(vec!["duties".to_owned(), "place".to_owned()]));
    (text(), one_of(Kind::WORDS), tiers, condition_of_payment(), any::<(bool, Option<bool>, bool)>(), bonus, group, assumed())
        .prop_map(|(title, kind, tiers, condition, (flat, pensionable, consolidated), bonus, exclusive_group, assumed)| {
            let (paid, share) = bonus.unzip();
            let rounding = Rounding::new(Decimal::ONE, Mode::HalfUp).filter(|_| consolidated);
            PaymentFact {
                title,
                kind,
                tiers,
                condition,
                basis: if flat { Basis::Flat } else { Basis::Fte },
                pensionable,
                consolidated,
                paid,
                share,
                rounding,
                counts_in: None,
                leave_pay: None,
                before_measures: pensionable == Some(true),
                exception: None,
                exclusive_group,
                protect_until: None,
                assumed,
            }
        })
}

/// A measure that keeps a rising table rising.
pub(crate) fn measure() -> impl Strategy<Value = Measure> {
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
            Change::RaiseTo(to) => Some(Points::listed([to.clone()])),
            _ => None,
        };
        Measure { title, change, selector: Selector { points, ..Selector::default() }, assumed }
    })
}

pub(crate) fn conventions() -> impl Strategy<Value = Conventions> {
    let to = proptest::sample::select(vec![Decimal::ONE, Decimal::new(3, 0), Decimal::new(1, 2), Decimal::TEN]);
    let kinds = proptest::option::of(one_of(PartMonth::WORDS));
    let carried = (one_of(Carry::WORDS), one_of(BetweenMeasures::WORDS));
    (to, one_of(Mode::WORDS), carried, one_of(PartMonth::WORDS), kinds, month_day(), any::<bool>()).prop_map(
        |(to, mode, (carry, between), default, unpaid, year_start, weeks)| Conventions {
            annual_rounding: Rounding::new(to, mode).unwrap(),
            carry,
            // Awards that start from unrounded values are not rounded in between either.
            between_measures: if carry == Carry::Published { between } else { BetweenMeasures::by_default(carry) },
            moves: Some(MoveOrder::First),
            monthly_rounding: Rounding::new(Decimal::new(1, 2), Mode::HalfUp).unwrap(),
            part_month: PartMonths { default, unpaid, strike: None },
            hours_per_week: Some(Decimal::from(37)),
            weeks_per_year: Some(if weeks { "365/7".parse().expect("weeks") } else { "52.143".parse().expect("weeks") }),
            year_start,
            term_time: weeks.then(|| TermTime {
                from: Some(Date::constant(2004, 9, 1)),
                leave: vec![
                    LeaveWeeks { service: "0 months".parse().expect("a length"), weeks: Decimal::new(62, 1) },
                    LeaveWeeks { service: "5 years".parse().expect("a length"), weeks: Decimal::new(68, 1) },
                ],
                rounding: Rounding::new(Decimal::new(1, 2), mode),
                origin: Origin { source: Some("made up".into()), assumed: None },
            }),
        },
    )
}

pub(crate) fn settlement(from: Date, measures: Vec<Measure>, order: Option<Order>) -> Settlement {
    Settlement {
        from,
        known_until: None,
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

/// What is left of the first payment where it is withdrawn.
fn first_payment(settlements: &[Settlement]) -> Option<PaymentFact> {
    let (_, fact) = settlements.first()?.payments.first()?;
    Some(PaymentFact {
        title: fact.title.clone(),
        kind: Kind::Allowance,
        tiers: Vec::new(),
        condition: Condition::default(),
        basis: Basis::Fte,
        pensionable: None,
        consolidated: true,
        paid: None,
        share: None,
        rounding: None,
        counts_in: None,
        leave_pay: None,
        before_measures: false,
        exception: None,
        exclusive_group: None,
        protect_until: None,
        assumed: None,
    })
}

/// Mark time, with the first payment among what is protected.
pub(crate) fn protection() -> impl Strategy<Value = Option<Protection>> {
    let parts = |least| proptest::sample::subsequence(vec![PayPart::Basic, PayPart::Payments], least..=2);
    let lasts = proptest::option::of((1..40u32).prop_map(Length::months));
    let rule = (parts(1), parts(0), lasts, proptest::option::of(text()), assumed()).prop_map(
        |(mut protects, reduced_by, lasts, source, assumed)| {
            protects.push(PayPart::Payment("extra-0".into()));
            Protection { protects, reduced_by, lasts, origin: Origin { source, assumed } }
        },
    );
    proptest::option::weighted(0.6, rule)
}

/// A system of two grades, one with areas, with later awards. Some have faults, which the tests that need none filter out.
pub(crate) fn scale() -> impl Strategy<Value = Scale> {
    let orders = proptest::option::of(one_of(Order::WORDS));
    let awards = proptest::collection::vec((1..900i32, proptest::collection::vec(measure(), 0..3), orders), 0..4);
    let payments = proptest::collection::vec(payment(), 0..3);
    let promotion = prop_oneof![
        Just(None),
        Just(Some(Promotion::from(MoveRule::MinimumNotBelowPay))),
        (number(0, 1000, 2), 0..3u32, number(0, 1000, 2), 0..3u32).prop_map(|(plus_percent, plus_points, percent, points)| {
            let to = MoveRule::NearestAbove { plus_percent, plus_points };
            Some(Promotion { to, at_least: Gain { percent, points } })
        }),
    ];
    let rules = (progression(), proptest::option::weighted(0.3, waits()));
    let promotion = (promotion, protection());
    (conventions(), spine(), rules, payments, awards, promotion, (1..8u16, 8..15u16)).prop_map(
        |(conventions, spine, (progression, waits), payments, awards, (promotion, mut protection), (low, high))| {
            if let Some(rule) = &mut protection {
                // The first payment, where there is one.
                rule.protects.retain(|part| !matches!(part, PayPart::Payment(_)) || !payments.is_empty());
            }
            let mut from = Date::constant(2010, 4, 1);
            let range = |grade: &str, area: Option<&str>, low: u16, high: u16| RangeFact {
                grade: grade.into(),
                area: area.map(Into::into),
                bounds: RangeBounds::Points { minimum: PointId::Number(low), target: PointId::Number(high) },
                before_measures: low.is_multiple_of(2),
                exception: (low % 2 == 1).then(|| "as agreed".to_owned()),
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
            let last = awards.len();
            let stated = first_payment(&settlements);
            for (index, (days, measures, order)) in awards.into_iter().enumerate() {
                from = from.checked_add(jiff::Span::new().days(days)).unwrap();
                let mut next = settlement(from, measures, order);
                // Every other last award withdraws the first payment, promised for a while or not.
                if let Some(fact) = stated.clone().filter(|_| index + 1 == last && days % 2 == 0) {
                    let protect_until = (days % 4 == 0).then(|| from.checked_add(jiff::Span::new().days(days)).unwrap());
                    next.payments.push(("extra-0".into(), PaymentFact { protect_until, ..fact }));
                }
                settlements.push(next);
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
                moves: MoveRules { promotion, demotion: Some(MoveRule::NearestNotAbove), redeployment: Some(MoveRule::SameStep) },
                protection,
                absence: AbsenceRules::default(),
                settlements,
            }
        },
    )
}

/// A system without faults, over time.
pub(crate) fn history() -> impl Strategy<Value = History> {
    scale().prop_filter_map("a system with faults", |scale| History::new(scale, None).ok())
}

/// A member of grade A in the east, somewhere in the range, with or without ratings and events.
pub(crate) fn somebody(history: &History) -> impl Strategy<Value = Member> + use<> {
    let tables = history.tables_at(Date::constant(2010, 4, 1)).unwrap();
    let Some((_, Range::Points { minimum: PointId::Number(low), target: PointId::Number(high), .. })) =
        tables.range(&"A".into(), Some(&"east".into()))
    else {
        unreachable!("the range is by points")
    };
    let rating = proptest::option::of(("[A-C]", "[A-C]"));
    let protects = history.scale().protection.is_some();
    (*low..=*high, 0..4000i32, rating, (1..=100i64), 1..700i32).prop_map(move |(point, before, rating, hundredths, later)| {
        let from = Date::constant(2010, 4, 1);
        let fields: Fields = rating.clone().map(|(first, _)| ("rating".to_owned(), first)).into_iter().collect();
        let on = from.checked_add(jiff::Span::new().days(later)).unwrap();
        let protect = protects.then_some(FieldChange::Protect);
        let events = rating.map(|(_, second)| {
            let changes = [FieldChange::Field("rating".into(), second)].into_iter().chain(protect).collect();
            Event { on, changes }
        });
        Member {
            position: Position::Point(PointId::Number(point)),
            since: from.checked_sub(jiff::Span::new().days(before)).unwrap(),
            from,
            hours: Hours::Fte(Fte::new(Decimal::new(hundredths, 2)).unwrap()),
            fields,
            events: events.into_iter().collect(),
            ..member("A", Some("east"), "1", "2010-04-01")
        }
    })
}

pub(crate) fn with_somebody() -> impl Strategy<Value = (History, Member)> {
    history().prop_flat_map(|history| {
        let somebody = somebody(&history);
        (Just(history), somebody)
    })
}
