//! What a standing pays a year.

use super::assumption::{Assumption, Assumptions, PaymentAssumption};
use super::post::Post;
use super::{Place, Standing};
use crate::calendar::Date;
use crate::money::{Exact, Money, Percent, Rounding, TooLarge};
use crate::scale::{Basis, Component, Condition, Kind, LeavePay, PaymentId, WeeksPerYear};
use crate::settlement::{History, Payment, Range, Tables, Tier};

/// Annual pay of a standing. Every amount is exact; months round it.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct Pay {
    /// Basic pay a year at full time.
    pub full_time_basic: Money,
    /// Basic pay a year for the member's hours.
    pub basic: Exact,
    /// Payments due every month, by the year, for the member's hours.
    pub payments: Vec<DuePayment>,
    /// Payments for each hour or session worked.
    pub worked: Vec<WorkedRate>,
    /// Mark time that is left, by the year for the member's hours: below zero where later rises came to more. What is due of it is among
    /// the payments.
    pub mark_time: Option<Exact>,
    /// Payments due once a year, in the month each names.
    pub once_a_year: Vec<(i8, DuePayment)>,
}

/// A payment or mark time that is due.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct DuePayment {
    /// Which.
    pub component: Component,
    /// How much a year, for the member's hours.
    pub annual: Exact,
    /// How much a year at full time.
    pub full_time: Exact,
    /// Whether it goes by the member's hours.
    pub pro_rata: bool,
    /// Whether it counts for the pension. Where the file does not say, all but a bonus is taken to.
    pub pensionable: bool,
}

/// What is paid for each hour or session.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WorkedRate {
    /// The payment.
    pub id: PaymentId,
    /// How much.
    pub each: Exact,
    /// Whether it counts for the pension, as of other payments.
    pub pensionable: bool,
}

/// What a whole month at one rate is due: a twelfth of each component, rounded by itself.
#[derive(Clone, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub struct WholeMonth {
    /// Basic pay.
    pub basic: Money,
    /// Payments due every month.
    pub payments: Vec<(Component, Money)>,
    /// All of it.
    pub total: Money,
    /// The part that counts for the pension.
    pub pensionable: Money,
}

impl Pay {
    /// A whole month of this pay.
    ///
    /// # Errors
    ///
    /// An amount beyond what is held.
    pub fn whole_month(&self, monthly_rounding: Rounding) -> Result<WholeMonth, TooLarge> {
        let month = |annual: &Exact| monthly_rounding.round(&annual.over(12));
        let basic = month(&self.basic)?;
        let (mut total, mut pensionable, mut payments) = (basic, basic, Vec::new());
        for payment in &self.payments {
            let amount = month(&payment.annual)?;
            total += amount;
            if payment.pensionable {
                pensionable += amount;
            }
            payments.push((payment.component.clone(), amount));
        }
        Ok(WholeMonth { basic, payments, total, pensionable })
    }

    /// Basic pay and every month's payments, by the year.
    pub fn annual_total(&self) -> Exact {
        self.payments.iter().fold(self.basic.clone(), |sum, payment| sum.plus(&payment.annual))
    }

    /// The part of that which counts for the pension.
    pub fn annual_pensionable(&self) -> Exact {
        let counted = self.payments.iter().filter(|payment| payment.pensionable);
        counted.fold(self.basic.clone(), |sum, payment| sum.plus(&payment.annual))
    }

    /// Each amount by the year, and their sum, must be no more than what is held: results show them.
    ///
    /// # Errors
    ///
    /// The first that is.
    pub(super) fn check(&self, rounding: Rounding) -> Result<(), TooLarge> {
        let payments = self.payments.iter().chain(self.once_a_year.iter().map(|(_, payment)| payment));
        let amounts = payments.flat_map(|payment| [&payment.annual, &payment.full_time]).chain([&self.basic]);
        amounts.chain([&self.annual_total()]).try_for_each(|amount| rounding.round(amount).map(drop))
    }
}

/// What a payment counts for that only a share of staff get, where nobody says whether this member does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Shares {
    /// Nothing: for one member.
    OnlyIfGiven,
    /// Its share: for a paybill.
    Expected,
}

