//! A single doubly encoded character.

/// The characters of windows-1252 for the bytes 0x80 to 0x9F; the five undefined bytes are C1 controls.
#[rustfmt::skip]
pub(crate) const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A doubly encoded character: two to four characters in the text, one per byte of its UTF-8.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Doubled {
    /// The decoded character; never ASCII.
    pub meant: char,
    /// Its length in the text, in bytes.
    pub len: usize,
    /// The lead byte of its UTF-8.
    pub lead: u8,
    /// Whether its characters include a C1 control, which nobody types.
    pub has_control: bool,
    has_mark: bool,
    has_currency: bool,
    /// Whether all characters after the lead are marks. Not for `Ã` before an opening quote: words of Portuguese and
    /// Vietnamese end in `Ã`, but no opening quote follows directly.
    is_marked: bool,
}

impl Doubled {
    /// The doubly encoded character at a byte offset, which must be that of its lead.
    pub fn at(text: &str, at: usize) -> Option<Doubled> {
        // Cheapest test first: most leads are letters within a word, before an ASCII letter.
        if *text.as_bytes().get(at + 2)? < 0xC2 {
            return None;
        }
        let mut rest = text[at..].chars();
        let lead = byte_of(rest.next()?)?;
        let n_bytes = match lead {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => return None,
        };
        let (mut bytes, mut len, mut has_control) = ([lead; 4], 2, false);
        for (n, byte) in bytes.iter_mut().enumerate().take(n_bytes).skip(1) {
            let c = rest.next();
            let Some(next) = c.and_then(byte_of).filter(|next| (0x80..0xC0).contains(next)) else {
                return (n == 2).then(|| Doubled::closing_quote(&bytes[..2], len, c))?;
            };
            *byte = next;
            len += c.map_or(0, char::len_utf8);
            has_control |= c.is_some_and(char::is_control);
        }
        let bytes = &bytes[..n_bytes];
        let meant = meaning(str::from_utf8(bytes).ok()?.chars().next()?)?;
        Some(Doubled {
            meant,
            len,
            lead,
            has_control,
            has_mark: bytes[1..].iter().any(is_mark),
            has_currency: bytes[1..].iter().any(|byte| matches!(byte, 0x80 | 0xA3 | 0xA5)),
            is_marked: bytes[1..].iter().all(is_mark) && !matches!(bytes, [0xC3, 0x91 | 0x93, ..]),
        })
    }

    /// A closing quote whose last byte, 0x9D, is missing or U+FFFD, because windows-1252 does not define it.
    fn closing_quote(bytes: &[u8], len: usize, next: Option<char>) -> Option<Doubled> {
        let lost = next.filter(|&c| c == char::REPLACEMENT_CHARACTER);
        (bytes == [0xE2, 0x80]).then_some(Doubled {
            meant: '”',
            len: len + lost.map_or(0, char::len_utf8),
            lead: 0xE2,
            has_control: false,
            has_mark: false,
            has_currency: true,
            is_marked: false,
        })
    }

    /// Whether no orthography produces it between these characters. `in_run`: it is adjacent to another one.
    pub fn is_impossible(&self, before: Option<char>, after: Option<char>, in_run: bool) -> bool {
        let is_lower = |c: Option<char>| c.is_some_and(char::is_lowercase);
        let is_upper = |c: Option<char>| c.is_some_and(char::is_uppercase);
        match self.lead {
            0xE2 | 0xF0..=0xF4 => !self.is_marked,
            0xEF if matches!(self.meant, '\u{FFFD}' | '\u{FEFF}') => true,
            _ if in_run => true,
            // The multiplication sign, and `ß`, the only lower-case letter among the two-byte leads.
            0xD7 | 0xDF => false,
            0xC2..=0xDE => {
                is_lower(before) || (!self.is_marked && (is_lower(after) || !is_upper(before)))
            }
            _ => !self.has_mark && !self.has_currency,
        }
    }

    /// Whether it may be the last letter of an upper-case word and a mark after it.
    pub fn may_end_word(&self, before: &str, after: Option<char>) -> bool {
        let n_capitals = before.chars().rev().take(2).filter(|c| c.is_uppercase()).count();
        matches!(self.lead, 0xC3..=0xDF)
            && self.is_marked
            && n_capitals == 2
            && !after.is_some_and(char::is_alphabetic)
    }

    /// Whether it is part of a word: a letter or a quote.
    pub fn is_of_word(&self) -> bool {
        self.meant.is_alphabetic() || is_quote(self.meant)
    }
}

/// The byte of a non-ASCII character in windows-1252 or Latin-1.
pub(crate) fn byte_of(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xFF => u8::try_from(code).ok(),
        _ => WINDOWS_1252.iter().position(|&d| d == c).and_then(|n| u8::try_from(n + 0x80).ok()),
    }
}

/// Whether a correct text may have this byte's character right after a letter: quotes, dashes, `…`, `•`, `·`, `®`, `™`,
/// superscript digits, no-break space and soft hyphen.
#[rustfmt::skip]
fn is_mark(byte: &u8) -> bool {
    matches!(
        byte,
        0x82 | 0x84 | 0x85 | 0x8B | 0x91..=0x97 | 0x99 | 0x9B | 0xA0 | 0xAB | 0xAD | 0xAE | 0xB2 | 0xB3 | 0xB7 | 0xB9 | 0xBB
    )
}

/// A character as a browser renders it: C1 controls as windows-1252. `None` for private use, to which icon fonts give a
/// meaning.
fn meaning(c: char) -> Option<char> {
    match u32::from(c) {
        code @ 0x80..=0x9F => Some(WINDOWS_1252[code as usize - 0x80]),
        0xE000..=0xF8FF | 0xF0000.. => None,
        _ => Some(c),
    }
}

pub(crate) fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' | '‹' | '›')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_doubled_character_is_decoded_at_its_lead() {
        let read = |text| Doubled::at(text, 0).map(|doubled| (doubled.meant, doubled.len));
        for (text, meant) in [
            ("Ã©", 'é'),
            ("Ã\u{a0}", 'à'),
            ("â€™", '’'),
            ("â\u{80}\u{99}", '’'),
            ("ðŸ˜ž", '😞'),
            ("Â’", '’'),
            ("â€\u{9d}", '”'),
            ("â€\u{fffd}", '”'),
        ] {
            assert_eq!(read(text), Some((meant, text.len())), "{text}");
        }
        assert_eq!(read("â€ and"), Some(('”', "â€".len())));
        for text in ["", "Ã", "é", "été", "Ã ", "â€", "ï‚›", "À€", "àŸ¿", "ô‘€€", "Ã€"]
        {
            let is_read = read(text).is_some();
            assert_eq!(is_read, matches!(text, "â€" | "Ã€"), "{text}");
        }
    }
}
