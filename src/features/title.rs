//! The position of a block relative to the page's headline. The `article` element around a block may belong to another
//! article.

use super::density::lowest_common;
use super::sums::Sum;
use super::{Context, Facts, Row};
use crate::dom::{NodeId, Tag};

pub(super) const NAMES: &[&str] = &["title_lca_depth", "title_lca_share", "article_has_title"];

/// The element of the headline, and its common ancestors with other elements. Empty without a headline.
#[derive(Debug, Default)]
pub(crate) struct TitleBox {
    title: Option<NodeId>,
    lca: Vec<u32>,
    /// The nearest enclosing `article` of each element; the document if there is none.
    article: Vec<NodeId>,
}

impl TitleBox {
    pub fn new(cx: &Facts<'_>, title_block: Option<usize>) -> Self {
        let Some(title) = title_block.map(|i| cx.blocks.list[i].element) else {
            return TitleBox::default();
        };
        let mut article = vec![NodeId::DOCUMENT; cx.dom.len()];
        for &id in cx.tree.elements() {
            let parent = cx.dom.parent(id).unwrap_or(NodeId::DOCUMENT);
            let is_article = cx.dom.tag(id) == Tag::Article;
            article[id.index()] = if is_article { id } else { article[parent.index()] };
        }
        let lca = lowest_common(cx.dom, cx.tree.elements(), title);
        TitleBox { title: Some(title), lca, article }
    }

    /// Appends the columns of [`NAMES`] for the i-th block.
    pub fn fill(&self, cx: &Context<'_>, i: usize, row: &mut Row) {
        let Some(title) = self.title else {
            row.missing(NAMES.len());
            return;
        };
        let element = cx.blocks.list[i].element;
        let lca = NodeId::new(self.lca[element.index()] as usize);
        row.push((cx.dom.depth(title) - cx.dom.depth(lca)) as f32);
        row.push(cx.sums.over(Sum::Words, cx.tree.blocks(lca)) / cx.n_words());
        match self.article[element.index()] {
            NodeId::DOCUMENT => row.missing(1),
            article => row.flag(cx.dom.is_within(title, article)),
        }
    }
}
