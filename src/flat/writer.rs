//! Writes units to a tree.

use super::Piece;
use super::join::{Joint, joint};
use super::lines::{Line, columns_before, is_space};
use super::pieces;
use super::table::cells;
use super::titles::Titles;
use super::unit::{Unit, UnitKind};
use crate::dom::{AttrName, Dom, DomBuilder, NodeId, Span, Tag};

/// An open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Quote,
    /// A list, with the indentation of its items and the number of the last one.
    List {
        tag: Tag,
        indent: u32,
        number: u32,
    },
    Item,
    Table,
}

/// The maximum depth of lists and of quotations; deeper ones are flattened.
const MAX_LISTS: usize = 8;
const MAX_QUOTES: u32 = 4;
/// The minimum width of a paragraph, in columns, that may be a whole page of titles and prose.
const MIN_PAGE: u32 = 1000;
/// The maximum number of empty lines kept between two lines of code.
const MAX_BLANK: u32 = 2;

pub(super) struct FlatBuilder {
    builder: DomBuilder,
    text: String,
    /// Attribute values.
    values: String,
    pieces: Vec<Piece>,
    max_pieces: usize,
    /// Whether the limit on pieces was exceeded.
    is_cut: bool,
    n_nodes: usize,
    open: Vec<Open>,
    /// Whether the text is hyphenated.
    cuts_words: bool,
    /// Reusable buffers for the byte offsets of sentences and pieces.
    sentences: Vec<usize>,
    cuts: Vec<usize>,
    titles: Titles,
}

impl FlatBuilder {
    pub fn new(n_bytes: usize, cuts_words: bool, max_pieces: usize) -> Self {
        let mut writer = FlatBuilder {
            builder: DomBuilder::with_capacity(n_bytes / 20, 0),
            text: String::with_capacity(n_bytes),
            values: String::new(),
            pieces: Vec::with_capacity(n_bytes / 100),
            max_pieces,
            is_cut: false,
            n_nodes: 1,
            open: Vec::new(),
            cuts_words,
            sentences: Vec::new(),
            cuts: Vec::new(),
            titles: Titles::default(),
        };
        writer.begin(Tag::Html);
        writer.begin(Tag::Head);
        writer.builder.close();
        writer.begin(Tag::Body);
        writer
    }

    /// The tree, its pieces, and whether the limit on pieces was exceeded.
    pub fn finish(self) -> (Dom, Vec<Piece>, bool) {
        (self.builder.finish(self.text, self.values), self.pieces, self.is_cut)
    }

