//! What can be wrong between settlements, with the place in the document where it is.

use super::gap::Gap;
use crate::calendar::Date;
use crate::money::Money;
use crate::scale::{GradeId, PaymentId, PointId, SpineId};

/// Which document a settlement stands in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Document {
    /// The pay system's file.
    Scale,
    /// The proposal's.
    Proposal,
}

/// A problem and where it is.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Fault {
    /// The document.
    pub document: Document,
    /// The settlement, counted from 0; `None` for the document as a whole.
    pub settlement: Option<usize>,
    /// The keys from the settlement to the value, in the words of the file: `range`, `EO`, `london`, `minimum`.
    pub path: Vec<String>,
    /// What is wrong.
    pub problem: Problem,
}

impl Fault {
    /// Whether it may be there only because of another that was found before: a table falls if a measure was not applied, or if it
    /// fell already.
    pub(super) fn may_follow(&self, earlier: &Fault) -> bool {
        let Problem::Falling { spine, .. } = &self.problem else { return false };
        let earlier_path = |index: usize| earlier.path.get(index).map(String::as_str);
        match &earlier.problem {
            Problem::Falling { spine: fallen, .. } => fallen == spine,
            _ => {
                earlier_path(0) == Some("measure")
                    || (earlier_path(0) == Some("spine") && earlier_path(1) == Some(spine.as_str()))
            }
        }
    }

    pub(super) fn of_scale(problem: Problem) -> Fault {
        Fault { document: Document::Scale, settlement: None, path: Vec::new(), problem }
    }
}

