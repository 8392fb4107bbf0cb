//! Collects the title candidates (the `title` element and headings), and splits titles into segments.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::candidate::{Candidates, Field, MAX_BYTES, Source};
use crate::metadata::scan::{Mark, Text};
use crate::text::{clipped, collapse, is_unspaced, trim, words};

/// The maximum number of headings that are examined.
const MAX_HEADINGS: usize = 200;
/// The maximum number of nodes of a heading that are searched for its first element.
const MAX_HEADING_NODES: usize = 8;

/// Whether a character, between spaces, separates the headline from the name of the site or section.
fn is_separator(c: char) -> bool {
    match c {
        '|' | '-' | '/' | '>' | '<' | '~' | ':' | '*' => true,
        c if c.is_ascii() => false,
        '»' | '·' | '—' | '–' | '•' | '›' | '«' | '‹' | '―' | '⋆' | '¦' | '●' | '−' | '→' | '←' => {
            true
        }
        _ => false,
    }
}

/// Adds the headings and the `title` element.
pub(crate) fn gather(dom: &Dom, title: Option<NodeId>, headings: &[Mark], found: &mut Candidates) {
    let whole = title.map(|title| dom.text_content(title)).unwrap_or_default();
    if let Some(title) = title {
        found.add(Field::Title, &whole, Source::TitleTag, title);
    }
    for heading in headings.iter().take(MAX_HEADINGS) {
        let source = match dom.tag(heading.node).heading_level() {
            Some(1) => Source::Heading,
            _ => Source::SubHeading,
        };
        let (start, end) = (heading.node.index(), dom.end(heading.node).index());
        let text = text_between(dom, start, end);
        if source == Source::Heading && leads_home(dom, heading.node) {
            found.add(Field::SiteName, &text, Source::Heading, heading.node);
            // The headline is elsewhere, as the `title` element has other words.
            if !plain(&text).contains(&plain(&whole)) {
                continue;
            }
        }
        found.add(Field::Title, &text, source, heading.node);
        if let (Source::Heading, Some(kicker)) = (source, kicker(dom, heading.node)) {
            let rest = collapse(&text_between(dom, dom.end(kicker).index(), end));
            let rest = rest.trim_start_matches([':', '|', '-', '–', '—', ' ']);
            found.add(Field::Title, rest, Source::HeadingPart, heading.node);
        }
    }
}

/// Whether a heading begins with a link to the root of the site. It then shows the name of the site.
fn leads_home(dom: &Dom, heading: NodeId) -> bool {
    let link = dom.subtree(heading).take(MAX_HEADING_NODES).find(|&id| dom.tag(id) == Tag::A);
    let href = link.and_then(|link| dom.attr(link, AttrName::Href));
    href.is_some_and(|href| is_root(href.trim()))
}

/// Whether a URL is the root of a site.
fn is_root(href: &str) -> bool {
    let path = href
        .split_once("://")
        .map_or(href, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
    matches!(path, "/" | "./" | "../" | "/index.html" | "/index.php")
}

/// Returns the element with which a heading begins, such as a label above the headline.
fn kicker(dom: &Dom, heading: NodeId) -> Option<NodeId> {
    let is_blank = |id: NodeId| dom.is_text(id) && dom.text(id).trim().is_empty();
    let first = dom.subtree(heading).skip(1).take(MAX_HEADING_NODES).find(|&id| !is_blank(id));
    // An element around the whole heading, such as a link, may itself begin with such an element.
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

/// Returns the text of a heading or of a part of it, with spaces between its blocks and line breaks. It is truncated at the
/// maximum size of a value: each of many nested headings could be as long as all of them.
fn text_between(dom: &Dom, start: usize, end: usize) -> String {
    let mut out = String::new();
    let mut skipped = NodeId::DOCUMENT;
    for id in (start..end).map(NodeId::new) {
        if id < skipped {
            continue;
        }
        if out.len() >= MAX_BYTES {
            break;
        }
        if dom.is_text(id) {
            out.push_str(clipped(dom.text(id), MAX_BYTES));
        } else if dom.tag(id).is_skipped() || is_reading(dom, id) || is_permalink(dom, id) {
            skipped = dom.end(id);
        } else if dom.tag(id).is_block() || dom.tag(id) == Tag::Br {
            out.push(' ');
        }
    }
    out
}

/// Whether an element is the pronunciation in a ruby annotation.
fn is_reading(dom: &Dom, id: NodeId) -> bool {
    matches!(dom.tag(id), Tag::Rt | Tag::Rp)
}

/// Whether an element is a link to the heading itself, such as `¶` or `#`.
fn is_permalink(dom: &Dom, id: NodeId) -> bool {
    dom.tag(id) == Tag::A
        && dom.attr(id, AttrName::Href).is_some_and(|href| href.starts_with('#'))
        && !dom.text_content(id).chars().any(char::is_alphanumeric)
}

/// Returns a title in lower case and without punctuation, for comparison.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        for byte in text.bytes() {
            match byte {
                b'_' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                    out.push(char::from(byte.to_ascii_lowercase()));
                }
                _ if out.is_empty() || out.ends_with(' ') => {}
                _ => out.push(' '),
            }
        }
        out.truncate(out.trim_end().len());
        return out;
    }
    for word in words(text) {
        if !out.is_empty() {
            out.push(' ');
        }
        if word.is_ascii() {
            let start = out.len();
            out.push_str(word);
            out[start..].make_ascii_lowercase();
        } else {
            out.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    out
}

/// The maximum number of words that are compared pairwise. Larger numbers of words are sorted, and only neighbours are compared.
const FEW: usize = 16;

/// Returns the distinct words of a text in the form of [`plain`], in any order.
pub(crate) fn plain_words(text: &str) -> Vec<&str> {
    let mut words = Vec::with_capacity(FEW);
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if words.len() >= FEW || !words.contains(&word) {
            words.push(word);
        }
    }
    if words.len() > FEW {
        words.sort_unstable();
        words.dedup();
    }
    words
}

