//! The flow, from a page to its article.

use std::borrow::Cow;

use crate::article::{Article, Status};
use crate::block::{Blocks, segment};
use crate::coherence;
use crate::decode::decode;
use crate::dom::{Dom, NodeSet, Tag};
use crate::features::{self, Rows};
use crate::limits::Limits;
use crate::metadata::{self, Metadata};
use crate::model::Model;
use crate::options::{Focus, Options};
use crate::parse::parse;
use crate::preload::{self, Document, Judged};
use crate::rows;
use crate::select::{self, Selection};
use crate::selector::match_selectors;

/// A page to extract from, with what the caller knows about it.
///
/// ```
/// use dehusk::{Extractor, Page};
///
/// // Shift_JIS, as its sender says.
/// let bytes = b"<h1>\x93\xfa\x96\x7b</h1><p>\x93\xfa\x96\x7b\x8c\xea";
/// let page = Page::html(bytes)
///     .with_url("https://www.example.org/")
///     .with_content_type("text/html; charset=shift_jis");
/// let article = Extractor::default().extract(&page);
/// ```
#[derive(Debug, Clone)]
pub struct Page<'a> {
    bytes: &'a [u8],
    url: Option<String>,
    content_type: Option<String>,
}

impl<'a> Page<'a> {
    /// A page as it was fetched, in any encoding.
    pub fn html(bytes: &'a [u8]) -> Self {
        Page { bytes, url: None, content_type: None }
    }

    /// The address that the page was fetched from; relative addresses in the output become absolute by it.
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The value of the HTTP `Content-Type` header, such as `text/html; charset=shift_jis`; a bare charset
    /// label is understood too.
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }
}

/// Extracts articles. Shared freely between threads; keeps no state between pages.
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
}

impl Default for Extractor {
    fn default() -> Self {
        Extractor::new(Options::default())
    }
}

impl Extractor {
    /// An extractor with these options and the built-in model.
    pub fn new(options: Options) -> Self {
        Extractor { options, model: Model::builtin() }
    }

    /// Judges by other weights.
    pub fn with_model(mut self, model: Model) -> Self {
        self.model = model;
        self
    }

    /// The bounds that it keeps, so that no more of a page need be read.
    #[cfg_attr(not(feature = "cli"), allow(dead_code))]
    pub(crate) fn limits(&self) -> &Limits {
        &self.options.limits
    }

    /// The article of a page. Never fails and never panics: a hopeless page gives an empty article whose
    /// [`Status`] says so.
    pub fn extract(&self, page: &Page<'_>) -> Article {
        let html = decode(self.cut(page.bytes), page.content_type.as_deref()).text;
        let shown = self.draft(html);
        let url = page.url.as_deref();
        let metadata = self.describe(&shown.dom, url, &shown.blocks, &shown.rows, &shown.scores);
        let (draft, metadata, shown) = self.with_data(shown, metadata);
        let Draft { html, dom, blocks, scores, .. } = draft;
        let (kept, expected) = self.select(&html, &dom, &blocks, &scores, &metadata);
        let status = match (kept.is_empty(), self.cut(page.bytes).len() < page.bytes.len()) {
            (true, _) => Status::Empty,
            (false, true) => Status::Truncated,
            (false, false) => Status::Ok,
        };
        let n_words = blocks.n_words(&kept);
        let keep = self.options.keep.clone();
        let (confidence, base_url) = (self.model.confidence(expected), page.url.clone());
        let is_type_judged = self.model.has_page_types();
        Article {
            metadata,
            status,
            confidence,
            dom,
            kept,
            shown,
            keep,
            n_words,
            is_type_judged,
            base_url,
        }
    }

    /// The names of the features, as a JSON object: `{"feature_names": [...]}`.
    pub fn feature_names(&self) -> String {
        rows::header()
    }

    /// The text blocks of a page and their features as one JSON object, which is what training reads: `texts`,
    /// `words`, `tags`, `features` (a row a block in the order of [`feature_names`](Self::feature_names)) and, with
    /// `with_tokens`, the hashed tokens of the names around each block (`names`) and of its words (`terms`). Then the
    /// `page_type` and the `titles` on offer with the facts that decide between them.
    pub fn block_rows(&self, page: &Page<'_>, with_tokens: bool) -> String {
        let html = decode(self.cut(page.bytes), page.content_type.as_deref()).text;
        let Draft { dom, blocks, rows, scores, .. } = self.draft(html);
        let titles = metadata::title_rows(&dom, page.url.as_deref());
        let page = rows::page(&dom, &blocks, &rows, with_tokens);
        rows::with_titles(&page, self.page_type(&blocks, &rows, &scores), &titles)
    }

