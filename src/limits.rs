//! Limits on the size of a page and on the work it may cause, and which of them a page exceeded.

mod hit;

pub use hit::{Limit, LimitsHit};

/// Limits on the work that one page may cause.
///
/// Input beyond a limit is truncated or left out; the rest is extracted as usual.
/// [`Article::status`](crate::Article::status) is then [`Truncated`](crate::Status::Truncated), and
/// [`Article::limits_hit`](crate::Article::limits_hit) names the limit.
///
/// ```
/// use dehusk::{Extractor, Limit, Limits, Options, Page, Status};
///
/// let options = Options::new().with_limits(Limits::new().with_max_bytes(60)).with_keep_css("p")?;
/// let page = b"<p>It rained on Monday.</p> ".repeat(9);
/// let article = Extractor::new(options).extract(&Page::html(&page));
/// assert!(article.status == Status::Truncated && article.limits_hit().contains(Limit::Bytes));
/// assert!(article.text().starts_with("It rained on Monday."));
/// # Ok::<(), dehusk::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    pub(crate) max_bytes: usize,
    pub(crate) max_unpacked_bytes: usize,
    pub(crate) max_unpacked_ratio: usize,
    pub(crate) max_depth: usize,
    pub(crate) max_nodes: usize,
    pub(crate) max_steps: usize,
    pub(crate) max_attributes: usize,
    pub(crate) max_attribute_bytes: usize,
    pub(crate) max_blocks: usize,
    pub(crate) max_span: usize,
    pub(crate) max_json_ld_bytes: usize,
    pub(crate) max_json_ld_depth: usize,
    pub(crate) max_line_bytes: usize,
    pub(crate) max_output_ratio: usize,
}

/// The minimum output limit, in bytes. It applies to small pages, where the ratio would be too strict.
const MIN_OUTPUT: usize = 1_000_000;

impl Limits {
    /// The default limits. Ordinary pages stay far below them.
    pub fn new() -> Self {
        Limits {
            max_bytes: 20_000_000,
            max_unpacked_bytes: usize::MAX,
            max_unpacked_ratio: 200,
            max_depth: 512,
            max_nodes: 1_000_000,
            max_steps: 100_000_000,
            max_attributes: 1_000,
            max_attribute_bytes: 10_000_000,
            max_blocks: 80_000,
            max_span: 1_000,
            max_json_ld_bytes: 1_000_000,
            max_json_ld_depth: 64,
            max_line_bytes: 1_000_000,
            max_output_ratio: 16,
        }
    }

    /// The maximum size of a page, in bytes; after decompression if it is gzipped.
    pub fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// Sets the maximum size of a page, in bytes; after decompression if it is gzipped. The page is truncated there before
    /// decoding. Default 20,000,000.
    pub fn with_max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// The maximum decompressed size of a gzipped page, in bytes. Never more than [`max_bytes`](Self::max_bytes).
    pub fn max_unpacked_bytes(&self) -> usize {
        self.max_unpacked_bytes.min(self.max_bytes)
    }

    /// Sets the maximum decompressed size of a gzipped page, in bytes. Decompression stops there. Values above
    /// [`max_bytes`](Self::max_bytes) have no effect. Default: `max_bytes`.
    pub fn with_max_unpacked_bytes(mut self, max_unpacked_bytes: usize) -> Self {
        self.max_unpacked_bytes = max_unpacked_bytes;
        self
    }

    /// The maximum ratio of the decompressed to the compressed size of a gzipped page.
    pub fn max_unpacked_ratio(&self) -> usize {
        self.max_unpacked_ratio
    }

    /// Sets the maximum ratio of the decompressed to the compressed size of a gzipped page. Decompression stops there, but not
    /// before the first megabyte. Default 200.
    pub fn with_max_unpacked_ratio(mut self, max_unpacked_ratio: usize) -> Self {
        self.max_unpacked_ratio = max_unpacked_ratio;
        self
    }

