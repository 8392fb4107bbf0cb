//! Detects documents other than pages by their root element.

use super::Unsupported;

/// The maximum number of comments, processing instructions and declarations before the root.
const MAX_BEFORE_ROOT: usize = 64;

/// The type of a feed, sitemap or SVG image, by its root. After "Sniffing a mislabeled feed" of the MIME Sniffing
/// standard, extended to sitemaps and SVG.
pub(super) fn of(text: &str) -> Option<Unsupported> {
    let root = root(text)?;
    let end = root.find(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'))?;
    let name = root[..end].rsplit(':').next().unwrap_or_default();
    let tag = &root[..memchr::memchr(b'>', root.as_bytes())?];
    match name {
        "rss" | "feed" => Some(Unsupported::Feed),
        "RDF" if tag.contains("http://purl.org/rss/1.0/") => Some(Unsupported::Feed),
        "urlset" | "sitemapindex" => Some(Unsupported::Sitemap),
        // A page may begin with an inline SVG image.
        "svg" if is_one_drawing(root) => Some(Unsupported::Image),
        _ => None,
    }
}

/// The text from the root's name on, after comments, processing instructions and the doctype.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    for _ in 0..MAX_BEFORE_ROOT {
        rest = rest.trim_start();
        let end = if rest.starts_with("<!--") {
            "-->"
        } else if rest.starts_with("<?") {
            "?>"
        } else if rest.starts_with("<!") {
            ">"
        } else {
            return rest.strip_prefix('<').filter(|rest| rest.starts_with(char::is_alphabetic));
        };
        let at = memchr::memmem::find(rest.as_bytes(), end.as_bytes())?;
        rest = &rest[at + end.len()..];
    }
    None
}

fn is_one_drawing(root: &str) -> bool {
    let end = memchr::memmem::rfind(root.as_bytes(), b"</svg");
    let has_page = || {
        let head = &root.as_bytes()[..root.len().min(super::SAMPLE_BYTES)];
        head.windows(5)
            .any(|w| w.eq_ignore_ascii_case(b"<body") || w.eq_ignore_ascii_case(b"<html"))
    };
    end.is_some_and(|at| root[at + 5..].trim_matches([' ', '\n', '\t', '>']).is_empty())
        && !has_page()
        && memchr::memmem::find_iter(root.as_bytes(), b"<svg").next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_detected_by_their_root() {
        for (text, kind) in [
            ("<?xml version='1.0'?>\n<rss version='2.0'><channel>", Some(Unsupported::Feed)),
            ("<!-- c --><?x?><feed xmlns='http://www.w3.org/2005/Atom'>", Some(Unsupported::Feed)),
            (
                "<rdf:RDF xmlns:rdf='x' xmlns='http://purl.org/rss/1.0/'><channel>",
                Some(Unsupported::Feed),
            ),
            ("<rdf:RDF xmlns:rdf='x'><cc:Work>", None),
            ("<urlset xmlns='x'><url>", Some(Unsupported::Sitemap)),
            ("<sitemapindex><sitemap>", Some(Unsupported::Sitemap)),
            ("<?xml?><!DOCTYPE svg><svg viewBox='0'><path/></svg>\n", Some(Unsupported::Image)),
            ("<svg><path/></svg><p>It rained.</p>", None),
            ("<svg></svg><p>It rained.</p><svg></svg>", None),
            ("<?xml version='1.0'?><html><body>", None),
            ("<!DOCTYPE html><html>", None),
            ("<feedback>", None),
            ("<rss", None),
            ("<", None),
        ] {
            assert_eq!(of(text), kind, "{text}");
        }
    }
}
