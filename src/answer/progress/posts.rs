//! One person's posts side by side, and their sum.

use std::path::PathBuf;

use super::{Asked, Question, back_pay, career, hold, read, unknown_since};
use crate::answer::posts::names;
use crate::answer::{Answer, Failure, Session};
use crate::calendar::{Date, Length};
use crate::diagnostic::{Diagnostic, Setting};
use crate::entitlement::Career;
use crate::report::{self, Assumption, Case, ProgressView, words};
use crate::settlement::History;

/// A post as far as it is worked out.
struct Post {
    name: String,
    asked: Asked,
    history: History,
    career: Career,
    assumptions: Vec<Assumption>,
    until: Date,
    question: Question,
}

/// Each post of a person, and what they come to together.
pub(super) fn answer(question: &Question, session: &Session<'_>) -> Result<Answer, Failure> {
    if !question.proposal.is_empty() {
        return Err(Failure::asks([Setting::Proposal], "a claim or an offer is shown for one post at a time"));
    }
    let Some(first) = &question.member else {
        return Err(Failure::Message("each post is a member's file, the first one, too".into()));
    };
    let files: Vec<PathBuf> = std::iter::once(first).chain(&question.posts).cloned().collect();
    let named = files.iter().zip(names(&files));
    let posts = named.map(|(path, name)| post(question, path.clone(), name, session)).collect::<Result<Vec<Post>, Failure>>()?;
    let currencies = |post: &Post| post.history.scale().currency;
    if posts.iter().any(|post| currencies(post) != currencies(&posts[0])) {
        return Err(Failure::Message("the posts are paid in different currencies, which have no sum".into()));
    }
    let views: Vec<(&str, ProgressView<'_>)> = posts.iter().map(|post| (post.name.as_str(), view(post, session))).collect();
    Ok(report::posts(&views).into())
}

fn post(question: &Question, path: PathBuf, name: String, session: &Session<'_>) -> Result<Post, Failure> {
    let question = Question { member: Some(path), posts: Vec::new(), ..question.clone() };
    let mut asked = read(&question, "progress", session)?;
    let mut found: Vec<Diagnostic> = std::mem::take(&mut asked.found);
    let member = &asked.member;
    let until = question.until.or(member.until).or_else(|| Length::months(120).checked_after(member.member.from));
    let until = until
        .ok_or_else(|| Failure::asks([Setting::Until], "ten years from then would end after the last day of the calendar"))?;
    let history = question.rates_of.map_or_else(|| Ok(asked.system.history.clone()), |day| hold(&asked.system.history, day))?;
    let career = career(&history, member, until, &mut found)?;
    session.warn(&found);
    let ahead = career.outlook.assumptions.iter().cloned().map(Assumption::from);
    let mut assumptions: Vec<Assumption> = career.assumptions.iter().cloned().map(Assumption::from).chain(ahead).collect();
    assumptions.extend(words::by_sentence(member.understood.iter().cloned()));
    assumptions.extend(question.extract().assumptions());
    assumptions.extend(unknown_since(&history, member).map(Assumption::from));
    Ok(Post { name, asked, history, career, assumptions, until, question })
}

fn view<'p>(post: &'p Post, session: &Session<'_>) -> ProgressView<'p> {
    let case =
        Case { id: None, title: "As agreed", history: &post.history, career: &post.career, assumptions: &post.assumptions };
    ProgressView {
        member: &post.asked.member.member,
        until: post.until,
        today: session.today,
        rates_of: post.question.rates_of,
        cases: vec![case],
        back_pay: back_pay(&post.question, &post.asked.system, &post.asked.member, post.until),
        inputs: post.asked.inputs().cloned().collect(),
        explain: post.question.explain,
    }
}
