//! Whether what was given is a page at all, or what else it is.
//!
//! Told by the patterns of the WHATWG MIME Sniffing standard ([`signature`]) and by shape: the root of an XML document
//! ([`root`]), data in text ([`data`]), style sheets ([`sheet`]) and programs ([`program`]). A text that begins with a tag is a
//! page unless its root says otherwise: its shape is not looked at.

mod signature;
mod root;
mod data;
mod sheet;
mod program;

use std::fmt;

use crate::decode::NoText;
use crate::page::Input;
use crate::text::clipped;

/// The kind of an input that is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Unsupported {
    /// A PDF document.
    Pdf,
    /// A PostScript document.
    PostScript,
    /// An image, SVG included.
    Image,
    /// Sound or music.
    Audio,
    /// A film.
    Video,
    /// A font.
    Font,
    /// A ZIP archive, which office documents and e-books are, too.
    Zip,
    /// Gzip data: `read_page` of the module `batch` unpacks them, but not twice.
    Gzip,
    /// Zstandard data.
    Zstd,
    /// XZ data.
    Xz,
    /// Bzip2 data.
    Bzip2,
    /// Another archive: 7z, RAR, tar.
    Archive,
    /// A document of an old office program.
    Office,
    /// A program for a machine.
    Executable,
    /// Other data that are no text.
    Binary,
    /// Text in EBCDIC.
    Ebcdic,
    /// JSON or JSON Lines.
    Json,
    /// JavaScript.
    JavaScript,
    /// A style sheet.
    Css,
    /// A table of values parted by commas, semicolons or tabs.
    Csv,
    /// Data as base64.
    Base64,
    /// An RSS or Atom feed.
    Feed,
    /// A sitemap.
    Sitemap,
    /// A page with its parts in one file, as browsers save it: MHTML.
    Mhtml,
    /// A web archive: WARC.
    Warc,
    /// A page that only says which pages stand in its frames.
    Frameset,
}

impl Unsupported {
    /// The name used in JSON, such as `pdf`.
    pub fn as_str(self) -> &'static str {
        self.names().0
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Unsupported::Pdf => ("pdf", "a PDF document"),
            Unsupported::PostScript => ("postscript", "a PostScript document"),
            Unsupported::Image => ("image", "an image"),
            Unsupported::Audio => ("audio", "sound"),
            Unsupported::Video => ("video", "a film"),
            Unsupported::Font => ("font", "a font"),
            Unsupported::Zip => ("zip", "a ZIP archive"),
            Unsupported::Gzip => ("gzip", "gzip data"),
            Unsupported::Zstd => ("zstd", "data compressed by Zstandard"),
            Unsupported::Xz => ("xz", "data compressed by XZ"),
            Unsupported::Bzip2 => ("bzip2", "data compressed by bzip2"),
            Unsupported::Archive => ("archive", "an archive"),
            Unsupported::Office => ("office", "an office document"),
            Unsupported::Executable => ("executable", "a program"),
            Unsupported::Binary => ("binary", "binary data"),
            Unsupported::Ebcdic => ("ebcdic", "text in EBCDIC"),
            Unsupported::Json => ("json", "JSON"),
            Unsupported::JavaScript => ("javascript", "JavaScript"),
            Unsupported::Css => ("css", "a style sheet"),
            Unsupported::Csv => ("csv", "a table as CSV"),
            Unsupported::Base64 => ("base64", "base64"),
            Unsupported::Feed => ("feed", "a feed"),
            Unsupported::Sitemap => ("sitemap", "a sitemap"),
            Unsupported::Mhtml => ("mhtml", "MHTML"),
            Unsupported::Warc => ("warc", "a web archive (WARC)"),
            Unsupported::Frameset => ("frameset", "a set of frames"),
        }
    }
}

/// A few words, such as `a PDF document`.
impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.names().1)
    }
}

/// So much of a text is looked at for its shape.
const SAMPLE_BYTES: usize = 65_536;

/// The kind of bytes that are no page, by the pattern that they begin with.
pub(crate) fn of_bytes(bytes: &[u8]) -> Option<Unsupported> {
    signature::of(bytes)
}

/// The kind of bytes that have no text.
pub(crate) fn of_no_text(why: NoText) -> Unsupported {
    match why {
        NoText::Binary => Unsupported::Binary,
        NoText::Ebcdic => Unsupported::Ebcdic,
    }
}

/// The kind of a text that is no page. A caller who says that it is text is believed.
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

/// The kind that the sender declares for a text that does not begin with a tag.
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
