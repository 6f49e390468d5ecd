//! The columnar shard: dictionaries, columns, every leaf of every record, and what is one event.
//!
//! [`Shard`] owns the records of the files one worker has read. Each path that occurs in a record is a
//! [`Column`] of (row, value code) pairs over a dictionary of that path's values, so that a question about one
//! path reads that path alone, and free text reads distinct values instead of records. Event times and ids, all
//! distinct, stay out of the dictionaries. [`Ledger`] sees the ids of all shards and says which records are the
//! same event.

mod block;
mod column;
mod columns;
mod dictionary;
mod leaves;
mod ledger;
mod lookup;
mod memo;
mod paged;
mod paths;
mod plain;
mod rows;
mod shapes;
mod shard;
mod values;
mod walk;

pub use column::{Code, Column};
pub use dictionary::{Dictionary, Page};
pub use ledger::{Arrival, Ledger, RowId, Verdict};
pub use paths::{PathId, Paths};
pub use rows::{EventId, NO_TIME, Rows, parse_uuid, write_uuid};
pub use shard::{FieldColumn, Inserted, Shard};
