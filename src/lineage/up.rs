//! From an event up to whoever stands at the root.

use super::facts::Facts;
use super::filter::{self, SIGN_IN_SLACK, SLACK};
use super::issued::{Issue, Issued, issued};
use super::used::{Origin, Used, permission_set};
use super::{Ask, Trail, Want};
use crate::event::arn::Arn;
use crate::store::RowId;
use std::collections::HashSet;

/// Calls that a chain follows at most: real ones are a few long, and hostile files may have endless ones.
pub const LONGEST: usize = 100;
/// Records looked at of those that may have issued some credentials.
const MOST_CANDIDATES: u32 = 20;

/// What ties a call to the credentials that it is said to have issued, strongest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tie {
    /// Its record names the very access key: proof.
    Key,
    /// One of the records names no key, and the session's ARN and beginning are the same; true when the source
    /// identity is too.
    Session(bool),
    /// The only sign-in, or switch of roles, of that identity about the time the console's session began.
    SignIn,
    /// The only fetch of those credentials from Identity Center at that time.
    Moment,
}

/// A call of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its record; of several the one that tells most of the caller.
    pub record: Facts,
    /// What other accounts recorded of it.
    pub twins: Vec<Facts>,
    /// The credentials that it issued to the step before, and what ties them; `None` for the event itself.
    pub gave: Option<(Issued, Tie)>,
    /// Further calls whose records name the same key: ids are not unique in data that was edited.
    pub others: usize,
    /// The credentials that it was made with.
    pub used: Used,
    /// Events made with the same access key, this one among them; `None` where the record names none.
    pub uses: Option<u64>,
}

/// What the chain ends with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// Whoever stands at the root.
    Origin(Origin),
    /// The call that issued the credentials of the last step is not loaded. Who must stand behind it is sometimes
    /// known all the same.
    Missing(Option<Origin>),
    /// Several calls may have issued them, and no key tells which: their number, and the filter that finds them.
    Ambiguous(usize, String),
    /// Only calls of the chain itself have issued them, which cannot be: the records contradict one another.
    Loop,
    /// There are more steps than are followed.
    TooLong,
}

/// An event and the calls that led to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The event, the call that issued its credentials, the call that issued those of that call, and so on.
    pub steps: Vec<Step>,
    /// What comes after the last step.
    pub end: End,
}

impl Step {
    fn new(record: Facts, gave: Option<(Issued, Tie)>) -> Step {
        Step {
            used: Used::of(&record),
            record,
            twins: Vec::new(),
            gave,
            others: 0,
            uses: None,
        }
    }

    /// Takes in what other accounts recorded of the call. True when the caller is better known by it than before.
    fn join(&mut self, records: &[Facts]) -> bool {
        for record in records {
            let known = record.id == self.record.id || self.twins.iter().any(|twin| twin.id == record.id);
            if !known && record.is_same_call(&self.record) {
                self.twins.push(record.clone());
            }
        }
        let better = self.twins.iter().position(|twin| !is_foreign(twin));
        let Some(at) = better.filter(|_| is_foreign(&self.record)) else {
            return false;
        };
        std::mem::swap(&mut self.record, &mut self.twins[at]);
        self.used = Used::of(&self.record);
        true
    }
}

/// Whether the caller is of another account than the one that recorded the call, which knows little of it.
fn is_foreign(facts: &Facts) -> bool {
    facts.text("userIdentity.type") == Some("AWSAccount")
}

/// The chain of an event: in as many rounds as it has steps and one or two more, of four questions at most.
pub async fn up(trail: &impl Trail, event: Facts) -> Chain {
    let mut steps = vec![Step::new(event, None)];
    let mut end = None;
    while end.is_none() {
        end = climb(trail, &mut steps).await;
    }
    let mut keys: Vec<String> = steps.iter().filter_map(|step| step.used.key.clone()).collect();
    keys.dedup();
    if !keys.is_empty() {
        let ask = Ask {
            filter: filter::uses(&keys).to_string(),
            want: Want::Values("userIdentity.accessKeyId", LONGEST as u32 + 1),
        };
        let told = trail.ask(vec![ask]).await;
        let counts = told.first().map_or(&[][..], |told| &told.values);
        for step in &mut steps {
            let count = counts.iter().find(|(key, _)| Some(key) == step.used.key.as_ref());
            step.uses = count.map(|(_, count)| *count);
        }
    }
    Chain {
        steps,
        end: end.unwrap_or(End::TooLong),
    }
}

