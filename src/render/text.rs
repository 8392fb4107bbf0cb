//! Renders plain text: one line per paragraph, blank lines between paragraphs.

use crate::dom::{NodeId, Tag};
use crate::render::event::{Context, Event, is_leaf, is_list};
use crate::render::numbering::Numbering;
use crate::render::{flow, scripts};

/// The indentation per list level.
const INDENT: &str = "  ";

/// Renders the kept nodes as plain text.
pub(crate) fn render(context: Context<'_>) -> String {
    let flow = flow::flow(Context { links: false, images: false, ..context });
    let flow = scripts::written_out(flow, context.dom);
    let mut writer = TextWriter::new(context);
    for (i, &event) in flow.events.iter().enumerate() {
        match event {
            Event::Open(Tag::Ol, id) => {
                let numbering = Numbering::of(context.dom, &flow.events, i, id);
                writer.open_list(Some(numbering));
            }
            Event::Open(Tag::Ul, _) => writer.open_list(None),
            Event::Open(tag, id) => writer.open(tag, id),
            Event::Close(tag) => writer.close(tag),
            Event::Text(span)
            | Event::Formula(span, _)
            | Event::Mark(span)
            | Event::Number(span) => {
                writer.text(flow.text(span));
            }
            Event::Break => writer.line_break(),
            Event::Image(_) | Event::Rule => {}
        }
    }
    writer.out
}

/// An open list, and its numbering if it is ordered.
struct List {
    numbering: Option<Numbering>,
    /// The marker of an item, until its first text is written.
    marker: Option<String>,
}

struct TextWriter<'a> {
    context: Context<'a>,
    out: String,
    lists: Vec<List>,
    /// The number of open lists, definition lists and tables. Blocks within these are not separated by blank lines.
    n_groups: usize,
    n_definitions: usize,
    is_in_new_group: bool,
    is_in_pre: bool,
    is_in_row: bool,
    /// The number of tabs to write before the next text of a row.
    n_tabs: usize,
    is_new_line: bool,
}

impl<'a> TextWriter<'a> {
    fn new(context: Context<'a>) -> Self {
        TextWriter {
            context,
            out: String::new(),
            lists: Vec::new(),
            n_groups: 0,
            n_definitions: 0,
            is_in_new_group: false,
            is_in_pre: false,
            is_in_row: false,
            n_tabs: 0,
            is_new_line: false,
        }
    }

    fn open(&mut self, tag: Tag, id: NodeId) {
        if is_leaf(tag) {
            self.is_in_pre = tag == Tag::Pre;
            self.begin_block();
        } else if matches!(tag, Tag::Dl | Tag::Table) {
            self.open_group();
        } else if tag == Tag::Dd {
            self.n_definitions += 1;
        } else if let (Tag::Li, Some(list)) = (tag, self.lists.last_mut()) {
            list.marker = Some(match &mut list.numbering {
                None => "- ".to_owned(),
                Some(numbering) => {
                    let (number, _) = numbering.count(self.context.dom, id);
                    format!("{}. ", numbering.label(number))
                }
            });
        } else if tag == Tag::Tr {
            self.begin_block();
            self.is_in_row = true;
        }
    }

    fn open_group(&mut self) {
        self.is_in_new_group |= self.n_groups == 0;
        self.n_groups += 1;
    }

    fn open_list(&mut self, numbering: Option<Numbering>) {
        self.open_group();
        self.lists.push(List { numbering, marker: None });
    }

    fn close(&mut self, tag: Tag) {
        if matches!(tag, Tag::Ul | Tag::Ol | Tag::Dl | Tag::Table) {
            self.n_groups -= 1;
            if is_list(tag) {
                self.lists.pop();
            }
        } else if tag == Tag::Dd {
            self.n_definitions -= 1;
        } else if tag == Tag::Tr {
            (self.is_in_row, self.n_tabs) = (false, 0);
        } else if matches!(tag, Tag::Td | Tag::Th) {
            self.n_tabs += 1;
        }
        self.is_in_pre &= tag != Tag::Pre;
    }

    /// Starts a line for a block. In a row, all blocks of a cell are on one line.
    fn begin_block(&mut self) {
        if self.is_in_row {
            if self.n_tabs == 0 && !self.is_new_line && !self.out.ends_with('\t') {
                self.out.push(' ');
            }
            return;
        }
        if !self.out.is_empty() {
            let is_tight = self.n_groups > 0 && !self.is_in_new_group;
            self.out.push_str(if is_tight { "\n" } else { "\n\n" });
        }
        self.is_in_new_group = false;
        let marker = self.lists.last_mut().and_then(|list| list.marker.take());
        self.lists.iter_mut().for_each(|list| list.marker = None);
        self.indent(self.depth() - usize::from(marker.is_some()));
        self.out.push_str(marker.as_deref().unwrap_or(""));
        self.is_new_line = true;
    }

