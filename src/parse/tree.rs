//! The tree under construction: nodes linked to their neighbours, because the tree builder moves them.

use std::collections::HashMap;

use super::Attribute;
use super::attributes::Taken;
use super::formula::is_tex_script;
use super::sheet::Sheet;
use crate::dom::{AttrName, Dom, DomBuilder, Span, Tag};
use crate::style::Style;
use crate::text::{is_word_char, shortened};
use crate::tokenizer::push_value;

/// No node.
pub const NONE: u32 = u32::MAX;
/// The highest node id.
pub const LAST: u32 = NONE - 1;

/// A node under construction, linked to its neighbours.
pub struct Linked {
    pub tag: Tag,
    /// The number of ancestors when the node was inserted.
    pub depth: u16,
    pub span: Span,
    pub parent: u32,
    pub previous: u32,
    pub next: u32,
    pub first_child: u32,
    pub last_child: u32,
}

/// Whether later steps read a script of this type: JSON or TeX.
pub fn is_data(kind: &str) -> bool {
    kind.contains("json") || is_tex_script(kind)
}

#[derive(Default)]
pub struct Tree {
    pub nodes: Vec<Linked>,
    pub attrs: Vec<(AttrName, Span)>,
    /// The attributes of the current tag.
    pub taken: Option<Taken>,
    /// The element that was inserted last, and its depth.
    last: u32,
    depth: u16,
    /// Whether nodes were moved, so that the stored depths of their descendants are outdated.
    has_moved: bool,
    /// The number of nodes that were moved with their parent since the last query.
    pub n_moves: usize,
    /// Declarations from the page's style sheets.
    pub sheet: Sheet,
    /// The text of each formula, and the text of the page that it is made of.
    pub formulas: Vec<(Span, Span)>,
    pub late_attrs: Vec<(u32, AttrName, Span)>,
    /// The declarative shadow roots.
    pub shadow_roots: Vec<u32>,
    /// The index of each element in the order of the page; empty if no element was moved since.
    pub order: Vec<u32>,
    pub text: String,
    /// The values of attributes.
    pub values: String,
}

/// The maximum number of levels examined where two inline elements meet.
const NEAR: usize = 8;

impl Tree {
    pub fn push(&mut self, tag: Tag, span: Span) -> u32 {
        let id = u32::try_from(self.nodes.len()).unwrap_or(NONE);
        let (parent, previous, next, first_child, last_child) = (NONE, NONE, NONE, NONE, NONE);
        self.nodes.push(Linked {
            tag,
            depth: 0,
            span,
            parent,
            previous,
            next,
            first_child,
            last_child,
        });
        id
    }

    pub fn node(&mut self, id: u32) -> &mut Linked {
        &mut self.nodes[id as usize]
    }

    pub fn push_text(&mut self, text: &str) -> Span {
        let start = self.text.len();
        self.text.push_str(text);
        Span::new(start, self.text.len())
    }

    pub fn push_value(&mut self, value: &str) -> Span {
        let start = self.values.len();
        self.values.push_str(value);
        Span::new(start, self.values.len())
    }

    /// Adds an attribute, and decodes its raw value.
    pub fn push_raw(&mut self, name: AttrName, raw: &str) {
        let start = self.values.len();
        push_value(raw, &mut self.values);
        self.attrs.push((name, Span::new(start, self.values.len())));
    }

    pub fn push_attrs(&mut self, attrs: Vec<Attribute>) -> Span {
        let start = self.attrs.len();
        for attr in attrs {
            if let Some(name) = AttrName::of(&attr.name.local) {
                let value = self.push_value(&attr.value);
                self.attrs.push((name, value));
            }
        }
        Span::new(start, self.attrs.len())
    }

