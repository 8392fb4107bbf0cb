//! The one pass over a page that notes the elements worth a look.

use crate::dom::{AttrName, Dom, NodeId, Tag};

/// An element that may hold an author or a date.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    pub node: NodeId,
    pub hints: Hints,
    /// The innermost area around it that is not the page's own content, such as a sidebar or a comment.
    pub away: Option<NodeId>,
}

/// What an element's attributes say about it, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hints(u16);

impl Hints {
    pub const AUTHOR: Hints = Hints(1);
    pub const NAME: Hints = Hints(1 << 1);
    pub const ABOUT_AUTHOR: Hints = Hints(1 << 2);
    pub const DATE: Hints = Hints(1 << 3);
    pub const UPDATED: Hints = Hints(1 << 4);
    pub const CAPTION: Hints = Hints(1 << 5);
    pub const CREDIT: Hints = Hints(1 << 6);
    pub const AWAY: Hints = Hints(1 << 7);
    pub const REL_AUTHOR: Hints = Hints(1 << 8);
    pub const PROP_AUTHOR: Hints = Hints(1 << 9);
    pub const PROP_DATE: Hints = Hints(1 << 10);
    pub const INFO: Hints = Hints(1 << 11);
    pub const SECTION: Hints = Hints(1 << 12);
    pub const CRUMBS: Hints = Hints(1 << 13);
    /// A word that names a caption only right beside a picture.
    pub const NOTE: Hints = Hints(1 << 14);
    /// A link or a text that is the page's section for certain.
    pub const PROP_SECTION: Hints = Hints(1 << 15);

    pub fn has(self, other: Hints) -> bool {
        self.0 & other.0 != 0
    }

    const fn with(self, other: Hints) -> Hints {
        Hints(self.0 | other.0)
    }
}

/// The words of class names and ids that say something, sorted.
const WORDS: &[(&str, Hints)] = &[
    ("attribution", Hints::CREDIT),
    ("auteur", Hints::AUTHOR),
    ("author", Hints::AUTHOR),
    ("authored", Hints::AUTHOR),
    ("authorname", Hints::AUTHOR),
    ("authors", Hints::AUTHOR),
    ("autor", Hints::AUTHOR),
    ("autore", Hints::AUTHOR),
    ("avatar", Hints::ABOUT_AUTHOR),
    ("bildtext", Hints::CAPTION),
    ("bio", Hints::ABOUT_AUTHOR),
    ("breadcrumb", Hints::AWAY.with(Hints::CRUMBS)),
    ("breadcrumbs", Hints::AWAY.with(Hints::CRUMBS)),
    ("byline", Hints::AUTHOR),
    ("cap", Hints::NOTE),
    ("caption", Hints::CAPTION),
    ("card", Hints::AWAY),
    ("carousel", Hints::AWAY),
    ("category", Hints::SECTION),
    ("comment", Hints::AWAY),
    ("comments", Hints::AWAY),
    ("copyright", Hints::CREDIT),
    ("created", Hints::DATE),
    ("credit", Hints::CREDIT),
    ("credits", Hints::CREDIT),
    ("date", Hints::DATE),
    ("dateline", Hints::DATE),
    ("datetime", Hints::DATE),
    ("datum", Hints::DATE),
    ("description", Hints::ABOUT_AUTHOR),
    ("fecha", Hints::DATE),
    ("footer", Hints::AWAY),
    ("image", Hints::ABOUT_AUTHOR),
    ("img", Hints::ABOUT_AUTHOR),
    ("info", Hints::INFO),
    ("kicker", Hints::SECTION),
    ("latest", Hints::AWAY),
    ("legend", Hints::NOTE),
    ("legende", Hints::NOTE),
    ("masthead", Hints::AWAY),
    ("menu", Hints::AWAY),
    ("meta", Hints::INFO),
    ("metadata", Hints::INFO),
    ("modified", Hints::UPDATED),
    ("name", Hints::NAME),
    ("nav", Hints::AWAY),
    ("newsletter", Hints::AWAY),
    ("note", Hints::NOTE),
    ("photographer", Hints::CREDIT),
    ("pie", Hints::NOTE),
    ("popular", Hints::AWAY),
    ("postdate", Hints::DATE),
    ("posted", Hints::DATE),
    ("postmetadata", Hints::INFO),
    ("promo", Hints::AWAY),
    ("pubdate", Hints::DATE),
    ("publish", Hints::DATE),
    ("published", Hints::DATE),
    ("recommended", Hints::AWAY),
    ("related", Hints::AWAY),
    ("review", Hints::AWAY),
    ("reviews", Hints::AWAY),
    ("role", Hints::ABOUT_AUTHOR),
    ("rubric", Hints::SECTION),
    ("rubrik", Hints::SECTION),
    ("rubrique", Hints::SECTION),
    ("seccion", Hints::SECTION),
    ("section", Hints::SECTION),
    ("sidebar", Hints::AWAY),
    ("similar", Hints::AWAY),
    ("social", Hints::ABOUT_AUTHOR),
    ("source", Hints::CREDIT),
    ("teaser", Hints::AWAY),
    ("testimonial", Hints::AWAY),
    ("testimonials", Hints::AWAY),
    ("time", Hints::DATE),
    ("timestamp", Hints::DATE),
    ("trending", Hints::AWAY),
    ("updated", Hints::UPDATED),
    ("username", Hints::AUTHOR),
    ("verfasser", Hints::AUTHOR),
    ("weather", Hints::AWAY),
    ("writer", Hints::AUTHOR),
];

