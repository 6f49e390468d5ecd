//! One record: an operation, filled in and put in the envelope that every record shares.

use super::clock;
use super::random::{ALNUM, BASE32, letters, mix, uuid};
use super::session::Session;
use super::words::noun;

/// How an operation failed: its code and its message, a template.
#[derive(Debug, Clone, Copy)]
pub struct Failure {
    /// `errorCode`; empty for sign-in, which gives only a message.
    pub code: &'static str,
    /// `errorMessage`.
    pub message: &'static str,
}

/// An operation of a service and what its records say. Texts are JSON templates: `$name` stands for a noun, which is
/// the same wherever it occurs in one record, and in one unit of a scene.
#[derive(Debug, Clone, Copy)]
pub struct Op {
    /// First part of `eventSource`.
    pub source: &'static str,
    /// `eventName`.
    pub name: &'static str,
    /// `readOnly`.
    pub read: bool,
    /// Whether it is a data event.
    pub data: bool,
    /// `requestParameters`.
    pub request: &'static str,
    /// `responseElements`.
    pub response: &'static str,
    /// ARN of what it works on.
    pub target: &'static str,
    /// Type under which the target is listed in `resources`; empty when the service lists none.
    pub listed: &'static str,
    /// `additionalEventData`; empty when there is none.
    pub extra: &'static str,
    /// `eventType`.
    pub kind: &'static str,
    /// How many in a hundred fail, and how.
    pub fails: (u8, Failure),
}

impl Op {
    /// An operation that only looks.
    pub const fn read(source: &'static str, name: &'static str, request: &'static str) -> Self {
        Op {
            source,
            name,
            read: true,
            data: false,
            request,
            response: "null",
            target: "*",
            listed: "",
            extra: "",
            kind: "AwsApiCall",
            fails: (
                0,
                Failure {
                    code: "",
                    message: "",
                },
            ),
        }
    }

    /// An operation that changes something.
    pub const fn write(
        source: &'static str,
        name: &'static str,
        request: &'static str,
        response: &'static str,
    ) -> Self {
        Op {
            read: false,
            response,
            ..Op::read(source, name, request)
        }
    }

    /// Works on `target`.
    pub const fn on(self, target: &'static str) -> Self {
        Op { target, ..self }
    }

    /// Works on `target`, and says so under `resources`.
    pub const fn lists(self, listed: &'static str, target: &'static str) -> Self {
        Op {
            listed,
            target,
            ..self
        }
    }

    /// Is a data event.
    pub const fn data(self) -> Self {
        Op { data: true, ..self }
    }

    /// Answers although it only looks.
    pub const fn gives(self, response: &'static str) -> Self {
        Op { response, ..self }
    }

    /// Fails `percent` times in a hundred.
    pub const fn fails(self, percent: u8, code: &'static str, message: &'static str) -> Self {
        Op {
            fails: (percent, Failure { code, message }),
            ..self
        }
    }

    /// Carries `additionalEventData`.
    pub const fn with(self, extra: &'static str) -> Self {
        Op { extra, ..self }
    }

    /// Is recorded as something else than an API call.
    pub const fn kind(self, kind: &'static str) -> Self {
        Op { kind, ..self }
    }

    /// Whether it is recorded in one region only.
    pub fn global(&self) -> bool {
        matches!(
            self.source,
            "iam" | "signin" | "organizations" | "cloudfront" | "route53"
        )
    }

    /// Whether a policy can forbid it.
    pub fn deniable(&self) -> bool {
        self.kind == "AwsApiCall" && self.name != "GetCallerIdentity"
    }

    /// How this service says that somebody may not.
    pub fn denial(&self) -> Failure {
        match self.source {
            "ec2" => Failure {
                code: "Client.UnauthorizedOperation",
                message: "You are not authorized to perform this operation. User: $arn is not authorized to perform: \
                    $action on resource: $target because no identity-based policy allows the $action action",
            },
            "s3" => Failure {
                code: "AccessDenied",
                message: r#"User: $arn is not authorized to perform: $action on resource: \"$target\" because no identity-based policy allows the $action action"#,
            },
            "iam" | "sts" | "cloudtrail" => Failure {
                code: "AccessDenied",
                message: DENIED,
            },
            _ => Failure {
                code: "AccessDeniedException",
                message: DENIED,
            },
        }
    }
}