    pub fn unlink(&mut self, id: u32) {
        let Linked { parent, previous, next, .. } = self.nodes[id as usize];
        // A node without a parent has no siblings. Nearly all nodes are new.
        if parent == NONE {
            return;
        }
        match previous {
            NONE => self.node(parent).first_child = next,
            _ => self.node(previous).next = next,
        }
        match next {
            NONE => self.node(parent).last_child = previous,
            _ => self.node(next).previous = previous,
        }
        let node = self.node(id);
        (node.parent, node.previous, node.next) = (NONE, NONE, NONE);
    }

    pub fn append(&mut self, parent: u32, child: u32) {
        self.unlink(child);
        let previous = self.nodes[parent as usize].last_child;
        self.node(parent).last_child = child;
        match previous {
            NONE => self.node(parent).first_child = child,
            _ => self.node(previous).next = child,
        }
        let node = self.node(child);
        (node.parent, node.previous) = (parent, previous);
        self.deepen(parent, child);
    }

    pub fn insert_before(&mut self, sibling: u32, child: u32) {
        self.unlink(child);
        let Linked { parent, previous, .. } = self.nodes[sibling as usize];
        self.node(sibling).previous = child;
        match previous {
            NONE => self.node(parent).first_child = child,
            _ => self.node(previous).next = child,
        }
        let node = self.node(child);
        (node.parent, node.previous, node.next) = (parent, previous, sibling);
        self.deepen(parent, child);
    }

    fn deepen(&mut self, parent: u32, child: u32) {
        let depth = self.nodes[parent as usize].depth.saturating_add(1);
        let node = &mut self.nodes[child as usize];
        self.has_moved |= node.depth > 0;
        node.depth = depth;
        if node.tag != Tag::Text {
            (self.last, self.depth) = (child, depth);
        }
    }

    /// The depth of the element that was inserted last.
    pub fn depth(&mut self) -> usize {
        if self.has_moved && self.last != NONE {
            let parent = |id: &u32| Some(self.nodes[*id as usize].parent).filter(|&id| id != NONE);
            let depth = std::iter::successors(parent(&self.last), parent).count();
            (self.last, self.depth) = (NONE, u16::try_from(depth).unwrap_or(u16::MAX));
        }
        self.depth.into()
    }

    /// Appends a text to the text node `before` if that ends at the end of the buffer; else returns a new node.
    /// Adjacent text nodes are equivalent to a joined one, so texts are never copied.
    pub fn text_node(&mut self, text: &str, before: u32) -> Option<u32> {
        if before != NONE
            && self.nodes[before as usize].tag == Tag::Text
            && self.nodes[before as usize].span.range().end == self.text.len()
        {
            self.node(before).span.len += text.len() as u32;
            self.text.push_str(text);
            return None;
        }
        let span = self.push_text(text);
        Some(self.push(Tag::Text, span))
    }

    /// Whether later steps read the text of an element. Styles and scripts without data are dropped.
    pub fn is_read(&self, parent: u32) -> bool {
        let node = &self.nodes[parent as usize];
        match node.tag {
            Tag::Style => false,
            Tag::Script => self.attrs[node.span.range()].iter().any(|(name, value)| {
                *name == AttrName::Type && is_data(&self.values[value.range()])
            }),
            _ => true,
        }
    }

    /// Flattens the linked nodes to document order.
    pub fn flatten(mut self) -> Dom {
        let space = self.push_text(" ");
        self.apply_sheet();
        let mut last_text = space;
        let n_nodes = self.nodes.len();
        // Room for the spaces that separate words.
        let mut builder = DomBuilder::with_capacity(n_nodes + n_nodes / 16, self.attrs.len());
        let mut places = Vec::new();
        let mut id = self.nodes[0].first_child;
        let mut depth = 0;
        while id != NONE {
            let node = &self.nodes[id as usize];
            if node.tag == Tag::Text {
                builder.text(node.span);
                last_text = node.span;
            } else {
                places.extend(self.order.get(id as usize).filter(|&&place| place != NONE));
                if self.parts_words(id, last_text) {
                    builder.text(space);
                }
                let late = self
                    .late_attrs
                    .iter()
                    .filter(|(target, ..)| *target == id)
                    .map(|&(_, n, v)| (n, v));
                builder.open(node.tag, self.attrs[node.span.range()].iter().copied().chain(late));
                if node.first_child != NONE {
                    id = node.first_child;
                    depth += 1;
                    continue;
                }
                builder.close();
            }
            let mut last = node;
            while last.next == NONE && depth > 0 {
                last = &self.nodes[last.parent as usize];
                builder.close();
                depth -= 1;
            }
            id = last.next;
        }
        let mut text = std::mem::take(&mut self.text);
        text.shrink_to_fit();
        let mut values = std::mem::take(&mut self.values);
        values.shrink_to_fit();
        builder.finish(text, values).with_places(places)
    }

