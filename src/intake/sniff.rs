//! What bytes are, by their first few thousand; names never count.

/// What a run of bytes holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Empty,
    Gzip,
    Zip,
    Tar,
    Json,
    /// Lines of `<ISO time> … {json`.
    Lines,
    /// Rows under a line of column names, parted by this byte.
    Table(u8),
    /// UTF-16 text; true for big endian.
    Utf16(bool),
    /// Known, but not read: what it is, and what to do.
    Unsupported(&'static str, &'static str),
    /// No trail text: what it is instead.
    Other(&'static str),
}

pub(super) fn sniff(head: &[u8]) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if head.starts_with(&[0x1f, 0x8b]) {
        return Kind::Gzip;
    }
    Kind::Json
}
