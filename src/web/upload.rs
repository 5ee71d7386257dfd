//! What somebody drops: the files and fields of a form.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::form::Fields;
use super::reply::{Reply, plain};
use super::server::Arrival;
use super::{InMemory, LARGEST_UPLOAD, Site, is_toml, layout, worked};
use crate::scale_file::{self, FileKind};

/// Takes in what was dropped: `lay` says what goes into which upload, and where to go then.
pub(super) async fn taken_in(
    site: Arc<Site>,
    form: Multipart,
    lay: impl FnOnce(&Site, Dropped) -> Result<(InMemory, String), Reply> + Send + 'static,
) -> Response {
    let dropped = match Dropped::read(form, Arrival::new(site.patience)).await {
        Ok(dropped) => dropped,
        Err(refused) => return refused.into_response(),
    };
    worked(move || {
        let (files, address) = match lay(&site, dropped) {
            Ok(laid) => laid,
            Err(refused) => return refused,
        };
        for gone in site.uploads.put(files) {
            site.engine.forget(&gone);
        }
        Reply::See(address)
    })
    .await
}

/// Files and fields of one form.
const MOST_PARTS: usize = 1_000;

/// A form that was sent with files.
#[derive(Default)]
pub(super) struct Dropped {
    /// Fields.
    pub(super) fields: Fields,
    /// Files: which field, the file's name, its bytes.
    pub(super) files: Vec<(String, String, Vec<u8>)>,
}

impl Dropped {
    /// Reads a form. One that is too large is read to its end all the same, and forgotten: a browser that is cut short while it sends
    /// shows no answer.
    pub(super) async fn read(mut form: Multipart, mut arrival: Arrival) -> Result<Dropped, Reply> {
        let (mut dropped, mut size, mut parts) = (Dropped::default(), 0_usize, 0_usize);
        while let Some(mut field) = arrival.part(form.next_field()).await.ok_or_else(too_slow)?.map_err(|_| unreadable())? {
            parts += 1;
            if parts > MOST_PARTS {
                dropped = Dropped::default();
                continue;
            }
            let name = field.name().unwrap_or("").to_owned();
            let file = field.file_name().map(|file| plain(file.rsplit(['/', '\\']).next().unwrap_or(file)));
            let mut bytes = Vec::new();
            while let Some(piece) = arrival.part(field.chunk()).await.ok_or_else(too_slow)?.map_err(|_| unreadable())? {
                arrival.came(piece.len());
                size = size.saturating_add(piece.len());
                if size > LARGEST_UPLOAD {
                    (dropped, bytes) = (Dropped::default(), Vec::new());
                } else {
                    bytes.extend_from_slice(&piece);
                }
            }
            match file {
                Some(_) if bytes.is_empty() => {}
                Some(file) => {
                    let file = told_apart(&name, file);
                    dropped.files.push((name, file, bytes));
                }
                None => dropped.fields.push(name, &String::from_utf8_lossy(&bytes)),
            }
        }
        if parts > MOST_PARTS {
            let why = format!("That has more than {MOST_PARTS} files and fields, the most that the page takes at once.");
            return Err(layout::refused(StatusCode::PAYLOAD_TOO_LARGE, &why));
        }
        if size > LARGEST_UPLOAD { Err(too_large()) } else { Ok(dropped) }
    }

    /// The files of an upload, beside those that are there.
    pub(super) fn on(self, upload: InMemory) -> InMemory {
        self.files.into_iter().fold(upload, |files, (_, name, bytes)| files.with(name, bytes))
    }

    /// The file of a field.
    pub(super) fn file(&self, field: &str) -> Option<(&str, &[u8])> {
        self.files.iter().find(|(name, ..)| name == field).map(|(_, file, bytes)| (file.as_str(), bytes.as_slice()))
    }
}

/// The two fields of a page in which files are dropped.
pub(super) struct Slots {
    /// The field of a table, and what the page calls it.
    pub(super) table: (&'static str, &'static str),
    /// The field of a file in TOML, and what the page calls it.
    pub(super) toml: (&'static str, &'static str),
    /// What is of use in the field of TOML.
    pub(super) takes: &'static [FileKind],
}

impl Slots {
    /// Refuses a file in TOML where a table belongs, and a table where TOML does: says what it is and where it goes.
    pub(super) fn hold(&self, dropped: &Dropped) -> Result<(), Reply> {
        let ((table, tables), (toml, tomls)) = (self.table, self.toml);
        for (field, name, bytes) in &dropped.files {
            let is_ours = scale_file::begins_as_toml(bytes) || is_toml(name);
            let why = if field == table && is_ours {
                let source = scale_file::source(name, bytes).ok();
                let kind = source.map_or(FileKind::Scale, |source| scale_file::kind_of(&source));
                let place = match kind {
                    kind if self.takes.contains(&kind) => format!("in the field “{tomls}”"),
                    FileKind::Proposal => "on the page “Cost a claim”, beside the roster".to_owned(),
                    FileKind::Member | FileKind::Policy => "on the page “Check an overpayment”, beside the payslips".to_owned(),
                    _ => "on the page “Systems”, to check it".to_owned(),
                };
                format!(
                    "{name} is a {} in TOML, and “{tables}” takes a table in CSV or XLSX. Drop {name} {place}, and the table in the field “{tables}”.",
                    kind.written()
                )
            } else if field == toml && !scale_file::begins_as_toml(bytes) {
                let name = name.strip_suffix(".toml").unwrap_or(name);
                format!(
                    "{name} is not a file in TOML, which “{tomls}” takes. A table in CSV or XLSX belongs in the field “{tables}”."
                )
            } else {
                continue;
            };
            return Err(layout::refused(StatusCode::BAD_REQUEST, &why));
        }
        Ok(())
    }
}

/// A name that says what the file is, so that it is not taken for one that comes with the program.
fn told_apart(field: &str, file: String) -> String {
    let is_ours = ["toml", "file"].contains(&field);
    let extension = std::path::Path::new(&file).extension().is_some();
    match (is_ours, extension) {
        (true, _) if !is_toml(&file) => format!("{file}.toml"),
        (false, false) => format!("{file}.csv"),
        _ => file,
    }
}

fn too_large() -> Reply {
    let why = format!(
        "That is more than {} MB, the most that the page takes at once. On the command line payspine takes files of any size.",
        LARGEST_UPLOAD / 1024 / 1024
    );
    layout::refused(StatusCode::PAYLOAD_TOO_LARGE, &why)
}

fn too_slow() -> Reply {
    layout::refused(StatusCode::REQUEST_TIMEOUT, "What was sent stopped arriving. Nothing of it was kept; send it again.")
}

fn unreadable() -> Reply {
    layout::refused(StatusCode::BAD_REQUEST, "What was sent could not be read. Was the file moved or changed meanwhile?")
}
