//! Reads one dropped file to its end, step by step.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use super::bytes::{Bytes, Meter, Metered, Part, Peeked, Raw, Shared};
use super::csv::Rows;
use super::desk::Ledger;
use super::gzip::{Checkpoint, Checkpoints, Gzip};
use super::sniff::{Kind, sniff};
use super::source::ReadAhead;
use super::tar::{Next, Tar};
use super::text::{Scan, Text};
use super::utf16::Utf16;
use super::walk::Walk;
use super::zip::{self, Unzip};
use super::{Aside, Limits, MemorySource, ProblemKind, Sink, Source, Step, Stream};

/// Bytes looked at to tell what a file is.
const HEAD: usize = 16 << 10;
/// Text is scanned in windows of this size.
const WINDOW: usize = 1 << 20;
/// What an entry costs of a step, though it be empty: as much as its header in a tar.
const ENTRY: u64 = 512;
/// A zip inside another container is held in memory, up to this size.
pub(super) const HELD_ZIP: usize = 256 << 20;

/// How far a [`Reader`] has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Everything was read.
    pub done: bool,
    /// Bytes of the dropped file passed over so far.
    pub packed: u64,
    /// Bytes of text inflated from it so far.
    pub inflated: u64,
}

/// Reads one dropped file: call [`Reader::step`] until it is done.
pub struct Reader<S: Source + 'static> {
    source: Rc<RefCell<ReadAhead<S>>>,
    frames: Vec<Frame>,
    limits: Limits,
    window: usize,
    packed: Rc<Cell<u64>>,
    inflated: u64,
    /// What its layers took to come to that.
    meter: Rc<Meter>,
    checkpoints: Checkpoints,
}

/// One layer of what is being read; the innermost is last.
enum Frame {
    /// Bytes of which is not known yet what they are.
    Open(Bytes<'static>, Ledger),
    Text(Text),
    Tar {
        tar: Rc<RefCell<Tar<'static>>>,
        ledger: Ledger,
    },
    /// A zip inside another container, on its way into memory: its directory is at its end.
    Held {
        bytes: Bytes<'static>,
        held: Vec<u8>,
        ledger: Ledger,
    },
    Zip {
        source: Shared<'static>,
        entries: std::vec::IntoIter<zip::Entry>,
        ledger: Ledger,
    },
}

impl Frame {
    fn ledger(&mut self) -> &mut Ledger {
        match self {
            Frame::Text(text) => &mut text.ledger,
            Frame::Open(_, ledger)
            | Frame::Tar { ledger, .. }
            | Frame::Held { ledger, .. }
            | Frame::Zip { ledger, .. } => ledger,
        }
    }
}

impl<S: Source + 'static> Reader<S> {
    /// A reader at the start of `source`. Nothing is read yet.
    pub fn new(source: S, limits: Limits) -> Reader<S> {
        let source = Rc::new(RefCell::new(ReadAhead::new(source)));
        let packed = Rc::new(Cell::new(0));
        let len = source.borrow().len();
        let shared: Shared<'static> = source.clone();
        let raw: Bytes<'static> = Box::new(Raw::new(shared, 0, len, packed.clone()));
        let frames = vec![Frame::Open(raw, Ledger::new(Stream::default(), limits))];
        let checkpoints = Checkpoints::default();
        Reader {
            source,
            frames,
            limits,
            window: WINDOW,
            packed,
            inflated: 0,
            meter: Rc::default(),
            checkpoints,
        }
    }

    /// The same with windows of `window` bytes: small ones show in tests what large files meet.
    #[must_use]
    pub fn with_window(mut self, window: usize) -> Reader<S> {
        self.window = window.max(1);
        self
    }

    /// Places inside a gzip from which [`reread`](super::reread()) can start; complete when the reader is done.
    pub fn checkpoints(&self) -> Vec<Checkpoint> {
        self.checkpoints.borrow().clone()
    }

