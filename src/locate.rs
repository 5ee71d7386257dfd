//! From an amount back to the places that pay it: for whoever has only a payslip.
//!
//! Every point of every range that is in force on the day is held against the amount: basic pay alone, and basic pay with the payments
//! that are due there every month. A point is shown once where all areas pay the same for it.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use crate::calendar::{Date, Period, day_after};
use crate::entitlement::{self, Assumption, Noted, Pay, Place, Standing};
use crate::money::{Exact, Fte, Money, Rounding};
use crate::scale::{AreaId, Component, Fields, GradeId, PaymentId};
use crate::settlement::{History, Range, Tables};
use crate::timeline::NotInForce;

/// What an amount is for.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Per {
    /// A year, half up to the penny.
    Year,
    /// A month: a twelfth of a year, each component by the system's monthly rounding.
    Month,
    /// A week, by the system's weeks in a year, half up to the penny.
    Week,
    /// An hour, by the system's weeks and full-time hours, half up to the penny.
    Hour,
}

impl Per {
    /// By the words the command line uses.
    pub const WORDS: [(&'static str, Per); 4] =
        [("year", Per::Year), ("month", Per::Month), ("week", Per::Week), ("hour", Per::Hour)];

    /// Its word.
    pub fn word(self) -> &'static str {
        Per::WORDS.iter().find(|(_, per)| *per == self).map_or("", |(word, _)| *word)
    }
}

/// What is looked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sought {
    /// The amount.
    pub amount: Money,
    /// What it is for; each of all of them where nothing is said.
    pub per: Option<Per>,
    /// The hours; full time unless given, and then the usual part-time hours are tried too.
    pub fte: Option<Fte>,
    /// How far off an amount may be to be listed as near. Unless given, £2 for a year or a month, and nothing for a week or an hour,
    /// where £2 is many points.
    pub within: Option<Money>,
    /// Only this grade.
    pub grade: Option<GradeId>,
    /// Only this area.
    pub area: Option<AreaId>,
    /// What else is known of the member, for payments that ask for it.
    pub fields: Fields,
}

/// A place that pays the amount, or nearly.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Found {
    /// The grade.
    pub grade: GradeId,
    /// The area; `None` where it makes no difference.
    pub area: Option<AreaId>,
    /// The point, or the end of a range by pay.
    pub place: Place,
    /// The hours.
    pub fte: Fte,
    /// What the amount is for.
    pub per: Per,
    /// The payments that are counted with basic pay; none where it is basic pay alone.
    pub payments: Vec<Component>,
    /// What it pays.
    pub pays: Money,
    /// The amount looked for less what it pays.
    pub difference: Money,
}

/// A range by pay that the amount lies in, so that a salary of one's own can be it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Inside {
    /// The grade.
    pub grade: GradeId,
    /// The area; `None` where it makes no difference.
    pub area: Option<AreaId>,
    /// The hours.
    pub fte: Fte,
    /// What the amount is for.
    pub per: Per,
    /// Basic pay at its minimum and at its target.
    pub ends: (Money, Money),
}

/// Everything that pays an amount.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub struct Located {
    /// To the penny.
    pub exact: Vec<Found>,
    /// Not to the penny and within what was asked, the nearest first.
    pub near: Vec<Found>,
    /// To the penny on usual part-time hours, where none were given.
    pub part_time: Vec<Found>,
    /// Ranges by pay that the amount lies in.
    pub inside: Vec<Inside>,
    /// What that rests on which is assumed.
    pub assumptions: Vec<Noted>,
}

impl Located {
    /// Whether nothing pays the amount, or nearly.
    pub fn is_empty(&self) -> bool {
        self.exact.is_empty() && self.near.is_empty() && self.part_time.is_empty() && self.inside.is_empty()
    }
}

/// How far off a yearly or monthly amount may be to be near, unless told otherwise: £2.
pub const NEAR: i64 = 2;

/// The hours that people commonly work who do not work full time: every tenth, a quarter and three quarters of it, and 18.5, 22.2,
/// 29.6 and 30 hours a week; longest first, each share once.
///
/// ```
/// let hours = payspine::locate::usual_hours("37".parse().ok());
/// let written: Vec<String> = hours.iter().map(ToString::to_string).collect();
/// // Of 37 hours, 18.5 are a half, 22.2 six and 29.6 eight tenths.
/// assert_eq!(written, ["0.9", "30/37", "0.8", "0.75", "0.7", "0.6", "0.5", "0.4", "0.3", "0.25", "0.2", "0.1"]);
/// ```
pub fn usual_hours(full_time: Option<Decimal>) -> Vec<Fte> {
    let shares = (1..10).map(|tenths| Decimal::new(tenths, 1)).chain([Decimal::new(25, 2), Decimal::new(75, 2)]);
    let hours = [(185, 1), (222, 1), (296, 1), (30, 0)].map(|(digits, scale)| Decimal::new(digits, scale));
    let of_hours = hours.into_iter().filter_map(|hours| Fte::of_hours(hours, full_time?)).filter(|fte| !fte.is_full_time());
    let mut all: Vec<Fte> = Vec::new();
    for fte in shares.filter_map(|share| Fte::new(share).ok()).chain(of_hours) {
        if !all.iter().any(|known| known.share() == fte.share()) {
            all.push(fte);
        }
    }
    all.sort_by_key(|fte| std::cmp::Reverse(fte.share()));
    all
}

