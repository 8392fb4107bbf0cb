//! Drops repeated texts.

use std::ops::Range;

use crate::block::Blocks;
use crate::dom::{AttrName, Dom, NodeId, Tag};

/// The minimum number of words of a text whose repetitions may be dropped.
const MIN_REPEATED_WORDS: u32 = 3;
/// A run of repeated texts is a copy if it has at least `COPY_BLOCKS` texts or `COPY_WORDS` words.
const COPY_BLOCKS: usize = 3;
const COPY_WORDS: u32 = 20;

/// Drops repetitions of kept texts under other parents: hidden copies, carousel slides. A repetition under the same parent may
/// be a refrain, a short one may be a label of several items, and tables and code may need theirs; these are kept.
pub(super) fn drop(dom: &Dom, blocks: &Blocks, is_kept: &mut [bool]) {
    let counts = |i: &usize| is_kept[*i] && blocks.list[*i].n_words >= MIN_REPEATED_WORDS;
    let counted: Vec<usize> = (0..blocks.list.len()).filter(counts).collect();
    let origins = origins(dom, blocks, &counted);
    let (mut copy, mut n_words) = (Vec::new(), 0);
    for i in counted.into_iter().map(Some).chain([None]) {
        if let Some(i) = i.filter(|&i| origins[i].is_some()) {
            copy.push(i);
            n_words += blocks.list[i].n_words;
            continue;
        }
        let is_long = copy.len() >= COPY_BLOCKS || n_words >= COPY_WORDS;
        let is_said_twice = || matches!(copy[..], [i] if is_in_row(dom, blocks, &origins, i));
        let is_twin = || copy.iter().all(|&i| is_twin(dom, blocks, origins[i], i));
        if !copy.is_empty() && if is_long { !is_said_twice() } else { is_twin() } {
            copy.iter().for_each(|&i| is_kept[i] = false);
        }
        copy.clear();
        n_words = 0;
    }
}

/// For each block, the first block with the same text, if that has another parent. Ignores cells and code.
fn origins(dom: &Dom, blocks: &Blocks, of: &[usize]) -> Vec<Option<usize>> {
    let element = |i: usize| blocks.list[i].element;
    let is_text = |i: &usize| {
        let tag = dom.tag(element(*i));
        !tag.is_cell() && tag != Tag::Pre
    };
    let text = |i: usize| blocks.text_of(i);
    let parent = |i: usize| dom.parent(element(i)).unwrap_or(NodeId::DOCUMENT);
    let mut sorted: Vec<usize> = of.iter().copied().filter(is_text).collect();
    sorted.sort_unstable_by_key(|&i| (text(i).len(), text(i), i));
    let mut origins = vec![None; blocks.list.len()];
    for same in sorted.chunk_by(|&i, &j| text(i) == text(j)) {
        for &i in same {
            origins[i] = Some(same[0]).filter(|&first| parent(i) != parent(first));
        }
    }
    origins
}

/// A row of boxes is prose if it has at least `MIN_ROW` blocks, and `MIN_ROW_PER_COPY` per repeated one.
const MIN_ROW: usize = 6;
const MIN_ROW_PER_COPY: usize = 4;

/// Whether a block and its origin are in a row of boxes with one text each, of the same look, few of them repeated. Then the
/// author repeats a paragraph. In a carousel most slides are repeated.
fn is_in_row(dom: &Dom, blocks: &Blocks, origins: &[Option<usize>], i: usize) -> bool {
    let Some(origin) = origins[i] else { return false };
    let seat = |i: usize| dom.parent(blocks.list[i].element).unwrap_or(NodeId::DOCUMENT);
    let look = |id: NodeId| (dom.tag(id), dom.attr(id, AttrName::Class), dom.parent(id));
    let seats = [i, origin].map(seat);
    if seats.iter().any(|&id| blocks.within(dom, id).len() > 1) || look(seats[0]) != look(seats[1])
    {
        return false;
    }
    let row = blocks.within(dom, dom.parent(seats[0]).unwrap_or(NodeId::DOCUMENT));
    let is_box = |k: &usize| dom.parent(seat(*k)) == dom.parent(seats[0]);
    let (n, n_again) = row
        .take(MAX_ROW)
        .filter(is_box)
        .fold((0, 0), |(n, n_again), k| (n + 1, n_again + usize::from(origins[k].is_some())));
    n >= MIN_ROW && n >= MIN_ROW_PER_COPY * n_again
}

