//! The page as a tree: a flat arena of nodes in document order, one buffer for texts and one for attribute values.
//!
//! Ids are pre-order positions: the descendants of a node are the ids after it up to its `end`. A subtree is thus a
//! range, an ancestor test is two comparisons, and every walk is a loop. The tree is immutable after parsing; a
//! selection of its nodes is a [`NodeSet`].

pub(crate) mod mask;
pub(crate) mod tag;

use crate::text::first_bytes;
pub(crate) use mask::NodeSet;
pub(crate) use tag::{AttrName, Tag};

/// The values of the `type` attribute of a `math` element whose text is TeX: inline and display formula. `FORMULA`
/// replaces an element of the page, `ADDED_FORMULA` is added to its text.
pub(crate) const FORMULA: [&str; 2] = ["math/tex", "math/tex; mode=display"];
pub(crate) const ADDED_FORMULA: [&str; 2] = ["text/tex", "text/tex; mode=display"];

/// The index of a node in document order; 0 is the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(u32);

impl NodeId {
    pub const DOCUMENT: NodeId = NodeId(0);

    pub fn new(index: usize) -> Self {
        NodeId(u32::try_from(index).unwrap_or(u32::MAX))
    }

    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// A range of the text buffer, of the value buffer, or of the attribute list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Span {
    pub start: u32,
    pub len: u32,
}

impl Span {
    pub fn new(start: usize, end: usize) -> Self {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        let end = u32::try_from(end).unwrap_or(u32::MAX);
        Span { start, len: end.saturating_sub(start) }
    }

    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.start as usize + self.len as usize
    }
}

/// A node. The `span` of a text is in the text buffer, that of an element in the attribute list.
#[derive(Debug, Clone, Copy)]
struct Node {
    tag: Tag,
    parent: u32,
    end: u32,
    depth: u32,
    span: Span,
}

#[derive(Debug, Clone, Copy)]
struct Attr {
    name: AttrName,
    value: Span,
}

/// A parsed page.
#[derive(Debug, Clone)]
pub(crate) struct Dom {
    nodes: Vec<Node>,
    attrs: Vec<Attr>,
    text: String,
    values: String,
    /// The index of each element in the order of the page; empty if no element was moved.
    places: Vec<u32>,
}

/// A step of [`Dom::walk`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// An element begins.
    Open(NodeId),
    /// A text node.
    Text(NodeId),
    /// An element ends.
    Close(NodeId),
}

impl Dom {
    /// The number of nodes, including the document.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// The number of bytes of all texts.
    pub fn n_bytes(&self) -> usize {
        self.text.len()
    }

