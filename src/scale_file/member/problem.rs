//! What to say of a problem with a member, and what to do about it.

use crate::calendar::{day_after, day_before};
use crate::diagnostic::{Code, Help, Setting, suggestion};
use crate::entitlement::MemberProblem;
use crate::scale::MoveKind;
use crate::scale_file::names::{NotNamed, not_named, offered};
use crate::settlement::Gap;

/// What to say of a day in a gap.
fn nothing_known(gap: Gap) -> (Code, String, Option<Help>) {
    let again = gap.next.map_or_else(String::new, |next| format!("on {next} or later, or "));
    let words = format!("say the point held {again}on a day up to {}, and that day, in a member's file by `from`", gap.last);
    (Code::NotInForce, "nothing is known then".into(), Some(Help::asking(Setting::StandsFrom, words)))
}

/// What to say of pay that is asked for from before a gap into it.
fn going_into(gap: Gap) -> (Code, String, Option<Help>) {
    let again = gap.next.map_or_else(String::new, |next| {
        format!("; or for pay from {next} on, with the point held then and that day, in a member's file by `from`")
    });
    let words = format!("ask for pay up to {}{again}", gap.last);
    (Code::NotInForce, "nothing is known later on".into(), Some(Help::asking(Setting::StandsFrom, words)))
}

/// The code of a problem with a member, what to say of the place, and what to do.
pub(crate) fn member_problem(problem: &MemberProblem) -> (Code, String, Option<Help>) {
    let say = |code, label: &str, help: Option<&str>| (code, label.to_owned(), help.map(Help::from));
    match problem {
        MemberProblem::Unknown { what, name, known } => {
            let NotNamed { code, label, help, .. } =
                not_named(what, name, known.iter().map(|(id, title)| (id.as_str(), title.as_str())));
            (code, label, help)
        }
        MemberProblem::NotYetInForce { first, .. } => {
            let words = format!(
                "what is known begins on {first}: leave the earlier day as it is, and say the point held today (or on any day from then \
                 on) and that day, in a member's file by `from`"
            );
            (Code::NotInForce, "before the pay system begins".into(), Some(Help::asking(Setting::StandsFrom, words)))
        }
        MemberProblem::NotKnown { gap, .. } => nothing_known(*gap),
        MemberProblem::IntoGap { gap } => going_into(*gap),
        MemberProblem::AreaNeeded { known, .. } => {
            (Code::AreaNeeded, "in which area?".into(), Some(format!("there is {}", known.join(", ")).into()))
        }
        MemberProblem::NoRange { known, .. } => {
            let help = (!known.is_empty()).then(|| format!("it has ranges in {}", known.join(", ")).into());
            (Code::NoRange, "no range here".into(), help)
        }
        MemberProblem::TooLong { .. } => say(Code::DatesOutOfOrder, "too late", None),
        MemberProblem::Hours { .. }
        | MemberProblem::Weeks { .. }
        | MemberProblem::NoWeeksPerYear
        | MemberProblem::NoPaidWeeks { .. }
        | MemberProblem::WeeksOfAnnualHours
        | MemberProblem::NoFullTime { .. } => problem_of_hours(problem),
        MemberProblem::TooLarge(_) => say(Code::OutOfBounds, "", None),
        MemberProblem::TooMany { .. } => say(Code::TooLarge, "and more", None),
        MemberProblem::NotThen { .. } => say(Code::NotInForce, "not known then", None),
        MemberProblem::NotOnSpine { point, known, .. } => {
            let (written, names) = (point.to_string(), known.iter().map(String::as_str));
            // Of a roster this is asked very often, and seldom is there anything to offer.
            let may_be_part = known.iter().any(|name| name.len() > written.len() && name.contains(&written));
            let offered = may_be_part.then(|| offered(&written, names.clone().map(|name| (name, name)))).flatten();
            let help = offered.or_else(|| suggestion(&written, names));
            (Code::NotOnSpine, "not on the spine".into(), help.map(Help::from))
        }
        MemberProblem::OffRange { side: "above", .. } => {
            let words = "where pay above the target is protected, say so, in a member's file by `protected = true`";
            (Code::OffRange, "above the target".into(), Some(Help::asking(Setting::Protected, words)))
        }
        MemberProblem::OffRange { .. } => {
            say(Code::OffRange, "below the minimum", Some("check grade and area: each range has its own points"))
        }
        MemberProblem::WrongSort { needs, .. } => {
            (Code::WrongSort, format!("needs {needs}"), Some(format!("say where they stand by {needs}").into()))
        }
        MemberProblem::SalaryOfPoint { point, .. } => {
            let help = format!("say where they stand by a point: {point}; a salary that is on no point stays as it is");
            (Code::WrongSort, "needs a point".to_owned(), Some(Help::from(help)))
        }
        MemberProblem::Before { .. } => {
            say(Code::DatesOutOfOrder, "too early", Some("one of the two days is wrong, or they are the wrong way round"))
        }
        MemberProblem::NoMoveRule { kind: MoveKind::Promotion, .. } => {
            say(Code::NoPromotionRule, "to which point?", Some("give the event the `point`, or `salary`, in the new grade"))
        }
        MemberProblem::NoMoveRule { kind, .. } => {
            let terms = format!("give the event the `point`, or `salary`, that the terms of this {} say", kind.word());
            (Code::NoMoveRule, "to which point?".into(), Some(terms.into()))
        }
        MemberProblem::WasItTemporary { until, .. } => {
            let last = day_before(*until);
            let temporary =
                format!("if it was, the first change says so (temporary = true, to = {last}), and there is no second");
            let help = format!("{temporary}; if not, this one says what it is: kind = \"demotion\" or \"redeployment\"");
            (Code::UpAndBack, "back again".into(), Some(help.into()))
        }
        MemberProblem::UpOrDown { .. } => {
            let help = "say it by kind = \"promotion\", \"demotion\", \"redeployment\" or \"regrading\", or give the `point`";
            say(Code::WhichWay, "up or down?", Some(help))
        }
        MemberProblem::OtherWay { .. } => {
            say(Code::WhichWay, "the other way", Some("check the grade, and what kind of move it is"))
        }
        MemberProblem::NoMove { .. } => say(Code::MissingKey, "to which grade?", Some("give the new `grade` of the day")),
        MemberProblem::TwoAtOnce { .. } => {
            say(Code::DatesOutOfOrder, "a second one", Some("end the first on the day on which the second begins, or earlier"))
        }
        MemberProblem::NoProtection => {
            let help = "ask for its terms; a system says them in [protection]: what it protects, what reduces it, for how long";
            say(Code::NoProtection, "by which rule?", Some(help))
        }
        MemberProblem::NotLocal { .. } => {
            say(Code::NotLocal, "no use here", Some("only a grade with `local = true` leaves its target to employers"))
        }
        MemberProblem::NoStatutoryRate(rate) => {
            let help = match rate.last.filter(|last| *last < rate.day) {
                Some(last) => format!("ask up to {}: the table ends with {last}", day_after(last)),
                None => format!("the table begins on {}", rate.first),
            };
            (Code::NotInForce, "statutory pay is due in it".into(), Some(help.into()))
        }
        MemberProblem::Overlap => say(Code::OverlappingAbsences, "this day is taken", None),
    }
}

