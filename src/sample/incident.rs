//! The incident in a sample, to be found: a leaked access key, and what came of it within two hours of one night.
//!
//! 1. The access key [`KEY`] of the developer [`USER`] is used from [`ADDRESS`], where nobody works, with a client
//!    nobody else has: `GetCallerIdentity`, then a run of denied calls that feel out IAM.
//! 2. A role of the management account refuses; [`ROLE`] in the plant's account does not.
//! 3. As that role: the IAM user [`NEW_USER`] is made, given the access key [`NEW_KEY`] and the policy
//!    `AdministratorAccess`.
//! 4. As that user: `StopLogging` is denied by the organization; secrets are read, objects fetched by the dozen.
//! 5. Then the machines: certificates made, the policy [`NEW_POLICY`] that allows everything to everyone attached
//!    to them, things deleted.

use super::Options;
use super::cast::{HOME, PLANT, PRODUCTION};
use super::clock::{DAY, HOUR};
use super::machines::{GET_OBJECT, GET_SECRET};
use super::plant::CREATE_CERTIFICATE;
use super::random::{Random, mix};
use super::record::{Event, Failure, Op};
use super::scene::seed_of;
use super::session::{Session, Who};

/// The developer whose access key leaked.
pub const USER: &str = "jonas.weber";
/// The leaked access key; its owner uses it too.
pub const KEY: &str = "AKIAQ7LRKF2WXEXAMPLE";
/// Where the intruder comes from; no other record has this address.
pub const ADDRESS: &str = "203.0.113.245";
/// What the intruder uses; no other record has this client.
pub const AGENT: &str = "Boto3/1.28.57 md/Botocore#1.31.57 ua/2.0 os/linux#6.6.9-amd64 md/arch#x86_64 lang/python#3.11.8 \
    md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.31.57";
/// The role that lets them into the plant's account.
pub const ROLE: &str = "plant-maintenance";
/// The access key of their session in that role.
pub const ROLE_KEY: &str = "ASIAT4PLNTM7REXAMPLE";
/// The IAM user they make.
pub const NEW_USER: &str = "svc-metrics-sync";
/// The access key they make for it.
pub const NEW_KEY: &str = "AKIAW5SVCM3TREXAMPLE";
/// The over-broad IoT policy they make.
pub const NEW_POLICY: &str = "maintenance-all";
/// How many events it takes.
pub const EVENTS: u32 = 1 + 24 + 2 + 3 + 1 + 6 + 61 + 13 + 14;

/// Some of it: operations by one identity at one place.
struct Phase {
    /// Minutes after the beginning.
    minute: i64,
    account: &'static str,
    region: &'static str,
    who: Who,
    ops: &'static [Op],
    /// How many events; the operations repeat in order.
    count: u64,
    /// Milliseconds from one event to the next, about.
    pace: u64,
    denied: bool,
}

const KEY_AT_HAND: Who = Who::Thief(USER, KEY, ADDRESS, AGENT);
const ROLE_AT_HAND: Who = Who::StolenRole(ROLE, "maintenance", ROLE_KEY, ADDRESS, AGENT);
const USER_AT_HAND: Who = Who::Thief(NEW_USER, NEW_KEY, ADDRESS, AGENT);

