//! What is due to one member, of a file or described.

use std::sync::Arc;

use super::Question;
use crate::answer::audit::Alone;
use crate::answer::progress::unknown_since;
use crate::answer::{Failure, Session};
use crate::audit::{DueMonth, Terms, Version, due};
use crate::diagnostic::Diagnostic;
use crate::entitlement::{MemberFault, Record};
use crate::money::Money;
use crate::report::{self, AskAssumption, DueView, Report, words};

/// What is due to the member of a file. The lines are of the id that is given, or named as the file is.
pub(super) fn one(session: &Session<'_>, question: &Question, alone: Alone) -> Result<Report, Failure> {
    let whose = &question.whose;
    let Alone { system, file, asked, input, warnings, today } = alone;
    let scale = &system.loaded.value;
    let terms = Arc::new(super::terms(scale)?);
    let label =
        |faults: Vec<MemberFault>| Failure::from(faults.iter().map(|fault| file.labelled(fault)).collect::<Vec<Diagnostic>>());
    let on = |terms: &Arc<Terms>| -> Result<(Vec<Record>, Vec<DueMonth>), Failure> {
        let records = Version::new(Arc::clone(terms), file.member.clone()).records(asked).map_err(label)?;
        let due = due(terms, &records, asked).map_err(|problem| label(vec![problem.into()]))?;
        Ok((records, due))
    };
    let (records, due) = on(&terms)?;
    let total: Money = due.iter().map(DueMonth::total).sum();
    let plain = scale.without_promises();
    let without_promises = if whose.without_promises || plain == **scale {
        None
    } else {
        let (_, due) = on(&Arc::new(super::terms(&Arc::new(plain))?))?;
        Some(due.iter().map(DueMonth::total).sum()).filter(|without| *without != total)
    };
    let stem = || whose.roster.roster.first().and_then(|path| path.file_stem()).map(|stem| stem.display().to_string());
    let id = whose.id.clone().or_else(stem);
    let id = id.unwrap_or_else(|| if question.who.is_some() { "member".to_owned() } else { String::new() });
    let last = records.last();
    let mut lines = last.map_or_else(Vec::new, |record| report::due_lines(scale, &id, record, &due, question.explain));
    report::explain_lines(&mut lines, &terms, &records);
    let of_sources = last.map_or_else(Vec::new, |record| record.assumed_of_sources(terms.now(), asked));
    let mut assumptions: Vec<_> = of_sources.into_iter().map(report::Assumption::from).collect();
    assumptions.extend(last.into_iter().flat_map(|record| record.assumptions.iter().cloned()).map(report::Assumption::from));
    assumptions.extend(words::by_sentence(file.understood.iter().cloned()));
    assumptions.extend(whose.extract().assumptions());
    assumptions.extend(today.map(|day| AskAssumption::StandsToday(day).into()));
    assumptions.extend(unknown_since(terms.now(), &file).map(report::Assumption::from));
    session.warn(&warnings);
    let view = DueView {
        scale,
        asked,
        members: 1,
        total,
        without_promises,
        explain: question.explain,
        left_out: Vec::new(),
        assumptions,
        sources: report::sources(std::iter::once(terms.now()), asked.end),
        rows: None,
        inputs: std::iter::once(system.input.clone()).chain(input).collect(),
    };
    session.say_order(question.format, view.assumptions.iter().filter_map(report::Assumption::of_pay));
    Ok(report::due(&view, &lines))
}
