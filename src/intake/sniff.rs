//! What bytes are, by their first few thousand; names never count.

use super::csv;

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
    /// UTF-16 text with a mark; true for big endian.
    Utf16(bool),
    /// Known, but not read: what it is, and what to do.
    Unsupported(&'static str, &'static str),
    /// No trail text: what it is instead.
    Other(&'static str),
}

/// Formats that could hold a trail, and how to get at it.
const UNSUPPORTED: [(&[u8], &str, &str); 6] = [
    (b"\x28\xb5\x2f\xfd", "zstd data", "unpack it with `zstd -d`"),
    (b"BZh", "bzip2 data", "unpack it with `bunzip2`"),
    (b"\xfd7zXZ\0", "xz data", "unpack it with `unxz`"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "unpack it"),
    (b"Rar!\x1a\x07", "a RAR archive", "unpack it"),
    (b"PAR1", "Parquet", "export the records as JSON or CSV"),
];

/// Formats that hold no trail.
const OTHER: [(&[u8], &str); 20] = [
    (b"%PDF-", "PDF document"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"\x89PNG\r\n\x1a\n", "PNG image"),
    (b"GIF8", "GIF image"),
    (b"BM", "BMP image"),
    (b"II*\0", "TIFF image"),
    (b"MM\0*", "TIFF image"),
    (b"\0asm", "WebAssembly module"),
    (b"\x7fELF", "executable"),
    (b"MZ", "executable"),
    (b"\xcf\xfa\xed\xfe", "executable"),
    (b"\xca\xfe\xba\xbe", "executable"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
    (b"ORC", "ORC file"),
    (b"Obj\x01", "Avro file"),
    (b"\xd4\xc3\xb2\xa1", "packet capture"),
    (b"ID3", "MP3 audio"),
    (b"OggS", "Ogg media"),
    (b"\x1aE\xdf\xa3", "Matroska media"),
];

/// Tells what begins with `head`; `whole` when there is nothing behind it.
pub(super) fn sniff(head: &[u8], whole: bool) -> Kind {
    if head.is_empty() {
        return Kind::Empty;
    }
    if head.starts_with(b"\x1f\x8b") {
        return Kind::Gzip;
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Kind::Zip;
    }
    if super::tar::is_header(head) {
        return Kind::Tar;
    }
    if let Some((_, what, advice)) = UNSUPPORTED.iter().find(|(magic, ..)| head.starts_with(magic)) {
        return Kind::Unsupported(what, advice);
    }
    if head.starts_with(b"\xfe\xff") || head.starts_with(b"\xff\xfe") {
        return Kind::Utf16(head[0] == 0xfe);
    }
    let text = head
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(head)
        .trim_ascii_start();
    let text = text.strip_prefix(b"\x1e").unwrap_or(text);
    if begins_json(text) {
        return Kind::Json;
    }
    // Names of columns and times say what it is even where bytes behind them are damaged.
    let line = &text[..memchr::memchr(b'\n', text).unwrap_or(text.len())];
    if begins_with_time(line) && memchr::memchr(b'{', line).is_some() {
        return Kind::Lines;
    }
    if let Some(delimiter) = csv::delimiter(text, whole) {
        return Kind::Table(delimiter);
    }
    let binary = text
        .iter()
        .any(|byte| *byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b));
    if let Some((magic, what)) = OTHER.iter().find(|(magic, _)| head.starts_with(magic))
        && (binary || magic.len() > 3)
    {
        return Kind::Other(what);
    }
    if head.starts_with(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return Kind::Other("WebP image");
    }
    if head.get(4..8) == Some(b"ftyp") {
        return Kind::Other("MP4 media");
    }
    if memchr::memmem::find(head, b"\"eventVersion\"").is_some() {
        // A trail whose first bytes are damaged.
        return Kind::Json;
    }
    if text.is_empty() {
        return Kind::Other("blank text");
    }
    if binary {
        return Kind::Other("binary file");
    }
    if text.starts_with(b"<") {
        return Kind::Other("XML or HTML text");
    }
    Kind::Other("text file")
}

/// A bracket, and behind it what may follow in JSON.
fn begins_json(text: &[u8]) -> bool {
    let Some((&first, rest)) = text.split_first() else {
        return false;
    };
    let next = rest.trim_ascii_start().first();
    match first {
        b'{' => next.is_none_or(|next| matches!(next, b'"' | b'}')),
        b'[' => next.is_none_or(|next| {
            matches!(
                next,
                b'{' | b'[' | b'"' | b']' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'
            )
        }),
        b'"' => rest.starts_with(b"{\\\"") || rest.starts_with(b"[{\\\""),
        _ => false,
    }
}

/// `2024-01-01T00:00…`, or the same with a space.
fn begins_with_time(line: &[u8]) -> bool {
    let shape = b"0000-00-00T00:00";
    line.len() > shape.len()
        && line.iter().zip(shape).all(|(byte, like)| match like {
            b'0' => byte.is_ascii_digit(),
            b'T' => matches!(byte, b'T' | b' '),
            like => byte == like,
        })
}
