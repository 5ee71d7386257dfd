//! Who may ask, and what a browser may do with the answer.
//!
//! Another site's page can make a browser ask this machine. So the name that was asked for must be this machine's (a name that somebody
//! else points here is refused), what is posted must come from the page itself, and the answer forbids the browser everything but the
//! page's own style and script.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::layout;

const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    // With `no-referrer` a browser would not say of the page's own forms where they come from.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (header::CACHE_CONTROL, "no-store"),
];

/// Lets through what comes from this machine's own page.
pub(super) async fn guard(request: Request, next: Next) -> Response {
    let mut response = match refusal(request.method(), request.headers()) {
        Some(why) => layout::refused(StatusCode::FORBIDDEN, why).into_response(),
        None => next.run(request).await,
    };
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// Why a request is not answered.
fn refusal(method: &Method, headers: &HeaderMap) -> Option<&'static str> {
    let text = |name: HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let host = text(header::HOST).unwrap_or("");
    if !is_this_machine(host) {
        return Some("The page answers at 127.0.0.1 and localhost only.");
    }
    let reads = [Method::GET, Method::HEAD].contains(method);
    if !reads && text(header::ORIGIN).is_none_or(|origin| origin != format!("http://{host}")) {
        return Some("What is sent here must come from the page itself.");
    }
    None
}

/// Whether a host is a name of this machine, with or without a port.
fn is_this_machine(host: &str) -> bool {
    let (name, port) = host.rsplit_once(':').unwrap_or((host, ""));
    ["127.0.0.1", "localhost"].contains(&name) && port.chars().all(|digit| digit.is_ascii_digit())
}
