//! What is assumed of settlements, steps, payments, work and absences.

use std::fmt;

use rust_decimal::Decimal;

use crate::calendar::{Date, Month, Period};
use crate::entitlement::Place;
use crate::money::{Exact, Money, Percent};
use crate::scale::{AbsenceKind, Basis, MoveOrder, Order, PointId};

/// What is assumed of a settlement.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum SettlementAssumption {
    /// What it assumes itself, such as its date.
    Assumed {
        /// What, in the file's words.
        why: String,
        /// Whether it is only proposed.
        proposed: bool,
    },
    /// Its figures have no source in the file.
    NoSource,
    /// It does not say whether progression or assimilation comes first.
    NoOrder {
        /// The day of both.
        on: Date,
        /// The order that was taken.
        taken: Order,
        /// Where the other order leads.
        other: OtherOrder,
    },
}

/// What is assumed of moves between grades.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum MoveAssumption {
    /// The system does not say whether a move or the award and the step of its day come first.
    Order {
        /// The day.
        on: Date,
        /// What was taken.
        taken: MoveOrder,
        /// Where the other order leads.
        other: OtherOrder,
    },
    /// The system has no terms of temporary promotion.
    Temporary {
        /// Whether the member's file says to which point it leads.
        placed: bool,
    },
}

/// What is assumed of hours and weeks.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum HoursAssumption {
    /// How many weeks are paid for weeks at work.
    PaidWeeks {
        /// The weeks at work.
        at_work: Decimal,
        /// The weeks that are paid.
        paid: Exact,
        /// The leave of a whole year, in weeks.
        leave: Decimal,
        /// The weeks of a year, as the file has them.
        year: String,
        /// Whether paid weeks are rounded.
        rounded: bool,
    },
    /// What the rule of paid weeks assumes, in the file's words.
    Rule(String),
    /// The rule of paid weeks has no source in the file.
    NoSource,
    /// Service with the employer, where the day is not given and more of it earns more leave.
    Service {
        /// The day in the grade; `None` for a workforce, whose members have one each.
        since: Option<Date>,
        /// The length of service that earns the most.
        then: String,
        /// The weeks that are paid then.
        paid: Exact,
    },
    /// That hours of a year have paid leave in them.
    OfAYear {
        /// The hours.
        hours: Decimal,
        /// Full-time hours a week.
        full_time: Decimal,
        /// The weeks of a year, as the file has them.
        year: String,
    },
}

/// What is assumed of steps up the range.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum ProgressionAssumption {
    /// What the rule assumes, in the file's words.
    Rule(String),
    /// Since when the member has been on the point, where that is not given.
    TimeOnPoint {
        /// The day in the grade; `None` for a workforce, whose members have one each.
        since: Option<Date>,
    },
    /// Time in the grade that would have led to another point.
    OtherService {
        /// The day in the grade; `None` for a workforce.
        since: Option<Date>,
        /// The day on which the member stands elsewhere.
        on: Date,
        /// What the file calls a point.
        point_word: String,
    },
    /// A field that the gate asks for and nobody gave.
    GateOpen {
        /// The field.
        field: String,
        /// The values that open the gate.
        wanted: String,
    },
    /// Absences of a kind count for a step, which the system does not say.
    AbsenceCounts(AbsenceKind),
    /// What the rule of time away assumes, in the file's words; `None` where it has no source.
    TimeAway(Option<String>),
    /// A wait that began on a day which the month of its end lacks, so that it ends on that month's last day.
    ShortMonth {
        /// The day on which it began.
        began: Date,
        /// The day on which it was over.
        over: Date,
    },
}

/// What is assumed of a payment.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum PaymentAssumption {
    /// What it, a tier or a rate of it assumes, in the file's words.
    Assumed(String),
    /// It goes by what is worked, and nothing worked is given.
    NothingWorked(Basis),
    /// It is withdrawn from a day before that was agreed.
    WithdrawnBackTo {
        /// The day from which it is not due.
        from: Date,
        /// The day on which that was agreed.
        agreed: Date,
    },
    /// Only a share of staff get it, and it counts at that share.
    ShareCounted(Percent),
    /// Only a share of staff get it, and it does not count.
    ShareNotCounted(Percent),
    /// It is withdrawn and promised for longer.
    PromisedUntil(Date),
    /// It is not due beside another of its group.
    NotBeside {
        /// The title of the one that is due.
        first: String,
        /// The group.
        group: String,
    },
    /// It asks for these fields, which nobody gave.
    FieldsNotGiven(Vec<String>),
    /// It does not say whether it counts in leave pay.
    NotInLeavePay,
    /// It does not say whether it goes on in an absence.
    Away {
        /// Why away.
        kind: AbsenceKind,
        /// Whether it is taken to go on.
        goes_on: bool,
    },
}

