//! `payspine progress`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, Args};

use super::line::Line;
use super::{Ask, Output, When};
use crate::answer::typed::{date, field};
use crate::answer::{Question, progress};
use crate::calendar::{Date, day_after, day_before};

/// Show a member's points and pay on each date, why, and what comes next
///
/// The member comes from flags or from a file. A proposal is shown beside what is agreed; --proposal can be given more than once.
#[derive(Args, Debug)]
#[command(after_help = concat!(
    "Examples:\n",
    "  payspine progress --scale njc --grade local --point 12 --target 17 --since 2022-12-05 --to 2026-03-31\n",
    "  payspine progress member.toml --proposal claim.toml --explain",
))]
pub(super) struct ProgressArgs {
    /// A member's file, instead of flags
    #[arg(value_name = "MEMBER.toml")]
    member: Option<PathBuf>,
    /// The pay system: a shipped id, or the path of your own
    #[arg(long, value_name = "ID|FILE")]
    scale: Option<String>,
    /// The grade
    #[arg(long, conflicts_with = "member", required_unless_present = "member")]
    grade: Option<String>,
    /// The area
    #[arg(long, conflicts_with = "member")]
    area: Option<String>,
    /// The point on the first day
    #[arg(long, conflicts_with_all = ["member", "salary"], required_unless_present_any = ["member", "salary"])]
    point: Option<String>,
    /// The annual salary at full time on the first day, for a range by pay
    #[arg(long, conflicts_with = "member")]
    salary: Option<String>,
    /// Hours as a share of full time
    #[arg(long, conflicts_with = "member", allow_negative_numbers = true)]
    fte: Option<String>,
    /// Hours a week, instead of --fte
    #[arg(long, conflicts_with_all = ["member", "fte"])]
    hours: Option<String>,
    /// In the grade since this day
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "member", required_unless_present = "member")]
    since: Option<Date>,
    /// The day on which the member stands on the point; --since unless given
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "member")]
    from: Option<Date>,
    /// On the point since this day
    #[arg(long, value_name = "DATE", value_parser = date, conflicts_with = "member")]
    point_since: Option<Date>,
    /// The top point of the member's own grade, where employers set grades on a national spine
    #[arg(long, value_name = "POINT", conflicts_with = "member")]
    target: Option<String>,
    /// Pay above the target is protected
    #[arg(long, conflicts_with = "member")]
    protected: bool,
    /// A field that rules ask for, such as rating=B; can be given more than once
    #[arg(long, value_name = "NAME=VALUE", value_parser = field, conflicts_with = "member", action = ArgAction::Append)]
    field: Vec<(String, String)>,
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
    /// Draw pay over time: in a terminal, always or never
    #[arg(long, value_enum, default_value_t = When::Auto, help_heading = "Output")]
    chart: When,
    #[command(flatten)]
    output: Output,
}

/// The question as a command line.
pub(super) fn line(question: &progress::Question) -> Line {
    let progress::Question {
        member,
        scale,
        grade,
        area,
        point,
        salary,
        fte,
        hours,
        since,
        from,
        point_since,
        target,
        protected,
        field,
        until,
        proposal,
        rates_of,
        without_promises,
        explain,
    } = question;
    let mut line = Line::new("progress");
    line.files(member);
    line.each("scale", scale);
    line.each("grade", grade);
    line.each("area", area);
    line.each("point", point);
    line.each("salary", salary);
    line.each("fte", fte);
    line.each("hours", hours);
    line.each("since", since);
    line.each("from", from);
    line.each("point-since", point_since);
    line.each("target", target);
    line.each("to", until.map(day_before));
    line.each("rates-of", rates_of);
    line.fields("field", field);
    line.paths("proposal", proposal);
    line.tick("protected", *protected);
    line.tick("without-promises", *without_promises);
    line.tick("explain", *explain);
    line
}

impl Ask for ProgressArgs {
    fn question(&self) -> Question {
        Question::Progress(progress::Question {
            member: self.member.clone(),
            scale: self.scale.clone(),
            grade: self.grade.clone(),
            area: self.area.clone(),
            point: self.point.clone(),
            salary: self.salary.clone(),
            fte: self.fte.clone(),
            hours: self.hours.clone(),
            since: self.since,
            from: self.from,
            point_since: self.point_since,
            target: self.target.clone(),
            protected: self.protected,
            field: self.field.clone(),
            until: self.until.or(self.to.map(day_after)),
            proposal: self.proposal.clone(),
            rates_of: self.rates_of,
            without_promises: self.without_promises,
            explain: self.output.explain,
        })
    }

    fn output(&self) -> Option<&Output> {
        Some(&self.output)
    }

    fn reads(&self) -> Vec<&Path> {
        let files = self.member.iter().chain(&self.proposal).map(PathBuf::as_path);
        files.chain(self.scale.as_deref().map(Path::new)).collect()
    }

    fn charts(&self) -> When {
        self.chart
    }
}
