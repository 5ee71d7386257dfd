//! What was paid held against what was due: the ledger of one member, and which mistake explains it.
//!
//! What is due comes from the same engine as a member's progression and a workforce's paybill. A settlement that was agreed after its
//! date was not known on the paydays before: what it adds for them is back pay, due on the first payday after it was agreed, and no
//! mistake of anybody's. The rest of a difference is over- or underpayment, and one is set against the other.

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
pub use self::version::{Edit, MonthPaid, Version};
pub use self::wrong_terms::WrongTerms;
