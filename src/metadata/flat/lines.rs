//! Collects the lines at the top of flattened text and around the beginning of its content.

use std::borrow::Cow;
use std::ops::Range;

use crate::dom::{Dom, NodeId, NodeSet, Tag};
use crate::text::{clipped, is_sentence_end, is_unspaced, is_word_char};

/// The maximum number of nodes that are examined at the top of a text.
const TOP: usize = 40;
/// The maximum number of nodes that are examined before the beginning of the content.
const BEFORE: usize = 240;
/// The maximum number of nodes that are examined from the beginning of the content on.
const AFTER: usize = 80;
/// The maximum size of a line, in bytes. Longer lines are split into pieces.
const MAX_LINE: usize = 300;
/// The minimum size of prose, in bytes.
const MIN_PROSE: usize = 50;
/// The number of kept texts that are searched for prose. The content begins with the first prose among them.
const FIRST_KEPT: usize = 20;
/// The maximum number of texts that are searched for prose if nothing is kept.
const MAX_UNKEPT: usize = 2_000;
/// The cost of a dropped text in [`densest`], in addition to its length in bytes.
const DROPPED: i64 = 10;
/// The maximum number of bytes of a line that are examined.
const MAX_READ: usize = 600;

/// A line, or a piece of a long line.
#[derive(Debug, Clone)]
pub(super) struct Line<'a> {
    /// The range from its first text to the node after its last text.
    pub nodes: Range<NodeId>,
    pub text: Cow<'a, str>,
    /// The tag that the shape of the line implies.
    pub tag: Tag,
    pub is_kept: bool,
    /// The range of its words in [`Lines::words`].
    pub words: Range<usize>,
}

/// The lines at the top of a text and around the beginning of its content, in document order.
#[derive(Debug, Default)]
pub(super) struct Lines<'a> {
    pub list: Vec<Line<'a>>,
    /// The words of the lines, each as a hash of its lower-case form. The lowest bit is set for longer words.
    pub words: Vec<u32>,
    /// The index of the line in which the content begins; the number of lines if there is no content.
    pub first: usize,
    /// The index of the line in which the densest part of the content begins; the number of lines if there is no content.
    pub start: usize,
    /// Whether the content begins within the first line of the text.
    pub is_one_line: bool,
}

