//! The pipeline split into stages, for benches, tests and fuzzers. Not part of the public API: it may change in any
//! release.

use std::borrow::Cow;

use crate::block::{Blocks, segment};
use crate::captions::{self, Photo};
use crate::decode::{Decoded, decode};
use crate::dom::{Dom, NodeId, NodeSet};
use crate::extractor::Extractor;
use crate::facts::landmarks::Landmarks;
use crate::features::stacked::{self, Probabilities};
use crate::features::{self, Rows};
use crate::flat;
use crate::limits::Limits;
use crate::metadata::{self, Metadata, written};
use crate::model::{InputKind, Model};
use crate::page::Input;
use crate::parse::{Cuts, Markup, parse, parse_as, peer};
use crate::render::{self, event::Context, event::Event};
use crate::tokenizer::Syntax;

/// The state of a page in the pipeline, with the results of the stages that have run.
pub struct Flow<'a> {
    bytes: &'a [u8],
    extractor: &'a Extractor,
    html: Decoded<'a>,
    dom: Dom,
    cuts: Cuts,
    blocks: Blocks,
    rows: Rows,
    judged: Probabilities,
    landmarks: Landmarks,
    photos: Vec<Photo>,
    kept: NodeSet,
    metadata: Metadata,
    text: String,
}

/// The name of a stage, and a function that computes its result from those of the earlier stages. It can be called again.
pub type Stage = (&'static str, fn(&mut Flow<'_>));

/// The stages, in the order in which they run.
pub const STAGES: [Stage; 9] = [
    ("decode", |flow| flow.html = decode(flow.bytes, None)),
    ("parse", |flow| {
        let (html, limits) = (&flow.html.text, flow.extractor.limits());
        (flow.dom, flow.cuts) = parse_as(Syntax::of(html), html, limits);
    }),
    ("segment", |flow| flow.blocks = segment(&flow.dom)),
    ("features", |flow| {
        let (n_bytes, tables) = (flow.html.text.len(), flow.extractor.model.tables());
        let Flow { dom, blocks, .. } = &*flow;
        flow.landmarks = Landmarks::new(dom, blocks);
        flow.rows = features::compute(&flow.dom, &flow.blocks, &flow.landmarks, n_bytes, tables);
    }),
    ("judge", |flow| {
        let Flow { extractor, dom, blocks, rows, .. } = flow;
        flow.judged =
            extractor.model.judge(rows, |first, rows| stacked::fill(dom, blocks, first, rows));
    }),
    ("captions", |flow| {
        let Flow { dom, blocks, landmarks, judged, .. } = &*flow;
        flow.photos = captions::find(dom, blocks, landmarks, &judged.captions);
    }),
    ("metadata", |flow| {
        let Flow { extractor, dom, blocks, rows, judged, .. } = flow;
        let page_type = extractor.page_type(InputKind::Html, blocks, rows, &judged.content);
        (flow.metadata, _) = metadata::gather(
            dom,
            None,
            page_type,
            extractor.model(Input::Html).titles(),
            extractor.limits(),
        );
        flow.metadata.captions = captions::listed(&flow.photos, flow.metadata.title.as_deref());
    }),
    ("select", |flow| {
        let Flow { extractor, html, cuts, dom, blocks, judged, photos, metadata, .. } = flow;
        let markup = Markup { html: &html.text, limits: extractor.limits(), cuts };
        let page_type = metadata.page_type.as_deref();
        flow.kept = extractor.select(markup, dom, blocks, &judged.content, photos, page_type).nodes;
    }),
    ("render", |flow| {
        let Flow { dom, kept, .. } = flow;
        flow.text = render::text::render(Context::new(dom, kept));
    }),
];

/// Parsers into the same tree: one with the tokenizer of this crate, one with that of html5ever.
pub const PARSERS: [fn(&str) -> Tree; 2] =
    [|html| Tree(parse(html)), |html| Tree(peer::parse(html))];

/// A parsed page, for comparisons.
pub struct Tree(Dom);

impl Tree {
    /// Parses HTML or XHTML within limits.
    pub fn within(html: &str, limits: &Limits) -> Tree {
        Tree(parse_as(Syntax::of(html), html, limits).0)
    }

    /// The number of nodes.
    pub fn n_nodes(&self) -> usize {
        self.0.len()
    }

