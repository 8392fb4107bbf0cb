//! The text of a code block, for all markups of lines: line feeds, `br`, block-level elements, table rows, or one
//! `code` or `span` per line.
//!
//! A class that ends in the word "line" marks a line: `line` (Shiki), `token-line` (prism-react-renderer), `cm-line`
//! and `CodeMirror-line` (CodeMirror), `view-line` (Monaco), `grvsc-line` (Gatsby). rehype-pretty-code writes
//! `data-line`.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::style::Style;
use crate::text::{is_blank, shortened};

/// The verbatim text of a code block, without the elements in `left_out`.
pub(crate) fn text(dom: &Dom, root: NodeId, left_out: &[NodeId]) -> String {
    let mut lines = Lines::default();
    walk(dom, root, left_out, |step| match step {
        Step::Text(id) => lines.text(dom, id),
        Step::Break => lines.line_feed(),
        Step::Open => lines.open(),
        Step::Close => lines.close(),
        Step::Cell => lines.gap(),
    });
    lines.out
}

/// A step of [`walk`].
pub(crate) enum Step {
    Text(NodeId),
    /// A `br`.
    Break,
    /// An element begins that consists of whole lines.
    Open,
    /// Such an element ends.
    Close,
    /// A cell begins.
    Cell,
}

/// Walks over the texts and lines of a code block, without the elements in `left_out`.
pub(crate) fn walk(dom: &Dom, root: NodeId, left_out: &[NodeId], mut step: impl FnMut(Step)) {
    let are_codes_lines = are_codes_lines(dom, root);
    let mut open: Vec<NodeId> = Vec::new();
    let mut id = NodeId::new(root.index() + 1);
    let end = dom.end(root);
    while id < end {
        while open.last().is_some_and(|&end| end <= id) {
            open.pop();
            step(Step::Close);
        }
        let tag = dom.tag(id);
        let next = NodeId::new(id.index() + 1);
        id = match tag {
            Tag::Text => {
                step(Step::Text(id));
                next
            }
            _ if tag.is_skipped() || left_out.binary_search(&id).is_ok() => dom.end(id),
            Tag::Br => {
                step(Step::Break);
                next
            }
            _ => {
                if tag.is_cell() {
                    step(Step::Cell);
                } else if is_line(dom, id, tag)
                    || are_codes_lines && tag == Tag::Code && dom.parent(id) == Some(root)
                {
                    step(Step::Open);
                    open.push(dom.end(id));
                }
                next
            }
        };
    }
}

/// Whether an element in code consists of whole lines.
fn is_line(dom: &Dom, id: NodeId, tag: Tag) -> bool {
    if matches!(tag, Tag::Table | Tag::Tbody | Tag::Thead | Tag::Tfoot | Tag::Custom) {
        return false;
    }
    tag.is_block()
        || dom.attrs(id).any(|(name, value)| match name {
            AttrName::Class => shortened(value).split_ascii_whitespace().any(is_line_class),
            AttrName::DataLine => tag == Tag::Span,
            AttrName::Style => Style::of(value).is_block,
            _ => false,
        })
}

fn is_line_class(name: &str) -> bool {
    name.strip_suffix("line")
        .is_some_and(|start| matches!(start.as_bytes().last(), None | Some(b'-' | b'_')))
}

/// Whether each `code` child of a block consists of whole lines: there are several, no text outside them, and the white
/// space between them is nowhere or everywhere a line break.
fn are_codes_lines(dom: &Dom, root: NodeId) -> bool {
    let (mut n_codes, mut n_gaps, mut n_breaks) = (0, 0, 0);
    let mut id = NodeId::new(root.index() + 1);
    while id < dom.end(root) {
        match dom.tag(id) {
            Tag::Code => n_codes += 1,
            Tag::Text if !is_blank(dom.text(id)) => return false,
            Tag::Text if dom.text(id).contains('\n') => n_breaks += 1,
            Tag::Text => n_gaps += 1,
            _ => {}
        }
        id = dom.end(id);
    }
    n_codes > 1 && (n_gaps == 0 || n_breaks == 0)
}

/// The previous step of the writer.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
enum After {
    #[default]
    Text,
    /// A line whose text does not end with a line feed.
    Line,
    /// A line whose text ends with a line feed.
    FedLine,
}

/// Writes lines. There is exactly one line feed between two line elements, whether the source has it between them, at
/// the end of the first, or not at all.
#[derive(Default)]
struct Lines {
    out: String,
    after: After,
    /// The byte offset at which the last line was opened.
    opened_at: usize,
}

