//! The columnar shard: dictionaries, columns, every leaf of every record, and what is one event.
