//! Extracts the clean names of people and organisations from the author values of a source.

use crate::lexicon::LEXICON;
use crate::metadata::candidate::Source;
use crate::metadata::months;
use crate::metadata::names::{is_degree, is_month, is_sentence, names_role};

/// The maximum length of a name, in characters.
const MAX_NAME: usize = 60;
/// The maximum distance between the names of one byline, in nodes.
pub(crate) const TOGETHER: usize = 8;

/// The maximum number of names that are examined. Only adversarial pages have more.
pub(crate) const MAX_NAMES: usize = 10_000;

/// Returns the text without HTML tags, which some generators write into names.
fn without_tags(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let Some((_, after)) = after.split_once('>') else { break };
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Whether a source is visible text of the page, as opposed to machine-readable data.
pub(crate) fn is_visible(source: Source) -> bool {
    matches!(
        source,
        Source::Byline | Source::Link | Source::Microdata | Source::NearHeadline | Source::End
    )
}

/// Whether a byline has only lead words, such as "Written by:". The name is then in another text.
pub(crate) fn is_only_lead(text: &str) -> bool {
    let mut words = text
        .split([' ', ':', '\u{a0}', '|', '-'])
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .peekable();
    words.peek().is_some()
        && words.all(|word| LEXICON.author_leads.has(&word) || LEXICON.author_verbs.has(&word))
}

/// Returns the names in a value. Visible text is split at bars and bullets; the first piece with a name is used.
pub(crate) fn names(value: &str, source: Source, sites: &[String]) -> Vec<String> {
    if !is_visible(source) {
        return match value.contains("</") {
            true => piece_names(&without_tags(value), source, sites),
            false => piece_names(value, source, sites),
        };
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

/// Returns the names in one piece of a byline. `sites` are lower-case names of the site; they are never authors.
fn piece_names(value: &str, source: Source, sites: &[String]) -> Vec<String> {
    let visible = is_visible(source);
    if is_address(value) {
        return Vec::new();
    }
    let whole = value.trim();
    let value = after_by(value, visible);
    let has_lead = value != whole;
    let full = value;
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
        if !out.is_empty() && is_degree(name) {
            continue;
        }
        let first = lower.split(' ').next().unwrap_or_default();
        let role = if out.is_empty() { LEXICON.author_roles.has(first) } else { names_role(name) };
        let company = matches!(source, Source::Meta | Source::Bibliographic)
            && lower.split(' ').any(|word| LEXICON.companies.has(word));
        if visible && out.is_empty() && is_sentence(name) {
            break;
        }
        let month = visible && is_month(name, full, has_lead);
        if is_name(name, visible) && !month && !role && !company && !sites.contains(&lower) {
            out.push(name.to_owned());
        } else if company {
            break;
        }
    }
    out
}

/// Whether a value is a URL, a host name, an e-mail address or a handle.
fn is_address(value: &str) -> bool {
    let value = value.trim();
    let handle = value.starts_with('@')
        || value.match_indices('@').any(|(at, _)| !value[..at].ends_with([' ', '(', '|']));
    let host = !value.contains(' ')
        && [".com", ".org", ".net", ".de", ".com/", ".io"].iter().any(|end| value.contains(end));
    let end = value.rsplit_once('.').map_or("", |(_, end)| end);
    let host = host
        || !value.contains(' ')
            && (2..=3).contains(&end.len())
            && end.bytes().all(|b| b.is_ascii_lowercase());
    value.contains("://") || value.starts_with("www.") || handle || host
}

/// Returns the text after "By" or a similar word. In visible text, a date may precede that word.
fn after_by(value: &str, visible: bool) -> &str {
    let mut rest =
        value.trim().trim_start_matches(['|', '-', '–', '—', '•', '·', ' ', ':', '~', '@', '/']);
    let glued =
        rest.strip_prefix("By").filter(|name| visible && name.starts_with(char::is_uppercase));
    rest = glued.unwrap_or(rest);
    let mut before_verb = true;
    let mut out = rest;
    for n in 0..8 {
        let word = rest.split([' ', '\u{a0}']).next().unwrap_or_default();
        let bare = word.trim_matches([':', '：', '.', ',', '|', '(', '/']).to_lowercase();
        let after = rest.get(word.len()..).unwrap_or_default();
        let after = after.trim_start_matches([' ', '\u{a0}', ':', '：', '|', '-', '–', '/']);
        let is_by =
            LEXICON.author_leads.has(&bare) && (before_verb || visible) && !after.is_empty();
        if is_by || word.ends_with([':', '：']) && n == 0 && !after.is_empty() {
            out = after;
            (rest, before_verb) = (after, true);
            continue;
        }
        before_verb &= LEXICON.author_verbs.has(&bare);
        let dated = bare.bytes().any(|b| b.is_ascii_digit())
            || months::number(&bare).is_some()
            || LEXICON.author_ends.has(&bare);
        if !(before_verb || visible && dated) {
            break;
        }
        rest = after;
    }
    match out.split_once(['：', ':']) {
        Some((lead, name)) if LEXICON.author_leads.has(&lead.trim().to_lowercase()) => name.trim(),
        _ => out,
    }
}

/// Truncates a byline at the first part that is not a name: a bar, a date, a handle, or a word such as "on".
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
        if n > 0
            && (is_date
                || month
                || (begins || n > 1) && LEXICON.author_ends.has(&bare.to_lowercase()))
        {
            return value[..at].trim_end();
        }
        at += word.len() + 1;
    }
    value
}

