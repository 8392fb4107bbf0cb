//! Finds the publication date and the modification date in the text and the URL of a page.

use std::borrow::Cow;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::answers::Answers;
use crate::lexicon::LEXICON;
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::path_date::in_path;
use crate::metadata::scan::{Hints, Mark, Scan, class_hints};
use crate::text::{collapse, trim};

/// The maximum length of a text that is a date with a few words around it, in bytes.
const MAX_BYTES: usize = 160;
/// The maximum distance of an unmarked date after the headline, in nodes.
pub(crate) const NEAR: usize = 60;
/// The maximum distance of an unmarked date before the headline, in nodes, and its maximum length there, in bytes.
pub(crate) const NEAR_BEFORE: usize = 16;
const MAX_DATE: usize = 40;
/// The maximum length of an unmarked date anywhere on the page, in bytes.
const MAX_ELSEWHERE: usize = 60;
/// The maximum number of texts anywhere on the page that are parsed as a date.
const N_ELSEWHERE: usize = 500;
/// The maximum distance between the headline and a date in a separate area, and the maximum size of the area, in nodes.
const BESIDE: usize = 80;
/// The maximum number of ancestors of an area that are searched for its article.
const MAX_DEPTH: usize = 16;

/// Adds the dates of a page that are marked as such, near the headline, or in the URL.
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
        // The nearest mark comes first. Distances before the headline count three times.
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
        let Some(value) = value_of(dom, mark.node) else { continue };
        if mark.hints.has(Hints::UPDATED) || is_labelled_updated(dom, mark.node) {
            found.add(Field::Modified, &value, source, mark.node);
        } else {
            add_text(&value, source, mark.node, found);
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

/// Adds a text with a date. The text after a word such as "updated" is the modification date.
pub(crate) fn add_text(text: &str, source: Source, place: NodeId, found: &mut Candidates) {
    let (published, modified) = split_updated(text);
    found.add(Field::Published, published, source, place);
    found.add(Field::Modified, modified, source, place);
}

/// Splits a text into the part with the publication date and the part with the modification date.
pub(crate) fn split_updated(text: &str) -> (&str, &str) {
    let mut digits = None;
    let (mut updated, mut published) = (None, None);
    let mut rest = text;
    while let Some(word) = rest.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty())
    {
        let at = word.as_ptr() as usize - text.as_ptr() as usize;
        let begins = |stems: &[String]| begins_with(word, stems);
        if word.starts_with(char::is_numeric) {
            digits = digits.or(Some(at));
        } else if begins(&LEXICON.updated) {
            updated = updated.or(Some(at));
        } else if begins(&LEXICON.published) {
            published = Some(at);
        }
        rest = &text[at + word.len()..];
    }
    match (updated, published) {
        (None, _) => (text, ""),
        (Some(updated), _) if digits.is_some_and(|digits| digits < updated) => {
            text.split_at(updated)
        }
        (Some(updated), Some(published)) if published > updated => {
            (&text[published..], &text[updated..published])
        }
        _ => ("", text),
    }
}

/// Whether a text begins with a word such as "published".
pub(crate) fn says_published(text: &str) -> bool {
    let word = text.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
    begins_with(word.unwrap_or_default(), &LEXICON.published)
}

/// Whether a word, in any case, begins with one of some lower-case stems.
fn begins_with(word: &str, stems: &[String]) -> bool {
    if word.is_ascii() {
        let Some(first) = word.as_bytes().first().map(u8::to_ascii_lowercase) else { return false };
        let has = |stem: &str| {
            let beginning = word.as_bytes().get(..stem.len());
            stem.as_bytes()[0] == first
                && beginning.is_some_and(|text| text.eq_ignore_ascii_case(stem.as_bytes()))
        };
        return stems.iter().any(|stem| has(stem));
    }
    let lower = word.to_lowercase();
    stems.iter().any(|stem| lower.starts_with(stem))
}

