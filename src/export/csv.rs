//! CSV after RFC 4180: lines end in CRLF, cells with commas, quotes or line ends are quoted. UTF-8 with a byte order
//! mark, because spreadsheets take a file without one for the system's old code page and spoil every name that is not
//! ASCII; readers that parse CSV skip it. (For scripts there is NDJSON, which has none.)
//!
//! Log content is hostile, and spreadsheets run cells that look like formulas. Wherever a spreadsheet may see a cell
//! begin, an apostrophe goes before what could start a formula: `=`, `+`, `-`, `@`, and their full-width forms, also
//! behind white space and quotes. A cell begins at its start, and, for spreadsheets that are set to another separator
//! or take quotes lightly, behind every semicolon, tab and line end inside it. Plain numbers (`-5`, `+1.5e3`) stay as
//! they are. An apostrophe in such a place is doubled, so that [`plain`] gives back every cell as it was.

use std::borrow::Cow;

/// The byte order mark that a file begins with.
pub const MARK: &str = "\u{feff}";

const GUARD: char = '\'';

/// Adds a line; `None` is an event that lacks the field.
pub fn line<'a>(cells: impl IntoIterator<Item = Option<&'a str>>, out: &mut Vec<u8>) {
    let start = out.len();
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if let Some(text) = cell {
            quote(&guarded(text), out);
        }
    }
    // Readers pass over an empty line.
    if out.len() == start {
        out.extend_from_slice(b"\"\"");
    }
    out.extend_from_slice(b"\r\n");
}

fn quote(cell: &str, out: &mut Vec<u8>) {
    let bare = !cell.is_empty()
        && !cell.contains(['"', ',', ';', '\t', '\r', '\n'])
        && !cell.starts_with(char::is_whitespace)
        && !cell.ends_with(char::is_whitespace);
    if bare {
        return out.extend_from_slice(cell.as_bytes());
    }
    out.push(b'"');
    out.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
    out.push(b'"');
}

/// A cell that no spreadsheet takes for a formula.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    each_part(cell, |out, lead, rest| {
        let starts_formula = rest.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        let needs = rest.starts_with(GUARD) || starts_formula && !is_number(rest.trim_end());
        out.push_str(lead);
        if needs {
            out.push(GUARD);
        }
        out.push_str(rest);
    })
}

/// The cell that [`guarded`] was given.
pub fn plain(cell: &str) -> Cow<'_, str> {
    each_part(cell, |out, lead, rest| {
        out.push_str(lead);
        out.push_str(rest.strip_prefix(GUARD).unwrap_or(rest));
    })
}

/// Writes a cell anew, part by part: each is what may lead to a cell's first character, and the rest.
fn each_part(cell: &str, mut write: impl FnMut(&mut String, &str, &str)) -> Cow<'_, str> {
    // Nearly every cell: one part that begins with a letter or a digit.
    let simple = |text: &str| text.starts_with(|first: char| first.is_ascii_alphanumeric());
    if simple(cell) && !cell.contains(is_seam) {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len() + 8);
    for part in cell.split_inclusive(is_seam) {
        let rest = part.trim_start_matches(|c| is_lead(c) && !is_seam(c));
        let (lead, rest) = part.split_at(part.len() - rest.len());
        write(&mut out, lead, rest);
    }
    Cow::Owned(out)
}

/// Behind it some reader sees another cell.
fn is_seam(c: char) -> bool {
    matches!(c, ';' | '\t' | '\r' | '\n')
}

/// What readers pass over before a cell's first character.
fn is_lead(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '"' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
}

