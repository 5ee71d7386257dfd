//! Connections that never finish are closed, and a file in the field of another is said to be one.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use payspine::answer::{InMemory, Preview, Question};
use payspine::web::{self, Answer, Engine, Kept};

use super::server::{Server, example, get, plain};

/// As short as a test can be; 30 s where the program serves.
const PATIENCE: Duration = Duration::from_millis(600);

/// Answers everything after a while, at length.
struct Slow;

impl Engine for Slow {
    fn ask(&self, _: &Question, _: Option<Kept<'_>>, _: &Arc<InMemory>) -> Answer {
        thread::sleep(PATIENCE * 3);
        Answer { said: "as asked ".repeat(2_000_000), done: true, ..Answer::default() }
    }

    fn preview(&self, _: &str, _: Option<&str>, _: &Arc<InMemory>) -> Result<Preview, String> {
        Ok(Preview::default())
    }

    fn forget(&self, _: &str) {}
}

fn impatient() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    // It ends with the tests.
    thread::spawn(move || web::serve_within(listener, Arc::new(Slow), PATIENCE));
    port
}

fn connected(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).expect("it answers");
    stream.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket");
    stream
}

/// Reads until the other side closes, and says what came and how long that took.
fn until_closed(mut stream: TcpStream) -> (String, Duration) {
    let (start, mut bytes) = (Instant::now(), Vec::new());
    match stream.read_to_end(&mut bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::ConnectionReset => panic!("it is still open: {error}"),
        _ => (String::from_utf8_lossy(&bytes).into_owned(), start.elapsed()),
    }
}

#[test]
fn connections_that_never_finish_are_closed() {
    let port = impatient();
    let host = format!("127.0.0.1:{port}");
    let mut waiting: Vec<(&str, TcpStream)> = vec![("nothing is asked", connected(port))];

    let mut stream = connected(port);
    write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\nX-Slow: ").unwrap();
    waiting.push(("headers that do not end", stream));

    let mut stream = connected(port);
    write!(stream, "GET / HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    waiting.push(("kept alive, and nothing more is asked", stream));

    let mut stream = connected(port);
    write!(
        stream,
        "POST /cost HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: multipart/form-data; boundary=part\r\n\
         Content-Length: 100000\r\n\r\n--part\r\nContent-Disposition: form-data; name=\"roster\"; filename=\"staff.csv\"\r\n\r\ngrade,"
    )
    .unwrap();
    waiting.push(("a body that does not go on", stream));

    // A body of which a byte comes now and then.
    let mut stream = connected(port);
    write!(
        stream,
        "POST /cost HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nContent-Type: multipart/form-data; boundary=part\r\n\
         Content-Length: 100000\r\n\r\n--part\r\nContent-Disposition: form-data; name=\"roster\"; filename=\"staff.csv\"\r\n\r\ngrade,"
    )
    .unwrap();
    let mut dripping = stream.try_clone().expect("a socket");
    thread::spawn(move || {
        while dripping.write_all(b"x").is_ok() {
            thread::sleep(PATIENCE / 6);
        }
    });
    waiting.push(("a body that drips", stream));

    for (what, stream) in waiting {
        let (said, time) = until_closed(stream);
        assert!(time < PATIENCE * 8, "{what}: {time:?}");
        if what == "a body that does not go on" {
            assert!(said.contains("408"), "{what}: {said}");
        }
        if what.contains("kept alive") {
            assert!(said.starts_with("HTTP/1.1 200"), "{what}: {said}");
        }
    }
    assert_eq!(get(port, "/").status, 200, "others are answered as before");
}

/// An answer may take as long as it takes; whoever does not read it is not waited for.
#[test]
fn a_long_answer_is_waited_for_and_a_reader_who_stalls_is_not() {
    let port = impatient();
    let member = super::figures::MEMBER;
    let answer = get(port, member);
    assert_eq!(answer.status, 200);
    let mut stalled = connected(port);
    write!(stalled, "GET {member} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n").unwrap();
    thread::sleep(PATIENCE * 12);
    let (said, _) = until_closed(stalled);
    assert!(said.len() < answer.body.len(), "only what the system held was left: {} of {}", said.len(), answer.body.len());
}

/// Whoever drops a claim as the roster is told what it is and where it goes, and is not asked to drop it again.
#[test]
fn a_file_in_the_field_of_another_is_said_to_be_one() {
    let server = Server::start();
    let (claim, staff, member, policy) = (
        example("examples/claim-2012.toml"),
        example("examples/staff.csv"),
        example("examples/overpaid.toml"),
        example("examples/policy.toml"),
    );
    let roster = "“A claim, an offer or a pay system of your own”";
    for (place, field, name, bytes, wanted) in [
        ("/cost", "roster", "claim.toml", &claim, ["claim.toml is a proposal in TOML", roster]),
        ("/cost", "roster", "claim.txt", &claim, ["claim.txt is a proposal in TOML", roster]),
        ("/cost", "roster", "claim", &claim, ["is a proposal in TOML", roster]),
        ("/cost", "roster", "m.toml", &member, ["m.toml is a member in TOML", "“Check an overpayment”"]),
        ("/overpayment", "payslips", "claim.toml", &claim, ["claim.toml is a proposal in TOML", "“Cost a claim”"]),
        (
            "/overpayment",
            "payslips",
            "p.toml",
            &policy,
            ["p.toml is a recovery policy in TOML", "“A member's file, a recovery policy"],
        ),
        ("/cost", "toml", "staff.csv", &staff, ["staff.csv is not a file in TOML", "“Roster”"]),
        ("/overpayment", "toml", "slips.csv", &staff, ["slips.csv is not a file in TOML", "“Payslips”"]),
    ] {
        let table = if place == "/cost" { "roster" } else { "payslips" };
        let mut parts = vec![(field, Some(name), bytes.as_slice())];
        if field == "toml" {
            parts.insert(0, (table, Some("table.csv"), staff.as_slice()));
        }
        let answer = server.post(place, &parts);
        assert_eq!(answer.status, 400, "{name}: {}", answer.text());
        let said = plain(answer.text());
        assert!(wanted.iter().all(|wanted| said.contains(wanted)), "{name}: {wanted:?}\n{said}");
        assert!(!said.contains("Drop it again"), "{name}: {said}");
    }
    let answer = server.post("/cost", &[("toml", Some("claim.toml"), claim.as_slice())]);
    assert_eq!(answer.status, 400);
    assert!(plain(answer.text()).contains("No roster was dropped"), "{}", answer.text());
    // A claim beside its roster is as it was.
    let answer = server.post("/cost", &[("roster", Some("staff.csv"), &staff), ("toml", Some("claim.toml"), &claim)]);
    assert_eq!(answer.status, 303, "{}", answer.text());
}
