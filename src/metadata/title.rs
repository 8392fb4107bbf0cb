//! The headline: which of the titles on offer, and without the site's name.

use std::cmp::Reverse;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::scan::Mark;
use crate::text::{collapse, words};

/// Headings beyond this number are not looked at.
const MAX_HEADINGS: usize = 200;
/// A heading's first element stands among so many of its nodes.
const MAX_HEADING_NODES: usize = 8;

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
        let (start, end) = (heading.node.index(), dom.end(heading.node).index());
        found.add(Field::Title, &text_between(dom, start, end), source, heading.node);
        if let (Source::Heading, Some(kicker)) = (source, kicker(dom, heading.node)) {
            let rest = text_between(dom, dom.end(kicker).index(), end);
            let rest = rest.trim_start_matches([':', '|', '-', '–', '—', ' ']);
            found.add(Field::Title, rest, Source::HeadingPart, heading.node);
        }
    }
}

/// The element that a heading begins with, such as a label over the headline.
fn kicker(dom: &Dom, heading: NodeId) -> Option<NodeId> {
    let is_blank = |id: NodeId| dom.is_text(id) && dom.text(id).trim().is_empty();
    let first = dom.subtree(heading).skip(1).take(MAX_HEADING_NODES).find(|&id| !is_blank(id));
    // An element around the whole heading, such as a link, may begin with one in turn.
    let fills = |id: &NodeId| {
        let after = dom.end(*id).index()..dom.end(heading).index();
        !dom.is_text(*id) && after.take(MAX_HEADING_NODES).map(NodeId::new).all(is_blank)
    };
    let first = match first.filter(fills) {
        Some(inner) => dom.subtree(inner).skip(1).take(MAX_HEADING_NODES).find(|&id| !is_blank(id)),
        None => first,
    };
    first.filter(|&id| !dom.is_text(id) && dom.end(id) < dom.end(heading))
}

/// The text of a heading or of a part of it, its blocks and line breaks parted by spaces.
fn text_between(dom: &Dom, start: usize, end: usize) -> String {
    let mut out = String::new();
    let mut skipped = NodeId::DOCUMENT;
    for id in (start..end).map(NodeId::new) {
        if id < skipped {
            continue;
        }
        if dom.is_text(id) {
            out.push_str(dom.text(id));
        } else if dom.tag(id).is_skipped() || is_permalink(dom, id) {
            skipped = dom.end(id);
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

/// What may stand in for a headline that the page does not show.
const SHARED: &[Source] =
    &[Source::TitleTag, Source::OpenGraph, Source::JsonLd, Source::Meta, Source::Twitter];
/// The fewest words of a lone heading that is a headline although the title shares none of them.
const MIN_WORDS: usize = 3;

/// The titles of the head, their segments and runs of these, in comparable form.
struct Known(Vec<String>);

impl Known {
    fn new(found: &Candidates) -> Known {
        let runs = found.ranked(Field::Title, HEAD).flat_map(|c| runs(&c.value)).map(plain);
        Known(runs.filter(|run| !run.is_empty()).collect())
    }

    /// How many of them a text is.
    fn count(&self, text: &str) -> usize {
        let text = plain(text);
        self.0.iter().filter(|run| **run == text).count()
    }
}

/// The headline and the heading that shows it. `sites` are names of the site in lower case.
///
/// A heading that the head's titles confirm wins, whole or as a run of their segments. Else the first `h1`
/// wins if it shares words with the title or is the only one and either the first of the content's headings or beside a
/// title that is only a name, else the title's first segment that is not the
/// site's name. Counted on three corpora: a confirmed `h1` is right in 89 to 96%; an unconfirmed one that
/// shares words in 64 to 97%, the title's segment in 0 to 29%; one that shares none, alone on its page and of
/// some words, in 35 to 100%, the segment in 0 to 32%.
pub(crate) fn choose(
    found: &Candidates,
    sites: &[String],
    headings: &[Mark],
) -> (Option<String>, Option<NodeId>) {
    let sites: Vec<String> = sites.iter().map(|site| plain(site)).collect();
    let is_site = |text: &str| sites.contains(&plain(text));
    let known = Known::new(found);
    let confirmed = |source| {
        let counted = found.from(Field::Title, source).map(|c| (c, known.count(&c.value)));
        let best =
            counted.filter(|&(_, n)| n > 0).min_by_key(|&(c, n)| (is_site(&c.value), Reverse(n)));
        best.map(|(c, _)| c)
    };
    let head = found.ranked(Field::Title, SHARED).next();
    let pieces = head.map_or_else(Vec::new, |c| segments(&c.value));
    let short = pieces.iter().find(|piece| !is_site(piece)).or(pieces.first()).copied();
    let first = found.from(Field::Title, Source::Heading).find(|c| !is_site(&c.value));
    let own = headings.iter().find(|heading| heading.away.is_none()).map(|heading| heading.node);
    let is_only = |h1: &Candidate| {
        let is_named = own == Some(h1.place) || short.is_none_or(|s| words(s).count() < MIN_WORDS);
        is_named && found.from(Field::Title, Source::Heading).nth(1).is_none()
    };
    let is_headline = |h1: &&Candidate| {
        let n_words = words(&h1.value).count();
        short.is_none_or(|short| share_words(&h1.value, short))
            || n_words >= MIN_WORDS && is_only(h1)
    };
    let heading = confirmed(Source::Heading)
        .filter(|h1| !is_site(&h1.value) || pieces.len() < 2)
        .or_else(|| confirmed(Source::HeadingPart))
        .or_else(|| first.filter(is_headline))
        .or_else(|| confirmed(Source::SubHeading));
    match heading {
        Some(heading) => (Some(heading.value.clone()), Some(heading.place)),
        None => {
            let title = short.map(str::to_owned).or_else(|| first.map(|c| c.value.clone()));
            (title, first.map(|c| c.place))
        }
    }
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
        choose(&found, &["paper".to_owned()], &scan.headings).0.unwrap_or_default()
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
    fn a_label_in_the_heading_is_no_part_of_it() {
        let h1 = "<h1><span>Opinion</span> Rain in Rome</h1>";
        assert_eq!(chosen(&format!("<title>Rain in Rome | Paper</title>{h1}")), "Rain in Rome");
        assert_eq!(chosen(&format!("<title>Paper</title>{h1}")), "Opinion Rain in Rome");
    }

    #[test]
    fn a_lone_heading_wins_over_a_title_that_shares_no_word() {
        let title = "<title>Paper: the best news</title>";
        assert_eq!(chosen(&format!("{title}<h1>Rain in Rome</h1>")), "Rain in Rome");
        assert_eq!(chosen(&format!("{title}<h1>A b c</h1><h1>d e f</h1>")), "Paper: the best news");
    }

    #[test]
    fn without_a_heading_the_site_is_taken_off_the_title() {
        assert_eq!(chosen("<title>Paper - Rain</title>"), "Rain");
        assert_eq!(chosen("<title>Rain — Paper</title><h1>Subscribe now</h1>"), "Rain");
        assert_eq!(chosen("<title>Paper</title>"), "Paper");
    }
}
