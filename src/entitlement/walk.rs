//! The walk: from one day on which something can happen to the next.

use super::check::{MemberFault, MemberProblem, check_place, fault, tables_on};
use super::{Assumptions, Outlook, Place, Reason, Row, SharedTables, Standing, pay};
use crate::calendar::{Date, Length, Period, day_before, written};
use crate::money::{Exact, Money};
use crate::scale::{Change, Order, Pace, PointId, Progression, Promotion, SpineId, When};
use crate::settlement::{Document, History, Range, RangeKey, Step, Tables};
use crate::workforce::{Event, FieldChange, Member, Position};

/// Steps after the period that the outlook looks at, at most.
const OUTLOOK_STEPS: usize = 200;

/// A member on the way.
#[derive(Clone)]
pub(super) struct Walk<'a> {
    history: &'a History,
    member: &'a Member,
    day: Date,
    standing: Standing,
    /// In the grade since.
    since: Date,
    /// On the point since, by progression; assimilation keeps it.
    point_since: Date,
    /// On or above the target since.
    target_since: Option<Date>,
    rows: Vec<Row>,
    lump_sums: Vec<(Date, Exact)>,
    assumptions: Assumptions,
}

/// What a walk leaves behind.
pub(super) struct Walked {
    pub(super) rows: Vec<Row>,
    pub(super) lump_sums: Vec<(Date, Exact)>,
    pub(super) assumptions: Assumptions,
}