impl<'a> Lines<'a> {
    pub fn around_start(dom: &'a Dom, kept: &NodeSet) -> Lines<'a> {
        let [first, start] = content_starts(dom, kept);
        let mut from = 0;
        let around = |node: NodeId| node.index().saturating_sub(BEFORE)..node.index() + AFTER;
        let parts = [0..TOP, around(first), around(start)].map(|part| {
            let begin = part.start.max(from).min(dom.len());
            from = part.end.min(dom.len()).max(begin);
            begin..from
        });
        let nodes = parts.into_iter().flatten().map(NodeId::new);
        let texts: Vec<NodeId> = nodes.filter(|&id| dom.is_text(id)).collect();
        let mut lines = Lines::default();
        let mut at = 0;
        while at < texts.len() {
            let parent = dom.parent(texts[at]);
            let is_of = |id: &&NodeId| dom.parent(**id) == parent;
            let n = texts[at..].iter().take_while(is_of).count().max(1);
            lines.add_unit(dom, kept, &texts[at..at + n]);
            at += n;
        }
        let at = |node| lines.list.iter().position(|line| line.nodes.end > node);
        let [first_at, start_at] = [first, start].map(|node| at(node).unwrap_or(lines.list.len()));
        (lines.first, lines.start) = (first_at, start_at);
        lines.is_one_line = texts.first().is_some_and(|&first| {
            start.index() < dom.len() && first < start && dom.parent(first) == dom.parent(start)
        });
        lines
    }

    /// Returns the index of the line in which the content after line `i` begins.
    pub fn start_after(&self, i: usize) -> usize {
        if i < self.first { self.first } else { self.start }
    }

    /// Returns the words of a line.
    pub fn words_of(&self, line: &Line<'_>) -> &[u32] {
        &self.words[line.words.clone()]
    }

    /// Adds a line: whole if it is short, else in pieces.
    fn add_unit(&mut self, dom: &'a Dom, kept: &NodeSet, texts: &[NodeId]) {
        let n_bytes: usize = texts.iter().map(|&id| dom.text(id).len()).sum();
        if n_bytes > MAX_LINE {
            texts.iter().for_each(|&id| self.add(dom, kept, &[id]));
        } else {
            self.add(dom, kept, texts);
        }
    }

    fn add(&mut self, dom: &'a Dom, kept: &NodeSet, texts: &[NodeId]) {
        let [first, .., last] = *texts else {
            let [only] = *texts else { return };
            return self.push(dom, kept, only, only, Cow::Borrowed(dom.text(only).trim()));
        };
        let whole: String = texts.iter().map(|&id| dom.text(id)).collect();
        self.push(dom, kept, first, last, Cow::Owned(whole.trim().to_owned()));
    }

    fn push(&mut self, dom: &Dom, kept: &NodeSet, first: NodeId, last: NodeId, text: Cow<'a, str>) {
        let nodes = first..NodeId::new(last.index() + 1);
        let text = if text.contains('[') { Cow::Owned(without_marks(&text)) } else { text };
        let is_kept = ids(&nodes).any(|id| kept.contains(id));
        let tag = dom.parent(first).map_or(Tag::P, |parent| dom.tag(parent));
        let begin = self.words.len();
        push_words(clipped(&text, MAX_READ), &mut self.words);
        let words = begin..self.words.len();
        self.list.push(Line { nodes, text, tag, is_kept, words });
    }
}

/// Returns the line without bracketed numbers, with which some converters refer to a list of links.
fn without_marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('[') {
        let n_digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let is_mark = (1..=3).contains(&n_digits) && after[n_digits..].starts_with(']');
        out.push_str(before);
        if !is_mark {
            out.push('[');
        }
        rest = if is_mark { &after[n_digits + 1..] } else { after };
    }
    out.push_str(rest);
    out
}

/// Returns the nodes of a range.
pub(super) fn ids(nodes: &Range<NodeId>) -> impl DoubleEndedIterator<Item = NodeId> + use<> {
    (nodes.start.index()..nodes.end.index()).map(NodeId::new)
}

/// Returns the beginning of the whole content and that of its densest part. Each is the first prose, else the first kept text. If
/// nothing is kept, both are the first prose, else the end of the text.
fn content_starts(dom: &Dom, kept: &NodeSet) -> [NodeId; 2] {
    let texts = |from: usize| (from..dom.len()).map(NodeId::new).filter(|&id| dom.is_text(id));
    let prose_from = |first: NodeId| {
        let mut own = texts(first.index()).filter(|&id| kept.contains(id)).take(FIRST_KEPT);
        own.find(|&id| is_prose(dom.text(id))).unwrap_or(first)
    };
    let first = texts(0).find(|&id| kept.contains(id));
    if let (Some(first), Some(most)) = (first, densest(dom, kept)) {
        let (first, most) = (prose_from(first), prose_from(most));
        return [first.min(most), most];
    }
    let prose = texts(0).take(MAX_UNKEPT).find(|&id| is_prose(dom.text(id)));
    [prose.unwrap_or(NodeId::new(dom.len())); 2]
}

/// Returns the beginning of the text range with the largest sum. A kept text adds its length; a dropped text subtracts its length
/// and `DROPPED`.
fn densest(dom: &Dom, kept: &NodeSet) -> Option<NodeId> {
    let (mut sum, mut start) = (0_i64, None);
    let mut best = (0, None);
    for id in dom.ids().filter(|&id| dom.is_text(id)) {
        let n_bytes = dom.text(id).len().min(MAX_READ) as i64;
        if kept.contains(id) {
            start = start.or(Some(id));
            sum += n_bytes;
            if sum > best.0 {
                best = (sum, start);
            }
        } else if start.is_some() {
            sum -= n_bytes + DROPPED;
            if sum <= 0 {
                (sum, start) = (0, None);
            }
        }
    }
    best.1
}