/// Whether the text just before a node announces a modification date.
fn is_labelled_updated(dom: &Dom, node: NodeId) -> bool {
    let before = node.index().saturating_sub(4)..node.index();
    let text = before.rev().map(|i| dom.text(NodeId::new(i)).trim()).find(|text| !text.is_empty());
    text.is_some_and(|text| {
        text.len() <= MAX_DATE
            && !text.bytes().any(|b| b.is_ascii_digit())
            && split_updated(text).0.is_empty()
    })
}

/// Adds dates from anywhere on the page, if the usual places give none: marked dates, and texts that are mostly a date. Areas
/// with other content, and texts before the headline, are excluded.
pub(crate) fn gather_elsewhere(
    dom: &Dom,
    scan: &Scan,
    headline: Option<NodeId>,
    found: &mut Candidates,
) {
    let start = headline.unwrap_or(NodeId::DOCUMENT);
    let is_other = Answers::new(|area: NodeId| {
        let names = [AttrName::Class, AttrName::Id].map(|name| dom.attr(area, name));
        let mut names = names.into_iter().flatten().filter(|names| !names.contains("footer"));
        let named = names.any(|names| class_hints(names).has(Hints::AWAY));
        let is_article = |a| matches!(dom.tag(a), Tag::Article | Tag::Main);
        let is_of_page = || !dom.ancestors(area).take(MAX_DEPTH).any(is_article);
        named || dom.tag(area) == Tag::Nav || dom.tag(area) == Tag::Footer && is_of_page()
    });
    for mark in &scan.marks {
        let is_date = dom.tag(mark.node) == Tag::Time || mark.hints.has(Hints::PROP_DATE);
        if is_date
            && mark.node >= start
            && !mark.hints.has(Hints::UPDATED)
            && !is_labelled_updated(dom, mark.node)
            && !mark.away.is_some_and(|area| is_other.of(area))
            && let Some(value) = value_of(dom, mark.node)
        {
            add_text(&value, Source::Elsewhere, mark.node, found);
        }
    }
    let (mut id, mut n_tried) = (start, 0);
    while id.index() < dom.len() && n_tried < N_ELSEWHERE {
        if !dom.is_text(id) {
            let is_apart = scan.away.binary_search(&id).is_ok() && !dom.is_within(start, id);
            let is_passed = is_apart || dom.tag(id).is_skipped();
            id = if is_passed { dom.end(id) } else { NodeId::new(id.index() + 1) };
            continue;
        }
        let text = trim(dom.text(id));
        if (6..=MAX_ELSEWHERE).contains(&text.len()) && text.chars().any(char::is_numeric) {
            add_text(text, Source::Elsewhere, id, found);
            n_tried += 1;
        }
        id = NodeId::new(id.index() + 1);
    }
}

/// Returns the date of an element: its machine-readable value, else its text.
pub(crate) fn value_of(dom: &Dom, node: NodeId) -> Option<Cow<'_, str>> {
    let attr = dom.attr(node, AttrName::Datetime).or_else(|| dom.attr(node, AttrName::Content));
    if let Some(value) = attr.filter(|value| !value.trim().is_empty()) {
        return Some(Cow::Borrowed(value));
    }
    let text = date_text(dom, node)?;
    if !text.is_empty() && text.len() <= MAX_BYTES {
        Some(Cow::Owned(text))
    } else {
        dom.attr(node, AttrName::Title).map(Cow::Borrowed)
    }
}

