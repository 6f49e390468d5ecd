//! The least that any program must do with trails, as a wasm module of its own: inflating, and walking the JSON once
//! with the same parser. `benches/peers/worker.js` runs it beside the page.
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code))]

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::cell::RefCell;
use std::fmt;
use wasm_bindgen::prelude::wasm_bindgen;

/// Length of the header of a gzip file that has nothing optional in it.
const GZIP_HEADER: usize = 10;

thread_local! {
    static TEXT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

fn main() {}

/// Inflates a gzip file of one member without optional fields, and keeps the text until the next; its length.
#[wasm_bindgen]
pub fn inflate(gzip: &[u8]) -> usize {
    TEXT.with_borrow_mut(|text| {
        let mut state = Box::<DecompressorOxide>::default();
        let (mut read, mut written) = (GZIP_HEADER, 0);
        loop {
            if text.len() < written + gzip.len() {
                text.resize((text.len() * 2).max(gzip.len() * 16), 0);
            }
            let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
            let (status, used, made) = decompress(&mut state, &gzip[read..], text, written, flags);
            (read, written) = (read + used, written + made);
            match status {
                TINFLStatus::HasMoreOutput => text.resize(text.len() * 2, 0),
                TINFLStatus::Done => break,
                _ => return 0,
            }
        }
        text.truncate(written);
        written
    })
}

/// Walks the text inflated last; how many values it has, or why it cannot be walked.
#[wasm_bindgen]
pub fn walk() -> Result<u32, String> {
    TEXT.with_borrow(|text| {
        let mut parser = serde_json::Deserializer::from_slice(text);
        Walk.deserialize(&mut parser).map_err(|error| error.to_string())
    })
}

/// Looks at every value and every key, and keeps nothing.
struct Walk;

impl<'de> DeserializeSeed<'de> for Walk {
    type Value = u32;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<u32, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk {
    type Value = u32;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<u32, E> {
        std::hint::black_box(text);
        Ok(1)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<u32, E> {
        Ok(1)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<u32, E> {
        Ok(1)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<u32, E> {
        Ok(1)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<u32, E> {
        Ok(1)
    }

    fn visit_unit<E: Error>(self) -> Result<u32, E> {
        Ok(1)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<u32, A::Error> {
        let mut values = 0;
        while let Some(inner) = elements.next_element_seed(Walk)? {
            values += inner;
        }
        Ok(values)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<u32, A::Error> {
        let mut values = 0;
        while let Some(key) = members.next_key_seed(Walk)? {
            values += key + members.next_value_seed(Walk)?;
        }
        Ok(values)
    }
}
