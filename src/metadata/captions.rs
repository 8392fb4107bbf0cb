//! Captions of pictures, with the credit split off.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::Caption;
use crate::metadata::scan::{Hints, class_hints};
use crate::text::{collapse, is_sentence_end};

/// Captions beyond this number are not looked at.
const MAX_CAPTIONS: usize = 500;
/// How far from its picture a caption may stand that is not a `figcaption`, in nodes and in ancestors.
const NEAR: usize = 60;
/// An area of a picture and little else, in nodes.
const SMALL: usize = 16;
const MAX_BYTES: usize = 2_000;
/// The longest credit, in bytes.
const MAX_CREDIT: usize = 120;

/// The captions among the elements, each once. Copies of a picture, as for a lightbox or for phones, have the
/// same caption with or without the credit.
pub(crate) fn gather(dom: &Dom, elements: &[NodeId]) -> Vec<Caption> {
    let mut out: Vec<Caption> = Vec::new();
    let mut end = NodeId::DOCUMENT;
    for &element in elements.iter().take(MAX_CAPTIONS) {
        if element < end || !is_caption(dom, element) {
            continue;
        }
        end = dom.end(element);
        let mut found = split(dom, element);
        found.credit = found.credit.or_else(|| credit_beside(dom, element));
        if found.caption.is_empty() || found.caption.len() > MAX_BYTES {
            continue;
        }
        let same = out.iter_mut().find(|known| {
            known.caption == found.caption
                || is_with_credit(&known.caption, &found)
                || is_with_credit(&found.caption, known)
        });
        match same {
            Some(known) if known.credit.is_none() && found.credit.is_some() => *known = found,
            Some(_) => {}
            None => out.push(found),
        }
    }
    out
}

/// Whether a text is this caption with its credit still in it.
fn is_with_credit(text: &str, other: &Caption) -> bool {
    let rest = text.strip_prefix(other.caption.as_str());
    rest.zip(other.credit.as_deref()).is_some_and(|(rest, credit)| rest.contains(credit))
}

/// Whether an element that may be a caption has a picture, or a figure that is no quotation.
fn is_caption(dom: &Dom, element: NodeId) -> bool {
    let parent = dom.parent(element).unwrap_or(NodeId::DOCUMENT);
    if dom.tag(element) == Tag::Figcaption {
        return !dom.subtree(parent).take(NEAR).any(|n| dom.tag(n) == Tag::Blockquote);
    }
    let hints = class_hints(dom.attr(element, AttrName::Class).unwrap_or_default());
    let is_small = |area: NodeId| dom.end(area).index() - area.index() <= SMALL;
    if hints.has(Hints::CAPTION) {
        return is_near_picture(dom, element);
    }
    // A weak word such as "note" counts only if picture and caption are all that the area holds.
    let area = dom.ancestors(element).take(2).find(|&a| holds_picture(dom, a));
    area.is_some_and(is_small) && !holds_picture(dom, element)
}

fn holds_picture(dom: &Dom, area: NodeId) -> bool {
    dom.subtree(area).take(NEAR).any(|n| is_picture(dom.tag(n)))
}

/// The credit that stands beside a caption in the same figure.
fn credit_beside(dom: &Dom, element: NodeId) -> Option<String> {
    let parent = dom.parent(element).filter(|&p| dom.end(p).index() - p.index() <= NEAR)?;
    let is_beside =
        |&node: &NodeId| !dom.is_text(node) && !dom.is_within(node, element) && node != parent;
    let node = dom.subtree(parent).filter(is_beside).find(|&node| {
        class_hints(dom.attr(node, AttrName::Class).unwrap_or_default()).has(Hints::CREDIT)
    })?;
    let credit = bare_credit(&collapse(&dom.text_content(node))).to_owned();
    (2..=MAX_CREDIT).contains(&credit.len()).then_some(credit)
}

/// Whether a picture stands just before the element, or in a small element around it.
fn is_near_picture(dom: &Dom, element: NodeId) -> bool {
    let around = dom.ancestors(element).take(3).find(|&a| {
        dom.end(a).index() - a.index() <= NEAR && dom.subtree(a).any(|n| is_picture(dom.tag(n)))
    });
    let inside = || dom.subtree(element).take(NEAR).any(|n| is_picture(dom.tag(n)));
    around.is_some() && !inside()
}

fn is_picture(tag: Tag) -> bool {
    matches!(
        tag,
        Tag::Img | Tag::Picture | Tag::Video | Tag::Iframe | Tag::Audio | Tag::Object | Tag::Embed
    )
}

