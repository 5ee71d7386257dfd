//! Moves, temporary promotions and waits once more, as plainly as can be: one day after another, with a calendar of its own and no code of
//! the engine. Both are to agree on thousands of random lives.

use payspine::calendar::{Date, Period};
use payspine::entitlement;
use payspine::scale::MoveKind;
use payspine::settlement::History;
use payspine::workforce::{Absence, AbsenceKind, FieldChange, Member};

use crate::{member, system};

/// The ends of grades A, B and C on a spine of twelve points.
const RANGES: [(usize, usize); 3] = [(1, 4), (3, 8), (7, 12)];
const NAMES: [&str; 3] = ["A", "B", "C"];

/// A year, a month and a day.
type Day = (i32, u32, u32);

fn is_leap(year: i32) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i32, month: u32) -> u32 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Every day from 2010 to 2045.
struct Calendar(Vec<Day>);

impl Calendar {
    fn new() -> Calendar {
        let months = (2010..=2045).flat_map(|year| (1..=12).map(move |month| (year, month)));
        Calendar(months.flat_map(|(year, month)| (1..=days_in(year, month)).map(move |day| (year, month, day))).collect())
    }

    fn index(&self, day: Day) -> usize {
        self.0.binary_search(&day).expect("a day of these years")
    }

    /// So many months later; a month that lacks the day counts to its last.
    fn later(&self, day: usize, months: u32) -> usize {
        let (year, month, number) = self.0[day];
        let all = month - 1 + months;
        let (year, month) = (year + i32::try_from(all / 12).expect("few years"), all % 12 + 1);
        self.index((year, month, number.min(days_in(year, month))))
    }

    fn is_1_april(&self, day: usize) -> bool {
        (self.0[day].1, self.0[day].2) == (4, 1)
    }

    fn last_1_april(&self, day: usize) -> usize {
        (0..=day).rev().find(|day| self.is_1_april(*day)).expect("an April before")
    }

    fn date(&self, day: usize) -> Date {
        let (year, month, day) = self.0[day];
        let small = |number: u32| i8::try_from(number).expect("small");
        Date::new(i16::try_from(year).expect("a year"), small(month), small(day)).expect("a day")
    }
}

#[derive(Clone, Copy)]
enum Pace {
    /// A step each 1 April for whoever has so many months in the grade.
    April { qualifying: u32 },
    /// A step on each anniversary of the day in the grade.
    Anniversary,
    /// Waits at each point of a grade, in months.
    Waits([u32; 5]),
}

#[derive(Clone, Copy)]
struct Rules {
    pace: Pace,
    /// Whether a promotion leads to the nearest point above and one more, or to the minimum.
    nearest_above: bool,
    moves_first: bool,
    unpaid_delays: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Sort {
    Up,
    Down,
    Redeployed,
    /// Up to a day.
    ForATime(usize),
}

#[derive(Clone, Copy)]
struct Move {
    on: usize,
    to: usize,
    sort: Sort,
}

#[derive(Clone, Copy)]
struct Place {
    grade: usize,
    point: usize,
    since: usize,
    point_since: usize,
}

/// One life: where it begins, what happens, and the days away without pay.
struct Life {
    grade: usize,
    point: usize,
    since: usize,
    moves: Vec<Move>,
    away: Vec<(usize, usize)>,
}

struct ByHand<'a> {
    calendar: &'a Calendar,
    rules: Rules,
    /// How many days that count there were before each day.
    counted: Vec<usize>,
}