    /// A page, or what stands for one, up to the choice of its blocks, the same for any focus.
    fn draft<'a>(&self, html: Cow<'a, str>) -> Draft<'a> {
        let dom = parse(&html);
        let blocks = segment(&dom);
        let rows = features::compute(&dom, &blocks, html.len(), self.model.tables());
        let scores = self.model.score(&rows);
        let balanced = select::choose(&blocks, &scores, Focus::Balanced);
        Draft { html, dom, blocks, rows, scores, balanced }
    }

    /// The page, or what its data say where they hold the content and the page does not; then with the page's own tree
    /// and the kind of page that the data make it. Who names elements of the page to keep means the page.
    fn with_data<'a>(
        &self,
        shown: Draft<'a>,
        mut metadata: Metadata,
    ) -> (Draft<'a>, Metadata, Option<Dom>) {
        if !self.options.keep_css.is_empty() {
            return (shown, metadata, None);
        }
        // A page that is called like its site bears the title of anything there.
        let title =
            metadata.title.as_ref().filter(|title| Some(*title) != metadata.site_name.as_ref());
        let title = title.map_or("", String::as_str);
        let Some(Document { html, is_body }) =
            preload::document(&shown.html, title, shown.judged())
        else {
            return (shown, metadata, None);
        };
        let data = self.draft(html.into());
        if !preload::is_fuller(data.judged(), is_body, shown.judged()) {
            return (shown, metadata, None);
        }
        let page_type = self.page_type(&data.blocks, &data.rows, &data.scores);
        metadata.page_type = page_type.map(str::to_owned).or(metadata.page_type);
        (data, metadata, Some(shown.dom))
    }

    /// What the page says about itself, and what kind of page its content makes it.
    pub(crate) fn describe(
        &self,
        dom: &Dom,
        url: Option<&str>,
        blocks: &Blocks,
        rows: &Rows,
        scores: &[f32],
    ) -> Metadata {
        metadata::gather(dom, url, self.page_type(blocks, rows, scores))
    }

    fn page_type(&self, blocks: &Blocks, rows: &Rows, scores: &[f32]) -> Option<&str> {
        self.model.page_type(&rows.mean(&select::content_weights(blocks, scores)))
    }

    /// What is kept of a page, and the F1 score that is expected of it.
    pub(crate) fn select(
        &self,
        html: &str,
        dom: &Dom,
        blocks: &Blocks,
        scores: &[f32],
        metadata: &Metadata,
    ) -> (NodeSet, f32) {
        let mut selection = select::choose(blocks, scores, self.options.focus);
        coherence::mend(dom, blocks, scores, &metadata.captions, &mut selection.is_kept);
        self.apply_options(html, dom, blocks, &mut selection);
        let kept = select::node_set(dom, blocks, &selection.is_kept, self.options.keep.images);
        (kept, selection.expected)
    }

    /// What the user's options say of the blocks, whatever the model says.
    fn apply_options(&self, html: &str, dom: &Dom, blocks: &Blocks, selection: &mut Selection) {
        let Options { keep, keep_css, drop_css, .. } = &self.options;
        if !keep.tables {
            select::drop_below(dom, blocks, &mut selection.is_kept, |id| dom.tag(id) == Tag::Table);
        }
        if !keep.comments {
            select::drop_below(dom, blocks, &mut selection.is_kept, |id| {
                select::is_comment(dom, id)
            });
        }
        if !keep_css.is_empty() || !drop_css.is_empty() {
            let verdicts = match_selectors(html, dom, keep_css, drop_css);
            for (block, is_kept) in blocks.list.iter().zip(&mut selection.is_kept) {
                *is_kept |= verdicts.keep.contains(block.first);
                *is_kept &= !verdicts.drop.contains(block.first);
            }
        }
    }

    /// The part of the input that the limits allow.
    fn cut<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[..bytes.len().min(self.options.limits.max_bytes)]
    }
}

/// A page up to the choice of its blocks.
struct Draft<'a> {
    html: Cow<'a, str>,
    dom: Dom,
    blocks: Blocks,
    rows: Rows,
    scores: Vec<f32>,
    balanced: Selection,
}

impl Draft<'_> {
    fn judged(&self) -> Judged<'_> {
        Judged { blocks: &self.blocks, selection: &self.balanced }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn depth_and_width_need_no_stack() {
        const N: usize = 3_000;
        let prose =
            "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>";
        let nested = |tag: &str| format!("{}{}", format!("<{tag}>").repeat(N), prose.repeat(5));
        let mut pages: Vec<String> =
            ["div", "ul><li", "blockquote", "b", "table><tr><td"].map(nested).into();
        pages.push(prose.repeat(N));
        let render = move || {
            // The selector keeps the text whatever the model says.
            let options = Options::new().with_keep_css("p").expect("a selector");
            let extractor = Extractor::new(options);
            for page in &pages {
                let article = extractor.extract(&Page::html(page.as_bytes()));
                assert!(article.text().contains("the river stood"));
                assert!(article.html().contains("the river stood"));
            }
        };
        // Less than a hundred bytes for each level.
        let thread = std::thread::Builder::new().stack_size(256 * 1024).spawn(render).unwrap();
        thread.join().unwrap();
    }
}
