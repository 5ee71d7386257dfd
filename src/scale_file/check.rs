//! What the engine finds wrong with settlements, labelled on the text they were read from.

use super::document::Document;
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::scale::{PaymentId, PointPart, Settlement, Status};
use crate::settlement::{self, Fault, History, Problem};

/// What settlements come to; what is wrong with them is pushed with its place. From the first settlement on of which parts were left out,
/// what may only follow from that is not told.
pub(super) fn history(
    applied: Result<History, Vec<Fault>>,
    document: &Document,
    proposal: Option<&Document>,
    left_out: Option<usize>,
    found: &mut Vec<Diagnostic>,
) -> Option<History> {
    let faults = match applied {
        Ok(history) => return Some(history),
        Err(faults) => faults,
    };
    for fault in faults {
        let document = match (fault.document, proposal) {
            (settlement::Document::Proposal, Some(document)) => document,
            _ => document,
        };
        let told = on_a_reported_date(&fault, document) || is_wrong_already(&fault, document);
        let later = left_out.is_some_and(|first| fault.settlement.is_none_or(|index| index >= first));
        let follows = later && may_follow(&fault.problem);
        if !(told || follows) {
            found.push(labelled(&fault, document));
        }
    }
    None
}

/// Whether a problem may only follow from a spine or a measure that was left out.
fn may_follow(problem: &Problem) -> bool {
    match problem {
        Problem::Unknown { what, .. } => ["point", "spine"].contains(what),
        Problem::EmptySpine { .. }
        | Problem::Falling { .. }
        | Problem::CannotShift { .. }
        | Problem::WaitsDoNotFit { .. }
        | Problem::NothingAbove { .. }
        | Problem::PointTaken { .. }
        | Problem::NotNeighbours { .. }
        | Problem::SelectsNothing { .. }
        | Problem::NoValues { .. } => true,
        _ => false,
    }
}

/// Whether a date that was reported, of this settlement or the one before, is what is out of order.
fn on_a_reported_date(fault: &Fault, document: &Document) -> bool {
    let dated = |index: usize| document.root().list("settlement").get(index).and_then(|node| node.view()?.date("from")).is_some();
    match (&fault.problem, fault.settlement) {
        (Problem::OutOfOrder { .. }, Some(index)) => !dated(index) || index.checked_sub(1).is_some_and(|before| !dated(before)),
        (Problem::BeforeTheSystem { .. } | Problem::InGap { .. } | Problem::KnownUntilBefore { .. }, Some(index)) => {
            !dated(index)
        }
        (Problem::KnownUntilAfterNext { .. }, Some(index)) => !dated(index) || !dated(index + 1),
        _ => false,
    }
}

/// Whether the key is there and was reported: `[settlement]` instead of `[[settlement]]`.
fn is_wrong_already(fault: &Fault, document: &Document) -> bool {
    fault.problem == Problem::NoSettlement && document.root().has("settlement")
}

fn labelled(fault: &Fault, document: &Document) -> Diagnostic {
    let mut path: Vec<String> = Vec::new();
    if let Some(index) = fault.settlement {
        path.extend(["settlement".to_owned(), index.to_string()]);
    }
    path.extend(fault.path.iter().cloned());
    let (span, _) = document.span_of(&path);
    let span = if span.is_empty() { super::lower::first_key(document.root()) } else { span };
    let (code, label, help) = described(&fault.problem);
    Diagnostic::new(code, fault.problem.to_string()).at(document.source(), span, label).maybe_help(help)
}

/// Of the last day on which a settlement is known to be in force.
fn known_until(problem: &Problem) -> (Code, String, Option<String>) {
    match problem {
        Problem::InGap { gap, .. } => {
            let next = gap.next.map_or_else(String::new, |next| format!(", or from {next} on"));
            let begin = format!("let it begin up to {}{next}", gap.last);
            let help = format!("{begin}; or write what was in force in between into a copy of the pay system");
            (Code::NotInForce, "nothing is known on this day".into(), Some(help))
        }
        Problem::KnownUntilBefore { .. } => {
            let help = "it is the last day on which the settlement is known to be in force, so not before `from`";
            (Code::OutOfOrder, "before the settlement begins".into(), Some(help.into()))
        }
        _ => {
            let help =
                "a settlement is in force until the next: leave `known-until` out, or give the last day before nothing is known";
            (Code::OutOfOrder, "not before the next settlement".into(), Some(help.into()))
        }
    }
}

