//! Matches the user's CSS selectors with scraper. If there are any, the page is parsed a second time, into scraper's tree.

mod work;

use std::cell::RefCell;

use scraper::{ElementRef, Html, HtmlTreeSink};

use crate::dom::{Dom, NodeId, NodeSet};
use crate::error::{Error, ErrorKind};
use crate::limits::{Limit, LimitsHit};
use crate::parse::{Markup, drive};
use work::{Reach, Work, alternatives};

/// A CSS selector, usually without top-level commas, and its matching cost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Selector {
    css: scraper::Selector,
    work: Work,
    /// The selector as written.
    written: String,
}

impl Selector {
    /// Parses a selector list and splits it at its commas, since the parts differ in cost. Not split if a part does not parse.
    pub fn list(css: &str) -> Result<Vec<Self>, Error> {
        let whole = Selector::parse(css)?;
        let parts: Result<Vec<_>, _> = alternatives(css).into_iter().map(Selector::parse).collect();
        Ok(parts.unwrap_or_else(|_| vec![whole]))
    }

    /// The selector as written.
    pub fn written(&self) -> String {
        self.written.clone()
    }

    fn parse(css: &str) -> Result<Self, Error> {
        let parsed = scraper::Selector::parse(css).map_err(|e| {
            // The last line is the reason. Before it, scraper may ask to report a bug to its developers.
            let reason = e.to_string();
            let reason = reason.lines().last().unwrap_or_default();
            let right = "expected, for example, \"div.content > p\"";
            Error::new(
                ErrorKind::Options,
                format!("invalid CSS selector: {css:?} ({reason}); {right}"),
            )
        })?;
        Ok(Selector { css: parsed, work: Work::of(css), written: css.trim().to_owned() })
    }
}

/// The result of matching, for each node.
#[derive(Debug)]
pub(crate) struct Verdicts {
    /// Nodes in elements to keep.
    pub keep: NodeSet,
    /// Nodes in elements to drop.
    pub drop: NodeSet,
    /// The selectors that match no element.
    pub unmatched: Vec<String>,
    /// [`Limit::Steps`] if the budget was spent, so that the last elements of the page match nothing.
    pub limits_hit: LimitsHit,
}

/// Matches selectors against the page that `dom` was parsed from. If matches are nested, the innermost decides. An element that
/// matches both lists is dropped.
pub(crate) fn match_selectors(
    markup: Markup<'_>,
    dom: &Dom,
    keep: &[Selector],
    drop: &[Selector],
) -> Verdicts {
    let page = drive(markup, HtmlTreeSink(RefCell::new(Html::new_document())));
    // Both trees come from the same parser, so their elements have the same order.
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
    let (mut keep, mut drop) = (list(keep), list(drop));
    let none = || NodeSet::new(dom.len());
    let mut verdicts = Verdicts {
        keep: none(),
        drop: none(),
        unmatched: Vec::new(),
        limits_hit: LimitsHit::new(),
    };
    for id in dom.ids().skip(1) {
        let parent = dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        let mut matches = |list: &mut List<'_>| {
            elements[id.index()].is_some_and(|element| list.matches(element, id, &mut budget))
        };
        if matches(&mut drop) {
            keep.is_complete = false;
            verdicts.drop.insert(id);
        } else if matches(&mut keep) || verdicts.keep.contains(parent) {
            verdicts.keep.insert(id);
        } else if verdicts.drop.contains(parent) {
            verdicts.drop.insert(id);
        }
    }
    verdicts.limits_hit.insert_if(budget.is_spent, Limit::Steps);
    keep.is_complete &= !budget.is_spent;
    drop.is_complete &= !budget.is_spent;
    verdicts.unmatched = keep.unmatched().chain(drop.unmatched()).collect();
    verdicts
}

/// The selectors to keep, or those to drop.
struct List<'a> {
    /// The elements that the selectors matched in one pass.
    listed: NodeSet,
    /// The other selectors, which are matched one element at a time.
    others: Vec<&'a Selector>,
    /// The selectors that no element has matched so far.
    unmatched: Vec<&'a Selector>,
    /// Whether `others` were matched against all elements so far: another match may have decided before them.
    is_complete: bool,
}

