//! The lines of flattened text that may be captions, with and without a credit.

use std::collections::{BTreeSet, HashMap};
use std::ops::Range;

use crate::captions::credit::{bare_credit, has_sign, is_credit, is_signed, lead, split};
use crate::captions::{keys, rest_of, without_counter};
use crate::dom::{Dom, NodeId};
use crate::metadata::flat::units::{MAX_CREDIT, Unit};
use crate::text::{ends_sentence, fnv};

/// The minimum length of a caption, in bytes.
const MIN_BYTES: usize = 12;
/// The minimum and the maximum length of a caption, in words.
pub(super) const MIN_WORDS: usize = 5;
const MAX_WORDS: usize = 120;
/// The maximum length of a credit beside a caption, in words.
pub(super) const MAX_REST: usize = 10;
/// The minimum length of a paragraph that begins the content, in words.
const MIN_PROSE: usize = 12;

/// A line, without a slide counter, and its words.
pub(super) struct CaptionLine {
    pub nodes: Range<NodeId>,
    pub text: String,
    /// The hashes of its words; empty if it is too short or too long for a caption.
    pub keys: Vec<u64>,
    pub parts: Option<Parts>,
    /// Whether it is too long for a caption; then it has no text here.
    pub is_long: bool,
    /// Whether it had a slide counter.
    pub is_counted: bool,
    /// Whether it may have a credit.
    pub has_sign: bool,
}

/// A line as a caption and a credit.
pub(super) struct Parts {
    pub caption: String,
    pub credit: String,
    pub keys: Vec<u64>,
    /// Whether the credit has a lead, such as "Photo", or a `©`, so that the line is a caption even if it occurs once.
    pub is_marked: bool,
    /// Whether the credit is more than a name, and stands at the end.
    pub is_signed: bool,
}

impl CaptionLine {
    pub fn of(unit: &Unit, dom: &Dom) -> Self {
        let whole = if unit.is_short() { unit.text(dom) } else { String::new() };
        let whole = without_bullet(&whole);
        let has_digit = whole.bytes().any(|b| b.is_ascii_digit());
        let text = if has_digit { without_counter(whole) } else { whole }.to_owned();
        let (is_long, is_counted) = (!unit.is_short(), text.len() < whole.trim().len());
        let has_sign = has_sign(&text);
        let parts = if has_sign && !is_credit(&text) { split(&text) } else { None };
        let parts = parts.map(|(caption, credit)| Parts {
            is_signed: is_signed(credit) && text.starts_with(caption),
            ..Parts::new(caption, credit, is_marked(credit))
        });
        let keys = if text.len() >= MIN_BYTES { keys(&text) } else { Vec::new() };
        CaptionLine { nodes: unit.nodes.clone(), keys, parts, text, is_long, is_counted, has_sign }
    }

    /// The caption and its words, if other lines show it, or the credit is marked.
    pub fn caption_in(&self, n_of: &HashMap<u64, usize>) -> Option<(&str, &[u64])> {
        let parts = self.parts.as_ref().filter(|parts| is_fit(&parts.keys));
        let n = |keys: &[u64]| n_of.get(&digest(keys)).copied().unwrap_or(0);
        let split = parts.filter(|parts| n(&parts.keys) > 1 || parts.is_marked);
        let split = split.map(|parts| (parts.caption.as_str(), parts.keys.as_slice()));
        split.or_else(|| (n(&self.keys) > 1).then_some((&self.text, &self.keys)))
    }
}

impl Parts {
    fn new(caption: &str, credit: &str, is_marked: bool) -> Self {
        let caption = without_counter(caption).to_owned();
        Parts {
            keys: keys(&caption),
            caption,
            credit: bare_credit(credit).to_owned(),
            is_marked,
            is_signed: false,
        }
    }
}

/// One hash of all words.
pub(super) fn digest(keys: &[u64]) -> u64 {
    fnv(keys.iter().flat_map(|key| key.to_le_bytes()))
}

pub(super) fn is_fit(keys: &[u64]) -> bool {
    (MIN_WORDS..=MAX_WORDS + MAX_REST).contains(&keys.len())
}

/// Whether a line is short, and has a sign or no small letter. Other credits are not searched for in other lines.
fn may_be_credit(line: &CaptionLine) -> bool {
    let text = &line.text;
    let shouts = || !text.bytes().any(|b| b.is_ascii_lowercase());
    (4..=MAX_CREDIT).contains(&text.len()) && (line.has_sign || shouts())
}

fn without_bullet(text: &str) -> &str {
    text.trim_start_matches(|c: char| {
        matches!(c, '-' | '*' | '•' | '▲' | '△' | '↑') || c.is_whitespace()
    })
}

/// Whether a credit is written like one: after a lead, or with a `©` and no year.
pub(super) fn is_marked(credit: &str) -> bool {
    let has_year = credit.bytes().any(|b| b.is_ascii_digit());
    !has_year && (lead(credit).is_some() || credit.contains('©'))
}

/// The maximum number of distinct credits that are searched for in other lines.
const MAX_CREDITS: usize = 32;

/// Splits off the credits that are known from other lines.
pub(super) fn split_known_credits(lines: &mut [CaptionLine]) {
    let of = |line: &CaptionLine| match &line.parts {
        Some(parts) => {
            Some(parts.credit.clone()).filter(|credit| parts.is_marked || is_credit(credit))
        }
        None => {
            let is_credit = may_be_credit(line) && is_credit(&line.text);
            is_credit.then(|| bare_credit(&line.text).to_owned())
        }
    };
    let known: BTreeSet<String> = lines.iter().filter_map(of).filter(|c| c.len() > 3).collect();
    for line in lines.iter_mut().filter(|line| line.parts.is_none() && is_fit(&line.keys)) {
        let mut found = known.iter().take(MAX_CREDITS).filter_map(|credit| {
            let rest = rest_of(&line.text, credit)?;
            Some(Parts::new(rest, credit, false))
        });
        line.parts = found.next();
    }
}

/// The number of lines before the first paragraph that occurs once; 0 if there is none, or if most of the page stands twice.
pub(super) fn head(lines: &[CaptionLine]) -> usize {
    let mut n_of: HashMap<u64, usize> = HashMap::new();
    lines.iter().for_each(|line| *n_of.entry(digest(&line.keys)).or_default() += 1);
    let is_prose = |line: &CaptionLine| {
        let is_once = n_of.get(&digest(&line.keys)) == Some(&1) && line.parts.is_none();
        line.is_long || line.keys.len() >= MIN_PROSE && is_once && ends_sentence(&line.text)
    };
    let is_repeated = |line: &&CaptionLine| n_of.get(&digest(&line.keys)) > Some(&1);
    let (n_fit, n_repeated) = {
        let fit = || lines.iter().filter(|line| is_fit(&line.keys));
        (fit().count(), fit().filter(is_repeated).count())
    };
    if 2 * n_repeated > n_fit {
        return 0;
    }
    lines.iter().position(is_prose).unwrap_or(0)
}
