//! A list that grows without being copied.

use std::ops::{Index, IndexMut};

/// Items on a page.
const PAGE: usize = 4096;

/// A list in pages of equal length: growing it neither moves what is there nor takes room for as much again.
pub struct Paged<T> {
    /// All full but the last.
    pages: Vec<Vec<T>>,
}

impl<T> Default for Paged<T> {
    fn default() -> Self {
        Paged { pages: Vec::new() }
    }
}

impl<T> Paged<T> {
    /// Adds an item and returns its number.
    pub fn push(&mut self, item: T) -> usize {
        let number = self.len();
        match self.pages.last_mut() {
            Some(page) if page.len() < PAGE => page.push(item),
            _ => self.pages.push(Paged::page(item)),
        }
        number
    }

    fn page(first: T) -> Vec<T> {
        let mut page = Vec::with_capacity(PAGE);
        page.push(first);
        page
    }

    /// How many items there are.
    pub fn len(&self) -> usize {
        self.pages
            .last()
            .map_or(0, |last| (self.pages.len() - 1) * PAGE + last.len())
    }
}

impl<T> Index<usize> for Paged<T> {
    type Output = T;
    fn index(&self, number: usize) -> &T {
        &self.pages[number / PAGE][number % PAGE]
    }
}

impl<T> IndexMut<usize> for Paged<T> {
    fn index_mut(&mut self, number: usize) -> &mut T {
        &mut self.pages[number / PAGE][number % PAGE]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_found_by_their_numbers() {
        let mut paged = Paged::default();
        for item in 0..3 * PAGE {
            assert_eq!((paged.len(), paged.push(item)), (item, item));
        }
        paged[PAGE] += 1;
        let found: Vec<usize> = (0..paged.len()).map(|number| paged[number]).collect();
        let expected: Vec<usize> = (0..3 * PAGE)
            .map(|item| item + usize::from(item == PAGE))
            .collect();
        assert_eq!(found, expected);
    }
}
