//! Names of authors: found in bylines, and cleaned.

use crate::dom::{Dom, NodeId, Tag};
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::months;
use crate::metadata::names::{BY, COMPANIES, ENDS, NOBODY, ROLES, VERBS, has};
use crate::metadata::scan::{Hints, Mark};
use crate::text::{collapse, is_unspaced};

/// Bylines beyond this length, in bytes, are texts about something else.
const MAX_BYTES: usize = 200;
/// The longest name, in characters.
const MAX_NAME: usize = 60;

/// How many nodes after the headline a text that begins with "By" is its byline.
const NEAR: usize = 80;
/// How far apart, in nodes, the names of one byline stand.
const TOGETHER: usize = 8;

/// Adds the elements that may name the author. An element around another one gives way to it.
pub(crate) fn gather(dom: &Dom, marks: &[Mark], headline: Option<NodeId>, found: &mut Candidates) {
    let is_author = |mark: &&Mark| {
        let named = [Hints::AUTHOR, Hints::REL_AUTHOR, Hints::PROP_AUTHOR]
            .iter()
            .any(|&hint| mark.hints.has(hint));
        let own = mark.away.is_none_or(|area| headline.is_some_and(|h| dom.is_within(h, area)));
        named
            && own
            && !mark.hints.has(Hints::ABOUT_AUTHOR)
            && headline.is_none_or(|h| !dom.is_within(h, mark.node))
    };
    let marks: Vec<&Mark> = marks.iter().filter(is_author).collect();
    for (i, mark) in marks.iter().enumerate() {
        if marks.get(i + 1).is_some_and(|next| dom.is_within(next.node, mark.node)) {
            continue;
        }
        let source = match mark.hints {
            hints if hints.has(Hints::PROP_AUTHOR) => Source::Microdata,
            hints if hints.has(Hints::REL_AUTHOR) => Source::Link,
            _ => Source::Byline,
        };
        if let Some(text) = text_of(dom, mark.node) {
            let next = (mark.node.index()..dom.len())
                .take(TOGETHER * 2)
                .map(NodeId::new)
                .find(|&id| id >= dom.end(mark.node) && dom.text(id).trim().len() > 2);
            match next {
                Some(next) if is_only_lead(&text) => {
                    found.add(Field::Author, dom.text(next), source, mark.node)
                }
                _ => found.add(Field::Author, &text, source, mark.node),
            }
        }
    }
    if let Some(headline) = headline {
        near(dom, headline, found);
    }
}

/// Adds the texts after the headline that begin with "By" or the like.
fn near(dom: &Dom, headline: NodeId, found: &mut Candidates) {
    let end = dom.end(headline).index();
    for id in (end..dom.len().min(end + NEAR)).map(NodeId::new) {
        let text = dom.text(id).trim();
        let lead = text.split([' ', ':', '\u{a0}']).next().unwrap_or_default().to_lowercase();
        let leads = has(BY, &lead)
            || has(VERBS, &lead)
                && text.split(' ').nth(1).is_some_and(|word| has(BY, word.trim_matches(':')));
        if text.len() > MAX_BYTES || !leads {
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
        }
        if line.len() <= MAX_BYTES {
            found.add(Field::Author, &line, Source::NearHeadline, id);
            return;
        }
    }
}

/// Whether a byline is only its first words, such as "Written by:", and the name stands elsewhere.
fn is_only_lead(text: &str) -> bool {
    let mut words = text
        .split([' ', ':', '\u{a0}', '|', '-'])
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .peekable();
    words.peek().is_some() && words.all(|word| has(BY, &word) || has(VERBS, &word))
}

/// The authors that one source names: all of a machine-readable one; of what the page shows, the first that
/// are names and those right beside them.
pub(crate) fn authors(found: &Candidates, source: Source, sites: &[String]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut last = None;
    for candidate in found.from(Field::Author, source) {
        let place = candidate.place.index();
        if is_visible(source) && last.is_some_and(|last| place > last + TOGETHER) {
            break;
        }
        for name in names(&candidate.value, source, sites) {
            if !out.iter().any(|known| known.to_lowercase() == name.to_lowercase()) {
                out.push(name);
            }
            last = Some(place);
        }
    }
    out
}

fn is_visible(source: Source) -> bool {
    matches!(source, Source::Byline | Source::Link | Source::Microdata | Source::NearHeadline)
}

