//! Finds the captions and credits of pictures, and the blocks that repeat them.
//!
//! A block belongs to a picture if the model says so or if its markup names it a caption or credit. Neighbouring blocks of
//! one picture form a [`legend`]. Legends with the same caption are copies of one caption.

pub(crate) mod copies;
pub(crate) mod credit;
mod legend;
mod named;

use std::collections::HashMap;

use serde::Serialize;

use crate::block::{Blocks, TextBlock};
use crate::dom::{Dom, NodeId};
use crate::facts::landmarks::Landmarks;
use crate::text::for_each_word_hash;
use credit::is_credit;
use legend::Legend;
pub(crate) use legend::{is_bare, is_counter, rest_of, without_counter};
use named::is_in_text_figure;
pub(crate) use named::named;

/// The caption of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Caption {
    /// The text of the caption, without the credit.
    pub caption: String,
    /// The photographer or agency, as written on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
}

/// A caption and the blocks that show it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Photo {
    pub caption: Caption,
    /// The blocks of the first copy, in document order.
    pub blocks: Vec<usize>,
    /// The blocks of all other copies.
    pub copies: Vec<usize>,
}

/// The maximum number of caption blocks that are read on a page.
const MAX_PARTS: usize = 2_000;
/// The maximum number of captions of a page.
const MAX_PHOTOS: usize = 500;
/// The minimum probability of a caption block.
const LIKELY: f32 = 0.5;
/// The minimum probability of a block next to a caption that looks like a credit.
const POSSIBLE: f32 = 0.05;
/// The maximum link density of a caption block, unless the markup names it a caption.
const MAX_LINKED: f32 = 0.7;
/// The maximum length of a caption block, in words.
const MAX_WORDS: u32 = 120;
/// The maximum length of a caption, in bytes.
const MAX_BYTES: usize = 2_000;

/// The captions of a page in document order, without duplicates. `scores` holds, for each block, the probability that it is
/// a caption or a credit.
pub(crate) fn find(
    dom: &Dom,
    blocks: &Blocks,
    landmarks: &Landmarks,
    scores: &[f32],
) -> Vec<Photo> {
    let is_named = named(dom, blocks, landmarks);
    let is_part = |i: usize| {
        let block = &blocks.list[i];
        let is_likely = scores.get(i).is_some_and(|&p| p >= LIKELY);
        // A link next to a picture is a headline of another page.
        let is_shown = is_likely && block.link_density() < MAX_LINKED;
        block.n_words <= MAX_WORDS
            && (is_shown || is_named[i].is_some())
            && !is_in_text_figure(dom, landmarks, block.first)
    };
    let mut is_part: Vec<bool> = (0..blocks.list.len()).map(is_part).collect();
    add_slides(dom, blocks, landmarks, scores, &mut is_part);
    add_credits(dom, blocks, landmarks, scores, &mut is_part);
    add_counters(blocks, &mut is_part);
    let parts = (0..is_part.len()).filter(|&i| is_part[i]);
    let parts: Vec<usize> = parts.take(MAX_PARTS).collect();
    let mut legends = legend::group(dom, blocks, landmarks, &parts, &is_named);
    legend::settle_credits(&mut legends);
    let mut photos = merged(legends);
    copies::find(blocks, &mut photos);
    photos
}

/// The captions for the metadata. Leaves out captions with the words of the title: they are headlines next to a picture.
pub(crate) fn listed(photos: &[Photo], title: Option<&str>) -> Vec<Caption> {
    let title = keys(title.unwrap_or_default());
    let captions = photos.iter().map(|photo| &photo.caption);
    captions.filter(|caption| keys(&caption.caption) != title).cloned().collect()
}

