//! Parses text to a [`Dom`]: our tokenizer, html5ever's tree builder, and our own tree sink.
//!
//! Scripting is off, so `noscript` contains elements. Comments and processing instructions are dropped, as is the text
//! of styles and of scripts other than data (JSON, TeX).

mod attributes;
mod cuts;
mod formula;
mod guard;
mod names;
mod origins;
pub(crate) mod peer;
mod sheet;
mod slots;
mod tree;
mod walk;

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, QualName};

use crate::dom::{AttrName, Dom, Span, Tag};
use crate::limits::Limits;
use crate::tokenizer::{self, EverythingOf, Syntax};
use attributes::OfDom;
use cuts::Again;
pub(crate) use cuts::Cuts;
use guard::BudgetSink;
use names::Names;
use origins::Recorder;
pub(crate) use origins::parse_with_origins;
use sheet::Sheet;
use tree::{LAST, NONE, Tree};

/// Parses a page with the default limits.
pub(crate) fn parse(html: &str) -> Dom {
    parse_within(html, &Limits::new()).0
}

/// Parses a page of HTML, and returns what the limits cut. Never fails: every text has a tree.
pub(crate) fn parse_within(html: &str, limits: &Limits) -> (Dom, Cuts) {
    parse_as(Syntax::Html, html, limits)
}

/// [`parse_within`] for a page in the given syntax.
pub(crate) fn parse_as(syntax: Syntax, html: &str, limits: &Limits) -> (Dom, Cuts) {
    let (dom, cuts, _) = parse_with(Sink::new(html), syntax, html, limits);
    (dom, cuts)
}

fn parse_with(
    sink: Sink,
    syntax: Syntax,
    html: &str,
    limits: &Limits,
) -> (Dom, Cuts, Option<Recorder>) {
    let builder = TreeBuilder::new(sink, options());
    let guard = BudgetSink::new(&builder, limits);
    let need = OfDom::new(&builder.sink, syntax);
    tokenizer::tokenize(html, &guard, &need, limits);
    let cuts = guard.into_cuts();
    let more = need.into_limits_hit();
    builder.sink.refine(html);
    let recorder = builder.sink.recorded();
    (builder.sink.finish(), cuts.and(more).of(syntax), recorder)
}

/// A parsed page and what the limits cut of it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Markup<'a> {
    pub html: &'a str,
    pub limits: &'a Limits,
    pub cuts: &'a Cuts,
}

/// Builds the tree of a page in another sink, with the same options and cuts. The n-th elements of both trees are the
/// same.
pub(crate) fn drive<S: TreeSink>(Markup { html, limits, cuts }: Markup<'_>, sink: S) -> S::Output {
    let builder = TreeBuilder::new(sink, options());
    tokenizer::tokenize(html, &Again::new(&builder, cuts), &EverythingOf(cuts.syntax), limits);
    builder.sink.finish()
}

fn options() -> TreeBuilderOpts {
    TreeBuilderOpts { scripting_enabled: false, ..Default::default() }
}

/// A node for the tree builder: its id, and the number of its name, which the tree builder often asks for.
#[derive(Debug, Clone, Copy)]
struct Handle {
    id: u32,
    name: u32,
}

/// The handle of a comment or processing instruction, which have no node.
const NO_NODE: Handle = Handle { id: NONE, name: NONE };

struct Sink {
    tree: RefCell<Tree>,
    names: Names,
    /// The number of tokens since the tokenizer last took attributes.
    n_tokens: Cell<u8>,
    /// Records where the texts stand in the page, if asked to.
    recorder: RefCell<Option<Recorder>>,
}

impl Sink {
    fn new(html: &str) -> Self {
        let n_bytes = html.len();
        let mut tree = Tree::default();
        tree.sheet = Sheet::of(html);
        tree.nodes.reserve(n_bytes / 96);
        tree.text.reserve(n_bytes / 6);
        tree.values.reserve(n_bytes / 6);
        tree.attrs.reserve(n_bytes / 128);
        tree.push(Tag::Document, Span::default());
        let (names, n_tokens, recorder) = (Names::default(), Cell::new(0), RefCell::default());
        Sink { tree: RefCell::new(tree), names, n_tokens, recorder }
    }

    /// Returns the number of nodes, the depth of the element inserted last, and the number of nodes that were moved
    /// with their parent since the last call.
    fn progress(&self) -> (usize, usize, usize) {
        let mut tree = self.tree.borrow_mut();
        (tree.nodes.len(), tree.depth(), std::mem::take(&mut tree.n_moves))
    }

    /// Normalizes formulas and slots in the finished tree.
    fn refine(&self, html: &str) {
        let tree = &mut *self.tree.borrow_mut();
        formula::mark(tree);
        formula::raw::mark(tree, html);
        slots::fill(tree);
    }
}

