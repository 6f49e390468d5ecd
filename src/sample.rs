//! Makes realistic trails, for "Try sample data", tests and benches.
