//! The values of one path: each text once, under a dense number.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// A path whose values hardly ever repeat gains nothing from looking for repeats. Judged after this many values …
const TRIAL: u32 = 4096;
/// … and when more than this share of them, in percent, were new.
const UNIQUE_PERCENT: u64 = 90;

/// Room taken when memory has run short, so that not every value asks again.
const SPARE: usize = 1 << 20;

/// Texts under dense numbers, in order of first appearance.
///
/// While values repeat, equal texts share a number. A dictionary that turns out to hold ids or times stops
/// looking for repeats: from then on each value gets a number of its own, and equal texts may have several.
#[derive(Default)]
pub struct Dictionary {
    text: Vec<u8>,
    /// Where each value ends in `text`; it starts where the one before it ends.
    ends: Vec<u32>,
    lookup: Option<HashTable<u32>>,
    inserted: u64,
    /// The number given last: a value often follows itself, and is found here without the table.
    last: u32,
    sealed: bool,
}

impl Dictionary {
    /// The number of `value`, whose hash under `state` is `hash`; `None` when there is no room for its text.
    pub fn insert(&mut self, value: &str, hash: u64, state: &FixedState) -> Option<u32> {
        self.inserted += 1;
        if !self.is_empty() && same(self.bytes(self.last), value.as_bytes()) {
            return Some(self.last);
        }
        let code = self.look_up(value, hash, state)?;
        self.last = code;
        Some(code)
    }

    fn look_up(&mut self, value: &str, hash: u64, state: &FixedState) -> Option<u32> {
        if self.sealed {
            return self.append(value);
        }
        let Dictionary {
            text, ends, lookup, ..
        } = self;
        let table = lookup.get_or_insert_default();
        let found = table.find(hash, |&code| same(slice(text, ends, code), value.as_bytes()));
        if let Some(&code) = found {
            return Some(code);
        }
        let code = self.append(value)?;
        if let Some(table) = &mut self.lookup {
            let (text, ends) = (&self.text, &self.ends);
            table.insert_unique(hash, code, |&code| state.hash_one(slice(text, ends, code)));
        }
        let distinct = self.ends.len() as u32;
        if distinct.is_multiple_of(TRIAL) && u64::from(distinct) * 100 > self.inserted * UNIQUE_PERCENT {
            self.sealed = true;
            self.lookup = None;
        }
        Some(code)
    }

    fn append(&mut self, value: &str) -> Option<u32> {
        let end = u32::try_from(self.text.len() + value.len()).ok()?;
        // Doubling may be more than there is where a little more would still fit.
        let room = self.text.try_reserve(value.len());
        room.or_else(|_| self.text.try_reserve_exact(value.len() + SPARE))
            .ok()?;
        let code = self.ends.len() as u32;
        self.text.extend_from_slice(value.as_bytes());
        self.ends.push(end);
        Some(code)
    }

    /// How many numbers are given out.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Whether equal texts share one number.
    pub fn is_distinct(&self) -> bool {
        !self.sealed
    }

    /// The text under a number; empty for a number never given out.
    pub fn text(&self, code: u32) -> &str {
        // Only whole `str`s are ever appended, so this cannot fail.
        std::str::from_utf8(slice(&self.text, &self.ends, code)).unwrap_or_default()
    }

    /// The bytes of the text under a number.
    pub fn bytes(&self, code: u32) -> &[u8] {
        slice(&self.text, &self.ends, code)
    }

    /// All texts behind one another; [`Dictionary::code_at`] says whose a byte is.
    pub fn arena(&self) -> &[u8] {
        &self.text
    }

    /// The number of the value that the arena's byte at `offset` belongs to.
    pub fn code_at(&self, offset: usize) -> u32 {
        self.ends.partition_point(|&end| end as usize <= offset) as u32
    }

    /// Where the value under `code` starts and ends in the arena.
    pub fn span(&self, code: u32) -> std::ops::Range<usize> {
        let end = self
            .ends
            .get(code as usize)
            .map_or(self.text.len(), |&end| end as usize);
        let start = match code {
            0 => 0,
            _ => self.ends.get(code as usize - 1).map_or(end, |&end| end as usize),
        };
        start..end
    }

    /// Bytes of memory held.
    pub fn memory(&self) -> usize {
        let table = self.lookup.as_ref().map_or(0, |table| table.capacity() * 5);
        self.text.capacity() + self.ends.capacity() * 4 + table
    }
}

/// Whether two texts are equal. What `==` calls in WebAssembly goes byte by byte.
pub(super) fn same(a: &[u8], b: &[u8]) -> bool {
    let ((a_words, a_rest), (b_words, b_rest)) = (a.as_chunks::<8>(), b.as_chunks::<8>());
    let equal = |(a, b): (&[u8; 8], &[u8; 8])| u64::from_ne_bytes(*a) == u64::from_ne_bytes(*b);
    a.len() == b.len()
        && a_words.iter().zip(b_words).all(equal)
        && a_rest.iter().zip(b_rest).all(|(a, b)| a == b)
}

fn slice<'a>(text: &'a [u8], ends: &[u32], code: u32) -> &'a [u8] {
    let code = code as usize;
    let end = ends.get(code).map_or(0, |&end| end as usize);
    let start = if code == 0 {
        0
    } else {
        ends.get(code - 1).map_or(0, |&end| end as usize)
    };
    text.get(start..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(dictionary: &mut Dictionary, value: &str) -> u32 {
        let state = FixedState::with_seed(7);
        dictionary
            .insert(value, state.hash_one(value.as_bytes()), &state)
            .unwrap()
    }

    #[test]
    fn same_sees_a_difference_anywhere() {
        let text: Vec<u8> = (0..40).collect();
        for len in 0..text.len() {
            assert!(same(&text[..len], &text.clone()[..len]));
            assert!(!same(&text[..len], &text[..len + 1]));
            for at in 0..len {
                let mut other = text[..len].to_vec();
                other[at] ^= 0x80;
                assert!(!same(&text[..len], &other));
            }
        }
    }

    #[test]
    fn equal_texts_share_a_number() {
        let mut dictionary = Dictionary::default();
        let codes: Vec<u32> = ["a", "", "b", "a", ""]
            .iter()
            .map(|v| insert(&mut dictionary, v))
            .collect();
        assert_eq!(codes, [0, 1, 2, 0, 1]);
        assert_eq!(dictionary.text(2), "b");
        assert_eq!(dictionary.text(1), "");
    }

    #[test]
    fn values_that_never_repeat_are_kept_without_a_table() {
        let mut dictionary = Dictionary::default();
        for n in 0..TRIAL {
            insert(&mut dictionary, &format!("id-{n}"));
        }
        assert!(!dictionary.is_distinct());
        assert_eq!(insert(&mut dictionary, "id-0"), TRIAL);
        assert_eq!(dictionary.text(TRIAL), dictionary.text(0));
    }

    #[test]
    fn a_byte_of_the_arena_leads_back_to_its_value() {
        let mut dictionary = Dictionary::default();
        for value in ["first", "", "third"] {
            insert(&mut dictionary, value);
        }
        let owners: Vec<u32> = (0..10).map(|offset| dictionary.code_at(offset)).collect();
        assert_eq!(owners, [0, 0, 0, 0, 0, 2, 2, 2, 2, 2]);
        assert_eq!(dictionary.span(2), 5..10);
    }
}