/// Which grades, areas and points pay an amount on a day.
///
/// ```
/// use payspine::locate::{Per, Sought, locate};
/// use payspine::{scale_file, settlement::History};
///
/// let history = History::new(scale_file::shipped("home-office-2006").unwrap(), None).unwrap();
/// let sought = Sought {
///     amount: "1636.00".parse().unwrap(),
///     per: Some(Per::Month),
///     fte: None,
///     within: None,
///     grade: None,
///     area: None,
///     fields: [].into(),
/// };
/// let located = locate(&history, "2006-07-01".parse().unwrap(), &sought).unwrap();
/// let found: Vec<String> = located.exact.iter().map(|found| format!("{} {}", found.grade, found.place)).collect();
/// assert!(found.contains(&"EO 55".to_owned()));
/// ```
///
/// # Errors
///
/// A day before the first settlement.
pub fn locate(history: &History, on: Date, sought: &Sought) -> Result<Located, NotInForce> {
    let tables = history.tables_at(on)?;
    let mut search = Search {
        history,
        tables,
        on,
        sought,
        located: Located::default(),
        notes: Vec::new(),
        of_found: Vec::new(),
        places: Vec::new(),
    };
    search.run(sought.fte.unwrap_or(Fte::FULL_TIME), Hours::Asked);
    if sought.fte.is_none() && sought.per != Some(Per::Hour) {
        for fte in usual_hours(tables.hours_per_week) {
            search.run(fte, Hours::Usual);
        }
    }
    let Search { mut located, notes, of_found, places, .. } = search;
    located.near.sort_by_key(|found| found.difference.amount().abs());
    let day = Period::new(on, day_after(on));
    // Where nothing was found, that rests on all places.
    located.assumptions = match places.as_slice() {
        [] => entitlement::assumed_of_sources(history, day),
        places => entitlement::assumed_of_places(history, day, places),
    };
    let noted = if located.is_empty() { notes } else { of_found };
    let all = [&located.exact, &located.near, &located.part_time];
    let paid: BTreeSet<PaymentId> = all
        .into_iter()
        .flatten()
        .flat_map(|found| &found.payments)
        .filter_map(|component| component.payment().cloned())
        .collect();
    located.assumptions.extend(noted.into_iter().map(|one| Noted::of_paid(one, |payment| paid.contains(payment))));
    Ok(located)
}

/// Whether hours are those that were asked about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hours {
    Asked,
    Usual,
}

/// A search under way.
struct Search<'a> {
    history: &'a History,
    tables: &'a Tables,
    on: Date,
    sought: &'a Sought,
    located: Located,
    /// What was assumed of all that was looked at, and of what was found.
    notes: Vec<Assumption>,
    of_found: Vec<Assumption>,
    /// The places that were found.
    places: Vec<Standing>,
}

