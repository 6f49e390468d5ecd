//! A structural scanner of JSON: finds where values begin and end, at any depth, without recursion, and resumes at
//! any byte. It checks structure (brackets, commas, colons, quotes) so that damage shows where it is; what is between
//! (numbers, escapes) is the parser's to check.

use memchr::memchr2;

/// Why the scanner stopped, and at which depth that matters to its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stop {
    /// The text ends here; call again with more.
    Dry,
    /// A watched value begins here. Call [`Scanner::enter`] to watch what is inside, or just go on.
    Begin,
    /// The watched value ended before here.
    End,
    /// A watched object's key, quotes included, ended before here.
    Key,
    /// The watched container ended before here.
    Close,
    /// This byte does not fit.
    Broken(&'static str),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Value,
    After,
    Key,
    Colon,
    Text,
    Escape,
    Scalar,
}

/// Byte classes outside strings: white space, part of a number or literal, or neither.
const SPACE: u8 = 1;
const SCALAR: u8 = 2;
const CLASS: [u8; 256] = {
    let mut class = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        let c = byte as u8;
        if c == b' ' || c == b'\t' || c == b'\n' || c == b'\r' {
            class[byte] = SPACE;
        } else if c.is_ascii_alphanumeric() || c == b'-' || c == b'+' || c == b'.' {
            class[byte] = SCALAR;
        }
        byte += 1;
    }
    class
};

/// Deeper than this, no parser follows: the value counts as broken.
const DEEPEST: usize = 1 << 24;

/// Where a scan stands. Values at depth [`Scanner::floor`] are watched.
#[derive(Debug, Clone)]
pub(super) struct Scanner {
    state: State,
    /// The string being read is a key.
    key: bool,
    /// The watched value at hand was announced.
    begun: bool,
    /// Watches only for keys that may matter, and for values that are [`Scanner::want`]ed.
    picky: bool,
    wanted: bool,
    depth: usize,
    floor: usize,
    /// One bit a level: set for an object.
    kinds: Vec<u64>,
}

impl Scanner {
    pub fn new() -> Scanner {
        Scanner {
            state: State::Value,
            key: false,
            begun: false,
            picky: false,
            wanted: false,
            depth: 0,
            floor: 0,
            kinds: Vec::new(),
        }
    }

    /// Stands between top-level values.
    pub fn idle(&self) -> bool {
        self.depth == 0 && self.state == State::Value && !self.begun
    }

    /// Whether a top-level number or literal is complete if the text ends here.
    pub fn ends_in_scalar(&self) -> bool {
        self.depth == 0 && self.state == State::Scalar
    }

    /// The levels that are watched containers.
    pub fn floor(&self) -> usize {
        self.floor
    }

    /// Forgets the value at hand and expects one in the innermost watched array, or at the top level.
    pub fn expect_value(&mut self) {
        self.depth = self.floor;
        self.state = State::Value;
        self.begun = false;
    }

    /// In the innermost watched container, stops only at keys that end like one that may matter, and at no values but
    /// wanted ones: most objects are records, whose every key would be a stop.
    pub fn be_picky(&mut self, picky: bool) {
        self.picky = picky;
    }

    /// Stops at the value of the key just read.
    pub fn want(&mut self) {
        self.wanted = true;
    }

    /// Stands behind the watched value at hand, which somebody else has read.
    pub fn pass(&mut self) {
        self.state = State::After;
        self.ended();
    }

    /// Watches the inside of the container whose opening bracket is the next byte.
    pub fn enter(&mut self, bracket: u8) {
        self.floor = self.depth + 1;
        self.open(bracket);
        self.begun = false;
        self.wanted = false;
    }

    fn open(&mut self, bracket: u8) {
        let (word, bit) = (self.depth / 64, 1 << (self.depth % 64));
        if word == self.kinds.len() {
            self.kinds.push(0);
        }
        if bracket == b'{' {
            self.kinds[word] |= bit;
            self.state = State::Key;
        } else {
            self.kinds[word] &= !bit;
            self.state = State::Value;
        }
        self.depth += 1;
    }

    fn in_object(&self) -> bool {
        self.depth > 0 && self.kinds[(self.depth - 1) / 64] >> ((self.depth - 1) % 64) & 1 == 1
    }

