//! From a record's JSON text to its leaves, in one pass.

use super::leaves::{Kind, Leaves};
use super::paths::{PathId, Paths};
use crate::intake::Rejected;
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt::{self, Write};

/// Adds every leaf of the record to `leaves`.
///
/// # Errors
/// When the text is not JSON, not UTF-8, or nested too deep.
pub fn walk(json: &[u8], paths: &mut Paths, leaves: &mut Leaves) -> Result<(), Rejected> {
    // Checked once for the whole record, which is quicker than string by string.
    let text = std::str::from_utf8(json).map_err(|_| Rejected::Utf8)?;
    let walked = walk_text(text, paths, leaves).or_else(|error| {
        // JSON allows half a surrogate pair, text does not: it is read as the replacement character. And a record
        // may use the very key by which the parser hands over numbers.
        let replaced = replace_lone_surrogates(text).replace(NUMBER_KEY, &format!("{NUMBER_KEY}_"));
        if replaced == text {
            Err(error)
        } else {
            walk_text(&replaced, paths, leaves)
        }
    });
    walked.map_err(|error| rejection(&error, json))
}

fn walk_text(text: &str, paths: &mut Paths, leaves: &mut Leaves) -> serde_json::Result<()> {
    leaves.clear();
    let mut parser = serde_json::Deserializer::from_str(text);
    let seed = Walk {
        paths,
        leaves,
        path: Paths::ROOT,
        slot: 0,
    };
    seed.deserialize(&mut parser).and_then(|()| parser.end())
}

