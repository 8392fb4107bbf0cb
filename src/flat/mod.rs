//! Text that somebody already flattened to [`Dom`]: paragraphs, headings, lists and tables, from lines alone.
//!
//! Where a page's structure went, lines, gaps, margins and the shape of sentences are what is left of it. They are
//! evidence, not truth: each sentence of a paragraph is a text node of its own, so that boilerplate which was glued to
//! it can still be told apart, and what each line looked like goes on to the features.

mod lines;
mod pieces;
mod shape;
pub(crate) mod words;

use crate::dom::{Dom, DomBuilder, NodeId, Span, Tag};
use crate::text::is_unspaced;
use lines::{Line, lines, wrap_width};
use shape::{Kind, Unit};
use words::WordList;

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
}

/// Reads a text. Never fails: every text has lines.
pub(crate) fn parse(text: &str) -> Flat {
    let lines = lines(text);
    let wrap = wrap_width(&lines);
    let units = shape::units(&lines, wrap);
    let mut writer = Writer::new(text.len());
    for (i, unit) in units.iter().enumerate() {
        writer.unit(i as u32, unit, &lines);
    }
    writer.finish()
}

/// A paragraph of fewer bytes is what somebody wrote, not lines run together.
const MIN_GLUED: usize = 600;

struct Writer {
    builder: DomBuilder,
    text: String,
    pieces: Vec<Piece>,
    n_nodes: usize,
    /// The lists and tables that are open.
    open: Vec<Tag>,
    /// One line's text, and where it is cut; kept to save allocations.
    line: String,
    cuts: Vec<usize>,
    more_cuts: Vec<usize>,
}

impl Writer {
    fn new(n_bytes: usize) -> Self {
        let mut writer = Writer {
            builder: DomBuilder::new(),
            text: String::with_capacity(n_bytes),
            pieces: Vec::new(),
            n_nodes: 1,
            open: Vec::new(),
            line: String::new(),
            cuts: Vec::new(),
            more_cuts: Vec::new(),
        };
        writer.begin(Tag::Html);
        writer.begin(Tag::Head);
        writer.builder.close();
        writer.begin(Tag::Body);
        writer
    }

    fn begin(&mut self, tag: Tag) {
        self.builder.open(tag, std::iter::empty());
        self.n_nodes += 1;
    }

    fn unit(&mut self, number: u32, unit: &Unit<'_>, lines: &[Line<'_>]) {
        self.container(unit.kind.container());
        match unit.kind {
            Kind::Row => {
                self.begin(Tag::Tr);
                let first = &lines[unit.lines.start];
                for (i, cell) in shape::cells(first.text).enumerate() {
                    self.begin(Tag::Td);
                    self.line.clear();
                    self.line.push_str(cell);
                    self.pieces_of(number, i as u32, unit, first);
                    self.builder.close();
                }
                self.builder.close();
            }
            kind => {
                self.begin(kind.tag());
                self.join(unit, lines);
                self.pieces_of(number, 0, unit, &lines[unit.lines.start]);
                self.builder.close();
            }
        }
    }

    /// Opens and closes lists and tables so that `wanted` is the one around what comes.
    fn container(&mut self, wanted: Option<Tag>) {
        if self.open.last().copied() == wanted {
            return;
        }
        while self.open.pop().is_some() {
            self.builder.close();
        }
        if let Some(tag) = wanted {
            self.begin(tag);
            self.open.push(tag);
        }
    }

    /// The lines of a paragraph in one.
    fn join(&mut self, unit: &Unit<'_>, lines: &[Line<'_>]) {
        self.line.clear();
        for (i, line) in lines[unit.lines.clone()].iter().enumerate() {
            let text = if i == 0 { unit.text } else { line.text };
            let ends = self.line.chars().next_back();
            let is_tight = ends.is_some_and(is_unspaced) && text.starts_with(is_unspaced)
                || text.starts_with([',', '.', ';', ':', '!', '?', ')', '”', '’', '%'])
                || ends.is_some_and(|c| matches!(c, '(' | '[' | '“' | '‘' | '-' | '/'));
            if !is_tight && !self.line.is_empty() {
                self.line.push(' ');
            }
            self.line.push_str(text);
        }
    }

    /// Writes the text of `self.line` as a text node for each sentence.
    fn pieces_of(&mut self, unit: u32, index: u32, whole: &Unit<'_>, first: &Line<'_>) {
        let line = std::mem::take(&mut self.line);
        pieces::cuts(&line, &mut self.cuts);
        self.cuts.push(line.len());
        self.more_cuts.clear();
        for pair in self.cuts.windows(2) {
            self.more_cuts.push(pair[0]);
            if line.len() >= MIN_GLUED {
                pieces::title_cuts(&line[pair[0]..pair[1]], pair[0], &mut self.more_cuts);
            }
        }
        self.more_cuts.push(line.len());
        for (i, pair) in self.more_cuts.windows(2).enumerate() {
            let text = &line[pair[0]..pair[1]];
            if text.trim().is_empty() {
                continue;
            }
            let start = self.text.len();
            self.text.push_str(text);
            self.builder.text(Span::new(start, self.text.len()));
            self.pieces.push(Piece {
                id: NodeId::new(self.n_nodes),
                unit,
                index: index + i as u32,
                n_blank: first.n_blank,
                indent: first.indent,
                n_lines: whole.lines.len() as u32,
            });
            self.n_nodes += 1;
        }
        self.line = line;
    }

    fn finish(self) -> Flat {
        Flat { dom: self.builder.finish(self.text), pieces: self.pieces }
    }
}
