//! What is kept as data instead of one text: its blocks, its links, its images.

use std::ops::Range;

use crate::dom::{AttrName, Dom, NodeId, Span, Tag};
use crate::named::named;
use crate::positions::Positions;
use crate::render::address::Base;
use crate::render::event::{Context, Event, Flow, is_leaf};
use crate::render::{flow, picture, scripts};
use crate::text::{clipped, collapse};

/// The maximum number of bytes between two lines of the plain text, such as marks of quotes and items.
const NEAR: usize = 256;

/// The kind of a [`Block`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// A heading; [`Block::level`] says of which level.
    Heading,
    /// A paragraph outside of lists, quotes and tables.
    Paragraph,
    /// An item of a list, or a further paragraph of one.
    Item,
    /// A paragraph of a quote.
    Quote,
    /// Preformatted text, such as code.
    Code,
    /// A row of a table, with tabs between the cells.
    Row,
    /// A term of a list of definitions.
    Term,
    /// The definition of a term.
    Definition,
    /// The caption of a table or a figure.
    Caption,
}

impl BlockKind {
    /// All kinds.
    pub const ALL: &'static [BlockKind] = &[
        BlockKind::Heading,
        BlockKind::Paragraph,
        BlockKind::Item,
        BlockKind::Quote,
        BlockKind::Code,
        BlockKind::Row,
        BlockKind::Term,
        BlockKind::Definition,
        BlockKind::Caption,
    ];

    /// The name in lower case: `heading`, `paragraph`, `item`, `quote`, `code`, `row`, `term`, `definition`, `caption`.
    pub fn as_str(self) -> &'static str {
        match self {
            BlockKind::Heading => "heading",
            BlockKind::Paragraph => "paragraph",
            BlockKind::Item => "item",
            BlockKind::Quote => "quote",
            BlockKind::Code => "code",
            BlockKind::Row => "row",
            BlockKind::Term => "term",
            BlockKind::Definition => "definition",
            BlockKind::Caption => "caption",
        }
    }

    fn of(leaf: Tag, container: Option<Tag>) -> Self {
        match (leaf, container) {
            (Tag::Pre, _) => BlockKind::Code,
            (leaf, _) if leaf.heading_level().is_some() => BlockKind::Heading,
            (_, Some(Tag::Li)) => BlockKind::Item,
            (_, Some(Tag::Blockquote)) => BlockKind::Quote,
            (_, Some(Tag::Dt)) => BlockKind::Term,
            (_, Some(Tag::Dd)) => BlockKind::Definition,
            (_, Some(Tag::Caption | Tag::Figcaption)) => BlockKind::Caption,
            _ => BlockKind::Paragraph,
        }
    }
}

named!(BlockKind, "kind of block");

/// A block of the content, such as a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// The level of a heading, from 1 to 6.
    pub level: Option<u8>,
    /// Its plain text. Only code and forced line breaks have line feeds.
    pub text: String,
    /// The range of the text in the bytes of the page, tags between its words included. `None` without
    /// [`Options::with_positions`](crate::Options::with_positions), and if the text does not stand in one piece, is built from
    /// embedded data, or was encoded twice.
    pub range: Option<Range<usize>>,
    /// The line of the page on which it begins, from 1; `None` without positions or if it is built from embedded data.
    pub line: Option<usize>,
}

/// A link in the content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Link {
    /// The text of the link; of an image in it, what stands for the image.
    pub text: String,
    /// Where it leads, absolute if the page's own address is known; `http`, `https`, `mailto` or relative.
    pub url: String,
}

/// An image in the content.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Image {
    /// Where it lies, absolute if the page's own address is known.
    pub url: String,
    /// The text that stands for it, or nothing.
    pub alt: String,
}

/// The blocks of what is kept, in their order.
pub(crate) fn blocks(context: Context<'_>, positions: Option<&Positions>) -> Vec<Block> {
    let origins = positions.is_some();
    let context = Context { links: false, images: false, origins, ..context };
    let (flow, origins) = flow::flow_with_origins(context);
    let flow = scripts::written_out(flow, context.dom);
    let (mut blocks, mut nodes) = (Vec::new(), None);
    let (mut containers, mut text, mut n_rows) = (Vec::new(), String::new(), 0_usize);
    for &event in &flow.events {
        if let Some((first, last)) = span_of(event).and_then(|span| origins.of(span)) {
            nodes = Some((nodes.map_or(first, |(first, _)| first), last));
        }
        let n_blocks = blocks.len();
        match event {
            Event::Open(Tag::Tr, _) => n_rows += 1,
            Event::Close(Tag::Tr) => {
                n_rows -= 1;
                if n_rows == 0 {
                    push(&mut blocks, BlockKind::Row, None, &mut text);
                }
            }
            Event::Close(Tag::Td | Tag::Th) if n_rows == 1 => text.push('\t'),
            Event::Close(tag) if is_leaf(tag) && n_rows == 0 => {
                let kind = BlockKind::of(tag, containers.last().copied());
                push(&mut blocks, kind, tag.heading_level(), &mut text);
            }
            // The leaves of a cell stand on one line.
            Event::Open(tag, _) if is_leaf(tag) && !text.is_empty() && !text.ends_with('\t') => {
                text.push(' ');
            }
            Event::Open(tag, _) if is_container(tag) => containers.push(tag),
            Event::Close(tag) if is_container(tag) => {
                containers.pop();
            }
            Event::Break => text.push(if n_rows > 0 { ' ' } else { '\n' }),
            event => text.push_str(text_of(&flow, event)),
        }
        if blocks.len() > n_blocks {
            let place = nodes
                .take()
                .zip(positions)
                .and_then(|((first, last), positions)| positions.between(first, last));
            if let (Some(block), Some(place)) = (blocks.last_mut(), place) {
                (block.range, block.line) = (place.range, Some(place.line));
            }
        }
    }
    blocks
}

