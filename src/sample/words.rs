//! What the nouns of a template stand for. All of it is text that JSON needs no escape for (a test checks).

use super::cast::{self, id};
use super::clock;
use super::random::{ALNUM, HEX, letters, mix, mix_text, skewed, uuid};
use super::record::Event;
use std::fmt::Write;

const BUCKETS: &[&str] = &[
    "orders",
    "telemetry",
    "media",
    "exports",
    "artifacts",
    "backups",
    "invoices",
    "firmware",
];
/// Functions of the shop.
pub const FUNCTIONS: &[&str] = &[
    "order-intake",
    "price-sync",
    "thumbnailer",
    "invoice-mailer",
    "stock-watch",
    "webhook",
];
/// Functions of the plant.
pub const PLANT_FUNCTIONS: &[&str] = &[
    "thing-provisioner",
    "telemetry-router",
    "shift-report",
    "alarm-notifier",
];
const TABLES: &[&str] = &["orders", "carts", "sessions", "prices", "stock", "device-state"];
const QUEUES: &[&str] = &["order-events", "mail-out", "image-jobs", "dead-letters"];
const SECRETS: &[&str] = &[
    "prod/shop/database",
    "prod/shop/payments",
    "prod/mail/smtp",
    "plant/historian",
    "plant/mqtt-bridge",
];
const PARAMETERS: &[&str] = &[
    "/shop/prod/feature-flags",
    "/shop/prod/log-level",
    "/plant/line-3/limits",
    "/plant/broker",
    "/shared/ami",
];
const ROLES: &[&str] = &[
    "deploy",
    "order-intake-role",
    "reporting",
    "backup-runner",
    "shop-instance",
    "plant-gateway",
];
const STACKS: &[&str] = &[
    "shop-web",
    "shop-data",
    "plant-ingest",
    "network",
    "observability",
];
const LINES: &[&str] = &[
    "press",
    "oven",
    "mixer",
    "conveyor",
    "palletizer",
    "chiller",
    "scale",
];
const KINDS: &[&str] = &[
    "HydraulicPress",
    "TunnelOven",
    "Mixer",
    "Conveyor",
    "Palletizer",
    "Chiller",
    "CheckScale",
];
const METRICS: &[&str] = &[
    "CPUUtilization",
    "Latency",
    "HTTPCode_Target_5XX_Count",
    "ApproximateAgeOfOldestMessage",
    "Throttles",
];
const POLICIES: &[&str] = &[
    "ReadOnlyAccess",
    "PowerUserAccess",
    "AmazonS3ReadOnlyAccess",
    "CloudWatchAgentServerPolicy",
    "AWSIoTConfigAccess",
];
const SERVICES: &[&str] = &["ec2", "iam", "s3", "lambda", "iot", "rds", "dynamodb", "sqs"];

/// Appends what `name` stands for in `event`.
pub fn noun(name: &str, event: &Event<'_>, out: &mut String) {
    let word = mix_text(event.nouns, name);
    let account = event.session.account;
    let region = event.session.region;
    let pools: Option<&[&'static str]> = match name {
        "function" if account == cast::PLANT => Some(PLANT_FUNCTIONS),
        "function" => Some(FUNCTIONS),
        "table" => Some(TABLES),
        "queue" => Some(QUEUES),
        "secret" => Some(SECRETS),
        "parameter" => Some(PARAMETERS),
        "role" => Some(ROLES),
        "stack" => Some(STACKS),
        "line" => Some(LINES),
        "thingType" => Some(KINDS),
        "metric" => Some(METRICS),
        "policy" => Some(POLICIES),
        "principal" => Some(SERVICES),
        _ => None,
    };
    if let Some(pool) = pools {
        let chosen: &&str = skewed(pool, word);
        out.push_str(chosen);
        return;
    }
    match name {
        "bucket" => {
            let _ = write!(out, "larkfield-{}-{region}", skewed(BUCKETS, word));
        }
        "trailBucket" => out.push_str("larkfield-organization-trail"),
        "object" => {
            let _ = write!(out, "{}/", skewed(LINES, word));
            clock::folder(out, event.time);
            out.push('/');
            letters(out, HEX, 12, word);
            out.push_str(".json.gz");
        }
        "user" => out.push_str(skewed(cast::USERS, word).name),
        "userId" => {
            let user = skewed(cast::USERS, mix_text(event.nouns, "user")).name;
            out.push_str(&id("AIDA", account, user));
        }
        "roleId" => {
            let role = skewed(ROLES, mix_text(event.nouns, "role"));
            out.push_str(&id("AROA", account, role));
        }
        "functionRoleId" => {
            let functions = if account == cast::PLANT {
                PLANT_FUNCTIONS
            } else {
                FUNCTIONS
            };
            let function = skewed(functions, mix_text(event.nouns, "function"));
            out.push_str(&id("AROA", account, &format!("{function}-role")));
        }
        "newKey" => out.push_str(&cast::key("ASIA", word)),
        "token" => {
            out.push_str("EXAMPLETOKEN");
            letters(out, ALNUM, 240, word);
            out.push_str("==");
        }
        "unique" => letters(out, ALNUM, 16, word),
        "uuid" | "entity" | "job" => uuid(out, word, mix(word, 1)),
        "clientToken" => uuid(out, mix(word, 2), mix(word, 3)),
        "certificate" | "sha" => letters(out, HEX, 64, word),
        "key" => {
            let word = mix_text(mix(word % 5, 8), account);
            uuid(out, word, mix_text(word, region));
        }
        "instance" => numbered(out, "i-0", word % 24, account, 16),
        "volume" => numbered(out, "vol-0", word % 40, account, 16),
        "subnet" => numbered(out, "subnet-0", word % 9, region, 16),
        "vpc" => numbered(out, "vpc-0", word % 3, region, 16),
        "group" => numbered(out, "sg-0", word % 15, region, 16),
        "image" => numbered(out, "ami-0", word % 6, region, 16),
        "interface" => numbered(out, "eni-0", word % 60, region, 16),
        "endpoint" => numbered(out, "vpce-0", word % 2, region, 16),
        "stream" => {
            clock::folder(out, event.time);
            out.push_str("/[$LATEST]");
            letters(out, HEX, 32, word);
        }
        "thing" => {
            let line = skewed(LINES, word);
            let _ = write!(out, "{line}-{:04}", word % 180);
        }
        "iotPolicy" => {
            let _ = write!(out, "{}-device-policy", skewed(LINES, word));
        }
        "device" => {
            out.push_str("G030PM");
            letters(out, b"0123456789", 10, mix(word % 30, 6));
        }
        "zone" => {
            let _ = write!(out, "{region}{}", char::from(b'a' + (word % 3) as u8));
        }
        "num" => {
            let _ = write!(out, "{}", 1 + word % 90);
        }
        "bytes" => {
            let _ = write!(out, "{}", 200 + word % 400_000);
        }
        "cost" => {
            let _ = write!(out, "{}.{}", word % 80, word % 10);
        }
        "epoch" => {
            let _ = write!(out, "{}", event.time - (word % 3_600_000) as i64);
        }
        // A misspelt noun stays visible, so that the test of all templates finds it.
        unknown => {
            let _ = write!(out, "${unknown}");
        }
    }
}

/// An id out of a pool that belongs to `place`: prefix and `count` hexadecimal digits.
fn numbered(out: &mut String, prefix: &str, number: u64, place: &str, count: usize) {
    out.push_str(prefix);
    letters(out, HEX, count, mix_text(mix(number, prefix.len() as u64), place));
}
