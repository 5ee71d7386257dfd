//! What the command line calls the settings that problems ask for.

use crate::answer::Failure;
use crate::diagnostic::{Diagnostic, Help, Setting, render_all, render_each};

/// How a setting is given on the command line.
fn option(setting: &Setting) -> String {
    let plain = match setting {
        Setting::Scale => "--scale ID",
        Setting::Proposal => "--proposal FILE",
        Setting::From => "--from",
        Setting::To => "--to",
        Setting::Until => "--to DATE",
        Setting::AsAt => "--as-at DATE",
        Setting::On => "--on DATE",
        Setting::RatesOf => "--rates-of DATE",
        Setting::AsKnown => "--as-known DATE",
        Setting::Change => "NAME=VALUE",
        Setting::ChangeOn => "--from DATE",
        Setting::Grade => "--grade",
        Setting::Area => "--area",
        Setting::Point => "--point",
        Setting::Salary => "--salary",
        Setting::Target => "--target POINT",
        Setting::FullTimeHours => "--full-time-hours HOURS",
        Setting::Protected => "--protected",
        Setting::Id => "--id ID",
        Setting::Roster => "--roster FILE",
        Setting::Mapping => "--mapping FILE",
        Setting::SkipBadRows => "--skip-bad-rows",
        Setting::Sheet => "--sheet NAME",
        Setting::PayslipSheet => "--payslip-sheet NAME",
        Setting::Payslips => "--payslips FILE",
        Setting::Format => "--format csv|json",
        Setting::Check => "--check",
        Setting::Reconcile => "--reconcile",
        Setting::OnCosts => "--on-costs",
        Setting::Pension => "--pension",
        Setting::StudentLoan => "--student-loan PLAN",
        Setting::Step => "--to 1",
        Setting::Balance => "--balance AMOUNT",
        Setting::Net => "--net",
        Setting::OverpaidFrom => "--overpaid-from MONTH",
        Setting::OverpaidUntil => "--overpaid-until",
        Setting::Policy => "--policy ID|FILE",
        Setting::Told => "--told DATE",
        Setting::Pay => "--pay AMOUNT",
        Setting::NetPay => "--net-pay AMOUNT",
        Setting::Leaver => "--leaver",
        Setting::Since => "--since DATE",
        Setting::StandsFrom => "--on DATE|today",
        Setting::FirstMonth => "--from MONTH",
        Setting::Years => "--years N",
        Setting::Leavers => "--leavers PERCENT",
        Setting::Vacancy => "--vacancy PERCENT",
        Setting::SuppressBelow => "--suppress-below N",
        Setting::Remit => "--remit PERCENT",
        Setting::BreakEven => "--break-even",
        Setting::Budget => "--budget AMOUNT",
        Setting::Over => "--over N",
        Setting::GradeNames => "--grade NAME=ID",
        Setting::AreaNames => "--area NAME=ID",
        Setting::ElementNames => "--element NAME=ID",
        Setting::Defaults => "--default NAME=VALUE",
        Setting::Changes => "--events FILE",
        Setting::Absences => "--absences FILE",
        Setting::Field(name) => return format!("--field {}=…", short(name)),
        Setting::Column(name) => return format!("--column {}=\"…\"", short(name)),
        Setting::PayslipColumn(name) => return format!("--payslip-column {}=\"…\"", short(name)),
        Setting::GradeName(name) => return format!("--grade \"{}\"=ID", short(name)),
        Setting::AreaName(name) => return format!("--area \"{}\"=ID", short(name)),
        Setting::ElementName(name) => return format!("--element \"{}\"=ID", short(name)),
    };
    plain.to_owned()
}

/// A name as it can be shown.
fn short(name: &str) -> String {
    const LONGEST: usize = 100;
    let start: String = name.chars().take(LONGEST).collect();
    if start.len() < name.len() { format!("{start}…") } else { start }
}

/// The options of settings, after a sentence that asks for them.
fn after(sentence: &str, settings: &[Setting], option: impl Fn(&Setting) -> String) -> String {
    let options: Vec<String> = settings.iter().map(option).collect();
    match options.as_slice() {
        [] => sentence.to_owned(),
        options if sentence.ends_with('?') => format!("{sentence} {}", options.join(", ")),
        options => format!("{sentence}: {}", options.join(", ")),
    }
}

/// The problem with what it asks for in words of a face.
fn worded(problem: &Diagnostic, option: &impl Fn(&Setting) -> String) -> Diagnostic {
    let mut problem = problem.clone();
    problem.help = problem.help.map(|Help { words, asks }| after(&words, &asks, option).into());
    problem
}

/// What a face calls settings, and how its reader sees problems.
pub(super) struct Face {
    /// How a setting is given.
    option: fn(&Setting) -> String,
    /// Whether problems are in colour.
    pub(super) coloured: bool,
}

impl Face {
    /// That of the command line.
    pub(super) fn command_line(coloured: bool) -> Face {
        Face { option, coloured }
    }

    /// That of the page, by its labels.
    #[cfg(feature = "serve")]
    pub(super) fn page() -> Face {
        Face { option: crate::web::label, coloured: false }
    }

    /// Problems of files.
    pub(super) fn problems(&self, problems: &[Diagnostic]) -> String {
        render_all(&self.worded(problems), self.coloured)
    }

    fn worded(&self, problems: &[Diagnostic]) -> Vec<Diagnostic> {
        problems.iter().map(|problem| worded(problem, &self.option)).collect()
    }

    /// Why a question has no answer.
    pub(super) fn failure(&self, failure: &Failure) -> String {
        match failure {
            Failure::Problems(problems) => self.problems(problems),
            Failure::Rows { problems, more, rows, skipped } => {
                let number = problems.len() as u64 + more;
                let more = if *more > 0 { format!("{more} more problems are not shown\n\n") } else { String::new() };
                let count = format!("{number} error{}", if number == 1 { "" } else { "s" });
                let remedy = if *skipped {
                    format!("without the {rows} rows that they are in, none is left")
                } else {
                    let option = (self.option)(&Setting::SkipBadRows);
                    format!("{option} leaves such rows out and counts them; there are {rows}")
                };
                format!("{}{more}{count}; {remedy}\n", render_each(&self.worded(problems), self.coloured))
            }
            Failure::Asks { settings, sentence } => format!("error: {}\n", after(sentence, settings, self.option)),
            Failure::Message(message) => format!("error: {message}\n"),
        }
    }
}
