//! Delivery: events into files, the way a trail of many regions hands them over.

use super::cast::{self, ACCOUNTS, REGIONS};
use super::clock::{self, DAY, HOUR};
use super::companions::{self, Digests};
use super::incident::{self, Step};
use super::random::{Random, mix};
use super::record::Event;
use super::scene::{Scene, seed_of};
use super::{Options, SampleFile};
use std::collections::VecDeque;

/// Gives one file after the other; see [`super::files`].
#[derive(Debug)]
pub(super) struct Delivery {
    options: Options,
    /// How many files were begun.
    number: u64,
    /// Events of everyday life: all there are to be, and those delivered.
    total: u64,
    done: u64,
    rhythm: Rhythm,
    incident: VecDeque<Step>,
    /// Records that the next file delivers once more, and where that file must come from.
    copies: Option<Copies>,
    /// When the last file was delivered.
    delivered: i64,
    digests: Digests,
    ready: VecDeque<SampleFile>,
    finished: bool,
}

/// An account and a region of it.
type Place = (&'static str, &'static str);

/// Records on their way into a second file.
#[derive(Debug)]
struct Copies {
    place: Place,
    records: String,
    /// The oldest and the newest of their events.
    span: (i64, i64),
}

/// What one file is made of while it is filled.
struct Filling {
    json: String,
    /// Where each record begins that is delivered for the first time, and its event's time.
    fresh: Vec<(usize, i64)>,
    first: i64,
    last: i64,
}

impl Filling {
    fn add(&mut self, event: &Event<'_>) {
        if !self.json.ends_with('[') {
            self.json.push(',');
        }
        self.fresh.push((self.json.len(), event.time));
        event.write(&mut self.json);
        self.first = self.first.min(event.time);
        self.last = self.last.max(event.time);
    }
}

impl Delivery {
    pub fn new(options: &Options) -> Self {
        let mut incident = if options.incident {
            VecDeque::from(incident::steps(options))
        } else {
            VecDeque::new()
        };
        incident.truncate(options.events as usize);
        let total = u64::from(options.events) - incident.len() as u64;
        let end = options.start + i64::from(options.days.max(1)) * DAY;
        Delivery {
            options: options.clone(),
            number: 0,
            total,
            done: 0,
            rhythm: Rhythm::new(options.start, end),
            incident,
            copies: None,
            delivered: options.start,
            digests: Digests::new(options.seed, end),
            ready: VecDeque::new(),
            finished: false,
        }
    }

    /// Fills the next file, after the digests that are due before it.
    fn deliver(&mut self) {
        let seed = seed_of(self.options.seed, self.number);
        self.number += 1;
        let mut random = Random::new(seed);
        let usual = u64::from(self.options.events_per_file.max(1));
        let fresh = (usual * (55 + random.below(91)) / 100)
            .max(1)
            .min(self.total - self.done);
        let end = match fresh {
            0 => {
                self.incident
                    .back()
                    .map_or(self.delivered, |step| step.time.max(self.delivered))
                    + 60_000
            }
            _ => self.rhythm.at(self.done + fresh, self.total),
        };
        self.delivered = end;
        let place = self.place(end, &mut random);

        let mut filling = Filling {
            json: String::from(r#"{"Records":["#),
            fresh: Vec::new(),
            first: end,
            last: 0,
        };
        if let Some(copies) = self.copies.take() {
            filling.json.push_str(&copies.records);
            (filling.first, filling.last) = copies.span;
        }
        self.fill_in_incident(place, end, &mut filling);
        // Sparse deliveries look back further, so that quiet samples have no gaps.
        let spacing = (self.rhythm.end - self.options.start) * usual as i64 / self.total.max(1) as i64;
        let reach = (2 * spacing).clamp(5 * 60_000, HOUR);
        let earliest = (end - reach).max(self.options.start);
        let mut left = fresh;
        while left > 0 {
            let begin = earliest + random.below((end - earliest).max(1) as u64) as i64;
            let scene = Scene::choose(place.0, place.1, begin, &mut random);
            scene.play(place, (begin, end), left, &mut random, &mut |event| {
                filling.add(event);
                left -= 1;
            });
        }
        self.done += fresh;
        // Half of half the files: a quarter of the events comes twice.
        if self.options.copies && random.chance(50) && !filling.fresh.is_empty() {
            let half = &filling.fresh[filling.fresh.len() / 2..];
            let records = filling.json[half[0].0..].to_owned();
            let span = half.iter().fold((end, 0), |(first, last), (_, time)| {
                (first.min(*time), last.max(*time))
            });
            self.copies = Some(Copies { place, records, span });
        }
        filling.json.push_str("]}");
        self.hand_over(place, end, mix(seed, 9), filling);
        self.finished = self.done == self.total && self.incident.is_empty() && self.copies.is_none();
    }

    /// Where the next file comes from: where something waits, or else anywhere.
    fn place(&self, time: i64, random: &mut Random) -> Place {
        if let Some(copies) = &self.copies {
            return copies.place;
        }
        match self.incident.front() {
            Some(step) if step.time <= time || self.done == self.total => step.place(),
            _ => (share(&ACCOUNTS, random), share(&REGIONS, random)),
        }
    }

    /// Moves what happened there so far into the file.
    fn fill_in_incident(&mut self, place: Place, time: i64, filling: &mut Filling) {
        self.incident.retain(|step| {
            let here = step.place() == place && step.time <= time;
            if here {
                filling.add(&step.event());
            }
            !here
        });
    }

    fn hand_over(&mut self, place: Place, time: i64, unique: u64, filling: Filling) {
        let (account, region) = place;
        let mut path = format!("AWSLogs/{account}/CloudTrail/{region}/");
        clock::folder(&mut path, time);
        path.push_str(&format!("/{account}_CloudTrail_{region}_"));
        clock::stamp(&mut path, time);
        path.push_str(&format!("_{}.json.gz", cast::unique(unique)));
        let file = SampleFile {
            path,
            json: filling.json.into_bytes(),
        };
        self.ready.extend(self.digests.until(time));
        self.digests
            .note(&file, place, (filling.first, filling.last), time);
        self.ready.push_back(file);
    }
}

impl Iterator for Delivery {
    type Item = SampleFile;