/// Plain texts that others are compared with.
pub(crate) struct Compared<'a, const N: usize> {
    /// The words in sorted order, and for each word whether each text contains it.
    words: Vec<(&'a str, [bool; N])>,
    /// The number of words of each text.
    pub n_words: [usize; N],
}

impl<'a, const N: usize> Compared<'a, N> {
    pub fn new(texts: [&'a str; N]) -> Self {
        let of_texts = texts.map(plain_words);
        let all = of_texts.iter().enumerate();
        let mut all: Vec<(&str, usize)> =
            all.flat_map(|(i, words)| words.iter().map(move |&word| (word, i))).collect();
        all.sort_unstable();
        let known = all.chunk_by(|(a, _), (b, _)| a == b).map(|same| {
            let mut has = [false; N];
            same.iter().for_each(|&(_, i)| has[i] = true);
            (same[0].0, has)
        });
        Compared { words: known.collect(), n_words: of_texts.map(|words| words.len()) }
    }

    /// Returns the number of the given words that each text contains.
    pub fn n_shared(&self, words: &[&str]) -> [usize; N] {
        let mut n_shared = [0; N];
        for word in words {
            if let Ok(at) = self.words.binary_search_by_key(word, |(known, _)| known) {
                let (_, has) = self.words[at];
                n_shared.iter_mut().zip(has).for_each(|(n, has)| *n += usize::from(has));
            }
        }
        n_shared
    }
}

/// Returns the bytes of a text without spaces.
fn glued(text: &str) -> impl Iterator<Item = u8> {
    text.bytes().filter(|&byte| byte != b' ')
}

/// Whether a plain text is a name of the site, written with or without spaces.
pub(crate) fn names_site(plain: &str, sites: &[String]) -> bool {
    sites.iter().any(|site| glued(site).eq(glued(plain)))
}

/// Whether a character belongs to a script without spaces or to its punctuation. Separators there have no spaces around them.
fn is_glued(c: char) -> bool {
    is_unspaced(c) || matches!(c, '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}')
}

/// Splits a title at its separators: a single or repeated sign between spaces, a hyphen or underscore between characters of a
/// script without spaces, or a bar anywhere.
pub(crate) fn segments(title: &str) -> Vec<&str> {
    let mut last = b' ';
    let may_part = |byte: u8| {
        let is_after_gap = last <= b' ' || !last.is_ascii();
        last = byte;
        !byte.is_ascii() || byte == b'|' || is_after_gap && is_separator(char::from(byte))
    };
    if !title.bytes().any(may_part) {
        return Vec::from_iter(Some(trim(title)).filter(|piece| !piece.is_empty()));
    }
    let mut pieces = Vec::new();
    let (mut start, mut before) = (0, ' ');
    let mut signs: Option<usize> = None;
    let next = |at: usize| title[at..].chars().nth(1);
    for (at, c) in title.char_indices().chain([(title.len(), ' ')]) {
        let is_sign = is_separator(c);
        if let Some(sign) = signs
            && c.is_whitespace()
        {
            pieces.push(&title[start..sign]);
            (start, signs) = (at, None);
        } else if matches!(c, '|' | '｜' | '│' | '┃') {
            signs = signs.or(Some(at));
            pieces.push(&title[start..signs.unwrap_or(at)]);
            (start, signs) = (at + c.len_utf8(), None);
        } else if matches!(c, '-' | '_') && is_glued(before) && next(at).is_some_and(is_glued) {
            pieces.push(&title[start..at]);
            (start, signs) = (at + 1, None);
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

/// Returns the element around the first text of the page that equals the title, for pages whose headline is not a heading.
pub(crate) fn place(dom: &Dom, texts: &[Text], title: &str) -> Option<NodeId> {
    let len = title.len()..=title.len() + 8;
    let own = |text: &&Text| len.contains(&text.text.len()) && collapse(text.text) == title;
    let shown = |text: &Text| dom.parent(text.node).filter(|&own| !dom.tag(own).is_skipped());
    texts.iter().filter(own).find_map(shown)
}

/// Returns the words of the path of a URL.
pub(crate) fn path_words(address: &str) -> String {
    let path = address.split_once("//").map_or(address, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    plain(&path.replace('_', " "))
}

/// Whether the first word is a name such as `owner/name`.
pub(crate) fn is_slashed(text: &str) -> bool {
    let word = text.split([' ', ':']).next().unwrap_or_default();
    word.split_once('/').is_some_and(|(owner, name)| !owner.is_empty() && !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_part_at_signs_between_spaces() {
        assert_eq!(segments("Rain - sun | Paper"), ["Rain", "sun", "Paper"]);
        assert_eq!(segments("Well-known :: Paper"), ["Well-known", "Paper"]);
        assert_eq!(segments("Rain|Paper"), ["Rain", "Paper"]);
        assert_eq!(segments("2024: rain"), ["2024: rain"]);
        assert_eq!(segments("今天下雨！-晨报_新闻"), ["今天下雨！", "晨报", "新闻"]);
        assert_eq!(segments("2024-晨报 A-B"), ["2024-晨报 A-B"]);
    }

    #[test]
    fn a_slashed_name_is_the_first_word() {
        assert!(is_slashed("ann/fold: Fold long logs") && is_slashed("a/b"));
        for text in ["Fold a/b", "/b: c", "a/ b", "a: b/c", ""] {
            assert!(!is_slashed(text), "{text}");
        }
    }
}