/// The range of each block in the plain text: from its first line to its last.
pub(crate) fn text_ranges(blocks: &[Block], text: &str) -> Vec<Option<Range<usize>>> {
    let mut at = 0;
    let range = |block: &Block| {
        let (mut start, mut end) = (None, at);
        for line in block.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let begin = end + clipped(&text[end..], line.len() + NEAR).find(line)?;
            start = start.or(Some(begin));
            end = begin + line.len();
        }
        at = end;
        Some(start?..end)
    };
    blocks.iter().map(range).collect()
}

/// The links of what is kept, in their order.
pub(crate) fn links(context: Context<'_>) -> Vec<Link> {
    let flow = flow::flow(Context { links: true, images: true, title: None, ..context });
    let base = Base::new(context.dom, context.url);
    let (mut links, mut open) = (Vec::new(), None::<Link>);
    for &event in &flow.events {
        match event {
            Event::Open(Tag::A, id) => {
                let url = base.link(context.dom, id);
                open = url.map(|url| Link { text: String::new(), url });
            }
            Event::Close(Tag::A) => links.extend(open.take()),
            event => {
                let Some(link) = &mut open else { continue };
                match event {
                    Event::Image(id) => link.text.push_str(&alt(context.dom, id)),
                    Event::Break => link.text.push(' '),
                    event => link.text.push_str(text_of(&flow, event)),
                }
            }
        }
    }
    links
}

/// The images of what is kept, in their order.
pub(crate) fn images(context: Context<'_>) -> Vec<Image> {
    let flow = flow::flow(Context { links: false, images: true, title: None, ..context });
    let (dom, base) = (context.dom, Base::new(context.dom, context.url));
    let image = |event: &Event| match *event {
        Event::Image(id) => {
            Some(Image { url: picture::address(&base, dom, id)?, alt: alt(dom, id) })
        }
        _ => None,
    };
    flow.events.iter().filter_map(image).collect()
}

fn push(blocks: &mut Vec<Block>, kind: BlockKind, level: Option<u8>, text: &mut String) {
    let is_row = kind == BlockKind::Row;
    let written = if is_row { text.trim_end_matches('\t') } else { text.trim_end() };
    if !written.trim().is_empty() {
        blocks.push(Block { kind, level, text: written.to_owned(), range: None, line: None });
    }
    text.clear();
}

/// Whether an element says what the leaves in it are.
fn is_container(tag: Tag) -> bool {
    matches!(tag, Tag::Li | Tag::Blockquote | Tag::Dt | Tag::Dd | Tag::Caption | Tag::Figcaption)
}

fn text_of(flow: &Flow, event: Event) -> &str {
    span_of(event).map_or("", |span| flow.text(span))
}

fn span_of(event: Event) -> Option<Span> {
    match event {
        Event::Text(span) | Event::Formula(span, _) | Event::Mark(span) | Event::Number(span) => {
            Some(span)
        }
        _ => None,
    }
}

fn alt(dom: &Dom, image: NodeId) -> String {
    collapse(dom.attr(image, AttrName::Alt).unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::all_of;

    #[test]
    fn blocks_are_told_by_what_is_around_them() {
        let (dom, kept) = all_of(
            "<h2>A <b>b</b></h2><p>c<br>d</p><ul><li>e<li>f<p>g</ul><blockquote>h</blockquote>\
             <pre>i\n  j</pre><table><tr><th>k<th>l<tr><td>m<p>n<td></table><dl><dt>o<dd>p</dl>",
        );
        let blocks = blocks(Context::new(&dom, &kept), None);
        let told: Vec<_> =
            blocks.iter().map(|b| (b.kind.as_str(), b.level, b.text.as_str())).collect();
        let expected = [
            ("heading", Some(2), "A b"),
            ("paragraph", None, "c\nd"),
            ("item", None, "e"),
            ("item", None, "f"),
            ("item", None, "g"),
            ("quote", None, "h"),
            ("code", None, "i\n  j"),
            ("row", None, "k\tl"),
            ("row", None, "m n"),
            ("term", None, "o"),
            ("definition", None, "p"),
        ];
        assert_eq!(told, expected);
    }

    #[test]
    fn links_and_images_have_their_addresses() {
        let (dom, kept) = all_of(
            "<p>a <a href=b>c <b>d</b></a> <a href=javascript:e>f</a> <a href='//g/'><img src=h alt=' i  j '></a>",
        );
        let context = Context { url: Some("https://x.example/y/"), ..Context::new(&dom, &kept) };
        let link = |text: &str, url: &str| Link { text: text.to_owned(), url: url.to_owned() };
        assert_eq!(
            links(context),
            [link("c d", "https://x.example/y/b"), link("i j", "https://g/")]
        );
        let image = Image { url: "https://x.example/y/h".to_owned(), alt: "i j".to_owned() };
        assert_eq!(images(context), [image]);
    }
}
