//! Where an instruction of a wasm function ends, and what it is made of.

/// What follows an instruction's opcode.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// Belongs to the opcode: a type, how an address is aligned, a table's number.
    Kind,
    /// How deep a branch goes.
    Depth,
    /// How many depths follow, without the last.
    Depths,
    /// The number of a local.
    Local,
    /// The number of a function.
    Function,
    /// What is added to an address.
    Offset,
    /// A signed number of 32 bits.
    Int,
    /// A signed number of 64 bits.
    Long,
    /// So many bytes as they are.
    Bytes(usize),
}

/// The length of the opcode that `code` begins with, and what follows it; `None` for an instruction that is not known here.
pub fn read(code: &[u8]) -> Option<(usize, Vec<Operand>)> {
    use Operand::{Bytes, Depth, Depths, Function, Int, Kind, Local, Long, Offset};
    let operands = match code.first()? {
        0x00 | 0x01 | 0x05 | 0x0b | 0x0f | 0x1a | 0x1b | 0x45..=0xc4 | 0xd1 => vec![],
        0x02..=0x04 | 0x23..=0x26 | 0x3f | 0x40 | 0xd0 => vec![Kind],
        0x0c | 0x0d => vec![Depth],
        0x0e => vec![Depths],
        0x10 | 0x12 | 0xd2 => vec![Function],
        0x11 | 0x13 | 0x1c => vec![Kind, Kind],
        0x20..=0x22 => vec![Local],
        0x28..=0x3e => vec![Kind, Offset],
        0x41 => vec![Int],
        0x42 => vec![Long],
        0x43 => vec![Bytes(4)],
        0x44 => vec![Bytes(8)],
        0xfc => {
            let (more, length) = number(&code[1..])?;
            let operands = match more {
                0..=7 => vec![],
                8 | 10 | 12 | 14 => vec![Kind, Kind],
                9 | 11 | 13 | 15..=17 => vec![Kind],
                _ => return None,
            };
            return Some((1 + length, operands));
        }
        0xfd => {
            let (more, length) = number(&code[1..])?;
            let operands = match more {
                0..=11 | 92 | 93 => vec![Kind, Offset],
                12 | 13 => vec![Bytes(16)],
                21..=34 => vec![Bytes(1)],
                84..=91 => vec![Kind, Offset, Bytes(1)],
                14..=275 => vec![],
                _ => return None,
            };
            return Some((1 + length, operands));
        }
        _ => return None,
    };
    Some((1, operands))
}

/// The unsigned number that `bytes` begin with, as wasm writes it, and how many bytes it has.
pub fn number(bytes: &[u8]) -> Option<(u32, usize)> {
    let length = length(bytes)?;
    let value = bytes[..length]
        .iter()
        .rev()
        .fold(0, |value: u64, byte| value << 7 | u64::from(byte & 0x7f));
    Some((u32::try_from(value).ok()?, length))
}

/// The same, signed.
pub fn signed(bytes: &[u8]) -> Option<i32> {
    let length = length(bytes)?;
    let value = bytes[..length]
        .iter()
        .rev()
        .fold(0, |value: i64, byte| value << 7 | i64::from(byte & 0x7f));
    let unused = 64 - 7 * length.min(9);
    i32::try_from(value << unused >> unused).ok()
}

/// How many bytes the number has that `bytes` begin with.
pub fn length(bytes: &[u8]) -> Option<usize> {
    Some(bytes.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_numbers() {
        assert_eq!(number(&[0xe5, 0x8e, 0x26, 0]), Some((624_485, 3)));
        assert_eq!(signed(&[0xc0, 0xbb, 0x78]), Some(-123_456));
        assert_eq!(signed(&[0x3f]), Some(63));
        assert_eq!(signed(&[0x40]), Some(-64));
        assert_eq!(number(&[0x80]), None);
    }

    #[test]
    fn reads_instructions() {
        assert_eq!(
            read(&[0x28, 2, 16]),
            Some((1, vec![Operand::Kind, Operand::Offset]))
        );
        assert_eq!(read(&[0xfd, 0xae, 0x01]), Some((3, vec![])));
        assert_eq!(read(&[0xfe, 0]), None);
    }
}