/// Adds the call that issued the credentials of the last step, or says why there is none.
async fn climb(trail: &impl Trail, steps: &mut Vec<Step>) -> Option<End> {
    let last = steps.last()?;
    let used = &last.used;
    let by_key = used
        .key
        .as_ref()
        .map(|key| filter::issuers(std::slice::from_ref(key)));
    let by_session = used.session().map(|session| {
        let role = used.role.as_deref().zip(used.session_name.as_deref());
        filter::openers(&session, role)
    });
    let shared = last.record.text("sharedEventID").map(filter::shared);
    let fetched = set_of(last).map(|(set, account, time)| filter::role_credentials(account, set, time));
    let fitting = by_session.as_ref().map(ToString::to_string).unwrap_or_default();
    let questions = [by_key, by_session, shared, fetched];
    let wanted = questions.iter().flatten();
    let round: Vec<Ask> = wanted
        .map(|query| Ask::rows(query.to_string(), MOST_CANDIDATES))
        .collect();
    let told = match round.is_empty() {
        true => Vec::new(),
        false => trail.ask(round).await,
    };
    let mut told = told.into_iter();
    let [by_key, by_session, shared, fetched] = questions.map(|asked| {
        let told = asked.and_then(|_| told.next());
        told.unwrap_or_default().rows
    });
    let visited: HashSet<RowId> = steps
        .iter()
        .flat_map(|step| std::iter::once(&step.record).chain(&step.twins))
        .map(|record| record.id)
        .collect();
    let last = steps.last_mut()?;
    if last.join(&shared) {
        // Whose credentials they were is known only now.
        return None;
    }
    let unseen = |records: Vec<Facts>| records.into_iter().filter(|record| !visited.contains(&record.id));
    let proven: Vec<Step> = by_key.iter().filter_map(|call| proven(call, last)).collect();
    let in_circles = !proven.is_empty() && proven.iter().all(|step| visited.contains(&step.record.id));
    let proven = calls(
        proven
            .into_iter()
            .filter(|step| !visited.contains(&step.record.id)),
    );
    let likely = calls(unseen(by_session).filter_map(|call| likely(&call, last)));
    let fetched = calls(unseen(fetched).filter_map(|call| fetch(&call)));
    let next = if let Some(next) = nearest(proven, last) {
        next
    } else if in_circles {
        return Some(End::Loop);
    } else if let Some(next) = only(&likely).or_else(|| only(&fetched)) {
        next
    } else if !likely.is_empty() {
        return Some(End::Ambiguous(likely.len(), fitting));
    } else {
        return Some(match Origin::of(&last.record) {
            Some(origin) => End::Origin(origin),
            None => End::Missing(last.used.presumed_origin(&last.record)),
        });
    };
    if steps.len() > LONGEST {
        return Some(End::TooLong);
    }
    steps.push(next);
    None
}

/// The permission set, account and time of credentials that Identity Center takes for somebody.
fn set_of(step: &Step) -> Option<(&str, &str, i64)> {
    let (issued, _) = step
        .gave
        .as_ref()
        .filter(|(issued, _)| issued.issue == Issue::Saml)?;
    let role = Arn::parse(issued.holder.as_deref()?)?;
    let set = permission_set(role.resource.rsplit('/').next()?)?;
    Some((set, role.account, issued.time?))
}

/// The call as a step, where its record names the key that `step` was made with, and is no later.
fn proven(call: &Facts, step: &Step) -> Option<Step> {
    let issued = issued(call).filter(|issued| issued.key.is_some() && issued.key == step.used.key)?;
    let later = issued.time.zip(step.record.time());
    later
        .is_none_or(|(issued, used)| issued <= used + SLACK)
        .then(|| Step::new(call.clone(), Some((issued, Tie::Key))))
}

