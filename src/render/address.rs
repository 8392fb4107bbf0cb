//! URLs of links and images: resolves them and rejects unsafe ones.

use std::cell::RefCell;
use std::collections::HashMap;

use url::Url;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::email;

/// The maximum length of a URL, in bytes. Longer ones are data, not locations.
pub(crate) const MAX_BYTES: usize = 2048;
/// The maximum length of a URL in the page, in bytes, before control characters such as line feeds are removed.
const MAX_WRITTEN: usize = 2 * MAX_BYTES;

/// The base URL of a page, if known.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    url: Option<Url>,
    /// Cache: for each `picture`, the URL of its sources. Each image in it asks for it.
    pub sources: RefCell<HashMap<NodeId, Option<String>>>,
}

impl Base {
    /// The base is the `base` element, resolved against `url`, else `url`. Longer than [`MAX_BYTES`] is ignored: each relative
    /// URL would be written with it. So are schemes other than `http` and `https`.
    pub fn new(dom: &Dom, url: Option<&str>) -> Base {
        let is_short = |url: &&str| url.len() <= MAX_BYTES;
        let page = url.map(str::trim).filter(is_short).and_then(|url| Url::parse(url).ok());
        let element = dom
            .ids()
            .find(|&id| dom.tag(id) == Tag::Base && dom.attr(id, AttrName::Href).is_some());
        let declared =
            element.and_then(|id| dom.attr(id, AttrName::Href)).map(str::trim).filter(is_short);
        let declared = declared.and_then(|href| match &page {
            Some(page) => page.join(href).ok(),
            None => Url::parse(href).ok(),
        });
        let is_base =
            |url: &Url| matches!(url.scheme(), "http" | "https") && url.as_str().len() <= MAX_BYTES;
        let url = declared.filter(is_base).or(page.filter(is_base));
        Base { url, sources: RefCell::default() }
    }

    /// The length of the base URL, in bytes; 0 if unknown.
    pub fn n_bytes(&self) -> usize {
        self.url.as_ref().map_or(0, |url| url.as_str().len())
    }

    /// The URL of a link, if its scheme is allowed: `http`, `https`, `mailto`, or relative.
    pub fn link(&self, dom: &Dom, link: NodeId) -> Option<String> {
        match email::of_link(dom, link) {
            Some(email) => self.resolve(&format!("mailto:{email}")),
            None => self.resolve(dom.attr(link, AttrName::Href)?),
        }
    }

    /// Resolves a URL against the base, if known. `None` if its scheme is not allowed, or if it is empty, a fragment or too
    /// long. The scheme is parsed as in browsers: case, white space and control characters are ignored.
    pub fn resolve(&self, address: &str) -> Option<String> {
        let address = address.trim_matches(|c| c <= ' ');
        if address.len() > MAX_WRITTEN {
            return None;
        }
        let address: String = address.chars().filter(|c| !c.is_control()).collect();
        if address.is_empty() || address.starts_with('#') || address.len() > MAX_BYTES {
            return None;
        }
        let absolute = match (scheme(&address), &self.url) {
            (None, Some(base)) => base.join(&address).ok()?.into(),
            _ => address,
        };
        // Check both forms: encoding a backslash may join what it separated into a scheme.
        let is_safe = |address: &str| scheme(address).is_none_or(|scheme| is_allowed(&scheme));
        let written = encode(&absolute);
        (is_safe(&absolute) && is_safe(&written) && written.len() <= MAX_BYTES).then_some(written)
    }
}

fn is_allowed(scheme: &str) -> bool {
    matches!(scheme, "http" | "https" | "mailto")
}

/// The lower-case scheme without white space, or `None` if the URL is relative.
fn scheme(address: &str) -> Option<String> {
    let end = address.find([':', '/', '?', '#', '\\'])?;
    let is_scheme = address[end..].starts_with(':');
    is_scheme.then(|| {
        address[..end].chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
    })
}

/// Percent-encodes characters that would end a URL in HTML, Markdown or plain text.
fn encode(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    for c in address.chars() {
        if c.is_whitespace()
            || matches!(c, '"' | '\'' | '<' | '>' | '`' | '\\' | '^' | '{' | '|' | '}' | '(' | ')')
        {
            let mut buffer = [0; 4];
            c.encode_utf8(&mut buffer)
                .bytes()
                .for_each(|byte| out.push_str(&format!("%{byte:02X}")));
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn base(url: &str) -> Base {
        Base::new(&crate::parse::parse(""), Some(url))
    }

    #[test]
    fn only_known_schemes_are_allowed() {
        let base = base("");
        for bad in [
            "javascript:alert(1)",
            " JaVaScript:x",
            "java\tscript:x",
            "java\nscript:x",
            "\u{1}javascript:x",
            "java script:x",
            "data:text/html,x",
            "vbscript:x",
            "file:///etc",
            "#top",
            "",
            "  ",
            "\u{a0}javascript:x",
            "x&y:z",
            "x\\y:z",
        ] {
            assert_eq!(base.resolve(bad), None, "{bad:?}");
        }
        for good in [
            "http://a.example/",
            "HTTPS://a.example",
            "mailto:a@b.example",
            "/x:y",
            "x?a:b",
            "//a.example/x",
        ] {
            assert_eq!(base.resolve(good).as_deref(), Some(good));
        }
        assert_eq!(base.resolve("/a b(c)\"<").as_deref(), Some("/a%20b%28c%29%22%3C"));
        // Output can be parsed again: no written URL exceeds the limit.
        let long = base.resolve(&format!("/{}", "é".repeat(MAX_BYTES / 3)));
        assert_eq!(long.map(|address| address.len()), Some(1 + MAX_BYTES / 3 * 2));
        assert_eq!(base.resolve(&"(".repeat(MAX_BYTES / 3 + 1)), None);
    }

    #[test]
    fn relative_urls_are_resolved() {
        let base = base("https://a.example/x/y.html?q");
        assert_eq!(base.resolve("../z").as_deref(), Some("https://a.example/z"));
        assert_eq!(base.resolve("//b.example/c").as_deref(), Some("https://b.example/c"));
        assert_eq!(base.resolve("javascript:x"), None);
        let dom = crate::parse::parse("<base href='/deep/'><a href=z>z</a>");
        let link = dom.ids().find(|&id| dom.tag(id) == Tag::A).unwrap();
        assert_eq!(
            Base::new(&dom, Some("https://a.example/x/")).link(&dom, link).as_deref(),
            Some("https://a.example/deep/z")
        );
        assert_eq!(Base::new(&dom, None).link(&dom, link).as_deref(), Some("z"));
        let dom = crate::parse::parse("<base href=javascript:x//>");
        let base = Base::new(&dom, Some("https://a.example/x/"));
        assert_eq!(base.resolve("z").as_deref(), Some("https://a.example/x/z"), "as in browsers");
    }

    #[test]
    fn a_long_base_is_ignored() {
        let long = format!("https://a.example/{}/", "x".repeat(MAX_BYTES));
        let dom = crate::parse::parse(&format!("<base href='{long}'>"));
        let resolved = |url| Base::new(&dom, url).resolve("z");
        assert_eq!(resolved(None).as_deref(), Some("z"));
        assert_eq!(resolved(Some("https://b.example/")).as_deref(), Some("https://b.example/z"));
        assert_eq!(base(&long).resolve("/z").as_deref(), Some("/z"));
        assert_eq!(base(&long[..MAX_BYTES]).n_bytes(), MAX_BYTES);
    }
}
