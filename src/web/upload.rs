//! What somebody drops: the files and fields of a form.

use axum::extract::Multipart;
use axum::extract::multipart::MultipartError;
use axum::http::StatusCode;

use super::form::Fields;
use super::sent::{Sent, plain};
use super::{LARGEST_UPLOAD, layout};

/// A form that was sent with files.
#[derive(Default)]
pub(super) struct Dropped {
    /// Fields.
    pub(super) fields: Fields,
    /// Files: which field, the file's name, its bytes.
    pub(super) files: Vec<(String, String, Vec<u8>)>,
}

impl Dropped {
    /// Reads a form.
    pub(super) async fn read(mut form: Multipart) -> Result<Dropped, Sent> {
        let mut dropped = Dropped::default();
        while let Some(field) = form.next_field().await.map_err(|error| refused(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            let file = field.file_name().map(|file| plain(file.rsplit(['/', '\\']).next().unwrap_or(file)));
            let bytes = field.bytes().await.map_err(|error| refused(&error))?;
            match file {
                Some(_) if bytes.is_empty() => {}
                Some(file) => dropped.files.push((name, file, bytes.into())),
                None => dropped.fields.push(name, String::from_utf8_lossy(&bytes).into_owned()),
            }
        }
        Ok(dropped)
    }

    /// The file of a field.
    pub(super) fn file(&self, field: &str) -> Option<(&str, &[u8])> {
        self.files.iter().find(|(name, ..)| name == field).map(|(_, file, bytes)| (file.as_str(), bytes.as_slice()))
    }
}

fn refused(error: &MultipartError) -> Sent {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        let why = format!(
            "That is more than {} MB, the most that the page takes at once. On the command line payspine takes files of any size.",
            LARGEST_UPLOAD / 1024 / 1024
        );
        return layout::refused(StatusCode::PAYLOAD_TOO_LARGE, &why);
    }
    layout::refused(StatusCode::BAD_REQUEST, "What was sent could not be read. Was the file moved or changed meanwhile?")
}
