//! Accessible names of icons.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::emoji;
use crate::text::{collapse, is_blank};

/// The maximum number of nodes that are read in a cell, and the maximum length of a name, in bytes.
const MAX_NODES: usize = 24;
const MAX_BYTES: usize = 40;

/// The name of the first icon in a table cell: `aria-label`, `alt` or `title` of an element, or the `title` of an SVG. `None`
/// if there is none, if the cell has text, or if it has a linked image.
pub(crate) fn name(dom: &Dom, cell: NodeId) -> Option<String> {
    let mut name = None;
    let mut id = NodeId::new(cell.index() + 1);
    for _ in 0..MAX_NODES {
        if id >= dom.end(cell) {
            break;
        }
        let is_drawn = dom.ancestors(id).take(3).any(|a| dom.tag(a) == Tag::Svg);
        if dom.is_text(id) && !is_drawn && !is_blank(dom.text(id)) {
            return None;
        }
        let attrs = [AttrName::AriaLabel, AttrName::Alt, AttrName::Title];
        // A linked image is content, such as a cover or a portrait, not an icon.
        let is_linked = dom.ancestors(id).take(3).any(|a| dom.tag(a) == Tag::A);
        if dom.tag(id) == Tag::Img && is_linked {
            return None;
        }
        let told = attrs.into_iter().find_map(|attr| dom.attr(id, attr)).map(collapse);
        let drawn = || (dom.tag(id) == Tag::Title).then(|| collapse(&dom.text_content(id)));
        let found = told
            .or_else(drawn)
            .filter(|found| found.contains(char::is_alphanumeric) || emoji::of(dom, id).is_some());
        name = name.or(found);
        id = NodeId::new(id.index() + 1);
    }
    name.filter(|name| name.len() <= MAX_BYTES)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn icons_have_names() {
        for (cell, expected) in [
            ("<svg aria-label='yes'></svg>", Some("yes")),
            ("<i class=icon title='Not  included'></i>", Some("Not included")),
            ("<svg><title>Yes</title><path></svg>", Some("Yes")),
            ("<img src=x alt=''><img src=y alt=No>", Some("No")),
            ("<i title=x></i> five", None),
            ("<i title='–'></i>", None),
            ("<img src=x alt='✅'>", Some("✅")),
            ("<a href=/book><img src=x alt='The River'></a>", None),
            ("", None),
        ] {
            let dom = crate::parse::parse(&format!("<table><tr><td>{cell}</table>"));
            let td = dom.ids().find(|&id| dom.tag(id) == Tag::Td).unwrap();
            assert_eq!(name(&dom, td).as_deref(), expected, "{cell}");
        }
    }
}
