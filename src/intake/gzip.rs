//! gzip (RFC 1952): any number of members, each checked; what came before damage is kept.

use std::cell::RefCell;
use std::rc::Rc;

use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_HAS_MORE_INPUT, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use super::ProblemKind;
use super::bytes::{Bytes, Fault, Pull};
use crate::crc32::Crc32;

/// A member begins so: the magic number, and deflate.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];
/// Length of the fixed part of a header.
const HEADER: usize = 10;
/// How far back deflate refers.
const HISTORY: usize = 32 << 10;
/// Output is inflated in runs of this size, which stay in the processor's cache until they are taken.
const RUN: usize = 256 << 10;
/// Output between two checkpoints: what reading one record again may cost.
const APART: u64 = 32 << 20;
/// How far behind damage the next member is looked for.
const LOST: u64 = 16 << 20;

/// A place inside a gzip from which inflating can start again.
#[derive(Clone)]
pub struct Checkpoint {
    /// Offset in the inflated bytes.
    pub(super) inflated: u64,
    pub(super) packed: u64,
    inflate: Box<DecompressorOxide>,
    history: Vec<u8>,
}

impl std::fmt::Debug for Checkpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Checkpoint")
            .field("inflated", &self.inflated)
            .field("packed", &self.packed)
            .finish()
    }
}

/// Where checkpoints are left while reading.
pub(super) type Checkpoints = Rc<RefCell<Vec<Checkpoint>>>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Header,
    Body,
    Trailer,
    Between,
    /// Behind damage.
    Lost,
    Done,
}

/// Inflates every member of a gzip, or a bare deflate stream.
pub(super) struct Gzip<'a> {
    input: Bytes<'a>,
    packed: Vec<u8>,
    at: usize,
    /// Offset of `packed[0]`.
    packed_base: u64,
    input_ended: bool,
    state: State,
    bare: bool,
    inflate: Box<DecompressorOxide>,
    out: Vec<u8>,
    taken: usize,
    written: usize,
    inflated: u64,
    member: u64,
    member_size: u64,
    crc: Crc32,
    checked: bool,
    checkpoints: Option<Checkpoints>,
    next_checkpoint: u64,
    pending: Option<Fault>,
}