/// The longest of [`WORDS`].
const MAX_WORD: usize = 12;

/// What the words of a class or id attribute say: `post-author`, `entry_date`, `articleByline`.
pub(crate) fn class_hints(value: &str) -> Hints {
    let mut hints = Hints::default();
    let mut word = [0_u8; MAX_WORD];
    let mut len = 0;
    let mut before = 0_u8;
    for byte in value.bytes().chain([b' ']) {
        let begins = byte.is_ascii_uppercase() && before.is_ascii_lowercase();
        if begins || !byte.is_ascii_alphabetic() {
            if (3..=MAX_WORD).contains(&len) {
                hints = hints.with(word_hints(&word[..len]));
            }
            len = 0;
        }
        if byte.is_ascii_alphabetic() {
            if len < MAX_WORD {
                word[len] = byte.to_ascii_lowercase();
            }
            len += 1;
        }
        before = byte;
    }
    hints
}

fn word_hints(word: &[u8]) -> Hints {
    let at = WORDS.binary_search_by(|(known, _)| known.as_bytes().cmp(word));
    at.map_or(Hints::default(), |at| WORDS[at].1)
}

/// The elements worth a look, each list in document order.
#[derive(Debug, Default)]
pub(crate) struct Scan {
    pub html: Option<NodeId>,
    pub title: Option<NodeId>,
    pub metas: Vec<NodeId>,
    pub links: Vec<NodeId>,
    pub scripts: Vec<NodeId>,
    pub headings: Vec<Mark>,
    pub marks: Vec<Mark>,
    pub captions: Vec<NodeId>,
    /// What may name the section: links, crumbs, labels.
    pub sections: Vec<Mark>,
    /// Areas that are not the page's own content.
    pub away: Vec<NodeId>,
}

/// What an element says that makes it a mark.
const WANTED: Hints = Hints::AUTHOR
    .with(Hints::REL_AUTHOR)
    .with(Hints::PROP_AUTHOR)
    .with(Hints::PROP_DATE)
    .with(Hints::DATE)
    .with(Hints::UPDATED)
    .with(Hints::INFO);

/// Looks at every element once.
pub(crate) fn scan(dom: &Dom) -> Scan {
    let mut scan = Scan::default();
    let mut away: Vec<NodeId> = Vec::new();
    let mut main: Vec<NodeId> = Vec::new();
    for node in dom.ids() {
        let tag = dom.tag(node);
        if tag == Tag::Text {
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
        let mark = Mark { node, hints: hints(dom, node), away: away.last().copied() };
        if tag.heading_level().is_some() {
            scan.headings.push(mark);
        }
        if tag == Tag::Time || mark.hints.has(WANTED) {
            scan.marks.push(mark);
        }
        if tag == Tag::Figcaption || mark.hints.has(Hints::CAPTION.with(Hints::NOTE)) {
            scan.captions.push(node);
        }
        if mark.hints.has(Hints::PROP_SECTION.with(Hints::SECTION).with(Hints::CRUMBS)) {
            scan.sections.push(mark);
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

/// Whether an address is that of the page about an author.
fn is_authors_page(href: &str) -> bool {
    const FOLDERS: &[&str] = &["author", "authors", "autor", "autoren", "auteur", "auteurs"];
    let folders = href.split('/').rev().skip(1).take(2);
    folders.filter(|folder| (5..=7).contains(&folder.len())).any(|f| FOLDERS.contains(&f))
}

/// What an element's class, id, `rel` and `itemprop` say.
fn hints(dom: &Dom, node: NodeId) -> Hints {
    let mut hints = Hints::default();
    for (name, value) in dom.attrs(node) {
        match name {
            AttrName::Href if dom.tag(node) == Tag::A && is_authors_page(value) => {
                hints = hints.with(Hints::AUTHOR);
            }
            AttrName::Class | AttrName::Id | AttrName::DataComponent | AttrName::DataTestid => {
                hints = hints.with(class_hints(value));
            }
            AttrName::Rel => {
                for rel in value.split_ascii_whitespace() {
                    hints = match rel {
                        "author" => hints.with(Hints::REL_AUTHOR),
                        "category" => hints.with(Hints::PROP_SECTION),
                        _ => hints,
                    };
                }
            }
            AttrName::Itemprop | AttrName::Property => {
                match value.rsplit(':').next().unwrap_or(value) {
                    "author" | "creator" => hints = hints.with(Hints::PROP_AUTHOR),
                    "datePublished" | "dateCreated" | "uploadDate" => {
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
    fn words_are_sorted_so_that_they_are_found() {
        assert!(WORDS.is_sorted_by_key(|(word, _)| word));
        assert_eq!(WORDS.iter().map(|(word, _)| word.len()).max(), Some(MAX_WORD));
    }

    #[test]
    fn class_names_are_read_word_by_word() {
        assert!(class_hints("c-post__author x").has(Hints::AUTHOR));
        assert!(class_hints("articleByline").has(Hints::AUTHOR));
        assert!(class_hints("entry-date2").has(Hints::DATE));
        assert_eq!(class_hints("authority update candidate"), Hints::default());
    }

    #[test]
    fn marks_know_the_area_that_they_stand_in() {
        let dom =
            parse("<header><time>x</time></header><main><header><time>y</time></header></main>");
        let aways: Vec<_> = scan(&dom).marks.iter().map(|m| m.away.map(|a| dom.tag(a))).collect();
        assert_eq!(aways, [Some(Tag::Header), None]);
    }
}