/// The maximum number of blocks of such a row that are examined.
const MAX_ROW: usize = 64;
/// The minimum number of words of a twin, and the maximum number of its blocks.
const MIN_TWIN_WORDS: u32 = 4;
const MAX_TWIN: usize = 8;

/// Whether a text and its origin are twins: adjacent boxes with the same content and different classes. One is for small
/// screens, one for large screens.
fn is_twin(dom: &Dom, blocks: &Blocks, origin: Option<usize>, i: usize) -> bool {
    let Some(origin) = origin else { return false };
    let path = |i: usize| dom.path(blocks.list[i].element).take(MAX_TWIN);
    let pair = path(i).find_map(|own| {
        let other = path(origin).find(|&id| dom.parent(id) == dom.parent(own))?;
        Some((other, own))
    });
    let Some((other, own)) = pair else { return false };
    let ranges = [other, own].map(|id| blocks.within(dom, id));
    let class = |id: NodeId| dom.attr(id, AttrName::Class);
    let [first, second] = ranges.clone().map(|range| range.map(|k| blocks.text_of(k)));
    let n_words = |range: Range<usize>| blocks.list[range].iter().map(|b| b.n_words).sum::<u32>();
    ranges[0].end == ranges[1].start
        && ranges[1].len() <= MAX_TWIN
        && n_words(ranges[1].clone()) >= MIN_TWIN_WORDS
        && class(own) != class(other)
        && dom.tag(own) == dom.tag(other)
        && !matches!(dom.tag(own), Tag::Li | Tag::Tr | Tag::P)
        && first.eq(second)
}

#[cfg(test)]
mod tests {
    use crate::copies::kept;

    #[test]
    fn copies_are_dropped_and_refrains_and_labels_are_kept() {
        assert_eq!(
            kept(
                "<div><p>La la la<p>Verse one here<p>La la la</div><div><p>La la la<p>La la</div><p>La la\
                 <section><p>Verse one here<p>La la<p>La la la<p>La la la</section>",
            ),
            [true, true, true, false, true, true, false, true, false, false]
        );
        assert_eq!(kept("<div><p>From only five</div><div><p>From only five</div>"), [true; 2]);
        let long = "a teaser of many words ".repeat(4);
        assert_eq!(kept(&format!("<div><p>{long}</div><div><p>{long}</div>")), [true, false]);
    }

    #[test]
    fn a_twin_for_other_screens_is_dropped() {
        let two = |a: &str, b: &str, tail: &str| {
            kept(&format!(
                "<div class='{a}'><p>Boats go on today.</div><div class='{b}'><p>Boats go on today.{tail}</div>"
            ))
        };
        assert_eq!(two("wide", "narrow", ""), [true, false]);
        assert_eq!(two("card", "card", ""), [true, true]);
        assert_eq!(two("card first", "card last", "<p>Pier two"), [true, true, true]);
    }

    #[test]
    fn repetitions_by_the_author_are_kept() {
        let refrain = "And so the tide came in, and so the tide went out, and nobody in the town looked up from the nets for it.";
        let row = |n: usize, again: usize| {
            let text = |k: usize| match k % again {
                0 => refrain.to_owned(),
                _ => format!("Verse {k} of the song."),
            };
            let boxes = (0..n).map(|k| format!("<div class=v><p>{}</p></div>", text(k)));
            kept(&boxes.collect::<String>())
        };
        assert!(row(8, 4).iter().all(|&kept| kept));
        assert_eq!(row(8, 2).iter().filter(|&&kept| !kept).count(), 3);
        assert!(kept(&format!("<p>{refrain}<p>Then.<p>{refrain}")).iter().all(|&kept| kept));
    }
}
