//! Where the values stand in a record's text, which is known to be JSON.

use super::plain::string_len;
use std::ops::Range;

/// The spans of all strings (without their quotes), numbers, words and empty containers, in order; keys are none.
/// Nothing where the text is not what it should be.
pub fn values(json: &[u8]) -> Option<Vec<Range<usize>>> {
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(&byte) = json.get(at) {
        match byte {
            b'"' => {
                let end = at + 1 + string_len(&json[at + 1..])?;
                let is_key = json.get(behind_space(json, end + 1)) == Some(&b':');
                if !is_key {
                    values.push(at + 1..end);
                }
                at = end + 1;
            }
            b'{' | b'[' => {
                let next = behind_space(json, at + 1);
                let is_empty = json.get(next) == Some(if byte == b'{' { &b'}' } else { &b']' });
                if is_empty {
                    values.push(at..next + 1);
                }
                at = next + usize::from(is_empty);
            }
            b'-' | b'0'..=b'9' | b'a'..=b'z' => {
                let is_part = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'+' | b'.');
                let len = json[at..].iter().take_while(|byte| is_part(byte)).count();
                values.push(at..at + len);
                at += len;
            }
            _ => at += 1,
        }
    }
    Some(values)
}

fn behind_space(json: &[u8], at: usize) -> usize {
    let space = json.get(at..).unwrap_or_default();
    at + space.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_and_keys_are_not() {
        let json = r#"{ "a\"" : "x\\", "b":[-1.5e3,true, null ,{} , [ ],{"c" : ""}],"d":{"e":[]} }"#;
        let found = values(json.as_bytes()).unwrap();
        let texts: Vec<&str> = found.into_iter().map(|span| &json[span]).collect();
        assert_eq!(texts, [r"x\\", "-1.5e3", "true", "null", "{}", "[ ]", "", "[]"]);
    }
}
