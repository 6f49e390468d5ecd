//! Records as the event room reads them, over a parsed JSON value.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use trailglass::event::{Facts, Field};

/// A record's leaves: path and text.
pub struct Record {
    leaves: Vec<(String, String)>,
    fields: HashMap<&'static str, usize>,
}

impl Record {
    pub fn new(record: &Value) -> Self {
        let mut leaves = Vec::new();
        for (key, value) in record.as_object().into_iter().flatten() {
            walk(&canonical(key), value, &mut leaves);
        }
        let mut fields = HashMap::new();
        for (position, (path, _)) in leaves.iter().enumerate() {
            if let Some((_, known)) = Field::PATHS.iter().find(|(_, known)| known == path) {
                fields.entry(*known).or_insert(position);
            }
        }
        Record { leaves, fields }
    }

    /// Whether something is recorded at a path.
    pub fn has(&self, path: &str) -> bool {
        self.leaves.iter().any(|(recorded, _)| recorded == path)
    }

    fn below(&self, section: &str, visit: &mut dyn FnMut(&str, &str) -> bool) {
        for (path, text) in &self.leaves {
            let rest = path.strip_prefix(section).and_then(|rest| rest.strip_prefix('.'));
            if rest.is_some_and(|rest| !visit(rest, text)) {
                return;
            }
        }
    }
}

/// The store knows the legacy AWS IoT record's capitals and its misspelling; so does this.
fn canonical(key: &str) -> String {
    if key == "RequestParamters" {
        return "requestParameters".to_owned();
    }
    let tops = Field::PATHS
        .iter()
        .map(|(_, path)| path.split('.').next().unwrap());
    tops.into_iter()
        .find(|top| top.eq_ignore_ascii_case(key))
        .unwrap_or(key)
        .to_owned()
}

fn walk(path: &str, value: &Value, leaves: &mut Vec<(String, String)>) {
    let text = match value {
        Value::Object(members) => {
            for (key, value) in members {
                let path = if path.is_empty() {
                    key.clone()
                } else {
                    format!("{path}.{key}")
                };
                walk(&path, value, leaves);
            }
            return;
        }
        Value::Array(items) => return items.iter().for_each(|item| walk(path, item, leaves)),
        Value::Null => return,
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if !text.is_empty() {
        leaves.push((path.to_owned(), text));
    }
}

impl Facts for Record {
    fn text(&self, field: Field) -> Option<&str> {
        self.fields
            .get(field.path())
            .map(|position| self.leaves[*position].1.as_str())
    }

    fn parameters(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        self.below("requestParameters", visit);
    }

    fn response(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        self.below("responseElements", visit);
    }
}

/// Data that stands beside the project on some machines; `None` elsewhere.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !path.exists() {
        println!("skipped: no {} beside the project", path.display());
        return None;
    }
    Some(path)
}
