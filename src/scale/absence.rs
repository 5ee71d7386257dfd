//! What a pay system says of pay during absence: sick pay by service, leave by stages, and how statutory pay goes with each.

mod time_away;

use std::fmt;
use std::sync::Arc;

pub use self::time_away::{TimeAway, TimeAwayRule};
use super::Share;
use crate::calendar::{Length, Weekdays};
use crate::money::{Exact, Percent};
use crate::statutory::StatutoryPay;

/// Kinds of absence.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[non_exhaustive]
pub enum AbsenceKind {
    /// Off sick.
    Sick,
    /// On maternity leave.
    Maternity,
    /// On adoption leave.
    Adoption,
    /// On shared parental leave.
    SharedParental,
    /// On annual leave.
    Leave,
    /// Leave without pay.
    Unpaid,
    /// A long break without pay, after which the member comes back.
    CareerBreak,
    /// On strike.
    Strike,
}

impl AbsenceKind {
    /// By the words the files use.
    pub const WORDS: [(&'static str, AbsenceKind); 8] = [
        ("sick", AbsenceKind::Sick),
        ("maternity", AbsenceKind::Maternity),
        ("adoption", AbsenceKind::Adoption),
        ("shared-parental", AbsenceKind::SharedParental),
        ("leave", AbsenceKind::Leave),
        ("unpaid", AbsenceKind::Unpaid),
        ("career-break", AbsenceKind::CareerBreak),
        ("strike", AbsenceKind::Strike),
    ];

    /// Whether it is without any pay: its days come off by a part-month convention, and no other rule is needed.
    pub fn is_unpaid(self) -> bool {
        matches!(self, AbsenceKind::Unpaid | AbsenceKind::CareerBreak | AbsenceKind::Strike)
    }

    /// The word.
    pub fn word(self) -> &'static str {
        AbsenceKind::WORDS.iter().find(|(_, kind)| *kind == self).map_or("", |(word, _)| word)
    }

    /// The pay of such an absence, in a sentence: "sick pay", "maternity pay".
    pub fn pay_in_words(self) -> &'static str {
        match self {
            AbsenceKind::Sick => "sick pay",
            AbsenceKind::Maternity => "maternity pay",
            AbsenceKind::Adoption => "adoption pay",
            AbsenceKind::SharedParental => "shared parental pay",
            AbsenceKind::Leave => "leave pay",
            AbsenceKind::Unpaid | AbsenceKind::CareerBreak | AbsenceKind::Strike => "pay",
        }
    }

    /// In which pay a payment must count to go on in such an absence; `None` where nothing is paid.
    pub fn counts_as(self) -> Option<CountsIn> {
        match self {
            AbsenceKind::Sick => Some(CountsIn::Sick),
            AbsenceKind::Maternity | AbsenceKind::Adoption | AbsenceKind::SharedParental => Some(CountsIn::Maternity),
            AbsenceKind::Leave => Some(CountsIn::Leave),
            AbsenceKind::Unpaid | AbsenceKind::CareerBreak | AbsenceKind::Strike => None,
        }
    }

    /// The time away, in a sentence.
    pub fn in_words(self) -> &'static str {
        match self {
            AbsenceKind::Sick => "sickness",
            AbsenceKind::Maternity => "maternity leave",
            AbsenceKind::Adoption => "adoption leave",
            AbsenceKind::SharedParental => "shared parental leave",
            AbsenceKind::Leave => "annual leave",
            AbsenceKind::Unpaid => "unpaid leave",
            AbsenceKind::CareerBreak => "a career break",
            AbsenceKind::Strike => "a strike",
        }
    }
}

/// What a payment goes on in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CountsIn {
    /// Sick pay.
    Sick,
    /// Maternity, adoption and shared parental pay.
    Maternity,
    /// Pay for annual leave.
    Leave,
}

