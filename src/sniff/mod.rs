//! Detects inputs that are not pages, and their type.
//!
//! Binary types are detected by the patterns of the WHATWG MIME Sniffing standard ([`signature`]). Text types are
//! detected by content: the root of an XML document ([`root`]), data ([`data`]), style sheets ([`sheet`]) and programs
//! ([`program`]). A text that begins with a tag is a page unless its root element says otherwise.

mod signature;
mod root;
mod data;
mod sheet;
mod program;

use std::fmt;

use crate::decode::NoText;
use crate::page::Input;
use crate::text::clipped;

/// The type of an input that is not a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unsupported {
    /// A PDF document.
    Pdf,
    /// A PostScript document.
    PostScript,
    /// An image, SVG included.
    Image,
    /// Audio.
    Audio,
    /// Video.
    Video,
    /// A font.
    Font,
    /// A ZIP archive, also office documents and e-books.
    Zip,
    /// Gzip data. `read_page` of the module `batch` decompresses it, but only once.
    Gzip,
    /// Zstandard data.
    Zstd,
    /// XZ data.
    Xz,
    /// Bzip2 data.
    Bzip2,
    /// Another archive: 7z, RAR, tar.
    Archive,
    /// A document of an old office suite.
    Office,
    /// An executable.
    Executable,
    /// Other binary data.
    Binary,
    /// Text in EBCDIC.
    Ebcdic,
    /// JSON or JSON Lines.
    Json,
    /// JavaScript.
    JavaScript,
    /// A style sheet.
    Css,
    /// A table with values separated by commas, semicolons or tabs.
    Csv,
    /// Base64-encoded data.
    Base64,
    /// An RSS or Atom feed.
    Feed,
    /// A sitemap.
    Sitemap,
    /// MHTML: a page and its resources in one file, as saved by browsers.
    Mhtml,
    /// A web archive: WARC.
    Warc,
    /// A page that consists of frames, without content of its own.
    Frameset,
}

impl Unsupported {
    /// The identifier in JSON, such as `pdf`.
    pub fn as_str(self) -> &'static str {
        self.names().0
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Unsupported::Pdf => ("pdf", "a PDF document"),
            Unsupported::PostScript => ("postscript", "a PostScript document"),
            Unsupported::Image => ("image", "an image"),
            Unsupported::Audio => ("audio", "audio"),
            Unsupported::Video => ("video", "a video"),
            Unsupported::Font => ("font", "a font"),
            Unsupported::Zip => ("zip", "a ZIP archive"),
            Unsupported::Gzip => ("gzip", "gzip data"),
            Unsupported::Zstd => ("zstd", "Zstandard data"),
            Unsupported::Xz => ("xz", "XZ data"),
            Unsupported::Bzip2 => ("bzip2", "bzip2 data"),
            Unsupported::Archive => ("archive", "an archive"),
            Unsupported::Office => ("office", "an office document"),
            Unsupported::Executable => ("executable", "an executable"),
            Unsupported::Binary => ("binary", "binary data"),
            Unsupported::Ebcdic => ("ebcdic", "text in EBCDIC"),
            Unsupported::Json => ("json", "JSON"),
            Unsupported::JavaScript => ("javascript", "JavaScript"),
            Unsupported::Css => ("css", "a style sheet"),
            Unsupported::Csv => ("csv", "a CSV table"),
            Unsupported::Base64 => ("base64", "base64 data"),
            Unsupported::Feed => ("feed", "a feed"),
            Unsupported::Sitemap => ("sitemap", "a sitemap"),
            Unsupported::Mhtml => ("mhtml", "MHTML"),
            Unsupported::Warc => ("warc", "a web archive (WARC)"),
            Unsupported::Frameset => ("frameset", "a frameset"),
        }
    }
}

/// A short description, such as `a PDF document`.
impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names().1)
    }
}

/// Bytes of text examined: 64 KiB.
const SAMPLE_BYTES: usize = 65_536;

/// The type of bytes by their signature; `None` for bytes that may be a page.
pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Unsupported> {
    signature::of(bytes)
}

/// The type of bytes without text.
pub(crate) fn of_no_text(why: NoText) -> Unsupported {
    match why {
        NoText::Binary => Unsupported::Binary,
        NoText::Ebcdic => Unsupported::Ebcdic,
    }
}

/// The type of a text that is not a page. [`Input::Text`] is never checked.
pub(crate) fn of_text(text: &str, input: Input, content_type: Option<&str>) -> Option<Unsupported> {
    if input == Input::Text {
        return None;
    }
    let begin = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    if begin.starts_with('<') {
        return root::of(begin);
    }
    let sample = clipped(begin, SAMPLE_BYTES);
    let is_cut = sample.len() < begin.len();
    of_type(content_type)
        .or_else(|| data::of(sample, is_cut))
        .or_else(|| sheet::is_css(sample, is_cut).then_some(Unsupported::Css))
        .or_else(|| program::is_javascript(sample).then_some(Unsupported::JavaScript))
}

/// The type that the `Content-Type` header declares, for text that does not begin with a tag.
fn of_type(content_type: Option<&str>) -> Option<Unsupported> {
    let essence = content_type?.split(';').next()?.trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "application/ld+json" | "text/json" => Some(Unsupported::Json),
        "application/javascript" | "text/javascript" | "application/x-javascript" => {
            Some(Unsupported::JavaScript)
        }
        "text/css" => Some(Unsupported::Css),
        "text/csv" => Some(Unsupported::Csv),
        _ => None,
    }
}
