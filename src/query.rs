//! The filter language, its evaluation over a shard, and the merge of what the shards answer.
//!
//! A query is text ([`parse`]), a tree ([`Query`], printed back by its `Display`), a set of rows of each shard
//! ([`evaluate`]), a sequence of them in the order asked for ([`sequence`]), and on the page one order over all
//! shards ([`Merged`]).

mod ast;
mod bitmap;
mod evaluate;
mod facet;
mod histogram;
mod lex;
mod merge;
mod parse;
mod search;
mod sort;
mod wildcard;

pub use ast::{Query, Value};
pub use bitmap::Bitmap;
pub use evaluate::evaluate;
pub use facet::{FacetCounts, facet, merge_facets};
pub use histogram::{Bucket, Span, buckets, histogram, span};
pub use merge::{Keys, Merged, Ranks};
pub use parse::{QueryError, parse};
pub use sort::{Sequence, Sort, sequence};
