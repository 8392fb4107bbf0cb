//! The headline: which of the titles on offer, and without the site's name.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::scan::Mark;
use crate::text::{collapse, words};

/// Headings beyond this number are not looked at.
const MAX_HEADINGS: usize = 200;

/// Signs that stand, between spaces, between a headline and the name of the site or the section.
const SEPARATORS: &[char] = &[
    '|', '-', '»', '·', '—', '–', '•', '›', '«', '‹', '/', '>', '<', '~', ':', '―', '⋆', '*', '¦',
    '●', '−', '→', '←',
];
/// Titles of more segments are taken as they are.
const MAX_SEGMENTS: usize = 8;

/// Adds the headings and the `title` element.
pub(crate) fn gather(dom: &Dom, title: Option<NodeId>, headings: &[Mark], found: &mut Candidates) {
    if let Some(title) = title {
        found.add(Field::Title, &dom.text_content(title), Source::TitleTag, title);
    }
    for heading in headings.iter().take(MAX_HEADINGS) {
        let source = match dom.tag(heading.node).heading_level() {
            Some(1) => Source::Heading,
            _ => Source::SubHeading,
        };
        found.add(Field::Title, &heading_text(dom, heading.node), source, heading.node);
    }
}

/// The text of a heading, its blocks and line breaks parted by spaces.
fn heading_text(dom: &Dom, node: NodeId) -> String {
    let mut out = String::new();
    let mut skipped = NodeId::DOCUMENT;
    for id in dom.subtree(node) {
        if id < skipped {
            continue;
        }
        if is_permalink(dom, id) {
            skipped = dom.end(id);
        } else if dom.is_text(id) {
            if dom.parent(id).is_none_or(|parent| !dom.tag(parent).is_skipped()) {
                out.push_str(dom.text(id));
            }
        } else if dom.tag(id).is_block() || dom.tag(id) == Tag::Br {
            out.push(' ');
        }
    }
    collapse(&out)
}

/// Whether an element is a link to the heading itself, such as `¶` or `#`.
fn is_permalink(dom: &Dom, id: NodeId) -> bool {
    dom.tag(id) == Tag::A
        && dom.attr(id, AttrName::Href).is_some_and(|href| href.starts_with('#'))
        && !dom.text_content(id).chars().any(char::is_alphanumeric)
}

/// A title in lower case and without signs, to compare it with another.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase));
    }
    out
}

/// The pieces of a title between separators: a sign between spaces, doubled or not, or a bar anywhere.
pub(crate) fn segments(title: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, ' ');
    let mut signs: Option<usize> = None;
    for (at, c) in title.char_indices().chain([(title.len(), ' ')]) {
        let is_sign = SEPARATORS.contains(&c);
        if let Some(sign) = signs
            && c.is_whitespace()
        {
            pieces.push(&title[start..sign]);
            (start, signs) = (at, None);
        } else if matches!(c, '|' | '｜') {
            signs = signs.or(Some(at));
            pieces.push(&title[start..signs.unwrap_or(at)]);
            (start, signs) = (at + c.len_utf8(), None);
        } else if is_sign && before.is_whitespace() {
            signs = Some(at);
        } else if !is_sign {
            signs = None;
        }
        before = c;
    }
    pieces.push(&title[start..]);
    pieces.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

/// All runs of neighbouring segments, the whole title first, then shorter ones from the left.
fn runs(title: &str) -> Vec<&str> {
    let pieces = segments(title);
    if pieces.len() > MAX_SEGMENTS {
        return vec![title];
    }
    let offset = |piece: &str| piece.as_ptr() as usize - title.as_ptr() as usize;
    let mut out = Vec::new();
    for len in (1..=pieces.len()).rev() {
        for run in pieces.windows(len) {
            let (first, last) = (run[0], run[len - 1]);
            out.push(&title[offset(first)..offset(last) + last.len()]);
        }
    }
    out
}

/// What the head and the JSON-LD call the page.
const HEAD: &[Source] = &[
    Source::JsonLd,
    Source::OpenGraph,
    Source::TitleTag,
    Source::Bibliographic,
    Source::Analytics,
    Source::Meta,
    Source::Twitter,
    Source::JsonLdPage,
];

