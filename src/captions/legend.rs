//! Groups neighbouring blocks of one picture into legends, and splits them into caption and credit.

use super::credit::{self, bare_credit, is_credit};
use super::keys;
use super::named::Name;
use crate::block::Blocks;
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::answers::Answers;
use crate::facts::hints::{Hints, class_hints};
use crate::facts::landmarks::Landmarks;
use crate::text::{collapse, is_blank, is_sentence_end, n_words};

/// One copy of the caption and credit of a picture.
#[derive(Debug, Clone, Default)]
pub(super) struct Legend {
    pub caption: String,
    pub credit: Option<String>,
    pub blocks: Vec<usize>,
}

/// The maximum length of a credit, in words.
const MAX_CREDIT_WORDS: usize = 12;
/// The maximum length of a credit that is recognised only because it accompanies a longer text, in words.
const MAX_BARE_WORDS: usize = 6;

/// The maximum number of levels from a block up to an element that also contains its picture.
const MAX_UP: usize = 6;
/// The maximum number of blocks of an element that contains only a picture and its legend.
const MAX_BLOCKS: usize = 6;

/// The innermost element with a block and a picture; `None` if it is too far up or contains too many blocks.
pub(super) fn frame(dom: &Dom, blocks: &Blocks, landmarks: &Landmarks, i: usize) -> Option<NodeId> {
    let own = blocks.list[i].element;
    let mut path = dom.path(own).take(MAX_UP);
    path.find(|&id| landmarks.n_pictures(dom, id) > 0)
        .filter(|&id| blocks.within(dom, id).len() <= MAX_BLOCKS)
}

/// A part of a legend.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    text: String,
    is_credit: bool,
}

/// Groups caption blocks by picture. `parts` must be sorted ascending.
pub(super) fn group(
    dom: &Dom,
    blocks: &Blocks,
    landmarks: &Landmarks,
    parts: &[usize],
    names: &[Option<Name>],
) -> Vec<Legend> {
    let mut legends: Vec<Legend> = Vec::new();
    let mut open = Open::default();
    for &i in parts {
        let own = split(dom, blocks, i, names[i]);
        let is_apart = open.blocks.last().is_none_or(|&last| last + 1 < i);
        let picture = |last: usize| {
            let (from, to) = (blocks.list[last].last, blocks.list[i].first);
            let at = landmarks.pictures.partition_point(|&p| p < from);
            landmarks.pictures.get(at).is_some_and(|&p| p < to)
        };
        let is_next = open.blocks.last().is_some_and(|&last| {
            picture(last) && open.has_caption() || has_own_picture(dom, blocks, landmarks, i, last)
        });
        if is_apart || is_next || open.is_full(&own) {
            legends.extend(std::mem::take(&mut open).close());
        }
        open.blocks.push(i);
        open.parts.extend(own);
    }
    legends.extend(open.close());
    legends
}

/// Whether an element contains a block and a picture, but not the other block.
fn has_own_picture(
    dom: &Dom,
    blocks: &Blocks,
    landmarks: &Landmarks,
    own: usize,
    other: usize,
) -> bool {
    let (block, other) = (&blocks.list[own], blocks.list[other].element);
    let path = dom.path(block.element).take(MAX_UP);
    let Some(branch) = path.take_while(|&id| !dom.is_within(other, id)).last() else {
        return false;
    };
    // A picture after the only text of an element belongs to the next block.
    let end = if branch == block.element { block.first } else { dom.end(branch) };
    let at = landmarks.pictures.partition_point(|&picture| picture < branch);
    landmarks.pictures.get(at).is_some_and(|&picture| picture < end)
}

/// A legend to which more parts may be added.
#[derive(Debug, Default)]
struct Open {
    parts: Vec<Part>,
    blocks: Vec<usize>,
}

impl Open {
    fn has_caption(&self) -> bool {
        self.parts.iter().any(|part| !part.is_credit)
    }

    fn has_credit(&self) -> bool {
        self.parts.iter().any(|part| part.is_credit)
    }

