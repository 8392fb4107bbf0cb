//! Selects the content of a page: the threshold, then repairs and options.

use crate::block::Blocks;
use crate::captions::{self, Photo};
use crate::coherence;
use crate::dom::{Dom, NodeSet};
use crate::explain::{Step, Trace};
use crate::flat::Piece;
use crate::limits::LimitsHit;
use crate::metadata::{self, Decisions, Metadata};
use crate::model::InputKind;
use crate::options::Options;
use crate::page::Input;
use crate::paragraphs;
use crate::parse::{Cuts, Markup};
use crate::repair;
use crate::scored_page::{ScoredPage, Source};
use crate::select::{self, Selection};
use crate::selector::match_selectors;
use crate::stray;

use super::Extractor;

/// The content of a page after all repairs.
#[derive(Debug, Clone)]
pub(crate) struct Kept {
    pub nodes: NodeSet,
    /// The expected F1 score, 0 to 1.
    pub expected: f32,
    /// The limits that the selection exceeded.
    pub limits_hit: LimitsHit,
    /// The user's selectors that match no element.
    pub unmatched: Vec<String>,
}

impl Extractor {
    /// Selects the content of an HTML page.
    pub(super) fn keep(&self, scored: &ScoredPage<'_>, trace: &mut Trace) -> Kept {
        let ScoredPage { dom, blocks, scores, photos, source, .. } = scored;
        let none = Cuts::default();
        let (html, cuts) = match source {
            Source::Html(html, cuts) => (&**html, cuts),
            Source::Text(_) => ("", &none),
        };
        let mut selection = scored.choose(self.options.focus);
        trace.begin(selection.threshold, &selection.is_kept);
        let page_type = self.type_of(scored);
        stray::drop_doubtful(page_type, self.options.focus, dom, (blocks, scores), &mut selection);
        trace.note(Step::Doubtful, &selection.is_kept);
        let markup = Markup { html, limits: self.limits(), cuts };
        let photos = (&photos[..], scored.is_built);
        self.refine_selection(markup, dom, (blocks, scores), selection, photos, trace)
    }

    /// Gathers the metadata of flattened text, given its likely content; then selects the content.
    pub(super) fn keep_text(
        &self,
        scored: &ScoredPage<'_>,
        pieces: &[Piece],
        url: Option<&str>,
        trace: &mut Trace,
    ) -> ((Metadata, Decisions), Kept) {
        let ScoredPage { dom, blocks, scores, .. } = scored;
        let mut selection = scored.choose(self.options.focus);
        trace.begin(selection.threshold, &selection.is_kept);
        let likely = scored.likely();
        let page = metadata::flat::Page {
            dom,
            kept: &likely,
            url,
            page_type: self.type_of(scored),
            titles: self.model(Input::Text).titles(),
        };
        let (metadata, decisions, captions) = metadata::flat::gather(&page);
        coherence::keep_units_whole(dom, blocks, scores, &mut selection.is_kept, InputKind::Text);
        let (with_captions, is_kept) = (self.options.keep.captions, &mut selection.is_kept);
        paragraphs::keep_paragraphs_whole(dom, blocks, pieces, &captions, with_captions, is_kept);
        trace.note(Step::Unit, &selection.is_kept);
        let title = metadata.title.as_deref();
        let shown = if with_captions { &[][..] } else { &captions[..] };
        paragraphs::drop_head(blocks, pieces, title, shown, &mut selection.is_kept);
        trace.note(Step::Caption, &selection.is_kept);
        select::drop_unwanted(dom, blocks, &self.options.keep, &mut selection.is_kept);
        trace.note(Step::Option, &selection.is_kept);
        let kept = select::node_set(dom, blocks, &selection.is_kept, false);
        let (limits_hit, unmatched) = (LimitsHit::new(), self.options.selectors());
        let kept = Kept { nodes: kept, expected: selection.expected, limits_hit, unmatched };
        ((metadata, decisions), kept)
    }

    /// Selects the content of an HTML page from the results of the previous steps.
    pub(crate) fn select(
        &self,
        markup: Markup<'_>,
        dom: &Dom,
        blocks: &Blocks,
        scores: &[f32],
        photos: &[Photo],
        page_type: Option<&str>,
    ) -> Kept {
        let mut selection =
            select::choose(dom, blocks, scores, self.options.focus, InputKind::Html);
        stray::drop_doubtful(page_type, self.options.focus, dom, (blocks, scores), &mut selection);
        let trace = &mut Trace::default();
        self.refine_selection(markup, dom, (blocks, scores), selection, (photos, false), trace)
    }

    /// Repairs a selection and applies the options. `is_built` says that the page was built from embedded data. Such a page
    /// never has page furniture, so the repair that looks for it is skipped.
    fn refine_selection(
        &self,
        markup: Markup<'_>,
        dom: &Dom,
        (blocks, scores): (&Blocks, &[f32]),
        mut selection: Selection,
        (photos, is_built): (&[Photo], bool),
        trace: &mut Trace,
    ) -> Kept {
        let is_husk = captions::copies::shown(photos, scores.len());
        selection.is_kept.iter_mut().zip(&is_husk).for_each(|(kept, is_husk)| *kept &= !is_husk);
        trace.note(Step::Caption, &selection.is_kept);
        if !is_built {
            repair::bare::keep_bare_page(dom, blocks, scores, &is_husk, &mut selection.is_kept);
            trace.note(Step::BarePage, &selection.is_kept);
        }
        repair::repair_selection(dom, blocks, scores, &is_husk, &mut selection.is_kept);
        trace.note(Step::Repair, &selection.is_kept);
        coherence::keep_units_whole(dom, blocks, scores, &mut selection.is_kept, InputKind::Html);
        trace.note(Step::Unit, &selection.is_kept);
        stray::drop_headings(dom, (blocks, scores), &mut selection);
        trace.note(Step::Heading, &selection.is_kept);
        if self.options.keep.captions {
            captions::copies::keep_first(photos, &mut selection.is_kept);
        }
        select::drop_unwanted(dom, blocks, &self.options.keep, &mut selection.is_kept);
        trace.note(Step::Option, &selection.is_kept);
        let (limits_hit, unmatched) = self.apply_css(markup, dom, blocks, &mut selection);
        trace.note(Step::Selector, &selection.is_kept);
        let nodes = select::node_set(dom, blocks, &selection.is_kept, self.options.keep.images);
        Kept { nodes, expected: selection.expected, limits_hit, unmatched }
    }

    /// Applies the user's selectors. Returns the limits that matching exceeded, and the selectors without a match.
    fn apply_css(
        &self,
        markup: Markup<'_>,
        dom: &Dom,
        blocks: &Blocks,
        selection: &mut Selection,
    ) -> (LimitsHit, Vec<String>) {
        let Options { keep_css, drop_css, .. } = &self.options;
        if keep_css.is_empty() && drop_css.is_empty() {
            return (LimitsHit::new(), Vec::new());
        }
        let verdicts = match_selectors(markup, dom, keep_css, drop_css);
        for (block, is_kept) in blocks.list.iter().zip(&mut selection.is_kept) {
            *is_kept |= verdicts.keep.contains(block.first);
            *is_kept &= !verdicts.drop.contains(block.first);
        }
        (verdicts.limits_hit, verdicts.unmatched)
    }
}