/// The headline and the heading that shows it. `sites` are names of the site in lower case.
///
/// A heading that the head's titles confirm wins, whole or as a run of their segments. Else the first `h1`
/// wins if it shares words with the title, else the title's first segment that is not the site's name.
pub(crate) fn choose(found: &Candidates, sites: &[String]) -> (Option<String>, Option<NodeId>) {
    let sites: Vec<String> = sites.iter().map(|site| plain(site)).collect();
    let is_site = |text: &str| sites.contains(&plain(text));
    let known: Vec<String> = found
        .ranked(Field::Title, HEAD)
        .flat_map(|c| runs(&c.value))
        .map(plain)
        .filter(|run| !run.is_empty())
        .collect();
    let confirmed = |source| {
        let shown = found.from(Field::Title, source).filter(|c| known.contains(&plain(&c.value)));
        let best = shown.min_by_key(|c| {
            (is_site(&c.value), known.iter().filter(|k| **k != plain(&c.value)).count())
        });
        best.map(|c| (Some(c.value.clone()), Some(c.place)))
    };
    let head = || {
        found
            .ranked(
                Field::Title,
                &[
                    Source::TitleTag,
                    Source::OpenGraph,
                    Source::JsonLd,
                    Source::Meta,
                    Source::Twitter,
                ],
            )
            .next()
    };
    let short = head().map(|c| {
        let pieces = segments(&c.value);
        pieces
            .iter()
            .copied()
            .find(|piece| !is_site(piece))
            .or(pieces.first().copied())
            .unwrap_or(&c.value)
    });
    let first = found.from(Field::Title, Source::Heading).find(|c| !is_site(&c.value));
    let shares = first.is_some_and(|h1| short.is_none_or(|short| share_words(&h1.value, short)));
    confirmed(Source::Heading)
        .filter(|(title, _)| {
            !title.as_deref().is_some_and(is_site)
                || segments(head().map_or("", |c| &c.value)).len() < 2
        })
        .or_else(|| first.filter(|_| shares).map(|h1| (Some(h1.value.clone()), Some(h1.place))))
        .or_else(|| confirmed(Source::SubHeading))
        .unwrap_or_else(|| {
            (
                short.map(str::to_owned).or_else(|| first.map(|c| c.value.clone())),
                first.map(|c| c.place),
            )
        })
}

/// The element around the first text of the page that is the title, for pages whose headline is no heading.
pub(crate) fn place(dom: &Dom, title: &str) -> Option<NodeId> {
    let own = |&id: &NodeId| {
        let text = dom.text(id);
        text.len() >= title.len() && text.trim().len() <= title.len() + 8 && collapse(text) == title
    };
    let shown = |id: NodeId| dom.parent(id).filter(|&parent| !dom.tag(parent).is_skipped());
    dom.ids().filter(own).find_map(shown)
}

/// Whether at least half the words of the shorter title stand in the other one.
fn share_words(a: &str, b: &str) -> bool {
    let (a, b) = (plain(a), plain(b));
    let (shorter, longer) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    let n = shorter.split(' ').count();
    let same =
        shorter.split(' ').filter(|word| longer.split(' ').any(|other| other == *word)).count();
    same > 0 && 2 * same >= n
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::scan::scan;
    use crate::parse::parse;

    fn chosen(html: &str) -> String {
        let dom = parse(html);
        let scan = scan(&dom);
        let mut found = Candidates::default();
        gather(&dom, scan.title, &scan.headings, &mut found);
        choose(&found, &["paper".to_owned()]).0.unwrap_or_default()
    }

    #[test]
    fn segments_part_at_signs_between_spaces() {
        assert_eq!(segments("Rain - sun | Paper"), ["Rain", "sun", "Paper"]);
        assert_eq!(segments("Well-known :: Paper"), ["Well-known", "Paper"]);
        assert_eq!(segments("Rain|Paper"), ["Rain", "Paper"]);
        assert_eq!(segments("2024: rain"), ["2024: rain"]);
        assert_eq!(runs("Rain - sun | Paper")[1], "Rain - sun");
    }

    #[test]
    fn the_heading_that_the_title_confirms_wins() {
        assert_eq!(
            chosen("<title>Rain - sun | Paper</title><h1>Paper</h1><h1>Rain - sun</h1>"),
            "Rain - sun"
        );
        assert_eq!(
            chosen("<title>Paper » Rain</title><h1>Paper</h1><h2>More</h2><h2>Rain</h2>"),
            "Rain"
        );
        assert_eq!(
            chosen("<title>Rain in Rome | Paper</title><h1>Rain falls in Rome</h1>"),
            "Rain falls in Rome"
        );
    }

    #[test]
    fn without_a_heading_the_site_is_taken_off_the_title() {
        assert_eq!(chosen("<title>Paper - Rain</title>"), "Rain");
        assert_eq!(chosen("<title>Rain — Paper</title><h1>Subscribe now</h1>"), "Rain");
        assert_eq!(chosen("<title>Paper</title>"), "Paper");
    }
}