const DENIED: &str = "User: $arn is not authorized to perform: $action on resource: $target because no \
    identity-based policy allows the $action action";

/// How a service says that it was asked too often.
pub fn throttled(op: &Op) -> Failure {
    match op.source {
        "ec2" => Failure {
            code: "Client.RequestLimitExceeded",
            message: "Request limit exceeded.",
        },
        "s3" => Failure {
            code: "SlowDown",
            message: "Please reduce your request rate.",
        },
        _ => Failure {
            code: "ThrottlingException",
            message: "Rate exceeded",
        },
    }
}

/// Everything one record is made of.
#[derive(Debug, Clone, Copy)]
pub struct Event<'a> {
    /// Who did it.
    pub session: &'a Session,
    /// What they did.
    pub op: &'a Op,
    /// How it failed, if it did.
    pub failure: Option<Failure>,
    /// When, in milliseconds since 1970 UTC.
    pub time: i64,
    /// Decides what nouns stand for.
    pub nouns: u64,
    /// Decides ids; differs from event to event.
    pub id: u64,
}

impl Event<'_> {
    /// Appends the record.
    pub fn write(&self, out: &mut String) {
        let Event {
            session, op, failure, ..
        } = *self;
        out.push_str(r#"{"eventVersion":""#);
        out.push_str(version(op.source));
        out.push_str(r#"","userIdentity":"#);
        let refused = failure.is_some() && !session.refused.is_empty();
        out.push_str(if refused {
            &session.refused
        } else {
            &session.identity
        });
        self.fill(
            r#","eventTime":"$eventTime","eventSource":"$source.amazonaws.com","eventName":"$name","awsRegion":"$region","sourceIPAddress":"$address","userAgent":"$agent","#,
            out,
        );
        if let Some(Failure { code, message }) = failure {
            if !code.is_empty() {
                push(out, &[r#""errorCode":""#, code, r#"","#]);
            }
            out.push_str(r#""errorMessage":""#);
            self.fill(message, out);
            out.push_str(r#"","#);
        }
        out.push_str(r#""requestParameters":"#);
        self.fill(op.request, out);
        out.push_str(r#","responseElements":"#);
        match failure {
            // Sign-in says what came of it under its own name, errors or not.
            Some(_) if op.source == "signin" => push(out, &[r#"{""#, op.name, r#"":"Failure"}"#]),
            Some(_) => out.push_str("null"),
            None => self.fill(op.response, out),
        }
        self.tail(out);
        out.push('}');
    }

    fn tail(&self, out: &mut String) {
        let Event {
            session, op, failure, ..
        } = *self;
        if op.source == "s3" {
            self.fill(S3_EXTRA, out);
            let bytes = if failure.is_some() { "243" } else { "$bytes" };
            let (sent, got) = if op.read { ("0", bytes) } else { (bytes, "0") };
            out.push_str(r#""bytesTransferredIn":"#);
            self.fill(sent, out);
            out.push_str(r#","bytesTransferredOut":"#);
            self.fill(got, out);
            out.push('}');
        } else if !op.extra.is_empty() {
            out.push_str(r#","additionalEventData":"#);
            self.fill(op.extra, out);
        }
        if op.kind == "AwsApiCall" {
            self.fill(r#","requestID":"$requestId""#, out);
        }
        out.push_str(r#","eventID":""#);
        self.event_id(out, 1);
        push(out, &[r#"","readOnly":"#, truth(op.read)]);
        if !op.listed.is_empty() {
            self.fill(r#","resources":[{"accountId":"$account","type":""#, out);
            push(out, &[op.listed, r#"","ARN":""#]);
            self.fill(op.target, out);
            out.push_str(r#""}]"#);
        }
        push(
            out,
            &[
                r#","eventType":""#,
                op.kind,
                r#"","managementEvent":"#,
                truth(!op.data),
            ],
        );
        self.fill(r#","recipientAccountId":"$account""#, out);
        // Requests from other accounts, AWS's own among them, are copied to the owner of what they touch, hence the shared id.
        if [r#"{"type":"AWSService""#, r#"{"type":"AWSAccount""#]
            .iter()
            .any(|kind| session.identity.starts_with(kind))
        {
            out.push_str(r#","sharedEventID":""#);
            self.event_id(out, 2);
            out.push('"');
        }
        if session.address.starts_with("10.") {
            self.fill(r#","vpcEndpointId":"$endpoint""#, out);
            if version(op.source) > "1.08" {
                self.fill(r#","vpcEndpointAccountId":"$account""#, out);
            }
        }
        push(
            out,
            &[
                r#","eventCategory":""#,
                if op.data { "Data" } else { "Management" },
                "\"",
            ],
        );
        if !session.service && op.kind != "AwsServiceEvent" {
            self.fill(TLS, out);
        }
        if session.console {
            out.push_str(r#","sessionCredentialFromConsole":"true""#);
        }
    }

    /// Appends the id of this event; `which` 2 is the one it shares with other accounts.
    fn event_id(&self, out: &mut String, which: u64) {
        uuid(out, mix(self.id, which), mix(which, self.id));
    }

    /// Appends `template` with its nouns filled in: `$noun`, `${noun}` before a letter, `$$` for the sign itself.
    pub fn fill(&self, template: &str, out: &mut String) {
        let mut rest = template;
        while let Some(at) = memchr::memchr(b'$', rest.as_bytes()) {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('$') {
                out.push('$');
                rest = after;
            } else if let Some((name, after)) = rest.strip_prefix('{').and_then(|rest| rest.split_once('}')) {
                self.noun(name, out);
                rest = after;
            } else {
                let end = rest
                    .bytes()
                    .position(|byte| !byte.is_ascii_alphabetic())
                    .unwrap_or(rest.len());
                let (name, after) = rest.split_at(end);
                self.noun(name, out);
                rest = after;
            }
        }
        out.push_str(rest);
    }

    fn noun(&self, name: &str, out: &mut String) {
        let Event { session, op, .. } = *self;
        match name {
            "account" => out.push_str(session.account),
            "region" => out.push_str(session.region),
            "arn" => out.push_str(&session.arn),
            "address" => out.push_str(&session.address),
            "agent" => out.push_str(&session.agent),
            "source" => out.push_str(op.source),
            "name" => out.push_str(op.name),
            "target" => self.fill(op.target, out),
            "action" => {
                let prefix = if op.source == "monitoring" {
                    "cloudwatch"
                } else {
                    op.source
                };
                push(out, &[prefix, ":", op.name.split("20").next().unwrap_or(op.name)]);
            }
            "eventTime" => clock::iso(out, self.time),
            "javaTime" => clock::java(out, self.time),
            "expiry" => clock::java(out, self.time + clock::HOUR),
            "mfaUsed" => out.push_str(if session.mfa { "Yes" } else { "No" }),
            "folder" => clock::folder(out, self.time),
            "hour" => {
                let hour = clock::hour(self.time);
                out.push(char::from(b'0' + (hour / 10) as u8));
                out.push(char::from(b'0' + (hour % 10) as u8));
            }
            "requestId" if op.source == "s3" => letters(out, &BASE32[..32], 16, mix(self.id, 3)),
            "requestId" => uuid(out, mix(self.id, 3), mix(3, self.id)),
            "hostId" => letters(out, ALNUM, 75, mix(self.id, 4)),
            "host" => match op.source {
                "iam" | "sts" if session.region == super::cast::HOME => {
                    push(out, &[op.source, ".amazonaws.com"])
                }
                "iam" => out.push_str("iam.amazonaws.com"),
                "s3" => self.fill("$bucket.s3.$region.amazonaws.com", out),
                source => push(out, &[source, ".", session.region, ".amazonaws.com"]),
            },
            name => noun(name, self, out),
        }
    }
}

const S3_EXTRA: &str = r#","additionalEventData":{"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","AuthenticationMethod":"AuthHeader","x-amz-id-2":"$hostId=","#;
const TLS: &str = r#","tlsDetails":{"tlsVersion":"TLSv1.3","cipherSuite":"TLS_AES_128_GCM_SHA256","clientProvidedHostHeader":"$host"}"#;

/// Services move to a new record version each in its own time.
fn version(source: &str) -> &'static str {
    match source {
        "iot1click" | "iotanalytics" | "iotevents" | "ssm" => "1.08",
        "iot" | "lambda" | "logs" | "dynamodb" | "config" => "1.09",
        "ec2" | "iottwinmaker" | "rds" | "secretsmanager" | "cloudformation" => "1.10",
        _ => "1.11",
    }
}

fn truth(value: bool) -> &'static str {
    if value { "true" } else { "false" }
}

fn push(out: &mut String, parts: &[&str]) {
    for part in parts {
        out.push_str(part);
    }
}