impl Search<'_> {
    fn run(&mut self, fte: Fte, hours: Hours) {
        let scale = self.history.scale();
        for (grade, _) in scale.grades.iter().filter(|(id, _)| self.sought.grade.as_ref().is_none_or(|only| only == id)) {
            let areas = scale.areas.iter().map(|(id, _)| id);
            // Without an area first: what is the same in one is left out then.
            let asked: Vec<Option<AreaId>> = match &self.sought.area {
                Some(only) => vec![Some(only.clone())],
                None => std::iter::once(None).chain(areas.cloned().map(Some)).collect(),
            };
            for area in asked {
                self.range(grade, area.as_ref(), fte, hours);
            }
        }
    }

    /// Each place of a range.
    fn range(&mut self, grade: &GradeId, area: Option<&AreaId>, fte: Fte, hours: Hours) {
        let Some((_, range)) = self.tables.range(grade, area) else { return };
        let standing = |place| Standing {
            grade: grade.clone(),
            area: area.cloned(),
            place,
            target: None,
            fte,
            fields: self.sought.fields.clone(),
        };
        match range {
            Range::Points { minimum, target, .. } => {
                let spine = self.history.scale().grade(grade).and_then(|grade| self.tables.spines.get(grade.spine.as_ref()?));
                let ends = spine.and_then(|spine| Some((spine, spine.rank(minimum)?, spine.rank(target)?)));
                let Some((spine, low, high)) = ends else { return };
                for point in &spine.points[low..=high] {
                    self.place(&standing(Place::Point(point.clone())), hours);
                }
            }
            Range::Pay { minimum, target, .. } => {
                let ends = [minimum, target].map(|value| standing(Place::Salary(value.clone())));
                for standing in &ends {
                    self.place(standing, hours);
                }
                if hours == Hours::Asked {
                    self.inside(&ends);
                }
            }
        }
    }

    /// What a place pays, held against the amount.
    fn place(&mut self, standing: &Standing, hours: Hours) {
        let Some((pay, notes)) = entitlement::pay_on(self.history, self.on, standing) else { return };
        let mut found_here = false;
        for per in self.pers(hours) {
            for with_payments in [false, true] {
                if with_payments && pay.payments.is_empty() {
                    continue;
                }
                let Some(pays) = self.pays(&pay, standing.fte, per, with_payments) else { continue };
                let payments = pay.payments.iter().filter(|_| with_payments).map(|payment| payment.component.clone()).collect();
                found_here |= self.compare(standing, per, payments, pays, hours);
            }
        }
        // The same place for other hours rests on the same settlements.
        let at =
            |known: &Standing| (&known.place, &known.area, &known.grade) == (&standing.place, &standing.area, &standing.grade);
        if found_here && !self.places.iter().any(at) {
            self.places.push(standing.clone());
        }
        // Where there are areas each is tried, so what is said of having none is not so.
        let tried = standing.area.is_some() || self.history.scale().areas.is_empty();
        let lists = [Some(&mut self.notes).filter(|_| tried), Some(&mut self.of_found).filter(|_| found_here)];
        for list in lists.into_iter().flatten() {
            list.extend(notes.iter().filter(|note| !list.contains(note)).cloned().collect::<Vec<_>>());
        }
    }

    /// Puts what a place pays into the list that it belongs in.
    fn compare(&mut self, standing: &Standing, per: Per, payments: Vec<Component>, pays: Money, hours: Hours) -> bool {
        let difference = self.sought.amount - pays;
        let pence = matches!(per, Per::Year | Per::Month);
        let within = self.sought.within.or(pence.then_some(Money::from(NEAR))).unwrap_or(Money::ZERO);
        let list = match hours {
            Hours::Asked if difference.is_zero() => &mut self.located.exact,
            Hours::Asked if difference.amount().abs() <= within.amount() => &mut self.located.near,
            Hours::Usual if difference.is_zero() => &mut self.located.part_time,
            _ => return false,
        };
        let (grade, area, place) = (standing.grade.clone(), standing.area.clone(), standing.place.clone());
        let found = Found { grade, area, place, fte: standing.fte, per, payments, pays, difference };
        // What every area pays is said once.
        if !list.contains(&Found { area: None, ..found.clone() }) && !list.contains(&found) {
            list.push(found);
        }
        true
    }

    /// Whether a salary between the ends of a range by pay is the amount.
    fn inside(&mut self, [minimum, target]: &[Standing; 2]) {
        let ends = [minimum, target].map(|end| entitlement::pay_on(self.history, self.on, end));
        let [Some((low, _)), Some((high, _))] = ends else { return };
        for per in self.pers(Hours::Asked) {
            let ends = (self.pays(&low, minimum.fte, per, false), self.pays(&high, target.fte, per, false));
            let (Some(low), Some(high)) = ends else { continue };
            let (grade, area) = (minimum.grade.clone(), minimum.area.clone());
            let inside = Inside { grade, area, fte: minimum.fte, per, ends: (low, high) };
            let known = self.located.inside.contains(&Inside { area: None, ..inside.clone() });
            if low < self.sought.amount && self.sought.amount < high && !known {
                self.located.inside.push(inside);
                self.places.extend([minimum.clone(), target.clone()]);
            }
        }
    }

    /// What the amount can be for. An hour's pay does not go by the hours worked.
    fn pers(&self, hours: Hours) -> Vec<Per> {
        let all = Per::WORDS.iter().map(|(_, per)| *per).filter(|per| self.sought.per.is_none_or(|only| only == *per));
        all.filter(|per| hours == Hours::Asked || *per != Per::Hour).collect()
    }

    /// Pay of so long; `None` where the system does not say how many weeks or hours a year has.
    fn pays(&self, pay: &Pay, fte: Fte, per: Per, with_payments: bool) -> Option<Money> {
        let conventions = &self.history.scale().conventions;
        let weeks = || conventions.weeks_per_year.as_ref().map(crate::scale::WeeksPerYear::exact);
        let annual = || if with_payments { pay.annual_total() } else { pay.basic.clone() };
        let to_the_penny = |amount: &Exact| Rounding::to_the_penny().round(amount).ok();
        match per {
            Per::Year => to_the_penny(&annual()),
            Per::Month => {
                let month = |annual: &Exact| conventions.monthly_rounding.round(&annual.over(12)).ok();
                let payments = pay.payments.iter().filter(|_| with_payments).map(|payment| &payment.annual);
                std::iter::once(&pay.basic).chain(payments).map(month).sum()
            }
            Per::Week => to_the_penny(&annual().divided_by(&weeks()?)?),
            Per::Hour => {
                let hours = Exact::from(self.tables.hours_per_week?).times(&fte.share());
                to_the_penny(&annual().divided_by(&weeks()?)?.divided_by(&hours)?)
            }
        }
    }
}