    /// Whether these parts would add a second caption or a second credit.
    fn is_full(&self, own: &[Part]) -> bool {
        let is_bare = |part: &Part| part.is_credit || is_bare(&part.text);
        let [has_caption, adds_caption] =
            [&self.parts[..], own].map(|parts| parts.iter().any(|part| !is_bare(part)));
        let [has_name, adds_name] = [&self.parts[..], own].map(|parts| parts.iter().any(is_bare));
        let is_whole = self.has_credit() && self.has_caption();
        has_caption && (adds_caption || has_name && adds_name) || is_whole && !own.is_empty()
    }

    /// Completes the legend. If neither of two parts looks like a credit, a short one next to a longer one is the credit.
    fn close(mut self) -> Option<Legend> {
        if self.blocks.is_empty() {
            return None;
        }
        if !self.has_credit() && self.parts.len() == 2 {
            let n = |part: &Part| n_words(&part.text);
            let [a, b] = [n(&self.parts[0]), n(&self.parts[1])];
            let shorter = usize::from(b < a);
            let is_name = |part: &Part| !part.text.ends_with(is_sentence_end);
            if a.min(b) <= MAX_BARE_WORDS && a.max(b) > a.min(b) && is_name(&self.parts[shorter]) {
                self.parts[shorter].is_credit = true;
            }
        }
        let join = |is_credit: bool| {
            let own = self.parts.iter().filter(|part| part.is_credit == is_credit);
            own.map(|part| part.text.as_str()).collect::<Vec<_>>().join(" ")
        };
        let credit = bare_credit(&join(true)).to_owned();
        let credit = Some(credit).filter(|credit| !credit.is_empty());
        let caption = without_counter(&join(false)).to_owned();
        Some(Legend { caption, credit, blocks: self.blocks })
    }
}

/// Splits a block into caption and credit, if they can be recognised.
fn split(dom: &Dom, blocks: &Blocks, i: usize, name: Option<Name>) -> Vec<Part> {
    let part = |text: &str, is_credit: bool| Part { text: collapse(text), is_credit };
    let mut stretches = stretches(dom, blocks, i);
    stretches.retain(|(text, _)| !is_counter(text));
    let n_credits = stretches.iter().filter(|(text, _)| is_credit(text)).count();
    if name != Some(Name::Credit)
        && let [(text, _)] = &stretches[..]
        && let Some((caption, credit)) = credit::split_colon(text)
    {
        return vec![part(credit, true), part(without_counter(caption), false)];
    }
    let whole = stretches.iter().map(|(text, _)| text.as_str()).collect::<Vec<_>>().join(" ");
    let is_named = name == Some(Name::Credit) && n_words(&whole) <= MAX_CREDIT_WORDS;
    let is_whole = n_credits == 0 || n_credits == stretches.len();
    if is_named || is_whole && is_credit(&whole) {
        return vec![part(&whole, true)];
    }
    let mut parts: Vec<Part> = Vec::new();
    for (text, is_named) in &stretches {
        let own = part(text, *is_named || is_credit(text));
        match parts
            .last_mut()
            .filter(|last| stretches.len() > 2 && !last.is_credit && !own.is_credit)
        {
            Some(last) => last.text.extend([" ", &own.text]),
            None => parts.push(own),
        }
    }
    if let [only] = &parts[..]
        && !only.is_credit
        && let Some((caption, credit)) = credit::split(without_counter(&only.text))
    {
        return vec![part(caption, false), part(credit, true)];
    }
    parts
}

