//! What somebody drops: the files and fields of a form.

use std::sync::Arc;

use axum::extract::Multipart;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::form::Fields;
use super::sent::{Sent, plain};
use super::{Files, LARGEST_UPLOAD, Site, is_toml, layout, worked};

/// Takes in what was dropped: `lay` says what goes on which desk, and where to go then.
pub(super) async fn taken_in(
    site: Arc<Site>,
    form: Multipart,
    lay: impl FnOnce(&Site, Dropped) -> Result<(Files, String), Sent> + Send + 'static,
) -> Response {
    let dropped = match Dropped::read(form).await {
        Ok(dropped) => dropped,
        Err(refused) => return refused.into_response(),
    };
    worked(move || {
        let (files, place) = match lay(&site, dropped) {
            Ok(laid) => laid,
            Err(refused) => return refused,
        };
        for gone in site.desks.put(files) {
            site.engine.forget(&gone);
        }
        Sent::See(place)
    })
    .await
}

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
    pub(super) async fn read(mut form: Multipart) -> Result<Dropped, Sent> {
        let (mut dropped, mut size) = (Dropped::default(), 0_usize);
        while let Some(mut field) = form.next_field().await.map_err(|_| unreadable())? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(|file| plain(file.rsplit(['/', '\\']).next().unwrap_or(file)));
            let mut bytes = Vec::new();
            while let Some(piece) = field.chunk().await.map_err(|_| unreadable())? {
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
        if size > LARGEST_UPLOAD { Err(too_large()) } else { Ok(dropped) }
    }

    /// The files on a desk, beside what lies there.
    pub(super) fn on(self, desk: Files) -> Files {
        self.files.into_iter().fold(desk, |files, (_, name, bytes)| files.with(name, bytes))
    }

    /// The file of a field.
    pub(super) fn file(&self, field: &str) -> Option<(&str, &[u8])> {
        self.files.iter().find(|(name, ..)| name == field).map(|(_, file, bytes)| (file.as_str(), bytes.as_slice()))
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

fn too_large() -> Sent {
    let why = format!(
        "That is more than {} MB, the most that the page takes at once. On the command line payspine takes files of any size.",
        LARGEST_UPLOAD / 1024 / 1024
    );
    layout::refused(StatusCode::PAYLOAD_TOO_LARGE, &why)
}

fn unreadable() -> Sent {
    layout::refused(StatusCode::BAD_REQUEST, "What was sent could not be read. Was the file moved or changed meanwhile?")
}
