//! A workforce priced: paybills with and without a proposal, who gains and who loses, and what causes what.
//!
//! One cell of a roster on its way through, the one that [`crate::roster_file`] ends with: three porters at 0.6 of full time on point 2,
//! who move up a point each July; the claim is 5% from October. The example below computes these figures.
//!
//! ```text
//!    cell                    grade P, point 2, rating A, FTE 0.6, 3 staff
//!       |
//!  1 partition               with all cells that the pay system treats alike whatever their hours: one of them stands for all
//!    shared_walks            and, if two cases are alike in what they ask for, for both
//!       |
//!  2 paybill, month_runs     that one, walked by the engine at full time   agreed      3 x 2,100.00, 9 x 2,200.00
//!       |                                                                  with claim  3 x 2,100.00, 3 x 2,200.00, 6 x 2,310.00
//!       |
//!  3 units                   class (who is alike) and size (hours)         one unit of 3 staff at 0.6
//!    price                   one of that size, each month rounded once     2,100.00 -> 1,260.00, 2,200.00 -> 1,320.00, 2,310.00 -> 1,386.00
//!       |
//!  4 class_totals            months x staff, in whole pence                agreed 46,980.00, with claim 48,168.00
//!  5 compare, rises          the two cases side by side                    6 x 0.00, 6 x 66.00: each has 396.00 more, and 3 gain
//!       |
//!  6 tally                   sums by case, year, component and group       cost 1,188.00
//! ```
//!
//! Steps 1 and 2 keep walks through the engine few, since it is exact and therefore slow: cells that differ only in hours, or in what no
//! rule asks for, share one. The 20,000 rows of `tests/w1` are 3,111 cells, but only 395 combinations of grade, area, point and the
//! ratings that the rules tell apart: one walk for basic pay each. Step 3 multiplies in integers what the engine has as fractions, once
//! for each rate and size; step 4 adds up a rate once for all who have it. All of that is exact: a month of one component is rounded once for each member, as it is paid, so
//! that every grouping adds up and the sum of all members' own timelines is the paybill. [`reconcile()`] does that sum.
//!
//! What goes with the place in the range is walked apart from payments that are the same on every place
//! ([`crate::entitlement::PayScope`]): those who differ only in their point share the walk of the second. Members whose place is not
//! known are walked from every place in the range (`place`), and `months` prices what the quick way of `class_totals` does not
//! hold: several places, on-costs, a component that is due twice in a month.
//!
//! Whoever comes or leaves within the days (`in_post`) is walked on their own days; the other months of theirs are due nothing.
//!
//! The questions that are asked of it: [`cost`] takes a proposal apart into its parts (`answer`, `split`), [`largest`] finds what a
//! budget funds (`solve`), [`break_even`](break_even()) who stands on which side of "the higher of", [`turnover()`] what leavers change,
//! `on_costs` what pay costs an employer on top, [`remit_years`] the increase as a pay remit counts it, and [`needs()`] which columns a roster must have.
//!
//! ```
//! use payspine::calendar::{Date, Period};
//! use payspine::costing::{InYear, Plan, paybills};
//! use payspine::entitlement::{AtFullTime, PayMonths, PayScope};
//! use payspine::money::Exact;
//! # use payspine::scale_file::{read_proposal, read_scale, source};
//! # use payspine::workforce::{Column, Origin, Roster, Subject, Value};
//! # let file = br#"
//! # format   = 1
//! # id       = "porters"
//! # title    = "Porters"
//! # currency = "GBP"
//! # [conventions]
//! # annual-rounding  = { to = 1, mode = "half-up", carry = "published" }
//! # monthly-rounding = { to = 0.01, mode = "half-up" }
//! # part-month       = "calendar-days"
//! # year-start       = "04-01"
//! # [grade.P]
//! # title = "Porter"
//! # spine = "main"
//! # [[settlement]]
//! # from   = 2024-04-01
//! # status = "agreed"
//! # source = "Agreement of March 2024"
//! # spine.main.points = { 1 = 24000, 2 = 25200, 3 = 26400 }
//! # range.P = { minimum = 1, target = 3 }
//! # progression = { step = 1, every = "1 year", on = "07-01", requires = { rating = ["A", "B"] } }
//! # "#;
//! # let claim = br#"
//! # format = 1
//! # id     = "claim"
//! # title  = "Claim"
//! # scale  = "porters"
//! # [[settlement]]
//! # from   = 2025-10-01
//! # status = "claim"
//! # [[settlement.measure]]
//! # uplift = { percent = 5 }
//! # "#;
//! # let (scale, agreed) = read_scale(&source("porters.toml", file).unwrap()).unwrap();
//! # let (_, claimed) = read_proposal(&source("claim.toml", claim).unwrap(), (&scale, &agreed)).unwrap();
//! # let column = |subject: Subject, value: Value| Column::new(subject, vec![value]);
//! # let mut roster = Roster::new(vec![
//! #     column(Subject::Grade, Value::Text("P".into())),
//! #     column(Subject::Point, Value::Point("2".into())),
//! #     column(Subject::Fte, Value::Fte(payspine::money::Fte::new("0.6".parse().unwrap()).unwrap())),
//! #     column(Subject::Field("rating".into()), Value::Text("A".into())),
//! # ]);
//! # roster.push(&[0, 0, 0, 0], 3, Origin { line: 2, rows: 3 });
//! let from = Date::constant(2025, 4, 1);
//! let plan = Plan { period: Period::new(from, Date::constant(2026, 4, 1)), as_at: from };
//!
//! // One of the cell, at full time: months with what each is due.
//! let member = roster.cell(0).member(roster.cell(0).position().unwrap(), from, plan.long_ago());
//! let months = PayMonths::of(plan.period, "04-01".parse().unwrap());
//! let runs = AtFullTime::new(&claimed, &months, &PayScope::WHOLE).member(&member).unwrap().runs;
//! let runs: Vec<(u32, Exact)> = runs.iter().map(|run| (run.months, run.parts[0].by_hours.clone())).collect();
//! assert_eq!(runs, [(3, 2100.into()), (3, 2200.into()), (6, 2310.into())]);
//!
//! // All of the cell, with their hours: 3 × (3 × 1,260.00 + 9 × 1,320.00), and with the claim 3 × (… + 6 × 1,386.00).
//! let paybills = paybills(&roster, plan, &[&agreed, &claimed], 1, &[], None).unwrap();
//! let total = |case: usize| paybills.money(paybills.all.year(InYear { variant: 0, case, year: 0 }).iter().sum()).unwrap().to_string();
//! assert_eq!((total(0), total(1)), ("46980.00".to_owned(), "48168.00".to_owned()));
//! assert_eq!(paybills.money(paybills.median_rise(InYear { variant: 0, case: 1, year: 0 })).unwrap().to_string(), "396.00");
//! assert_eq!(paybills.all.gainers(InYear { variant: 0, case: 1, year: 0 }).number(), 3.into());
//! ```

