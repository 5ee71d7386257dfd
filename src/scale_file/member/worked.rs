//! Hours and sessions worked, month by month.

use super::super::document::{Node, View};
use super::{MemberFile, Reader};
use crate::diagnostic::{Code, Diagnostic, suggestion};
use crate::scale::{PaymentId, Scale};
use crate::workforce::Worked;

impl MemberFile {
    /// Payments that are not by the hour or session, or not there at all.
    pub fn check_worked(&self, scale: &Scale) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        for view in self.document.root().list("worked").iter().filter_map(Node::view) {
            let Some((payment, span)) = view.text("payment") else { continue };
            if scale.worked_payments().any(|known| known.as_str() == payment) {
                continue;
            }
            let title = format!("no payment `{payment}` goes by hours or sessions worked");
            let problem = Diagnostic::new(Code::UnknownPayment, title).at(self.document.source(), span, "not paid by the hour");
            found.push(
                problem.maybe_help(suggestion(payment, scale.worked_payments().map(PaymentId::as_str).collect::<Vec<_>>())),
            );
        }
        found
    }
}

impl Reader<'_> {
    /// What was worked, as far as it can be read.
    pub(super) fn worked(&mut self, root: View<'_>) -> Vec<Worked> {
        let mut all = Vec::new();
        for view in root.list("worked").iter().filter_map(Node::view) {
            let Some(key) = self.lower.just_one(view, "what was worked", &["hours", "sessions"]) else { continue };
            let (month, payment) = (view.parsed("month"), view.text("payment"));
            if let (Some(month), Some((payment, _)), Some((number, _))) = (month, payment, view.number(key)) {
                all.push(Worked { month, payment: payment.into(), number });
            }
        }
        all
    }
}
