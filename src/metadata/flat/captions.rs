//! Finds the captions of flattened text: lines with a credit, and all their copies.

use std::ops::Range;

use crate::captions::Caption;
use crate::captions::credit::{bare_credit, is_credit_line, lead, split_end};
use crate::dom::{Dom, NodeId, NodeSet};
use crate::metadata::flat::lines::ids;
use crate::metadata::flat::twins::Twin;
use crate::metadata::flat::units::{Copies, MAX_BYTES, MAX_CREDIT, Unit, units};
use crate::text::words;

/// The maximum number of texts after the title that are searched.
const MAX_TEXTS: usize = 1_200;
/// The maximum number of captions.
const MAX_CAPTIONS: usize = 40;
/// The minimum length of a caption, in words.
const MIN_WORDS: usize = 4;
/// The maximum length of a credit, in words.
const MAX_CREDIT_WORDS: usize = 8;
/// The maximum length of a line with a date or a time of day that is no caption, in words.
const MAX_DATE_WORDS: usize = 8;
/// The maximum distance of a credit from a copy of its caption, in lines.
const NEAR: usize = 2;

/// The part of a text that is searched for captions.
#[derive(Debug, Clone, Copy)]
pub(super) struct SearchRange<'a> {
    pub dom: &'a Dom,
    pub kept: &'a NodeSet,
    /// The range begins after the title and ends with the content; `start` is the beginning of the content.
    pub from: NodeId,
    pub start: NodeId,
    pub end: NodeId,
    /// The first nodes of the lines with a date near the title.
    pub dated: &'a [NodeId],
}

impl SearchRange<'_> {
    /// Whether a line shows when the article was published: it has a date or a time of day, and few other words, or both.
    fn is_date(&self, unit: &Unit, text: &str) -> bool {
        let is_dated = self.dated.contains(&unit.nodes.start);
        let has_clock = has_clock(text);
        let is_short = || words(text).take(MAX_DATE_WORDS + 1).count() <= MAX_DATE_WORDS;
        is_dated && has_clock || (is_dated || has_clock) && is_short()
    }
}

/// Returns the distinct captions after the title, and the copies of each: those that occur twice, and those with a credit.
pub(super) fn gather(place: &SearchRange<'_>, twins: &[Twin]) -> (Vec<Caption>, Vec<Copies>) {
    let dom = place.dom;
    let mut units = units(dom, Some(place.kept), place.from..place.end, MAX_TEXTS);
    units.retain(|unit| !twins.iter().any(|twin| twin.has(unit.nodes.start)));
    let is_credit: Vec<bool> = units.iter().map(|unit| is_credit(unit, dom)).collect();
    let (mut found, mut copies) = (Vec::new(), Vec::new());
    for twin in twins {
        copies.push(twin.copies.clone());
        let is_within = |nodes: &Range<NodeId>| (place.from..place.end).contains(&nodes.start);
        if twin.copies.captions.iter().any(is_within) && found.len() < MAX_CAPTIONS {
            found.push(twin.caption.clone());
        }
    }
    for (i, unit) in units.iter().enumerate() {
        let caption = if is_credit[i] {
            beside(&units, &is_credit, i, place)
        } else {
            with_credit(unit, place)
        };
        let Some(caption) = caption.filter(|_| found.len() < MAX_CAPTIONS) else { continue };
        if found.iter().all(|known| known.caption != caption.caption) {
            copies.push(copies_of(&caption, &units, &is_credit, dom));
            found.push(caption);
        }
    }
    (found, copies)
}

/// Whether a line has the form of a credit. A line with `©` and a year is a copyright notice.
fn is_credit(unit: &Unit, dom: &Dom) -> bool {
    if unit.n_bytes > MAX_CREDIT {
        return false;
    }
    let text = dom.text(unit.nodes.start).trim();
    let shouts = || !text.bytes().any(|b| b.is_ascii_lowercase());
    if !text.contains([':', '©']) && !text.contains(" by ") && !shouts() {
        return false;
    }
    let has_year = text.starts_with('©') && text.bytes().any(|b| b.is_ascii_digit());
    is_credit_line(text)
        && !has_year
        && words(text).take(MAX_CREDIT_WORDS + 1).count() <= MAX_CREDIT_WORDS
}