/// Whether a text ends a sentence and has a minimum length.
pub(super) fn is_prose(text: &str) -> bool {
    let text = text.trim_end_matches([' ', '"', '”', '’', '»', ')', '」']);
    text.len() >= MIN_PROSE && text.ends_with(is_sentence_end)
}

/// Appends the words of a text, each as a hash of its lower-case form. The lowest bit is set for words of at least four letters.
/// Each character of a script without spaces is a word.
pub(super) fn push_words(text: &str, out: &mut Vec<u32>) {
    const BASIS: u32 = 0x811c_9dc5;
    let fold = |hash: u32, c: char| (hash ^ u32::from(c)).wrapping_mul(0x0100_0193);
    let (mut hash, mut n) = (BASIS, 0_u32);
    for c in text.chars().chain([' ']) {
        let unspaced = !c.is_ascii() && is_unspaced(c);
        if is_word_char(c) && !unspaced {
            hash = if c.is_ascii() {
                fold(hash, c.to_ascii_lowercase())
            } else {
                c.to_lowercase().fold(hash, fold)
            };
            n += 1;
            continue;
        }
        if n > 0 {
            out.push(hash << 1 | u32::from(n >= 4));
            (hash, n) = (BASIS, 0);
        }
        if unspaced && c.is_alphanumeric() {
            out.push(fold(BASIS, c) << 1 | 1);
        }
    }
}

/// Returns the words of a text.
pub(super) fn words(text: &str) -> Vec<u32> {
    let mut out = Vec::new();
    push_words(text, &mut out);
    out
}

/// Whether `other` contains the sequence `words`.
pub(super) fn is_in(words: &[u32], other: &[u32]) -> bool {
    !words.is_empty() && other.windows(words.len()).any(|window| window == words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat;

    /// The lines of a text, the index of the first line of its content, and whether the text is one line. All text from the first
    /// prose on is kept.
    fn lines(text: &str) -> (Vec<String>, usize, bool) {
        let flat = flat::parse(text);
        let mut kept = NodeSet::new(flat.dom.len());
        for id in flat.dom.ids().skip_while(|&id| !is_prose(flat.dom.text(id))) {
            kept.insert(id);
        }
        let lines = Lines::around_start(&flat.dom, &kept);
        let texts = lines.list.iter().map(|line| line.text.to_string()).collect();
        (texts, lines.start, lines.is_one_line)
    }

    #[test]
    fn the_content_begins_with_prose() {
        let prose = "It rained on Monday, and on Tuesday too, until the river rose.";
        let (texts, start, is_one) =
            lines(&format!("Home\nNews\n\nWho knew? Nobody did.\n\n{prose}\n"));
        assert_eq!(texts[..start], ["Home", "News", "Who knew? Nobody did."]);
        assert!(!is_one && texts[start] == prose);
        let (texts, start, is_one) = lines(&format!("Rain in Rome! {prose} {}", prose.repeat(5)));
        assert_eq!(texts[..start], ["Rain in Rome!"]);
        assert!(is_one);
        assert_eq!(lines("Home\nNews").1, 2);
        assert_eq!(lines("").1, 0);
    }

    #[test]
    fn marks_of_links_are_no_part_of_a_line() {
        assert_eq!(without_marks("By [12]Ann Lee [x] [2024] ["), "By Ann Lee [x] [2024] [");
    }

    #[test]
    fn words_are_compared_without_case_and_signs() {
        assert_eq!(words("Rain: in ROME!"), words("rain in Rome"));
        assert!(is_in(&words("in Rome"), &words("Rain in Rome")));
        assert!(!is_in(&words("Rome in"), &words("Rain in Rome")) && !is_in(&[], &[]));
        assert_eq!(words("雨が").len(), 2);
    }
}
