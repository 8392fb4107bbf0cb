//! Restores dropped parts within kept text: code, quotations, lists, tables and admonitions.

use std::cell::LazyCell;
use std::ops::Range;

use super::{NEAR, kept_before, kept_from, lone_box};
use crate::admonition;
use crate::block::{Blocks, TextBlock};
use crate::dom::{Dom, NodeId, Tag};
use crate::text::ends_sentence;

/// The maximum link density of a part. Above it, the part links to other pages.
const MAX_LINKED: f32 = 0.3;
/// The minimum mean probability of a part.
const POSSIBLE: f32 = 0.25;
/// The same for parts that are almost certain by kind or place: definitions, code in tab panes, code by its style.
const POSSIBLE_SURE: f32 = 0.02;
/// The same for an admonition.
const POSSIBLE_NOTE: f32 = 0.08;
/// The same for a data table near kept text.
const POSSIBLE_TABLE: f32 = 0.35;
/// The maximum number of blocks of an admonition.
const MAX_NOTE: usize = 16;
/// The maximum number of levels from a block up to the part that contains it.
const MAX_UP: usize = 8;
/// The maximum number of blocks of a part. A larger element is part of the page layout.
const MAX_BLOCKS: usize = 200;

/// Keeps each dropped part whose siblings on both sides are kept, or that a kept sibling announces with a colon.
///
/// A definition list or an admonition is kept as a whole if one of its blocks is. `is_husk` marks blocks that are known not
/// to be text, such as captions.
pub(super) fn keep(
    dom: &Dom,
    blocks: &Blocks,
    scores: &[f32],
    is_husk: &[bool],
    is_kept: &mut [bool],
) {
    let was_kept = is_kept.to_vec();
    let fields = LazyCell::new(|| fields(dom));
    for id in dom.ids() {
        let range = blocks.within(dom, id);
        let is_code = || {
            let block = &blocks.list[range.start];
            block.is_code && block.element == id
        };
        if range.is_empty()
            || range.len() > MAX_BLOCKS
            || was_kept[range.clone()].iter().all(|&kept| kept)
        {
            continue;
        }
        let is_apart = || kept_before(&was_kept, range.start, NEAR).is_none();
        if !was_kept[range.clone()].contains(&true) && is_apart() {
            continue;
        }
        let is_note = is_note(dom, id, &range);
        if !is_part(dom.tag(id)) && !is_note && !is_code() {
            continue;
        }
        let has_fields = fields[id.index()] < fields[dom.end(id).index()];
        let is_pane = false;
        let part = Part { dom, blocks, id, range: range.clone(), has_fields, is_note, is_pane };
        // The first pane may have been kept in this loop.
        let is_pane = part.is_pane_beside(is_kept);
        let part = Part { is_pane, ..part };
        let is_torn =
            (dom.tag(id) == Tag::Dl || is_note) && was_kept[range.clone()].contains(&true);
        let least = if is_torn { Some(POSSIBLE_SURE) } else { part.least(&was_kept) };
        if least.is_some_and(|least| part.is_text(scores, is_husk, least)) {
            for i in range {
                // An admonition may end with links to other pages.
                is_kept[i] |= !is_note || blocks.list[i].link_density() <= MAX_LINKED;
            }
        }
    }
}

/// For each node, the number of forms, buttons and menus before it.
fn fields(dom: &Dom) -> Vec<u32> {
    let is_field = |id| matches!(dom.tag(id), Tag::Form | Tag::Button | Tag::Nav);
    let mut n = 0;
    let mut fields = vec![0];
    fields.extend(dom.ids().map(|id| {
        n += u32::from(is_field(id));
        n
    }));
    fields
}

fn is_part(tag: Tag) -> bool {
    matches!(tag, Tag::Pre | Tag::Blockquote | Tag::Ul | Tag::Ol | Tag::Dl | Tag::Table)
}

/// Whether an element is an admonition of limited size.
fn is_note(dom: &Dom, id: NodeId, range: &Range<usize>) -> bool {
    range.len() <= MAX_NOTE && admonition::kind(dom, id).is_some()
}

/// Whether an element is a sibling of paragraphs and contains blocks.
fn is_box(tag: Tag) -> bool {
    is_part(tag) || tag == Tag::Details
}

