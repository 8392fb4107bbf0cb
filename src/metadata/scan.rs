//! Scans a page once and collects the elements and texts that may give metadata.

use std::ops::Range;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::hints::KnownClasses;
use crate::facts::hints::href_hints;
pub(crate) use crate::facts::hints::{Hints, class_hints};
use crate::text::trim;

/// An element that may contain an author or a date.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub node: NodeId,
    pub hints: Hints,
    /// The innermost area around the element that is not the page's own content, such as a sidebar or a comment.
    pub away: Option<NodeId>,
}

/// A non-blank text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'a> {
    pub node: NodeId,
    /// The text without surrounding white space.
    pub text: &'a str,
    /// The total size of the non-blank texts before it, in bytes, without scripts and the like.
    n_before: usize,
}

/// The elements and texts that may give metadata, each list in document order.
#[derive(Debug, Default)]
pub(crate) struct Scan<'a> {
    pub html: Option<NodeId>,
    pub title: Option<NodeId>,
    pub metas: Vec<NodeId>,
    pub links: Vec<NodeId>,
    pub scripts: Vec<NodeId>,
    pub headings: Vec<Mark>,
    pub marks: Vec<Mark>,
    /// Elements that may name the section or a keyword: links, breadcrumbs, labels.
    pub sections: Vec<Mark>,
    /// Links to licences.
    pub licenses: Vec<Mark>,
    /// Areas outside the page's own content.
    pub away: Vec<NodeId>,
    pub anchors: Vec<NodeId>,
    /// The non-blank texts. Two thirds of all texts are blank.
    pub texts: Vec<Text<'a>>,
    n_bytes: usize,
}

impl<'a> Scan<'a> {
    /// Returns the texts in a range of nodes.
    pub fn texts_in(&self, nodes: Range<usize>) -> &[Text<'a>] {
        let first = self.n_texts_before(nodes.start);
        let n = self.texts[first..].partition_point(|text| text.node.index() < nodes.end);
        &self.texts[first..first + n]
    }

    /// Returns the total size of the texts in a range of nodes, in bytes, without scripts and the like.
    pub fn n_bytes_in(&self, nodes: Range<usize>) -> usize {
        let n_before = |node| {
            let text = self.texts.get(self.n_texts_before(node));
            text.map_or(self.n_bytes, |text| text.n_before)
        };
        n_before(nodes.end) - n_before(nodes.start)
    }

    fn n_texts_before(&self, node: usize) -> usize {
        self.texts.partition_point(|text| text.node.index() < node)
    }

    fn add_text(&mut self, dom: &'a Dom, node: NodeId) {
        let text = trim(dom.text(node));
        if text.is_empty() {
            return;
        }
        self.texts.push(Text { node, text, n_before: self.n_bytes });
        if !dom.parent(node).is_some_and(|parent| dom.tag(parent).is_skipped()) {
            self.n_bytes += text.len();
        }
    }
}

/// The hints that make an element a mark.
const WANTED: Hints = Hints::AUTHOR
    .with(Hints::REL_AUTHOR)
    .with(Hints::PROP_AUTHOR)
    .with(Hints::PROP_DATE)
    .with(Hints::DATE)
    .with(Hints::UPDATED)
    .with(Hints::INFO);

/// The hints of elements that may name the section or a keyword.
const NAMES_SECTION: Hints =
    Hints::PROP_SECTION.with(Hints::SECTION).with(Hints::CRUMBS).with(Hints::PROP_TAG);

