//! The input of an extraction: bytes, and what the caller knows about them.

use crate::decode;
use crate::dom::Tag;
use crate::limits::LimitsHit;
use crate::named::named;
use crate::text::clipped;

/// The kind of input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Input {
    /// HTML.
    #[default]
    Html,
    /// XHTML, where `<script/>` is an empty element. HTML is also parsed as XHTML if it begins with an XML declaration or has
    /// an XML content type.
    Xhtml,
    /// Flattened text of a page: the output of a converter, a WET record, a manual copy.
    Text,
    /// Detected from the text: HTML if it begins with a tag or if known tags are frequent, else flattened text.
    Auto,
}

impl Input {
    /// All kinds of input.
    pub const ALL: &'static [Input] = &[Input::Html, Input::Xhtml, Input::Text, Input::Auto];

    /// The name: `html`, `xhtml`, `text`, `auto`.
    pub fn as_str(self) -> &'static str {
        match self {
            Input::Html => "html",
            Input::Xhtml => "xhtml",
            Input::Text => "text",
            Input::Auto => "auto",
        }
    }

    /// Replaces `Auto` by `Html` or `Text`, detected from the text.
    pub(crate) fn settled(self, text: &str) -> Input {
        match self {
            Input::Auto if is_markup(text) => Input::Html,
            Input::Auto => Input::Text,
            known => known,
        }
    }
}

named!(Input, "kind of input");

/// A page to extract from, with what the caller knows about it.
///
/// ```
/// use dehusk::{Extractor, Page};
///
/// // Shift_JIS, as the HTTP header of its server says.
/// let bytes = b"<h1>\x93\xfa\x96\x7b</h1><p>\x93\xfa\x96\x7b\x8c\xea";
/// let page = Page::html(bytes)
///     .with_url("https://www.example.org/")
///     .with_content_type("text/html; charset=shift_jis");
/// let article = Extractor::default().extract(&page);
/// ```
#[derive(Debug, Clone)]
pub struct Page<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) input: Input,
    pub(crate) url: Option<String>,
    pub(crate) content_type: Option<String>,
    pub(crate) limits_hit: LimitsHit,
}

impl<'a> Page<'a> {
    /// HTML as fetched, in any encoding.
    pub fn html(bytes: &'a [u8]) -> Self {
        Page {
            bytes,
            input: Input::Html,
            url: None,
            content_type: None,
            limits_hit: LimitsHit::new(),
        }
    }

    /// A page already flattened to text, including its menus. The CSS selectors of [`Options`](crate::Options) match nothing in
    /// it.
    ///
    /// ```
    /// use dehusk::{Extractor, Page};
    ///
    /// let text = "Home\nNews\nSport\n\nThe river rose\n\nIt rained on Monday, and on Tuesday too, until the river \
    ///             stood at the bridge. The mayor said that nobody was hurt.\n\nAll rights reserved.";
    /// let article = Extractor::default().extract(&Page::text(text));
    /// assert!(article.text().contains("It rained on Monday"));
    /// ```
    pub fn text(text: &'a str) -> Self {
        Page::html(text.as_bytes()).with_input(Input::Text)
    }

    /// Sets the kind of input. Default: [`Input::Html`] for [`html`](Self::html), [`Input::Text`] for [`text`](Self::text).
    pub fn with_input(mut self, input: Input) -> Self {
        self.input = input;
        self
    }

    /// Sets the URL of the page. Relative URLs in the output are resolved against it.
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// Sets the value of the HTTP `Content-Type` header, such as `text/html; charset=shift_jis`. A bare charset label is
    /// accepted, too.
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Whether a charset label, or the charset of a `Content-Type`, is an encoding of the
    /// [Encoding Standard](https://encoding.spec.whatwg.org/#names-and-labels). An unknown one is ignored.
    ///
    /// ```
    /// assert!(dehusk::Page::knows_charset("shift_jis") && !dehusk::Page::knows_charset("klingon"));
    /// ```
    pub fn knows_charset(charset: &str) -> bool {
        decode::is_known(charset)
    }

    /// Sets the limits that were already exceeded when the page was read. [`Article::limits_hit`](crate::Article::limits_hit) includes them.
    pub fn with_limits_hit(mut self, limits_hit: LimitsHit) -> Self {
        self.limits_hit = limits_hit;
        self
    }
}

impl Page<'_> {
    /// Whether the input kind or the content type says that the page is XHTML.
    pub(crate) fn is_xhtml(&self) -> bool {
        let essence = self.content_type.as_deref().and_then(|value| value.split(';').next());
        let types = ["application/xhtml+xml", "application/xml", "text/xml"];
        let is_xml = |essence: &str| types.iter().any(|t| essence.trim().eq_ignore_ascii_case(t));
        self.input == Input::Xhtml || essence.is_some_and(is_xml)
    }
}

/// The number of bytes that are examined to detect HTML.
const SAMPLE_BYTES: usize = 65_536;
/// HTML has at least one tag per this many bytes; a text about HTML has fewer.
const BYTES_A_TAG: usize = 300;
const MIN_TAGS: usize = 3;

/// Whether a text is HTML: it begins with a tag, a doctype, a comment or an XML declaration, or known tags are frequent.
fn is_markup(text: &str) -> bool {
    let begin = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if begin.starts_with("<!") || begin.starts_with("<?xml") || is_tag(begin) {
        return true;
    }
    let sample = clipped(text, SAMPLE_BYTES);
    let n_tags = sample.match_indices('<').filter(|&(at, _)| is_tag(&sample[at..])).count();
    n_tags >= MIN_TAGS && n_tags * BYTES_A_TAG >= sample.len()
}

/// Whether the text begins with a start or end tag of a known element.
fn is_tag(text: &str) -> bool {
    let Some(name) = text.strip_prefix('<') else { return false };
    let name = name.strip_prefix('/').unwrap_or(name);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let follows = name[end..].chars().next();
    let is_closed = follows.is_some_and(|c| matches!(c, '>' | '/') || c.is_ascii_whitespace());
    is_closed
        && (1..=10).contains(&end)
        && !matches!(Tag::of(&name[..end].to_ascii_lowercase()), Tag::Unknown | Tag::Custom)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn auto_detects_html_and_text() {
        for html in [
            "<!DOCTYPE html><p>x",
            "\u{feff}\n <p>It rained.",
            "<!-- c -->x",
            "It <b>rained</b> on <a href=x>Monday</a>.",
            "<?xml version='1.0'?><html>",
        ] {
            assert_eq!(Input::Auto.settled(html), Input::Html, "{html}");
        }
        let about = "Use <b> for bold text and <i> for italics, he said. ".to_owned()
            + &"It rained again. ".repeat(90);
        for text in [
            "",
            "It rained.",
            "a < b and c > d",
            "<alice@example.org> wrote: <3 <unknown> <x>",
            &about,
        ] {
            assert_eq!(Input::Auto.settled(text), Input::Text, "{text}");
        }
        assert_eq!(Input::Text.settled("<p>"), Input::Text);
    }
}