    pub fn unit(&mut self, number: u32, unit: &Unit<'_>, lines: &[Line<'_>]) {
        let Some(first) = lines.get(unit.lines.start) else { return };
        if self.is_cut {
            return;
        }
        self.quotes(first);
        let tag = match unit.kind {
            UnitKind::Row | UnitKind::HeadRow => return self.row(number, unit, first),
            UnitKind::Code => return self.code(number, unit, &lines[unit.lines.clone()]),
            UnitKind::Rule => {
                self.close_to_quotes();
                Tag::Hr
            }
            UnitKind::Item | UnitKind::NumberedItem => {
                if unit.text.is_empty() && unit.lines.len() == 1 {
                    return;
                }
                self.item(unit, first);
                self.text_of(number, unit, lines);
                return;
            }
            UnitKind::Heading => {
                self.close_to_quotes();
                [Tag::H2, Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6]
                    [(unit.level as usize).min(6)]
            }
            _ => {
                self.leave_lists(first);
                Tag::P
            }
        };
        self.begin(tag);
        if tag != Tag::Hr {
            self.text_of(number, unit, lines);
        }
        self.builder.close();
    }

    fn begin(&mut self, tag: Tag) {
        self.builder.open(tag, std::iter::empty());
        self.n_nodes += 1;
    }

    fn begin_open(&mut self, tag: Tag, open: Open) {
        self.begin(tag);
        self.open.push(open);
    }

    fn close_last(&mut self) {
        if self.open.pop().is_some() {
            self.builder.close();
        }
    }

    /// Opens and closes quotations to match the level of a line.
    fn quotes(&mut self, line: &Line<'_>) {
        let n_open = self.open.iter().filter(|open| **open == Open::Quote).count();
        let wanted = line.n_quotes.min(MAX_QUOTES) as usize;
        if n_open == wanted {
            return;
        }
        while !self.open.is_empty() {
            self.close_last();
        }
        (0..wanted).for_each(|_| self.begin_open(Tag::Blockquote, Open::Quote));
    }

    /// Closes lists and tables, up to the innermost quotation.
    fn close_to_quotes(&mut self) {
        while self.open.last().is_some_and(|open| *open != Open::Quote) {
            self.close_last();
        }
    }

    /// Closes tables, and lists unless the line is indented below an item.
    fn leave_lists(&mut self, line: &Line<'_>) {
        while let Some(last) = self.open.last() {
            match last {
                Open::Quote => return,
                Open::Item => {
                    let list = self.open.iter().rev().find_map(|open| match open {
                        Open::List { indent, .. } => Some(*indent),
                        _ => None,
                    });
                    if list.is_some_and(|indent| line.indent > indent + 1) {
                        return;
                    }
                }
                Open::List { .. } | Open::Table => {}
            }
            self.close_last();
        }
    }

    /// Opens a list item, in a nested list if it is indented deeper.
    fn item(&mut self, unit: &Unit<'_>, line: &Line<'_>) {
        let tag = if unit.kind == UnitKind::Item { Tag::Ul } else { Tag::Ol };
        let n_lists = self.open.iter().filter(|open| matches!(open, Open::List { .. })).count();
        let mut is_new = true;
        while let Some(&last) = self.open.last() {
            match last {
                Open::Quote => break,
                Open::Item if self.list_indent() + 1 < line.indent && n_lists < MAX_LISTS => break,
                Open::List { tag: of, indent, number } => {
                    let is_same = of == tag
                        && indent <= line.indent + 1
                        && (unit.number == 0 || unit.number >= number);
                    if is_same {
                        is_new = false;
                        break;
                    }
                }
                _ => {}
            }
            self.close_last();
        }
        if is_new {
            self.begin_list(tag, unit.number);
            self.open.push(Open::List { tag, indent: line.indent, number: unit.number });
        } else if let Some(Open::List { number, .. }) = self.open.last_mut() {
            *number = unit.number;
        }
        self.begin_open(Tag::Li, Open::Item);
    }

    /// The indentation of the innermost list.
    fn list_indent(&self) -> u32 {
        let of = |open: &Open| match open {
            Open::List { indent, .. } => Some(*indent),
            _ => None,
        };
        self.open.iter().rev().find_map(of).unwrap_or(0)
    }

    /// Begins a list, with a `start` attribute if it does not begin at 1.
    fn begin_list(&mut self, tag: Tag, number: u32) {
        let start = self.values.len();
        if tag == Tag::Ol && number != 1 {
            self.values.push_str(&number.to_string());
        }
        let span = Span::new(start, self.values.len());
        self.builder.open(tag, (span.len > 0).then_some((AttrName::Start, span)).into_iter());
        self.n_nodes += 1;
    }

    fn row(&mut self, number: u32, unit: &Unit<'_>, line: &Line<'_>) {
        if line.is_apart || self.open.last() != Some(&Open::Table) {
            self.close_to_quotes();
            self.begin_open(Tag::Table, Open::Table);
        }
        self.begin(Tag::Tr);
        let tag = if unit.kind == UnitKind::HeadRow { Tag::Th } else { Tag::Td };
        for cell in cells(unit.text, unit.cells) {
            self.begin(tag);
            let start = self.text.len();
            self.text.push_str(cell);
            self.cut(start, number, unit, line);
            self.builder.close();
        }
        self.builder.close();
    }

    /// Writes code with its line ends and indentation, except the common indentation.
    fn code(&mut self, number: u32, unit: &Unit<'_>, lines: &[Line<'_>]) {
        self.close_to_quotes();
        let Some(first) = lines.first() else { return };
        let span = Span::new(self.values.len(), self.values.len() + unit.text.len());
        self.values.push_str(unit.text);
        self.builder
            .open(Tag::Pre, (span.len > 0).then_some((AttrName::DataLang, span)).into_iter());
        self.n_nodes += 1;
        self.begin(Tag::Code);
        let common = lines.iter().map(|line| line.indent).min().unwrap_or(0);
        let start = self.text.len();
        for (i, line) in lines.iter().enumerate() {
            let n_ends = if i == 0 { 0 } else { 1 + line.n_blank.min(MAX_BLANK) };
            (0..n_ends).for_each(|_| self.text.push('\n'));
            let is_before = |&(at, _): &(usize, char)| columns_before(&line.whole[..at]) < common;
            let head =
                line.whole.char_indices().take_while(|(_, c)| is_space(*c)).take_while(is_before);
            let skipped = head.map(|(_, c)| c.len_utf8()).sum::<usize>();
            self.text.push_str(&line.whole[skipped..]);
        }
        let end = self.text.len();
        self.piece(start..end, number, unit, first);
        self.builder.close();
        self.builder.close();
    }

    /// Writes the text of a unit with its lines joined.
    fn text_of(&mut self, number: u32, unit: &Unit<'_>, lines: &[Line<'_>]) {
        let start = self.text.len();
        self.text.push_str(unit.text);
        let rest = unit.lines.start + 1..unit.lines.end;
        for (i, line) in rest.clone().zip(&lines[rest]) {
            if unit.skipped.contains(&i) {
                continue;
            }
            match joint(&self.text[start..], line.text, self.cuts_words) {
                Joint::Space => self.text.push(' '),
                Joint::Nothing => {}
                Joint::Hyphen => drop(self.text.pop()),
            }
            self.text.push_str(line.text);
        }
        self.cut(start, number, unit, &lines[unit.lines.start]);
    }

    /// Writes the text from `start` on as one text node per sentence.
    fn cut(&mut self, start: usize, number: u32, unit: &Unit<'_>, line: &Line<'_>) {
        let text = &self.text[start..];
        pieces::cuts(text, &mut self.sentences);
        self.sentences.push(text.len());
        self.cuts.clear();
        for pair in self.sentences.windows(2) {
            self.cuts.push(pair[0]);
            if unit.width >= MIN_PAGE {
                self.titles.cuts(&text[pair[0]..pair[1]], pair[0], &mut self.cuts);
            }
        }
        self.cuts.push(text.len());
        let cuts = std::mem::take(&mut self.cuts);
        for pair in cuts.windows(2) {
            self.piece(start + pair[0]..start + pair[1], number, unit, line);
        }
        self.cuts = cuts;
    }

    fn piece(
        &mut self,
        place: std::ops::Range<usize>,
        number: u32,
        unit: &Unit<'_>,
        line: &Line<'_>,
    ) {
        if self.text[place.clone()].trim().is_empty() {
            return;
        }
        if self.pieces.len() >= self.max_pieces {
            self.is_cut = true;
            return;
        }
        self.builder.text(Span::new(place.start, place.end));
        self.pieces.push(Piece {
            id: NodeId::new(self.n_nodes),
            unit: number,
            n_blank: line.n_blank,
            indent: line.indent,
            n_lines: unit.lines.len() as u32,
            kind: unit.kind,
            n_before: unit.n_before,
            n_same: unit.n_same,
            n_run: unit.n_run,
        });
        self.n_nodes += 1;
    }
}
