//! Whatever a field says: files of this machine stay unread and unwritten.

use std::path::{Path, PathBuf};

use super::figures::MEMBER;
use super::server::{Server, example, plain, put, query};

/// What stands in the files that nobody may see.
const MARK: &str = "a-secret-of-this-disk";

/// A page beside files that would be read if they were looked for, and what might be filled in to have them read, or others written.
struct Lures {
    server: Server,
    values: Vec<String>,
    before: Vec<(PathBuf, u64)>,
}

impl Lures {
    fn new() -> Lures {
        let server = Server::start();
        let folder = server.folder.path();
        let system = format!("format = 1\nid = \"{MARK}\"\ntitle = \"{MARK}\"\n");
        let slips = format!("id,month,element,amount\n{MARK},2006-07,{MARK},1.00\n");
        for (name, text) in [("secret.toml", &system), ("secret.csv", &slips), ("claim", &system), ("home-office-2011", &system)]
        {
            put(folder, name, text.as_bytes());
        }
        let path = |name: &str| folder.join(name).to_str().expect("UTF-8").to_owned();
        let mut values = vec![path("secret.toml"), path("secret.csv")];
        values.extend([format!("--out={}", path("out.csv")), format!("--save-mapping={}", path("saved.toml"))]);
        let others = [
            "secret.toml",
            "secret.csv",
            "./secret.toml",
            "claim",
            "/etc/passwd",
            "../../../../etc/passwd",
            "file:///etc/passwd",
            "/dev/stdin",
            "-",
            "--out=out.csv",
            "x --out=out.csv",
            "--format=json\n--out=out.csv",
        ];
        values.extend(others.map(str::to_owned));
        let before = listing(folder);
        Lures { server, values, before }
    }

    /// Asks each place with each value in each of these fields, before what makes the question whole.
    fn ask(&self, places: &[&str], fields: &str, whole: &[(&str, &str)]) {
        for field in fields.split_whitespace() {
            for value in &self.values {
                let asked = query(&[&[(field, value.as_str())], whole].concat());
                for place in places {
                    self.see(&format!("{place}?{asked}"));
                }
            }
        }
    }

    /// What is there shows nothing of the files.
    fn see(&self, place: &str) {
        let answer = self.server.get(place);
        assert!(answer.status < 500, "{place}: {}", answer.text());
        assert!(!answer.text().contains(MARK) && !answer.text().contains("root:x:"), "{place}\n{}", answer.text());
    }
}

impl Drop for Lures {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            assert_eq!(listing(self.server.folder.path()), self.before, "nothing was written");
        }
    }
}

#[test]
fn not_by_a_claim() {
    let lures = Lures::new();
    let upload = lures.server.upload("/cost", &[("roster", Some("../../etc/staff.csv"), &example("examples/staff.csv"))]);
    let fields = "scale from years column.grade column.--out mapping grades areas defaults sheet as-at skip claim offer claim.from \
                  claim.percent claim.counties budget vary pension on-costs leavers vacancy remit suppress-below group-by reconcile break-even";
    let whole = [("scale", "home-office-2011"), ("column.grade", "Pay band"), ("claim.at-least", "1000")];
    lures.ask(&[&upload, &format!("{upload}/download/csv")], fields, &whole);
}

#[test]
fn not_by_an_overpayment() {
    let lures = Lures::new();
    let upload =
        lures.server.upload("/overpayment", &[("payslips", Some("/etc/../slips.csv"), &example("examples/payslips.csv"))]);
    let fields = "scale member id payslip-sheet column.id elements events absences policy told pension over leaver field.rating";
    let stands = [("scale", "home-office-2006"), ("grade", "EO"), ("since", "2006-07-01"), ("point", "55")];
    let whole =
        [("from", "2006-07"), ("to", "2006-09"), ("policy", "armed-forces-jsp-754"), ("told", "2008-06-01"), ("pay", "2000")];
    lures.ask(&[&upload, &format!("{upload}/download/statement")], fields, &[&stands[..], &whole].concat());
}

#[test]
fn not_by_a_member_or_a_system() {
    let lures = Lures::new();
    let upload = lures.server.upload("/cost", &[("roster", Some("staff.csv"), &example("examples/staff.csv"))]);
    let upload = upload.rsplit('/').next().expect("an id");
    let whole: Vec<(String, String)> =
        form_urlencoded::parse(MEMBER.split_once('?').expect("a query").1.as_bytes()).into_owned().collect();
    let whole: Vec<(&str, &str)> = whole.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    lures.ask(&["/member"], "scale upload grade area point salary since until claim rates-of field.rating field.--out", &whole);
    lures.ask(&["/systems/own", "/systems/njc", "/systems/own/download/csv"], "upload file on grade area", &[("upload", upload)]);
    for value in &lures.values {
        let encoded = form_urlencoded::byte_serialize(value.as_bytes()).collect::<String>().replace('+', "%20");
        for place in [
            "/systems/ID",
            "/systems/ID/download/toml",
            "/member/download/ID?scale=njc",
            "/cost/ID",
            "/overpayment/ID/download/csv",
        ] {
            lures.see(&place.replace("ID", &encoded));
        }
    }
}

/// Every file below a folder, with its size.
pub(crate) fn listing(folder: &Path) -> Vec<(PathBuf, u64)> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let entry = entry.expect("an entry");
            if entry.file_type().expect("a type").is_dir() {
                folders.push(entry.path());
            }
            found.push((entry.path(), entry.metadata().expect("about it").len()));
        }
    }
    found.sort();
    found
}

/// Whatever a dropped file is called, it is itself: no option of a command, and nothing that comes with the program.
#[test]
fn a_files_name_is_a_name() {
    let server = Server::start();
    let system = example("w1/w1.toml");
    for name in ["--help.toml", "--out", "-h", "(final) \u{c9}coles.toml", "<img src=x>.toml", "njc", "it's.toml", "-"] {
        let answer = server.post("/systems", &[("file", Some(name), &system)]);
        assert_eq!(answer.status, 303, "{name}: {}", answer.text());
        let page = server.get(answer.header("location").expect("a place"));
        assert_eq!(page.status, 200, "{name}");
        let text = plain(page.text());
        assert!(text.contains("pay system, no errors"), "{name}: {text}");
        assert!(!text.contains("NJC pay spine"), "{name}");
    }
    assert_eq!(server.get("/systems/nonsense").status, 404);
    assert_eq!(server.get("/systems/--help").status, 404);
}
