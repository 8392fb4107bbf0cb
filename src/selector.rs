//! The user's CSS selectors, through scraper. A page is parsed a second time for them, only when there are any.

mod work;

use std::cell::RefCell;

use scraper::{ElementRef, Html, HtmlTreeSink};

use crate::dom::{Dom, NodeId, NodeSet};
use crate::error::{Error, ErrorKind};
use crate::limits::{Cut, Limit};
use crate::parse::{Markup, drive};
use work::{Reach, Work, alternatives};

/// A CSS selector, as a rule without commas.
#[derive(Debug, Clone)]
pub(crate) struct Selector {
    css: scraper::Selector,
    work: Work,
}

impl Selector {
    /// The selectors of a list, each for itself: they cost differently.
    pub fn list(css: &str) -> Result<Vec<Self>, Error> {
        let whole = Selector::parse(css)?;
        let parts: Result<Vec<_>, _> = alternatives(css).into_iter().map(Selector::parse).collect();
        Ok(parts.unwrap_or_else(|_| vec![whole]))
    }

    fn parse(css: &str) -> Result<Self, Error> {
        let parsed = scraper::Selector::parse(css).map_err(|e| {
            // Before the reason scraper may ask for a report to its developers, which is not for the user.
            let reason = e.to_string();
            let reason = reason.lines().last().unwrap_or_default();
            let right = "right would be, for example, \"div.content > p\"";
            Error::new(
                ErrorKind::Options,
                format!("not a CSS selector: {css:?} ({reason}); {right}"),
            )
        })?;
        Ok(Selector { css: parsed, work: Work::of(css) })
    }
}

/// What the selectors say of each node.
#[derive(Debug)]
pub(crate) struct Verdicts {
    /// Nodes below an element that is to be kept.
    pub keep: NodeSet,
    /// Nodes below an element that is to be dropped.
    pub drop: NodeSet,
    /// Whether matching cost more than it may, so that elements near the end of the page match nothing.
    pub cut: Cut,
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
    let all: Vec<_> = page.tree.root().descendants().filter_map(ElementRef::wrap).collect();
    let mut n_elements = 0;
    let elements = dom.ids().map(|id| {
        let is_of_page = id != NodeId::DOCUMENT && dom.is_of_page(id);
        n_elements += usize::from(is_of_page);
        all.get(dom.place(n_elements - usize::from(is_of_page))).copied().filter(|_| is_of_page)
    });
    let elements: Vec<Option<ElementRef<'_>>> = elements.collect();
    let mut budget = Budget::new(dom, &elements, markup.limits.max_steps());
    let mut list = |selectors| List::new(selectors, &page, &elements, &mut budget);
    let (keep, drop) = (list(keep), list(drop));
    let none = || NodeSet::new(dom.len());
    let mut verdicts = Verdicts { keep: none(), drop: none(), cut: Cut::new() };
    for id in dom.ids().skip(1) {
        let parent = dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        let mut matches = |list: &List<'_>| {
            elements[id.index()].is_some_and(|element| list.matches(element, id, &mut budget))
        };
        if matches(&drop) {
            verdicts.drop.insert(id);
        } else if matches(&keep) || verdicts.keep.contains(parent) {
            verdicts.keep.insert(id);
        } else if verdicts.drop.contains(parent) {
            verdicts.drop.insert(id);
        }
    }
    verdicts.cut.insert_if(budget.is_spent, Limit::Steps);
    verdicts
}

/// Selectors of one kind.
struct List<'a> {
    /// The elements that some of them match.
    listed: NodeSet,
    /// The others, which are matched against one element at a time.
    others: Vec<&'a Selector>,
}

impl<'a> List<'a> {
    /// Matches the selectors at once against all elements that the budget allows for: asked so, scraper remembers the places
    /// of siblings.
    fn new(
        selectors: &'a [Selector],
        page: &Html,
        elements: &[Option<ElementRef<'_>>],
        budget: &mut Budget<'_>,
    ) -> Self {
        let (near, others): (Vec<_>, Vec<_>) = selectors.iter().partition(|selector| {
            selector.work.reach == Reach::Near && budget.allows_all(selector.work)
        });
        let found = near.iter().flat_map(|selector| page.select(&selector.css));
        let mut found: Vec<_> = found.map(|element| element.id()).collect();
        found.sort_unstable();
        let mut listed = NodeSet::new(elements.len());
        for (i, element) in elements.iter().enumerate() {
            if element.is_some_and(|element| found.binary_search(&element.id()).is_ok()) {
                listed.insert(NodeId::new(i));
            }
        }
        List { listed, others }
    }

    fn matches(&self, element: ElementRef<'_>, id: NodeId, budget: &mut Budget<'_>) -> bool {
        self.listed.contains(id)
            || self.others.iter().any(|s| budget.allows(s.work, id) && s.css.matches(&element))
    }
}

/// The bytes of attributes that are compared in a step.
const STEP_BYTES: usize = 16;

/// The steps that matching may still take.
struct Budget<'a> {
    dom: &'a Dom,
    /// For each node the number of elements in it, without those deeper down.
    n_inner: Vec<u32>,
    /// For each element the steps that read all its attributes; none for a text.
    own: Vec<u32>,
    /// The same for the element and those above, without their attributes and with them.
    up: Vec<[u32; 2]>,
    n_left: usize,
    is_spent: bool,
}