impl TreeSink for Sink {
    type Handle = Handle;
    type Output = Dom;
    type ElemName<'a> = &'a QualName;

    fn finish(self) -> Dom {
        self.tree.into_inner().flatten()
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> Handle {
        Handle { id: 0, name: NONE }
    }

    fn elem_name<'a>(&'a self, target: &'a Handle) -> &'a QualName {
        self.names.get(target.name)
    }

    fn create_element(&self, name: QualName, attrs: Vec<Attribute>, _: ElementFlags) -> Handle {
        let mut tree = self.tree.borrow_mut();
        let is_shadow = |attr: &Attribute| &*attr.name.local == "shadowrootmode";
        let is_own = attrs.is_empty() && self.n_tokens.get() <= 1;
        let taken =
            tree.taken.take_if(|taken| is_own && taken.is_for(&name)).map(|taken| taken.place);
        let (name, mut tag) = self.names.number(name);
        // A declarative shadow root is rendered in place without scripts.
        let is_root = tag == Tag::Template && attrs.iter().any(is_shadow);
        if is_root {
            tag = Tag::Div;
        }
        let place = taken.or_else(|| attributes::place(&attrs));
        let span = place.unwrap_or_else(|| tree.push_attrs(attrs));
        let id = tree.push(tag, span);
        tree.shadow_roots.extend(is_root.then_some(id));
        Handle { id, name }
    }

    /// Called for each token with its byte offset in the page.
    fn set_current_line(&self, _: u64) {
        self.n_tokens.set(self.n_tokens.get().saturating_add(1));
    }

    fn create_comment(&self, _: StrTendril) -> Handle {
        NO_NODE
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> Handle {
        NO_NODE
    }

    fn append(&self, parent: &Handle, child: NodeOrText<Handle>) {
        let mut tree = self.tree.borrow_mut();
        match child {
            NodeOrText::AppendNode(Handle { id: NONE, .. }) => {}
            NodeOrText::AppendNode(child) => tree.append(parent.id, child.id),
            NodeOrText::AppendText(text) if tree.is_read(parent.id) => {
                self.record_text(&text, tree.text.len());
                let last = tree.nodes[parent.id as usize].last_child;
                if let Some(child) = tree.text_node(&text, last) {
                    tree.append(parent.id, child);
                }
            }
            NodeOrText::AppendText(_) => {}
        }
    }

    fn append_before_sibling(&self, sibling: &Handle, child: NodeOrText<Handle>) {
        let mut tree = self.tree.borrow_mut();
        if tree.nodes[sibling.id as usize].parent == NONE {
            return;
        }
        match child {
            NodeOrText::AppendNode(Handle { id: NONE, .. }) => {}
            NodeOrText::AppendNode(child) => tree.insert_before(sibling.id, child.id),
            NodeOrText::AppendText(text) => {
                self.record_text(&text, tree.text.len());
                let previous = tree.nodes[sibling.id as usize].previous;
                if let Some(child) = tree.text_node(&text, previous) {
                    tree.insert_before(sibling.id, child);
                }
            }
        }
    }

    fn append_based_on_parent_node(
        &self,
        element: &Handle,
        previous: &Handle,
        child: NodeOrText<Handle>,
    ) {
        let has_parent = self.tree.borrow().nodes[element.id as usize].parent != NONE;
        if has_parent {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    fn get_template_contents(&self, target: &Handle) -> Handle {
        *target
    }

    fn same_node(&self, x: &Handle, y: &Handle) -> bool {
        x.id == y.id
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn add_attrs_if_missing(&self, target: &Handle, attrs: Vec<Attribute>) {
        let mut tree = self.tree.borrow_mut();
        let own = tree.nodes[target.id as usize].span;
        for attr in attrs {
            let Some(name) = AttrName::of(&attr.name.local) else { continue };
            let is_there = tree.attrs[own.range()].iter().any(|(n, _)| *n == name)
                || tree.late_attrs.iter().any(|(id, n, _)| *id == target.id && *n == name);
            if !is_there {
                let value = tree.push_value(&attr.value);
                tree.late_attrs.push((target.id, name, value));
            }
        }
    }

    fn remove_from_parent(&self, target: &Handle) {
        self.tree.borrow_mut().unlink(target.id);
    }

    fn reparent_children(&self, node: &Handle, new_parent: &Handle) {
        let mut tree = self.tree.borrow_mut();
        while let child @ 0..=LAST = tree.nodes[node.id as usize].first_child {
            tree.append(new_parent.id, child);
            tree.n_moves += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::Step;
    use crate::limits::Limit;

    /// The elements and texts of the body as one line.
    fn outline(html: &str) -> String {
        let dom = parse(html);
        let mut out = String::new();
        for step in dom.walk(crate::dom::NodeId::DOCUMENT, |_| true) {
            match step {
                Step::Open(id) => out.push_str(&format!("<{}>", dom.tag(id).name())),
                Step::Text(id) => out.push_str(dom.text(id)),
                Step::Close(_) => out.push_str("</>"),
            }
        }
        out
    }

    #[test]
    fn trees_follow_the_html_standard() {
        let body = |inner: &str| format!("<#document><html><head></><body>{inner}</></></>");
        assert_eq!(outline("<p>a<p>b"), body("<p>a</><p>b</>"));
        assert_eq!(
            outline("<table><tr><td>x</td>foster</table>"),
            body("foster<table><tbody><tr><td>x</></></></>")
        );
        assert_eq!(outline("<b><p>x</b>y"), body("<b></><p><b>x</>y</>"));
        assert_eq!(outline("<noscript><p>no</p></noscript>").matches("<p>no</>").count(), 1);
        assert_eq!(outline("a<!-- c -->b"), body("ab"));
    }

    #[test]
    fn only_data_scripts_keep_their_text() {
        let out = outline(
            "<script>var x</script><script type=application/ld+json>{}</script><style>p{}</style>",
        );
        assert!(out.contains("<script></><script>{}</><style></>"), "{out}");
    }

    #[test]
    fn shadow_roots_are_rendered_and_templates_are_not() {
        let out = outline(
            "<x-y><template shadowrootmode=open><p>a</template></x-y><template>b</template>",
        );
        assert!(out.contains("<#custom><div><p>a</></></><template>b</>"), "{out}");
    }

    #[test]
    fn words_of_neighbouring_links_and_labels_are_kept_apart() {
        let texts =
            |html: &str| outline(html).split("<body>").nth(1).unwrap().replace("</></>", "");
        assert_eq!(texts("<a>Indie</a><a>Action</a>"), "<a>Indie</> <a>Action");
        assert_eq!(
            texts("<span class=a>by</span><span class=b>Ann</span>"),
            "<span>by</> <span>Ann"
        );
        for one_word in [
            "<span>un</span><span>do</span>",
            "<a>H</a><a>ello</a>",
            "<b>in</b><b>correct</b>",
            "<a>x y.</a><a>z</a>",
            "<a>end</a><br><a>next</a>",
            "<pre><span class=a>let</span><span class=b>ter</span></pre>",
        ] {
            assert!(!texts(one_word).contains("> <"), "{one_word}");
        }
    }

    #[test]
    fn formatting_elements_are_compared_by_all_attributes() {
        let n_opened = |html: &str| outline(html).matches("<b>").count();
        // At most three equal formatting elements are reopened in the next paragraph.
        assert_eq!(n_opened("<p><b x=1><b x=1><b x=1><b x=1></p>y"), 4 + 3);
        assert_eq!(n_opened("<p><b x=1 y><b y x=1 x=2><b Y X=&#49;><b x=1 y=''></p>y"), 4 + 3);
        assert_eq!(n_opened("<p><b x=1><b x=1><b x=1><b x=2></p>y"), 4 + 4);
    }

    #[test]
    fn similar_links_keep_their_own_attributes() {
        let codes: Vec<String> =
            ('a'..='z').flat_map(|a| ('a'..='z').map(move |b| format!("{a}{b}"))).collect();
        let address = |code: &String| format!("/trending?spoken_language_code={code}");
        let links = codes.iter().map(|code| format!("<p><a href='{}'>x</a>", address(code)));
        let dom = parse(&links.collect::<String>());
        let found: Vec<_> = dom.ids().filter_map(|id| dom.attr(id, AttrName::Href)).collect();
        assert_eq!(found, codes.iter().map(address).collect::<Vec<_>>());
    }

    #[test]
    fn attributes_of_a_second_body_tag_are_added() {
        let dom = parse("<body class=a><body class=b id=c>");
        let body = dom.ids().find(|&id| dom.tag(id) == Tag::Body).unwrap();
        assert_eq!(dom.attr(body, AttrName::Class), Some("a"));
        assert_eq!(dom.attr(body, AttrName::Id), Some("c"));
    }

    #[test]
    fn moved_nodes_count_with_their_new_depth() {
        let page = "<tt><a><small><figcaption>x".repeat(2_000);
        let (dom, cuts) = parse_within(&page, &Limits::new().with_max_depth(100));
        let deepest = dom.ids().map(|id| dom.depth(id)).max();
        assert!(deepest.is_some_and(|depth| (90..110).contains(&depth)), "{deepest:?}");
        assert!(cuts.passed.iter().eq([Limit::Depth]));
    }

    #[test]
    fn deep_trees_do_not_overflow_the_stack() {
        let limits = Limits::new().with_max_depth(5_000);
        let (dom, cuts) = parse_within(&"<div>".repeat(3_000), &limits);
        assert_eq!(dom.len(), 3_000 + 4);
        assert!(cuts.passed.is_empty());
    }
}