mod answer;
mod break_even;
mod class_totals;
mod compare;
mod heads;
mod in_post;
mod month_runs;
mod months;
mod needs;
mod on_costs;
mod partition;
mod paybill;
mod place;
mod plan;
mod price;
mod reconcile;
mod remit;
mod rises;
mod run;
mod shared_walks;
mod solve;
mod split;
mod tally;
mod turnover;
mod units;
mod unpriced;
mod work;

pub use self::answer::{Answer, Question, cost};
pub use self::break_even::{Arms, BreakEven, break_even};
pub use self::heads::Heads;
pub use self::in_post::{ComeAndGo, member_of};
pub use self::needs::{Need, needs};
pub use self::on_costs::{BY_MEMBER, EmployersPension, HeldRates, NoRate, OnCosts, levied, levy, paid_on};
pub use self::paybill::{MOST_FIGURES, paybills};
pub use self::plan::Plan;
pub use self::reconcile::{Reconciled, reconcile};
pub use self::remit::{RemitQuestion, RemitSums, RemitYear, compound, is_consolidated, remit_years};
pub use self::solve::{Solved, Trial, Tried, largest};
pub use self::split::{Item, ItemPart, items};
pub use self::tally::{AssumedPoint, Ends, InMonth, InYear, Loss, Monthly, PayYear, Paybills, Sums};
pub use self::turnover::{Turnover, turnover};
pub use self::unpriced::{Misfit, Unpriced};
