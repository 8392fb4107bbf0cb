//! Text blocks: the units of classification.
//!
//! A text block is a maximal run of text without a block-level tag (Kohlschütter, Fankhauser and Nejdl, WSDM 2010); two
//! consecutive `<br>` end it too. Blocks are in document order, so the blocks of an element are a range, and a sum over
//! them takes two lookups in prefix sums.

use std::ops::Range;

use crate::code::Code;
use crate::dom::{Dom, NodeId, NodeSet, Span, Tag};
use crate::flat::Flat;
use crate::flat::words::WordList;
use crate::hidden::hidden_bits;
use crate::text::{counts, is_blank, push_collapsed};

/// The maximum number of inline ancestors of a text that are examined.
const MAX_INLINE: usize = 8;

/// A run of text that is kept or dropped as a whole.
#[derive(Debug, Clone)]
pub(crate) struct TextBlock {
    /// The first text node.
    pub first: NodeId,
    /// The last text node; may equal `first`.
    pub last: NodeId,
    /// The nearest block-level ancestor of the first text node.
    pub element: NodeId,
    /// The range of [`Blocks::text_of`]: collapsed white space, verbatim under `pre`.
    text: Span,
    /// The number of words; two characters of a script without spaces count as one.
    pub n_words: u32,
    /// The number of characters other than white space.
    pub n_chars: u32,
    /// The number of these that are in links.
    pub n_link_chars: u32,
    /// Bit 0: inside `hidden`; bit 1: inside `aria-hidden=true`; bit 2: inside a hiding inline style.
    pub hidden: u8,
    /// Whether it is a code block; `element` is then its root.
    pub is_code: bool,
}

impl TextBlock {
    /// The share of characters that are link text, 0 to 1.
    pub fn link_density(&self) -> f32 {
        self.n_link_chars as f32 / self.n_chars.max(1) as f32
    }

    /// The inline ancestors of a text of the block, innermost first; at most [`MAX_INLINE`].
    pub fn inline_around(&self, dom: &Dom, text: NodeId) -> impl Iterator<Item = NodeId> {
        let element = self.element;
        dom.ancestors(text).take_while(move |&id| id != element).take(MAX_INLINE)
    }

    /// Whether the whole text of the block is in one inline element with one of these tags.
    pub fn is_in_one(&self, dom: &Dom, tags: &[Tag]) -> bool {
        let is_around = |id: NodeId| tags.contains(&dom.tag(id)) && dom.is_within(self.last, id);
        self.inline_around(dom, self.first).any(is_around)
    }
}

/// All text blocks of a page, in document order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Blocks {
    pub list: Vec<TextBlock>,
    text: String,
    /// For each node, the number of blocks that begin before it.
    begun: Vec<u32>,
    /// Whether text was dropped because of the limit on blocks.
    pub is_cut: bool,
}

impl Blocks {
    /// The text of the i-th block.
    pub fn text_of(&self, i: usize) -> &str {
        &self.text[self.list[i].text.range()]
    }

    /// The number of words in the kept blocks.
    pub fn n_words(&self, kept: &NodeSet) -> usize {
        let kept = self.list.iter().filter(|block| kept.contains(block.first));
        kept.map(|block| block.n_words as usize).sum()
    }

    fn count_begun(&mut self, dom: &Dom) {
        let mut begun = vec![0; dom.len() + 1];
        for block in &self.list {
            begun[block.first.index() + 1] += 1;
        }
        for i in 1..begun.len() {
            begun[i] += begun[i - 1];
        }
        self.begun = begun;
    }

    /// The range of blocks that begin inside a node.
    pub fn within(&self, dom: &Dom, id: NodeId) -> Range<usize> {
        self.begun[id.index()] as usize..self.begun[dom.end(id).index()] as usize
    }
}

/// Splits a page into text blocks.
pub(crate) fn segment(dom: &Dom) -> Blocks {
    segment_up_to(dom, usize::MAX)
}

/// Splits a page into at most `max_blocks` text blocks; text after them is dropped.
pub(crate) fn segment_up_to(dom: &Dom, max_blocks: usize) -> Blocks {
    let mut cutter = Cutter { max_blocks, ..Cutter::new(dom) };
    let code = Code::of(dom);
    let mut id = NodeId::DOCUMENT;
    while id.index() < dom.len() {
        cutter.close(id);
        id = match dom.tag(id) {
            Tag::Text => cutter.text(id, code.breaks_lines(dom, id)),
            tag if tag.is_skipped() || code.is_left_out(id) => dom.end(id),
            _ if code.is_root(id) => cutter.code(id, &code),
            tag => cutter.open(id, tag),
        };
    }
    cutter.finish()
}

