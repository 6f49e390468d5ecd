//! Scenes: short runs of operations by one identity, and which of them play when and where.

use super::cast;
use super::clock;
use super::random::{Random, mix, skewed};
use super::record::{Event, Failure, Op, throttled};
use super::session::{Session, Who};
use super::{machines, people, plant};

/// When a scene plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hours {
    /// All around the clock.
    Always,
    /// On working days, seldom at night.
    Working,
}

/// How the operations of a scene follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Any, the first ones more often, each about something else.
    Mixed,
    /// As listed, all about the same things; then again about others.
    Listed,
}

/// A run of operations by one identity.
#[derive(Debug)]
pub struct Scene {
    /// How often it plays, against the others.
    pub weight: u64,
    /// When.
    pub hours: Hours,
    /// In which account only.
    pub account: Option<&'static str>,
    /// Only where global services record.
    pub home: bool,
    /// Who plays.
    pub who: Who,
    /// In which order.
    pub order: Order,
    /// Fewest and most events.
    pub length: (u64, u64),
    /// Milliseconds from one event to the next, about.
    pub pace: u64,
    /// How many events in a hundred are denied.
    pub denied: u8,
    /// What is done.
    pub ops: &'static [Op],
}

impl Scene {
    /// What most scenes share; each table changes what differs.
    pub const BASE: Scene = Scene {
        weight: 10,
        hours: Hours::Always,
        account: None,
        home: false,
        who: Who::Root,
        order: Order::Mixed,
        length: (2, 8),
        pace: 1_500,
        denied: 0,
        ops: &[],
    };

    /// All scenes there are.
    pub fn all() -> impl Iterator<Item = &'static Scene> {
        machines::SCENES.iter().chain(people::SCENES).chain(plant::SCENES)
    }

    fn weight(&self, account: &str, region: &str, time: i64) -> u64 {
        let here = self.account.is_none_or(|only| only == account) && (!self.home || region == cast::HOME);
        let awake = match self.hours {
            Hours::Always => 4,
            Hours::Working if clock::weekend(time) => 1,
            Hours::Working => match clock::hour(time) {
                7..=17 => 8,
                6 | 18..=20 => 3,
                _ => 0,
            },
        };
        if here { self.weight * awake } else { 0 }
    }

    /// The scene that plays there and then.
    pub fn choose(account: &str, region: &str, time: i64, random: &mut Random) -> &'static Scene {
        let total = Scene::all()
            .map(|scene| scene.weight(account, region, time))
            .sum();
        let mut left = random.below(total);
        for scene in Scene::all() {
            let weight = scene.weight(account, region, time);
            if left < weight {
                return scene;
            }
            left -= weight;
        }
        &machines::SCENES[0]
    }

    /// Plays the scene from `begin` on, handing over at most `most` events, none after `end`.
    pub fn play(
        &self,
        place: (&'static str, &'static str),
        (begin, end): (i64, i64),
        most: u64,
        random: &mut Random,
        emit: &mut dyn FnMut(&Event<'_>),
    ) {
        let (account, region) = place;
        let session = Session::open(&self.who, account, region, begin, random);
        let (fewest, longest) = self.length;
        let length = (fewest + random.below(longest - fewest + 1)).min(most);
        let mut time = begin;
        let mut nouns = random.word();
        for at in 0..length {
            let op = match self.order {
                Order::Listed => &self.ops[at as usize % self.ops.len()],
                Order::Mixed => skewed(self.ops, random.word()),
            };
            if self.order == Order::Mixed || (at as usize).is_multiple_of(self.ops.len()) {
                nouns = random.word();
            }
            let place_of_record = (op.global() && region != cast::HOME).then_some(cast::HOME);
            let failure = self.failure(op, random);
            let event = Event {
                session: &session,
                op,
                failure,
                time,
                nouns,
                id: random.word(),
            };
            match place_of_record {
                // Global services record at home, whatever the region the work is about; such records are few.
                Some(home) => {
                    let session = Session {
                        region: home,
                        ..session.clone()
                    };
                    emit(&Event {
                        session: &session,
                        ..event
                    });
                }
                None => emit(&event),
            }
            time = (time + random.below(2 * self.pace) as i64).min(end);
        }
    }

    fn failure(&self, op: &Op, random: &mut Random) -> Option<Failure> {
        let (percent, failure) = op.fails;
        if random.chance(percent) {
            Some(failure)
        } else if op.deniable() && random.chance(self.denied) {
            Some(op.denial())
        } else if random.below(500) == 0 && op.kind == "AwsApiCall" {
            Some(throttled(op))
        } else {
            None
        }
    }
}

/// The word that decides everything about file `number` of the trail of `seed`.
pub fn seed_of(seed: u64, number: u64) -> u64 {
    mix(mix(seed, 0x7472_6169), number)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every operation, done and failed in each way, is one JSON object without a noun left over.
    #[test]
    fn every_template_is_json() {
        let mut random = Random::new(1);
        for scene in Scene::all() {
            let account = scene.account.unwrap_or(cast::PRODUCTION);
            let session = Session::open(&scene.who, account, cast::HOME, 1_768_176_000_000, &mut random);
            for op in scene.ops {
                let (_, own) = op.fails;
                for failure in [None, Some(own), Some(op.denial()), Some(throttled(op))] {
                    let mut text = String::new();
                    let (nouns, id) = (random.word(), random.word());
                    Event {
                        session: &session,
                        op,
                        failure,
                        time: 1_768_176_000_000,
                        nouns,
                        id,
                    }
                    .write(&mut text);
                    let parsed: Result<serde_json::Value, _> = serde_json::from_str(&text);
                    let record = parsed.unwrap_or_else(|error| panic!("{error} in {text}"));
                    assert_eq!(record["eventName"], op.name);
                    let left = text
                        .replace("[$LATEST]", "")
                        .replace("$LATEST_SUCCEEDED", "")
                        .replace("$ROOT", "");
                    let left = left.replace("${iot:", "").replace("$input.", "");
                    assert!(!left.contains('$'), "a noun is left in {text}");
                }
            }
        }
    }
}