    /// All ids in document order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (0..self.nodes.len()).map(NodeId::new)
    }

    pub fn tag(&self, id: NodeId) -> Tag {
        self.nodes[id.index()].tag
    }

    pub fn is_text(&self, id: NodeId) -> bool {
        self.tag(id) == Tag::Text
    }

    /// The parent; `None` for the document.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        (id != NodeId::DOCUMENT).then(|| NodeId(self.nodes[id.index()].parent))
    }

    /// The id after the last descendant.
    pub fn end(&self, id: NodeId) -> NodeId {
        NodeId(self.nodes[id.index()].end)
    }

    /// The number of ancestors; 0 for the document.
    pub fn depth(&self, id: NodeId) -> u32 {
        self.nodes[id.index()].depth
    }

    /// The text of a text node; empty for an element.
    pub fn text(&self, id: NodeId) -> &str {
        match self.nodes[id.index()] {
            Node { tag: Tag::Text, span, .. } => &self.text[span.range()],
            _ => "",
        }
    }

    /// The range of a text node in the buffer of all texts; empty for an element.
    pub fn text_range(&self, id: NodeId) -> std::ops::Range<usize> {
        match self.nodes[id.index()] {
            Node { tag: Tag::Text, span, .. } => span.range(),
            _ => 0..0,
        }
    }

    /// The value of an attribute with entities resolved, truncated to [`AttrName::max_bytes`].
    pub fn attr(&self, id: NodeId, name: AttrName) -> Option<&str> {
        let attr = self.attrs_of(id).iter().find(|attr| attr.name == name)?;
        Some(self.value(attr))
    }

    /// All attributes of an element that the parser kept, with values as [`Dom::attr`] returns them.
    pub fn attrs(&self, id: NodeId) -> impl Iterator<Item = (AttrName, &str)> {
        self.attrs_of(id).iter().map(|attr| (attr.name, self.value(attr)))
    }

    /// The attributes with the wanted names. The values of others are not read.
    pub fn attrs_of_names(
        &self,
        id: NodeId,
        is_wanted: impl Fn(AttrName) -> bool,
    ) -> impl Iterator<Item = (AttrName, &str)> {
        let attrs = self.attrs_of(id).iter().filter(move |attr| is_wanted(attr.name));
        attrs.map(|attr| (attr.name, self.value(attr)))
    }

    fn value(&self, attr: &Attr) -> &str {
        first_bytes(&self.values[attr.value.range()], attr.name.max_bytes())
    }

    fn attrs_of(&self, id: NodeId) -> &[Attr] {
        match self.nodes[id.index()] {
            Node { tag: Tag::Text, .. } => &[],
            Node { span, .. } => &self.attrs[span.range()],
        }
    }

    /// Whether a node is an element of the page: not a text, and not an added formula.
    pub fn is_of_page(&self, id: NodeId) -> bool {
        !(self.is_text(id) || self.tag(id) == Tag::Math && self.has_type_of(id, ADDED_FORMULA))
    }

    /// The index of the n-th element in the order of the page. The parser moves some elements into slots.
    pub fn place(&self, n: usize) -> usize {
        self.places.get(n).map_or(n, |&place| place as usize)
    }

    /// Sets the index of each element in the order of the page; empty if no element was moved.
    pub fn with_places(self, places: Vec<u32>) -> Dom {
        Dom { places, ..self }
    }

    /// Whether a formula is a display formula, on a line of its own.
    pub fn is_display(&self, math: NodeId) -> bool {
        self.has_type_of(math, [FORMULA[1], ADDED_FORMULA[1]])
    }

    fn has_type_of(&self, id: NodeId, kinds: [&str; 2]) -> bool {
        self.attr(id, AttrName::Type).is_some_and(|kind| kinds.contains(&kind))
    }

    /// Whether `id` is `ancestor` or a descendant of it.
    pub fn is_within(&self, id: NodeId, ancestor: NodeId) -> bool {
        ancestor <= id && id < self.end(ancestor)
    }

    /// The ancestors from the parent up to the document.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(self.parent(id), |&id| self.parent(id))
    }

    /// The node itself and its ancestors, up to the document.
    pub fn path(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::once(id).chain(self.ancestors(id))
    }

    /// The node itself and its descendants, in document order.
    pub fn subtree(&self, id: NodeId) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
        (id.index()..self.end(id).index()).map(NodeId::new)
    }

    /// The nodes of a subtree in document order, without elements that cannot contain content.
    pub fn shown(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let (mut next, end) = (id, self.end(id));
        std::iter::from_fn(move || {
            while next < end && self.tag(next).is_skipped() {
                next = self.end(next);
            }
            let shown = next;
            next = NodeId::new(next.index() + 1);
            (shown < end).then_some(shown)
        })
    }

    /// Walks a subtree without recursion. `enter` decides for each element whether to enter it. An element that is not
    /// entered yields no step.
    pub fn walk<F: FnMut(NodeId) -> bool>(&self, root: NodeId, enter: F) -> Walk<'_, F> {
        Walk { dom: self, next: root, end: self.end(root), open: Vec::new(), enter }
    }

    /// The concatenated text of a node and its descendants.
    pub fn text_content(&self, id: NodeId) -> String {
        self.subtree(id).map(|n| self.text(n)).collect()
    }
}

/// The iterator of [`Dom::walk`].
pub(crate) struct Walk<'a, F> {
    dom: &'a Dom,
    next: NodeId,
    end: NodeId,
    open: Vec<NodeId>,
    enter: F,
}

impl<F: FnMut(NodeId) -> bool> Iterator for Walk<'_, F> {
    type Item = Step;

    fn next(&mut self) -> Option<Step> {
        loop {
            if let Some(&top) = self.open.last()
                && self.dom.end(top) <= self.next
            {
                self.open.pop();
                return Some(Step::Close(top));
            }
            if self.next >= self.end {
                return None;
            }
            let id = self.next;
            self.next = NodeId(id.0 + 1);
            if self.dom.is_text(id) {
                return Some(Step::Text(id));
            }
            if (self.enter)(id) {
                self.open.push(id);
                return Some(Step::Open(id));
            }
            self.next = self.dom.end(id);
        }
    }
}

/// Builds a [`Dom`] from nodes given in document order.
pub(crate) struct DomBuilder {
    dom: Dom,
    open: Vec<u32>,
}

