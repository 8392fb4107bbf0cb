//! Hints about an element from its class names, id and link address.

use memchr::memrchr;

use crate::dom::tag::hash;
use crate::lexicon::LEXICON;
pub(crate) use crate::lexicon::class_words::Hints;
use crate::lexicon::class_words::{MAX_WORD, with_letter};

/// The class of a byte in a name: other, lower case, or upper case.
const SIGN: u8 = 0;
const SMALL: u8 = 1;
const LARGE: u8 = 2;

const KINDS: [u8; 256] = {
    let mut kinds = [SIGN; 256];
    let mut letter = 0;
    while letter < 26 {
        kinds[(b'a' + letter) as usize] = SMALL;
        kinds[(b'A' + letter) as usize] = LARGE;
        letter += 1;
    }
    kinds
};

/// Calls `f` with each word of a class or id attribute, as bytes and packed. Words end at other bytes and before upper
/// case: `post-author`, `entry_date`, `articleByline`.
fn for_each_name(value: &str, mut f: impl FnMut(&[u8], u64)) {
    let bytes = value.as_bytes();
    let (mut start, mut before, mut word) = (0, SIGN, 0);
    for (at, &byte) in bytes.iter().enumerate() {
        let kind = KINDS[usize::from(byte)];
        if kind != before {
            if (before, kind) != (LARGE, SMALL) {
                if before != SIGN {
                    f(&bytes[start..at], word);
                }
                (start, word) = (at, 0);
            }
            before = kind;
        }
        word = with_letter(word, byte);
    }
    if before != SIGN {
        f(&bytes[start..], word);
    }
}

/// The hints of the words in a class or id attribute.
pub(crate) fn class_hints(value: &str) -> Hints {
    let mut hints = Hints::default();
    let words = &LEXICON.class_words;
    for_each_name(value, |name, word| {
        if name.len() <= MAX_WORD {
            hints = hints.with(words.hints(word));
        }
    });
    hints
}

/// The number of cached values.
const N_KNOWN: usize = 512;

/// A direct-mapped cache of [`class_hints`]: most elements share a class with an earlier one.
#[derive(Debug)]
pub(crate) struct KnownClasses<'a>([(&'a str, Hints); N_KNOWN]);

impl Default for KnownClasses<'_> {
    fn default() -> Self {
        KnownClasses([("", Hints::default()); N_KNOWN])
    }
}

impl<'a> KnownClasses<'a> {
    /// Like [`class_hints`], but cached.
    pub fn hints(&mut self, value: &'a str) -> Hints {
        let place = &mut self.0[hash(value.as_bytes()) as usize % N_KNOWN];
        if place.0 != value {
            *place = (value, class_hints(value));
        }
        place.1
    }
}

/// Calls `f` with each word of a class or id attribute in lower case. Words of fewer than 3 or more than [`MAX_WORD`]
/// bytes are skipped.
pub(crate) fn for_each_word(value: &str, mut f: impl FnMut(&[u8])) {
    let mut small = [0_u8; MAX_WORD];
    for_each_name(value, |word, _| {
        if (3..=MAX_WORD).contains(&word.len()) {
            let small = &mut small[..word.len()];
            small.copy_from_slice(word);
            small.make_ascii_lowercase();
            f(small);
        }
    });
}

/// Whether any word satisfies a predicate.
pub(crate) fn has_word(value: &str, is_wanted: impl Fn(&[u8]) -> bool) -> bool {
    let mut found = false;
    for_each_word(value, |word| found |= is_wanted(word));
    found
}

/// The hints of a link address.
pub(crate) fn href_hints(href: &str) -> Hints {
    if is_authors_page(href.as_bytes()) {
        Hints::AUTHOR
    } else if is_creative_commons(href) {
        Hints::LICENSE
    } else {
        Hints::default()
    }
}

/// The folders of authors' pages.
const AUTHORS_FOLDERS: &[&[u8]] = &[
    b"author",
    b"authors",
    b"autor",
    b"autores",
    b"autoren",
    b"autori",
    b"autorzy",
    b"auteur",
    b"auteurs",
    b"contributor",
    b"contributors",
    b"writer",
    b"writers",
    b"staff",
    b"reporter",
    b"reporters",
    b"columnist",
    b"columnists",
    b"journalist",
    b"journalists",
    b"yazar",
    b"yazarlar",
];

/// Whether an address is that of an author's page, by its last two folders.
fn is_authors_page(href: &[u8]) -> bool {
    let mut end = memrchr(b'/', href);
    for _ in 0..2 {
        let Some(before) = end else { return false };
        let next = memrchr(b'/', &href[..before]);
        let folder = &href[next.map_or(0, |at| at + 1)..before];
        if AUTHORS_FOLDERS.contains(&folder) {
            return true;
        }
        end = next;
    }
    false
}

/// Whether an address is that of a Creative Commons licence.
fn is_creative_commons(href: &str) -> bool {
    let rest = ["https://", "http://", "//"].iter().find_map(|scheme| href.strip_prefix(scheme));
    let rest = rest.map(|rest| rest.strip_prefix("www.").unwrap_or(rest));
    let path = rest.and_then(|rest| rest.strip_prefix("creativecommons.org/"));
    path.is_some_and(|path| path.starts_with("licenses/") || path.starts_with("publicdomain/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn class_names_are_split_into_words() {
        assert!(class_hints("c-post__author x").has(Hints::AUTHOR));
        assert!(class_hints("articleByline").has(Hints::AUTHOR));
        assert!(class_hints("entry-date2").has(Hints::DATE));
        assert_eq!(class_hints("authority update candidate"), Hints::default());
        assert_eq!(class_hints("a-word-of-seventeen-byline bylinebylinebyline"), Hints::AUTHOR);
        assert_eq!(class_hints("äbylineß Zeit"), Hints::AUTHOR);
        assert_eq!(class_hints("pauthordatebio"), Hints::default());
    }

    #[test]
    fn authors_pages_and_licences_are_detected_by_address() {
        let is_authors = |href: &str| href_hints(href) == Hints::AUTHOR;
        for href in ["/author/ann/", "/author/ann", "author/ann", "https://a.example/autoren/x/y"] {
            assert!(is_authors(href), "{href}");
        }
        for href in ["", "/", "/author", "/author/a/b/", "/co-author/ann"] {
            assert!(!is_authors(href), "{href}");
        }
        let is_license = |href: &str| href_hints(href) == Hints::LICENSE;
        assert!(is_license("//creativecommons.org/licenses/by/4.0/"));
        assert!(is_license("http://www.creativecommons.org/publicdomain/zero/1.0/"));
        assert!(!is_license("https://a.example/?u=https://creativecommons.org/licenses/by/4.0/"));
    }
}
