//! Fragment links: links within the page, and their targets.

use std::cell::OnceCell;
use std::collections::HashMap;

use crate::dom::{AttrName, Dom, NodeId, NodeSet, Tag};
use crate::render::event::Context;
use crate::text::{collapse, visible};

/// The maximum length of a short text, in bytes, and the maximum number of nodes that are read for it.
const MAX_BYTES: usize = 24;
const MAX_NODES: usize = 24;
/// The maximum length of a short text, in bytes, before white space is collapsed.
const MAX_WRITTEN: usize = 4096;

/// The kept fragment links of a page.
pub(crate) struct Fragments<'a> {
    pub dom: &'a Dom,
    kept: &'a NodeSet,
    /// The kept texts with a letter or digit. Most pages need none.
    words: OnceCell<NodeSet>,
    /// The links in document order, each with its target, if the page has it.
    pub links: Vec<(NodeId, Option<NodeId>)>,
}

impl<'a> Fragments<'a> {
    pub fn of(context: Context<'a>) -> Self {
        let Context { dom, kept, .. } = context;
        let page = context.url.map(|url| url.split('#').next().unwrap_or(url));
        let fragment = |link: NodeId| {
            let href = dom.attr(link, AttrName::Href)?.trim();
            let is_own = |rest: &&str| rest.starts_with('#');
            href.strip_prefix(page.unwrap_or("")).filter(is_own).or(Some(href).filter(is_own))
        };
        let is_link = |id: &NodeId| dom.tag(*id) == Tag::A && kept.contains(*id);
        let links = dom.ids().filter(is_link).filter_map(|id| Some((id, &fragment(id)?[1..])));
        let links: Vec<(NodeId, &str)> = links.collect();
        let mut places: HashMap<&str, Option<NodeId>> = links
            .iter()
            .filter(|(_, name)| !name.is_empty())
            .map(|&(_, name)| (name, None))
            .collect();
        if !places.is_empty() {
            for id in dom.ids() {
                let name = Some(AttrName::Name).filter(|_| dom.tag(id) == Tag::A);
                let names = [Some(AttrName::Id), name].into_iter().flatten();
                for name in names.filter_map(|name| dom.attr(id, name)) {
                    if let Some(place) = places.get_mut(name) {
                        place.get_or_insert(id);
                    }
                }
            }
        }
        let place = |name: &str| places.get(name).copied().flatten();
        let links = links.into_iter().map(|(link, name)| (link, place(name))).collect();
        Fragments { dom, kept, words: OnceCell::new(), links }
    }

    pub fn is_kept(&self, id: NodeId) -> bool {
        self.kept.contains(id)
    }

    /// The kept text of an element, collapsed; `None` if it is not short.
    pub fn short_text(&self, id: NodeId) -> Option<String> {
        let (mut text, mut n_written) = (String::new(), 0);
        for (i, node) in self.dom.shown(id).enumerate() {
            let written = self.dom.text(node);
            if self.is_kept(node) && !written.is_empty() {
                n_written += written.len();
                if n_written > MAX_WRITTEN {
                    return None;
                }
                text.push_str(&visible(written));
            }
            if i > MAX_NODES || text.len() > 4 * MAX_BYTES {
                return None;
            }
        }
        Some(collapse(&text)).filter(|text| text.len() <= MAX_BYTES)
    }

    /// The short text of an element without brackets and dots at its ends; `None` if empty.
    pub fn label(&self, id: NodeId) -> Option<String> {
        let text = self.short_text(id)?;
        let is_around = |c: char| c.is_whitespace() || "[](){}.".contains(c);
        Some(text.trim_matches(is_around).to_owned()).filter(|label| !label.is_empty())
    }

    /// Whether the nodes from `from` up to `to` are few and contain no kept text with a letter or digit.
    pub fn is_silent(&self, from: NodeId, to: NodeId) -> bool {
        to.index() <= from.index() + MAX_NODES
            && (from.index()..to.index()).map(NodeId::new).all(|id| !self.has_word(id))
    }

    /// Whether a node is a kept text with a letter or digit.
    pub fn has_word(&self, id: NodeId) -> bool {
        self.words.get_or_init(|| self.find_words()).contains(id)
    }

    fn find_words(&self) -> NodeSet {
        let mut words = NodeSet::new(self.dom.len());
        let has_word = |id: &NodeId| self.dom.text(*id).contains(char::is_alphanumeric);
        let shown = self.dom.shown(NodeId::DOCUMENT).filter(|&id| self.kept.contains(id));
        shown.filter(has_word).for_each(|id| {
            words.insert(id);
        });
        words
    }

    /// Whether an element is small and has no words outside of links.
    pub fn has_words_only_in_links(&self, id: NodeId) -> bool {
        let (mut next, end) = (id, self.dom.end(id));
        for _ in 0..2 * MAX_NODES {
            if next >= end {
                return true;
            }
            if self.has_word(next) {
                return false;
            }
            next = match self.dom.tag(next) {
                Tag::A => self.dom.end(next),
                _ => NodeId::new(next.index() + 1),
            };
        }
        next >= end
    }

    /// The innermost block-level element that contains a node or is the node.
    pub fn block(&self, id: NodeId) -> NodeId {
        let mut path = self.dom.path(id);
        path.find(|&id| self.dom.tag(id).is_block()).unwrap_or(NodeId::DOCUMENT)
    }

    /// The inline ancestors of a node within its block, the innermost first; at most four.
    pub fn inline_around(&self, id: NodeId) -> impl Iterator<Item = NodeId> {
        let dom = self.dom;
        dom.ancestors(id).take_while(move |&id| !dom.tag(id).is_block()).take(4)
    }
}