/// The blocks of a flattened text: one per text node.
pub(crate) fn segment_pieces(flat: &Flat, words: &WordList) -> Blocks {
    let dom = &flat.dom;
    let mut blocks = Blocks { text: String::with_capacity(dom.n_bytes()), ..Blocks::default() };
    for (piece, words) in flat.pieces.iter().zip(&words.pieces) {
        let start = blocks.text.len();
        blocks.text.push_str(dom.text(piece.id).trim_end());
        blocks.list.push(TextBlock {
            first: piece.id,
            last: piece.id,
            element: dom.parent(piece.id).unwrap_or(NodeId::DOCUMENT),
            text: Span::new(start, blocks.text.len()),
            n_words: words.n_words,
            n_chars: words.n_chars,
            n_link_chars: 0,
            hidden: 0,
            is_code: false,
        });
    }
    blocks.count_begun(dom);
    blocks
}

/// Properties inherited by all text in an open element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Context {
    /// The nearest block-level element.
    block: NodeId,
    is_link: bool,
    is_verbatim: bool,
    hidden: u8,
}

struct Cutter<'a> {
    dom: &'a Dom,
    max_blocks: usize,
    blocks: Blocks,
    context: Context,
    /// Open elements that changed the context: the end of each, and the context to restore.
    open: Vec<(NodeId, Context)>,
    current: Option<TextBlock>,
    n_breaks: u32,
}

impl<'a> Cutter<'a> {
    fn new(dom: &'a Dom) -> Self {
        let context =
            Context { block: NodeId::DOCUMENT, is_link: false, is_verbatim: false, hidden: 0 };
        Cutter {
            dom,
            max_blocks: usize::MAX,
            blocks: Blocks { text: String::with_capacity(dom.n_bytes() / 2), ..Blocks::default() },
            context,
            open: Vec::new(),
            current: None,
            n_breaks: 0,
        }
    }

    /// Begins an element; returns the next node.
    fn open(&mut self, id: NodeId, tag: Tag) -> NodeId {
        let mut context = self.context;
        context.hidden |= hidden_bits(self.dom, id);
        match tag {
            Tag::A => context.is_link = true,
            Tag::Pre | Tag::Textarea => context.is_verbatim = true,
            Tag::Br => self.line_break(context.is_verbatim),
            _ => {}
        }
        if tag.is_block() {
            self.flush();
            context.block = id;
        }
        if context != self.context {
            self.open.push((self.dom.end(id), self.context));
            self.context = context;
        }
        NodeId::new(id.index() + 1)
    }

    /// Ends the open elements that end before a node.
    fn close(&mut self, id: NodeId) {
        while let Some(&(end, outer)) = self.open.last()
            && end <= id
        {
            if outer.block != self.context.block {
                self.flush();
            }
            self.context = outer;
            self.open.pop();
        }
    }

    fn line_break(&mut self, is_verbatim: bool) {
        if self.current.is_none() {
            return;
        }
        self.n_breaks += 1;
        if self.n_breaks > 1 && !is_verbatim {
            self.flush();
        }
    }

    /// Adds a text; returns the next node.
    fn text(&mut self, id: NodeId, breaks_lines: bool) -> NodeId {
        let next = NodeId::new(id.index() + 1);
        let text = self.dom.text(id);
        let is_blank = is_blank(text);
        if self.current.is_none() && (is_blank || self.blocks.list.len() >= self.max_blocks) {
            self.blocks.is_cut |= !is_blank;
            return next;
        }
        let context = self.context;
        let out = &mut self.blocks.text;
        let block = self.current.get_or_insert_with(|| TextBlock {
            first: id,
            last: id,
            element: context.block,
            text: Span::new(out.len(), out.len()),
            n_words: 0,
            n_chars: 0,
            n_link_chars: 0,
            hidden: context.hidden,
            is_code: false,
        });
        if !is_blank {
            if self.n_breaks > 0 {
                out.truncate(out.trim_end_matches(' ').len());
                (0..self.n_breaks).for_each(|_| out.push('\n'));
                self.n_breaks = 0;
            }
            block.last = id;
            block.n_link_chars += if context.is_link { counts(text).1 as u32 } else { 0 };
        }
        if context.is_verbatim || breaks_lines {
            out.push_str(text);
        } else if self.n_breaks == 0 {
            push_collapsed(out, block.text.start as usize, text);
        }
        next
    }