    fn next(&mut self) -> Option<SampleFile> {
        if self.ready.is_empty() && !self.finished {
            if self.total > 0 || !self.incident.is_empty() {
                self.deliver();
            } else {
                self.finished = true;
            }
            if self.finished && self.options.events > 0 {
                self.ready.extend(self.digests.until(self.rhythm.end));
                self.ready.extend(companions::insights(&self.options));
            }
        }
        self.ready.pop_front()
    }
}

/// One of `choices` by its share of a hundred.
fn share(choices: &[(&'static str, u64)], random: &mut Random) -> &'static str {
    let mut left = random.below(100);
    for (choice, percent) in choices {
        if left < *percent {
            return choice;
        }
        left -= percent;
    }
    cast::HOME
}

/// Day and night, working days and weekends: how busy every hour is.
#[derive(Debug)]
struct Rhythm {
    start: i64,
    end: i64,
    /// Activity up to the end of each hour.
    until: Vec<u64>,
}

/// How busy the hours of a working day are, from midnight UTC.
const BUSY: [u64; 24] = [
    30, 28, 26, 26, 28, 34, 50, 78, 96, 100, 98, 92, 80, 88, 98, 96, 90, 74, 58, 48, 42, 38, 36, 32,
];
/// How busy any hour of a weekend is.
const WEEKEND: u64 = 27;

impl Rhythm {
    fn new(start: i64, end: i64) -> Self {
        let mut sum = 0;
        let hours = (0..(end - start) / HOUR).map(|hour| start + hour * HOUR);
        let until = hours.map(|time| {
            sum += if clock::weekend(time) {
                WEEKEND
            } else {
                BUSY[clock::hour(time)]
            };
            sum
        });
        Rhythm {
            start,
            end,
            until: until.collect(),
        }
    }

    /// When `done` of `total` events have happened.
    fn at(&self, done: u64, total: u64) -> i64 {
        let all = self.until.last().copied().unwrap_or(1);
        // In thousandths of activity, so that many files share an hour without sharing a minute.
        let target = (u128::from(all) * 1000 * u128::from(done) / u128::from(total.max(1))) as u64;
        let hour = self
            .until
            .partition_point(|until| until * 1000 < target)
            .min(self.until.len() - 1);
        let before = if hour == 0 { 0 } else { self.until[hour - 1] * 1000 };
        let within = (target - before) as i64 * HOUR / ((self.until[hour] * 1000 - before) as i64);
        (self.start + hour as i64 * HOUR + within).min(self.end - 1000)
    }
}