/// Adds a single block between two pictures if a neighbour is a caption: it is a slide of a gallery.
fn add_slides(
    dom: &Dom,
    blocks: &Blocks,
    landmarks: &Landmarks,
    scores: &[f32],
    is_part: &mut [bool],
) {
    let begun = |picture: NodeId| blocks.within(dom, picture).start;
    let mut before: Vec<bool> = vec![false; blocks.list.len() + 1];
    for &picture in &landmarks.pictures {
        before[begun(picture).min(blocks.list.len())] = true;
    }
    let is_alone = |i: usize| before[i] && before[i + 1];
    for i in 0..blocks.list.len() {
        let block = &blocks.list[i];
        let is_slide = block.n_words <= MAX_WORDS
            && is_alone(i)
            && is_possible(block, scores.get(i))
            && is_beside_part(is_part, i);
        is_part[i] |= is_slide;
    }
}

/// Whether the previous or next block is part of a caption.
fn is_beside_part(is_part: &[bool], i: usize) -> bool {
    let near = [i.checked_sub(1), Some(i + 1)];
    near.into_iter().flatten().any(|k| is_part.get(k) == Some(&true))
}

/// Whether a neighbour of a caption may belong to it: it is no link, and its probability is not too low.
fn is_possible(block: &TextBlock, score: Option<&f32>) -> bool {
    block.link_density() < MAX_LINKED && score.is_some_and(|&p| p >= POSSIBLE)
}

/// Adds neighbours of captions that look like a credit, unless their probability is too low. In the element around caption and
/// picture a name suffices; outside of that element, nothing is added.
fn add_credits(
    dom: &Dom,
    blocks: &Blocks,
    landmarks: &Landmarks,
    scores: &[f32],
    is_part: &mut [bool],
) {
    let is_of = |i: usize, k: usize| {
        is_part.get(k) == Some(&true)
            && !is_credit(blocks.text_of(k))
            && match legend::frame(dom, blocks, landmarks, k) {
                Some(frame) if dom.is_within(blocks.list[i].first, frame) => {
                    is_credit(blocks.text_of(i)) || legend::is_bare(blocks.text_of(i))
                }
                frame => frame.is_none() && is_credit(blocks.text_of(i)),
            }
    };
    let is_missing = |&i: &usize| {
        let mut near = [i.checked_sub(1), Some(i + 1)].into_iter().flatten();
        !is_part[i] && is_possible(&blocks.list[i], scores.get(i)) && near.any(|k| is_of(i, k))
    };
    let found: Vec<usize> = (0..is_part.len()).filter(is_missing).collect();
    found.into_iter().for_each(|i| is_part[i] = true);
}

/// Adds slide counters next to captions.
fn add_counters(blocks: &Blocks, is_part: &mut [bool]) {
    let is_missing = |&i: &usize| is_beside_part(is_part, i) && is_counter(blocks.text_of(i));
    let found: Vec<usize> = (0..is_part.len()).filter(is_missing).collect();
    found.into_iter().for_each(|i| is_part[i] = true);
}

/// Merges legends with the same caption into one photo.
fn merged(legends: Vec<Legend>) -> Vec<Photo> {
    let mut photos: Vec<Photo> = Vec::new();
    let mut known: HashMap<Vec<u64>, usize> = HashMap::new();
    for legend in legends {
        if legend.caption.len() > MAX_BYTES {
            continue;
        }
        let key = keys(&legend.caption);
        if key.is_empty() {
            continue;
        }
        if let Some(photo) = known.get(&key).and_then(|&at| photos.get_mut(at)) {
            photo.copies.extend(legend.blocks);
            photo.caption.credit = photo.caption.credit.take().or(legend.credit);
        } else if photos.len() < MAX_PHOTOS {
            known.insert(key, photos.len());
            let caption = Caption { caption: legend.caption, credit: legend.credit };
            photos.push(Photo { caption, blocks: legend.blocks, copies: Vec::new() });
        }
    }
    photos
}

