//! Positions of images, form fields and links among the text blocks.

use crate::block::Blocks;
use crate::dom::{AttrName, Dom, NodeId, Tag};

/// Elements near which captions, sign-up forms and related links are found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Landmarks {
    /// Images, embedded media, and elements without text that have a background image, in document order.
    pub pictures: Vec<NodeId>,
    /// Form fields for text, in document order.
    pub fields: Vec<NodeId>,
    /// Visible form controls (buttons and fields), in document order.
    pub controls: Vec<NodeId>,
    /// The number of links in each block.
    pub n_links: Vec<u16>,
}

impl Landmarks {
    /// Collects the landmarks in one pass over the page.
    pub fn new(dom: &Dom, blocks: &Blocks) -> Self {
        let mut marks = Landmarks { n_links: vec![0; blocks.list.len()], ..Landmarks::default() };
        for id in dom.ids() {
            match dom.tag(id) {
                tag if is_picture(tag) => marks.pictures.push(id),
                Tag::Button | Tag::Select => marks.controls.push(id),
                Tag::Textarea => marks.add_field(id, true),
                Tag::Input => match dom.attr(id, AttrName::Type).unwrap_or("text") {
                    kind if kind.eq_ignore_ascii_case("hidden") => {}
                    kind => marks.add_field(id, takes_text(kind)),
                },
                Tag::A => marks.add_link(dom, blocks, id),
                _ if has_background_image(dom, blocks, id) => marks.pictures.push(id),
                _ => {}
            }
        }
        marks
    }

    fn add_field(&mut self, id: NodeId, takes_text: bool) {
        self.controls.push(id);
        if takes_text {
            self.fields.push(id);
        }
    }

    /// Counts a link for the block that it begins in, or else for the first block inside it.
    fn add_link(&mut self, dom: &Dom, blocks: &Blocks, link: NodeId) {
        let inside = blocks.within(dom, link);
        let before = inside.start.checked_sub(1).filter(|&i| link < blocks.list[i].last);
        let owner = before.or(Some(inside.start).filter(|_| !inside.is_empty()));
        if let Some(n) = owner.and_then(|i| self.n_links.get_mut(i)) {
            *n = n.saturating_add(1);
        }
    }

    /// The number of images and embedded media in an element.
    pub fn n_pictures(&self, dom: &Dom, id: NodeId) -> usize {
        n_within(&self.pictures, dom, id)
    }

    /// The number of text fields in an element.
    pub fn n_fields(&self, dom: &Dom, id: NodeId) -> usize {
        n_within(&self.fields, dom, id)
    }
}

fn n_within(sorted: &[NodeId], dom: &Dom, id: NodeId) -> usize {
    if sorted.is_empty() {
        return 0;
    }
    let end = dom.end(id);
    sorted.partition_point(|&n| n < end) - sorted.partition_point(|&n| n < id)
}

/// Whether an element is an image or embedded media.
fn is_picture(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Img | Tag::Video | Tag::Iframe | Tag::Audio | Tag::Object | Tag::Embed | Tag::Canvas
    )
}

/// Whether an element without text has a background image: many sites show photos this way.
fn has_background_image(dom: &Dom, blocks: &Blocks, id: NodeId) -> bool {
    let has_image = |style: &str| style.contains("url(") && style.contains("background");
    !dom.is_text(id)
        && blocks.within(dom, id).is_empty()
        && dom.attr(id, AttrName::Style).is_some_and(has_image)
}

/// Whether an `input` of this type takes text.
fn takes_text(kind: &str) -> bool {
    ["text", "email", "tel", ""].iter().any(|own| kind.eq_ignore_ascii_case(own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::parse::parse;

    #[test]
    fn landmarks_are_counted_by_element_and_block() {
        let dom = parse(
            "<div><img><p>a <a href=x>b</a> <a href=y>c</a></p></div><a href=z><p>d</p></a>\
             <form><input type=hidden><input><input type=EMAIL><textarea></textarea></form>",
        );
        let blocks = segment(&dom);
        let marks = Landmarks::new(&dom, &blocks);
        assert_eq!(marks.n_links, [2, 1]);
        let find = |tag| dom.ids().find(|&id| dom.tag(id) == tag).unwrap();
        assert_eq!(marks.n_pictures(&dom, find(Tag::Div)), 1);
        assert_eq!(marks.n_pictures(&dom, find(Tag::Form)), 0);
        assert_eq!(marks.n_fields(&dom, find(Tag::Form)), 3);
        assert_eq!(marks.controls.len(), 3);
    }

    #[test]
    fn a_background_image_of_an_element_without_text_is_a_picture() {
        let dom = parse(
            "<div style='background-image:url(a.jpg)'></div><p style='background:url(b.jpg)'>a</p>\
             <i style='background:url(c.svg)'></i><p style='color:red'></p>",
        );
        let marks = Landmarks::new(&dom, &segment(&dom));
        let tags: Vec<_> = marks.pictures.iter().map(|&id| dom.tag(id)).collect();
        assert_eq!(tags, [Tag::Div, Tag::I]);
    }
}