impl<'a> Walk<'a> {
    /// Puts the member where they stand on the first day. What the agreed settlements do on that day has happened; what a
    /// proposal has changed by then has not, and is applied here.
    pub(super) fn start(history: &'a History, member: &'a Member) -> Result<Walk<'a>, Vec<MemberFault>> {
        let day = member.from;
        let place = match &member.position {
            Position::Point(point) => Place::Point(point.clone()),
            Position::Salary(salary) => Place::Salary((*salary).into()),
        };
        let standing = Standing {
            grade: member.grade.clone(),
            area: member.area.clone(),
            place,
            fte: member.fte,
            fields: member.fields.clone(),
        };
        let mut walk = Walk {
            history,
            member,
            day,
            standing,
            since: member.since,
            point_since: member.point_since.unwrap_or(member.since),
            target_since: None,
            rows: Vec::new(),
            lump_sums: Vec::new(),
            assumptions: Assumptions::default(),
        };
        let agreed = history.steps().iter().filter(|(from, step)| *from <= day && step.document == Document::Scale).last();
        let tables = agreed.map(|(_, step)| SharedTables::clone(&step.tables));
        let tables = tables.map_or_else(|| tables_on(history, day, &["from"]), Ok).map_err(|fault| vec![fault])?;
        let key = (&member.grade, member.area.as_ref());
        check_place(history, &tables, key, &member.position, member.protected, day)
            .map_err(|(field, problem)| vec![fault(&[field], problem)])?;
        let mut reasons = vec![Reason::Start];
        for (from, step) in history.steps().iter().filter(|(from, step)| *from <= day && step.document == Document::Proposal) {
            walk.revalue_salary(step);
            reasons.push(walk.settlement_reason(step));
            walk.assimilate(step, None, &mut reasons);
            if from == day {
                walk.lump_sum(step, &mut reasons);
            }
        }
        walk.note_unknown_clock(&tables);
        walk.note_target();
        walk.record(reasons)?;
        Ok(walk)
    }

    /// Goes through every day before `until` on which something can happen.
    pub(super) fn run_until(&mut self, until: Date) -> Result<(), Vec<MemberFault>> {
        while let Some(day) = self.next_day().filter(|day| *day < until) {
            self.go_to(day)?;
        }
        Ok(())
    }

    pub(super) fn finish(self) -> Walked {
        Walked { rows: self.rows, lump_sums: self.lump_sums, assumptions: self.assumptions }
    }

    /// What comes after the period, on what is known.
    pub(super) fn outlook(&self, until: Date) -> Outlook {
        let mut ahead = self.clone();
        let before = ahead.rows.len();
        let mut next_step = None;
        for _ in 0..OUTLOOK_STEPS {
            if ahead.target_since.is_some() && next_step.is_some() {
                break;
            }
            let Some(day) = ahead.next_day().filter(|day| *day < Date::MAX) else { break };
            if ahead.go_to(day).is_err() {
                break;
            }
            let new = ahead.rows.get(before..).unwrap_or_default().last();
            let step = new.and_then(|row| {
                row.reasons.iter().find_map(|reason| match reason {
                    Reason::Step { to, .. } => Some((row.from, to.clone(), row.pay.full_time_basic)),
                    _ => None,
                })
            });
            next_step = next_step.or(step.filter(|(on, ..)| *on >= until));
        }
        let tables = ahead.tables();
        let target = tables.as_ref().and_then(|tables| {
            let (_, range) = tables.range(&ahead.standing.grade, ahead.standing.area.as_ref())?;
            let place = match range {
                Range::Points { target, .. } => Place::Point(target.clone()),
                Range::Pay { target, .. } => Place::Salary(target.clone()),
            };
            Some((place, pay::target_pay(self.history, tables, &ahead.standing)?))
        });
        Outlook { target, reached: ahead.target_since, next_step, from_the_start: ahead.target_since == Some(self.member.from) }
    }

    fn tables(&self) -> Option<SharedTables> {
        self.history.step_at(self.day).ok().map(|step| SharedTables::clone(&step.tables))
    }

    fn spine_id(&self) -> Option<&'a SpineId> {
        self.history.scale().grade(&self.standing.grade)?.spine.as_ref()
    }

    /// The next day after the present one on which anything can happen.
    fn next_day(&self) -> Option<Date> {
        let settlement = self.history.steps().next_change_after(self.day);
        let event = self.member.events.iter().map(|event| event.on).filter(|on| *on > self.day).min();
        [settlement, event, self.next_progression()].into_iter().flatten().min()
    }

    fn go_to(&mut self, day: Date) -> Result<(), Vec<MemberFault>> {
        self.day = day;
        let mut reasons = Vec::new();
        let promoted = self.events(&mut reasons)?;
        let steps: Vec<&Step> = self.history.steps().starting_on(day).collect();
        for step in &steps {
            self.revalue_salary(step);
            reasons.push(self.settlement_reason(step));
            self.lump_sum(step, &mut reasons);
        }
        let changing: Vec<&&Step> = steps.iter().filter(|step| step.moves.assimilates()).collect();
        let order = changing.iter().filter_map(|step| self.history.settlement(step).order).next_back();
        // The old structure is the one before the first settlement of the day that changes it.
        let old = changing.first().and_then(|step| step.moves.before.clone());
        if !promoted {
            match (order.unwrap_or(Order::ProgressionFirst), old) {
                (Order::ProgressionFirst, Some(old)) => {
                    let stepped = self.progress(&old, &mut reasons);
                    self.assimilate_all(&changing, order, stepped, &mut reasons);
                }
                (Order::AssimilationFirst, Some(_)) => {
                    let due = self.is_due();
                    self.assimilate_all(&changing, order, due, &mut reasons);
                    self.progress_now(&mut reasons);
                }
                (_, None) => self.progress_now(&mut reasons),
            }
        }
        self.note_target();
        if reasons.is_empty() { Ok(()) } else { self.record(reasons) }
    }

    fn progress_now(&mut self, reasons: &mut Vec<Reason>) {
        if let Some(tables) = self.tables() {
            self.progress(&tables, reasons);
        }
    }

    fn assimilate_all(&mut self, steps: &[&&Step], order: Option<Order>, with_progression: bool, reasons: &mut Vec<Reason>) {
        for step in steps {
            let stated = order.unwrap_or(Order::ProgressionFirst);
            if with_progression && order.is_none() {
                self.assumptions.note(format!(
                    "{} does not say what comes first on {}: {} was used.",
                    self.history.settlement(step).title,
                    written(self.day),
                    stated.written()
                ));
            }
            self.assimilate(step, with_progression.then_some(stated), reasons);
        }
    }

    // --- settlements ---

    fn settlement_reason(&self, step: &Step) -> Reason {
        Reason::Settlement { title: self.history.settlement(step).title.clone(), proposed: step.document == Document::Proposal }
    }

    fn revalue_salary(&mut self, step: &Step) {
        let conventions = &self.history.scale().conventions;
        if let Place::Salary(salary) = &self.standing.place {
            let area = self.standing.area.as_ref();
            let raised =
                step.moves.raise_salary(&self.standing.grade, area, salary, conventions.annual_rounding, conventions.carry);
            if let Ok(raised) = raised {
                self.standing.place = Place::Salary(raised);
            }
        }
    }

    fn assimilate(&mut self, step: &Step, order: Option<Order>, reasons: &mut Vec<Reason>) {
        let Some(key) = self.key(&step.tables) else { return };
        let (from, to) = match &self.standing.place {
            Place::Point(point) => {
                let Some(spine) = self.spine_id() else { return };
                let moved = step.moves.assimilate(&step.tables, &key, spine, point);
                let names = (point.to_string(), moved.to_string());
                self.standing.place = Place::Point(moved);
                names
            }
            Place::Salary(salary) => {
                let moved = step.moves.assimilate_salary(&step.tables, &key, salary);
                let names = (salary.published.to_string(), moved.published.to_string());
                self.standing.place = Place::Salary(moved);
                names
            }
        };
        if from != to {
            reasons.push(Reason::Assimilated { from, to, order });
        }
    }

    fn lump_sum(&mut self, step: &Step, reasons: &mut Vec<Reason>) {
        for measure in &self.history.settlement(step).measures {
            let Change::LumpSum { amount, pro_rata, .. } = &measure.change else { continue };
            if measure.selector.takes(&self.standing.grade, self.standing.area.as_ref()) {
                let due = if *pro_rata { amount.exact().times(&self.standing.fte.share()) } else { amount.exact() };
                self.lump_sums.push((self.day, due));
                reasons.push(Reason::LumpSum(*amount));
            }
        }
    }

    fn key(&self, tables: &Tables) -> Option<RangeKey> {
        tables.range(&self.standing.grade, self.standing.area.as_ref()).map(|(key, _)| key)
    }

    // --- progression ---

    /// The rule for the member's grade, as the tables in force today state it.
    fn rule(&self, tables: &Tables) -> Option<Progression> {
        tables.progression_of(&self.standing.grade).cloned()
    }

    /// Where the member would step to on the structure given; `None` at the target or above it.
    fn next_point(&self, tables: &Tables, pace: &Pace) -> Option<(PointId, PointId, bool)> {
        let Place::Point(point) = &self.standing.place else { return None };
        let spine = tables.spines.get(self.spine_id()?)?;
        let Range::Points { target, .. } = tables.range(&self.standing.grade, self.standing.area.as_ref())?.1 else {
            return None;
        };
        let (here, top) = (spine.rank(point)?, spine.rank(target)?);
        let places = match pace {
            Pace::Step { points, .. } => usize::from(*points),
            Pace::Waits(_) => 1,
        };
        let to = (here + places).min(top);
        (to > here).then(|| (point.clone(), spine.points[to].clone(), to == top))
    }

    fn wait(&self, tables: &Tables, pace: &Pace) -> Option<Length> {
        match (pace, &self.standing.place) {
            (Pace::Step { every, .. }, _) => Some(*every),
            (Pace::Waits(_), Place::Point(point)) => tables.waits.get(&self.key(tables)?)?.get(point).copied(),
            (Pace::Waits(_), Place::Salary(_)) => None,
        }
    }

    /// The next day after today on which the rule in force today could move the member.
    fn next_progression(&self) -> Option<Date> {
        let tables = self.tables()?;
        let rule = self.rule(&tables)?;
        self.next_point(&tables, &rule.pace)?;
        let wait = self.wait(&tables, &rule.pace)?;
        match (rule.on, &rule.pace) {
            (When::CommonDate(date), _) => Some(date.first_after(self.day)),
            (When::Anniversary, Pace::Step { .. }) => first_anniversary_after(self.since, wait, self.day),
            (When::Anniversary, Pace::Waits(_)) => Some(wait.after(self.point_since)).filter(|due| *due > self.day),
        }
    }

    /// Whether today is a day on which the rule moves the member, the gate aside.
    ///
    /// A common date moves whoever came into the grade before it and has the qualifying time. Steps of more than a year count
    /// from the common date on or before the day the member came to the point, so that a part of a first year counts as one.
    /// Waits are served in full.
    fn is_due(&self) -> bool {
        let Some(tables) = self.tables() else { return false };
        let Some(rule) = self.rule(&tables) else { return false };
        let Some(wait) = self.wait(&tables, &rule.pace) else { return false };
        if rule.qualifying.after(self.since) > self.day || self.since >= self.day {
            return false;
        }
        match (rule.on, &rule.pace) {
            (When::CommonDate(date), Pace::Step { .. }) => {
                date.last_by(self.day) == self.day && wait.after(date.last_by(self.point_since)) <= self.day
            }
            (When::CommonDate(date), Pace::Waits(_)) => {
                date.last_by(self.day) == self.day && wait.after(self.point_since) <= self.day
            }
            (When::Anniversary, Pace::Step { .. }) => {
                first_anniversary_after(self.since, wait, day_before(self.day)) == Some(self.day)
            }
            (When::Anniversary, Pace::Waits(_)) => wait.after(self.point_since) <= self.day,
        }
    }

    /// Moves the member if today is the day, on the structure given. Says whether a step was made.
    fn progress(&mut self, structure: &Tables, reasons: &mut Vec<Reason>) -> bool {
        let Some(rule) = self.tables().and_then(|tables| self.rule(&tables)) else { return false };
        let Some((from, to, reaches_target)) = self.next_point(structure, &rule.pace) else { return false };
        if !self.is_due() {
            return false;
        }
        let fits = rule.requires.fits(|field| self.standing.field(field));
        if fits == Some(false) {
            reasons.push(Reason::NoStep { needs: self.missing(&rule) });
            return false;
        }
        if fits.is_none() {
            for (field, values) in rule.requires.iter().filter(|(field, _)| self.standing.field(field).is_none()) {
                self.assumptions.note(format!("Progression: {field} is not given, so it is taken as {}.", values.join(" or ")));
            }
        }
        if let Some(assumed) = &rule.assumed {
            self.assumptions.note(format!("Progression: {assumed}."));
        }
        self.standing.place = Place::Point(to.clone());
        self.point_since = self.day;
        reasons.push(Reason::Step { from, to, reaches_target });
        true
    }

    /// What the gate asks for and the member has not, in words.
    fn missing(&self, rule: &Progression) -> String {
        let shut = rule.requires.iter().filter_map(|(field, values)| {
            let value = self.standing.field(field)?;
            (!values.iter().any(|wanted| *wanted == value)).then(|| format!("{field} is {value}, not {}", values.join(" or ")))
        });
        shut.collect::<Vec<_>>().join("; ")
    }

    // --- events ---

    /// Applies the member's events of today. Says whether the grade changed.
    fn events(&mut self, reasons: &mut Vec<Reason>) -> Result<bool, Vec<MemberFault>> {
        let member = self.member;
        let today: Vec<(usize, &Event)> = member.events.iter().enumerate().filter(|(_, event)| event.on == self.day).collect();
        let mut promoted = false;
        for (index, event) in today {
            let before = (self.standing.clone(), self.pay_before());
            let mut placed = false;
            for change in &event.changes {
                placed |= matches!(change, FieldChange::Position(_));
                self.change(change, reasons);
            }
            let graded = before.0.grade != self.standing.grade;
            let moved = before.0.area != self.standing.area;
            promoted |= graded;
            let index = index.to_string();
            let tables = tables_on(self.history, self.day, &["event", &index, "on"]).map_err(|fault| vec![fault])?;
            if graded && !placed {
                self.standing.place = self.promoted_to(&tables, before.1).ok_or_else(|| {
                    let problem = MemberProblem::NoPromotionRule { grade: self.standing.grade.clone() };
                    vec![fault(&["event", &index, "grade"], problem)]
                })?;
            } else if moved && !placed {
                self.keep_place_in_new_area(&tables, &before.0);
            }
            let position = match &self.standing.place {
                Place::Point(point) => Position::Point(point.clone()),
                Place::Salary(value) => Position::Salary(value.published),
            };
            let protected = member.protected || moved || !placed;
            let key = (&self.standing.grade, self.standing.area.as_ref());
            check_place(self.history, &tables, key, &position, protected, self.day).map_err(|(field, problem)| {
                let named = event.changes.iter().any(|change| field_name(change) == field);
                vec![fault(&["event", &index, if named { field } else { "on" }], problem)]
            })?;
            if graded {
                self.since = self.day;
            }
            if graded || placed {
                self.point_since = self.day;
                self.target_since = None;
            }
        }
        Ok(promoted)
    }

    fn change(&mut self, change: &FieldChange, reasons: &mut Vec<Reason>) {
        let (field, to) = match change {
            FieldChange::Grade(grade) => {
                reasons.push(Reason::Promoted { from: self.standing.grade.clone(), to: grade.clone() });
                self.standing.grade = grade.clone();
                return;
            }
            FieldChange::Area(area) => {
                self.standing.area = Some(area.clone());
                ("area".to_owned(), area.to_string())
            }
            FieldChange::Position(Position::Point(point)) => {
                self.standing.place = Place::Point(point.clone());
                ("point".to_owned(), point.to_string())
            }
            FieldChange::Position(Position::Salary(salary)) => {
                self.standing.place = Place::Salary((*salary).into());
                ("salary".to_owned(), salary.to_string())
            }
            FieldChange::Fte(fte) => {
                self.standing.fte = *fte;
                ("fte".to_owned(), fte.to_string())
            }
            FieldChange::Field(name, value) => {
                self.standing.fields.insert(name.clone(), value.clone());
                (name.clone(), value.clone())
            }
        };
        reasons.push(Reason::Changed { field, to });
    }

    /// Basic pay at full time just before today's events.
    fn pay_before(&self) -> Money {
        self.rows.last().map_or(Money::ZERO, |row| row.pay.full_time_basic)
    }

    /// Where the system's promotion rule leads, from the pay before.
    fn promoted_to(&self, tables: &Tables, pay: Money) -> Option<Place> {
        let rule = self.history.scale().promotion?;
        let (_, range) = tables.range(&self.standing.grade, self.standing.area.as_ref())?;
        let (floor, plus_points) = match rule {
            Promotion::Minimum => (pay.exact(), 0),
            Promotion::NearestAbove { plus_percent, plus_points } => {
                let share = Exact::from(plus_percent).over(100).plus(&Exact::from(1));
                (pay.exact().times(&share), plus_points)
            }
        };
        let strictly = matches!(rule, Promotion::NearestAbove { .. });
        let enough = |value: Money| if strictly { value.exact() > floor } else { value.exact() >= floor };
        match range {
            Range::Pay { minimum, .. } => {
                let rounding = self.history.scale().conventions.annual_rounding;
                let above = rounding.round(&floor).ok()?.max(minimum.published);
                Some(Place::Salary(above.into()))
            }
            Range::Points { minimum, target, .. } => {
                let spine = tables.spines.get(self.spine_id()?)?;
                let column = spine.column(&self.standing.grade, self.standing.area.as_ref());
                let (low, top) = (spine.rank(minimum)?, spine.rank(target)?);
                let found =
                    (low..=top).find(|rank| column.get(*rank).is_some_and(|value| enough(value.published))).unwrap_or(top);
                let rank = (found + usize::try_from(plus_points).ok()?).min(top);
                Some(Place::Point(spine.points[rank].clone()))
            }
        }
    }

    /// Without a rule, whoever moves to another area keeps the point, and is at least on the minimum there.
    fn keep_place_in_new_area(&mut self, tables: &Tables, before: &Standing) {
        let (Some((_, Range::Points { minimum, .. })), Place::Point(point)) =
            (tables.range(&self.standing.grade, self.standing.area.as_ref()), &self.standing.place)
        else {
            return;
        };
        let Some(spine) = self.spine_id().and_then(|id| tables.spines.get(id)) else { return };
        let area = |standing: &Standing| standing.area.as_ref().map_or("no area".to_owned(), ToString::to_string);
        self.assumptions.note(format!(
            "Move from {} to {}: the file has no rule for it, so the point was kept, or the minimum there if that is higher.",
            area(before),
            area(&self.standing)
        ));
        if spine.rank(point) < spine.rank(minimum) {
            self.standing.place = Place::Point(minimum.clone());
        }
    }

    // --- the record ---

    /// Waits count from the day on the point; noted where that day was not given.
    fn note_unknown_clock(&mut self, tables: &Tables) {
        let waits = self.rule(tables).is_some_and(|rule| matches!(rule.pace, Pace::Waits(_)));
        let minimum = match tables.range(&self.standing.grade, self.standing.area.as_ref()) {
            Some((_, Range::Points { minimum, .. })) => Some(minimum),
            _ => None,
        };
        let at_minimum = self.standing.place.point() == minimum;
        if waits && self.member.point_since.is_none() && !(at_minimum && self.member.from == self.member.since) {
            self.assumptions
                .note(format!("The time on the point is counted from {}; point-since can say otherwise.", written(self.since)));
        }
    }

    fn note_target(&mut self) {
        let Some(tables) = self.tables() else { return };
        let at_target = match (&self.standing.place, tables.range(&self.standing.grade, self.standing.area.as_ref())) {
            (Place::Point(point), Some((_, Range::Points { target, .. }))) => {
                let spine = self.spine_id().and_then(|id| tables.spines.get(id));
                spine.is_some_and(|spine| spine.rank(point) >= spine.rank(target))
            }
            (Place::Salary(salary), Some((_, Range::Pay { target, .. }))) => salary.published >= target.published,
            _ => false,
        };
        self.target_since = if at_target { self.target_since.or(Some(self.day)) } else { None };
    }

    fn record(&mut self, reasons: Vec<Reason>) -> Result<(), Vec<MemberFault>> {
        let step = self.history.step_at(self.day).map_err(|early| {
            vec![fault(&["from"], MemberProblem::NotYetInForce { asked: self.day, first: early.first.unwrap_or(self.day) })]
        })?;
        let tables = SharedTables::clone(&step.tables);
        let settlement = self.history.settlement(step);
        let (source, title, proposed) =
            (settlement.source.clone(), settlement.title.clone(), step.document == Document::Proposal);
        let annual = pay::pay(self.history, &tables, &self.standing, &mut self.assumptions);
        let pay = annual.ok_or_else(|| {
            let place = self.standing.place.point().cloned().unwrap_or(PointId::Number(0));
            vec![fault(&["point"], MemberProblem::NotOnSpine { point: place, on: self.day, known: Vec::new() })]
        })?;
        self.note_assumed(&tables);
        self.rows.push(Row {
            from: self.day,
            standing: self.standing.clone(),
            pay,
            reasons,
            settlement: title,
            source,
            proposed,
        });
        Ok(())
    }

    fn note_assumed(&mut self, tables: &Tables) {
        if let Some((key, range)) = tables.range(&self.standing.grade, self.standing.area.as_ref())
            && let Some(assumed) = range.assumed()
        {
            let area = key.1.map(|area| format!(" in {area}")).unwrap_or_default();
            self.assumptions.note(format!("Range of {}{area}: {assumed}.", key.0));
        }
        let spine = self.spine_id().and_then(|id| tables.spines.get(id).map(|spine| (id, spine)));
        if let Some((id, assumed)) = spine.and_then(|(id, spine)| spine.assumed.as_ref().map(|assumed| (id, assumed))) {
            self.assumptions.note(format!("Values of {id}: {assumed}."));
        }
    }
}

/// The first day after another that is a whole number of waits after a start.
fn first_anniversary_after(start: Date, wait: Length, day: Date) -> Option<Date> {
    if wait.is_none() {
        return None;
    }
    // No month is longer than 31 days, so this many waits have passed at least; the rest is counted.
    let passed = Period::new(start, day).days() / wait.most_days();
    (passed.max(1)..=100_000)
        .map(|count| wait.times(count).after(start))
        .find(|date| *date > day || *date == Date::MAX)
        .filter(|date| *date > day)
}

/// The key of a change in a member's file.
fn field_name(change: &FieldChange) -> &str {
    match change {
        FieldChange::Grade(_) => "grade",
        FieldChange::Area(_) => "area",
        FieldChange::Position(Position::Point(_)) => "point",
        FieldChange::Position(Position::Salary(_)) => "salary",
        FieldChange::Fte(_) => "fte",
        FieldChange::Field(name, _) => name,
    }
}
