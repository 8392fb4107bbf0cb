//! The user's CSS selectors, through scraper. A page is parsed a second time for them, only when there are any.

use std::cell::RefCell;

use scraper::{Html, HtmlTreeSink};

use crate::dom::{Dom, NodeId, NodeSet};
use crate::error::{Error, ErrorKind};
use crate::parse::{Markup, drive};

/// A CSS selector list.
#[derive(Debug, Clone)]
pub(crate) struct Selector(scraper::Selector);

impl Selector {
    pub fn parse(css: &str) -> Result<Self, Error> {
        scraper::Selector::parse(css).map(Selector).map_err(|e| {
            // Before the reason scraper may ask for a report to its developers, which is not for the user.
            let reason = e.to_string();
            let reason = reason.lines().last().unwrap_or_default();
            let right = "right would be, for example, \"div.content > p\"";
            Error::new(
                ErrorKind::Options,
                format!("not a CSS selector: {css:?} ({reason}); {right}"),
            )
        })
    }
}

/// What the selectors say of each node.
#[derive(Debug, Default)]
pub(crate) struct Verdicts {
    /// Nodes below an element that is to be kept.
    pub keep: NodeSet,
    /// Nodes below an element that is to be dropped.
    pub drop: NodeSet,
}

/// Matches the selectors against the page that `dom` was made from. Where a kept and a dropped element lie in
/// each other, the inner one decides; where both selectors match one element, it is dropped.
pub(crate) fn match_selectors(
    markup: Markup<'_>,
    dom: &Dom,
    keep: &[Selector],
    drop: &[Selector],
) -> Verdicts {
    let page = drive(markup, HtmlTreeSink(RefCell::new(Html::new_document())));
    // Both trees come from the same parser, so the n-th element of one is the n-th element of the other.
    let mut elements = page.tree.root().descendants().filter_map(scraper::ElementRef::wrap);
    let mut verdicts = Verdicts { keep: NodeSet::new(dom.len()), drop: NodeSet::new(dom.len()) };
    for id in dom.ids().skip(1) {
        let element = if dom.is_text(id) { None } else { elements.next() };
        let matches =
            |list: &[Selector]| element.is_some_and(|e| list.iter().any(|s| s.0.matches(&e)));
        let parent = dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        if matches(drop) {
            verdicts.drop.insert(id);
        } else if matches(keep) || verdicts.keep.contains(parent) {
            verdicts.keep.insert(id);
        } else if verdicts.drop.contains(parent) {
            verdicts.drop.insert(id);
        }
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::parse::parse_within;

    fn kept(html: &str, keep: &str, drop: &str) -> String {
        kept_within(&Limits::new(), html, keep, drop)
    }

    fn kept_within(limits: &Limits, html: &str, keep: &str, drop: &str) -> String {
        let (dom, cuts) = parse_within(html, limits);
        let list = |css: &str| vec![Selector::parse(css).unwrap()];
        let markup = Markup { html, limits, cuts: &cuts };
        let verdicts = match_selectors(markup, &dom, &list(keep), &list(drop));
        dom.ids().filter(|&id| verdicts.keep.contains(id)).map(|id| dom.text(id)).collect()
    }

    #[test]
    fn the_inner_match_decides() {
        let html = "<p>x<noscript>n</noscript><table><div class=k>a<p class=d>b<i class=k>c</i></p>d</div></table>e";
        assert_eq!(kept(html, ".k", ".d"), "acd");
        assert_eq!(kept(html, "noscript, template", "b"), "n");
    }

    #[test]
    fn a_broken_selector_is_named() {
        let error = Selector::parse("p..q").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Options);
        assert!(error.to_string().contains("p..q") && !error.to_string().contains("developer"));
    }

    #[test]
    fn what_was_cut_is_cut_for_selectors_too() {
        let html = "<div><div><div><i>a<div class=x>b</div><b>c</b><br></i><p>d</div><p class=x>e</div></div>\
            <p class=x>f<p>g<p class=x>h";
        let kept = |limits| kept_within(&limits, html, ".x", ".y");
        assert_eq!(kept(Limits::new()), "befh");
        assert_eq!(kept(Limits::new().with_max_depth(7)), "befh");
        // What lies too deep for an element of its own has none that could match.
        assert_eq!(kept(Limits::new().with_max_depth(6)), "efh");
        assert_eq!(kept(Limits::new().with_max_depth(3)), "fh");
        assert!("befh".starts_with(&kept(Limits::new().with_max_nodes(18))));
    }
}
