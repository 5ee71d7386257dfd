//! What is due to one member, of a file or described.

use std::path::PathBuf;
use std::sync::Arc;

use super::Question;
use crate::answer::audit::{Alone, alone};
use crate::answer::pay_files::System;
use crate::answer::posts::{names, stem};
use crate::answer::progress::unknown_since;
use crate::answer::{Failure, Session};
use crate::audit::{DueMonth, Terms, Version, due};
use crate::calendar::Period;
use crate::diagnostic::Diagnostic;
use crate::entitlement::{MemberFault, Record};
use crate::money::Money;
use crate::report::{self, AskAssumption, Assumption, DueLine, DueView, Input, Report, words};

/// What is due to the member of a file. The lines are of the id that is given, or named as the file is.
pub(super) fn one(session: &Session<'_>, question: &Question, alone: &Alone) -> Result<Report, Failure> {
    let whose = &question.whose;
    let stem = || whose.roster.roster.first().map(|path| stem(path));
    let id = whose.id.clone().or_else(stem);
    let id = id.unwrap_or_else(|| if question.who.is_some() { "member".to_owned() } else { String::new() });
    let due = OneDue::of(question, alone, &id)?;
    session.warn(&alone.warnings);
    report(session, question, &alone.system, vec![due])
}

/// What is due to one person in several posts, each of a member's file and named as that is.
pub(super) fn posts(session: &Session<'_>, question: &Question, paths: &[PathBuf]) -> Result<Report, Failure> {
    let whose = &question.whose;
    let all = paths.iter().map(|path| alone(session, whose, path)).collect::<Result<Vec<Alone>, Failure>>()?;
    let Some((first, others)) = all.split_first() else { return Err(Failure::Message("there is no post".into())) };
    if let Some(other) = others.iter().find(|other| other.system.loaded.value.id != first.system.loaded.value.id) {
        let (one, two) = (&first.system.loaded.value.id, &other.system.loaded.value.id);
        return Err(Failure::Message(format!(
            "one post is in the pay system {one} and another in {two}: ask about each on its own"
        )));
    }
    let names = names(paths);
    let due = all.iter().zip(&names).map(|(alone, id)| OneDue::of(question, alone, id)).collect::<Result<Vec<_>, Failure>>()?;
    for alone in &all {
        session.warn(&alone.warnings);
    }
    report(session, question, &first.system, due)
}

/// What is due in one post.
struct OneDue {
    asked: Period,
    lines: Vec<DueLine>,
    total: Money,
    without_promises: Option<Money>,
    assumptions: Vec<Assumption>,
    sources: Vec<String>,
    inputs: Vec<Input>,
}

impl OneDue {
    fn of(question: &Question, alone: &Alone, id: &str) -> Result<OneDue, Failure> {
        let whose = &question.whose;
        let Alone { system, file, asked, input, today, .. } = alone;
        let (scale, asked) = (&system.loaded.value, *asked);
        let terms = Arc::new(super::terms(scale)?);
        let label = |faults: Vec<MemberFault>| {
            Failure::from(faults.iter().map(|fault| file.labelled(fault)).collect::<Vec<Diagnostic>>())
        };
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
        let last = records.last();
        let mut lines = last.map_or_else(Vec::new, |record| report::due_lines(scale, id, record, &due, question.explain));
        report::explain_lines(&mut lines, &terms, &records);
        let of_sources = last.map_or_else(Vec::new, |record| record.assumed_of_sources(terms.now(), asked));
        let mut assumptions: Vec<Assumption> = of_sources.into_iter().map(Assumption::from).collect();
        assumptions.extend(last.into_iter().flat_map(|record| record.assumptions.iter().cloned()).map(Assumption::from));
        assumptions.extend(words::by_sentence(file.understood.iter().cloned()));
        assumptions.extend(today.map(|day| AskAssumption::StandsToday(day).into()));
        assumptions.extend(unknown_since(terms.now(), file).map(Assumption::from));
        let sources = report::sources(std::iter::once(terms.now()), asked.end);
        let inputs = std::iter::once(system.input.clone()).chain(input.clone()).collect();
        Ok(OneDue { asked, lines, total, without_promises, assumptions, sources, inputs })
    }
}

/// What is due in each post, with the sum of them.
fn report(session: &Session<'_>, question: &Question, system: &System, posts: Vec<OneDue>) -> Result<Report, Failure> {
    let starts = posts.iter().map(|post| post.asked.start).min();
    let (Some(start), Some(end)) = (starts, posts.iter().map(|post| post.asked.end).max()) else {
        return Err(Failure::Message("there is no post".into()));
    };
    let total: Money = posts.iter().map(|post| post.total).sum();
    let without: Money = posts.iter().map(|post| post.without_promises.unwrap_or(post.total)).sum();
    let (mut assumptions, mut sources, mut inputs) = (Vec::new(), Vec::new(), Vec::new());
    for post in &posts {
        add_new(&mut assumptions, &post.assumptions);
        add_new(&mut sources, &post.sources);
        add_new(&mut inputs, &post.inputs);
    }
    assumptions.extend(question.whose.extract().assumptions());
    let view = DueView {
        scale: &system.loaded.value,
        asked: Period::new(start, end),
        members: posts.len() as u64,
        total,
        without_promises: (without != total).then_some(without),
        explain: question.explain,
        left_out: Vec::new(),
        assumptions,
        sources,
        rows: None,
        inputs,
    };
    session.say_order(question.format, view.assumptions.iter().filter_map(Assumption::of_pay));
    let lines: Vec<DueLine> = posts.into_iter().flat_map(|post| post.lines).collect();
    Ok(report::due(&view, &lines))
}

/// Adds those that are not there yet.
pub(in crate::answer) fn add_new<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}
