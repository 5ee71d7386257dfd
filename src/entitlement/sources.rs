//! What the settlements assume that pay rests on, and which of them a member's pay does rest on.
//!
//! Awards build on one another, so that a figure rests on every settlement that changed it, back to the one that states it afresh.

use std::collections::BTreeSet;

use super::assumption::{Assumption, Noted, SettlementAssumption};
use super::walk::one_offs_of;
use super::{Fields, Place, Reason, Standing};
use crate::calendar::{Date, Length, Period};
use crate::money::{Fte, Money};
use crate::scale::{AreaId, Condition, GradeId, PaymentFact, PaymentId, PointId, Settlement, SpineFact};
use crate::settlement::{AppliedSettlement, Document, History, Payment, Range, Tables, Tier};

/// Where a member stands over some days.
#[derive(Clone, Copy)]
pub(super) struct Held<'a> {
    pub(super) days: Period,
    pub(super) standing: &'a Standing,
    pub(super) reasons: &'a [Reason],
    /// Whether whoever stands there may move within the range and meet any condition: of staff it is not asked one by one.
    pub(super) is_of_staff: bool,
}

/// What every settlement up to the end of a period assumes, and whether the last is held for long; for an answer that rests on all of
/// them.
pub fn assumed_of_sources(history: &History, period: Period) -> Vec<Noted> {
    noted(history, period, |_| true)
}

/// The same for an answer about staff in these grades and areas: their points, their payments, their steps. They are asked for where
/// something is assumed at all.
pub(crate) fn assumed_of_staff<'g>(
    history: &History,
    period: Period,
    grades: impl Fn() -> &'g BTreeSet<(GradeId, Option<AreaId>)>,
) -> Vec<Noted> {
    let mut uses: Option<Vec<Uses>> = None;
    let of = |standing: &Standing| Uses::of(history, &[Held { days: period, standing, reasons: &[], is_of_staff: true }]);
    let of_all = || grades().iter().flat_map(|(grade, area)| stood_in(history, period, grade, area.as_ref())).map(|one| of(&one));
    noted(history, period, |index| uses.get_or_insert_with(|| of_all().collect()).iter().any(|uses| uses.0[index]))
}

/// Everywhere in the range of a grade, over a period.
fn stood_in(history: &History, period: Period, grade: &GradeId, area: Option<&AreaId>) -> Vec<Standing> {
    let spine = history.scale().grade(grade).and_then(|grade| grade.spine.as_ref());
    let mut places: Vec<Place> = Vec::new();
    let steps: Vec<(Date, &AppliedSettlement)> = history.steps().iter().collect();
    for (index, (from, step)) in steps.iter().enumerate() {
        let until = steps.get(index + 1).map_or(Date::MAX, |(next, _)| *next);
        if *from >= period.end || until <= period.start {
            continue;
        }
        let in_range = match step.tables.range(grade, area).map(|(_, range)| range) {
            Some(Range::Points { minimum, target, .. }) => {
                let spine = spine.and_then(|spine| step.tables.spines.get(spine));
                let points = spine.and_then(|spine| spine.points.get(spine.rank(minimum)?..=spine.rank(target)?));
                points.unwrap_or_default().iter().cloned().map(Place::Point).collect()
            }
            Some(Range::Pay { minimum, target, .. }) => {
                [minimum, target].into_iter().map(|end| Place::Salary(end.clone())).collect()
            }
            None => vec![Place::Salary(Money::ZERO.into())],
        };
        places.extend(in_range.into_iter().filter(|place| !places.contains(place)).collect::<Vec<_>>());
    }
    let at = |place| Standing {
        grade: grade.clone(),
        area: area.cloned(),
        place,
        target: None,
        fte: Fte::FULL_TIME,
        fields: Fields::default(),
    };
    places.into_iter().map(at).collect()
}

/// The same for an answer about some places on one day.
pub(crate) fn assumed_of_places(history: &History, on: Period, standings: &[Standing]) -> Vec<Noted> {
    let mut uses: Option<Vec<Uses>> = None;
    let of = |standing| Uses::of(history, &[Held { days: on, standing, reasons: &[], is_of_staff: false }]);
    noted(history, on, |index| uses.get_or_insert_with(|| standings.iter().map(of).collect()).iter().any(|uses| uses.0[index]))
}