impl ByHand<'_> {
    /// Whether so many months have been served since a day by another.
    fn served(&self, start: usize, months: u32, by: usize) -> bool {
        let needed = self.calendar.later(start, months) - start;
        by >= start && self.counted[by] - self.counted[start] >= needed
    }

    fn steps(&self, place: Place, day: usize) -> Place {
        let (low, top) = RANGES[place.grade];
        if place.point >= top || place.since >= day {
            return place;
        }
        let due = match self.rules.pace {
            Pace::April { qualifying } => {
                self.calendar.is_1_april(day)
                    && self.served(place.since, qualifying, day)
                    && self.served(self.calendar.last_1_april(place.point_since), 12, day)
            }
            Pace::Anniversary => {
                (1..=15).any(|years| self.served(place.since, 12 * years, day) && !self.served(place.since, 12 * years, day - 1))
            }
            Pace::Waits(waits) => self.served(place.point_since, waits[place.point - low], day),
        };
        if due { Place { point: place.point + 1, point_since: day, ..place } } else { place }
    }

    fn moved(&self, place: Place, made: Move) -> Place {
        let (low, top) = RANGES[made.to];
        let point = match made.sort {
            Sort::Up | Sort::ForATime(_) if self.rules.nearest_above => (low.max(place.point + 1).min(top) + 1).min(top),
            Sort::Up | Sort::ForATime(_) => low.max(place.point).min(top),
            Sort::Down => top.min(place.point).max(low),
            Sort::Redeployed => (low + place.point - RANGES[place.grade].0).min(top),
        };
        Place { grade: made.to, point, since: made.on, point_since: made.on }
    }

    /// The grade and point from each day on which either changes.
    fn live(&self, life: &Life, until: usize) -> Vec<(usize, usize, usize)> {
        let mut own = Place { grade: life.grade, point: life.point, since: life.since, point_since: life.since };
        let mut acting: Option<(Place, usize)> = None;
        let mut told = vec![(life.since, own.grade, own.point)];
        for day in life.since + 1..until {
            let made = life.moves.iter().find(|made| made.on == day).copied();
            let for_good = made.is_some_and(|made| !matches!(made.sort, Sort::ForATime(_)));
            acting = acting.filter(|(_, over)| *over > day && !for_good);
            let before = own;
            own = self.steps(own, day);
            if let Some((place, _)) = &mut acting {
                *place = self.steps(*place, day);
            }
            if let Some(made) = made {
                let led = self.moved(if self.rules.moves_first { before } else { own }, made);
                match made.sort {
                    Sort::ForATime(over) => acting = Some((led, over)),
                    _ => own = led,
                }
            }
            let here = acting.map_or(own, |(place, _)| place);
            let last = told.last().expect("the first day");
            if (last.1, last.2) != (here.grade, here.point) {
                told.push((day, here.grade, here.point));
            }
        }
        told
    }
}

/// A small source of chance.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    fn of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

fn rules(chance: &mut Chance) -> Rules {
    let waits = [12, 24, 12, 36, 18];
    Rules {
        pace: match chance.below(4) {
            0 => Pace::April { qualifying: 0 },
            1 => Pace::April { qualifying: 6 },
            2 => Pace::Anniversary,
            _ => Pace::Waits(waits),
        },
        nearest_above: chance.below(2) == 0,
        moves_first: chance.below(2) == 0,
        unpaid_delays: chance.below(2) == 0,
    }
}

fn history(rules: Rules) -> History {
    let points: Vec<String> = (1..=12).map(|point| format!("{point} = {}", 19_000 + point * 1_000)).collect();
    let waits = |waits: [u32; 5], grade: usize| {
        let count = RANGES[grade].1 - RANGES[grade].0;
        let waits: Vec<String> = waits.iter().take(count).map(|months| format!("\"{months} months\"")).collect();
        format!("progression.{} = {{ waits = [{}], on = \"anniversary\" }}", NAMES[grade], waits.join(", "))
    };
    let progression = match rules.pace {
        Pace::April { qualifying } => {
            format!("progression = {{ step = 1, every = \"1 year\", on = \"04-01\", qualifying = \"{qualifying} months\" }}")
        }
        Pace::Anniversary => "progression = { step = 1, every = \"1 year\", on = \"anniversary\" }".to_owned(),
        Pace::Waits(all) => (0..3).map(|grade| waits(all, grade)).collect::<Vec<_>>().join("\n"),
    };
    let promotion = if rules.nearest_above { "to = \"nearest-above\", plus-points = 1" } else { "to = \"minimum\"" };
    let moves = if rules.moves_first { "first" } else { "last" };
    let unpaid = if rules.unpaid_delays { "delays" } else { "counts" };
    let text = format!(
        "format = 1\nid = \"lives\"\ntitle = \"Lives\"\ncurrency = \"GBP\"\npromotion = {{ {promotion} }}\n\
         demotion = {{ to = \"nearest-not-above\" }}\nredeployment = {{ to = \"same-step\" }}\n\
         absence.progression = {{ unpaid = \"{unpaid}\", source = \"made up\" }}\n\
         [conventions]\nannual-rounding = {{ to = 1, mode = \"half-up\", carry = \"published\" }}\nmoves = \"{moves}\"\n\
         monthly-rounding = {{ to = 0.01, mode = \"half-up\" }}\npart-month = \"calendar-days\"\nyear-start = \"04-01\"\n\
         [grade.C]\ntitle = \"C\"\nspine = \"main\"\n[grade.A]\ntitle = \"A\"\nspine = \"main\"\n[grade.B]\ntitle = \"B\"\nspine = \"main\"\n\
         [[settlement]]\nfrom = 2010-04-01\nstatus = \"agreed\"\nsource = \"made up\"\nspine.main.points = {{ {} }}\n\
         range.A = {{ minimum = 1, target = 4 }}\nrange.B = {{ minimum = 3, target = 8 }}\nrange.C = {{ minimum = 7, target = 12 }}\n\
         {progression}\n[[settlement]]\nfrom = 2018-04-01\nstatus = \"agreed\"\nsource = \"made up\"\n\
         [[settlement.measure]]\nuplift = {{ flat = 500 }}\n",
        points.join(", ")
    );
    system(&text).1
}

