//! The shipped Home Office systems against the figures as published, typed in here apart from scales/.

use payspine::entitlement;
use payspine::money::{Exact, Mode, Money, Rounding};
use payspine::report::words::assumptions;
use payspine::settlement::Range;
use payspine::workforce::{Event, FieldChange, Member};
use rust_decimal::Decimal;

use super::{compare, counted};
use crate::{day, member, payspine, payspine_json, points, proposed, shipped};

/// Home Office HR blog, 24 April 2007: the EO (London) range, milestones 55 to 73.
const EO_LONDON_2006: [i64; 19] = [
    19_632, 19_832, 20_034, 20_239, 20_445, 20_654, 20_864, 21_077, 21_292, 21_509, 21_729, 21_950, 22_174, 22_400, 22_629,
    22_860, 23_093, 23_328, 23_566,
];

/// UK Border Agency organogram return, 30 September 2011: minimum and maximum of each National range.
const NATIONAL_2011: [(&str, i64, i64); 9] = [
    ("AA", 14_043, 14_774),
    ("AO", 15_386, 17_377),
    ("EO", 20_235, 23_802),
    ("HEO", 25_297, 29_757),
    ("SEO", 32_602, 37_964),
    ("G7", 44_656, 55_264),
    ("G6", 54_705, 67_699),
    ("IO", 21_505, 26_079),
    ("CIO", 25_816, 31_306),
];

/// The one history of them: 19 milestones of 2006, and both ends of every range in nine returns.
#[test]
fn every_published_cell_of_2006_to_2015_is_reproduced() {
    let history = shipped("home-office");
    let counts = compare(&history, "home-office.csv", |history, line| {
        let tables = history.tables_at(line.date).unwrap();
        let (grade, area) = (line.text("grade").into(), line.text("area").into());
        let (_, range) = tables.range(&grade, Some(&area))?;
        let point = match (line.text("point"), range) {
            ("minimum", Range::Pay { minimum, .. }) => return Some(minimum.published),
            ("target", Range::Pay { target, .. }) => return Some(target.published),
            ("minimum", Range::Points { minimum, .. }) => minimum.clone(),
            ("target", Range::Points { target, .. }) => target.clone(),
            (point, _) => point.into(),
        };
        tables.annual(&grade, Some(&area), &"milestones".into(), &point)
    });
    // The return of 31 March 2012 has neither Immigration Officers nor their assistants.
    let expected = [
        ("2006-07-01", 19, 19),
        ("2011-03-31", 20, 20),
        ("2011-09-30", 20, 20),
        ("2012-03-31", 16, 16),
        ("2012-09-30", 20, 20),
        ("2013-03-31", 20, 20),
        ("2013-09-30", 20, 20),
        ("2014-03-31", 20, 20),
        ("2014-09-30", 20, 20),
        ("2015-03-31", 20, 20),
    ];
    assert_eq!(counted(&counts), expected);
}

/// What is read into the returns is marked, and National ranges stand while London's ends are shown.
#[test]
fn london_s_maxima_are_read_into_the_returns_and_marked() {
    let history = shipped("home-office");
    let old = shipped("home-office-2011");
    for on in ["2011-09-30", "2012-03-31", "2014-03-30"] {
        let (now, then) = (history.tables_at(day(on)).unwrap(), old.tables_at(day("2011-09-30")).unwrap());
        for (grade, minimum, target) in NATIONAL_2011 {
            let (grade, national, london) = (grade.into(), "national".into(), "london".into());
            let (_, range) = now.range(&grade, Some(&national)).unwrap();
            assert_eq!(Some(range), then.range(&grade, Some(&national)).map(|(_, range)| range), "{grade} on {on}");
            let value = |point: &payspine::scale::PointId| now.annual(&grade, Some(&national), &"milestones".into(), point);
            let Range::Points { minimum: low, target: high, .. } = range else { panic!("{grade} is by points") };
            assert_eq!((value(low), value(high)), (Some(minimum.into()), Some(target.into())), "{grade} on {on}");
            let (_, range) = now.range(&grade, Some(&london)).unwrap();
            assert!(range.assumed().is_some_and(|why| why.contains("read as London's")), "{grade} on {on}");
        }
    }
}