impl<'a> Budget<'a> {
    fn new(dom: &'a Dom, elements: &[Option<ElementRef<'_>>], max_steps: usize) -> Self {
        let (mut n_inner, mut own, mut up) =
            (vec![0; dom.len()], vec![0; dom.len()], vec![[0_u32; 2]; dom.len()]);
        for id in dom.ids() {
            let (i, parent) = (id.index(), dom.parent(id).unwrap_or(NodeId::DOCUMENT).index());
            if let Some(element) = elements[i] {
                n_inner[parent] += 1;
                let n_bytes: usize = element.value().attrs().map(|(_, value)| value.len()).sum();
                own[i] = u32::try_from(1 + n_bytes / STEP_BYTES).unwrap_or(u32::MAX);
            }
            let [n, n_with_values] = up[parent];
            up[i] = [n.saturating_add(1), n_with_values.saturating_add(own[i])];
        }
        Budget { dom, n_inner, own, up, n_left: max_steps, is_spent: false }
    }

    /// The steps for an element, but for those that look at what is beside it.
    fn n_steps(&self, work: Work, id: NodeId) -> usize {
        let i = id.index();
        let n = match (work.goes_up, work.reads_values) {
            (false, false) => 1,
            (false, true) if work.n_parts == 1 => self.own[i],
            (_, with_values) => self.up[i][usize::from(with_values)],
        };
        work.n_parts * n as usize
    }

    /// Whether a selector may be matched against all elements at once.
    fn allows_all(&mut self, work: Work) -> bool {
        let elements = self.dom.ids().filter(|id| self.own[id.index()] > 0);
        let n_all: usize = elements.map(|id| self.n_steps(work, id)).sum();
        let n_left = self.n_left.checked_sub(n_all);
        self.n_left = n_left.unwrap_or(self.n_left);
        n_left.is_some()
    }

    /// Whether a selector may be matched against an element. Where it may not be, none may from there on.
    fn allows(&mut self, work: Work, id: NodeId) -> bool {
        let dom = self.dom;
        let parent = dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        let n_beside = self.n_inner[parent.index()] as usize;
        let n_elements = match work.reach {
            Reach::Near if work.counts => n_beside,
            Reach::Near => 1,
            Reach::Beside(n_walks) => n_beside.saturating_pow(n_walks),
            Reach::Below(n_walks) => {
                (dom.end(parent).index() - parent.index()).saturating_pow(n_walks)
            }
        };
        // An element beside is left at its first part, unless the parts are looked for above it.
        let is_plain = n_elements > 1 && !work.goes_up && !work.reads_values;
        let n_steps = if is_plain { 1 } else { self.n_steps(work, id) };
        let n_left = self.n_left.checked_sub(n_elements.saturating_mul(n_steps));
        self.is_spent |= n_left.is_none();
        self.n_left = n_left.unwrap_or(0);
        !self.is_spent
    }
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
        let list = |css: &str| Selector::list(css).unwrap();
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
    fn elements_are_the_page_s_where_some_were_added_and_moved() {
        let html = "<script src=katex.js></script><p>\\(a\\) \\(b\\)<b>c</b><x-y><template shadowrootmode=open><i>d</i>\
            <slot></slot><u>e</u></template><s>f</s></x-y><q>g</q>";
        for (css, expected) in
            [("b", "c"), ("i", "d"), ("s", "f"), ("u", "e"), ("q", "g"), ("p", "a bcdfeg")]
        {
            assert_eq!(kept(html, css, "h1"), expected, "{css}");
        }
    }

    #[test]
    fn a_broken_selector_is_named() {
        let error = Selector::list("p..q").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Options);
        assert_eq!(Selector::list("a, b:is(c, d)").unwrap().len(), 2);
        assert!(error.to_string().contains("p..q") && !error.to_string().contains("developer"));
    }

    #[test]
    fn all_selectors_match_what_they_say() {
        let html = "<div><p>a<p>b<p class=x>c<h2>d</h2><p>e<p>f<i></i></div><p>g";
        for (css, expected) in [
            ("p:nth-child(2)", "bg"),
            ("p:nth-last-child(2), h2", "de"),
            ("p:last-of-type", "fg"),
            ("h2 ~ p", "ef"),
            ("h2 ~ p, :first-child > p", "abcef"),
            ("p:has(i)", "f"),
            ("p:has(~ h2)", "abc"),
            ("p:not(h2 ~ p):not(.x)", "abg"),
        ] {
            assert_eq!(kept(html, css, "b"), expected, "{css}");
        }
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
