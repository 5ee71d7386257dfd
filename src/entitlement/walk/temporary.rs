//! Temporary promotion: a member is paid in a higher grade for a time, and goes on in their own meanwhile.
//!
//! The life without the promotion is walked beside the one with it, so whoever comes back stands where they would have been, with their own
//! dates. A move for good on the way ends the temporary promotion, and starts from the member's own grade.

use super::{Acting, Reasons, Walk};
use crate::calendar::Date;
use crate::entitlement::Reason;
use crate::entitlement::check::MemberFault;

impl<'a> Walk<'a> {
    /// Begins one today, from the walk as it was before today.
    pub(super) fn begin_temporary(&mut self, until: Date, own: Walk<'a>) -> Result<(), Vec<MemberFault>> {
        let mut own = Walk { in_own_grade: true, acting: None, ..own };
        own.go_to(self.day)?;
        self.acting = Some(Box::new(Acting { own, until }));
        Ok(())
    }

    /// Puts the member back where they would have been without a temporary promotion that is over on a day, before anything happens on it.
    pub(super) fn end_temporary(&mut self, day: Date, reasons: &mut Reasons) -> Result<(), Vec<MemberFault>> {
        let for_good = self.leaves_own_grade_on(day);
        let Some(acting) = self.acting.take_if(|acting| acting.until <= day || for_good) else { return Ok(()) };
        let mut own = acting.own;
        own.run_until(day)?;
        let from = std::mem::replace(&mut self.standing, own.standing).grade;
        reasons.push(|| Reason::Returned { from, to: self.standing.grade.clone() });
        self.since = own.since;
        self.point_since = own.point_since;
        self.stepped = own.stepped;
        self.target_since = own.target_since;
        self.mark_time = own.mark_time;
        self.posts = own.posts;
        own.assumptions.into_list().into_iter().for_each(|assumption| self.assumptions.note(|| assumption));
        Ok(())
    }
}
