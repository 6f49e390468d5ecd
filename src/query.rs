//! The filter language, its evaluation over a shard, and the merge of what the shards answer.
