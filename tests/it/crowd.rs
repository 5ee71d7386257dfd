//! Random workforces, claims and periods; what each comes to by the members' own timelines.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use payspine::calendar::{Date, Length, Period};
use payspine::costing::{Answer, Heads, InMonth, InYear, Paybills, Plan, Question, Sums, Unpriced, cost};
use payspine::entitlement;
use payspine::money::{Exact, Fte, Mode, Money, Rounding};
use payspine::roster_file::{Cells, KnownNames, Layout, RowCounts, Wanted, read_cells};
use payspine::scale::{Change, Component, Measure, PaymentFact, PointId, Proposal, Selector, Settlement, Status};
use payspine::scale_file::{self, UsedFields, used_fields};
use payspine::settlement::{History, Range};
use payspine::workforce::{Hours, Member, Position, Roster, RosterMapping, Subject};
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::random;

/// A row of a roster.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) grade: &'static str,
    pub(crate) area: Option<&'static str>,
    /// Where the range begins.
    pub(crate) minimum: PointId,
    pub(crate) target: PointId,
    pub(crate) point: PointId,
    fte: Option<Decimal>,
    posts: Option<Decimal>,
    headcount: u64,
    since: Option<Date>,
    point_since: Option<Date>,
    fields: BTreeMap<String, String>,
    /// Chance, to split rosters by.
    pub(crate) chance: u8,
}

/// A claim on a pay system, a workforce and a period.
#[derive(Clone)]
pub(crate) struct Crowd {
    pub(crate) base: History,
    pub(crate) claim: History,
    pub(crate) plan: Plan,
    pub(crate) rows: Vec<Row>,
}

/// As files: what a failing test shows can be tried on the command line.
impl fmt::Debug for Crowd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let claim = self.claim.proposal().map(scale_file::write_proposal).unwrap_or_default();
        let Plan { period, as_at } = self.plan;
        let scale = scale_file::write_scale(self.base.scale());
        write!(f, "as at {as_at}, from {} to {}\n{scale}\n{claim}\n{}", period.start, period.end, self.everyone())
    }
}

fn after(day: Date, days: i32) -> Date {
    day.checked_add(jiff::Span::new().days(days)).expect("a date of a test")
}

fn measure() -> impl Strategy<Value = Measure> {
    let of_payments = random::uplift().prop_map(|uplift| Measure {
        title: None,
        change: Change::Uplift { uplift, payments: vec!["extra-0".into()] },
        selector: Selector::default(),
        assumed: None,
    });
    prop_oneof![5 => random::measure(), 1 => of_payments]
}

/// Measures, and payments that are new, end, or are less than they were, so that some lose.
fn claim() -> impl Strategy<Value = Proposal> {
    let fact = prop_oneof![
        4 => random::payment(),
        // Without a rate: the payment ends.
        1 => random::payment().prop_map(|payment| PaymentFact { tiers: Vec::new(), ..payment }),
    ];
    let payment = (proptest::sample::select(vec!["extra-0", "extra-1", "extra-9"]), fact);
    let facts = (proptest::collection::vec(payment, 0..3), proptest::option::weighted(0.2, random::progression()));
    let orders = proptest::option::of(random::one_of(payspine::scale::Order::WORDS));
    let settlement = (1..600i32, proptest::collection::vec(measure(), 0..3), facts, orders);
    proptest::collection::vec(settlement, 1..3).prop_map(|settlements| {
        let mut from = Date::constant(2010, 4, 1);
        let settlements = settlements.into_iter().map(|(days, measures, (mut payments, progression), order)| {
            from = after(from, days);
            payments.sort_by_key(|(id, _)| *id);
            payments.dedup_by_key(|(id, _)| *id);
            Settlement {
                status: Status::Claim,
                payments: payments.into_iter().map(|(id, fact)| (id.into(), fact)).collect(),
                progression: progression.map(|rule| (None, rule)).into_iter().collect(),
                ..random::settlement(from, measures, order)
            }
        });
        let settlements = settlements.collect();
        Proposal { id: "claim".into(), title: "Claim".into(), scale: "random".into(), settlements }
    })
}

/// A pay system whose months are rounded in any of the ways there are.
fn base() -> impl Strategy<Value = History> {
    let to = proptest::sample::select(vec![Decimal::new(1, 2), Decimal::new(1, 2), Decimal::new(5, 2), Decimal::ONE]);
    (random::scale(), random::one_of(Mode::WORDS), to).prop_filter_map("a system with faults", |(mut scale, mode, to)| {
        scale.conventions.monthly_rounding = Rounding::new(to, mode)?;
        History::new(scale, None).ok()
    })
}

