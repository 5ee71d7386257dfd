//! A question and its command line say the same: parsing the words of a question gives the question.

use std::path::PathBuf;

use payspine::answer::audit::{Paid, Whose};
use payspine::answer::recover::{ComingPay, MemberFacts, RecoveryTerms, StatedBalance};
use payspine::answer::roster::{RosterFiles, RosterReading};
use payspine::answer::workforce::{PricedYears, Workforce};
use payspine::answer::{
    Amount, Described, Format, Question, audit, condense, cost, data_request, due, locate, progress, recover, scale, solve,
    statement, verify,
};
use payspine::audit::Payday;
use payspine::calendar::Month;
use payspine::cli::{question_of, words};
use payspine::locate::Per;
use payspine::money::Fte;
use payspine::recovery::Jurisdiction;
use payspine::web::Kept;
use proptest::collection::vec;
use proptest::option::of;
use proptest::prelude::*;
use proptest::sample::select;

use crate::day;
use crate::random::{date, money, number, percent};

/// Anything, signs of options, quotes and nothing at all among it.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[a-zA-Z0-9 .-]{1,8}", "[-='\"/, ]{0,4}", "\\PC{0,6}"]
}

fn path() -> impl Strategy<Value = PathBuf> {
    text().prop_filter("a path", |text| !text.is_empty()).prop_map(PathBuf::from)
}

fn paths(least: usize) -> impl Strategy<Value = Vec<PathBuf>> {
    vec(path(), least..3)
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..3)
}

/// A name and a value, as `--field` takes them.
fn field() -> impl Strategy<Value = (String, String)> {
    (text(), text()).prop_filter("a field", |(name, value)| !name.is_empty() && !name.contains('=') && !value.is_empty())
}

/// A name and what it means, as `--column` takes them: quotes around them are none of theirs.
fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    let own = |text: &str| !text.is_empty() && !text.starts_with('"') && !text.ends_with('"');
    vec(field().prop_filter("a pair", move |(name, value)| own(name) && own(value)), 0..3)
}

fn month() -> impl Strategy<Value = Month> {
    date().prop_map(Month::of)
}

fn amount() -> impl Strategy<Value = Amount> {
    (select(vec!["", "£", "$ "]), money(0, 100_000))
        .prop_map(|(sign, money)| Amount::read(&format!("{sign}{money}")).expect("an amount"))
}

fn format() -> impl Strategy<Value = Format> {
    select(vec![Format::Table, Format::Json, Format::Csv, Format::Markdown, Format::Html, Format::Xlsx])
}

fn reading() -> impl Strategy<Value = RosterReading> {
    (of(text()), pairs(), pairs(), pairs(), pairs(), of(path()), of(path()), any::<bool>()).prop_map(
        |(sheet, column, grade, area, default, mapping, save_mapping, skip_bad_rows)| RosterReading {
            sheet,
            column,
            grade,
            area,
            default,
            mapping,
            save_mapping,
            skip_bad_rows,
        },
    )
}

fn roster() -> impl Strategy<Value = RosterFiles> {
    (paths(1), reading()).prop_map(|(roster, reading)| RosterFiles { roster, reading })
}

fn years() -> impl Strategy<Value = PricedYears> {
    (of(date()), 1..=50u32, of(date())).prop_map(|(from, years, as_at)| PricedYears { from, years, as_at })
}

fn workforce() -> impl Strategy<Value = Workforce> {
    let on_top = (paths(0), of(text()), any::<bool>());
    (roster(), of(text()), years(), of(on_top)).prop_map(|(roster, scale, years, on_top)| {
        let (on_costs, pension, no_hold) =
            on_top.map_or((None, None, false), |(on_costs, pension, no_hold)| (Some(on_costs), pension, no_hold));
        Workforce { roster, scale, years, on_costs, pension, no_hold }
    })
}