/// The hashes of the words of a text.
pub(crate) fn keys(text: &str) -> Vec<u64> {
    let mut keys = Vec::with_capacity(text.len() / 8 + 1);
    for_each_word_hash(text, |key| keys.push(key));
    keys
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::segment;
    use crate::parse::parse;

    /// The captions of a page if the model classifies all blocks before the first `<hr>` as captions.
    fn captions(html: &str) -> Vec<(String, String)> {
        let dom = parse(html);
        let blocks = segment(&dom);
        let marks = Landmarks::new(&dom, &blocks);
        let rule = dom.ids().find(|&id| dom.tag(id) == crate::dom::Tag::Hr);
        let is_part = |first| rule.is_some_and(|rule| first < rule);
        let scores: Vec<f32> =
            blocks.list.iter().map(|b| f32::from(u8::from(is_part(b.first)))).collect();
        let found = find(&dom, &blocks, &marks, &scores);
        found
            .into_iter()
            .map(|p| (p.caption.caption, p.caption.credit.unwrap_or_default()))
            .collect()
    }

    fn pair(caption: &str, credit: &str) -> (String, String) {
        (caption.to_owned(), credit.to_owned())
    }

    #[test]
    fn a_credit_in_its_own_element() {
        let html = "<figure><img><figcaption>A boat. <span class='photo-credit'>Photo: Ann Lee</span></figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
    }

    #[test]
    fn a_credit_in_capitals() {
        let html = "<div><img><div class='wp-caption-text'><p>A boat.</p><p>HEADLAND PRESS</p></div></div>";
        assert_eq!(captions(html), [pair("A boat.", "HEADLAND PRESS")]);
    }

    #[test]
    fn a_credit_at_the_end() {
        for end in ["(Foto: Ann Lee)", "Photo by Ann Lee", "© Ann Lee"] {
            let html = format!("<figure><img><figcaption>Ein Boot. {end}</figcaption></figure>");
            assert_eq!(captions(&html), [pair("Ein Boot.", "Ann Lee")], "{end}");
        }
    }

    #[test]
    fn copies_are_merged() {
        let html = "<figure><img><figcaption>A boat.</figcaption></figure>
            <figure><img><figcaption>A boat. <b class=credit>Ann Lee</b></figcaption></figure>
            <figure><img><figcaption>A boat. Ann Lee</figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
    }

    #[test]
    fn a_credit_next_to_the_caption() {
        let html = "<figure><img><b class=photo-credit>Ann Lee</b><figcaption>A boat.</figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
    }

    #[test]
    fn a_credit_before_a_short_caption() {
        for html in [
            "<figure><img><figcaption>Photo by Ann Lee<br> Men on a boat</figcaption></figure>",
            "<figure><img><figcaption><i>Photo by Ann Lee</i><i>1/8</i><i>Men on a boat</i></figcaption></figure>",
            "<figure><img><figcaption>Photo by Ann Lee: Men on a boat</figcaption></figure>",
        ] {
            assert_eq!(captions(html), [pair("Men on a boat", "Ann Lee")], "{html}");
        }
    }

    #[test]
    fn a_name_between_picture_and_caption_is_the_credit() {
        let page = |name: &str| {
            format!(
                "<p>NOTICE<figure><img>{name}<figcaption>Men on a boat at noon.</figcaption></figure>"
            )
        };
        let found = |html: &str| {
            let dom = parse(html);
            let blocks = segment(&dom);
            let found = find(&dom, &blocks, &Landmarks::new(&dom, &blocks), &[0.1; 3]);
            found.into_iter().map(|photo| photo.caption.credit).collect::<Vec<_>>()
        };
        assert_eq!(found(&page("<p>Ann Lee</p>")), [Some("Ann Lee".to_owned())]);
        assert_eq!(found(&page("<p>She sold it to a man.</p>")), [None]);
    }

    #[test]
    fn a_legend_has_one_picture() {
        let html = "<div><div style='background:url(a)'></div><p>ANN LEE</p></div>\
                    <div><img><p>A boat at sea.</p></div><hr>";
        assert_eq!(captions(html), [pair("A boat at sea.", "")]);
    }

    #[test]
    fn a_credit_is_taken_from_a_copy() {
        let html = "<img><p>Men carry sand to the bridge</p><hr><p><a href=x>Men carry sand to the bridge (Ann Lee/NP)</a>";
        assert_eq!(captions(html), [pair("Men carry sand to the bridge", "Ann Lee/NP")]);
    }

    #[test]
    fn a_credit_is_the_last_element_after_a_sentence() {
        let html = "<figure><img><figcaption>A boat. <small>Ann Lee</small></figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
        let html = "<figure><img><figcaption>The ship <em>Ann Lee</em></figcaption></figure>";
        assert_eq!(captions(html), [pair("The ship Ann Lee", "")]);
    }

    #[test]
    fn a_slide_counter_is_part_of_its_legend() {
        let html = "<figure><img><p>1 of 2</p><figcaption>A boat at sea.</figcaption></figure>\
                    <figure><img><figcaption>A bell.</figcaption><p>2/2</p></figure><p>3/2 Text";
        let dom = parse(html);
        let blocks = segment(&dom);
        let found = find(&dom, &blocks, &Landmarks::new(&dom, &blocks), &[]);
        let of = |photo: &Photo| (photo.caption.caption.clone(), photo.blocks.clone());
        let expected =
            [("A boat at sea.".to_owned(), vec![0, 1]), ("A bell.".to_owned(), vec![2, 3])];
        assert_eq!(found.iter().map(of).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn slide_counters() {
        for text in ["3/5", "3 / 5:", "3 of 5", "Bild 3 av 5", "Photo 3/5"] {
            assert!(is_counter(text), "{text}");
        }
        for text in ["3", "Photo", "3 of the 5", "2 by 4 by 6", "In 2 of 3 cases", "9/11 report"] {
            assert!(!is_counter(text), "{text}");
        }
    }

    #[test]
    fn the_title_is_no_caption() {
        let photo = |caption: &str| Photo {
            caption: Caption { caption: caption.to_owned(), credit: None },
            ..Photo::default()
        };
        let found = listed(&[photo("Rain, today!"), photo("A boat.")], Some("Rain today"));
        assert_eq!(found, [photo("A boat.").caption]);
        assert_eq!(listed(&[photo("A boat.")], None).len(), 1);
    }

    #[test]
    fn a_quotation_has_no_caption() {
        let html =
            "<figure><blockquote>Good.</blockquote><figcaption>Ann Lee</figcaption></figure>";
        assert!(captions(html).is_empty());
    }

    #[test]
    fn a_figure_of_code_or_a_table_has_no_caption() {
        for shown in ["<pre><code>let a = 1;</code></pre>", "<table><tr><td>1<td>2</table>"] {
            let html =
                format!("<figure>{shown}<figcaption>Listing 1: a number</figcaption></figure><hr>");
            assert!(captions(&html).is_empty(), "{html}");
        }
        let html = "<figure><img><table><tr><td>1</table><figcaption>A boat.</figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "")]);
    }

    #[test]
    fn a_caption_needs_a_picture() {
        assert!(captions("<table><div class=caption>Not of a picture</div></table>").is_empty());
    }

    #[test]
    fn copies_without_names_are_matched_by_content() {
        let all = [pair("Men carry sand to the old bridge on Monday.", "HARBOR NEWS")];
        for html in [
            "<img><p>HARBOR NEWS<p>Men carry sand to the old bridge on Monday.\
             <img><p>HARBOR NEWS<br>Men carry sand to the old bridge on Monday.<hr>",
            "<img><p>Men carry sand to the old bridge on Monday.<p>HARBOR NEWS\
             <p>Men carry sand to the old bridge on Monday.<hr>",
            "<img><p>Men carry sand to the old bridge on Monday. HARBOR NEWS\
             <img><p>Men carry sand to the old bridge on Monday.<hr>",
            "<img><p>HARBOR NEWS Men carry sand to the old bridge on Monday.</p>\
             <img><p>Men carry sand to the old bridge on Monday.</p><p>HARBOR NEWS</p><hr>",
        ] {
            assert_eq!(captions(html), all, "{html}");
        }
    }

    #[test]
    fn slides_of_a_gallery_are_separate() {
        let html = "<img><p>1/2 Men carry sand to the old bridge.<p>Ann Lee / Reuters\
                    <img><p>2/2 The river stands at the market hall.<p>Ann Lee / Reuters<hr>";
        let expected = [
            pair("Men carry sand to the old bridge.", "Ann Lee / Reuters"),
            pair("The river stands at the market hall.", "Ann Lee / Reuters"),
        ];
        assert_eq!(captions(html), expected);
    }
}
