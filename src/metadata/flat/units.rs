//! The lines of flattened text in which captions are searched.

use std::ops::Range;

use crate::dom::{Dom, NodeId, NodeSet};
use crate::metadata::flat::lines::ids;
use crate::text::collapse;

/// The maximum length of a caption and of a credit, in bytes.
pub(super) const MAX_BYTES: usize = 500;
pub(super) const MAX_CREDIT: usize = 80;

/// The nodes of all copies of a caption and of its credits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Copies {
    pub captions: Vec<Range<NodeId>>,
    pub credits: Vec<Range<NodeId>>,
    /// Whether this is surely a caption, so that no copy belongs to the text.
    pub is_sure: bool,
}

/// A whole line.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    pub nodes: Range<NodeId>,
    pub n_bytes: usize,
    n_kept: usize,
}

impl Unit {
    pub fn text(&self, dom: &Dom) -> String {
        collapse(&ids(&self.nodes).map(|id| dom.text(id)).collect::<String>())
    }

    /// Whether the line may be a caption, with its credit.
    pub fn is_short(&self) -> bool {
        self.n_bytes <= MAX_BYTES + MAX_CREDIT
    }

    /// Whether most of the line is likely content.
    pub fn is_kept(&self) -> bool {
        2 * self.n_kept > self.n_bytes
    }
}

/// The maximum number of texts in which repeated captions are searched.
const MAX_ALL_TEXTS: usize = 4_000;

/// Returns the lines of a whole text.
pub(super) fn whole_lines(dom: &Dom) -> Vec<Unit> {
    let all = NodeId::new(0)..NodeId::new(dom.len());
    units(dom, None, all, MAX_ALL_TEXTS)
}

/// Returns the whole lines of a range, of at most `max` texts. Without `kept`, no line is likely content.
pub(super) fn units(
    dom: &Dom,
    kept: Option<&NodeSet>,
    range: Range<NodeId>,
    max: usize,
) -> Vec<Unit> {
    let nodes = (range.start.index()..range.end.index().min(dom.len())).map(NodeId::new);
    let mut units: Vec<Unit> = Vec::new();
    for id in nodes.filter(|&id| dom.is_text(id)).take(max) {
        let n_bytes = dom.text(id).len();
        let n_kept = if kept.is_some_and(|kept| kept.contains(id)) { n_bytes } else { 0 };
        let end = NodeId::new(id.index() + 1);
        match units.last_mut().filter(|last| dom.parent(last.nodes.start) == dom.parent(id)) {
            Some(last) => {
                last.nodes.end = end;
                last.n_bytes += n_bytes;
                last.n_kept += n_kept;
            }
            None => units.push(Unit { nodes: id..end, n_bytes, n_kept }),
        }
    }
    units
}
