//! When the page was published and modified: dates in its text and address, and which one wins.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::date::{self, Order};
use crate::metadata::scan::{Hints, Mark, Scan, class_hints};
use crate::text::collapse;

/// The longest text, in bytes, that is a date with a few words around it.
const MAX_BYTES: usize = 160;
/// The longest plain text, in bytes, that is one.
const MAX_TEXT: usize = 160;
/// How many nodes after the headline a plain text may be its date.
const NEAR: usize = 60;
/// How many nodes before it, and how long it may be there.
const NEAR_BEFORE: usize = 16;
const MAX_DATE: usize = 40;
/// How many nodes from the headline a date in an area apart may stand, and how many the area may have.
const BESIDE: usize = 80;
/// How many levels above an area its article is looked for.
const MAX_DEPTH: usize = 16;

/// Adds the dates that stand in the page: marked as such, beside the headline, or in the address.
pub(crate) fn gather(
    dom: &Dom,
    scan: &Scan,
    headline: Option<NodeId>,
    url: Option<&str>,
    found: &mut Candidates,
) {
    let away = |mark: &Mark| {
        mark.away.is_some_and(|area| headline.is_none_or(|h| !dom.is_within(h, area)))
            || headline.is_some_and(|h| is_listed(dom, mark.node, h))
    };
    let mut marks: Vec<&Mark> = scan.marks.iter().filter(|mark| !away(mark)).collect();
    if let Some(headline) = headline {
        // The nearest comes first; what stands before the headline counts as farther off.
        marks.sort_by_key(|mark| {
            let after = mark.node.index() as i64 - headline.index() as i64;
            if after < 0 { -after * 3 } else { after }
        });
    }
    for mark in marks {
        let time = dom.tag(mark.node) == Tag::Time;
        let source = match mark.hints {
            hints if hints.has(Hints::PROP_DATE) => Source::Microdata,
            _ if time => Source::Time,
            hints if hints.has(Hints::DATE) => Source::DateClass,
            hints if hints.has(Hints::INFO) || hints.has(Hints::AUTHOR) => Source::Byline,
            _ => continue,
        };
        let field = if mark.hints.has(Hints::UPDATED) { Field::Modified } else { Field::Published };
        if let Some(value) = value_of(dom, mark.node) {
            found.add(field, &value, source, mark.node);
        }
    }
    if let Some(headline) = headline {
        near(dom, &scan.away, headline, found);
        beside(dom, &scan.marks, headline, found);
    }
    if let Some(url) = url
        && let Some(date) = in_path(url)
    {
        found.add(Field::Published, &date, Source::UrlPath, NodeId::DOCUMENT);
    }
}

/// What an element gives for a date: its machine-readable value, else its text.
fn value_of(dom: &Dom, node: NodeId) -> Option<String> {
    let attr = dom.attr(node, AttrName::Datetime).or_else(|| dom.attr(node, AttrName::Content));
    if let Some(value) = attr.filter(|value| !value.trim().is_empty()) {
        return Some(value.to_owned());
    }
    let mut out = String::new();
    for id in dom.subtree(node) {
        out.push_str(dom.text(id));
        if !dom.is_text(id) && dom.tag(id) != Tag::Span {
            out.push(' ');
        }
        if out.len() > 4 * MAX_BYTES {
            return None;
        }
    }
    let out = collapse(&out);
    let title = || dom.attr(node, AttrName::Title).map(str::to_owned);
    if out.bytes().any(|b| b.is_ascii_digit()) && out.len() <= MAX_BYTES {
        Some(out)
    } else {
        title()
    }
}

/// Whether a node stands in a table before the headline: it lists other things, such as files.
fn is_listed(dom: &Dom, node: NodeId, headline: NodeId) -> bool {
    let table = || dom.ancestors(node).take(8).find(|&a| dom.tag(a) == Tag::Table);
    node < headline && table().is_some_and(|table| !dom.is_within(headline, table))
}

/// Adds `time` elements and dates in an `aside`, `header` or `footer` of the headline's article, close to it,
/// whose class does not say that it is of another thing.
fn beside(dom: &Dom, marks: &[Mark], headline: NodeId, found: &mut Candidates) {
    let is_of_article = |area: NodeId| {
        let mut around = dom.ancestors(area).take(MAX_DEPTH);
        let article = around.find(|&a| matches!(dom.tag(a), Tag::Article | Tag::Main));
        article.is_some_and(|article| dom.is_within(headline, article))
    };
    for mark in marks {
        let Some(area) = mark.away.filter(|&area| !dom.is_within(headline, area)) else { continue };
        let is_date = dom.tag(mark.node) == Tag::Time || mark.hints.has(Hints::DATE);
        let class = class_hints(dom.attr(area, AttrName::Class).unwrap_or_default());
        let is_part = matches!(dom.tag(area), Tag::Aside | Tag::Header | Tag::Footer)
            && dom.end(area).index() - area.index() <= BESIDE
            && is_of_article(area);
        let is_close = mark.node.index().abs_diff(headline.index()) <= BESIDE;
        if is_date
            && is_part
            && is_close
            && !class.has(Hints::AWAY)
            && !mark.hints.has(Hints::UPDATED)
            && let Some(value) = value_of(dom, mark.node)
        {
            found.add(Field::Published, &value, Source::Beside, mark.node);
        }
    }
}

