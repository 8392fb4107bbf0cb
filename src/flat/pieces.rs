//! Splits a paragraph into sentences.

use memchr::memchr3;

use crate::text::is_unspaced;

/// Stores the byte offset of each sentence of a paragraph, the first at 0. White space belongs to the preceding
/// sentence.
pub(super) fn cuts(text: &str, out: &mut Vec<usize>) {
    out.clear();
    out.push(0);
    let is_ascii = text.is_ascii();
    let mut at = 0;
    while let Some((start, sign)) = next_end(text, at, is_ascii) {
        let end = start + sign.len_utf8();
        let closed = end + closing(&text[end..]);
        let rest = &text[closed..];
        let inner = rest.trim_start();
        let Some(next) = inner.chars().next() else { return };
        let place = SentenceBreak {
            sign,
            before: &text[..start],
            is_closed: closed > end,
            is_spaced: inner.len() < rest.len(),
            next,
            after: &inner[next.len_utf8()..],
        };
        if place.ends() {
            out.push(text.len() - inner.len());
        }
        at = closed;
    }
}

/// The offset and character of the next possible end of a sentence, from a byte offset on.
fn next_end(text: &str, from: usize, is_ascii: bool) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    if is_ascii {
        let at = from + memchr3(b'.', b'!', b'?', &bytes[from..])?;
        return Some((at, char::from(bytes[at])));
    }
    let mut at = from;
    loop {
        at += bytes[at..].iter().position(|&byte| MAY_END[byte as usize])?;
        let sign = match bytes[at..] {
            [b @ (b'.' | b'!' | b'?'), ..] => char::from(b),
            [0xd8, 0x9f, ..] => '؟',
            [0xdb, 0x94, ..] => '۔',
            [0xd6, 0x89, ..] => '։',
            [0xe0, 0xa5, 0xa4, ..] => '।',
            [0xe0, 0xa5, 0xa5, ..] => '॥',
            [0xe1, 0x81, 0x8b, ..] => '။',
            [0xe1, 0x8d, 0xa2, ..] => '።',
            [0xe1, 0x9f, 0x94, ..] => '។',
            [0xe2, 0x80, 0xa6, ..] => '…',
            [0xe3, 0x80, 0x82, ..] => '。',
            [0xef, 0xbc, 0x81, ..] => '！',
            [0xef, 0xbc, 0x8e, ..] => '．',
            [0xef, 0xbc, 0x9f, ..] => '？',
            [0xef, 0xbd, 0xa1, ..] => '｡',
            _ => {
                at += 1;
                continue;
            }
        };
        return Some((at, sign));
    }
}

/// The first bytes of characters that may end a sentence.
const MAY_END: [bool; 256] = {
    let mut table = [false; 256];
    let leads = [b'.', b'!', b'?', 0xd6, 0xd8, 0xdb, 0xe0, 0xe1, 0xe2, 0xe3, 0xef];
    let mut i = 0;
    while i < leads.len() {
        table[leads[i] as usize] = true;
        i += 1;
    }
    table
};

/// The length in bytes of what closes a sentence after its mark: more marks, quotation marks, brackets, note
/// references.
fn closing(text: &str) -> usize {
    let mut rest = text;
    loop {
        let inner = rest.trim_start_matches(is_closing);
        let inner = skip_note(inner).unwrap_or(inner);
        // French has a space before `»`, which opens quotations in other languages.
        let spaced = inner.trim_start_matches(['\u{a0}', '\u{202f}', ' ']);
        let inner = spaced
            .strip_prefix('»')
            .filter(|behind| !behind.starts_with(char::is_alphanumeric))
            .unwrap_or(inner);
        if inner.len() == rest.len() {
            return text.len() - rest.len();
        }
        rest = inner;
    }
}

/// The text after a note reference such as "[12]"; `None` if there is none.
fn skip_note(text: &str) -> Option<&str> {
    let inner = text.strip_prefix('[')?;
    let n_digits = inner.bytes().take(4).take_while(u8::is_ascii_digit).count();
    inner[n_digits..].strip_prefix(']').filter(|_| n_digits > 0)
}

/// Whether a character may close a sentence after its mark.
fn is_closing(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | ')'
            | ']'
            | '”'
            | '’'
            | '“'
            | '«'
            | '‹'
            | '›'
            | '」'
            | '』'
            | '）'
            | '》'
            | '】'
            | '.'
            | '!'
            | '?'
            | '…'
            | '！'
            | '？'
            | '。'
            | '¹'
            | '²'
            | '³'
    )
}

/// Whether a sentence may begin with this character.
fn begins(c: char) -> bool {
    c.is_uppercase() || c.is_numeric() || c.is_alphabetic() && !c.is_lowercase() || is_opening(c)
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '„'
            | '«'
            | '»'
            | '‘'
            | '‚'
            | '('
            | '['
            | '¿'
            | '¡'
            | '—'
            | '–'
            | '©'
            | '•'
            | '●'
            | '►'
            | '#'
            | '@'
            | '「'
            | '『'
            | '《'
            | '（'
            | '【'
    )
}

/// A possible end of a sentence.
struct SentenceBreak<'a> {
    sign: char,
    before: &'a str,
    is_closed: bool,
    is_spaced: bool,
    /// The first character of the following text, and the text after it.
    next: char,
    after: &'a str,
}

