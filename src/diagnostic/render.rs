//! Problems as text for a person.

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
    if let Some(help) = &diagnostic.help {
        group = group.element(Level::HELP.message(help));
    }
    let renderer = if colour { Renderer::styled() } else { Renderer::plain() };
    renderer.term_width(120).render(&[group])
}

/// Every problem in the order of the text, a blank line after each, and their number at the end.
pub fn render_all(diagnostics: &[Diagnostic], colour: bool) -> String {
    let mut sorted: Vec<&Diagnostic> = diagnostics.iter().collect();
    sorted.sort_by_key(|diagnostic| diagnostic.labels.first().map(|label| (label.source.name.clone(), label.span.start)));
    let mut out = String::new();
    for diagnostic in sorted {
        out.push_str(&render(diagnostic, colour));
        out.push_str("\n\n");
    }
    let errors = diagnostics.iter().filter(|diagnostic| diagnostic.is_error()).count();
    out.push_str(&count(errors, diagnostics.len() - errors));
    out.push('\n');
    out
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
    let text = &label.source.text;
    let mut span = label.span.start.min(text.len())..label.span.end.min(text.len());
    // One line is enough to find the place.
    if let Some(newline) = text.get(span.clone()).and_then(|part| part.find('\n')) {
        span.end = span.start + newline;
    }
    Snippet::source(text.as_str()).path(label.source.name.as_str()).annotation(kind.span(span).label(label.text.as_str()))
}
