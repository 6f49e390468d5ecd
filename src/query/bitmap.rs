//! A set of rows of one shard.

/// One bit a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    words: Vec<u64>,
    len: u32,
}

impl Bitmap {
    /// No row of `len`.
    pub fn none(len: u32) -> Self {
        Bitmap {
            words: vec![0; len.div_ceil(64) as usize],
            len,
        }
    }

    /// All of `len` rows.
    pub fn all(len: u32) -> Self {
        let mut all = Bitmap::none(len);
        all.invert();
        all
    }

    /// Adds a row.
    pub fn set(&mut self, row: u32) {
        self.words[row as usize / 64] |= 1 << (row % 64);
    }

    /// Takes a row out.
    pub fn clear(&mut self, row: u32) {
        self.words[row as usize / 64] &= !(1 << (row % 64));
    }

    /// Whether a row is in; a row that came after the set was made is not.
    pub fn has(&self, row: u32) -> bool {
        self.words
            .get(row as usize / 64)
            .is_some_and(|word| word >> (row % 64) & 1 != 0)
    }

    /// Keeps the rows that are in both.
    pub fn intersect(&mut self, other: &Bitmap) {
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(word, other)| *word &= other);
    }

    /// Adds the rows of another.
    pub fn unite(&mut self, other: &Bitmap) {
        self.words
            .iter_mut()
            .zip(&other.words)
            .for_each(|(word, other)| *word |= other);
    }

    /// Keeps the rows that were not in.
    pub fn invert(&mut self) {
        self.words.iter_mut().for_each(|word| *word = !*word);
        if !self.len.is_multiple_of(64)
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }

    /// Whether no row is in.
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|&word| word == 0)
    }

    /// How many rows are in.
    pub fn count(&self) -> u32 {
        self.words.iter().map(|word| word.count_ones()).sum()
    }

    /// The rows, ascending.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                (left != 0).then(|| {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    index as u32 * 64 + bit
                })
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_come_back_and_the_last_word_has_no_more_than_its_rows() {
        let mut some = Bitmap::none(70);
        [0, 63, 64, 69].into_iter().for_each(|row| some.set(row));
        assert_eq!(some.rows().collect::<Vec<_>>(), [0, 63, 64, 69]);
        some.invert();
        assert_eq!(some.count(), 66);
        assert_eq!(Bitmap::all(70).count(), 70);
        assert_eq!(Bitmap::all(0).count(), 0);
    }
}
