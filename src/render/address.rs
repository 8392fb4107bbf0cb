//! Addresses of links and images: which are safe to write, and what they are relative to.

use std::cell::RefCell;
use std::collections::HashMap;

use url::Url;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::email;

/// Longer addresses carry data, not an address.
pub(crate) const MAX_BYTES: usize = 2048;
/// The same with the control characters that do not belong to it, such as line feeds.
const MAX_WRITTEN: usize = 2 * MAX_BYTES;

/// What the addresses on a page are relative to, if that is known.
#[derive(Debug, Clone)]
pub(crate) struct Base {
    url: Option<Url>,
    /// The address that the sources of a `picture` give, by its node: each of its images asks for it.
    pub sources: RefCell<HashMap<NodeId, Option<String>>>,
}

impl Base {
    /// The page's own address, `url`, or what its `base` element says. One of more than [`MAX_BYTES`] is none: every
    /// relative address would be written with it.
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

    /// The bytes that the base adds to a relative address.
    pub fn n_bytes(&self) -> usize {
        self.url.as_ref().map_or(0, |url| url.as_str().len())
    }

    /// Where a link leads, if that may be written: `http`, `https`, `mailto`, or relative.
    pub fn link(&self, dom: &Dom, link: NodeId) -> Option<String> {
        match email::of_link(dom, link) {
            Some(email) => self.resolve(&format!("mailto:{email}")),
            None => self.resolve(dom.attr(link, AttrName::Href)?),
        }
    }

    /// An address made absolute if the base is known. `None` if its scheme is not allowed, if it points into
    /// the page itself, or if it is none. The scheme is looked for as a browser does: without white space and
    /// control characters, whatever the case.
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
        // What a backslash parts is together when it is encoded.
        let is_safe = |address: &str| scheme(address).is_none_or(|scheme| is_allowed(&scheme));
        let written = encode(&absolute);
        (is_safe(&absolute) && is_safe(&written) && written.len() <= MAX_BYTES).then_some(written)
    }
}

fn is_allowed(scheme: &str) -> bool {
    matches!(scheme, "http" | "https" | "mailto")
}

/// What stands before a colon, lower-case, without white space; `None` if the address is relative.
fn scheme(address: &str) -> Option<String> {
    let end = address.find([':', '/', '?', '#', '\\'])?;
    let is_scheme = address[end..].starts_with(':');
    is_scheme.then(|| {
        address[..end].chars().filter(|c| !c.is_whitespace()).collect::<String>().to_lowercase()
    })
}

/// Percent-encodes what would end an address in HTML, Markdown or plain text.
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
    fn schemes_are_allowed_by_name() {
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
        // What is written can be read again: no address is longer than one that is read.
        let long = base.resolve(&format!("/{}", "é".repeat(MAX_BYTES / 3)));
        assert_eq!(long.map(|address| address.len()), Some(1 + MAX_BYTES / 3 * 2));
        assert_eq!(base.resolve(&"(".repeat(MAX_BYTES / 3 + 1)), None);
    }

    #[test]
    fn relative_addresses_become_absolute() {
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
    fn a_base_is_bounded() {
        let long = format!("https://a.example/{}/", "x".repeat(MAX_BYTES));
        let dom = crate::parse::parse(&format!("<base href='{long}'>"));
        let resolved = |url| Base::new(&dom, url).resolve("z");
        assert_eq!(resolved(None).as_deref(), Some("z"));
        assert_eq!(resolved(Some("https://b.example/")).as_deref(), Some("https://b.example/z"));
        assert_eq!(base(&long).resolve("/z").as_deref(), Some("/z"));
        assert_eq!(base(&long[..MAX_BYTES]).n_bytes(), MAX_BYTES);
    }
}
