//! Renders CommonMark with GitHub's tables.

mod code;
mod inlines;

use crate::dom::{NodeId, Tag};
use crate::render::address::Base;
use crate::render::event::{Context, Event, Flow, is_leaf};
use crate::render::markdown_autolink as autolink;
use crate::render::markdown_container::{Container, Definitions, List};
use crate::render::markdown_emphasis::Emphasis;
use crate::render::markdown_escape::{PAIRED, TextContext, push_code, push_escaped};
use crate::render::markdown_formula::{has_dollar_pair, push_formula};
use crate::render::markdown_table::{CELL_BREAK, Table};
use crate::render::numbering::Numbering;
use crate::render::{admonition, flow, lists, scripts};

/// Renders the kept nodes as Markdown.
pub(crate) fn render(context: Context<'_>) -> String {
    let flow = scripts::written_out(flow::flow(context), context.dom);
    let mut writer = MarkdownWriter::new(context, &flow);
    for i in 0..flow.events.len() {
        writer.event(i);
    }
    writer.out
}

struct MarkdownWriter<'a> {
    context: Context<'a>,
    flow: &'a Flow,
    base: Base,
    out: String,
    /// The end of the last output that is not text. Text after it may contain autolinks.
    text_start: usize,
    /// Which of [`PAIRED`] occur in code that is not fenced.
    signs_in_code: [bool; PAIRED.len()],
    /// Whether a dollar sign in the open leaf or cell could start or end a formula.
    has_dollar_pair: bool,
    /// Text that is escaped when its end is known.
    pending: String,
    is_line_start: bool,
    /// Whether the line has only a number so far.
    is_after_number: bool,
    containers: Vec<Container>,
    lists: Vec<List>,
    /// The indices of events that open items indented by four spaces, because of code in them.
    wide_items: Vec<usize>,
    /// The last closed list: the number of containers around it, whether it is ordered, and its marker. A list directly after it
    /// needs another marker.
    last_list: Option<(usize, bool, char)>,
    is_tight: bool,
    needs_blank: bool,
    emphasis: Emphasis,
    leaf: Option<Tag>,
    is_in_term: bool,
    definitions: Definitions,
    is_in_code: bool,
    is_after_mark: bool,
    /// The start of the first word of a note in the output, until that word ends.
    note_word: Option<usize>,
    /// Whether the pending code is complete, unless more code follows directly.
    is_code_closed: bool,
    is_code_indented: bool,
    code_language: &'a str,
    link: Option<NodeId>,
    table: Option<Table>,
    /// Events before this index are skipped: an admonition's marker replaces them.
    passed: usize,
    /// Whether an admonition's marker is the last line, and a paragraph follows.
    is_after_kind: bool,
}

impl<'a> MarkdownWriter<'a> {
    fn new(context: Context<'a>, flow: &'a Flow) -> Self {
        MarkdownWriter {
            context,
            flow,
            base: Base::new(context.dom, context.url),
            out: String::new(),
            text_start: 0,
            signs_in_code: flow.signs_in_code(PAIRED),
            has_dollar_pair: false,
            pending: String::new(),
            is_line_start: false,
            is_after_number: false,
            containers: Vec::new(),
            lists: Vec::new(),
            wide_items: code::wide_items(flow),
            last_list: None,
            is_tight: false,
            needs_blank: false,
            emphasis: Emphasis::default(),
            leaf: None,
            is_in_term: false,
            definitions: Definitions::default(),
            is_in_code: false,
            is_code_closed: false,
            is_after_mark: false,
            note_word: None,
            is_code_indented: false,
            code_language: "",
            link: None,
            table: None,
            passed: 0,
            is_after_kind: false,
        }
    }

    fn event(&mut self, i: usize) {
        if i < self.passed {
            return;
        }
        match self.flow.events[i] {
            Event::Open(Tag::Pre, id) => self.open_pre(i, id),
            Event::Open(tag, _) if is_leaf(tag) => {
                if !self.is_in_cell() {
                    self.has_dollar_pair = has_dollar_pair(self.flow, i);
                }
                self.open_leaf(tag);
            }
            Event::Close(tag) if is_leaf(tag) => self.close_leaf(tag),
            Event::Open(tag, id) if tag.is_block() => self.open_container(i, tag, id),
            Event::Close(tag) if tag.is_block() => self.close_container(tag),
            Event::Open(tag, id) => self.open_inline(i, tag, id),
            Event::Close(tag) => self.close_inline(tag),
            Event::Text(span) if self.leaf == Some(Tag::Pre) => {
                self.code_block(self.flow.text(span))
            }
            Event::Text(span) => {
                if self.is_code_closed {
                    self.flush();
                }
                let text = self.flow.text(span);
                let is_after_number = i > 0 && matches!(self.flow.events[i - 1], Event::Number(_));
                self.pending.push_str(if is_after_number { text.trim_start() } else { text });
            }
            Event::Mark(span) => self.mark(self.flow.text(span)),
            Event::Number(_) => {}
            Event::Formula(span, is_display) => {
                self.flush();
                let is_in_cell = self.is_in_cell();
                self.end_text();
                push_formula(&mut self.out, self.flow.text(span), is_display, is_in_cell);
                self.text_start = self.out.len();
                (self.is_line_start, self.is_after_mark) = (false, false);
            }
            Event::Break => self.line_break(),
            Event::Image(id) => self.image(id),
            Event::Rule if !self.is_in_cell() => {
                self.begin_block();
                self.out.push_str("___");
            }
            Event::Rule => {}
        }
    }

