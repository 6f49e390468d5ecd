//! A stand-in for `intake::key`, until that is there: what a trail file's path says.

/// What a path says about the file, without opening it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct KeyFacts<'a> {
    /// Twelve digits.
    pub account: Option<&'a str>,
    /// For instance `eu-central-1`.
    pub region: Option<&'a str>,
    /// `YYYYMMDD`.
    pub date: Option<(u16, u8, u8)>,
}

impl<'a> KeyFacts<'a> {
    /// Reads `…/AWSLogs/[o-org/]account/CloudTrail/region/yyyy/mm/dd/name`.
    pub fn of(path: &'a str) -> KeyFacts<'a> {
        let parts: Vec<&str> = path.split('/').collect();
        let Some(trail) = parts.iter().rposition(|part| part.starts_with("CloudTrail")) else {
            return KeyFacts::default();
        };
        let account = trail.checked_sub(1).map(|at| parts[at]);
        let number = |at: usize| parts.get(trail + at).and_then(|part| part.parse().ok());
        KeyFacts {
            account: account.filter(|text| text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit())),
            region: parts.get(trail + 1).copied().filter(|text| text.contains('-')),
            date: number(2).and_then(|year| Some((year, number(3)? as u8, number(4)? as u8))),
        }
    }
}
