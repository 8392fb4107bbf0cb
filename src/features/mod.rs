//! Features of each text block, as one row of numbers.
//!
//! Each file defines one family of features, with the column names beside the code that fills them. Facts about a page
//! are computed once, in linear time; filling a row is then a matter of lookups and divisions.

pub(crate) mod density;
pub(crate) mod first_stage;
pub(crate) mod flat;
pub(crate) mod lanes;
pub(crate) mod text_stats;
pub(crate) mod number;
pub(crate) mod page;
pub(crate) mod sequence;
pub(crate) mod stacked;
pub(crate) mod structure;
pub(crate) mod style;
pub(crate) mod sums;
pub(crate) mod surroundings;
pub(crate) mod title;
pub(crate) mod topic;
pub(crate) mod table;
pub(crate) mod token;
pub(crate) mod word_lists;
pub(crate) mod tree;

use crate::block::{Blocks, TextBlock};
use crate::dom::Dom;
use crate::facts::landmarks::Landmarks;
use density::{Container, Density};
use first_stage::FirstStage;
pub(crate) use lanes::Rows;
use page::PageFacts;
use sequence::Sequence;
use structure::Structure;
use style::Styles;
use sums::{Sum, Sums};
use surroundings::Surroundings;
use table::Tables;
use text_stats::TextStats;
use title::TitleBox;
use token::Names;
use topic::Topic;
use tree::Tree;
use word_lists::WordLists;

/// The number of columns.
pub(crate) const N_COLUMNS: usize = sequence::NAMES.len()
    + text_stats::NAMES.len()
    + structure::NAMES.len()
    + density::N_NAMES
    + page::NAMES.len()
    + first_stage::NAMES.len()
    + style::NAMES.len()
    + surroundings::NAMES.len()
    + title::NAMES.len()
    + topic::NAMES.len()
    + stacked::NAMES.len();

/// The column names, in order.
pub(crate) fn names() -> Vec<String> {
    let owned = |names: &[&str]| names.iter().map(|&n| n.to_owned()).collect::<Vec<_>>();
    let mut all = owned(sequence::NAMES);
    all.extend(owned(text_stats::NAMES));
    all.extend(owned(structure::NAMES));
    all.extend(density::names());
    all.extend(owned(page::NAMES));
    all.extend(owned(first_stage::NAMES));
    all.extend(owned(style::NAMES));
    all.extend(owned(surroundings::NAMES));
    all.extend(owned(title::NAMES));
    all.extend(owned(topic::NAMES));
    all.extend(owned(stacked::NAMES));
    all
}

/// Writes one row, column by column.
pub(crate) struct Row<'a> {
    values: &'a mut [f32],
    /// The number of values written.
    n: usize,
}

impl<'a> Row<'a> {
    fn new(values: &'a mut [f32]) -> Self {
        Row { values, n: 0 }
    }

    fn push(&mut self, value: f32) {
        self.extend(&[value]);
    }

    fn flag(&mut self, is: bool) {
        self.push(f32::from(u8::from(is)));
    }

    pub fn extend(&mut self, values: &[f32]) {
        let end = self.n + values.len();
        self.values[self.n..end].copy_from_slice(values);
        self.n = end;
    }

    fn missing(&mut self, n: usize) {
        self.values[self.n..self.n + n].fill(f32::NAN);
        self.n += n;
    }
}

/// The facts that all families use.
#[derive(Clone, Copy)]
pub(crate) struct Facts<'a> {
    dom: &'a Dom,
    blocks: &'a Blocks,
    stats: &'a [TextStats],
    words: &'a WordLists,
    names: &'a Names,
    sums: &'a Sums,
    tree: &'a Tree,
    landmarks: &'a Landmarks,
}

impl Facts<'_> {
    /// The number of words of the page, at least 1.
    fn n_words(&self) -> f32 {
        self.sums.total(Sum::Words).max(1.0)
    }
}

/// All inputs of a row: the facts, and the results of each family.
pub(crate) struct Context<'a> {
    facts: Facts<'a>,
    structure: Structure,
    density: Density,
    container: Container,
    sequence: Sequence,
    page: PageFacts,
    first_stage: FirstStage,
    styles: Styles,
    surroundings: Surroundings,
    title: TitleBox,
    topic: Topic,
}

impl<'a> std::ops::Deref for Context<'a> {
    type Target = Facts<'a>;

    fn deref(&self) -> &Facts<'a> {
        &self.facts
    }
}

impl<'a> Context<'a> {
    fn new(facts: Facts<'a>, n_bytes: usize, tables: &Tables) -> Self {
        let page = PageFacts::new(&facts, n_bytes);
        Context {
            facts,
            structure: Structure::new(facts.dom, facts.tree),
            density: Density::new(&facts),
            container: Container::new(&facts),
            title: TitleBox::new(&facts, page.title_block),
            topic: Topic::new(&facts),
            sequence: Sequence::new(&facts, page.title_block),
            page,
            first_stage: FirstStage::new(&facts, tables),
            styles: Styles::new(&facts),
            surroundings: Surroundings::new(&facts),
        }
    }