    /// The number of open lists and definitions.
    fn depth(&self) -> usize {
        self.lists.len() + self.n_definitions
    }

    fn indent(&mut self, depth: usize) {
        (0..depth).for_each(|_| self.out.push_str(INDENT));
    }

    fn text(&mut self, text: &str) {
        (0..self.n_tabs).for_each(|_| self.out.push('\t'));
        (self.n_tabs, self.is_new_line) = (0, false);
        if self.is_in_pre && self.is_in_row {
            self.out.extend(
                text.split_whitespace()
                    .enumerate()
                    .flat_map(|(i, word)| [if i > 0 { " " } else { "" }, word]),
            );
            return;
        }
        if !self.is_in_pre {
            self.out.push_str(text);
            return;
        }
        for (i, line) in text.split('\n').enumerate() {
            if i > 0 {
                self.out.push('\n');
                if !line.is_empty() {
                    self.indent(self.depth());
                }
            }
            self.out.push_str(line);
        }
    }

    fn line_break(&mut self) {
        if self.is_in_row {
            self.out.push(' ');
        } else {
            self.out.push('\n');
            self.indent(self.depth());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::all_of;

    fn check(html: &str, expected: &str) {
        let (dom, kept) = all_of(html);
        assert_eq!(render(Context::new(&dom, &kept)), expected, "{html}");
    }

    #[test]
    fn paragraphs() {
        check("<p> a\n b <p>c<div>d</div>e", "a b\n\nc\n\nd\n\ne");
        check("<h1>A<br>B</h1><p>c<br> d<br/><br>e<br>", "A B\n\nc\nd\n\ne");
        check("<b>bo</b>ld <i> x </i>y<p><span></span> <p>&nbsp;<p>z", "bold x y\n\nz");
        check("<blockquote><p>a<p>b</blockquote>c", "a\n\nb\n\nc");
        check("", "");
        check("<script>x</script><h2><p>a</p><p>b</p></h2>", "a\n\nb");
    }

    #[test]
    fn lists() {
        check("a<ul><li>b<li><p>c<p>d<ul><li>e</ul></ul>f", "a\n\n- b\n- c\n  d\n  - e\n\nf");
        check("<ol start=3><li>a<li>b<ul><li>c</ul></ol>", "3. a\n4. b\n  - c");
        check("<ul><li>a</li><ul><li>b</ul>c</ul><ul><li>d</ul>", "- a\n  - b\n- c\n\n- d");
        check("<ul><li><ul><li>a</ul><li>- <b>b</b><li>– • c</ul>", "- a\n- b\n- c");
        check("<dl><dt>a<dd>b<dd><p>c<ul><li>d</ul></dl>e", "a\n  b\n  c\n  - d\n\ne");
        check("<dl><div><dt>a<dd><p>b<p>c<br>d</div></dl>", "a\n  b\n  c\n  d");
        check("<ul><li><pre>\n a\n\n b\n</pre></ul>", "-  a\n\n   b");
    }

    #[test]
    fn lists_have_their_own_numbers() {
        check("<ol><li>a<li value=7>b<li>c</ol>", "1. a\n7. b\n8. c");
        check(
            "<ol reversed><li>a<li>b</ol><ol reversed start=9><li>c<li>d</ol>",
            "2. a\n1. b\n\n9. c\n8. d",
        );
        check("<ol type=a start=2><li>a<li>b<ol type=I><li>c</ol></ol>", "b. a\nc. b\n  I. c");
        check(
            "<ul><li><input type=checkbox checked> a<li><input type=checkbox>b</ul>",
            "- [x] a\n- [ ] b",
        );
    }

    #[test]
    fn tables() {
        check(
            "<table><caption>t</caption><tr><th>a<th>b<tr><td>1<br>2<td><p>3<p>4<tr><td><td>5<tr><td>6<td></table>x",
            "t\na\tb\n1 2\t3 4\n\t5\n6\n\nx",
        );
        check("<table><tr><td>a<td>b</table>", "a\n\nb");
        check("<table><tr><th>a<td>b</table>", "a\tb");
        check(
            "<table><tr><th>a<th>b<tr><td>c<td><svg><title>yes</title></svg></table>",
            "a\tb\nc\tyes",
        );
        check(
            "<table><tr><td><table><tr><td>1<td>2<tr><td>3<td>4</table><td>x<tr><td>y<td>z</table>",
            "1\t2\n3\t4\n\nx\n\ny\n\nz",
        );
    }

    #[test]
    fn preformatted_text_is_verbatim() {
        check(
            "<pre>\n\n  if x:\n    <b>y</b>  \n\n\tz<br>w\n\n</pre>v",
            "  if x:\n    y  \n\n\tz\nw\n\nv",
        );
        check("<pre><div>a</div><div>b</div></pre>", "a\nb");
        check("<p style='white-space:pre-line'>a \n b\n\nc</p>", "a\nb\n\nc");
    }
}