    /// Adds a code block as one text block; returns the next node.
    fn code(&mut self, root: NodeId, code: &Code) -> NodeId {
        self.flush();
        let (dom, next) = (self.dom, self.dom.end(root));
        let texts = code.texts(dom, root);
        let (Some(&first), Some(&last)) = (texts.first(), texts.last()) else { return next };
        if self.blocks.list.len() >= self.max_blocks {
            self.blocks.is_cut = true;
            return next;
        }
        let is_link = |&&id: &&NodeId| {
            self.context.is_link
                || dom.ancestors(id).take(MAX_INLINE).any(|a| a > root && dom.tag(a) == Tag::A)
        };
        let n_link_chars: usize =
            texts.iter().filter(is_link).map(|&id| counts(dom.text(id)).1).sum();
        let start = self.blocks.text.len();
        let text = code.text(dom, root);
        self.blocks.text.push_str(text.trim_start_matches(['\r', '\n']));
        self.end_block(TextBlock {
            first,
            last,
            element: root,
            text: Span::new(start, start),
            n_words: 0,
            n_chars: 0,
            n_link_chars: n_link_chars as u32,
            hidden: self.context.hidden | hidden_bits(dom, root),
            is_code: true,
        });
        next
    }

    fn flush(&mut self) {
        self.n_breaks = 0;
        if let Some(block) = self.current.take() {
            self.end_block(block);
        }
    }

    fn end_block(&mut self, mut block: TextBlock) {
        let start = block.text.start as usize;
        let text = &mut self.blocks.text;
        text.truncate(start + text[start..].trim_end().len());
        block.text = Span::new(start, text.len());
        let (n_words, n_chars) = counts(&text[start..]);
        (block.n_words, block.n_chars) = (n_words as u32, n_chars as u32);
        self.blocks.list.push(block);
    }

    fn finish(mut self) -> Blocks {
        self.flush();
        self.blocks.text.shrink_to_fit();
        self.blocks.count_begun(self.dom);
        self.blocks
    }
}

/// A page and its text blocks.
#[cfg(test)]
pub(crate) fn page(html: &str) -> (Dom, Blocks) {
    let dom = crate::parse::parse(html);
    let blocks = segment(&dom);
    (dom, blocks)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(html: &str) -> Vec<String> {
        let (_, blocks) = page(html);
        (0..blocks.list.len()).map(|i| blocks.text_of(i).to_owned()).collect()
    }

    #[test]
    fn block_level_tags_end_blocks() {
        assert_eq!(texts("<div>a <b>b</b>\n c<p>d</p>e</div>"), ["a b c", "d", "e"]);
        assert_eq!(texts("<ul><li>x<ul><li>y</ul>z</ul>"), ["x", "y", "z"]);
        assert_eq!(texts("<table><tr><td>1<td>2<tr><th>3</table>"), ["1", "2", "3"]);
        assert_eq!(
            texts("<dl><dt>t<dd>d</dl><figure><figcaption>c</figcaption></figure>"),
            ["t", "d", "c"]
        );
    }

    #[test]
    fn two_line_breaks_end_a_block_and_one_does_not() {
        assert_eq!(texts("<p>a <br> b<br>\n<br>c<br/><br/><br/>d"), ["a\nb", "c", "d"]);
    }

    #[test]
    fn pre_is_verbatim() {
        assert_eq!(texts("<pre>fn a() {\n    b\n}\n</pre>"), ["fn a() {\n    b\n}"]);
    }

    #[test]
    fn skipped_elements_have_no_blocks() {
        assert_eq!(
            texts(
                "<title>t</title><script>x</script><p>a</p><svg><text>s</text></svg><style>q</style>"
            ),
            ["a"]
        );
        assert_eq!(texts("<p> <b> </b>\n</p>"), Vec::<String>::new());
    }

    #[test]
    fn words_characters_and_link_characters_are_counted() {
        let (_, b) = page("<p>two words <a href=x>and <b>a</b> link</a> <code>it</code></p>");
        let block = &b.list[0];
        assert_eq!((block.n_words, block.n_chars, block.n_link_chars), (6, 18, 8));
        let (_, b) = page("<p>中文字符很多 ok</p>");
        assert_eq!(b.list[0].n_words, 4);
    }

    #[test]
    fn hidden_is_inherited() {
        let (_, b) = page(
            "<div style='color:red; DISPLAY : none !important'><p aria-hidden=true>a</p></div><p>b",
        );
        assert_eq!(b.list.iter().map(|b| b.hidden).collect::<Vec<_>>(), [6, 0]);
    }

    #[test]
    fn the_blocks_of_an_element_are_a_range() {
        let (dom, b) = page("<p>a</p><div><p>b</p><p>c</p></div><p>d</p>");
        let div = dom.ids().find(|&id| dom.tag(id) == Tag::Div).unwrap();
        assert_eq!(b.within(&dom, div), 1..3);
        assert_eq!(b.within(&dom, NodeId::DOCUMENT), 0..4);
    }
}
