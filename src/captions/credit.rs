//! Recognises picture credits, and splits them from captions.

use crate::lexicon::LEXICON;
use crate::text::{is_sentence_end, is_word_char, n_words};

/// The maximum length of a credit, in bytes and in words.
const MAX_BYTES: usize = 120;
const MAX_WORDS: usize = 12;
/// The maximum length of a credit recognised only by position and capitals, in words.
const MAX_NAME_WORDS: usize = 10;
/// The maximum length of a credit that ends with a full stop, in words. A longer text includes a caption.
const MAX_SENTENCE_WORDS: usize = 7;

/// Whether a word is a lead, or the last word of one.
fn ends_lead(word: &str) -> bool {
    LEXICON.credit_leads.has(word) || LEXICON.credit_leads.has_last(word)
}

/// The maximum number of colons and the like in a text whose words are looked up.
const MAX_SIGNS: usize = 16;

/// Whether a text may have a credit: it has a bar, a slash, a `©`, brackets at an end, or a word such as "Photo" before a colon,
/// "by" or dots.
pub(crate) fn has_sign(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_lead = |at: usize| {
        let word = text.get(..at).and_then(|t| t.rsplit(|c: char| !c.is_alphanumeric()).next());
        word.is_some_and(ends_lead)
    };
    let is_sure = |(at, byte): (usize, &u8)| match byte {
        b'|' | b'/' => true,
        0xc2 => bytes[at..].starts_with("©".as_bytes()),
        0xe3 | 0xef => text[at..].starts_with(['（', '）', '【', '】', '：', '・', '＝', '／']),
        _ => false,
    };
    let is_possible = |(at, byte): &(usize, &u8)| match byte {
        b':' => true,
        b'.' => bytes[*at..].starts_with(b"..."),
        b' ' => bytes[*at..].starts_with(b" by "),
        _ => false,
    };
    let mut possible = bytes.iter().enumerate().filter(is_possible).take(MAX_SIGNS);
    let ends = [bytes.first(), bytes.last()].into_iter().flatten();
    ends.into_iter().any(|b| b"()[]".contains(b))
        || bytes.iter().enumerate().any(is_sure)
        || possible.any(|(at, _)| is_lead(at))
}

/// The signs between a lead, such as "Photo", and a name.
const SIGNS: [char; 9] = [':', '：', '=', '＝', '・', '／', '|', '—', '…'];

/// Whether a separate line is a credit: it starts with a lead or `©`, or is all capitals.
pub(crate) fn is_credit_line(line: &str) -> bool {
    let is_label = line.ends_with([':', '：']);
    !is_label
        && line.chars().count() <= 80
        && (shouts(line) || line.starts_with('©') || lead(line).is_some())
}

/// Whether all letters of a text are capitals, and there are at least two.
fn shouts(text: &str) -> bool {
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    letters().count() >= 2
        && letters().all(|c| !c.is_lowercase())
        && letters().any(char::is_uppercase)
}

/// Whether a whole text is a credit.
pub(crate) fn is_credit(text: &str) -> bool {
    let text = text.trim();
    let n = n_words(text);
    text.len() <= MAX_BYTES
        && (1..=MAX_WORDS).contains(&n)
        && (n <= MAX_SENTENCE_WORDS || !ends_sentence(text))
        && (is_credit_line(text)
            || is_agency(text)
            || bracketed(text).is_some_and(|inner| n_words(inner) <= MAX_NAME_WORDS)
            || has_lead_word(text)
            || n <= MAX_NAME_WORDS && has_tail(text))
}

/// Whether a credit is more than a name: it has a lead, such as "Photo", a `©` without a year, or names separated by slashes.
pub(crate) fn is_signed(credit: &str) -> bool {
    let inner = bracketed(credit).unwrap_or(credit).trim();
    let is_notice = inner.bytes().any(|b| b.is_ascii_digit());
    !is_notice
        && (lead(inner).is_some()
            || inner.starts_with('©')
            || inner.contains('/') && is_agency(inner))
}

/// Whether a text is names separated by slashes or bars: `Ann Lee / Reuters`.
fn is_agency(text: &str) -> bool {
    let is_name = |part: &str| {
        let n = n_words(part);
        (1..=5).contains(&n) && begins_as_name(part) && (n < 3 || !ends_sentence(part))
    };
    let parts: Vec<&str> = text.split(['/', '|']).collect();
    (2..=4).contains(&parts.len()) && parts.iter().all(|part| is_name(part)) && !ends_sentence(text)
}

