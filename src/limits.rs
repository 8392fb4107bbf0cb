//! How much of a page is looked at, and what of it was not.

use std::fmt;

/// Bounds on the work that one page may cause. What passes a bound is cut there, the rest of the page still gives its
/// article, and [`Article::status`](crate::Article::status) and [`Article::cut`](crate::Article::cut) say so.
///
/// ```
/// use dehusk::{Extractor, Limit, Limits, Options, Page, Status};
///
/// let options = Options::new().with_limits(Limits::new().with_max_bytes(60)).with_keep_css("p")?;
/// let page = b"<p>It rained on Monday.</p> ".repeat(9);
/// let article = Extractor::new(options).extract(&Page::html(&page));
/// assert!(article.status == Status::Truncated && article.cut().contains(Limit::Bytes));
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

/// A rendering of no more than this many bytes is small, whatever the page is.
const MIN_OUTPUT: usize = 1_000_000;

impl Limits {
    /// The defaults, which hardly any page of the web comes near.
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

    /// Bytes of a page that are looked at, unpacked if it was gzipped.
    pub fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// Bytes of a page that are looked at, unpacked if it was gzipped: the rest is cut off before decoding. Default 20,000,000.
    pub fn with_max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }

    /// Bytes that a gzipped page unpacks to, of which no more than [`max_bytes`](Self::max_bytes) are looked at.
    pub fn max_unpacked_bytes(&self) -> usize {
        self.max_unpacked_bytes.min(self.max_bytes)
    }

    /// Bytes that a gzipped page unpacks to, of which no more than [`max_bytes`](Self::max_bytes) are looked at: no more is unpacked. Default: as many as `max_bytes`.
    pub fn with_max_unpacked_bytes(mut self, max_unpacked_bytes: usize) -> Self {
        self.max_unpacked_bytes = max_unpacked_bytes;
        self
    }

    /// How many times as many bytes as it has a gzipped page unpacks to.
    pub fn max_unpacked_ratio(&self) -> usize {
        self.max_unpacked_ratio
    }

    /// How many times as many bytes as it has a gzipped page unpacks to: what is beyond that and beyond the first megabyte is not unpacked. Default 200.
    pub fn with_max_unpacked_ratio(mut self, max_unpacked_ratio: usize) -> Self {
        self.max_unpacked_ratio = max_unpacked_ratio;
        self
    }

    /// Elements that lie in each other.
    pub fn max_depth(&self) -> usize {
        self.max_depth
    }

    /// Elements that lie in each other: a deeper one lies beside the deepest instead, as in browsers. Default 512.
    pub fn with_max_depth(mut self, max_depth: usize) -> Self {
        self.max_depth = max_depth;
        self
    }

    /// Nodes of the tree, or lines of flattened text.
    pub fn max_nodes(&self) -> usize {
        self.max_nodes
    }

    /// Nodes of the tree, or lines of flattened text: the page ends where it has so many. Default 1,000,000.
    pub fn with_max_nodes(mut self, max_nodes: usize) -> Self {
        self.max_nodes = max_nodes;
        self
    }

    /// Steps of building the tree, and of matching CSS selectors.
    pub fn max_steps(&self) -> usize {
        self.max_steps
    }

    /// Steps of building the tree: each tag costs as many as elements are open, and each node some. The page ends where it
    /// had so many; only pages that are made to be dear do. Matching the user's CSS selectors has a budget of the same size: a
    /// step is an element that is looked at, or some bytes of an attribute; elements behind the last step match nothing. Default 100,000,000.
    pub fn with_max_steps(mut self, max_steps: usize) -> Self {
        self.max_steps = max_steps;
        self
    }

    /// Attributes of a tag.
    pub fn max_attributes(&self) -> usize {
        self.max_attributes
    }

    /// Attributes of a tag: the others are left out. Default 1,000.
    pub fn with_max_attributes(mut self, max_attributes: usize) -> Self {
        self.max_attributes = max_attributes;
        self
    }

    /// Bytes of the value of an attribute.
    pub fn max_attribute_bytes(&self) -> usize {
        self.max_attribute_bytes
    }

    /// Bytes of the value of an attribute: the rest of it is left out. Default 10,000,000.
    pub fn with_max_attribute_bytes(mut self, max_attribute_bytes: usize) -> Self {
        self.max_attribute_bytes = max_attribute_bytes;
        self
    }

    /// Text blocks, such as paragraphs, headings and items of lists.
    pub fn max_blocks(&self) -> usize {
        self.max_blocks
    }

    /// Text blocks, such as paragraphs, headings and items of lists: the text after them is left out. Default 80,000.
    pub fn with_max_blocks(mut self, max_blocks: usize) -> Self {
        self.max_blocks = max_blocks;
        self
    }

    /// Columns or rows that a cell of a table reaches over.
    pub fn max_span(&self) -> usize {
        self.max_span
    }

    /// Columns or rows that a cell of a table reaches over: one that says more is taken to say this. Default 1,000.
    pub fn with_max_span(mut self, max_span: usize) -> Self {
        self.max_span = max_span;
        self
    }

    /// Bytes of JSON-LD on a page.
    pub fn max_json_ld_bytes(&self) -> usize {
        self.max_json_ld_bytes
    }

    /// Bytes of JSON-LD on a page: a script that goes beyond them is left out. Default 1,000,000.
    pub fn with_max_json_ld_bytes(mut self, max_json_ld_bytes: usize) -> Self {
        self.max_json_ld_bytes = max_json_ld_bytes;
        self
    }

    /// Objects and lists of JSON-LD that lie in each other.
    pub fn max_json_ld_depth(&self) -> usize {
        self.max_json_ld_depth
    }

    /// Objects and lists of JSON-LD that lie in each other: what lies deeper is left out. Default 64, and never more than 126.
    pub fn with_max_json_ld_depth(mut self, max_json_ld_depth: usize) -> Self {
        self.max_json_ld_depth = max_json_ld_depth.min(126);
        self
    }

    /// Bytes of a line of flattened text.
    pub fn max_line_bytes(&self) -> usize {
        self.max_line_bytes
    }

    /// Bytes of a line of flattened text: a longer one is read as several. Default 1,000,000.
    pub fn with_max_line_bytes(mut self, max_line_bytes: usize) -> Self {
        self.max_line_bytes = max_line_bytes;
        self
    }

    /// The maximum ratio of the bytes of a rendering to those of the page.
    pub fn max_output_ratio(&self) -> usize {
        self.max_output_ratio
    }

    /// The maximum ratio of the bytes of a rendering to those of the page, beyond the first megabyte: the article ends in all
    /// formats where the largest has about so many. Deep quotes, unclosed links and long `base` addresses repeat on each line. Default 16.
    pub fn with_max_output_ratio(mut self, max_output_ratio: usize) -> Self {
        self.max_output_ratio = max_output_ratio;
        self
    }

    /// Bytes that a rendering of a page of so many bytes may have.
    pub(crate) fn max_output(&self, n_bytes: usize) -> usize {
        n_bytes.saturating_mul(self.max_output_ratio).max(MIN_OUTPUT)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::new()
    }
}

