//! Collects the title candidates of flattened text (lines and parts of lines), with a feature vector for each.

use std::ops::Range;

use crate::dom::Tag;
use crate::features::number::log2;
use crate::metadata::flat::cut::before_byline;
use crate::metadata::flat::lines::{Line, Lines, is_in, is_prose, words};
use crate::metadata::flat::runs::{Run, runs};
use crate::metadata::flat::shape::Shape;
use crate::metadata::title::segments;
use crate::text::clipped;
use crate::titles::TitleWeights;
use crate::titles::text::{Fact, N_FACTS};

/// The maximum distance of a title before the content, in lines.
const BEFORE: usize = 40;
/// The number of lines from the beginning of the content on that may be the title.
const AFTER: usize = 6;
/// The maximum distance before the content of a line with a byline after the title, in lines.
const CUT: usize = 4;
/// The maximum length of a title, in words.
const MAX_WORDS: usize = 45;
/// The maximum length of a title, in bytes.
const MAX_BYTES: usize = 300;
/// The maximum number of segments of a title. Titles with more segments are not split.
const MAX_SEGMENTS: usize = 8;
/// The maximum number of words of the first line that are compared.
const MAX_FIRST: usize = 40;

/// A title candidate.
#[derive(Debug, Clone)]
pub(super) struct TitleLine {
    pub text: String,
    /// The index of the line that shows it.
    pub line: Option<usize>,
    /// The value of each [`Fact`].
    pub row: [f32; N_FACTS],
    words: Vec<u32>,
}

impl TitleLine {
    fn set(&mut self, fact: Fact, value: f32) {
        self.row[fact as usize] = value;
    }

    fn add(&mut self, fact: Fact, holds: bool) {
        if holds {
            self.set(fact, 1.0);
        }
    }

    fn has(&self, fact: Fact) -> bool {
        self.row[fact as usize] > 0.0
    }
}

/// Returns the candidates, the one with the highest score first.
pub(super) fn ranked(
    offers: Vec<TitleLine>,
    weights: &TitleWeights,
    page_type: Option<&str>,
) -> Vec<TitleLine> {
    let mut all: Vec<(f32, TitleLine)> =
        offers.into_iter().map(|offer| (weights.score(&offer.row, page_type), offer)).collect();
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    all.into_iter().map(|(_, offer)| offer).collect()
}

/// Returns all title candidates. Texts with the same words are one candidate.
pub(super) fn offers(lines: &Lines<'_>, shapes: &[Shape]) -> Vec<TitleLine> {
    let mut list: Vec<TitleLine> = Vec::new();
    if let Some(first) = lines.list.first().filter(|line| is_short(line) || lines.is_one_line) {
        add_first(first, lines, &mut list);
    }
    for i in candidates(lines) {
        let line = &lines.list[i];
        let own = lines.words_of(line);
        if is_short(line)
            && let Some(offer) = of(&mut list, &line.text, own)
        {
            place(offer, i, lines, shapes);
        }
        if i > 0
            && i < lines.start
            && has_sign(&line.text)
            && let [_, .., last] = segments(&line.text)[..]
            && let Some(offer) = of(&mut list, last, &words(last))
        {
            if offer.line.is_none() {
                place(offer, i, lines, shapes);
            }
            offer.add(Fact::LastCrumb, true);
        }
        let is_close = i + CUT >= lines.start_after(i);
        let title = is_close.then(|| before_byline(&line.text)).flatten();
        if let Some(title) = title.filter(|title| title.len() <= MAX_BYTES)
            && let Some(offer) = of(&mut list, title, &words(title))
        {
            place(offer, i, lines, shapes);
            offer.add(Fact::Cut, true);
        }
    }
    if lines.is_one_line {
        for run in runs(lines) {
            let own = words(&run.text);
            if let Some(offer) = of(&mut list, &run.text, &own) {
                describe_run(offer, &run);
            }
        }
    }
    let first = lines.list.first().map_or(&[][..], |line| lines.words_of(line));
    let page = About {
        first: &first[..first.len().min(MAX_FIRST)],
        said: said(lines),
        keys: lines.list.iter().map(|line| key(lines.words_of(line))).collect(),
    };
    list.iter_mut().for_each(|offer| describe(offer, &page));
    list
}

/// Whether a text has a sign that may separate segments: a bar, or any sign after a space.
fn has_sign(text: &str) -> bool {
    let is_bar = |b: u8| b == b'|' || b >= 0xe2;
    let is_sign = |b: u8| {
        !b.is_ascii_alphanumeric() && !matches!(b, b' ' | b'(' | b'"' | b'\'' | b'$' | b'#' | b'&')
    };
    text.bytes().any(is_bar) || text.as_bytes().windows(2).any(|w| w[0] == b' ' && is_sign(w[1]))
}

