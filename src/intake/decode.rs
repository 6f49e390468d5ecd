//! Text inside text: JSON string literals and base64.

/// The text of a JSON string literal, quotes included in `literal`. Lenient: raw line breaks and unknown escapes stay
/// as they are, half a surrogate pair becomes U+FFFD.
pub(super) fn unescape(literal: &[u8]) -> Vec<u8> {
    let inside = literal.strip_prefix(b"\"").unwrap_or(literal);
    let mut rest = inside.strip_suffix(b"\"").unwrap_or(inside);
    let mut text = Vec::with_capacity(rest.len());
    while let Some(next) = memchr::memchr(b'\\', rest) {
        text.extend_from_slice(&rest[..next]);
        rest = &rest[next + 1..];
        let Some((&escape, after)) = rest.split_first() else {
            break;
        };
        rest = after;
        match escape {
            b'n' => text.push(b'\n'),
            b't' => text.push(b'\t'),
            b'r' => text.push(b'\r'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'"' | b'\\' | b'/' => text.push(escape),
            b'u' => {
                let (decoded, after) = code_point(rest);
                text.extend_from_slice(decoded.encode_utf8(&mut [0; 4]).as_bytes());
                rest = after;
            }
            other => text.extend_from_slice(&[b'\\', other]),
        }
    }
    text.extend_from_slice(rest);
    text
}

fn code_point(text: &[u8]) -> (char, &[u8]) {
    let Some((high, after)) = hex4(text) else {
        return (char::REPLACEMENT_CHARACTER, text);
    };
    if (0xd800..0xdc00).contains(&high)
        && let Some((low @ 0xdc00..0xe000, after)) = after.strip_prefix(b"\\u").and_then(hex4)
    {
        let code = 0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00);
        return (char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER), after);
    }
    (char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER), after)
}

fn hex4(text: &[u8]) -> Option<(u32, &[u8])> {
    let (digits, after) = text.split_at_checked(4)?;
    let mut value = 0;
    for digit in digits {
        value = value * 16 + char::from(*digit).to_digit(16)?;
    }
    Some((value, after))
}

/// Base64, both alphabets, padding optional; nothing when another byte is met.
pub(super) fn base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0_u32, 0);
    for &byte in text {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' | b'\n' | b'\r' => continue,
            _ => return None,
        };
        bits = bits << 6 | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn unescaping_agrees_with_the_parser(text in any::<String>()) {
            let literal = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(unescape(literal.as_bytes()), text.as_bytes());
            let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            prop_assert_eq!(unescape(format!("\"{escaped}\"").as_bytes()), text.as_bytes());
        }

        #[test]
        fn no_literal_panics(bytes in any::<Vec<u8>>()) {
            unescape(&bytes);
            base64(&bytes);
        }
    }

    #[test]
    fn base64_of_every_remainder() {
        assert_eq!(base64(b"TWFu").unwrap(), b"Man");
        assert_eq!(base64(b"TWE=").unwrap(), b"Ma");
        assert_eq!(base64(b"TQ").unwrap(), b"M");
        assert_eq!(base64(b"T!"), None);
    }
}
