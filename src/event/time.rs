//! Times as records write them, and as milliseconds since 1970 UTC.