impl CountsIn {
    /// By the words the files use.
    pub const WORDS: [(&'static str, CountsIn); 3] =
        [("sick", CountsIn::Sick), ("maternity", CountsIn::Maternity), ("leave", CountsIn::Leave)];
}

/// The rules of absence of a pay system; a kind without one is shown as if in post.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AbsenceRules {
    /// Sick pay.
    pub sick: Option<SickRule>,
    /// Maternity pay.
    pub maternity: Option<LeaveRule>,
    /// Adoption pay.
    pub adoption: Option<LeaveRule>,
    /// Shared parental pay.
    pub shared_parental: Option<LeaveRule>,
    /// Pay during annual leave.
    pub annual_leave: Option<LeavePayRule>,
    /// What time away does to the wait for a step.
    pub progression: Option<TimeAwayRule>,
    /// What the law sets, in pounds; `None` in another currency, or where there are no rules.
    pub statutory: Option<Arc<StatutoryPay>>,
}

impl AbsenceRules {
    /// The rule of leave of a kind.
    pub fn leave(&self, kind: AbsenceKind) -> Option<&LeaveRule> {
        match kind {
            AbsenceKind::Maternity => self.maternity.as_ref(),
            AbsenceKind::Adoption => self.adoption.as_ref(),
            AbsenceKind::SharedParental => self.shared_parental.as_ref(),
            AbsenceKind::Sick | AbsenceKind::Leave | AbsenceKind::Unpaid | AbsenceKind::CareerBreak | AbsenceKind::Strike => None,
        }
    }

    /// Whether what such an absence is due can be worked out.
    pub fn cover(&self, kind: AbsenceKind) -> bool {
        match kind {
            AbsenceKind::Sick => self.sick.is_some(),
            AbsenceKind::Leave => self.annual_leave.is_some(),
            _ => kind.is_unpaid() || self.leave(kind).is_some(),
        }
    }

    /// Whether none says what is due.
    pub fn is_empty(&self) -> bool {
        self.origins().is_empty()
    }

    /// Each rule's kind, source, and why it is assumed.
    pub fn origins(&self) -> Vec<(AbsenceKind, &Origin)> {
        let sick = self.sick.as_ref().map(|rule| (AbsenceKind::Sick, &rule.origin));
        let leave = |kind| self.leave(kind).map(|rule| (kind, &rule.origin));
        let kinds = [AbsenceKind::Maternity, AbsenceKind::Adoption, AbsenceKind::SharedParental];
        let annual = self.annual_leave.as_ref().map(|rule| (AbsenceKind::Leave, &rule.origin));
        sick.into_iter().chain(kinds.into_iter().filter_map(leave)).chain(annual).collect()
    }
}

/// Where a rule comes from.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Origin {
    /// Where it was read.
    pub source: Option<String>,
    /// What of it is assumed, and why.
    pub assumed: Option<String>,
}

/// Occupational sick pay: full and half pay for so long by length of service, less what was paid in a window before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SickRule {
    /// Entitlements, shortest service first.
    pub entitlements: Vec<SickEntitlement>,
    /// How far back days of sick pay are taken off.
    pub window: Length,
    /// From which day the window is counted back.
    pub window_from: WindowFrom,
    /// The most days of sick pay, full or half, in a longer window, where there is such a ceiling.
    pub ceiling: Option<SickCeiling>,
    /// How statutory sick pay goes with half pay.
    pub half_pay: WithStatutory,
    /// What is due after.
    pub after: StagePay,
    /// Where it comes from.
    pub origin: Origin,
}

/// Sick pay from a length of service on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SickEntitlement {
    /// Continuous service on the first day of the absence, at least.
    pub service: Length,
    /// Full pay for so long.
    pub full: Length,
    /// Then half pay for so long.
    pub half: Length,
}

/// The most sick pay in a longer window.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SickCeiling {
    /// Full and half pay together for so long.
    pub paid: Length,
    /// Within so long.
    pub window: Length,
}

/// From which day a look-back window is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum WindowFrom {
    /// Back from the first day of the absence: what was paid before is taken off once.
    #[default]
    FirstDay,
    /// Back from each day of the absence: days drop out as it goes on.
    Rolling,
}

impl WindowFrom {
    /// By the words the files use.
    pub const WORDS: [(&'static str, WindowFrom); 2] = [("first-day", WindowFrom::FirstDay), ("rolling", WindowFrom::Rolling)];
}

/// Pay during leave: stages of weeks, one after another.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeaveRule {
    /// The stages. After the last, only statutory pay is due, as long as the law gives it.
    pub stages: Vec<LeaveStage>,
    /// Where it comes from.
    pub origin: Origin,
}

/// So many weeks on the same pay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LeaveStage {
    /// How many.
    pub weeks: u16,
    /// On what.
    pub pay: StagePay,
}

