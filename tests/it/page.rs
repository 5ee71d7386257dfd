//! The page over plain HTTP: who may ask, what an answer allows, and that nothing of the disk can be reached through it.

mod disk;
pub(crate) mod figures;
mod life;
pub(crate) mod server;
mod slow;
mod wrong_values;

pub(crate) use disk::listing;

use server::{Answer, Part, Server, example, query, send};

/// What every answer must say, whatever it is.
const HEADERS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cache-control", "no-store"),
];

/// An answer with this status and with all headers. Nothing may be loaded but the page's own style, script and pictures.
#[track_caller]
fn guarded(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", String::from_utf8_lossy(&answer.body));
    for (name, value) in HEADERS {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    let policy = answer.header("content-security-policy").expect("a policy");
    let rules: Vec<&str> = policy.split("; ").collect();
    assert!(rules.contains(&"default-src 'none'") && rules.contains(&"frame-ancestors 'none'"), "{policy}");
    assert!(rules.contains(&"base-uri 'none'") && rules.contains(&"form-action 'self'"), "{policy}");
    assert!(rules.iter().all(|rule| rule.ends_with(" 'none'") || rule.ends_with(" 'self'")), "{policy}");
}

fn request(method: &str, place: &str, headers: &[(&str, &str)]) -> String {
    let headers = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect::<Vec<_>>().concat();
    format!("{method} {place} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n")
}

/// A name that somebody points at this machine, so that a browser takes their page and this one for the same, is refused.
#[test]
fn only_this_machines_names_are_answered() {
    let server = Server::start();
    let port = server.port;
    let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
    for host in &ours {
        guarded(&send(port, &request("GET", "/", &[("Host", host)]), b""), 200);
    }
    let others = [
        "attacker.example",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example",
        "attacker.example:80",
        "0.0.0.0",
        "[::1]",
    ];
    for host in others.into_iter().chain(["", "127.0.0.1:80@attacker.example", "attacker.example#127.0.0.1"]) {
        let answer = send(port, &request("GET", "/member", &[("Host", host)]), b"");
        guarded(&answer, 403);
        assert!(answer.text().contains("127.0.0.1 and localhost only"), "{host}");
    }
    guarded(&send(port, "GET / HTTP/1.0\r\n\r\n", b""), 403);
}

#[test]
fn what_another_site_posts_is_refused() {
    let server = Server::start();
    let (port, roster) = (server.port, example("examples/staff.csv"));
    let upload = server.upload("/cost", &[("roster", Some("staff.csv"), &roster)]);
    let host = format!("127.0.0.1:{port}");
    let forget = format!("/forget/{}", upload.rsplit('/').next().expect("an id"));
    let strangers = [
        "http://attacker.example".to_owned(),
        "null".to_owned(),
        String::new(),
        format!("https://127.0.0.1:{port}"),
        format!("http://127.0.0.1:{}", port ^ 1),
        format!("http://localhost:{port}"),
        format!("http://127.0.0.1:{port}.attacker.example"),
    ];
    for place in ["/cost", "/overpayment", "/systems", forget.as_str(), "/nowhere"] {
        for origin in &strangers {
            let head = request("POST", place, &[("Host", &host), ("Origin", origin), ("Content-Length", "0")]);
            guarded(&send(port, &head, b""), 403);
        }
        guarded(&send(port, &request("POST", place, &[("Host", &host), ("Content-Length", "0")]), b""), 403);
        guarded(&send(port, &request("DELETE", place, &[("Host", &host)]), b""), 403);
    }
    guarded(&server.get(&upload), 200);
    // The page itself may.
    let origin = format!("http://{host}");
    guarded(&send(port, &request("POST", &forget, &[("Host", &host), ("Origin", &origin), ("Content-Length", "0")]), b""), 303);
    let gone = server.get(&upload);
    guarded(&gone, 410);
    assert!(gone.text().contains("is no longer in memory"));
    guarded(&server.get(&format!("{upload}/download/csv?scale=home-office-2011")), 410);
}

#[test]
fn every_answer_has_the_same_strict_headers() {
    let server = Server::start();
    let roster = example("examples/staff.csv");
    let parts: [Part<'_>; 1] = [("roster", Some("staff.csv"), &roster)];
    guarded(&server.post("/cost", &parts), 303);
    let upload = server.upload("/cost", &parts);
    let asked = query(&[("scale", "home-office-2011"), ("column.grade", "Pay band"), ("claim.percent", "5")]);
    let places = [
        ("/", 200),
        ("/page.css", 200),
        ("/page.js", 200),
        ("/icon.svg", 200),
        ("/member", 200),
        ("/systems?q=nhs", 200),
        ("/systems/njc/download/toml", 200),
        ("/guide", 200),
        ("/guide/solve", 200),
        ("/guide/options", 200),
        ("/guide/njc", 200),
        ("/guide/nowhere", 404),
        ("/guide/..%2fsystems", 404),
        ("/nowhere", 404),
        ("/cost/0123456789abcdef0123456789abcdef", 410),
        ("/overpayment/0123456789abcdef0123456789abcdef", 410),
        ("/member/download/exe?scale=njc", 422),
        ("/member/download/csv", 422),
        ("/forget/x", 405),
        ("/%ff%00/..%2f", 404),
    ];
    for (place, status) in places {
        guarded(&server.get(place), status);
    }
    guarded(&server.get(&format!("{upload}?{asked}")), 200);
    guarded(&server.get(&format!("{upload}?{}", query(&[("scale", "home-office-1066")]))), 200);
    let file = server.get(&format!("{upload}/download/csv?{asked}"));
    guarded(&file, 200);
    assert_eq!(file.header("content-disposition"), Some("attachment; filename=\"cost.csv\""));
    guarded(&server.get(&format!("{upload}/download/exe?{asked}")), 404);
    guarded(&server.post("/cost", &[]), 400);
    guarded(&server.post("/overpayment", &[("payslips", Some("empty.csv"), b"")]), 400);
}

/// What is dropped is bounded, and the bound is said before and after.
#[test]
fn more_than_fits_is_refused_with_the_size() {
    let server = Server::start();
    let (bound, size) = (payspine::web::LARGEST_UPLOAD, format!("{} MB", payspine::web::LARGEST_UPLOAD / 1024 / 1024));
    assert!(server.get("/cost").text().contains(&size), "the page says how much it takes");
    let much = vec![b'1'; bound + 1];
    for place in ["/cost", "/overpayment", "/systems"] {
        let answer = server.post(place, &[("file", Some("much.csv"), &much)]);
        guarded(&answer, 413);
        assert!(answer.text().contains(&format!("more than {size}")), "{}", answer.text());
    }
    guarded(&server.get("/"), 200);
    // Something else than a form, and a form that breaks off.
    let (port, host) = (server.port, format!("127.0.0.1:{}", server.port));
    let origin = format!("http://{host}");
    for (mime, body) in [
        ("text/plain", "x"),
        ("multipart/form-data; boundary=part", "--part\r\nContent-Disposition: form-data; name=\"roster\"\r\n"),
    ] {
        let length = body.len().to_string();
        let headers = [("Host", host.as_str()), ("Origin", &origin), ("Content-Type", mime), ("Content-Length", &length)];
        guarded(&send(port, &request("POST", "/cost", &headers), body.as_bytes()), 400);
    }
}

/// What a file or a field is called is shown, and never taken for HTML.
#[test]
fn names_are_text() {
    let server = Server::start();
    let evil = "<script>alert(1)</script>";
    let roster = format!("grade,{evil},\"=\"\"><img src=x onerror=alert(1)>\"\nEO,{evil},2\n");
    let upload = server.upload("/cost", &[("roster", Some("a<script>.csv"), roster.as_bytes())]);
    for place in [
        upload.clone(),
        format!("{upload}?{}", query(&[("scale", "njc"), ("claim.percent", "\"><script>alert(1)</script>"), ("vary", evil)])),
    ] {
        let page = server.get(&place);
        guarded(&page, 200);
        assert!(!page.text().contains("<script>") && !page.text().contains("<img"), "{}", page.text());
    }
    for place in [format!("/systems?{}", query(&[("q", evil)])), format!("/member?{}", query(&[("scale", evil)]))] {
        assert!(!server.get(&place).text().contains("<script>"), "{place}");
    }
}
