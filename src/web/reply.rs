//! What is sent back.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::Markup;

/// An answer to a request.
pub(super) enum Reply {
    /// A page.
    Page(Markup),
    /// A page that says what could not be done.
    Refused(StatusCode, Markup),
    /// A file to keep.
    File {
        /// What it is called.
        name: String,
        /// What it is.
        mime: &'static str,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// Go there.
    See(String),
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let html = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
        match self {
            Reply::Page(markup) => (html, markup.into_string()).into_response(),
            Reply::Refused(status, markup) => (status, html, markup.into_string()).into_response(),
            Reply::File { name, mime, bytes } => {
                let disposition = format!("attachment; filename=\"{}\"", ascii(&plain(&name)));
                let disposition = HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"));
                ([(header::CONTENT_TYPE, HeaderValue::from_static(mime)), (header::CONTENT_DISPOSITION, disposition)], bytes)
                    .into_response()
            }
            Reply::See(address) => (StatusCode::SEE_OTHER, [(header::LOCATION, address)]).into_response(),
        }
    }
}

/// A file's name as its owner knows it, without what makes it a path or an option.
pub(super) fn plain(name: &str) -> String {
    let name: String = name.chars().filter(|letter| !letter.is_control() && !"/\\:\"<>|?*".contains(*letter)).take(120).collect();
    let name = name.trim_start_matches(['-', '.', ' ']).trim_end_matches([' ', '.']);
    if name.is_empty() { "file".to_owned() } else { name.to_owned() }
}

/// The same for a header, which takes plain letters only.
fn ascii(name: &str) -> String {
    let fine = |letter: char| letter.is_ascii_alphanumeric() || "._- ".contains(letter);
    name.chars().map(|letter| if fine(letter) { letter } else { '-' }).collect()
}
