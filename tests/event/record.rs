//! Records as the event room reads them, over a parsed JSON value.

use std::cell::RefCell;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use serde_json::Value;
use trailglass::event::alias::{self, Fit};
use trailglass::event::{Facts, Field};

/// A record's leaves, and which of them are its fields.
pub struct Record {
    leaves: Vec<(String, String)>,
    fields: HashMap<Field, (Fit, usize)>,
}

thread_local! {
    static KNOWN: RefCell<HashMap<String, Option<(Field, Fit)>>> = RefCell::default();
}

impl Record {
    pub fn new(record: &Value) -> Self {
        let mut leaves = Vec::new();
        walk("", record, &mut leaves);
        let mut fields = HashMap::new();
        for (position, (path, _)) in leaves.iter().enumerate() {
            let known = KNOWN
                .with_borrow_mut(|known| *known.entry(path.clone()).or_insert_with(|| alias::field(path)));
            if let Some((field, fit)) = known {
                let best = fields.entry(field).or_insert((fit, position));
                *best = (*best).min((fit, position));
            }
        }
        Record { leaves, fields }
    }
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
            .get(&field)
            .map(|(_, position)| self.leaves[*position].1.as_str())
    }

    fn parameters(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        let all = self
            .leaves
            .iter()
            .filter_map(|(path, text)| Some((alias::parameter(path)?, text)));
        let _ = all.take_while(|(path, text)| visit(path, text)).count();
    }

    fn response(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        let all = self
            .leaves
            .iter()
            .filter_map(|(path, text)| Some((alias::response(path)?, text)));
        let _ = all.take_while(|(path, text)| visit(path, text)).count();
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