    /// The maximum nesting depth of elements.
    pub fn max_depth(&self) -> usize {
        self.max_depth
    }

    /// Sets the maximum nesting depth of elements. Deeper elements are flattened: their text belongs to the deepest allowed
    /// element. Default 512.
    pub fn with_max_depth(mut self, max_depth: usize) -> Self {
        self.max_depth = max_depth;
        self
    }

    /// The maximum number of nodes in the tree, or of non-blank lines of flattened text.
    pub fn max_nodes(&self) -> usize {
        self.max_nodes
    }

    /// Sets the maximum number of nodes in the tree, or of non-blank lines of flattened text. Parsing stops there. Default
    /// 1,000,000.
    pub fn with_max_nodes(mut self, max_nodes: usize) -> Self {
        self.max_nodes = max_nodes;
        self
    }

    /// The budget for tree construction, in steps; also, separately, for CSS selector matching.
    pub fn max_steps(&self) -> usize {
        self.max_steps
    }

    /// Sets the budget for tree construction, in steps. A token costs one step per open element, plus some per new node.
    /// Parsing stops when the budget is spent, which happens only on adversarial pages.
    ///
    /// Matching the user's CSS selectors has a separate budget of the same size. A step is one visited element, or some bytes of
    /// a compared attribute. When the budget is spent, the remaining elements match nothing. Default 100,000,000.
    pub fn with_max_steps(mut self, max_steps: usize) -> Self {
        self.max_steps = max_steps;
        self
    }

    /// The maximum number of attributes of a tag.
    pub fn max_attributes(&self) -> usize {
        self.max_attributes
    }

    /// Sets the maximum number of attributes of a tag. The others are dropped. Default 1,000.
    pub fn with_max_attributes(mut self, max_attributes: usize) -> Self {
        self.max_attributes = max_attributes;
        self
    }

    /// The maximum size of an attribute value, in bytes.
    pub fn max_attribute_bytes(&self) -> usize {
        self.max_attribute_bytes
    }

    /// Sets the maximum size of an attribute value, in bytes. Longer values are truncated. Default 10,000,000.
    pub fn with_max_attribute_bytes(mut self, max_attribute_bytes: usize) -> Self {
        self.max_attribute_bytes = max_attribute_bytes;
        self
    }

    /// The maximum number of text blocks: paragraphs, headings, list items and the like.
    pub fn max_blocks(&self) -> usize {
        self.max_blocks
    }

    /// Sets the maximum number of text blocks, such as paragraphs. The text after them is dropped. Default 80,000.
    pub fn with_max_blocks(mut self, max_blocks: usize) -> Self {
        self.max_blocks = max_blocks;
        self
    }

    /// The maximum column span or row span of a table cell.
    pub fn max_span(&self) -> usize {
        self.max_span
    }

    /// Sets the maximum column span or row span of a table cell. Larger spans are reduced to it. Default 1,000.
    pub fn with_max_span(mut self, max_span: usize) -> Self {
        self.max_span = max_span;
        self
    }

    /// The maximum total size of the JSON-LD of a page, in bytes.
    pub fn max_json_ld_bytes(&self) -> usize {
        self.max_json_ld_bytes
    }

    /// Sets the maximum total size of the JSON-LD of a page, in bytes. A script that would exceed it is skipped. Default
    /// 1,000,000.
    pub fn with_max_json_ld_bytes(mut self, max_json_ld_bytes: usize) -> Self {
        self.max_json_ld_bytes = max_json_ld_bytes;
        self
    }

    /// The maximum nesting depth of objects and arrays in JSON-LD.
    pub fn max_json_ld_depth(&self) -> usize {
        self.max_json_ld_depth
    }

    /// Sets the maximum nesting depth of objects and arrays in JSON-LD, at most 126. Deeper values are dropped. Default 64.
    pub fn with_max_json_ld_depth(mut self, max_json_ld_depth: usize) -> Self {
        self.max_json_ld_depth = max_json_ld_depth.min(126);
        self
    }