/// The same for the pay of one member.
pub(super) fn assumed_of_member(history: &History, period: Period, held: &[Held<'_>]) -> Vec<Noted> {
    // Most settlements assume nothing.
    let mut uses: Option<Uses> = None;
    noted(history, period, |index| uses.get_or_insert_with(|| Uses::of(history, held)).0[index])
}

fn noted(history: &History, period: Period, mut touches: impl FnMut(usize) -> bool) -> Vec<Noted> {
    let mut list: Vec<Noted> = Vec::new();
    let mut note =
        |assumption: Assumption, touches_answer: bool| match list.iter_mut().find(|known| known.assumption == assumption) {
            Some(known) => known.touches_answer |= touches_answer,
            None => list.push(Noted { assumption, touches_answer }),
        };
    for (index, (from, step)) in history.steps().iter().enumerate() {
        if from >= period.end {
            break;
        }
        let Settlement { title, assumed, source, .. } = history.settlement(step);
        let of = |what| Assumption::Settlement { title: title.clone(), what };
        let proposed = step.document == Document::Proposal;
        if let Some(why) = assumed {
            note(of(SettlementAssumption::Assumed { why: why.clone(), proposed }), touches(index));
        }
        if source.is_none() && !proposed {
            note(of(SettlementAssumption::NoSource), touches(index));
        }
    }
    if let Some(since) = history.steps().last().filter(|last| *last > Date::MIN)
        && Length::months(12).after(since) < period.end
        && history.gaps().iter().all(|gap| gap.next.is_some())
    {
        note(Assumption::RatesHeld { since }, true);
    }
    list
}

/// For each settlement of a history whether a member's pay rests on it.
struct Uses(Vec<bool>);

impl Uses {
    fn of(history: &History, held: &[Held<'_>]) -> Uses {
        let steps: Vec<(Date, &AppliedSettlement)> = history.steps().iter().collect();
        let mut used = vec![false; steps.len()];
        let moves = held
            .iter()
            .flat_map(|place| place.reasons)
            .any(|reason| matches!(reason, Reason::Step { .. } | Reason::NoStep { .. }))
            || held.iter().any(|place| place.is_of_staff);
        for (at, place) in held.iter().enumerate() {
            let before = at.checked_sub(1).map(|before| held[before].standing);
            let origins = [Origin::Value, Origin::Range, Origin::Hours].into_iter().chain(moves.then_some(Origin::Progression));
            let mut open = Strands { open: origins.collect(), restated: Vec::new() };
            for (index, (from, step)) in steps.iter().enumerate().rev().filter(|(_, (from, _))| *from < place.days.end) {
                let earlier = index.checked_sub(1).map(|earlier| steps[earlier].1.tables.as_ref());
                let change = Change { history, step, earlier, earlier_day: *from <= place.days.start, place };
                used[index] |=
                    open.rest_on(&change) || (*from == place.days.start && before.is_some_and(|before| change.pays_now(before)));
            }
        }
        Uses(used)
    }
}

/// What one settlement makes of the tables before it, for one place.
struct Change<'a> {
    history: &'a History,
    step: &'a AppliedSettlement,
    earlier: Option<&'a Tables>,
    /// Whether it came no later than the place.
    earlier_day: bool,
    place: &'a Held<'a>,
}

impl Change<'_> {
    /// A lump sum on its day, or another salary than the one before.
    fn pays_now(&self, before: &Standing) -> bool {
        let Held { days, standing, .. } = *self.place;
        let salary = matches!(&standing.place, Place::Salary(_)) && before.place != standing.place;
        salary || one_offs_of(self.history, self.step, standing, days.start).next().is_some()
    }
}

/// What a place's pay comes from, beside payments.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// The value of the point.
    Value,
    Range,
    Progression,
    /// The hours of a full-time week.
    Hours,
}

/// What may come from still earlier settlements.
struct Strands<'a> {
    open: Vec<Origin>,
    /// Payments that a later settlement states afresh.
    restated: Vec<&'a PaymentId>,
}

