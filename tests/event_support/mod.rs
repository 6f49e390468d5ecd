//! Records as the event room reads them, over a parsed JSON value.

use serde_json::Value;
use trailglass::event::{Facts, Field, alias};

/// The leaves of a record: path and text, in the order of the file.
pub struct Record(Vec<(String, String)>);

impl Record {
    pub fn new(record: &Value) -> Self {
        let mut leaves = Vec::new();
        walk("", record, &mut leaves);
        Record(leaves)
    }
}

fn walk(path: &str, value: &Value, leaves: &mut Vec<(String, String)>) {
    let text = match value {
        Value::Object(members) => {
            for (key, value) in members {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
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
        let fits = self.0.iter().filter_map(|(path, text)| {
            let (known, fit) = alias::field(path)?;
            (known == field).then_some((fit, text.as_str()))
        });
        fits.min_by_key(|(fit, _)| *fit).map(|(_, text)| text)
    }

    fn parameters(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        let all = self.0.iter().filter_map(|(path, text)| Some((alias::parameter(path)?, text.as_str())));
        let _ = all.take_while(|(path, text)| visit(path, text)).count();
    }

    fn response(&self, visit: &mut dyn FnMut(&str, &str) -> bool) {
        let all = self.0.iter().filter_map(|(path, text)| Some((alias::response(path)?, text.as_str())));
        let _ = all.take_while(|(path, text)| visit(path, text)).count();
    }
}
