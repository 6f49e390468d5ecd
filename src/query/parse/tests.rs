//! What the parser makes of texts, and what the printer makes of that.

use super::*;
use crate::query::Comparison;
use proptest::prelude::*;

fn field(field: &str, value: Value) -> Query {
    Query::Field {
        field: field.into(),
        value,
    }
}

fn equals(text: &str) -> Value {
    Value::Equals(text.into())
}

#[test]
fn terms_are_joined_by_and_and_a_minus_negates() {
    let query = parse(r#"alice eventName:PutObject -region:"us east" AND x"#).unwrap();
    let expected = Query::And(vec![
        Query::Text("alice".into()),
        field("eventName", equals("PutObject")),
        Query::Not(Box::new(field("region", equals("us east")))),
        Query::Text("x".into()),
    ]);
    assert_eq!(query, expected);
}

#[test]
fn every_form_of_a_value_is_told_from_the_others() {
    let compare = |comparison, text: &str| Value::Compare(comparison, text.into());
    for (text, expected) in [
        ("f:*", field("f", Value::Present)),
        ("f:a*", field("f", Value::Like("a*".into()))),
        ("f:\"a*\"", field("f", equals("a*"))),
        ("f=a*", field("f", Value::Exactly("a*".into()))),
        ("f=\"a b\"", field("f", Value::Exactly("a b".into()))),
        (r"f:/a\/b c\.\d/", field("f", Value::Matches(r"a/b c\.\d".into()))),
        ("f>=5", field("f", compare(Comparison::AtLeast, "5"))),
        ("f<-1.5", field("f", compare(Comparison::Less, "-1.5"))),
        (
            "eventTime<=2021",
            field("eventTime", compare(Comparison::AtMost, "2021")),
        ),
        (
            "eventTime>\"2021-07-29 10:04 UTC\"",
            field("eventTime", compare(Comparison::Greater, "2021-07-29 10:04 UTC")),
        ),
        (
            "eventtime:2021-07-29T10:04",
            field("eventtime", Value::During("2021-07-29T10:04".into())),
        ),
        ("eventTime:2021", field("eventTime", Value::During("2021".into()))),
        ("f:2021", field("f", equals("2021"))),
        ("f:2021-07-29", field("f", Value::During("2021-07-29".into()))),
        ("f:\"2021-07-29\"", field("f", equals("2021-07-29"))),
        (
            "ip:\"10.0.0.0/99\"",
            field("ip", Value::Equals("10.0.0.0/99".into())),
        ),
        ("ip:10.0.0.0/8", field("ip", Value::Network("10.0.0.0/8".into()))),
        (
            "ip:2001:db8::/32",
            field("ip", Value::Network("2001:db8::/32".into())),
        ),
        ("ip:2001:db8::1", field("ip", equals("2001:db8::1"))),
        ("f:(a)", field("f", equals("a"))),
        (
            "f:(a OR -5 OR \"b c\" OR x* OR /r e/ OR 10.0.0.0/8 OR arn:aws:x)",
            field(
                "f",
                Value::AnyOf(vec![
                    equals("a"),
                    equals("-5"),
                    equals("b c"),
                    Value::Like("x*".into()),
                    Value::Matches("r e".into()),
                    Value::Network("10.0.0.0/8".into()),
                    equals("arn:aws:x"),
                ]),
            ),
        ),
        ("last:24h", Query::Last("24h".into())),
        ("LAST:7D", Query::Last("7D".into())),
        ("\"last\":24h", field("last", equals("24h"))),
        ("\"odd name\":x", field("odd name", equals("x"))),
        ("f:OR", field("f", equals("OR"))),
    ] {
        assert_eq!(parse(text), Ok(expected), "{text}");
    }
}

#[test]
fn arns_urls_addresses_and_clock_times_are_text() {
    for text in [
        "arn:aws:iam::111122223333:user/alice",
        "https://example.com/a=b",
        "10:04:12",
        "fe80::1",
        "abcd:1:2:3:4:5:6:7",
        "a*b",
        "50%",
    ] {
        assert_eq!(parse(text), Ok(Query::Text(text.into())));
    }
}

#[test]
fn a_mistake_has_a_place_and_says_what_to_write() {
    for (text, span, says) in [
        ("a \"b", 2..4, "add \""),
        ("eventName:", 0..10, "write eventName:value, or eventName:*"),
        ("eventName: x", 0..10, "right behind :"),
        ("eventName=", 0..10, "write eventName=value"),
        ("field>", 0..6, "write field>100"),
        ("a )", 2..3, "no ("),
        ("(a", 0..1, "add )"),
        ("f:(a", 2..3, "add )"),
        ("f:(", 2..3, "add )"),
        ("f:()", 2..3, "nothing between"),
        ("f:(a b)", 5..6, "f:(a OR b)"),
        ("f:(a AND b)", 5..8, "f:(a OR b)"),
        ("f:(a OR (b))", 8..9, "f:(a OR b)"),
        ("f:(a OR )", 8..9, "f:(a OR b)"),
        ("f=(a OR b)", 2..3, "(f=1 OR f=2)"),
        ("a -", 2..3, "what to leave out"),
        ("a OR", 2..4, "both sides"),
        ("OR a", 0..2, "both sides"),
        ("a AND", 2..5, "both sides"),
        ("AND", 0..3, "both sides"),
        ("a AND AND b", 6..9, "both sides"),
        ("()", 0..1, "nothing between"),
        ("f:/unclosed", 2..11, "add /"),
        ("f:/a/b", 2..5, "\\/"),
        ("f:/(/", 2..5, "cannot be read"),
        ("f>abc", 2..5, "numbers and times"),
        ("eventTime>noon", 10..14, "eventTime>2021-07-29"),
        ("eventTime:noon", 10..14, "last:24h"),
        ("last:yesterday", 5..14, "last:24h"),
        ("last:", 0..5, "last:24h"),
        ("n > 5", 2..3, "without spaces"),
        ("f==x", 0..3, "write f=value"),
        ("f!=x", 0..3, "-f:value"),
        ("f:>5", 0..3, "f>100"),
        ("f=>5", 0..3, "f>=100"),
    ] {
        let error = parse(text).unwrap_err();
        assert_eq!(error.span, span, "{text}: {}", error.message);
        assert!(error.message.contains(says), "{text}: {}", error.message);
    }
}

#[test]
fn a_pasted_file_is_refused_at_once() {
    assert!(parse(&"(".repeat(1 << 20)).is_err());
    assert!(parse(&"f:(".repeat(1 << 12)).is_err());
    let nested = parse(&"(".repeat(1 << 12)).unwrap_err();
    assert!(nested.message.contains("nested"));
    assert!(parse(&"-".repeat(1 << 12)).is_err());
}

/// Any text without quotes is read as one of these or as a plain text; only what is read so is in the tree.
fn as_read(text: String, by_hand: fn(String) -> Value) -> Value {
    match simple_value("f", &Token::Word(text.clone()), &(0..0)) {
        Ok(value) if value == by_hand(text.clone()) => value,
        _ => Value::Equals(text),
    }
}

fn values() -> impl Strategy<Value = Value> {
    let text = prop_oneof![
        "[a-z]{1,6}",
        "[ -~]{0,8}",
        "\\PC{0,6}",
        "[nr \n\r\t\"\\\\]{0,6}",
        "[/=<>:*-]{1,2}[a-z]{0,2}",
        Just("OR".to_owned()),
        Just("2021-07-29".to_owned()),
        Just("2021".to_owned()),
        Just("10.0.0.0/8".to_owned()),
    ];
    let simple = prop_oneof![
        Just(Value::Present),
        text.clone().prop_map(Value::Equals),
        "[a-z*?:.]{0,4}[*?][a-z]{1,3}".prop_map(Value::Like),
        "([a-z /.*+]|\\\\[\\\\.d]){0,8}".prop_map(|pattern| match predicate::regex(&pattern) {
            Ok(_) => Value::Matches(pattern),
            Err(_) => Value::Present,
        }),
        "[0-9]{1,2}\\.0\\.0\\.0/[0-9]{1,3}|::[a-f]?/[0-9]".prop_map(|text| as_read(text, Value::Network)),
        "20[0-9]{2}-[0-9]{2}(-[0-9]{2}(T[0-2][0-9](:[0-5][0-9])?)?)?"
            .prop_map(|text| as_read(text, Value::During)),
    ];
    let comparison = prop::sample::select(vec![
        Comparison::Less,
        Comparison::AtMost,
        Comparison::Greater,
        Comparison::AtLeast,
    ]);
    let operand = prop_oneof![
        "-?[0-9]{1,4}(\\.[0-9])?",
        "20[0-9]{2}-0[1-9]",
        "2021-07-29 1[0-9]:04"
    ];
    prop_oneof![
        4 => simple.clone(),
        1 => text.prop_map(Value::Exactly),
        1 => (comparison, operand).prop_map(|(comparison, text)| Value::Compare(comparison, text)),
        1 => prop::collection::vec(simple, 2..4).prop_map(Value::AnyOf),
    ]
}

fn queries() -> impl Strategy<Value = Query> {
    let text = prop_oneof![
        "[a-z]{1,6}",
        "[ -~]{0,8}",
        "\\PC{0,6}",
        Just("OR".to_owned()),
        Just("arn:x".to_owned())
    ];
    let name = prop_oneof![
        4 => "[a-zA-Z_][a-zA-Z0-9_.-]{0,8}",
        1 => "\\PC{0,6}",
        1 => prop::sample::select(vec!["arn", "last", "AND", "abcd", "https"]).prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![
        text.prop_map(Query::Text),
        "[1-9][0-9]{0,3}[smhdwD]".prop_map(Query::Last),
        (name, values()).prop_map(|(field, value)| Query::Field { field, value }),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let not =
            |matches: fn(&Query) -> bool| inner.clone().prop_filter("would be folded", move |q| !matches(q));
        prop_oneof![
            not(|q| matches!(q, Query::Not(_))).prop_map(|q| Query::Not(Box::new(q))),
            prop::collection::vec(not(|q| matches!(q, Query::And(_))), 2..4).prop_map(Query::And),
            prop::collection::vec(not(|q| matches!(q, Query::Or(_))), 2..4).prop_map(Query::Or),
        ]
    })
}

proptest! {
    #[test]
    fn what_is_printed_is_read_back_the_same(query in queries()) {
        let text = query.to_string();
        prop_assert!(!text.contains(['\n', '\r']), "an input has one line: {text:?}");
        prop_assert_eq!(parse(&text), Ok(query), "{}", text);
    }

    #[test]
    fn event_times_are_printed_so_that_they_are_read_back(value in values()) {
        // A year alone is a number elsewhere, and a word that is no time is refused unless it stands in quotes.
        let text = field("eventTime", value).to_string();
        if let Ok(query) = parse(&text) {
            prop_assert_eq!(query.to_string(), text);
        }
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}|([a-b:=<>()\"/\\\\* -]|OR|last:|1){0,16}") {
        match parse(&text) {
            Ok(query) => {
                let printed = query.to_string();
                prop_assert_eq!(parse(&printed), Ok(query), "{}", printed);
            }
            Err(error) => {
                prop_assert!(text.get(error.span).is_some());
                prop_assert!(error.message.ends_with('.'));
            }
        }
    }
}