/// Whether the first letter is not lower-case: a capital, or of a script without case.
fn begins_as_name(text: &str) -> bool {
    let first = text.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next();
    first.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(is_sentence_end)
}

/// Whether the first one or two words are a lead directly before a name: `Photo Ann Lee`, `Courtesy of the family`.
fn has_lead_word(text: &str) -> bool {
    let mut ends = text.match_indices(' ').map(|(at, _)| at).take(2);
    let is_lead = |at: usize| LEXICON.credit_leads.has(&text[..at]) && begins_as_name(&text[at..]);
    n_words(text) <= MAX_NAME_WORDS && !ends_sentence(text) && ends.any(is_lead)
}

fn has_tail(text: &str) -> bool {
    let text = text.trim_end_matches([')', '）', ']', '】']);
    let mut starts = text.char_indices().rev().map(|(at, _)| at).take(3);
    let is_last_word =
        || text.rsplit_once(' ').is_some_and(|(_, last)| LEXICON.credit_tails.has(last));
    starts.any(|at| LEXICON.credit_tails.has(&text[at..])) || n_words(text) <= 3 && is_last_word()
}

/// The text inside brackets that enclose the whole text.
fn bracketed(text: &str) -> Option<&str> {
    let text = text.trim();
    let pairs = [('(', ')'), ('[', ']'), ('（', '）'), ('【', '】')];
    let inner = |(open, close): (char, char)| text.strip_prefix(open)?.strip_suffix(close);
    pairs.into_iter().find_map(inner).filter(|inner| !inner.contains(['(', '[', '（', '【']))
}

/// The text after the lead of a credit such as `Photo: `. It must look like a name.
pub(crate) fn lead(text: &str) -> Option<&str> {
    let trimmed = text.trim_start_matches(['(', '[', '（', '【']);
    let (at, sign) = trimmed.char_indices().take(24).find(|&(at, c)| {
        let rest = &trimmed[at..];
        SIGNS.contains(&c) || rest.starts_with(" by ") || rest.starts_with("...")
    })?;
    let after =
        trimmed[at + sign.len_utf8()..].trim_start_matches(['.', ' ', '\u{a0}', '\u{3000}']);
    let after = after.strip_prefix("by ").unwrap_or(after);
    let is_name = begins_as_name(after) || (1..=2).contains(&n_words(after));
    (LEXICON.credit_leads.has(&trimmed[..at]) && is_name).then_some(after)
}

/// Splits a text into caption and credit. The credit is at its end or at its start.
pub(crate) fn split(text: &str) -> Option<(&str, &str)> {
    split_end(text).or_else(|| split_start(text))
}

/// Splits off a credit at the end: `… at noon. (Foto: X)`, `… Photo: X`, `… © X`, `… | X`, `… at noon. Ann Lee`.
pub(crate) fn split_end(caption: &str) -> Option<(&str, &str)> {
    let (before, after) = marked_end(caption, MAX_LEADS)
        .or_else(|| bracket_end(caption))
        .or_else(|| name_end(caption))?;
    let before = before.trim_end_matches(|c: char| c.is_whitespace() || "|/-–—([（【".contains(c));
    (!before.is_empty() && n_words(after) <= MAX_WORDS).then_some((before, after))
}

/// The maximum number of leads of one credit.
const MAX_LEADS: usize = 8;

/// Splits off a credit that begins with `©` or with at most `n` leads.
fn marked_end(caption: &str, n: usize) -> Option<(&str, &str)> {
    let n = n.checked_sub(1)?;
    let starts = caption.char_indices().rev().filter(|&(at, c)| {
        let before = caption[..at].chars().next_back();
        "©(（[【".contains(c)
            || c.is_alphabetic()
                && before.is_some_and(|b| b == '|' || b.is_whitespace() || is_sentence_end(b))
    });
    let mut starts = starts.take_while(|&(at, _)| caption.len() - at <= MAX_BYTES);
    let (at, _) = starts.find(|&(at, c)| {
        let is_begin = c.is_uppercase() || "(（[【".contains(c) || !c.is_ascii();
        c == '©' || is_begin && lead(&caption[at..]).is_some()
    })?;
    // More leads may precede: `Graphic: A. Source: B`.
    let (before, _) = caption.split_at(at);
    match marked_end(before.trim_end(), n).filter(|(_, own)| n_words(own) <= MAX_NAME_WORDS) {
        Some((first, _)) if !first.is_empty() => Some((first, &caption[first.len()..])),
        _ => Some((before, &caption[at..])),
    }
}

