//! Finds the captions of flattened text by their credits and their repetition: a page shows a caption in the text and, for
//! example, in a lightbox, once with its credit and once without.

use std::collections::hash_map::Entry;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::captions::credit::{bare_credit, is_credit, is_names, is_signed};
use crate::captions::{Caption, is_bare, is_counter, keys, rest_of};
use crate::dom::{Dom, NodeId};
use crate::metadata::flat::caption_lines::{
    CaptionLine, MAX_REST, MIN_WORDS, digest, head, is_fit, is_marked, split_known_credits,
};
use crate::metadata::flat::units::{Copies, whole_lines};
use crate::text::ends_sentence;

/// The maximum number of lines with the same caption. A text that occurs more often is boilerplate.
const MAX_COPIES: usize = 6;
/// The maximum distance of two copies without a credit, in lines.
const NEAR: usize = 3;
/// The maximum length of a caption without a credit, in words.
const MAX_BARE: usize = 30;
/// The maximum number of captions.
const MAX_CAPTIONS: usize = 100;

/// A caption and its copies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Twin {
    pub caption: Caption,
    pub copies: Copies,
}

impl Twin {
    /// Whether a copy of the caption, or of its credit, begins at a node.
    pub fn has(&self, node: NodeId) -> bool {
        let mut all = self.copies.captions.iter().chain(&self.copies.credits);
        all.any(|nodes| nodes.contains(&node))
    }
}

/// Returns the captions that occur at least twice, or once with a marked credit, in document order. The first line is the title of
/// the page, often with the name of the site, and no caption.
pub(super) fn find(dom: &Dom) -> Vec<Twin> {
    let units = whole_lines(dom).into_iter();
    let mut lines: Vec<CaptionLine> = units.map(|unit| CaptionLine::of(&unit, dom)).collect();
    split_known_credits(&mut lines);
    let groups = groups(&lines);
    let head = if groups.is_empty() { 0 } else { head(&lines) };
    let twins = groups.into_iter().filter_map(|(caption, own)| twin(&lines, head, &caption, &own));
    twins.take(MAX_CAPTIONS).collect()
}

/// The distinct lines, by all their words, and by the first and the last two of them.
#[derive(Default)]
struct Index<'a> {
    lines: &'a [CaptionLine],
    whole: HashMap<u64, usize>,
    begins: HashMap<&'a [u64], Vec<usize>>,
    ends: HashMap<&'a [u64], Vec<usize>>,
    /// The number of lines that show these words as a whole, or beside a credit.
    n_of: HashMap<u64, usize>,
}

impl<'a> Index<'a> {
    fn new(lines: &'a [CaptionLine]) -> Self {
        let mut index = Index { lines, ..Index::default() };
        for (i, line) in lines.iter().enumerate() {
            if let Some(parts) = line.parts.as_ref().filter(|parts| is_fit(&parts.keys)) {
                *index.n_of.entry(digest(&parts.keys)).or_default() += 1;
            }
            if !is_fit(&line.keys) {
                continue;
            }
            let digest = digest(&line.keys);
            *index.n_of.entry(digest).or_default() += 1;
            if let Entry::Vacant(whole) = index.whole.entry(digest) {
                whole.insert(i);
                let own = &line.keys;
                for (map, pair) in
                    [(&mut index.begins, &own[..2]), (&mut index.ends, &own[own.len() - 2..])]
                {
                    let list = map.entry(pair).or_default();
                    if list.len() < MAX_ALIKE {
                        list.push(i);
                    }
                }
            }
        }
        index
    }

    /// The shortest line that is this line without the credit at its beginning or end.
    fn base_of(&self, line: &CaptionLine) -> Option<&'a CaptionLine> {
        let own = line.keys.as_slice();
        let shortest = own.len().saturating_sub(MAX_REST).max(own.len() / 2 + 1).max(MIN_WORDS);
        let begun = self.begins.get(&own[..2]).into_iter().flatten();
        let ended = self.ends.get(&own[own.len() - 2..]).into_iter().flatten();
        let begun = begun.filter(|&&i| own.starts_with(&self.lines[i].keys));
        let ended = ended.filter(|&&i| own.ends_with(&self.lines[i].keys));
        let bases = begun.chain(ended).map(|&i| &self.lines[i]);
        let bases = bases.filter(|base| (shortest..own.len()).contains(&base.keys.len()));
        let bases = bases.filter(|base| credit_in(&line.text, &base.text).is_some());
        bases.min_by_key(|base| base.keys.len())
    }
}

/// The maximum number of lines with the same two words at their beginning or end that are compared.
const MAX_ALIKE: usize = 16;

