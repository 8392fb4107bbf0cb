//! Text that somebody already flattened to [`Dom`]: paragraphs, headings, lists and tables, from lines alone.
//!
//! Where a page's structure went, lines, gaps, margins and the shape of sentences are what is left of it. They are
//! evidence, not truth: each sentence of a paragraph is a text node of its own, so that boilerplate which was glued to
//! it can still be told apart, and what each line looked like goes on to the features.

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
pub(crate) mod words;

use crate::dom::{Dom, NodeId};
use crate::limits::{Cut, Limit, Limits};
pub(crate) use unit::Kind;
use words::WordList;
use writer::Writer;

/// A text as a tree, and what its lines looked like.
#[derive(Debug, Clone)]
pub(crate) struct Flat {
    pub dom: Dom,
    /// For each text node what is known of where it stood, in document order.
    pub pieces: Vec<Piece>,
    /// Which limits kept text out, or cut a line in two.
    pub cut: Cut,
}

impl Flat {
    /// The words of all pieces.
    pub fn words(&self) -> WordList {
        WordList::new(self.pieces.iter().map(|piece| self.dom.text(piece.id)))
    }
}

/// What is known of a piece of text besides its words.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    /// The text node.
    pub id: NodeId,
    /// The number of its paragraph.
    pub unit: u32,
    /// Empty lines before the paragraph.
    pub n_blank: u32,
    /// Columns before the paragraph.
    pub indent: u32,
    /// Lines that were joined to make it.
    pub n_lines: u32,
    /// What the paragraph is by its shape.
    pub kind: Kind,
    /// How many equal paragraphs stand before it, and how many there are.
    pub n_before: u32,
    pub n_same: u32,
    /// How many short paragraphs stand one below the other where it is one of them.
    pub n_run: u32,
}

/// Reads a text with the default limits.
#[cfg(test)]
pub(crate) fn parse(text: &str) -> Flat {
    parse_within(text, &Limits::new())
}

/// Reads a text. Never fails: every text has lines.
pub(crate) fn parse_within(text: &str, limits: &Limits) -> Flat {
    let (mut lines, mut cut) = lines::within(text, limits);
    quote::strip(&mut lines);
    let (units, cuts_words) = collect::units(&lines);
    let mut writer = Writer::new(text.len(), cuts_words, limits.max_blocks);
    for (number, unit) in (0..).zip(&units) {
        writer.unit(number, unit, &lines);
    }
    let (dom, pieces, is_cut) = writer.finish();
    cut.insert_if(is_cut, Limit::Blocks);
    Flat { dom, pieces, cut }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::dom::Step;

    /// Bullets, numbers of items, rules, bars, fences and marks of quotation may go, and hyphens at the margin.
    fn may_go(c: char) -> bool {
        !c.is_alphabetic()
    }

    /// Whether the text of a tree is that of the page, but for white space and what may go.
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
    fn lists_stand_in_lists() {
        assert_eq!(
            shown("- a\n  1. b\n  2. c\n- d\n\n  e\n\nf"),
            "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d<p>e</p></li></ul><p>f</p>"
        );
    }

    #[test]
    fn quotations_code_and_tables_have_their_elements() {
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
        fn nothing_fails(text in ".{0,200}", ends in prop::collection::vec(0..200usize, 0..20)) {
            let end = |(i, c)| if ends.contains(&i) { '\n' } else { c };
            parse(&text.chars().enumerate().map(end).collect::<String>());
        }
    }
}