/// What a standing pays on a day, and what that rests on which is assumed. A payment that only a share of staff get counts where the
/// field of its name says yes.
///
/// `None` where nothing is in force on the day, the grade has no value for the place, or an amount is beyond what is held.
///
/// ```
/// use payspine::entitlement::{Assumption, Place, Standing, pay_on};
/// use payspine::{money, scale_file, settlement::History};
///
/// let history = History::new(scale_file::shipped("home-office-2006").unwrap(), None).unwrap();
/// let standing = Standing {
///     grade: "EO".into(),
///     area: Some("london".into()),
///     place: Place::Point("55".into()),
///     target: None,
///     fte: money::Fte::FULL_TIME,
///     fields: [].into(),
/// };
/// let (pay, assumed) = pay_on(&history, "2006-07-01".parse().unwrap(), &standing).unwrap();
/// assert_eq!(pay.annual_total(), money::Money::from(22_632).exact());
/// let of_london = |assumed: &Assumption| matches!(assumed, Assumption::Payment { title, .. } if title.starts_with("London"));
/// assert!(assumed.iter().any(of_london));
/// ```
pub fn pay_on(history: &History, on: Date, standing: &Standing) -> Option<(Pay, Vec<Assumption>)> {
    let post = Post::of(history, history.tables_at(on).ok()?, standing.post());
    let mut assumptions = Assumptions::default();
    let pay = pay(history, &post, standing, on, Shares::OnlyIfGiven, &mut assumptions).ok()??;
    note_assumed(&post, &standing.place, &mut assumptions);
    Some((pay, assumptions.into_list()))
}

/// Notes what in the range and the value of a place is assumed.
pub(super) fn note_assumed(post: &Post<'_>, place: &Place, assumptions: &mut Assumptions) {
    if let (Some(key), Some(why)) = (post.key, post.range.as_deref().and_then(Range::assumed)) {
        assumptions.note(|| Assumption::Range { range: key.clone(), why: why.to_owned() });
    }
    let value = place.point().and_then(|point| post.value(point));
    if let (Some(id), Some(why)) = (post.spine_id, value.and_then(|value| value.assumed.as_deref())) {
        assumptions.note(|| Assumption::Values { spine: id.clone(), why: why.to_owned() });
    }
}

/// The pay of a standing on a day under the tables in force.
///
/// A payment that only a share of staff get counts where the member's field of that name says yes; where nobody said, it counts
/// for nothing in one member's pay, and at its share in a paybill.
///
/// `None` if the grade has no value for the place.
pub(super) fn pay(
    history: &History,
    post: &Post<'_>,
    standing: &Standing,
    on: Date,
    shares: Shares,
    assumptions: &mut Assumptions,
) -> Result<Option<Pay>, TooLarge> {
    let tables = post.tables;
    let Some(full_time_basic) = post.annual(&standing.place) else { return Ok(None) };
    let for_hours = |annual: Exact| if standing.fte.is_full_time() { annual } else { annual.times(&standing.fte.share()) };
    let target = || post.target_pay().unwrap_or(full_time_basic).exact();
    let basic = for_hours(full_time_basic.exact());
    let mut pay =
        Pay { full_time_basic, basic, payments: Vec::new(), worked: Vec::new(), mark_time: None, once_a_year: Vec::new() };
    let mut groups = Groups::default();
    let due = |payment: &Payment| payment.promised_until.is_none_or(|until| on < until);
    for (id, payment) in post.payments.iter().copied().filter(|(_, payment)| due(payment)) {
        let Some(tier) = tier_for(payment, id, standing, assumptions) else { continue };
        let of = |what| Assumption::Payment { payment: id.clone(), title: payment.fact.title.clone(), what };
        let share = match (payment.fact.share, standing.fields.get(id.as_str())) {
            (None, _) => None,
            (Some(_), Some(given)) if given == "yes" => None,
            (Some(_), Some(_)) => continue,
            (Some(share), None) if shares == Shares::Expected => {
                assumptions.note(|| of(PaymentAssumption::ShareCounted(share)));
                Some(share)
            }
            (Some(share), None) => {
                assumptions.note(|| of(PaymentAssumption::ShareNotCounted(share)));
                continue;
            }
        };
        let Some(share) = groups.left_for((id, payment), share, assumptions) else { continue };
        if let Some(until) = payment.promised_until {
            assumptions.note(|| of(PaymentAssumption::PromisedUntil(until)));
        }
        for why in payment.fact.assumed.as_deref().into_iter().chain(tier.assumed.as_deref()).chain(tier.rate.assumed()) {
            assumptions.note(|| of(PaymentAssumption::Assumed(why.to_owned())));
        }
        let pensionable = payment.fact.pensionable.unwrap_or(payment.fact.kind != Kind::Bonus);
        let basic = match payment.fact.basis {
            Basis::Hour => of_an_hour(history, tables, full_time_basic),
            Basis::Fte | Basis::Flat | Basis::Session => full_time_basic.exact(),
        };
        let mut annual = tier.rate.annual(&basic, target);
        if let Some(LeavePay::Added(percent)) = payment.fact.leave_pay {
            annual = annual.plus(&annual.times(&percent.share()));
        }
        if let Some(rounding) = payment.fact.rounding {
            annual = rounding.round(&annual)?.exact();
        }
        if payment.fact.basis.is_worked() {
            pay.worked.push(WorkedRate { id: id.clone(), each: annual, pensionable });
            continue;
        }
        if share != Exact::from(1) {
            annual = annual.times(&share);
        }
        let full_time = annual.clone();
        let pro_rata = payment.fact.basis == Basis::Fte;
        if pro_rata {
            annual = for_hours(annual);
        }
        let due = DuePayment { component: id.into(), annual, full_time, pro_rata, pensionable };
        match payment.fact.paid {
            Some(month) => pay.once_a_year.push((month, due)),
            None => pay.payments.push(due),
        }
    }
    Ok(Some(pay))
}

