//! Writing what the filter shows: comes with the export feature.
