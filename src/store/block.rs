//! Leaves of one path, packed: what comes in order, close together and from few values needs few bits.

use super::column::{Code, Column};

/// Leaves in a block. More would need longer to find one row's, fewer would spend more on being blocks.
pub const BLOCK: usize = 1024;

/// Rows and codes of [`BLOCK`] leaves that follow one another.
pub struct Block {
    first: u32,
    rows: Rows,
    codes: Codes,
}

/// The rows of a block's leaves, never decreasing.
enum Rows {
    /// Each the one after the last.
    Run,
    /// A one bit for each leaf, and a zero bit for each row between it and the leaf before.
    Unary(Box<[u64]>),
    /// Far apart.
    Packed(Packed),
}

enum Codes {
    /// Each the one after the last, beginning here: values that never repeat.
    Run(Code),
    Packed(Packed),
}

impl Block {
    /// Packs [`BLOCK`] leaves, given by row and code; rows never decrease.
    pub fn pack(leaves: &[(u32, Code)]) -> Self {
        let (rows, codes): (Vec<u32>, Vec<Code>) = leaves.iter().copied().unzip();
        let first = rows.first().copied().unwrap_or_default();
        Block {
            first,
            rows: Rows::pack(first, &rows),
            codes: Codes::pack(&codes),
        }
    }

    /// The row of the first leaf.
    pub fn first(&self) -> u32 {
        self.first
    }

    /// Writes out all rows and codes.
    pub fn unpack(&self, rows: &mut [u32; BLOCK], codes: &mut [Code; BLOCK]) {
        match &self.rows {
            Rows::Run => rows
                .iter_mut()
                .zip(self.first..)
                .for_each(|(row, value)| *row = value),
            Rows::Unary(words) => unpack_unary(words, self.first, rows),
            Rows::Packed(packed) => packed.unpack(rows),
        }
        match &self.codes {
            Codes::Run(first) => codes
                .iter_mut()
                .zip(0..)
                .for_each(|(code, step)| *code = first.wrapping_add(step)),
            Codes::Packed(packed) => packed.unpack(codes),
        }
    }

    /// Which leaves are of `row`.
    pub fn leaves_of(&self, row: u32) -> std::ops::Range<usize> {
        let Some(distance) = row.checked_sub(self.first) else {
            return 0..0;
        };
        match &self.rows {
            Rows::Run if (distance as usize) < BLOCK => distance as usize..distance as usize + 1,
            Rows::Run => 0..0,
            Rows::Unary(words) => unary_leaves(words, distance),
            Rows::Packed(packed) => packed.partition(row)..packed.partition(row.saturating_add(1)),
        }
    }

    /// The code of a leaf.
    pub fn code(&self, leaf: usize) -> Code {
        match &self.codes {
            Codes::Run(first) => first.wrapping_add(leaf as u32),
            Codes::Packed(packed) => packed.get(leaf),
        }
    }

    /// Bytes of memory held, itself included.
    pub fn memory(&self) -> usize {
        let rows = match &self.rows {
            Rows::Run => 0,
            Rows::Unary(words) => words.len() * 8,
            Rows::Packed(packed) => packed.words.len() * 8,
        };
        let codes = match &self.codes {
            Codes::Run(_) => 0,
            Codes::Packed(packed) => packed.words.len() * 8,
        };
        size_of::<Block>() + rows + codes
    }
}

impl Rows {
    fn pack(first: u32, rows: &[u32]) -> Self {
        if rows.iter().zip(first..).all(|(&row, next)| row == next) {
            return Rows::Run;
        }
        let span = rows.last().copied().unwrap_or(first) - first;
        let bits = span as usize + rows.len();
        if bits > rows.len() * width(span) as usize {
            return Rows::Packed(Packed::new(rows, 0));
        }
        let mut words = vec![0u64; bits.div_ceil(64)];
        for (leaf, row) in rows.iter().enumerate() {
            let bit = (row - first) as usize + leaf;
            words[bit / 64] |= 1 << (bit % 64);
        }
        Rows::Unary(words.into())
    }
}

