//! The figures of rules of absence, of protection, promotion and conventions: what is due to those they are about.

use std::fmt::Write;

use jiff::ToSpan;
use payspine::calendar::{Date, Length, MonthDay, PartMonth, Period};
use payspine::entitlement;
use payspine::locate::{Per, Sought, locate};
use payspine::money::{Mode, Money, Rounding};
use payspine::scale::{
    AreaId, BetweenMeasures, Carry, Change, Gain, GradeId, LeaveRule, LeaveWeeks, MoveRule, PayShare, PaymentRate, Promotion,
    Scale, Share, StagePay, WindowFrom, WithStatutory,
};
use payspine::settlement::{History, Range};
use payspine::workforce::{Absence, AbsenceFacts, AbsenceKind, FieldChange, Member, Position, Weeks, Worked};
use rust_decimal::Decimal;

use super::Figure;
use crate::day;

/// What payments and progression ask for.
const FIELDS: [(&str, &str); 4] = [("rating", "B"), ("appraisal-bonus", "yes"), ("bonus", "yes"), ("shifts", "yes")];

/// A place of the first tables.
struct Place {
    grade: GradeId,
    area: Option<AreaId>,
    minimum: Position,
    target: Position,
}

/// A system in force, and the day from which its members are looked at.
struct Bench {
    history: History,
    start: Date,
    places: Vec<Place>,
}

impl Bench {
    fn new(scale: &Scale) -> Option<Bench> {
        let history = History::new(scale.clone(), None).ok()?;
        // Rates of statutory pay are known from April 2015 on.
        let start = history.steps().first()?.max(day("2015-05-01"));
        let place = |((grade, area), range): (&(GradeId, Option<AreaId>), &Range)| {
            let (minimum, target) = match range {
                Range::Points { minimum, target, .. } => (Position::Point(minimum.clone()), Position::Point(target.clone())),
                Range::Pay { minimum, target, .. } => (Position::Salary(minimum.published), Position::Salary(target.published)),
            };
            Place { grade: grade.clone(), area: area.clone(), minimum, target }
        };
        let mut places: Vec<Place> = history.tables_at(start).ok()?.ranges.iter().map(place).collect();
        if places.is_empty() {
            let nowhere = |area: &AreaId| Place {
                grade: "".into(),
                area: Some(area.clone()),
                minimum: Position::Nowhere,
                target: Position::Nowhere,
            };
            places = scale.areas.iter().map(|(area, _)| nowhere(area)).collect();
        }
        Some(Bench { history, start, places })
    }

    /// A day so many months after the first.
    fn months(&self, months: i64) -> Date {
        self.start.checked_add(months.months()).expect("a day of the calendar")
    }

    /// What each month is due to a member.
    fn pay(&self, member: &Member, until: Date, out: &mut String) -> Option<()> {
        let career = entitlement::progress(&self.history, member, until).ok()?;
        for month in &career.months {
            writeln!(out, "{} {:?}", month.month, month.components).expect("a string takes any text");
        }
        writeln!(out, "{:?}", career.years).expect("a string takes any text");
        Some(())
    }
}

fn member(place: &Place, position: &Position, since: Date) -> Member {
    let member = Member::new(place.grade.clone(), place.area.clone(), position.clone(), since);
    FIELDS.iter().fold(member, |member, (name, value)| member.field(name, value))
}

fn away(kind: AbsenceKind, start: Date, end: Date) -> Absence {
    Absence::new(kind, Period::new(start, end))
}

/// Sick pay by length of service: off once for long, twice within a year or so, and again and again.
fn sick(scale: &Scale) -> Option<String> {
    let bench = Bench::new(scale)?;
    let place = bench.places.first()?;
    let mut out = String::new();
    // What was paid before the tables begin counts in a window, too.
    let earlier = if bench.start > day("2018-01-01") { -24 } else { 0 };
    let patterns = [
        (0, vec![(0, 30)]),
        (0, vec![(0, 4), (14, 26)]),
        (earlier, (0..5).map(|year| (13 * year, 13 * year + 8)).collect::<Vec<_>>()),
    ];
    for service in [0, 4, 12, 24, 36, 48, 60, 120] {
        for (first, pattern) in &patterns {
            let mut member = member(place, &place.target, bench.start);
            member.service_since = Some(bench.months(first - service));
            member.absences = pattern
                .iter()
                .map(|(from, to)| away(AbsenceKind::Sick, bench.months(first + from), bench.months(first + to)))
                .collect();
            bench.pay(&member, bench.months(60), &mut out)?;
        }
    }
    Some(out)
}

