//! Two systems or proposals in words and, against a roster, in money.
//!
//! ```
//! use payspine::answer::scale::diff;
//! use payspine::answer::{InMemory, Question, Session, answer};
//! use payspine::calendar::Date;
//!
//! let claim = r#"
//! format = 1
//! id     = "claim-2012"
//! title  = "Claim 2012"
//! scale  = "home-office-2011"
//! [[settlement]]
//! from   = 2012-07-01
//! status = "claim"
//! [[settlement.measure]]
//! uplift = { percent = 5, at-least = 1000 }
//! "#;
//! let files = InMemory::new("example").with("claim.toml", claim.as_bytes());
//! let session = Session::new(&files, Date::constant(2026, 1, 1), &[]);
//! let question =
//!     diff::Question { first: "home-office-2011".to_owned(), second: "claim.toml".to_owned(), ..diff::Question::default() };
//! let report = answer(&Question::Diff(question.into()), &session).unwrap().into_report().unwrap();
//! assert!(report.markdown().contains("Only claim-2012"));
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use crate::answer::roster::{RosterFiles, RosterReading};
use crate::answer::workforce::{Asked, PricedYears, Workforce};
use crate::answer::{Answer, Failure, Session, pay_files};
use crate::calendar::Date;
use crate::costing;
use crate::diagnostic::Setting;
use crate::report::{self, ProposalGapView};
use crate::scale_file::{self, FileKind};
use crate::settlement::History;
use crate::workforce::{Cell, Roster, Subject};

/// Two systems or proposals to be compared.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Question {
    /// A shipped id, a pay system's file or a proposal's.
    pub first: String,
    /// Another.
    pub second: String,
    /// Of two proposals: price both against this workforce, and say how far apart they are, by measure, and who is better off under which.
    pub roster: Vec<PathBuf>,
    /// Which years are priced.
    pub years: PricedYears,
    /// How the roster is read.
    pub reading: RosterReading,
    /// Whether it says why.
    pub explain: bool,
}

/// A system, or a system with a proposal, by what a person typed.
fn history_of(session: &Session<'_>, reference: &str) -> Result<(String, History), Failure> {
    let path = Path::new(reference);
    let is_shipped_proposal = scale_file::shipped_proposal_text(reference).is_some();
    if is_shipped_proposal || (scale_file::shipped_text(reference).is_none() && session.files.is_there(path)) {
        let text = if is_shipped_proposal { pay_files::proposal_text(session, path)? } else { pay_files::read(session, path)? };
        if scale_file::kind_of(&text.source) != FileKind::Proposal {
            return system_history(session, reference);
        }
        let base = pay_files::system_named_in(session, &text, path)?;
        let proposed = pay_files::proposal(session, path, &base)?;
        return Ok((proposed.loaded.value.id.to_string(), proposed.history));
    }
    system_history(session, reference)
}

fn system_history(session: &Session<'_>, reference: &str) -> Result<(String, History), Failure> {
    let system = pay_files::system(session, reference, None)?;
    Ok((system.loaded.value.id.to_string(), system.history))
}

pub(in crate::answer) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    let (first_id, first) = history_of(session, &question.first)?;
    let (second_id, second) = history_of(session, &question.second)?;
    // Two versions of one file have one id; their paths tell them apart.
    let names = if first_id == second_id { (question.first.clone(), question.second.clone()) } else { (first_id, second_id) };
    let mut report = report::scale_diff((&names.0, &first), (&names.1, &second));
    if question.explain {
        report.rests_on.sources = report::sources([&first, &second].into_iter(), Date::MAX);
    }
    if question.roster.is_empty() {
        question.without_roster()?;
    } else {
        question.in_money(session, &mut report)?;
    }
    Ok(report.into())
}

impl Question {
    /// Refuses what means nothing without a roster.
    fn without_roster(&self) -> Result<(), Failure> {
        let given = [
            (Setting::From, self.years.from.is_some()),
            (Setting::AsAt, self.years.as_at.is_some()),
            (Setting::Mapping, self.reading.mapping.is_some()),
            (Setting::Column("…".to_owned()), !self.reading.column.is_empty()),
            (Setting::SkipBadRows, self.reading.skip_bad_rows),
        ];
        match given.into_iter().find(|(_, given)| *given) {
            Some((setting, _)) => Err(Failure::asks([setting], "it means nothing without a roster")),
            None => Ok(()),
        }
    }

    /// Adds how far apart two proposals are in money.
    fn in_money(&self, session: &Session<'_>, report: &mut report::Report) -> Result<(), Failure> {
        let proposals = [PathBuf::from(&self.first), PathBuf::from(&self.second)];
        if let Some(system) = [&self.first, &self.second].into_iter().find(|id| scale_file::shipped_text(id).is_some()) {
            return Err(Failure::asks(
                [Setting::Roster],
                format!("{system} is a pay system, and two proposals are priced against a roster"),
            ));
        }
        let question = Workforce {
            roster: RosterFiles { roster: self.roster.clone(), reading: self.reading.clone() },
            scale: None,
            years: self.years.clone(),
            on_costs: None,
            pension: None,
            no_hold: false,
        };
        let asked = question.read(session, &proposals)?;
        let mut staff = asked.staff(session, &question, &[])?;
        let Asked { system, proposals, plan, .. } = &asked;
        let [first, second] = proposals.as_slice() else {
            return Err(Failure::asks([Setting::Roster], "two proposals are priced against a roster"));
        };
        let (answer, better) = staff.priced(|roster| {
            let answer = costing::cost(&costing::Question {
                roster,
                plan: *plan,
                baseline: &system.history,
                proposals: &[&first.history, &second.history],
                groupings: &[],
                on_costs: None,
            })?;
            // Everyone, and each grade alone: the second against the first.
            let against = |roster: &Roster| costing::paybills(roster, *plan, &[&first.history, &second.history], 1, &[], None);
            let mut better = vec![("all".to_owned(), against(roster)?)];
            for (grade, others) in grades(roster) {
                better.push((grade, against(&roster.without(&others))?));
            }
            Ok((answer, better))
        })?;
        report::proposal_gap(
            report,
            &ProposalGapView {
                baseline: &system.history,
                proposals: [first.loaded.value.as_ref(), second.loaded.value.as_ref()],
                answer: &answer,
                roster: &staff.roster,
                better: &better,
                left_out: staff.left_out(),
                assumed: staff.assumed_of(*plan),
                rows: staff.counted.files.rows(),
                inputs: asked.inputs(&staff),
            },
        );
        Ok(())
    }
}

/// Each grade of a roster with the cells of all others.
fn grades(roster: &Roster) -> BTreeMap<String, BTreeSet<usize>> {
    let grade = |cell: Cell<'_>| cell.value(&Subject::Grade).map(ToString::to_string);
    let all: BTreeSet<String> = roster.cells().filter_map(grade).collect();
    let others = |wanted: &String| {
        roster.cells().filter(|cell| grade(*cell).as_ref() != Some(wanted)).map(Cell::index).collect::<BTreeSet<usize>>()
    };
    all.into_iter().map(|wanted| (wanted.clone(), others(&wanted))).collect()
}
