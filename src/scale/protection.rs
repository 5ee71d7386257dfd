//! Mark time: how pay is protected that a change not of the member's choosing lowers.

use std::fmt;

use super::absence::Origin;
use super::ids::PaymentId;
use crate::calendar::Length;

/// What mark time makes good, what reduces it, and for how long it is paid.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Protection {
    /// The parts of pay whose loss is paid on.
    pub protects: Vec<PayPart>,
    /// The parts of pay whose later rises reduce it.
    pub reduced_by: Vec<PayPart>,
    /// How long it is paid at most; `None` without limit.
    pub lasts: Option<Length>,
    /// Where the rule comes from.
    pub origin: Origin,
}

impl Protection {
    /// Whether one of some parts of pay takes a payment in, or basic pay for `None`.
    ///
    /// ```
    /// use payspine::scale::{PayPart, Protection};
    /// let parts = ["basic", "shift"].map(PayPart::from);
    /// assert!(Protection::takes(&parts, None) && Protection::takes(&parts, Some(&"shift".into())));
    /// assert!(!Protection::takes(&parts, Some(&"nights".into())));
    /// ```
    pub fn takes(parts: &[PayPart], payment: Option<&PaymentId>) -> bool {
        parts.iter().any(|part| match (part, payment) {
            (PayPart::Basic, None) | (PayPart::Payments, Some(_)) => true,
            (PayPart::Payment(known), Some(payment)) => known == payment,
            _ => false,
        })
    }
}

/// A part of pay.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PayPart {
    /// Basic pay.
    Basic,
    /// Every payment of every month.
    Payments,
    /// One payment.
    Payment(PaymentId),
}

impl From<&str> for PayPart {
    fn from(word: &str) -> PayPart {
        match word {
            "basic" => PayPart::Basic,
            "payments" => PayPart::Payments,
            id => PayPart::Payment(id.into()),
        }
    }
}

impl fmt::Display for PayPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PayPart::Basic => f.write_str("basic"),
            PayPart::Payments => f.write_str("payments"),
            PayPart::Payment(id) => id.fmt(f),
        }
    }
}
