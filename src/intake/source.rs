//! Sources that are not a browser's `File`: memory, and on native builds a file on disk.

use super::{Source, SourceError};

/// Bytes held in memory: pasted text, a zip inside another container, tests.
#[derive(Debug, Clone, Default)]
pub struct MemorySource(pub Vec<u8>);

impl Source for MemorySource {
    fn len(&self) -> u64 {
        self.0.len() as u64
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let rest = usize::try_from(offset)
            .ok()
            .and_then(|offset| self.0.get(offset..))
            .unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

impl<T: Source + ?Sized> Source for &mut T {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        (**self).read_at(offset, buffer)
    }
}

impl<T: Source + ?Sized> Source for Box<T> {
    fn len(&self) -> u64 {
        (**self).len()
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        (**self).read_at(offset, buffer)
    }
}

/// Short reads are served from a block of this size.
const BLOCK: usize = 64 << 10;

/// Reads ahead: in a browser every read is a round trip, and the headers in an archive are short.
pub(super) struct ReadAhead<S> {
    inner: S,
    block: Vec<u8>,
    /// Offset of `block[0]`.
    at: u64,
}

impl<S: Source> ReadAhead<S> {
    pub fn new(inner: S) -> ReadAhead<S> {
        ReadAhead {
            inner,
            block: Vec::new(),
            at: 0,
        }
    }

    /// What of the block stands at `offset`.
    fn held(&self, offset: u64) -> &[u8] {
        let from = offset.checked_sub(self.at).map(usize::try_from);
        match from {
            Some(Ok(from)) => self.block.get(from..).unwrap_or_default(),
            _ => &[],
        }
    }
}

impl<S: Source> Source for ReadAhead<S> {
    fn len(&self) -> u64 {
        self.inner.len()
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        let held = self.held(offset);
        let first = held.len().min(buffer.len());
        buffer[..first].copy_from_slice(&held[..first]);
        let (offset, rest) = (offset.saturating_add(first as u64), &mut buffer[first..]);
        let left = self.len().saturating_sub(offset);
        if rest.is_empty() || left == 0 {
            return Ok(first);
        }
        let read = if rest.len() >= BLOCK {
            self.inner.read_at(offset, rest)
        } else {
            self.block.resize(left.min(BLOCK as u64) as usize, 0);
            let read = self.inner.read_at(offset, &mut self.block);
            self.block.truncate(*read.as_ref().unwrap_or(&0));
            self.at = offset;
            read.map(|count| {
                let count = count.min(rest.len());
                rest[..count].copy_from_slice(&self.block[..count]);
                count
            })
        };
        match read {
            Ok(count) => Ok(first + count),
            // The next read meets the error again.
            Err(_) if first > 0 => Ok(first),
            Err(error) => Err(error),
        }
    }
}

/// A file on disk, for tests and benches.
#[cfg(not(target_arch = "wasm32"))]
#[derive(Debug)]
pub struct FileSource {
    file: std::fs::File,
    len: u64,
}

#[cfg(not(target_arch = "wasm32"))]
impl FileSource {
    /// Opens the file at `path`.
    ///
    /// # Errors
    /// When it cannot be opened or its length read.
    pub fn open(path: &std::path::Path) -> std::io::Result<FileSource> {
        let file = std::fs::File::open(path)?;
        let len = file.metadata()?.len();
        Ok(FileSource { file, len })
    }
}

#[cfg(not(target_arch = "wasm32"))]
impl Source for FileSource {
    fn len(&self) -> u64 {
        self.len
    }

    fn read_at(&mut self, offset: u64, buffer: &mut [u8]) -> Result<usize, SourceError> {
        use std::io::{Read, Seek, SeekFrom};
        let mut read = || -> std::io::Result<usize> {
            self.file.seek(SeekFrom::Start(offset))?;
            let mut filled = 0;
            while filled < buffer.len() {
                match self.file.read(&mut buffer[filled..])? {
                    0 => break,
                    count => filled += count,
                }
            }
            Ok(filled)
        };
        read().map_err(|error| SourceError(error.to_string()))
    }
}
