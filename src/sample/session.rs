//! Identities at work: who plays a scene, and what all its records say of them.

use super::cast::{Person, id, key};
use super::clock::{self, HOUR};
use super::incident;
use super::random::{HEX, Random, letters, mix, mix_text};

const CHROME: &str = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36";
const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0";
const CLI: &str = "aws-cli/2.32.6 md/awscrt#0.29.1 ua/2.1 os/macos#25.1.0 md/arch#arm64 lang/python#3.13.9 \
    md/pyimpl#CPython m/E,AP,b cfg/retry-mode#standard md/installer#exe";
const TERRAFORM: &str = "APN/1.0 HashiCorp/1.0 Terraform/1.14.3 (+https://www.terraform.io) terraform-provider-aws/6.27.0 \
    aws-sdk-go-v2/1.41.0 ua/2.1 os/linux lang/go#1.24.11 md/GOARCH#amd64";
const LAMBDA: &str = "Boto3/1.40.4 md/Botocore#1.40.4 ua/2.1 os/linux#5.10.245-266.983.amzn2.aarch64 md/arch#aarch64 \
    lang/python#3.13.11 md/pyimpl#CPython exec-env/AWS_Lambda_python3.13 cfg/retry-mode#legacy Botocore/1.40.4";
const AGENT: &str = "aws-sdk-go/1.55.5 (go1.24.11; linux; amd64) amazon-ssm-agent/3.3.3270.0";

/// What a person works with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Client {
    /// The console, in a browser.
    Console,
    /// The command line.
    Cli,
    /// Terraform, at their desk.
    Terraform,
    /// The console, whose back end calls with the person's session.
    BackEnd,
}

/// Who the back end of the AWS IoT consoles says it is.
const BACK_END: &str = "apigateway.amazonaws.com";

