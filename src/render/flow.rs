//! What is kept, walked once and brought into normal form.

use crate::dom::{NodeId, Step, Tag};
use crate::render::event::{Context, Event, Flow, family, is_list, is_strict};
use crate::render::layout::{self, Heading};
use crate::render::{address, neighbours, steps};
use crate::text::trim_start;

/// Containers in each other beyond this are taken as not being there: no reader sees them, and every line
/// of Markdown carries the marks of all its containers.
const MAX_NESTING: usize = 48;

/// The events of what is kept.
pub(crate) fn flow(context: Context<'_>) -> Flow {
    let base =
        (context.links || context.images).then(|| address::Base::new(context.dom, context.url));
    let mut builder = Builder { base, ..Builder::new(context) };
    steps(context.dom, context.kept).for_each(|step| builder.step(step));
    let Flow { events, text } = builder.flow;
    let flow = Flow { events: layout::without_layout_tables(events), text };
    if context.links { neighbours::part(flow) } else { flow }
}

/// A container that is open on the page; its event comes with the first content in it.
struct Container {
    tag: Tag,
    node: NodeId,
    /// Whether an item that the page did not write was opened around a list.
    in_implied_item: bool,
    /// Of a row: cells without content since the last cell with content.
    empty_cells: Vec<NodeId>,
    /// Of a row: where the first child lies that has not been looked at.
    next_cell: NodeId,
}

struct Builder<'a> {
    context: Context<'a>,
    base: Option<address::Base>,
    flow: Flow,
    containers: Vec<Container>,
    /// How many of them are lists in lists, which stand in an item that the page did not write.
    n_implied: usize,
    n_open: usize,
    inlines: Vec<(Tag, NodeId)>,
    n_open_inlines: usize,
    /// The block elements that are open, in normal form or not.
    blocks: Vec<NodeId>,
    heading: Option<Heading>,
    pre: Option<(NodeId, String)>,
    /// The open leaf, and the item or definition that was implied around it.
    leaf: Option<(Tag, Option<Tag>)>,
    space: bool,
    n_breaks: usize,
}

impl<'a> Builder<'a> {
    fn new(context: Context<'a>) -> Self {
        Builder {
            context,
            base: None,
            flow: Flow::default(),
            containers: Vec::new(),
            n_implied: 0,
            n_open: 0,
            inlines: Vec::new(),
            n_open_inlines: 0,
            blocks: Vec::new(),
            heading: None,
            pre: None,
            leaf: None,
            space: false,
            n_breaks: 0,
        }
    }

    fn step(&mut self, step: Step) {
        let dom = self.context.dom;
        match step {
            Step::Text(_) if self.heading.as_ref().is_some_and(|h| h.is_permalink(dom)) => {
                self.space = true;
            }
            Step::Text(id) => match &mut self.pre {
                Some((_, text)) => text.push_str(dom.text(id)),
                None => self.text(dom.text(id)),
            },
            Step::Open(id) | Step::Close(id) if self.is_in_pre(id) => {
                if let Some((_, text)) = &mut self.pre {
                    let is_break = dom.tag(id) == Tag::Br && matches!(step, Step::Open(_));
                    if is_break
                        || dom.tag(id).is_block() && !text.is_empty() && !text.ends_with('\n')
                    {
                        text.push('\n');
                    }
                }
            }
            Step::Open(id) => self.open(id, dom.tag(id)),
            Step::Close(id) if matches!(dom.tag(id), Tag::Br | Tag::Hr | Tag::Img) => {}
            Step::Close(id) => self.close(id, dom.tag(id)),
        }
    }

    fn is_in_pre(&self, id: NodeId) -> bool {
        self.pre.as_ref().is_some_and(|(pre, _)| *pre != id)
    }

    fn open(&mut self, id: NodeId, tag: Tag) {
        match tag {
            Tag::Br if self.heading.is_some() => self.space = true,
            Tag::Br => self.n_breaks += usize::from(self.leaf.is_some()),
            Tag::Hr => self.rule(),
            Tag::Img => self.image(id),
            _ if !tag.is_block() => self.open_inline(id, tag),
            _ if self.heading.is_some() => self.space = true,
            _ => {
                self.end_leaf();
                self.blocks.push(id);
                if tag == Tag::Pre {
                    self.pre = Some((id, String::new()));
                } else if tag.heading_level().is_some() {
                    let dom = self.context.dom;
                    self.heading = layout::is_one_heading(dom, id).then(|| Heading::new(dom, id));
                } else if let Some(tag) = self.container(tag) {
                    self.push_container(tag, id);
                }
            }
        }
    }

