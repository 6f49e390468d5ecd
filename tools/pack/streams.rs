//! The wasm taken apart, because its parts are more alike than its bytes: what is done stands apart from what with.
//!
//! A function's instructions become numbers of a dictionary, which is made of all that occur, and their operands numbers
//! of a stream for each sort. A number is a character, so that a host's compressor finds the repetitions of each stream.
//! boot.js (`unpack`) puts the bytes together again and knows nothing of wasm but how it writes numbers: what belongs
//! to an instruction, and in which stream its operands are, stands in the dictionary.

use crate::instruction::{self, Operand};
use crate::module::{self, Cursor};
use std::cmp::Reverse;
use std::collections::HashMap;

/// The sorts of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Stream {
    /// First the module's other sections and the dictionary; then what each function declares, and rare operands.
    Other,
    Instructions,
    Locals,
    Offsets,
    Depths,
    Functions,
    /// Constants that are added to something.
    Added,
    Constants,
    /// Constants that may be an address of the module's data.
    Addresses,
    Bytes,
}

const STREAMS: usize = 10;

/// How boot.js reads an operand and writes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Reading {
    Byte,
    Unsigned,
    Signed,
    /// How many other locals were used since this one.
    Local,
    /// Signed, less the least address of data.
    Address,
    /// Bytes up to one below 0x80.
    Long,
    /// How many numbers follow, without the last.
    List,
}

/// Where the number of an operand is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Source {
    Next(Stream),
    /// In the dictionary: the instruction has it whenever it occurs.
    Always(u8),
}

/// An instruction as the dictionary has it: bytes that are always the same, and where the others are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Instruction {
    /// The function ends with it.
    is_last: bool,
    fixed: Vec<u8>,
    operands: Vec<(Reading, Source)>,
}

/// The module as boot.js writes it again, and the text it does so from.
pub struct Taken {
    /// The module; sizes in its code take five bytes, so that they can be filled in.
    pub module: Vec<u8>,
    /// All streams, one behind the other.
    pub text: String,
    /// Where each begins, in characters.
    pub starts: Vec<usize>,
}

/// Takes a module apart.
///
/// # Errors
/// It is no module, or has instructions that are not known here.
pub fn take_apart(wasm: &[u8]) -> Result<Taken, String> {
    let (before, code, after) = around_code(wasm).ok_or("the wasm has no sections")?;
    let functions = module::functions(code).ok_or("the wasm's functions do not end where they should")?;
    let mut often = HashMap::new();
    for function in &functions {
        for part in parts(function)? {
            *often.entry(part.bytes).or_insert(0) += 1;
        }
    }
    let mut streams = Streams::default();
    let mut used = Vec::new();
    for function in &functions {
        streams.declare(function);
        let parts = parts(function)?;
        let mut recent = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            let next = parts.get(at + 1).map(|next| next.bytes);
            let is_fixed = often[part.bytes] >= fixed_from(part.bytes[0]);
            used.push(streams.instruction(part, next, is_fixed, &mut recent));
        }
    }
    let mut counts: HashMap<&Instruction, usize> = HashMap::new();
    for one in &used {
        *counts.entry(one).or_default() += 1;
    }
    // The most frequent first: theirs are the shortest characters.
    let mut dictionary: Vec<&Instruction> = counts.keys().copied().collect();
    dictionary.sort_by_key(|&one| (Reverse(counts[one]), one));
    let numbers: HashMap<&Instruction, usize> = dictionary.iter().copied().zip(0..).collect();
    for one in &used {
        streams.put(Stream::Instructions, numbers[one] as u32);
    }
    let declarations = std::mem::take(&mut streams.texts[Stream::Other as usize]);
    streams.bytes(before);
    streams.dictionary(&dictionary);
    streams.put(Stream::Other, functions.len() as u32);
    streams.texts[Stream::Other as usize] += &declarations;
    streams.bytes(after);

    let mut starts = vec![0];
    for text in &streams.texts[..STREAMS - 1] {
        starts.push(starts[starts.len() - 1] + text.chars().count());
    }
    Ok(Taken {
        module: with_room(before, &functions, after),
        text: streams.texts.concat(),
        starts,
    })
}

/// What comes before the code section, its content, and what comes after it; each may be empty.
fn around_code(wasm: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut rest = Cursor(wasm.get(8..)?);
    loop {
        let begin = wasm.len() - rest.0.len();
        let (kind, content) = (rest.take(1)?, rest.counted()?);
        if kind == [10] {
            return Some((&wasm[..begin], content, rest.0));
        }
    }
}

