//! What a request was about.

use std::borrow::Cow;

use super::arn::short;
use super::{Facts, Field};

/// The short name of the thing acted on: of the first resource, else by the request parameters in a fixed order
/// of keys, S3's bucket and key joined as `bucket/key`. `None` when nothing names it.
///
/// `requestParameters.userName` is a target, never the actor.
pub fn target(facts: &dyn Facts) -> Option<Cow<'_, str>> {
    let resources = [
        Field::ResourceArn,
        Field::ResourceArnLowerCase,
        Field::ResourceArnPrefix,
    ];
    if let Some(arn) = resources.iter().find_map(|field| facts.text(*field)) {
        return Some(Cow::Borrowed(short(arn)));
    }
    let (mut name, part) = by_parameters(facts, |_, value| value.to_owned())?;
    if short(&name).len() < name.len() {
        name = short(&name).to_owned();
    }
    if let Some(part) = part {
        name.push('/');
        name.push_str(&part);
    }
    Some(Cow::Owned(name))
}

/// The request parameters that name what it was about, each with its path and value: one, or one and what stands
/// below it. None where nothing names it.
pub(crate) fn named_by(facts: &dyn Facts) -> Vec<(String, String)> {
    let found = by_parameters(facts, |path, value| (path.to_owned(), value.to_owned()));
    found.map_or(Vec::new(), |(first, part)| {
        [first].into_iter().chain(part).collect()
    })
}

/// The parameter first in the order of keys, and the one that stands below it, as `keep` keeps them.
fn by_parameters<T>(facts: &dyn Facts, keep: impl Fn(&str, &str) -> T) -> Option<(T, Option<T>)> {
    let mut best: Option<(usize, T)> = None;
    let mut part: Option<(usize, T)> = None;
    facts.parameters(&mut |path, value| {
        if is_hidden(value) {
            return true;
        }
        let rank = rank(path);
        if rank.is_some_and(|rank| best.as_ref().is_none_or(|(least, _)| rank < *least)) {
            best = rank.map(|rank| (rank, keep(path, value)));
        }
        let second = PARTS.iter().position(|key| path == *key);
        if second.is_some_and(|rank| part.as_ref().is_none_or(|(least, _)| rank < *least)) {
            part = second.map(|rank| (rank, keep(path, value)));
        }
        true
    });
    let (rank, first) = best?;
    let part = part.filter(|(second, _)| {
        let above = if *second == S3_KEY {
            "bucketName"
        } else {
            "workspaceId"
        };
        KEYS.get(rank) == Some(&above)
    });
    Some((first, part.map(|(_, part)| part)))
}

/// What stands below a workspace; the last, below a bucket.
const PARTS: [&str; 4] = ["entityId", "sceneId", "componentTypeId", "key"];
const S3_KEY: usize = 3;

const KEYS: [&str; 27] = [
    "thingName",
    "policyName",
    "principal",
    "target",
    "certificateId",
    "ruleName",
    "roleAlias",
    "jobId",
    "workspaceId",
    "detectorModelName",
    "alarmModelName",
    "inputName",
    "channelName",
    "datasetName",
    "datastoreName",
    "pipelineName",
    "deviceId",
    "projectName",
    "placementName",
    "bucketName",
    "roleName",
    "userName",
    "roleArn",
    "functionName",
    "instanceId",
    "name",
    "Name",
];

/// How far down the order of keys a parameter stands; `None` when it names nothing.
///
/// EC2 lists things as `instancesSet.items.instanceId`: ids that deep come last, and what filters a list or
/// makes a request unique is no target.
fn rank(path: &str) -> Option<usize> {
    if let Some((above, key)) = path.rsplit_once('.') {
        let id = key.ends_with("Id") && !above.starts_with("filter");
        return id.then_some(KEYS.len() + 3);
    }
    if let Some(rank) = KEYS.iter().position(|key| path == *key) {
        return Some(rank);
    }
    ["Name", "Id", "Arn"]
        .iter()
        .position(|end| path.ends_with(end))
        .map(|rank| KEYS.len() + rank)
}

fn is_hidden(value: &str) -> bool {
    matches!(value, "***" | "HIDDEN_DUE_TO_SECURITY_REASONS")
}