/// The lines with the same caption, by index, in order, and the caption.
fn groups(lines: &[CaptionLine]) -> Vec<(String, Vec<usize>)> {
    let index = Index::new(lines);
    let mut members: BTreeMap<&[u64], (&str, Vec<usize>)> = BTreeMap::new();
    for (i, line) in lines.iter().enumerate().filter(|(_, line)| is_fit(&line.keys)) {
        let base = index.base_of(line).map(|base| (base.text.as_str(), base.keys.as_slice()));
        let Some((caption, keys)) = base.or_else(|| line.caption_in(&index.n_of)) else { continue };
        members.entry(keys).or_insert((caption, Vec::new())).1.push(i);
    }
    for (keys, (_, own)) in &mut members {
        // A line that is the caption of others and occurs once is in no group yet.
        own.extend(index.whole.get(&digest(keys)).filter(|base| !own.contains(base)));
        own.sort_unstable();
    }
    let title = lines.first().map_or(&[][..], |line| &line.keys);
    members.retain(|own, (_, group)| {
        let is_title = title.windows(own.len()).any(|run| run == *own);
        group.len() <= MAX_COPIES && group[0] > 0 && !is_title
    });
    let of = |(caption, group): (&str, Vec<usize>)| (caption.to_owned(), group);
    let mut groups: Vec<_> = members.into_values().map(of).collect();
    groups.sort_by(|a, b| a.1.cmp(&b.1));
    groups
}

/// The credit in a copy that has more words than the caption.
fn credit_in<'a>(copy: &'a str, caption: &str) -> Option<&'a str> {
    let rest = rest_of(copy, caption)?;
    let is_fit = !is_counter(rest) && (is_credit(rest) || is_bare(rest) && is_names(rest));
    is_fit.then(|| bare_credit(rest)).filter(|credit| !credit.is_empty())
}

/// Whether a text ends like a sentence that is neither a question nor a call.
fn is_statement(text: &str) -> bool {
    ends_sentence(text) && !text.ends_with(['?', '？', '؟', '!', '！'])
}

/// The caption of a group, if its lines have a credit, or stand close together.
fn twin(lines: &[CaptionLine], head: usize, caption: &str, group: &[usize]) -> Option<Twin> {
    let varies = group.windows(2).any(|pair| lines[pair[0]].keys != lines[pair[1]].keys);
    let of_parts = |i: &usize| {
        let parts = lines[*i].parts.as_ref().filter(|parts| parts.caption == caption);
        let parts = parts.filter(|parts| !parts.credit.is_empty());
        parts.map(|parts| (parts.credit.as_str(), parts.is_marked || parts.is_signed))
    };
    let within = group.iter().find_map(|&i| credit_in(&lines[i].text, caption));
    let within = group.iter().find_map(of_parts).or(within.map(|credit| (credit, false)));
    let is_close = group.windows(2).any(|pair| pair[1] - pair[0] <= NEAR);
    let is_head = group.first().is_some_and(|&i| i < head);
    let is_near = is_close || is_head;
    let within = within.filter(|(_, is_signed)| *is_signed || varies && is_near);
    let beside =
        || credit_beside(lines, group).filter(|(_, is_signed)| is_head || *is_signed && is_near);
    let found = within.or_else(beside);
    let credit = found.map(|(credit, _)| credit);
    let is_counted = group.iter().any(|&i| lines[i].is_counted);
    let is_sure = match found {
        Some((_, true)) => group.len() > 1 || is_counted,
        Some(_) => is_statement(caption),
        None => is_close && is_head && is_statement(caption) && keys(caption).len() <= MAX_BARE,
    };
    let is_single = group.len() == 1 && credit.is_some();
    if is_credit(caption) || !is_sure && !is_single {
        return None;
    }
    let is_copy_of_credit = |i: usize| {
        let own = bare_credit(&lines[i].text);
        credit.is_some_and(|credit| !own.is_empty() && own == credit)
    };
    let near = group.iter().flat_map(|&i| [i.checked_sub(1), Some(i + 1)]).flatten();
    let near: BTreeSet<usize> = near.filter(|&i| i < lines.len() && is_copy_of_credit(i)).collect();
    let nodes = |i: usize| lines[i].nodes.clone();
    Some(Twin {
        copies: Copies {
            captions: group.iter().copied().map(nodes).collect(),
            credits: near.into_iter().map(nodes).collect(),
            is_sure,
        },
        caption: Caption { caption: caption.to_owned(), credit: credit.map(str::to_owned) },
    })
}

