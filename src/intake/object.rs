//! One JSON value where it stands in its stream, and an object taken apart at its top level.

use std::borrow::Cow;

use super::scan::fields;
use super::{Form, Place};

/// A value inside the stream.
#[derive(Clone, Copy)]
pub(super) struct Value<'t> {
    pub text: &'t [u8],
    pub offset: u64,
}

impl<'t> Value<'t> {
    pub fn place(self, form: Form) -> Place {
        Place {
            offset: self.offset,
            len: self.text.len() as u32,
            form,
        }
    }

    /// The literal, if it is a string.
    pub fn literal(self) -> Option<Value<'t>> {
        self.text.starts_with(b"\"").then_some(self)
    }

    pub fn starts(self, byte: u8) -> bool {
        self.text.first() == Some(&byte)
    }

    /// The string's text as it stands, cut to what fits a report.
    pub fn short(self) -> Cow<'t, str> {
        let text = self.text.trim_ascii();
        let text = text
            .strip_prefix(b"\"")
            .and_then(|text| text.strip_suffix(b"\""))
            .unwrap_or_default();
        String::from_utf8_lossy(&text[..text.len().min(60)])
    }
}

/// An object taken apart at its top level.
pub(super) struct Object<'t> {
    pub fields: Vec<(&'t [u8], usize, &'t [u8])>,
    offset: u64,
}

impl<'t> Object<'t> {
    pub fn new(value: Value<'t>) -> Object<'t> {
        Object {
            fields: fields(value.text),
            offset: value.offset,
        }
    }

    pub fn get(&self, key: &str) -> Option<Value<'t>> {
        let (_, at, text) = *self.fields.iter().find(|(name, ..)| *name == key.as_bytes())?;
        Some(Value {
            text,
            offset: self.offset + at as u64,
        })
    }

    pub fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    pub fn string(&self, key: &str) -> Option<Value<'t>> {
        self.get(key)?.literal()
    }

    /// The object under `key`, taken apart.
    pub fn object(&self, key: &str) -> Option<Object<'t>> {
        self.get(key).filter(|value| value.starts(b'{')).map(Object::new)
    }

    /// A record by its own keys, whatever they hold.
    pub fn is_record(&self) -> bool {
        self.has("eventName")
            || self.has("EventName")
            || self.has("insightDetails")
            || self.has("eventVersion") && (self.has("eventSource") || self.has("eventTime"))
            || self
                .string("eventCategory")
                .is_some_and(|category| category.text == b"\"Aggregated\"")
    }
}
