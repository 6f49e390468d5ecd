//! The fields' other names: AWS IoT once wrote `EventName` and `RequestParamters`, Athena and Lake write all in
//! lower case, log collectors put the time elsewhere.
//!
//! Meant to be asked once for each distinct path, not for each record.

use super::Field;

/// How well a path fits a field; where a record has several, the least one counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fit {
    /// CloudTrail's own spelling.
    Exact,
    /// Another spelling of the same name.
    Spelling,
    /// Another field that will do when there is no such one.
    Fallback,
}

/// The field that a dotted path of keys holds, and how well it fits.
pub fn field(path: &str) -> Option<(Field, Fit)> {
    if let Some((field, _)) = Field::PATHS.iter().find(|(_, known)| *known == path) {
        return Some((*field, Fit::Exact));
    }
    let path = plain(path);
    if let Some((field, _)) = Field::PATHS
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(&path))
    {
        return Some((*field, Fit::Spelling));
    }
    match path.as_str() {
        "recipientaccountlist" => Some((Field::RecipientAccountId, Fit::Spelling)),
        "insighteventname" => Some((Field::InsightEventName, Fit::Spelling)),
        "insighteventsource" => Some((Field::InsightEventSource, Fit::Spelling)),
        "insighterrorcode" => Some((Field::InsightErrorCode, Fit::Spelling)),
        "timestamp" | "time" | "peventtime" => Some((Field::EventTime, Fit::Fallback)),
        _ => None,
    }
}

/// What follows `requestParameters.` in a path, in any spelling.
pub fn parameter(path: &str) -> Option<&str> {
    let (key, rest) = path.split_once('.')?;
    matches!(plain(key).as_str(), "requestparameters" | "requestparamters").then_some(rest)
}

/// What follows `responseElements.` in a path, in any spelling.
pub fn response(path: &str) -> Option<&str> {
    let (key, rest) = path.split_once('.')?;
    (plain(key) == "responseelements").then_some(rest)
}

/// Lower case, without what separates words, and without positions in lists (`resources.0.ARN`, `resources[0].ARN`).
fn plain(path: &str) -> String {
    let mut plain = String::with_capacity(path.len());
    for key in path.split(['.', '[', ']']) {
        if key.bytes().all(|byte| byte.is_ascii_digit()) {
            continue;
        }
        if !plain.is_empty() {
            plain.push('.');
        }
        plain.extend(
            key.chars()
                .filter(|c| c.is_alphanumeric())
                .map(|c| c.to_ascii_lowercase()),
        );
    }
    plain
}
