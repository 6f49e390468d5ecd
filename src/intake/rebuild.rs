//! Partial records from what stands around an event: a lookup result's outer fields, a row of a query result.

use serde_json::{Map, Value};

use super::columns::{self, Column};
use super::scan::{elements, fields};

/// A lookup result names the event outside of `CloudTrailEvent` too. (`EventID` is the old IoT record's.)
pub(super) fn is_lookup(fields: &[(&[u8], usize, &[u8])]) -> bool {
    fields.iter().any(|(key, ..)| *key == b"EventId")
        && !fields
            .iter()
            .any(|(key, ..)| matches!(*key, b"eventVersion" | b"EventID"))
}

/// The partial record in the text of a lookup result, a Lake or Logs Insights row; nothing for anything else.
pub(super) fn rebuild(text: &[u8]) -> Option<Vec<u8>> {
    let value = || serde_json::from_slice::<Value>(text).ok();
    if text.starts_with(b"{") {
        let fields = fields(text);
        if is_lookup(&fields) {
            return lookup(value()?);
        }
        let dotted = fields
            .iter()
            .any(|(key, ..)| key.starts_with(b"userIdentity.") || *key == b"eventname");
        let Value::Object(row) = dotted.then(value)?? else {
            return None;
        };
        return row_record(row);
    }
    // Rows are lists of small objects: look at one before parsing all.
    let first = elements(text).first().map(|(_, cell)| fields(cell))?;
    let named = first.iter().any(|(key, ..)| *key == b"field");
    if first.len() != 1 && !named {
        return None;
    }
    let Value::Array(cells) = value()? else {
        return None;
    };
    let mut row = Map::new();
    for cell in cells {
        let Value::Object(mut cell) = cell else {
            return None;
        };
        if let (Some(Value::String(name)), Some(value)) = (cell.remove("field"), cell.remove("value")) {
            row.insert(name, value);
        } else {
            row.extend(cell);
        }
    }
    row_record(row)
}

fn row_record(row: Map<String, Value>) -> Option<Vec<u8>> {
    let cells: Vec<(Column, String)> = row
        .into_iter()
        .map(|(name, value)| {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            (Column::named(&name), text)
        })
        .filter(|(column, text)| !matches!(column, Column::Record) && text != "null")
        .collect();
    let is_name = |column: &Column| *column == Column::Text(vec!["eventName".into()]);
    let is_time = |column: &Column| *column == Column::Text(vec!["eventTime".into()]);
    let is_id = |column: &Column| *column == Column::Text(vec!["eventID".into()]);
    // Counts by event name look like events; an event has a time or an id.
    let is_event = cells.iter().any(|(column, _)| is_name(column))
        && cells.iter().any(|(column, _)| is_time(column) || is_id(column));
    if !is_event {
        return None;
    }
    columns::record(cells.iter().map(|(column, text)| (column, text.as_str()))).map(|row| row.json)
}

fn lookup(value: Value) -> Option<Vec<u8>> {
    let Value::Object(fields) = value else { return None };
    let (mut record, mut identity) = (Map::new(), Map::new());
    for (key, value) in fields {
        let (to, key) = match key.as_str() {
            "EventId" => (&mut record, "eventID"),
            "EventName" => (&mut record, "eventName"),
            "EventTime" => (&mut record, "eventTime"),
            "EventSource" => (&mut record, "eventSource"),
            "ReadOnly" => (&mut record, "readOnly"),
            "Username" => (&mut identity, "userName"),
            "AccessKeyId" => (&mut identity, "accessKeyId"),
            "Resources" => {
                if let Value::Array(list) = value {
                    record.insert(
                        "resources".into(),
                        list.into_iter().map(columns::resource).collect(),
                    );
                }
                continue;
            }
            _ => continue,
        };
        to.insert(key.to_owned(), value);
    }
    if !record.contains_key("eventName") {
        return None;
    }
    if !identity.is_empty() {
        record.insert("userIdentity".into(), Value::Object(identity));
    }
    Some(Value::Object(record).to_string().into_bytes())
}
