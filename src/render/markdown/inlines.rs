//! What stands in a line of Markdown: emphasis, code, links, marks of notes, breaks and images.

use super::Writer;
use crate::dom::{AttrName, NodeId, Tag};
use crate::render::markdown_container::push_mark;
use crate::render::markdown_escape::{Place, push_address, push_escaped};
use crate::render::markdown_table::CELL_BREAK;
use crate::render::picture;
use crate::text::collapse;

impl Writer<'_> {
    pub(super) fn open_inline(&mut self, i: usize, tag: Tag, id: NodeId) {
        match tag {
            Tag::B | Tag::Strong
                if self.is_in_term
                    || self.leaf.is_some_and(|leaf| leaf.heading_level().is_some()) => {}
            Tag::B | Tag::Strong | Tag::I | Tag::Em => {
                self.flush();
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
                if self.out.ends_with('!') {
                    self.out.insert(self.out.len() - 1, '\\');
                }
                self.out.push('[');
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
            }
            _ => {}
        }
    }

    /// Writes the mark of a note. A parenthesis after it would make a link of it, and a colon a note.
    pub(super) fn mark(&mut self, mark: &str) {
        self.flush();
        push_mark(&mut self.out, mark);
        (self.is_line_start, self.is_after_mark) = (false, true);
    }

    pub(super) fn line_break(&mut self) {
        self.flush();
        if self.is_in_cell() {
            self.out.push_str(CELL_BREAK);
        } else {
            self.out.push('\\');
            self.new_line(true);
            self.is_line_start = true;
        }
    }

    pub(super) fn image(&mut self, id: NodeId) {
        self.flush();
        let dom = self.context.dom;
        let alt = collapse(dom.attr(id, AttrName::Alt).unwrap_or(""));
        self.out.push_str("![");
        let place = Place { is_in_link: true, ..self.place(false) };
        push_escaped(&mut self.out, &alt, place);
        self.out.push(']');
        push_address(&mut self.out, picture::address(&self.base, dom, id).as_deref().unwrap_or(""));
        self.is_line_start = false;
    }
}
