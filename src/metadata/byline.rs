//! Finds bylines: the elements and texts of a page that name its author.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::facts::answers::Answers;
use crate::facts::hints::{Hints, has_word};
use crate::lexicon::LEXICON;
use crate::metadata::author::{TOGETHER, is_only_lead};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::months;
use crate::metadata::scan::{Mark, Scan, Text};
use crate::text::{collapse, trim, trim_start};

/// The maximum length of a byline, in bytes. Longer texts are about something else.
const MAX_BYTES: usize = 200;

/// The maximum distance after the headline of a text that begins with "By", in nodes.
const NEAR: usize = 120;
/// The maximum number of words of a date before a byline.
const MAX_DATE_WORDS: usize = 10;
/// The maximum number of words before "by".
const MAX_VERBS: usize = 4;
/// The maximum number of ancestors of an area that are searched for its article.
const MAX_DEPTH: usize = 16;
/// The maximum distance of a byline before the headline, in nodes.
const NEAR_BEFORE: usize = 24;

/// Adds the elements that may name the author. Of nested elements, only the innermost is used.
pub(crate) fn gather(dom: &Dom, scan: &Scan, headline: Option<NodeId>, found: &mut Candidates) {
    let login = Answers::new(|id| names_login(dom, id));
    let is_author = |mark: &&Mark| {
        let hints = [Hints::AUTHOR, Hints::REL_AUTHOR, Hints::PROP_AUTHOR];
        let named = hints.iter().any(|&hint| mark.hints.has(hint));
        let own = mark.away.is_none_or(|area| {
            headline.is_some_and(|h| dom.is_within(h, area) || is_foot_of(dom, area, h))
        });
        named
            && own
            && !is_comment(dom, mark)
            && !mark.hints.has(Hints::ABOUT_AUTHOR)
            && !matches!(dom.tag(mark.node), Tag::Label | Tag::Input | Tag::Form)
            && !is_for_login(dom, mark.node, |id| login.of(id))
            && !is_of_picture(dom, mark.node)
            && headline.is_none_or(|h| !dom.is_within(h, mark.node))
    };
    let marks: Vec<&Mark> = scan.marks.iter().filter(is_author).collect();
    let is_innermost =
        |i: usize| marks.get(i + 1).is_none_or(|next| !dom.is_within(next.node, marks[i].node));
    let inner = (0..marks.len()).filter(|&i| is_innermost(i));
    let mut inner: Vec<&Mark> = inner.map(|i| marks[i]).collect();
    if let Some(headline) = headline {
        inner.sort_by_key(|mark| distance(mark.node, headline));
    }
    let article = headline
        .and_then(|h| dom.ancestors(h).take(MAX_DEPTH).find(|&id| dom.tag(id) == Tag::Article));
    let is_apart = |node| article.is_some_and(|article| !dom.is_within(node, article));
    for mark in inner {
        let source = match mark.hints {
            hints if hints.has(Hints::PROP_AUTHOR) => Source::Microdata,
            hints if hints.has(Hints::REL_AUTHOR) && is_apart(mark.node) => Source::End,
            hints if hints.has(Hints::REL_AUTHOR) => Source::Link,
            _ => Source::Byline,
        };
        if let Some(text) = text_of(dom, mark.node) {
            let mut after = (mark.node.index()..dom.len()).take(TOGETHER * 2).map(NodeId::new);
            let next = after.find(|&id| id >= dom.end(mark.node) && dom.text(id).trim().len() > 2);
            match next {
                Some(next) if is_only_lead(&text) => {
                    found.add(Field::Author, dom.text(next), source, mark.node)
                }
                _ => found.add(Field::Author, &text, source, mark.node),
            }
        }
    }
    if let Some(headline) = headline {
        near(dom, scan, headline, found);
    }
}

/// Whether an area is the footer of the article that contains the headline.
fn is_foot_of(dom: &Dom, area: NodeId, headline: NodeId) -> bool {
    let mut around = dom.ancestors(area).take(MAX_DEPTH);
    dom.tag(area) == Tag::Footer
        && around
            .find(|&a| matches!(dom.tag(a), Tag::Article | Tag::Main))
            .is_some_and(|article| dom.is_within(headline, article))
}

/// Whether the class names of an element mark it as a comment or as the author of a comment.
fn is_comment(dom: &Dom, mark: &Mark) -> bool {
    mark.hints.has(Hints::AWAY)
        && dom
            .attr(mark.node, AttrName::Class)
            .is_some_and(|names| has_word(names, |word| word == b"comment"))
}

