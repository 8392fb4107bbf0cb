//! Images that stand for an emoji: their `alt` is the emoji itself, as Twemoji, WordPress and phpBB write it.

use crate::block::{Blocks, TextBlock};
use crate::dom::{AttrName, Dom, NodeId, Tag};

/// The longest emoji are families and flags of many characters.
const MAX_BYTES: usize = 80;
/// The inline elements around an image that are looked through for its block.
const MAX_INLINE: usize = 8;

/// The emoji that an image stands for.
pub(crate) fn of(dom: &Dom, image: NodeId) -> Option<&str> {
    let alt = dom.attr(image, AttrName::Alt).filter(|_| dom.tag(image) == Tag::Img)?.trim();
    let is_emoji = !alt.is_empty() && alt.len() <= MAX_BYTES && alt.chars().all(is_emoji);
    is_emoji.then_some(alt)
}

/// Whether a character is an emoji or a part of one.
fn is_emoji(c: char) -> bool {
    matches!(u32::from(c),
        0x1F000..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x2300..=0x23FF
        | 0x200D | 0xFE0F | 0x20E3 | 0xE0020..=0xE007F)
}

/// Whether an image stands for an emoji in the text of a kept block.
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
