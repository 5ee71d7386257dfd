//! The rule of mark time.

use super::super::document::View;
use super::Lower;
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::scale::{Origin, PayPart, PaymentId, Protection, Settlement};

impl Lower<'_> {
    /// The rule; a payment that it names must be one that some settlement states.
    pub(super) fn protection(&mut self, view: View<'_>, settlements: &[Settlement]) -> Protection {
        let stated = || settlements.iter().flat_map(|settlement| &settlement.payments).map(|(id, _)| id);
        let mut parts = |key: &str| -> Vec<PayPart> {
            let mut parts = Vec::new();
            for node in view.list(key) {
                let Some(word) = node.word() else { continue };
                let part = PayPart::from(word);
                if let PayPart::Payment(id) = &part
                    && stated().all(|known| known != id)
                {
                    let known = ["basic", "payments"].into_iter().chain(stated().map(PaymentId::as_str));
                    let title = format!("no payment `{id}` is stated");
                    let problem =
                        Diagnostic::new(Code::UnknownPayment, title).at(self.source, node.span.clone(), "unknown payment");
                    self.found.push(problem.maybe_help(suggestion(word, known.collect::<Vec<_>>())));
                }
                parts.push(part);
            }
            parts
        };
        let (protects, reduced_by) = (parts("protects"), parts("reduced-by"));
        let origin = Origin { source: view.text("source").map(|(source, _)| source.to_owned()), assumed: view.assumed() };
        Protection { protects, reduced_by, lasts: view.parsed("for"), origin }
    }
}
