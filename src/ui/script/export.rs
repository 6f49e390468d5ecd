//! `trailglass.export`: the file that the page would write, as a Blob.

use super::{columns_of, malformed, options, sort_of};
use crate::export::Format;
use crate::ui::model::export::missing_words;
use crate::ui::model::format::counted;
use crate::web::save_file::Parts;
use crate::web::task::tick;
use crate::worker::session::Session;
use js_sys::Error;
use serde::Deserialize;
use wasm_bindgen::JsValue;

const EXPECTED: &str =
    "options {query: string, format: \"csv\" | \"ndjson\" | \"records\", sort: string, columns: string[]}";

#[derive(Deserialize, Default)]
#[serde(default)]
struct ExportOptions {
    query: String,
    format: Option<String>,
    sort: Option<String>,
    columns: Option<Vec<String>>,
}

pub(super) async fn export(session: &Session, given: JsValue) -> Result<JsValue, Error> {
    let options: ExportOptions = options(given, EXPECTED)?;
    let format = match options.format.as_deref() {
        None => Format::default(),
        Some(name) => Format::ALL
            .into_iter()
            .find(|format| format.name() == name)
            .ok_or_else(|| Error::new(&format!("Expected {EXPECTED}, not the format {name}.")))?,
    };
    let _hold = session.hold();
    let view = session
        .query(&options.query, &sort_of(options.sort.as_deref()))
        .await
        .map_err(|error| malformed(&options.query, &error))?;
    let mut export = session.export(view, format, &columns_of(options.columns));
    let mut parts = Parts::default();
    while let Some(block) = export.next().await {
        parts.add(&block).map_err(Error::from)?;
        tick().await;
    }
    if export.unread() > 0 {
        let files: Vec<String> = export.missing().iter().map(missing_words).collect();
        return Err(Error::new(&format!(
            "{} could not be read again: {}",
            counted(export.unread(), "event", "events"),
            files.join("; ")
        )));
    }
    Ok(parts.whole(format.media_type()).map_err(Error::from)?.into())
}
