//! The budget of a rendering, in bytes: no output is much larger than its page.
//!
//! Output can multiply. Each line of Markdown repeats the markers of all containers, each relative URL becomes absolute, and an
//! unclosed link or emphasis is repeated in each paragraph. An event costs about as much as the largest format writes for it,
//! so all formats end at the same place.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::address;
use crate::render::event::{Context, Event, Flow, is_leaf};
use crate::render::markdown_table::{MAX_COLSPAN, MAX_COVERED};

/// The maximum size of an escaped character, in bytes, such as `&quot;`.
const ESCAPED: usize = 6;
/// The maximum size of the line prefix per container, in bytes: `> `, `10. ` or an indentation.
const PREFIX: usize = 4;
/// The size of an empty table cell, in bytes.
const CELL: usize = 3;
/// The size of an event without tags, in bytes.
const EVENT: usize = 8;

/// The remaining bytes of a rendering.
#[derive(Debug)]
pub(crate) struct Budget {
    n_left: usize,
    pub is_spent: bool,
    /// The number of events and of text bytes that are counted already.
    n_events: usize,
    n_bytes: usize,
    has_rowspan: bool,
}

impl Budget {
    pub fn new(max_bytes: usize) -> Self {
        Budget { n_left: max_bytes, is_spent: false, n_events: 0, n_bytes: 0, has_rowspan: false }
    }

    /// Counts the output since the last call, for `n_containers` open containers and a base URL of `n_base` bytes.
    pub fn count(&mut self, flow: &Flow, dom: &Dom, n_containers: usize, n_base: usize) {
        self.spend(flow.text.len().saturating_sub(self.n_bytes).saturating_mul(ESCAPED));
        // An element that continues removes events, so there may be fewer than before.
        for &event in &flow.events[self.n_events.min(flow.events.len())..] {
            let cost = self.cost(dom, event, n_containers, n_base);
            self.spend(cost);
        }
        (self.n_events, self.n_bytes) = (flow.events.len(), flow.text.len());
    }

    /// Truncates a text of many lines to the budget, with a line prefix for `n_containers` containers.
    pub fn lines<'a>(&mut self, text: &'a str, n_containers: usize) -> &'a str {
        let line = n_containers * PREFIX + EVENT;
        let mut n_left = self.n_left;
        for (at, line_feed) in text.match_indices(['\n', '\r']) {
            match n_left.checked_sub(line) {
                Some(rest) => n_left = rest,
                None => {
                    self.is_spent = true;
                    return &text[..at + line_feed.len()];
                }
            }
        }
        self.n_left = n_left;
        text
    }

    fn spend(&mut self, cost: usize) {
        self.is_spent |= cost > self.n_left;
        self.n_left = self.n_left.saturating_sub(cost);
    }

    fn cost(&mut self, dom: &Dom, event: Event, n_containers: usize, n_base: usize) -> usize {
        let line = n_containers * PREFIX + EVENT;
        match event {
            Event::Open(Tag::A, id) => {
                2 * (address_bytes(dom, id, AttrName::Href) + n_base) + EVENT
            }
            Event::Image(id) => image_bytes(dom, id) + n_base + EVENT,
            Event::Open(Tag::Table, _) => {
                self.has_rowspan = false;
                line
            }
            Event::Open(Tag::Tr, _) if self.has_rowspan => line + MAX_COVERED * CELL,
            Event::Open(tag @ (Tag::Td | Tag::Th), id) => {
                let has = |name| dom.attr(id, name).is_some();
                self.has_rowspan |= has(AttrName::Rowspan);
                let n_columns = if has(AttrName::Colspan) { MAX_COLSPAN } else { 1 };
                n_columns * CELL + element_bytes(tag)
            }
            Event::Open(tag, _) if is_leaf(tag) => 2 * line + element_bytes(tag),
            Event::Open(tag, _) => element_bytes(tag),
            Event::Break | Event::Rule => line,
            Event::Close(_) => 0,
            Event::Text(_) | Event::Mark(_) | Event::Number(_) | Event::Formula(..) => EVENT,
        }
    }
}

/// The size of the tags of an element, in bytes, with a line feed after each.
fn element_bytes(tag: Tag) -> usize {
    2 * tag.name().len() + "<>\n</>\n".len()
}

