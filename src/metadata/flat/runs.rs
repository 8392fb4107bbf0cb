//! Finds repeated word sequences in text without lines: the title of a page occurs at its top and at its article.

use crate::metadata::flat::lines::{Lines, push_words};
use crate::text::is_unspaced;

/// The maximum number of words before the content that are examined.
const BEFORE: usize = 400;
/// The number of words at the top that are examined.
const TOP: usize = 60;
/// The minimum length of a sequence, in words.
const MIN_WORDS: usize = 3;
/// The maximum length of a sequence, in words.
const MAX_WORDS: usize = 40;
/// The maximum number of sequences.
const MAX_RUNS: usize = 40;
/// The maximum number of occurrences of the same words that are compared.
const MAX_SAME: usize = 6;

/// A word sequence that occurs more than once in a text.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub text: String,
    /// The index of the line with its last occurrence before the content.
    pub line: usize,
    pub is_at_top: bool,
    pub begins_piece: bool,
    pub ends_piece: bool,
    pub n_times: usize,
    pub n_words_to_start: usize,
}

/// A word and its position.
#[derive(Debug, Clone, Copy)]
struct WordPosition {
    word: u32,
    line: usize,
    start: usize,
    end: usize,
}

/// Returns the longest word sequences that are repeated before the content.
pub(super) fn runs(lines: &Lines<'_>) -> Vec<Run> {
    let places = places(lines);
    let n_before = places.iter().take_while(|place| place.line < lines.start).count();
    let from = n_before.saturating_sub(BEFORE);
    let is_wanted = |i: usize| i < TOP || i >= from;
    let mut grams: Vec<(u64, usize)> = (0..places.len().saturating_sub(MIN_WORDS - 1))
        .filter(|&i| is_wanted(i))
        .map(|i| (gram(&places[i..i + MIN_WORDS]), i))
        .collect();
    grams.sort_unstable();
    let same = |i: usize, j: usize| matches!((places.get(i), places.get(j)), (Some(a), Some(b)) if a.word == b.word);
    let mut found: Vec<(usize, usize, usize)> = Vec::new();
    for group in grams.chunk_by(|a, b| a.0 == b.0) {
        for (k, &(_, j)) in group.iter().enumerate().skip(1).take(MAX_SAME) {
            let i = group[k - 1].1;
            if i > 0 && same(i - 1, j - 1) {
                continue;
            }
            let n = (0..MAX_WORDS).take_while(|n| i + n < j && same(i + n, j + n)).count();
            if n >= MIN_WORDS && j < n_before + MIN_WORDS {
                found.push((j, n, group.len()));
            }
        }
    }
    found.sort_unstable();
    let last = found.iter().rev().take(MAX_RUNS);
    last.map(|&(at, n, n_times)| {
        let (first, end) = (places[at], places[at + n - 1]);
        Run {
            text: text_of(lines, &places[at..at + n]),
            line: first.line,
            is_at_top: starts_like(&places, at, n),
            begins_piece: at == 0 || places[at - 1].line != first.line,
            ends_piece: places.get(at + n).is_none_or(|next| next.line != end.line),
            n_times,
            n_words_to_start: n_before.saturating_sub(at + n),
        }
    })
    .collect()
}

/// Whether the text itself begins with the same words.
fn starts_like(places: &[WordPosition], at: usize, n: usize) -> bool {
    places[..n].iter().zip(&places[at..at + n]).all(|(a, b)| a.word == b.word)
}

fn gram(places: &[WordPosition]) -> u64 {
    places.iter().fold(0, |all: u64, place| {
        (all.rotate_left(21) ^ u64::from(place.word)).wrapping_mul(0x2127_599b_f432_5c37)
    })
}

/// Returns the words of the lines up to the first line of the content.
fn places(lines: &Lines<'_>) -> Vec<WordPosition> {
    let mut out = Vec::new();
    let mut one = Vec::new();
    for (line, text) in lines.list.iter().take(lines.start + 1).map(|line| &*line.text).enumerate()
    {
        let mut start = None;
        for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
            let is_word = c.is_alphanumeric() || c == '_';
            let ends = !is_word || is_unspaced(c);
            if let Some(begin) = start.filter(|_| ends) {
                push(&text[begin..at], line, begin, &mut one, &mut out);
                start = None;
            }
            if is_word && is_unspaced(c) {
                push(&text[at..at + c.len_utf8()], line, at, &mut one, &mut out);
            } else if is_word {
                start = start.or(Some(at));
            }
        }
    }
    out
}

fn push(text: &str, line: usize, start: usize, one: &mut Vec<u32>, out: &mut Vec<WordPosition>) {
    one.clear();
    push_words(text, one);
    if let [word] = one[..] {
        out.push(WordPosition { word, line, start, end: start + text.len() });
    }
}

/// Returns the original text of the words, with the signs that open and close it.
fn text_of(lines: &Lines<'_>, places: &[WordPosition]) -> String {
    let mut out = String::new();
    for own in places.chunk_by(|a, b| a.line == b.line) {
        let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
        let text = &lines.list[first.line].text;
        let before = &text[..first.start];
        let opened =
            before.trim_end_matches(['"', '“', '‘', '\'', '«', '(', '[', '¿', '¡', '#', '$']);
        let after = &text[last.end..];
        let closed = after
            .trim_start_matches(['"', '”', '’', '\'', '»', ')', ']', '?', '!', '%', '？', '！']);
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&text[opened.len()..last.end + after.len() - closed.len()]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::NodeSet;
    use crate::flat;

    #[test]
    fn a_title_stands_twice_in_a_text_without_lines() {
        let prose = "It rained on Monday, and on Tuesday too, until the river rose. ".repeat(20);
        let text = format!(
            "“Who stole the rain?” - The Paper Home News Sport Login About Us More “Who stole the rain?” \
             By Ann Lee {prose}"
        );
        let flat = flat::parse(&text);
        let mut kept = NodeSet::new(flat.dom.len());
        flat.dom
            .ids()
            .filter(|&id| flat.dom.text(id).contains("It rained"))
            .for_each(|id| _ = kept.insert(id));
        let lines = Lines::around_start(&flat.dom, &kept);
        let found = runs(&lines);
        assert!(lines.is_one_line, "{lines:?}");
        let texts: Vec<_> = found.iter().map(|run| (&*run.text, run.is_at_top)).collect();
        assert_eq!(texts, [("“Who stole the rain?”", true)]);
    }
}
