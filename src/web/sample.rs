//! The sample trail as files, as if they had been dropped.

use super::files::{Found, made};

/// A small trail made in the page.
///
/// # Errors
/// When the browser cannot make a file: out of memory.
pub async fn sample() -> Result<Found, wasm_bindgen::JsValue> {
    let path = "AWSLogs/123456789012/CloudTrail/eu-central-1/2026/05/04/123456789012_CloudTrail_eu-central-1_sample.json";
    let json = r#"{"Records":[{"eventVersion":"1.11","eventTime":"2026-05-04T09:00:00Z","eventName":"ListThings","eventSource":"iot.amazonaws.com"}]}"#;
    Ok(Found {
        name: "Sample data".into(),
        files: vec![made(path, json.as_bytes())?],
        refused: Vec::new(),
    })
}