fn plan() -> impl Strategy<Value = Plan> {
    (0..700i32, proptest::option::of(0..400i32), 1..30u32).prop_map(|(days, later, months)| {
        let as_at = after(Date::constant(2010, 4, 1), days);
        // A timeline from an earlier day than the period has whole months only.
        let from = later.map_or(as_at, |later| after(as_at, later + 31).first_of_month());
        Plan { period: Period::new(from, Length::months(months).after(from)), as_at }
    })
}

/// So many rows at most.
pub(crate) fn crowd(rows: usize) -> impl Strategy<Value = Crowd> {
    let seeds = proptest::collection::vec(any::<[u8; 10]>(), 1..=rows);
    (base(), claim(), plan(), seeds).prop_filter_map("a claim with faults", |(base, claim, plan, seeds)| {
        let claim = base.with(claim).ok()?;
        let used = used_fields(base.scale(), claim.proposal());
        let rows = seeds.iter().map(|seed| row(&base, plan.as_at, &used, seed)).collect::<Option<Vec<Row>>>()?;
        Some(Crowd { base, claim, plan, rows })
    })
}

fn row(base: &History, as_at: Date, used: &UsedFields, seed: &[u8; 10]) -> Option<Row> {
    let number = |place: usize| i32::from(seed[place]);
    let (grade, area) = [("A", Some("east")), ("A", Some("west")), ("B", None)][usize::from(seed[0]) % 3];
    let anyone = Member::new(grade.into(), area.map(Into::into), Position::Salary(Money::ZERO), as_at);
    let (Some(spine), Range::Points { minimum, target, .. }) = entitlement::range_on(base, &anyone, as_at)? else { return None };
    let points = spine.points.get(spine.rank(&minimum)?..=spine.rank(&target)?)?;
    let point = points.get(usize::from(seed[1]) % points.len().max(1))?.clone();
    let posts = seed[3].is_multiple_of(5).then(|| Decimal::new(i64::from(seed[3]) + 1, 2));
    let fte = (!seed[2].is_multiple_of(4) && posts.is_none()).then(|| Decimal::new(i64::from(seed[2] % 100) + 1, 2).normalize());
    let since = (!seed[5].is_multiple_of(3)).then(|| after(as_at, -number(5) * 7));
    let point_since = since.filter(|_| seed[6].is_multiple_of(4)).map(|since| after(since, number(5) * 7 * number(6) / 256));
    let fields = used.iter().enumerate().filter_map(|(place, (name, values))| {
        // Whether somebody is of the share of staff who get a payment is always said: a timeline takes nobody for a part of one.
        let others: &[&str] = if name.starts_with("extra") { &[] } else { &["Other", ""] };
        let choices: Vec<&str> = values.known.iter().map(String::as_str).chain(others.iter().copied()).collect();
        let choice = choices[usize::from(seed[7 + place % 2]) % choices.len()];
        (!choice.is_empty()).then(|| (name.clone(), choice.to_owned()))
    });
    let (fields, headcount) = (fields.collect(), u64::from(seed[4] % 4) + 1);
    Some(Row { grade, area, minimum, target, point, fte, posts, headcount, since, point_since, fields, chance: seed[9] })
}

impl Crowd {
    pub(crate) fn used(&self) -> UsedFields {
        used_fields(self.base.scale(), self.claim.proposal())
    }