/// Splits a list of names.
fn split(value: &str) -> Vec<&str> {
    let mut pieces: Vec<&str> = value.split([',', ';', '、', '，', '/', '|']).collect();
    for and in &*LEXICON.author_joins {
        pieces = pieces
            .into_iter()
            .flat_map(|piece| match joins_names(piece, and) {
                true => piece.split(and).collect(),
                false => vec![piece],
            })
            .collect();
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

/// Whether an "and" joins two names: both sides have the same number of words, or both have more than one.
fn joins_names(piece: &str, and: &str) -> bool {
    // `contains` is faster than `split_once` if the word is absent.
    let sides = if piece.contains(and) { piece.split_once(and) } else { None };
    let Some((before, after)) = sides else { return false };
    let (n_before, n_after) = (before.split(' ').count(), after.split(' ').count());
    before != after && (n_before == n_after || n_before > 1 && n_after > 1)
}

/// Whether a name is an account name: one word of machine-readable data that begins in lower case. Near the headline, every name
/// that begins in lower case counts, because a sentence that begins with "By" is not a byline.
pub(crate) fn is_handle(name: &str, source: Source) -> bool {
    let begins_small = name.chars().next().is_some_and(char::is_lowercase);
    match source {
        Source::NearHeadline => begins_small,
        _ if is_visible(source) => false,
        _ => begins_small && !name.contains(' '),
    }
}

/// Returns the name without surrounding punctuation and white space.
pub(crate) fn bare(name: &str) -> &str {
    const SIGNS: &str = ",:-–—•|\"*~“”/>«»";
    name.trim_matches(|c: char| c.is_whitespace() || SIGNS.contains(c))
}

/// Whether a text can be the name of a person or an organisation: short, with letters, not a date, a sentence or a placeholder.
fn is_name(name: &str, visible: bool) -> bool {
    let lower = name.to_lowercase();
    let n_words = name.split(' ').count();
    let n_letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let short = n_letters >= 2 && name.chars().count() <= MAX_NAME && n_words <= 6;
    let dated =
        lower.split([' ', ',']).any(|word| word.len() > 3 && months::number(word).is_some())
            && name.bytes().any(|b| b.is_ascii_digit());
    let is_body = lower.starts_with("the ")
        && lower.rsplit(' ').next().is_some_and(|word| LEXICON.bodies.has(word));
    let leads = visible
        && !is_body
        && lower.split(' ').next().is_some_and(|word| {
            LEXICON.author_ends.has(word)
                || LEXICON.author_leads.has(word)
                || word.starts_with(|c: char| c.is_ascii_digit())
        });
    let nobody = LEXICON.author_placeholders.has(&lower);
    let sentence = visible && is_sentence(name);
    let fraction = name.ends_with(['?', '!', '…']);
    let cut = name.ends_with(')') && !name.contains('(') || visible && name.contains(':');
    short
        && !dated
        && !leads
        && !nobody
        && !sentence
        && !fraction
        && !cut
        && !name.starts_with(['@', '{'])
}

#[cfg(test)]
mod tests {
    use super::*;

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
        gives("von Marianne am 20.09.2020", &["Marianne"]);
        gives("Januar 2024", &[]);
    }

    #[test]
    fn several_names() {
        gives("By Ann Lee, Bo Ek and Cy Fox", &["Ann Lee", "Bo Ek", "Cy Fox"]);
        gives("Ann Lee und Bo Ek", &["Ann Lee", "Bo Ek"]);
        assert_eq!(names("Lee, Ann", Source::Bibliographic, &[]), ["Ann Lee"]);
    }

    #[test]
    fn bodies_and_capitals_are_names() {
        gives("By The Meetingnotes Team", &["The Meetingnotes Team"]);
        gives("By ANN LEE, BO EK", &["ANN LEE", "BO EK"]);
        gives("Deutsche Presse-Agentur", &["Deutsche Presse-Agentur"]);
        gives("Dienstag, 4. Juni 2019, 15:54", &[]);
        gives("Wer alles daran setzt, Zeit zu sparen", &[]);
        assert_eq!(names("<a href='/ann'>Ann Lee</a>", Source::JsonLd, &[]), ["Ann Lee"]);
    }

    #[test]
    fn no_name_is_better_than_a_wrong_one() {
        for value in
            ["admin", "The Paper", "https://a.example/ann", "5 January 2024", "", "Staff Writer"]
        {
            gives(value, &[]);
        }
    }
}