/// What is wrong.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// The system has no settlement, so no day has an answer.
    #[error("no settlement: a pay system needs at least one")]
    NoSettlement,
    /// More than is worked out: of tables over all settlements and measures, or of payments.
    #[error("{what}; the most that is worked out is {most}")]
    TooMuch {
        /// What there is too much of, and how much of it.
        what: String,
        /// The most.
        most: usize,
    },
    /// Settlements must stand in date order.
    #[error("the settlement from {from} does not come after the one before it, from {before}")]
    OutOfOrder {
        /// Its date.
        from: Date,
        /// The date of the settlement written before it.
        before: Date,
    },
    /// A last known day before the settlement begins.
    #[error("the settlement is known until {known_until}, which is before it begins, on {from}")]
    KnownUntilBefore {
        /// The last known day.
        known_until: Date,
        /// The settlement's first.
        from: Date,
    },
    /// A last known day on which another settlement is in force.
    #[error("the settlement is known until {known_until}, and the next one begins on {next}")]
    KnownUntilAfterNext {
        /// The last known day.
        known_until: Date,
        /// The next settlement's first.
        next: Date,
    },
    /// A proposal cannot start where nothing is known that it could change.
    #[error("the proposal takes effect on {from}, and of the pay system nothing is known {gap}")]
    InGap {
        /// The proposal's date.
        from: Date,
        /// The days.
        gap: Gap,
    },
    /// A proposal cannot start before the system it changes.
    #[error("the proposal takes effect on {from}, before the pay system's first settlement on {first}")]
    BeforeTheSystem {
        /// The proposal's date.
        from: Date,
        /// The system's first.
        first: Date,
    },
    /// A name that the system does not have.
    #[error("no {what} `{name}`")]
    Unknown {
        /// What sort of name: grade, area, spine, point, payment.
        what: &'static str,
        /// What was found.
        name: String,
        /// What there is.
        known: Vec<String>,
    },
    /// A spine on which nobody stated values.
    #[error("spine `{spine}` has no points yet")]
    EmptySpine {
        /// The spine.
        spine: SpineId,
    },
    /// The grade names no spine, so its range cannot be by points.
    #[error("grade `{grade}` has no spine, so its range cannot name points")]
    GradeWithoutSpine {
        /// The grade.
        grade: GradeId,
    },
    /// A value behind a published one that does not round to it.
    #[error("the unrounded value {unrounded} does not round to {published}")]
    NotBehind {
        /// As published.
        published: Money,
        /// What was said to lie behind it.
        unrounded: Money,
    },
    /// The first table of a spine, or of an area, leaves a point without a value.
    #[error("point {point} has no value here")]
    PointMissing {
        /// The point.
        point: PointId,
    },
    /// A value that is stated, and that a measure of the same settlement changes too.
    #[error("{what} has two readings: {stated} if what is stated is the result, {raised} if this settlement's measures start from it{}", others(*.more))]
    TwoReadings {
        /// What is stated.
        what: String,
        /// Its value or point as stated.
        stated: String,
        /// The same with the measures applied to it.
        raised: String,
        /// How many more values of the same table have two readings.
        more: usize,
    },
    /// A value behind a published one, where awards start from published values.
    #[error("the unrounded value {unrounded} has no use: awards start from published values here")]
    CarriesPublished {
        /// What was said to lie behind a value.
        unrounded: Money,
    },
    /// A range in an area, or in none, for which the spine has no values.
    #[error("spine `{spine}` has no values for {grade}")]
    NoValues {
        /// The spine.
        spine: SpineId,
        /// The grade, with its area.
        grade: String,
        /// Whether the spine has values by area, and the range is in none.
        by_area: bool,
    },
    /// A higher point has a lower value.
    #[error("point {higher} ({higher_value}) is worth less than point {lower} ({lower_value}) on spine `{spine}`")]
    Falling {
        /// The spine.
        spine: SpineId,
        /// The lower point.
        lower: PointId,
        /// Its value.
        lower_value: Money,
        /// The higher point.
        higher: PointId,
        /// Its value.
        higher_value: Money,
    },
    /// A range that ends below its start.
    #[error("the target {target} of {grade} is below its minimum {minimum}")]
    TargetBelowMinimum {
        /// The grade, with its area.
        grade: String,
        /// The minimum.
        minimum: String,
        /// The target.
        target: String,
    },
    /// The last point of a spine cannot be deleted: nobody could move up from it.
    #[error("point {point} cannot be deleted: no point remains above it for those who stand there")]
    NothingAbove {
        /// The point.
        point: PointId,
    },
    /// The two points are not next to each other.
    #[error("points {lower} and {higher} are not neighbours on the spine")]
    NotNeighbours {
        /// The one written first.
        lower: PointId,
        /// The one written second.
        higher: PointId,
    },
    /// A numbered point that would not stand between its neighbours by its number.
    #[error("point {point} does not lie between {lower} and {higher} by its number")]
    OutOfPlace {
        /// The point.
        point: PointId,
        /// The lower neighbour.
        lower: PointId,
        /// The higher neighbour.
        higher: PointId,
    },
    /// The point is there already.
    #[error("point {point} stands on the spine already")]
    PointTaken {
        /// The point.
        point: PointId,
    },
    /// A minimum or target cannot move so far.
    #[error("the range of {grade} cannot move like this: {why}")]
    CannotShift {
        /// The grade, with its area.
        grade: String,
        /// What stands in the way.
        why: String,
    },
    /// How long a range takes cannot be said.
    #[error("how long {grade} takes from minimum to target cannot be said: {why}")]
    NoPace {
        /// The grade, with its area.
        grade: String,
        /// What is missing.
        why: String,
    },
    /// As many waits as steps from minimum to target.
    #[error("{grade} has {needed} steps from minimum to target, and {given} waits are given")]
    WaitsDoNotFit {
        /// The grade, with its area.
        grade: String,
        /// Steps in the range.
        needed: usize,
        /// Waits in the file.
        given: usize,
    },
    /// A point in a range by waits for which no wait is stated.
    #[error("{grade} moves up by waits, and none is stated for point {point}")]
    NoWait {
        /// The grade, with its area.
        grade: String,
        /// The point.
        point: PointId,
    },
    /// The measure is for nobody and nothing.
    #[error("this selects nothing: {why}")]
    SelectsNothing {
        /// What was looked for.
        why: String,
    },
    /// A measure where nothing has been stated yet.
    #[error(
        "no settlement comes before this one: there is nothing yet that its measures could change, and nobody whom they could pay"
    )]
    NothingYet,
    /// A payment with no amount or bound cannot rise.
    #[error("payment `{payment}` has no amount that could rise: it is {}", if *limited { "a percentage, and its `total-at-most` does not rise with an award" } else { "only a percentage" })]
    NothingToRaise {
        /// The payment.
        payment: PaymentId,
        /// Whether basic pay and the payment together are limited.
        limited: bool,
    },
    /// A share of basic pay for an hour, and nothing says how many hours a year has.
    #[error("`{payment}` is a share of basic pay for an hour, and the hours of a year are not known")]
    NoHours {
        /// The payment.
        payment: PaymentId,
    },
    /// An id or a title of a payment that means something else.
    #[error("no payment can be called `{name}`: on payslips and in results that is {meaning}")]
    Reserved {
        /// The id or the title.
        name: String,
        /// What it means.
        meaning: &'static str,
        /// What the payment can be called.
        instead: String,
        /// Whether it is the title.
        is_title: bool,
    },
    /// Two payments that have one name but for case, hyphens, underscores and blanks.
    #[error("a payslip could not tell payment `{payment}` from `{other}`: both are called `{name}`")]
    Alike {
        /// The payment that is stated later.
        payment: PaymentId,
        /// The other one.
        other: PaymentId,
        /// The id or title of the later one.
        name: String,
    },
    /// A pay table with an amount below zero or above what the engine holds.
    #[error("{what} would be {amount}")]
    OutOfBounds {
        /// What.
        what: String,
        /// How much, or "too large to hold".
        amount: String,
    },
}

/// How many more values a problem is about.
fn others(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => ", and so has 1 more value here".to_owned(),
        more => format!(", and so have {more} more values here"),
    }
}