/// Returns the indices of the lines that may be the title.
fn candidates(lines: &Lines<'_>) -> impl Iterator<Item = usize> {
    let (start, n) = (lines.start, lines.list.len());
    (0..n.min(start + AFTER)).filter(move |&i| {
        let line = &lines.list[i];
        let is_near = i + BEFORE >= lines.start_after(i);
        is_near || is_heading(line) || i == 0
    })
}

fn is_short(line: &Line<'_>) -> bool {
    line.text.len() <= MAX_BYTES && line.words.len() <= MAX_WORDS
}

fn is_heading(line: &Line<'_>) -> bool {
    line.tag.heading_level().is_some()
}

/// Returns the candidate with the words of a text, and adds it if it is new; `None` for a text without words.
fn of<'a>(list: &'a mut Vec<TitleLine>, text: &str, words: &[u32]) -> Option<&'a mut TitleLine> {
    if words.is_empty() {
        return None;
    }
    let known = list.iter().position(|offer| offer.words == words);
    let at = known.unwrap_or(list.len());
    if at == list.len() {
        let (text, words) = (text.to_owned(), words.to_vec());
        list.push(TitleLine { text, line: None, row: [0.0; N_FACTS], words });
    }
    list.get_mut(at)
}

/// Adds the first line, its segments, and sequences of adjacent segments.
fn add_first(first: &Line<'_>, lines: &Lines<'_>, list: &mut Vec<TitleLine>) {
    if is_short(first)
        && let Some(offer) = of(list, &first.text, lines.words_of(first))
    {
        offer.add(Fact::FirstLine, true);
    }
    let title = clipped(&first.text, MAX_BYTES);
    let pieces = segments(title);
    let n = pieces.len();
    if !(2..=MAX_SEGMENTS).contains(&n) {
        return;
    }
    let offset = |piece: &str| piece.as_ptr() as usize - title.as_ptr() as usize;
    let longest_at = (0..n).rev().max_by_key(|&i| pieces[i].chars().count());
    for i in 0..n {
        for j in (i + 1..=n).filter(|&j| j - i < n) {
            let run = &title[offset(pieces[i])..offset(pieces[j - 1]) + pieces[j - 1].len()];
            let Some(offer) = of(list, run, &words(run)) else { continue };
            let is_one = j - i == 1;
            offer.add(
                match (i, j) {
                    (0, 1) => Fact::First,
                    _ if is_one && j == n => Fact::Last,
                    (0, j) if j + 1 == n => Fact::AllButLast,
                    (1, j) if j == n => Fact::AllButFirst,
                    _ => Fact::Inner,
                },
                true,
            );
            offer.add(Fact::Longest, is_one && longest_at == Some(i));
            offer.add(Fact::FirstOfTwo, n == 2 && i == 0);
            offer.add(Fact::LastOfTwo, n == 2 && i == 1);
        }
    }
}

/// Sets the features of the position and the context of a line. Of several lines with the same words, the last before the content
/// counts.
fn place(offer: &mut TitleLine, i: usize, lines: &Lines<'_>, shapes: &[Shape]) {
    let start = lines.start_after(i);
    let was_heading = offer.has(Fact::Heading);
    if let Some(before) = offer.line {
        if i >= start && before < start {
            offer.add(Fact::Again, true);
            return;
        }
        let often = offer.has(Fact::Again);
        offer.row[Fact::Line as usize..].fill(0.0);
        offer.add(Fact::Again, true);
        offer.add(Fact::Often, often);
    }
    let line = &lines.list[i];
    offer.line = Some(i);
    offer.add(Fact::Line, true);
    let is_first_heading = || lines.list[..i].iter().all(|line| !is_heading(line));
    let between = (i + 1).min(start)..start;
    let is_last_heading =
        || lines.list[between.clone()].iter().all(|line| !is_heading(line)) && i < start;
    offer.add(Fact::Heading, is_heading(line) || was_heading);
    offer.add(Fact::FirstHeading, is_heading(line) && is_first_heading());
    offer.add(Fact::LastHeading, is_heading(line) && is_last_heading());
    offer.add(Fact::Item, line.tag == Tag::Li);
    offer.add(Fact::Cell, line.tag == Tag::Td);
    offer.add(Fact::Kept, line.is_kept);
    offer.add(Fact::Top, i < 3);
    let n_lines = start.saturating_sub(i);
    offer.add(
        match n_lines {
            0 => Fact::AfterStart,
            1 => Fact::BeforeStart,
            2..=3 => Fact::Near,
            4..=7 => Fact::Close,
            8..=16 => Fact::Far,
            _ => Fact::Farther,
        },
        true,
    );
    let n_words: usize = lines.list[between.clone()].iter().map(|line| line.words.len()).sum();
    offer.set(Fact::Lines, log2(1.0 + n_lines as f32));
    offer.set(Fact::Words, log2(1.0 + n_words as f32) / 2.0);
    let n_long = between.filter(|&k| lines.list[k].words.len() >= line.words.len().max(4)).count();
    offer.set(Fact::LongerBetween, (n_long as f32).min(5.0));
    around(offer, i, lines, shapes);
}

