//! The values of one path: each text once, under a dense number.

use super::lookup::Lookup;
use super::plain::same;
use foldhash::fast::FixedState;
use std::hash::BuildHasher;

/// A path whose values hardly ever repeat gains nothing from looking for repeats. Judged after this many values …
const TRIAL: u32 = 4096;
/// … and when more than this share of them, in percent, were new.
const UNIQUE_PERCENT: u64 = 90;

/// Room taken when memory has run short, so that not every value asks again.
const SPARE: usize = 1 << 20;

/// Values that are found again without the table, nor their hash: most values of a path were there a moment ago. As many
/// as the path has different ones, up to this; a power of two.
const MOST_RECENT: usize = 64;

/// Values in a [`Page`]. One list of all texts would be copied whenever it grows, and hold room for as much again.
const PAGE: usize = 1024;

/// Texts under dense numbers, in order of first appearance.
///
/// While values repeat, equal texts share a number. A dictionary that turns out to hold ids or times stops
/// looking for repeats: from then on each value gets a number of its own, and equal texts may have several.
#[derive(Default)]
pub struct Dictionary {
    /// All full but the last.
    pages: Vec<Page>,
    len: u32,
    lookup: Lookup,
    /// By [`recent_place`].
    recent: Vec<Recent>,
    inserted: u64,
    sealed: bool,
}

/// A value that came lately.
#[derive(Clone, Copy)]
struct Recent {
    hash: u64,
    code: u32,
    /// Where it stands in its page.
    start: u32,
    len: u32,
}

impl Recent {
    /// No value is so long.
    const NONE: Recent = Recent {
        hash: 0,
        code: 0,
        start: 0,
        len: u32::MAX,
    };
}

/// Which of so many recent values (a power of two) this one may be.
fn recent_place(value: &[u8], places: usize) -> usize {
    let (middle, last) = (value.get(value.len() / 2), value.last());
    let [middle, last] = [middle, last].map(|byte| usize::from(byte.copied().unwrap_or_default()));
    (value.len() + middle * 3 + last * 5) & places.wrapping_sub(1)
}

/// Texts whose numbers follow one another, behind one another.
#[derive(Default)]
pub struct Page {
    text: Vec<u8>,
    /// Where each value ends in `text`; it starts where the one before it ends.
    ends: Vec<u32>,
}

impl Page {
    /// All texts behind one another; [`Page::at`] says whose a byte is.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// Which of the page's values the byte at `offset` belongs to.
    pub fn at(&self, offset: usize) -> usize {
        self.ends.partition_point(|&end| end as usize <= offset)
    }

    /// Where a value stands in the text; behind the end for one that is not there.
    pub fn span(&self, value: usize) -> std::ops::Range<usize> {
        let end = |value: usize| self.ends.get(value).map_or(self.text.len(), |&end| end as usize);
        value.checked_sub(1).map_or(0, end)..end(value)
    }
}

/// What became of a value that was to be put in without a search.
pub enum AtOnce {
    /// It has this number.
    Code(u32),
    /// It has none: there is no room for its text.
    NoRoom,
    /// It must be looked for: [`Dictionary::insert_hashed`].
    Search,
}

impl Dictionary {
    /// The hash of `value` under `state`, and its number where that takes no search.
    pub fn insert_at_once(&mut self, value: &str, state: &FixedState) -> (u64, AtOnce) {
        let bytes = value.as_bytes();
        if self.sealed {
            let at_once = self.append(value).map_or(AtOnce::NoRoom, AtOnce::Code);
            return (state.hash_one(bytes), at_once);
        }
        if let Some(recent) = self.recent.get(recent_place(bytes, self.recent.len()))
            && recent.len as usize == bytes.len()
            && let Some(page) = self.pages.get(recent.code as usize / PAGE)
            && let Some(text) = page
                .text
                .get(recent.start as usize..(recent.start + recent.len) as usize)
            && same(text, bytes)
        {
            self.inserted += 1;
            return (recent.hash, AtOnce::Code(recent.code));
        }
        (state.hash_one(bytes), AtOnce::Search)
    }

    /// Counts a value that has a number already.
    pub fn comes_again(&mut self) {
        self.inserted += 1;
    }

    /// The number of a value with this hash; none when there is no room for its text.
    pub fn insert_hashed(&mut self, value: &str, hash: u64) -> Option<u32> {
        if self.sealed {
            return self.append(value);
        }
        self.inserted += 1;
        let code = self.look_up(value, hash)?;
        if self.recent.len() < MOST_RECENT.min(self.len()) {
            let places = self.len().next_power_of_two().min(MOST_RECENT);
            self.recent = vec![Recent::NONE; places];
        }
        let place = recent_place(value.as_bytes(), self.recent.len());
        if let (Some(recent), Some(page)) = (self.recent.get_mut(place), self.pages.get(code as usize / PAGE))
        {
            *recent = Recent {
                hash,
                code,
                start: page.span(code as usize % PAGE).start as u32,
                len: value.len() as u32,
            };
        }
        Some(code)
    }

