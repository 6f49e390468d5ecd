//! Recognises one JSON value: a record, an envelope around records, or something that is not CloudTrail.

use std::borrow::Cow;

use super::bytes::{Memory, slurp};
use super::decode::{base64, unescape};
use super::desk::{Desk, in_words};
use super::gzip::Gzip;
use super::object::{Object, Value};
use super::rebuild::{is_lookup, rebuild};
use super::scan::elements;
use super::walk::{Via, Walk, is_listed};
use super::{Aside, Form, ProblemKind, Rejected, Step};

/// Strings and envelopes inside one another that are unwrapped.
const UNWRAPPED: u8 = 4;

/// What a string held.
enum Held {
    /// Told: a record, or what else there was.
    Told,
    NotJson,
    /// A record, but not a sound one.
    Broken(Rejected),
}

impl Desk<'_> {
    /// Takes one value; true when it held a record.
    pub fn element(&mut self, text: &[u8], offset: u64, via: Via) -> bool {
        let before = self.records;
        let value = Value { text, offset };
        match text.first() {
            Some(b'{') => self.object(value, via),
            Some(b'"') => {
                if !matches!(self.string(value), Held::Told) {
                    self.not_an_object(value, "a string");
                }
            }
            Some(b'[') if self.nested < UNWRAPPED => self.array(value),
            Some(b'[') => self.not_an_object(value, "an array"),
            Some(b't' | b'f') => self.not_an_object(value, "a boolean"),
            Some(b'n') => self.not_an_object(value, "null"),
            _ => self.not_an_object(value, "a number"),
        }
        self.records > before
    }

    /// Takes a trail's own record, with which `text` may begin, if it is like one before; its length.
    pub fn known_element(&mut self, text: &[u8], offset: u64) -> Option<usize> {
        let limit = self.ledger.limits.record.min(text.len());
        begins_as_record(text)
            .then(|| self.hand_known(&text[..limit], offset))
            .flatten()
    }

    fn object(&mut self, value: Value, via: Via) {
        // A trail's own records begin so; S3 notifications do too, but with version 2.
        if begins_as_record(value.text) {
            match self.hand(value.text, value.place(Form::Json), false) {
                Err(Rejected::NotCloudTrail) => {}
                Err(rejected) => return self.reject(rejected, value.text, value.place(Form::Json), false),
                Ok(()) => return,
            }
        }
        self.recognise(value, &Object::new(value), via);
    }

    /// The shapes of an object, in the order in which they are told apart.
    fn recognise(&mut self, value: Value, object: &Object, via: Via) {
        if let Some(source) = object.string("eventSource").or(object.string("EventSource"))
            && source.text.starts_with(b"\"aws:")
        {
            return self.notification(object, &source.short());
        }
        if object.has("digestStartTime") && object.has("logFiles") {
            return self.aside(Aside::Digest);
        }
        if object.has("CloudTrailEvent") || object.has("EventId") && is_lookup(&object.fields) {
            return self.lookup(value, object);
        }
        if let (Some(kind), Some(detail)) = (object.get("detail-type"), object.get("detail")) {
            return self.event_bridge(object, kind, detail);
        }
        if let Some(rows) = object
            .get("QueryResultRows")
            .or(object.get("results"))
            .filter(|rows| rows.starts(b'['))
        {
            return self.rows(rows);
        }
        if object.has("ResultSet") {
            return self.other("Athena API result; drop the query's CSV file instead");
        }
        if let Some(data) = object.object("awslogs").and_then(|logs| logs.string("data")) {
            return self.packed_logs(data);
        }
        if let Some(message) = object.get("@message") {
            return self.wrapped(message, "Logs Insights row");
        }
        if let Some(raw) = object
            .get("_raw")
            .or_else(|| object.object("result")?.get("_raw"))
        {
            return self.wrapped(raw, "Splunk event");
        }
        if let Some(source) = object.get("_source") {
            let original = object
                .object("_source")
                .and_then(|source| source.object("event")?.string("original"));
            return self.wrapped(original.unwrap_or(source), "Elasticsearch document");
        }
        if object.is_record() {
            return self.take(value.text, value.place(Form::Json), false, via);
        }
        if let Some(original) = object.object("event").and_then(|event| event.string("original")) {
            return self.wrapped(original, "Elasticsearch document");
        }
        if let Some(body) = object.string("Body").or(object.string("body")) {
            return self.wrapped(body, "SQS message");
        }
        if let Some(message) = object.string("Message") {
            return self.wrapped(message, "SNS message");
        }
        if let Some(sns) = object.object("Sns").and_then(|sns| sns.string("Message")) {
            return self.wrapped(sns, "SNS message");
        }
        if let Some(message) = object.string("message") {
            return self.wrapped(message, "CloudWatch Logs message");
        }
        let listed = |(key, _, text): &&(&[u8], usize, &[u8])| is_listed(key) && text.starts_with(b"[");
        if self.nested < UNWRAPPED && object.fields.iter().any(|field| listed(&field)) {
            self.nested += 1;
            self.document(value.text, value.offset);
            self.nested -= 1;
            return;
        }
        self.unknown(value, object, via);
    }

    fn unknown(&mut self, value: Value, object: &Object, via: Via) {
        let known = [
            ("invokingEvent", "AWS Config rule event"),
            ("s3ObjectKey", "CloudTrail delivery notification"),
            ("hashSignature", "signature of CloudTrail Lake results"),
            ("AdvancedEventSelectors", "event selectors of a trail"),
            ("configurationItems", "AWS Config snapshot"),
            ("mappings", "JSON source map"),
        ];
        if let Some((_, name)) = known.iter().find(|(key, _)| object.has(key)) {
            return self.other(*name);
        }
        if let Some(row) = rebuild(value.text)
            && self.hand(&row, value.place(Form::Json), true).is_ok()
        {
            return;
        }
        match via {
            Via::Top => self.other("JSON that is not CloudTrail"),
            Via::Listed => self.reject(
                Rejected::NotCloudTrail,
                value.text,
                value.place(Form::Json),
                false,
            ),
        }
    }

    fn notification(&mut self, object: &Object, source: &str) {
        let service = match source {
            "aws:s3" => return self.other("S3 event notification"),
            "aws:sqs" => "SQS message",
            "aws:sns" => "SNS message",
            "aws:kinesis" => "Kinesis record",
            other => return self.other(format!("notification of {other}")),
        };
        let sns = object.object("Sns").and_then(|sns| sns.string("Message"));
        match object.string("body").or(sns) {
            Some(inner) => self.wrapped(inner, service),
            None => self.other(service),
        }
    }

    fn lookup(&mut self, value: Value, object: &Object) {
        let held = object.string("CloudTrailEvent").map(|event| self.string(event));
        if matches!(held, Some(Held::Told)) {
            return;
        }
        let Some(outer) = rebuild(value.text) else {
            return self.other("lookup result without an event");
        };
        if let Some(Held::Broken(why)) = held {
            let message = format!(
                "The CloudTrailEvent of the lookup result at byte {} cannot be read; its outer fields stand in: {}",
                value.offset,
                in_words(&why)
            );
            self.problem(ProblemKind::Syntax, value.offset, message);
        }
        self.take(&outer, value.place(Form::Json), true, Via::Listed);
    }

    fn event_bridge(&mut self, object: &Object, kind: Value, detail: Value) {
        let via_cloudtrail = kind.text.to_ascii_lowercase().ends_with(b"via cloudtrail\"");
        let is_record = || {
            let detail = Object::new(detail);
            detail.has("eventVersion") || detail.has("eventName") && detail.has("eventSource")
        };
        if detail.starts(b'{') && (via_cloudtrail || is_record()) {
            return self.take(detail.text, detail.place(Form::Json), false, Via::Listed);
        }
        let source = object.string("source").map(Value::short).unwrap_or_default();
        self.other(if source.is_empty() {
            "EventBridge event".into()
        } else {
            format!("EventBridge event of {source}")
        });
    }

    /// Rows of a Lake or Logs Insights answer: lists of one-key objects, or of field and value.
    fn rows(&mut self, rows: Value) {
        for (at, text) in elements(rows.text) {
            let row = Value {
                text,
                offset: rows.offset + at as u64,
            };
            let record = elements(text).into_iter().find_map(|(at, cell)| {
                let cell = Object::new(Value {
                    text: cell,
                    offset: row.offset + at as u64,
                });
                let message = || cell.string("field").filter(|name| name.text == b"\"@message\"");
                cell.string("eventjson")
                    .or(cell.string("eventJson"))
                    .or_else(|| cell.string("value").filter(|_| message().is_some()))
            });
            if let Some(record) = record
                && matches!(self.string(record), Held::Told)
            {
                continue;
            }
            match rebuild(text) {
                Some(json) if self.hand(&json, row.place(Form::Json), true).is_ok() => {}
                _ => self.other("query result that is not an event"),
            }
        }
    }

    /// What a subscription hands to a Lambda function: gzip as base64.
    fn packed_logs(&mut self, data: Value) {
        let step = Step::Base64 {
            offset: data.offset,
            len: data.text.len() as u64,
        };
        // Each layer can inflate a thousandfold, and no service writes more than one.
        let packed_already = |step: &Step| matches!(step, Step::Base64 { .. });
        if self.ledger.stream.route.iter().any(packed_already) {
            let message = format!(
                "The CloudWatch Logs data at byte {} is packed inside such data; it was not read.",
                data.offset
            );
            return self.problem(ProblemKind::Limit, data.offset, message);
        }
        let Some(packed) = base64(&unescape(data.text)) else {
            let message = format!("The CloudWatch Logs data at byte {} is not base64.", data.offset);
            return self.problem(ProblemKind::Corrupt, data.offset, message);
        };
        let limit = self.ledger.limits.record;
        let (text, faults) = slurp(Box::new(Gzip::new(Box::new(Memory::new(packed)), None)), limit);
        for fault in faults {
            self.problem(fault.kind, data.offset, fault.message);
        }
        let Some(text) = text else {
            let message = format!(
                "The CloudWatch Logs data at byte {} inflates to too much.",
                data.offset
            );
            return self.problem(ProblemKind::TooLong, data.offset, message);
        };
        self.ledger.unpacked += text.len() as u64;
        self.inside(step, &text);
    }

    /// A value that wraps a record, as a string or as it is; `what` names it when there is none in it.
    fn wrapped(&mut self, inner: Value, what: &'static str) {
        if inner.starts(b'{') && self.nested < UNWRAPPED {
            self.nested += 1;
            self.object(inner, Via::Top);
            self.nested -= 1;
            return;
        }
        match inner
            .literal()
            .map_or(Held::NotJson, |literal| self.string(literal))
        {
            Held::Told => {}
            Held::NotJson => self.other(format!("{what} that is not CloudTrail")),
            Held::Broken(why) => self.reject(why, inner.text, inner.place(Form::JsonString), false),
        }
    }

    fn string(&mut self, literal: Value) -> Held {
        let inner = unescape(literal.text);
        let text = inner.trim_ascii();
        if !matches!(text.first(), Some(b'{' | b'[')) {
            return Held::NotJson;
        }
        let object = Object::new(Value { text, offset: 0 });
        let envelope = object.has("CloudTrailEvent")
            || object.has("detail-type")
            || object
                .string("eventSource")
                .is_some_and(|source| source.text.starts_with(b"\"aws:"));
        if object.is_record() && !envelope {
            return match self.hand(&inner, literal.place(Form::JsonString), false) {
                Ok(()) => Held::Told,
                Err(Rejected::Utf8) => {
                    self.reject(Rejected::Utf8, &inner, literal.place(Form::JsonString), false);
                    Held::Told
                }
                Err(rejected) => Held::Broken(rejected),
            };
        }
        let step = Step::JsonString {
            offset: literal.offset,
            len: literal.text.len() as u64,
        };
        self.inside(step, &inner);
        Held::Told
    }

    /// A document inside the stream is a stream of its own.
    fn inside(&mut self, step: Step, text: &[u8]) {
        if self.nested >= UNWRAPPED {
            let message = format!("JSON text is wrapped in more than {UNWRAPPED} layers; it was not read.");
            return self.problem(ProblemKind::Limit, 0, message);
        }
        self.nested += 1;
        self.in_stream(step, |desk| desk.document(text, 0));
        self.nested -= 1;
    }

    fn document(&mut self, text: &[u8], base: u64) {
        let mut walk = Walk::new(base, false);
        walk.feed(text, base, true, self);
        walk.finish(text, base, false, self);
    }

    fn array(&mut self, array: Value) {
        if let Some(row) = rebuild(array.text)
            && self.hand(&row, array.place(Form::Json), true).is_ok()
        {
            return;
        }
        self.nested += 1;
        for (at, text) in elements(array.text) {
            self.element(text, array.offset + at as u64, Via::Top);
        }
        self.nested -= 1;
    }

    fn not_an_object(&mut self, value: Value, what: &'static str) {
        self.reject(
            Rejected::NotAnObject(what),
            value.text,
            value.place(Form::Json),
            false,
        );
    }

    fn other(&mut self, name: impl Into<Cow<'static, str>>) {
        self.aside(Aside::Other(name.into()));
    }
}

/// Begins with `"eventVersion": "1.`, as nearly every record in a trail file does.
fn begins_as_record(text: &[u8]) -> bool {
    let after = |text: &[u8], token: &[u8]| -> Option<usize> {
        let trimmed = text.trim_ascii_start();
        trimmed
            .starts_with(token)
            .then(|| text.len() - trimmed.len() + token.len())
    };
    let mut at = 1;
    for token in [&b"\"eventVersion\""[..], b":", b"\"1."] {
        match after(&text[at..], token) {
            Some(len) => at += len,
            None => return false,
        }
    }
    true
}
