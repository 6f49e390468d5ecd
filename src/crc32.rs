//! CRC-32 as gzip and zip have it, sixteen bytes at a time. Its tables are made when first needed: in the page they would
//! be 16 KB that no compressor makes smaller.

use std::sync::LazyLock;

/// How many bytes are taken at a time.
const BLOCK: usize = 16;

/// What a byte adds to the sum, by how many bytes of the block follow it.
static TABLES: LazyLock<[[u32; 256]; BLOCK]> = LazyLock::new(|| {
    let mut tables = [[0; 256]; BLOCK];
    for byte in 0..=255_u8 {
        let mut sum = u32::from(byte);
        for table in &mut tables {
            for _ in 0..8 {
                sum = (sum >> 1) ^ (0xedb8_8320 * (sum & 1));
            }
            table[usize::from(byte)] = sum;
        }
    }
    tables
});

/// The sum of the bytes seen so far.
#[derive(Default)]
pub struct Crc32(u32);

impl Crc32 {
    /// Goes on with `bytes`.
    pub fn update(&mut self, bytes: &[u8]) {
        let tables = &*TABLES;
        let mut sum = !self.0;
        let (blocks, rest) = bytes.as_chunks::<BLOCK>();
        for block in blocks {
            let (head, tail) = block.split_at(4);
            let head = u32::from_le_bytes([head[0], head[1], head[2], head[3]]) ^ sum;
            let (tail_tables, head_tables) = tables.split_at(BLOCK - 4);
            let all = |sum, (table, &byte): (&[u32; 256], &u8)| sum ^ table[usize::from(byte)];
            // The tail first, because it does not wait for the block before.
            sum = tail_tables.iter().rev().zip(tail).fold(0, all);
            sum = head_tables.iter().rev().zip(&head.to_le_bytes()).fold(sum, all);
        }
        for byte in rest {
            sum = (sum >> 8) ^ tables[0][usize::from(sum as u8 ^ byte)];
        }
        self.0 = !sum;
    }

    /// The sum.
    pub fn get(&self) -> u32 {
        self.0
    }
}

/// The sum of `bytes`.
pub fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = Crc32::default();
    sum.update(bytes);
    sum.get()
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn sums_as_others_do(bytes: Vec<u8>, cut: proptest::sample::Index) {
            let cut = cut.index(bytes.len() + 1);
            let mut sum = Crc32::default();
            sum.update(&bytes[..cut]);
            sum.update(&bytes[cut..]);
            assert_eq!(sum.get(), crc32fast::hash(&bytes));
        }
    }
}
