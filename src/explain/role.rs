//! The role of a text block: what the selection, the captions and the metadata say of it.

use super::Trace;
use crate::metadata::evidence::byline_places;
use crate::metadata::{Decisions, Metadata};
use crate::named::named;
use crate::scored_page::ScoredPage;
use crate::select;
use crate::text::collapse;

/// The role of a text block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Role {
    /// It is kept, and has no other role.
    Content,
    /// It shows the title.
    Title,
    /// It is a short line from which the authors or the dates are read.
    Byline,
    /// It shows a caption or the credit of a picture.
    Caption,
    /// It is in an element for user comments.
    Comment,
    /// It is dropped, and has no other role.
    #[default]
    Boilerplate,
}

impl Role {
    /// All roles.
    pub const ALL: &'static [Role] = &[
        Role::Content,
        Role::Title,
        Role::Byline,
        Role::Caption,
        Role::Comment,
        Role::Boilerplate,
    ];

    /// The name: `content`, `title`, `byline`, `caption`, `comment`, `boilerplate`.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Content => "content",
            Role::Title => "title",
            Role::Byline => "byline",
            Role::Caption => "caption",
            Role::Comment => "comment",
            Role::Boilerplate => "boilerplate",
        }
    }
}

named!(Role, "role");

/// The maximum number of words of a byline.
const MAX_BYLINE: u32 = 30;

/// The role of each block.
pub(super) fn roles(
    scored: &ScoredPage<'_>,
    (metadata, decisions): (&Metadata, &Decisions),
    trace: &Trace,
) -> Vec<Role> {
    let ScoredPage { dom, blocks, .. } = scored;
    let kept = |i: usize| if trace.of(i).0 { Role::Content } else { Role::Boilerplate };
    let mut roles: Vec<Role> = (0..blocks.list.len()).map(kept).collect();
    let mut is_other = vec![true; roles.len()];
    select::drop_below(dom, blocks, &mut is_other, |id| select::is_comment(dom, id));
    // If all that is kept is in comments, the names are those of the page.
    let is_content = |(role, is_other): (&Role, &bool)| *role == Role::Content && *is_other;
    if roles.iter().zip(&is_other).any(is_content) {
        let comments = roles.iter_mut().zip(&is_other).filter(|(_, is_other)| !**is_other);
        comments.for_each(|(role, _)| *role = Role::Comment);
    }
    // The metadata of a page that is built from data are those of the page itself.
    if !scored.is_built {
        let title = metadata.title.as_deref().map(collapse).unwrap_or_default();
        for (i, role) in roles.iter_mut().enumerate() {
            if !title.is_empty() && collapse(blocks.text_of(i)) == title {
                *role = Role::Title;
            }
        }
        for i in bylines(scored, decisions, metadata) {
            roles[i] = Role::Byline;
        }
    }
    let captions = scored.shown_captions();
    let shown = roles.iter_mut().zip(captions).filter(|(_, is_caption)| *is_caption);
    shown.for_each(|(role, _)| *role = Role::Caption);
    roles
}

/// The short blocks with the chosen authors and dates.
fn bylines(scored: &ScoredPage<'_>, decisions: &Decisions, metadata: &Metadata) -> Vec<usize> {
    let ScoredPage { dom, blocks, .. } = scored;
    let block_of = |place| {
        let inside = blocks.within(dom, place);
        // Else the element is in the middle of a block.
        let around = inside.start.checked_sub(1).filter(|&i| place <= blocks.list[i].last);
        let one = if inside.len() == 1 { Some(inside.start) } else { around };
        one.filter(|&i| blocks.list[i].n_words <= MAX_BYLINE)
    };
    byline_places(decisions, metadata).into_iter().filter_map(block_of).collect()
}
