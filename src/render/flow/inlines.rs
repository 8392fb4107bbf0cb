//! Writes inline elements to the flow.

use super::Builder;
use crate::dom::{NodeId, Tag};
use crate::render::event::{Event, family, inline, is_of_reading, may_hold};

impl Builder<'_> {
    pub(super) fn open_inline(&mut self, id: NodeId, tag: Tag) {
        // Annotations are not nested: parsers would close the outer one.
        let is_reading = |&(open, _): &(Tag, NodeId)| matches!(open, Tag::Rp | Tag::Rt);
        if is_of_reading(tag) && self.inlines.iter().any(is_reading) {
            return;
        }
        self.readings.open(self.context.dom, id);
        if let (Tag::A, Some(heading)) = (tag, &mut self.heading) {
            heading.open_link(id);
        }
        let is_link = tag == Tag::A && self.context.links && self.link(id);
        if let Some(tag) = inline(tag).or(is_link.then_some(Tag::A)) {
            self.push_inline(tag, id);
        }
    }

    /// Opens an inline element, if the open ones may contain it.
    pub(super) fn push_inline(&mut self, tag: Tag, id: NodeId) {
        let is_in = |outer| self.inlines.iter().any(|&(open, _)| open == outer);
        let is_stray = matches!(tag, Tag::Rt | Tag::Rp) && (!is_in(Tag::Ruby) || is_in(Tag::Rt));
        if !is_stray && self.inlines.iter().all(|&(open, _)| may_hold(open, tag)) {
            self.inlines.push((tag, id));
        }
    }

    fn link(&self, id: NodeId) -> bool {
        self.base.as_ref().is_some_and(|base| base.link(self.context.dom, id).is_some())
    }

    /// Writes a text as a formula, if it is one and not in code. Returns whether it is.
    pub(super) fn formula(&mut self, text: NodeId) -> bool {
        let dom = self.context.dom;
        let math = dom.parent(text).filter(|&parent| dom.tag(parent) == Tag::Math);
        let Some(math) = math else { return false };
        if self.inlines.iter().any(|&(tag, _)| tag == Tag::Code) {
            return false;
        }
        if !dom.text(text).is_empty() {
            self.is_after_mark = false;
            self.begin_content();
            self.flow.push_formula(dom.text(text), dom.is_display(math));
        }
        true
    }

    /// Writes the parenthesis before a ruby annotation, after opening the elements around it.
    pub(super) fn open_reading(&mut self) {
        let is_reading = |&(tag, _): &(Tag, NodeId)| tag == Tag::Rt;
        let at = self.inlines.iter().rposition(is_reading).unwrap_or(self.inlines.len());
        let inner = self.inlines.split_off(at.max(self.n_open_inlines));
        self.open_inlines();
        self.parenthesis("(", !inner.is_empty());
        self.inlines.extend(inner);
    }

    /// Writes the parenthesis after a ruby annotation.
    pub(super) fn close_reading(&mut self, has_element: bool) {
        if self.leaf.is_some() {
            self.parenthesis(")", has_element);
            self.space = false;
        }
    }

    /// Closes a ruby annotation that the end of its paragraph interrupts. It does not go on in the next one.
    pub(super) fn end_reading(&mut self) {
        let at = self.inlines.iter().rposition(|&(tag, _)| tag == Tag::Rt);
        if self.readings.end_leaf() {
            self.close_inlines(at.unwrap_or(self.inlines.len()));
            self.close_reading(at.is_some());
        }
        if at.is_some() {
            self.close_inlines(0);
            self.inlines.retain(|&(tag, _)| !is_of_reading(tag));
        }
    }

    fn parenthesis(&mut self, text: &str, has_element: bool) {
        if has_element {
            self.flow.events.push(Event::Open(Tag::Rp, NodeId::DOCUMENT));
            self.flow.push_text(text);
            self.flow.events.push(Event::Close(Tag::Rp));
        } else {
            self.flow.push_text(text);
        }
    }

    /// Writes the opening events of open inline elements. If an element of the same kind just ended, continues it instead.
    pub(super) fn open_inlines(&mut self) {
        for i in self.n_open_inlines..self.inlines.len() {
            let (tag, node) = self.inlines[i];
            match self.flow.events.last() {
                Some(&Event::Close(last))
                    if family(last) == family(tag)
                        && !matches!(tag, Tag::A | Tag::Q)
                        && !is_of_reading(tag) =>
                {
                    self.flow.events.pop();
                    self.inlines[i].0 = last;
                }
                _ => self.flow.events.push(Event::Open(tag, node)),
            }
        }
        self.n_open_inlines = self.inlines.len();
    }

    /// Closes the written inline elements except for the outermost `n_left`.
    pub(super) fn close_inlines(&mut self, n_left: usize) {
        for i in (n_left..self.n_open_inlines).rev() {
            self.flow.events.push(Event::Close(self.inlines[i].0));
        }
        self.n_open_inlines = self.n_open_inlines.min(n_left);
    }
}