/// Whether an element asks for the reader's own name: it has an input field, or its class or id, or that of its parent or
/// grandparent, is about a login.
fn is_for_login(dom: &Dom, node: NodeId, names_login: impl Fn(NodeId) -> bool) -> bool {
    let has_field = dom.subtree(node).take(20).any(|id| dom.tag(id) == Tag::Input);
    has_field || dom.path(node).take(3).any(names_login)
}

fn names_login(dom: &Dom, id: NodeId) -> bool {
    let is_login = |word: &[u8]| matches!(word, b"login" | b"signin" | b"signup" | b"menulogin");
    let mut names =
        [AttrName::Class, AttrName::Id].into_iter().filter_map(|name| dom.attr(id, name));
    names.any(|names| has_word(names, is_login))
}

/// Whether an element is in a figure or its caption. The creator of a picture is not the author of the page.
fn is_of_picture(dom: &Dom, node: NodeId) -> bool {
    let mut around = dom.path(node).take(4);
    around.any(|id| matches!(dom.tag(id), Tag::Figure | Tag::Figcaption))
}

/// Whether a text continues a sentence that began before it.
fn goes_on(dom: &Dom, id: NodeId) -> bool {
    let text = dom.text(id).trim();
    text.starts_with(char::is_lowercase) && text.split(' ').count() > 4 && !begins_block(dom, id)
}

/// Whether a text begins its block, so that it does not continue a sentence.
fn begins_block(dom: &Dom, text: NodeId) -> bool {
    let before = text.index().saturating_sub(8)..text.index();
    for id in before.rev().map(NodeId::new) {
        if dom.tag(id).is_block() || dom.tag(id) == Tag::Br {
            return true;
        }
        let other = dom.text(id).trim();
        if !other.is_empty() {
            let is_short = other.len() <= 40 && other.bytes().any(|b| b.is_ascii_digit());
            return is_short || !other.ends_with(|c: char| c.is_alphanumeric() || c == ',');
        }
    }
    true
}

/// Whether a text is a byline even far from the headline, because of its first words: "Author: …", "Posted by …".
pub(crate) fn says_author(text: &str) -> bool {
    let text = text.trim_start();
    if !text.starts_with(char::is_uppercase) {
        return false;
    }
    let text = text.trim_end();
    if !(3..=MAX_BYTES).contains(&text.len()) {
        return false;
    }
    let lead = text.split([' ', ':', '\u{a0}']).next().unwrap_or_default();
    if !(4..=16).contains(&lead.len()) {
        return false;
    }
    if !LEXICON.author_leads.may_have(lead) && !LEXICON.author_verbs.may_have(lead) {
        return false;
    }
    let after = text.get(lead.len()..).unwrap_or_default();
    let next = after.trim().split(' ').next().unwrap_or_default();
    after.starts_with(':') && LEXICON.author_leads.has(&lead.to_lowercase())
        || LEXICON.author_leads.has(next) && LEXICON.author_verbs.has(&lead.to_lowercase())
}

/// The distance of an element from the headline, in nodes. Distances before the headline count three times.
fn distance(node: NodeId, headline: NodeId) -> usize {
    let (node, headline) = (node.index(), headline.index());
    if node < headline { 3 * (headline - node) } else { node - headline }
}

/// Whether a text begins with verbs such as "written", followed by "by".
fn leads_with_verbs(text: &str) -> bool {
    let mut words = text.split([' ', '\u{a0}']).map(|word| word.trim_matches(':').to_lowercase());
    let verbs = &LEXICON.author_verbs;
    let by = words.by_ref().take(MAX_VERBS).find(|word| !verbs.has(word));
    by.is_some_and(|by| LEXICON.author_leads.has(&by))
        && verbs.has(&text.split(' ').next().unwrap_or_default().to_lowercase())
}

/// The signs that may precede a byline.
const SIGNS: [char; 7] = ['|', '–', '-', '·', '•', '/', ' '];

/// Returns the text without the signs before it.
pub(crate) fn after_signs(text: &str) -> &str {
    trim(text).trim_start_matches(SIGNS)
}

/// Whether a text begins with a capital letter, ignoring the signs before it.
fn begins_with_capital(text: &str) -> bool {
    let sign = |c: char| c.is_whitespace() || SIGNS.contains(&c);
    let text = trim_start(text);
    match text.as_bytes().first() {
        None => false,
        Some(first) if first.is_ascii_alphanumeric() => first.is_ascii_uppercase(),
        _ => text.trim_start_matches(sign).starts_with(char::is_uppercase),
    }
}