/// Ten years of 39 weeks at work, from the first day of the rule.
fn term_time(scale: &Scale) -> Option<String> {
    let bench = Bench::new(scale)?;
    let place = bench.places.first()?;
    let start = scale.conventions.term_time.as_ref()?.from.unwrap_or(bench.start).max(bench.start);
    let mut out = String::new();
    let member = member(place, &place.target, start).weeks(Weeks::AtWork(Decimal::from(39)));
    let until = start.checked_add(10.years()).ok()?;
    if bench.pay(&member, until, &mut out).is_none() {
        out.push_str("not known");
    }
    Some(out)
}

/// A year of leave for a child, of each kind.
fn parental(scale: &Scale) -> Option<String> {
    let bench = Bench::new(scale)?;
    let place = bench.places.first()?;
    let mut out = String::new();
    let first = bench.months(24);
    let facts = AbsenceFacts {
        expected: Some(first.checked_add(7.days()).ok()?),
        matched: Some(first.checked_sub(28.days()).ok()?),
        ..AbsenceFacts::default()
    };
    for kind in [AbsenceKind::Maternity, AbsenceKind::Adoption, AbsenceKind::SharedParental] {
        if bench.history.scale().absence.leave(kind).is_none() {
            continue;
        }
        let of_kind = AbsenceFacts {
            expected: facts.expected.filter(|_| kind != AbsenceKind::Adoption),
            matched: facts.matched.filter(|_| kind == AbsenceKind::Adoption),
            statutory_weeks: (kind == AbsenceKind::SharedParental).then_some(37),
            ..facts.clone()
        };
        let leave = Absence { facts: of_kind, ..away(kind, first, first.checked_add(52.weeks()).ok()?) };
        let member = member(place, &place.target, bench.start).absence(leave);
        bench.pay(&member, bench.months(48), &mut out)?;
    }
    Some(out)
}

/// Annual leave of those who work hours that are paid by the hour.
fn annual_leave(scale: &Scale) -> Option<String> {
    let bench = Bench::new(scale)?;
    let place = bench.places.first()?;
    let mut out = String::new();
    let first = bench.months(18);
    let mut member =
        member(place, &place.target, bench.start).absence(away(AbsenceKind::Leave, first, first.checked_add(16.days()).ok()?));
    for payment in bench.history.scale().worked_payments() {
        for month in 0..18 {
            member.worked.push(Worked {
                month: payspine::calendar::Month::of(bench.months(month)),
                payment: payment.clone(),
                number: Decimal::from(1 + month * month % 17),
            });
        }
    }
    bench.pay(&member, bench.months(24), &mut out)?;
    Some(out)
}

/// Those who begin, leave and are away within a month, who are promoted, and whose pay is protected in another area.
fn moves(scale: &Scale) -> Option<String> {
    let bench = Bench::new(scale)?;
    let mut out = String::new();
    let day_in = |months: i64, days: i64| bench.months(months).checked_add(days.days()).expect("a day of the calendar");
    for (index, place) in bench.places.iter().enumerate().take(30) {
        let mut broken = member(place, &place.minimum, day_in(0, 9));
        broken.last_day = Some(day_in(30, 16));
        broken.absences =
            vec![away(AbsenceKind::Unpaid, day_in(4, 3), day_in(4, 9)), away(AbsenceKind::Strike, day_in(8, 4), day_in(8, 6))];
        bench.pay(&broken, bench.months(36), &mut out)?;
        let next = bench.places[index..].iter().find(|other| other.grade != place.grade && other.area == place.area);
        if let (Some(next), Position::Point(_), Some(_)) = (next, &place.minimum, bench.history.scale().moves.promotion) {
            let change = match &next.minimum {
                Position::Point(_) => vec![FieldChange::Grade(next.grade.clone())],
                other => vec![FieldChange::Grade(next.grade.clone()), FieldChange::Position(other.clone())],
            };
            // Where the next is a lower grade there may be no rule.
            let mut promoted = String::new();
            let member = member(place, &place.minimum, bench.start).event(bench.months(6), change);
            if bench.pay(&member, bench.months(36), &mut promoted).is_some() {
                out.push_str(&promoted);
            }
        }
        let other = bench.places.iter().find(|other| other.grade == place.grade && other.area != place.area);
        if let (Some(area), true) = (other.and_then(|other| other.area.clone()), bench.history.scale().protection.is_some()) {
            let moved = vec![FieldChange::Area(area), FieldChange::Protect];
            bench.pay(&member(place, &place.target, bench.start).event(bench.months(1), moved), bench.months(72), &mut out)?;
        }
    }
    Some(out)
}

