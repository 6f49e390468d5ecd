//! The filter language, its evaluation over a shard, and the merge of what the shards answer.
//!
//! A query is text ([`parse`](parse())), a tree ([`Query`], printed back by its `Display`), a set of rows of each shard
//! ([`evaluate`]), a sequence of them in the order asked for ([`sequence`]), and on the page one order over all
//! shards ([`Merged`]). What clicks do to the text is in [`edit`], what may be typed next in [`complete`].

mod ast;
mod bitmap;
pub mod calendar;
pub mod complete;
pub mod edit;
mod evaluate;
mod facet;
pub mod fields;
mod histogram;
mod joint;
mod lex;
mod merge;
mod network;
mod order;
mod parse;
pub mod period;
mod predicate;
mod print;
pub mod range;
mod search;
mod sort;
mod wildcard;

pub use ast::{Comparison, Query, Value};
pub use bitmap::Bitmap;
pub use evaluate::{evaluate, newest};
pub use facet::{
    Facet, FacetCounts, FacetMerge, FacetPart, FacetWanted, count_values, facet, merge_facets, same_but_case,
};
pub use fields::{UnknownField, check_fields};
pub use histogram::{Histogram, OutcomeGroup, Span, Stack, equal_edges, histogram, span, wider};
pub use joint::{Combination, Joint, JointWanted, MOST_COMBINATIONS, joint, merge_joints};
pub use merge::{Key, Keys, Merged, Sample, Search};
pub use order::Texts;
pub use parse::{LONGEST, QueryError, parse};
pub use sort::{Rankings, Sort, count_before, keys, sequence};