    fn fill(&self, i: usize, row: &mut Row) {
        let block = &self.blocks.list[i];
        sequence::fill(self, i, row);
        self.stats[i].fill(block.n_chars, row);
        structure::fill(self, i, row);
        density::fill(self, i, row);
        self.page.fill(self, i, row);
        self.first_stage.fill(self, i, row);
        self.styles.fill(self, i, row);
        self.surroundings.fill(self, i, row);
        self.title.fill(self, i, row);
        self.topic.fill(self, i, row);
        row.missing(stacked::NAMES.len());
    }
}

/// Sorts numbers ascending, each with its original index, so that equal numbers are adjacent.
fn sorted(numbers: impl Iterator<Item = u64>) -> Vec<(u64, u32)> {
    let mut sorted: Vec<(u64, u32)> = numbers.zip(0..).collect();
    // Stable, so that equal numbers keep their order. It uses that most numbers are partly sorted.
    sorted.sort_by_key(|&(number, _)| number);
    sorted
}

/// Computes the features of all blocks. `n_bytes` is the length of the HTML source.
pub(crate) fn compute(
    dom: &Dom,
    blocks: &Blocks,
    landmarks: &Landmarks,
    n_bytes: usize,
    tables: &Tables,
) -> Rows {
    let stats: Vec<TextStats> =
        (0..blocks.list.len()).map(|i| TextStats::of(blocks.text_of(i))).collect();
    let sums = Sums::new(dom, blocks, &stats);
    let elements = tree::elements(dom, blocks);
    let names = Names::new(dom, &elements);
    let tree = Tree::new(dom, blocks, elements, &names, &sums);
    let words = WordLists::new(blocks);
    let facts = Facts {
        dom,
        blocks,
        stats: &stats,
        words: &words,
        names: &names,
        sums: &sums,
        tree: &tree,
        landmarks,
    };
    let cx = Context::new(facts, n_bytes, tables);
    let mut rows = Rows::new(blocks.list.len(), N_COLUMNS);
    rows.fill_last(N_COLUMNS, |i, row| cx.fill(i, row));
    rows
}

/// The tokens of all blocks for training: those of element names, and those of words. Each token once per block.
pub(crate) fn tokens(dom: &Dom, blocks: &Blocks) -> Vec<[Vec<u32>; 2]> {
    let words = WordLists::new(blocks);
    let names = Names::new(dom, &tree::elements(dom, blocks));
    let of = |(i, block): (usize, &TextBlock)| {
        let mut tokens = Vec::new();
        token::word_tokens(words.of(i), block.n_words, |token| tokens.push(token));
        tokens.sort_unstable();
        tokens.dedup();
        [first_stage::name_tokens(dom, &names, block), tokens]
    };
    blocks.list.iter().enumerate().map(of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::dom::Tag;
    use crate::parse::parse;

    #[test]
    fn column_names_are_unique() {
        let mut sorted = names();
        assert_eq!(sorted.len(), N_COLUMNS);
        sorted.sort();
        let n = sorted.len();
        sorted.dedup();
        assert_eq!(sorted.len(), n);
    }

    fn rows_of(dom: &Dom, blocks: &Blocks, n_bytes: usize) -> Rows {
        compute(dom, blocks, &Landmarks::new(dom, blocks), n_bytes, &Tables::default())
    }

    fn value(rows: &Rows, i: usize, name: &str) -> f32 {
        rows.iter().nth(i).unwrap()[names().iter().position(|n| n == name).unwrap()]
    }

    #[test]
    fn rows_contain_the_features_of_blocks() {
        let html = "<title>Rain today</title><nav><a href=x>Home</a></nav><h1>Rain today</h1><div><p>It rained, \
                    and it rained. It did not stop until the evening came and the streets were dry again.</p></div>";
        let dom = parse(html);
        let blocks = segment(&dom);
        let rows = rows_of(&dom, &blocks, html.len());
        assert_eq!(value(&rows, 0, "link_density"), 1.0);
        assert_eq!(value(&rows, 1, "tag"), f32::from(Tag::H1 as u8));
        assert_eq!(value(&rows, 2, "blocks_since_title"), 1.0);
        assert_eq!(value(&rows, 2, "n_sentence_ends"), 2.0);
        assert_eq!(value(&rows, 2, "in_best"), 1.0);
        assert!(value(&rows, 2, "d3_share").is_nan());
    }

    #[test]
    fn blocks_of_the_same_style_are_counted_together() {
        let html = "<div class=a><p class=x>one two</p></div><div class=a><p class=x>three</p></div><p>four</p>";
        let dom = parse(html);
        let blocks = segment(&dom);
        let rows = rows_of(&dom, &blocks, html.len());
        assert_eq!([0, 1, 2].map(|i| value(&rows, i, "style_blocks")), [2.0, 2.0, 1.0]);
        assert_eq!(value(&rows, 1, "style_words"), 0.75);
    }

    #[test]
    fn a_page_without_text_has_no_rows() {
        let dom = parse("<div></div>");
        let blocks = segment(&dom);
        assert_eq!(rows_of(&dom, &blocks, 11).iter().count(), 0);
    }
}
