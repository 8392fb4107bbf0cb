//! Code blocks: which elements are one, how they split into lines, and which parts are not code.
//!
//! A code block is one text block, whatever markup its lines have. All output formats write the same text
//! ([`lines::text`]).

pub(crate) mod gutter;
pub(crate) mod language;
pub(crate) mod lines;

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::style::Style;
use crate::text::{is_blank, trim};
use gutter::Gutters;
use lines::Step;

/// The maximum number of levels from a cell with a line number up to its table.
const MAX_TABLE_STEPS: usize = 4;
/// The maximum number of levels from the first word of an element up to a `code` element with all its words.
const MAX_CODE_STEPS: usize = 4;

/// The code blocks of a page, and prose with significant line feeds.
#[derive(Debug, Clone, Default)]
pub(crate) struct Code {
    /// The elements of code blocks, in document order; none contains another.
    roots: Vec<NodeId>,
    /// Elements in or beside code that are not code, such as line numbers and buttons, in document order.
    left_out: Vec<NodeId>,
    /// Elements of prose whose line feeds are line breaks, in document order; none contains another.
    lined: Vec<NodeId>,
}

impl Code {
    /// Finds the code blocks of a page: `pre`, elements styled as code, and tables of numbered lines.
    pub fn of(dom: &Dom) -> Code {
        let candidates = candidates(dom);
        if candidates.is_empty() {
            return Code::default();
        }
        let texts = Texts::of(dom);
        let mut code = Code::default();
        let mut prose = Vec::new();
        for (id, style) in candidates {
            let is_inside = is_in(dom, id, &code.roots);
            if !is_inside && is_root(dom, &texts, id, style) {
                code.roots.push(id);
            } else if !is_inside && !is_in(dom, id, &code.lined) && style.is_some() {
                code.lined.push(id);
            } else if !is_inside && dom.tag(id) == Tag::Pre && !is_in(dom, id, &prose) {
                prose.push(id);
            }
        }
        let Gutters { roots, left_out } = gutter::find(dom, &texts, &code.roots, &prose);
        Code { roots, left_out, ..code }
    }

    /// Whether an element is a code block.
    pub fn is_root(&self, id: NodeId) -> bool {
        self.roots.binary_search(&id).is_ok()
    }

    /// The verbatim text of a code block, without parts that are not code.
    pub fn text(&self, dom: &Dom, root: NodeId) -> String {
        let first = self.left_out.partition_point(|&id| id < root);
        lines::text(dom, root, &self.left_out[first..])
    }

    /// The text nodes of a code block that are not blank.
    pub fn texts(&self, dom: &Dom, root: NodeId) -> Vec<NodeId> {
        let mut texts = Vec::new();
        let first = self.left_out.partition_point(|&id| id < root);
        lines::walk(dom, root, &self.left_out[first..], |step| match step {
            Step::Text(id) if !is_blank(dom.text(id)) => texts.push(id),
            _ => {}
        });
        texts
    }

    /// Whether line feeds in a text node of prose are line breaks, by the style of its ancestors.
    pub fn breaks_lines(&self, dom: &Dom, text: NodeId) -> bool {
        is_in(dom, text, &self.lined)
    }

    /// Whether an element in or beside code is not code.
    pub fn is_left_out(&self, id: NodeId) -> bool {
        self.left_out.binary_search(&id).is_ok()
    }
}

/// Whether a node is in one of these elements, which are in document order.
fn is_in(dom: &Dom, id: NodeId, elements: &[NodeId]) -> bool {
    let n_before = elements.partition_point(|&element| element <= id);
    n_before.checked_sub(1).is_some_and(|i| dom.is_within(id, elements[i]))
}

/// Elements that may be code blocks, with their style if it is the reason.
fn candidates(dom: &Dom) -> Vec<(NodeId, Option<Style>)> {
    let mut out = Vec::new();
    for id in dom.ids() {
        let tag = dom.tag(id);
        if tag == Tag::Pre {
            out.push((id, None));
        } else if tag != Tag::Text {
            let style = dom.attr(id, AttrName::Style).filter(|style| style.contains("white-space"));
            let style = style.map(Style::of).filter(|style| style.keeps_lines);
            if style.is_some() {
                out.push((id, style));
            } else if tag.is_cell() && dom.attr(id, AttrName::DataLineNumber).is_some() {
                let table =
                    dom.ancestors(id).take(MAX_TABLE_STEPS).find(|&a| dom.tag(a) == Tag::Table);
                out.extend(table.map(|table| (table, None)));
            }
        }
    }
    out.sort_by_key(|&(id, _)| id);
    out.dedup_by_key(|&mut (id, _)| id);
    out
}

/// Words, line breaks and prose markup of a page. Each list is in document order, so that its part within an element is
/// found by binary search.
pub(crate) struct Texts {
    /// Text nodes that are not blank.
    pub words: Vec<NodeId>,
    /// `br` elements, and text nodes with a line feed.
    breaks: Vec<NodeId>,
    /// Text nodes with a line feed between words.
    inner_breaks: Vec<NodeId>,
    /// Elements that code blocks do not contain, such as headings and lists.
    prose: Vec<NodeId>,
}

