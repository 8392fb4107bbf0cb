//! Finds the section of the site: a link to the category, a label above the headline, or the breadcrumbs.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::scan::{Hints, Mark};
use crate::text::collapse;

/// The maximum length of a section name, in characters.
const MAX_CHARS: usize = 50;
/// The maximum distance of a label before the headline, in nodes.
const NEAR: usize = 24;
/// The maximum size of breadcrumbs, in nodes. Larger elements are menus.
const MAX_NODES: usize = 120;

/// Adds the section candidates of the page's body, and its links to keywords.
pub(crate) fn gather(dom: &Dom, marks: &[Mark], headline: Option<NodeId>, found: &mut Candidates) {
    let mut prop_end = NodeId::DOCUMENT;
    for mark in marks {
        let own = mark.away.is_none_or(|area| headline.is_some_and(|h| dom.is_within(h, area)));
        if mark.hints.has(Hints::PROP_SECTION) && own {
            add(dom, mark.node, Field::Section, Source::Microdata, found);
        } else if mark.hints.has(Hints::CRUMBS) && mark.node >= prop_end {
            prop_end = dom.end(mark.node);
            if let Some(section) = last_crumb(dom, mark.node) {
                found.add(Field::Section, &section, Source::Link, mark.node);
            }
        } else if mark.hints.has(Hints::SECTION) && own && is_label(dom, mark.node, headline) {
            add(dom, mark.node, Field::Section, Source::NearHeadline, found);
        } else if mark.hints.has(Hints::PROP_TAG) && own {
            add(dom, mark.node, Field::Tag, Source::Link, found);
        }
    }
}

fn add(dom: &Dom, node: NodeId, field: Field, source: Source, found: &mut Candidates) {
    let text = match dom.attr(node, AttrName::Content) {
        Some(content) => content.to_owned(),
        None if dom.end(node).index() - node.index() > MAX_NODES => return,
        None => dom.text_content(node),
    };
    if is_name(&text) {
        found.add(field, &text, source, node);
    }
}

fn is_name(text: &str) -> bool {
    let text = text.trim();
    (2..=MAX_CHARS).contains(&text.chars().count()) && text.chars().any(char::is_alphabetic)
}

/// Whether a small element just before the headline contains exactly one link.
fn is_label(dom: &Dom, node: NodeId, headline: Option<NodeId>) -> bool {
    let end = dom.end(node);
    let is_before = headline.is_some_and(|h| end <= h && h.index() - end.index() <= NEAR);
    let links = dom.subtree(node).filter(|&n| dom.tag(n) == Tag::A);
    is_before && end.index() - node.index() <= NEAR && links.take(2).count() == 1
}

/// Returns the breadcrumb that names the section: of links with nested paths the deepest, else the last link. The front page, and
/// the page itself, which is not linked, are excluded.
fn last_crumb(dom: &Dom, node: NodeId) -> Option<String> {
    if dom.end(node).index() - node.index() > MAX_NODES {
        return None;
    }
    let links = dom.subtree(node).filter(|&n| dom.tag(n) == Tag::A);
    let crumbs: Vec<(String, String)> = links
        .filter_map(|link| {
            let path = path(dom.attr(link, AttrName::Href)?);
            Some((path, collapse(&dom.text_content(link))))
        })
        .skip_while(|(path, _)| path.is_empty())
        .filter(|(_, name)| is_name(name))
        .collect();
    let is_below = |pair: &[(String, String)]| {
        pair[1].0.strip_prefix(&pair[0].0).is_some_and(|rest| rest.starts_with('/'))
    };
    let deepest = crumbs.windows(2).rposition(is_below).map(|at| &crumbs[at + 1]);
    deepest.or(crumbs.last()).map(|(_, name)| name.clone())
}

/// Returns the path of a link's URL without trailing slashes; empty for the front page.
fn path(href: &str) -> String {
    let rest = href
        .split_once("://")
        .map_or(href, |(_, rest)| rest.find('/').map_or("", |at| &rest[at..]));
    let path = rest.trim().trim_start_matches("./").trim_end_matches('/');
    match path {
        "#" | "/index.html" | "index.html" | "index.php" | "/index.php" => String::new(),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::scan::scan;
    use crate::parse::parse;

    #[track_caller]
    fn gives(html: &str, section: &str) {
        let dom = parse(html);
        let scan = scan(&dom);
        let mut found = Candidates::default();
        gather(&dom, &scan.sections, scan.headings.first().map(|h| h.node), &mut found);
        let sources = &[Source::Microdata, Source::NearHeadline, Source::Link];
        assert_eq!(found.best(Field::Section, sources).unwrap_or_default(), section, "{html}");
    }

    #[test]
    fn a_category_is_a_section_and_a_tag_is_none() {
        gives(
            "<a rel='category tag' href=/news/>Top News</a> <a rel=tag>rain</a><h1>T</h1>",
            "Top News",
        );
        gives("<div itemprop=articleSection>Culture</div><h1>T</h1>", "Culture");
    }

    #[test]
    fn a_label_is_a_lone_link_over_the_headline() {
        gives("<p class=seccion><a href=/cultura>Cultura</a></p><h1>T</h1>", "Cultura");
        gives("<section class=section><a href=/a>A</a><a href=/b>B</a></section><h1>T</h1>", "");
    }

    #[test]
    fn crumbs_end_with_the_section() {
        let home = "<a href='https://a.example/'>Home</a>";
        let crumbs = |rest: &str| format!("<div class=breadcrumbs>{home}{rest}</div><h1>T</h1>");
        gives(&crumbs("<a href=/camp>Camp</a><a href=/packs>Packs</a>"), "Packs");
        gives(
            &crumbs("<a href=/news>News</a><a href=/news/x>Local</a><a href=/all/sea>Sea</a>"),
            "Local",
        );
        gives(&crumbs("<span>This page</span>"), "");
    }
}