/// The caption of an element, and the credit if one is told apart from it.
fn split(dom: &Dom, element: NodeId) -> Caption {
    let (mut text, mut credit) = (String::new(), String::new());
    let mut credit_end = NodeId::DOCUMENT;
    for node in dom.subtree(element) {
        let tag = dom.tag(node);
        if tag == Tag::Text {
            let side = if node < credit_end { &mut credit } else { &mut text };
            if !has_skipped_parent(dom, node, element) {
                side.push_str(dom.text(node));
            }
        } else if node >= credit_end && node != element && is_credit(dom, node) {
            credit_end = dom.end(node);
            text.push('\n');
        } else if tag == Tag::Br || tag.is_block() {
            let side = if node < credit_end { &mut credit } else { &mut text };
            side.push('\n');
        }
    }
    let mut lines: Vec<String> =
        text.split('\n').map(collapse).filter(|line| !line.is_empty()).collect();
    let mut credit = collapse(&credit);
    if credit.is_empty()
        && let Some((caption, credit)) = split_last(dom, element)
    {
        return Caption { caption, credit: Some(credit) };
    }
    if credit.is_empty() && lines.len() > 1 && lines.last().is_some_and(|line| is_credit_line(line))
    {
        credit = lines.pop().unwrap_or_default();
    }
    let mut caption = lines.join(" ");
    if credit.is_empty()
        && let Some((before, after)) = split_end(&caption)
    {
        credit = after.to_owned();
        caption = before.to_owned();
    }
    let credit = bare_credit(&credit).to_owned();
    Caption { caption, credit: Some(credit).filter(|credit| !credit.is_empty()) }
}

/// A caption whose last element stands after the end of its last sentence, and is none itself: a credit.
fn split_last(dom: &Dom, element: NodeId) -> Option<(String, String)> {
    let is_child = |&node: &NodeId| dom.parent(node) == Some(element);
    let last = dom.subtree(element).rev().take(NEAR).find(|node| {
        is_child(node) && (!dom.is_text(*node) || !dom.text(*node).trim().is_empty())
    })?;
    if !matches!(dom.tag(last), Tag::Em | Tag::I | Tag::Small | Tag::Span | Tag::Cite) {
        return None;
    }
    let credit = collapse(&dom.text_content(last));
    let before: String =
        (element.index()..last.index()).map(|n| dom.text(NodeId::new(n))).collect();
    let caption = collapse(&before);
    let is_credit = (2..=MAX_CREDIT).contains(&credit.len()) && !credit.ends_with(is_sentence_end);
    (caption.ends_with(is_sentence_end) && is_credit)
        .then(|| (caption, bare_credit(&credit).to_owned()))
}

fn has_skipped_parent(dom: &Dom, node: NodeId, root: NodeId) -> bool {
    dom.ancestors(node)
        .take_while(|&a| a != root)
        .take(8)
        .any(|a| dom.tag(a).is_skipped() || dom.tag(a) == Tag::Button)
}

fn is_credit(dom: &Dom, node: NodeId) -> bool {
    let value = |name| dom.attr(node, name).unwrap_or_default();
    let hints = class_hints(value(AttrName::Class));
    hints.has(Hints::CREDIT)
        || hints.has(Hints::AUTHOR)
        || value(AttrName::Itemprop).starts_with("copyright")
}

/// What stands before the name of a picture's maker, lower-case.
const LEADS: &[&str] = &[
    "photo",
    "photos",
    "photograph",
    "drawing",
    "illustration",
    "map",
    "تصوير",
    "picture",
    "image",
    "images",
    "credit",
    "photo credit",
    "image credit",
    "source",
    "foto",
    "fotos",
    "bild",
    "bilder",
    "quelle",
    "bildquelle",
    "fotograf",
    "crédit",
    "crédit photo",
    "crédits",
    "photographie",
    "imagen",
    "fuente",
    "crédito",
    "imagem",
    "fonte",
    "reprodução",
    "zdjęcie",
    "fot",
    "źródło",
    "beeld",
    "bron",
    "kuva",
    "фото",
    "источник",
    "写真",
    "图",
    "사진",
];

/// Whether a line of its own is a credit: it says so, or it is all capitals.
pub(crate) fn is_credit_line(line: &str) -> bool {
    let letters = || line.chars().filter(|c| c.is_alphabetic());
    let shouts = letters().count() >= 2
        && letters().all(|c| !c.is_lowercase())
        && letters().any(char::is_uppercase);
    line.chars().count() <= 80 && (shouts || line.starts_with('©') || lead(line).is_some())
}

/// What follows the lead of a credit such as `Photo: `.
pub(crate) fn lead(text: &str) -> Option<&str> {
    let trimmed = text.trim_start_matches(['(', '[']);
    let by = trimmed
        .char_indices()
        .take(24)
        .find(|&(at, c)| c == ':' || trimmed[at..].starts_with(" by "));
    let (before, after) = trimmed.split_at(by?.0);
    let name = before.trim().trim_end_matches('.').to_lowercase();
    let after = after.trim_start_matches([':', ' ']);
    LEADS.contains(&name.as_str()).then(|| after.strip_prefix("by ").unwrap_or(after))
}

