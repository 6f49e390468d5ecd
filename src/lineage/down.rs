//! From a call that issued credentials down to what was done with them, and with what they issued in turn.

use super::facts::Facts;
use super::filter::{self, SIGN_IN_SLACK, SLACK};
use super::issued::{Issue, Issued, issued};
use super::{Ask, Told, Trail, Want};
use crate::query::{FacetCounts, Query, Span};
use std::collections::HashSet;

/// Hops that are followed at most.
pub const DEEPEST: usize = 100;
/// Keys that are followed at most: the filter for all of them must stay one that is read and linked.
pub const MOST_KEYS: usize = 200;
/// Services told of.
const MOST_SERVICES: u32 = 12;

/// What was done with some credentials.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Work {
    /// The filter for exactly these events.
    pub filter: String,
    /// How many there are.
    pub events: u64,
    /// Of these, how many did not go as asked.
    pub failed: u64,
    /// The filter for those.
    pub failed_filter: String,
    /// The oldest and the newest time.
    pub span: Option<Span>,
    /// The services, most events first, at most a dozen.
    pub services: FacetCounts,
    /// Events that name no key, and whose session has the same ARN and beginning: a service called for it. How many,
    /// and the filter.
    pub keyless: Option<(u64, String)>,
    /// Where no key tells the events: how many other sign-ins of the same identity may have led to some of them.
    pub rivals: u64,
}

/// A call that issued credentials, made with credentials further up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The node whose credentials it was made with; `None` for those of the call that the tree is of.
    pub parent: Option<usize>,
    /// The call's record.
    pub record: Facts,
    /// What it issued, with a key.
    pub issued: Issued,
    /// How many events were made with that key.
    pub events: u64,
    /// Of these, how many did not go as asked.
    pub failed: u64,
}

/// All that came of the credentials that one call issued.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// What was done with them.
    pub work: Work,
    /// What was issued with them, and with that: hop by hop, each hop oldest first.
    pub nodes: Vec<Node>,
    /// There is more than was followed.
    pub more: bool,
    /// The filter for everything done with any of these credentials, and how many events that are.
    pub all: (String, u64),
}

/// What came of the credentials that a call issued: in as many rounds as there are hops and two more, or three where
/// the call's record names no key.
pub async fn down(trail: &impl Trail, record: &Facts, given: &Issued) -> Tree {
    let mut tree = Tree::default();
    let Some(uses) = uses(trail, record, given, &mut tree).await else {
        return tree;
    };
    let mut seen: HashSet<String> = given.key.iter().cloned().collect();
    let mut level = ask_work(&uses, given);
    level.push(Ask::rows(
        filter::issuing(uses.clone()).to_string(),
        MOST_KEYS as u32,
    ));
    let mut told = trail.ask(level).await.into_iter();
    take_work(&mut told, given, &mut tree.work);
    let mut parents = 0..0;
    for depth in 1.. {
        let Some(found) = told.next() else { break };
        tree.more |= found.total > found.rows.len() as u64;
        let first = tree.nodes.len();
        for record in found.rows {
            let Some(issued) = issued(&record) else { continue };
            let Some(key) = issued.key.clone() else { continue };
            if tree.nodes.len() == MOST_KEYS {
                tree.more = true;
                break;
            }
            let user = record.text("userIdentity.accessKeyId");
            let parent = parents
                .clone()
                .find(|&at: &usize| tree.nodes[at].issued.key.as_deref() == user);
            if seen.insert(key) {
                tree.nodes.push(Node {
                    parent,
                    record,
                    issued,
                    events: 0,
                    failed: 0,
                });
            }
        }
        parents = first..tree.nodes.len();
        if parents.is_empty() {
            break;
        }
        if depth == DEEPEST {
            tree.more = true;
            break;
        }
        let uses = filter::uses(&keys(&tree.nodes[parents.clone()]));
        let next = Ask::rows(filter::issuing(uses).to_string(), MOST_KEYS as u32);
        told = trail.ask(vec![next]).await.into_iter();
    }
    count(trail, uses, &mut tree).await;
    tree
}

/// What was done with the credentials of a node.
pub async fn work(trail: &impl Trail, node: &Node) -> Work {
    let keys: Vec<String> = node.issued.key.iter().cloned().collect();
    let mut work = Work::default();
    let uses = filter::uses(&keys);
    let mut told = trail.ask(ask_work(&uses, &node.issued)).await.into_iter();
    work.filter = uses.to_string();
    work.failed_filter = filter::failed(uses).to_string();
    take_work(&mut told, &node.issued, &mut work);
    work
}

fn keys(nodes: &[Node]) -> Vec<String> {
    nodes.iter().filter_map(|node| node.issued.key.clone()).collect()
}