/// Returns the text after the date with which a text begins, if it is "by" and a name, or a name after a sign: `5.1.2024 - Ann
/// Lee`.
fn after_date(text: &str) -> Option<&str> {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let (mut rest, mut has_date) = (text, false);
    for _ in 0..MAX_DATE_WORDS {
        let word = rest.split([' ', '\u{a0}']).next().unwrap_or_default();
        let bare = word.trim_matches([',', ':', '.', '|']).to_lowercase();
        if has_date && LEXICON.author_leads.has(&bare) {
            return Some(rest);
        }
        let after = rest.get(word.len()..).unwrap_or_default().trim_start();
        match bare.as_str() {
            "-" | "–" | "—" | "" | "·" | "•" if has_date && is_person(after) => {
                return Some(after);
            }
            _ if word.starts_with(|c: char| c.is_ascii_digit()) => has_date = true,
            _ if bare.is_empty() && after.is_empty() => return None,
            "" | "-" | "–" | "uhr" => {}
            _ if months::number(&bare).is_some() => {}
            _ if LEXICON.author_ends.has(&bare) || LEXICON.author_verbs.has(&bare) => {}
            _ => return None,
        }
        rest = after;
    }
    None
}

/// Whether a text looks like the name of a person: two or three capitalised words.
pub(crate) fn is_person(text: &str) -> bool {
    (2..=3).contains(&text.split(' ').count())
        && text.split(' ').all(|w| {
            w.starts_with(char::is_uppercase)
                && w.contains(|c: char| c.is_lowercase() || c == '.')
                && !LEXICON.author_placeholders.has(&w.to_lowercase())
        })
        && text.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '-' | '’' | '\''))
}

/// Whether a text that begins with "by" is a sentence: many lower-case words and no date.
fn is_prose(text: &str) -> bool {
    let is_small = |word: &&str| word.starts_with(char::is_lowercase);
    let n_small = text.split(' ').skip(1).filter(is_small).count();
    n_small > 4 && !text.bytes().any(|b| b.is_ascii_digit())
}

/// Returns the part of a text that is a byline: the whole text or the text after its date. `None` if it does not begin as a
/// byline.
pub(crate) fn byline_in(text: &str) -> Option<&str> {
    let text = after_signs(text);
    let dated = after_date(text);
    let text = dated.unwrap_or(text);
    let lead = text.split([' ', ':', '\u{a0}']).next().unwrap_or_default().to_lowercase();
    let leads = dated.is_some() || LEXICON.author_leads.has(&lead) || leads_with_verbs(text);
    (text.len() <= MAX_BYTES && leads && !is_prose(text)).then_some(text)
}

/// Adds the first text after the headline that begins with "By" or a similar word; else the first such text just before it; else
/// the first explicit byline farther away.
fn near(dom: &Dom, scan: &Scan, headline: NodeId, found: &mut Candidates) {
    let end = dom.end(headline).index();
    let after = scan.texts_in(end..end + NEAR);
    let before = headline.index().saturating_sub(NEAR_BEFORE)..headline.index();
    let says = |text: &&Text| begins_with_capital(text.text) && says_author(after_signs(text.text));
    let far = scan.texts_in(end + NEAR..dom.len()).iter().filter(says);
    for &Text { node: id, text, .. } in after.iter().chain(scan.texts_in(before)).chain(far) {
        let Some(text) = byline_in(text) else { continue };
        if goes_on(dom, id) || is_of_picture(dom, id) {
            continue;
        }
        let mut line = text.to_owned();
        let parent = dom.parent(id).unwrap_or(NodeId::DOCUMENT);
        if is_only_lead(text) {
            let around = if dom.tag(parent).is_block() {
                parent
            } else {
                dom.parent(parent).unwrap_or(parent)
            };
            let rest = dom.subtree(around).filter(|&n| n > id && dom.is_text(n)).take(TOGETHER);
            for next in rest {
                line.push(' ');
                line.push_str(dom.text(next));
            }
            if is_only_lead(&line) {
                let next = (dom.end(around).index()..dom.len()).take(TOGETHER).map(NodeId::new);
                let next = next.map(|n| dom.text(n)).find(|text| !text.trim().is_empty());
                line.push(' ');
                line.push_str(next.unwrap_or_default());
            }
        }
        if line.len() <= MAX_BYTES {
            found.add(Field::Author, &line, Source::NearHeadline, id);
            return;
        }
    }
}

