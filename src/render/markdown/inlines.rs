//! Writes inline content: emphasis, code, links, footnote references, line breaks and images.

use super::MarkdownWriter;
use crate::dom::{AttrName, NodeId, Tag};
use crate::render::markdown_autolink as autolink;
use crate::render::markdown_container::push_mark;
use crate::render::markdown_escape::{TextContext, push_address, push_escaped};
use crate::render::markdown_table::CELL_BREAK;
use crate::render::picture;
use crate::text::{collapse, visible};

impl MarkdownWriter<'_> {
    pub(super) fn open_inline(&mut self, i: usize, tag: Tag, id: NodeId) {
        match tag {
            Tag::B | Tag::Strong
                if self.is_in_term
                    || self.leaf.is_some_and(|leaf| leaf.heading_level().is_some()) => {}
            Tag::B | Tag::Strong | Tag::I | Tag::Em => {
                self.flush();
                self.end_text();
                let is_open = self.emphasis.open(&mut self.out, self.flow, i, tag);
                self.is_line_start &= !is_open;
            }
            Tag::Code if self.is_code_closed => self.is_code_closed = false,
            Tag::Code => {
                self.flush();
                self.is_in_code = true;
            }
            Tag::A => {
                self.flush();
                self.end_text();
                if self.out.ends_with('!') {
                    self.out.insert(self.out.len() - 1, '\\');
                }
                self.out.push('[');
                self.text_start = self.out.len();
                self.link = Some(id);
                self.is_line_start = false;
            }
            _ => {}
        }
    }

    pub(super) fn close_inline(&mut self, tag: Tag) {
        match tag {
            _ if self.emphasis.is_open(tag) => {
                self.flush();
                self.emphasis.close(&mut self.out, tag);
            }
            Tag::Code => self.is_code_closed = true,
            Tag::A => {
                self.flush();
                self.out.push(']');
                let address = self.link.take().and_then(|id| self.base.link(self.context.dom, id));
                push_address(&mut self.out, address.as_deref().unwrap_or(""));
                self.text_start = self.out.len();
            }
            _ => {}
        }
    }

    /// Writes a footnote reference. A parenthesis after it would make it a link, and a colon a definition; both are escaped.
    pub(super) fn mark(&mut self, mark: &str) {
        self.flush();
        self.end_text();
        push_mark(&mut self.out, mark);
        self.text_start = self.out.len();
        (self.is_line_start, self.is_after_mark) = (false, true);
    }

    /// Separates the first word of a footnote from its marker if the word could be a URL with a scheme other than `http` and
    /// `https`. Parsers without footnotes read marker and word as a link definition.
    pub(super) fn part_note(&mut self) {
        if self.is_line_start {
            self.note_word = self.out.ends_with("]: ").then_some(self.out.len());
        }
        const MAX_BYTES: usize = 64;
        self.note_word =
            self.note_word.filter(|start| !self.is_in_code && self.out.len() - start < MAX_BYTES);
        let Some(start) = self.note_word else { return };
        let end = self.pending.find(' ').unwrap_or(self.pending.len());
        let word = [&self.out[start..], &self.pending[..end]].concat();
        let is_web = word.starts_with("http://") || word.starts_with("https://");
        let is_address = word.contains([':', '&']) && !is_web;
        if is_address {
            self.out.insert_str(start, "&nbsp; ");
            self.text_start = self.text_start.max(start) + "&nbsp; ".len();
        }
        if is_address || end < self.pending.len() {
            self.note_word = None;
        }
    }

    pub(super) fn line_break(&mut self) {
        self.flush();
        if self.is_in_cell() {
            self.out.push_str(CELL_BREAK);
        } else {
            // An autolink would include the backslash.
            let gap = if autolink::is_last(&self.out, self.text_start) { " " } else { "" };
            self.out.extend([gap, "\\"]);
            self.new_line(true);
            self.is_line_start = true;
        }
    }

    pub(super) fn image(&mut self, id: NodeId) {
        self.flush();
        self.end_text();
        let dom = self.context.dom;
        let alt = collapse(&visible(dom.attr(id, AttrName::Alt).unwrap_or("")));
        self.out.push_str("![");
        self.text_start = self.out.len();
        let is_in_linked_image = self.link.is_some();
        let place = TextContext { is_in_link: true, is_in_linked_image, ..self.place(false) };
        push_escaped(&mut self.out, &alt, place);
        self.out.push(']');
        push_address(&mut self.out, picture::address(&self.base, dom, id).as_deref().unwrap_or(""));
        (self.is_line_start, self.text_start) = (false, self.out.len());
    }
}