impl Lines {
    fn is_at_start(&self) -> bool {
        self.out.is_empty() || self.out.ends_with('\n')
    }

    fn open(&mut self) {
        let line = self.out.rfind('\n').map_or(0, |at| at + 1);
        if self.after == After::Text && is_blank(&self.out[line..]) {
            // The indentation of the element in the HTML source.
            self.out.truncate(line);
        }
        let needs_feed = match self.after {
            After::Text => !self.is_at_start(),
            After::Line => true,
            After::FedLine => false,
        };
        self.out.push_str(if needs_feed { "\n" } else { "" });
        (self.after, self.opened_at) = (After::Text, self.out.len());
    }

    fn close(&mut self) {
        if self.after == After::Text {
            let is_fed = self.out.len() > self.opened_at && self.out.ends_with('\n');
            self.after = if is_fed { After::FedLine } else { After::Line };
        }
    }

    fn line_feed(&mut self) {
        self.out.push_str(if self.after == After::FedLine { "" } else { "\n" });
        self.after = After::Text;
    }

    /// Separates the cells of a row by a space.
    fn gap(&mut self) {
        let is_in_line = self.after == After::Text && !self.is_at_start();
        if is_in_line && !self.out.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
    }

    fn text(&mut self, dom: &Dom, id: NodeId) {
        use Tag::{Table, Tbody, Tfoot, Thead, Tr};
        let text = dom.text(id);
        let is_blank = is_blank(text);
        let parent = dom.parent(id).map_or(Tag::Document, |parent| dom.tag(parent));
        if is_blank && matches!(parent, Table | Tbody | Thead | Tfoot | Tr) {
            return;
        }
        if self.after != After::Text {
            let n_feeds = text.bytes().filter(|&byte| byte == b'\n').count();
            if is_blank && n_feeds == 0 {
                return;
            }
            let n_fed = usize::from(self.after == After::FedLine);
            self.after = After::Text;
            if is_blank {
                self.out.extend((n_fed..n_feeds).map(|_| '\n'));
                return;
            }
            self.out.push_str(if n_fed == 0 && !text.starts_with('\n') { "\n" } else { "" });
        }
        self.out.push_str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    fn check(html: &str, expected: &str) {
        let dom = crate::parse::parse(html);
        let root = dom.ids().find(|&id| dom.tag(id) == Tag::Pre).unwrap();
        assert_eq!(text(&dom, root, &Code::of(&dom).left_out), expected, "{html}");
    }

    #[test]
    fn text_is_verbatim() {
        check("<pre>\n\n<span>  </span>x\n<b> </b><i>\ty </i>", "\n  x\n \ty ");
        check("<pre>a<br>b\n<br>c d", "a\nb\n\nc d");
        check("<pre><x-a>a</x-a><x-b>b</x-b>", "ab");
    }

    #[test]
    fn line_elements_become_lines() {
        for (line, end) in [("<div>", "</div>"), ("<span class=line>", "</span>")] {
            for between in ["", "\n", "\n  "] {
                let html = format!(
                    "<pre><code>{between}{line}a{end}{between}{line}{end}{between}{line} b{end}{between}</code></pre>"
                );
                let dom = crate::parse::parse(&html);
                let root = dom.ids().find(|&id| dom.tag(id) == Tag::Pre).unwrap();
                let text = text(&dom, root, &Code::of(&dom).left_out);
                assert_eq!(text.trim_matches('\n'), "a\n\n b", "{html}");
            }
        }
        check(
            "<pre><span class='x cm-line'>a\n</span><span class=cm-line>\n</span><span class=cm-line>b\n</span>",
            "a\n\nb\n",
        );
        check("<pre><span class=line>a</span><br><span class=line>b</span>", "a\nb");
        check("<pre><b style='display: block'>a</b><b>b</b>c", "a\nbc");
        check("<pre><div><div>a</div></div><div>b<div>c</div></div>d", "a\nb\nc\nd");
        check("<pre><span class=outline>a</span><span class=underline>b</span>", "ab");
    }

    #[test]
    fn code_elements_become_lines() {
        check("<pre><code>a</code><code> b</code>", "a\n b");
        check("<pre><code>a\nb</code><code>c</code>", "a\nb\nc");
        check("<pre><code>a</code> <code>b</code>\n<code>c</code>", "a b\nc");
        check("<pre>say <code>a</code><code>b</code>", "say ab");
    }

    #[test]
    fn table_rows_become_lines() {
        check("<pre><table>\n<tr><td>a<td>b\n<tr>\n<td> c</table>", "a b\n c");
    }
}
