//! Walks JSON text, window by window, and hands every record to the desk: a trail file, an array, values one after
//! another or one a line. After damage it goes on at the next thing that looks like a record.

use memchr::{memchr, memchr2, memrchr};

use super::ProblemKind;
use super::desk::Desk;
use super::scan::{Scanner, Stop};

/// Arrays whose elements are looked at one by one, and never held together. The scanner counts on how these end.
const ARRAYS: [&[u8]; 6] = [
    b"Records",
    b"Events",
    b"events",
    b"logEvents",
    b"hits",
    b"Messages",
];
/// Whether an array under this key holds records.
pub(super) fn is_listed(key: &[u8]) -> bool {
    ARRAYS.contains(&key)
}

/// Objects inside which such an array may be.
const OBJECTS: [&[u8]; 2] = [b"data", b"hits"];

/// Keys with which a record begins, and no object inside a record does.
const FIRST_KEYS: [&[u8]; 19] = [
    b"eventVersion",
    b"userIdentity",
    b"eventTime",
    b"awsRegion",
    b"sourceIPAddress",
    b"userAgent",
    b"requestParameters",
    b"responseElements",
    b"additionalEventData",
    b"requestID",
    b"eventID",
    b"readOnly",
    b"eventType",
    b"recipientAccountId",
    b"eventCategory",
    b"managementEvent",
    b"apiVersion",
    b"EventId",
    b"detail-type",
];
/// How far to look for the first key behind a bracket.
const FIRST_KEY_WITHIN: usize = 256;
/// Text kept behind the scan, so that a key is whole where it ends.
const KEY: u64 = 64;

/// What the value at hand is an element of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Via {
    /// It stands alone, on its line, or in a bare array.
    Top,
    /// An array that holds records by its name.
    Listed,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Object,
    BareArray,
    ListedArray,
}

#[derive(Debug, Clone, Copy)]
struct Damage {
    offset: u64,
    what: &'static str,
}

/// Where a walk stands; all positions are offsets in the stream.
#[derive(Debug)]
pub(super) struct Walk {
    scanner: Scanner,
    levels: Vec<Level>,
    at: u64,
    /// Where the value at hand begins, while it is held.
    begin: Option<u64>,
    /// Where a value begins that became too long to hold.
    oversize: Option<u64>,
    /// The key just read names an array or object to look into.
    array_next: bool,
    object_next: bool,
    hunting: bool,
    damage: Option<Damage>,
    /// Each line may begin with something else (a time).
    lines: bool,
    lines_without: u64,
    first_without: u64,
}

impl Walk {
    pub fn new(at: u64, lines: bool) -> Walk {
        Walk {
            scanner: Scanner::new(),
            levels: Vec::new(),
            at,
            begin: None,
            oversize: None,
            array_next: false,
            object_next: false,
            hunting: false,
            damage: None,
            lines,
            lines_without: 0,
            first_without: 0,
        }
    }

    /// Walks `text`, which stands at `base` in the stream; returns the offset from which text is still needed.
    pub fn feed(&mut self, text: &[u8], base: u64, last: bool, desk: &mut Desk) -> u64 {
        loop {
            if self.hunting && !self.hunt(text, base, last) {
                break;
            }
            if self.lines && self.scanner.idle() && !self.next_line_value(text, base) {
                break;
            }
            let (index, stop) = self.scanner.run(text, (self.at - base) as usize);
            self.at = base + index as u64;
            match stop {
                Stop::Dry => break,
                Stop::Begin => {
                    if !self.pass_known(&text[index..], desk) {
                        self.begin_value(text[index]);
                    }
                }
                Stop::Key => {
                    let open = memrchr(b'"', &text[..index - 1]).map_or(0, |quote| quote + 1);
                    let key = &text[open..index - 1];
                    let names = |keys: &[&[u8]]| keys.contains(&key) && !self.holds_record(text, base);
                    (self.array_next, self.object_next) = (names(&ARRAYS), names(&OBJECTS));
                    if self.array_next || self.object_next {
                        self.scanner.want();
                    }
                }
                Stop::End if self.levels.last() == Some(&Level::Object) => {
                    (self.array_next, self.object_next) = (false, false);
                }
                Stop::End => self.end_value(text, base, desk),
                Stop::Close => {
                    self.levels.pop();
                    self.scanner.be_picky(self.levels.last() == Some(&Level::Object));
                    if self.levels.is_empty() {
                        self.end_value(text, base, desk);
                    }
                }
                Stop::Broken(what) => self.broken(what, &text[..index]),
            }
        }
        if let Some(begin) = self.begin
            && self.at - begin > desk.ledger.limits.record as u64
        {
            self.begin = None;
            self.oversize = Some(begin);
        }
        self.begin
            .unwrap_or(self.at)
            .min(self.at.saturating_sub(KEY))
            .max(base)
    }

