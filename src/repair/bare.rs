//! Keeps all of a page without page furniture (menus, forms, scripts): a fragment, a mail, a clipped article.

use crate::block::{Blocks, TextBlock};
use crate::dom::{Dom, NodeId, Tag};

/// The minimum link density of a block that is only a link.
const ALL_LINK: f32 = 0.9;
/// The maximum number of such blocks, and their maximum share of the words of the page.
const MAX_LINKS: usize = 3;
const MAX_LINKED: f32 = 0.2;

/// Keeps all of a page without furniture. `is_husk` marks blocks that are known not to be text, such as captions.
pub(crate) fn keep_bare_page(
    dom: &Dom,
    blocks: &Blocks,
    scores: &[f32],
    is_husk: &[bool],
    is_kept: &mut [bool],
) {
    if is_bare(dom, blocks, is_husk) {
        keep_all(dom, blocks, scores, is_husk, is_kept);
    }
}

/// Whether a page has no furniture: no menus, forms, scripts, frames or hidden blocks, and few blocks that are only links. Most
/// of its text must be letters or digits.
fn is_bare(dom: &Dom, blocks: &Blocks, is_husk: &[bool]) -> bool {
    let list = &blocks.list;
    let is_link = |block: &&TextBlock| block.link_density() >= ALL_LINK;
    let words = |block: &TextBlock| block.n_words;
    let all: u32 = list.iter().map(words).sum();
    let linked: u32 = list.iter().filter(is_link).map(words).sum();
    list.iter().all(|block| block.hidden == 0)
        && list.iter().filter(is_link).count() <= MAX_LINKS
        && linked as f32 <= MAX_LINKED * all as f32
        && !has_furniture(dom, blocks)
        && is_legible(blocks, is_husk)
}

/// Whether a page has menus, forms, scripts, frames, headers, footers or asides. The last three do not count in an `article`
/// that is the whole page.
fn has_furniture(dom: &Dom, blocks: &Blocks) -> bool {
    use Tag::*;
    let is_whole = |&id: &NodeId| blocks.within(dom, id).len() == blocks.list.len();
    let article = dom.ids().filter(|&id| dom.tag(id) == Article).find(is_whole);
    dom.ids().any(|id| match dom.tag(id) {
        Script | Noscript | Form | Input | Button | Nav | Iframe => true,
        Header | Footer | Aside => !article.is_some_and(|article| dom.is_within(id, article)),
        _ => false,
    })
}

/// Whether most characters of the text are letters or digits.
fn is_legible(blocks: &Blocks, is_husk: &[bool]) -> bool {
    let shown = (0..blocks.list.len()).filter(|&i| !is_husk[i]);
    let (mut n, mut n_legible) = (0_usize, 0_usize);
    for c in shown.flat_map(|i| blocks.text_of(i).chars()).filter(|c| !c.is_whitespace()) {
        n += 1;
        n_legible += usize::from(c.is_alphanumeric());
    }
    2 * n_legible > n
}

/// A page of at most this many words is kept whole. On a larger one, dropped blocks stay dropped if their link density is above
/// `MOST_LINK` or their probability below `POSSIBLE`.
const SMALL: u32 = 25;
const MOST_LINK: f32 = 0.5;
const POSSIBLE: f32 = 0.04;

/// Keeps all of a page except for `is_husk`, and for a dropped `h1` at the start, which the metadata hold.
fn keep_all(dom: &Dom, blocks: &Blocks, scores: &[f32], is_husk: &[bool], is_kept: &mut [bool]) {
    let was_kept = is_kept.first().is_some_and(|&kept| kept);
    let n_words: u32 = blocks.list.iter().map(|block| block.n_words).sum();
    let least = if n_words <= SMALL { 0.0 } else { POSSIBLE };
    for i in 0..is_kept.len() {
        let is_part =
            blocks.list[i].link_density() <= MOST_LINK && scores[i] >= least || least == 0.0;
        is_kept[i] = !is_husk[i] && (is_kept[i] || is_part);
    }
    let is_headed = blocks.list.first().is_some_and(|block| dom.tag(block.element) == Tag::H1);
    if is_headed && !was_kept && is_kept[1..].contains(&true) {
        is_kept[0] = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::page;

    fn kept_of(html: &str) -> Option<Vec<bool>> {
        let (dom, blocks) = page(html);
        let mut kept = vec![false; blocks.list.len()];
        let husk = kept.clone();
        let is_bare = is_bare(&dom, &blocks, &husk);
        keep_all(&dom, &blocks, &vec![0.01; husk.len()], &husk, &mut kept);
        is_bare.then_some(kept)
    }

    #[test]
    fn a_page_without_furniture_is_kept_entirely() {
        for html in [
            "word",
            "<h1>Rain</h1>",
            "<pre>x = 1</pre>",
            "one<br>two",
            "<table><tr><td>14<td>9</table>",
            "<h3>Rain</h3><p>It fell.",
            "<article><header><p>By Ann</header><p>It rained.<aside>And how.</aside><footer>Filed at nine.</footer></article>",
            "<article><p>It rained, said <a href=x>Ann</a>.<img src=a.jpg></article><p><a href=y>More</a> of it fell",
        ] {
            assert!(kept_of(html).is_some_and(|kept| kept.iter().all(|&kept| kept)), "{html}");
        }
        assert_eq!(kept_of("<h1>Rain</h1><p>It fell."), Some(vec![false, true]));
    }

    #[test]
    fn a_page_with_furniture_is_not_bare() {
        for html in [
            "<noscript>Enable JavaScript</noscript>",
            "<p>Loading<script>x</script>",
            "<p><a href=x>Home</a>",
            "<p>It rained for a long time.<p><a href=x>Home</a><p><a href=x>News</a><p><a href=x>A</a><p><a href=x>B</a>",
            "<p hidden>one",
            "<article><p>It rained.</article><aside>More</aside>",
            "<p>\u{fffd}\u{fffd}\u{1}a",
        ] {
            assert!(kept_of(html).is_none(), "{html}");
        }
    }
}