/// The text of a byline, its blocks parted by ` | `; `None` if it is too long to be one.
fn text_of(dom: &Dom, node: NodeId) -> Option<String> {
    if let Some(content) = dom.attr(node, crate::dom::AttrName::Content) {
        return Some(content.to_owned());
    }
    let name = dom
        .subtree(node)
        .skip(1)
        .take(100)
        .find(|&n| dom.attr(n, crate::dom::AttrName::Itemprop) == Some("name"));
    let mut out = String::new();
    for id in dom.subtree(name.unwrap_or(node)) {
        let tag = dom.tag(id);
        if tag == Tag::Text && dom.parent(id).is_none_or(|p| !dom.tag(p).is_skipped()) {
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

/// The names in a value; of what the page shows, in the first piece between bars and dots that has any.
pub(crate) fn names(value: &str, source: Source, sites: &[String]) -> Vec<String> {
    if !is_visible(source) {
        return piece_names(value, source, sites);
    }
    let pieces = value
        .split(['|', '•', '·'])
        .map(str::trim)
        .filter(|piece| !piece.is_empty() && !is_only_lead(piece));
    pieces
        .map(|piece| piece_names(piece, source, sites))
        .find(|names| !names.is_empty())
        .unwrap_or_default()
}

/// The names in a piece of a byline. `sites` are names of the site, lower-case, which no author has.
fn piece_names(value: &str, source: Source, sites: &[String]) -> Vec<String> {
    let visible = is_visible(source);
    if is_address(value) {
        return Vec::new();
    }
    let value = after_by(value, visible);
    let value = before_end(value, visible);
    if let (Source::Bibliographic, Some((family, given))) = (source, value.split_once(", "))
        && !family.contains(' ')
    {
        return vec![format!("{given} {family}")];
    }
    let mut out: Vec<String> = Vec::new();
    for piece in split(value) {
        let name = bare(piece);
        let lower = name.to_lowercase();
        let first = lower.split(' ').next().unwrap_or_default();
        let role = if out.is_empty() {
            has(ROLES, first)
        } else {
            lower.split([' ', '-']).any(|word| has(ROLES, word))
        };
        let company = matches!(source, Source::Meta | Source::Bibliographic)
            && lower.split(' ').any(|word| has(COMPANIES, word));
        if is_name(name, visible) && !role && !company && !sites.contains(&lower) {
            out.push(name.to_owned());
        } else if company {
            break;
        }
    }
    out
}

/// Whether a value is an address, an e-mail address or a handle.
fn is_address(value: &str) -> bool {
    let value = value.trim();
    let handle = value.starts_with('@')
        || value.match_indices('@').any(|(at, _)| !value[..at].ends_with([' ', '(', '|']));
    let host = !value.contains(' ')
        && [".com", ".org", ".net", ".de", ".com/", ".io"].iter().any(|end| value.contains(end));
    value.contains("://") || value.starts_with("www.") || handle || host
}

/// What follows "By" or the like. In a byline the word may stand after a date.
fn after_by(value: &str, visible: bool) -> &str {
    let mut rest =
        value.trim().trim_start_matches(['|', '-', '–', '—', '•', '·', ' ', ':', '~', '@', '/']);
    let mut before_verb = true;
    let mut out = rest;
    for n in 0..8 {
        let word = rest.split([' ', '\u{a0}']).next().unwrap_or_default();
        let bare = word.trim_matches([':', '：', '.', ',', '|', '(', '/']).to_lowercase();
        let after = rest.get(word.len()..).unwrap_or_default();
        let after = after.trim_start_matches([' ', '\u{a0}', ':', '：', '|', '-', '–', '/']);
        let is_by = has(BY, &bare) && (before_verb || visible) && !after.is_empty();
        if is_by || word.ends_with([':', '：']) && n == 0 && !after.is_empty() {
            out = after;
            (rest, before_verb) = (after, true);
            continue;
        }
        before_verb &= has(VERBS, &bare);
        let dated = bare.bytes().any(|b| b.is_ascii_digit())
            || months::number(&bare).is_some()
            || has(ENDS, &bare);
        if !(before_verb || visible && dated) {
            break;
        }
        rest = after;
    }
    match out.split_once(['：', ':']) {
        Some((lead, name)) if has(BY, &lead.trim().to_lowercase()) => name.trim(),
        _ => out,
    }
}

/// A byline up to the first thing that is no name: a bar, a date, a handle, "on".
fn before_end(value: &str, visible: bool) -> &str {
    let signs =
        ["|", "•", "·", " - ", " – ", " — ", "—", "(", "@", "<", "\n", " / ", "»", "›", "[", "…"];
    let sign = signs.iter().filter_map(|sign| value.find(sign)).filter(|&at| at > 0).min();
    let value = &value[..sign.unwrap_or(value.len())];
    if !visible {
        return value;
    }
    let mut at = 0;
    let words: Vec<&str> = value.split(' ').collect();
    for (n, word) in words.iter().enumerate() {
        let bare = word.trim_matches([',', '.', ':']);
        let is_date = word.starts_with(|c: char| c.is_ascii_digit());
        let month = months::number(&bare.to_lowercase()).is_some()
            && words.get(n + 1).is_some_and(|next| next.starts_with(|c: char| c.is_ascii_digit()));
        let begins = bare.chars().next().is_some_and(char::is_lowercase) || word.ends_with(':');
        if n > 0 && (is_date || month || (begins || n > 1) && has(ENDS, &bare.to_lowercase())) {
            return value[..at].trim_end();
        }
        at += word.len() + 1;
    }
    value
}

/// The pieces of a list of names.
fn split(value: &str) -> Vec<&str> {
    const ANDS: &[&str] = &[
        " and ", " und ", " et ", " y ", " og ", " och ", " en ", " i ", " e ", " & ", " und",
        " with ", " ja ",
    ];
    let mut pieces: Vec<&str> = value.split([',', ';', '、', '，', '/', '|']).collect();
    for and in ANDS {
        pieces = pieces.into_iter().flat_map(|piece| piece.split(and)).collect();
    }
    pieces
        .into_iter()
        .flat_map(|piece| {
            let piece = piece.trim();
            ["and ", "und ", "et ", "& "]
                .iter()
                .find_map(|and| piece.strip_prefix(and))
                .or(Some(piece))
        })
        .collect()
}

/// A name without the signs around it.
fn bare(name: &str) -> &str {
    name.trim_matches(|c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ',' | ':'
                    | '-'
                    | '–'
                    | '—'
                    | '•'
                    | '|'
                    | '"'
                    | '*'
                    | '~'
                    | '“'
                    | '”'
                    | '/'
                    | '>'
                    | '«'
                    | '»'
            )
    })
}

/// Whether a text can be the name of a person or a body: short, with letters, no role, no date.
fn is_name(name: &str, visible: bool) -> bool {
    let lower = name.to_lowercase();
    let n_words = name.split(' ').count();
    let n_letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let short = n_letters >= 2 && name.chars().count() <= MAX_NAME && n_words <= 6;
    let dated =
        lower.split([' ', ',']).any(|word| word.len() > 3 && months::number(word).is_some())
            && name.bytes().any(|b| b.is_ascii_digit());
    let leads = visible
        && lower.split(' ').next().is_some_and(|word| {
            has(ENDS, word) || has(BY, word) || word.starts_with(|c: char| c.is_ascii_digit())
        });
    let leads =
        leads || visible && n_words == 1 && months::number(lower.trim_end_matches('.')).is_some();
    let nobody = has(NOBODY, &lower);
    let sentence = visible
        && n_words > 2
        && !lower.chars().any(is_unspaced)
        && !name.split(' ').any(|w| w.chars().next().is_some_and(char::is_uppercase));
    let fraction = name.ends_with(['?', '!', '…']);
    short && !dated && !leads && !nobody && !sentence && !fraction && !name.contains('{')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::scan::scan;
    use crate::parse::parse;

    #[track_caller]
    fn gives(value: &str, expected: &[&str]) {
        assert_eq!(names(value, Source::Byline, &["the paper".to_owned()]), expected, "{value}");
    }

    #[test]
    fn words_before_a_name_are_no_part_of_it() {
        gives("By Ann Lee", &["Ann Lee"]);
        gives("Written by: Ann Lee", &["Ann Lee"]);
        gives("von Ann Lee", &["Ann Lee"]);
        gives("Par Ann Lee", &["Ann Lee"]);
        gives("作者：王小明", &["王小明"]);
        gives("Posted on January 5, 2024 by Ann Lee", &["Ann Lee"]);
    }

    #[test]
    fn what_follows_a_name_is_no_part_of_it() {
        gives("Ann Lee | January 5, 2024", &["Ann Lee"]);
        gives("Ann Lee on 5 January", &["Ann Lee"]);
        gives("Ann Lee, Senior Editor", &["Ann Lee"]);
        gives("Ann Lee (@ann)", &["Ann Lee"]);
    }

    #[test]
    fn several_names() {
        gives("By Ann Lee, Bo Ek and Cy Fox", &["Ann Lee", "Bo Ek", "Cy Fox"]);
        gives("Ann Lee und Bo Ek", &["Ann Lee", "Bo Ek"]);
        assert_eq!(names("Lee, Ann", Source::Bibliographic, &[]), ["Ann Lee"]);
    }

    #[test]
    fn no_name_is_better_than_a_wrong_one() {
        for value in
            ["admin", "The Paper", "https://a.example/ann", "5 January 2024", "", "Staff Writer"]
        {
            gives(value, &[]);
        }
    }

    #[test]
    fn the_inner_element_names_the_author() {
        let dom = parse(
            "<h1>T</h1><div class=byline>By <a rel=author>Ann Lee</a> in Rome</div>
             <div class=comment><b class=author>Troll</b></div><aside><b class=author>Bo</b></aside>",
        );
        let scan = scan(&dom);
        let mut found = Candidates::default();
        gather(&dom, &scan.marks, Some(scan.headings[0].node), &mut found);
        assert_eq!(authors(&found, Source::Link, &[]), ["Ann Lee"]);
        assert!(authors(&found, Source::Byline, &[]).is_empty());
    }
}
