//! Where the parts of a wasm module are, as far as the packer asks.

use crate::instruction;

/// Reads what stands one behind the other.
pub struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    /// So many bytes.
    pub fn take(&mut self, length: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    /// An unsigned number.
    pub fn number(&mut self) -> Option<u32> {
        let (number, length) = instruction::number(self.0)?;
        self.take(length)?;
        Some(number)
    }

    /// Bytes behind their number: a name, a function, a section.
    pub fn counted(&mut self) -> Option<&'a [u8]> {
        let length = self.number()?;
        self.take(length as usize)
    }
}

/// All sections: the kind of each, and what it holds.
pub fn sections(wasm: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = Cursor(wasm.get(8..)?);
    let mut sections = Vec::new();
    while let Some(kind) = rest.take(1) {
        sections.push((kind[0], rest.counted()?));
    }
    Some(sections)
}

/// The one section of a kind; empty where there is none.
pub fn section(wasm: &[u8], kind: u8) -> Option<&[u8]> {
    let sections = sections(wasm)?;
    Some(sections.iter().find(|one| one.0 == kind).map_or(&[], |one| one.1))
}

/// Each function of a code section.
pub fn functions(code: &[u8]) -> Option<Vec<&[u8]>> {
    let mut rest = Cursor(code);
    (0..rest.number()?).map(|_| rest.counted()).collect()
}

/// How many functions are imported: theirs are the first numbers. `None` if something else is imported, too.
pub fn imported(imports: &[u8]) -> Option<usize> {
    let mut rest = Cursor(imports);
    let count = if imports.is_empty() { 0 } else { rest.number()? };
    for _ in 0..count {
        let _ = (rest.counted()?, rest.counted()?);
        (rest.number()? == 0).then_some(())?;
        rest.number()?;
    }
    Some(count as usize)
}

/// The bytes of the data at an address, up to the end of their segment.
pub fn data(segments: &[u8], address: i32) -> Option<&[u8]> {
    let mut rest = Cursor(segments);
    for _ in 0..rest.number()? {
        // An active segment: a constant instruction says where it begins.
        (rest.take(2)? == [0, 0x41]).then_some(())?;
        let begin = instruction::signed(rest.0)?;
        rest.take(instruction::length(rest.0)? + 1)?;
        let bytes = rest.counted()?;
        let found = address
            .checked_sub(begin)
            .and_then(|at| bytes.get(usize::try_from(at).ok()?..));
        if found.is_some_and(|found| !found.is_empty()) {
            return found;
        }
    }
    None
}

/// What is in the custom section `name` of functions' names, if it is there.
pub fn names(wasm: &[u8]) -> Option<Vec<(u32, &[u8])>> {
    let mut rest = sections(wasm)?.into_iter().find_map(|(kind, content)| {
        let mut rest = Cursor(content);
        (kind == 0 && rest.counted()? == b"name").then_some(rest)
    })?;
    while let Some(kind) = rest.take(1) {
        let mut names = Cursor(rest.counted()?);
        if kind == [1] {
            return (0..names.number()?)
                .map(|_| Some((names.number()?, names.counted()?)))
                .collect();
        }
    }
    None
}

/// The module with other names of functions; what else had a name has none.
pub fn with_names(wasm: &[u8], names: &[(usize, String)]) -> Option<Vec<u8>> {
    let mut map = written(names.len());
    for (function, name) in names {
        map.extend(written(*function));
        map.extend(written(name.len()));
        map.extend(name.bytes());
    }
    let content = [&b"\x04name\x01"[..], &written(map.len()), &map].concat();
    let mut named = wasm.get(..8)?.to_vec();
    let others = sections(wasm)?
        .into_iter()
        .filter(|(kind, content)| *kind != 0 || !content.starts_with(b"\x04name"));
    for (kind, content) in others.chain([(0, &content[..])]) {
        named.push(kind);
        named.extend(written(content.len()));
        named.extend(content);
    }
    Some(named)
}

/// An unsigned number as wasm writes it.
fn written(mut number: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &[u8] =
        b"\0asm\x01\0\0\0\x02\x07\x01\x01a\x01b\x00\x03\x0a\x04\x01\x02\x00\x0b\x0b\x0a\x01\0\x41\xc0\0\x0b\x03abc";

    #[test]
    fn finds_parts() {
        assert_eq!(imported(section(MODULE, 2).unwrap()), Some(1));
        assert_eq!(
            functions(section(MODULE, 10).unwrap()),
            Some(vec![&b"\0\x0b"[..]])
        );
        let segments = section(MODULE, 11).unwrap();
        assert_eq!(data(segments, 65), Some(&b"bc"[..]));
        assert_eq!(data(segments, 67), None);
    }

    #[test]
    fn names_are_read_as_written() {
        assert_eq!(names(MODULE), None);
        let named = with_names(MODULE, &[(0, "x".into())]).unwrap();
        let named = with_names(&named, &[(1, "one".into()), (200, "two".into())]).unwrap();
        assert_eq!(names(&named), Some(vec![(1, &b"one"[..]), (200, &b"two"[..])]));
        assert_eq!(section(&named, 11), section(MODULE, 11));
    }
}