fn whose() -> impl Strategy<Value = Whose> {
    let files = (roster(), of(path()), of(path()), of(path()), of(text()));
    let when = (of(month()), of(month()), of(date()), of(text()), of(number(1, 4_000, 2)), any::<bool>(), of(date()));
    (files, when).prop_map(
        |((roster, events, absences, worked, scale), (from, to, as_at, id, full_time_hours, without_promises, as_known))| Whose {
            roster,
            events,
            absences,
            worked,
            scale,
            from,
            to,
            as_at,
            id,
            full_time_hours,
            without_promises,
            as_known,
        },
    )
}

fn paid() -> impl Strategy<Value = Paid> {
    let payday = prop_oneof![Just(Payday::Last), (1..=31i8).prop_map(Payday::Day)];
    (whose(), paths(1), payday, pairs(), pairs(), of(text())).prop_map(
        |(whose, payslips, payday, element, payslip_column, payslip_sheet)| Paid {
            whose,
            payslips,
            payday,
            element,
            payslip_column,
            payslip_sheet,
        },
    )
}

fn terms() -> impl Strategy<Value = RecoveryTerms> {
    let money = || money(0, 9_000);
    let pay = ((money(), of(money()), of(money()), of(text()), any::<bool>()), (of(money()), money(), of(path()), of(1..=31i8)))
        .prop_map(|((pay, net_pay, pensionable, pension, scottish_tax), (salary, other_deductions, pay_file, pay_day))| {
            ComingPay { pay: Some(pay), net_pay, pensionable, pension, scottish_tax, salary, other_deductions, pay_file, pay_day }
        });
    let law = select(vec![Jurisdiction::EnglandAndWales, Jurisdiction::Scotland, Jurisdiction::NorthernIreland]);
    let member = (of(date()), any::<bool>(), any::<bool>(), law, of(date())).prop_map(
        |(leaver, pensioner, queried, jurisdiction, claim_date)| MemberFacts {
            leaver,
            pensioner,
            queried,
            jurisdiction,
            claim_date,
        },
    );
    (text(), date(), of(1..=1200u32), of(path()), pay, member).prop_map(|(policy, told, over, plan, pay, member)| RecoveryTerms {
        policy: Some(policy),
        told: Some(told),
        over,
        plan,
        pay,
        member,
    })
}

/// A member by options.
fn described() -> impl Strategy<Value = Described> {
    let place = prop_oneof![text().prop_map(|point| (Some(point), None)), text().prop_map(|salary| (None, Some(salary)))];
    let hours = prop_oneof![
        of(text()).prop_map(|fte| (fte, None, None)),
        text().prop_map(|hours| (None, Some(hours), None)),
        text().prop_map(|hours| (None, None, Some(hours))),
    ];
    let weeks = prop_oneof![of(text()).prop_map(|weeks| (weeks, None)), text().prop_map(|paid| (None, Some(paid)))];
    let stands =
        (text(), of(text()), place, (hours, weeks, of(text())), date(), of(date()), (of(date()), of(date())), of(text()));
    (stands, any::<bool>(), vec(field(), 0..3)).prop_map(|(stands, protected, field)| {
        let (grade, area, (point, salary), (hours, weeks, full_time_hours), since, from, days, target) = stands;
        let ((fte, hours, annual_hours), (weeks, paid_weeks), (point_since, service_since)) = (hours, weeks, days);
        Described {
            grade: Some(grade),
            area,
            point,
            salary,
            fte,
            hours,
            annual_hours,
            weeks,
            paid_weeks,
            full_time_hours,
            since: Some(since),
            from,
            point_since,
            service_since,
            target,
            protected,
            field,
        }
    })
}

/// A member by options, or by a file.
fn progress() -> impl Strategy<Value = Question> {
    let by_options = described().prop_map(|who| progress::Question { who, ..progress::Question::default() });
    let by_file = (path(), paths(0)).prop_map(|(member, posts)| progress::Question {
        member: Some(member),
        posts,
        ..progress::Question::default()
    });
    let asked = (of(text()), of(date()), paths(0), of(date()), any::<bool>(), of(date()), any::<bool>());
    (prop_oneof![by_options, by_file], asked).prop_map(
        |(member, (scale, until, proposal, rates_of, without_promises, as_known, explain))| {
            Question::Progress(progress::Question {
                scale,
                until,
                // A claim is shown for one post.
                proposal: if member.posts.is_empty() { proposal } else { Vec::new() },
                rates_of,
                without_promises,
                as_known,
                explain,
                ..member
            })
        },
    )
}

