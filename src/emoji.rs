//! Images that replace an emoji: their `alt` is the emoji, as in Twemoji, WordPress and phpBB.

use crate::block::{Blocks, TextBlock};
use crate::dom::{AttrName, Dom, NodeId, Tag};

/// The maximum length of an emoji, in bytes. The longest are sequences for families and flags.
const MAX_BYTES: usize = 80;
/// The maximum number of ancestors of an image that are searched for its block.
const MAX_INLINE: usize = 8;

/// The emoji that an image replaces; `None` for other images and elements.
pub(crate) fn of(dom: &Dom, image: NodeId) -> Option<&str> {
    let alt = dom.attr(image, AttrName::Alt).filter(|_| dom.tag(image) == Tag::Img)?.trim();
    let is_emoji = !alt.is_empty() && alt.len() <= MAX_BYTES && alt.chars().all(is_emoji);
    is_emoji.then_some(alt)
}

/// Whether a character is an emoji or occurs in emoji sequences.
fn is_emoji(c: char) -> bool {
    matches!(u32::from(c),
        0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x2300..=0x23FF
        | 0x200D | 0xFE0F | 0x20E3 | 0xE0020..=0xE007F)
}

/// Whether an image replaces an emoji in the text of a kept block.
pub(crate) fn is_in_text(dom: &Dom, blocks: &Blocks, is_kept: &[bool], image: NodeId) -> bool {
    if of(dom, image).is_none() {
        return false;
    }
    let element = dom.ancestors(image).take(MAX_INLINE).find(|&id| dom.tag(id).is_block());
    let at = blocks.within(dom, image).start;
    let is_around = |i: usize| {
        let Some(block) = blocks.list.get(i) else { return false };
        let is_inside = |block: &TextBlock| block.first < image && image < block.last;
        is_kept[i] && (is_inside(block) || Some(block.element) == element)
    };
    at.checked_sub(1).is_some_and(is_around) || is_around(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_alt_that_is_an_emoji() {
        let is_emoji = |alt: &str| {
            let dom = crate::parse::parse(&format!("<img alt='{alt}'>"));
            dom.ids().any(|id| of(&dom, id).is_some())
        };
        assert!(["🙂", " ❤️ ", "👩‍🔬", "🇩🇪", "🏴󠁧󠁢󠁳󠁣󠁴󠁿"].into_iter().all(is_emoji));
        assert!(!["", " ", ":)", "a 🙂", "1", "©"].into_iter().any(is_emoji));
    }
}