/// Sets the features of the adjacent lines.
fn around(offer: &mut TitleLine, i: usize, lines: &Lines<'_>, shapes: &[Shape]) {
    let n = lines.list.len();
    let shape = |k: usize| shapes.get(k).copied().unwrap_or_default();
    let after = (i + 1).min(n)..(i + 4).min(n);
    offer.add(Fact::DateNext, shape(i + 1).is_date);
    offer.add(Fact::DateSoon, after.clone().any(|k| shape(k).is_date));
    offer.add(Fact::BylineNext, shape(i + 1).is_byline);
    offer.add(Fact::BylineSoon, after.clone().any(|k| shape(k).is_byline));
    offer.add(Fact::CreditSoon, after.clone().any(|k| shape(k).is_credit));
    offer.add(Fact::ProseNext, lines.list.get(i + 1).is_some_and(|line| is_prose(&line.text)));
    let is_short = |k: usize| lines.list.get(k).is_some_and(|line| line.words.len() <= 3);
    offer.add(Fact::ShortNext, is_short(i + 1));
    let before = i.saturating_sub(3)..i;
    offer.add(Fact::ShortBefore, i > 0 && is_short(i - 1));
    offer.add(Fact::DateBefore, before.clone().any(|k| shape(k).is_date));
    offer.add(Fact::BylineBefore, before.clone().any(|k| shape(k).is_byline));
    offer.add(Fact::ProseBefore, before.clone().any(|k| is_prose(&lines.list[k].text)));
    let near: Range<usize> = i.saturating_sub(4)..n.min(i + 5);
    let own = lines.list[i].words.len();
    let is_longest = near.filter(|&k| k != i && k < lines.start).all(|k| {
        let line = &lines.list[k];
        line.words.len() < own || is_prose(&line.text)
    });
    offer.add(Fact::LongestNear, is_longest);
    let Shape { is_date, is_byline, is_credit } = shape(i);
    offer.add(Fact::IsDate, is_date);
    offer.add(Fact::IsByline, is_byline);
    offer.add(Fact::IsCredit, is_credit);
}

/// Sets the features of a repeated word sequence.
fn describe_run(offer: &mut TitleLine, run: &Run) {
    offer.line = offer.line.or(Some(run.line));
    offer.add(Fact::Run, true);
    offer.add(Fact::RunAtTop, run.is_at_top);
    offer.add(Fact::RunBeginsPiece, run.begins_piece);
    offer.add(Fact::RunEndsPiece, run.ends_piece);
    offer.add(Fact::RunOften, run.n_times > 2);
    offer.set(Fact::RunWords, log2(1.0 + run.n_words_to_start as f32) / 2.0);
}

/// The data that all candidates are compared with.
struct About<'a> {
    /// The words of the first line.
    first: &'a [u32],
    /// The words of the content.
    said: Said,
    /// A hash of the words of each line.
    keys: Vec<u64>,
}

/// A bit set of words. Some words share a bit.
type Said = Box<[u64; 64]>;

fn bit(word: u32) -> (usize, u64) {
    let hash = (word >> 1).wrapping_mul(0x9e37_79b1) >> 20;
    ((hash >> 6) as usize & 63, 1 << (hash & 63))
}

fn said(lines: &Lines<'_>) -> Said {
    let mut said = Box::new([0; 64]);
    for line in lines.list.iter().skip(lines.start).filter(|line| line.is_kept) {
        for &word in lines.words_of(line) {
            let (at, bit) = bit(word);
            said[at] |= bit;
        }
    }
    said
}

fn key(words: &[u32]) -> u64 {
    words.iter().fold(words.len() as u64, |all, &word| {
        (all.rotate_left(9) ^ u64::from(word)).wrapping_mul(0x2127_599b_f432_5c37)
    })
}

