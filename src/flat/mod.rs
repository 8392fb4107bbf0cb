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
pub(crate) use unit::Kind;
use words::WordList;
use writer::Writer;

/// A text as a tree, and what its lines looked like.
#[derive(Debug, Clone)]
pub(crate) struct Flat {
    pub dom: Dom,
    /// For each text node what is known of where it stood, in document order.
    pub pieces: Vec<Piece>,
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
    /// The piece's place in its paragraph.
    pub index: u32,
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

/// Reads a text. Never fails: every text has lines.
pub(crate) fn parse(text: &str) -> Flat {
    let mut lines = lines::lines(text);
    quote::strip(&mut lines);
    let (units, cuts_words) = collect::units(&lines);
    let mut writer = Writer::new(text.len(), cuts_words);
    for (number, unit) in (0..).zip(&units) {
        writer.unit(number, unit, &lines);
    }
    writer.finish()
}
