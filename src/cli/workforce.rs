//! A workforce and the years that are priced, as arguments of several commands.

use std::path::{Path, PathBuf};

use clap::Args;

use super::Save;
use super::line::Line;
use super::roster::{RosterArgs, put_reading};
use crate::answer::typed::{YEARS, date, whole};
use crate::answer::workforce::{PricedYears, Workforce};
use crate::calendar::Date;

/// Which years are priced.
#[derive(Args, Clone, Debug)]
pub(super) struct PlanArgs {
    /// The first day; that of the pay year in which the first proposal begins unless given
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) from: Option<Date>,
    /// How many years
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = |text: &str| whole::<u32>(text, &YEARS))]
    years: u32,
    /// The day on which staff stand where the roster has them; --from unless given
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(super) as_at: Option<Date>,
}

/// A workforce and the years that are priced.
#[derive(Args, Debug)]
pub(super) struct WorkforceArgs {
    #[command(flatten)]
    pub(super) roster: RosterArgs,
    /// The pay system: a shipped id, or the path of your own; that of the first proposal, or of the mapping, unless given
    #[arg(long, value_name = "ID|FILE")]
    pub(super) scale: Option<String>,
    #[command(flatten)]
    pub(super) years: PlanArgs,
    /// Employer's National Insurance and apprenticeship levy on top, and the pension with --pension; by your own statutory tables where
    /// given
    #[arg(long, value_name = "TABLE", num_args = 0.., help_heading = "Employer")]
    pub(super) on_costs: Option<Vec<PathBuf>>,
    /// What the employer pays into the pension: a scheme of payspine scale show pension-employer, or a rate such as 21.1%
    #[arg(long, value_name = "SCHEME|RATE", requires = "on_costs", help_heading = "Employer")]
    pub(super) pension: Option<String>,
    /// Refuse months after the last statutory rates that are known, for which those are held otherwise
    #[arg(long, requires = "on_costs", help_heading = "Employer")]
    pub(super) no_hold: bool,
}

impl PlanArgs {
    pub(super) fn asked(&self) -> PricedYears {
        PricedYears { from: self.from, years: self.years, as_at: self.as_at }
    }
}

impl WorkforceArgs {
    pub(super) fn asked(&self) -> Workforce {
        Workforce {
            roster: self.roster.asked(),
            scale: self.scale.clone(),
            years: self.years.asked(),
            on_costs: self.on_costs.clone(),
            pension: self.pension.clone(),
            no_hold: self.no_hold,
        }
    }

    /// The files that are read, with these proposals.
    pub(super) fn reads<'a>(&'a self, proposals: &'a [PathBuf]) -> Vec<&'a Path> {
        let mut files: Vec<&Path> = self.roster.roster.iter().chain(proposals).map(PathBuf::as_path).collect();
        files.extend(self.scale.as_deref().map(Path::new));
        files.extend(self.roster.reading.mapping.as_deref());
        files.extend(self.on_costs.iter().flatten().map(PathBuf::as_path));
        files
    }

    /// The files that are written beside the result.
    pub(super) fn saves(&self) -> Vec<Save<'_>> {
        self.roster.reading.saves()
    }
}

/// The years that are priced, on a command line.
pub(super) fn put_years(priced: &PricedYears, line: &mut Line) {
    let PricedYears { from, years, as_at } = priced;
    line.each("from", from);
    line.each("years", (*years != 1).then_some(years));
    line.each("as-at", as_at);
}

/// A workforce, on a command line.
pub(super) fn put_workforce(workforce: &Workforce, line: &mut Line) {
    let Workforce { roster, scale, years, on_costs, pension, no_hold } = workforce;
    line.files(&roster.roster);
    line.each("scale", scale);
    put_reading(&roster.reading, line);
    put_years(years, line);
    line.tick("on-costs", on_costs.as_ref().is_some_and(Vec::is_empty));
    line.paths("on-costs", on_costs.iter().flatten());
    line.each("pension", pension);
    line.tick("no-hold", *no_hold);
}
