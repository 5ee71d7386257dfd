//! What must hold of the cost of any claim for any workforce, tried on random ones.

use std::collections::{BTreeMap, BTreeSet};

use payspine::calendar::Date;
use payspine::costing::{Answer, AssumedPoint, InYear, Item, ItemPart, Paybills, Unpriced, items, paybills};
use payspine::money::Money;
use payspine::report::{self, CostView, Screen};
use payspine::roster_file::written;
use payspine::scale::{Change, Measure, PointId, Proposal, Selector, Settlement, Status, Uplift};
use payspine::settlement::{History, Tables};
use payspine::workforce::{Position, Roster, Subject};
use proptest::prelude::*;
use serde_json::Value;

use crate::crowd::{Crowd, Figures, Row, crowd, figures};
use crate::random;

/// The figures that differ, which say more than two maps.
fn differences(ours: &Figures, theirs: &Figures) -> Vec<String> {
    let keys: BTreeSet<&String> = ours.keys().chain(theirs.keys()).collect();
    let value = |figures: &Figures, key: &str| figures.get(key).copied().unwrap_or_default();
    let different = keys.into_iter().filter(|key| value(ours, key) != value(theirs, key));
    different.map(|key| format!("{key}: {} and not {}", value(ours, key), value(theirs, key))).collect()
}

/// Everybody's pay in a case by year and component.
fn by_year(paybills: &Paybills, case: usize) -> Figures {
    let years = paybills.years.iter().enumerate();
    let amounts = years.flat_map(|(number, year)| {
        let units = paybills.all.year(InYear { variant: 0, case, year: number }).iter().copied();
        paybills.components.iter().zip(units).map(move |(component, units)| (format!("{} {component}", year.label), units))
    });
    amounts.collect()
}

/// A claim with only some of its parts.
fn only(claim: &Proposal, kept: &[Item]) -> Proposal {
    let settlements = claim.settlements.iter().enumerate().filter_map(|(settlement, whole)| {
        let keeps = |part: ItemPart| kept.contains(&Item { settlement, part });
        let measures = (0..whole.measures.len()).filter(|place| keeps(ItemPart::Measure(*place)));
        let payments = (0..whole.payments.len()).filter(|place| keeps(ItemPart::Payment(*place)));
        let only = Settlement {
            measures: measures.map(|place| whole.measures[place].clone()).collect(),
            payments: payments.map(|place| whole.payments[place].clone()).collect(),
            progression: if keeps(ItemPart::Progression) { whole.progression.clone() } else { Vec::new() },
            ..whole.clone()
        };
        kept.iter().any(|item| item.settlement == settlement).then_some(only)
    });
    Proposal { settlements: settlements.collect(), ..claim.clone() }
}

/// As `--format json` prints it.
fn json(crowd: &Crowd, roster: &Roster, answer: &Answer) -> Value {
    let view = CostView {
        roster,
        baseline: &crowd.base,
        proposals: crowd.claim.proposal().map(|claim| (claim, &crowd.claim)).into_iter().collect(),
        answer,
        as_at: crowd.plan.as_at,
        group_by: vec![vec!["grade".into()], vec!["grade".into(), "area".into()]],
        left_out: Vec::new(),
        assumed: Vec::new(),
        rows: 1,
        employer: None,
        remit: Vec::new(),
        remit_years: Vec::new(),
        reconciled: None,
        break_even: None,
        suppress_below: None,
        turnover: None,
        inputs: Vec::new(),
        explain: true,
        pictures: false,
        workbook: false,
    };
    let report = report::cost(&view);
    for text in [report.text(Screen::PLAIN), report.csv(), report.markdown()] {
        assert!(!text.is_empty());
    }
    serde_json::from_str(&report.json()).expect("JSON")
}

fn amount(value: &Value) -> Money {
    value.as_str().expect("a text").parse().expect("money")
}

/// The cost of the claim in each year.
fn costs(years: &Value) -> Vec<Money> {
    years.as_array().expect("years").iter().map(|year| amount(&year["proposals"]["claim"]["cost"])).collect()
}

fn summed<'a>(lists: impl Iterator<Item = &'a [Money]>, years: usize) -> Vec<Money> {
    lists.fold(vec![Money::ZERO; years], |sums, list| sums.iter().zip(list).map(|(sum, amount)| *sum + *amount).collect())
}

