//! Tells data tables from layout tables, and headings from unclosed ones that hold the article.

use crate::dom::{AttrName, Dom, NodeId, Span, Tag};
use crate::render::event::{Event, is_leaf, is_list};

/// A cell with more bytes of text than this is prose.
const MAX_CELL_BYTES: usize = 600;

/// Statistics of a table: the number of cells with content, of prose cells, the size of the largest cell, and so on.
#[derive(Default)]
struct Shape {
    index: usize,
    n_rows: usize,
    n_cells: usize,
    n_prose: usize,
    max_cells_in_row: usize,
    n_cells_in_row: usize,
    n_leaves: usize,
    n_bytes: usize,
    n_table_bytes: usize,
    max_cell_bytes: usize,
    list_depth: usize,
    holds_table: bool,
    has_header: bool,
}

impl Shape {
    /// Whether a table is used for layout. A data table has at least two columns, and two rows or a header. It contains no
    /// table, has prose in at most a quarter of its cells, and no prose cell with most of the text.
    fn is_layout(&self) -> bool {
        let is_grid = (self.n_rows > 1 || self.has_header) && self.max_cells_in_row > 1;
        let is_one =
            self.max_cell_bytes > MAX_CELL_BYTES && self.max_cell_bytes * 2 > self.n_table_bytes;
        !is_grid || self.holds_table || self.n_prose * 4 > self.n_cells || is_one
    }

    fn count(&mut self, event: Event) {
        match event {
            Event::Open(Tag::Tr, _) => {
                self.n_rows += 1;
                self.n_cells_in_row = 0;
            }
            Event::Open(tag, _) if tag.is_cell() => {
                (self.n_leaves, self.n_bytes) = (0, 0);
                self.has_header |= tag == Tag::Th;
            }
            Event::Close(Tag::Td | Tag::Th) => {
                let has_content = usize::from(self.n_leaves > 0);
                self.n_cells += has_content;
                self.n_cells_in_row += has_content;
                self.max_cells_in_row = self.max_cells_in_row.max(self.n_cells_in_row);
                self.max_cell_bytes = self.max_cell_bytes.max(self.n_bytes);
                self.n_prose += usize::from(self.n_leaves > 2 || self.n_bytes > MAX_CELL_BYTES);
            }
            Event::Open(tag, _) if is_list(tag) => {
                self.n_leaves += 1;
                self.list_depth += 1;
            }
            Event::Close(tag) if is_list(tag) => self.list_depth -= 1,
            Event::Open(tag, _) if is_leaf(tag) && self.list_depth == 0 => {
                self.n_leaves += if tag == Tag::P { 1 } else { 2 };
            }
            Event::Text(Span { len, .. })
            | Event::Mark(Span { len, .. })
            | Event::Number(Span { len, .. })
            | Event::Formula(Span { len, .. }, _) => {
                self.n_bytes += len as usize;
                self.n_table_bytes += len as usize;
            }
            _ => {}
        }
    }
}

/// Removes the tags of layout tables, their rows, cells and captions from the events. Keeps the contents.
pub(crate) fn without_layout_tables(events: Vec<Event>) -> Vec<Event> {
    let mut is_layout = Vec::new();
    let mut open: Vec<Shape> = Vec::new();
    for &event in &events {
        match event {
            Event::Open(Tag::Table, _) => {
                if let Some(outer) = open.last_mut() {
                    outer.holds_table = true;
                }
                open.push(Shape { index: is_layout.len(), ..Shape::default() });
                is_layout.push(false);
            }
            Event::Close(Tag::Table) => {
                if let Some(shape) = open.pop() {
                    is_layout[shape.index] = shape.is_layout();
                }
            }
            _ => open.last_mut().into_iter().for_each(|shape| shape.count(event)),
        }
    }
    let mut tables = is_layout.into_iter();
    let mut open = Vec::new();
    let mut out = events;
    out.retain(|event| {
        use Tag::*;
        match event {
            Event::Open(Table, _) => {
                let is_layout = tables.next().unwrap_or(false);
                open.push(is_layout);
                !is_layout
            }
            Event::Close(Table) => !open.pop().unwrap_or(false),
            Event::Open(Thead | Tr | Td | Th | Caption, _)
            | Event::Close(Thead | Tr | Td | Th | Caption) => {
                !open.last().copied().unwrap_or(false)
            }
            _ => true,
        }
    });
    out
}

/// The heading tag of an element: its own, `h1` to `h6`, or that of its role `heading` and its `aria-level` (default 2).
pub(crate) fn heading_tag(dom: &Dom, id: NodeId) -> Option<Tag> {
    const LEVELS: [Tag; 6] = [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6];
    let tag = dom.tag(id);
    if tag.heading_level().is_some() {
        return Some(tag);
    }
    let is_box = matches!(tag, Tag::Div | Tag::P | Tag::Header | Tag::Custom);
    let is_heading = is_box
        && dom
            .attr(id, AttrName::Role)
            .is_some_and(|role| role.trim().eq_ignore_ascii_case("heading"));
    let level = || dom.attr(id, AttrName::AriaLevel).and_then(|level| level.trim().parse().ok());
    is_heading.then(|| LEVELS[level().unwrap_or(2_usize).clamp(1, 6) - 1])
}

/// An open heading.
pub(crate) struct Heading {
    pub id: NodeId,
    pub tag: Tag,
    /// Its texts with a letter or digit, in document order.
    texts: Vec<NodeId>,
    /// The open links in the heading.
    links: Vec<NodeId>,
}

impl Heading {
    pub fn new(dom: &Dom, id: NodeId, tag: Tag) -> Self {
        let has_word = |id: &NodeId| dom.text(*id).contains(char::is_alphanumeric);
        Heading { id, tag, texts: dom.shown(id).filter(has_word).collect(), links: Vec::new() }
    }

    pub fn open_link(&mut self, link: NodeId) {
        self.links.push(link);
    }

    pub fn close_link(&mut self) {
        self.links.pop();
    }

    /// Whether the next text belongs to a permalink: a link that shows only a sign such as "#" or "¶", in a heading that has
    /// words.
    pub fn is_permalink(&self, dom: &Dom) -> bool {
        let Some(&link) = self.links.last() else { return false };
        let next = self.texts.get(self.texts.partition_point(|text| *text < link));
        !self.texts.is_empty() && next.is_none_or(|&text| text >= dom.end(link))
    }
}

/// Whether one of the first 16 nodes of an element is a heading.
pub(crate) fn holds_heading(dom: &Dom, id: NodeId) -> bool {
    dom.subtree(id).take(16).any(|id| heading_tag(dom, id).is_some())
}

/// Whether a heading element contains only a heading. An unclosed one contains the article.
pub(crate) fn is_one_heading(dom: &Dom, id: NodeId) -> bool {
    let mut n_paragraphs = 0;
    dom.subtree(id).skip(1).all(|id| {
        let tag = dom.tag(id);
        n_paragraphs += usize::from(tag == Tag::P);
        let is_block =
            matches!(tag, Tag::Table | Tag::Pre | Tag::Blockquote | Tag::Dl | Tag::Figure);
        n_paragraphs < 2 && !is_block && !tag.is_list() && tag.heading_level().is_none()
    })
}
