//! What is assumed of a member's pay, in sentences.

use crate::calendar::{Date, Month, day_before, written};
use crate::entitlement::{
    AbsenceAssumption, Assumption, Carried, EarningsOf, OneAbsenceAssumption, OtherOrder, PaymentAssumption,
    ProgressionAssumption, SettlementAssumption, Spot, WorkAssumption,
};
use crate::money::{Currency, Money};
use crate::report::words::hours::assumed as assumed_of_hours;
use crate::report::words::moves::assumed as assumed_of_moves;
use crate::scale::{AbsenceKind, AreaId, PaymentId};
use crate::settlement::Gap;

/// As a sentence.
pub(super) fn assumption(assumption: &Assumption) -> String {
    match assumption {
        Assumption::Settlement { title, what } => of_settlement(title, what),
        Assumption::RatesHeld { since } => {
            format!("No settlement after {} is known: its rates are held to the end.", written(*since))
        }
        Assumption::NotKnown { gap, carried } => not_known(*gap, carried.as_ref()),
        Assumption::Range { range: (grade, area), why } => {
            let area = area.as_ref().map_or_else(String::new, |area| format!(" in {area}"));
            format!("Range of {grade}{area}: {why}.")
        }
        Assumption::Values { spine, why } => format!("Values of {spine}: {why}."),
        Assumption::NoOwnTarget { grade } => format!(
            "Grade {grade}: employers set their own grades on this spine and no target is given, so it is taken to its end."
        ),
        Assumption::OffTheScale { grade, has_points: false } => format!(
            "Basic pay in {grade} is the salary that was given: the pay system has no points, so it stays until another is stated, and what \
             awards add to it is left out."
        ),
        Assumption::OffTheScale { grade, .. } => format!(
            "A salary off the scale in {grade}, which has points: the pay system has no rule for what awards do to it, so it stays until \
             another is stated."
        ),
        Assumption::Move { from, to } => format!(
            "Move from {} to {}: the file has no rule for it, so the point was kept, or the minimum there if that is higher.",
            area(from.as_ref()),
            area(to.as_ref())
        ),
        Assumption::Moves(what) => assumed_of_moves(what),
        Assumption::Hours(what) => assumed_of_hours(what),
        Assumption::Progression(what) => of_progression(what),
        Assumption::MarkTime(Some(why)) => format!("Mark time: {why}."),
        Assumption::MarkTime(None) => "Mark time: the file names no source for its rule.".to_owned(),
        Assumption::Payment { payment, title, what } => of_payment(payment, title, what),
        Assumption::Worked { payment, month, what } => of_work(payment, *month, *what),
        Assumption::Absences { kind, what } => of_absences(*kind, what),
        Assumption::Absence { kind, from, what } => of_one_absence(*kind, &written(*from), what),
    }
}

/// What a gap leaves out, and how a place is carried across it.
fn not_known(gap: Gap, carried: Option<&Carried>) -> String {
    let left_out = format!("Nothing is known {gap}: pay of these days is left out");
    match carried {
        None => format!("{left_out}."),
        Some(Carried { from, to, point_word }) => {
            let place = |spot: &Spot| match spot {
                Spot::Point(point) => format!("{point_word} {point}"),
                Spot::Salary(salary) => salary.to_string(),
            };
            let carried =
                if from == to { format!("at {}", place(from)) } else { format!("from {} to {}", place(from), place(to)) };
            format!("{left_out}, and the rules before are taken to have gone on, {carried}.")
        }
    }
}

fn area(area: Option<&AreaId>) -> String {
    area.map_or("no area".to_owned(), ToString::to_string)
}

fn of_settlement(title: &str, what: &SettlementAssumption) -> String {
    match what {
        SettlementAssumption::Assumed { why, .. } => format!("{title}: {why}."),
        SettlementAssumption::NoSource => format!("{title}: the file names no source for its figures."),
        SettlementAssumption::NoOrder { on, taken, other } => {
            let elsewhere = match other {
                OtherOrder::Same => String::new(),
                OtherOrder::Elsewhere { to, not, point_word } => {
                    format!("; the other order leads to {point_word} {to}, not {not}")
                }
                OtherOrder::ForSome { point_word } => format!("; the other order leads some to another {point_word}"),
            };
            format!("{title} does not say what comes first on {}: {} was used{elsewhere}.", written(*on), taken.written())
        }
    }
}

