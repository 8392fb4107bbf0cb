//! Where the texts of a page stand in its bytes. Computed on request, by a second parse that records it.

use std::ops::Range;

use crate::decode::byte_offsets;
use crate::dom::NodeId;
use crate::flat;
use crate::limits::Limits;
use crate::page::{Input, Page};
use crate::parse::parse_with_origins;
use crate::text::is_blank;
use crate::tokenizer::Syntax;

/// The place of a text in the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Place {
    /// The range of bytes of the page. `None` if the text is in several places, or if the page was encoded twice.
    pub range: Option<Range<usize>>,
    /// The number of the line on which it begins, from 1.
    pub line: usize,
}

/// A text node, its range in the decoded page, and its place.
#[derive(Debug, Clone)]
struct Position {
    node: NodeId,
    decoded: Range<usize>,
    place: Place,
}

/// The places of the text nodes of a page that are not blank, in document order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Positions(Vec<Position>);

/// A decoded page, and how it is parsed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Decoded<'a> {
    pub text: &'a str,
    pub input: Input,
    pub syntax: Syntax,
}

impl Positions {
    /// Finds the texts of a page, given its decoded text.
    pub fn of(page: &Page<'_>, decoded: Decoded<'_>, limits: &Limits) -> Positions {
        let ranges = match decoded.input {
            Input::Text => flat::origins(&flat::parse_within(decoded.text, limits), decoded.text),
            _ => ranges(decoded, limits),
        };
        let mut wanted: Vec<usize> =
            ranges.iter().flat_map(|(_, range)| [range.start, range.end]).collect();
        wanted.sort_unstable();
        wanted.dedup();
        let lines = lines(decoded.text, &wanted);
        let bytes = &page.bytes[..page.bytes.len().min(limits.max_bytes)];
        let offsets = byte_offsets(bytes, page.content_type.as_deref(), wanted.clone());
        let position = |(node, decoded): (NodeId, Range<usize>)| {
            let [start, end] =
                [decoded.start, decoded.end].map(|at| wanted.partition_point(|&w| w < at));
            let range = offsets.as_ref().map(|offsets| offsets[start]..offsets[end]);
            Position { node, decoded, place: Place { range, line: lines[start] } }
        };
        Positions(ranges.into_iter().map(position).collect())
    }

    /// The place of the texts from the first node to the last.
    pub fn between(&self, first: NodeId, last: NodeId) -> Option<Place> {
        let start = self.0.partition_point(|position| position.node < first);
        let end = self.0.partition_point(|position| position.node <= last);
        let found = self.0.get(start..end).filter(|found| !found.is_empty())?;
        let is_in_order = found.is_sorted_by(|a, b| a.decoded.end <= b.decoded.start);
        let starts = |position: &&Position| position.decoded.start;
        let first = found.iter().min_by_key(starts)?;
        let last = found.last().and_then(|last| last.place.range.as_ref());
        let range = first.place.range.as_ref().zip(last);
        let range = range.filter(|_| is_in_order).map(|(first, last)| first.start..last.end);
        Some(Place { range, line: first.place.line })
    }
}

/// The ranges in the decoded page of the text nodes that are not blank.
fn ranges(
    Decoded { text, syntax, .. }: Decoded<'_>,
    limits: &Limits,
) -> Vec<(NodeId, Range<usize>)> {
    let (dom, origins) = parse_with_origins(syntax, text, limits);
    let shown = dom.ids().filter(|&id| dom.is_text(id) && !is_blank(dom.text(id)));
    let trimmed = |range: Range<usize>| {
        let written = text.get(range.clone()).unwrap_or_default();
        let start = range.start + written.len() - written.trim_start().len();
        start..start + written.trim().len()
    };
    shown
        .filter_map(|id| Some((id, trimmed(origins.of(dom.text_range(id))?))))
        .filter(|(_, range)| !range.is_empty())
        .collect()
}

/// The numbers of the lines of ascending offsets.
fn lines(text: &str, offsets: &[usize]) -> Vec<usize> {
    let (mut at, mut line) = (0, 1);
    let number = |&offset: &usize| {
        line += text.as_bytes()[at..offset].iter().filter(|&&b| b == b'\n').count();
        at = offset;
        line
    };
    offsets.iter().map(number).collect()
}
