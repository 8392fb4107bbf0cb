//! Builds the flow: walks the kept nodes once and emits events in normal form.

mod inlines;

use crate::code::Code;
use crate::dom::{NodeId, Step, Tag};
use crate::emoji;
use crate::render::budget::{self, Budget};
use crate::render::containers::Containers;
use crate::render::event::{Context, Event, Flow, is_strict};
use crate::render::layout::{self, Heading};
use crate::render::notes::Notes;
use crate::render::origins::Origins;
use crate::render::picture::Pictures;
use crate::render::readings::Readings;
use crate::render::verbatim::Verbatim;
use crate::render::{address, email, lists, neighbours, quote, steps, title};
use crate::text::{trim_start, visible};

/// The events of the kept nodes, up to the budget of a rendering.
pub(crate) fn flow(context: Context<'_>) -> Flow {
    flow_with_origins(context).0
}

/// [`flow`], and where its texts come from.
pub(crate) fn flow_with_origins(context: Context<'_>) -> (Flow, Origins) {
    let code = Code::of(context.dom);
    let builder = Builder::of(context, &code);
    let Flow { events, text, .. } = builder.flow;
    let origins = Origins { texts: builder.origins, n_bytes: text.len() };
    let events = lists::in_normal_form(layout::without_layout_tables(events), &text);
    let mut flow = Flow { events, text, notes: builder.notes.into_linked() };
    flow.unlink_lost_notes();
    context.title.into_iter().for_each(|text| title::put_first(&mut flow, text));
    (if context.links { neighbours::part(flow) } else { flow }, origins)
}

/// Whether the budget of a rendering truncates the kept content.
pub(crate) fn is_cut(context: Context<'_>) -> bool {
    let is_spent = || Builder::of(context, &Code::of(context.dom)).budget.is_spent;
    budget::may_be_spent(context) && is_spent()
}

struct Builder<'a> {
    context: Context<'a>,
    budget: Budget,
    base: Option<address::Base>,
    code: &'a Code,
    flow: Flow,
    origins: Vec<(usize, NodeId)>,
    containers: Containers,
    inlines: Vec<(Tag, NodeId)>,
    n_open_inlines: usize,
    pictures: Pictures,
    /// The open block elements, in normal form or not.
    blocks: Vec<NodeId>,
    heading: Option<Heading>,
    pre: Option<Verbatim>,
    /// The open leaf, and the item or definition that was inserted around it.
    leaf: Option<(Tag, Option<Tag>)>,
    notes: Notes,
    /// The element whose rest is skipped.
    passed: Option<NodeId>,
    is_after_mark: bool,
    /// The number of a note that is not written yet.
    number: Option<String>,
    readings: Readings,
    space: bool,
    n_breaks: usize,
}

impl<'a> Builder<'a> {
    /// Walks the kept nodes until the budget is spent.
    fn of(context: Context<'a>, code: &'a Code) -> Self {
        let Context { dom, kept, url, .. } = context;
        let base = (context.links || context.images).then(|| address::Base::new(dom, url));
        let n_base = base.as_ref().map_or(0, address::Base::n_bytes);
        let mut builder = Builder { base, ..Builder::new(context, code) };
        for step in steps(dom, kept, code) {
            builder.shown_step(step);
            let n_containers = builder.containers.len();
            builder.budget.count(&builder.flow, dom, n_containers, n_base);
            if builder.budget.is_spent {
                builder.finish();
                break;
            }
        }
        builder
    }

    /// Closes all open elements.
    fn finish(&mut self) {
        self.end_leaf();
        self.end_pre();
        while self.containers.last().is_some() {
            self.containers.pop(&mut self.flow, self.context);
        }
    }

    fn new(context: Context<'a>, code: &'a Code) -> Self {
        Builder {
            context,
            budget: Budget::new(context.max_bytes),
            base: None,
            code,
            flow: Flow::default(),
            origins: Vec::new(),
            containers: Containers::default(),
            inlines: Vec::new(),
            n_open_inlines: 0,
            pictures: Pictures::default(),
            blocks: Vec::new(),
            heading: None,
            pre: None,
            leaf: None,
            notes: Notes::of(context),
            passed: None,
            is_after_mark: false,
            number: None,
            readings: Readings::default(),
            space: false,
            n_breaks: 0,
        }
    }

