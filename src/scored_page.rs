//! The state of a page before selection: decoded, parsed, segmented and scored.

use std::borrow::Cow;
use std::cell::OnceCell;

use crate::block::Blocks;
use crate::captions::{self, Photo};
use crate::decode::{Decoded, decode};
use crate::dom::{Dom, NodeId, NodeSet, Tag};
use crate::facts::landmarks::Landmarks;
use crate::features::Rows;
use crate::flat::Piece;
use crate::interstitial;
use crate::limits::{Limit, Limits, LimitsHit};
use crate::model::InputKind;
use crate::options::Focus;
use crate::page::{Input, Page};
use crate::parse::Cuts;
use crate::positions::{self, Positions};
use crate::preload::Judged;
use crate::select::{self, INDEPENDENT, Selection};
use crate::sniff::{self, Unsupported};
use crate::tokenizer::Syntax;

/// The source of a page.
pub(crate) enum Source<'a> {
    /// HTML, and how the limits cut it.
    Html(Cow<'a, str>, Cuts),
    /// The pieces of flattened text, one per block.
    Text(Vec<Piece>),
}

/// A decoded page.
pub(crate) struct Read<'a> {
    pub text: Cow<'a, str>,
    pub input: Input,
    pub syntax: Syntax,
    /// The kind of input, if it is not a page.
    pub unsupported: Option<Unsupported>,
    pub limits_hit: LimitsHit,
}

impl<'a> Read<'a> {
    /// Decodes a page, up to the limit on its bytes.
    pub fn new(page: &Page<'a>, limits: &Limits) -> Self {
        let max_bytes = limits.max_bytes;
        let bytes = &page.bytes[..page.bytes.len().min(max_bytes)];
        let mut limits_hit = page.limits_hit;
        limits_hit.insert_if(max_bytes < page.bytes.len(), Limit::Bytes);
        let content_type = page.content_type.as_deref();
        let Decoded { text, no_text, .. } = decode(bytes, content_type);
        let unsupported = sniff::of_bytes(bytes)
            .or(no_text.map(sniff::of_no_text))
            .or_else(|| sniff::of_text(&text, page.input, content_type));
        let input = page.input.settled(&text);
        let syntax = if page.is_xhtml() { Syntax::Xhtml } else { Syntax::of(&text) };
        Read { text, input, syntax, unsupported, limits_hit }
    }

    /// Where the texts stand in the bytes of the page, which must be the one that was read.
    pub fn positions(&self, page: &Page<'_>, limits: &Limits) -> Positions {
        let &Read { ref text, input, syntax, .. } = self;
        Positions::of(page, positions::Decoded { text, input, syntax }, limits)
    }
}

/// The probability that a page without text blocks has no content, if it has elements that scripts may fill. In the corpora
/// four of nine such pages have none.
const UNKNOWN: f32 = 0.5;

/// Values that several steps need, computed by the first.
#[derive(Default)]
pub(crate) struct Once {
    pub balanced: OnceCell<Selection>,
    /// The page type that the model gives.
    pub page_type: OnceCell<Option<String>>,
}

/// A page before selection.
pub(crate) struct ScoredPage<'a> {
    pub source: Source<'a>,
    pub dom: Dom,
    pub blocks: Blocks,
    pub rows: Rows,
    pub scores: Vec<f32>,
    /// The captions of the pictures, and the blocks that show them.
    pub photos: Vec<Photo>,
    pub once: Once,
    /// Where the texts stand in the bytes of the page, if asked for.
    pub positions: Option<Positions>,
    /// The limits exceeded so far.
    pub limits_hit: LimitsHit,
    /// Whether the page was built from data embedded in another page.
    pub is_built: bool,
}

impl<'a> ScoredPage<'a> {
    /// A page without pictures and positions.
    pub fn new(
        source: Source<'a>,
        (dom, blocks): (Dom, Blocks),
        (rows, scores): (Rows, Vec<f32>),
        limits_hit: LimitsHit,
    ) -> Self {
        ScoredPage {
            source,
            dom,
            blocks,
            rows,
            scores,
            photos: Vec::new(),
            once: Once::default(),
            positions: None,
            limits_hit,
            is_built: false,
        }
    }

    /// The selection with [`Focus::Balanced`], computed once.
    pub fn balanced(&self) -> &Selection {
        let choose =
            || select::choose(&self.dom, &self.blocks, &self.scores, Focus::Balanced, self.kind());
        self.once.balanced.get_or_init(choose)
    }

    /// The selection with the user's focus, before repairs.
    pub fn choose(&self, focus: Focus) -> Selection {
        match focus {
            Focus::Balanced => self.balanced().clone(),
            focus => select::choose(&self.dom, &self.blocks, &self.scores, focus, self.kind()),
        }
    }

    /// Whether the page is a frameset: it has no text blocks, only frames that show other pages.
    pub fn is_frameset(&self) -> bool {
        let is_of_page = |id: NodeId| {
            self.dom.tag(id) == Tag::Frameset
                && self.dom.parent(id).is_some_and(|parent| self.dom.tag(parent) == Tag::Html)
        };
        self.kind() == InputKind::Html
            && self.blocks.list.is_empty()
            && self.dom.ids().any(is_of_page)
    }

    /// The probability that the page has no content.
    ///
    /// Blends two extremes, as the choice of the threshold does: the block probabilities are fully correlated, so that the
    /// highest one decides, or independent. Without text blocks: 1 if the page has no elements in its body, else [`UNKNOWN`].
    pub fn confidence_in_nothing(&self) -> f32 {
        if self.scores.is_empty() {
            let is_frame =
                |tag| matches!(tag, Tag::Document | Tag::Html | Tag::Head | Tag::Body | Tag::Text);
            let is_bare = self.dom.ids().all(|id| is_frame(self.dom.tag(id)));
            return if is_bare { 1.0 } else { UNKNOWN };
        }
        let together = 1.0 - self.scores.iter().copied().fold(0.0, f32::max);
        let independent: f32 = self.scores.iter().map(|p| 1.0 - p).product();
        INDEPENDENT * independent + (1.0 - INDEPENDENT) * together
    }

    /// The probability that the page is an interstitial.
    pub fn interstitial(&self) -> f32 {
        interstitial::probability(&self.interstitial_tokens())
    }

    /// The tokens from which an interstitial is told.
    pub fn interstitial_tokens(&self) -> Vec<u32> {
        interstitial::tokens(&self.dom, &self.blocks, &self.balanced().is_kept)
    }

    /// Whether each block shows a caption or a credit; empty for flattened text.
    pub fn shown_captions(&self) -> Vec<bool> {
        captions::copies::shown(&self.photos, self.blocks.list.len())
    }

    /// The blocks, and the balanced selection of them.
    pub fn judged(&self) -> Judged<'_> {
        Judged { blocks: &self.blocks, selection: self.balanced() }
    }

    /// The nodes of the balanced selection.
    pub fn likely(&self) -> NodeSet {
        select::node_set(&self.dom, &self.blocks, &self.balanced().is_kept, false)
    }

    /// The indices of the blocks that the markup names captions or credits.
    pub fn named_captions(&self) -> Vec<usize> {
        let marks = Landmarks::new(&self.dom, &self.blocks);
        let names = captions::named(&self.dom, &self.blocks, &marks);
        (0..names.len()).filter(|&i| names[i].is_some()).collect()
    }

    pub fn kind(&self) -> InputKind {
        match self.source {
            Source::Html(..) => InputKind::Html,
            Source::Text(_) => InputKind::Text,
        }
    }
}