impl DomBuilder {
    /// A document without content, with the given capacity.
    pub fn with_capacity(n_nodes: usize, n_attrs: usize) -> Self {
        let root = Node { tag: Tag::Document, parent: 0, end: 1, depth: 0, span: Span::default() };
        let mut nodes = Vec::with_capacity(n_nodes.max(1));
        nodes.push(root);
        let attrs = Vec::with_capacity(n_attrs);
        let dom =
            Dom { nodes, attrs, text: String::new(), values: String::new(), places: Vec::new() };
        DomBuilder { dom, open: vec![0] }
    }

    /// Begins an element.
    pub fn open(&mut self, tag: Tag, attrs: impl Iterator<Item = (AttrName, Span)>) {
        let start = self.dom.attrs.len();
        self.dom.attrs.extend(attrs.map(|(name, value)| Attr { name, value }));
        let id = self.push(tag, Span::new(start, self.dom.attrs.len()));
        self.open.push(id);
    }

    /// Adds a text node, given its range in the text buffer.
    pub fn text(&mut self, span: Span) {
        self.push(Tag::Text, span);
    }

    /// Ends the innermost open element.
    pub fn close(&mut self) {
        if let Some(id) = self.open.pop() {
            self.dom.nodes[id as usize].end = NodeId::new(self.dom.nodes.len()).0;
        }
    }

    /// Ends all open elements and returns the tree with its buffers of texts and attribute values.
    pub fn finish(mut self, text: String, values: String) -> Dom {
        (self.dom.text, self.dom.values) = (text, values);
        while !self.open.is_empty() {
            self.close();
        }
        self.dom
    }

    fn push(&mut self, tag: Tag, span: Span) -> u32 {
        let id = NodeId::new(self.dom.nodes.len()).0;
        let parent = self.open.last().copied().unwrap_or(0);
        let depth = self.open.len() as u32;
        self.dom.nodes.push(Node { tag, parent, end: id + 1, depth, span });
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Dom {
        let mut b = DomBuilder::with_capacity(5, 1);
        b.open(Tag::Div, [(AttrName::Class, Span::new(0, 3))].into_iter());
        b.open(Tag::P, std::iter::empty());
        b.text(Span::new(0, 3));
        b.close();
        b.text(Span::new(3, 6));
        b.close();
        b.finish("onetwo".to_owned(), "one".to_owned())
    }

    #[test]
    fn subtrees_are_ranges() {
        let dom = sample();
        let [div, p, one, two] = [1, 2, 3, 4].map(NodeId::new);
        assert_eq!(dom.end(div), NodeId::new(5));
        assert_eq!(dom.ancestors(one).collect::<Vec<_>>(), [p, div, NodeId::DOCUMENT]);
        assert!(dom.is_within(one, p) && !dom.is_within(two, p));
        assert_eq!(dom.text_content(div), "onetwo");
        assert_eq!(dom.attr(div, AttrName::Class), Some("one"));
        assert_eq!(dom.depth(one), 3);
    }

    #[test]
    fn attribute_values_are_truncated() {
        let (class, dir, alt) = ("é".repeat(40_000), " ".repeat(2_000), "x".repeat(50_000));
        let page = format!("<p class='{class}' dir='{dir}'><img alt='{alt}'>");
        let dom = crate::parse::parse(&page);
        let id = |tag| dom.ids().find(|&id| dom.tag(id) == tag).unwrap();
        let n_bytes = |tag, name| dom.attr(id(tag), name).map(str::len);
        assert_eq!(n_bytes(Tag::P, AttrName::Class), Some(AttrName::Class.max_bytes()));
        assert_eq!(n_bytes(Tag::P, AttrName::Dir), Some(1_024));
        assert_eq!(n_bytes(Tag::Img, AttrName::Alt), Some(50_000));
        assert!(dom.attrs(id(Tag::P)).all(|(name, value)| value.len() <= name.max_bytes()));
    }

    #[test]
    fn a_walk_yields_only_entered_elements() {
        let dom = sample();
        let [div, p, one, two] = [1, 2, 3, 4].map(NodeId::new);
        let all: Vec<_> = dom.walk(div, |_| true).collect();
        use Step::*;
        assert_eq!(all, [Open(div), Open(p), Text(one), Close(p), Text(two), Close(div)]);
        let some: Vec<_> = dom.walk(div, |id| id != p).collect();
        assert_eq!(some, [Open(div), Text(two), Close(div)]);
    }
}