fn unpack_unary(words: &[u64], first: u32, rows: &mut [u32; BLOCK]) {
    let mut rows = rows.iter_mut();
    let mut leaf = 0;
    for (&word, start) in words.iter().zip((0u32..).step_by(64)) {
        let mut word = word;
        while word != 0 {
            let Some(row) = rows.next() else { return };
            *row = first + start + word.trailing_zeros() - leaf;
            leaf += 1;
            word &= word - 1;
        }
    }
}

/// The leaves behind `distance` zero bits and before the next.
fn unary_leaves(words: &[u64], distance: u32) -> std::ops::Range<usize> {
    let (mut zeros, mut leaves) = (0, 0);
    let mut words = words.iter();
    let mut rest = 0;
    let mut bits = 0;
    // Whole words while the zeros looked for are not in them.
    for &word in words.by_ref() {
        if zeros + word.count_zeros() >= distance {
            (rest, bits) = (word, 64);
            break;
        }
        zeros += word.count_zeros();
        leaves += word.count_ones() as usize;
    }
    let mut start = None;
    loop {
        if zeros == distance && start.is_none() {
            start = Some(leaves);
        }
        if bits == 0 {
            match words.next() {
                Some(&word) => (rest, bits) = (word, 64),
                None => break,
            }
        }
        let is_leaf = rest & 1 == 1;
        (rest, bits) = (rest >> 1, bits - 1);
        match (is_leaf, start) {
            (true, _) => leaves += 1,
            (false, Some(_)) => break,
            (false, None) => zeros += 1,
        }
    }
    start.unwrap_or(leaves)..leaves
}

impl Codes {
    fn pack(codes: &[Code]) -> Self {
        let first = codes.first().copied().unwrap_or_default();
        if codes
            .iter()
            .zip(0..)
            .all(|(&code, step)| code == first.wrapping_add(step))
        {
            return Codes::Run(first);
        }
        // The values without text have the greatest numbers: a few steps on, they have the least.
        Codes::Packed(Packed::new(codes, Code::MAX - Column::EMPTY_ARRAY + 1))
    }
}

/// Bits for a number up to `most`: none, or a power of two.
fn width(most: u32) -> u32 {
    match u32::BITS - most.leading_zeros() {
        0 => 0,
        bits => bits.next_power_of_two(),
    }
}

/// Numbers as their distances from the least, in equally many bits each.
struct Packed {
    least: u32,
    /// Bits a number: none where all are the same, else a power of two, so that none stands in two words.
    width: u32,
    words: Box<[u64]>,
}

impl Packed {
    /// Packs numbers that are close together once `shift` is added to them, round the end of their range if need be.
    fn new(numbers: &[u32], shift: u32) -> Self {
        let shifted = || numbers.iter().map(|number| number.wrapping_add(shift));
        let least = shifted().min().unwrap_or_default();
        let most = shifted().max().unwrap_or_default();
        let least = least.wrapping_sub(shift);
        let mut packed = Packed {
            least,
            width: width(most.wrapping_sub(shift).wrapping_sub(least)),
            words: Box::default(),
        };
        if let Some(in_word) = packed.in_word() {
            let word = |numbers: &[u32]| {
                let distances = numbers.iter().map(|number| u64::from(number.wrapping_sub(least)));
                distances
                    .rev()
                    .fold(0, |word, distance| word << packed.width | distance)
            };
            packed.words = numbers.chunks(in_word).map(word).collect();
        }
        packed
    }

    fn get(&self, at: usize) -> u32 {
        let Some(in_word) = self.in_word() else {
            return self.least;
        };
        let word = self.words[at / in_word] >> (at % in_word * self.width as usize);
        self.least.wrapping_add((word & self.mask()) as u32)
    }

