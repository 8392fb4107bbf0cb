//! The pipeline from a page to its article; the crate documentation lists its steps.

mod selection;

use std::borrow::Cow;

use crate::article::{Article, Status};
use crate::block::{Blocks, segment_pieces, segment_up_to};
use crate::captions::{self};
use crate::dom::Dom;
use crate::emptiness::Emptiness;
use crate::explain::{self, Explanation, Trace};
use crate::facts::landmarks::Landmarks;
use crate::features::{self, Rows, stacked};
use crate::flat::words::WordList;
use crate::flat::{self};
use crate::interstitial;
use crate::limits::{Limit, Limits, LimitsHit};
use crate::metadata::{self, Decisions, Metadata};
use crate::model::{InputKind, Model};
use crate::options::Options;
use crate::page::{Input, Page};
use crate::paragraphs;
use crate::parse::parse_as;
use crate::preload::{self, Document};
use crate::render::attributes::has_wider_cell;
use crate::rows;
use crate::scored_page::{Read, ScoredPage, Source};
use crate::select;
use crate::sniff::Unsupported;
use crate::tokenizer::Syntax;
use selection::Kept;

/// Extracts articles from pages. Can be shared between threads; keeps no state between pages.
///
/// ```
/// use dehusk::{Extractor, Options, Page};
///
/// let html = b"<aside>Buy now!</aside><main>It rained on Monday.</main>";
/// let extractor = Extractor::new(Options::new().with_keep_css("main")?.with_drop_css("aside")?);
/// let article = extractor.extract(&Page::html(html));
/// assert_eq!(article.text().trim(), "It rained on Monday.");
/// # Ok::<(), dehusk::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Extractor {
    pub(crate) options: Options,
    pub(crate) model: Model,
    pub(crate) text_model: Model,
}

impl Default for Extractor {
    fn default() -> Self {
        Extractor::new(Options::default())
    }
}

impl Extractor {
    /// An extractor with these options and the built-in models for HTML and for flattened text.
    pub fn new(options: Options) -> Self {
        Extractor { options, model: Model::builtin(), text_model: Model::builtin_text() }
    }

    /// Replaces the built-in model for HTML or for flattened text, depending on what `model` was trained on.
    pub fn with_model(mut self, model: Model) -> Self {
        match model.kind() {
            InputKind::Html => self.model = model,
            InputKind::Text => self.text_model = model,
        }
        self
    }

    /// The model for an input type: that of flattened text for [`Input::Text`], else that of HTML.
    pub fn model(&self, input: Input) -> &Model {
        if input == Input::Text { &self.text_model } else { &self.model }
    }

    /// The limits of the options.
    pub(crate) fn limits(&self) -> &Limits {
        &self.options.limits
    }

    /// Extracts the article of a page. Never fails and never panics; the [`Status`] says why an article is empty.
    pub fn extract(&self, page: &Page<'_>) -> Article {
        self.extract_traced(page, &mut Trace::default()).0
    }

    /// Explains the extraction of a page: for each text block, kept or dropped, its probability, the features that moved it
    /// most, and the step that decided. Empty if the input is not a page.
    pub fn explain(&self, page: &Page<'_>) -> Explanation {
        self.extract_explained(page).1
    }

    /// Extracts the article of a page and explains it, in one run.
    pub fn extract_explained(&self, page: &Page<'_>) -> (Article, Explanation) {
        self.extract_traced(page, &mut Trace::on())
    }