    /// Scans `text` from `at`; returns where it stopped and why.
    pub fn run(&mut self, text: &[u8], mut at: usize) -> (usize, Stop) {
        while let Some(&byte) = text.get(at) {
            match self.state {
                State::Text => {
                    let Some(next) = memchr2(b'"', b'\\', &text[at..]) else {
                        return (text.len(), Stop::Dry);
                    };
                    at += next + 1;
                    if text[at - 1] == b'\\' {
                        self.state = State::Escape;
                    } else if self.key {
                        self.state = State::Colon;
                        if self.depth == self.floor && !(self.picky && ends_otherwise(&text[..at - 1])) {
                            return (at, Stop::Key);
                        }
                    } else {
                        self.state = State::After;
                        if self.depth == self.floor
                            && let Some(stop) = self.ended()
                        {
                            return (at, stop);
                        }
                    }
                }
                State::Escape => {
                    at += 1;
                    self.state = State::Text;
                }
                State::Scalar => {
                    if CLASS[byte as usize] == SCALAR {
                        at += 1;
                    } else {
                        self.state = State::After;
                        if self.depth == self.floor
                            && let Some(stop) = self.ended()
                        {
                            return (at, stop);
                        }
                    }
                }
                _ if CLASS[byte as usize] == SPACE => at += 1,
                State::After => match byte {
                    b',' => {
                        self.state = if self.in_object() {
                            State::Key
                        } else {
                            State::Value
                        };
                        at += 1;
                    }
                    b'}' | b']' if self.in_object() == (byte == b'}') => {
                        at += 1;
                        if let Some(stop) = self.close() {
                            return (at, stop);
                        }
                    }
                    _ => return (at, Stop::Broken("a comma or the closing bracket is missing")),
                },
                State::Colon => {
                    if byte != b':' {
                        return (at, Stop::Broken("a colon is missing after a key"));
                    }
                    self.state = State::Value;
                    at += 1;
                }
                State::Key => match byte {
                    b'"' => {
                        self.state = State::Text;
                        self.key = true;
                        at += 1;
                    }
                    b'}' => {
                        at += 1;
                        if let Some(stop) = self.close() {
                            return (at, stop);
                        }
                    }
                    _ => return (at, Stop::Broken("a key is missing")),
                },
                State::Value => {
                    if byte == b']' && self.depth > 0 && !self.in_object() {
                        at += 1;
                        if let Some(stop) = self.close() {
                            return (at, stop);
                        }
                        continue;
                    }
                    // Between top-level values people leave commas, and concatenated files their marks.
                    if self.depth == 0 && matches!(byte, b',' | 0x1e | 0xef | 0xbb | 0xbf) {
                        at += 1;
                        continue;
                    }
                    let fits = matches!(byte, b'"' | b'{' | b'[') || CLASS[byte as usize] == SCALAR;
                    if !fits || self.depth >= DEEPEST {
                        return (at, Stop::Broken("a value is missing"));
                    }
                    if self.depth == self.floor && !self.begun && (self.wanted || !self.picky) {
                        self.begun = true;
                        self.wanted = false;
                        return (at, Stop::Begin);
                    }
                    match byte {
                        b'"' => {
                            self.state = State::Text;
                            self.key = false;
                        }
                        b'{' | b'[' => self.open(byte),
                        _ => self.state = State::Scalar,
                    }
                    at += 1;
                }
            }
        }
        (at, Stop::Dry)
    }

    fn ended(&mut self) -> Option<Stop> {
        if self.depth == 0 {
            self.state = State::Value;
        }
        std::mem::take(&mut self.begun).then_some(Stop::End)
    }

    fn close(&mut self) -> Option<Stop> {
        let watched = self.depth == self.floor;
        self.depth -= 1;
        self.state = State::After;
        if watched {
            self.floor -= 1;
            self.ended();
            return Some(Stop::Close);
        }
        if self.depth == self.floor {
            self.ended()
        } else {
            None
        }
    }
}

/// Whether a key cannot be one that a [picky](Scanner::be_picky) caller looks for: those end in `s` or `data`.
fn ends_otherwise(key: &[u8]) -> bool {
    !matches!(key.last(), None | Some(b's' | b'a'))
}

/// The keys and values of the object in `text`, in order; what is after damage is missing.
pub(super) fn fields(text: &[u8]) -> Vec<(&[u8], usize, &[u8])> {
    let mut fields = Vec::new();
    let mut scanner = Scanner::new();
    let (mut at, mut key, mut begin): (usize, &[u8], usize) = (0, &[], 0);
    loop {
        let from = at;
        let (next, stop) = scanner.run(text, at);
        at = next;
        match stop {
            Stop::Begin if scanner.floor() == 0 => {
                if text[at] != b'{' {
                    return fields;
                }
                scanner.enter(b'{');
                at += 1;
            }
            Stop::Begin => begin = at,
            Stop::Key => {
                // The key is the string that ended here; white space may stand before its opening quote.
                let start = memchr::memchr(b'"', &text[from..at]).map_or(from, |quote| from + quote);
                key = &text[start + 1..at - 1];
            }
            Stop::End => {
                let value = text[begin..at].trim_ascii_end();
                fields.push((key, begin, value));
            }
            _ => return fields,
        }
    }
}

/// The elements of the array in `text`, each with its offset.
pub(super) fn elements(text: &[u8]) -> Vec<(usize, &[u8])> {
    let mut elements = Vec::new();
    let mut scanner = Scanner::new();
    let (mut at, mut begin) = (0, 0);
    loop {
        let (next, stop) = scanner.run(text, at);
        at = next;
        match stop {
            Stop::Begin if scanner.floor() == 0 => {
                if text[at] != b'[' {
                    return elements;
                }
                scanner.enter(b'[');
                at += 1;
            }
            Stop::Begin => begin = at,
            Stop::End => elements.push((begin, &text[begin..at])),
            _ => return elements,
        }
    }
}