/// Digits with a sign, a point, an exponent: nothing that a spreadsheet could compute.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let unsigned = |text| str::strip_prefix(text, ['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, part) = unsigned(mantissa)
        .split_once('.')
        .unwrap_or((unsigned(mantissa), "0"));
    digits(whole) && digits(part) && digits(unsigned(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn written(cells: &[Option<&str>]) -> String {
        let mut out = Vec::new();
        line(cells.iter().copied(), &mut out);
        String::from_utf8(out).unwrap()
    }

    /// A strict reader of RFC 4180 text: nothing is forgiven.
    fn read(text: &str) -> Vec<Vec<String>> {
        let mut rows = Vec::new();
        let mut chars = text.chars().peekable();
        let mut row = Vec::new();
        while chars.peek().is_some() {
            let mut cell = String::new();
            if chars.next_if_eq(&'"').is_some() {
                loop {
                    match chars.next().expect("a quote that closes") {
                        '"' if chars.next_if_eq(&'"').is_some() => cell.push('"'),
                        '"' => break,
                        c => cell.push(c),
                    }
                }
            } else {
                while let Some(c) = chars.next_if(|&c| c != ',' && c != '\r') {
                    assert!(c != '"' && c != '\n', "{c:?} outside quotes");
                    cell.push(c);
                }
            }
            row.push(cell);
            match chars.next().expect("a line end") {
                ',' => {}
                '\r' => {
                    assert_eq!(chars.next(), Some('\n'));
                    rows.push(std::mem::take(&mut row));
                }
                c => panic!("{c:?} behind a cell"),
            }
        }
        rows
    }

    #[test]
    fn formulas_become_text_and_numbers_stay() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("  @SUM(A1)", "  '@SUM(A1)"),
            ("\t=1", "\t'=1"),
            ("\r+1+1", "\r'+1+1"),
            ("＝cmd|' /C calc'!A0", "'＝cmd|' /C calc'!A0"),
            ("\u{feff}\"=1", "\u{feff}\"'=1"),
            ("x;=1+1;y\n-1-1", "x;'=1+1;y\n'-1-1"),
            ("'=1", "''=1"),
            ("-", "'-"),
            ("-5", "-5"),
            ("+1.50e-3 ", "+1.50e-3 "),
            ("-5-5", "'-5-5"),
            ("a=b", "a=b"),
            ("2021-07-29T10:00:00Z", "2021-07-29T10:00:00Z"),
        ] {
            assert_eq!(guarded(cell), safe, "{cell:?}");
            assert_eq!(plain(safe), cell, "{cell:?}");
        }
    }

    #[test]
    fn lines_are_of_rfc_4180() {
        assert_eq!(
            written(&[Some("a"), None, Some(""), Some("b, \"c\"\n")]),
            "a,,\"\",\"b, \"\"c\"\"\n\"\r\n"
        );
        assert_eq!(written(&[None]), "\"\"\r\n");
        assert_eq!(written(&[None, None]), ",\r\n");
    }

    proptest! {
        #[test]
        fn a_strict_reader_gets_every_cell_back(
            rows in prop::collection::vec(prop::collection::vec("[ -@\\\\'\"=;,\t\r\n＝＠a0\u{feff}]{0,9}|\\PC{0,9}", 1..5), 0..5)
        ) {
            let mut out = Vec::new();
            rows.iter().for_each(|row| line(row.iter().map(|cell| Some(cell.as_str())), &mut out));
            let back = read(std::str::from_utf8(&out).unwrap());
            let cells: Vec<Vec<String>> =
                back.iter().map(|row| row.iter().map(|cell| plain(cell).into_owned()).collect()).collect();
            prop_assert_eq!(cells, rows);
        }

        #[test]
        fn nothing_that_is_read_starts_a_formula(cell in "[ \t\r\n;\"'=+@-９＝＋－＠ax1.]{0,12}") {
            let mut out = Vec::new();
            line([Some(cell.as_str())], &mut out);
            let text = String::from_utf8(out).unwrap();
            // As other separators would have it too.
            let whole = read(&text).remove(0).remove(0);
            for part in whole.split([';', '\t', '\r', '\n']) {
                let part = part.trim_matches(|c: char| c.is_whitespace() || c == '"');
                let harmless = !part.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) || part.parse::<f64>().is_ok();
                prop_assert!(harmless, "{part:?} of {cell:?}");
            }
        }
    }
}
