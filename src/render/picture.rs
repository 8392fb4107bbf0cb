//! URLs of images, including lazily loaded images and responsive sizes.

use std::collections::HashSet;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::address::Base;
use crate::render::event::{Event, Flow};
use crate::text::first_bytes;

/// The maximum number of bytes that are read of a `srcset`.
const MAX_BYTES: usize = 16 * 1024;
/// Half the maximum number of nodes that are read in a `picture`, and the maximum number of levels from an image up to it.
const MAX_SOURCES: usize = 16;
const MAX_STEPS: usize = 3;

/// Attributes with the URL of a lazily loaded image: names of lazysizes, WP Rocket, Lazy Load for jQuery and Slick.
const LATER: [AttrName; 4] =
    [AttrName::DataSrc, AttrName::DataLazySrc, AttrName::DataOriginal, AttrName::DataLazy];
/// The same for several sizes, as in `srcset`.
const SIZES_LATER: [AttrName; 2] = [AttrName::DataSrcset, AttrName::DataLazySrcset];

/// File names of placeholder images, without extension.
const PLACEHOLDERS: &[&str] = &[
    "1x1",
    "blank",
    "clear",
    "dummy",
    "empty",
    "lazy",
    "lazyload",
    "loader",
    "loading",
    "pixel",
    "placeholder",
    "spacer",
    "trans",
    "transparent",
];

/// The URL of an image, if it is safe. Tried in this order: lazy URLs, lazy sizes, `src`, `srcset`, and the sources of its
/// `picture`. `None` for tracking pixels.
pub(crate) fn address(base: &Base, dom: &Dom, image: NodeId) -> Option<String> {
    if is_dot(dom, image) {
        return None;
    }
    let one = |id: NodeId, name: AttrName| usable(base, dom.attr(id, name)?);
    let largest = |id: NodeId, name: AttrName| largest(base, dom.attr(id, name)?);
    let of = |id: NodeId| {
        let later = LATER.into_iter().find_map(|name| one(id, name));
        later
            .or_else(|| SIZES_LATER.into_iter().find_map(|name| largest(id, name)))
            .or_else(|| one(id, AttrName::Src))
            .or_else(|| largest(id, AttrName::Srcset))
    };
    of(image).or_else(|| {
        let picture =
            dom.ancestors(image).take(MAX_STEPS).find(|&id| dom.tag(id) == Tag::Picture)?;
        let mut known = base.sources.borrow_mut();
        known.entry(picture).or_insert_with(|| sources(dom, picture).find_map(of)).clone()
    })
}

/// The sources of a `picture`.
fn sources(dom: &Dom, picture: NodeId) -> impl Iterator<Item = NodeId> {
    let inside = dom.subtree(picture).skip(1).take(2 * MAX_SOURCES);
    inside.filter(|&id| dom.tag(id) == Tag::Source)
}

/// Resolves a URL; `None` for `mailto:` URLs and placeholders.
fn usable(base: &Base, address: &str) -> Option<String> {
    let address = base.resolve(address)?;
    (!address.starts_with("mailto:") && !is_placeholder(&address)).then_some(address)
}

/// Whether a URL has the file name and format of a placeholder image.
fn is_placeholder(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let file = path.rsplit('/').next().unwrap_or("").to_ascii_lowercase();
    file.rsplit_once('.').is_some_and(|(name, kind)| {
        matches!(kind, "gif" | "png" | "svg") && PLACEHOLDERS.contains(&name)
    })
}

/// Whether an image is declared to be at most one pixel: a tracking pixel.
fn is_dot(dom: &Dom, image: NodeId) -> bool {
    let is_one = |name| {
        let size = dom.attr(image, name).and_then(|size| size.trim().parse::<u32>().ok());
        size.is_some_and(|size| size <= 1)
    };
    is_one(AttrName::Width) && is_one(AttrName::Height)
}

/// The largest usable candidate of a `srcset`, by width or density; of equal ones the first.
fn largest(base: &Base, sizes: &str) -> Option<String> {
    let mut sizes: Vec<(&str, f64)> = candidates(first_bytes(sizes, MAX_BYTES)).collect();
    sizes.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    sizes.into_iter().find_map(|(address, _)| usable(base, address))
}