/// The segments of a block that may be caption or credit, and whether the markup names them a credit. Segments are lines; or
/// inline elements, if they are the whole block or one of them looks like a credit.
fn stretches(dom: &Dom, blocks: &Blocks, i: usize) -> Vec<(String, bool)> {
    let text = blocks.text_of(i);
    if text.contains('\n') {
        return text.split('\n').map(|line| (line.to_owned(), false)).collect();
    }
    let pieces = pieces(dom, blocks, i);
    let join = |pieces: &[Piece]| {
        let texts: Vec<&str> = pieces.iter().map(|piece| piece.text.as_str()).collect();
        (texts.join(" "), pieces.iter().any(|piece| piece.is_named))
    };
    if let Some(at) = pieces.iter().position(|piece| piece.is_named) {
        let (before, after) = (&pieces[..at], &pieces[at + 1..]);
        let all = [join(before), join(&pieces[at..=at]), join(after)];
        return all.into_iter().filter(|(text, _)| !text.is_empty()).collect();
    }
    if pieces.len() > 1 && pieces.iter().all(|piece| piece.is_element) {
        return pieces.into_iter().map(|piece| (piece.text, false)).collect();
    }
    if let [rest @ .., last] = &pieces[..]
        && !rest.is_empty()
        && last.is_element
    {
        let (before, _) = join(rest);
        let is_end = before.trim_end().ends_with(is_sentence_end) && is_bare(&last.text);
        if is_credit(&last.text) || is_end {
            return vec![(before, false), (last.text.clone(), is_end)];
        }
    }
    if let [first, rest @ ..] = &pieces[..]
        && !rest.is_empty()
        && first.is_element
        && is_credit(&first.text)
    {
        return vec![(first.text.clone(), true), join(rest)];
    }
    vec![(text.to_owned(), false)]
}

/// Whether a text is short enough to be the credit of a longer one, and does not end a sentence.
pub(crate) fn is_bare(text: &str) -> bool {
    (1..=MAX_BARE_WORDS).contains(&n_words(text)) && !text.trim_end().ends_with(is_sentence_end)
}

/// A segment of a block: the text in one child of its element.
#[derive(Debug)]
struct Piece {
    text: String,
    is_element: bool,
    /// Whether the markup names it a credit.
    is_named: bool,
}

/// The segments of a block, one per child of its element. Links belong to the text around them.
fn pieces(dom: &Dom, blocks: &Blocks, i: usize) -> Vec<Piece> {
    let block = &blocks.list[i];
    let mut pieces: Vec<(NodeId, Piece)> = Vec::new();
    let credits = Answers::new(|id| is_credit_named(dom, id));
    let mut id = block.first;
    while id <= block.last {
        if dom.is_text(id) && !is_blank(dom.text(id)) {
            let inline: Vec<NodeId> = block.inline_around(dom, id).collect();
            let named = inline.iter().copied().find(|&a| credits.of(a));
            let top = inline.last().copied().filter(|&a| dom.tag(a) != Tag::A);
            let own = named.or(top).unwrap_or(block.element);
            match pieces.last_mut().filter(|(last, _)| *last == own) {
                Some((_, piece)) => piece.text.push_str(dom.text(id)),
                None => {
                    let piece = Piece {
                        text: dom.text(id).to_owned(),
                        is_element: own != block.element,
                        is_named: named.is_some(),
                    };
                    pieces.push((own, piece));
                }
            }
        }
        id = NodeId::new(id.index() + 1);
    }
    let pieces =
        pieces.into_iter().map(|(_, piece)| Piece { text: collapse(&piece.text), ..piece });
    pieces.filter(|piece| !piece.text.is_empty()).collect()
}

fn is_credit_named(dom: &Dom, id: NodeId) -> bool {
    let value = |name| dom.attr(id, name).unwrap_or_default();
    let hints = class_hints(value(AttrName::Class));
    hints.has(Hints::CREDIT)
        || hints.has(Hints::AUTHOR)
        || value(AttrName::Itemprop).starts_with("copyright")
}

/// The maximum length of the word between the two numbers of a counter, such as *of*, in characters.
const MAX_OF: usize = 3;