/// Returns the text of a byline, with ` | ` between its blocks; `None` if it is too long.
fn text_of(dom: &Dom, node: NodeId) -> Option<String> {
    if let Some(content) = dom.attr(node, AttrName::Content) {
        return Some(content.to_owned());
    }
    let name = dom
        .subtree(node)
        .skip(1)
        .take(100)
        .find(|&n| dom.attr(n, AttrName::Itemprop) == Some("name"));
    if let Some(content) = name.and_then(|name| dom.attr(name, AttrName::Content)) {
        return Some(content.to_owned());
    }
    let mut out = String::new();
    for id in dom.subtree(name.unwrap_or(node)) {
        let tag = dom.tag(id);
        if tag == Tag::Text && dom.parent(id).is_none_or(|p| !dom.tag(p).is_skipped()) {
            // Adjacent elements without a space between them are separated by CSS.
            if out.ends_with(char::is_alphanumeric)
                && dom.text(id).starts_with(char::is_alphanumeric)
            {
                out.push_str(" | ");
            }
            out.push_str(dom.text(id));
        } else if tag.is_block() || tag == Tag::Br || tag == Tag::Time {
            out.push_str(" | ");
        }
        if out.len() > 4 * MAX_BYTES {
            return None;
        }
    }
    let out = collapse(&out);
    (out.len() <= MAX_BYTES).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::authors::names_of;
    use crate::metadata::scan::scan;
    use crate::parse::parse;

    #[test]
    fn the_inner_element_names_the_author() {
        let dom = parse(
            "<h1>T</h1><div class=byline>By <a rel=author>Ann Lee</a> in Rome</div>
             <div class=comment><b class=author>Troll</b></div><aside><b class=author>Bo</b></aside>",
        );
        let scan = scan(&dom);
        let mut found = Candidates::default();
        gather(&dom, &scan, Some(scan.headings[0].node), &mut found);
        assert_eq!(names_of(&found, Source::Link), ["Ann Lee"]);
        assert!(names_of(&found, Source::Byline).is_empty());
    }

    #[track_caller]
    fn near_is(html: &str, authors_: &[&str]) {
        let dom = parse(html);
        let scan = scan(&dom);
        let mut found = Candidates::default();
        gather(&dom, &scan, Some(scan.headings[0].node), &mut found);
        let all: Vec<String> =
            [Source::Microdata, Source::Link, Source::Byline, Source::NearHeadline]
                .into_iter()
                .flat_map(|source| names_of(&found, source))
                .collect();
        assert_eq!(all, authors_, "{html}");
    }

    #[test]
    fn a_text_that_begins_with_by_may_be_a_byline() {
        near_is("<h1>T</h1><p>by Ann Lee", &["Ann Lee"]);
        near_is("<h1>T</h1><p>Ein Artikel von <b>Ann Lee</b>", &["Ann Lee"]);
        near_is("<h1>T</h1><p>It was told <b>often</b> by Ann and others who live there", &[]);
        near_is("<h1>T</h1><p>By refusing to buy what everybody else has bought before", &[]);
    }

    #[test]
    fn a_byline_may_begin_with_its_date() {
        near_is("<h1>T</h1><p>5.1.2024 - Ann Lee</p>", &["Ann Lee"]);
        near_is("<h1>T</h1><p>06.11.2023 13:30 von Julia</p>", &["Julia"]);
        near_is("<h1>T</h1><p>5.1.2024 - Rain falls on Rome</p>", &[]);
    }

    #[test]
    fn the_foot_of_the_article_names_its_author() {
        let foot = "<footer><a rel=author>Ann Lee</a></footer>";
        near_is(&format!("<article><h1>T</h1>{foot}</article>"), &["Ann Lee"]);
        near_is(&format!("<article><h1>T</h1></article>{foot}"), &[]);
    }

    #[test]
    fn a_login_and_a_comment_name_no_author() {
        near_is("<h1>T</h1><p class=comment-author>Bo Ek</p>", &[]);
        near_is("<h1>T</h1><p class=login-username>Benutzer Name</p>", &[]);
        near_is("<h1>T</h1><figure><img><p>By Ann Lee</p></figure>", &[]);
        near_is("<h1>T</h1><div itemprop=comment><b itemprop=author>Bo Ek</b></div>", &[]);
    }

    #[test]
    fn a_name_may_stand_in_an_attribute() {
        near_is(
            "<h1>T</h1><div itemprop=author itemscope><meta itemprop=name content='Ann Lee'></div>",
            &["Ann Lee"],
        );
    }
}
