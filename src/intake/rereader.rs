//! Reads many records again: each stretch of a stream once, kept a while for what is asked next.

use std::cell::RefCell;
use std::collections::{HashMap, VecDeque};
use std::rc::Rc;

use super::bytes::{Bytes, Shared};
use super::reread::{HEADER, follow, interpret, take};
use super::{Checkpoint, Place, Reread, RereadError, Source, Stream};

/// Streams are read and kept in stretches of this many bytes.
const STRETCH: u64 = HEADER as u64;
/// Passing over more than this takes longer than beginning at a checkpoint.
const FAR: u64 = 32 << 20;

/// A source with what was noted when it was first read.
pub type Opened = (Box<dyn Source>, Vec<Checkpoint>);

/// Stretches of inflated streams, at most so many bytes.
pub struct Rereader {
    kept: HashMap<(u32, u64), Rc<Vec<u8>>>,
    oldest: VecDeque<(u32, u64)>,
    bytes: usize,
    most: usize,
}

impl Rereader {
    /// Keeps at most `most` bytes.
    pub fn new(most: usize) -> Rereader {
        Rereader {
            kept: HashMap::new(),
            oldest: VecDeque::new(),
            bytes: 0,
            most,
        }
    }

    /// Reads the records at `places` of a stream. Quick when they are in the order of the stream.
    /// `number` names the stream, always the same; `open` is called when something is to be read from its file.
    ///
    /// # Errors
    /// For each record as [`reread`](super::reread()).
    pub fn read(
        &mut self,
        number: u32,
        stream: &Stream,
        places: &[Place],
        mut open: impl FnMut() -> Result<Opened, String>,
    ) -> Vec<Result<Reread, RereadError>> {
        let mut reading = Reading {
            kept: self,
            number,
            stream,
            open: &mut open,
            file: None,
            broken: None,
        };
        let one = |place: &Place| {
            let found = reading.text(place.offset, u64::from(place.len))?;
            interpret(found, place.form, || Ok(reading.stretch(0)?.to_vec()))
        };
        places.iter().map(one).collect()
    }

    /// Whether the beginning of a stream is kept.
    pub fn holds(&self, number: u32) -> bool {
        self.kept.contains_key(&(number, 0))
    }

    fn keep(&mut self, key: (u32, u64), text: Rc<Vec<u8>>) {
        self.bytes += text.len();
        self.oldest.push_back(key);
        self.kept.insert(key, text);
        while self.bytes > self.most
            && let Some(oldest) = self.oldest.pop_front()
        {
            self.bytes -= self.kept.remove(&oldest).map_or(0, |text| text.len());
        }
    }
}

/// One stream being read.
struct Reading<'a> {
    kept: &'a mut Rereader,
    number: u32,
    stream: &'a Stream,
    open: &'a mut dyn FnMut() -> Result<Opened, String>,
    file: Option<File>,
    /// The file could not be opened: it is not tried for each record.
    broken: Option<RereadError>,
}

struct File {
    source: Shared<'static>,
    checkpoints: Vec<Checkpoint>,
    /// The stream's bytes from an offset on.
    ahead: Option<(Bytes<'static>, u64)>,
}

impl Reading<'_> {
    fn text(&mut self, offset: u64, len: u64) -> Result<Vec<u8>, RereadError> {
        let mut found = Vec::with_capacity(len as usize);
        let end = offset + len;
        let mut at = offset;
        while at < end {
            let stretch = self.stretch(at / STRETCH)?;
            let base = at - at % STRETCH;
            let until = (end - base).min(STRETCH) as usize;
            let part = stretch.get((at - base) as usize..until);
            found.extend_from_slice(part.ok_or(RereadError::Changed)?);
            at = base + STRETCH;
        }
        Ok(found)
    }

    fn stretch(&mut self, index: u64) -> Result<Rc<Vec<u8>>, RereadError> {
        let key = (self.number, index);
        if let Some(text) = self.kept.kept.get(&key) {
            return Ok(Rc::clone(text));
        }
        if let Some(broken) = &self.broken {
            return Err(broken.clone());
        }
        let text = Rc::new(self.read(index * STRETCH).inspect_err(|error| {
            // One that changed may still hold the others.
            if matches!(error, RereadError::Unreadable(_)) {
                self.broken = Some(error.clone());
            }
        })?);
        self.kept.keep(key, Rc::clone(&text));
        Ok(text)
    }

    fn read(&mut self, start: u64) -> Result<Vec<u8>, RereadError> {
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                let (source, checkpoints) = (self.open)().map_err(RereadError::Unreadable)?;
                self.file.insert(File {
                    source: Rc::new(RefCell::new(source)),
                    checkpoints,
                    ahead: None,
                })
            }
        };
        let near = |at: u64| at <= start && start - at <= FAR;
        let (mut bytes, at) = match file.ahead.take().filter(|(_, at)| near(*at)) {
            Some(ahead) => ahead,
            None => follow(&file.source, &self.stream.route, start, &file.checkpoints)?,
        };
        let mut text = take(&mut bytes, start - at, STRETCH as usize)?;
        text.shrink_to_fit();
        file.ahead = Some((bytes, start + text.len() as u64));
        Ok(text)
    }
}