/// The credit on a line of its own beside a copy: a line that looks like a credit, a name between two copies, or a short line
/// beside two copies.
fn credit_beside<'a>(lines: &'a [CaptionLine], group: &[usize]) -> Option<(&'a str, bool)> {
    let text =
        |i: usize| lines.get(i).map(|line| line.text.as_str()).filter(|text| !text.is_empty());
    let sides = |i: usize| [i.checked_sub(1), Some(i + 1)].map(|at| at.and_then(text));
    let mut beside = group.iter().flat_map(|&i| sides(i)).flatten();
    let by_shape = beside.find(|text| is_marked(text) && is_signed(text));
    let between = group.windows(2).filter(|pair| pair[1] - pair[0] == 2);
    let mut between = between.filter_map(|pair| text(pair[0] + 1));
    let repeated = || {
        let [first, second] = [group.first()?, group.get(1)?].map(|&i| sides(i));
        let pairs = first.into_iter().zip(second);
        pairs.filter(|(a, b)| a == b).find_map(|(a, _)| a.filter(|text| is_bare(text)))
    };
    let is_name = |text: &&str| is_bare(text) && (is_names(text) || is_credit(text));
    let unsigned =
        || between.find(is_name).or_else(repeated).map(|text| (bare_credit(text), false));
    let signed = by_shape.map(|text| (bare_credit(text), true));
    signed.or_else(unsigned).filter(|(credit, _)| !credit.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::flat;

    fn found(text: &str) -> Vec<(String, Option<String>, usize)> {
        let flat = flat::parse(&format!("The Harbour Gazette\n\n{text}\n\n{PROSE}"));
        let twins = find(&flat.dom).into_iter();
        let of = |twin: Twin| {
            let n = twin.copies.captions.len() + twin.copies.credits.len();
            (twin.caption.caption, twin.caption.credit, n)
        };
        twins.map(of).collect()
    }

    const PROSE: &str = "It rained on Monday, and on Tuesday too, until the river stood at the bridge.\n\n\
                         Nobody was hurt, the mayor said.\n\nMore rain is expected until Friday.\n\n\
                         The old mill closed its doors in May.";
    const CAPTION: &str = "Men carry sand to the old bridge on Monday.";

    #[test]
    fn copies_with_and_without_credit_are_one_caption() {
        for (text, n) in [
            (format!("{CAPTION}\n\n{CAPTION} (Ann Lee/NP)"), 2),
            (format!("Ann Lee/NP {CAPTION}\n\nHome\n\nNews\n\n{CAPTION}"), 2),
            (format!("{CAPTION} Ann Lee/NP\n\n{CAPTION} Ann Lee/NP\n\n{CAPTION}"), 3),
            (format!("{CAPTION}\n\nAnn Lee/NP\n\n{CAPTION}"), 3),
            (format!("Ann Lee/NP\n\n{CAPTION}\n\nAnn Lee/NP\n\n{CAPTION}"), 4),
            (format!("{CAPTION} | Ann Lee/NP\n\nAnn Lee/NP {CAPTION}"), 2),
            (format!("1/2 {CAPTION} (Ann Lee/NP)\n\n- {CAPTION} Ann Lee/NP 1/2"), 2),
            (format!("Home\n\n{CAPTION} (Photo: Ann Lee/NP)"), 1),
        ] {
            let expected = (CAPTION.to_owned(), Some("Ann Lee/NP".to_owned()), n);
            assert_eq!(found(&text), [expected], "{text}");
        }
    }

    #[test]
    fn copies_without_credit_stand_together() {
        let twice = format!("{CAPTION}\n\n{CAPTION}");
        assert_eq!(found(&twice), [(CAPTION.to_owned(), None, 2)]);
        assert_eq!(found(&format!("{PROSE}\n\n{twice}")), []);
        let far = format!("{CAPTION}\n\n{}{CAPTION}", "It rained a lot on that day.\n\n".repeat(9));
        assert_eq!(found(&far), []);
        let many = format!("{CAPTION}\n\n").repeat(MAX_COPIES + 1);
        assert_eq!(found(&many), []);
    }

    #[test]
    fn a_title_and_a_sentence_are_no_captions() {
        let flat =
            flat::parse("Rain floods the old town | Gazette\n\nRain floods the old town\n\nRain");
        assert!(find(&flat.dom).is_empty());
        for text in [
            "The rain came at noon.\n\nThe rain came at noon. It stayed until night.",
            "Rain floods the old town\n\nMore rain\n\nRain floods the old town",
        ] {
            assert_eq!(found(text), [], "{text}");
        }
    }
}