    fn close(&mut self, id: NodeId, tag: Tag) {
        if !tag.is_block() {
            if let (Tag::A, Some(heading)) = (tag, &mut self.heading) {
                heading.close_link();
            }
            if self.inlines.last().is_some_and(|&(_, node)| node == id) {
                self.close_inlines(self.inlines.len() - 1);
                self.inlines.pop();
            }
            return;
        }
        if self.heading.as_ref().is_some_and(|heading| heading.id != id) {
            self.space = true;
            return;
        }
        self.end_leaf();
        self.heading = None;
        self.end_pre();
        self.blocks.pop();
        if self.containers.last().is_some_and(|frame| frame.node == id) {
            self.pop_container();
        }
    }

    fn open_inline(&mut self, id: NodeId, tag: Tag) {
        use Tag::*;
        if let (A, Some(heading)) = (tag, &mut self.heading) {
            heading.open_link(id);
        }
        let tag = match tag {
            B | Strong | I | Em | Code | Sub | Sup | Del | Ins | Q | Cite | Kbd | Mark => tag,
            S | Strike => Del,
            Tt | Samp => Code,
            A if self.context.links && self.link(id) => A,
            _ => return,
        };
        if !self.inlines.iter().any(|&(open, _)| open == Code || family(open) == family(tag)) {
            self.inlines.push((tag, id));
        }
    }

    fn link(&self, id: NodeId) -> bool {
        self.base.as_ref().is_some_and(|base| base.link(self.context.dom, id).is_some())
    }

    fn image(&mut self, id: NodeId) {
        let is_in_code = self.inlines.last().is_some_and(|&(tag, _)| tag == Tag::Code);
        let is_shown =
            self.base.as_ref().is_some_and(|base| base.image(self.context.dom, id).is_some());
        if self.context.images && is_shown && !is_in_code {
            self.begin_content();
            self.flow.events.push(Event::Image(id));
        }
    }

    fn rule(&mut self) {
        if self.heading.is_some() {
            self.space = true;
            return;
        }
        self.end_leaf();
        if !self.containers.last().is_some_and(|c| is_strict(c.tag)) {
            self.open_containers();
            self.flow.events.push(Event::Rule);
        }
    }

    fn text(&mut self, text: &str) {
        let words = trim_start(text);
        self.space |= words.len() < text.len();
        if !words.is_empty() {
            self.begin_content();
            self.space = self.flow.push_words(words);
        }
    }

    /// Makes a text or an image the next event: what is open on the page, and the space or break before it.
    fn begin_content(&mut self) {
        if self.n_breaks > 1 {
            self.end_leaf();
        }
        if self.leaf.is_none() {
            let (tag, node) = match &self.heading {
                Some(heading) => (self.context.dom.tag(heading.id), heading.id),
                None => (Tag::P, self.paragraph_node()),
            };
            self.begin_leaf(tag, node);
        } else if self.n_breaks == 1 {
            if self.inlines[..self.n_open_inlines].last().is_some_and(|&(tag, _)| tag == Tag::Code)
            {
                self.close_inlines(self.n_open_inlines - 1);
            }
            self.flow.events.push(Event::Break);
        } else if self.space {
            self.flow.push_text(" ");
        }
        (self.space, self.n_breaks) = (false, 0);
        self.open_inlines();
    }

    /// The element whose attributes belong to a paragraph that begins here.
    fn paragraph_node(&self) -> NodeId {
        let container = self.containers.last().map(|c| c.node);
        self.blocks.last().copied().filter(|&id| Some(id) != container).unwrap_or(NodeId::DOCUMENT)
    }

    fn begin_leaf(&mut self, tag: Tag, node: NodeId) {
        self.open_containers();
        let implied = match self.containers.last().map(|c| c.tag) {
            Some(Tag::Ul | Tag::Ol) => Some(Tag::Li),
            Some(Tag::Dl) => Some(Tag::Dd),
            _ => None,
        };
        if let Some(tag) = implied {
            self.flow.events.push(Event::Open(tag, NodeId::DOCUMENT));
        }
        self.flow.events.push(Event::Open(tag, node));
        self.leaf = Some((tag, implied));
    }

    fn end_leaf(&mut self) {
        if let Some((tag, implied)) = self.leaf.take() {
            self.close_inlines(0);
            self.flow.events.push(Event::Close(tag));
            self.flow.events.extend(implied.map(Event::Close));
        }
        (self.space, self.n_breaks) = (false, 0);
    }

