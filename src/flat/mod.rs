//! Reconstructs a [`Dom`] from text that was already flattened: paragraphs, headings, lists and tables, from lines
//! alone.
//!
//! Without tags, the evidence is in lines, gaps, indentation, margins and the form of sentences. It is uncertain. Each
//! sentence of a paragraph is therefore a text node of its own, so that boilerplate can be separated from it, and the
//! layout of its lines is passed on as features.

mod lines;
mod repeat;
mod rule;
mod margin;
mod join;
mod quote;
mod mark;
mod table;
mod code;
mod unit;
mod page;
mod menu;
mod heading;
mod collect;
mod pieces;
mod titles;
mod writer;
mod origins;
pub(crate) mod words;

use crate::dom::{Dom, NodeId};
use crate::limits::{Limit, Limits, LimitsHit};
pub(crate) use origins::origins;
pub(crate) use unit::UnitKind;
use words::WordList;
use writer::FlatBuilder;

/// A text as a tree, with the layout of its lines.
#[derive(Debug, Clone)]
pub(crate) struct Flat {
    pub dom: Dom,
    /// The layout of each text node, in document order.
    pub pieces: Vec<Piece>,
    /// The limits that dropped text or cut a line.
    pub limits_hit: LimitsHit,
}

impl Flat {
    /// The words of all pieces.
    pub fn words(&self) -> WordList {
        WordList::new(self.pieces.iter().map(|piece| self.dom.text(piece.id)))
    }
}

/// The layout of a text node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    /// The text node.
    pub id: NodeId,
    /// The index of its paragraph.
    pub unit: u32,
    /// The number of empty lines before the paragraph.
    pub n_blank: u32,
    /// The indentation of the paragraph, in columns.
    pub indent: u32,
    /// The number of lines of the paragraph.
    pub n_lines: u32,
    /// The kind of the paragraph.
    pub kind: UnitKind,
    /// The number of equal paragraphs before it, and in total.
    pub n_before: u32,
    pub n_same: u32,
    /// The length of the run of short paragraphs that it belongs to.
    pub n_run: u32,
}

/// Parses a text with the default limits.
#[cfg(test)]
pub(crate) fn parse(text: &str) -> Flat {
    parse_within(text, &Limits::new())
}

/// Parses a text. Never fails: every text has lines.
pub(crate) fn parse_within(text: &str, limits: &Limits) -> Flat {
    let (mut lines, mut limits_hit) = lines::within(text, limits);
    quote::strip(&mut lines);
    let (units, cuts_words) = collect::units(&lines);
    let mut writer = FlatBuilder::new(text.len(), cuts_words, limits.max_blocks);
    for (number, unit) in (0..).zip(&units) {
        writer.unit(number, unit, &lines);
    }
    let (dom, pieces, is_cut) = writer.finish();
    limits_hit.insert_if(is_cut, Limit::Blocks);
    Flat { dom, pieces, limits_hit }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dom::Step;

    /// Whether the parser may drop a character: bullets, item numbers, rules, bars, fences, quotation marks, hyphens at
    /// line ends.
    fn may_go(c: char) -> bool {
        !c.is_alphabetic()
    }

    /// Whether a tree has the text of the input, except white space and droppable characters.
    fn keeps_text(text: &str) -> bool {
        let flat = parse_within(text, &Limits::new().with_max_line_bytes(30));
        let kept: String = flat.dom.ids().map(|id| flat.dom.text(id)).collect();
        let mut kept = kept.chars().filter(|c| !lines::is_space(*c)).peekable();
        let is_kept = |c: char| kept.next_if_eq(&c).is_some() || may_go(c);
        text.chars().filter(|c| !lines::is_space(*c)).all(is_kept) && kept.next().is_none()
    }

    fn shown(text: &str) -> String {
        let dom = parse(text).dom;
        let mut out = String::new();
        for step in dom.walk(NodeId::DOCUMENT, |_| true) {
            match step {
                Step::Open(id) if dom.depth(id) > 2 => out += &format!("<{}>", dom.tag(id).name()),
                Step::Text(id) => out += dom.text(id).trim_end(),
                Step::Close(id) if dom.depth(id) > 2 => {
                    out += &format!("</{}>", dom.tag(id).name())
                }
                _ => {}
            }
        }
        out
    }

    #[test]
    fn lists_are_nested() {
        assert_eq!(
            shown("- a\n  1. b\n  2. c\n- d\n\n  e\n\nf"),
            "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d<p>e</p></li></ul><p>f</p>"
        );
    }

    #[test]
    fn quotations_code_and_tables_become_elements() {
        assert_eq!(
            shown("> It rained.\n> > It did."),
            "<blockquote><p>It rained.</p></blockquote><blockquote><blockquote><p>It did.</p></blockquote></blockquote>"
        );
        assert_eq!(shown("```rust\nlet a;\n\n  b\n```"), "<pre><code>let a;\n\n  b</code></pre>");
        assert_eq!(
            shown("a | b\n--|--\nc | d"),
            "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td>d</td></tr></table>"
        );
        assert_eq!(shown("# A\n\nb\n\n---\n\nc"), "<h1>A</h1><p>b</p><hr></hr><p>c</p>");
    }

    proptest! {
        #[test]
        fn no_text_is_lost(text in "([a-zA-Zé中 ]{0,12}[-*.#>|1:,/ \t\n\r\u{ad}•—»]{0,4}){0,40}") {
            prop_assert!(keeps_text(&text));
        }

        #[test]
        fn no_text_panics(text in ".{0,200}", ends in prop::collection::vec(0..200usize, 0..20)) {
            let end = |(i, c)| if ends.contains(&i) { '\n' } else { c };
            parse(&text.chars().enumerate().map(end).collect::<String>());
        }
    }
}