/// What is due at both ends of each range after each settlement.
fn ends(scale: &Scale) -> Option<String> {
    let bench = Bench::new(scale)?;
    let mut out = String::new();
    // Of a grade that has one range for all areas, payments may go by the area.
    let everywhere: Vec<Option<AreaId>> = scale.areas.iter().map(|(area, _)| Some(area.clone())).collect();
    for place in &bench.places {
        let areas = if place.area.is_none() && !everywhere.is_empty() { everywhere.clone() } else { vec![place.area.clone()] };
        for (area, position) in areas.iter().flat_map(|area| [(area, &place.minimum), (area, &place.target)]) {
            let member = Member { area: area.clone(), ..member(place, position, bench.start) };
            bench.pay(&member, bench.months(36), &mut out)?;
        }
    }
    Some(out)
}

/// What each place pays for a week and an hour.
fn rates(scale: &Scale) -> Option<String> {
    let history = History::new(scale.clone(), None).ok()?;
    let mut out = String::new();
    for (from, _) in history.steps().iter() {
        for (per, amount, within) in [(Per::Hour, 15, 12), (Per::Week, 700, 400)] {
            let sought = Sought {
                amount: Money::from(amount),
                per: Some(per),
                fte: None,
                within: Some(Money::from(within)),
                grade: None,
                area: None,
                fields: [].into(),
            };
            let located = locate(&history, from, &sought).ok()?;
            for found in located.exact.iter().chain(&located.near) {
                writeln!(out, "{from} {per:?} {} {}", found.grade, found.pays).expect("a string takes any text");
            }
        }
    }
    Some(out)
}

fn other_mode(mode: Mode) -> Mode {
    if mode == Mode::Up { Mode::Down } else { Mode::Up }
}

fn other_convention(convention: PartMonth) -> PartMonth {
    if convention == PartMonth::Per260 { PartMonth::Per365 } else { PartMonth::Per260 }
}

fn other_statutory(with: WithStatutory) -> WithStatutory {
    match with {
        WithStatutory::Inside => WithStatutory::OnTop,
        WithStatutory::OnTop => WithStatutory::Inside,
        WithStatutory::Alone => WithStatutory::Nothing,
        WithStatutory::Nothing => WithStatutory::Alone,
    }
}

fn other_share(share: PayShare) -> PayShare {
    if share == PayShare::HALF { PayShare::Part(Share { part: 3, whole: 4 }) } else { PayShare::HALF }
}

fn longer(length: &mut Length) {
    *length = length.plus(Length::months(1));
}

/// Another length of some months, mostly a shorter one: other limits may hold a longer one.
fn other_length(length: &mut Length, months: u32) {
    *length = Length::months(if *length == Length::months(months) { months - 1 } else { months });
}

/// A system with one figure changed, for each of its figures.
struct Changed<'a> {
    scale: &'a Scale,
    found: Vec<Figure>,
}

/// Changes a bound of a rate.
type Bound = fn(&mut PaymentRate);

/// What somebody is due, of a system.
type Results = fn(&Scale) -> Option<String>;

