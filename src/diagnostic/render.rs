//! Problems as text for a person.

use std::fmt::Write as _;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::{Diagnostic, Label, Severity};

/// One problem with its excerpt, in colour if wanted.
pub fn render(diagnostic: &Diagnostic, colour: bool) -> String {
    let level = match diagnostic.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut group = Group::with_title(level.primary_title(&diagnostic.title).id(diagnostic.code.word()));
    for (index, label) in diagnostic.labels.iter().enumerate() {
        group = group.element(snippet(label, index == 0));
    }
    // Without a place there is no excerpt for the help to stand under.
    let placed = !diagnostic.labels.is_empty();
    if let (Some(help), true) = (&diagnostic.help, placed) {
        group = group.element(Level::HELP.message(help.words.as_str()));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    let text = renderer.term_width(120).render(&[group]);
    match &diagnostic.help {
        Some(help) if !placed => format!("{text}\n  = help: {help}"),
        _ => text,
    }
}

/// The most problems that are shown at once.
const MOST_SHOWN: usize = 100;

/// Every problem in the order of the text, a blank line after each, and their number at the end. Of very many, the first hundred.
pub fn render_all(diagnostics: &[Diagnostic], colour: bool) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| (label.source.name.clone(), label.span.start)));
    let mut out = render_each(sorted.iter().take(MOST_SHOWN).copied(), colour);
    if sorted.len() > MOST_SHOWN {
        // Writing to a string cannot fail.
        write!(out, "… and {} more\n\n", sorted.len() - MOST_SHOWN).expect("a string takes text");
    }
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    out.push_str(&count(errors, diagnostics.len() - errors));
    out.push('\n');
    out
}

/// Problems in the order given, a blank line after each.
pub fn render_each<'a>(diagnostics: impl IntoIterator<Item = &'a Diagnostic>, colour: bool) -> String {
    diagnostics.into_iter().fold(String::new(), |out, diagnostic| out + &render(diagnostic, colour) + "\n\n")
}

fn count(errors: usize, warnings: usize) -> String {
    let many = |number: usize, word: &str| format!("{number} {word}{}", if number == 1 { "" } else { "s" });
    match (errors, warnings) {
        (errors, 0) => many(errors, "error"),
        (0, warnings) => many(warnings, "warning"),
        (errors, warnings) => format!("{}, {}", many(errors, "error"), many(warnings, "warning")),
    }
}

fn snippet(label: &Label, primary: bool) -> Snippet<'_, annotate_snippets::Annotation<'_>> {
    let kind = if primary { AnnotationKind::Primary } else { AnnotationKind::Context };
    // The line of the place is enough to find it, and however long the file, it costs no more to show.
    let text = &label.source.text;
    let start = label.span.start.min(text.len());
    let line_start = text.get(..start).map_or(0, |before| before.rfind('\n').map_or(0, |newline| newline + 1));
    let line = text.get(line_start..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let from = start.saturating_sub(line_start).min(line.len());
    let to = label.span.end.saturating_sub(line_start).clamp(from, line.len());
    let (number, _) = label.source.line_and_column(start);
    let annotation = kind.span(from..to).label(label.text.as_str());
    Snippet::source(line).line_start(number).path(label.source.name.as_str()).annotation(annotation)
}
