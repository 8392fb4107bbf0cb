//! Elements rendered as quotes other than `blockquote`: admonitions, and quotes in forum posts.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::render::admonition;
use crate::text::shortened;

/// Classes of quotes: `quote` in phpBB, SMF and MyBB, `bbcode_quote` in vBulletin.
const CLASSES: [&str; 2] = ["quote", "bbcode_quote"];
/// The maximum number of nodes of such an element that are searched for a `blockquote`, which would be the quote itself.
const MAX_NODES: usize = 64;

/// The tag of an element in normal form.
pub(crate) fn tag(dom: &Dom, id: NodeId) -> Tag {
    let is_quote = admonition::kind(dom, id).is_some() || is_forum_quote(dom, id);
    if is_quote { Tag::Blockquote } else { dom.tag(id) }
}

fn is_forum_quote(dom: &Dom, id: NodeId) -> bool {
    let is_named =
        |class| shortened(class).split_ascii_whitespace().any(|name| CLASSES.contains(&name));
    matches!(dom.tag(id), Tag::Div | Tag::Aside)
        && dom.attr(id, AttrName::Class).is_some_and(is_named)
        && dom.subtree(id).take(MAX_NODES).all(|id| dom.tag(id) != Tag::Blockquote)
}

#[cfg(test)]
mod tests {
    use crate::render::event::Context;
    use crate::render::{all_of, html, markdown};

    fn check(page: &str, expected: &str) {
        let (dom, kept) = all_of(page);
        let context = Context::new(&dom, &kept);
        assert_eq!(markdown::render(context), expected, "{page}");
        let once = html::render(context);
        let (dom, kept) = all_of(&once);
        assert_eq!(html::render(Context::new(&dom, &kept)), once, "{page}");
    }

    #[test]
    fn forum_quotes_keep_their_author() {
        check(
            "<blockquote><cite>Ann wrote:</cite>Oil it.</blockquote>No.",
            "> Ann wrote: Oil it.\n\nNo.",
        );
        check(
            "<div class=bbcode_quote><div>Posted by <b>Carl</b></div><div>Use wax.</div></div>No.",
            "> Posted by **Carl**\n>\n> Use wax.\n\nNo.",
        );
        check(
            "<aside class=quote><div>bob:</div><blockquote>Use lead.</blockquote></aside>",
            "bob:\n\n> Use lead.",
        );
    }
}
