//! Many pages: sources, records, outputs.