/// Writes `\ufffd` for every escape that is half of a surrogate pair without its other half.
fn replace_lone_surrogates(text: &str) -> String {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let mut replaced = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(found) = text[at..].find('\\') {
        let escape = at + found;
        replaced.push_str(&text[at..escape]);
        let (kept, len) = match (unit(escape), unit(escape + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => (true, 12),
            (Some(0xD800..0xE000), _) => (false, 6),
            // The escaped character may be a backslash itself.
            _ => (
                true,
                1 + text[escape + 1..].chars().next().map_or(0, char::len_utf8),
            ),
        };
        replaced.push_str(if kept {
            &text[escape..escape + len]
        } else {
            "\\ufffd"
        });
        at = escape + len;
    }
    replaced.push_str(&text[at..]);
    replaced
}

struct Walk<'a> {
    paths: &'a mut Paths,
    leaves: &'a mut Leaves,
    path: PathId,
    /// Tells apart the elements of arrays, which share a path.
    slot: u64,
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Walk<'_> {
    fn seat(&self, kind: Kind) -> u64 {
        mix(self.paths.hash(self.path) ^ self.slot, kind as u64)
    }

    fn bare<E>(self, value: impl fmt::Display) -> Result<(), E> {
        self.leaves
            .push(self.path, self.seat(Kind::Bare), Kind::Bare, |text| {
                // Writing to a string does not fail.
                let _ = write!(text, "{value}");
            });
        Ok(())
    }

    fn empty<E>(self, kind: Kind) -> Result<(), E> {
        self.leaves.push(self.path, self.seat(kind), kind, |_| {});
        Ok(())
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        let seat = self.seat(Kind::Text);
        self.leaves
            .push(self.path, seat, Kind::Text, |text| text.push_str(value));
        Ok(())
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<(), E> {
        self.bare(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<(), E> {
        self.bare(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<(), E> {
        self.bare(value)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<(), E> {
        self.bare(value)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        self.empty(Kind::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        let Walk {
            paths,
            leaves,
            path,
            slot,
        } = self;
        let mut index = 0u64;
        loop {
            index += 1;
            let slot = mix(slot, index);
            if elements
                .next_element_seed(Walk {
                    paths,
                    leaves,
                    path,
                    slot,
                })?
                .is_none()
            {
                break;
            }
        }
        if index == 1 {
            Walk {
                paths,
                leaves,
                path,
                slot,
            }
            .empty(Kind::EmptyArray)
        } else {
            Ok(())
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Walk {
            paths,
            leaves,
            path: parent,
            slot,
        } = self;
        let object = leaves.begin_object();
        let mut before = None;
        while let Some(path) = members.next_key_seed(Key {
            paths,
            parent,
            before,
        })? {
            if path == NUMBER {
                return members.next_value_seed(NumberText(Walk {
                    paths,
                    leaves,
                    path: parent,
                    slot,
                }));
            }
            before = Some(path);
            leaves.note_key(path, object);
            members.next_value_seed(Walk {
                paths,
                leaves,
                path,
                slot,
            })?;
        }
        if before.is_some() {
            Ok(())
        } else {
            Walk {
                paths,
                leaves,
                path: parent,
                slot,
            }
            .empty(Kind::EmptyObject)
        }
    }
}

struct Key<'a> {
    paths: &'a mut Paths,
    parent: PathId,
    before: Option<PathId>,
}

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = PathId;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<PathId, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = PathId;
    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a key")
    }
    fn visit_str<E: Error>(self, key: &str) -> Result<PathId, E> {
        if key == NUMBER_KEY {
            return Ok(NUMBER);
        }
        Ok(self.paths.member(self.parent, self.before, key))
    }
}

/// The parser hands over a number as an object with this one key, so that its text is kept as written
/// (`serde_json`'s feature `arbitrary_precision`).
/// A record that uses it is read in another way than others of its shape.
pub const NUMBER_KEY: &str = "$serde_json::private::Number";
const NUMBER: PathId = PathId::MAX;

struct NumberText<'a>(Walk<'a>);

impl<'de> DeserializeSeed<'de> for NumberText<'_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NumberText<'_> {
    type Value = ();
    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("the text of a number")
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<(), E> {
        self.0.bare(value)
    }
}

/// Folds two numbers into one that depends on both and on their order.
pub fn mix(a: u64, b: u64) -> u64 {
    let (a, b) = (a ^ 0x9e37_79b9_7f4a_7c15, b ^ 0xd1b5_4a32_d192_ed03);
    // The halves crosswise: WebAssembly multiplies to 64 bits, and a product of 128 would be put together from four.
    let crosswise = (a & 0xffff_ffff) * (b >> 32);
    let other = (a >> 32) * (b & 0xffff_ffff);
    crosswise ^ other.rotate_right(32) ^ a.wrapping_mul(b)
}

fn rejection(error: &serde_json::Error, json: &[u8]) -> Rejected {
    let message = error.to_string();
    if message.starts_with("recursion limit exceeded") {
        return Rejected::TooDeep;
    }
    let before = json
        .split_inclusive(|&byte| byte == b'\n')
        .take(error.line().saturating_sub(1));
    let offset = before.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
    // The parser counts lines and columns; the report counts bytes, so the words are kept without the numbers.
    let words = message.split(" at line ").next().unwrap_or_default().to_owned();
    Rejected::Syntax {
        offset: offset.min(json.len()),
        message: words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::leaves::{FieldPaths, Leaf};
    use foldhash::fast::FixedState;

    fn read(json: &str) -> Result<Vec<(String, String)>, Rejected> {
        let mut paths = Paths::new(FixedState::with_seed(1));
        let fields = FieldPaths::declare(&mut paths);
        let mut leaves = Leaves::default();
        leaves.read(json.as_bytes(), &mut paths, &fields)?;
        let record = leaves.parsed();
        let pair = |leaf: &Leaf| (paths.text(leaf.path).to_owned(), record.text(leaf).to_owned());
        Ok(leaves.items().iter().map(pair).collect())
    }

    #[test]
    fn every_value_is_a_leaf_and_arrays_add_nothing_to_a_path() {
        let leaves =
            read(r#"{"a":{"b":["x",{"c":1}]},"d":null,"e":{},"f":true,"g":123456789012345678901234567890,"h":-0.0}"#).unwrap();
        let expected = [
            ("a.b", "x"),
            ("a.b.c", "1"),
            ("d", ""),
            ("e", ""),
            ("f", "true"),
            ("g", "123456789012345678901234567890"),
            ("h", "-0.0"),
        ];
        assert_eq!(
            leaves,
            expected.map(|(path, text)| (path.to_owned(), text.to_owned()))
        );
    }

    #[test]
    fn what_is_no_object_is_named() {
        assert_eq!(read("[1]"), Err(Rejected::NotAnObject("an array")));
        assert_eq!(read("12"), Err(Rejected::NotAnObject("a number")));
    }

    #[test]
    fn a_mistake_is_told_with_its_offset() {
        let Err(Rejected::Syntax { offset, .. }) = read("{\"a\":1,\n\"b\":x}") else {
            panic!("accepted")
        };
        assert_eq!(offset, 12);
    }

    #[test]
    fn nesting_beyond_the_parser_is_told_apart() {
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(200), "]".repeat(200));
        assert_eq!(read(&deep), Err(Rejected::TooDeep));
    }

    #[test]
    fn a_key_named_twice_is_noticed_only_within_one_object() {
        for (json, expected) in [
            (r#"{"a":1,"a":2}"#, true),
            (r#"{"r":[{"k":1},{"k":2}]}"#, false),
            (r#"{"r":[{"k":1,"k":1}]}"#, true),
        ] {
            let mut paths = Paths::new(FixedState::with_seed(1));
            let fields = FieldPaths::declare(&mut paths);
            let mut leaves = Leaves::default();
            leaves.read(json.as_bytes(), &mut paths, &fields).unwrap();
            assert_eq!(leaves.duplicate_key, expected, "{json}");
        }
    }

    #[test]
    fn half_a_surrogate_pair_is_read_as_the_replacement_character() {
        let json = r#"{"a":"x\ud83dy \ud83d\ude00 \\ud83d \udc00"}"#;
        let text = "x\u{fffd}y \u{1f600} \\ud83d \u{fffd}";
        assert_eq!(read(json).unwrap(), [("a".to_owned(), text.to_owned())]);
    }

    #[test]
    fn the_parsers_own_key_in_a_record_hides_nothing() {
        for inner in [
            r#"{"$serde_json::private::Number":[1],"b":2}"#,
            r#"{"$serde_json::private::Number":"x","b":2}"#,
        ] {
            let leaves = read(&format!(r#"{{"eventName":"DeleteTrail","tags":{inner}}}"#)).unwrap();
            assert_eq!(leaves[0].1, "DeleteTrail");
            assert_eq!(leaves.last().unwrap(), &("tags.b".to_owned(), "2".to_owned()));
        }
    }
}