impl<'a> Gzip<'a> {
    pub fn new(input: Bytes<'a>, checkpoints: Option<Checkpoints>) -> Gzip<'a> {
        Gzip {
            input,
            packed: Vec::new(),
            at: 0,
            packed_base: 0,
            input_ended: false,
            state: State::Header,
            bare: false,
            inflate: Box::default(),
            out: Vec::new(),
            taken: 0,
            written: 0,
            inflated: 0,
            member: 0,
            member_size: 0,
            crc: Crc32::default(),
            checked: true,
            checkpoints,
            next_checkpoint: APART,
            pending: None,
        }
    }

    /// Deflate without header and trailer, as in a zip.
    pub fn deflate(input: Bytes<'a>) -> Gzip<'a> {
        Gzip {
            state: State::Body,
            bare: true,
            checked: false,
            ..Gzip::new(input, None)
        }
    }

    /// Goes on at a checkpoint; `input` starts at its packed offset. The member it lies in is not checked again.
    pub fn resume(input: Bytes<'a>, from: &Checkpoint) -> Gzip<'a> {
        Gzip {
            packed_base: from.packed,
            state: State::Body,
            inflate: from.inflate.clone(),
            out: from.history.clone(),
            taken: from.history.len(),
            written: from.history.len(),
            inflated: from.inflated,
            checked: false,
            ..Gzip::new(input, None)
        }
    }

    fn offset(&self) -> u64 {
        self.packed_base + self.at as u64
    }

    /// Makes sure that `count` packed bytes are at hand; false when the input ends before.
    fn at_hand(&mut self, count: usize) -> Result<bool, Fault> {
        while self.packed.len() - self.at < count {
            if self.input_ended {
                return Ok(false);
            }
            self.packed_base += self.at as u64;
            self.packed.drain(..self.at);
            self.at = 0;
            let filled = self.packed.len();
            // Small files are many: the first read is small, and the buffer grows with the file.
            let grow = self.packed_base.clamp(16 << 10, RUN as u64) as usize;
            self.packed.resize(filled + grow, 0);
            let result = self.input.read(&mut self.packed[filled..]);
            self.packed.truncate(filled + *result.as_ref().unwrap_or(&0));
            match result {
                Ok(0) => self.input_ended = true,
                Ok(_) => {}
                Err(fault) => {
                    if matches!(fault.kind, ProblemKind::Unreadable | ProblemKind::Limit) {
                        self.state = State::Done;
                    }
                    return Err(fault);
                }
            }
        }
        Ok(true)
    }

    fn byte(&mut self) -> Result<u8, Fault> {
        if self.at_hand(1)? {
            self.at += 1;
            return Ok(self.packed[self.at - 1]);
        }
        Err(self.truncated())
    }

    fn end(&mut self, kind: ProblemKind, message: String) -> Fault {
        self.state = State::Done;
        Fault {
            kind,
            offset: self.offset(),
            message,
        }
    }

    fn lose(&mut self, message: String) -> Fault {
        let fault = self.end(ProblemKind::Corrupt, message);
        if !self.bare {
            self.state = State::Lost;
        }
        fault
    }

    fn truncated(&mut self) -> Fault {
        let offset = self.offset();
        self.end(
            ProblemKind::Truncated,
            format!(
                "The compressed data ends at byte {offset} in the middle of a member; what came before is kept. \
                 Get the whole file again."
            ),
        )
    }

    fn header(&mut self) -> Result<(), Fault> {
        self.member = self.offset();
        let mut fixed = [0; HEADER];
        for slot in &mut fixed {
            *slot = self.byte()?;
        }
        let flags = fixed[3];
        if fixed[..3] != MAGIC || flags & 0xe0 != 0 {
            let message = format!(
                "The gzip header at byte {} is damaged; the members around it are kept. Get the file again.",
                self.member
            );
            return Err(self.lose(message));
        }
        if flags & 4 != 0 {
            let extra = u16::from_le_bytes([self.byte()?, self.byte()?]);
            for _ in 0..extra {
                self.byte()?;
            }
        }
        for text in [8, 16] {
            if flags & text != 0 {
                while self.byte()? != 0 {}
            }
        }
        if flags & 2 != 0 {
            self.byte()?;
            self.byte()?;
        }
        self.state = State::Body;
        self.inflate.init();
        (self.taken, self.written) = (0, 0);
        self.member_size = 0;
        self.crc = Crc32::default();
        self.checked = true;
        Ok(())
    }

    /// Makes room behind the history that back references need.
    fn make_room(&mut self) {
        if self.written < self.out.len() {
            return;
        }
        if self.out.len() < HISTORY + RUN {
            let len = (self.out.len() * 2).clamp(32 << 10, HISTORY + RUN);
            self.out.resize(len, 0);
        } else {
            self.out.copy_within(self.written - HISTORY.., 0);
            (self.taken, self.written) = (HISTORY, HISTORY);
        }
    }

    fn leave_checkpoint(&mut self) {
        let Some(list) = &self.checkpoints else { return };
        if self.inflated < self.next_checkpoint {
            return;
        }
        self.next_checkpoint = self.inflated + APART;
        list.borrow_mut().push(Checkpoint {
            inflated: self.inflated,
            packed: self.offset(),
            inflate: self.inflate.clone(),
            history: self.out[self.written.saturating_sub(HISTORY)..self.written].to_vec(),
        });
    }

    fn body(&mut self) -> Result<(), Fault> {
        self.leave_checkpoint();
        self.make_room();
        self.at_hand(1)?;
        let more = if self.input_ended {
            0
        } else {
            TINFL_FLAG_HAS_MORE_INPUT
        };
        let (status, used, made) = decompress(
            &mut self.inflate,
            &self.packed[self.at..],
            &mut self.out,
            self.written,
            TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF | more,
        );
        self.at += used;
        if self.checked {
            self.crc.update(&self.out[self.written..self.written + made]);
        }
        self.written += made;
        self.inflated += made as u64;
        self.member_size += made as u64;
        match status {
            TINFLStatus::Done if self.bare => self.state = State::Done,
            TINFLStatus::Done => self.state = State::Trailer,
            TINFLStatus::HasMoreOutput => {}
            TINFLStatus::NeedsMoreInput if !self.input_ended => {}
            TINFLStatus::NeedsMoreInput | TINFLStatus::FailedCannotMakeProgress => {
                return Err(self.truncated());
            }
            _ => {
                let message = format!(
                    "The compressed data is damaged near byte {}; what came before is kept, and the members \
                     found behind it. Get the file again.",
                    self.offset()
                );
                return Err(self.lose(message));
            }
        }
        Ok(())
    }

    fn trailer(&mut self) -> Result<(), Fault> {
        let mut trailer = [0; 8];
        for slot in &mut trailer {
            *slot = self.byte()?;
        }
        self.state = State::Between;
        let [a, b, c, d, size @ ..] = trailer;
        let crc = self.crc.get();
        if self.checked
            && (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes(size)) != (crc, self.member_size as u32)
        {
            return Err(Fault {
                kind: ProblemKind::Checksum,
                offset: self.member,
                message: format!(
                    "The gzip member at byte {} does not match its checksum; its records are kept but may be wrong. \
                     Get the file again.",
                    self.member
                ),
            });
        }
        Ok(())
    }

    /// Looks for the start of another member.
    fn seek(&mut self) -> Result<(), Fault> {
        let until = self.offset() + LOST;
        while self.offset() < until && self.at_hand(HEADER)? {
            let here = &self.packed[self.at..];
            match memchr::memmem::find(here, &MAGIC) {
                Some(0) if is_likely_header(here) => {
                    self.state = State::Header;
                    return Ok(());
                }
                Some(0) => self.at += 1,
                Some(next) => self.at += next,
                // The magic may begin in the last two bytes.
                None => self.at += here.len() - 2,
            }
        }
        self.state = State::Done;
        Ok(())
    }

    fn between(&mut self) -> Result<(), Fault> {
        // Zeros after a member are padding (tapes, block devices), as gzip itself takes them.
        while self.at_hand(1)? && self.packed[self.at] == 0 {
            let zeros = self.packed[self.at..]
                .iter()
                .take_while(|byte| **byte == 0)
                .count();
            self.at += zeros;
        }
        if !self.at_hand(1)? {
            self.state = State::Done;
        } else if self.at_hand(2)? && self.packed[self.at..].starts_with(&[0x1f, 0x8b]) {
            self.state = State::Header;
        } else {
            let message = format!(
                "There is other data after the last gzip member, from byte {} on; it was not read.",
                self.offset()
            );
            return Err(self.end(ProblemKind::TrailingData, message));
        }
        Ok(())
    }
}

impl Pull for Gzip<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Fault> {
        loop {
            if self.taken < self.written {
                let count = buffer.len().min(self.written - self.taken);
                buffer[..count].copy_from_slice(&self.out[self.taken..self.taken + count]);
                self.taken += count;
                return Ok(count);
            }
            if let Some(fault) = self.pending.take() {
                return Err(fault);
            }
            match self.state {
                State::Header => self.header()?,
                State::Body => {
                    // What was inflated before damage is handed out first; the fault waits for the next round.
                    self.pending = self.body().err();
                }
                State::Trailer => self.trailer()?,
                State::Between => self.between()?,
                State::Lost => self.seek()?,
                State::Done => return Ok(0),
            }
        }
    }
}

/// Whether what begins with the magic number has the flags, level and system that a writer would give: in packed
/// data the magic number alone stands there by chance every 16 MiB.
fn is_likely_header(bytes: &[u8]) -> bool {
    let [flags, level, system] = [3, 8, 9].map(|at| bytes.get(at).copied().unwrap_or(0xfe));
    flags & 0xe0 == 0 && matches!(level, 0 | 2 | 4) && matches!(system, 0..=13 | 255)
}