    /// Reads on for about `budget` bytes through all layers, and returns so that others get their turn.
    pub fn step(&mut self, sink: &mut dyn Sink, budget: usize) -> Progress {
        let until = self.spent().saturating_add(budget as u64);
        while let Some(frame) = self.frames.pop() {
            self.meter.allow();
            match frame {
                Frame::Open(bytes, ledger) => self.open(bytes, ledger, sink),
                Frame::Text(mut text) => {
                    if text.advance(self.window, &mut self.inflated, sink) {
                        self.frames.push(Frame::Text(text));
                    }
                }
                Frame::Tar { tar, ledger } => self.next_in_tar(tar, ledger, sink),
                Frame::Held { bytes, held, ledger } => self.hold(bytes, held, ledger, sink),
                Frame::Zip {
                    source,
                    entries,
                    ledger,
                } => self.next_in_zip(source, entries, ledger, sink),
            }
            if self.spent() > self.limits.inflated {
                self.stop(sink);
            }
            if self.spent() >= until {
                break;
            }
        }
        let done = self.frames.is_empty();
        let len = self.source.borrow().len();
        Progress {
            done,
            packed: if done { len } else { self.packed.get().min(len) },
            inflated: self.inflated,
        }
    }

    fn spent(&self) -> u64 {
        self.inflated.saturating_add(self.meter.spent())
    }

    /// The limit is reached: nothing more is read of this file.
    fn stop(&mut self, sink: &mut dyn Sink) {
        let limit = self.limits.inflated;
        let message = format!(
            "The file inflates to more than {limit} bytes, the stated limit; the rest was not read. \
             Unpack it and drop the parts you need."
        );
        if let Some(frame) = self.frames.last_mut() {
            frame
                .ledger()
                .desk(sink)
                .problem(ProblemKind::Limit, limit, message);
        }
        self.frames.clear();
    }

