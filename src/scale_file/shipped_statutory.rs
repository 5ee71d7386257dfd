//! The shipped statutory tables, read. A pay system with rules of absence takes its statutory pay from them.

use std::sync::{Arc, LazyLock};

use super::shipped::statutory_text;
use super::source;
use super::statutory_file::read_statutory;
use crate::statutory::{StatutoryPay, StatutoryTable};

/// A shipped statutory table.
pub fn statutory(id: &str) -> Option<StatutoryTable> {
    let source = source(&format!("{id}.toml"), statutory_text(id)?.as_bytes()).ok()?;
    Some(read_statutory(&source).ok()?.value.as_ref().clone())
}

/// The tables behind statutory pay during absence, read once.
static STATUTORY_PAY: LazyLock<Option<Arc<StatutoryPay>>> = LazyLock::new(|| {
    let (sick, parental) = (statutory("sick-pay")?, statutory("parental-pay")?);
    Some(Arc::new(StatutoryPay { sick, parental, insurance: statutory("national-insurance")? }))
});

/// The shipped tables behind statutory pay during absence, in pounds.
///
/// ```
/// let pay = payspine::scale_file::statutory_pay().unwrap();
/// assert_eq!(pay.parental_on("2025-07-07".parse().unwrap()).unwrap().weekly.to_string(), "187.18");
/// ```
pub fn statutory_pay() -> Option<Arc<StatutoryPay>> {
    STATUTORY_PAY.clone()
}