fn described(problem: &Problem) -> (Code, String, Option<String>) {
    let say = |code, label: &str, help: Option<&str>| (code, label.to_owned(), help.map(str::to_owned));
    match problem {
        Problem::NoSettlement => {
            say(Code::NoSettlement, "none in this file", Some("add a [[settlement]] with `from`, `status` and `source`"))
        }
        Problem::TooMuch { .. } => say(
            Code::TooLarge,
            "more than is worked out from here on",
            Some("fewer settlements, measures, points or payments in one file"),
        ),
        Problem::OutOfOrder { .. } => {
            say(Code::OutOfOrder, "too early here", Some("write settlements oldest first, one for each date"))
        }
        Problem::KnownUntilBefore { .. } | Problem::KnownUntilAfterNext { .. } | Problem::InGap { .. } => known_until(problem),
        Problem::BeforeTheSystem { .. } => say(Code::BeforeTheSystem, "before there is anything to change", None),
        Problem::Unknown { what, name, known } => unknown(what, name, known),
        Problem::EmptySpine { .. } => {
            say(Code::EmptySpine, "no points to stand on", Some("state them with [settlement.spine.<name>]"))
        }
        Problem::GradeWithoutSpine { .. } => say(
            Code::GradeWithoutSpine,
            "a point of which spine?",
            Some("give the grade a `spine`, or use minimum-pay and target-pay"),
        ),
        Problem::NotBehind { .. } => say(
            Code::UnroundedDiffers,
            "rounds to something else",
            Some("an unrounded value is published rounded by annual-rounding"),
        ),
        Problem::TwoReadings { .. } => say(
            Code::TwoReadings,
            "stated, and changed by a measure",
            Some(
                "`before-measures = true` beside it: measures start from what is stated; `exception = \"why\"`: what is stated is the result",
            ),
        ),
        Problem::CarriesPublished { .. } => {
            say(Code::ConflictingKeys, "no use here", Some("it needs annual-rounding with carry = \"unrounded\""))
        }
        Problem::PointMissing { .. } => {
            say(Code::PointMissing, "a whole table names every point", Some("give the point a value in this table too"))
        }
        Problem::NoValues { by_area: true, .. } => say(
            Code::NoValues,
            "no values for a range in no area",
            Some("the spine has a table for each area, so the range needs one too: [settlement.range.<grade>.<area>]"),
        ),
        Problem::NoValues { .. } => say(
            Code::NoValues,
            "no values for this range",
            Some("add a table for the area, [settlement.spine.<name>.<area>], or one for all"),
        ),
        Problem::Falling { .. } => say(
            Code::FallingTable,
            "lower than the point before",
            Some("from point to point values may stay or rise; an award for some points must not lift them past the next"),
        ),
        Problem::TargetBelowMinimum { .. } => say(Code::TargetBelowMinimum, "below the minimum", None),
        Problem::NothingAbove { .. } => say(Code::NothingAbove, "the highest that is left", None),
        Problem::NotNeighbours { .. } => say(Code::NotNeighbours, "other points lie between, or the order is reversed", None),
        Problem::OutOfPlace { .. } => {
            say(Code::NotNeighbours, "another number, or a name", Some("a name such as \"3a\" can stand between any two"))
        }
        Problem::PointTaken { .. } => say(Code::PointTaken, "taken", None),
        Problem::CannotShift { .. } => say(Code::CannotShift, "", Some("`grades` and `areas` limit a measure to some ranges")),
        Problem::NoPace { .. } => say(Code::NoPace, "", Some("`grades` and `areas` limit a measure to some ranges")),
        Problem::WaitsDoNotFit { .. } => say(
            Code::WaitsDoNotFit,
            "one wait for each step",
            Some("state waits for a grade in [settlement.progression.<grade>]"),
        ),
        Problem::NoWait { .. } => say(
            Code::WaitsDoNotFit,
            "changes the points of the range",
            Some("state the waits anew in this settlement: [settlement.progression.<grade>]"),
        ),
        Problem::SelectsNothing { .. } => say(Code::SelectsNothing, "nothing here", None),
        Problem::NothingYet => say(
            Code::SelectsNothing,
            "nothing before it",
            Some(
                "state the values as they are after them, with `before-measures = true` what they start from, or a [[settlement]] of an earlier date",
            ),
        ),
        Problem::NothingToRaise { limited: true, .. } => say(
            Code::NothingToRaise,
            "a percentage and a limit",
            Some("state the payment again with the limit that holds from this date on"),
        ),
        Problem::NothingToRaise { .. } => say(Code::NothingToRaise, "only a percentage", None),
        Problem::NoHours { .. } => {
            say(Code::MissingKey, "a share of what?", Some("give [conventions] hours-per-week and weeks-per-year"))
        }
        Problem::Reserved { instead, is_title, .. } => {
            let quote = if *is_title { '"' } else { '`' };
            say(Code::ReservedName, "taken", Some(&format!("call it {quote}{instead}{quote}")))
        }
        Problem::Alike { name, payment, .. } => say(Code::DuplicateId, "reads the same", Some(&told_apart(name, payment))),
        Problem::OutOfBounds { .. } => say(Code::OutOfBounds, "expected a result from zero to 1,000,000,000,000,000", None),
    }
}

