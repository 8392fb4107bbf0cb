//! A block whose text is written as it stands.

use crate::code::Code;
use crate::dom::{Dom, NodeId, Step, Tag};
use crate::text::is_blank;

/// A `pre` or another block of code that is open on the page.
pub(crate) struct Verbatim {
    pub node: NodeId,
    text: String,
    /// Whether its text is known: it is a block of code. Other ones are read as they come.
    is_whole: bool,
}

impl Verbatim {
    pub fn new(dom: &Dom, code: &Code, node: NodeId) -> Self {
        let is_whole = code.is_root(node);
        let text = if is_whole { code.text(dom, node) } else { String::new() };
        Verbatim { node, text, is_whole }
    }

    /// Whether a step on the page stays inside.
    pub fn holds(&self, step: Step) -> bool {
        matches!(step, Step::Text(_))
            || matches!(step, Step::Open(id) | Step::Close(id) if id != self.node)
    }

    /// Adds what is met inside.
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

    /// The text, unless it is blank.
    pub fn into_text(self) -> Option<String> {
        Some(self.text).filter(|text| !is_blank(text))
    }
}