const PHASES: &[Phase] = &[
    Phase {
        ops: &[Op::read("sts", "GetCallerIdentity", "null")],
        ..phase(0, PRODUCTION, HOME, KEY_AT_HAND, 1)
    },
    Phase {
        denied: true,
        pace: 2_500,
        ops: &[
            Op::read("iam", "ListUsers", "null").on("arn:aws:iam::$account:user/"),
            Op::read("iam", "ListRoles", "null").on("arn:aws:iam::$account:role/"),
            Op::read("iam", "GetAccountAuthorizationDetails", "null"),
            Op::read("iam", "ListAttachedUserPolicies", r#"{"userName":"jonas.weber"}"#).on("arn:aws:iam::$account:user/jonas.weber"),
            Op::read("iam", "ListUserPolicies", r#"{"userName":"jonas.weber"}"#).on("arn:aws:iam::$account:user/jonas.weber"),
            Op::read("iam", "ListGroupsForUser", r#"{"userName":"jonas.weber"}"#).on("arn:aws:iam::$account:user/jonas.weber"),
            Op::read("iam", "ListPolicies", r#"{"scope":"Local","onlyAttached":true}"#).on("arn:aws:iam::$account:policy/"),
            Op::write("iam", "CreateAccessKey", r#"{"userName":"$user"}"#, "null").on("arn:aws:iam::$account:user/$user"),
        ],
        ..phase(4, PRODUCTION, HOME, KEY_AT_HAND, 24)
    },
    Phase {
        denied: true,
        ops: &[Op::read("sts", "AssumeRole", r#"{"roleArn":"arn:aws:iam::111122223333:role/OrganizationAccountAccessRole","roleSessionName":"maintenance"}"#)
            .on("arn:aws:iam::111122223333:role/OrganizationAccountAccessRole")],
        ..phase(17, PRODUCTION, HOME, KEY_AT_HAND, 1)
    },
    Phase {
        ops: &[Op::read("sts", "AssumeRole", r#"{"roleArn":"arn:aws:iam::777788889999:role/plant-maintenance","roleSessionName":"maintenance"}"#)
            .gives(r#"{"credentials":{"accessKeyId":"ASIAT4PLNTM7REXAMPLE","sessionToken":"$token","expiration":"$expiry"},"assumedRoleUser":{"assumedRoleId":"AROAPLANTMAINTEXAMPLE:maintenance","arn":"arn:aws:sts::777788889999:assumed-role/plant-maintenance/maintenance"}}"#)
            .on("arn:aws:iam::777788889999:role/plant-maintenance")],
        ..phase(19, PRODUCTION, HOME, KEY_AT_HAND, 1)
    },
    Phase {
        pace: 20_000,
        ops: &[
            Op::write("iam", "CreateUser", r#"{"userName":"svc-metrics-sync"}"#, r#"{"user":{"path":"/","userName":"svc-metrics-sync","userId":"AIDAMETRICSYNCEXAMPLE","arn":"arn:aws:iam::$account:user/svc-metrics-sync","createDate":"$javaTime"}}"#),
            Op::write("iam", "CreateAccessKey", r#"{"userName":"svc-metrics-sync"}"#, r#"{"accessKey":{"userName":"svc-metrics-sync","accessKeyId":"AKIAW5SVCM3TREXAMPLE","status":"Active","createDate":"$javaTime"}}"#),
            Op::write("iam", "AttachUserPolicy", r#"{"userName":"svc-metrics-sync","policyArn":"arn:aws:iam::aws:policy/AdministratorAccess"}"#, "null"),
        ],
        ..phase(23, PLANT, HOME, ROLE_AT_HAND, 3)
    },
    Phase {
        ops: &[Op::write("cloudtrail", "StopLogging", r#"{"name":"arn:aws:cloudtrail:us-east-1:111122223333:trail/larkfield-organization"}"#, "null")
            .on("arn:aws:cloudtrail:us-east-1:111122223333:trail/larkfield-organization")
            .fails(100, "AccessDenied", "User: $arn is not authorized to perform: $action on resource: $target with an explicit deny in a service control policy")],
        ..phase(31, PLANT, HOME, USER_AT_HAND, 1)
    },
    Phase {
        pace: 8_000,
        ops: &[Op::read("secretsmanager", "ListSecrets", r#"{"maxResults":100}"#), GET_SECRET, GET_SECRET, GET_SECRET, GET_SECRET, GET_SECRET],
        ..phase(41, PLANT, "eu-central-1", USER_AT_HAND, 6)
    },
    Phase {
        ops: &[Op::read("s3", "ListObjects", r#"{"bucketName":"larkfield-telemetry-$region","Host":"larkfield-telemetry-$region.s3.$region.amazonaws.com","list-type":"2"}"#)
            .data()
            .lists("AWS::S3::Bucket", "arn:aws:s3:::larkfield-telemetry-$region")],
        ..phase(54, PLANT, "eu-central-1", USER_AT_HAND, 1)
    },
    Phase { pace: 900, ops: &[GET_OBJECT], ..phase(55, PLANT, "eu-central-1", USER_AT_HAND, 60) },
    Phase {
        pace: 30_000,
        ops: &[Op::write("iot", "CreatePolicy", r#"{"policyName":"maintenance-all","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}]}"}"#, r#"{"policyName":"maintenance-all","policyArn":"arn:aws:iot:$region:$account:policy/maintenance-all","policyDocument":"{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}]}","policyVersionId":"1"}"#)],
        ..phase(88, PLANT, "eu-central-1", USER_AT_HAND, 1)
    },
    Phase {
        pace: 4_000,
        ops: &[
            CREATE_CERTIFICATE,
            Op::write("iot", "AttachPolicy", r#"{"policyName":"maintenance-all","target":"arn:aws:iot:$region:$account:cert/$certificate"}"#, "null"),
        ],
        ..phase(90, PLANT, "eu-central-1", USER_AT_HAND, 12)
    },
    Phase {
        pace: 5_000,
        ops: &[Op::write("iot", "DeleteThing", r#"{"thingName":"$thing"}"#, "null").on("arn:aws:iot:$region:$account:thing/$thing")],
        ..phase(104, PLANT, "eu-central-1", USER_AT_HAND, 14)
    },
];

const fn phase(minute: i64, account: &'static str, region: &'static str, who: Who, count: u64) -> Phase {
    Phase {
        minute,
        account,
        region,
        who,
        ops: &[],
        count,
        pace: 1_000,
        denied: false,
    }
}

/// One event of the incident, waiting for its file.
#[derive(Debug)]
pub(super) struct Step {
    session: std::rc::Rc<Session>,
    op: &'static Op,
    failure: Option<Failure>,
    /// When, in milliseconds since 1970 UTC.
    pub time: i64,
    nouns: u64,
    id: u64,
}

impl Step {
    /// Account and region of the record.
    pub fn place(&self) -> (&'static str, &'static str) {
        (self.session.account, self.session.region)
    }

    /// The event itself.
    pub fn event(&self) -> Event<'_> {
        let Step {
            session,
            op,
            failure,
            time,
            nouns,
            id,
        } = self;
        Event {
            session,
            op,
            failure: *failure,
            time: *time,
            nouns: *nouns,
            id: *id,
        }
    }
}

/// The incident, in order of time: in the night of the day after three fifths of the span.
pub(super) fn steps(options: &Options) -> Vec<Step> {
    let mut random = Random::new(seed_of(options.seed, u64::MAX));
    let begin = options.start + i64::from(options.days.max(1)) * 3 / 5 * DAY + HOUR + 50 * 60_000;
    let mut steps = Vec::new();
    for phase in PHASES {
        let mut time = begin + phase.minute * 60_000;
        let session = Session::open(&phase.who, phase.account, phase.region, time, &mut random);
        let session = std::rc::Rc::new(session);
        let mut nouns = 0;
        for (at, op) in (0..phase.count).zip(phase.ops.iter().cycle()) {
            if at % phase.ops.len() as u64 == 0 || op.name == GET_SECRET.name {
                nouns = mix(random.word(), at);
            }
            let failure = match op.fails {
                (100, failure) => Some(failure),
                _ => phase.denied.then(|| op.denial()),
            };
            steps.push(Step {
                session: session.clone(),
                op,
                failure,
                time,
                nouns,
                id: random.word(),
            });
            time += phase.pace as i64 / 2 + random.below(phase.pace) as i64;
        }
    }
    steps
}
