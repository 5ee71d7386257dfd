//! Pages for the browser.

use pulldown_cmark::{CodeBlockKind, Event, HeadingLevel, Tag, TagEnd};

use super::{Topic, read, topic};

/// A page without its title as HTML. Nothing in it is taken as HTML but what is written here, it has no pictures, and links lead to
/// pages of the guide alone: a command such as `payspine guide unknown` becomes a link to that page, below the given address.
///
/// ```
/// let page = payspine::guide::html("# Title\n\nSee `payspine guide unknown` <b>.", "/guide/");
/// assert_eq!(page, "<p>See <a href=\"/guide/unknown\">“What does payspine not know?”</a> &lt;b&gt;.</p>\n");
/// ```
pub fn html(markdown: &str, address: &str) -> String {
    let mut events: Vec<Event<'_>> = Vec::new();
    let (mut in_title, mut heading) = (false, None);
    for event in read(markdown) {
        match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) => in_title = true,
            Event::End(TagEnd::Heading(HeadingLevel::H1)) => in_title = false,
            _ if in_title => {}
            Event::Start(Tag::Heading { .. }) => {
                heading = Some(events.len());
                events.push(event);
            }
            Event::End(TagEnd::Heading(_)) => {
                named(&mut events, heading.take());
                events.push(event);
            }
            Event::Html(text) | Event::InlineHtml(text) => events.push(Event::Text(text)),
            Event::Start(Tag::Link { .. } | Tag::Image { .. }) | Event::End(TagEnd::Link | TagEnd::Image) => {}
            Event::Code(text) => match text.strip_prefix("payspine guide ").and_then(topic) {
                Some(topic) => events.extend(link(&topic, address)),
                None => events.push(Event::Code(text)),
            },
            // What is wider than the window is moved inside it, by keyboard too.
            Event::Start(Tag::Table(_)) => {
                events.push(Event::Html("<div class=\"wide\" role=\"group\" aria-label=\"Table\" tabindex=\"0\">".into()));
                events.push(event);
            }
            Event::End(TagEnd::Table) => events.extend([event, Event::Html("</div>\n".into())]),
            Event::Start(Tag::CodeBlock(kind)) => {
                let what = match kind {
                    CodeBlockKind::Fenced(language) if &*language == "toml" => "File",
                    _ => "Commands and what they print",
                };
                events.push(Event::Html(format!("<pre role=\"group\" aria-label=\"{what}\" tabindex=\"0\"><code>").into()));
            }
            Event::End(TagEnd::CodeBlock) => events.push(Event::Html("</code></pre>\n".into())),
            event => events.push(event),
        }
    }
    let mut page = String::new();
    pulldown_cmark::html::push_html(&mut page, events.into_iter());
    page
}

/// Gives a heading its words as a name, so that one can point to it.
fn named(events: &mut [Event<'_>], at: Option<usize>) {
    let Some((heading, words)) = at.and_then(|at| events.get_mut(at..)?.split_first_mut()) else { return };
    let text: String = words
        .iter()
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
            _ => None,
        })
        .collect();
    let letters = text.to_lowercase();
    let words: Vec<&str> = letters.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if let Event::Start(Tag::Heading { id, .. }) = heading {
        *id = Some(words.join("-").into());
    }
}

/// A link to a page of the guide.
fn link(topic: &Topic, address: &str) -> [Event<'static>; 3] {
    let start = format!("<a href=\"{address}{}\">", topic.name);
    [Event::InlineHtml(start.into()), Event::Text(format!("“{}”", topic.title).into()), Event::InlineHtml("</a>".into())]
}
