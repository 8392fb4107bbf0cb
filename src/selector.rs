//! The user's CSS selectors, through scraper. A page is parsed a second time for them, only when there are any.

use std::cell::RefCell;

use scraper::{ElementRef, Html, HtmlTreeSink};

use crate::dom::{Dom, NodeId, NodeSet};
use crate::error::{Error, ErrorKind};
use crate::limits::{Cut, Limit};
use crate::parse::{Markup, drive};

/// A CSS selector list.
#[derive(Debug, Clone)]
pub(crate) struct Selector {
    css: scraper::Selector,
    reach: Reach,
}

/// What is looked through to match one element, as far as the text of a selector tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Reach {
    /// What is above it, or what is known of the element before it.
    Near,
    /// All elements beside it; so often for each of them in turn, where such selectors stand in each other.
    Beside(u32),
    /// All that is in them, too.
    Below(u32),
}

impl Selector {
    pub fn parse(css: &str) -> Result<Self, Error> {
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
        Ok(Selector { css: parsed, reach: Reach::of(css) })
    }
}

impl Reach {
    fn of(css: &str) -> Reach {
        let css = css.to_ascii_lowercase();
        // By the number of parentheses that are open, whether there is something that looks at all siblings.
        let mut walks = vec![false; css.len() + 2];
        let (mut depth, mut is_in_brackets) = (0, false);
        let (mut is_near, mut has_below) = (true, false);
        for (at, c) in css.char_indices() {
            match c {
                '[' | ']' => is_in_brackets = c == '[',
                _ if is_in_brackets => {}
                '(' => depth += 1,
                ')' => depth = usize::saturating_sub(depth, 1),
                '~' => (walks[depth], is_near) = (true, false),
                ':' => match pseudo_class(&css[at + 1..]) {
                    "has" => (walks[depth + 1], is_near, has_below) = (true, false, true),
                    name if name.starts_with("nth-") || name.ends_with("-of-type") => {
                        walks[depth] = true;
                        is_near &= name == "nth-child";
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        let n_walks = walks.iter().filter(|walks| **walks).count().max(1) as u32;
        match (is_near, has_below) {
            (true, _) => Reach::Near,
            (_, false) => Reach::Beside(n_walks),
            (_, true) => Reach::Below(n_walks),
        }
    }

    /// How many elements are looked at for one whose parent is given, `n_inner` of them its children.
    fn cost(self, dom: &Dom, parent: NodeId, n_inner: u32) -> usize {
        match self {
            Reach::Near => 0,
            Reach::Beside(n_walks) => (n_inner as usize).saturating_pow(n_walks),
            Reach::Below(n_walks) => {
                (dom.end(parent).index() - parent.index()).saturating_pow(n_walks)
            }
        }
    }
}

/// The name that a text begins with, such as that of a pseudo-class behind its colon.
fn pseudo_class(text: &str) -> &str {
    text.split(|c: char| c != '-' && !c.is_alphabetic()).next().unwrap_or("")
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
    // Asked for all elements at once, scraper remembers the places of their siblings.
    let listed = |list: &[Selector]| -> Vec<_> {
        let near = list.iter().filter(|selector| selector.reach == Reach::Near);
        let mut ids: Vec<_> =
            near.flat_map(|selector| page.select(&selector.css)).map(|found| found.id()).collect();
        ids.sort_unstable();
        ids
    };
    let (keep, drop) = ((keep, listed(keep)), (drop, listed(drop)));
    let mut cost = Cost::new(dom, markup.limits.max_steps());
    // Both trees come from the same parser, so the n-th element of one is the n-th element of the other.
    let elements: Vec<_> = page.tree.root().descendants().filter_map(ElementRef::wrap).collect();
    let mut n_elements = 0;
    let none = || NodeSet::new(dom.len());
    let mut verdicts = Verdicts { keep: none(), drop: none(), cut: Cut::new() };
    for id in dom.ids().skip(1) {
        let is_of_page = dom.is_of_page(id);
        let element = elements.get(dom.place(n_elements)).filter(|_| is_of_page);
        n_elements += usize::from(is_of_page);
        let parent = dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        let mut matches = |(list, listed): &(&[Selector], Vec<_>)| {
            element.is_some_and(|e| {
                listed.binary_search(&e.id()).is_ok()
                    || list.iter().any(|s| cost.allows(dom, parent, s.reach) && s.css.matches(e))
            })
        };
        if matches(&drop) {
            verdicts.drop.insert(id);
        } else if matches(&keep) || verdicts.keep.contains(parent) {
            verdicts.keep.insert(id);
        } else if verdicts.drop.contains(parent) {
            verdicts.drop.insert(id);
        }
    }
    verdicts.cut.insert_if(cost.is_spent, Limit::Steps);
    verdicts
}

/// What matching may still cost.
struct Cost {
    /// By parent, how many elements are its children.
    n_inner: Vec<u32>,
    n_left: usize,
    is_spent: bool,
}

impl Cost {
    fn new(dom: &Dom, max_steps: usize) -> Self {
        let mut n_inner = vec![0; dom.len()];
        for id in dom.ids().filter(|&id| !dom.is_text(id)) {
            n_inner[dom.parent(id).unwrap_or(NodeId::DOCUMENT).index()] += 1;
        }
        Cost { n_inner, n_left: max_steps, is_spent: false }
    }

    /// Whether a selector that is not listed may be matched against an element with this parent. Where it may not be,
    /// none may from there on.
    fn allows(&mut self, dom: &Dom, parent: NodeId, reach: Reach) -> bool {
        if reach == Reach::Near {
            return false;
        }
        let n_left = self.n_left.checked_sub(reach.cost(dom, parent, self.n_inner[parent.index()]));
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
        let error = Selector::parse("p..q").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Options);
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
    fn what_a_selector_looks_through_is_known() {
        for css in ["p", "a b > c + d", "[a~=b]", ":nth-child(2)", ":not(.a, :first-child)"] {
            assert_eq!(Reach::of(css), Reach::Near, "{css}");
        }
        for css in ["a ~ b", ":nth-last-child(1)", ":FIRST-of-type", ":not(a ~ b ~ c)"] {
            assert_eq!(Reach::of(css), Reach::Beside(1), "{css}");
        }
        assert_eq!(Reach::of(":not(a ~ b) ~ c"), Reach::Beside(2));
        assert_eq!(Reach::of(":has(~ b)"), Reach::Below(1));
        assert_eq!(Reach::of(":has(~ b) ~ c"), Reach::Below(2));
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