    /// The maximum size of a line of flattened text, in bytes.
    pub fn max_line_bytes(&self) -> usize {
        self.max_line_bytes
    }

    /// Sets the maximum size of a line of flattened text, in bytes. Longer lines are split. Default 1,000,000.
    pub fn with_max_line_bytes(mut self, max_line_bytes: usize) -> Self {
        self.max_line_bytes = max_line_bytes;
        self
    }

    /// The maximum ratio of the size of a rendering to the size of the page.
    pub fn max_output_ratio(&self) -> usize {
        self.max_output_ratio
    }

    /// Sets the maximum ratio of the size of a rendering to the size of the page. Renderings up to one megabyte are always
    /// allowed. The largest rendering decides: all formats end at the same place, at about this size. Deep quotes, unclosed links
    /// and long `base` URLs repeat on each line and make renderings large. Default 16.
    pub fn with_max_output_ratio(mut self, max_output_ratio: usize) -> Self {
        self.max_output_ratio = max_output_ratio;
        self
    }

    /// Sets the limit of this name, as its own setter does.
    pub fn with(self, limit: Limit, value: usize) -> Self {
        let set = match limit {
            Limit::Bytes => Limits::with_max_bytes,
            Limit::UnpackedBytes => Limits::with_max_unpacked_bytes,
            Limit::UnpackedRatio => Limits::with_max_unpacked_ratio,
            Limit::Depth => Limits::with_max_depth,
            Limit::Nodes => Limits::with_max_nodes,
            Limit::Steps => Limits::with_max_steps,
            Limit::Attributes => Limits::with_max_attributes,
            Limit::AttributeBytes => Limits::with_max_attribute_bytes,
            Limit::Blocks => Limits::with_max_blocks,
            Limit::Span => Limits::with_max_span,
            Limit::JsonLdBytes => Limits::with_max_json_ld_bytes,
            Limit::JsonLdDepth => Limits::with_max_json_ld_depth,
            Limit::LineBytes => Limits::with_max_line_bytes,
            Limit::OutputRatio => Limits::with_max_output_ratio,
        };
        set(self, value)
    }

    /// The limit of this name.
    pub fn get(&self, limit: Limit) -> usize {
        match limit {
            Limit::Bytes => self.max_bytes,
            Limit::UnpackedBytes => self.max_unpacked_bytes,
            Limit::UnpackedRatio => self.max_unpacked_ratio,
            Limit::Depth => self.max_depth,
            Limit::Nodes => self.max_nodes,
            Limit::Steps => self.max_steps,
            Limit::Attributes => self.max_attributes,
            Limit::AttributeBytes => self.max_attribute_bytes,
            Limit::Blocks => self.max_blocks,
            Limit::Span => self.max_span,
            Limit::JsonLdBytes => self.max_json_ld_bytes,
            Limit::JsonLdDepth => self.max_json_ld_depth,
            Limit::LineBytes => self.max_line_bytes,
            Limit::OutputRatio => self.max_output_ratio,
        }
    }

    /// The maximum size of a rendering, in bytes, for a page of `n_bytes`.
    pub(crate) fn max_output(&self, n_bytes: usize) -> usize {
        n_bytes.saturating_mul(self.max_output_ratio).max(MIN_OUTPUT)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_limit_has_a_setter() {
        let all = Limit::ALL.iter().fold(Limits::new(), |limits, &limit| limits.with(limit, 7));
        let told = format!("{all:?}");
        assert_eq!(told.matches(": 7").count(), Limit::ALL.len(), "{told}");
        for &limit in Limit::ALL {
            assert_eq!(Limits::new().with(limit, 9).get(limit), 9, "{limit}");
        }
    }

    #[test]
    fn json_ld_depth_and_unpacked_bytes_are_capped() {
        let limits = Limits::new().with_max_json_ld_depth(1_000).with_max_bytes(5);
        assert_eq!((limits.max_json_ld_depth(), limits.max_unpacked_bytes()), (126, 5));
    }
}
