//! Chromium without a window, driven through chromedriver: a profile, a port and a folder of its own for each test.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::wd::{WebDriverCompatibleCommand, WindowHandle};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::runtime::Runtime;

/// How long something may take to come.
const PATIENCE: Duration = Duration::from_mins(1);

/// A browser. What it starts ends with it.
pub(super) struct Browser {
    runtime: Runtime,
    client: Option<Client>,
    driver: Child,
    /// Kept open, so that the driver can go on writing.
    _said: BufReader<ChildStdout>,
    /// Its profile, and below it what was downloaded.
    folder: TempDir,
}

/// The keys of a day, `2006-07-01`, or of a month, in a field of the one language that every Chromium has: the month comes first.
pub(super) fn keys_of(day: &str) -> String {
    let mut parts = day.split('-');
    let (year, month) = (parts.next().expect("a year"), parts.next().expect("a month"));
    // After a month the field goes on to the year by itself where a day follows, and by the arrow where none does.
    parts.next().map_or_else(|| format!("{month}{}{year}", char::from(Key::Right)), |day| format!("{month}{day}{year}"))
}

/// A command of chromedriver that the standard has not.
#[derive(Debug)]
struct Chromium {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Chromium {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &url::Url) -> (axum::http::Method, Option<String>) {
        (axum::http::Method::POST, Some(self.body.to_string()))
    }
}

