//! The numbers by which the program tells its types apart at run time.

use crate::instruction::{self, Operand};
use crate::{module, streams};
use memchr::memmem;
use std::collections::HashSet;

/// Puts a counter in place of each: they are hashes of 128 bits, which no compressor makes smaller, and one module
/// needs none to tell its own types apart. A module without names keeps its numbers.
pub fn count(wasm: &[u8]) -> Vec<u8> {
    let mut counted = wasm.to_vec();
    let mut ids: Vec<([u8; 16], Vec<usize>)> = all(wasm)
        .unwrap_or_default()
        .into_iter()
        .filter_map(|id| Some((id, places(wasm, id)?)))
        .collect();
    ids.sort_by(|a, b| a.1.cmp(&b.1));
    for ((_, places), counter) in ids.iter().zip(1_u64..) {
        for place in places {
            counted[*place..place + 8].copy_from_slice(&counter.to_le_bytes());
            counted[place + 8..place + 16].copy_from_slice(&counter.to_le_bytes());
        }
    }
    counted
}

/// What the functions give that are `Any::type_id` of some type.
fn all(wasm: &[u8]) -> Option<HashSet<[u8; 16]>> {
    let functions = module::functions(module::section(wasm, 10)?)?;
    let imported = module::imported(module::section(wasm, 2)?)?;
    let segments = module::section(wasm, 11)?;
    let ids = module::names(wasm)?
        .into_iter()
        .filter(|(_, name)| memmem::find(name, b"any::Any>::type_id").is_some())
        .filter_map(|(function, _)| {
            let function = functions.get((function as usize).checked_sub(imported)?)?;
            module::data(segments, address(function)?)?.first_chunk().copied()
        });
    Some(ids.collect())
}

/// The first address of data in a function: a constant, or what is added to one.
fn address(function: &[u8]) -> Option<i32> {
    let parts = streams::parts(function).ok()?;
    let mut operands = parts.iter().flat_map(|part| &part.operands);
    operands.find_map(|&(sort, bytes)| {
        let value = match sort {
            Operand::Int => instruction::signed(bytes)?,
            Operand::Offset => i32::try_from(instruction::number(bytes)?.0).ok()?,
            _ => return None,
        };
        (value >= streams::DATA).then_some(value)
    })
}

/// Where a number stands; `None` if the program also looks at one half of it.
fn places(wasm: &[u8], id: [u8; 16]) -> Option<Vec<usize>> {
    let places: Vec<usize> = memmem::find_iter(wasm, &id).collect();
    let (halves, _) = id.as_chunks::<8>();
    let is_whole = halves.iter().all(|half| {
        let constant = [&[0x42], &long(i64::from_le_bytes(*half))[..]].concat();
        memmem::find_iter(wasm, half).count() == places.len() && memmem::find(wasm, &constant).is_none()
    });
    is_whole.then_some(places)
}

/// A signed number as wasm writes it.
fn long(mut value: i64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while !(-0x40..0x40).contains(&value) {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8 & 0x7f);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: [u8; 16] = *b"0123456789abcdef";
    const SECOND: [u8; 16] = *b"fedcba9876543210";

    #[test]
    fn numbers_are_counted_where_they_are_whole() {
        let wasm = [&b"<"[..], &ID, b"|", &SECOND, b"|", &ID].concat();
        assert_eq!(places(&wasm, ID), Some(vec![1, 35]));
        assert_eq!(places(&[&wasm[..], &ID[8..]].concat(), ID), None);
        let constant = [&[0x42], &long(i64::from_le_bytes(*b"01234567"))[..]].concat();
        assert_eq!(places(&[wasm, constant].concat(), ID), None);
    }

    #[test]
    fn writes_signed_numbers() {
        assert_eq!(long(-123_456), [0xc0, 0xbb, 0x78]);
        assert_eq!(long(63), [0x3f]);
    }
}
