//! Choosing part of a large drop before reading it: by account, region and date, as the names of the files say.

use crate::intake::key::KeyFacts;
use crate::sorting::sort_by;
use std::collections::BTreeMap;

/// A drop of more files than this is shown before it is read.
pub const MANY_FILES: u64 = 500;

/// So is a drop of more bytes than this.
pub const MANY_BYTES: u64 = 100_000_000;

/// Files and their bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Amount {
    /// How many files.
    pub files: u64,
    /// Bytes as dropped.
    pub bytes: u64,
}

impl Amount {
    fn add(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }

    /// Whether to ask before reading.
    pub fn is_large(self) -> bool {
        self.files > MANY_FILES || self.bytes > MANY_BYTES
    }
}

/// One account, region or day, and what it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// As it stands in the path; empty for files whose path does not say.
    pub name: String,
    /// What it has.
    pub amount: Amount,
}

#[derive(Debug, Clone, Copy)]
struct Entry {
    account: u32,
    region: u32,
    day: u32,
    bytes: u64,
}

/// What the names of dropped files say, counted. Add all files, then [`sort`](Inventory::sort).
#[derive(Debug, Clone, Default)]
pub struct Inventory {
    entries: Vec<Entry>,
    accounts: Names,
    regions: Names,
    days: Names,
}

#[derive(Debug, Clone, Default)]
struct Names {
    codes: BTreeMap<String, u32>,
    groups: Vec<Group>,
}

impl Names {
    fn code(&mut self, name: &str, bytes: u64) -> u32 {
        let code = match self.codes.get(name) {
            Some(code) => *code,
            None => {
                let code = self.groups.len() as u32;
                self.codes.insert(name.to_owned(), code);
                self.groups.push(Group {
                    name: name.to_owned(),
                    amount: Amount::default(),
                });
                code
            }
        };
        self.groups[code as usize].amount.add(bytes);
        code
    }

    /// By name; what is not known last.
    fn sorted(&self) -> Vec<Group> {
        let mut groups = self.groups.clone();
        sort_by(&mut groups, |a, b| {
            (a.name.is_empty(), &a.name).cmp(&(b.name.is_empty(), &b.name))
        });
        groups
    }
}

impl Inventory {
    /// Counts a file.
    pub fn add(&mut self, path: &str, bytes: u64) {
        let facts = KeyFacts::of(path);
        let day = facts
            .date
            .map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"))
            .unwrap_or_default();
        let entry = Entry {
            account: self.accounts.code(facts.account.unwrap_or_default(), bytes),
            region: self.regions.code(facts.region.unwrap_or_default(), bytes),
            day: self.days.code(&day, bytes),
            bytes,
        };
        self.entries.push(entry);
    }

    /// Everything.
    pub fn total(&self) -> Amount {
        self.amount(self.entries.iter())
    }

    /// The accounts, by number.
    pub fn accounts(&self) -> Vec<Group> {
        self.accounts.sorted()
    }

    /// The regions, by name.
    pub fn regions(&self) -> Vec<Group> {
        self.regions.sorted()
    }

    /// The days, `YYYY-MM-DD`, oldest first.
    pub fn days(&self) -> Vec<Group> {
        self.days.sorted()
    }

    /// First and last day, when any file has one.
    pub fn span(&self) -> Option<(String, String)> {
        let mut names = self.days.codes.keys().filter(|name| !name.is_empty());
        let first = names.next()?.clone();
        let last = names.next_back().cloned().unwrap_or_else(|| first.clone());
        Some((first, last))
    }

    /// What a choice takes.
    pub fn chosen(&self, choice: &Choice) -> Amount {
        let test = Test::new(self, choice);
        self.amount(self.entries.iter().filter(|entry| test.takes(entry)))
    }

    /// For each file in the order added, whether a choice takes it.
    pub fn takes(&self, choice: &Choice) -> Vec<bool> {
        let test = Test::new(self, choice);
        self.entries.iter().map(|entry| test.takes(entry)).collect()
    }