/// A bound that a page passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Limit {
    /// [`Limits::max_bytes`].
    Bytes,
    /// [`Limits::max_unpacked_bytes`].
    UnpackedBytes,
    /// [`Limits::max_unpacked_ratio`].
    UnpackedRatio,
    /// [`Limits::max_depth`].
    Depth,
    /// [`Limits::max_nodes`].
    Nodes,
    /// [`Limits::max_steps`].
    Steps,
    /// [`Limits::max_attributes`].
    Attributes,
    /// [`Limits::max_attribute_bytes`].
    AttributeBytes,
    /// [`Limits::max_blocks`].
    Blocks,
    /// [`Limits::max_span`].
    Span,
    /// [`Limits::max_json_ld_bytes`].
    JsonLdBytes,
    /// [`Limits::max_json_ld_depth`].
    JsonLdDepth,
    /// [`Limits::max_line_bytes`].
    LineBytes,
    /// [`Limits::max_output_ratio`].
    OutputRatio,
}

impl Limit {
    /// Every bound, in the order in which they are told.
    pub const ALL: &'static [Limit] = &[
        Limit::Bytes,
        Limit::UnpackedBytes,
        Limit::UnpackedRatio,
        Limit::Depth,
        Limit::Nodes,
        Limit::Steps,
        Limit::Attributes,
        Limit::AttributeBytes,
        Limit::Blocks,
        Limit::Span,
        Limit::JsonLdBytes,
        Limit::JsonLdDepth,
        Limit::LineBytes,
        Limit::OutputRatio,
    ];

    /// The name in JSON: that of the bound without `max_`, such as `depth`.
    pub fn as_str(self) -> &'static str {
        match self {
            Limit::Bytes => "bytes",
            Limit::UnpackedBytes => "unpacked_bytes",
            Limit::UnpackedRatio => "unpacked_ratio",
            Limit::Depth => "depth",
            Limit::Nodes => "nodes",
            Limit::Steps => "steps",
            Limit::Attributes => "attributes",
            Limit::AttributeBytes => "attribute_bytes",
            Limit::Blocks => "blocks",
            Limit::Span => "span",
            Limit::JsonLdBytes => "json_ld_bytes",
            Limit::JsonLdDepth => "json_ld_depth",
            Limit::LineBytes => "line_bytes",
            Limit::OutputRatio => "output_ratio",
        }
    }

    fn bit(self) -> u16 {
        1 << self as u16
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which bounds a page passed: at each of them something of it was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cut(u16);

impl Cut {
    /// Nothing was cut.
    pub fn new() -> Self {
        Cut::default()
    }

    /// Notes that a bound was passed.
    pub fn insert(&mut self, limit: Limit) {
        self.0 |= limit.bit();
    }

    /// Notes it where it is so.
    pub(crate) fn insert_if(&mut self, is_passed: bool, limit: Limit) {
        if is_passed {
            self.insert(limit);
        }
    }

    /// Whether a bound was passed.
    pub fn contains(self, limit: Limit) -> bool {
        self.0 & limit.bit() != 0
    }

    /// Whether nothing was cut.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What was passed here or there.
    #[must_use]
    pub fn and(self, other: Cut) -> Cut {
        Cut(self.0 | other.0)
    }

    /// The bounds that were passed, in the order of [`Limit::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Limit> {
        Limit::ALL.iter().copied().filter(move |&limit| self.contains(limit))
    }
}

impl FromIterator<Limit> for Cut {
    fn from_iter<I: IntoIterator<Item = Limit>>(limits: I) -> Self {
        Cut(limits.into_iter().fold(0, |bits, limit| bits | limit.bit()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_cut_is_told_once_and_in_order() {
        let mut cut = Cut::new();
        assert!(cut.is_empty() && cut.iter().next().is_none());
        cut.insert(Limit::Nodes);
        cut.insert(Limit::Depth);
        cut.insert(Limit::Nodes);
        cut.insert_if(false, Limit::Span);
        let more = cut.and([Limit::Bytes].into_iter().collect());
        let names: Vec<_> = more.iter().map(Limit::as_str).collect();
        assert_eq!(names, ["bytes", "depth", "nodes"]);
        assert!(!cut.contains(Limit::Bytes) && more.contains(Limit::Bytes));
        assert_eq!(Limit::ALL.iter().copied().collect::<Cut>().iter().count(), Limit::ALL.len());
    }

    #[test]
    fn some_limits_have_limits() {
        let limits = Limits::new().with_max_json_ld_depth(1_000).with_max_bytes(5);
        assert_eq!((limits.max_json_ld_depth(), limits.max_unpacked_bytes()), (126, 5));
    }
}