    fn unpack(&self, numbers: &mut [u32; BLOCK]) {
        let Some(in_word) = self.in_word() else {
            return numbers.fill(self.least);
        };
        let mask = self.mask();
        for (numbers, &word) in numbers.chunks_mut(in_word).zip(&self.words) {
            let mut word = word;
            for number in numbers {
                *number = self.least.wrapping_add((word & mask) as u32);
                word >>= self.width;
            }
        }
    }

    /// Numbers in a word; none stands in any where all are the same.
    fn in_word(&self) -> Option<usize> {
        u64::BITS.checked_div(self.width).map(|count| count as usize)
    }

    fn mask(&self) -> u64 {
        (1 << self.width) - 1
    }

    /// How many of the numbers, which never decrease, are less than `limit`.
    fn partition(&self, limit: u32) -> usize {
        let (mut start, mut end) = (0, BLOCK);
        while start < end {
            let middle = start.midpoint(end);
            if self.get(middle) < limit {
                start = middle + 1;
            } else {
                end = middle;
            }
        }
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Rows with gaps of one kind, and codes up to one of several sizes, some of them without text.
    fn leaves() -> impl Strategy<Value = (Vec<u32>, Vec<Code>)> {
        let gaps = prop_oneof![
            prop::collection::vec(1u32..2, BLOCK),
            prop::collection::vec(0u32..2, BLOCK),
            prop::collection::vec(0u32..9, BLOCK),
            prop::collection::vec(0u32..1_000_000, BLOCK),
        ];
        let codes = prop_oneof![
            Just((0..BLOCK as u32).map(|code| code + 70_000).collect()),
            prop::collection::vec(Just(Column::NULL), BLOCK),
            prop::collection::vec(
                prop_oneof![0u32..3, Just(Column::NULL), Just(Column::EMPTY_ARRAY)],
                BLOCK
            ),
            prop::collection::vec(prop_oneof![5000u32..5100, Just(Column::EMPTY_OBJECT)], BLOCK),
            prop::collection::vec(0u32..Column::EMPTY_ARRAY, BLOCK),
        ];
        (0u32..1_000_000_000, gaps, codes).prop_map(|(first, gaps, codes)| {
            let mut row = first;
            let rows = gaps.into_iter().map(|gap| {
                row += gap;
                row
            });
            (rows.collect(), codes)
        })
    }

    proptest! {
        #[test]
        fn what_was_packed_comes_out((rows, codes) in leaves()) {
            let leaves: Vec<_> = rows.iter().copied().zip(codes.iter().copied()).collect();
            let block = Block::pack(&leaves);
            let (mut rows_out, mut codes_out) = ([0; BLOCK], [0; BLOCK]);
            block.unpack(&mut rows_out, &mut codes_out);
            prop_assert_eq!(&rows_out[..], &rows);
            prop_assert_eq!(&codes_out[..], &codes);
            for (leaf, &code) in codes.iter().enumerate() {
                prop_assert_eq!(block.code(leaf), code);
            }
        }

        #[test]
        fn the_leaves_of_a_row_are_found((rows, codes) in leaves(), other: u32) {
            let leaves: Vec<_> = rows.iter().copied().zip(codes.iter().copied()).collect();
            let block = Block::pack(&leaves);
            let near = rows.iter().flat_map(|&row| [row.saturating_sub(1), row, row + 1]);
            for row in near.chain([other]) {
                let expected: Vec<usize> = (0..BLOCK).filter(|&leaf| rows[leaf] == row).collect();
                prop_assert_eq!(block.leaves_of(row).collect::<Vec<_>>(), expected);
            }
        }
    }

    #[test]
    fn what_is_regular_takes_no_room() {
        let memory = |code: fn(u32) -> Code| {
            let leaves: Vec<_> = (7..).take(BLOCK).map(|row| (row, code(row))).collect();
            Block::pack(&leaves).memory() - size_of::<Block>()
        };
        assert_eq!(memory(|row| row), 0);
        assert_eq!(memory(|_| 3), 0);
        assert_eq!(memory(|row| row % 2), BLOCK / 8);
    }
}