/// Returns the caption beside a credit: a line that occurs twice; or a line that is not content, if the credit has a lead such as
/// "Photo" or a `©`, or if the line is before the content.
fn beside(
    units: &[Unit],
    is_credit: &[bool],
    i: usize,
    place: &SearchRange<'_>,
) -> Option<Caption> {
    let credit = units[i].text(place.dom);
    let is_said = lead(&credit).is_some() || credit.contains('©');
    let mut neighbours = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
    let caption = neighbours.find_map(|k| {
        let unit = units.get(k).filter(|_| !is_credit[k])?;
        let text = unit.text(place.dom);
        let is_fit = text.len() <= MAX_BYTES && words(&text).take(MIN_WORDS).count() == MIN_WORDS;
        let is_apart = !unit.is_kept() && (is_said || unit.nodes.start < place.start);
        let is_shown = is_apart || n_times(units, unit, &text, place.dom) > 1;
        (is_fit && is_shown && !place.is_date(unit, &text)).then_some(text)
    })?;
    let credit = bare_credit(&credit).to_owned();
    Some(Caption { caption, credit: Some(credit).filter(|credit| !credit.is_empty()) })
}

/// Whether a text has a time of day such as `7:30`.
fn has_clock(text: &str) -> bool {
    let is_digit = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_digit);
    let bytes = text.as_bytes();
    let is_clock = |at: usize| {
        let before = at.checked_sub(1).and_then(|at| bytes.get(at));
        let [tens, ones, next] = [1, 2, 3].map(|n| is_digit(bytes.get(at + n)));
        is_digit(before) && tens && ones && !next
    };
    text.match_indices(':').any(|(at, _)| is_clock(at))
}

/// The number of lines with this text.
fn n_times(units: &[Unit], own: &Unit, text: &str, dom: &Dom) -> usize {
    let is_like = |unit: &&Unit| unit.n_bytes.abs_diff(own.n_bytes) <= 2 && unit.text(dom) == text;
    units.iter().filter(is_like).count()
}

/// Returns the caption and the credit of a line that is not content and ends with a credit.
fn with_credit(unit: &Unit, place: &SearchRange<'_>) -> Option<Caption> {
    if unit.is_kept() || unit.n_bytes > MAX_BYTES {
        return None;
    }
    let has_sign = ids(&unit.nodes).any(|id| place.dom.text(id).contains([':', '©', '(']));
    let text = has_sign.then(|| unit.text(place.dom))?;
    let (caption, credit) = split_end(&text)?;
    let is_credit = credit.len() <= MAX_CREDIT && !credit.bytes().any(|b| b.is_ascii_digit());
    let is_fit = words(caption).take(MIN_WORDS).count() == MIN_WORDS;
    let credit = bare_credit(credit);
    (is_credit && is_fit && !credit.is_empty() && !place.is_date(unit, &text))
        .then(|| Caption { caption: caption.to_owned(), credit: Some(credit.to_owned()) })
}

/// Returns all copies of a caption, with or without its credit, and the copies of its credit near them.
fn copies_of(caption: &Caption, units: &[Unit], is_credit: &[bool], dom: &Dom) -> Copies {
    let text = caption.caption.as_str();
    let mut copies = Copies::default();
    let most = text.len() + MAX_CREDIT;
    let is_copy = |unit: &Unit| {
        (text.len()..=most).contains(&unit.n_bytes) && unit.text(dom).starts_with(text)
    };
    let at: Vec<usize> = (0..units.len()).filter(|&i| is_copy(&units[i])).collect();
    for &i in &at {
        copies.captions.push(units[i].nodes.clone());
    }
    for (i, unit) in units.iter().enumerate().filter(|(i, _)| is_credit[*i]) {
        let is_near = at.iter().any(|&k| k.abs_diff(i) <= NEAR);
        let is_same =
            || caption.credit.as_deref().is_some_and(|credit| unit.text(dom).contains(credit));
        if is_near && is_same() {
            copies.credits.push(unit.nodes.clone());
        }
    }
    copies
}