    fn extract_traced(&self, page: &Page<'_>, trace: &mut Trace) -> (Article, Explanation) {
        let read = Read::new(page, self.limits());
        if let Some(kind) = read.unsupported {
            return self.no_page(kind, read.limits_hit);
        }
        let is_placed = trace.is_on() || self.options.positions;
        let positions = is_placed.then(|| read.positions(page, self.limits()));
        let shown = ScoredPage { positions, ..self.score(read) };
        if shown.is_frameset() {
            return self.no_page(Unsupported::Frameset, shown.limits_hit);
        }
        let url = page.url.as_deref();
        let (scored, (mut metadata, mut decisions), shown, kept) = match &shown.source {
            Source::Text(pieces) => {
                let (described, kept) = self.keep_text(&shown, pieces, url, trace);
                (shown, described, None, kept)
            }
            Source::Html(..) => self.keep_html(shown, url, trace),
        };
        let is_for_page = 1.0 - scored.interstitial();
        if is_for_page < 0.5 || kept.nodes.is_empty() {
            let page_type = (is_for_page < 0.5).then(|| interstitial::PAGE_TYPE.to_owned());
            metadata.page_type = page_type;
            decisions.set_type_by_content();
        }
        let (kind, in_nothing) = (scored.kind(), scored.confidence_in_nothing());
        let model = self.judge(kind);
        let described = (&metadata, &decisions);
        let explain = || explain::of(&scored, described, model, trace);
        let explanation = trace.is_on().then(explain);
        let ScoredPage { dom, blocks, limits_hit, source, positions, .. } = scored;
        let Kept { nodes: kept, expected, limits_hit: also, unmatched } = kept;
        let found = kept.is_empty().then(|| Emptiness::of(&dom, &blocks));
        let mut limits_hit = limits_hit.and(also);
        limits_hit.insert_if(has_wider_cell(&dom, &kept, self.limits().max_span), Limit::Span);
        let status = Status::of(&kept, limits_hit);
        let n_words = blocks.n_words(&kept);
        let confidence =
            if kept.is_empty() { in_nothing } else { model.confidence(expected).min(is_for_page) };
        let article = Article {
            metadata,
            status,
            confidence,
            unsupported: None,
            limits_hit,
            dom,
            kept,
            shown,
            keep: self.options.keep.clone(),
            limits: self.limits().clone(),
            max_output: self.limits().max_output(page.bytes.len()),
            n_words,
            decisions,
            base_url: page.url.clone(),
            positions,
            unmatched,
            found,
            is_text: matches!(source, Source::Text(_)),
        };
        (article.bounded(), explanation.unwrap_or_default())
    }

    /// The article and the explanation of an input that is not a page.
    fn no_page(&self, kind: Unsupported, limits_hit: LimitsHit) -> (Article, Explanation) {
        (Article::of_no_page(kind, limits_hit, &self.options), Explanation::default())
    }

