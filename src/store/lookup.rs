//! The numbers of a dictionary's values, found by the hash of their text.

/// An open table: a slot holds half of a hash and a number, so that growing it needs no text, and hardly any text
/// but the right one is ever looked at.
#[derive(Default)]
pub struct Lookup {
    /// A power of two of them, a quarter empty at least; zero is empty.
    slots: Vec<u64>,
    len: usize,
}

/// Slots of a table that has any.
const LEAST: usize = 16;

impl Lookup {
    /// The number put in under `hash` that `is_it`.
    pub fn find(&self, hash: u64, mut is_it: impl FnMut(u32) -> bool) -> Option<u32> {
        let half = half(hash);
        let mut at = half as usize;
        loop {
            let slot = *self.slots.get(at & (self.slots.len().wrapping_sub(1)))?;
            if slot == 0 {
                return None;
            }
            let code = (slot as u32).wrapping_sub(1);
            if (slot >> 32) as u32 == half && is_it(code) {
                return Some(code);
            }
            at += 1;
        }
    }

    /// What stands where a search for `hash` begins.
    pub fn first(&self, hash: u64) -> u64 {
        let at = half(hash) as usize & self.slots.len().wrapping_sub(1);
        self.slots.get(at).copied().unwrap_or_default()
    }

    /// Puts in a number that is not there yet.
    pub fn insert(&mut self, hash: u64, code: u32) {
        if self.len * 4 >= self.slots.len() * 3 {
            let larger = vec![0; (self.slots.len() * 2).max(LEAST)];
            for slot in std::mem::replace(&mut self.slots, larger) {
                if slot != 0 {
                    self.put(slot);
                }
            }
        }
        self.len += 1;
        self.put(u64::from(half(hash)) << 32 | u64::from(code.wrapping_add(1)));
    }

    fn put(&mut self, slot: u64) {
        let last = self.slots.len() - 1;
        let mut at = (slot >> 32) as usize & last;
        while self.slots[at] != 0 {
            at = (at + 1) & last;
        }
        self.slots[at] = slot;
    }

    /// Bytes of memory held.
    pub fn memory(&self) -> usize {
        self.slots.capacity() * 8
    }
}

fn half(hash: u64) -> u32 {
    (hash >> 32) as u32 ^ hash as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    proptest! {
        #[test]
        fn what_was_put_in_is_found(hashes in prop::collection::vec(prop_oneof![0u64..20, any::<u64>()], 0..300)) {
            let mut lookup = Lookup::default();
            let mut known: HashMap<u64, Vec<u32>> = HashMap::new();
            for (&hash, code) in hashes.iter().zip(0..) {
                lookup.insert(hash, code);
                known.entry(hash).or_default().push(code);
            }
            for (&hash, with_it) in &known {
                for &wanted in with_it {
                    prop_assert_eq!(lookup.find(hash, |code| code == wanted), Some(wanted));
                }
                prop_assert_eq!(lookup.find(hash, |_| false), None);
            }
        }
    }
}
