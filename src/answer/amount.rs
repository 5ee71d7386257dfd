//! Amounts as they are written. A sign of currency before one must be that of the pay system.

use super::Failure;
use crate::diagnostic::{Code, Diagnostic};
use crate::money::{Currency, Money, amount_in, written_amount};

/// An amount as it was written, to be read once the currency is known.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Amount {
    written: String,
}

impl Amount {
    /// An amount in any currency.
    ///
    /// ```
    /// use payspine::answer::Amount;
    /// assert!(Amount::read("£1,508.92").is_ok() && Amount::read("a lot").is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// What was expected.
    pub fn read(text: &str) -> Result<Amount, String> {
        written_amount(text).map(|_| Amount { written: text.to_owned() }).ok_or_else(expected)
    }

    /// The amount in a currency.
    ///
    /// # Errors
    ///
    /// It has the sign of another currency.
    pub fn in_currency(&self, currency: &Currency) -> Result<Money, Failure> {
        amount_in(&self.written, currency).map_err(|fault| {
            Diagnostic::new(Code::BadNumber, fault.says(&self.written, "an amount", currency))
                .help("leave the sign out where the amount is meant in the currency of the pay system")
                .into()
        })
    }
}

/// An amount in pounds, for an option.
#[cfg(feature = "cli")]
pub(crate) fn pounds(text: &str) -> Result<Money, String> {
    let currency = Currency::pounds();
    amount_in(text, &currency).map_err(|fault| match written_amount(text) {
        Some(_) => fault.says(text, "an amount", &currency),
        None => expected(),
    })
}

fn expected() -> String {
    "expected an amount, such as 1,508.92".to_owned()
}
