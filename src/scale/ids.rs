//! Names: one type for each kind, so that none is taken for another.

use std::fmt;
use std::sync::Arc;

macro_rules! id {
    ($(#[$doc:meta] $name:ident)*) => { $(
        #[$doc]
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name as written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(name: &str) -> $name {
                $name(name.into())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
    )* };
}

id! {
    /// The name of a pay system.
    ScaleId
    /// The name of a claim or an offer.
    ProposalId
    /// The name of a grade.
    GradeId
    /// The name of an area.
    AreaId
    /// The name of a spine.
    SpineId
    /// The name of a payment.
    PaymentId
}

/// A point of a spine: numbered (55) or named (8a-entry).
///
/// Each point has one form however it is spelled: leading zeros, the decimals that spreadsheets add to whole numbers, and blanks
/// around or doubled within a name make no difference.
///
/// ```
/// use payspine::scale::PointId;
/// assert_eq!(PointId::from("055"), PointId::Number(55));
/// assert_eq!(PointId::from("55.0"), PointId::Number(55));
/// assert_eq!(PointId::from("8a-entry").to_string(), "8a-entry");
/// assert_eq!(PointId::from(" top\u{a0}point "), PointId::from("top point"));
/// ```
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PointId {
    /// By number.
    Number(u16),
    /// By name.
    Name(Arc<str>),
}

impl From<&str> for PointId {
    fn from(text: &str) -> PointId {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let text = text.trim();
        let whole = text.split_once('.').filter(|(_, decimals)| decimals.bytes().all(|digit| digit == b'0'));
        let whole = whole.map_or(text, |(whole, _)| whole);
        if !is_digits(whole) {
            return PointId::Name(text.split_whitespace().collect::<Vec<_>>().join(" ").into());
        }
        let digits = match whole.trim_start_matches('0') {
            "" => "0",
            digits => digits,
        };
        // A number too large to count with is a name, in one spelling too.
        digits.parse().map_or_else(|_| PointId::Name(digits.into()), PointId::Number)
    }
}

impl fmt::Display for PointId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PointId::Number(number) => f.pad(&number.to_string()),
            PointId::Name(name) => f.pad(name),
        }
    }
}