/// Scans all nodes of a page once.
pub(crate) fn scan(dom: &Dom) -> Scan<'_> {
    let mut scan = Scan::default();
    let mut away: Vec<NodeId> = Vec::new();
    let mut main: Vec<NodeId> = Vec::new();
    let mut known = KnownClasses::default();
    for node in dom.ids() {
        let tag = dom.tag(node);
        match tag {
            Tag::Text => {
                scan.add_text(dom, node);
                continue;
            }
            Tag::A => scan.anchors.push(node),
            _ => {}
        }
        let hints = hints(dom, node, &mut known);
        if hints == Hints::default() && !is_of_note(tag) {
            continue;
        }
        for open in [&mut away, &mut main] {
            while open.last().is_some_and(|&area| dom.end(area) <= node) {
                open.pop();
            }
        }
        match tag {
            Tag::Html => scan.html = scan.html.or(Some(node)),
            Tag::Title if away.is_empty() => scan.title = scan.title.or(Some(node)),
            Tag::Meta => scan.metas.push(node),
            Tag::Link => scan.links.push(node),
            Tag::Script if dom.end(node).index() > node.index() + 1 => scan.scripts.push(node),
            Tag::Main | Tag::Article => main.push(node),
            _ => {}
        }
        let mark = Mark { node, hints, away: away.last().copied() };
        if tag.heading_level().is_some() {
            scan.headings.push(mark);
        }
        if tag == Tag::Time || mark.hints.has(WANTED) {
            scan.marks.push(mark);
        }
        if mark.hints.has(NAMES_SECTION) {
            scan.sections.push(mark);
        }
        if mark.hints.has(Hints::REL_LICENSE.with(Hints::LICENSE)) {
            scan.licenses.push(mark);
        }
        let outside = matches!(
            tag,
            Tag::Aside | Tag::Nav | Tag::Footer | Tag::Svg | Tag::Template | Tag::Select
        );
        if outside || tag == Tag::Header && main.is_empty() || mark.hints.has(Hints::AWAY) {
            away.push(node);
            scan.away.push(node);
        }
    }
    scan
}

/// Whether an element is collected independently of its attributes.
fn is_of_note(tag: Tag) -> bool {
    use Tag::*;
    tag.heading_level().is_some()
        || matches!(tag, Html | Title | Meta | Link | Script | Main | Article | Header)
        || matches!(tag, Time | Figcaption | Aside | Nav | Footer | Svg | Template | Select)
}

/// Whether an attribute may have hints.
fn has_hints(name: AttrName) -> bool {
    use AttrName::*;
    matches!(name, Class | Id | DataComponent | DataTestid | Href | Rel | Itemprop | Property)
}

/// Returns the hints of an element's class, id, `rel`, `itemprop` and similar attributes.
fn hints<'a>(dom: &'a Dom, node: NodeId, known: &mut KnownClasses<'a>) -> Hints {
    let mut hints = Hints::default();
    for (name, value) in dom.attrs_of_names(node, has_hints) {
        match name {
            AttrName::Href if dom.tag(node) == Tag::A => hints = hints.with(href_hints(value)),
            AttrName::Class => hints = hints.with(known.hints(value)),
            AttrName::Id | AttrName::DataComponent | AttrName::DataTestid => {
                hints = hints.with(class_hints(value));
            }
            AttrName::Rel => {
                for rel in value.split_ascii_whitespace() {
                    hints = match rel {
                        "author" => hints.with(Hints::REL_AUTHOR),
                        "category" => hints.with(Hints::PROP_SECTION),
                        "tag" => hints.with(Hints::PROP_TAG),
                        "license" => hints.with(Hints::REL_LICENSE),
                        _ => hints,
                    };
                }
            }
            AttrName::Itemprop | AttrName::Property => {
                match value.rsplit(':').next().unwrap_or(value) {
                    "author" | "creator" => hints = hints.with(Hints::PROP_AUTHOR),
                    "datePublished" | "publishDate" | "dateCreated" | "uploadDate" => {
                        hints = hints.with(Hints::PROP_DATE)
                    }
                    "dateModified" => hints = hints.with(Hints::PROP_DATE).with(Hints::UPDATED),
                    "name" => hints = hints.with(Hints::NAME),
                    "comment" => hints = hints.with(Hints::AWAY),
                    "articleSection" => hints = hints.with(Hints::PROP_SECTION),
                    _ => {}
                }
            }
            _ => {}
        }
    }
    hints
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[test]
    fn marks_know_the_area_that_they_stand_in() {
        let dom =
            parse("<header><time>x</time></header><main><header><time>y</time></header></main>");
        let aways: Vec<_> = scan(&dom).marks.iter().map(|m| m.away.map(|a| dom.tag(a))).collect();
        assert_eq!(aways, [Some(Tag::Header), None]);
    }

    #[test]
    fn texts_that_are_not_blank_are_counted() {
        let dom = parse("<p> one </p> <canvas>two</canvas>\n<p>three");
        let scan = scan(&dom);
        let texts: Vec<_> = scan.texts.iter().map(|text| text.text).collect();
        assert_eq!(texts, ["one", "two", "three"]);
        assert_eq!(scan.n_bytes_in(0..dom.len()), 8);
        let [one, _, three] = [0, 1, 2].map(|i| scan.texts[i].node.index());
        assert_eq!((scan.n_bytes_in(0..one), scan.n_bytes_in(one..three)), (0, 3));
        assert_eq!(scan.texts_in(one + 1..three + 9).len(), 2);
    }
}
