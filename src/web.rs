//! The local page: the three questions in a browser, answered as on the command line.
//!
//! It listens on this machine alone, keeps what is dropped into it in memory only, and sends nothing anywhere. A form
//! becomes a question, as a command line does; the command line that asks the same is shown with the answer.

mod ask;
mod claim;
mod cost;
mod form;
mod guard;
mod guide;
mod home;
mod label;
mod layout;
mod member;
mod member_fields;
mod member_file;
mod overpayment;
mod pay_system;
mod reply;
mod result;
mod server;
mod systems;
mod upload;
mod upload_store;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::middleware::from_fn;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use self::form::Fields;
pub(crate) use self::label::label;
use self::reply::Reply;
use self::upload_store::UploadStore;
use crate::answer::Question;
pub use crate::answer::{InMemory, Preview};
use crate::report::{Remake, Report};

/// The most that may be dropped at once, in bytes: some ten million rows of a roster are more, and the command line takes those.
pub const LARGEST_UPLOAD: usize = 200 * 1024 * 1024;

/// How long a connection may keep the program waiting: for a request, for the next one, for a body to arrive, for an answer to be taken.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Whether a file is one of ours, and no table.
fn is_toml(name: &str) -> bool {
    std::path::Path::new(name).extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
}

/// What a question is answered with.
#[derive(Debug, Default)]
pub struct Answer {
    /// The command line that asks the same, without the program's name.
    pub words: Vec<String>,
    /// The result, if it came to one.
    pub report: Option<Report>,
    /// What is needed to make it again.
    pub remake: Option<Remake>,
    /// Results that are text and nothing else.
    pub text: String,
    /// Warnings and, where it could not be done, what is wrong, as a terminal shows it.
    pub said: String,
    /// Whether it could be done.
    pub done: bool,
}

pub use crate::answer::Kept;

/// What answers questions, and knows what the page does not: the day, the disk, and how the command line asks the same.
pub trait Engine: Send + Sync + 'static {
    /// The answer to a question that finds no files but these, to be shown or to be kept in a file.
    fn ask(&self, question: &Question, kept: Option<Kept<'_>>, files: &Arc<InMemory>) -> Answer;

    /// The headings and first rows of a table, or what is wrong with it.
    fn preview(&self, name: &str, sheet: Option<&str>, files: &Arc<InMemory>) -> Result<Preview, String>;

    /// Forgets what was worked out of the files of an upload.
    fn forget(&self, upload: &str);

    /// The options of all commands, in Markdown.
    fn options(&self) -> String {
        String::new()
    }
}

/// What every page needs.
pub struct Site {
    engine: Arc<dyn Engine>,
    uploads: UploadStore,
    patience: Duration,
}

/// The page as a service, to be tested or served.
pub fn router(engine: Arc<dyn Engine>) -> Router {
    router_with(engine, PATIENCE)
}

fn router_with(engine: Arc<dyn Engine>, patience: Duration) -> Router {
    let site = Arc::new(Site { engine, uploads: UploadStore::default(), patience });
    Router::new()
        .route("/", get(|query| page(home::page, query)))
        .route("/member", get(|state, query| asked(state, query, member::page)))
        .route("/member/download/{format}", get(|state, path, query| downloaded(state, path, query, member::download)))
        .route("/cost", get(|query| page(cost::begin, query)).post(cost::dropped))
        .route("/cost/{upload}", get(|state, path, query| of_upload(state, path, query, cost::page)))
        .route("/cost/{upload}/download/{format}", get(|state, path, query| kept_from_upload(state, path, query, cost::download)))
        .route("/overpayment", get(|query| page(overpayment::begin, query)).post(overpayment::dropped))
        .route("/overpayment/{upload}", get(|state, path, query| of_upload(state, path, query, overpayment::page)))
        .route(
            "/overpayment/{upload}/download/{format}",
            get(|state, path, query| kept_from_upload(state, path, query, overpayment::download)),
        )
        .route("/systems", get(|state, query| asked(state, query, systems::list)).post(systems::dropped))
        .route("/systems/{id}", get(|state, path, query| of_upload(state, path, query, systems::page)))
        .route(
            "/systems/{id}/download/{format}",
            get(|state, path, query| kept_from_upload(state, path, query, systems::download)),
        )
        .route("/guide", get(|query| page(guide::list, query)))
        .route("/guide/{topic}", get(|state, path, query| of_upload(state, path, query, guide::page)))
        .route("/forget/{upload}", axum::routing::post(forget))
        .route("/page.css", get(|| async { layout::style() }))
        .route("/icon.svg", get(|| async { layout::icon() }))
        .route("/page.js", get(|| async { layout::script() }))
        .fallback(|| async { layout::not_found() })
        // Whoever reads a form counts.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(guard::guard))
        .with_state(site)
}

/// Answers whoever asks this machine at this address, until the process ends.
///
/// # Errors
///
/// The socket cannot be used.
pub fn serve(listener: std::net::TcpListener, engine: Arc<dyn Engine>) -> std::io::Result<()> {
    serve_within(listener, engine, PATIENCE)
}

/// The same with another patience than [`PATIENCE`].
///
/// # Errors
///
/// The socket cannot be used.
pub fn serve_within(listener: std::net::TcpListener, engine: Arc<dyn Engine>, patience: Duration) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        server::serve(listener, &router_with(engine, patience), patience).await
    })
}

/// Work that takes a while, where it keeps nobody else waiting. A panic in it is that request's alone.
async fn worked(work: impl FnOnce() -> Reply + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(work).await {
        Ok(sent) => sent.into_response(),
        Err(_) => layout::failed().into_response(),
    }
}

async fn page(make: fn(&Fields) -> Reply, RawQuery(query): RawQuery) -> Response {
    worked(move || make(&Fields::of(query.as_deref()))).await
}

async fn asked(State(site): State<Arc<Site>>, RawQuery(query): RawQuery, make: fn(&Site, &Fields) -> Reply) -> Response {
    worked(move || make(&site, &Fields::of(query.as_deref()))).await
}

async fn downloaded(
    State(site): State<Arc<Site>>,
    Path(format): Path<String>,
    RawQuery(query): RawQuery,
    make: fn(&Site, &str, &Fields) -> Reply,
) -> Response {
    worked(move || make(&site, &format, &Fields::of(query.as_deref()))).await
}

async fn of_upload(
    State(site): State<Arc<Site>>,
    Path(upload): Path<String>,
    RawQuery(query): RawQuery,
    make: fn(&Site, &str, &Fields) -> Reply,
) -> Response {
    worked(move || make(&site, &upload, &Fields::of(query.as_deref()))).await
}

async fn kept_from_upload(
    State(site): State<Arc<Site>>,
    Path((upload, format)): Path<(String, String)>,
    RawQuery(query): RawQuery,
    make: fn(&Site, &str, &str, &Fields) -> Reply,
) -> Response {
    worked(move || make(&site, &upload, &format, &Fields::of(query.as_deref()))).await
}

/// Clears an upload: nothing of it stays in memory.
async fn forget(State(site): State<Arc<Site>>, Path(upload): Path<String>) -> Response {
    site.uploads.clear(&upload);
    site.engine.forget(&upload);
    Reply::See("/".to_owned()).into_response()
}
