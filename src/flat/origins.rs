//! Where the pieces of a flattened text stand in it.

use std::ops::Range;

use super::Flat;
use super::lines::is_space;
use crate::dom::NodeId;

/// The range of each piece in the text. The tree has the characters of the text in their order, except white space and marks
/// such as bullets and rules, which the parser drops.
pub(crate) fn origins(flat: &Flat, text: &str) -> Vec<(NodeId, Range<usize>)> {
    let mut rest = text.char_indices().filter(|(_, c)| !is_space(*c));
    let mut origins = Vec::with_capacity(flat.pieces.len());
    for piece in &flat.pieces {
        let mut range: Option<Range<usize>> = None;
        for wanted in flat.dom.text(piece.id).chars().filter(|c| !is_space(*c)) {
            let Some((at, c)) = rest.find(|(_, c)| *c == wanted) else { return origins };
            let start = range.map_or(at, |range| range.start);
            range = Some(start..at + c.len_utf8());
        }
        origins.extend(range.map(|range| (piece.id, range)));
    }
    origins
}