impl<'a> List<'a> {
    /// Matches cheap selectors against all elements in one pass, as far as the budget allows: then scraper caches sibling
    /// indices.
    fn new(
        selectors: &'a [Selector],
        page: &Html,
        elements: &[Option<ElementRef<'_>>],
        budget: &mut Budget<'_>,
    ) -> Self {
        let (near, others): (Vec<_>, Vec<_>) = selectors.iter().partition(|selector| {
            selector.work.reach == Reach::Near && budget.allows_all(selector.work)
        });
        let (mut found, mut unmatched) = (Vec::new(), others.clone());
        for &selector in &near {
            let n_before = found.len();
            found.extend(page.select(&selector.css).map(|element| element.id()));
            unmatched.extend((found.len() == n_before).then_some(selector));
        }
        found.sort_unstable();
        let mut listed = NodeSet::new(elements.len());
        for (i, element) in elements.iter().enumerate() {
            if element.is_some_and(|element| found.binary_search(&element.id()).is_ok()) {
                listed.insert(NodeId::new(i));
            }
        }
        List { listed, others, unmatched, is_complete: true }
    }

    fn matches(&mut self, element: ElementRef<'_>, id: NodeId, budget: &mut Budget<'_>) -> bool {
        if self.listed.contains(id) {
            self.is_complete = false;
            return true;
        }
        let mut others = self.others.iter();
        let found = others.find(|s| budget.allows(s.work, id) && s.css.matches(&element));
        if let Some(&found) = found {
            self.is_complete &= others.len() == 0;
            self.unmatched.retain(|&selector| !std::ptr::eq(selector, found));
        }
        found.is_some()
    }

    /// The selectors that match nothing, as written. Those that were not matched against all elements are left out.
    fn unmatched(&self) -> impl Iterator<Item = String> {
        let is_other = |selector: &Selector| self.others.iter().any(|&o| std::ptr::eq(o, selector));
        let sure = self.unmatched.iter().filter(move |s| self.is_complete || !is_other(s));
        sure.map(|selector| selector.written())
    }
}

/// The number of attribute bytes that are compared in one step.
const STEP_BYTES: usize = 16;

/// The remaining steps for matching.
struct Budget<'a> {
    dom: &'a Dom,
    /// For each node, the number of its child elements.
    n_inner: Vec<u32>,
    /// For each element, the steps to read all its attributes; 0 for a text.
    own: Vec<u32>,
    /// For each node, the sums over it and its ancestors: the number of elements, and the steps to read their attributes.
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

    /// The steps to match one element, without visits to siblings.
    fn n_steps(&self, work: Work, id: NodeId) -> usize {
        let i = id.index();
        let n = match (work.goes_up, work.reads_values) {
            (false, false) => 1,
            (false, true) if work.n_parts == 1 => self.own[i],
            (_, with_values) => self.up[i][usize::from(with_values)],
        };
        work.n_parts * n as usize
    }

    /// Whether the budget allows to match a selector against all elements in one pass. If so, spends the steps.
    fn allows_all(&mut self, work: Work) -> bool {
        let elements = self.dom.ids().filter(|id| self.own[id.index()] > 0);
        let n_all: usize = elements.map(|id| self.n_steps(work, id)).sum();
        let n_left = self.n_left.checked_sub(n_all);
        self.n_left = n_left.unwrap_or(self.n_left);
        n_left.is_some()
    }

    /// Whether the budget allows to match a selector against an element. Once spent, it allows none.
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
        // A sibling fails at the first compound selector, unless ancestors or attributes must be examined.
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
    fn the_innermost_match_decides() {
        let html = "<p>x<noscript>n</noscript><table><div class=k>a<p class=d>b<i class=k>c</i></p>d</div></table>e";
        assert_eq!(kept(html, ".k", ".d"), "acd");
        assert_eq!(kept(html, "noscript, template", "b"), "n");
    }

    #[test]
    fn added_and_moved_nodes_do_not_shift_matches() {
        let html = "<script src=katex.js></script><p>\\(a\\) \\(b\\)<b>c</b><x-y><template shadowrootmode=open><i>d</i>\
            <slot></slot><u>e</u></template><s>f</s></x-y><q>g</q>";
        for (css, expected) in
            [("b", "c"), ("i", "d"), ("s", "f"), ("u", "e"), ("q", "g"), ("p", "a bcdfeg")]
        {
            assert_eq!(kept(html, css, "h1"), expected, "{css}");
        }
    }

    #[test]
    fn an_invalid_selector_is_reported() {
        let error = Selector::list("p..q").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Options);
        assert_eq!(Selector::list("a, b:is(c, d)").unwrap().len(), 2);
        assert!(error.to_string().contains("p..q") && !error.to_string().contains("developer"));
    }

    #[test]
    fn only_selectors_without_a_match_are_named() {
        let unmatched = |keep: &str, drop: &str| {
            let html = "<div><p class=x>a<h2>b</h2><p>c</div>";
            let limits = Limits::new();
            let (dom, cuts) = parse_within(html, &limits);
            let list = |css: &str| Selector::list(css).unwrap();
            let markup = Markup { html, limits: &limits, cuts: &cuts };
            match_selectors(markup, &dom, &list(keep), &list(drop)).unmatched
        };
        assert_eq!(unmatched(".x, .y", "h2, h3"), [".y", "h3"]);
        assert_eq!(unmatched("h3 ~ p", "h4"), ["h3 ~ p", "h4"]);
        // Another selector decides before `h2 ~ p` is matched.
        assert_eq!(unmatched("p, h2 ~ p", "h4"), ["h4"]);
        assert_eq!(unmatched("h2 ~ p", "p"), [""; 0]);
    }

    #[test]
    fn sibling_and_relational_selectors_match() {
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
    fn limits_cut_the_page_for_selectors_too() {
        let html = "<div><div><div><i>a<div class=x>b</div><b>c</b><br></i><p>d</div><p class=x>e</div></div>\
            <p class=x>f<p>g<p class=x>h";
        let kept = |limits| kept_within(&limits, html, ".x", ".y");
        assert_eq!(kept(Limits::new()), "befh");
        assert_eq!(kept(Limits::new().with_max_depth(7)), "befh");
        // Elements below the maximum depth do not exist, so they cannot match.
        assert_eq!(kept(Limits::new().with_max_depth(6)), "efh");
        assert_eq!(kept(Limits::new().with_max_depth(3)), "fh");
        assert!("befh".starts_with(&kept(Limits::new().with_max_nodes(18))));
    }
}