/// The module again, with all sizes of its code in five bytes.
fn with_room(before: &[u8], functions: &[&[u8]], after: &[u8]) -> Vec<u8> {
    let five = |size: usize| {
        [0, 7, 14, 21, 28].map(|shift| (size >> shift & 0x7f) as u8 | if shift < 28 { 0x80 } else { 0 })
    };
    let mut code = Vec::new();
    code.extend(five(functions.len()));
    for function in functions {
        code.extend(five(function.len()));
        code.extend_from_slice(function);
    }
    [before, &[10], &five(code.len()), &code, after].concat()
}

/// An instruction of a function, and its operands.
pub struct Part<'a> {
    bytes: &'a [u8],
    /// The length of the opcode.
    opcode: usize,
    pub operands: Vec<(Operand, &'a [u8])>,
    is_last: bool,
}

impl<'a> Part<'a> {
    /// What is done, but for how deep, where, or with what.
    pub fn kind(&self) -> &'a [u8] {
        let kinds = self.operands.iter().filter(|(sort, _)| *sort == Operand::Kind);
        &self.bytes[..self.opcode + kinds.map(|(_, bytes)| bytes.len()).sum::<usize>()]
    }
}

/// Where the instructions of a function begin: after the locals that it declares.
fn declared(function: &[u8]) -> Option<usize> {
    let (groups, mut at) = instruction::number(function)?;
    for _ in 0..groups {
        at += instruction::length(function.get(at..)?)? + 1;
    }
    Some(at)
}

/// The instructions of a function.
pub fn parts(function: &[u8]) -> Result<Vec<Part<'_>>, String> {
    let broken = || "a function of the wasm ends too early".to_owned();
    let mut parts = Vec::new();
    let mut at = declared(function).ok_or_else(broken)?;
    while at < function.len() {
        let rest = &function[at..];
        let (opcode, sorts) = instruction::read(rest).ok_or_else(|| {
            format!(
                "the instruction {:#x} is not known to tools/pack/instruction.rs",
                rest[0]
            )
        })?;
        let mut end = opcode;
        let mut operands = Vec::new();
        for sort in sorts {
            let length = match sort {
                Operand::Bytes(length) => length,
                Operand::Depths => list(&rest[end..]).ok_or_else(broken)?,
                _ => instruction::length(&rest[end..]).ok_or_else(broken)?,
            };
            operands.push((sort, rest.get(end..end + length).ok_or_else(broken)?));
            end += length;
        }
        at += end;
        parts.push(Part {
            bytes: &rest[..end],
            opcode,
            operands,
            is_last: at == function.len(),
        });
    }
    Ok(parts)
}

/// The length of a list of numbers that says how many there are, without the last.
fn list(bytes: &[u8]) -> Option<usize> {
    let (count, mut at) = instruction::number(bytes)?;
    for _ in 0..=count {
        at += instruction::length(bytes.get(at..)?)?;
    }
    Some(at)
}

/// Which of the two locals used last is wanted depends on what was done: these are instructions of their own.
const GET: u8 = 0x20;

/// How often an instruction must occur to stand in the dictionary with its operands.
fn fixed_from(opcode: u8) -> u32 {
    match opcode {
        0x10 => 16,
        0x42 => 30,
        0x41 => 1000,
        _ => u32::MAX,
    }
}

#[derive(Default)]
struct Streams {
    texts: [String; STREAMS],
}

impl Streams {
    fn put(&mut self, stream: Stream, number: u32) {
        let text = &mut self.texts[stream as usize];
        let mut rest = number;
        while rest >= DIGIT {
            text.push(character(rest % DIGIT + DIGIT));
            rest /= DIGIT;
        }
        text.push(character(rest));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.put(Stream::Other, bytes.len() as u32);
        for &byte in bytes {
            self.put(Stream::Other, byte.into());
        }
    }

    fn dictionary(&mut self, dictionary: &[&Instruction]) {
        self.put(Stream::Other, dictionary.len() as u32);
        for one in dictionary {
            self.put(Stream::Other, one.is_last.into());
            self.bytes(&one.fixed);
            let (readings, sources): (Vec<u8>, Vec<u8>) = one
                .operands
                .iter()
                .map(|&(reading, source)| match source {
                    Source::Next(stream) => (reading as u8, stream as u8),
                    Source::Always(number) => (reading as u8, STREAMS as u8 + number),
                })
                .unzip();
            self.bytes(&readings);
            self.bytes(&sources);
        }
    }

