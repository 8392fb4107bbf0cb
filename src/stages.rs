//! The flow cut into its stages, for benches, tests and fuzzers. Not part of the API: it changes with the flow, and no
//! version number says so.

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
use crate::model::Kind;
use crate::parse::{Cuts, Markup, parse, parse_as, peer};
use crate::render::{self, event::Context, event::Event};
use crate::tokenizer::Syntax;

/// A page on its way through the flow, with what each stage has made of it so far.
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

/// A name, and what makes the stage's result from the results of the stages before it, any number of times.
pub type Stage = (&'static str, fn(&mut Flow<'_>));

/// The stages in the order of the flow.
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
        let page_type = extractor.page_type(Kind::Html, blocks, rows, &judged.content);
        (flow.metadata, _) = metadata::gather(dom, None, page_type, extractor.limits());
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

/// Text to tree by our tokenizer, and by html5ever's into the same sink.
pub const PARSERS: [fn(&str) -> Tree; 2] =
    [|html| Tree(parse(html)), |html| Tree(peer::parse(html))];

/// A parsed page, to be compared.
pub struct Tree(Dom);

impl Tree {
    /// The tree of a page, which may be XHTML, as far as its limits go.
    pub fn within(html: &str, limits: &Limits) -> Tree {
        Tree(parse_as(Syntax::of(html), html, limits).0)
    }

    /// How many nodes there are.
    pub fn n_nodes(&self) -> usize {
        self.0.len()
    }

    /// All that is known of each node, in the order of the page. Attributes have no order, as in the tests of trees that
    /// parsers share: elements that are alike in them share one place.
    pub fn nodes(&self) -> impl Iterator<Item = String> {
        let Tree(dom) = self;
        dom.ids().map(|id| {
            let mut attributes: Vec<_> = dom.attrs(id).collect();
            attributes.sort_unstable();
            format!("{} {:?} {attributes:?} {:?}", dom.depth(id), dom.tag(id), dom.text(id))
        })
    }

    /// All texts, joined as they stand.
    pub fn text(&self) -> String {
        self.0.text_content(NodeId::DOCUMENT)
    }

    /// How many blocks the tree is cut into.
    pub fn n_blocks(&self) -> usize {
        segment(&self.0).list.len()
    }

    /// What the page says about itself.
    pub fn metadata(&self, url: Option<&str>) -> Metadata {
        metadata::gather(&self.0, url, None, &Limits::new()).0
    }

    /// All of the page in each rendering, as if all were content.
    pub fn renderings(&self, links: bool, images: bool, url: Option<&str>) -> Renderings {
        let dom = &self.0;
        let mut kept = NodeSet::new(dom.len());
        dom.ids().for_each(|id| {
            kept.insert(id);
        });
        let max_span = Limits::new().max_span();
        let title = None;
        let max_bytes = usize::MAX;
        let context = Context { dom, kept: &kept, links, images, url, title, max_span, max_bytes };
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

/// A page rendered.
pub struct Renderings {
    /// The text that all renderings show, without any marks; raised and lowered characters as text has them.
    pub shown: String,
    /// Plain text.
    pub text: String,
    /// Markdown.
    pub markdown: String,
    /// Clean HTML.
    pub html: String,
}

/// Bytes to text, with the name of the encoding.
pub fn text_of<'a>(bytes: &'a [u8], declared: Option<&str>) -> (Cow<'a, str>, &'static str) {
    let decoded = decode(bytes, declared);
    (decoded.text, decoded.encoding)
}

/// The pieces of a flattened text, joined.
pub fn flat_text(text: &str) -> String {
    let flat = flat::parse_within(text, &Limits::new());
    flat.pieces.iter().map(|piece| flat.dom.text(piece.id)).collect()
}

/// What a text says as a date, to a reader of a language.
pub fn date_of(text: &str, language: Option<&str>) -> Option<String> {
    written::read(text, written::Reading::of(language))
}

impl<'a> Flow<'a> {
    /// A page before the first stage.
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

    /// The encoding that the page was read in.
    pub fn encoding(&self) -> &'static str {
        self.html.encoding
    }

    /// The plain text, after the last stage.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The metadata, after its stage.
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