    /// Whether the object at hand is no envelope, whatever it holds: it begins as a record.
    fn holds_record(&self, text: &[u8], base: u64) -> bool {
        let held = self.begin.and_then(|begin| text.get((begin - base) as usize..));
        self.levels.len() == 1 && held.is_some_and(begins_as_record)
    }

    /// Hands over a record like one before without looking for its end; false where there is none, or none yet.
    fn pass_known(&mut self, text: &[u8], desk: &mut Desk) -> bool {
        let may_be_record = match self.levels.last() {
            Some(Level::Object) => false,
            // It may be an envelope.
            None => begins_as_record(text),
            Some(Level::BareArray | Level::ListedArray) => true,
        };
        if !may_be_record || self.damage.is_some() {
            return false;
        }
        let Some(len) = desk.known_element(text, self.at) else {
            return false;
        };
        self.scanner.pass();
        self.at += len as u64;
        true
    }

    fn begin_value(&mut self, byte: u8) {
        let level = match (self.levels.last(), byte) {
            (None, b'{') => {
                self.begin = Some(self.at);
                Some(Level::Object)
            }
            (None, b'[') => Some(Level::BareArray),
            (Some(Level::Object), b'[') if self.array_next => {
                // An envelope: it is not held, its elements are.
                (self.begin, self.oversize) = (None, None);
                Some(Level::ListedArray)
            }
            (Some(Level::Object), b'{') if self.object_next && self.levels.len() < 4 => Some(Level::Object),
            (Some(Level::Object), _) => None,
            _ => {
                self.begin = Some(self.at);
                None
            }
        };
        (self.array_next, self.object_next) = (false, false);
        if let Some(level) = level {
            self.levels.push(level);
            self.scanner.enter(byte);
            self.scanner.be_picky(level == Level::Object);
            self.at += 1;
        }
    }

    fn end_value(&mut self, text: &[u8], base: u64, desk: &mut Desk) {
        let limit = desk.ledger.limits.record as u64;
        let begin = self.begin.take().filter(|begin| {
            let fits = self.at - begin <= limit;
            if !fits {
                self.oversize = Some(*begin);
            }
            fits
        });
        if let Some(begin) = self.oversize.take() {
            let len = self.at - begin;
            let message = format!(
                "The value at byte {begin} is {len} bytes long, more than the {limit} that one record may have; \
                 it was left out."
            );
            desk.problem(ProblemKind::TooLong, begin, message);
        }
        let Some(begin) = begin else { return };
        let value = &text[(begin - base) as usize..(self.at - base) as usize];
        let via = if self.levels.last() == Some(&Level::ListedArray) {
            Via::Listed
        } else {
            Via::Top
        };
        let quiet = desk.quiet;
        desk.quiet |= self.damage.is_some();
        let found = desk.element(value, begin, via);
        desk.quiet = quiet;
        if found {
            self.tell_damage(begin, desk);
        }
    }

    /// `before` is the text up to the byte that does not fit.
    fn broken(&mut self, what: &'static str, before: &[u8]) {
        self.damage.get_or_insert(Damage {
            offset: self.at,
            what,
        });
        // A string that was cut runs on to the next quote, and may have swallowed the start of the next record.
        if let Some(string) = before.trim_ascii_end().strip_suffix(b"\"") {
            let len = before.len() - memrchr(b'"', string).unwrap_or(before.len());
            self.at -= len as u64;
        }
        (self.begin, self.oversize) = (None, None);
        self.hunting = true;
    }

