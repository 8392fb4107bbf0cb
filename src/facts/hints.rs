//! Hints about an element from its class names, id and link address.

use memchr::memrchr;

use crate::dom::tag::hash;

/// Hints about an element, as bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Hints(u32);

impl Hints {
    pub const AUTHOR: Hints = Hints(1);
    pub const NAME: Hints = Hints(1 << 1);
    pub const ABOUT_AUTHOR: Hints = Hints(1 << 2);
    pub const DATE: Hints = Hints(1 << 3);
    pub const UPDATED: Hints = Hints(1 << 4);
    pub const CAPTION: Hints = Hints(1 << 5);
    pub const CREDIT: Hints = Hints(1 << 6);
    pub const AWAY: Hints = Hints(1 << 7);
    pub const REL_AUTHOR: Hints = Hints(1 << 8);
    pub const PROP_AUTHOR: Hints = Hints(1 << 9);
    pub const PROP_DATE: Hints = Hints(1 << 10);
    pub const INFO: Hints = Hints(1 << 11);
    pub const SECTION: Hints = Hints(1 << 12);
    pub const CRUMBS: Hints = Hints(1 << 13);
    /// A word that marks a caption only next to an image.
    pub const NOTE: Hints = Hints(1 << 14);
    /// A link or text that is certainly the page's section.
    pub const PROP_SECTION: Hints = Hints(1 << 15);
    /// A link to a keyword of the page.
    pub const PROP_TAG: Hints = Hints(1 << 16);
    /// A link to the licence of the page.
    pub const REL_LICENSE: Hints = Hints(1 << 17);
    /// A link to a Creative Commons licence, possibly not that of the page.
    pub const LICENSE: Hints = Hints(1 << 18);

    pub fn has(self, other: Hints) -> bool {
        self.0 & other.0 != 0
    }

    pub const fn with(self, other: Hints) -> Hints {
        Hints(self.0 | other.0)
    }
}

/// Words of class names and ids with a meaning.
const WORDS: &[(&str, Hints)] = &[
    ("attribution", Hints::CREDIT),
    ("auteur", Hints::AUTHOR),
    ("author", Hints::AUTHOR),
    ("authored", Hints::AUTHOR),
    ("authorname", Hints::AUTHOR),
    ("authors", Hints::AUTHOR),
    ("autor", Hints::AUTHOR),
    ("autore", Hints::AUTHOR),
    ("avatar", Hints::ABOUT_AUTHOR),
    ("bildtext", Hints::CAPTION),
    ("bio", Hints::ABOUT_AUTHOR),
    ("breadcrumb", Hints::AWAY.with(Hints::CRUMBS)),
    ("breadcrumbs", Hints::AWAY.with(Hints::CRUMBS)),
    ("byline", Hints::AUTHOR),
    ("cap", Hints::NOTE),
    ("caption", Hints::CAPTION),
    ("card", Hints::AWAY),
    ("carousel", Hints::AWAY),
    ("category", Hints::SECTION),
    ("comment", Hints::AWAY),
    ("comments", Hints::AWAY),
    ("copyright", Hints::CREDIT),
    ("created", Hints::DATE),
    ("credit", Hints::CREDIT),
    ("credits", Hints::CREDIT),
    ("date", Hints::DATE),
    ("dateline", Hints::DATE),
    ("datetime", Hints::DATE),
    ("datum", Hints::DATE),
    ("description", Hints::ABOUT_AUTHOR),
    ("fecha", Hints::DATE),
    ("footer", Hints::AWAY),
    ("image", Hints::ABOUT_AUTHOR),
    ("img", Hints::ABOUT_AUTHOR),
    ("info", Hints::INFO),
    ("kicker", Hints::SECTION),
    ("latest", Hints::AWAY),
    ("legend", Hints::NOTE),
    ("legende", Hints::NOTE),
    ("masthead", Hints::AWAY),
    ("menu", Hints::AWAY),
    ("meta", Hints::INFO),
    ("metadata", Hints::INFO),
    ("modified", Hints::UPDATED),
    ("name", Hints::NAME),
    ("nav", Hints::AWAY),
    ("newsletter", Hints::AWAY),
    ("note", Hints::NOTE),
    ("photographer", Hints::CREDIT),
    ("pie", Hints::NOTE),
    ("popular", Hints::AWAY),
    ("postdate", Hints::DATE),
    ("posted", Hints::DATE),
    ("postmetadata", Hints::INFO),
    ("promo", Hints::AWAY),
    ("pubdate", Hints::DATE),
    ("publish", Hints::DATE),
    ("published", Hints::DATE),
    ("recommended", Hints::AWAY),
    ("related", Hints::AWAY),
    ("review", Hints::AWAY),
    ("reviews", Hints::AWAY),
    ("role", Hints::ABOUT_AUTHOR),
    ("rubric", Hints::SECTION),
    ("rubrik", Hints::SECTION),
    ("rubrique", Hints::SECTION),
    ("seccion", Hints::SECTION),
    ("section", Hints::SECTION),
    ("sidebar", Hints::AWAY),
    ("similar", Hints::AWAY),
    ("social", Hints::ABOUT_AUTHOR),
    ("source", Hints::CREDIT),
    ("teaser", Hints::AWAY),
    ("testimonial", Hints::AWAY),
    ("testimonials", Hints::AWAY),
    ("time", Hints::DATE),
    ("timestamp", Hints::DATE),
    ("trending", Hints::AWAY),
    ("updated", Hints::UPDATED),
    ("username", Hints::AUTHOR),
    ("verfasser", Hints::AUTHOR),
    ("weather", Hints::AWAY),
    ("writer", Hints::AUTHOR),
];

