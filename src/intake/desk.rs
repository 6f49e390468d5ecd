//! What intake says to its sink about one entry: announces the stream before anything in it, and tells every
//! problem; how many are kept is the sink's business.

use super::bytes::Fault;
use super::walk::Via;
use super::{Aside, Form, Limits, Place, Problem, ProblemKind, Rejected, Sink, Step, Stream};

/// What was said about one entry so far.
#[derive(Debug)]
pub(super) struct Ledger {
    pub stream: Stream,
    pub limits: Limits,
    /// The file could not be read on; that its text ends is no news.
    pub unreadable: bool,
    /// Bytes unpacked from strings in its text, not counted elsewhere yet.
    pub unpacked: u64,
    has_entries: bool,
    /// What is said next stands in the stream announced last.
    announced: bool,
    announcements: u64,
}

impl Ledger {
    pub fn new(stream: Stream, limits: Limits) -> Ledger {
        Ledger {
            stream,
            limits,
            unreadable: false,
            unpacked: 0,
            has_entries: false,
            announced: false,
            announcements: 0,
        }
    }

    pub fn desk<'d>(&'d mut self, sink: &'d mut dyn Sink) -> Desk<'d> {
        Desk {
            ledger: self,
            sink,
            quiet: false,
            nested: 0,
            records: 0,
        }
    }

    /// The ledger of an entry inside this container.
    pub fn inner(&mut self, name: &str, step: Step) -> Ledger {
        // What is said about the container from now on stands behind its entries.
        self.has_entries = true;
        self.announced = false;
        let mut stream = self.stream.clone();
        if !stream.inner_path.is_empty() {
            stream.inner_path.push_str("!/");
        }
        stream.inner_path.push_str(name);
        stream.route.push(step);
        Ledger::new(stream, self.limits)
    }
}

/// A ledger and the sink it goes to, for the time of one step.
pub(super) struct Desk<'d> {
    pub ledger: &'d mut Ledger,
    pub sink: &'d mut dyn Sink,
    /// Inside damage that is told already: only records count.
    pub quiet: bool,
    /// Strings and envelopes unwrapped around what is looked at.
    pub nested: u8,
    /// Records taken.
    pub records: u64,
}

impl Desk<'_> {
    pub fn announce(&mut self) {
        if !self.ledger.announced {
            self.ledger.announced = true;
            self.ledger.announcements += 1;
            self.sink.stream(&self.ledger.stream);
        }
    }

    pub fn aside(&mut self, aside: Aside) {
        if !self.quiet {
            self.announce();
            self.sink.aside(aside);
        }
    }

    pub fn problem(&mut self, kind: ProblemKind, offset: u64, message: String) {
        if self.quiet {
            return;
        }
        self.announce();
        let inner_path = self.ledger.stream.inner_path.clone();
        self.sink.problem(Problem {
            kind,
            inner_path,
            offset,
            message,
        });
    }

    pub fn fault(&mut self, fault: Fault) {
        self.ledger.unreadable |= matches!(fault.kind, ProblemKind::Unreadable | ProblemKind::Limit);
        self.problem(fault.kind, fault.offset, fault.message);
    }

    /// The container is at its end; when it had entries, they were announced instead of it.
    pub fn leave(&mut self) {
        if !self.ledger.has_entries {
            self.finish();
        }
    }

    /// The entry is at its end; one that held nothing is announced all the same.
    pub fn finish(&mut self) {
        if self.ledger.announcements == 0 {
            self.announce();
        }
    }

    /// What `read` says stands in a stream inside this one.
    pub fn in_stream(&mut self, step: Step, read: impl FnOnce(&mut Self)) {
        let (announced, before) = (self.ledger.announced, self.ledger.announcements);
        self.ledger.announced = false;
        self.ledger.stream.route.push(step);
        read(self);
        self.ledger.stream.route.pop();
        // This stream goes on, unless nothing was said in between.
        self.ledger.announced = announced && self.ledger.announcements == before;
    }

    /// Hands a record to the sink.
    pub fn hand(&mut self, json: &[u8], place: Place, partial: bool) -> Result<(), Rejected> {
        self.announce();
        self.sink.record(json, place, partial)?;
        self.records += 1;
        Ok(())
    }

    /// Hands over the record with which `text` begins, if it is like one before; its length.
    pub fn hand_known(&mut self, text: &[u8], offset: u64) -> Option<usize> {
        // What the sink takes stands in the stream announced last, so this cannot wait until it has.
        self.announce();
        let len = self.sink.known_record(text, offset)?;
        self.records += 1;
        Some(len)
    }

    /// Hands over what is a record by its look, and tells why when the sink refuses it.
    pub fn take(&mut self, json: &[u8], place: Place, partial: bool, via: Via) {
        match self.hand(json, place, partial) {
            Ok(()) => {}
            Err(Rejected::NotCloudTrail) if via == Via::Top => {
                self.aside(Aside::Other("JSON that is not CloudTrail".into()));
            }
            Err(rejected) => self.reject(rejected, json, place, partial),
        }
    }

    pub fn reject(&mut self, rejected: Rejected, json: &[u8], place: Place, partial: bool) {
        let at = place.offset;
        if rejected == Rejected::Utf8 {
            let lossy = String::from_utf8_lossy(json);
            let message = format!(
                "The record at byte {at} holds bytes that are not UTF-8; they are shown as the replacement character."
            );
            self.problem(ProblemKind::Utf8, at, message);
            match self.hand(lossy.as_bytes(), place, partial) {
                Ok(()) | Err(Rejected::Utf8) => return,
                Err(rejected) => return self.reject(rejected, lossy.as_bytes(), place, partial),
            }
        }
        let (kind, offset) = match &rejected {
            Rejected::Syntax { offset, .. } if place.form == Form::Json => {
                (ProblemKind::Syntax, at + *offset as u64)
            }
            Rejected::Syntax { .. } | Rejected::Utf8 => (ProblemKind::Syntax, at),
            Rejected::TooDeep => (ProblemKind::TooDeep, at),
            Rejected::NotAnObject(_) => (ProblemKind::NotAnObject, at),
            Rejected::NotCloudTrail => (ProblemKind::NotCloudTrail, at),
        };
        let message = format!("The record at byte {at} is left out: {}", in_words(&rejected));
        self.problem(kind, offset, message);
    }
}

/// Why a record is left out, as the end of a sentence.
pub(super) fn in_words(rejected: &Rejected) -> String {
    match rejected {
        Rejected::Syntax { message, .. } => format!("it is not valid JSON: {message}"),
        Rejected::Utf8 => "it is not UTF-8".into(),
        Rejected::TooDeep => "it is nested more than 128 levels deep".into(),
        Rejected::NotAnObject(what) => format!("it is {what}, not an object"),
        Rejected::NotCloudTrail => "it has none of the fields of a CloudTrail record".into(),
    }
}
