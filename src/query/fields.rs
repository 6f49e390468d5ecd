//! The names of fields in a filter: short ones, and mistyped ones.

use super::complete::as_field;
use super::parse::parse_with_fields;
use crate::catalog::{ARNS, RESOURCE_KINDS};
use crate::event::{Derived, Field};
use std::ops::Range;

/// Short names, and the fields they stand for; more than one means either.
pub const ALIASES: [(&str, &[&str]); 8] = [
    ("name", &["eventName"]),
    ("source", &["eventSource"]),
    ("user", &["actor"]),
    ("ip", &["sourceIPAddress"]),
    ("region", &["awsRegion"]),
    ("account", &["recipientAccountId", "userIdentity.accountId"]),
    ("error", &["errorCode"]),
    ("key", &["userIdentity.accessKeyId"]),
];

/// Fields that CloudTrail defines beside those of [`Field::PATHS`].
const DEFINED: [&str; 30] = [
    "userIdentity",
    "userIdentity.sessionContext.attributes.mfaAuthenticated",
    "userIdentity.sessionContext.sessionIssuer.principalId",
    "userIdentity.sessionContext.sessionIssuer.accountId",
    "userIdentity.sessionContext.webIdFederationData.federatedProvider",
    "userIdentity.sessionContext.ec2RoleDelivery",
    "requestParameters",
    "responseElements",
    "additionalEventData",
    "serviceEventDetails",
    "requestID",
    "apiVersion",
    "resources.accountId",
    "resources.type",
    "sharedEventID",
    "vpcEndpointAccountId",
    "addendum.reason",
    "addendum.updatedFields",
    "addendum.originalRequestID",
    "addendum.originalEventID",
    "edgeDeviceDetails",
    "tlsDetails.tlsVersion",
    "tlsDetails.cipherSuite",
    "tlsDetails.clientProvidedHostHeader",
    "eventContext",
    "insightDetails.state",
    "insightDetails.insightType",
    "insightDetails.insightContext.statistics.baseline.average",
    "insightDetails.insightContext.statistics.insight.average",
    "insightDetails.insightContext.statistics.insightDuration",
];

/// The fields that a name in a filter stands for: itself, or those it is short for.
pub fn resolve<'a>(name: &'a &'a str) -> &'a [&'a str] {
    let alias = ALIASES.iter().find(|(short, _)| short.eq_ignore_ascii_case(name));
    alias.map_or(std::slice::from_ref(name), |(_, fields)| fields)
}

/// Whether two names in a filter mean the same.
pub fn same(a: &str, b: &str) -> bool {
    let (a, b) = (resolve(&a), resolve(&b));
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.eq_ignore_ascii_case(b))
}

/// Whether the field is the event's time, which is asked as a number.
pub fn is_event_time(name: &str) -> bool {
    name.eq_ignore_ascii_case("eventTime")
}

/// A field that a filter names and that nothing has: the filter is right, and finds nothing by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownField {
    /// As it is named.
    pub name: String,
    /// Bytes of the name in the filter.
    pub span: Range<usize>,
    /// What was probably meant.
    pub meant: Option<String>,
}

impl UnknownField {
    /// A sentence to act on.
    pub fn message(&self) -> String {
        let UnknownField { name, meant, .. } = self;
        match meant {
            Some(meant) => format!("There is no field `{name}`; did you mean `{meant}`?"),
            None => format!(
                "There is no field `{name}` in these events. To search for the text, put it in quotes."
            ),
        }
    }

    /// The filter with what was meant in the place of the name; `None` without a guess.
    pub fn mended(&self, text: &str) -> Option<String> {
        let name = as_field(self.meant.as_deref()?);
        let (before, after) = (text.get(..self.span.start)?, text.get(self.span.end..)?);
        Some(format!("{before}{}{after}", name.strip_suffix(':')?))
    }
}

/// The first field that a filter names and that is neither in the data nor defined by CloudTrail or here. `known`
/// are the paths present in the data. `None` for a text that is no query too.
pub fn check_fields(text: &str, known: &[&str]) -> Option<UnknownField> {
    let (_, named) = parse_with_fields(text).ok()?;
    let mut looked_at = named.into_iter().take(MOST_CHECKED);
    let (name, span) = looked_at.find(|(name, _)| !exists(name, known))?;
    let meant = nearest(&name, known).map(str::to_owned);
    Some(UnknownField { name, span, meant })
}

/// Fields of a filter that are looked up among all that the data has.
const MOST_CHECKED: usize = 64;

