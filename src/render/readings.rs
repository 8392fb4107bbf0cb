//! Ruby annotations (readings of characters): adds parentheses around them.

use crate::dom::{Dom, NodeId, Span, Tag};
use crate::render::event::{Event, Flow, is_of_reading};
use crate::text::{is_blank, visible};

/// The maximum number of nodes in an `rp` that are examined.
const MAX_NODES: usize = 8;

/// The state of ruby annotations (`rt` in `ruby`). They are written in parentheses, even if the page has none.
#[derive(Debug, Default)]
pub(crate) struct Readings {
    /// The element whose last `rp` has a parenthesis of its own.
    has_own: Option<NodeId>,
    /// The outermost open `ruby`.
    ruby: Option<NodeId>,
    /// The open annotation, and whether its text has started.
    open: Option<(NodeId, bool)>,
}

impl Readings {
    /// Handles the start of an element.
    pub fn open(&mut self, dom: &Dom, id: NodeId) {
        match dom.tag(id) {
            Tag::Rp
                if dom.subtree(id).take(MAX_NODES).any(|id| !is_blank(&visible(dom.text(id)))) =>
            {
                self.has_own = dom.parent(id);
            }
            Tag::Rt if self.has_own.is_none() || self.has_own != dom.parent(id) => {
                self.open = self.ruby.map(|_| (id, false));
            }
            Tag::Ruby => self.ruby = self.ruby.or(Some(id)),
            _ => {}
        }
    }

    /// Whether the next content is the first of an annotation, so that a parenthesis precedes it.
    pub fn begins(&mut self) -> bool {
        let begins = self.open.is_some_and(|(_, is_begun)| !is_begun);
        self.open = self.open.map(|(id, _)| (id, true));
        begins
    }

    /// Handles the end of a paragraph, which also ends an annotation. Returns whether a parenthesis follows it.
    pub fn end_leaf(&mut self) -> bool {
        self.open.take_if(|(_, is_begun)| *is_begun).is_some()
    }

    /// Handles the end of an element. Returns whether a parenthesis follows it.
    pub fn close(&mut self, dom: &Dom, id: NodeId) -> bool {
        self.ruby = self.ruby.filter(|&ruby| ruby != id);
        let is_own = dom.tag(id) == Tag::Rt && self.open.is_some_and(|(open, _)| open == id);
        is_own && self.open.take().is_some_and(|(_, is_begun)| is_begun)
    }
}

/// Removes ruby elements, for formats without them, and joins adjacent texts.
pub(crate) fn without_elements(mut flow: Flow) -> Flow {
    let is_element = |event: &Event| match event {
        Event::Open(tag, _) | Event::Close(tag) => is_of_reading(*tag),
        _ => false,
    };
    if !flow.events.iter().any(is_element) {
        return flow;
    }
    let mut events: Vec<Event> = Vec::with_capacity(flow.events.len());
    for event in flow.events.into_iter().filter(|event| !is_element(event)) {
        match (events.last_mut(), event) {
            (Some(Event::Text(last)), Event::Text(next))
                if last.range().end == next.range().start =>
            {
                *last = Span::new(last.range().start, next.range().end);
            }
            _ => events.push(event),
        }
    }
    flow.events = events;
    flow
}

#[cfg(test)]
mod tests {
    use crate::render::event::Context;
    use crate::render::{all_of, html, text};

    fn check(page: &str, expected: &str) {
        let (dom, kept) = all_of(page);
        assert_eq!(text::render(Context::new(&dom, &kept)), expected, "{page}");
        let clean = html::render(Context::new(&dom, &kept));
        let (dom, kept) = all_of(&clean);
        assert_eq!(text::render(Context::new(&dom, &kept)), expected, "{clean}");
    }

    #[test]
    fn annotations_are_in_parentheses() {
        check("<ruby>漢字<rt>かんじ</rt></ruby>を", "漢字(かんじ)を");
        check("<ruby>漢字<rp>（</rp><rt>かんじ</rt><rp>）</rp></ruby>を", "漢字（かんじ）を");
        check("<ruby>子<rt>こ</rt>供<rt> ども </rt></ruby>たち", "子(こ)供(ども)たち");
        check("<ruby>漢字 <rt></rt></ruby>を", "漢字 を");
        check("<ruby>漢<rp></rp><rt>かん</ruby>", "漢(かん)");
        check("<ruby>漢<rp>\u{1}</rp><rt>かん</ruby>", "漢(かん)");
    }

    #[test]
    fn html_keeps_ruby_elements() {
        let html = |page: &str| {
            let (dom, kept) = all_of(page);
            html::render(Context::new(&dom, &kept))
        };
        for (page, expected) in [
            (
                "<ruby>漢字<rt>かんじ</rt></ruby>を",
                "<p><ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を</p>",
            ),
            (
                "<ruby>漢<rp>（</rp><rt><b>かん</b></rt><rp>）</rp>字<rt></rt></ruby>",
                "<p><ruby>漢<rp>（</rp><rt><b>かん</b></rt><rp>）</rp>字</ruby></p>",
            ),
            (
                "<ruby>店<rt>みせ<p>店主の柏木さん",
                "<p><ruby>店<rp>(</rp><rt>みせ</rt><rp>)</rp></ruby></p>\n<p>店主の柏木さん</p>",
            ),
            (
                "<ruby>店<rp>(<rt>みせ</rt>) か<ruby>歯<rp>(</rp><rt>は</rt></ruby></ruby>",
                "<p><ruby>店<rp>(</rp><rt>みせ</rt>) か歯<rp>(</rp><rt>は</rt></ruby></p>",
            ),
            (
                "<ruby>店<rp>) か<ruby>歯<rp>(</rp><rt>は</rt></ruby>の</rp></ruby>",
                "<p><ruby>店<rp>) か歯(はの</rp></ruby></p>",
            ),
            (
                "<ruby>店<x><x><x><x><x><x><x><x><rt>みせ",
                "<p><ruby>店<rp>(</rp><rt>みせ</rt><rp>)</rp></ruby></p>",
            ),
            ("<rt>a</rt><code><ruby>x<rt>y</rt></ruby></code>", "<p>a<code>x(y)</code></p>"),
        ] {
            assert_eq!(html(page), expected, "{page}");
            assert_eq!(html(expected), expected, "again: {page}");
        }
    }

    #[test]
    fn invisible_characters_are_removed() {
        check("Donau&shy;dampf\u{200b}schiff \u{feff} fährt", "Donaudampfschiff fährt");
        check("می\u{200c}خواهم&nbsp;x", "می\u{200c}خواهم x");
        check("a<p>&shy;<p>b", "a\n\nb");
    }
}