    /// Writes a `pre` whose lines have no white space at their ends, without empty lines around them.
    fn end_pre(&mut self) {
        let Some((node, text)) = self.pre.take() else { return };
        let mut lines =
            text.split(['\n', '\r']).map(str::trim_end).skip_while(|line| line.is_empty());
        let Some(first) = lines.next() else { return };
        self.begin_leaf(Tag::Pre, node);
        self.flow.push_text(first);
        let mut n_newlines = 0;
        for line in lines {
            n_newlines += 1;
            if !line.is_empty() {
                (0..n_newlines).for_each(|_| self.flow.push_text("\n"));
                self.flow.push_text(line);
                n_newlines = 0;
            }
        }
        self.end_leaf();
    }

    /// Opens what is open on the page. Where an element of the same kind ended just here, it goes on.
    fn open_inlines(&mut self) {
        for i in self.n_open_inlines..self.inlines.len() {
            let (tag, node) = self.inlines[i];
            match self.flow.events.last() {
                Some(&Event::Close(last))
                    if family(last) == family(tag) && !matches!(tag, Tag::A | Tag::Q) =>
                {
                    self.flow.events.pop();
                    self.inlines[i].0 = last;
                }
                _ => self.flow.events.push(Event::Open(tag, node)),
            }
        }
        self.n_open_inlines = self.inlines.len();
    }

    /// Closes the inline elements that are open in the flow, but for the outermost `n_left`.
    fn close_inlines(&mut self, n_left: usize) {
        for i in (n_left..self.n_open_inlines).rev() {
            self.flow.events.push(Event::Close(self.inlines[i].0));
        }
        self.n_open_inlines = self.n_open_inlines.min(n_left);
    }

    /// The container that an element is in normal form; `None` if it only ends the text before it.
    fn container(&self, tag: Tag) -> Option<Tag> {
        use Tag::*;
        let parent = self.containers.last().map(|c| c.tag);
        let is_in_list = parent.is_some_and(is_list);
        let n_outer = self.containers.len() + self.n_implied;
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
            _ => None,
        }
    }

    fn push_container(&mut self, tag: Tag, node: NodeId) {
        self.skip_cells(node);
        let next_cell = NodeId::new(node.index() + 1);
        self.n_implied += usize::from(self.is_implied(tag));
        self.containers.push(Container {
            tag,
            node,
            in_implied_item: false,
            empty_cells: Vec::new(),
            next_cell,
        });
    }

    /// Whether an element in the innermost container stands in an item that the page did not write.
    fn is_implied(&self, tag: Tag) -> bool {
        is_list(tag) && self.containers.last().is_some_and(|outer| is_list(outer.tag))
    }

    /// Notes the cells of the innermost row that lie before `end` and are not kept.
    fn skip_cells(&mut self, end: NodeId) {
        let dom = self.context.dom;
        if let Some(row) = self.containers.last_mut().filter(|c| c.tag == Tag::Tr) {
            while row.next_cell < end {
                if dom.tag(row.next_cell).is_cell() {
                    row.empty_cells.push(row.next_cell);
                }
                row.next_cell = dom.end(row.next_cell);
            }
        }
    }

    fn pop_container(&mut self) {
        let end = self.containers.last().map_or(NodeId::DOCUMENT, |c| self.context.dom.end(c.node));
        self.skip_cells(end);
        let Some(container) = self.containers.pop() else { return };
        self.n_implied -= usize::from(self.is_implied(container.tag));
        if self.n_open > self.containers.len() {
            self.n_open -= 1;
            if let Some(parent) = self.containers.last_mut() {
                parent.next_cell = end;
            }
            write_empty(&mut self.flow, self.context, container.empty_cells);
            self.flow.events.push(Event::Close(container.tag));
            if container.in_implied_item {
                self.flow.events.push(Event::Close(Tag::Li));
            }
        }
    }

    /// Opens the containers that are open on the page.
    fn open_containers(&mut self) {
        for i in self.n_open..self.containers.len() {
            let tag = self.containers[i].tag;
            if let Some(parent) = i.checked_sub(1).map(|i| &mut self.containers[i]) {
                let cells = std::mem::take(&mut parent.empty_cells);
                if is_list(tag) && is_list(parent.tag) {
                    self.containers[i].in_implied_item = true;
                    match self.flow.events.last() {
                        Some(Event::Close(Tag::Li)) => drop(self.flow.events.pop()),
                        _ => self.flow.events.push(Event::Open(Tag::Li, NodeId::DOCUMENT)),
                    }
                }
                write_empty(&mut self.flow, self.context, cells);
            }
            self.flow.events.push(Event::Open(tag, self.containers[i].node));
        }
        self.n_open = self.containers.len();
    }
}

fn write_empty(flow: &mut Flow, context: Context<'_>, cells: Vec<NodeId>) {
    for cell in cells {
        let tag = context.dom.tag(cell);
        flow.events.extend([Event::Open(tag, cell), Event::Close(tag)]);
    }
}
