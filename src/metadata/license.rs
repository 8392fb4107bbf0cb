//! Finds the licence of a page: in links that are marked as such, and in the statements of the head.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::answers::Answers;
use crate::facts::hints::{Hints, class_hints};
use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Loss};
use crate::metadata::scan::Mark;
use crate::metadata::site;

/// The maximum size of a licence statement, in bytes. Longer statements are terms of use, not the name of a licence.
const MAX_BYTES: usize = 1_000;
/// The maximum size of the element of a picture credit, in nodes.
const MAX_CREDIT: usize = 24;
/// The maximum number of ancestors of a link that are examined.
const MAX_DEPTH: usize = 64;

/// The sources of licences, the most trusted first.
pub(crate) const SOURCES: &[Source] =
    &[Source::Link, Source::JsonLd, Source::Bibliographic, Source::Foot, Source::JsonLdPage];

/// Adds links that are marked as the licence, and links to Creative Commons in the footer of the page. The licence of a picture,
/// a comment or a teaser is not that of the page.
pub(crate) fn gather(dom: &Dom, marks: &[Mark], found: &mut Candidates) {
    let foot = Answers::new(|area| is_foot(dom, area));
    let credit = Answers::new(|area| is_credit(dom, area));
    for mark in marks {
        let Some(href) = dom.attr(mark.node, AttrName::Href) else { continue };
        let is_in_foot = || around(dom, mark.node).any(|area| foot.of(area));
        if is_of_picture(dom, mark.node, |area| credit.of(area)) {
            continue;
        }
        let is_own = || dom.tag(mark.node) == Tag::Link || mark.away.is_none() || is_in_foot();
        if mark.hints.has(Hints::REL_LICENSE) && is_own() {
            found.add(Field::License, href, Source::Link, mark.node);
        } else if is_in_foot() {
            found.add(Field::License, href, Source::Foot, mark.node);
        }
    }
}

/// Selects the licence of the most trusted source. Relative URLs are resolved against the page's own. A value that begins like a
/// URL is treated as one, so that unsafe URLs are rejected. A first word that ends in a colon is a label and is dropped.
pub(crate) fn choose(found: &Candidates, url: Option<&str>) -> Decision {
    let mut losses = Vec::new();
    for stated in found.ranked(Field::License, SOURCES) {
        if stated.value.len() > MAX_BYTES {
            losses.push((stated.number, Loss::TooLong));
            continue;
        }
        let value = read(stated, url);
        let choice = match value {
            Some(_) => Choice::of(found.rule_of_first(Field::License), SOURCES, stated),
            None => Choice { ended_at: Some(stated.number), ..Choice::none(SOURCES) },
        };
        return Decision { value, choice: Choice { losses, ..choice } };
    }
    Decision { value: None, choice: Choice { losses, ..Choice::none(SOURCES) } }
}

/// Returns the licence of a candidate; `None` if it is an unsafe URL.
pub(crate) fn read(stated: &Candidate, url: Option<&str>) -> Option<String> {
    let is_link = matches!(stated.source, Source::Link | Source::Foot);
    let mut value = stated.value.as_str();
    while !is_link
        && let Some((label, rest)) = value.split_once(' ')
        && label.find(':') == Some(label.len() - 1)
    {
        value = rest;
    }
    let has_slashes = value.contains("//") || value.starts_with(['/', '.']);
    let is_address = has_slashes && !value.contains(' ')
        || value.split(' ').next().is_some_and(site::has_scheme);
    if is_address { site::absolute(value, url) } else { Some(value.to_owned()) }
}

fn around(dom: &Dom, node: NodeId) -> impl Iterator<Item = NodeId> {
    dom.ancestors(node).take(MAX_DEPTH)
}

fn is_foot(dom: &Dom, area: NodeId) -> bool {
    let says = |name| dom.attr(area, name).is_some_and(|value| value.contains("foot"));
    dom.tag(area) == Tag::Footer || says(AttrName::Class) || says(AttrName::Id)
}

/// Whether a link is in a figure, or in a small element whose class marks it as a caption or a credit.
fn is_of_picture(dom: &Dom, link: NodeId, is_credit: impl Fn(NodeId) -> bool) -> bool {
    let is_figure = |area| matches!(dom.tag(area), Tag::Figure | Tag::Figcaption);
    let is_small = |area: &NodeId| dom.end(*area).index() - area.index() <= MAX_CREDIT;
    around(dom, link).any(is_figure) || around(dom, link).take_while(is_small).any(is_credit)
}

fn is_credit(dom: &Dom, area: NodeId) -> bool {
    let class = dom.attr(area, AttrName::Class).unwrap_or_default();
    class_hints(class).has(Hints::CAPTION.with(Hints::CREDIT))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::scan::scan;
    use crate::parse::parse;

    const BY: &str = "https://creativecommons.org/licenses/by/4.0/";

    fn chosen(html: &str) -> Option<String> {
        let dom = parse(&html.replace("BY", BY));
        let mut found = Candidates::default();
        gather(&dom, &scan(&dom).licenses, &mut found);
        choose(&found, Some("https://a.example/x")).value
    }

    #[test]
    fn a_marked_link_is_the_licence() {
        assert_eq!(chosen("<p><a rel='nofollow license' href=BY>CC</a>").as_deref(), Some(BY));
        assert_eq!(chosen("<footer><nav><a rel=license href=BY>").as_deref(), Some(BY));
        let own = chosen("<link rel=license href=/terms><a rel=license href=BY>");
        assert_eq!(own.as_deref(), Some("https://a.example/terms"));
        let page = format!(
            "<html class='source sidebar'><link rel=license href=BY>{}",
            "<p>x</p>".repeat(20)
        );
        assert_eq!(chosen(&page).as_deref(), Some(BY), "the name is that of the whole page");
        assert_eq!(chosen("<link rel=license href='javascript:&#10;x'>"), None);
        assert_eq!(chosen("<link rel=license href='Licence: MIT'>"), None);
        let stated = |value| {
            let mut found = Candidates::default();
            found.add(Field::License, value, Source::JsonLd, NodeId::DOCUMENT);
            choose(&found, None).value
        };
        assert_eq!(stated("Licence: a: MIT").as_deref(), Some("MIT"));
        assert_eq!(stated("a: javascript:x"), None);
        let words = "Under the terms of a licence (https://a.example/by)";
        assert_eq!(chosen(&format!("<link rel=license href='{words}'>")).as_deref(), Some(words));
    }

    #[test]
    fn an_unmarked_link_counts_in_the_foot_only() {
        assert_eq!(chosen("<div id=site-footer><a href=BY>CC</a></div>").as_deref(), Some(BY));
        assert_eq!(chosen("<p>Read about <a href=BY>CC</a>.").as_deref(), None);
    }

    #[test]
    fn the_licence_of_a_picture_or_a_comment_is_not_the_pages() {
        assert_eq!(chosen("<figure><img><a rel=license href=BY>CC</a></figure>"), None);
        assert_eq!(chosen("<div class=photo-credit><a rel=license href=BY>CC</a></div>"), None);
        assert_eq!(chosen("<div class=comment><a rel=license href=BY>CC</a></div>"), None);
    }
}
