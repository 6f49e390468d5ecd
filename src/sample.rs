//! Makes realistic trails, for "Try sample data", tests and benches.
//!
//! One organization, Larkfield: the management account, the shop and the plant, in five regions. Machines work all
//! day, people from Monday to Friday; most calls only look, some are denied. What everybody does stands in tables of
//! scenes (`machines`, `people`, `plant`); `delivery` deals it into files. All of it is made up, and the same
//! [`Options`] give the same bytes on every machine.
//!
//! With [`Options::incident`] there is something to find: see [`incident`].

mod cast;
mod clock;
mod companions;
mod delivery;
mod gzip;
mod hostile;
pub mod incident;
mod machines;
mod people;
mod plant;
mod random;
mod record;
mod scene;
mod session;
mod sha256;
mod words;

pub use gzip::gzip;
pub use hostile::hostile;

/// What a sample is to be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Decides everything that is left to chance.
    pub seed: u64,
    /// How many distinct events; insights and digests come on top.
    pub events: u32,
    /// How many events a file has, on average; between half and one and a half times as many.
    pub events_per_file: u32,
    /// Beginning in milliseconds since 1970 UTC, midnight as a rule.
    pub start: i64,
    /// How many days it lasts, at least 1.
    pub days: u32,
    /// Whether about a quarter of the events is delivered once more, in the next file, as trails of many regions do.
    pub copies: bool,
    /// Whether the incident happens; its events come first when there are to be few.
    pub incident: bool,
}

impl Default for Options {
    /// The page's sample: a working week in January 2026.
    fn default() -> Self {
        Options {
            seed: 2026,
            events: 20_000,
            events_per_file: 70,
            start: 1_768_176_000_000,
            days: 5,
            copies: true,
            incident: true,
        }
    }
}

/// A file as a trail delivers it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SampleFile {
    /// Its key in the bucket: `AWSLogs/<account>/CloudTrail/<region>/…/….json.gz`.
    pub path: String,
    /// Its content, inflated.
    pub json: Vec<u8>,
}

impl SampleFile {
    /// Its content as delivered: gzip.
    pub fn packed(&self) -> Vec<u8> {
        gzip(&self.json)
    }
}

/// The files of a sample, each made when it is asked for: log files in order of delivery, with digests among them,
/// and files of insights last.
pub fn files(options: &Options) -> impl Iterator<Item = SampleFile> + use<> {
    delivery::Delivery::new(options)
}