impl Browser {
    /// Starts one.
    pub(super) fn start() -> Browser {
        let folder = tempfile::tempdir().expect("a folder");
        let downloads = folder.path().join("downloads");
        std::fs::create_dir(&downloads).expect("a folder");
        // A port that is free for one protocol may be taken for the other; then the driver ends, and another try finds a better one.
        let started = (0..5).find_map(|_| started(folder.path()));
        let (mut driver, said, port) = started.expect("chromedriver says its port; tests/run installs it and Chromium");
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
        // Nothing but the page can be reached, whatever a page asks for.
        let flags = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--window-size=1280,900",
            "--lang=en-US",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            &profile,
        ];
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "args": flags, "prefs": { "download.default_directory": downloads } },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        });
        let Value::Object(wanted) = wanted else { unreachable!("written above") };
        let connecting = async {
            ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&format!("http://127.0.0.1:{port}")).await
        };
        let client = match runtime.block_on(connecting) {
            Ok(client) => client,
            Err(error) => {
                let _ = driver.kill();
                panic!("Chromium cannot be started ({error}); tests/run installs it");
            }
        };
        Browser { runtime, client: Some(client), driver, _said: said, folder }
    }

    fn client(&self) -> &Client {
        self.client.as_ref().expect("it runs")
    }

    /// Waits for what the browser answers.
    fn wait<T>(&self, answer: impl Future<Output = Result<T, CmdError>>) -> T {
        self.runtime.block_on(answer).unwrap_or_else(|error| panic!("{error}\n{}", self.place()))
    }

    /// Tries again and again until there is something.
    #[track_caller]
    pub(super) fn until<T>(&self, what: &str, mut look: impl FnMut() -> Option<T>) -> T {
        let start = Instant::now();
        loop {
            if let Some(found) = look() {
                return found;
            }
            assert!(start.elapsed() < PATIENCE, "there is no {what} on {}:\n{}", self.place(), self.text("body"));
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    pub(super) fn go(&self, url: &str) {
        self.wait(self.client().goto(url));
    }

    /// Where it is.
    pub(super) fn place(&self) -> String {
        self.runtime.block_on(self.client().current_url()).map_or_else(|error| error.to_string(), |url| url.to_string())
    }

    /// What a script gives, its last expression after `return`. It runs as the driver's, which no policy of the page forbids.
    pub(super) fn run(&self, script: &str) -> Value {
        self.wait(self.client().execute(script, Vec::new()))
    }

    /// What a script gives to the function that is its last argument.
    pub(super) fn run_long(&self, script: &str) -> Value {
        self.wait(self.client().execute_async(script, Vec::new()))
    }

    /// An element, as soon as it is there and can be seen.
    #[track_caller]
    pub(super) fn find(&self, css: &str) -> Element {
        self.until(css, || {
            let found = self.runtime.block_on(self.client().find(Locator::Css(css))).ok()?;
            self.runtime.block_on(found.is_displayed()).is_ok_and(|seen| seen).then_some(found)
        })
    }

    /// Clicks what has these words. What was shown anew in the meantime is looked for again.
    #[track_caller]
    pub(super) fn click_on(&self, tag: &str, words: &str) {
        let path = format!("//{tag}[contains(normalize-space(), \"{words}\")]");
        self.until(words, || {
            let found = self.runtime.block_on(self.client().find(Locator::XPath(&path))).ok()?;
            self.runtime.block_on(found.click()).ok()
        });
    }

    /// Types into a field in place of what was there.
    #[track_caller]
    pub(super) fn fill(&self, name: &str, text: &str) {
        let all = [Key::Control.into(), 'a', Key::Null.into(), Key::Backspace.into()];
        let field = self.field(name);
        self.wait(field.send_keys(&format!("{}{text}", String::from_iter(all))));
    }

    /// Types keys into a field as it stands.
    #[track_caller]
    pub(super) fn type_into(&self, name: &str, keys: &str) {
        let field = self.field(name);
        self.wait(field.send_keys(keys));
    }

    /// The field of a form.
    #[track_caller]
    pub(super) fn field(&self, name: &str) -> Element {
        self.find(&format!("[name=\"{name}\"]"))
    }

    /// Chooses what a field offers, by its value, and waits until the form is shown anew.
    #[track_caller]
    pub(super) fn choose(&self, name: &str, value: &str) {
        let field = self.field(name);
        self.wait(field.select_by_value(value));
        let chosen = format!(
            "return document.querySelector('[name=\"{name}\"]')?.value === \"{value}\" && document.readyState === 'complete' \
             && !document.querySelector('[aria-busy]')"
        );
        self.until(value, || (self.run(&chosen) == true).then_some(()));
    }

    /// Gives a file to a field.
    #[track_caller]
    pub(super) fn give(&self, name: &str, file: &Path) {
        let field = self.field(name);
        self.wait(field.send_keys(file.to_str().expect("UTF-8")));
    }

    /// What can be read of an element; nothing where there is none.
    pub(super) fn text(&self, css: &str) -> String {
        let text = self.run(&format!("return document.querySelector({css:?})?.innerText ?? ''"));
        text.as_str().unwrap_or_default().to_owned()
    }

    /// Waits for words on the page.
    #[track_caller]
    pub(super) fn read(&self, words: &str) {
        self.until(words, || self.text("body").contains(words).then_some(()));
    }

    /// The page as it is now.
    pub(super) fn html(&self) -> String {
        self.run("return document.documentElement.outerHTML").as_str().expect("text").to_owned()
    }

    /// Presses keys one after the other, wherever the focus is.
    pub(super) fn press(&self, keys: &str) {
        let all = keys.chars().fold(KeyActions::new("keyboard".into()), |all, value| {
            all.then(KeyAction::Down { value }).then(KeyAction::Up { value })
        });
        self.wait(self.client().perform_actions(all));
    }

    /// A command of the protocol by which Chromium is inspected.
    pub(super) fn inspect(&self, command: &str, with: &Value) -> Value {
        self.wait(self.client().issue_cmd(Chromium { path: "goog/cdp/execute", body: json!({ "cmd": command, "params": with }) }))
    }

    /// What was logged since somebody looked: by the page, `browser`, or of its requests, `performance`.
    pub(super) fn log(&self, kind: &str) -> Vec<Value> {
        let log = self.wait(self.client().issue_cmd(Chromium { path: "se/log", body: json!({ "type": kind }) }));
        log.as_array().expect("entries").clone()
    }

    /// The addresses that were asked for since somebody looked.
    pub(super) fn requests(&self) -> Vec<String> {
        let message = |entry: &Value| serde_json::from_str::<Value>(entry["message"].as_str()?).ok();
        let address = |entry: &Value| {
            let said = message(entry)?;
            (said["message"]["method"] == "Network.requestWillBeSent")
                .then(|| said["message"]["params"]["request"]["url"].as_str().map(str::to_owned))?
        };
        self.log("performance").iter().filter_map(address).collect()
    }

    /// Shows pages as wide as this, light or dark.
    pub(super) fn look(&self, width: u32, scheme: &str) {
        self.size(width, 900);
        self.inspect("Emulation.setEmulatedMedia", &json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] }));
    }

    fn size(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.inspect("Emulation.setDeviceMetricsOverride", &size);
    }

    /// A picture of the whole page, as PNG.
    pub(super) fn picture(&self, width: u32) -> Vec<u8> {
        let height = self.run("return document.documentElement.scrollHeight").as_u64().expect("pixels");
        self.size(width, u32::try_from(height.min(12_000)).expect("fits"));
        let picture = self.wait(self.client().screenshot());
        self.size(width, 900);
        picture
    }

    /// The page as it is printed, as PDF.
    pub(super) fn print(&self) -> Vec<u8> {
        let plain = fantoccini::wd::PrintConfiguration::builder().build().expect("in order");
        self.wait(self.client().print(plain))
    }

    /// Opens a further tab, and goes there.
    pub(super) fn open_tab(&self) -> WindowHandle {
        let opened = self.wait(self.client().new_window(true));
        self.turn_to(&opened.handle);
        opened.handle
    }

    pub(super) fn tab(&self) -> WindowHandle {
        self.wait(self.client().window())
    }

    pub(super) fn turn_to(&self, tab: &WindowHandle) {
        self.wait(self.client().switch_to_window(tab.clone()));
    }

    /// What was downloaded under a name, as soon as all of it is there. It can be downloaded again.
    #[track_caller]
    pub(super) fn downloaded(&self, name: &str) -> Vec<u8> {
        let path = self.folder.path().join("downloads").join(name);
        // Its place is kept by an empty file until all of it is there.
        self.until(name, || std::fs::metadata(&path).is_ok_and(|about| about.len() > 0).then_some(()));
        let bytes = std::fs::read(&path).expect("it is there");
        std::fs::remove_file(path).expect("it is there");
        bytes
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(client) = self.client.take() {
            let _ = self.runtime.block_on(client.close());
        }
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

/// A driver with what it goes on to say, and its port; `None` if it ends before it says that.
fn started(folder: &Path) -> Option<(Child, BufReader<ChildStdout>, u16)> {
    let mut driver = Command::new("chromedriver")
        .arg("--port=0")
        .envs([("LC_ALL", "en_US.UTF-8"), ("LANGUAGE", "en_US")])
        .env("TMPDIR", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("chromedriver cannot be started ({error}); tests/run installs it and Chromium"));
    let mut said = BufReader::new(driver.stdout.take().expect("piped"));
    let port = port(&mut said);
    if port.is_none() {
        driver.wait().expect("a child");
    }
    port.map(|port| (driver, said, port))
}

/// The port that chromedriver says it listens on.
fn port(said: &mut impl BufRead) -> Option<u16> {
    let mut line = String::new();
    while said.read_line(&mut line).ok()? > 0 {
        if let Some(port) = line.split("started successfully on port ").nth(1) {
            return port.trim_end().trim_end_matches('.').parse().ok();
        }
        line.clear();
    }
    None
}
