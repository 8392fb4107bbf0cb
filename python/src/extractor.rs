//! `Extractor`: the library's, with what its records are to hold.

use std::sync::Arc;

use dehusk::{Input, Keep, Limits, LimitsHit, Options, Page};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use serde_json::{Map, Value};

use crate::convert::{self, Wanted};
use crate::outlive::{Panicked, options_error, outlive, to_python};

/// Extracts from pages with the same options.
#[pyclass(frozen, module = "dehusk._dehusk")]
pub struct Extractor {
    inner: Arc<Inner>,
}

/// What threads share.
pub struct Inner {
    extractor: dehusk::Extractor,
    limits: Limits,
    wanted: Wanted,
}

/// What is known of a page beside its bytes.
pub struct About {
    pub url: Option<String>,
    pub content_type: Option<String>,
    pub input: Input,
    pub limits_hit: LimitsHit,
}

/// The same as Python gives it: url, content type, input, and the limits that cut it.
pub type RawAbout = (Option<String>, Option<String>, String, Vec<String>);

/// A record or an explanation.
type Made = Result<Map<String, Value>, Panicked>;

impl About {
    pub fn new((url, content_type, input, limits_hit): RawAbout) -> PyResult<Self> {
        let (input, limits_hit) = (convert::input(&input)?, convert::limits_hit(&limits_hit));
        Ok(About { url, content_type, input, limits_hit })
    }
}

impl Inner {
    /// The record of a page. Needs no interpreter.
    pub fn record(&self, html: &[u8], about: About) -> Made {
        outlive(|| convert::record(&self.extractor.extract(&Self::page(html, about)), &self.wanted))
    }

    /// The explanation of a page. Needs no interpreter.
    fn explanation(&self, html: &[u8], about: About) -> Made {
        outlive(|| convert::explanation(&self.extractor.explain(&Self::page(html, about))))
    }

    fn page(html: &[u8], about: About) -> Page<'_> {
        let mut page = Page::html(html).with_input(about.input).with_limits_hit(about.limits_hit);
        if let Some(url) = about.url {
            page = page.with_url(url);
        }
        if let Some(content_type) = about.content_type {
            page = page.with_content_type(content_type);
        }
        page
    }
}

impl Extractor {
    pub fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub fn inner(&self) -> Arc<Inner> {
        Arc::clone(&self.inner)
    }

    /// What is made of a page while other threads of Python run.
    fn detached<'py>(
        &self,
        py: Python<'py>,
        html: &Bound<'py, PyBytes>,
        about: RawAbout,
        make: fn(&Inner, &[u8], About) -> Made,
    ) -> PyResult<Bound<'py, PyDict>> {
        let (bytes, about) = (html.as_bytes(), About::new(about)?);
        let map = py.detach(|| make(&self.inner, bytes, about)).map_err(to_python)?;
        convert::dict(py, &map)
    }
}

#[pymethods]
impl Extractor {
    #[new]
    #[pyo3(signature = (*, focus, links, images, tables, comments, captions, title, keep, drop, limits, formats))]
    #[expect(clippy::too_many_arguments, reason = "they are the options of Python")]
    fn new(
        focus: &str,
        links: bool,
        images: bool,
        tables: bool,
        comments: bool,
        captions: bool,
        title: bool,
        keep: Vec<String>,
        drop: Vec<String>,
        limits: Vec<(String, usize)>,
        formats: Vec<String>,
    ) -> PyResult<Self> {
        let kept = Keep::new()
            .with_links(links)
            .with_images(images)
            .with_tables(tables)
            .with_comments(comments)
            .with_captions(captions)
            .with_title(title);
        let limits = convert::limits(&limits)?;
        let wanted = Wanted { links, images, ..Wanted::of(&formats)? };
        let mut options = Options::new()
            .with_focus(convert::focus(focus)?)
            .with_keep(kept)
            .with_limits(limits.clone())
            .with_positions(wanted.blocks);
        for css in &keep {
            options = options.with_keep_css(css).map_err(|error| options_error(&error))?;
        }
        for css in &drop {
            options = options.with_drop_css(css).map_err(|error| options_error(&error))?;
        }
        let extractor = dehusk::Extractor::new(options);
        Ok(Extractor { inner: Arc::new(Inner { extractor, limits, wanted }) })
    }

    /// The record of a page.
    fn extract<'py>(
        &self,
        py: Python<'py>,
        html: &Bound<'py, PyBytes>,
        about: RawAbout,
    ) -> PyResult<Bound<'py, PyDict>> {
        self.detached(py, html, about, Inner::record)
    }

    /// The explanation of a page.
    fn explain<'py>(
        &self,
        py: Python<'py>,
        html: &Bound<'py, PyBytes>,
        about: RawAbout,
    ) -> PyResult<Bound<'py, PyDict>> {
        self.detached(py, html, about, Inner::explanation)
    }
}
