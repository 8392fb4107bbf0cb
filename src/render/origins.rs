//! Which texts of the page the text of a rendering comes from.

use crate::dom::{NodeId, Span};

/// The text nodes of a flow.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    /// The length of the text before a node was written, and the node, in document order.
    pub texts: Vec<(usize, NodeId)>,
    /// The length of the text after the last one. What follows is rewritten text, without a node of its own.
    pub n_bytes: usize,
}

impl Origins {
    /// The first and the last text node of a part of the text.
    pub fn of(&self, span: Span) -> Option<(NodeId, NodeId)> {
        let range = span.range();
        if range.is_empty() || range.end > self.n_bytes {
            return None;
        }
        let upto = |at: usize| self.texts.partition_point(|&(start, _)| start <= at);
        // All nodes that were written at the same place, as those of a code block.
        let (start, _) = self.texts.get(upto(range.start).checked_sub(1)?)?;
        let first = self.texts.partition_point(|(at, _)| at < start);
        let last = self.texts.partition_point(|&(at, _)| at < range.end);
        Some((self.texts.get(first)?.1, self.texts.get(last.checked_sub(1)?)?.1))
    }
}
