//! The elements around blocks: their blocks, and groups of similar siblings.

use std::ops::Range;

use super::sums::{Sum, Sums};
use super::token::Names;
use crate::block::Blocks;
use crate::dom::{Dom, NodeId};

/// Siblings with the same signature (tag and first class name without digits).
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Group {
    /// The number of siblings.
    pub n: u32,
    /// The number of words of all siblings.
    pub n_words: f32,
}

/// Facts about each element, computed in one pass down the tree.
#[derive(Debug)]
pub(crate) struct Tree {
    /// The topmost ancestor-or-self with the same blocks. The *distinct* ancestors of a block are these.
    top: Vec<NodeId>,
    /// The two outermost distinct ancestors below the root, outermost first; the document if missing.
    outer: Vec<[NodeId; 2]>,
    level: Vec<u32>,
    group: Vec<u32>,
    groups: Vec<Group>,
    n_elements: Vec<u32>,
    /// The range of blocks of each element with blocks.
    range: Vec<(u32, u32)>,
    /// The elements with blocks, in document order.
    elements: Vec<NodeId>,
}

impl Tree {
    /// `elements` are those that [`elements`] returns.
    pub fn new(
        dom: &Dom,
        blocks: &Blocks,
        elements: Vec<NodeId>,
        names: &Names,
        sums: &Sums,
    ) -> Self {
        let n = dom.len();
        let mut tree = Tree {
            top: vec![NodeId::DOCUMENT; n],
            outer: vec![[NodeId::DOCUMENT; 2]; n],
            level: vec![0; n],
            group: vec![0; n],
            groups: vec![Group::default()],
            n_elements: vec![0; n + 1],
            range: vec![(0, 0); n],
            elements,
        };
        let mut n_elements = 0;
        for (id, until) in dom.ids().zip(&mut tree.n_elements[1..]) {
            n_elements += u32::from(!dom.is_text(id));
            *until = n_elements;
        }
        for at in 0..tree.elements.len() {
            let id = tree.elements[at];
            let range = blocks.within(dom, id);
            tree.range[id.index()] = (range.start as u32, range.end as u32);
            if let Some(parent) = dom.parent(id) {
                tree.inherit(id, parent);
            }
        }
        tree.find_groups(dom, names, sums);
        tree
    }

    fn inherit(&mut self, id: NodeId, parent: NodeId) {
        let (i, p) = (id.index(), parent.index());
        self.outer[i] = self.outer[p];
        if self.range[i] == self.range[p] {
            self.top[i] = self.top[p];
            self.level[i] = self.level[p];
            return;
        }
        self.top[i] = id;
        self.level[i] = self.level[p] + 1;
        if let level @ 1..=2 = self.level[i] {
            self.outer[i][level as usize - 1] = id;
        }
    }

    /// Groups siblings by signature. Sorting is safe from chosen hash collisions.
    fn find_groups(&mut self, dom: &Dom, names: &Names, sums: &Sums) {
        let mut family: Vec<(u32, NodeId)> = Vec::new();
        for &parent in &self.elements {
            let mut id = NodeId::new(parent.index() + 1);
            while id < dom.end(parent) {
                if !self.blocks(id).is_empty() {
                    family.push((names.signature(id), id));
                }
                id = dom.end(id);
            }
            family.sort_unstable();
            for siblings in family.chunk_by(|a, b| a.0 == b.0) {
                let mut group = Group { n: siblings.len() as u32, n_words: 0.0 };
                for &(_, id) in siblings {
                    self.group[id.index()] = self.groups.len() as u32;
                    group.n_words += sums.over(Sum::Words, self.blocks(id));
                }
                self.groups.push(group);
            }
            family.clear();
        }
    }

    /// The elements with blocks, in document order.
    pub fn elements(&self) -> &[NodeId] {
        &self.elements
    }

    /// The range of blocks that begin within an element; `0..0` if there are none.
    pub fn blocks(&self, id: NodeId) -> Range<usize> {
        let (start, end) = self.range[id.index()];
        start as usize..end as usize
    }

    /// The distinct ancestors of an element, including itself, innermost first. The last one is the root of all blocks.
    pub fn distinct(&self, dom: &Dom, id: NodeId) -> impl Iterator<Item = NodeId> {
        std::iter::successors(Some(self.top[id.index()]), |&top| {
            dom.parent(top).map(|p| self.top[p.index()])
        })
    }

    /// The two outermost distinct ancestors below the root.
    pub fn outer(&self, id: NodeId) -> [Option<NodeId>; 2] {
        self.outer[id.index()].map(|id| Some(id).filter(|&id| id != NodeId::DOCUMENT))
    }

    /// The group of siblings with the same signature as the element, including itself.
    pub fn group(&self, id: NodeId) -> Group {
        self.groups[self.group[id.index()] as usize]
    }

    /// The number of elements in a subtree, including its root.
    pub fn n_elements(&self, dom: &Dom, id: NodeId) -> u32 {
        self.n_elements[dom.end(id).index()] - self.n_elements[id.index()]
    }
}

/// The elements with blocks, in document order.
pub(crate) fn elements(dom: &Dom, blocks: &Blocks) -> Vec<NodeId> {
    dom.ids().filter(|&id| !dom.is_text(id) && !blocks.within(dom, id).is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::text_stats::TextStats;
    use super::*;
    use crate::block::segment;
    use crate::dom::Tag;
    use crate::parse::parse;

    #[test]
    fn groups_and_distinct_ancestors_are_found() {
        let dom = parse(
            "<div id=w><div id=x><ul><li class=i1>one two<li class=i2><p>three</p><li class=j>four</ul></div>\
             <p>five</p></div>",
        );
        let blocks = segment(&dom);
        let stats: Vec<_> =
            (0..blocks.list.len()).map(|i| TextStats::of(blocks.text_of(i))).collect();
        let elements = elements(&dom, &blocks);
        let names = Names::new(&dom, &elements);
        let sums = Sums::new(&dom, &blocks, &stats);
        let tree = Tree::new(&dom, &blocks, elements, &names, &sums);
        let by_tag = |tag: Tag| dom.ids().find(|&id| dom.tag(id) == tag).unwrap();
        let li = by_tag(Tag::Li);
        assert_eq!((tree.group(li).n, tree.group(li).n_words), (2, 3.0));
        let ul = by_tag(Tag::Ul);
        assert_eq!(tree.blocks(ul), 0..3);
        // The list and the inner `div` have the same blocks: the `div` represents both.
        let chain: Vec<_> = tree.distinct(&dom, li).map(|id| dom.tag(id)).collect();
        assert_eq!(chain, [Tag::Li, Tag::Div, Tag::Document]);
        assert_eq!(tree.outer(li), [dom.parent(ul), Some(li)]);
        assert_eq!(tree.n_elements(&dom, ul), 5);
    }
}
