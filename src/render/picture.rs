//! Where a picture lies that a page shows, perhaps later or in one of several sizes.

use std::collections::HashSet;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::address::Base;
use crate::render::event::{Event, Flow};
use crate::text::first_bytes;

/// The bytes of a list of sizes that are read.
const MAX_BYTES: usize = 16 * 1024;
/// The maximum number of elements of a `picture` that are read, and of levels from an image up to its `picture`.
const MAX_SOURCES: usize = 16;
const MAX_STEPS: usize = 3;

/// Attributes with the address of a picture that a script shows later, as lazysizes, WP Rocket, Lazy Load for jQuery and
/// Slick name them.
const LATER: [AttrName; 4] =
    [AttrName::DataSrc, AttrName::DataLazySrc, AttrName::DataOriginal, AttrName::DataLazy];
/// The same with several sizes.
const SIZES_LATER: [AttrName; 2] = [AttrName::DataSrcset, AttrName::DataLazySrcset];

/// Names of files that hold the place of a picture.
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

/// Where the picture of an image lies, if that may be written: what a script shows later goes before what the page shows
/// at first, and the sizes of a `picture` come last.
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

/// An address of a picture that is one, not mail and not what holds its place.
fn usable(base: &Base, address: &str) -> Option<String> {
    let address = base.resolve(address)?;
    (!address.starts_with("mailto:") && !is_placeholder(&address)).then_some(address)
}

/// Whether a file is named as the place of a picture, in a format that such files have.
fn is_placeholder(address: &str) -> bool {
    let path = address.split(['?', '#']).next().unwrap_or("");
    let file = path.rsplit('/').next().unwrap_or("").to_ascii_lowercase();
    file.rsplit_once('.').is_some_and(|(name, kind)| {
        matches!(kind, "gif" | "png" | "svg") && PLACEHOLDERS.contains(&name)
    })
}

/// Whether an image is a dot, which counts visits.
fn is_dot(dom: &Dom, image: NodeId) -> bool {
    let is_one = |name| {
        let size = dom.attr(image, name).and_then(|size| size.trim().parse::<u32>().ok());
        size.is_some_and(|size| size <= 1)
    };
    is_one(AttrName::Width) && is_one(AttrName::Height)
}

/// The largest of several sizes, by their width or density; the first of those that are equal.
fn largest(base: &Base, sizes: &str) -> Option<String> {
    let mut sizes: Vec<(&str, f64)> = candidates(first_bytes(sizes, MAX_BYTES)).collect();
    sizes.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    sizes.into_iter().find_map(|(address, _)| usable(base, address))
}

/// The addresses of a `srcset` with their sizes. An address may hold commas, but not end with one
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

/// The pictures of a page that were shown.
#[derive(Default)]
pub(crate) struct Pictures {
    addresses: HashSet<String>,
}

impl Pictures {
    /// Notes the picture of an image. False if there is none, or if it was shown.
    pub fn admit(&mut self, dom: &Dom, base: &Base, image: NodeId, flow: &Flow) -> bool {
        let address = address(base, dom, image).filter(|_| !is_twin(dom, image, flow));
        address.is_some_and(|address| self.addresses.insert(address))
    }
}

/// Whether an image repeats, for readers without scripts, the image right before it.
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
    fn pictures_that_come_later() {
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
    fn pictures_of_several_sizes() {
        check("<img srcset='a,b.jpg 320w, c.jpg 1200w,d.jpg 800w'>", "![](c.jpg)");
        check("<img srcset='a.jpg, b.jpg 1.5x'>", "![](b.jpg)");
        check("<img srcset='a.jpg,'>", "![](a.jpg)");
        check(
            "<picture><source srcset='a.webp 2x'><source data-srcset=b.jpg><img src=data:x alt=c></picture>",
            "![c](a.webp)",
        );
    }

    #[test]
    fn a_picture_is_shown_once() {
        check("<img src=a.png><p>x<img src=a.png>", "![](a.png)\n\nx");
        check("<img data-src=a.png><noscript><img src=a.jpg></noscript>", "![](a.png)");
        check("<noscript><img src=a.png></noscript><img data-src=a.png>", "![](a.png)");
        check("<img src=data:x><noscript><img src=a.png></noscript>", "![](a.png)");
    }

    #[test]
    fn what_is_no_picture() {
        check("<img src=/t?x width=1 height=1><img src=spacer.gif><img src=mailto:a@b>", "");
    }

    #[test]
    fn emoji_are_text() {
        check("<p>Well done <img class=emoji src=1f642.png alt=🙂>!", "Well done 🙂!");
    }
}