    /// Rows as a file; blank points for those whose place is not known.
    pub(crate) fn text<'a>(&self, rows: impl IntoIterator<Item = &'a Row>, point_of: impl Fn(&Row) -> Option<PointId>) -> String {
        let used = self.used();
        let mut text = "number,point,fte,posts,headcount,since,point-since,grade,area".to_owned();
        text.extend(used.keys().flat_map(|name| [",", name]));
        for (number, row) in rows.into_iter().enumerate() {
            let decimal = |number: Option<Decimal>| number.map_or_else(String::new, |number| number.to_string());
            let day = |day: Option<Date>| day.map_or_else(String::new, |day| day.to_string());
            let point = point_of(row).map_or_else(String::new, |point| point.to_string());
            let (fte, posts, since, on_point) = (decimal(row.fte), decimal(row.posts), day(row.since), day(row.point_since));
            let (headcount, grade, area) = (row.headcount, row.grade, row.area.unwrap_or_default());
            write!(text, "\n{number},{point},{fte},{posts},{headcount},{since},{on_point},{grade},{area}").expect("into memory");
            text.extend(used.keys().flat_map(|name| [",", row.fields.get(name).map_or("", String::as_str)]));
        }
        text + "\n"
    }

    pub(crate) fn everyone(&self) -> String {
        self.text(&self.rows, |row| Some(row.point.clone()))
    }

    /// What files hold together.
    pub(crate) fn roster(&self, files: &[&str]) -> Roster {
        let used = self.used();
        let mapping = RosterMapping::default();
        let wanted = Wanted::new(true, used.keys().map(String::as_str)).for_costing(&used, &mapping, &[]);
        let known = KnownNames { scale: self.base.scale(), mapping: &mapping, fields: &used };
        let mut tally = RowCounts::default();
        let mut last = None;
        for text in files {
            let (layout, bytes, lines) = Layout::read("staff.csv", text.as_bytes(), &wanted, &[]).expect("a header");
            tally.count(&layout, &text.as_bytes()[bytes..], lines);
            last = Some(layout);
        }
        let Cells { roster, complaints, .. } = read_cells(&tally, &last.expect("a file"), &wanted, &known);
        assert_eq!((tally.complaints, complaints), (Vec::new(), Vec::new()), "{files:?}");
        roster
    }

    /// The cost, in groups by grade and by grade and area.
    pub(crate) fn cost(&self, roster: &Roster) -> Answer {
        self.try_cost(roster).expect("everyone fits")
    }

    /// The same, where not everyone need fit.
    pub(crate) fn try_cost(&self, roster: &Roster) -> Result<Answer, Unpriced> {
        let columns = [Subject::Grade, Subject::Area].map(|subject| roster.column(&subject));
        let groupings = [columns[..1].iter().copied().flatten().collect(), columns.iter().copied().flatten().collect()];
        let question = Question {
            roster,
            plan: self.plan,
            baseline: &self.base,
            proposals: &[&self.claim],
            groupings: &groupings,
            on_costs: None,
        };
        cost(&question)
    }

    /// One of a row, as they stand.
    fn member(&self, row: &Row) -> Member {
        let a_year_ago = self.plan.as_at.checked_sub(jiff::Span::new().years(1)).expect("a date");
        Member {
            from: self.plan.as_at,
            hours: Hours::Fte(Fte::new(row.fte.unwrap_or(Decimal::ONE)).expect("an FTE")),
            point_since: row.point_since,
            fields: row.fields.clone().into_iter().collect(),
            ..Member::new(
                row.grade.into(),
                row.area.map(Into::into),
                Position::Point(row.point.clone()),
                row.since.unwrap_or(a_year_ago),
            )
        }
    }

    /// Each month of one of a row in units: its pay year, and amounts by component.
    fn months(&self, history: &History, row: &Row) -> Vec<(String, BTreeMap<Component, i128>)> {
        let Plan { period, .. } = self.plan;
        let career = entitlement::progress(history, &self.member(row), period.end).expect("everyone fits");
        let months = career.months.iter().filter(|due| due.month.period().end > period.start);
        let months = months.map(|due| {
            let mut amounts = BTreeMap::new();
            for (id, amount) in &due.components {
                *amounts.entry(id.clone()).or_insert(0) += self.units(*amount);
            }
            (history.scale().conventions.year_start.year_label(due.month.period().start), amounts)
        });
        months.collect()
    }

    fn units(&self, amount: Money) -> i128 {
        let units = (amount.amount() / self.rounding().to()).normalize();
        assert_eq!(units.scale(), 0, "a month is rounded");
        units.mantissa()
    }

    fn rounding(&self) -> Rounding {
        self.base.scale().conventions.monthly_rounding
    }

    /// So many posts of a month.
    fn of_posts(&self, units: i128, posts: Option<Decimal>) -> i128 {
        let Some(posts) = posts else { return units };
        let due = self.rounding().of_units(units).expect("small").exact().times(&Exact::from(posts));
        self.units(self.rounding().round(&due).expect("small"))
    }

    /// What [`figures`] of the cost must be, by each row's own timeline.
    pub(crate) fn by_timelines(&self) -> Figures {
        let mut figures = Figures::new();
        let mut of_the_year: BTreeMap<String, Vec<(i128, i128)>> = BTreeMap::new();
        for row in &self.rows {
            let cases = [self.months(&self.base, row), self.months(&self.claim, row)];
            let heads = Heads::from(row.headcount).times(row.posts.unwrap_or(Decimal::ONE)).millionths();
            let area = row.area.unwrap_or_default();
            let with_area = if self.rows.iter().any(|row| row.area.is_some()) { format!(",{area}") } else { String::new() };
            for of in ["all".to_owned(), format!("group 0 {}", row.grade), format!("group 1 {}{with_area}", row.grade)] {
                add(&mut figures, format!("{of} staff"), heads);
                for (case, months) in cases.iter().enumerate() {
                    for (place, (year, amounts)) in months.iter().enumerate() {
                        for (component, units) in amounts {
                            let paid = self.of_posts(*units, row.posts) * i128::from(row.headcount);
                            add(&mut figures, format!("{of} case {case} {year} {component}"), paid);
                            if of == "all" {
                                add(&mut figures, format!("case {case} month {place} {component}"), paid);
                            }
                        }
                    }
                }
                let mut years: BTreeMap<&str, Vec<i128>> = BTreeMap::new();
                for (year, rise) in rises(&cases) {
                    years.entry(year).or_default().push(rise);
                }
                for (year, rises) in years {
                    // From a pound a year on.
                    let pound = self.units(Money::from(1));
                    let lost = -rises.iter().filter(|rise| **rise < 0).sum::<i128>();
                    let (loses, more) = (lost >= pound, rises.iter().sum::<i128>() >= pound);
                    add(&mut figures, format!("{of} {year} lose"), if loses { heads } else { 0 });
                    add(&mut figures, format!("{of} {year} gain"), if more && !loses { heads } else { 0 });
                }
            }
            let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
            rises(&cases).for_each(|(year, rise)| *sums.entry(year).or_default() += rise);
            for (year, sum) in sums {
                of_the_year.entry(year.to_owned()).or_default().push((sum, heads));
            }
            let rises: Vec<i128> = rises(&cases).map(|(_, rise)| rise).collect();
            if let Some(first) = rises.iter().position(|rise| *rise < 0) {
                let losses: Vec<i128> = rises.iter().copied().filter(|rise| *rise < 0).collect();
                let (lost, net) = (-losses.iter().sum::<i128>(), rises.iter().sum::<i128>());
                if lost >= self.units(Money::from(1)) {
                    add(&mut figures, loss(first, losses.len(), lost, net), heads);
                }
            }
        }
        for (year, mut rises) in of_the_year {
            rises.sort_unstable();
            let staff: i128 = rises.iter().map(|(_, heads)| heads).sum();
            let mut up_to = 0;
            let middle = rises.iter().find(|(_, heads)| {
                up_to += heads;
                2 * up_to >= staff
            });
            add(&mut figures, format!("median rise {year}"), middle.map_or(0, |(rise, _)| *rise));
        }
        figures.retain(|_, number| *number != 0);
        figures
    }
}

