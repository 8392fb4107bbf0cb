//! The names of the limits, and sets of them.

use crate::named::named;

/// A limit of [`Limits`](super::Limits).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::max_bytes`](super::Limits::max_bytes).
    Bytes,
    /// [`Limits::max_unpacked_bytes`](super::Limits::max_unpacked_bytes).
    UnpackedBytes,
    /// [`Limits::max_unpacked_ratio`](super::Limits::max_unpacked_ratio).
    UnpackedRatio,
    /// [`Limits::max_depth`](super::Limits::max_depth).
    Depth,
    /// [`Limits::max_nodes`](super::Limits::max_nodes).
    Nodes,
    /// [`Limits::max_steps`](super::Limits::max_steps).
    Steps,
    /// [`Limits::max_attributes`](super::Limits::max_attributes).
    Attributes,
    /// [`Limits::max_attribute_bytes`](super::Limits::max_attribute_bytes).
    AttributeBytes,
    /// [`Limits::max_blocks`](super::Limits::max_blocks).
    Blocks,
    /// [`Limits::max_span`](super::Limits::max_span).
    Span,
    /// [`Limits::max_json_ld_bytes`](super::Limits::max_json_ld_bytes).
    JsonLdBytes,
    /// [`Limits::max_json_ld_depth`](super::Limits::max_json_ld_depth).
    JsonLdDepth,
    /// [`Limits::max_line_bytes`](super::Limits::max_line_bytes).
    LineBytes,
    /// [`Limits::max_output_ratio`](super::Limits::max_output_ratio).
    OutputRatio,
}

impl Limit {
    /// All limits, in the order of [`LimitsHit::iter`].
    pub const ALL: &'static [Limit] = &[
        Limit::Bytes,
        Limit::UnpackedBytes,
        Limit::UnpackedRatio,
        Limit::Depth,
        Limit::Nodes,
        Limit::Steps,
        Limit::Attributes,
        Limit::AttributeBytes,
        Limit::Blocks,
        Limit::Span,
        Limit::JsonLdBytes,
        Limit::JsonLdDepth,
        Limit::LineBytes,
        Limit::OutputRatio,
    ];

    /// The name in JSON: that of the setting without `max_`, such as `depth`.
    pub fn as_str(self) -> &'static str {
        match self {
            Limit::Bytes => "bytes",
            Limit::UnpackedBytes => "unpacked_bytes",
            Limit::UnpackedRatio => "unpacked_ratio",
            Limit::Depth => "depth",
            Limit::Nodes => "nodes",
            Limit::Steps => "steps",
            Limit::Attributes => "attributes",
            Limit::AttributeBytes => "attribute_bytes",
            Limit::Blocks => "blocks",
            Limit::Span => "span",
            Limit::JsonLdBytes => "json_ld_bytes",
            Limit::JsonLdDepth => "json_ld_depth",
            Limit::LineBytes => "line_bytes",
            Limit::OutputRatio => "output_ratio",
        }
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

named!(Limit, "limit");

/// The set of limits that a page exceeded. For each of them, a part of the page was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LimitsHit(u16);

impl LimitsHit {
    /// The empty set.
    pub fn new() -> Self {
        LimitsHit::default()
    }

    /// Adds a limit.
    pub fn insert(&mut self, limit: Limit) {
        self.0 |= limit.bit();
    }

    /// Adds a limit if `is_passed`.
    pub(crate) fn insert_if(&mut self, is_passed: bool, limit: Limit) {
        if is_passed {
            self.insert(limit);
        }
    }

    /// Whether the limit was exceeded.
    pub fn contains(self, limit: Limit) -> bool {
        self.0 & limit.bit() != 0
    }

    /// Whether no limit was exceeded.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The union of two sets.
    #[must_use]
    pub fn and(self, other: LimitsHit) -> LimitsHit {
        LimitsHit(self.0 | other.0)
    }

    /// The exceeded limits, in the order of [`Limit::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Limit> {
        Limit::ALL.iter().copied().filter(move |&limit| self.contains(limit))
    }
}

impl FromIterator<Limit> for LimitsHit {
    fn from_iter<I: IntoIterator<Item = Limit>>(limits: I) -> Self {
        LimitsHit(limits.into_iter().fold(0, |bits, limit| bits | limit.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceeded_limits_are_listed_once_and_in_order() {
        let mut limits_hit = LimitsHit::new();
        assert!(limits_hit.is_empty() && limits_hit.iter().next().is_none());
        limits_hit.insert(Limit::Nodes);
        limits_hit.insert(Limit::Depth);
        limits_hit.insert(Limit::Nodes);
        limits_hit.insert_if(false, Limit::Span);
        let more = limits_hit.and([Limit::Bytes].into_iter().collect());
        let names: Vec<_> = more.iter().map(Limit::as_str).collect();
        assert_eq!(names, ["bytes", "depth", "nodes"]);
        assert!(!limits_hit.contains(Limit::Bytes) && more.contains(Limit::Bytes));
        assert_eq!(
            Limit::ALL.iter().copied().collect::<LimitsHit>().iter().count(),
            Limit::ALL.len()
        );
    }
}
