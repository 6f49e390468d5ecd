//! Recognises one JSON value: a record, or an envelope around records, or something that is not CloudTrail.

use super::desk::Desk;
use super::walk::Via;
use super::{Form, Place, ProblemKind, Rejected};

impl Desk<'_> {
    /// Takes one value; true when it held a record.
    pub fn element(&mut self, text: &[u8], offset: u64, via: Via) -> bool {
        self.record(
            text,
            text,
            Place {
                offset,
                len: text.len() as u32,
                form: Form::Json,
            },
            false,
            via,
        )
    }

    /// Hands a record to the sink, and tells why when it is refused.
    pub fn record(&mut self, json: &[u8], _raw: &[u8], place: Place, partial: bool, _via: Via) -> bool {
        self.announce();
        match self.sink.record(json, place, partial) {
            Ok(_) => true,
            Err(rejected) => {
                self.problem(ProblemKind::Syntax, place.offset, format!("{rejected:?}"));
                let _ = Rejected::Utf8;
                false
            }
        }
    }
}
