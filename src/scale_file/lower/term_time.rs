//! What a year of term-time work is paid for.

use super::absence::origin;
use super::{Lower, rounding};
use crate::calendar::{Date, Length};
use crate::diagnostic::Code;
use crate::scale::{LeaveWeeks, TermTime};
use crate::scale_file::document::View;

/// The rule of a system's conventions; what is wrong with it is reported by [`Lower::term_time`].
pub(super) fn term_time(conventions: View<'_>) -> Option<TermTime> {
    let view = conventions.table("term-time")?;
    let leave = view.list("leave").iter().filter_map(|node| {
        let view = node.view()?;
        Some(LeaveWeeks { service: view.parsed::<Length>("service")?, weeks: view.number("weeks")?.0 })
    });
    Some(TermTime {
        from: view.date("from"),
        leave: leave.collect(),
        rounding: view.table("rounding").and_then(rounding),
        origin: origin(view),
    })
}

impl Lower<'_> {
    /// Refuses leave that is not in order of service or begins late, and a rule without the weeks of a year.
    pub(super) fn term_time(&mut self, root: View<'_>) {
        let Some(conventions) = root.table("conventions") else { return };
        let Some(view) = conventions.table("term-time") else { return };
        if !conventions.has("weeks-per-year") {
            let (title, help) = ("paid weeks are a share of a year, and `weeks-per-year` is not stated", "such as 52.143");
            self.report(Code::MissingKey, view.span.clone(), title, "a share of how many weeks?", Some(help));
        }
        // Held against any day, longer service is later.
        let day = Date::constant(2001, 1, 1);
        let mut before = None;
        for node in view.list("leave") {
            let Some(service) = node.view().and_then(|view| view.parsed::<Length>("service")) else { continue };
            let reached = service.after(day);
            let (title, help) = match before {
                None if reached != day => ("the first leave is that of no service yet", "service = \"0 years\""),
                Some(before) if reached <= before => ("leave is in order of service, shortest first", "put it in its place"),
                _ => {
                    before = Some(reached);
                    continue;
                }
            };
            self.report(Code::DatesOutOfOrder, node.span.clone(), title, "out of order", Some(help));
        }
    }
}