/// Whether a text is a slide counter: `34/43`, `34 / 43:`, `34 of 43`, `Photo 34 of 43`.
pub(crate) fn is_counter(text: &str) -> bool {
    let text = text.trim().trim_end_matches([':', '.']);
    let (first, rest) = text.split_once(' ').unwrap_or(("", text));
    let text = if first.chars().all(char::is_alphabetic) { rest } else { text };
    let is_number = |n: &str| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
    if let Some((n, of)) = text.split_once('/') {
        return is_number(n.trim()) && is_number(of.trim());
    }
    let mut words = text.split_whitespace();
    let [n, of, all] = [words.next(), words.next(), words.next()].map(Option::unwrap_or_default);
    let is_of = of.chars().all(char::is_alphabetic) && (1..=MAX_OF).contains(&of.chars().count());
    is_number(n) && is_of && is_number(all) && words.next().is_none()
}

/// Strips a slide counter from the start or the end of a caption.
pub(crate) fn without_counter(caption: &str) -> &str {
    let caption = caption.trim();
    let (first, rest) = caption.split_once(' ').unwrap_or((caption, ""));
    if is_counter(first) {
        return rest.trim();
    }
    let (rest, last) = caption.rsplit_once(' ').unwrap_or(("", caption));
    if is_counter(last) { rest.trim() } else { caption }
}

/// Splits off credits that are still part of captions: credits that are known from other legends, and the rest if another
/// legend has the caption alone.
pub(super) fn settle_credits(legends: &mut [Legend]) {
    split_known_credits(legends);
    let captions: Vec<Vec<u64>> = legends.iter().map(|legend| keys(&legend.caption)).collect();
    let mut by_length: Vec<usize> = (0..legends.len()).filter(|&k| captions[k].len() > 2).collect();
    by_length.sort_by_key(|&k| (captions[k].len(), k));
    for at in 0..by_length.len() {
        let long = by_length[at];
        let own = &captions[long];
        let is_within = |&&short: &&usize| {
            let n_rest = own.len() - captions[short].len();
            (1..=MAX_CREDIT_WORDS).contains(&n_rest)
                && (own.starts_with(&captions[short]) || own.ends_with(&captions[short]))
        };
        let near = at.saturating_sub(MAX_COMPARED);
        let Some(&short) = by_length[near..at].iter().rev().find(is_within) else { continue };
        if legends[long].credit.is_some() && legends[short].credit.is_none() {
            continue;
        }
        let caption = legends[short].caption.clone();
        let rest = rest_of(&legends[long].caption, &caption).map(bare_credit).map(str::to_owned);
        let credit = legends[short].credit.clone().or(rest).filter(|credit| !credit.is_empty());
        legends[long].caption = caption;
        legends[long].credit = credit;
    }
}

/// The rest of a text that begins or ends with a caption, without separators. `None` if it does neither.
pub(crate) fn rest_of<'a>(text: &'a str, caption: &str) -> Option<&'a str> {
    let bare = caption.trim_end_matches(|c: char| !c.is_alphanumeric());
    let rest = text.strip_prefix(caption).or_else(|| text.strip_suffix(caption));
    let rest = rest.or_else(|| text.strip_prefix(bare))?;
    Some(rest.trim_matches(|c: char| c.is_whitespace() || ".,:|-–".contains(c)))
}

/// The maximum number of shorter legends that a legend is compared with.
const MAX_COMPARED: usize = 64;
/// The maximum number of distinct credits that are searched for in the captions of a page.
const MAX_CREDITS: usize = 32;

/// Splits off known credits at an end of captions.
fn split_known_credits(legends: &mut [Legend]) {
    let mut known: Vec<String> =
        legends.iter().filter_map(|legend| legend.credit.clone()).collect();
    known.sort();
    known.dedup();
    known.truncate(MAX_CREDITS);
    for legend in legends.iter_mut().filter(|legend| legend.credit.is_none()) {
        let found = known.iter().find_map(|credit| {
            let rest = rest_of(&legend.caption, credit)?;
            (n_words(rest) > 1 || n_words(rest) > n_words(credit))
                .then(|| (rest.to_owned(), credit))
        });
        if let Some((caption, credit)) = found {
            let caption =
                caption.trim_matches(|c: char| "()[]（）【】".contains(c) || c.is_whitespace());
            legend.credit = Some(credit.clone());
            legend.caption = caption.to_owned();
        }
    }
}