/// The same of hours and weeks.
fn problem_of_hours(problem: &MemberProblem) -> (Code, String, Option<Help>) {
    let say = |code, label: &str, help: &str| (code, label.to_owned(), Some(Help::from(help)));
    match problem {
        MemberProblem::Hours { per, .. } => {
            let label = format!("expected hours a {per}");
            say(Code::BadNumber, &label, "`fte` gives a share of full time instead")
        }
        MemberProblem::Weeks { .. } => {
            let help = "weeks at work are those of terms and training days, without leave; leave `weeks` out for all the year";
            say(Code::BadNumber, "expected weeks a year", help)
        }
        MemberProblem::NoWeeksPerYear => {
            say(Code::BadNumber, "a share of how many weeks?", "a share of full time says the same: fte = \"39/52.143\"")
        }
        MemberProblem::NoPaidWeeks { .. } => {
            let help = "the contract or the employer's policy says it, leave included: paid-weeks = 44.263";
            say(Code::BadNumber, "how many are paid?", help)
        }
        MemberProblem::WeeksOfAnnualHours => say(Code::ConflictingKeys, "one of the two", "leave the weeks out"),
        _ => {
            let words =
                "say how many hours a week are full time, in a member's file by `full-time-hours = 37`; or a share of full time";
            (Code::BadNumber, "a share of how many?".into(), Some(Help::asking(Setting::FullTimeHours, words)))
        }
    }
}