impl Texts {
    fn of(dom: &Dom) -> Texts {
        let (words, breaks) = (Vec::new(), Vec::new());
        let mut texts = Texts { words, breaks, inner_breaks: Vec::new(), prose: Vec::new() };
        for id in dom.ids() {
            use Tag::*;
            match dom.tag(id) {
                Text => texts.add(id, dom.text(id)),
                Br => texts.breaks.push(id),
                Article | Aside | Blockquote | Dl | Dir | Figure | Form | H1 | H2 | H3 | H4
                | H5 | H6 | Header | Hr | Main | Menu | Nav | Ol | Section | Ul => {
                    texts.prose.push(id)
                }
                _ => {}
            }
        }
        texts
    }

    fn add(&mut self, id: NodeId, text: &str) {
        let has_words = !is_blank(text);
        if has_words {
            self.words.push(id);
        }
        if text.contains('\n') {
            self.breaks.push(id);
            if has_words && trim(text).contains('\n') {
                self.inner_breaks.push(id);
            }
        }
    }

    /// The text nodes in an element that are not blank.
    pub fn words_in(&self, dom: &Dom, id: NodeId) -> &[NodeId] {
        within(&self.words, id, dom.end(id))
    }

    /// Whether an element has more than one line.
    fn has_lines(&self, dom: &Dom, id: NodeId) -> bool {
        let [first, .., last] = self.words_in(dom, id) else {
            return !within(&self.inner_breaks, id, dom.end(id)).is_empty();
        };
        !within(&self.breaks, *first, *last).is_empty()
            || !within(&self.inner_breaks, id, dom.end(id)).is_empty()
    }
}

/// The part of a sorted list from `start` up to `end`.
fn within(list: &[NodeId], start: NodeId, end: NodeId) -> &[NodeId] {
    let first = list.partition_point(|&id| id < start);
    &list[first..list.partition_point(|&id| id < end).max(first)]
}

/// Whether a candidate is a code block. One with prose markup is not: an unclosed `pre` contains the rest of the
/// article.
fn is_root(dom: &Dom, texts: &Texts, id: NodeId, style: Option<Style>) -> bool {
    let Some(last_word) = texts.words_in(dom, id).last() else { return false };
    if !within(&texts.prose, id, dom.end(id)).is_empty() {
        return false;
    }
    let Some(style) = style else { return true };
    let parent = dom.parent(id).unwrap_or(NodeId::DOCUMENT);
    if is_code_tag(dom.tag(id)) {
        let is_alone = dom.tag(parent).is_block()
            && texts.words_in(dom, parent).len() == texts.words_in(dom, id).len();
        let is_in_heading =
            dom.ancestors(id).take(MAX_CODE_STEPS).any(|a| dom.tag(a).heading_level().is_some());
        return !is_in_heading && (style.is_block || is_alone && texts.has_lines(dom, id));
    }
    let first_word = texts.words_in(dom, id).first().copied().unwrap_or(id);
    let mut around = dom.ancestors(first_word).take(MAX_CODE_STEPS).take_while(|&a| a > id);
    let is_all_code = around.any(|a| is_code_tag(dom.tag(a)) && dom.is_within(*last_word, a));
    dom.tag(id).is_block()
        && texts.has_lines(dom, id)
        && (style.is_monospace || is_all_code || language::of(dom, id).is_some())
}

fn is_code_tag(tag: Tag) -> bool {
    matches!(tag, Tag::Code | Tag::Samp | Tag::Tt | Tag::Kbd)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text of each code block.
    fn codes(html: &str) -> Vec<String> {
        let dom = crate::parse::parse(html);
        let code = Code::of(&dom);
        code.roots.iter().map(|&root| code.text(&dom, root)).collect()
    }

    #[test]
    fn elements_styled_as_code_are_code() {
        assert_eq!(codes("<div><code style='white-space:pre'>a\n  b</code></div>"), ["a\n  b"]);
        assert_eq!(codes("a <code style='white-space:pre'>a\n  b</code>"), [""; 0]);
        assert_eq!(codes("<div style='white-space:pre-wrap'>Dear\nall</div>"), [""; 0]);
        assert_eq!(codes("<div style='white-space:pre'><code>a\nb</code></div>"), ["a\nb"]);
        assert_eq!(
            codes("<div style='white-space:pre;font-family:monospace'>a<br>b</div>"),
            ["a\nb"]
        );
    }

    #[test]
    fn a_pre_with_prose_is_not_code() {
        assert_eq!(codes("<pre>a<h2>b</h2>c"), [""; 0]);
        assert_eq!(codes("<pre> </pre>"), [""; 0]);
    }

    #[test]
    fn a_table_of_numbered_lines_is_code() {
        assert_eq!(
            codes(
                "<table><tr><td data-line-number=1></td><td> a</td></tr>\n<tr><td data-line-number=2><td>b</table>"
            ),
            [" a\nb"]
        );
    }
}
