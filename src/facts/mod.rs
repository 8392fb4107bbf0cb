//! Facts about a page that several steps need, computed once after segmentation.

pub(crate) mod answers;
pub(crate) mod hints;
pub(crate) mod landmarks;
pub(crate) mod repeats;
