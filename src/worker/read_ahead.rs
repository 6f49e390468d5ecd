//! Files of a worker's queue that are read while it works on those before them.

use crate::intake::{Source, SourceError};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Small files are read several at once, which is several times quicker than one by one: at most so many …
const GROUP_FILES: usize = 64;
/// … of so many bytes together, so that those of the first group are soon there.
const GROUP_BYTES: u64 = 1 << 20;
/// Bytes that are held before their turn; a larger file is read piece by piece when it is its turn.
const MOST_BYTES: u64 = 8 << 20;

/// What is read and waits for its turn, and what is being read.
pub struct ReadAhead<B> {
    ready: HashMap<u32, B>,
    /// With their sizes.
    coming: HashMap<u32, u64>,
    /// They were in a group that could not be read: each by itself tells whether it can.
    alone: HashSet<u32>,
}

impl<B> Default for ReadAhead<B> {
    fn default() -> Self {
        ReadAhead {
            ready: HashMap::new(),
            coming: HashMap::new(),
            alone: HashSet::new(),
        }
    }
}

impl<B: Source> ReadAhead<B> {
    /// Whether a file is being read: it is not its turn yet.
    pub fn is_coming(&self, file: u32) -> bool {
        self.coming.contains_key(&file)
    }

    /// The bytes of a file whose turn it is; none when it is to be read now.
    pub fn take(&mut self, file: u32) -> Option<B> {
        self.alone.remove(&file);
        self.ready.remove(&file)
    }

    /// Bytes of all files that are ready or coming.
    fn held(&self) -> u64 {
        self.ready.values().map(B::len).sum::<u64>() + self.coming.values().sum::<u64>()
    }

    /// The next files of the queue (given with where they lie in their handles) to be read together, which count as
    /// coming from now on; none while enough is.
    pub fn next_group(&mut self, queue: impl Iterator<Item = (u32, Range<u64>)>) -> Vec<u32> {
        let mut group = Vec::new();
        let (held, mut bytes) = (self.held(), 0);
        for (file, range) in queue {
            let size = range.end - range.start;
            if self.ready.contains_key(&file) || self.is_coming(file) {
                continue;
            }
            // What begins a handle is not read with what ends another: they would have to be put together first.
            let begins = range.start == 0 && !group.is_empty();
            let is_full =
                begins || group.len() == GROUP_FILES || bytes + size > GROUP_BYTES && !group.is_empty();
            // One without bytes may be gone, which only reading it by itself tells.
            if is_full || size == 0 || self.alone.contains(&file) || held + bytes + size > MOST_BYTES {
                break;
            }
            group.push(file);
            bytes += size;
            self.coming.insert(file, size);
        }
        group
    }

    /// A group was read, or cannot be: but for what was given up meanwhile, its files are ready or left alone.
    pub fn came(&mut self, group: &[u32], read: Result<Vec<B>, SourceError>) {
        let mut parts = read.ok().map(Vec::into_iter);
        for &file in group {
            let part = parts.as_mut().and_then(Iterator::next);
            if self.coming.remove(&file).is_none() {
                continue;
            }
            match part {
                Some(part) => {
                    self.ready.insert(file, part);
                }
                None => {
                    self.alone.insert(file);
                }
            }
        }
    }

    /// Gives up files.
    pub fn forget(&mut self, is_gone: impl Fn(u32) -> bool) {
        self.ready.retain(|&file, _| !is_gone(file));
        self.coming.retain(|&file, _| !is_gone(file));
        self.alone.retain(|&file| !is_gone(file));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::MemorySource;

    fn read(sizes: &[u64]) -> Result<Vec<MemorySource>, SourceError> {
        Ok(sizes
            .iter()
            .map(|&size| MemorySource(vec![0; size as usize]))
            .collect())
    }

    /// Files of these numbers and sizes behind one another in a handle.
    fn handle(files: impl IntoIterator<Item = (u32, u64)>) -> Vec<(u32, Range<u64>)> {
        let mut end = 0;
        let mut range = |size| {
            end += size;
            end - size..end
        };
        let files = files.into_iter();
        files.map(|(file, size)| (file, range(size))).collect()
    }

    fn groups(ahead: &mut ReadAhead<MemorySource>, queue: &[(u32, Range<u64>)]) -> Vec<Vec<u32>> {
        let next = || Some(ahead.next_group(queue.iter().cloned())).filter(|group| !group.is_empty());
        std::iter::from_fn(next).collect()
    }

    #[test]
    fn files_of_different_handles_are_read_apart() {
        let queue = [
            handle([(1, 10), (2, 20)]),
            handle([(3, 30)]),
            handle([(4, 40), (5, 50)]),
        ]
        .concat();
        let found = groups(&mut ReadAhead::default(), &queue);
        assert_eq!(found, [vec![1, 2], vec![3], vec![4, 5]]);
    }

    #[test]
    fn groups_are_of_files_that_follow_one_another_and_hold_a_bounded_number_of_bytes() {
        let mut ahead = ReadAhead::default();
        let small = handle((0..200).map(|file| (file, 100)));
        let sizes: Vec<usize> = groups(&mut ahead, &small).iter().map(Vec::len).collect();
        assert_eq!(sizes, [64, 64, 64, 8]);
        assert!(groups(&mut ahead, &small).is_empty());
        let large = handle((1000..1100).map(|file| (file, 700 << 10)));
        let found = groups(&mut ahead, &large);
        assert!(found.iter().all(|group| group.len() == 1));
        assert_eq!(found.len(), 11);
        assert!(groups(&mut ReadAhead::default(), &handle([(1, MOST_BYTES + 1), (2, 1)])).is_empty());
    }

    #[test]
    fn what_was_read_waits_for_its_turn() {
        let mut ahead = ReadAhead::default();
        let group = ahead.next_group(handle([(1, 10), (2, 20), (3, 0)]).into_iter());
        assert_eq!(group, [1, 2]);
        assert!(ahead.is_coming(2) && ahead.take(2).is_none() && !ahead.is_coming(3));
        ahead.came(&group, read(&[10, 20]));
        assert!(!ahead.is_coming(2));
        assert_eq!(ahead.take(2).map(|bytes| bytes.len()), Some(20));
        assert_eq!(ahead.held(), 10);
    }

    #[test]
    fn files_of_a_group_that_cannot_be_read_are_left_alone() {
        let mut ahead = ReadAhead::<MemorySource>::default();
        let queue = handle([(1, 10), (2, 20)]);
        let group = ahead.next_group(queue.iter().cloned());
        ahead.came(&group, Err(SourceError("gone".into())));
        assert!(!ahead.is_coming(1) && ahead.take(1).is_none());
        assert!(ahead.next_group(queue.into_iter().skip(1)).is_empty());
        assert_eq!(ahead.held(), 0);
    }

    #[test]
    fn what_is_given_up_is_forgotten_though_it_comes_later() {
        let mut ahead = ReadAhead::default();
        let group = ahead.next_group(handle([(1, 10), (2, 20)]).into_iter());
        ahead.forget(|file| file == 1);
        ahead.came(&group, read(&[10, 20]));
        assert!(ahead.take(1).is_none() && ahead.take(2).is_some());
        assert_eq!(ahead.held(), 0);
    }
}
