//! The first stage: two sparse linear scores of a block, one from element names and one from words, and features
//! derived from the scores of neighbours and ancestors.

use super::table::{Table, Tables};
use super::token::{MAX_WORD_TOKENS, Names, TokenOrigin, placed, word_tokens};
use super::{Context, Facts, Row};
use crate::block::TextBlock;
use crate::dom::{Dom, NodeId};

pub(super) const NAMES: &[&str] = &[
    "class_score",
    "word_score",
    "class_score_rank",
    "page_class_score",
    "page_word_score",
    "class_score_d0",
    "word_score_d0",
    "class_score_d1",
    "word_score_d1",
    "class_score_d2",
    "word_score_d2",
    "class_score_d3",
    "word_score_d3",
    "class_score_w5",
    "word_score_w5",
    "word_score_before10",
    "word_score_after10",
    "class_score_p1",
    "class_score_n1",
    "word_score_p1",
    "word_score_n1",
    "class_score_heading",
    "word_score_heading",
    "class_score_path",
    "class_score_element",
    "class_score_parent",
    "class_score_grandparent",
    "page_known_classes",
    "page_named",
    "page_known_words",
    "inner",
    "inner_p1",
    "inner_n1",
    "inner_d0",
    "inner_d1",
    "inner_heading",
];

/// The scores of all blocks, and their sums.
#[derive(Debug)]
pub(crate) struct FirstStage {
    class: Vec<f32>,
    /// The parts of `class` from the path, the element, its parent and its grandparent.
    parts: Vec<[f32; 4]>,
    word: Vec<f32>,
    /// The scores by the inner weights of the table.
    inner: Vec<f32>,
    max_class: f32,
    /// Prefix sums of block weights and of weighted scores.
    sums: Vec<[f32; 4]>,
    /// The weighted means over the page.
    page: [f32; 2],
    /// The share of names with a weight, the number of names per element, and the share of words with a weight.
    known: [f32; 3],
}

/// The weight of a block: its number of words, at most 30, plus 0.5.
fn weight(block: &TextBlock) -> f32 {
    block.n_words.min(30) as f32 + 0.5
}

impl FirstStage {
    pub fn new(cx: &Facts<'_>, tables: &Tables) -> Self {
        let (class, parts): (Vec<f32>, Vec<[f32; 4]>) =
            name_scores(cx, &tables.names).into_iter().unzip();
        let WordScores { word, inner, known: known_words } = word_scores(cx, &tables.words);
        let [known_classes, page_named] = known_names(cx, &tables.names);
        let mut sum = [0.0; 4];
        let mut sums = vec![sum];
        for (i, block) in cx.blocks.list.iter().enumerate() {
            let w = weight(block);
            sum = [sum[0] + w, sum[1] + w * class[i], sum[2] + w * word[i], sum[3] + w * inner[i]];
            sums.push(sum);
        }
        let max_class = class.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        let mut stage = FirstStage {
            class,
            parts,
            word,
            inner,
            max_class,
            sums,
            page: [0.0; 2],
            known: [known_classes, page_named, known_words],
        };
        let [page_class, page_word, _] = stage.means(0, stage.class.len());
        stage.page = [page_class, page_word];
        stage
    }

    /// The weighted mean scores over a range of blocks; NaN for an empty range.
    fn means(&self, start: usize, end: usize) -> [f32; 3] {
        let end = end.min(self.class.len());
        let ([w, class, word, inner], before) = (self.sums[end], self.sums[start]);
        let w = w - before[0];
        [(class - before[1]) / w, (word - before[2]) / w, (inner - before[3]) / w]
    }

    /// Appends the columns of [`NAMES`] for the i-th block.
    pub fn fill(&self, cx: &Context<'_>, i: usize, row: &mut Row) {
        row.push(self.class[i]);
        row.push(self.word[i]);
        row.push(self.class[i] - self.max_class);
        row.extend(&self.page);
        let mut ancestors = cx.tree.distinct(cx.dom, cx.blocks.list[i].element);
        let mut inner = [f32::NAN; 4];
        for inner in &mut inner {
            match ancestors.next() {
                Some(id) => {
                    let range = cx.tree.blocks(id);
                    let [class, word, own] = self.means(range.start, range.end);
                    row.extend(&[class, word]);
                    *inner = own;
                }
                None => row.missing(2),
            }
        }
        row.extend(&self.means(i.saturating_sub(5), i + 6)[..2]);
        row.push(self.means(i.saturating_sub(9), i + 1)[1]);
        row.push(self.means(i, i + 10)[1]);
        let beside = |scores: &[f32]| {
            let before = i.checked_sub(1).map(|before| scores[before]);
            [before, scores.get(i + 1).copied()].map(|score| score.unwrap_or(f32::NAN))
        };
        row.extend(&beside(&self.class));
        row.extend(&beside(&self.word));
        let heading = cx.sequence.heading_before(i);
        match heading {
            Some(h) => row.extend(&[self.class[h], self.word[h]]),
            None => row.missing(2),
        }
        row.extend(&self.parts[i]);
        row.extend(&self.known);
        row.push(self.inner[i]);
        row.extend(&beside(&self.inner));
        row.extend(&inner[..2]);
        row.push(heading.map_or(f32::NAN, |h| self.inner[h]));
    }
}

