//! Bytes of a dropped file, read in a worker, where reading may wait.

use crate::intake::{Source, SourceError};
use js_sys::{Array, Object, Uint8Array};
use std::ops::Range;
use std::rc::Rc;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FileReaderSync};

/// A file's bytes: a part of several files read at once, or the file itself, read as needed.
pub enum FileBytes {
    /// These bytes of what was read.
    Read(Rc<Vec<u8>>, Range<usize>),
    /// The file, read when asked.
    Lazy {
        /// What it stands in.
        handle: Blob,
        /// Where it begins there.
        start: u64,
        /// Its length, as when it was dropped.
        len: u64,
        /// The browser's reader; absent where it has none.
        reader: Option<FileReaderSync>,
    },
}

/// Where a file's bytes are: all of a handle of its own, or some of a handle of several files behind one another.
#[derive(Clone)]
pub struct Part<'a> {
    /// The handle.
    pub handle: &'a Blob,
    /// The bytes in what it stands for, as long as the file was when it was dropped.
    pub range: Range<u64>,
}

impl Part<'_> {
    fn blob(&self) -> Result<Blob, JsValue> {
        // A slice is a question to the browser, which asks after each file in it.
        if self.range == (0..self.handle.size() as u64) {
            return Ok(self.handle.clone());
        }
        self.handle
            .slice_with_f64_and_f64(self.range.start as f64, self.range.end as f64)
    }
}

impl FileBytes {
    /// The file, to be read as needed.
    pub fn lazily(part: &Part) -> FileBytes {
        let reader = FileReaderSync::new().ok();
        let handle = part.handle.clone();
        let len = part.range.end - part.range.start;
        // The browser gives a file that is gone the length 0. It claims a byte, so that reading tells what is wrong.
        let is_gone = || {
            let reader = reader.as_ref();
            reader.is_some_and(|reader| reader.read_as_array_buffer(&handle).is_err())
        };
        let len = if len == 0 && is_gone() { 1 } else { len };
        let start = part.range.start;
        FileBytes::Lazy {
            handle,
            start,
            len,
            reader,
        }
    }

    /// The same, once it is known that it can be read.
    ///
    /// # Errors
    /// A sentence, when it cannot.
    pub fn of(part: &Part) -> Result<FileBytes, String> {
        let mut bytes = FileBytes::lazily(part);
        bytes.read_at(0, &mut [0; 1]).map_err(|error| gone(&error.0))?;
        Ok(bytes)
    }
}

fn gone(reason: &str) -> String {
    format!("The file cannot be read any more; was it moved, changed or deleted? Open it again. ({reason})")
}

impl Source for FileBytes {
    fn len(&self) -> u64 {
        match self {
            FileBytes::Read(_, range) => range.len() as u64,
            FileBytes::Lazy { len, .. } => *len,
        }
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        match self {
            FileBytes::Read(bytes, range) => {
                let start = range.start.saturating_add(offset as usize).min(range.end);
                let end = start.saturating_add(buffer.len()).min(range.end);
                buffer[..end - start].copy_from_slice(&bytes[start..end]);
                Ok(end - start)
            }
            FileBytes::Lazy {
                handle,
                start,
                len,
                reader,
            } => {
                let reader = reader
                    .as_ref()
                    .ok_or_else(|| SourceError("no FileReaderSync".into()))?;
                let end = offset.saturating_add(buffer.len() as u64).min(*len);
                // A part without bytes would not be looked for on the disk.
                let read = if handle.size() == 0.0 {
                    reader.read_as_array_buffer(handle)
                } else {
                    let part = handle.slice_with_f64_and_f64((*start + offset) as f64, (*start + end) as f64);
                    part.and_then(|part| reader.read_as_array_buffer(&part))
                };
                let bytes = Uint8Array::new(&read.map_err(reason)?.into());
                let len = (bytes.length() as usize).min(buffer.len());
                bytes.subarray(0, len as u32).copy_to(&mut buffer[..len]);
                Ok(len)
            }
        }
    }
}

fn reason(error: JsValue) -> SourceError {
    SourceError(super::boot::describe(&error))
}

/// Several files behind one another.
struct Together {
    whole: Result<Blob, JsValue>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Together {
    fn new<'a>(files: impl Iterator<Item = Part<'a>>) -> Together {
        let mut ends = Vec::new();
        let mut end = 0;
        // What stands behind one another is one part.
        let mut parts: Vec<Part> = Vec::new();
        for file in files {
            end += (file.range.end - file.range.start) as usize;
            ends.push(end);
            match parts.last_mut() {
                Some(last) if last.range.end == file.range.start && Object::is(last.handle, file.handle) => {
                    last.range.end = file.range.end;
                }
                _ => parts.push(file),
            }
        }
        let whole = match &parts[..] {
            [part] => part.blob(),
            _ => {
                let blobs: Result<Array, JsValue> = parts.iter().map(Part::blob).collect();
                blobs.and_then(|blobs| Blob::new_with_blob_sequence(&blobs))
            }
        };
        Together { whole, ends }
    }

    /// The files, of what was read.
    fn split(ends: &[usize], read: Result<JsValue, JsValue>) -> Result<Vec<FileBytes>, SourceError> {
        let bytes = Uint8Array::new(&read.map_err(reason)?).to_vec();
        if Some(&bytes.len()) != ends.last() {
            return Err(SourceError(
                "a file has another length than when it was dropped".into(),
            ));
        }
        let bytes = Rc::new(bytes);
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let part = |(start, &end)| FileBytes::Read(bytes.clone(), start..end);
        Ok(starts.zip(ends).map(part).collect())
    }
}

/// Reads several files at once, now.
///
/// # Errors
/// When one of them cannot be read, or was changed since it was dropped.
pub fn read_together<'a>(files: impl Iterator<Item = Part<'a>>) -> Result<Vec<FileBytes>, SourceError> {
    let Together { whole, ends } = Together::new(files);
    let reader = FileReaderSync::new().map_err(reason)?;
    let read = whole.and_then(|whole| reader.read_as_array_buffer(&whole));
    Together::split(&ends, read.map(Into::into))
}

/// Reads several files at once while this worker does something else.
///
/// # Errors
/// As [`read_together`].
pub fn read_meanwhile<'a>(
    files: impl Iterator<Item = Part<'a>>,
) -> impl Future<Output = Result<Vec<FileBytes>, SourceError>> + 'static {
    let Together { whole, ends } = Together::new(files);
    let reading = whole.map(|whole| JsFuture::from(whole.array_buffer()));
    async move { Together::split(&ends, reading.map_err(reason)?.await) }
}
