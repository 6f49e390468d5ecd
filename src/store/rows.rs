//! What every record has: when, which event, where its text stands.

use super::plain::ONES;
use crate::intake::{Form, Place};

/// An eventID as 16 bytes; for records without one, and for ids that are no UUID, a hash instead.
pub type EventId = u128;

/// Milliseconds since 1970 UTC of a record without a readable time.
pub const NO_TIME: i64 = i64::MIN;

const PARTIAL: u8 = 1;
const HIDDEN: u8 = 2;
const CONFLICT: u8 = 4;
const UUID: u8 = 8;
const TIME_AS_ISO: u8 = 16;
const INSIGHT: u8 = 64;
const REMOVED: u8 = 128;

/// Fixed facts of all records of a shard, a vector each.
#[derive(Default)]
pub struct Rows {
    times: Vec<i64>,
    ids: Vec<EventId>,
    contents: Vec<u64>,
    streams: Vec<u32>,
    offsets: Vec<u64>,
    lens: Vec<u32>,
    flags: Vec<u8>,
    forms: Vec<Form>,
    judged: u32,
}

/// The fixed facts of one record.
pub struct RowFacts {
    /// Milliseconds since 1970 UTC, or [`NO_TIME`].
    pub time: i64,
    /// Whether the recorded text of the time is the canonical form of `time`, so that it need not be kept.
    pub time_as_iso: bool,
    /// Which event.
    pub id: EventId,
    /// Whether `id` is the recorded id, a UUID in lower case, so that its text need not be kept.
    pub id_as_uuid: bool,
    /// Hash of all leaves.
    pub content: u64,
    /// Holds fewer facts than the trail's own record.
    pub partial: bool,
    /// An Insights record.
    pub insight: bool,
    /// Number of the stream the text stands in.
    pub stream: u32,
    /// Where it stands there.
    pub place: Place,
}

impl Rows {
    /// Adds a record and returns its number.
    pub fn push(&mut self, facts: &RowFacts) -> u32 {
        let mut flags = 0;
        let marks = [
            (facts.partial, PARTIAL),
            (facts.id_as_uuid, UUID),
            (facts.time_as_iso, TIME_AS_ISO),
            (facts.insight, INSIGHT),
        ];
        for (mark, bit) in marks {
            flags |= if mark { bit } else { 0 };
        }
        push(&mut self.times, facts.time);
        push(&mut self.ids, facts.id);
        push(&mut self.contents, facts.content);
        push(&mut self.streams, facts.stream);
        push(&mut self.offsets, facts.place.offset);
        push(&mut self.lens, facts.place.len);
        push(&mut self.flags, flags);
        push(&mut self.forms, facts.place.form);
        self.len() - 1
    }

    /// How many records, hidden ones included.
    pub fn len(&self) -> u32 {
        self.times.len() as u32
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.times.is_empty()
    }

    /// Times of all records.
    pub fn times(&self) -> &[i64] {
        &self.times
    }

    /// Event ids of all records.
    pub fn ids(&self) -> &[EventId] {
        &self.ids
    }

    /// Hash of a record's content.
    pub fn content(&self, row: u32) -> u64 {
        self.contents[row as usize]
    }

    /// Number of the stream a record stands in.
    pub fn stream(&self, row: u32) -> u32 {
        self.streams[row as usize]
    }

    /// Where a record stands in its stream.
    pub fn place(&self, row: u32) -> Place {
        let row = row as usize;
        Place {
            offset: self.offsets[row],
            len: self.lens[row],
            form: self.forms[row],
        }
    }

    /// Holds fewer facts than the trail's own record.
    pub fn is_partial(&self, row: u32) -> bool {
        self.flags[row as usize] & PARTIAL != 0
    }

    /// The recorded eventID is [`Rows::ids`] written as a UUID.
    pub fn has_uuid(&self, row: u32) -> bool {
        self.flags[row as usize] & UUID != 0
    }

    /// The recorded eventTime is [`Rows::times`] written as `YYYY-MM-DDTHH:MM:SSZ`.
    pub fn has_iso_time(&self, row: u32) -> bool {
        self.flags[row as usize] & TIME_AS_ISO != 0
    }

    /// Whether it is an Insights record.
    pub fn is_insight(&self, row: u32) -> bool {
        self.flags[row as usize] & INSIGHT != 0
    }

    /// Whether the record's source was removed.
    pub fn is_removed(&self, row: u32) -> bool {
        self.flags[row as usize] & REMOVED != 0
    }

    /// The record's source was removed: it stays hidden.
    pub fn remove(&mut self, row: u32) {
        set(&mut self.flags, row, REMOVED, true);
    }

    /// Not shown: a copy of another record, or its source was removed, or nobody has said yet that it is neither.
    pub fn is_hidden(&self, row: u32) -> bool {
        row >= self.judged || self.flags[row as usize] & HIDDEN != 0
    }

    /// How many of the first records are known to be copies or not.
    pub fn judged(&self) -> u32 {
        self.judged
    }