    fn is_in_cell(&self) -> bool {
        self.table.as_ref().is_some_and(|table| table.is_in_cell)
    }

    fn open_leaf(&mut self, tag: Tag) {
        self.leaf = Some(tag);
        match &mut self.table {
            Some(table) if table.is_in_cell => {
                self.out.push_str(if self.out.len() > table.cell_start { CELL_BREAK } else { "" });
                return;
            }
            Some(table) => table.has_rows = false,
            None => {}
        }
        self.begin_block();
        self.is_line_start = true;
        if let Some(level) = tag.heading_level() {
            (0..level).for_each(|_| self.out.push('#'));
            self.out.push(' ');
        } else if tag == Tag::P && self.is_in_term {
            self.emphasis.open_always(&mut self.out, "**");
        }
    }

    fn close_leaf(&mut self, tag: Tag) {
        self.flush();
        self.leaf = None;
        if self.is_in_cell() {
            return;
        }
        if tag == Tag::P && self.is_in_term {
            self.out.push_str("**");
        } else if tag.heading_level().is_some() {
            let run = self.out.trim_end_matches('#').len();
            if run < self.out.len() && self.out[..run].ends_with(' ') {
                self.out.insert(run, '\\');
            }
        }
    }

    fn open_container(&mut self, i: usize, tag: Tag, id: NodeId) {
        match tag {
            Tag::Ul | Tag::Ol => self.open_list(i, tag, id),
            Tag::Li => {
                let Some(list) = self.lists.last_mut() else { return };
                let (marker, follows) = list.next_marker(self.context.dom, id);
                let note = self.flow.note(id).map(Container::note);
                self.needs_blank |= !follows || note.is_some();
                let is_wide = self.wide_items.binary_search(&i).is_ok();
                let marker = if is_wide { format!("{marker:<4}") } else { marker };
                self.containers.push(note.unwrap_or_else(|| Container::new(&marker)));
            }
            Tag::Aside => {
                self.containers.push(Container::note(self.flow.note(id).unwrap_or_default()))
            }
            Tag::Blockquote => {
                self.containers.push(Container::quote());
                self.open_note(i, id);
            }
            Tag::Dl => self.definitions.has_term = false,
            Tag::Dt => self.is_in_term = true,
            Tag::Dd if self.definitions.open() => self.containers.push(Container::new("  ")),
            Tag::Table => self.table = Some(Table::new(self.flow, &self.context, i)),
            Tag::Tr => {
                self.begin_block();
                self.table.iter().for_each(|table| table.open_row(&mut self.out));
            }
            Tag::Td | Tag::Th => {
                let dom = self.context.dom;
                self.has_dollar_pair = has_dollar_pair(self.flow, i);
                self.table.iter_mut().for_each(|table| table.open_cell(&mut self.out, dom, id));
            }
            _ => {}
        }
    }

    /// Writes the marker of an admonition, and skips a title that repeats it.
    fn open_note(&mut self, i: usize, id: NodeId) {
        let kind = admonition::kind(self.context.dom, id).filter(|_| !self.is_in_cell());
        let Some(kind) = kind else { return };
        self.begin_block();
        self.out.extend(["[!", kind, "]"]);
        self.passed = admonition::text_of(self.flow, i, kind);
        self.is_after_kind =
            matches!(self.flow.events.get(self.passed), Some(Event::Open(Tag::P, _)));
    }

    fn close_container(&mut self, tag: Tag) {
        match tag {
            Tag::Ul | Tag::Ol => {
                if let Some(list) = self.lists.pop() {
                    self.last_list = Some((self.containers.len(), tag == Tag::Ol, list.marker));
                }
                self.is_tight &= !self.lists.is_empty();
            }
            Tag::Li | Tag::Blockquote | Tag::Aside => drop(self.containers.pop()),
            Tag::Dl => self.definitions.has_term = false,
            Tag::Dt => (self.is_in_term, self.definitions.has_term) = (false, true),
            Tag::Dd if self.definitions.close() => drop(self.containers.pop()),
            Tag::Table => self.table = None,
            Tag::Tr => self.close_row(),
            Tag::Td | Tag::Th => {
                self.table.iter_mut().for_each(|table| table.close_cell(&mut self.out))
            }
            _ => {}
        }
    }