/// The length of the longest of [`WORDS`], in bytes.
const MAX_WORD: usize = 12;

/// Appends a letter to a packed word: five bits per letter, ignoring case. Unique for words of up to [`MAX_WORD`]
/// letters.
const fn with_letter(word: u64, letter: u8) -> u64 {
    word << 5 | (letter & 31) as u64
}

/// The number of slots in [`PLACES`].
const N_PLACES: usize = 256;

/// The first slot of a packed word.
const fn place(word: u64) -> usize {
    (word.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 56) as usize
}

/// An open-addressed hash table of [`WORDS`], packed.
static PLACES: [(u64, Hints); N_PLACES] = {
    let mut places = [(0, Hints(0)); N_PLACES];
    let mut n = 0;
    while n < WORDS.len() {
        let bytes = WORDS[n].0.as_bytes();
        let (mut word, mut i) = (0, 0);
        while i < bytes.len() {
            word = with_letter(word, bytes[i]);
            i += 1;
        }
        let mut at = place(word);
        while places[at].0 != 0 {
            at = (at + 1) % N_PLACES;
        }
        places[at] = (word, WORDS[n].1);
        n += 1;
    }
    places
};

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
    for_each_name(value, |name, word| {
        if name.len() <= MAX_WORD {
            hints = hints.with(word_hints(word));
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

/// The hints of a packed word.
fn word_hints(word: u64) -> Hints {
    let mut at = place(word);
    loop {
        match PLACES[at] {
            (0, _) => return Hints::default(),
            (known, hints) if known == word => return hints,
            _ => at = (at + 1) % N_PLACES,
        }
    }
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
    fn max_word_is_the_length_of_the_longest_word() {
        assert_eq!(WORDS.iter().map(|(word, _)| word.len()).max(), Some(MAX_WORD));
    }

    #[test]
    fn class_names_are_split_into_words() {
        assert!(class_hints("c-post__author x").has(Hints::AUTHOR));
        assert!(class_hints("articleByline").has(Hints::AUTHOR));
        assert!(class_hints("entry-date2").has(Hints::DATE));
        assert_eq!(class_hints("authority update candidate"), Hints::default());
        assert_eq!(class_hints("a-word-of-seventeen-byline bylinebylinebyline"), Hints::AUTHOR);
        assert_eq!(class_hints("äbylineß Zeit"), Hints::AUTHOR);
        assert_eq!(class_hints("pauthordatebio"), Hints::default());
        for (word, hints) in WORDS {
            assert_eq!(class_hints(&word.to_uppercase()), *hints, "{word}");
        }
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
