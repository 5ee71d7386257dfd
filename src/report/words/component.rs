//! What the components of pay are called.

use crate::scale::{Component, PaymentId, Scale};

/// What people call a component; `of_payment` finds the title of a payment.
pub(in crate::report) fn component<'a>(
    component: &'a Component,
    of_payment: impl FnOnce(&'a PaymentId) -> Option<&'a str>,
) -> &'a str {
    let title = component.title().or_else(|| component.payment().and_then(of_payment));
    // A payment that no settlement states has no other name than its id.
    title.unwrap_or(component.id())
}

/// What people call an element of pay that the pay system can pay.
pub fn element<'a>(scale: &'a Scale, element: &'a Component) -> &'a str {
    component(element, |id| super::payments::stated_title(scale, id))
}