/// Sets the features of the text itself, and of its relation to the first line and to the kept text.
fn describe(offer: &mut TitleLine, page: &About<'_>) {
    let own = std::mem::take(&mut offer.words);
    let text = std::mem::take(&mut offer.text);
    let n_words = own.len() as f32;
    let n_chars = text.chars().filter(|c| c.is_alphanumeric()).count() as f32;
    let length = log2(1.0 + n_chars);
    offer.set(Fact::Length, length);
    offer.set(Fact::LengthSquared, length * length / 4.0);
    offer.add(Fact::Tiny, n_chars <= 5.0);
    offer.add(Fact::OneWord, own.len() == 1);
    offer.add(Fact::Long, n_chars > 90.0);
    offer.add(Fact::VeryLong, n_chars > 150.0);
    let end = text.chars().next_back().unwrap_or(' ');
    offer.add(Fact::FullStop, matches!(end, '.' | '。' | '…'));
    offer.add(Fact::Question, matches!(end, '?' | '？' | '!' | '！'));
    offer.add(Fact::OpenEnd, matches!(end, ':' | ',' | ';' | '>' | '-' | '|' | '»' | '/'));
    offer.add(Fact::BeginsSmall, text.starts_with(char::is_lowercase));
    let n_of = |is: fn(char) -> bool| text.chars().filter(|&c| is(c)).count() as f32;
    let (n_upper, n_lower) = (n_of(char::is_uppercase), n_of(char::is_lowercase));
    offer.add(Fact::Capitals, n_upper > 1.0 && n_lower == 0.0);
    offer.set(Fact::UpperShare, n_upper / n_chars.max(1.0));
    offer.set(Fact::DigitShare, n_of(|c| c.is_numeric()) / n_chars.max(1.0));
    offer.add(Fact::Address, text.contains("://") || text.contains('@') || text.contains("www."));
    offer.add(Fact::Parted, has_sign(&text) && segments(&text).len() > 1);
    let n_shared = own.iter().filter(|word| page.first.contains(word)).count() as f32;
    let n_first = page.first.len() as f32;
    let is_first = own == page.first;
    let in_first = !is_first && is_in(&own, page.first);
    offer.set(Fact::FirstShare, n_shared / n_words.max(1.0));
    offer.set(Fact::FirstDice, 2.0 * n_shared / (n_words + n_first).max(1.0));
    offer.add(Fact::InFirst, in_first);
    offer.add(Fact::BeginsFirst, in_first && page.first.starts_with(&own));
    offer.add(Fact::HasFirst, !is_first && own.starts_with(page.first));
    let is_said = |&&word: &&u32| {
        let (at, bit) = bit(word);
        page.said[at] & bit != 0
    };
    let n_topical = own.iter().filter(|word| **word & 1 == 1).count() as f32;
    let n_said = own.iter().filter(|word| **word & 1 == 1).filter(is_said).count() as f32;
    let said_share = n_said / n_topical.max(1.0);
    offer.set(Fact::SaidShare, said_share);
    offer.set(Fact::Said, n_said.min(8.0) / 4.0);
    let own_key = key(&own);
    let n_lines = page.keys.iter().filter(|&&key| key == own_key).count();
    offer.add(Fact::Thrice, n_lines > 2);
    let is_shown = offer.has(Fact::Line) && offer.line != Some(0);
    let is_part = in_first || is_first;
    offer.add(Fact::ShownPart, is_shown && is_part && own.len() > 2);
    offer.add(Fact::ShownHeading, is_part && offer.has(Fact::Heading));
    let is_near = offer.has(Fact::BeforeStart) || offer.has(Fact::Near) || offer.has(Fact::Close);
    offer.add(Fact::ShownNear, is_near && is_shown && is_part && own.len() > 2);
    let is_alike = 2.0 * n_shared >= n_words.max(3.0);
    offer.add(Fact::AlikeNear, is_near && is_shown && !is_part && is_alike);
    let is_first_line = offer.has(Fact::FirstLine);
    offer.add(Fact::FirstShort, is_first_line && own.len() <= 4);
    offer.add(Fact::FirstDated, is_first_line && offer.has(Fact::DateSoon));
    offer.set(Fact::FirstSaid, if is_first_line { said_share } else { 0.0 });
    offer.set(Fact::NearSaid, if is_near { said_share } else { 0.0 });
    offer.add(Fact::HeadingNear, is_near && offer.has(Fact::Heading));
    (offer.words, offer.text) = (own, text);
}