fn address_bytes(dom: &Dom, id: NodeId, name: AttrName) -> usize {
    dom.attr(id, name).map_or(0, str::len).min(address::MAX_BYTES)
}

fn image_bytes(dom: &Dom, id: NodeId) -> usize {
    let n_all: usize = dom.attrs(id).map(|(_, value)| value.len()).sum();
    let n_alt = dom.attr(id, AttrName::Alt).map_or(0, str::len);
    2 * n_alt + (n_all - n_alt).min(address::MAX_BYTES)
}

/// Whether a rendering may exceed its budget, by an upper bound that is cheap to compute. If not, no exact count is needed,
/// which holds for most pages.
pub(crate) fn may_be_spent(context: Context<'_>) -> bool {
    let dom = context.dom;
    let n_base = context.url.map_or(0, str::len).max(base_bytes(dom));
    let mut n_left = context.max_bytes;
    // The end of the links opened so far, and the cost of repeating the link for each text in it.
    let (mut link_end, mut link_cost) = (NodeId::DOCUMENT, 0);
    for id in dom.ids().filter(|&id| context.kept.contains(id)) {
        let line = (dom.depth(id) as usize).min(MAX_DEPTH) * PREFIX + EVENT;
        let cost = match dom.tag(id) {
            Tag::Text => {
                let text = dom.text(id);
                let n_lines = 2 + memchr::memchr2_iter(b'\n', b'\r', text.as_bytes()).count();
                let link = if id < link_end { link_cost } else { 0 };
                text.len() * ESCAPED + n_lines * line + INLINES + link
            }
            Tag::A if context.links => {
                let cost = 2 * (address_bytes(dom, id, AttrName::Href) + n_base) + EVENT;
                let is_inside = id < link_end;
                link_cost = if is_inside { link_cost.max(cost) } else { cost };
                link_end = link_end.max(dom.end(id));
                EVENT
            }
            Tag::Img => image_bytes(dom, id) + n_base + line,
            Tag::Tr => (MAX_COVERED + 1) * CELL + line,
            Tag::Td | Tag::Th => (MAX_COLSPAN + 1) * CELL + line,
            tag => element_bytes(tag) + line,
        };
        match n_left.checked_sub(cost) {
            Some(rest) => n_left = rest,
            None => return true,
        }
    }
    false
}

/// The maximum number of open containers that are written.
const MAX_DEPTH: usize = 48;
/// The size of all inline elements other than links that can be open around a text, in bytes.
const INLINES: usize = 160;

fn base_bytes(dom: &Dom) -> usize {
    let base = dom.ids().find(|&id| dom.tag(id) == Tag::Base);
    base.map_or(0, |id| address_bytes(dom, id, AttrName::Href))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{all_of, flow};

    /// Whether the exact count cuts a page at this budget, and whether the estimate says that it may.
    fn spent(html: &str, max_bytes: usize) -> (bool, bool) {
        let (dom, kept) = all_of(html);
        let context = Context { links: true, images: true, max_bytes, ..Context::new(&dom, &kept) };
        (flow::is_cut(context), may_be_spent(context))
    }

    #[test]
    fn the_estimate_is_an_upper_bound() {
        let long = format!("/{}", "x".repeat(500));
        for html in [
            format!("<a href={long}>{}", "<p>a</p>".repeat(100)),
            format!("{}{}", "<blockquote>".repeat(50), "<p>a<br>b</p>".repeat(100)),
            format!("<blockquote><blockquote><pre>{}", "a\n".repeat(1_000)),
            format!("<table>{}", "<tr><td rowspan=9 colspan=20>a<td>b".repeat(100)),
            format!("<b><i><q><mark><sub>{}", "<p>a</p>".repeat(100)),
            format!("<base href=https://a.example{long}/>{}", "<a href=b>c</a> ".repeat(100)),
            format!("<ol start=999999999>{}", "<li>a".repeat(100)),
            format!("a<img src={long} alt='{}'>", "\"".repeat(500)),
        ] {
            let least = (0..40).map(|n| 1 << n).find(|&max| !spent(&html, max).0).unwrap();
            let (was_cut, may_be_cut) = spent(&html, least / 2);
            assert!(was_cut && may_be_cut, "{least}: {html:.60}");
            assert_eq!(spent(&html, usize::MAX), (false, false));
        }
    }
}