/// Who plays a scene.
#[derive(Debug)]
pub enum Who {
    /// An AWS service, by its principal.
    Service(&'static str),
    /// An AWS service writing an event of its own.
    Event(&'static str),
    /// A service-linked role, and the service that wears it.
    Linked(&'static str, &'static str),
    /// One of these functions, in its own role.
    Function(&'static [&'static str]),
    /// An instance with this role.
    Instance(&'static str),
    /// A role, the name of its sessions, its client and its address.
    Role(&'static str, &'static str, &'static str, &'static str),
    /// A role of another account, by its account and session name, and its address.
    Visitor(&'static str, &'static str, &'static str),
    /// A build, vouched for by the provider of this name: its subject and its address.
    Build(&'static str, &'static str, &'static str),
    /// One of these people through single sign-on, with this permission set.
    Staff(&'static [Person], &'static str, Client),
    /// One of these people, signing in through single sign-on.
    Arrival(&'static [Person], &'static str),
    /// One of these IAM users with an access key.
    User(&'static [Person]),
    /// One of these IAM users, signing in.
    UserArrival(&'static [Person]),
    /// Somebody who mistyped the user name.
    Stranger,
    /// The account's root, signing in.
    RootArrival,
    /// The account's root in the console.
    Root,
    /// An access key of the incident: user, key, address, client.
    Thief(&'static str, &'static str, &'static str, &'static str),
    /// A role assumed in the incident: role, session, key, address, client.
    StolenRole(
        &'static str,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    ),
}

/// An identity at work: what all records of one scene share.
#[derive(Debug, Clone, Default)]
pub struct Session {
    /// The account, which is also the one the records are delivered to.
    pub account: &'static str,
    /// The region of the requests.
    pub region: &'static str,
    /// `userIdentity`, as JSON.
    pub identity: String,
    /// `userIdentity` of a sign-in that failed; empty when nobody signs in.
    pub refused: String,
    /// Caller's ARN; empty when AWS withholds it.
    pub arn: String,
    /// `sourceIPAddress`.
    pub address: String,
    /// `userAgent`.
    pub agent: String,
    /// Whether credentials come from the console.
    pub console: bool,
    /// Whether an AWS service made the request, for itself or for someone.
    pub service: bool,
    /// Whether somebody is signing in with a second factor.
    pub mfa: bool,
}

impl Session {
    /// `who` begins to act at `time`.
    pub fn open(
        who: &Who,
        account: &'static str,
        region: &'static str,
        time: i64,
        random: &mut Random,
    ) -> Self {
        let mut session = Session {
            account,
            region,
            ..Session::default()
        };
        match *who {
            Who::Service(principal) => {
                session.identity = format!(r#"{{"type":"AWSService","invokedBy":"{principal}"}}"#);
                session.by(principal);
            }
            Who::Event(principal) => {
                session.identity = format!(r#"{{"accountId":"{account}","invokedBy":"{principal}"}}"#);
                session.by(principal);
            }
            Who::Linked(role, service) => {
                session.by(service);
                let made = Role::new(role, &format!("aws-service-role/{service}/"), role);
                session.assume(made, time, 1, &format!(r#","invokedBy":"{service}""#), "");
            }
            Who::Function(names) => {
                let name = pick(names, random);
                session.at(&format!("203.0.113.{}", 64 + random.below(96)), LAMBDA);
                session.assume(
                    Role::new(&format!("{name}-role"), "service-role/", name),
                    time,
                    3,
                    "",
                    "",
                );
            }
            Who::Instance(role) => {
                let number = random.below(24);
                let mut id = String::from("i-0");
                letters(&mut id, HEX, 16, mix_text(mix(number, 1), account));
                session.at(&format!("10.20.{}.{}", number % 3, 10 + number), AGENT);
                session.assume(
                    Role::new(role, "", &id),
                    time,
                    6,
                    "",
                    r#","ec2RoleDelivery":"2.0""#,
                );
            }
            Who::Role(role, name, agent, address) => {
                session.at(address, agent);
                session.assume(Role::new(role, "", name), time, 1, "", "");
            }
            Who::Visitor(other, name, address) => {
                session.at(
                    address,
                    "aws-sdk-go-v2/1.41.0 ua/2.1 os/linux lang/go#1.24.11 api/sts#1.41.0",
                );
                let id = id("AROA", other, name);
                session.identity =
                    format!(r#"{{"type":"AWSAccount","principalId":"{id}:{name}","accountId":"{other}"}}"#);
            }
            Who::Build(provider, subject, address) => {
                session.at(
                    address,
                    "configure-aws-credentials/5.1.1 aws-sdk-js/3.958.0 lang/js md/nodejs#24.12.0",
                );
                let provider = format!("arn:aws:iam::{account}:oidc-provider/{provider}");
                session.identity = format!(
                    r#"{{"type":"WebIdentityUser","principalId":"{provider}:sts.amazonaws.com:{subject}","userName":"{subject}","identityProvider":"{provider}"}}"#
                );
            }
            Who::Staff(people, set, client) => {
                let person = pick(people, random);
                let role = sso(set, account);
                let role = Role::new(&role, SSO_PATH, person.name);
                session.console = matches!(client, Client::Console | Client::BackEnd);
                if client == Client::BackEnd {
                    session.by(BACK_END);
                    session.assume(role, time, 4, &format!(r#","invokedBy":"{BACK_END}""#), "");
                } else {
                    session.at(person.address, agent(client, person));
                    session.assume(role, time, 4, "", "");
                }
            }
            Who::Arrival(people, set) => {
                let person = pick(people, random);
                session.at(person.address, agent(Client::Console, person));
                let (role, name) = (sso(set, account), person.name);
                session.arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{name}");
                session.identity = format!(
                    r#"{{"type":"AssumedRole","principalId":"{}:{name}","arn":"{}","accountId":"{account}"}}"#,
                    id("AROA", account, &role),
                    session.arn
                );
            }
            Who::User(people) => {
                let person = pick(people, random);
                session.at(person.address, CLI);
                // The key that leaks in the incident is one its owner works with every day.
                let key = match person.name {
                    incident::USER => String::from(incident::KEY),
                    name => key("AKIA", mix_text(7, name)),
                };
                session.user(person.name, &format!(r#""accessKeyId":"{key}","#));
            }
            Who::UserArrival(people) => {
                let person = pick(people, random);
                session.mfa = random.chance(80);
                session.at(person.address, agent(Client::Console, person));
                session.user(person.name, "");
                session.refused = format!(
                    r#"{{"type":"IAMUser","accountId":"{account}","accessKeyId":"","userName":"{}"}}"#,
                    person.name
                );
            }
            Who::Stranger => {
                session.at(&format!("203.0.113.{}", 200 + random.below(40)), FIREFOX);
                session.identity = format!(
                    r#"{{"type":"IAMUser","accountId":"{account}","accessKeyId":"","userName":"HIDDEN_DUE_TO_SECURITY_REASONS"}}"#
                );
            }
            Who::RootArrival => {
                session.mfa = true;
                session.at("198.51.100.5", FIREFOX);
                session.root("\"accessKeyId\":\"\"");
            }
            Who::Root => {
                session.at("198.51.100.5", FIREFOX);
                session.console = true;
                let key = key("ASIA", mix(time as u64, 3));
                let mut begin = String::new();
                clock::iso(&mut begin, time - time.rem_euclid(HOUR));
                session.root(&format!(
                    r#""accessKeyId":"{key}","sessionContext":{{"attributes":{{"creationDate":"{begin}","mfaAuthenticated":"true"}}}}"#
                ));
            }
            Who::Thief(user, key, address, agent) => {
                session.at(address, agent);
                session.user(user, &format!(r#""accessKeyId":"{key}","#));
            }
            Who::StolenRole(role, name, key, address, agent) => {
                session.at(address, agent);
                session.assume(
                    Role {
                        key: Some(key),
                        ..Role::new(role, "", name)
                    },
                    time,
                    1,
                    "",
                    "",
                );
            }
        }
        session
    }

    fn at(&mut self, address: &str, agent: &str) {
        self.address.push_str(address);
        self.agent.push_str(agent);
    }

    fn by(&mut self, service: &str) {
        self.service = true;
        self.at(service, service);
    }

    fn root(&mut self, credentials: &str) {
        let account = self.account;
        self.arn = format!("arn:aws:iam::{account}:root");
        self.identity = format!(
            r#"{{"type":"Root","principalId":"{account}","arn":"{}","accountId":"{account}",{credentials}}}"#,
            self.arn
        );
    }

    fn user(&mut self, name: &str, key: &str) {
        let account = self.account;
        self.arn = format!("arn:aws:iam::{account}:user/{name}");
        self.identity = format!(
            r#"{{"type":"IAMUser","principalId":"{}","arn":"{}","accountId":"{account}",{key}"userName":"{name}"}}"#,
            id("AIDA", account, name),
            self.arn
        );
    }

    /// A session of `role` that lives `hours` and so is shared by the scenes of that time.
    fn assume(&mut self, made: Role, time: i64, hours: i64, tail: &str, delivery: &str) {
        let account = self.account;
        let Role {
            role,
            path,
            session: name,
            key: given,
        } = made;
        let begin = time - time.rem_euclid(hours * HOUR);
        let word = mix_text(mix_text(begin as u64, &role), &name);
        let key = given.map_or_else(|| key("ASIA", mix_text(word, account)), String::from);
        let mut created = String::new();
        clock::iso(&mut created, begin);
        let id = id("AROA", account, &role);
        self.arn = format!("arn:aws:sts::{account}:assumed-role/{role}/{name}");
        self.identity = format!(
            r#"{{"type":"AssumedRole","principalId":"{id}:{name}","arn":"{}","accountId":"{account}","accessKeyId":"{key}","sessionContext":{{"sessionIssuer":{{"type":"Role","principalId":"{id}","arn":"arn:aws:iam::{account}:role/{path}{role}","accountId":"{account}","userName":"{role}"}},"attributes":{{"creationDate":"{created}","mfaAuthenticated":"false"}}{delivery}}}{tail}}}"#,
            self.arn,
        );
    }
}

/// A role and one session of it.
struct Role {
    role: String,
    path: String,
    session: String,
    key: Option<&'static str>,
}

impl Role {
    fn new(role: &str, path: &str, session: &str) -> Self {
        Role {
            role: role.to_owned(),
            path: path.to_owned(),
            session: session.to_owned(),
            key: None,
        }
    }
}

const SSO_PATH: &str = "aws-reserved/sso.amazonaws.com/eu-central-1/";

/// The role that single sign-on makes of a permission set.
fn sso(set: &str, account: &str) -> String {
    let mut role = format!("AWSReservedSSO_{set}_");
    letters(&mut role, HEX, 16, mix_text(mix_text(5, set), account));
    role
}

fn agent(client: Client, person: &Person) -> &'static str {
    match client {
        Client::BackEnd => BACK_END,
        Client::Console if person.name.len().is_multiple_of(2) => CHROME,
        Client::Console => FIREFOX,
        Client::Cli => CLI,
        Client::Terraform => TERRAFORM,
    }
}

fn pick<'a, T>(choices: &'a [T], random: &mut Random) -> &'a T {
    super::random::skewed(choices, random.word())
}