/// Adds short texts that follow the headline, then those just before it, but not those of areas apart.
fn near(dom: &Dom, away: &[NodeId], headline: NodeId, found: &mut Candidates) {
    let mut id = dom.end(headline);
    let end = NodeId::new(dom.len().min(id.index() + NEAR));
    while id < end {
        if away.binary_search(&id).is_ok() {
            id = dom.end(id);
            continue;
        }
        let text = dom.text(id);
        if text.trim().len() <= MAX_TEXT && text.chars().any(char::is_numeric) {
            found.add(Field::Published, text, Source::NearHeadline, id);
        }
        id = NodeId::new(id.index() + 1);
    }
    let before = headline.index().saturating_sub(NEAR_BEFORE)..headline.index();
    for id in before.map(NodeId::new) {
        let text = dom.text(id).trim();
        let apart =
            away.iter().any(|&area| dom.is_within(id, area) && !dom.is_within(headline, area));
        let is_date = text.len() <= MAX_DATE && text.chars().any(char::is_numeric);
        if is_date && !apart && !is_listed(dom, id, headline) {
            found.add(Field::Published, text, Source::BeforeHeadline, id);
        }
    }
}

pub(crate) const SOURCES: &[Source] = &[
    Source::JsonLd,
    Source::OpenGraph,
    Source::Bibliographic,
    Source::Analytics,
    Source::Microdata,
    Source::JsonLdPage,
    Source::Meta,
    Source::Time,
    Source::DateClass,
    Source::Byline,
    Source::NearHeadline,
    Source::BeforeHeadline,
    Source::Beside,
    Source::UrlPath,
];

/// The date of the most trusted source that has one.
pub(crate) fn choose(found: &Candidates, field: Field, order: Order) -> Option<String> {
    found.ranked(field, SOURCES).find_map(|candidate| {
        let value = candidate.value.as_str();
        match candidate.source {
            Source::DateClass
            | Source::Byline
            | Source::NearHeadline
            | Source::BeforeHeadline
            | Source::Beside => date::iso(value).or_else(|| date::find(value, order)),
            _ => date::read(value, order),
        }
        .filter(|date| date.len() >= 7)
    })
}

/// The date in an address's path: `/2024/01/05/`, `/2024/01/`, `/2024-01-05-title`, `/20240105/`.
pub(crate) fn in_path(url: &str) -> Option<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let num = |part: Option<&&str>, len: std::ops::RangeInclusive<usize>| -> Option<u32> {
        let part =
            part.filter(|p| len.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse().ok()
    };
    for at in 0..parts.len() {
        let Some(year) = num(parts.get(at), 4..=4).filter(|&year| date::is_plausible(year)) else {
            let part = parts[at];
            let split = |at: usize| {
                part.get(..at).filter(|_| !part.as_bytes().get(at).is_some_and(u8::is_ascii_digit))
            };
            let date = split(10)
                .filter(|p| p.as_bytes()[4] == b'-')
                .or_else(|| split(8))
                .and_then(date::iso);
            if date.as_deref().is_some_and(|date| date.len() == 10) {
                return date;
            }
            continue;
        };
        if let Some(month) = num(parts.get(at + 1), 1..=2) {
            let day = num(parts.get(at + 2), 1..=2).and_then(|day| date::ymd(year, month, day));
            if let Some(date) = day.or_else(|| date::year_month(year, month)) {
                return Some(date);
            }
        }
        if let Some((month, day)) = parts.get(at + 1).and_then(|p| p.split_once('-'))
            && let Some(date) = num(Some(&month), 2..=2)
                .zip(num(Some(&day), 2..=2))
                .and_then(|(m, d)| date::ymd(year, m, d))
        {
            return Some(date);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::scan::scan;
    use crate::parse::parse;

    fn published(html: &str, url: Option<&str>) -> String {
        let dom = parse(html);
        let scan = scan(&dom);
        let mut found = Candidates::default();
        gather(&dom, &scan, scan.headings.first().map(|h| h.node), url, &mut found);
        choose(&found, Field::Published, Order::MonthFirst).unwrap_or_default()
    }

    #[test]
    fn the_date_beside_the_headline_wins() {
        let html = "<header><span class=date>Saturday, November 23, 2024</span> 12 degrees</header>
            <main><h1>Rain</h1><p class=date>January 5, 2024</p></main>
            <aside class=related><time datetime=2023-02-02>x</time></aside>";
        assert_eq!(published(html, None), "2024-01-05");
    }

    #[test]
    fn a_masthead_or_a_teaser_gives_no_date() {
        let html = "<div class=masthead><time>November 23, 2024</time></div><main><h1>Rain</h1><p>Text.</p></main>
            <div class='related'><time datetime=2023-02-02>x</time></div><footer>© 2019 <time>2019-01-01</time></footer>";
        assert_eq!(published(html, None), "");
    }

    #[test]
    fn the_address_is_no_more_precise_than_it_says() {
        assert_eq!(published("<h1>Rain</h1>", Some("https://a.example/2023/12/rain")), "2023-12");
    }

    #[test]
    fn paths() {
        assert_eq!(in_path("https://a.example/2024/01/05/rain").as_deref(), Some("2024-01-05"));
        assert_eq!(
            in_path("https://a.example/2024/1/rain?x=/2020/01/01").as_deref(),
            Some("2024-01")
        );
        assert_eq!(
            in_path("https://a.example/news/2024-01-05-rain").as_deref(),
            Some("2024-01-05")
        );
        assert_eq!(in_path("https://a.example/id/20240105123"), None);
        assert_eq!(in_path("https://a.example/2024/rain"), None);
    }
}
