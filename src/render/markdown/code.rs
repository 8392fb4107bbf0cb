//! Code blocks in Markdown.
//!
//! Code blocks are fenced. Python-Markdown supports fences only at the start of a line: in an item or a quote it parses the
//! content as markup. There, code with tags or links is indented instead, which all parsers support. An item that contains
//! such code is indented by four spaces, as Python-Markdown requires.

use super::MarkdownWriter;
use crate::code::language;
use crate::dom::{NodeId, Tag};
use crate::render::event::{Event, Flow};
use crate::render::markdown_escape::longest_backticks;
use crate::render::markdown_table::push_code_in_cell;

impl MarkdownWriter<'_> {
    pub(super) fn open_pre(&mut self, i: usize, id: NodeId) {
        self.is_code_indented = !self.containers.is_empty() && !self.is_in_cell() && {
            let text = self.flow.events.get(i + 1);
            matches!(text, Some(&Event::Text(span)) if holds_markup(self.flow.text(span)))
        };
        if self.is_code_indented {
            self.begin_indented();
        }
        self.open_leaf(Tag::Pre);
        self.code_language = language::of(self.context.dom, id).unwrap_or("");
    }

    /// Prepares for indented code, after a blank line. Directly after a marker or a list it would not be code, so a
    /// non-breaking space is written before it.
    fn begin_indented(&mut self) {
        let follows_list = self.last_list.is_some_and(|(n, ..)| n >= self.containers.len());
        let last = self.containers.last();
        if follows_list || last.is_some_and(|last| last.is_item() && last.marker.is_some()) {
            self.begin_block();
            self.out.push_str("&nbsp;");
        }
        self.needs_blank = true;
    }

    /// Writes a code block, indented or between fences longer than any run of backticks in it.
    pub(super) fn code_block(&mut self, code: &str) {
        if self.is_in_cell() {
            push_code_in_cell(&mut self.out, code);
        } else if self.is_code_indented {
            for (i, line) in code.split('\n').enumerate() {
                if i > 0 {
                    self.new_line(true);
                }
                self.push_line("    ", line);
            }
        } else {
            let fence = "`".repeat(longest_backticks(code).max(2) + 1);
            self.out.extend([fence.as_str(), self.code_language]);
            for line in code.split('\n').chain([fence.as_str()]) {
                self.new_line(true);
                self.push_line("", line);
            }
        }
    }

    fn push_line(&mut self, indent: &str, line: &str) {
        if line.is_empty() {
            self.out.truncate(self.out.trim_end_matches(' ').len());
        } else {
            self.out.extend([indent, line]);
        }
    }
}

/// The indices of the events that open items with such code in them, sorted ascending.
pub(super) fn wide_items(flow: &Flow) -> Vec<usize> {
    let (mut open, mut wide, mut is_in_code) = (Vec::new(), Vec::new(), false);
    for (i, &event) in flow.events.iter().enumerate() {
        match event {
            Event::Open(Tag::Li, _) => open.push(i),
            Event::Close(Tag::Li) => drop(open.pop()),
            Event::Open(tag, _) => is_in_code = tag == Tag::Pre,
            // Ancestors of recorded items are recorded already.
            Event::Text(span) if is_in_code && holds_markup(flow.text(span)) => {
                wide.append(&mut open);
            }
            _ => {}
        }
    }
    wide
}

/// Whether code contains a Markdown link or an HTML comment or tag. Types such as `List<String>` and `Option<U>` do not count:
/// they have no attributes, and their names are of no element, or of a harmless one.
fn holds_markup(code: &str) -> bool {
    let is_definition = |line: &str| line.trim_start().starts_with('[') && line.contains("]:");
    if code.contains("](") || code.lines().any(is_definition) {
        return true;
    }
    code.split('<').skip(1).any(|rest| {
        let rest = rest.strip_prefix('/').unwrap_or(rest);
        let name = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_parted = |c: char| c.is_whitespace() || matches!(c, '/' | '=' | ':');
        match rest.split_once('>') {
            _ if name.is_empty() => rest.starts_with(['!', '?']),
            Some((inner, _)) => inner.contains(is_parted) || is_element(name),
            // The next angle bracket is in an attribute value.
            None => rest[name.len()..].starts_with(is_parted) && rest.contains('='),
        }
    })
}

fn is_element(name: &str) -> bool {
    name.len() > 1 && Tag::of(&name.to_ascii_lowercase()) != Tag::Unknown
}

#[cfg(test)]
mod tests {
    use super::holds_markup;

    #[test]
    fn tags_and_links_are_markup_types_are_not() {
        for code in [
            "<img src=x>",
            "<SCRIPT>",
            "a</div>",
            "<x:y>",
            "[x](y)",
            " [x]: y",
            "<svg/onload=x>",
            "<!--",
            "<x-y z>",
            "<a\nb>",
        ] {
            assert!(holds_markup(code), "{code}");
        }
        for code in [
            "List<String>",
            "#include <stdio.h>",
            "i<n",
            "a << b",
            "Option<U>",
            "i <n; i++",
            "Vec<Vec<T>>",
            "a<\0>",
        ] {
            assert!(!holds_markup(code), "{code}");
        }
    }
}