    fn amount<'a>(&self, entries: impl Iterator<Item = &'a Entry>) -> Amount {
        let mut amount = Amount::default();
        entries.for_each(|entry| amount.add(entry.bytes));
        amount
    }
}

/// What to read. Files whose path does not say belong to the group with the empty name; they have no day, and no
/// choice of days leaves them out.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Choice {
    /// Accounts left out.
    pub without_accounts: Vec<String>,
    /// Regions left out.
    pub without_regions: Vec<String>,
    /// First day to read, `YYYY-MM-DD`; empty for no bound.
    pub from: String,
    /// Last day to read, `YYYY-MM-DD`; empty for no bound.
    pub to: String,
}

/// Adds or takes away a name in a list of those left out.
pub fn toggle(names: &mut Vec<String>, name: &str) {
    match names.iter().position(|one| one == name) {
        Some(at) => drop(names.remove(at)),
        None => names.push(name.to_owned()),
    }
}

/// A choice made ready: one look-up a file instead of comparing names.
struct Test {
    accounts: Vec<bool>,
    regions: Vec<bool>,
    days: Vec<bool>,
}

impl Test {
    fn new(inventory: &Inventory, choice: &Choice) -> Test {
        let within = |names: &Names, without: &[String]| {
            names
                .groups
                .iter()
                .map(|group| !without.contains(&group.name))
                .collect()
        };
        let day = |group: &Group| {
            let name = group.name.as_str();
            name.is_empty()
                || ((choice.from.is_empty() || name >= choice.from.as_str())
                    && (choice.to.is_empty() || name <= choice.to.as_str()))
        };
        Test {
            accounts: within(&inventory.accounts, &choice.without_accounts),
            regions: within(&inventory.regions, &choice.without_regions),
            days: inventory.days.groups.iter().map(day).collect(),
        }
    }

    fn takes(&self, entry: &Entry) -> bool {
        let at = |list: &[bool], code: u32| list.get(code as usize).copied().unwrap_or(true);
        at(&self.accounts, entry.account) && at(&self.regions, entry.region) && at(&self.days, entry.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inventory() -> Inventory {
        let mut inventory = Inventory::default();
        for (account, region, day) in [
            ("111111111111", "us-east-1", "01"),
            ("111111111111", "eu-west-1", "02"),
            ("222222222222", "us-east-1", "03"),
        ] {
            inventory.add(
                &format!("t/AWSLogs/{account}/CloudTrail/{region}/2024/05/{day}/x.json.gz"),
                10,
            );
        }
        inventory.add("notes.txt", 5);
        inventory
    }

    #[test]
    fn names_are_counted() {
        let inventory = inventory();
        assert_eq!(inventory.total(), Amount { files: 4, bytes: 35 });
        let accounts: Vec<_> = inventory
            .accounts()
            .into_iter()
            .map(|g| (g.name, g.amount.files))
            .collect();
        assert_eq!(
            accounts,
            [
                ("111111111111".into(), 2),
                ("222222222222".into(), 1),
                (String::new(), 1)
            ]
        );
        assert_eq!(inventory.span(), Some(("2024-05-01".into(), "2024-05-03".into())));
    }

    #[test]
    fn a_choice_takes_what_it_says() {
        let inventory = inventory();
        let mut choice = Choice::default();
        assert_eq!(inventory.chosen(&choice), inventory.total());
        toggle(&mut choice.without_accounts, "222222222222");
        assert_eq!(inventory.takes(&choice), [true, true, false, true]);
        choice.from = "2024-05-02".into();
        assert_eq!(inventory.takes(&choice), [false, true, false, true]);
        toggle(&mut choice.without_regions, "");
        assert_eq!(inventory.chosen(&choice).files, 1);
        toggle(&mut choice.without_regions, "");
        assert_eq!(inventory.chosen(&choice).files, 2);
    }

    #[test]
    fn one_day_is_a_span() {
        let mut inventory = Inventory::default();
        inventory.add(
            "AWSLogs/111111111111/CloudTrail/us-east-1/2024/05/09/x.json.gz",
            1,
        );
        assert_eq!(inventory.span(), Some(("2024-05-09".into(), "2024-05-09".into())));
    }
}