    /// Handles a step. Skips hidden elements, and writes note references and note numbers as such.
    fn shown_step(&mut self, step: Step) {
        let (Step::Open(id) | Step::Text(id) | Step::Close(id)) = step;
        if self.passed.is_some_and(|passed| self.context.dom.is_within(id, passed)) {
            return;
        }
        let Step::Open(_) = step else { return self.step(step) };
        if self.notes.is_unshown(id) {
            self.passed = Some(id);
            self.space = true;
        } else if self.pre.is_none() && self.label(id) {
            self.passed = Some(id);
        } else {
            self.step(step);
        }
    }

    /// Writes a note reference, or stores a note number, if the element shows one. Returns whether it does.
    fn label(&mut self, id: NodeId) -> bool {
        let text = NodeId::new(self.context.dom.end(id).index() - 1);
        let Some((mark, is_linked)) = self.notes.mark(id) else {
            let number = self.notes.number(id).map(|label| format!("[{label}]"));
            self.number = self.number.take().or(number.clone());
            number.iter().for_each(|_| self.note_origin(text));
            return number.is_some();
        };
        let label = format!("[{}]", mark.label);
        // The parser nests links only in tables. A note reference in a link ends that link.
        let link = self.inlines.iter().position(|&(tag, _)| tag == Tag::A);
        if let Some(link) = link.filter(|_| is_linked) {
            self.close_inlines(link);
            self.inlines.truncate(link);
        }
        self.begin_content();
        self.note_origin(text);
        if is_linked && !self.inlines.iter().any(|&(tag, _)| tag == Tag::Code) {
            let span = self.flow.push_label(&label);
            self.flow.events.push(Event::Mark(span));
        } else {
            self.flow.push_text(&label);
        }
        self.is_after_mark = true;
        true
    }

    /// Records the text node of the text that follows, if asked to.
    fn note_origin(&mut self, id: NodeId) {
        if self.context.origins {
            self.origins.push((self.flow.text.len(), id));
        }
    }

    fn step(&mut self, step: Step) {
        let dom = self.context.dom;
        if let Step::Text(id) = step {
            self.note_origin(id);
        }
        match step {
            Step::Text(_) if self.heading.as_ref().is_some_and(|h| h.is_permalink(dom)) => {
                self.space = true;
            }
            step if self.pre.as_ref().is_some_and(|pre| pre.holds(step)) => {
                self.pre.iter_mut().for_each(|pre| pre.add(dom, step));
            }
            Step::Text(id) if self.formula(id) => {}
            Step::Text(id) if self.code.breaks_lines(dom, id) => {
                for (i, line) in dom.text(id).split('\n').enumerate() {
                    (0..i.min(1)).for_each(|_| self.open(id, Tag::Br));
                    self.text(line);
                }
            }
            Step::Text(id) => self.text(&email::shown(dom, id)),
            Step::Open(id) if self.heading.is_none() && self.code.is_root(id) => {
                self.open(id, Tag::Pre)
            }
            Step::Open(id) => self.open(id, dom.tag(id)),
            Step::Close(id) if matches!(dom.tag(id), Tag::Br | Tag::Hr | Tag::Img) => {}
            Step::Close(id) if self.pre.is_some() => self.close(id, Tag::Pre),
            Step::Close(id) => self.close(id, dom.tag(id)),
        }
    }

