//! What was paid held against what was due: the ledger of one member, and which mistake explains it.
//!
//! What is due comes from the same engine as a member's progression and a workforce's paybill. A settlement that was agreed after its
//! date was not known on the paydays before: what it adds for them is back pay, due on the first payday after it was agreed, and no
//! mistake of anybody's. The rest of a difference is over- or underpayment, and one is set against the other.
//!
//! One line on its way through:
//!
//! ```text
//!    40017,2007-07,basic,1738.67                  a line of a payslip, read by `payslip_file` into a PaidLine
//!       |
//!    slips, lines       all lines of the month    1,738.67 was paid as basic pay in July 2007
//!       |
//!    terms, version     the same engine again     1,686.58 was due
//!       |
//!    ledger             paid less due             52.09 too much, 572.99 in eleven months
//!       |
//!    hypotheses         each mistake that could   "moved up a year early" pays 1,738.67 from July 2007
//!       |               have been made, paid
//!    diagnosis          those that pay the same   a step up, a year early: `Mistake::StepEarly`
//!       |               in every month
//!    `report::words`    as a sentence             Payroll moved to milestone 61 a year early, from 1 July 2007 ...
//! ```

mod diagnosis;
mod hypotheses;
mod ledger;
mod lines;
mod mistake;
mod outcome;
mod slips;
mod terms;
mod version;
mod wrong_terms;

pub use self::diagnosis::{Diagnosis, Explanation, Partial};
pub use self::ledger::{Entry, Ledger};
pub use self::lines::{Element, PaidLine, TotalLines, Uncounted, known_elements};
pub use self::mistake::{Mistake, OtherStatutory, PaidHours, PartMonthCause};
pub use self::outcome::{Audited, Because, Cause, Totals};
pub use self::terms::{DueMonth, DuePart, Payday, Terms, due};
pub use self::version::{Edit, MonthPaid, PutRight, Version};
pub use self::wrong_terms::WrongTerms;