/// Whether every value of a table is rounded as the system rounds, so that rounding it once more changes nothing.
fn is_rounded(history: &History) -> bool {
    let rounding = history.scale().conventions.annual_rounding;
    let values = |tables: &Tables| {
        tables
            .spines
            .values()
            .flat_map(|spine| spine.common.iter().chain(spine.own.values().flatten()).cloned())
            .collect::<Vec<_>>()
    };
    history.steps().iter().flat_map(|(_, step)| values(&step.tables)).all(|value| {
        rounding.round(&value.published.exact()) == Ok(value.published) && rounding.round(&value.carried) == Ok(value.published)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_cost_is_the_sum_of_all_members_own_timelines(crowd in crowd(12)) {
        let roster = crowd.roster(&[&crowd.everyone()]);
        let paybills = crowd.cost(&roster).paybills;
        prop_assert_eq!(&paybills.variants, &[AssumedPoint::Even]);
        prop_assert_eq!(differences(&figures(&paybills, 0), &crowd.by_timelines()), Vec::<String>::new());
    }

    #[test]
    fn rosters_condensed_apart_and_put_together_cost_what_the_whole_does(crowd in crowd(20)) {
        let whole = crowd.cost(&crowd.roster(&[&crowd.everyone()]));
        let condensed = |part: u8| {
            let rows: Vec<_> = crowd.rows.iter().filter(|row| row.chance % 2 == part).collect();
            written(&crowd.roster(&[&crowd.text(rows, |row| Some(row.point.clone()))]))
        };
        prop_assume!([0, 1].iter().all(|part| crowd.rows.iter().any(|row| row.chance % 2 == *part)));
        let (one, two) = (condensed(0), condensed(1));
        let expected = figures(&whole.paybills, 0);
        let apart = crowd.cost(&crowd.roster(&[&one, &two]));
        prop_assert_eq!(differences(&figures(&apart.paybills, 0), &expected), Vec::<String>::new());
        if let Some((header, rows)) = two.split_once('\n').filter(|(header, _)| one.starts_with(&format!("{header}\n"))) {
            let together = crowd.cost(&crowd.roster(&[&format!("{one}{rows}")]));
            prop_assert_eq!(differences(&figures(&together.paybills, 0), &expected), Vec::<String>::new(), "{}", header);
        }
        // Condensing what is condensed changes nothing.
        prop_assert_eq!(written(&crowd.roster(&[&one])), one);
    }

    #[test]
    fn every_grouping_and_the_measures_of_a_claim_add_up_to_the_whole(crowd in crowd(12)) {
        let roster = crowd.roster(&[&crowd.everyone()]);
        // Without a column of areas nobody could group by it.
        prop_assume!(roster.column(&Subject::Area).is_some());
        let answer = crowd.cost(&roster);
        let all = figures(&answer.paybills, 0);
        for number in 0..2 {
            let mut sums = Figures::new();
            for (key, units) in all.iter().filter(|(key, _)| key.starts_with(&format!("group {number} "))) {
                *sums.entry(format!("all {}", key.splitn(4, ' ').nth(3).unwrap())).or_default() += units;
            }
            let everybody: Figures = all.iter().filter(|(key, _)| key.starts_with("all ")).map(|(key, units)| (key.clone(), *units)).collect();
            sums.retain(|_, units| *units != 0);
            prop_assert_eq!(differences(&sums, &everybody), Vec::<String>::new());
        }
        let json = json(&crowd, &roster, &answer);
        let whole = costs(&json["years"]);
        let measures = json["measures"]["claim"].as_array().unwrap();
        let parts: Vec<Vec<Money>> = measures.iter().map(|measure| measure["cost"].as_array().unwrap().iter().map(amount).collect()).collect();
        prop_assert_eq!(summed(parts.iter().map(Vec::as_slice), whole.len()), whole.clone());
        let mut by: BTreeMap<&str, Vec<Vec<Money>>> = BTreeMap::new();
        for group in json["groups"].as_array().unwrap() {
            by.entry(group["by"].as_str().unwrap()).or_default().push(costs(&group["years"]));
        }
        prop_assert_eq!(by.len(), 2);
        for groups in by.values() {
            prop_assert_eq!(summed(groups.iter().map(Vec::as_slice), whole.len()), whole.clone());
        }
    }

    #[test]
    fn a_part_of_a_claim_adds_what_a_claim_that_ends_with_it_costs_alone(crowd in crowd(10)) {
        let roster = crowd.roster(&[&crowd.everyone()]);
        let answer = crowd.cost(&roster);
        let alone = |history: &History| by_year(&paybills(&roster, crowd.plan, &[history], 0, &[], None).expect("everyone fits"), 0);
        let claim = crowd.claim.proposal().unwrap();
        let all = items(claim);
        for (last, case) in &answer.parts[0] {
            let kept = &all[..=all.iter().position(|item| item == last).unwrap()];
            let history = History::new(crowd.base.scale().clone(), Some(only(claim, kept).into())).unwrap();
            prop_assert_eq!(differences(&by_year(&answer.paybills, *case), &alone(&history)), Vec::<String>::new(), "{:?}", last);
        }
        if let Some(case) = answer.without_progression {
            let mut scale = crowd.base.scale().clone();
            scale.settlements.iter_mut().for_each(|settlement| settlement.progression.clear());
            let history = History::new(scale, None).unwrap();
            prop_assert_eq!(differences(&by_year(&answer.paybills, case), &alone(&history)), Vec::<String>::new());
        }
    }

    #[test]
    fn all_who_do_not_fit_are_named_and_nobody_else_is(crowd in crowd(20)) {
        let nowhere = PointId::Number(999);
        let point = |row: &Row| if row.chance.is_multiple_of(3) { nowhere.clone() } else { row.point.clone() };
        let roster = crowd.roster(&[&crowd.text(&crowd.rows, |row| Some(point(row)))]);
        let named = match crowd.try_cost(&roster) {
            Err(Unpriced::Misfits(misfits)) => misfits,
            other => {
                prop_assert!(other.is_ok(), "{:?}", other);
                Vec::new()
            }
        };
        for cell in roster.cells() {
            let fits = cell.position() != Some(Position::Point(nowhere.clone()));
            let faults: Vec<_> = named.iter().filter(|misfit| misfit.cells.contains(&cell.index())).map(|misfit| &misfit.fault).collect();
            prop_assert_eq!(faults.is_empty(), fits, "{:?} {:?}", cell.position(), faults);
            let once = faults.iter().enumerate().all(|(place, fault)| !faults[..place].contains(fault));
            prop_assert!(once, "{:?}", faults);
        }
    }

    #[test]
    fn a_claim_of_nothing_costs_nothing_and_nobody_gains_or_loses(crowd in crowd(8), days in 1..900i32) {
        prop_assume!(is_rounded(&crowd.base));
        let nothing = Measure { title: None, change: Change::Uplift { uplift: Uplift::NONE, payments: Vec::new() }, selector: Selector::default(), assumed: None };
        let from = Date::constant(2010, 4, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        let settlement = Settlement { status: Status::Claim, ..random::settlement(from, vec![nothing], None) };
        let claim = Proposal { settlements: vec![settlement], ..crowd.claim.proposal().unwrap().clone() };
        let crowd = Crowd { claim: crowd.base.with(claim).unwrap(), ..crowd };
        let roster = crowd.roster(&[&crowd.everyone()]);
        let answer = crowd.cost(&roster);
        let figures = figures(&answer.paybills, 0);
        prop_assert!(!figures.keys().any(|key| key.contains("gain") || key.contains("lose") || key.starts_with("loss")), "{:?}", figures);
        for (key, units) in figures.iter().filter(|(key, _)| key.contains("case 0")) {
            prop_assert_eq!(figures.get(&key.replace("case 0", "case 1")), Some(units), "{}", key);
        }
        let json = json(&crowd, &roster, &answer);
        let of_groups = json["groups"].as_array().unwrap().iter().flat_map(|group| costs(&group["years"]));
        prop_assert!(costs(&json["years"]).into_iter().chain(of_groups).all(Money::is_zero));
    }

    #[test]
    fn where_places_are_not_known_the_ends_are_everyone_on_the_minimum_and_on_the_target(crowd in crowd(8)) {
        let unknown = |row: &Row| row.chance.is_multiple_of(2);
        prop_assume!(crowd.rows.iter().any(unknown));
        let asked = |place: Option<fn(&Row) -> PointId>| {
            let point = |row: &Row| if unknown(row) { place.map(|place| place(row)) } else { Some(row.point.clone()) };
            crowd.cost(&crowd.roster(&[&crowd.text(&crowd.rows, point)])).paybills
        };
        let open = asked(None);
        prop_assert_eq!(&open.variants, &[AssumedPoint::Low, AssumedPoint::Even, AssumedPoint::High]);
        let (low, high) = (asked(Some(|row| row.minimum.clone())), asked(Some(|row| row.target.clone())));
        prop_assert_eq!(differences(&figures(&open, 0), &figures(&low, 0)), Vec::<String>::new(), "low");
        prop_assert_eq!(differences(&figures(&open, 2), &figures(&high, 0)), Vec::<String>::new(), "high");
        // Basic pay rises with the point at every time, so that the mean is between the ends.
        let variants = [0, 1, 2].map(|variant| figures(&open, variant));
        for key in variants[1].keys().filter(|key| key.ends_with("basic")) {
            let [low, even, high] = [0, 1, 2].map(|variant| variants[variant][key]);
            prop_assert!(low <= even && even <= high, "{}: {} {} {}", key, low, even, high);
        }
    }
}