/// The events made with the credentials that a call issued. Where its record names no key, they are those of the
/// session without those whose keys other calls have issued; `None` where there is no telling.
async fn uses(trail: &impl Trail, record: &Facts, given: &Issued, tree: &mut Tree) -> Option<Query> {
    let uses = match &given.key {
        Some(key) => filter::uses(std::slice::from_ref(key)),
        None => {
            let session = given.session()?;
            let by_sign_in = matches!(given.issue, Issue::SignIn | Issue::SwitchRole);
            let slack = if by_sign_in { SIGN_IN_SLACK } else { SLACK };
            let uses = filter::session_uses(&session, slack);
            let values = Ask {
                filter: uses.to_string(),
                want: Want::Values("userIdentity.accessKeyId", MOST_KEYS as u32),
            };
            let rivals = Ask::rows(filter::sign_ins(&session).to_string(), MOST_KEYS as u32);
            let mut told = trail.ask(vec![values, rivals]).await.into_iter();
            let used = told.next().unwrap_or_default().values;
            let rivals = told.next().unwrap_or_default().rows;
            let is_rival = |other: &&Facts| {
                by_sign_in && other.id != record.id && other.succeeded() && !other.is_same_call(record)
            };
            tree.work.rivals = rivals.iter().filter(is_rival).count() as u64;
            let used: Vec<String> = used.into_iter().map(|(key, _)| key).collect();
            tree.more |= used.len() == MOST_KEYS;
            let issuers = match used.is_empty() {
                true => Vec::new(),
                false => {
                    let ask = Ask::rows(filter::issuers(&used).to_string(), MOST_KEYS as u32);
                    trail
                        .ask(vec![ask])
                        .await
                        .into_iter()
                        .flat_map(|told| told.rows)
                        .collect()
                }
            };
            let others: Vec<String> = issuers.iter().filter_map(|call| issued(call)?.key).collect();
            filter::without(uses, &others)
        }
    };
    tree.work.filter = uses.to_string();
    tree.work.failed_filter = filter::failed(uses.clone()).to_string();
    Some(uses)
}

/// The questions that [`take_work`] takes the answers of.
fn ask_work(uses: &Query, given: &Issued) -> Vec<Ask> {
    let ask = |query: &Query, want| Ask {
        filter: query.to_string(),
        want,
    };
    let mut round = vec![
        ask(uses, Want::Count),
        ask(&filter::failed(uses.clone()), Want::Count),
        ask(uses, Want::Span),
        ask(uses, Want::Values("service", MOST_SERVICES)),
    ];
    round.extend(keyless(given).map(|query| ask(&query, Want::Count)));
    round
}

fn take_work(told: &mut impl Iterator<Item = Told>, given: &Issued, work: &mut Work) {
    let mut next = || told.next().unwrap_or_default();
    work.events = next().total;
    work.failed = next().total;
    work.span = next().span;
    work.services = next().values;
    let keyless = keyless(given).map(|query| (next().total, query.to_string()));
    work.keyless = keyless.filter(|(events, _)| *events > 0);
}

/// Events of the session that name no key; of a session that is known by none, they are among its uses anyway.
fn keyless(given: &Issued) -> Option<Query> {
    let session = given.session().filter(|_| given.key.is_some());
    session.as_ref().map(filter::keyless)
}

/// Counts all that was done, and what was done with the key of each node.
async fn count(trail: &impl Trail, uses: Query, tree: &mut Tree) {
    let keys = keys(&tree.nodes);
    if keys.is_empty() {
        tree.all = (uses.to_string(), tree.work.events);
        return;
    }
    let of_nodes = filter::uses(&keys);
    let all = filter::either(uses, of_nodes.clone()).to_string();
    let by_key = Want::Values("userIdentity.accessKeyId", MOST_KEYS as u32);
    let ask = |query: Query, want| Ask {
        filter: query.to_string(),
        want,
    };
    let round = vec![
        ask(of_nodes.clone(), by_key),
        ask(filter::failed(of_nodes), by_key),
        Ask {
            filter: all.clone(),
            want: Want::Count,
        },
    ];
    let mut told = trail.ask(round).await.into_iter();
    let mut next = || told.next().unwrap_or_default();
    let (events, failed) = (next().values, next().values);
    let of = |counts: &FacetCounts, key: &Option<String>| {
        let found = counts.iter().find(|(value, _)| Some(value) == key.as_ref());
        found.map_or(0, |(_, count)| *count)
    };
    for node in &mut tree.nodes {
        node.events = of(&events, &node.issued.key);
        node.failed = of(&failed, &node.issued.key);
    }
    tree.all = (all, next().total);
}