    /// Writes what locals a function declares: how many of which type.
    fn declare(&mut self, function: &[u8]) {
        let end = declared(function).unwrap_or_default();
        let mut at = 0;
        while at < end {
            let (number, length) = instruction::number(&function[at..]).unwrap_or_default();
            self.put(Stream::Other, number);
            at += length;
        }
    }

    /// Writes an instruction's operands, and says what of it stands in the dictionary.
    fn instruction(
        &mut self,
        part: &Part,
        next: Option<&[u8]>,
        is_fixed: bool,
        recent: &mut Vec<u32>,
    ) -> Instruction {
        let mut fixed = part.bytes[..part.opcode].to_vec();
        let mut operands = Vec::new();
        for &(sort, bytes) in &part.operands {
            let number = || instruction::number(bytes).unwrap_or_default().0;
            let plain = |stream| (Reading::Unsigned, stream, number());
            let (reading, stream, number) = match sort {
                _ if is_fixed => {
                    fixed.extend(bytes);
                    continue;
                }
                Operand::Kind => {
                    fixed.extend(bytes);
                    continue;
                }
                Operand::Bytes(length) => {
                    for &byte in bytes {
                        self.put(Stream::Bytes, byte.into());
                    }
                    operands.extend(vec![(Reading::Byte, Source::Next(Stream::Bytes)); length]);
                    continue;
                }
                Operand::Long => {
                    for &byte in bytes {
                        self.put(Stream::Bytes, byte.into());
                    }
                    operands.push((Reading::Long, Source::Next(Stream::Bytes)));
                    continue;
                }
                Operand::Depths => {
                    let mut at = 0;
                    while at < bytes.len() {
                        let (number, length) = instruction::number(&bytes[at..]).unwrap_or_default();
                        self.put(Stream::Bytes, number);
                        at += length;
                    }
                    operands.push((Reading::List, Source::Next(Stream::Bytes)));
                    continue;
                }
                Operand::Depth => plain(Stream::Depths),
                Operand::Function => plain(Stream::Functions),
                Operand::Offset => plain(Stream::Offsets),
                Operand::Local => match (part.bytes[0], rank(recent, number())) {
                    (GET, rank @ 0..=1) => {
                        operands.push((Reading::Local, Source::Always(rank as u8)));
                        continue;
                    }
                    (_, rank) => (Reading::Local, Stream::Locals, rank),
                },
                Operand::Int => constant(instruction::signed(bytes).unwrap_or_default(), next),
            };
            self.put(stream, number);
            operands.push((reading, Source::Next(stream)));
        }
        Instruction {
            is_last: part.is_last,
            fixed,
            operands,
        }
    }
}

/// Where the data of the module lies in its memory, as the linker has it.
pub const DATA: i32 = 1 << 20;

/// A constant's stream, by what is done with it.
fn constant(value: i32, next: Option<&[u8]>) -> (Reading, Stream, u32) {
    const ADD: u8 = 0x6a;
    if (DATA..DATA << 4).contains(&value) {
        return (Reading::Address, Stream::Addresses, (value - DATA) as u32);
    }
    let stream = match next {
        Some([ADD, ..]) => Stream::Added,
        _ => Stream::Constants,
    };
    (Reading::Signed, stream, ((value << 1) ^ (value >> 31)) as u32)
}

/// How many other locals were used since `local`, which is the one used last from now on.
fn rank(recent: &mut Vec<u32>, local: u32) -> u32 {
    while recent.len() <= local as usize {
        recent.push(recent.len() as u32);
    }
    let rank = recent.iter().position(|&one| one == local).unwrap_or_default();
    recent[..=rank].rotate_right(1);
    rank as u32
}

/// A character stands for a number below this; above, more of the number follows.
const DIGIT: u32 = 1 << 14;

/// The character of a number: its own, but for three that HTML would take for something else, and none twice.
fn character(number: u32) -> char {
    const STAND_INS: u32 = 0x7d;
    let code = match number {
        0 => STAND_INS,
        0x0d => STAND_INS + 1,
        0x3c => STAND_INS + 2,
        number if number >= STAND_INS => number + 3,
        number => number,
    };
    char::from_u32(code).unwrap_or_default()
}

#[cfg(test)]
mod tests;