/// A life of eleven years, in which moves often fall on 1 April or on the last days of February.
fn life(chance: &mut Chance, calendar: &Calendar) -> Life {
    let any_day = |chance: &mut Chance, from: usize| {
        let day = from + 1 + chance.below(900);
        let (year, ..) = calendar.0[day];
        match chance.below(5) {
            0 => calendar.index((year, 4, 1)).max(from + 1),
            1 => calendar.index((year, 2, days_in(year, 2))).max(from + 1),
            _ => day,
        }
    };
    let since = any_day(chance, calendar.index((2013, 1, 1)));
    let grade = chance.below(3);
    let point = RANGES[grade].0 + chance.below(RANGES[grade].1 - RANGES[grade].0 + 1);
    let (mut own, mut from, mut busy) = (grade, since, 0);
    let mut moves: Vec<Move> = Vec::new();
    for _ in 0..chance.below(5) {
        from = any_day(chance, from);
        let up: Vec<usize> = (own + 1..3).collect();
        let down: Vec<usize> = (0..own).collect();
        let made = match chance.below(3) {
            0 if !up.is_empty() && from >= busy => {
                busy = from + 1 + chance.below(700);
                Move { on: from, to: chance.of(&up), sort: Sort::ForATime(busy) }
            }
            1 if !up.is_empty() => Move { on: from, to: chance.of(&up), sort: Sort::Up },
            _ if !down.is_empty() => {
                let sort = chance.of(&[Sort::Down, Sort::Redeployed]);
                Move { on: from, to: chance.of(&down), sort }
            }
            _ => continue,
        };
        if !matches!(made.sort, Sort::ForATime(_)) {
            own = made.to;
        }
        moves.push(made);
    }
    let mut away = Vec::new();
    let mut free = since;
    for _ in 0..chance.below(3) {
        let first = any_day(chance, free);
        free = first + 1 + chance.below(500);
        away.push((first, free));
    }
    Life { grade, point, since, moves, away }
}

fn staff(life: &Life, calendar: &Calendar) -> Member {
    let mut staff = member(NAMES[life.grade], None, &life.point.to_string(), &calendar.date(life.since).to_string());
    for made in &life.moves {
        let how = match made.sort {
            Sort::Up => FieldChange::Kind(MoveKind::Promotion),
            Sort::Down => FieldChange::Kind(MoveKind::Demotion),
            Sort::Redeployed => FieldChange::Kind(MoveKind::Redeployment),
            Sort::ForATime(over) => FieldChange::Temporary(calendar.date(over)),
        };
        staff = staff.event(calendar.date(made.on), vec![FieldChange::Grade(NAMES[made.to].into()), how]);
    }
    for (first, over) in &life.away {
        let period = Period::new(calendar.date(*first), calendar.date(*over));
        staff = staff.absence(Absence::new(AbsenceKind::Unpaid, period));
    }
    staff
}

#[test]
fn five_thousand_lives_come_out_alike() {
    let calendar = Calendar::new();
    let mut chance = Chance(20_261_201);
    let (mut temporary, mut delayed) = (0, 0);
    for _ in 0..50 {
        let rules = rules(&mut chance);
        let history = history(rules);
        for _ in 0..100 {
            let life = life(&mut chance, &calendar);
            let until = life.since + 11 * 365;
            let mut counted = vec![0; calendar.0.len() + 1];
            for day in 0..calendar.0.len() {
                let away = life.away.iter().any(|(first, over)| (*first..*over).contains(&day));
                counted[day + 1] = counted[day] + usize::from(!(rules.unpaid_delays && away));
            }
            let by_hand = ByHand { calendar: &calendar, rules, counted };
            let told = by_hand.live(&life, until);
            let expected: Vec<(String, String, String)> = told
                .iter()
                .map(|(day, grade, point)| (calendar.date(*day).to_string(), NAMES[*grade].to_owned(), point.to_string()))
                .collect();
            let staff = staff(&life, &calendar);
            let career =
                entitlement::progress(&history, &staff, calendar.date(until)).unwrap_or_else(|faults| panic!("{faults:?}"));
            let mut found: Vec<(String, String, String)> = Vec::new();
            for row in &career.rows {
                let (grade, point) = (row.standing.grade.to_string(), row.standing.place.to_string());
                if found.last().is_none_or(|(_, last, at)| (last, at) != (&grade, &point)) {
                    found.push((row.from.to_string(), grade, point));
                }
            }
            assert_eq!(found, expected, "{staff:#?}");
            temporary += usize::from(life.moves.iter().any(|made| matches!(made.sort, Sort::ForATime(_))));
            delayed += usize::from(rules.unpaid_delays && !life.away.is_empty());
        }
    }
    assert!(temporary > 1_000 && delayed > 1_000, "{temporary} temporary promotions, {delayed} delays");
}