/// The share of the page's element names with a weight, and the mean number of names per element. Both are low if names
/// are uninformative, so that the forest can rely on structure.
fn known_names(cx: &Facts<'_>, table: &Table) -> [f32; 2] {
    let mut known = vec![None; cx.names.n_sets()];
    let (mut n_known, mut n_names, mut n_elements) = (0_usize, 0_usize, 0_usize);
    for &id in cx.tree.elements() {
        // The first token is that of the tag.
        let tokens = cx.names.tokens(id).get(1..).unwrap_or_default();
        let count =
            || tokens.iter().filter(|&&t| table.find(placed(TokenOrigin::Path, t)).is_some());
        n_known += *known[cx.names.set_of(id)].get_or_insert_with(|| count().count());
        n_names += tokens.len();
        n_elements += 1;
    }
    [n_known as f32 / n_names.max(1) as f32, n_names as f32 / n_elements.max(1) as f32]
}

/// The word scores of a page.
struct WordScores {
    word: Vec<f32>,
    inner: Vec<f32>,
    /// The share of tokens with a weight.
    known: f32,
}

/// Computes the word scores of every block.
fn word_scores(cx: &Facts<'_>, table: &Table) -> WordScores {
    let (mut n_known, mut n_tokens) = (0_usize, 0_usize);
    // The last block that contained the token of each slot.
    let mut last = vec![u32::MAX; table.n_slots()];
    let score = |(block, i): (&TextBlock, u32)| {
        let mut score = (table.bias(), table.inner().bias);
        // Branch-free: always write, advance only if the token may be in the table. Most tokens are not, unpredictably.
        let (mut likely, mut n) = ([0; MAX_WORD_TOKENS], 0);
        word_tokens(cx.words.of(i as usize), block.n_words, |token| {
            likely[n % MAX_WORD_TOKENS] = token;
            n += usize::from(table.may_have(token));
            n_tokens += 1;
        });
        for (slot, weight) in likely[..n].iter().filter_map(|&token| table.find(token)) {
            n_known += 1;
            if last[slot] != i {
                last[slot] = i;
                score.0 += weight;
                score.1 += table.inner().weight(slot);
            }
        }
        score
    };
    let (word, inner) = cx.blocks.list.iter().zip(0..).map(score).unzip();
    WordScores { word, inner, known: n_known as f32 / n_tokens.max(1) as f32 }
}

/// Computes the name score of every block. A token on several elements of the path counts once, so the walk down the
/// tree counts the occurrences of each.
fn name_scores(cx: &Facts<'_>, table: &Table) -> Vec<(f32, [f32; 4])> {
    let (dom, names) = (cx.dom, cx.names);
    let mut path = vec![0.0; dom.len()];
    let mut count = vec![0_u32; table.n_slots()];
    let mut sum = table.bias();
    let mut open: Vec<(NodeId, f32, usize)> = Vec::new();
    let mut found: Vec<usize> = Vec::new();
    let mut weighed = Weighed { table, names, spans: vec![None; names.n_sets()], all: Vec::new() };
    for &id in cx.tree.elements() {
        while let Some((_, before, n_found)) = open.pop_if(|(end, ..)| *end <= id) {
            sum = before;
            found.drain(n_found..).for_each(|slot| count[slot] -= 1);
        }
        open.push((dom.end(id), sum, found.len()));
        if dom.tag(id).is_block() {
            for &(slot, weight) in weighed.of(id) {
                sum += if count[slot] == 0 { weight } else { 0.0 };
                count[slot] += 1;
                found.push(slot);
            }
        }
        path[id.index()] = sum;
    }
    let mut levels = Levels { sums: vec![[f32::NAN; 3]; names.n_sets()], names, seen: Vec::new() };
    let score = |block: &TextBlock| {
        let path = path[block.element.index()];
        let [element, parent, grandparent, inline] = levels.score(dom, table, block);
        let all = path + (element + parent + grandparent + inline);
        (all, [path, element, parent, grandparent])
    };
    cx.blocks.list.iter().map(score).collect()
}

/// The weights of names on path elements, looked up once per set of names.
struct Weighed<'a> {
    table: &'a Table,
    names: &'a Names,
    /// The range in `all` of each set of names; `None` until it is computed.
    spans: Vec<Option<(usize, usize)>>,
    all: Vec<(usize, f32)>,
}

impl Weighed<'_> {
    fn of(&mut self, id: NodeId) -> &[(usize, f32)] {
        let (start, end) = *self.spans[self.names.set_of(id)].get_or_insert_with(|| {
            let start = self.all.len();
            let tokens = self.names.tokens(id).iter().map(|&t| placed(TokenOrigin::Path, t));
            let classes = self.names.classes(id).iter().map(|&t| placed(TokenOrigin::PathClass, t));
            self.all.extend(tokens.chain(classes).filter_map(|key| self.table.find(key)));
            (start, self.all.len())
        });
        &self.all[start..end]
    }
}