/// The call as a step, where nothing speaks against its having opened the session of `step`: above all no key.
fn likely(call: &Facts, step: &Step) -> Option<Step> {
    let issued = issued(call)?;
    let differ = |a: &Option<String>, b: &Option<String>| a.is_some() && b.is_some() && a != b;
    let used = &step.used;
    if differ(&issued.key, &used.key) || differ(&issued.source_identity, &used.source_identity) {
        return None;
    }
    let tie = match issued.issue {
        Issue::SignIn | Issue::SwitchRole if !may_be_of_console(&step.record) => return None,
        Issue::SignIn | Issue::SwitchRole => Tie::SignIn,
        _ if issued.arn != used.arn => return None,
        _ => Tie::Session(issued.source_identity.is_some()),
    };
    let slack = if tie == Tie::SignIn { SIGN_IN_SLACK } else { SLACK };
    let apart = issued.time?.abs_diff(used.created?);
    (apart <= slack as u64).then(|| Step::new(call.clone(), Some((issued, tie))))
}

fn fetch(call: &Facts) -> Option<Step> {
    issued(call).map(|issued| Step::new(call.clone(), Some((issued, Tie::Moment))))
}

/// Since version 1.08, records say when a session is of the console.
fn may_be_of_console(facts: &Facts) -> bool {
    let version = facts
        .text("eventVersion")
        .and_then(|version| version.strip_prefix("1."));
    let minor = version.and_then(|minor| minor.parse::<u32>().ok());
    facts.text("sessionCredentialFromConsole").is_some() || minor.is_none_or(|minor| minor < 8)
}

/// The calls of these records: what several accounts recorded of one is one.
fn calls(records: impl Iterator<Item = Step>) -> Vec<Step> {
    let mut calls: Vec<Step> = Vec::new();
    for step in records {
        let call = calls.iter_mut().find(|call| is_one_call(call, &step));
        match call {
            Some(call) => {
                call.twins.push(step.record);
                if is_foreign(&call.record) && !call.twins.last().is_none_or(is_foreign) {
                    let at = call.twins.len() - 1;
                    std::mem::swap(&mut call.record, &mut call.twins[at]);
                    call.used = Used::of(&call.record);
                }
            }
            None => calls.push(step),
        }
    }
    calls
}

/// Whether two records are of one call: by the id they share, or (records older than such ids) by what was issued.
fn is_one_call(a: &Step, b: &Step) -> bool {
    let same_key = |((a, _), (b, _)): (&(Issued, Tie), &(Issued, Tie))| {
        let at_once = a
            .time
            .zip(b.time)
            .is_some_and(|(a, b)| a.abs_diff(b) <= SLACK as u64);
        a.key.is_some() && a.key == b.key && a.issue == b.issue && at_once
    };
    let accounts = (
        a.record.text("recipientAccountId"),
        b.record.text("recipientAccountId"),
    );
    a.record.is_same_call(&b.record)
        || (accounts.0 != accounts.1 && a.gave.as_ref().zip(b.gave.as_ref()).is_some_and(same_key))
}

/// Of several calls that name the same key, the one nearest to when the session began, or else to its use.
fn nearest(calls: Vec<Step>, step: &Step) -> Option<Step> {
    let begun = step.used.created.or(step.record.time()).unwrap_or_default();
    let apart = |call: &Step| call.record.time().map_or(u64::MAX, |time| time.abs_diff(begun));
    let others = calls.len().saturating_sub(1);
    let mut nearest = calls.into_iter().min_by_key(apart)?;
    nearest.others = others;
    Some(nearest)
}

/// The call that alone fits best; none of several that fit alike.
fn only(calls: &[Step]) -> Option<Step> {
    let by_session = |call: &&Step| matches!(call.gave, Some((_, Tie::Session(_))));
    let mut sessions = calls.iter().filter(by_session);
    match (sessions.next(), sessions.next(), calls) {
        (Some(one), None, _) | (None, _, [one]) => Some(one.clone()),
        _ => None,
    }
}
