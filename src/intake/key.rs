//! What an S3 key or a file name says about a trail file before it is read.
//!
//! Paths arrive cut off at any point and files renamed, so the name counts first and what is left of the path
//! fills its gaps. A key's date is the day of delivery; events may be older.

/// What a path says; absent where it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyFacts<'p> {
    /// Twelve digits.
    pub account: Option<&'p str>,
    /// `o-…`.
    pub organization: Option<&'p str>,
    /// `CloudTrail`, `CloudTrail-Digest`, `CloudTrail-Insight` …
    pub kind: Option<&'p str>,
    /// A region code.
    pub region: Option<&'p str>,
    /// Day of delivery, UTC: year, month, day.
    pub date: Option<(u16, u8, u8)>,
}

impl<'p> KeyFacts<'p> {
    /// Reads the facts off a path whose parts are joined by `/`.
    pub fn of(path: &'p str) -> KeyFacts<'p> {
        let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
        let mut facts = KeyFacts::of_name(name);
        let mut previous = ["", ""];
        for part in folders.split('/') {
            if is_organization(part) {
                facts.organization = facts.organization.or(Some(part));
            } else if is_account(part) {
                facts.account = facts.account.or(Some(part));
            } else if is_kind(part) {
                facts.kind = facts.kind.or(Some(part));
            } else if is_region(part) {
                facts.region = facts.region.or(Some(part));
            } else if let Some(date) = date(previous[0], previous[1], part) {
                facts.date = facts.date.or(Some(date));
            }
            previous = [previous[1], part];
        }
        facts
    }

    /// `<account>_<kind>_<region>_<time>_<unique>.json.gz`, or a digest's with trail and home region in between.
    fn of_name(name: &'p str) -> KeyFacts<'p> {
        let mut facts = KeyFacts::default();
        let mut parts = name.split('_').peekable();
        let Some(account) = parts.next_if(|part| is_account(part)) else {
            return facts;
        };
        facts.account = Some(account);
        facts.kind = parts.next_if(|part| is_kind(part));
        // Some tools join region and time by a hyphen: `us-east-1-20200930T2200.json`.
        if let Some(part) = parts.next() {
            let glued = part
                .find("-20")
                .map(|at| part.split_at(at))
                .filter(|(region, _)| is_region(region));
            if is_region(part) {
                facts.region = Some(part);
            } else if let Some((region, time)) = glued {
                facts.region = Some(region);
                facts.date = compact_date(time.trim_start_matches('-'));
            }
        }
        // A trail's name may look like anything: the time is the last part that is one.
        facts.date = facts.date.or(parts.rev().find_map(compact_date));
        facts
    }
}

fn is_account(part: &str) -> bool {
    part.len() == 12 && part.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_organization(part: &str) -> bool {
    part.strip_prefix("o-").is_some_and(|id| {
        (4..=32).contains(&id.len())
            && id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

fn is_kind(part: &str) -> bool {
    part.strip_prefix("CloudTrail").is_some_and(|rest| {
        rest.is_empty()
            || rest.len() > 1
                && rest.starts_with('-')
                && rest[1..]
                    .bytes()
                    .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
    })
}

/// `eu-west-1`, `us-gov-east-1`, `us-isob-east-1` …
fn is_region(part: &str) -> bool {
    let mut words = part.split('-');
    let area = words.next().unwrap_or_default();
    let number = words.next_back().unwrap_or_default();
    let mut middle = 0;
    let letters = words.all(|word| {
        middle += 1;
        !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase())
    });
    (2..=4).contains(&area.len())
        && area.bytes().all(|byte| byte.is_ascii_lowercase())
        && (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && letters
        && (1..=2).contains(&middle)
}

fn date(year: &str, month: &str, day: &str) -> Option<(u16, u8, u8)> {
    let number = |text: &str, len: usize| -> Option<u16> {
        (text.len() == len && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
    };
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let plausible = (2013..2100).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    plausible.then_some((year, month as u8, day as u8))
}

/// `YYYYMMDDTHHmm…`
fn compact_date(text: &str) -> Option<(u16, u8, u8)> {
    let time = text.get(9..13)?;
    if text.get(8..9)? != "T" || !time.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    date(text.get(..4)?, text.get(4..6)?, text.get(6..8)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn facts<'p>(
        account: &'p str,
        organization: &'p str,
        kind: &'p str,
        region: &'p str,
        date: (u16, u8, u8),
    ) -> KeyFacts<'p> {
        let some = |text: &'p str| (!text.is_empty()).then_some(text);
        KeyFacts {
            account: some(account),
            organization: some(organization),
            kind: some(kind),
            region: some(region),
            date: (date.0 > 0).then_some(date),
        }
    }

    #[test]
    fn a_whole_key() {
        let key = "bucket/pre/AWSLogs/o-abcdefghij/111122223333/CloudTrail/eu-west-1/2024/05/06/\
                   111122223333_CloudTrail_eu-west-1_20240506T0705Z_AbCdEfGh12345678.json.gz";
        assert_eq!(
            KeyFacts::of(key),
            facts(
                "111122223333",
                "o-abcdefghij",
                "CloudTrail",
                "eu-west-1",
                (2024, 5, 6)
            )
        );
    }

    #[test]
    fn the_name_alone_or_the_path_alone() {
        let name = "111122223333_CloudTrail-Insight_us-gov-east-1_20240506T0705Z_x.json.gz";
        assert_eq!(
            KeyFacts::of(name),
            facts(
                "111122223333",
                "",
                "CloudTrail-Insight",
                "us-gov-east-1",
                (2024, 5, 6)
            )
        );
        let path = "CloudTrail/us-isob-east-1/2024/05/06/renamed (1).json";
        assert_eq!(
            KeyFacts::of(path),
            facts("", "", "CloudTrail", "us-isob-east-1", (2024, 5, 6))
        );
        assert_eq!(KeyFacts::of("notes.txt"), KeyFacts::default());
        assert_eq!(KeyFacts::of(""), KeyFacts::default());
    }

    #[test]
    fn names_with_oddities() {
        let digest = "111122223333_CloudTrail-Digest_us-east-2_my_trail_20200101T0000_eu-west-1_20240506T070500Z_backfill.json.gz";
        assert_eq!(
            KeyFacts::of(digest),
            facts("111122223333", "", "CloudTrail-Digest", "us-east-2", (2024, 5, 6))
        );
        for name in [
            "111122223333_CloudTrail_us-east-2_20140620T1255ZHdkvFTXOA3Vnhbc.json.gz",
            "111122223333_CloudTrail_us-east-2-20140620T1255.json",
            "111122223333_CloudTrail_us-east-2-20140620T1255.json.gz",
        ] {
            assert_eq!(
                KeyFacts::of(name),
                facts("111122223333", "", "CloudTrail", "us-east-2", (2014, 6, 20)),
                "{name}"
            );
        }
    }

    proptest! {
        #[test]
        fn no_path_panics(path in any::<String>()) {
            KeyFacts::of(&path);
        }

        #[test]
        fn cutting_the_path_loses_only_the_organization(cut in 0_usize..6) {
            let key = "AWSLogs/o-abcdefghij/111122223333/CloudTrail/eu-west-1/\
                       111122223333_CloudTrail_eu-west-1_20240506T0705Z_A.json.gz";
            let rest = key.splitn(cut + 1, '/').last().unwrap();
            let expected = KeyFacts { organization: None, ..KeyFacts::of(key) };
            prop_assert_eq!(KeyFacts { organization: None, ..KeyFacts::of(rest) }, expected);
        }
    }
}