/// How a payment whose name reads like that of another can be called.
fn told_apart(name: &str, payment: &PaymentId) -> String {
    let other = format!("call it by another, such as \"{name} ({payment})\"");
    format!("names that differ only in case, hyphens and blanks are one to a payslip; {other}")
}

/// A name that the system does not have.
fn unknown(what: &str, name: &str, known: &[String]) -> (Code, String, Option<String>) {
    let code = match what {
        "grade" => Code::UnknownGrade,
        "area" => Code::UnknownArea,
        "spine" => Code::UnknownSpine,
        "payment" => Code::UnknownPayment,
        _ => Code::UnknownPoint,
    };
    let help = match what {
        "point" if name.contains("..") => Some(match PointPart::from(name) {
            PointPart::Range(..) => "here each point is named: 1, 2, 3".to_owned(),
            PointPart::One(_) => "a range of points is written \"1..3\", both ends included".to_owned(),
        }),
        _ => suggestion(name, known.iter().map(String::as_str)),
    };
    (code, format!("unknown {what}"), help)
}

/// A pay system holds what is in force; what is only claimed or offered belongs in a proposal.
pub(super) fn agreed(settlements: &[Settlement], document: &Document, found: &mut Vec<Diagnostic>) {
    for (index, settlement) in settlements.iter().enumerate() {
        if matches!(settlement.status, Status::Offer | Status::Claim) {
            let (span, _) = document.span_of(&["settlement".into(), index.to_string(), "status".into()]);
            let title = format!("a pay system holds what is agreed or imposed, and this is only {}", settlement.status.written());
            found.push(
                Diagnostic::new(Code::NotAgreed, title)
                    .at(document.source(), span, "not in force")
                    .help("put it into a proposal, a file with `scale`, to see it beside what is agreed"),
            );
        }
    }
}

/// Settlements in force need a source; without one they are read, and reported wherever they are used.
pub(super) fn sources(settlements: &[Settlement], document: &Document, found: &mut Vec<Diagnostic>) {
    for (index, settlement) in settlements.iter().enumerate() {
        let in_force = matches!(settlement.status, Status::Agreed | Status::Imposed);
        if settlement.source.is_none() && settlement.assumed.is_none() && in_force {
            let (span, _) = document.span_of(&["settlement".into(), index.to_string()]);
            let title = format!("the settlement from {} names no source", settlement.from);
            found.push(
                Diagnostic::new(Code::MissingSource, title)
                    .at(document.source(), span, "where do its figures come from?")
                    .help("add: source = \"…\"; until then its figures count as assumed, and every result says so"),
            );
        }
    }
}
