//! Which tables and headings are what they say: tables that hold data, and headings that hold a heading.

use crate::dom::{AttrName, Dom, NodeId, Span, Tag};
use crate::render::event::{Event, is_leaf, is_list};

/// A cell with more text than this is prose.
const MAX_CELL_BYTES: usize = 600;

/// What is counted of a table: cells with content, those among them that hold prose, and how much the largest holds.
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
    /// A grid has two columns, and two rows or a header; a table in it, prose in more than a quarter of its cells, or a cell with
    /// prose and most of the text shows that it is there for the looks.
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
            Event::Text(Span { len, .. }) | Event::Formula(Span { len, .. }, _) => {
                self.n_bytes += len as usize;
                self.n_table_bytes += len as usize;
            }
            _ => {}
        }
    }
}

/// The events without those that open and close layout tables, their rows, their cells and their captions.
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

/// The heading that an element is: `h1` to `h6`, or a box with that role and a level, 2 if it names none.
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

/// A heading that is being read.
pub(crate) struct Heading {
    pub id: NodeId,
    pub tag: Tag,
    /// Its texts with a word, in order.
    texts: Vec<NodeId>,
    /// The links in it that are open.
    links: Vec<NodeId>,
}

impl Heading {
    pub fn new(dom: &Dom, id: NodeId, tag: Tag) -> Self {
        let has_word = |id: &NodeId| dom.text(*id).contains(char::is_alphanumeric);
        Heading { id, tag, texts: dom.subtree(id).filter(has_word).collect(), links: Vec::new() }
    }

    pub fn open_link(&mut self, link: NodeId) {
        self.links.push(link);
    }

    pub fn close_link(&mut self) {
        self.links.pop();
    }

    /// Whether a text that comes now belongs to a link that shows no word, only a sign such as "#" or "¶", beside words of
    /// the heading.
    pub fn is_permalink(&self, dom: &Dom) -> bool {
        let Some(&link) = self.links.last() else { return false };
        let next = self.texts.get(self.texts.partition_point(|text| *text < link));
        !self.texts.is_empty() && next.is_none_or(|&text| text >= dom.end(link))
    }
}

/// Whether an element has a heading near its begin.
pub(crate) fn holds_heading(dom: &Dom, id: NodeId) -> bool {
    dom.subtree(id).take(16).any(|id| heading_tag(dom, id).is_some())
}

/// Whether a heading of the page holds just a heading. One that was never closed holds the article.
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
