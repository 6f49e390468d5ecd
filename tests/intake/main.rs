//! Intake: dropped bytes in, records, things set aside and problems out.

// Helpers are tests too; the lint only knows functions marked as such.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod archives;
mod bad_input;
mod chunks;
mod gzip;
mod real;
mod shapes;
mod support;