/// Parses a `srcset` into URLs and sizes. A URL may contain commas, but not end with one
/// (<https://html.spec.whatwg.org/#parsing-a-srcset-attribute>).
fn candidates(sizes: &str) -> impl Iterator<Item = (&str, f64)> {
    let mut rest = sizes;
    std::iter::from_fn(move || {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        let end = rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len());
        let (address, after) = rest.split_at(end);
        if address.is_empty() {
            return None;
        }
        let bare = address.trim_end_matches(',');
        let size =
            if bare.len() < address.len() { "" } else { after.split(',').next().unwrap_or("") };
        rest = &after[size.len()..];
        let number = size.trim().trim_end_matches(['w', 'x']);
        Some((bare, number.parse().ok().filter(|n: &f64| n.is_finite()).unwrap_or(1.0)))
    })
}

/// The URLs of the images that are written.
#[derive(Default)]
pub(crate) struct Pictures {
    addresses: HashSet<String>,
}

impl Pictures {
    /// Records an image. Returns false if it has no URL or repeats an earlier one.
    pub fn admit(&mut self, dom: &Dom, base: &Base, image: NodeId, flow: &Flow) -> bool {
        let address = address(base, dom, image).filter(|_| !is_twin(dom, image, flow));
        address.is_some_and(|address| self.addresses.insert(address))
    }
}

/// Whether an image in `noscript` directly follows an image outside: it is the fallback of that image.
fn is_twin(dom: &Dom, image: NodeId, flow: &Flow) -> bool {
    let is_in_noscript =
        |id: NodeId| dom.ancestors(id).take(MAX_STEPS).any(|a| dom.tag(a) == Tag::Noscript);
    let mut before = flow.events.iter().rev().skip_while(|event| matches!(event, Event::Close(_)));
    is_in_noscript(image)
        && matches!(before.next(), Some(&Event::Image(other)) if !is_in_noscript(other))
}

#[cfg(test)]
mod tests {
    use crate::render::event::Context;
    use crate::render::{all_of, markdown};

    fn check(html: &str, expected: &str) {
        let (dom, kept) = all_of(html);
        let context = Context { images: true, ..Context::new(&dom, &kept) };
        assert_eq!(markdown::render(context), expected, "{html}");
    }

    #[test]
    fn lazily_loaded_images() {
        for name in ["src", "data-src", "data-lazy-src", "data-original", "data-lazy"] {
            check(
                &format!("<img src=data:x {name}=a_b.png>"),
                if name == "src" { "" } else { "![](a_b.png)" },
            );
            check(&format!("<img {name}=a.png>"), "![](a.png)");
        }
        check("<img src=a-small.jpg data-srcset='a.jpg 1x, b.jpg 2x'>", "![](b.jpg)");
        check("<img src=/img/blank.gif data-original=c.jpg>", "![](c.jpg)");
    }

    #[test]
    fn responsive_images() {
        check("<img srcset='a,b.jpg 320w, c.jpg 1200w,d.jpg 800w'>", "![](c.jpg)");
        check("<img srcset='a.jpg, b.jpg 1.5x'>", "![](b.jpg)");
        check("<img srcset='a.jpg,'>", "![](a.jpg)");
        check(
            "<picture><source srcset='a.webp 2x'><source data-srcset=b.jpg><img src=data:x alt=c></picture>",
            "![c](a.webp)",
        );
    }

    #[test]
    fn an_image_is_written_once() {
        check("<img src=a.png><p>x<img src=a.png>", "![](a.png)\n\nx");
        check("<img data-src=a.png><noscript><img src=a.jpg></noscript>", "![](a.png)");
        check("<noscript><img src=a.png></noscript><img data-src=a.png>", "![](a.png)");
        check("<img src=data:x><noscript><img src=a.png></noscript>", "![](a.png)");
    }

    #[test]
    fn pixels_placeholders_and_mail_are_not_images() {
        check("<img src=/t?x width=1 height=1><img src=spacer.gif><img src=mailto:a@b>", "");
    }

    #[test]
    fn emoji_are_text() {
        check("<p>Well done <img class=emoji src=1f642.png alt=🙂>!", "Well done 🙂!");
    }
}