    /// Gathers the metadata of an HTML page and selects its content, or that of its embedded data. Then the third value is the
    /// tree of the page itself.
    fn keep_html<'a>(
        &self,
        shown: ScoredPage<'a>,
        url: Option<&str>,
        trace: &mut Trace,
    ) -> (ScoredPage<'a>, (Metadata, Decisions), Option<Dom>, Kept) {
        let page_type = self.type_of(&shown);
        let (mut metadata, mut decisions) = metadata::gather(
            &shown.dom,
            url,
            page_type,
            self.model(Input::Html).titles(),
            self.limits(),
        );
        metadata.captions = captions::listed(&shown.photos, metadata.title.as_deref());
        let (mut scored, shown) = self.with_data(shown, &mut metadata, &mut decisions);
        scored.limits_hit = scored.limits_hit.and(decisions.found.limits_hit);
        let kept = self.keep(&scored, trace);
        (scored, (metadata, decisions), shown, kept)
    }

    /// The feature names as a JSON object, `{"feature_names": [...]}`: of flattened text for [`Input::Text`], else of HTML.
    pub fn feature_names(&self, input: Input) -> String {
        let kind = if input == Input::Text { InputKind::Text } else { InputKind::Html };
        rows::header(&kind.feature_names())
    }

    /// The text blocks of a page and their features, as one JSON object for training.
    ///
    /// Keys: `texts`, `words`, `tags` and `captions` (indices of blocks that the markup names captions or credits); `features`
    /// (one row per block, in the order of [`feature_names`](Self::feature_names)); `page_type`; `titles` (the candidates with
    /// their features). `with_tokens` adds the hashed tokens of the names around each block (`names`), of its words (`terms`),
    /// and of the title and the likely content of the page (`page_tokens`).
    /// With `is_packed`, features and tokens are base64 of little-endian 32-bit numbers, and a missing value is NaN.
    pub fn block_rows(&self, page: &Page<'_>, with_tokens: bool, is_packed: bool) -> String {
        let scored = self.score(Read::new(page, self.limits()));
        let titles = match &scored.source {
            Source::Html(..) => {
                metadata::title_rows(&scored.dom, page.url.as_deref(), self.limits())
            }
            Source::Text(_) => metadata::flat::title_rows(&scored.dom, &scored.likely()),
        };
        let tokens = with_tokens.then(|| match &scored.source {
            Source::Html(..) => features::tokens(&scored.dom, &scored.blocks),
            Source::Text(pieces) => {
                let texts = pieces.iter().map(|piece| scored.dom.text(piece.id));
                features::flat::tokens(&WordList::new(texts))
            }
        });
        let captions = match &scored.source {
            Source::Html(..) => scored.named_captions(),
            Source::Text(_) => Vec::new(),
        };
        let page_tokens = with_tokens.then(|| scored.interstitial_tokens());
        let page =
            rows::page(&scored.dom, &scored.blocks, &scored.rows, &captions, tokens, is_packed);
        rows::with_page(&page, self.type_of(&scored), page_tokens.as_deref(), &titles)
    }

    fn judge(&self, kind: InputKind) -> &Model {
        match kind {
            InputKind::Html => &self.model,
            InputKind::Text => &self.text_model,
        }
    }

    /// Parses, segments and scores a page. The result does not depend on the focus.
    fn score<'a>(&self, Read { text, input, syntax, limits_hit, .. }: Read<'a>) -> ScoredPage<'a> {
        let mut scored = match input {
            Input::Text => self.score_text(&text),
            _ => self.score_html(text, syntax),
        };
        scored.limits_hit = scored.limits_hit.and(limits_hit);
        scored
    }

    fn score_html<'a>(&self, html: Cow<'a, str>, syntax: Syntax) -> ScoredPage<'a> {
        let (dom, cuts) = parse_as(syntax, &html, self.limits());
        let mut limits_hit = cuts.passed;
        let blocks = segment_up_to(&dom, self.limits().max_blocks);
        limits_hit.insert_if(blocks.is_cut, Limit::Blocks);
        let landmarks = Landmarks::new(&dom, &blocks);
        let tables = self.model.tables();
        let mut rows = features::compute(&dom, &blocks, &landmarks, html.len(), tables);
        let judged =
            self.model.judge(&mut rows, |first, rows| stacked::fill(&dom, &blocks, first, rows));
        let photos = captions::find(&dom, &blocks, &landmarks, &judged.captions);
        let (source, scored) = (Source::Html(html, cuts), (rows, judged.content));
        ScoredPage { photos, ..ScoredPage::new(source, (dom, blocks), scored, limits_hit) }
    }

    fn score_text(&self, text: &str) -> ScoredPage<'static> {
        let flat = flat::parse_within(text, self.limits());
        let words = flat.words();
        let blocks = segment_pieces(&flat, &words);
        let flat::Flat { dom, pieces, limits_hit } = flat;
        let mut rows = features::flat::compute(&pieces, &words, &self.text_model.tables().words);
        let fill =
            |first: &_, rows: &mut _| features::flat::stacked::fill(&pieces, &words, first, rows);
        let mut scores = self.text_model.judge(&mut rows, fill).content;
        paragraphs::sway(&pieces, &words, &mut scores);
        ScoredPage::new(Source::Text(pieces), (dom, blocks), (rows, scores), limits_hit)
    }

    /// Replaces the page by its embedded data if these hold the content and the page does not. Then the third value is the
    /// tree of the page itself, and the page type is that of the data. Selectors of elements to keep turn this off: they
    /// refer to the page.
    fn with_data<'a>(
        &self,
        shown: ScoredPage<'a>,
        metadata: &mut Metadata,
        decisions: &mut Decisions,
    ) -> (ScoredPage<'a>, Option<Dom>) {
        let Source::Html(html, _) = &shown.source else { return (shown, None) };
        if !self.options.keep_css.is_empty() {
            return (shown, None);
        }
        // A title equal to the site name identifies no particular object in the data.
        let title =
            metadata.title.as_ref().filter(|title| Some(*title) != metadata.site_name.as_ref());
        let title = title.map_or("", String::as_str);
        let judged = shown.judged();
        let data = preload::document(html, title, judged, self.limits());
        let Some(Document { html, own, is_body }) = data else {
            return (shown, None);
        };
        let mut data = self.score_html(html.into(), Syntax::Html);
        if let Some(own) = own
            && preload::says_again(data.judged(), judged)
        {
            data = self.score_html(own.into(), Syntax::Html);
        }
        if !preload::is_fuller(data.judged(), is_body, judged) {
            return (shown, None);
        }
        if let Some(page_type) = self.type_of(&data) {
            metadata.page_type = Some(page_type.to_owned());
            decisions.set_type_by_content();
        }
        data.limits_hit = data.limits_hit.and(shown.limits_hit);
        data.is_built = true;
        (data, Some(shown.dom))
    }

    fn type_of<'s>(&self, scored: &'s ScoredPage<'_>) -> Option<&'s str> {
        let ScoredPage { blocks, rows, scores, once, .. } = scored;
        if blocks.list.is_empty() {
            return None;
        }
        let judge = || self.page_type(scored.kind(), blocks, rows, scores).map(str::to_owned);
        once.page_type.get_or_init(judge).as_deref()
    }

    pub(crate) fn page_type(
        &self,
        kind: InputKind,
        blocks: &Blocks,
        rows: &Rows,
        scores: &[f32],
    ) -> Option<&str> {
        self.judge(kind).page_type(rows, &select::content_weights(blocks, scores))
    }
}