impl Change<'_> {
    /// Whether the settlement changes it, and whether it states it afresh.
    fn of(&self, origin: Origin) -> (bool, bool) {
        let Change { history, step, earlier, place: Held { standing, .. }, .. } = *self;
        let (grade, area, now) = (&standing.grade, standing.area.as_ref(), step.tables.as_ref());
        let settlement = history.settlement(step);
        match origin {
            Origin::Value => {
                let spine = history.scale().grade(grade).and_then(|grade| grade.spine.as_ref());
                let (Place::Point(point), Some(spine)) = (&standing.place, spine) else { return (false, false) };
                let before = earlier.and_then(|earlier| earlier.value(grade, area, spine, point));
                let mut facts = settlement.spines.iter().filter(|(id, _)| id == spine);
                (before != now.value(grade, area, spine, point), facts.any(|(_, fact)| states(fact, point, standing)))
            }
            Origin::Range => {
                let mut facts = settlement.ranges.iter().filter(|fact| fact.grade == *grade);
                let states = facts.any(|fact| fact.area.is_none() || fact.area.as_ref() == area);
                (earlier.and_then(|earlier| earlier.range(grade, area)) != now.range(grade, area), states)
            }
            Origin::Progression => {
                let own = Some(grade.clone());
                let key = if now.progression.contains_key(&own) { own } else { None };
                let before = earlier.and_then(|earlier| earlier.progression_of(grade));
                (before != now.progression_of(grade), settlement.progression.iter().any(|(of, _)| *of == key))
            }
            Origin::Hours => {
                // They are stated and not raised.
                let before = earlier.and_then(|earlier| earlier.hours_per_week);
                let changed = now.hours_per_week.is_some() && before != now.hours_per_week;
                (changed, changed)
            }
        }
    }
}

impl<'a> Strands<'a> {
    /// Whether any of it comes from a settlement. What that states afresh comes from no earlier one.
    fn rest_on(&mut self, change: &Change<'a>) -> bool {
        let mut found = false;
        self.open.retain(|origin| {
            let (changed, states) = change.of(*origin);
            found |= changed || states;
            !(states && change.earlier_day)
        });
        self.payments_rest_on(change) || found
    }

    fn payments_rest_on(&mut self, change: &Change<'a>) -> bool {
        let Change { history, step, earlier, earlier_day, place } = *change;
        let (now, settlement) = (step.tables.as_ref(), history.settlement(step));
        let in_force = history.tables_at(place.days.start).ok();
        let mut found = false;
        let of_both = now.payments.iter().chain(earlier.iter().flat_map(|earlier| &earlier.payments));
        for (id, _) in of_both.filter(|(id, payment)| may_be_due(id, payment, place)) {
            // What was withdrawn before the place was taken is nothing to it.
            let is_gone = earlier_day && in_force.is_none_or(|tables| tables.payment(id).is_none());
            if is_gone || self.restated.contains(&id) {
                continue;
            }
            let states = settlement.payments.iter().any(|(stated, _)| stated == id);
            let changed = || earlier.and_then(|earlier| due_by(earlier, id, place)) != due_by(now, id, place);
            found |= states || changed();
            if states && earlier_day {
                self.restated.push(id);
            }
        }
        found
    }
}

/// Whether a settlement's spine has the value of a point in it, and does not raise the one before.
fn states(fact: &SpineFact, point: &PointId, standing: &Standing) -> bool {
    let area = fact.areas.iter().find(|(id, _)| Some(id) == standing.area.as_ref());
    let in_table = |points: &[(PointId, _)]| points.iter().any(|(stated, _)| stated == point);
    let by_formula = fact.formula.as_ref().is_some_and(|formula| match point {
        PointId::Number(number) => (formula.first..=formula.last).contains(number),
        PointId::Name(_) => false,
    });
    by_formula || area.map_or_else(|| in_table(&fact.table.points), |(_, table)| in_table(&table.points))
}

/// Whether a payment is due where a member stands, unless another of its group is due instead.
fn may_be_due(id: &PaymentId, payment: &Payment, place: &Held<'_>) -> bool {
    let takes_part = place.is_of_staff || place.standing.fields.get(id.as_str()).is_some_and(|given| given == "yes");
    let counts = payment.fact.share.is_none() || takes_part;
    counts && fits(&payment.fact.condition, place) && payment.tiers.iter().any(|tier| fits(&tier.condition, place))
}

/// What of a payment is due where a member stands: its terms, the tier that fits, and until when it is promised. Of staff, the tiers that may.
fn due_by<'t>(tables: &'t Tables, id: &PaymentId, place: &Held<'_>) -> Option<(&'t PaymentFact, Vec<&'t Tier>, Option<Date>)> {
    let payment = tables.payment(id).filter(|payment| may_be_due(id, payment, place))?;
    let tiers = payment.tiers.iter().filter(|tier| fits(&tier.condition, place));
    let tiers = tiers.take(if place.is_of_staff { usize::MAX } else { 1 }).collect();
    Some((&payment.fact, tiers, payment.promised_until))
}

fn fits(condition: &Condition, place: &Held<'_>) -> bool {
    condition.fits(|field| place.standing.field(field)).unwrap_or(place.is_of_staff)
}