/// A caption whose end is a credit: `… at noon. (Foto: X)`, `… Photo: X`, `… © X`.
pub(crate) fn split_end(caption: &str) -> Option<(&str, &str)> {
    let starts = caption.char_indices().rev().filter(|&(at, c)| {
        let before = caption[..at].chars().next_back();
        c == '©'
            || c == '('
            || c == '['
            || c.is_alphabetic() && before.is_some_and(|b| b == ' ' || b == '|')
    });
    let mut starts = starts.take_while(|&(at, _)| caption.len() - at <= 120);
    let (at, _) = starts.find(|&(at, c)| {
        let rest = &caption[at..];
        c == '©'
            || lead(rest).is_some() && (c.is_uppercase() || c == '(' || c == '[' || !c.is_ascii())
    })?;
    let before =
        caption[..at].trim_end().trim_end_matches(['|', '/', '-', '–', '(', '[']).trim_end();
    (!before.is_empty()).then_some((before, &caption[at..]))
}

/// A credit without the words and signs that lead to it.
pub(crate) fn bare_credit(credit: &str) -> &str {
    let credit = credit.trim();
    let credit = lead(credit).unwrap_or(credit);
    let wrapped = credit.starts_with('(') || !credit.contains('(');
    let credit =
        if wrapped { credit.trim_start_matches('(').trim_end_matches(')') } else { credit };
    credit.trim_matches(|c: char| matches!(c, '©' | '[' | ']' | '|' | '/') || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::scan::scan;
    use crate::parse::parse;

    fn captions(html: &str) -> Vec<(String, String)> {
        let dom = parse(html);
        let found = gather(&dom, &scan(&dom).captions);
        found.into_iter().map(|c| (c.caption, c.credit.unwrap_or_default())).collect()
    }

    fn pair(caption: &str, credit: &str) -> (String, String) {
        (caption.to_owned(), credit.to_owned())
    }

    #[test]
    fn the_credit_is_an_element_of_its_own() {
        let html = "<figure><img><figcaption>A boat. <span class='photo-credit'>Photo: Ann Lee</span></figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
    }

    #[test]
    fn the_credit_is_a_line_in_capitals() {
        let html = "<div><img><div class='wp-caption-text'><p>A boat.</p><p>HEADLAND PRESS</p></div></div>";
        assert_eq!(captions(html), [pair("A boat.", "HEADLAND PRESS")]);
    }

    #[test]
    fn the_credit_stands_at_the_end() {
        for end in ["(Foto: Ann Lee)", "Photo by Ann Lee", "© Ann Lee", "| Fot. Ann: Lee"] {
            let html = format!("<figure><img><figcaption>Ein Boot. {end}</figcaption></figure>");
            let found = captions(&html);
            if end.starts_with('|') {
                assert_eq!(found, [pair("Ein Boot. | Fot. Ann: Lee", "")], "no lead that is known");
            } else {
                assert_eq!(found, [pair("Ein Boot.", "Ann Lee")], "{end}");
            }
        }
    }

    #[test]
    fn copies_count_once() {
        let html = "<figure><img><figcaption>A boat.</figcaption></figure>
            <figure><img><figcaption>A boat. <b class=credit>Ann Lee</b></figcaption></figure>
            <figure><img><figcaption>A boat. Ann Lee</figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
    }

    #[test]
    fn the_credit_stands_beside_the_caption() {
        let html = "<div class=slide><img><div class=slide-text><span class=credit>Ann Lee</span>
            <span class=cap>A boat.</span> <a>Buy</a></div></div>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
        let html = "<figure><img><b class=photo-credit>Ann Lee</b><figcaption>A boat.</figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
    }

    #[test]
    fn the_credit_is_the_last_element_after_a_sentence() {
        let html = "<figure><img><figcaption>A boat. <small>Ann Lee</small></figcaption></figure>";
        assert_eq!(captions(html), [pair("A boat.", "Ann Lee")]);
        let html = "<figure><img><figcaption>The ship <em>Ann Lee</em></figcaption></figure>";
        assert_eq!(captions(html), [pair("The ship Ann Lee", "")]);
    }

    #[test]
    fn a_quotation_has_no_caption() {
        let html =
            "<figure><blockquote>Good.</blockquote><figcaption>Ann Lee</figcaption></figure>";
        assert!(captions(html).is_empty());
    }

    #[test]
    fn a_caption_needs_a_picture() {
        assert!(captions("<table><div class=caption>Not of a picture</div></table>").is_empty());
    }
}