    /// From now on the first `rows` records are known to be copies or not: the others stay hidden, so that no
    /// count ever includes a copy.
    pub fn set_judged(&mut self, rows: u32) {
        self.judged = rows;
    }

    /// Hides or shows a record.
    pub fn hide(&mut self, row: u32, hidden: bool) {
        set(&mut self.flags, row, HIDDEN, hidden);
    }

    /// Another record has the same eventID and other content.
    pub fn is_conflict(&self, row: u32) -> bool {
        self.flags[row as usize] & CONFLICT != 0
    }

    /// Marks a record as in conflict.
    pub fn mark_conflict(&mut self, row: u32, conflict: bool) {
        set(&mut self.flags, row, CONFLICT, conflict);
    }

    /// A number that orders records by time, oldest or newest first, those without a time last; records of one
    /// second by eventID. Shards agree on it, so that their answers can be merged.
    pub fn order_key(&self, row: u32, newest_first: bool) -> u64 {
        let time = self.times[row as usize];
        if time == NO_TIME {
            return u64::MAX;
        }
        // 43 bits of milliseconds reach to the year 2248; what is before 1970 counts as 1970.
        let millis = time.clamp(0, (1 << 43) - 2) as u64;
        let key = millis << 21 | (self.ids[row as usize] >> 107) as u64;
        if newest_first { u64::MAX - 1 - key } else { key }
    }

    /// Bytes of memory held.
    pub fn memory(&self) -> usize {
        self.times.capacity() * (8 + 16 + 8 + 4 + 8 + 4 + 1 + size_of::<Form>())
    }
}

/// Adds an item to a list that takes an eighth more room when it is full: twice as much would mostly stay empty.
fn push<T>(list: &mut Vec<T>, item: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(list.len() / 8 + 1024);
    }
    list.push(item);
}

fn set(flags: &mut [u8], row: u32, bit: u8, on: bool) {
    if let Some(flags) = flags.get_mut(row as usize) {
        *flags = if on { *flags | bit } else { *flags & !bit };
    }
}

/// The id as recorded, when it is a UUID in lower case: 8-4-4-4-12 hexadecimal digits.
pub fn parse_uuid(text: &str) -> Option<EventId> {
    let text: &[u8; 36] = text.as_bytes().try_into().ok()?;
    if [8, 13, 18, 23].iter().any(|&dash| text[dash] != b'-') {
        return None;
    }
    let part = |start: usize, rest: usize| {
        let mut digits = [0; 8];
        digits[..4].copy_from_slice(&text[start..start + 4]);
        digits[4..].copy_from_slice(&text[rest..rest + 4]);
        hexadecimal(digits)
    };
    // In halves: a shift of 128 bits is several of 64 in WebAssembly.
    let high = part(0, 4)? << 32 | part(9, 14)?;
    let low = part(19, 24)? << 32 | part(28, 32)?;
    Some(u128::from(high) << 64 | u128::from(low))
}

/// What eight hexadecimal digits in lower case say, all at once.
fn hexadecimal(text: [u8; 8]) -> Option<u64> {
    let text = u64::from_be_bytes(text);
    // A bit that letters have and digits have not.
    let letters = text >> 6 & ONES;
    let values = (text & (ONES * 15)) + letters * 9;
    let written = values + ONES * u64::from(b'0') + letters * u64::from(b'a' - b'0' - 10);
    let from_ten = (values + ONES * 6) >> 4 & ONES;
    if written != text || from_ten != letters || values & (ONES << 4) != 0 {
        return None;
    }
    let pairs = (values | values >> 4) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs | pairs >> 8) & 0x0000_ffff_0000_ffff;
    Some((fours | fours >> 16) & 0xffff_ffff)
}

/// Writes an id as [`parse_uuid`] reads it.
pub fn write_uuid(id: EventId, out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for nibble in 0..32 {
        if matches!(nibble, 8 | 12 | 16 | 20) {
            out.push(b'-');
        }
        out.push(DIGITS[(id >> (124 - 4 * nibble)) as usize & 15]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_uuid_is_written_as_it_was_read(id: u128) {
            let mut text = Vec::new();
            write_uuid(id, &mut text);
            prop_assert_eq!(parse_uuid(std::str::from_utf8(&text).unwrap()), Some(id));
        }

        #[test]
        fn only_the_exact_form_is_a_uuid(id: u128, at in 0usize..36, other in 0u8..128, len in 30usize..40) {
            let mut text = Vec::new();
            write_uuid(id, &mut text);
            text[at] = other;
            let is_dash = matches!(at, 8 | 13 | 18 | 23);
            let is_right = if is_dash { other == b'-' } else { matches!(other, b'0'..=b'9' | b'a'..=b'f') };
            let parsed = parse_uuid(std::str::from_utf8(&text).unwrap());
            prop_assert_eq!(parsed.is_some(), is_right);
            if let Some(id) = parsed {
                let mut again = Vec::new();
                write_uuid(id, &mut again);
                prop_assert_eq!(&again, &text);
            }
            text.resize(len, b'0');
            prop_assert_eq!(parse_uuid(std::str::from_utf8(&text).unwrap()).is_some(), len == 36 && is_right);
        }
    }
}
