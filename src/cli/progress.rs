//! `payspine progress`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};

use super::line::Line;
use super::member::{DescribedArgs, MEMBER, OPTIONS, put_member};
use super::{Ask, Output, When};
use crate::answer::typed::date;
use crate::answer::{Described, Question, progress};
use crate::calendar::{Date, day_after, day_before};

/// Show a member's points and pay on each date, why, and what comes next
///
/// The member comes from flags or from a file; without either you are asked. A proposal is shown beside what is agreed; --proposal can be given more than once.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine progress --scale njc --grade local --point \"SCP 14\" --target 17 --on today\n",
    "  payspine progress member.toml --proposal claim.toml --explain",
))]
pub(super) struct ProgressArgs {
    /// A member's file, instead of flags
    #[arg(value_name = "MEMBER.toml", conflicts_with_all = MEMBERS)]
    member: Option<PathBuf>,
    /// Another post of the same person, as a member's file: each is shown, and their sum; can be given more than once
    #[arg(long, value_name = "MEMBER.toml", action = ArgAction::Append, requires = "member", conflicts_with = "proposal")]
    post: Vec<PathBuf>,
    /// The pay system: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    #[command(flatten)]
    who: DescribedArgs,
    /// The same as --on
    #[arg(long, value_name = "DATE|today", value_parser = date, conflicts_with = "on", help_heading = MEMBER)]
    from: Option<Date>,
    /// The last day asked about; ten years unless given
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "until")]
    to: Option<Date>,
    /// Up to this day, which is not included, instead of --to
    #[arg(long, value_name = "DATE", value_parser = date)]
    until: Option<Date>,
    /// A claim or an offer to show beside what is agreed, shipped or your own; can be given more than once
    #[arg(long, value_name = "ID|FILE", action = ArgAction::Append)]
    proposal: Vec<PathBuf>,
    /// Hold the rates of this day throughout
    #[arg(long, value_name = "DATE", value_parser = date)]
    rates_of: Option<Date>,
    /// Leave out what settlements promise on withdrawing a payment: it ends on their date
    #[arg(long)]
    without_promises: bool,
    /// Only what was known on this day: what was agreed later is left out
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_known: Option<Date>,
    /// Draw pay over time: in a terminal, always or never
    #[arg(long, value_enum, default_value_t = When::Auto, help_heading = "Output")]
    chart: When,
    #[command(flatten)]
    output: Output,
}

/// The question as a command line.
pub(super) fn line(question: &progress::Question) -> Line {
    let progress::Question { member, posts, scale, who, until, proposal, rates_of, without_promises, as_known, explain } =
        question;
    let mut line = Line::new("progress");
    line.files(member);
    line.paths("post", posts);
    line.each("scale", scale);
    put_member(who, &mut line);
    line.each("to", until.map(day_before));
    line.each("rates-of", rates_of);
    line.each("as-known", as_known);
    line.paths("proposal", proposal);
    line.tick("without-promises", *without_promises);
    line.tick("explain", *explain);
    line
}

/// What a file says instead.
const MEMBERS: [&str; 4 + OPTIONS.len()] = {
    let mut all = [""; 4 + OPTIONS.len()];
    [all[0], all[1], all[2], all[3]] = ["grade", "area", "from", "full_time_hours"];
    let mut index = 0;
    while index < OPTIONS.len() {
        all[4 + index] = OPTIONS[index];
        index += 1;
    }
    all
};

impl ProgressArgs {
    fn described(&self) -> Described {
        let who = self.who.described();
        Described { from: who.from.or(self.from), ..who }
    }
}

impl Ask for ProgressArgs {
    fn question(&self) -> Question {
        Question::Progress(progress::Question {
            member: self.member.clone(),
            posts: self.post.clone(),
            scale: self.scale.clone(),
            who: self.described(),
            until: self.until.or(self.to.map(day_after)),
            proposal: self.proposal.clone(),
            rates_of: self.rates_of,
            without_promises: self.without_promises,
            as_known: self.as_known,
            explain: self.output.explain,
        })
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        let files = self.member.iter().chain(&self.post).chain(&self.proposal).map(PathBuf::as_path);
        files.chain(self.scale.as_deref().map(Path::new)).collect()
    }

    fn charts(&self) -> When {
        self.chart
    }
}
