//! Collects the text of preformatted blocks.

use crate::code::Code;
use crate::dom::{Dom, NodeId, Step, Tag};
use crate::text::{is_blank, without_controls};

/// An open `pre` or other code block.
pub(crate) struct Verbatim {
    pub node: NodeId,
    text: String,
    /// Whether the whole text is known at the start, as for code blocks. Otherwise it is collected step by step.
    is_whole: bool,
}

impl Verbatim {
    pub fn new(dom: &Dom, code: &Code, node: NodeId) -> Self {
        let is_whole = code.is_root(node);
        let text = if is_whole { code.text(dom, node) } else { String::new() };
        Verbatim { node, text, is_whole }
    }

    /// Whether a step is inside of the block.
    pub fn holds(&self, step: Step) -> bool {
        matches!(step, Step::Text(_))
            || matches!(step, Step::Open(id) | Step::Close(id) if id != self.node)
    }

    /// Adds the text of a step, with line feeds between blocks.
    pub fn add(&mut self, dom: &Dom, step: Step) {
        match step {
            _ if self.is_whole => {}
            Step::Text(id) => self.text.push_str(dom.text(id)),
            Step::Open(id) | Step::Close(id) => {
                let is_break = dom.tag(id) == Tag::Br && matches!(step, Step::Open(_));
                let is_in_line = !self.text.is_empty() && !self.text.ends_with('\n');
                if is_break || dom.tag(id).is_block() && is_in_line {
                    self.text.push('\n');
                }
            }
        }
    }

    /// The text without control characters; `None` if it is blank.
    pub fn into_text(self) -> Option<String> {
        Some(without_controls(self.text)).filter(|text| !is_blank(text))
    }
}