fn locate() -> impl Strategy<Value = Question> {
    let fte = number(1, 100, 2).prop_map(|fte| Fte::new(fte).expect("a share"));
    let per = select(vec![Per::Year, Per::Month, Per::Week, Per::Hour]);
    let weekly = || number(1, 4_000, 2);
    let hours = (prop_oneof![of(fte).prop_map(|fte| (fte, None)), weekly().prop_map(|hours| (None, Some(hours)))], of(weekly()));
    (text(), amount(), of(date()), of(per), hours, of(amount()), of(text()), of(text()), vec(field(), 0..3)).prop_map(
        |(scale, amount, on, per, ((fte, hours), full_time_hours), within, grade, area, field)| {
            Question::Locate(locate::Question { scale, amount, on, per, fte, hours, full_time_hours, within, grade, area, field })
        },
    )
}

fn cost() -> impl Strategy<Value = Question> {
    let leavers = of((percent(0, 100), any::<bool>()));
    let held = (of(percent(0, 100)), of(2..=1000u64), of(percent(0, 100)));
    (workforce(), paths(0), texts(), leavers, held, any::<[bool; 3]>(), format()).prop_map(
        |(workforce, proposal, group_by, leavers, (vacancy, suppress_below, remit), [reconcile, break_even, explain], format)| {
            let nobody = leavers.is_some_and(|(_, nobody)| nobody);
            Question::Cost(Box::new(cost::Question {
                workforce,
                remit_start: remit.filter(|_| !proposal.is_empty()).map(|_| day("2025-10-01")),
                remit: remit.filter(|_| !proposal.is_empty()).into_iter().collect(),
                break_even: break_even && !proposal.is_empty(),
                proposal,
                group_by,
                leavers: leavers.map(|(leavers, _)| leavers),
                replaced_at: if nobody { cost::Replaced::Nobody } else { cost::Replaced::Minimum },
                vacancy,
                suppress_below,
                reconcile,
                format,
                explain,
            }))
        },
    )
}

fn solve() -> impl Strategy<Value = Question> {
    (workforce(), path(), text(), amount(), of(number(1, 10_000, 3)), of(path())).prop_map(
        |(workforce, proposal, vary, budget, to, save_proposal)| {
            Question::Solve(Box::new(solve::Question { workforce, proposal, vary, budget, to, save_proposal }))
        },
    )
}

/// Of a balance that is stated, or of payslips.
fn recover() -> impl Strategy<Value = Question> {
    let stated = (money(0, 9_000), 0..3u8, month(), of(month()), of(money(0, 9_000))).prop_map(
        |(balance, kind, overpaid_from, overpaid_until, due)| {
            let stated = StatedBalance {
                balance: Some(balance),
                gross: kind == 1,
                net: kind == 2,
                overpaid_from: Some(overpaid_from),
                overpaid_until,
                due,
            };
            (stated, Paid::default())
        },
    );
    let owed = prop_oneof![stated, paid().prop_map(|paid| (StatedBalance::default(), paid))];
    (owed, terms(), any::<bool>()).prop_map(|((stated, paid), terms, explain)| {
        Question::Recover(Box::new(recover::Question { stated, terms, paid, explain }))
    })
}

fn statement() -> impl Strategy<Value = Question> {
    (paid(), prop_oneof![Just(RecoveryTerms::default()), terms()], any::<bool>())
        .prop_map(|(paid, terms, explain)| Question::Statement(Box::new(statement::Question { paid, terms, explain })))
}