/// Splits off a credit in brackets at the end, or after a bar.
fn bracket_end(caption: &str) -> Option<(&str, &str)> {
    let caption = caption.trim_end();
    let at = if caption.ends_with([')', ']', '）', '】']) {
        caption.rfind(['(', '[', '（', '【'])?
    } else {
        caption.rfind(" | ")?
    };
    let (before, after) = caption.split_at(at);
    let inner = after.trim_matches(|c: char| c.is_whitespace() || "()[]（）【】|".contains(c));
    let n = n_words(inner);
    let is_shorter = n < n_words(before).max(4);
    ((1..=MAX_NAME_WORDS).contains(&n) && begins_as_name(inner) && is_shorter)
        .then_some((before, after))
}

/// Splits off names after the last sentence, or capitals after other words: `… at noon. Ann Lee`, `… at noon HEADLAND PRESS`.
fn name_end(caption: &str) -> Option<(&str, &str)> {
    let caption = caption.trim_end();
    if ends_sentence(caption) {
        return None;
    }
    if let Some(at) = caption.rfind(['.', '!', '?', '。', '！', '？', '”', '"']) {
        let (before, after) = caption.split_at(at + caption[at..].chars().next()?.len_utf8());
        let before_end = before.trim_end_matches(['”', '"']);
        let is_end = ends_sentence(before_end) && n_words(before) >= 3 && !is_day(before, after);
        if is_end && after.starts_with(char::is_whitespace) && is_names(after) {
            return Some((before, after.trim_start()));
        }
    }
    let words: Vec<(usize, &str)> = split_words(caption);
    let n = words.iter().rev().take_while(|(_, word)| shouts(word)).count();
    let (at, _) = *words.get(words.len() - n)?;
    (n > 0 && n < words.len() && words.len() - n >= 2 && n <= MAX_NAME_WORDS && !shouts(caption))
        .then(|| caption.split_at(at))
}

/// Whether a number with a full stop and one more word are a date, as in `am 23. Oktober`.
fn is_day(before: &str, after: &str) -> bool {
    let digits = before.trim_end_matches('.').bytes().rev().take_while(u8::is_ascii_digit).count();
    before.ends_with('.') && (1..=2).contains(&digits) && n_words(after) == 1
}

/// Splits off a credit at the start: `(X) At noon …`, `HEADLAND PRESS At noon …`, `Ann Lee / Reuters: At noon …`.
fn split_start(text: &str) -> Option<(&str, &str)> {
    let text = text.trim();
    if text.starts_with(['(', '[', '（', '【']) {
        let end = text.find([')', ']', '）', '】'])?;
        let end = end + text[end..].chars().next()?.len_utf8();
        let (before, after) = text.split_at(end);
        let is_fit = n_words(before) <= MAX_NAME_WORDS && n_words(before) < n_words(after);
        return (is_fit && bracketed(before).is_some_and(begins_as_name))
            .then(|| (after.trim_start(), before));
    }
    if let Some(parts) = split_colon(text) {
        return Some(parts);
    }
    let words = split_words(text);
    // A lead may precede the capitals: `Picture: ANN LEE At noon …`.
    let begin = lead(text).map_or(0, |name| text.len() - name.len());
    let n_before = words.iter().take_while(|&&(at, _)| at < begin).count();
    let n = words[n_before..].iter().take_while(|(_, word)| shouts(word)).count();
    let (at, next) = *words.get(n_before + n)?;
    let letters: usize = words[n_before..][..n].iter().map(|(_, word)| word.len()).sum();
    // `FILE – The bridge …` has no credit.
    let is_joined = text[..at].trim_end().ends_with(['-', '–', '—']);
    let is_fit = n > 0 && n <= MAX_NAME_WORDS && letters >= 4 && begins_as_name(next) && !is_joined;
    (is_fit && words.len() - n_before > 2 * n).then(|| (&text[at..], text[..at].trim_end()))
}

/// Splits off a credit before a colon: `Photo by Ann Lee: At noon …`.
pub(crate) fn split_colon(text: &str) -> Option<(&str, &str)> {
    let colons = text.match_indices(": ").map(|(at, sign)| (at, at + sign.len()));
    let mut colons = colons.take_while(|&(end, _)| end <= MAX_BYTES);
    colons.find_map(|(end, start)| {
        let (before, after) = (&text[..end], &text[start..]);
        let (n, n_after) = (n_words(before), n_words(after));
        let is_name = n_after > 1 && (is_agency(before) || shouts(before) && n <= MAX_NAME_WORDS);
        let is_told = n_after > 2 && is_credit(before) && !LEXICON.credit_leads.has(before);
        (is_name || is_told).then(|| (after.trim_start(), before))
    })
}