/// Basic pay for an hour: a year's ÷ weeks in a year ÷ hours a week; zero if the system does not say how many those are. A share of basic
/// pay for an hour is refused then, so that only amounts are left, which do not go by it.
fn of_an_hour(history: &History, tables: &Tables, annual: Money) -> Exact {
    let weeks = history.scale().conventions.weeks_per_year.as_ref().map(WeeksPerYear::exact);
    let Some((weeks, hours)) = weeks.zip(tables.hours_per_week) else { return Exact::zero() };
    let hour = annual.exact().divided_by(&weeks.times(&Exact::from(hours)));
    hour.expect("weeks in a year and hours a week are above zero")
}

/// Groups of which only one payment is due at a time, as far as they are taken.
#[derive(Default)]
struct Groups<'t> {
    /// For each the payment that took it last, and the share of staff for whom nothing of it is due yet.
    taken: Vec<(&'t str, &'t str, Exact)>,
}

impl<'t> Groups<'t> {
    /// The share at which a payment counts that a share of staff get; of a group only what the payments before it leave. `None` where
    /// one before it is due instead, which is noted.
    fn left_for(
        &mut self,
        (id, Payment { fact, .. }): (&PaymentId, &'t Payment),
        share: Option<Percent>,
        assumptions: &mut Assumptions,
    ) -> Option<Exact> {
        let all = Exact::from(1);
        let own = share.map_or_else(|| all.clone(), Percent::share);
        let Some(group) = &fact.exclusive_group else { return Some(own) };
        let Some((_, first, left)) = self.taken.iter_mut().find(|(known, ..)| known == group) else {
            self.taken.push((group, &fact.title, all.minus(&own)));
            return Some(own);
        };
        assumptions.note(|| Assumption::Payment {
            payment: id.clone(),
            title: fact.title.clone(),
            what: PaymentAssumption::NotBeside { first: (*first).to_owned(), group: group.clone() },
        });
        if left.is_zero() {
            return None;
        }
        let counted = left.times(&own);
        *left = left.minus(&counted);
        Some(counted)
    }
}

/// The tier of a payment that fits; a field that nobody gave counts as not fitting, and that is noted.
fn tier_for<'a>(payment: &'a Payment, id: &PaymentId, standing: &Standing, assumptions: &mut Assumptions) -> Option<&'a Tier> {
    let mut fits = |condition: &Condition| {
        let answer = condition.fits(|field| standing.field(field));
        if answer.is_none() {
            let missing = condition.iter().map(|(field, _)| field).filter(|field| standing.field(field).is_none());
            assumptions.note(|| Assumption::Payment {
                payment: id.clone(),
                title: payment.fact.title.clone(),
                what: PaymentAssumption::FieldsNotGiven(missing.map(str::to_owned).collect()),
            });
        }
        answer == Some(true)
    };
    if !fits(&payment.fact.condition) {
        return None;
    }
    payment.tiers.iter().find(|tier| fits(&tier.condition))
}
