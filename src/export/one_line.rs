//! A record on one line.

use memchr::memchr2;

/// Adds JSON text without the white space between its tokens; what stands in strings, numbers and names stays byte
/// for byte.
pub(super) fn append(json: &[u8], out: &mut Vec<u8>) {
    let mut rest = json;
    while let Some((&first, after)) = rest.split_first() {
        match first {
            b'"' => {
                let len = 1 + string_end(after);
                out.extend_from_slice(&rest[..len]);
                rest = &rest[len..];
            }
            b' ' | b'\t' | b'\n' | b'\r' => rest = after,
            _ => {
                out.push(first);
                rest = after;
            }
        }
    }
}

/// Length of what is left of a string after its opening quote, the closing one included.
fn string_end(text: &[u8]) -> usize {
    let mut at = 0;
    while let Some(found) = memchr2(b'"', b'\\', &text[at..]) {
        if text[at + found] == b'"' {
            return at + found + 1;
        }
        at = (at + found + 2).min(text.len());
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn line(json: &str) -> String {
        let mut out = Vec::new();
        append(json.as_bytes(), &mut out);
        String::from_utf8(out).unwrap()
    }

    fn json() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            "[ \\\\\"\n\tä{}:,a]{0,8}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 32, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec(("[ \"\\\\a-c]{0,4}", inner), 0..4)
                    .prop_map(|fields| Value::Object(fields.into_iter().collect())),
            ]
        })
    }

    #[test]
    fn only_white_space_between_tokens_goes() {
        assert_eq!(
            line("{ \"a b\" : [ 1.0 ,\r\n\t-2e+05 ], \"q\\\"\\\\\" : \" \\u0041 \" }\n"),
            r#"{"a b":[1.0,-2e+05],"q\"\\":" \u0041 "}"#
        );
    }

    #[test]
    fn cut_off_text_is_no_trouble() {
        assert_eq!(line("{\"a\": \"b c"), "{\"a\":\"b c");
        assert_eq!(line("\"\\"), "\"\\");
        assert_eq!(line(""), "");
    }

    proptest! {
        #[test]
        fn a_spread_out_record_is_the_compact_one_again(value in json()) {
            let spread = serde_json::to_string_pretty(&value).unwrap();
            prop_assert_eq!(line(&spread), value.to_string());
        }

        #[test]
        fn any_bytes_are_taken(bytes: Vec<u8>) {
            let mut out = Vec::new();
            append(&bytes, &mut out);
            prop_assert!(out.len() <= bytes.len());
        }
    }
}
