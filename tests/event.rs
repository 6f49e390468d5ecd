//! The event room: what one record says.

// Tests say what they expect; a panic there is the message, in what they share too.
#![allow(clippy::unwrap_used)]

mod event {
    mod actor;
    mod catalog;
    mod documented;
    mod explain;
    mod fields;
    mod identity;
    mod kinds;
    mod origin_client;
    mod outcome;
    mod record;
    mod target_service;
    mod time;
    mod trail;
    mod verb;
}