struct Part<'a> {
    dom: &'a Dom,
    blocks: &'a Blocks,
    id: NodeId,
    range: Range<usize>,
    has_fields: bool,
    is_note: bool,
    /// Whether it is code in a tab pane next to a kept one. All panes but one are hidden.
    is_pane: bool,
}

impl Part<'_> {
    fn list(&self) -> &[TextBlock] {
        &self.blocks.list[self.range.clone()]
    }

    /// Whether the part can be content: few links, no fields, not hidden, nothing of `is_husk`, and a sufficient probability.
    fn is_text(&self, scores: &[f32], is_husk: &[bool], least: f32) -> bool {
        let is_hidden = self.list().iter().any(|block| block.hidden != 0);
        if is_husk[self.range.clone()].contains(&true) || is_hidden && !self.is_pane {
            return false;
        }
        let words = |block: &TextBlock| block.n_words as f32;
        let all: f32 = self.list().iter().map(words).sum();
        let linked: f32 = self.list().iter().map(|block| block.link_density() * words(block)).sum();
        let mean = scores[self.range.clone()].iter().sum::<f32>() / self.range.len() as f32;
        let tag = self.dom.tag(self.id);
        linked <= MAX_LINKED * all
            && !self.has_fields
            && mean >= least
            && (tag != Tag::Blockquote || self.is_note || self.is_said())
    }

    /// Whether a quotation looks quoted: each block ends a sentence or begins with a dash, and none is a heading.
    fn is_said(&self) -> bool {
        self.range.clone().all(|i| {
            let text = self.blocks.text_of(i);
            let is_heading = self.dom.tag(self.blocks.list[i].element).heading_level().is_some();
            !is_heading && (ends_sentence(text) || text.trim_start().starts_with(['—', '–', '-']))
        })
    }

    /// The minimum mean probability to keep the part. `None` if its place does not support it: siblings, colon, list item or
    /// tab pane.
    fn least(&self, is_kept: &[bool]) -> Option<f32> {
        let before = kept_before(is_kept, self.range.start, NEAR)?;
        let seat = lone_box(self.dom, self.blocks, self.id, self.range.len());
        let parent = self.dom.parent(seat)?;
        let is_next = before + 1 == self.range.start;
        let is_nested = is_next
            && self.dom.tag(parent) == Tag::Li
            && self.dom.is_within(self.blocks.list[before].element, parent);
        if self.is_pane {
            return Some(POSSIBLE_SURE);
        }
        if is_nested {
            return Some(POSSIBLE);
        }
        let after = kept_from(is_kept, self.range.end, NEAR);
        if !self.is_sibling(before, parent) {
            return (after.is_some() && self.is_data_table()).then_some(POSSIBLE_TABLE);
        }
        let text = self.blocks.text_of(before).trim_end();
        let is_announced = is_next && text.ends_with([':', '：']);
        let tag = self.dom.tag(self.id);
        let is_sure = tag == Tag::Dl || !is_part(tag) && !self.is_note;
        let is_between = after.is_some_and(|after| self.is_sibling(after, parent));
        let least = match is_sure {
            true => POSSIBLE_SURE,
            false if self.is_note => POSSIBLE_NOTE,
            false => POSSIBLE,
        };
        (is_between || is_announced).then_some(least)
    }

    /// Whether the part is a table with header cells beside or above other cells.
    fn is_data_table(&self) -> bool {
        let tags = || self.list().iter().map(|block| self.dom.tag(block.element));
        let n_of = |tag: Tag| tags().filter(|&own| own == tag).count();
        self.dom.tag(self.id) == Tag::Table && n_of(Tag::Th) > 1 && n_of(Tag::Td) > 1
    }

    fn is_pane_beside(&self, is_kept: &[bool]) -> bool {
        kept_before(is_kept, self.range.start, NEAR).is_some_and(|before| self.is_twin(before))
    }

    /// Whether the part and a block are code in sibling boxes with the same tags: tab panes.
    fn is_twin(&self, k: usize) -> bool {
        let (mut own, mut other) = (self.id, self.blocks.list[k].element);
        for _ in 0..MAX_UP {
            let tags = [own, other].map(|id| self.dom.tag(id));
            if tags[0] != tags[1] || own == other {
                return false;
            }
            let parents = [own, other].map(|id| self.dom.parent(id));
            let [Some(a), Some(b)] = parents else { return false };
            if a == b {
                return self.dom.tag(self.id) == Tag::Pre && own != self.id;
            }
            (own, other) = (a, b);
        }
        false
    }

    /// Whether a block, or the box or part that contains it, is a child of `parent`.
    fn is_sibling(&self, k: usize, parent: NodeId) -> bool {
        let element = self.blocks.list[k].element;
        let seat = lone_box(self.dom, self.blocks, element, 1);
        let around = |id: NodeId| self.dom.parent(id) == Some(parent);
        around(element)
            || around(seat)
            || self.dom.path(element).take(MAX_UP).any(|id| is_box(self.dom.tag(id)) && around(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::page;

    /// Whether the part between kept paragraphs is kept.
    fn is_kept(html: &str, p: f32) -> bool {
        let (dom, blocks) = page(html);
        let n = blocks.list.len();
        let mut kept: Vec<bool> = (0..n).map(|i| blocks.text_of(i).starts_with("Text")).collect();
        keep(&dom, &blocks, &vec![p; n], &vec![false; n], &mut kept);
        kept.iter().all(|&kept| kept)
    }

    #[test]
    fn a_part_between_paragraphs_is_kept() {
        for part in [
            "<pre>x = 1</pre>",
            "<blockquote>Enough.</blockquote>",
            "<blockquote><p>Enough.<p>— Ann</blockquote>",
            "<ul><li>a<li>b</ul>",
            "<table><tr><td>14<td>9</table>",
            "<div><ol><li>a<li>b</ol></div>",
        ] {
            assert!(
                is_kept(&format!("<p>Text one<p>Text two</p>{part}<p>Text three"), 0.3),
                "{part}"
            );
            assert!(
                !is_kept(&format!("<p>Text one<p>Text two</p>{part}<p>Text three"), 0.1),
                "{part}"
            );
            assert!(!is_kept(&format!("<p>Text one<p>Text two</p>{part}"), 0.3), "{part}");
            assert!(is_kept(&format!("<p>Text one<p>Text two:</p>{part}"), 0.3), "{part}");
        }
        assert!(is_kept("<p>Text one<dl><dt>a<dd>b</dl><p>Text two", 0.05));
        assert!(is_kept("<ul><li>Text<ul><li>a<li>b</ul><li>Text</ul>", 0.3));
        let table =
            "<div><div><table><tr><th>Cost<td>$9<tr><th>Term<td>1 year</table></div><p>Buy</div>";
        assert!(is_kept(&format!("<p>Text one{table}<p>Text two").replace("<p>Buy", ""), 0.4));
        assert!(!is_kept(
            &format!("<div>Text one</div>{table}<div>Text two").replace("th>", "td>"),
            0.4
        ));
        let note = "<div class='admonition tip'><p>Tip<p>Oil first</div>";
        assert!(is_kept(&format!("<p>Text{note}<p>Text"), 0.1));
        assert!(is_kept(&note.replace("Oil", "Text: oil"), 0.1));
        assert!(!is_kept(&format!("<p>Text{note}<p>Text").replace("admonition", "box"), 0.1));
        let pane = |code: &str| format!("<div><div><b>Shell</b><pre>{code}</pre></div></div>");
        assert!(is_kept(
            &format!("<section>{}{}</section>", pane("Text"), pane("x = 1"))
                .replace("<b>Shell</b>", ""),
            0.3
        ));
        let hidden = pane("x = 1").replacen("<div>", "<div hidden>", 1).replace("<b>Shell</b>", "");
        assert!(is_kept(
            &format!("<section>{}{hidden}</section>", pane("Text")).replace("<b>Shell</b>", ""),
            0.3
        ));
        assert!(is_kept("<dl><dt>Text a<dd>b<dt>c<dd>d</dl>", 0.05));
        assert!(is_kept(
            "<p>Text<div><code style='white-space:pre'>x = 1\ny</code></div><p>Text",
            0.3
        ));
    }

    #[test]
    fn a_part_that_is_no_text_is_not_kept() {
        for part in [
            "<ul><li><a href=x>Home</a><li><a href=x>News</a></ul>",
            "<blockquote><h3>The morning tide</h3><p>Five stories a day.</blockquote>",
            "<ul><li>a<li><button>b</button></ul>",
            "<ul hidden><li>a<li>b</ul>",
        ] {
            assert!(!is_kept(&format!("<p>Text one{part}<p>Text two"), 0.3), "{part}");
        }
    }
}