#[test]
fn scale_show_prints_the_19_published_milestones() {
    let arguments =
        ["scale", "show", "home-office-2006", "--on", "2006-07-01", "--grade", "EO", "--area", "london", "--format", "csv"];
    let (out, _, code) = payspine(&arguments);
    let expected: Vec<String> =
        (55..).zip(EO_LONDON_2006).map(|(point, annual)| format!("milestones,{point},{annual}\n")).collect();
    assert_eq!((out, code), (format!("spine,point,annual\n{}", expected.concat()), 0));
}

/// If each step were rounded before the next, one ratio would have to lead from every published value to the next. The ratios
/// that lead from one to the next are an interval; the intervals of the 18 steps have no ratio in common, whichever way is rounded.
#[test]
fn the_engine_does_not_round_each_step_before_the_next() {
    let half = Exact::from(Decimal::new(5, 1));
    // How far below and above the published value the value before rounding may be.
    let ways = [("half up", &half, &half), ("up", &Exact::from(1), &Exact::zero()), ("down", &Exact::zero(), &Exact::from(1))];
    for (way, below, above) in ways {
        let steps = EO_LONDON_2006.windows(2).map(|pair| (Exact::from(pair[0]), Exact::from(pair[1])));
        let bounds: Vec<(Exact, Exact)> = steps
            .map(|(from, to)| (to.minus(below).divided_by(&from).unwrap(), to.plus(above).divided_by(&from).unwrap()))
            .collect();
        let least = bounds.iter().map(|(low, _)| low).max().unwrap();
        let most = bounds.iter().map(|(_, high)| high).min().unwrap();
        assert!(least > most, "rounded {way}, a ratio from {least:?} to {most:?} would do");
    }
    let ours: Vec<Money> = {
        let history = shipped("home-office-2006");
        let tables = history.tables_at(day("2006-07-01")).unwrap();
        (55..=73u16)
            .map(|point| {
                tables
                    .annual(&"EO".into(), Some(&"london".into()), &"milestones".into(), &payspine::scale::PointId::Number(point))
                    .unwrap()
            })
            .collect()
    };
    assert_eq!(ours, EO_LONDON_2006.map(Money::from));
}