    fn tell_damage(&mut self, end: u64, desk: &mut Desk) {
        if let Some(Damage { offset, what }) = self.damage.take() {
            let message = format!(
                "The JSON is broken at byte {offset}: {what}. The record around it is left out; \
                 reading went on at byte {end}."
            );
            desk.problem(ProblemKind::Syntax, offset, message);
        }
    }

    /// Looks behind damage for the start of a record; false when more text is needed.
    fn hunt(&mut self, text: &[u8], base: u64, last: bool) -> bool {
        let mut at = (self.at - base) as usize;
        let alone = !self.levels.iter().any(|level| *level != Level::Object);
        loop {
            let next = if self.lines {
                memchr(b'\n', &text[at..])
            } else {
                memchr(b'{', &text[at..])
            };
            let Some(next) = next else {
                self.at = base + text.len() as u64;
                return false;
            };
            at += next;
            self.at = base + at as u64;
            if self.lines {
                self.restart();
                return true;
            }
            if text.len() - at < FIRST_KEY_WITHIN && !last {
                return false;
            }
            let own_line = alone && at > 0 && text[at - 1] == b'\n';
            match first_key(&text[at..]) {
                Some(key) if ARRAYS.contains(&key) || own_line => self.restart(),
                Some(key) if FIRST_KEYS.contains(&key) => {
                    if matches!(self.levels.last(), None | Some(Level::Object)) {
                        self.restart();
                    } else {
                        self.scanner.expect_value();
                        self.hunting = false;
                    }
                }
                _ => {
                    at += 1;
                    continue;
                }
            }
            return true;
        }
    }

    fn restart(&mut self) {
        self.hunting = false;
        self.levels.clear();
        self.scanner = Scanner::new();
    }

    /// Passes over what stands before a value on its line; false when the text ends first.
    fn next_line_value(&mut self, text: &[u8], base: u64) -> bool {
        let mut from = (self.at - base) as usize;
        loop {
            let Some(next) = memchr2(b'{', b'\n', &text[from..]) else {
                // Kept, so that the line is judged as a whole.
                return false;
            };
            let end = from + next;
            if text[end] == b'{' {
                self.at = base + end as u64;
                return true;
            }
            if !text[from..end].trim_ascii().is_empty() {
                if self.lines_without == 0 {
                    self.first_without = base + from as u64;
                }
                self.lines_without += 1;
            }
            from = end + 1;
            self.at = base + from as u64;
        }
    }

    /// The text is at its end. `cut` when it ends for a reason told already.
    pub fn finish(&mut self, text: &[u8], base: u64, cut: bool, desk: &mut Desk) {
        if self.scanner.ends_in_scalar() && !self.hunting {
            self.end_value(text, base, desk);
        } else if self.damage.is_none() && !self.scanner.idle() && !cut {
            let end = self.at;
            let message = match self.begin.or(self.oversize) {
                Some(begin) => format!(
                    "The JSON ends at byte {end}, in the middle of a value that begins at byte {begin}; \
                     everything before that is kept. Get the whole file again."
                ),
                None => format!(
                    "The JSON ends at byte {end} before its brackets are closed; everything before is kept. \
                     Get the whole file again."
                ),
            };
            desk.problem(ProblemKind::CutOff, self.begin.unwrap_or(end), message);
        }
        self.tell_damage(self.at, desk);
        if self.lines_without > 0 {
            let message = format!(
                "{} lines hold no JSON, the first at byte {}; they are left out.",
                self.lines_without, self.first_without
            );
            desk.problem(ProblemKind::Syntax, self.first_without, message);
        }
    }
}

fn begins_as_record(text: &[u8]) -> bool {
    first_key(text).is_some_and(|key| FIRST_KEYS.contains(&key))
}

/// The first key of the object that begins `text`.
fn first_key(text: &[u8]) -> Option<&[u8]> {
    let inside = text
        .get(1..text.len().min(FIRST_KEY_WITHIN))?
        .trim_ascii_start()
        .strip_prefix(b"\"")?;
    Some(&inside[..memchr(b'"', inside)?])
}
