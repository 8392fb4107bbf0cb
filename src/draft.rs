//! A page on its way, up to the choice of its blocks.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::block::Blocks;
use crate::captions::{self, Photo};
use crate::dom::{Dom, NodeSet};
use crate::facts::landmarks::Landmarks;
use crate::features::Rows;
use crate::flat::Piece;
use crate::limits::Cut;
use crate::model::Kind;
use crate::options::Focus;
use crate::parse::Cuts;
use crate::preload::Judged;
use crate::select::{self, Selection};

/// What a page was made from.
pub(crate) enum Source<'a> {
    /// Its HTML, and what was cut of it.
    Html(Cow<'a, str>, Cuts),
    /// Flattened text, and where each block stood in it.
    Text(Vec<Piece>),
}

/// A page up to the choice of its blocks.
pub(crate) struct Draft<'a> {
    pub source: Source<'a>,
    pub dom: Dom,
    pub blocks: Blocks,
    pub rows: Rows,
    pub scores: Vec<f32>,
    /// The captions of its pictures, and the blocks that show them.
    pub photos: Vec<Photo>,
    pub balanced: OnceCell<Selection>,
    /// What was cut up to here.
    pub cut: Cut,
    /// Whether the page was made of the data of another.
    pub is_built: bool,
}

impl Draft<'_> {
    /// What would be kept with no focus.
    pub fn balanced(&self) -> &Selection {
        let choose =
            || select::choose(&self.dom, &self.blocks, &self.scores, Focus::Balanced, self.kind());
        self.balanced.get_or_init(choose)
    }

    /// The choice by the user's focus, before it is repaired.
    pub fn choose(&self, focus: Focus) -> Selection {
        match focus {
            Focus::Balanced => self.balanced().clone(),
            focus => select::choose(&self.dom, &self.blocks, &self.scores, focus, self.kind()),
        }
    }

    /// The blocks, and which would be kept with no focus.
    pub fn judged(&self) -> Judged<'_> {
        Judged { blocks: &self.blocks, selection: self.balanced() }
    }

    /// The nodes of what would be kept with no focus.
    pub fn likely(&self) -> NodeSet {
        select::node_set(&self.dom, &self.blocks, &self.balanced().is_kept, false)
    }

    /// The blocks that the page itself names captions or credits.
    pub fn named_captions(&self) -> Vec<usize> {
        let marks = Landmarks::new(&self.dom, &self.blocks);
        let names = captions::named(&self.dom, &self.blocks, &marks);
        (0..names.len()).filter(|&i| names[i].is_some()).collect()
    }

    pub fn kind(&self) -> Kind {
        match self.source {
            Source::Html(..) => Kind::Html,
            Source::Text(_) => Kind::Text,
        }
    }
}