/// Pay during annual leave: basic pay and what is paid by the year go on, and of what is paid for hours and sessions worked each payment
/// that counts in leave pay adds its average (RULES 6.9).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LeavePayRule {
    /// The window before the month in which the leave begins; the months that it touches are taken whole.
    pub average_over: Length,
    /// Over which days of it the average is made, and for which days of leave it is due.
    pub average_by: AverageBy,
    /// Where it comes from.
    pub origin: Origin,
}

/// The days of which an average is made. Days away in the window are none of them: nothing is worked on them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AverageBy {
    /// The member's working days.
    WorkingDays,
    /// Every day of the calendar.
    CalendarDays,
}

impl AverageBy {
    /// By the words the files use.
    pub const WORDS: [(&'static str, AverageBy); 2] =
        [("working-days", AverageBy::WorkingDays), ("calendar-days", AverageBy::CalendarDays)];

    /// The days of the week that count, of somebody who works on these.
    pub fn days(self, working: Weekdays) -> Weekdays {
        match self {
            AverageBy::WorkingDays => working,
            AverageBy::CalendarDays => Weekdays::first(7),
        }
    }
}

/// How a payment takes care of leave itself, so that no average is due beside it (RULES 6.9).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeavePay {
    /// Its rate contains leave pay: an annualised payment does.
    Inside,
    /// So much per cent is added to every payment of it instead.
    Added(Percent),
}

/// A share of pay and how statutory pay goes with it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct StagePay {
    /// The share of pay that the contract gives.
    pub share: PayShare,
    /// How statutory pay goes with it.
    pub statutory: WithStatutory,
}

impl StagePay {
    /// Full pay, statutory pay inside.
    pub const FULL: StagePay = StagePay { share: PayShare::Full, statutory: WithStatutory::Inside };
    /// Statutory pay alone.
    pub const STATUTORY: StagePay = StagePay { share: PayShare::Nil, statutory: WithStatutory::Alone };

    /// Whether statutory pay can make a difference. Full pay is the most that is due, so it is always inside it.
    pub fn may_show_statutory(self) -> bool {
        self.share != PayShare::Full && self.statutory != WithStatutory::Nothing
    }
}

/// A share of pay.
///
/// ```
/// use payspine::scale::PayShare;
/// let share: PayShare = "9/10".parse().unwrap();
/// assert_eq!((share.to_string(), PayShare::HALF.to_string()), ("9/10".to_owned(), "half".to_owned()));
/// assert!("10/9".parse::<PayShare>().is_err());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PayShare {
    /// All of it.
    Full,
    /// A part.
    Part(Share),
    /// None.
    Nil,
}

impl PayShare {
    /// Half pay.
    pub const HALF: PayShare = PayShare::Part(Share { part: 1, whole: 2 });

    /// As a number from 0 to 1.
    pub fn exact(self) -> Exact {
        match self {
            PayShare::Full => Exact::from(1),
            PayShare::Part(share) => share.exact(),
            PayShare::Nil => Exact::zero(),
        }
    }
}

impl fmt::Display for PayShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PayShare::Full => f.write_str("full"),
            PayShare::Part(Share { part: 1, whole: 2 }) => f.write_str("half"),
            PayShare::Part(share) => share.fmt(f),
            PayShare::Nil => f.write_str("nil"),
        }
    }
}

impl std::str::FromStr for PayShare {
    type Err = super::NotAShare;

    fn from_str(text: &str) -> Result<PayShare, super::NotAShare> {
        match text {
            "full" => Ok(PayShare::Full),
            "half" => Ok(PayShare::HALF),
            "nil" => Ok(PayShare::Nil),
            _ => text.parse::<Share>().ok().filter(|share| share.part < share.whole).map(PayShare::Part).ok_or(super::NotAShare),
        }
    }
}

/// How statutory pay goes with a share of pay.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WithStatutory {
    /// It is inside it: the higher of the two is due.
    Inside,
    /// On top of it, both together never above full pay.
    OnTop,
    /// Statutory pay is due as the law gives it, whatever full pay is.
    Alone,
    /// None is due.
    Nothing,
}

impl WithStatutory {
    /// By the words the files use.
    pub const WORDS: [(&'static str, WithStatutory); 4] = [
        ("inside", WithStatutory::Inside),
        ("on-top", WithStatutory::OnTop),
        ("alone", WithStatutory::Alone),
        ("none", WithStatutory::Nothing),
    ];
}