/// All names that need not be in the data.
fn defined() -> impl Iterator<Item = &'static str> {
    let paths = Field::PATHS.iter().map(|(_, path)| *path);
    let short = ALIASES.iter().map(|(short, _)| *short);
    // A filter for all that touched a resource names every path that might, whether or not it occurs.
    let kinds = RESOURCE_KINDS.iter();
    let resources = kinds
        .flat_map(|kind| kind.names.iter().chain(kind.arns))
        .chain(&ARNS);
    paths
        .chain(DEFINED)
        .chain(Derived::FIELDS)
        .chain(short)
        .chain(resources.copied())
}

fn exists(name: &str, known: &[&str]) -> bool {
    // A path may also name the object that others are in.
    let at_or_above = |path: &str| {
        path.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name))
            && matches!(path.as_bytes().get(name.len()), None | Some(b'.'))
    };
    known.iter().copied().any(at_or_above) || defined().any(at_or_above)
}

/// Names of about the right length that are compared letter by letter: real trails have some hundreds.
const MOST_COMPARED: usize = 2000;

/// What was probably meant: a path that ends in the name, or one that differs in a few letters.
fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let ends_in = |path: &&str| {
        let at = path.len().checked_sub(name.len());
        at.is_some_and(|at| {
            path[..]
                .get(at..)
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
                && path[..at].ends_with('.')
        })
    };
    let all = || {
        known
            .iter()
            .copied()
            .chain(defined().map(|path| -> &'a str { path }))
    };
    if let Some(path) = all().filter(ends_in).min_by_key(|path| path.len()) {
        return Some(path);
    }
    let typed: Vec<char> = name.to_lowercase().chars().collect();
    let most = 1 + typed.len() / 5;
    all()
        .filter(|path| path.len().abs_diff(name.len()) <= most)
        .take(MOST_COMPARED)
        .map(|path| {
            let other: Vec<char> = path.to_lowercase().chars().collect();
            (distance(&typed, &other), path)
        })
        .filter(|(distance, _)| *distance <= most)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, path)| path)
}

/// How many letters must be changed, added, left out or swapped with the next one to make `b` of `a`.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, y) in b.iter().enumerate() {
            let changed = above[j] + usize::from(x != y);
            let mut least = changed.min(above[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before[j - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 5] = [
        "eventName",
        "requestParameters.bucketName",
        "userIdentity.arn",
        "resources.ARN",
        "requestParameters.x",
    ];

    #[test]
    fn a_mistyped_field_is_told_with_its_place_and_what_was_meant() {
        for (text, span, meant) in [
            ("evntName:x", 0..8, "eventName"),
            ("a (b OR -eventNmae:x)", 9..18, "eventName"),
            ("bucketName:x", 0..10, "requestParameters.bucketName"),
            (
                "requestParameters.bucketNam=x",
                0..27,
                "requestParameters.bucketName",
            ),
            ("\"evnt.Name\":x", 0..11, "eventName"),
            ("tlsVersion:x", 0..10, "tlsDetails.tlsVersion"),
            ("usr:x", 0..3, "user"),
        ] {
            let unknown = check_fields(text, &KNOWN).unwrap();
            assert_eq!(unknown.span, span, "{text}");
            let message = unknown.message();
            assert!(message.contains(&format!("did you mean `{meant}`?")), "{message}");
            let mended = unknown.mended(text).unwrap();
            assert_eq!(check_fields(&mended, &KNOWN), None, "{mended}");
        }
        let mended = check_fields("-evntName:x OR y", &KNOWN).unwrap();
        assert_eq!(
            mended.mended("-evntName:x OR y").as_deref(),
            Some("-eventName:x OR y")
        );
        let far = check_fields("nothingLikeIt:x", &KNOWN).unwrap();
        let message = far.message();
        assert!(
            message.starts_with("There is no field `nothingLikeIt` in these events"),
            "{message}"
        );
        assert_eq!(far.mended("nothingLikeIt:x"), None);
    }

    #[test]
    fn what_is_present_defined_derived_short_or_an_object_is_fine() {
        let text = "EVENTNAME:x useridentity:* -requestParameters.bucketName:* errorCode:x actor:x ip:1 last:1h Error:x \
            userIdentity.sessionContext:* word";
        assert_eq!(check_fields(text, &KNOWN), None);
        assert_eq!(
            check_fields("evntName:", &KNOWN),
            None,
            "a mistake is told by itself"
        );
    }

    #[test]
    fn short_names_mean_their_fields() {
        assert!(same("IP", "sourceipaddress"));
        assert!(!same("account", "recipientAccountId"));
        assert!(same("a.b", "A.B"));
    }
}