fn of_progression(what: &ProgressionAssumption) -> String {
    // Of a workforce it is all such days at once.
    let day_in_grade = |since: Option<Date>| since.map_or_else(|| "the day in the grade".to_owned(), written);
    match what {
        ProgressionAssumption::Rule(why) => format!("Progression: {why}."),
        ProgressionAssumption::TimeOnPoint { since } => {
            format!("The time on the point is counted from {}; point-since can say otherwise.", day_in_grade(*since))
        }
        ProgressionAssumption::OtherService { since, on, point_word } => {
            let (since, on) = (day_in_grade(*since), written(*on));
            let elsewhere = format!("which would not lead to this {point_word} on {on}");
            format!("Time in the grade is counted from {since}, {elsewhere}: service counted otherwise needs another `since`.")
        }
        ProgressionAssumption::GateOpen { field, wanted } => {
            format!("Progression: {field} is not given, so it is taken as {wanted}.")
        }
        ProgressionAssumption::AbsenceCounts(kind) => {
            let kind = kind.in_words();
            format!("Progression: the file does not say whether {kind} counts for a step; it is counted in full.")
        }
        ProgressionAssumption::TimeAway(Some(why)) => format!("Time away and steps: {why}."),
        ProgressionAssumption::TimeAway(None) => "Time away and steps: the file names no source for its rule.".to_owned(),
        ProgressionAssumption::ShortMonth { began, over } => {
            let (began, over) = (written(*began), written(*over));
            format!("A wait from {began} is over on {over}: a month that lacks the day counts to its last.")
        }
    }
}

fn of_payment(payment: &PaymentId, title: &str, what: &PaymentAssumption) -> String {
    match what {
        PaymentAssumption::Assumed(why) => format!("{title}: {why}."),
        PaymentAssumption::NothingWorked(basis) => {
            format!("{title}: paid for each {} worked, and none is given, so none is counted.", basis.word())
        }
        PaymentAssumption::WithdrawnBackTo { from, agreed } => {
            let (from, agreed) = (written(*from), written(*agreed));
            format!("{title}: withdrawn from {from}, which was agreed only on {agreed}; nothing is due from the earlier day on.")
        }
        PaymentAssumption::ShareCounted(share) => {
            format!("{title}: paid to {share} of staff, so each who may get it is counted at {share} of it.")
        }
        PaymentAssumption::ShareNotCounted(share) => {
            format!("{title}: paid to {share} of staff, and not counted here; {payment} = \"yes\" counts it.")
        }
        PaymentAssumption::PromisedUntil(until) => {
            let last = written(day_before(*until));
            format!("{title} is withdrawn, and is due up to {last} because the settlement promised it.")
        }
        PaymentAssumption::NotBeside { first, group } => {
            format!("{title} is not due beside {first}: of the group {group} only the first stated that fits is.")
        }
        PaymentAssumption::FieldsNotGiven(fields) => {
            format!("{title} ({payment}): {} is not given, so it is not counted.", fields.join(" and "))
        }
        PaymentAssumption::NotInLeavePay => {
            format!("{title}: the file does not say whether it counts in leave pay, so nothing is added.")
        }
        PaymentAssumption::Away { kind, goes_on } => {
            let (pay, taken) = (kind.pay_in_words(), if *goes_on { "taken to" } else { "taken not to" });
            format!("{title}: the file does not say whether it counts in {pay}, so it is {taken}.")
        }
    }
}

fn of_work(payment: &PaymentId, month: Month, what: WorkAssumption) -> String {
    let month = month.written();
    match what {
        WorkAssumption::NotDue => format!("{payment}: it is not due in {month}, so what was worked then is not counted."),
        WorkAssumption::AfterService(number) => {
            format!("{payment}: {number} in {month} is after the last day of service, and is not counted.")
        }
        WorkAssumption::BeforeService(number) => {
            format!("{payment}: {number} in {month} is before the member's first day here, and is not counted.")
        }
        WorkAssumption::GivenTwice(number) => format!("{payment}: {number} in {month} is given twice, and both are counted."),
    }
}