#[test]
fn an_eo_in_london_reaches_the_target_in_six_years() {
    let arguments: Vec<&str> =
        "progress --scale home-office-2006 --grade EO --area london --point 55 --since 2006-07-01 --until 2013-07-01"
            .split(' ')
            .collect();
    let json = payspine_json(&arguments);
    let rows: Vec<(String, String, String)> = json["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| ["date", "point", "basic"].map(|key| row[key].as_str().unwrap().to_owned()).into())
        .collect();
    let expected = [
        ("2006-07-01", "55", "19632.00"),
        ("2007-07-01", "58", "20239.00"),
        ("2008-07-01", "61", "20864.00"),
        ("2009-07-01", "64", "21509.00"),
        ("2010-07-01", "67", "22174.00"),
        ("2011-07-01", "70", "22860.00"),
        ("2012-07-01", "73", "23566.00"),
    ];
    assert_eq!(rows, expected.map(|(date, point, basic)| (date.to_owned(), point.to_owned(), basic.to_owned())));
    let sentence = json["outlook"]["sentence"].as_str().unwrap();
    assert_eq!(sentence, "The target, milestone 73 (£23,566 basic pay), comes on 1 July 2012, six years after 1 July 2006.");
    let assumed = json["assumptions"].to_string();
    for what in ["London Locational Allowance", "the award date", "rating is not given"] {
        assert!(assumed.contains(what), "{what} in {assumed}");
    }
}

#[test]
fn london_leads_national_by_4_14_per_cent_for_the_same_step() {
    let history = shipped("home-office-2006");
    let tables = history.tables_at(day("2006-07-01")).unwrap();
    let annual = |area: &str, point: u16| {
        tables.annual(&"EO".into(), Some(&area.into()), &"milestones".into(), &payspine::scale::PointId::Number(point)).unwrap()
    };
    // Both values are rounded to the pound, so the lead is known to within half a pound at each end.
    let half = Decimal::new(5, 1);
    let lead = |london: Decimal, national: Decimal| (london / national - Decimal::ONE) * Decimal::ONE_HUNDRED;
    let mut sum = Decimal::ZERO;
    for step in 0..=18 {
        let (london, national) = (annual("london", 55 + step).amount(), annual("national", 51 + step).amount());
        let (least, most) = (lead(london - half, national + half), lead(london + half, national - half));
        assert!(least < Decimal::new(4145, 3) && most > Decimal::new(4135, 3), "step {step}: {least} to {most}");
        sum += lead(london, national);
    }
    assert_eq!((sum / Decimal::from(19)).round_dp(2), Decimal::new(414, 2), "on average");
    assert_eq!(annual("national", 51), Money::from(18_851), "the minimum that follows");
}

#[test]
fn the_18_published_ends_of_2011_are_exact_to_the_pound() {
    let history = shipped("home-office-2011");
    let tables = history.tables_at(day("2011-09-30")).unwrap();
    for (grade, minimum, target) in NATIONAL_2011 {
        let json =
            payspine_json(&["scale", "show", "home-office-2011", "--on", "2011-09-30", "--grade", grade, "--area", "national"]);
        let points = json["points"].as_array().unwrap();
        let ends = [points.first().unwrap(), points.last().unwrap()].map(|point| point["annual"].as_str().unwrap().to_owned());
        assert_eq!(ends, [format!("{minimum}.00"), format!("{target}.00")], "{grade}");
        let (_, london) = tables.range(&grade.into(), Some(&"london".into())).unwrap();
        assert!(london.assumed().is_some_and(|why| why.contains("inferred")), "{grade} in London is marked");
    }
}

#[test]
fn milestones_between_the_published_ends_lie_within_two_pounds_of_the_lattice() {
    let json = payspine_json(&["scale", "show", "home-office-2011"]);
    for point in json["points"].as_array().unwrap() {
        let number: i32 = point["point"].as_str().unwrap().parse().unwrap();
        let exact = Exact::from(20_235).times(&Exact::from(Decimal::new(10102, 4)).to_the_power(number - 53).unwrap());
        let lattice = Rounding::new(Decimal::new(1, 2), Mode::HalfUp).unwrap().round(&exact).unwrap();
        let ours: Money = point["annual"].as_str().unwrap().parse().unwrap();
        assert!((ours - lattice).amount().abs() <= Decimal::new(128, 2), "milestone {number}: {ours} and {lattice}");
    }
}

#[test]
fn rated_c_nobody_moves_above_the_minimum_but_a_raised_minimum_moves_those_on_it() {
    let history = shipped("home-office-2006");
    let rated_c =
        Member { fields: [("rating".to_owned(), "C".to_owned())].into(), ..member("EO", Some("london"), "55", "2006-07-01") };
    let career = entitlement::progress(&history, &rated_c, day("2010-07-01")).unwrap();
    assert!(points(&career).iter().all(|(_, point)| point == "55"), "{:?}", points(&career));
    let (base, _) = crate::system(payspine::scale_file::shipped_text("home-office-2006").unwrap());
    let claim = proposed(&base, &shorter("to-minimum", "order = \"progression-first\""));
    let career = entitlement::progress(&claim, &rated_c, day("2010-07-01")).unwrap();
    assert_eq!(points(&career).last().unwrap().1, "58");
}

/// A claim that raises the EO minimum by three milestones on 1 July 2007, a progression date.
fn shorter(assimilate: &str, order: &str) -> String {
    format!(
        r#"
        format = 1
        id     = "shorter"
        title  = "Shorter ranges"
        scale  = "home-office-2006"
        [[settlement]]
        from   = 2007-07-01
        status = "claim"
        {order}
        [[settlement.measure]]
        raise-minimum = {{ by = 3 }}
        assimilate    = "{assimilate}"
        grades        = ["EO"]
        "#
    )
}

/// Where someone on a point stands after 1 July 2007 under the claim.
fn after_the_claim(assimilate: &str, order: &str, point: &str) -> (String, entitlement::Career) {
    let (base, _) = crate::system(payspine::scale_file::shipped_text("home-office-2006").unwrap());
    let claim = proposed(&base, &shorter(assimilate, order));
    let rated_b =
        Member { fields: [("rating".to_owned(), "B".to_owned())].into(), ..member("EO", Some("london"), point, "2006-07-01") };
    let career = entitlement::progress(&claim, &rated_b, day("2008-07-01")).unwrap();
    (points(&career).last().unwrap().1.clone(), career)
}

#[test]
fn leapfrogging_or_keeping_one_s_place() {
    let progression = "order = \"progression-first\"";
    let assimilation = "order = \"assimilation-first\"";
    // The source's complaint: whoever stood on the old minimum ends on the new one, level with whoever joins that day.
    assert_eq!(after_the_claim("to-minimum", progression, "55").0, "58");
    // Keeping one's place: three above the new minimum.
    assert_eq!(after_the_claim("keep-steps", progression, "55").0, "61");
    // The other order.
    assert_eq!(after_the_claim("to-minimum", assimilation, "55").0, "61");
    assert_eq!(after_the_claim("keep-steps", assimilation, "55").0, "61");
    // Whoever is ahead by a step is overtaken by nobody, but caught up with.
    assert_eq!(after_the_claim("to-minimum", progression, "58").0, "61");
    assert_eq!(after_the_claim("keep-steps", progression, "58").0, "64");
    // Nobody passes the target.
    assert_eq!(after_the_claim("keep-steps", progression, "71").0, "73");
}

#[test]
fn progress_says_which_order_was_used_and_when_nobody_stated_it() {
    let (_, stated) = after_the_claim("keep-steps", "order = \"assimilation-first\"", "55");
    assert!(assumptions(&stated.assumptions).iter().all(|line| !line.contains("comes first")), "{:?}", stated.assumptions);
    let why = |career: &entitlement::Career| {
        let scale = payspine::scale_file::shipped("home-office-2006").unwrap();
        career.rows.iter().map(|row| payspine::report::words::reasons(&row.reasons, &scale)).collect::<Vec<_>>().join("\n")
    };
    assert!(why(&stated).contains("(assimilation first, then progression)"), "{}", why(&stated));
    let (point, silent) = after_the_claim("to-minimum", "", "55");
    assert_eq!(point, "58", "progression first unless stated");
    assert!(
        assumptions(&silent.assumptions).iter().any(|line| line.contains("does not say what comes first on 1 July 2007")),
        "{:?}",
        silent.assumptions
    );
}

#[test]
fn a_rating_that_changes_between_two_common_dates_counts_on_the_second() {
    let history = shipped("home-office-2006");
    let rated = |on: &str, rating: &str| Event { on: day(on), changes: vec![FieldChange::Field("rating".into(), rating.into())] };
    let events = vec![rated("2007-06-30", "C"), rated("2008-06-30", "B")];
    let member = Member {
        events,
        fields: [("rating".to_owned(), "B".to_owned())].into(),
        ..member("EO", Some("london"), "55", "2006-07-01")
    };
    let career = entitlement::progress(&history, &member, day("2009-07-01")).unwrap();
    let at = |date: &str| points(&career).iter().rev().find(|(from, _)| from.as_str() <= date).unwrap().1.clone();
    assert_eq!((at("2007-07-01"), at("2008-07-01")), ("55".to_owned(), "58".to_owned()));
}

#[test]
fn a_day_before_the_first_settlement_is_an_error_that_names_the_first() {
    let (out, err, code) = payspine(&["scale", "show", "home-office-2006", "--on", "2006-06-30"]);
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.contains("its first settlement is from 2006-07-01"), "{err}");
    let arguments: Vec<&str> =
        "progress --scale home-office-2006 --grade EO --area london --point 55 --since 2005-07-01".split(' ').collect();
    let (out, err, code) = payspine(&arguments);
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.contains("[not-in-force]") && err.contains("2006-07-01"), "{err}");
}