/// What each month has more in the second case, with its year.
fn rises(cases: &[Vec<(String, BTreeMap<Component, i128>)>; 2]) -> impl Iterator<Item = (&str, i128)> {
    let total = |amounts: &BTreeMap<Component, i128>| amounts.values().sum::<i128>();
    cases[0].iter().zip(&cases[1]).map(move |((year, before), (_, after))| (year.as_str(), total(after) - total(before)))
}

fn loss(first: usize, months: usize, lost: i128, net: i128) -> String {
    format!("loss from month {first}, {months} months, {lost} lost, {net} in all")
}

/// Every figure of a cost that is not nothing, by what it is of.
pub(crate) type Figures = BTreeMap<String, i128>;

fn add(figures: &mut Figures, of: String, number: i128) {
    *figures.entry(of).or_default() += number;
}

/// The figures of a cost in one variant: of everybody and of each group, in both cases; who gains and loses, and how much.
pub(crate) fn figures(paybills: &Paybills, variant: usize) -> Figures {
    let mut figures = Figures::new();
    add_sums(&mut figures, paybills, variant, "all", &paybills.all);
    for (case, place) in (0..2).flat_map(|case| (0..paybills.months.len()).map(move |place| (case, place))) {
        for (component, units) in paybills.components.iter().zip(paybills.monthly.month(InMonth { variant, case, month: place }))
        {
            add(&mut figures, format!("case {case} month {place} {component}"), *units);
        }
    }
    for (number, year) in paybills.years.iter().enumerate() {
        add(&mut figures, format!("median rise {}", year.label), paybills.median_rise(InYear { variant, case: 1, year: number }));
    }
    for (number, groups) in paybills.groups.iter().enumerate() {
        for (key, sums) in groups {
            add_sums(&mut figures, paybills, variant, &format!("group {number} {}", key.join(",")), sums);
        }
    }
    for found in paybills.losses.iter().filter(|loss| loss.variant == variant) {
        add(&mut figures, loss(found.first, found.months, found.lost, found.net), found.heads.millionths());
    }
    figures.retain(|_, number| *number != 0);
    figures
}

fn add_sums(figures: &mut Figures, paybills: &Paybills, variant: usize, of: &str, sums: &Sums) {
    add(figures, format!("{of} staff"), sums.staff.millionths());
    for (number, year) in paybills.years.iter().enumerate() {
        let year = &year.label;
        for case in 0..2 {
            for (component, units) in paybills.components.iter().zip(sums.year(InYear { variant, case, year: number })) {
                add(figures, format!("{of} case {case} {year} {component}"), *units);
            }
        }
        add(figures, format!("{of} {year} gain"), sums.gainers(InYear { variant, case: 1, year: number }).millionths());
        add(figures, format!("{of} {year} lose"), sums.losers(InYear { variant, case: 1, year: number }).millionths());
    }
}
