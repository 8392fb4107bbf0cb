//! The open containers: lists, tables, quotes. A container is written when its first content is.

use crate::dom::{Dom, NodeId, Tag};
use crate::render::event::{Context, Event, Flow, is_list, is_strict};
use crate::render::icons;
use crate::text::visible;

/// The maximum number of nested containers; deeper ones are ignored. Each line of Markdown repeats the markers of all
/// its containers.
const MAX_NESTING: usize = 48;

/// An open container of the page.
struct Container {
    tag: Tag,
    node: NodeId,
    /// Whether a list item was inserted around this list, which is a direct child of a list.
    in_implied_item: bool,
    /// In a row: the empty cells since the last cell with content.
    empty_cells: Vec<NodeId>,
    /// In a row: the first child that is not examined yet.
    next_cell: NodeId,
}

/// The open containers, from the outermost to the innermost.
#[derive(Default)]
pub(crate) struct Containers {
    list: Vec<Container>,
    /// The number of lists directly in lists among these. Each gets an inserted item.
    n_implied: usize,
    /// The number of these whose `Event::Open` is written.
    n_open: usize,
}

impl Containers {
    /// The number of open containers.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// The innermost container.
    pub fn last(&self) -> Option<(Tag, NodeId)> {
        self.list.last().map(|container| (container.tag, container.node))
    }

    /// The container of an element in normal form; `None` if the element only ends the current paragraph.
    pub fn accepted(&self, tag: Tag, is_note: bool) -> Option<Tag> {
        use Tag::*;
        let parent = self.list.last().map(|c| c.tag);
        let is_in_list = parent.is_some_and(is_list);
        let n_outer = self.list.len() + self.n_implied;
        let may_begin = n_outer < MAX_NESTING && !parent.is_some_and(is_strict);
        match tag {
            Ul | Menu | Dir | Ol if may_begin || is_in_list && n_outer + 1 < MAX_NESTING => {
                Some(if tag == Ol { Ol } else { Ul })
            }
            Dl | Table | Blockquote | Figure if may_begin => Some(tag),
            Li if parent.is_some_and(is_list) => Some(tag),
            Dt | Dd if parent == Some(Dl) => Some(tag),
            Figcaption if parent == Some(Figure) => Some(tag),
            Caption | Thead if parent == Some(Table) => Some(tag),
            Tr if matches!(parent, Some(Table | Thead)) => Some(tag),
            Td | Th if parent == Some(Tr) => Some(tag),
            _ if is_note && may_begin => Some(Aside),
            _ => None,
        }
    }

    pub fn push(&mut self, dom: &Dom, tag: Tag, node: NodeId) {
        self.skip_cells(dom, node);
        let next_cell = NodeId::new(node.index() + 1);
        self.n_implied += usize::from(self.is_implied(tag));
        self.list.push(Container {
            tag,
            node,
            in_implied_item: false,
            empty_cells: Vec::new(),
            next_cell,
        });
    }

    /// Whether an element gets an inserted item: it is a list directly in a list.
    fn is_implied(&self, tag: Tag) -> bool {
        is_list(tag) && self.list.last().is_some_and(|outer| is_list(outer.tag))
    }

    /// Records the cells of the innermost row before `end` that are not kept.
    fn skip_cells(&mut self, dom: &Dom, end: NodeId) {
        if let Some(row) = self.list.last_mut().filter(|c| c.tag == Tag::Tr) {
            while row.next_cell < end {
                if dom.tag(row.next_cell).is_cell() {
                    row.empty_cells.push(row.next_cell);
                }
                row.next_cell = dom.end(row.next_cell);
            }
        }
    }

    /// Closes the innermost container.
    pub fn pop(&mut self, flow: &mut Flow, context: Context<'_>) {
        let end = self.list.last().map_or(NodeId::DOCUMENT, |c| context.dom.end(c.node));
        self.skip_cells(context.dom, end);
        let Some(container) = self.list.pop() else { return };
        self.n_implied -= usize::from(self.is_implied(container.tag));
        if self.n_open > self.list.len() {
            self.n_open -= 1;
            if let Some(parent) = self.list.last_mut() {
                parent.next_cell = end;
            }
            write_empty(flow, context, container.empty_cells);
            flow.events.push(Event::Close(container.tag));
            if container.in_implied_item {
                flow.events.push(Event::Close(Tag::Li));
            }
        }
    }

    /// Writes the `Event::Open` of all open containers that lack it.
    pub fn open(&mut self, flow: &mut Flow, context: Context<'_>) {
        for i in self.n_open..self.list.len() {
            let tag = self.list[i].tag;
            if let Some(parent) = i.checked_sub(1).map(|i| &mut self.list[i]) {
                let cells = std::mem::take(&mut parent.empty_cells);
                if is_list(tag) && is_list(parent.tag) {
                    self.list[i].in_implied_item = true;
                    match flow.events.last() {
                        Some(Event::Close(Tag::Li)) => drop(flow.events.pop()),
                        _ => flow.events.push(Event::Open(Tag::Li, NodeId::DOCUMENT)),
                    }
                }
                write_empty(flow, context, cells);
            }
            flow.events.push(Event::Open(tag, self.list[i].node));
        }
        self.n_open = self.list.len();
    }
}

/// Writes cells without text. An icon in a cell is written as its accessible name.
fn write_empty(flow: &mut Flow, context: Context<'_>, cells: Vec<NodeId>) {
    for cell in cells {
        let tag = context.dom.tag(cell);
        flow.events.push(Event::Open(tag, cell));
        if let Some(name) = icons::name(context.dom, cell) {
            flow.events.push(Event::Open(Tag::P, NodeId::DOCUMENT));
            flow.push_words(&visible(&name));
            flow.events.push(Event::Close(Tag::P));
        }
        flow.events.push(Event::Close(tag));
    }
}
