//! How much of a page is looked at.

/// Bounds on the work that one page may cause. What passes a bound is cut there, the rest of the page
/// still gives its article, and [`Article::status`](crate::Article::status) says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    pub(crate) max_bytes: usize,
}

impl Limits {
    /// The defaults: 20 MB of input.
    pub fn new() -> Self {
        Limits { max_bytes: 20_000_000 }
    }

    /// Bytes of input that are read of a page.
    pub fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// Bytes of input that are read of a page; the rest is cut off before decoding. Default 20,000,000.
    pub fn with_max_bytes(mut self, max_bytes: usize) -> Self {
        self.max_bytes = max_bytes;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::new()
    }
}
