//! Intake: dropped bytes in, records, things set aside and problems out.

mod gzip;
mod real;
mod support;