impl SentenceBreak<'_> {
    fn ends(&self) -> bool {
        if is_full_width(self.sign) {
            // In Japanese, a particle after a quotation continues the sentence.
            let goes_on = self.is_closed && matches!(self.next, '\u{3041}'..='\u{309f}');
            return !goes_on && !matches!(self.next, '、' | '，' | '；');
        }
        if !self.is_spaced {
            return self.is_glued();
        }
        if !begins(self.next) {
            return false;
        }
        match self.sign {
            '.' => !self.is_abbreviation(),
            '…' => self.next.is_uppercase() || is_opening(self.next),
            _ => true,
        }
    }

    /// Whether the next sentence follows without a space, as between concatenated paragraphs.
    fn is_glued(&self) -> bool {
        if is_unspaced(self.next) {
            return self.before.chars().next_back().is_some_and(is_unspaced);
        }
        if !self.sign.is_ascii() {
            return self.sign != '…' && begins(self.next);
        }
        let is_small = |c: Option<char>| c.is_some_and(char::is_lowercase);
        let begins_word = self.after.starts_with(|c: char| c.is_lowercase() || c == ' ');
        let word = last_word(self.before);
        let mut ends = word.chars().rev();
        let ends_word = is_small(ends.next()) && is_small(ends.next()) && is_small(ends.next());
        ends_word
            && self.next.is_uppercase()
            && begins_word
            && !word.contains(['.', '/', '@', ':', '=', '&', '?'])
    }

    /// Whether the full stop marks an abbreviation or an ordinal: initials, capitalized short words ("Mr.", "Dec."),
    /// words without vowels ("bzw."), and numbers of days or monarchs.
    fn is_abbreviation(&self) -> bool {
        let word = last_word(self.before).rsplit('/').next().unwrap_or_default();
        let word = word.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '.');
        let n_chars = word.chars().count();
        let n_digits = word.bytes().filter(u8::is_ascii_digit).count();
        let is_capital = word.starts_with(char::is_uppercase);
        let has_small = word.contains(char::is_lowercase);
        let first = word.chars().next().unwrap_or(' ');
        if word.contains('.') {
            return word.split('.').all(|part| {
                part.chars().count() <= 3 && !part.contains(|c: char| c.is_ascii_digit())
            }) && n_chars <= 8;
        }
        if n_digits == n_chars {
            // A day after an abbreviated month ends the sentence, as in "on Feb. 24".
            let head = self.before[..self.before.len() - n_digits].trim_end();
            return n_chars <= 2 && n_chars > 0 && !head.ends_with('.');
        }
        if first.is_alphabetic() && !first.is_uppercase() && !first.is_lowercase() {
            return false;
        }
        n_chars == 1
            || is_capital && has_small && n_chars <= 3
            || self.next.is_ascii_digit() && n_chars <= 4
            || has_small && n_chars <= 5 && !word.contains(is_vowel)
    }
}

/// The characters after the last white space, at most `MAX_CHARS`.
fn last_word(text: &str) -> &str {
    const MAX_CHARS: usize = 24;
    let mut start = text.len();
    for (at, c) in text.char_indices().rev().take(MAX_CHARS) {
        if c.is_whitespace() {
            break;
        }
        start = at;
    }
    &text[start..]
}

fn is_full_width(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '．' | '။' | '។')
}

/// Whether a letter may be a vowel; true for all non-ASCII letters.
fn is_vowel(c: char) -> bool {
    !c.is_ascii() || matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        let mut starts = Vec::new();
        cuts(text, &mut starts);
        let ends = starts[1..].iter().copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| text[start..end].trim()).collect()
    }

    #[test]
    fn paragraphs_are_split_into_sentences() {
        for sentences in [
            &["It rained.", "“Why?” she asked.", "No one knew!"][..],
            &["He left (at last.)", "Then she came.[12]", "So what?!", "No."],
            &["« Il pleut ! »", "Elle part.", "« Où ? » dit-il."],
            &["„Warum?“", "Er ging.", "»Nie!«", "Am 3. Oktober kam er bzw. Anna."],
            &["بارش ہوئی۔", "سب گھر گئے۔"],
            &["वर्षा हुई।", "सब घर गए।"],
            &["¡Llueve!", "¿Por qué?", "Nadie lo sabe."],
            &["He came on Feb. 24.", "No one did, says J. Berg (dpa/A. Ott)."],
            &["비가 왔다.", "모두 집에 갔다."],
        ] {
            assert_eq!(cut(&sentences.join(" ")), sentences);
        }
        assert_eq!(
            cut("attack drones.By taking part you agree."),
            ["attack drones.", "By taking part you agree."]
        );
        assert_eq!(
            cut("雨でした。「なぜ？」と言う。終わり"),
            ["雨でした。", "「なぜ？」と言う。", "終わり"]
        );
    }

    #[test]
    fn not_every_full_stop_ends_a_sentence() {
        for whole in [
            "The U.S. Senate met Mr. Smith on Dec. 30 in St. Paul.",
            "It costs 3.50 on example.org/a?Bc and J. R. Smith paid.",
            "It rained. and rained",
            "Mrs. Berg, vgl. Abb. 3, came in Sept. 2021",
            "Wait... what",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
    }
}