    fn close_row(&mut self) {
        if self.table.as_mut().is_some_and(|table| table.close_row(&mut self.out)) {
            self.new_line(true);
            self.table.iter().for_each(|table| table.push_delimiters(&mut self.out));
        }
    }

    fn open_list(&mut self, i: usize, tag: Tag, id: NodeId) {
        let (dom, events) = (self.context.dom, &self.flow.events);
        let numbering = (tag == Tag::Ol).then(|| Numbering::of(dom, events, i, id));
        let follows = self.last_list.filter(|&(n, is_ordered, _)| {
            (n, is_ordered) == (self.containers.len(), tag == Tag::Ol)
        });
        let marker = match (tag, follows.map(|(_, _, marker)| marker)) {
            (Tag::Ol, Some('.')) => ')',
            (Tag::Ol, _) => '.',
            (_, Some('-')) => '*',
            _ => '-',
        };
        if self.lists.is_empty() {
            self.is_tight = lists::is_tight(&self.flow.events, i);
        }
        self.needs_blank |= self.lists.is_empty() || numbering.is_some_and(|n| n.next() != 1);
        self.lists.push(List { numbering, marker, is_begun: false });
    }

    /// Starts the first line of a block, after a blank line unless it continues what is before it.
    fn begin_block(&mut self) {
        if self.is_in_cell() {
            return;
        }
        if self.last_list.is_some_and(|(n, ..)| n >= self.containers.len()) {
            self.last_list = None;
        }
        let goes_on = self.table.as_ref().is_some_and(|table| table.has_rows);
        if !self.out.is_empty() {
            let goes_on = std::mem::take(&mut self.is_after_kind) || goes_on;
            if !goes_on && (!self.is_tight || self.needs_blank) {
                self.new_line(false);
                self.out.truncate(self.out.trim_end_matches(' ').len());
            }
            self.out.push('\n');
        }
        self.needs_blank = false;
        self.write_prefixes(true);
    }

    fn new_line(&mut self, with_markers: bool) {
        self.out.push('\n');
        self.write_prefixes(with_markers);
    }

    /// Writes the line prefixes of the open containers. Without `with_markers`, stops at the first container whose marker is
    /// not written yet.
    fn write_prefixes(&mut self, with_markers: bool) {
        for container in &mut self.containers {
            match container.marker.take() {
                Some(marker) if with_markers => self.out.push_str(&marker),
                Some(marker) => {
                    container.marker = Some(marker);
                    break;
                }
                None => self.out.push_str(&container.prefix),
            }
        }
    }

    fn place(&self, is_line_start: bool) -> TextContext {
        let is_in_cell = self.is_in_cell();
        TextContext {
            is_line_start: is_line_start && !is_in_cell,
            is_in_heading: self.leaf.is_some_and(|leaf| leaf.heading_level().is_some()),
            is_in_cell,
            is_in_link: self.link.is_some(),
            is_in_linked_image: false,
            is_after_mark: false,
            is_after_number: self.is_after_number,
            text_start: self.text_start,
            is_beside_dollar: self.has_dollar_pair,
            signs_in_code: self.signs_in_code,
        }
    }

    /// Breaks an autolink at the end of the text, before other markup.
    fn end_text(&mut self) {
        self.text_start = autolink::break_up(&mut self.out, self.text_start);
    }

    /// Writes the pending text.
    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        self.part_note();
        let place = self.place(self.is_line_start);
        let is_after_mark = std::mem::take(&mut self.is_after_mark);
        // A paragraph that begins with a link would be read as a link reference definition.
        let is_definition = place.is_in_link && self.pending.contains("]:");
        if self.is_in_code && !is_definition {
            self.end_text();
            push_code(&mut self.out, &self.pending, place.is_in_cell);
            self.text_start = self.out.len();
        } else {
            let is_after_mark = is_after_mark && !place.is_line_start;
            let place = TextContext { is_after_mark, ..place };
            self.text_start = push_escaped(&mut self.out, &self.pending, place);
        }
        self.is_after_number = (place.is_line_start || place.is_after_number)
            && !(self.is_in_code || place.is_in_heading)
            && self.pending.bytes().all(|byte| byte.is_ascii_digit());
        self.pending.clear();
        self.is_line_start = false;
        self.is_in_code &= !std::mem::take(&mut self.is_code_closed);
    }
}
