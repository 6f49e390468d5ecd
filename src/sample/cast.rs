//! Who acts in a sample: one organization, its accounts and regions, its people and machines.

use super::random::{ALNUM, BASE32, letters, mix_text};

/// The account that pays, signs people in and holds the organization's trail.
pub const MANAGEMENT: &str = "111122223333";
/// The account where the shop runs.
pub const PRODUCTION: &str = "444455556666";
/// The account where the machines of the factory report.
pub const PLANT: &str = "777788889999";
/// Accounts and how many files in a hundred are theirs.
pub const ACCOUNTS: [(&str, u64); 3] = [(PRODUCTION, 44), (PLANT, 40), (MANAGEMENT, 16)];

/// Where global services record: IAM, sign-in, Organizations.
pub const HOME: &str = "us-east-1";
/// Regions and how many files in a hundred are theirs.
pub const REGIONS: [(&str, u64); 5] = [
    (HOME, 34),
    ("eu-central-1", 36),
    ("eu-west-1", 14),
    ("us-west-2", 10),
    ("ap-southeast-2", 6),
];

/// A person of the organization.
#[derive(Debug)]
pub struct Person {
    /// User name, also the session name.
    pub name: &'static str,
    /// Where they usually work from.
    pub address: &'static str,
}

const fn person(name: &'static str, address: &'static str) -> Person {
    Person { name, address }
}

/// Write the shop.
pub const DEVELOPERS: &[Person] = &[
    person("mina.okafor@example.com", "198.51.100.23"),
    person("jonas.weber@example.com", "198.51.100.41"),
    person("lucia.ferrante@example.com", "198.51.100.57"),
    person("arjun.rao@example.com", "198.51.100.58"),
    person("hana.sato@example.com", "198.51.100.112"),
];
/// Keep it running, nights too.
pub const OPERATORS: &[Person] = &[
    person("tomas.lindqvist@example.com", "198.51.100.12"),
    person("grace.mwangi@example.com", "198.51.100.14"),
    person("pavel.novak@example.com", "198.51.100.77"),
];
/// Build what the machines talk to.
pub const ENGINEERS: &[Person] = &[
    person("ines.carvalho@example.com", "198.51.100.31"),
    person("oskar.brandt@example.com", "198.51.100.32"),
    person("yara.haddad@example.com", "198.51.100.90"),
    person("wei.zhang@example.com", "198.51.100.91"),
];
/// Look after who may do what.
pub const SECURITY: &[Person] = &[
    person("nadia.petrova@example.com", "198.51.100.5"),
    person("sam.osei@example.com", "198.51.100.6"),
];
/// IAM users with access keys, from before single sign-on; the last two are machines.
pub const USERS: &[Person] = &[
    person("jonas.weber", "198.51.100.41"),
    person("amara.diallo", "198.51.100.66"),
    person("label-printer", "203.0.113.40"),
    person("backup-mirror", "203.0.113.41"),
];
/// IAM users with a password.
pub const SIGNERS: &[Person] = &[
    person("amara.diallo", "198.51.100.66"),
    person("jonas.weber", "198.51.100.41"),
];

/// The unique id of a role or user, marked EXAMPLE as in AWS's own pages.
pub fn id(prefix: &str, account: &str, name: &str) -> String {
    let mut out = String::from(prefix);
    letters(&mut out, BASE32, 10, mix_text(mix_text(11, account), name));
    out.push_str("EXAMPLE");
    out
}

/// An access key id, marked EXAMPLE.
pub fn key(prefix: &str, word: u64) -> String {
    let mut out = String::from(prefix);
    letters(&mut out, BASE32, 9, word);
    out.push_str("EXAMPLE");
    out
}

/// The 16 letters that keep file names apart.
pub fn unique(word: u64) -> String {
    let mut out = String::new();
    letters(&mut out, ALNUM, 16, word);
    out
}
