//! When the page was published and modified: dates in its text and address, and which one wins.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::date::{self, Order};
use crate::metadata::scan::{Hints, Mark, Scan};
use crate::text::collapse;

/// The longest text, in bytes, that is a date with a few words around it.
const MAX_BYTES: usize = 160;
/// How many nodes after the headline a plain text may be its date.
const NEAR: usize = 60;

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
        near(dom, headline, found);
    }
    if let Some(url) = url
        && let Some(date) = date::in_path(url)
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

/// Adds short texts that follow the headline.
fn near(dom: &Dom, headline: NodeId, found: &mut Candidates) {
    let end = dom.end(headline).index();
    for id in (end..dom.len().min(end + NEAR)).map(NodeId::new) {
        if dom.text(id).len() <= MAX_BYTES && dom.text(id).chars().any(char::is_numeric) {
            found.add(Field::Published, dom.text(id), Source::NearHeadline, id);
        }
    }
}

const SOURCES: &[Source] = &[
    Source::JsonLd,
    Source::OpenGraph,
    Source::Bibliographic,
    Source::Analytics,
    Source::Microdata,
    Source::Meta,
    Source::JsonLdPage,
    Source::Time,
    Source::DateClass,
    Source::Byline,
    Source::NearHeadline,
    Source::UrlPath,
];

/// The date of the most trusted source that has one.
pub(crate) fn choose(found: &Candidates, field: Field, order: Order) -> Option<String> {
    found.ranked(field, SOURCES).find_map(|candidate| {
        let value = candidate.value.as_str();
        match candidate.source {
            Source::DateClass | Source::Byline | Source::NearHeadline => date::find(value, order),
            _ => date::read(value, order),
        }
        .filter(|date| date.len() >= 7)
    })
}
