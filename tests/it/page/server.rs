//! The page as a process of its own, and plain HTTP to ask it with.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A running `payspine serve`, which ends with the test. Its home, its temporary folder and the folder that it runs in are one, empty to
/// begin with.
pub(crate) struct Server {
    process: Child,
    /// Kept open: a page that somebody started must not end because nobody reads what it says.
    _said: BufReader<ChildStdout>,
    pub(crate) folder: TempDir,
    pub(crate) port: u16,
}

/// The day that is today in every test: answers that speak of today are the same tomorrow.
pub(crate) const TODAY: &str = "2026-12-01";

impl Server {
    /// Starts one, and waits until it says where it is.
    pub(crate) fn start() -> Server {
        let folder = tempfile::tempdir().expect("a folder");
        // Even where whoever runs the tests ignores Ctrl-C, as a shell's background jobs do, the page does not.
        let mut process = Command::new("env")
            .args(["--default-signal=INT", env!("CARGO_BIN_EXE_payspine"), "serve", "--no-open", "--port", "0"])
            .current_dir(folder.path())
            .env("PAYSPINE_TODAY", TODAY)
            .envs(["HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].map(|name| (name, folder.path())))
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program runs");
        let mut said = BufReader::new(process.stdout.take().expect("piped"));
        let mut line = String::new();
        said.read_line(&mut line).expect("UTF-8");
        let place = line.strip_prefix("payspine is at http://127.0.0.1:").and_then(|rest| rest.split('/').next());
        let port = place.and_then(|port| port.parse().ok()).unwrap_or_else(|| panic!("where is the page? It says: {line}"));
        Server { process, _said: said, folder, port }
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// The address of a place on the page.
    pub(crate) fn url(&self, place: &str) -> String {
        format!("http://127.0.0.1:{}{place}", self.port)
    }

    /// Whether it has ended, and how.
    pub(crate) fn ended(&mut self) -> Option<std::process::ExitStatus> {
        self.process.try_wait().expect("a child")
    }

    pub(crate) fn get(&self, place: &str) -> Answer {
        get(self.port, place)
    }

    /// Drops files and fields as the page's own forms do.
    pub(crate) fn post(&self, place: &str, parts: &[Part<'_>]) -> Answer {
        post(self.port, place, parts)
    }

    /// Drops files, and gives the place of the upload that they are on.
    pub(crate) fn upload(&self, place: &str, parts: &[Part<'_>]) -> String {
        let answer = self.post(place, parts);
        assert_eq!(answer.status, 303, "{}", answer.text());
        answer.header("location").expect("a place").split('?').next().expect("a path").to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What is sent in a form: the field, the file's name if it is a file, and what is in it.
pub(crate) type Part<'a> = (&'a str, Option<&'a str>, &'a [u8]);

/// A file of the repository as a part of a form.
pub(crate) fn example(name: &str) -> Vec<u8> {
    std::fs::read(crate::root().join("tests").join(name)).expect("it is there")
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("UTF-8")
    }

    /// What comes to whoever reads to the end of the connection.
    fn read(from: &mut TcpStream) -> Answer {
        let mut bytes = Vec::new();
        from.read_to_end(&mut bytes).expect("an answer");
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("headers");
        let head = String::from_utf8(bytes[..end].to_vec()).expect("ASCII");
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let header = |line: &str| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        let headers: Vec<(String, String)> = lines.filter_map(header).collect();
        let body = bytes[end + 4..].to_vec();
        let answer = Answer { status, headers, body };
        assert_eq!(answer.header("transfer-encoding"), None, "answers are whole");
        answer
    }
}

/// Sends bytes as they are and reads the answer to the end.
pub(crate) fn send(port: u16, head: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).expect("it answers");
    stream.set_read_timeout(Some(Duration::from_mins(2))).expect("a socket");
    stream.write_all(head.as_bytes()).expect("sent");
    // Whoever is refused early may not be listened to any more.
    let _ = stream.write_all(body);
    Answer::read(&mut stream)
}

pub(crate) fn get(port: u16, place: &str) -> Answer {
    send(port, &format!("GET {place} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"), b"")
}

pub(crate) fn post(port: u16, place: &str, parts: &[Part<'_>]) -> Answer {
    let mut body = Vec::new();
    for (field, file, bytes) in parts {
        let file = file.map(|file| format!("; filename=\"{file}\"")).unwrap_or_default();
        body.extend_from_slice(format!("--part\r\nContent-Disposition: form-data; name=\"{field}\"{file}\r\n\r\n").as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--part--\r\n");
    let head = format!(
        "POST {place} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: multipart/form-data; boundary=part\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    send(port, &head, &body)
}

/// Fields as the query of a link.
pub(crate) fn query(fields: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

/// Text of HTML as it is read.
pub(crate) fn plain(html: &str) -> String {
    let mut text = String::new();
    for (number, part) in html.split('<').enumerate() {
        let words = if number == 0 { part } else { part.split_once('>').map_or("", |(_, words)| words) };
        text.push_str(words);
        text.push(' ');
    }
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
        .iter()
        .fold(text, |text, (from, to)| text.replace(from, to))
}

/// The command line of this name that a page shows under an answer, without the program's name.
pub(crate) fn command_of(html: &str, name: &str) -> String {
    let shown =
        html.split("<pre class=\"command\"").skip(1).filter_map(|rest| rest.split("<code>").nth(1)?.split("</code>").next());
    let words = shown.map(|shown| plain(shown).trim().strip_prefix("payspine ").expect("payspine").to_owned());
    let mut ours = words.filter(|words| words.split(' ').next() == Some(name));
    ours.next().unwrap_or_else(|| panic!("no command {name} is shown"))
}

/// Writes a file where a command of the page finds it.
pub(crate) fn put(folder: &Path, name: &str, bytes: &[u8]) {
    std::fs::write(folder.join(name), bytes).expect("written");
}
