//! Traversal and changes of the linked tree, before it is flattened.

use super::tree::{NONE, Tree};
use crate::dom::{ADDED_FORMULA, AttrName, Span, Tag};
use crate::text::{clipped, first_bytes, is_blank};

/// The maximum bytes of text read of an element.
const MAX_TEXT: usize = 16_384;
/// The maximum number of nodes read of an element.
const MAX_NODES: usize = 256;

impl Tree {
    /// The node after a subtree in document order; `NONE` at the end.
    pub fn after(&self, mut id: u32) -> u32 {
        while id != NONE && self.nodes[id as usize].next == NONE {
            id = self.nodes[id as usize].parent;
        }
        if id == NONE { NONE } else { self.nodes[id as usize].next }
    }

    /// The next node in document order; `NONE` at the end.
    pub fn following(&self, id: u32) -> u32 {
        match self.nodes[id as usize].first_child {
            NONE => self.after(id),
            child => child,
        }
    }

    /// The value of an attribute, truncated to [`AttrName::max_bytes`].
    pub fn attr(&self, id: u32, name: AttrName) -> Option<&str> {
        let node = self.nodes.get(id as usize).filter(|node| node.tag != Tag::Text)?;
        let attrs = self.attrs.get(node.span.range())?;
        let (_, value) = attrs.iter().find(|(known, _)| *known == name)?;
        Some(first_bytes(&self.values[value.range()], name.max_bytes()))
    }

    /// The class names of an element.
    pub fn classes(&self, id: u32) -> impl Iterator<Item = &str> {
        let class = self.attr(id, AttrName::Class).unwrap_or_default();
        clipped(class, MAX_NODES).split_ascii_whitespace()
    }

    /// The text of a text node.
    pub fn text_of(&self, id: u32) -> &str {
        match &self.nodes[id as usize] {
            node if node.tag == Tag::Text => &self.text[node.span.range()],
            _ => "",
        }
    }

    /// The text of an element and its descendants, truncated after about `MAX_TEXT` bytes or `MAX_NODES` nodes.
    pub fn own_text(&self, id: u32) -> String {
        let (end, mut out, mut node) = (self.after(id), String::new(), self.following(id));
        for _ in 0..MAX_NODES {
            if node == end || out.len() > MAX_TEXT {
                break;
            }
            out.push_str(clipped(self.text_of(node), MAX_TEXT));
            node = self.following(node);
        }
        out
    }

    /// The nearest sibling that is not blank text, before or after a node; `NONE` if there is none.
    pub fn neighbour(&self, id: u32, is_before: bool) -> u32 {
        let step = |id: u32| {
            let node = &self.nodes[id as usize];
            if is_before { node.previous } else { node.next }
        };
        let mut near = step(id);
        for _ in 0..4 {
            if near == NONE
                || self.nodes[near as usize].tag != Tag::Text
                || !is_blank(self.text_of(near))
            {
                break;
            }
            near = step(near);
        }
        near
    }

    /// Inserts a node after its new sibling.
    pub fn insert_after(&mut self, id: u32, child: u32) {
        match self.nodes[id as usize] {
            super::tree::Linked { next: NONE, parent, .. } => self.append(parent, child),
            super::tree::Linked { next, .. } => self.insert_before(next, child),
        }
    }

    /// Hides the content of an element: children become templates, texts become empty. Returns the range of the texts.
    pub fn hide_children(&mut self, id: u32) -> Span {
        let (end, mut node) = (self.after(id), self.following(id));
        let (mut first, mut last) = (usize::MAX, 0);
        while node != end {
            if self.nodes[node as usize].tag == Tag::Text {
                let range = std::mem::take(&mut self.node(node).span).range();
                (first, last) = (first.min(range.start), last.max(range.end));
            } else if self.nodes[node as usize].parent == id {
                self.node(node).tag = Tag::Template;
            }
            node = self.following(node);
        }
        Span::new(first.min(last), last)
    }

    /// Records the document order of the page's elements before some are moved.
    pub fn keep_order(&mut self) {
        if !self.order.is_empty() {
            return;
        }
        let (mut order, mut n, mut id) =
            (vec![NONE; self.nodes.len()], 0, self.nodes[0].first_child);
        while id != NONE {
            let is_added =
                || self.attr(id, AttrName::Type).is_some_and(|kind| ADDED_FORMULA.contains(&kind));
            let tag = self.nodes[id as usize].tag;
            if tag != Tag::Text && !(tag == Tag::Math && is_added()) {
                order[id as usize] = n;
                n += 1;
            }
            id = self.following(id);
        }
        self.order = order;
    }

    /// The attributes of a new element: a single one.
    pub fn only_attr(&mut self, name: AttrName, value: &str) -> Span {
        let (start, value) = (self.attrs.len(), self.push_value(value));
        self.attrs.push((name, value));
        Span::new(start, self.attrs.len())
    }
}
