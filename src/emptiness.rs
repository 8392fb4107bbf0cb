//! What a page without content holds.

use crate::block::Blocks;
use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::named::named;

/// What a page without content holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Emptiness {
    /// No text at all.
    NoText,
    /// Scripts and hardly any text: the page is built in the browser.
    Script,
    /// Text without content, such as menus.
    Boilerplate,
}

/// The maximum number of words that tell readers without scripts to enable them.
const MAX_NOTICE_WORDS: u32 = 30;

impl Emptiness {
    /// All values.
    pub const ALL: &'static [Emptiness] =
        &[Emptiness::NoText, Emptiness::Script, Emptiness::Boilerplate];

    /// The name: `no_text`, `script`, `boilerplate`.
    pub fn as_str(self) -> &'static str {
        match self {
            Emptiness::NoText => "no_text",
            Emptiness::Script => "script",
            Emptiness::Boilerplate => "boilerplate",
        }
    }

    pub(crate) fn of(dom: &Dom, blocks: &Blocks) -> Self {
        let n_words: u32 = blocks.list.iter().map(|block| block.n_words).sum();
        let is_menu = blocks.list.iter().any(|block| block.link_density() > 0.5);
        if n_words <= MAX_NOTICE_WORDS && !is_menu && has_script(dom) {
            Emptiness::Script
        } else if n_words == 0 {
            Emptiness::NoText
        } else {
            Emptiness::Boilerplate
        }
    }
}

named!(Emptiness, "emptiness");

/// Whether the page has a script. Data such as JSON-LD are not one.
fn has_script(dom: &Dom) -> bool {
    let is_data = |id: NodeId| {
        dom.attr(id, AttrName::Type).is_some_and(|kind| kind.to_ascii_lowercase().contains("json"))
    };
    dom.ids().any(|id| dom.tag(id) == Tag::Script && !is_data(id))
}