/// Whether a text is short, most of its words are capitalized, and it does not end a sentence.
pub(crate) fn is_names(text: &str) -> bool {
    let words = split_words(text);
    let n_capitals = words.iter().filter(|(_, word)| begins_as_name(word)).count();
    !words.is_empty()
        && words.len() <= MAX_NAME_WORDS
        && begins_as_name(text)
        && 2 * n_capitals > words.len()
        && !ends_sentence(text)
}

/// The words of a text with their positions.
fn split_words(text: &str) -> Vec<(usize, &str)> {
    let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
    let words = text.split_whitespace().filter(|word| word.contains(is_word_char));
    words.map(|word| (start(word), word)).collect()
}

/// Strips leads, brackets and signs from a credit.
pub(crate) fn bare_credit(credit: &str) -> &str {
    let credit = credit.trim().trim_start_matches(['-', '–', '—', '|', ' ', '\u{a0}']);
    let credit = bracketed(credit).unwrap_or(credit);
    let credit = lead(credit).unwrap_or(credit);
    let wrapped = credit.starts_with('(') || !credit.contains('(');
    let credit =
        if wrapped { credit.trim_start_matches('(').trim_end_matches(')') } else { credit };
    credit.trim_matches(|c: char| matches!(c, '©' | '[' | ']' | '|' | '/') || c.is_whitespace())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credits_at_the_end() {
        let end = |text| split_end(text).map(|(before, credit)| (before, bare_credit(credit)));
        assert_eq!(bare_credit("- © Ann Lee"), "Ann Lee");
        assert_eq!(end("Ein Boot am Pier 4. Ann Lee"), Some(("Ein Boot am Pier 4.", "Ann Lee")));
        assert_eq!(end("Ein Boot in Peking, 23. Oktober"), None);
        for text in [
            "Ein Boot. (Foto: Ann Lee)",
            "Ein Boot. Photo by Ann Lee",
            "Ein Boot. © Ann Lee",
            "Ein Boot. | Ann Lee",
            "Ein Boot. [Ann Lee]",
        ] {
            assert_eq!(end(text), Some(("Ein Boot.", "Ann Lee")), "{text}");
        }
        assert_eq!(end("He sold it to Ann. Ann Lee"), Some(("He sold it to Ann.", "Ann Lee")));
        assert_eq!(end("Snow on the hay CONTRIBUTED"), Some(("Snow on the hay", "CONTRIBUTED")));
        assert_eq!(
            end("Graphs. Graphic: A. Lee. Source: B"),
            Some(("Graphs.", "A. Lee. Source: B"))
        );
        for text in ["A boat on the river", "Map: how it will work", "The dog. It barked at night"]
        {
            assert_eq!(end(text), None, "{text}");
        }
    }

    #[test]
    fn credits_at_the_start() {
        for text in
            ["(Ann Lee) The boat is old", "ANN LEE The boat is old", "ANN LEE: The boat is old"]
        {
            let (caption, credit) = split(text).unwrap();
            assert_eq!(
                (caption, bare_credit(credit).to_lowercase().as_str()),
                ("The boat is old", "ann lee")
            );
        }
        assert_eq!(
            split("Picture: ANN LEE Snow on hay").unwrap(),
            ("Snow on hay", "Picture: ANN LEE")
        );
        assert_eq!(
            split("Ann Lee / Reuters: Snow on hay").unwrap(),
            ("Snow on hay", "Ann Lee / Reuters")
        );
        assert_eq!(
            split("Image credit: Eel Watch: Ann Lee at the site").unwrap(),
            ("Ann Lee at the site", "Image credit: Eel Watch")
        );
        assert_eq!(split("From left: Ann Lee and the loaf"), None);
    }

    #[test]
    fn texts_that_are_credits() {
        for line in [
            "HEADLAND PRESS",
            "© Ann Lee",
            "Photo by Ann Lee",
            "(Foto: Ann Lee)",
            "Photo Ann Lee",
            "Ann Lee / Reuters",
            "撮影・宮本大地",
            "本报记者 孟一川 摄",
        ] {
            assert!(is_credit(line), "{line}");
        }
        for line in [
            "A boat on the river.",
            "Map: how it will work",
            "A photo for the wall",
            "Evening light on the river. | GETWELL/AFB",
            "Credit...Ann Lee for The Ledger Evening light on the river.",
        ] {
            assert!(!is_credit(line), "{line}");
        }
    }
}