    /// Prepends the declarations from style sheets to the `style` attributes.
    fn apply_sheet(&mut self) {
        if self.sheet.is_empty() {
            return;
        }
        let mut known: HashMap<(Tag, u32, u32), Span> = HashMap::new();
        for id in 1..self.nodes.len() {
            let Linked { tag, span, .. } = self.nodes[id];
            if tag == Tag::Text {
                continue;
            }
            // Elements with the same tag and the same attribute list share the result. Empty lists count as one.
            let place = (tag, if span.len == 0 { 0 } else { span.start }, span.len);
            if let Some(&place) = known.get(&place) {
                self.nodes[id].span = place;
                continue;
            }
            let attrs = &self.attrs[span.range()];
            let value = |name| attrs.iter().find(|(n, _)| *n == name).map(|&(_, value)| value);
            let class = value(AttrName::Class).map_or("", |value| &self.values[value.range()]);
            let style = self.sheet.declarations(tag.name(), class);
            if style == Style::default() {
                continue;
            }
            let mut style = style.to_string();
            if let Some(own) = value(AttrName::Style) {
                style.push_str(shortened(&self.values[own.range()]));
            }
            let start = self.attrs.len();
            let style = (AttrName::Style, self.push_value(&style));
            self.attrs.push(style);
            for i in span.range().filter(|&i| i < start) {
                if self.attrs[i].0 != AttrName::Style {
                    self.attrs.push(self.attrs[i]);
                }
            }
            self.nodes[id].span = Span::new(start, self.attrs.len());
            known.insert(place, self.nodes[id].span);
        }
    }

    /// Whether a space must separate an inline element from its previous sibling of the same kind. Often only a style
    /// sheet separates two links or labels, and their words would join.
    fn parts_words(&self, id: u32, last_text: Span) -> bool {
        let node = &self.nodes[id as usize];
        let Some(previous) = self.nodes.get(node.previous as usize) else { return false };
        let is_part = |n: &Linked| match n.tag {
            Tag::A => true,
            Tag::Span | Tag::Small | Tag::Label => {
                self.attrs[n.span.range()].iter().any(|(name, _)| *name == AttrName::Class)
            }
            _ => false,
        };
        if previous.tag != node.tag || !is_part(previous) || !is_part(node) {
            return false;
        }
        let is_word =
            |chars: [Option<char>; 2]| chars.into_iter().all(|c| c.is_some_and(is_word_char));
        let mut before = self.text[last_text.range()].chars().rev();
        if !is_word([before.next(), before.next()]) || self.is_code(id) {
            return false;
        }
        let mut first = node.first_child;
        for _ in 0..NEAR {
            let Some(child) = self.nodes.get(first as usize) else { return false };
            if child.tag == Tag::Text {
                let mut after = self.text[child.span.range()].chars();
                return is_word([after.next(), after.next()]);
            }
            first = child.first_child;
        }
        false
    }

    /// Whether a node is in code, where every character counts.
    fn is_code(&self, id: u32) -> bool {
        let parents = std::iter::successors(self.nodes.get(id as usize), |node| {
            self.nodes.get(node.parent as usize)
        });
        parents.take(NEAR).any(|node| matches!(node.tag, Tag::Pre | Tag::Code | Tag::Textarea))
    }
}