/// Scores of the names on a block's nearest elements. Cached per set of names, because many blocks share elements and
/// many elements have the same names.
struct Levels<'a> {
    sums: Vec<[f32; 3]>,
    names: &'a Names,
    seen: Vec<usize>,
}

impl Levels<'_> {
    /// The scores of the element, its parent, its grandparent, and the inline elements.
    fn score(&mut self, dom: &Dom, table: &Table, block: &TextBlock) -> [f32; 4] {
        let mut scores = [0.0; 4];
        let mut next = Some(block.element);
        for (level, place) in LEVELS.into_iter().enumerate() {
            let Some(id) = next else { break };
            scores[level] += self.level(table, level, place, id);
            next = dom.parent(id);
        }
        self.seen.clear();
        for id in block.inline_around(dom, block.first) {
            scores[3] += self.inline(table, id);
        }
        scores
    }

    fn level(&mut self, table: &Table, level: usize, place: TokenOrigin, id: NodeId) -> f32 {
        let sum = &mut self.sums[self.names.set_of(id)][level];
        if sum.is_nan() {
            let tokens = self.names.tokens(id).iter();
            *sum = tokens.map(|&t| table.weight(placed(place, t))).sum();
        }
        *sum
    }

    /// The score of names on an inline element, without those already seen on inner inline elements.
    fn inline(&mut self, table: &Table, id: NodeId) -> f32 {
        let mut sum = 0.0;
        let tokens = self.names.tokens(id).iter();
        for (slot, weight) in tokens.filter_map(|&t| table.find(placed(TokenOrigin::Inline, t))) {
            if !self.seen.contains(&slot) {
                self.seen.push(slot);
                sum += weight;
            }
        }
        sum
    }
}

/// The places of names on a block's element, its parent and its grandparent.
const LEVELS: [TokenOrigin; 3] =
    [TokenOrigin::Element, TokenOrigin::Parent, TokenOrigin::Grandparent];

/// All name tokens of a block without duplicates: the terms of [`name_scores`].
pub(super) fn name_tokens(dom: &Dom, names: &Names, block: &TextBlock) -> Vec<u32> {
    let mut tokens = Vec::new();
    let path = || dom.path(block.element);
    let levels = path().zip(LEVELS);
    let inline = block.inline_around(dom, block.first);
    for (id, place) in levels.chain(inline.map(|id| (id, TokenOrigin::Inline))) {
        tokens.extend(names.tokens(id).iter().map(|&t| placed(place, t)));
    }
    for id in path().filter(|&id| dom.tag(id).is_block()) {
        tokens.extend(names.tokens(id).iter().map(|&t| placed(TokenOrigin::Path, t)));
        tokens.extend(names.classes(id).iter().map(|&t| placed(TokenOrigin::PathClass, t)));
    }
    tokens.sort_unstable();
    tokens.dedup();
    tokens
}

#[cfg(test)]
mod tests {
    use super::super::{sums::Sums, text_stats::TextStats, tree::Tree, tree::elements};
    use super::super::{token::hash, word_lists::WordLists};
    use super::*;
    use crate::block::segment;
    use crate::facts::landmarks::Landmarks;
    use crate::parse::parse;

    #[test]
    fn scores_are_the_sums_of_the_tokens() {
        let html = "<div class='nav nav'><div class=nav id=x>a</div></div><p class=story><b class=yy><i class=yy>c</i></b></p>";
        let dom = parse(html);
        let blocks = segment(&dom);
        let stats: Vec<_> =
            (0..blocks.list.len()).map(|i| TextStats::of(blocks.text_of(i))).collect();
        let sums = Sums::new(&dom, &blocks, &stats);
        let elements = elements(&dom, &blocks);
        let names = Names::new(&dom, &elements);
        let tree = Tree::new(&dom, &blocks, elements, &names, &sums);
        let words = WordLists::new(&blocks);
        let landmarks = Landmarks::new(&dom, &blocks);
        let cx = Facts {
            dom: &dom,
            blocks: &blocks,
            stats: &stats,
            words: &words,
            names: &names,
            sums: &sums,
            tree: &tree,
            landmarks: &landmarks,
        };
        let token = |place, word: &str| placed(place, hash(word.bytes()));
        let entries = [
            (token(TokenOrigin::Path, "nav"), 1.0),
            (token(TokenOrigin::PathClass, "nav"), 10.0),
            (token(TokenOrigin::Parent, "nav"), 100.0),
            (token(TokenOrigin::Inline, "yy"), 0.25),
            (token(TokenOrigin::Path, "<p"), 0.5),
        ];
        let table = Table::new(&entries, 2.0);
        let scores: Vec<f32> = name_scores(&cx, &table).into_iter().map(|(all, _)| all).collect();
        assert_eq!(scores, [113.0, 2.75]);
        for (block, score) in blocks.list.iter().zip(scores) {
            let sum: f32 = name_tokens(&dom, &names, block).iter().map(|&t| table.weight(t)).sum();
            assert_eq!(sum + 2.0, score);
        }
    }
}