/// What is assumed of hours or sessions worked.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum WorkAssumption {
    /// Their payment is not due then.
    NotDue,
    /// So many are after the last day of service, and are not counted.
    AfterService(Decimal),
    /// So many are before the first day of which pay is known, and are not counted.
    BeforeService(Decimal),
    /// So many are given twice, and both are counted.
    GivenTwice(Decimal),
}

/// What is assumed of all absences of a kind.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum AbsenceAssumption {
    /// What their rule assumes, in the file's words.
    Rule(String),
    /// Their rule has no source.
    NoSource,
    /// Statutory pay is not counted, since it is known in pounds only.
    NoStatutoryPay,
    /// The conditions of statutory pay are met.
    ConditionsMet,
    /// Service, where the day is not given.
    Service {
        /// The day in the grade.
        since: Date,
    },
    /// Qualifying days that are not given.
    QualifyingDays,
    /// What a row of a statutory table assumes.
    StatutoryRow {
        /// The table's title.
        table: String,
        /// The first day of the row.
        from: Date,
        /// What, in the table's words.
        why: String,
    },
}

/// What is assumed of one absence.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OneAbsenceAssumption {
    /// Statutory pay is left out: its tables begin later.
    StatutoryLeftOut {
        /// The first day that they know.
        begins: Date,
    },
    /// The pay system has no rules for its kind.
    NoRule,
    /// No pay for hours worked is known before leave.
    NoAverage,
    /// Leave is paid at an average.
    Average {
        /// How many days at work the average is of.
        days: u32,
        /// The days that it is taken from.
        window: Period,
    },
    /// A part of what the average should take in is not known.
    AverageCut {
        /// The first day that is known.
        known_from: Date,
    },
    /// Earnings are too low for statutory sick pay.
    SickPayLimit {
        /// The first day from which the law knows no such limit, where the absence reaches it.
        until: Option<Date>,
    },
    /// Earnings are too low for other statutory pay.
    LeavePayLimit,
    /// The day of the match of an adoption is not given.
    NoMatch,
    /// The week of the birth is not given.
    NoBirth,
    /// So many weeks of statutory pay are taken to be left to shared parental leave.
    WeeksLeft(u16),
    /// Average weekly earnings before it.
    Earnings {
        /// How much, in pounds.
        weekly: Money,
        /// What they are the pay of.
        of: EarningsOf,
    },
}

/// Where a member stands, as assumptions name it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Spot {
    /// On a point.
    Point(PointId),
    /// On a salary of their own.
    Salary(Money),
}

impl From<&Place> for Spot {
    fn from(place: &Place) -> Spot {
        match place {
            Place::Point(point) => Spot::Point(point.clone()),
            Place::Salary(salary) => Spot::Salary(salary.published),
        }
    }
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Point(point) => point.fmt(f),
            Spot::Salary(salary) => salary.fmt(f),
        }
    }
}

/// How a place is carried across days on which nothing is known: as the rules before them would have it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Carried {
    /// The place before them.
    pub from: Spot,
    /// The place on the first day after them, before that day's settlement.
    pub to: Spot,
    /// What the file calls a point.
    pub point_word: String,
}

/// Where the order of progression and assimilation leads that was not taken.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum OtherOrder {
    /// To the same place.
    Same,
    /// To another.
    Elsewhere {
        /// There.
        to: Spot,
        /// The place that was taken.
        not: Spot,
        /// What the file calls a point.
        point_word: String,
    },
    /// Of a workforce some to another.
    ForSome {
        /// What the file calls a point.
        point_word: String,
    },
}

/// What average weekly earnings are the pay of.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum EarningsOf {
    /// Of one day, since the months before are not known.
    Day(Date),
    /// Of two months, each paid on its last day.
    Months(Month, Month),
}