fn of_absences(kind: AbsenceKind, what: &AbsenceAssumption) -> String {
    let pay = kind.pay_in_words();
    match what {
        AbsenceAssumption::Rule(why) => format!("Rule of {pay}: {why}."),
        AbsenceAssumption::NoSource => format!("Rule of {pay}: the file names no source for it."),
        AbsenceAssumption::NoStatutoryPay => format!("Statutory pay is not counted in {pay}: it is known in pounds only."),
        AbsenceAssumption::ConditionsMet => format!("Statutory {pay}: that the conditions of service and notice are met."),
        AbsenceAssumption::Service { since } => {
            let since = written(*since);
            format!("Service for {pay} is counted from {since}, the day in the grade; service-since can say otherwise.")
        }
        AbsenceAssumption::QualifyingDays => format!("Qualifying days for statutory {pay} are taken to be Monday to Friday."),
        AbsenceAssumption::StatutoryRow { table, from, why } => format!("{table} from {}: {why}.", written(*from)),
    }
}

fn of_one_absence(kind: AbsenceKind, from: &str, what: &OneAbsenceAssumption) -> String {
    match what {
        OneAbsenceAssumption::NoRule => {
            let kind = kind.word();
            format!("Absence from {from} ({kind}): the pay system has no rules for it, so its months are shown as if in post.")
        }
        OneAbsenceAssumption::StatutoryLeftOut { begins } => {
            let begins = written(*begins);
            format!(
                "Absence from {from}: statutory pay is left out, as its tables begin on {begins}; what the employer pays is counted."
            )
        }
        OneAbsenceAssumption::NoAverage => {
            format!("Leave from {from}: what was due for hours worked before is not known, so no average of it is counted.")
        }
        OneAbsenceAssumption::Average { days, window } => {
            let (first, last) = (written(window.start), written(day_before(window.end)));
            format!("Leave from {from}: the average of what was due for {days} days at work from {first} to {last}.")
        }
        OneAbsenceAssumption::AverageCut { known_from } => {
            let first = written(*known_from);
            format!("Leave from {from}: what was due before {first} is not known, and not in the average.")
        }
        OneAbsenceAssumption::SickPayLimit { until } => {
            let limit = "Average weekly earnings are below the lower earnings limit, so no statutory sick pay is due";
            let until = until.map_or_else(String::new, |until| format!(" before {}", written(until)));
            format!("{limit}{until} in the absence from {from}.")
        }
        OneAbsenceAssumption::LeavePayLimit => {
            let limit = "are below the lower earnings limit, so nothing statutory is due";
            format!("Average weekly earnings before the {} from {from} {limit}.", kind.pay_in_words())
        }
        OneAbsenceAssumption::NoMatch => {
            format!("Adoption leave from {from}: the day of the match (`matched`) is not given; it is taken to be the first.")
        }
        OneAbsenceAssumption::NoBirth => {
            let birth = "the week of the birth (`expected`) is not given; it is taken to be that of the first day";
            format!("Leave from {from}: {birth}.")
        }
        OneAbsenceAssumption::WeeksLeft(weeks) => {
            let left = "weeks of statutory pay are taken to be left; statutory-weeks can say otherwise";
            format!("Shared parental leave from {from}: {weeks} {left}.")
        }
        OneAbsenceAssumption::Earnings { weekly, of } => earnings(from, *weekly, *of),
    }
}

fn earnings(from: &str, weekly: Money, of: EarningsOf) -> String {
    // Statutory pay is known in pounds only.
    let pay = Currency::pounds().written_to_the_penny(weekly);
    let whose = format!("Average weekly earnings before {from}");
    match of {
        EarningsOf::Day(day) => {
            format!("{whose} are taken to be {pay}, the pay of {}: that of the months before is not known.", written(day))
        }
        EarningsOf::Months(first, last) => {
            format!("{whose}: {pay}, as due in {} and {}, each paid on its last day.", first.written(), last.written())
        }
    }
}