/// Returns the text of an element if it contains a digit, else an empty text; `None` if it is far too long for a date.
fn date_text(dom: &Dom, node: NodeId) -> Option<String> {
    let has_gap = |id: NodeId| !matches!(dom.tag(id), Tag::Text | Tag::Span);
    let (mut n_bytes, mut has_digit) = (0, false);
    for id in dom.subtree(node) {
        n_bytes += dom.text(id).len() + usize::from(has_gap(id));
        if n_bytes > 4 * MAX_BYTES {
            return None;
        }
        has_digit |= dom.text(id).bytes().fold(false, |has, byte| has | byte.is_ascii_digit());
    }
    if !has_digit {
        return Some(String::new());
    }
    let mut out = String::with_capacity(n_bytes);
    for id in dom.subtree(node) {
        let text = dom.text(id);
        if out.ends_with(|c: char| c.is_ascii_digit())
            && text.starts_with(|c: char| c.is_ascii_digit())
        {
            out.push(' ');
        }
        out.push_str(text);
        if has_gap(id) {
            out.push(' ');
        }
    }
    (out.len() <= 4 * MAX_BYTES).then(|| collapse(&out))
}

/// Whether a node is in a table before the headline. Such tables list other things, such as files.
fn is_listed(dom: &Dom, node: NodeId, headline: NodeId) -> bool {
    let table = || dom.ancestors(node).take(8).find(|&a| dom.tag(a) == Tag::Table);
    node < headline && table().is_some_and(|table| !dom.is_within(headline, table))
}

/// Adds `time` elements and dates in an `aside`, `header` or `footer` of the headline's article. They must be near the headline,
/// and the class of the area must not mark other content.
fn beside(dom: &Dom, marks: &[Mark], headline: NodeId, found: &mut Candidates) {
    let is_of_article = |area: NodeId| {
        let mut around = dom.ancestors(area).take(MAX_DEPTH);
        let article = around.find(|&a| matches!(dom.tag(a), Tag::Article | Tag::Main));
        article.is_some_and(|article| dom.is_within(headline, article))
    };
    let class = |area| dom.attr(area, AttrName::Class).unwrap_or_default();
    let is_other = Answers::new(|area| class_hints(class(area)).has(Hints::AWAY));
    for mark in marks {
        let Some(area) = mark.away.filter(|&area| !dom.is_within(headline, area)) else { continue };
        let is_date = dom.tag(mark.node) == Tag::Time || mark.hints.has(Hints::DATE);
        let is_part = matches!(dom.tag(area), Tag::Aside | Tag::Header | Tag::Footer)
            && dom.end(area).index() - area.index() <= BESIDE
            && is_of_article(area);
        let is_close = mark.node.index().abs_diff(headline.index()) <= BESIDE
            || dom.tag(area) == Tag::Footer && dom.tag(mark.node) == Tag::Time;
        if is_date
            && is_part
            && is_close
            && !is_other.of(area)
            && !mark.hints.has(Hints::UPDATED)
            && let Some(value) = value_of(dom, mark.node)
        {
            add_text(&value, Source::Beside, mark.node, found);
        }
    }
}

/// Adds short texts after the headline, then those just before it. Separate areas are excluded.
fn near(dom: &Dom, away: &[NodeId], headline: NodeId, found: &mut Candidates) {
    let mut id = dom.end(headline);
    let end = NodeId::new(dom.len().min(id.index() + NEAR));
    while id < end {
        if away.binary_search(&id).is_ok() {
            id = dom.end(id);
            continue;
        }
        let text = dom.text(id);
        if text.trim().len() <= MAX_BYTES && text.chars().any(char::is_numeric) {
            if is_labelled_updated(dom, id) {
                found.add(Field::Modified, text, Source::NearHeadline, id);
            } else {
                add_text(text, Source::NearHeadline, id, found);
            }
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
            add_text(text, Source::BeforeHeadline, id, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_updated_is_apart_from_what_was_published() {
        for (text, published, modified) in [
            ("January 5, 2024", "January 5, 2024", ""),
            ("Updated: 6 May 2024", "", "Updated: 6 May 2024"),
            ("5.1.2024, aktualisiert 6.5.2024", "5.1.2024, ", "aktualisiert 6.5.2024"),
            ("Last updated 6 May, published 5 May", "published 5 May", "updated 6 May, "),
        ] {
            assert_eq!(split_updated(text), (published, modified), "{text}");
        }
    }
}