fn show() -> impl Strategy<Value = Question> {
    let columns: Vec<&str> = payspine::published_file::columns().collect();
    let column = (select(columns), path()).prop_map(|(name, header)| (name.to_owned(), header.display().to_string()));
    let what = prop_oneof![
        (of(text()), of(text()), of(text())).prop_map(|(grade, area, point)| (grade, area, point, None, Vec::new())),
        (path(), vec(column, 0..3)).prop_map(|(check, column)| (None, None, None, Some(check), column)),
    ];
    (text(), of(date()), what, of(path()), any::<bool>()).prop_map(|(scale, on, what, proposal, explain)| {
        let (grade, area, point, check, column) = what;
        Question::Show(scale::show::Question { scale, on, grade, area, point, proposal, check, column, explain })
    })
}

fn diff() -> impl Strategy<Value = Question> {
    (text(), text(), paths(0), years(), reading(), any::<bool>()).prop_map(|(first, second, roster, years, reading, explain)| {
        Question::Diff(Box::new(scale::diff::Question { first, second, roster, years, reading, explain }))
    })
}

fn question() -> impl Strategy<Value = Question> {
    prop_oneof![
        progress(),
        locate(),
        cost(),
        solve(),
        (roster(), of(text()), paths(0), texts()).prop_map(|(roster, scale, proposal, group_by)| {
            Question::Condense(Box::new(condense::Question { roster, scale, proposal, group_by }))
        }),
        recover(),
        (of(text()), paths(0), of(date()), texts()).prop_map(|(scale, proposal, from, group_by)| {
            Question::DataRequest(data_request::Question { scale, proposal, from, group_by })
        }),
        (paid(), any::<bool>(), any::<bool>(), format()).prop_map(|(paid, every_month, strict, format)| {
            Question::Audit(Box::new(audit::Question { paid, every_month, strict, format }))
        }),
        (whose(), format(), any::<bool>()).prop_map(|(whose, format, explain)| Question::Due(Box::new(due::Question {
            whose,
            who: None,
            format,
            explain
        }))),
        (described(), of(text()), format(), any::<bool>()).prop_map(|(who, scale, format, explain)| {
            // A grade with this sign in it would be a name and what it means.
            let plain = |text: String| text.replace('=', "");
            let who = Described { grade: who.grade.map(plain), area: who.area.map(plain), full_time_hours: None, ..who };
            let whose = Whose { scale, ..Whose::default() };
            Question::Due(Box::new(due::Question { whose, who: Some(who), format, explain }))
        }),
        text().prop_map(|id| Question::Export(scale::export::Question { id })),
        statement(),
        any::<bool>().prop_map(|explain| Question::List(scale::Listing { explain })),
        show(),
        (paths(1), of(date()), format(), any::<bool>()).prop_map(|(files, as_of, format, explain)| {
            Question::Check(scale::check::Question { files, as_of, format, explain })
        }),
        diff(),
        (path(), paths(1)).prop_map(|(file, roster)| Question::Verify(verify::Question { file, roster })),
    ]
}

/// The ending of a file's name in each format.
fn ending(format: Format) -> &'static str {
    match format {
        Format::Table => "txt",
        Format::Json => "json",
        Format::Csv => "csv",
        Format::Markdown => "md",
        Format::Html => "html",
        Format::Xlsx => "xlsx",
        other => panic!("{other:?} has no ending here"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_words_of_a_question_ask_it(question in question()) {
        let words = words(&question, None);
        prop_assert_eq!(question_of(&words), Ok(question), "{:?}", words);
    }

    /// A command line that keeps its answer in a file asks the same.
    #[test]
    fn so_do_those_that_keep_the_answer(question in question(), format in format()) {
        // A roster that was condensed has one format, and so has what is shipped.
        let format = if matches!(question, Question::Condense(_) | Question::Export(_)) { Format::Table } else { format };
        let (question, name) = (question.in_format(format), format!("kept.{}", ending(format)));
        let words = words(&question, Some(Kept { format, name: &name }));
        let out = format!("--out={name}");
        prop_assert!(words.contains(&out));
        prop_assert_eq!(question_of(&words), Ok(question), "{:?}", words);
    }
}