    /// Reads where a search for this hash begins, so that it is near when it comes to it; a number that depends on it.
    pub fn touch_slot(&self, hash: u64) -> u64 {
        self.lookup.first(hash)
    }

    /// Reads the text that a search for this hash will most likely compare; a number that depends on it.
    pub fn touch_text(&self, hash: u64) -> u64 {
        let likely = self.lookup.find(hash, |_| true).map(|code| self.bytes(code));
        let ends = likely.and_then(|text| Some((text.first()?, text.last()?)));
        ends.map_or(0, |(first, last)| u64::from(first ^ last))
    }

    fn look_up(&mut self, value: &str, hash: u64) -> Option<u32> {
        let is_it = |code| same(self.bytes(code), value.as_bytes());
        if let Some(code) = self.lookup.find(hash, is_it) {
            return Some(code);
        }
        let code = self.append(value)?;
        self.lookup.insert(hash, code);
        if self.len.is_multiple_of(TRIAL) && u64::from(self.len) * 100 > self.inserted * UNIQUE_PERCENT {
            self.sealed = true;
            self.lookup = Lookup::default();
            self.recent = Vec::new();
        }
        Some(code)
    }

    fn append(&mut self, value: &str) -> Option<u32> {
        let code = self.len;
        // The page for this value may be there already, from one that found no room.
        if code as usize == self.pages.len() * PAGE {
            if let Some(full) = self.pages.last_mut() {
                full.text.shrink_to_fit();
            }
            self.pages.push(Page::default());
        }
        let page = self.pages.last_mut()?;
        let end = u32::try_from(page.text.len() + value.len()).ok()?;
        // Doubling may be more than there is where a little more would still fit.
        let room = page.text.try_reserve(value.len());
        room.or_else(|_| page.text.try_reserve_exact(value.len() + SPARE))
            .ok()?;
        page.text.extend_from_slice(value.as_bytes());
        page.ends.push(end);
        self.len += 1;
        Some(code)
    }

    /// How many numbers are given out.
    pub fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether there is no value.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Whether equal texts share one number.
    pub fn is_distinct(&self) -> bool {
        !self.sealed
    }

    /// The text under a number; empty for a number never given out.
    pub fn text(&self, code: u32) -> &str {
        // Only whole `str`s are ever appended, so this cannot fail.
        std::str::from_utf8(self.bytes(code)).unwrap_or_default()
    }

    /// The bytes of the text under a number.
    pub fn bytes(&self, code: u32) -> &[u8] {
        bytes(&self.pages, code)
    }

    /// All texts, page by page, with the number of each page's first.
    pub fn pages(&self) -> impl Iterator<Item = (u32, &Page)> {
        (0..).step_by(PAGE).zip(&self.pages)
    }

    /// Bytes of memory held.
    pub fn memory(&self) -> usize {
        let page = |page: &Page| size_of::<Page>() + page.text.capacity() + page.ends.capacity() * 4;
        let recent = self.recent.capacity() * size_of::<Recent>();
        self.pages.iter().map(page).sum::<usize>() + recent + self.lookup.memory()
    }
}

fn bytes(pages: &[Page], code: u32) -> &[u8] {
    let code = code as usize;
    let page = pages.get(code / PAGE);
    page.and_then(|page| page.text.get(page.span(code % PAGE)))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn insert(dictionary: &mut Dictionary, value: &str) -> u32 {
        let state = FixedState::with_seed(7);
        let (hash, at_once) = dictionary.insert_at_once(value, &state);
        assert_eq!(hash, state.hash_one(value.as_bytes()));
        match at_once {
            AtOnce::Code(code) => code,
            AtOnce::NoRoom | AtOnce::Search => dictionary.insert_hashed(value, hash).unwrap(),
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
    fn a_byte_of_a_page_leads_back_to_its_value() {
        let mut dictionary = Dictionary::default();
        for value in ["first", "", "third"] {
            insert(&mut dictionary, value);
        }
        let (first, page) = dictionary.pages().next().unwrap();
        assert_eq!((first, page.text()), (0, &b"firstthird"[..]));
        let owners: Vec<usize> = (0..10).map(|offset| page.at(offset)).collect();
        assert_eq!(owners, [0, 0, 0, 0, 0, 2, 2, 2, 2, 2]);
        assert_eq!(page.span(2), 5..10);
    }

    #[test]
    fn texts_are_found_on_every_page() {
        let mut dictionary = Dictionary::default();
        let value = |n: usize| "x".repeat(n % 7) + &n.to_string();
        // Half of them are repeats, so that it goes on looking for them.
        for n in (0..3 * PAGE).flat_map(|n| [n, n / 2]) {
            insert(&mut dictionary, &value(n));
        }
        assert_eq!(dictionary.len(), 3 * PAGE);
        for n in 0..3 * PAGE {
            assert_eq!(dictionary.text(n as u32), value(n));
        }
        assert_eq!(dictionary.text(3 * PAGE as u32), "");
        for (first, page) in dictionary.pages() {
            let text = dictionary.text(first + 5).as_bytes();
            assert_eq!(&page.text()[page.span(5)], text);
        }
    }
}