    /// A line for each node in document order: depth, tag, attributes and text. Attributes are sorted, as in the html5lib tests,
    /// so that trees which differ only in attribute order are equal.
    pub fn nodes(&self) -> impl Iterator<Item = String> {
        let Tree(dom) = self;
        dom.ids().map(|id| {
            let mut attributes: Vec<_> = dom.attrs(id).collect();
            attributes.sort_unstable();
            format!("{} {:?} {attributes:?} {:?}", dom.depth(id), dom.tag(id), dom.text(id))
        })
    }

    /// The concatenated text nodes.
    pub fn text(&self) -> String {
        self.0.text_content(NodeId::DOCUMENT)
    }

    /// The number of text blocks.
    pub fn n_blocks(&self) -> usize {
        segment(&self.0).list.len()
    }

    /// The metadata of the page, given its URL.
    pub fn metadata(&self, url: Option<&str>) -> Metadata {
        metadata::gather(&self.0, url, None, Model::builtin().titles(), &Limits::new()).0
    }

    /// Renders the whole page, as if all of it were content.
    pub fn renderings(&self, links: bool, images: bool, url: Option<&str>) -> Renderings {
        let dom = &self.0;
        let mut kept = NodeSet::new(dom.len());
        dom.ids().for_each(|id| {
            kept.insert(id);
        });
        let context = Context { links, images, url, ..Context::new(dom, &kept) };
        let flow = render::scripts::written_out(render::flow::flow(context), dom);
        let texts = flow.events.iter().filter_map(|event| match event {
            Event::Text(span) | Event::Formula(span, _) => Some(flow.text(*span)),
            _ => None,
        });
        Renderings {
            shown: texts.collect(),
            text: render::text::render(context),
            markdown: render::markdown::render(context),
            html: render::html::render(context),
        }
    }
}

/// The renderings of a page.
pub struct Renderings {
    /// The text without markup that all renderings show. Superscripts and subscripts are written as in plain text.
    pub shown: String,
    /// Plain text.
    pub text: String,
    /// Markdown.
    pub markdown: String,
    /// Clean HTML.
    pub html: String,
}

/// Decodes bytes. Returns the text and the name of the encoding.
pub fn text_of<'a>(bytes: &'a [u8], declared: Option<&str>) -> (Cow<'a, str>, &'static str) {
    let decoded = decode(bytes, declared);
    (decoded.text, decoded.encoding)
}

/// The concatenated pieces of flattened text.
pub fn flat_text(text: &str) -> String {
    let flat = flat::parse_within(text, &Limits::new());
    flat.pieces.iter().map(|piece| flat.dom.text(piece.id)).collect()
}

/// Parses a written date in the conventions of a language.
pub fn date_of(text: &str, language: Option<&str>) -> Option<String> {
    written::read(text, written::Reading::of(language))
}

impl<'a> Flow<'a> {
    /// The state before the first stage.
    pub fn new(extractor: &'a Extractor, bytes: &'a [u8]) -> Self {
        let dom = parse("");
        let blocks = segment(&dom);
        Flow {
            bytes,
            extractor,
            html: decode(b"", None),
            rows: Rows::default(),
            judged: Probabilities::default(),
            landmarks: Landmarks::default(),
            photos: Vec::new(),
            kept: NodeSet::new(dom.len()),
            metadata: Metadata::default(),
            text: String::new(),
            dom,
            cuts: Cuts::default(),
            blocks,
        }
    }

    /// The detected encoding, after the stage `decode`.
    pub fn encoding(&self) -> &'static str {
        self.html.encoding
    }

    /// The plain text, after the stage `render`.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The metadata, after the stage `metadata`.
    pub fn metadata(&self) -> &Metadata {
        &self.metadata
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stages_make_what_the_flow_makes() {
        let prose =
            "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.";
        let page = format!("<title>Rain</title><nav><a href=/>Home</a></nav>{}", prose.repeat(5));
        let article = crate::extract(page.as_bytes());
        let extractor = Extractor::default();
        let mut flow = Flow::new(&extractor, page.as_bytes());
        STAGES.iter().for_each(|(_, stage)| stage(&mut flow));
        assert!(flow.text().contains("rained on Monday"));
        assert_eq!((flow.text(), flow.metadata()), (&*article.text(), &article.metadata));
        assert_eq!(flow.encoding(), "UTF-8");
    }
}