    fn open(&mut self, mut bytes: Bytes<'static>, mut ledger: Ledger, sink: &mut dyn Sink) {
        let mut head = vec![0; HEAD];
        let mut filled = 0;
        while filled < HEAD {
            match bytes.read(&mut head[filled..]) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(fault) => ledger.desk(sink).fault(fault),
            }
        }
        head.truncate(filled);
        let kind = sniff(&head, filled < HEAD);
        let bytes: Bytes<'static> = Box::new(Peeked::new(head, bytes));
        let layers = ledger
            .stream
            .route
            .iter()
            .filter(|step| !matches!(step, Step::Utf16 { .. }))
            .count();
        if matches!(kind, Kind::Gzip | Kind::Zip | Kind::Tar) && layers >= usize::from(self.limits.layers) {
            let message = format!(
                "There are more than {} containers inside one another; unpack the file and drop what is inside.",
                self.limits.layers
            );
            let mut desk = ledger.desk(sink);
            desk.problem(ProblemKind::Limit, 0, message);
            return desk.finish();
        }
        match kind {
            Kind::Empty => ledger.desk(sink).finish(),
            Kind::Gzip => {
                let outermost = ledger.stream.route.is_empty().then(|| self.checkpoints.clone());
                ledger.stream.route.push(Step::Gunzip);
                let packed = Box::new(Metered::new(bytes, &self.meter));
                self.frames
                    .push(Frame::Open(Box::new(Gzip::new(packed, outermost)), ledger));
            }
            Kind::Utf16(big_endian) => {
                ledger.stream.route.push(Step::Utf16 { big_endian });
                let units = Box::new(Metered::new(bytes, &self.meter));
                self.frames
                    .push(Frame::Open(Box::new(Utf16::new(units, big_endian)), ledger));
            }
            Kind::Tar => self.frames.push(Frame::Tar {
                tar: Rc::new(RefCell::new(Tar::new(bytes))),
                ledger,
            }),
            Kind::Zip if ledger.stream.route.is_empty() => {
                self.open_zip(self.source.clone(), ledger, sink);
            }
            Kind::Zip => self.frames.push(Frame::Held {
                bytes,
                held: Vec::new(),
                ledger,
            }),
            Kind::Json => self.text(bytes, ledger, Scan::Json(Walk::new(0, false))),
            Kind::Lines => self.text(bytes, ledger, Scan::Json(Walk::new(0, true))),
            Kind::Table(delimiter) => self.text(bytes, ledger, Scan::Table(Rows::new(delimiter))),
            Kind::Unsupported(what, advice) => {
                let message = format!("This is {what}, which is not read; {advice} and drop the result.");
                let mut desk = ledger.desk(sink);
                desk.problem(ProblemKind::Unsupported, 0, message);
                desk.finish();
            }
            Kind::Other(what) => {
                let mut desk = ledger.desk(sink);
                desk.aside(Aside::Other(what.into()));
                desk.finish();
            }
        }
    }

    fn text(&mut self, bytes: Bytes<'static>, ledger: Ledger, scan: Scan) {
        self.frames.push(Frame::Text(Text::new(bytes, ledger, scan)));
    }

    fn next_in_tar(&mut self, tar: Rc<RefCell<Tar<'static>>>, mut ledger: Ledger, sink: &mut dyn Sink) {
        let passed = tar.borrow_mut().pass();
        match passed {
            Ok((count, done)) => {
                if !ledger.stream.route.is_empty() {
                    self.meter.add(count);
                }
                if !done {
                    return self.frames.push(Frame::Tar { tar, ledger });
                }
            }
            Err(fault) => {
                ledger.desk(sink).fault(fault);
                return self.frames.push(Frame::Tar { tar, ledger });
            }
        }
        self.meter.add(ENTRY);
        let next = tar.borrow_mut().next();
        match next {
            Ok(Next::End) => ledger.desk(sink).leave(),
            Ok(Next::Other) => self.frames.push(Frame::Tar { tar, ledger }),
            Ok(Next::Entry(entry)) => {
                let step = Step::TarEntry {
                    offset: entry.offset,
                    len: entry.len,
                };
                let inner = ledger.inner(&entry.name, step);
                let part = Part(tar.clone());
                self.frames.push(Frame::Tar { tar, ledger });
                self.frames.push(Frame::Open(Box::new(part), inner));
            }
            Err(fault) => {
                ledger.desk(sink).fault(fault);
                self.frames.push(Frame::Tar { tar, ledger });
            }
        }
    }

    fn hold(
        &mut self,
        mut bytes: Bytes<'static>,
        mut held: Vec<u8>,
        mut ledger: Ledger,
        sink: &mut dyn Sink,
    ) {
        let filled = held.len();
        held.resize(filled + (256 << 10), 0);
        let result = bytes.read(&mut held[filled..]);
        held.truncate(filled + *result.as_ref().unwrap_or(&0));
        match result {
            Ok(0) => return self.open_zip(Rc::new(RefCell::new(MemorySource(held))), ledger, sink),
            Ok(count) => self.meter.add(count as u64),
            Err(fault) => ledger.desk(sink).fault(fault),
        }
        if held.len() > HELD_ZIP {
            let message = format!(
                "A zip inside another container is larger than {HELD_ZIP} bytes; unpack the outer one first."
            );
            let mut desk = ledger.desk(sink);
            desk.problem(ProblemKind::Limit, 0, message);
            return desk.finish();
        }
        self.frames.push(Frame::Held { bytes, held, ledger });
    }

    fn open_zip(&mut self, source: Shared<'static>, mut ledger: Ledger, sink: &mut dyn Sink) {
        let mut desk = ledger.desk(sink);
        match zip::directory(&source) {
            Ok((entries, fault)) => {
                fault.into_iter().for_each(|fault| desk.fault(fault));
                self.frames.push(Frame::Zip {
                    source,
                    entries: entries.into_iter(),
                    ledger,
                });
            }
            Err(fault) => {
                desk.fault(fault);
                desk.finish();
            }
        }
    }

    fn next_in_zip(
        &mut self,
        source: Shared<'static>,
        mut entries: std::vec::IntoIter<zip::Entry>,
        mut ledger: Ledger,
        sink: &mut dyn Sink,
    ) {
        let Some(entry) = entries.find(|entry| !entry.is_silent()) else {
            return ledger.desk(sink).leave();
        };
        self.meter.add(ENTRY);
        let step = Step::ZipEntry {
            header: entry.header,
            packed: entry.packed,
            deflated: entry.deflated(),
        };
        let mut inner = ledger.inner(&entry.name, step);
        match zip::content(&source, &entry) {
            Ok(offset) => {
                // Only the dropped file's own bytes count for the progress bar.
                let outermost = ledger.stream.route.is_empty();
                let packed = if outermost {
                    self.packed.clone()
                } else {
                    Rc::default()
                };
                let raw = Raw::new(source.clone(), offset, entry.packed, packed);
                let packed = Box::new(Metered::new(Box::new(raw), &self.meter));
                let bytes = Box::new(Unzip::new(packed, entry));
                self.frames.push(Frame::Zip {
                    source,
                    entries,
                    ledger,
                });
                self.frames.push(Frame::Open(bytes, inner));
            }
            Err(fault) => {
                let mut desk = inner.desk(sink);
                desk.fault(fault);
                desk.finish();
                self.frames.push(Frame::Zip {
                    source,
                    entries,
                    ledger,
                });
            }
        }
    }
}