impl Changed<'_> {
    fn with(&mut self, name: impl Into<String>, shows_in: &[Results], change: impl Fn(&mut Scale)) {
        let mut changed = self.scale.clone();
        change(&mut changed);
        self.found.push(Figure { name: name.into(), changed, shows_in: shows_in.to_vec() });
    }

    fn conventions(&mut self) {
        let conventions = &self.scale.conventions;
        let (annual, monthly): (&[Results], &[Results]) = (&[super::values, super::careers], &[moves, super::careers]);
        let rounded = |rounding: Rounding, to: u32, mode: Mode| Rounding::new(rounding.to() * Decimal::from(to), mode);
        self.with("the unit of annual rounding", annual, |scale| {
            let rounding = scale.conventions.annual_rounding;
            scale.conventions.annual_rounding = rounded(rounding, 10, rounding.mode()).expect("a unit");
        });
        self.with("the mode of annual rounding", annual, |scale| {
            let rounding = scale.conventions.annual_rounding;
            scale.conventions.annual_rounding = rounded(rounding, 1, other_mode(rounding.mode())).expect("a unit");
        });
        self.with("what awards carry", annual, |scale| {
            let carry = if scale.conventions.carry == Carry::Published { Carry::Unrounded } else { Carry::Published };
            scale.conventions.carry = carry;
            scale.conventions.between_measures = BetweenMeasures::by_default(carry);
        });
        // Awards that start from unrounded values are never rounded in between.
        if conventions.carry == Carry::Published {
            self.with("rounding between measures", annual, |scale| {
                let between = &mut scale.conventions.between_measures;
                *between =
                    if *between == BetweenMeasures::Rounded { BetweenMeasures::Unrounded } else { BetweenMeasures::Rounded };
            });
        }
        self.with("the unit of monthly rounding", monthly, |scale| {
            let rounding = scale.conventions.monthly_rounding;
            scale.conventions.monthly_rounding = rounded(rounding, 10, rounding.mode()).expect("a unit");
        });
        self.with("the mode of monthly rounding", monthly, |scale| {
            let rounding = scale.conventions.monthly_rounding;
            scale.conventions.monthly_rounding = rounded(rounding, 1, other_mode(rounding.mode())).expect("a unit");
        });
        self.with("the part of a month", &[moves], |scale| {
            let part = &mut scale.conventions.part_month.default;
            *part = other_convention(*part);
        });
        if let Some(part) = conventions.part_month.unpaid {
            self.with("the part of a month unpaid", &[moves], |scale| {
                scale.conventions.part_month.unpaid = Some(other_convention(part));
            });
        }
        if let Some(part) = conventions.part_month.strike {
            self.with("the part of a month on strike", &[moves], |scale| {
                scale.conventions.part_month.strike = Some(other_convention(part));
            });
        }
        if let Some(hours) = conventions.hours_per_week {
            self.with("the hours of a week", &[rates], |scale| {
                scale.conventions.hours_per_week = Some(hours + Decimal::ONE);
            });
        }
        if conventions.weeks_per_year.is_some() {
            self.with("the weeks of a year", &[rates], |scale| {
                scale.conventions.weeks_per_year = "51".parse().ok();
            });
        }
        for place in 0..conventions.term_time.as_ref().map_or(0, |rule| rule.leave.len()) {
            let with = |change: fn(&mut LeaveWeeks)| {
                move |scale: &mut Scale| {
                    let rule = scale.conventions.term_time.as_mut().expect("there is a rule");
                    change(&mut rule.leave[place]);
                }
            };
            self.with(format!("the weeks of leave {place}"), &[term_time], with(|leave| leave.weeks += Decimal::new(1, 1)));
            if place > 0 {
                self.with(format!("the service of leave {place}"), &[term_time], with(|leave| longer(&mut leave.service)));
            }
        }
        if conventions.term_time.as_ref().is_some_and(|rule| rule.from.is_some()) {
            self.with("the first day of leave", &[term_time], |scale| {
                scale.conventions.term_time.as_mut().expect("there is a rule").from = Some(Date::MAX);
            });
        }
        self.with("the start of the year", &[moves, super::careers], |scale| {
            scale.conventions.year_start =
                if scale.conventions.year_start == month_day("06-01") { month_day("07-01") } else { month_day("06-01") };
        });
    }

    fn sick_pay(&mut self) {
        let Some(rule) = &self.scale.absence.sick else { return };
        let mut with = |name: &str, change: &dyn Fn(&mut payspine::scale::SickRule)| {
            self.with(format!("{name} of sick pay"), &[sick], |scale| {
                change(scale.absence.sick.as_mut().expect("there is a rule"));
            });
        };
        for place in 0..rule.entitlements.len() {
            with(&format!("the service of entitlement {place}"), &|rule| longer(&mut rule.entitlements[place].service));
            with(&format!("the full pay of entitlement {place}"), &|rule| other_length(&mut rule.entitlements[place].full, 2));
            with(&format!("the half pay of entitlement {place}"), &|rule| other_length(&mut rule.entitlements[place].half, 2));
        }
        with("the window", &|rule| other_length(&mut rule.window, 6));
        with("where the window begins", &|rule| {
            rule.window_from = if rule.window_from == WindowFrom::Rolling { WindowFrom::FirstDay } else { WindowFrom::Rolling };
        });
        if rule.ceiling.is_some() {
            with("the ceiling", &|rule| other_length(&mut rule.ceiling.as_mut().expect("a ceiling").paid, 10));
            with("the window of the ceiling", &|rule| other_length(&mut rule.ceiling.as_mut().expect("a ceiling").window, 24));
        }
        with("statutory pay beside half pay", &|rule| rule.half_pay = other_statutory(rule.half_pay));
        with("the share after", &|rule| rule.after.share = other_share(rule.after.share));
        if rule.after.share != PayShare::Full {
            with("statutory pay after", &|rule| rule.after.statutory = other_statutory(rule.after.statutory));
        }
    }

    fn leave(&mut self) {
        type Rule = fn(&mut Scale) -> Option<&mut LeaveRule>;
        let kinds: [(AbsenceKind, Rule); 3] = [
            (AbsenceKind::Maternity, |scale| scale.absence.maternity.as_mut()),
            (AbsenceKind::Adoption, |scale| scale.absence.adoption.as_mut()),
            (AbsenceKind::SharedParental, |scale| scale.absence.shared_parental.as_mut()),
        ];
        for (kind, rule) in kinds {
            let stages: Vec<StagePay> =
                self.scale.absence.leave(kind).map_or_else(Vec::new, |rule| rule.stages.iter().map(|stage| stage.pay).collect());
            for (place, pay) in stages.into_iter().enumerate() {
                let mut with = |name: &str, change: fn(&mut payspine::scale::LeaveStage)| {
                    self.with(format!("{name} of stage {place} of {}", kind.pay_in_words()), &[parental], |scale| {
                        change(&mut rule(scale).expect("there is a rule").stages[place]);
                    });
                };
                with("the weeks", |stage| stage.weeks -= 1);
                with("the share", |stage| stage.pay.share = other_share(stage.pay.share));
                if pay.may_show_statutory() || pay.share == PayShare::Nil {
                    with("statutory pay", |stage| stage.pay.statutory = other_statutory(stage.pay.statutory));
                }
            }
        }
        if self.scale.absence.annual_leave.is_some() {
            self.with("the window of leave pay", &[annual_leave], |scale| {
                longer(&mut scale.absence.annual_leave.as_mut().expect("there is a rule").average_over);
            });
            self.with("the days of leave pay", &[annual_leave], |scale| {
                use payspine::scale::AverageBy::{CalendarDays, WorkingDays};
                let by = &mut scale.absence.annual_leave.as_mut().expect("there is a rule").average_by;
                *by = if *by == WorkingDays { CalendarDays } else { WorkingDays };
            });
        }
    }

    fn moves(&mut self) {
        if self.scale.protection.as_ref().is_some_and(|protection| protection.lasts.is_some()) {
            self.with("the length of protection", &[moves], |scale| {
                if let Some(lasts) = scale.protection.as_mut().and_then(|protection| protection.lasts.as_mut()) {
                    longer(lasts);
                }
            });
        }
        let Some(Promotion { to, at_least }) = self.scale.moves.promotion else { return };
        if let MoveRule::NearestAbove { plus_percent, plus_points } = to {
            let with = |scale: &mut Scale, plus_percent, plus_points| {
                let to = MoveRule::NearestAbove { plus_percent, plus_points };
                scale.moves.promotion = Some(Promotion { to, at_least });
            };
            self.with("the per cent of a promotion", &[moves], |scale| with(scale, plus_percent + Decimal::TEN, plus_points));
            self.with("the points of a promotion", &[moves], |scale| with(scale, plus_percent, plus_points + 1));
        }
        if !at_least.percent.is_zero() {
            self.with("the least per cent of a promotion", &[moves], |scale| {
                let at_least = Gain { percent: at_least.percent + Decimal::TEN, ..at_least };
                scale.moves.promotion = Some(Promotion { to, at_least });
            });
        }
        if at_least.points > 0 {
            self.with("the least points of a promotion", &[moves], |scale| {
                let at_least = Gain { points: at_least.points + 3, ..at_least };
                scale.moves.promotion = Some(Promotion { to, at_least });
            });
        }
    }

    /// Bounds, and what else qualifies a rate: of uplifts, of payments and of steps.
    fn bounds(&mut self) {
        let settlements = self.scale.settlements.iter().enumerate();
        for (index, settlement) in settlements.collect::<Vec<_>>() {
            let from = settlement.from;
            for (place, measure) in settlement.measures.iter().enumerate() {
                let Change::Uplift { uplift, .. } = &measure.change else { continue };
                if uplift.at_most.is_some() {
                    self.with(format!("the most of measure {place} of {from}"), &[super::values, super::careers], |scale| {
                        if let Change::Uplift { uplift, .. } = &mut scale.settlements[index].measures[place].change {
                            uplift.at_most = uplift.at_most.map(half);
                        }
                    });
                }
            }
            for (place, (id, fact)) in settlement.payments.iter().enumerate() {
                for (number, tier) in fact.tiers.iter().enumerate() {
                    let PaymentRate::PercentOfBasic { at_least, at_most, total_at_most, .. } = tier.rate else { continue };
                    let bounds: [(&str, bool, Bound); 3] = [
                        ("least", at_least.is_some(), |rate| {
                            if let PaymentRate::PercentOfBasic { at_least, .. } = rate {
                                *at_least = at_least.map(twice);
                            }
                        }),
                        ("most", at_most.is_some(), |rate| {
                            if let PaymentRate::PercentOfBasic { at_most, .. } = rate {
                                *at_most = at_most.map(half);
                            }
                        }),
                        ("most with basic pay", total_at_most.is_some(), |rate| {
                            if let PaymentRate::PercentOfBasic { total_at_most, .. } = rate {
                                *total_at_most = total_at_most.map(half);
                            }
                        }),
                    ];
                    for (bound, _, change) in bounds.into_iter().filter(|(_, is_there, _)| *is_there) {
                        self.with(format!("the {bound} of rate {number} of {id} of {from}"), &[super::careers, ends], |scale| {
                            change(&mut scale.settlements[index].payments[place].1.tiers[number].rate);
                        });
                    }
                }
                if fact.rounding.is_some() {
                    self.with(format!("the rounding of {id} of {from}"), &[super::careers, ends], |scale| {
                        let rounding = &mut scale.settlements[index].payments[place].1.rounding;
                        *rounding = rounding.and_then(|rounding| Rounding::new(rounding.to() * Decimal::TEN, rounding.mode()));
                    });
                }
                if let Some(month) = fact.paid {
                    self.with(format!("the month of {id} of {from}"), &[moves], |scale| {
                        scale.settlements[index].payments[place].1.paid = Some(month % 12 + 1);
                    });
                }
            }
        }
    }
}

fn twice(amount: Money) -> Money {
    amount + amount
}

fn half(amount: Money) -> Money {
    Money::new((amount.amount() / Decimal::TWO).round_dp(2)).expect("half an amount is one")
}

fn month_day(text: &str) -> MonthDay {
    text.parse().expect("a day of the year")
}

pub(super) fn perturbed(scale: &Scale) -> Vec<Figure> {
    let mut changed = Changed { scale, found: Vec::new() };
    changed.conventions();
    changed.sick_pay();
    changed.leave();
    changed.moves();
    changed.bounds();
    changed.found
}