    fn open(&mut self, id: NodeId, tag: Tag) {
        let dom = self.context.dom;
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
                    self.pre = Some(Verbatim::new(dom, self.code, id));
                } else if let Some(tag) = layout::heading_tag(dom, id) {
                    let is_one = layout::is_one_heading(dom, id);
                    self.heading = is_one.then(|| Heading::new(dom, id, tag));
                } else if tag == Tag::Summary && !layout::holds_heading(dom, id) {
                    self.push_inline(Tag::Strong, id);
                } else {
                    self.open_container(id, tag);
                }
            }
        }
    }

    fn open_container(&mut self, id: NodeId, tag: Tag) {
        let dom = self.context.dom;
        let is_note = self.notes.is_lone_note(id);
        let tag = if is_note { tag } else { quote::tag(dom, id) };
        if let Some(tag) = self.containers.accepted(tag, is_note) {
            self.containers.push(dom, tag, id);
            self.task(id, tag);
        }
    }

    fn close(&mut self, id: NodeId, tag: Tag) {
        if !tag.is_block() {
            if let (Tag::A, Some(heading)) = (tag, &mut self.heading) {
                heading.close_link();
            }
            let ends_reading = self.readings.close(self.context.dom, id);
            let is_open = self.inlines.last().is_some_and(|&(_, node)| node == id);
            if is_open {
                self.close_inlines(self.inlines.len() - 1);
                self.inlines.pop();
                self.space |= tag == Tag::Cite && self.flow.text.ends_with(':');
            }
            if ends_reading {
                self.close_reading(is_open);
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
        self.inlines.pop_if(|&mut (_, node)| node == id);
        self.blocks.pop();
        if self.containers.last().is_some_and(|(_, node)| node == id) {
            self.containers.pop(&mut self.flow, self.context);
        }
    }

    fn image(&mut self, id: NodeId) {
        if let Some(emoji) = emoji::of(self.context.dom, id) {
            return self.text(emoji);
        }
        let is_in_code = self.inlines.iter().any(|&(tag, _)| tag == Tag::Code);
        let base = self.base.as_ref().filter(|_| self.context.images && !is_in_code);
        if base.is_some_and(|base| self.pictures.admit(self.context.dom, base, id, &self.flow)) {
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
        if !self.containers.last().is_some_and(|(tag, _)| is_strict(tag)) {
            self.containers.open(&mut self.flow, self.context);
            self.flow.events.push(Event::Rule);
        }
    }

    fn text(&mut self, text: &str) {
        let text = visible(text);
        let words = trim_start(&text);
        self.space |= words.len() < text.len();
        if !words.is_empty() {
            let is_after_mark = std::mem::take(&mut self.is_after_mark);
            self.space |= is_after_mark && words.starts_with(char::is_alphanumeric);
            self.begin_content();
            self.space = self.flow.push_words(words);
        }
    }

    /// Writes the checkbox of a task list item.
    fn task(&mut self, id: NodeId, tag: Tag) {
        if let Some(mark) = lists::task(self.context.dom, id).filter(|_| tag == Tag::Li) {
            self.text(mark);
            self.space = true;
        }
    }

    /// Prepares for content: opens pending elements, and writes a pending space or line break.
    fn begin_content(&mut self) {
        let begins_reading = self.readings.begins();
        self.space &= !begins_reading;
        if self.n_breaks > 1 {
            self.end_leaf();
        }
        if self.leaf.is_none() {
            let (tag, node) = match &self.heading {
                Some(heading) => (heading.tag, heading.id),
                None => (Tag::P, self.paragraph_node()),
            };
            self.begin_leaf(tag, node);
        } else if self.n_breaks == 1 {
            let mut open = self.inlines[..self.n_open_inlines].iter();
            if let Some(code) = open.position(|&(tag, _)| tag == Tag::Code) {
                self.close_inlines(code);
            }
            self.flow.events.push(Event::Break);
        } else if self.space {
            self.flow.push_text(" ");
        }
        (self.space, self.n_breaks) = (false, 0);
        if let Some(number) = self.number.take() {
            let span = self.flow.push_label(&number);
            self.flow.events.push(Event::Number(span));
            self.flow.push_text(" ");
        }
        if begins_reading {
            self.open_reading();
        }
        self.open_inlines();
    }

    /// The element whose attributes apply to a paragraph that begins here.
    fn paragraph_node(&self) -> NodeId {
        let container = self.containers.last().map(|(_, node)| node);
        self.blocks.last().copied().filter(|&id| Some(id) != container).unwrap_or(NodeId::DOCUMENT)
    }

    fn begin_leaf(&mut self, tag: Tag, node: NodeId) {
        self.containers.open(&mut self.flow, self.context);
        let implied = match self.containers.last().map(|(tag, _)| tag) {
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
        if self.leaf.is_some() {
            self.end_reading();
        }
        if let Some((tag, implied)) = self.leaf.take() {
            self.close_inlines(0);
            self.flow.events.push(Event::Close(tag));
            self.flow.events.extend(implied.map(Event::Close));
        }
        (self.space, self.n_breaks) = (false, 0);
    }

    /// Writes a `pre` without blank lines at both ends.
    fn end_pre(&mut self) {
        let Some(pre) = self.pre.take() else { return };
        let node = pre.node;
        if let Some(text) = pre.into_text() {
            self.begin_leaf(Tag::Pre, node);
            self.flow.push_lines(self.budget.lines(&text, self.containers.len()));
            self.end_leaf();
        }
    }
}
