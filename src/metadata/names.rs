//! Word lists and tests for bylines in many languages: the words around author names, and the signs that a text is not a name.

use crate::metadata::months;
use crate::text::is_unspaced;

use memchr::memmem;

/// A list of words, separated by bars.
#[derive(Debug)]
pub(crate) struct Words {
    list: &'static str,
    /// For each first byte, a bit set of the lengths of the words that begin with it. Most words of a page are rejected by it.
    lengths: [u32; 256],
}

impl Words {
    const fn new(list: &'static str) -> Self {
        let (bytes, mut lengths) = (list.as_bytes(), [0; 256]);
        let (mut start, mut at) = (0, 0);
        while at <= bytes.len() {
            if at == bytes.len() || bytes[at] == b'|' {
                lengths[bytes[start] as usize] |= 1 << (at - start);
                start = at + 1;
            }
            at += 1;
        }
        Words { list, lengths }
    }
}

/// Whether a list may contain a word, in any case. A fast test of the first letter and the length.
pub(crate) fn may_have(words: &Words, word: &str) -> bool {
    let Some(first) = word.as_bytes().first() else { return false };
    let lengths = words.lengths[usize::from(first.to_ascii_lowercase())];
    !word.is_ascii() || word.contains('|') || word.len() < 32 && lengths >> word.len() & 1 == 1
}

/// Whether a list contains a word.
pub(crate) fn has(words: &Words, word: &str) -> bool {
    let Some(&first) = word.as_bytes().first() else { return false };
    let lengths = words.lengths[usize::from(first)];
    if (word.len() >= 32 || lengths >> word.len() & 1 == 0) && !word.contains('|') {
        return false;
    }
    let list = words.list.as_bytes();
    let is_whole = |at: usize| {
        (at == 0 || list[at - 1] == b'|')
            && list.get(at + word.len()).is_none_or(|&after| after == b'|')
    };
    memmem::find_iter(list, word).any(is_whole)
}

/// Words that precede a name.
pub(crate) const BY: &Words = &Words::new(
    "by|von|par|por|przez|door|av|af|oleh|автор|作者|文|記者|بقلم|מאת|autor|autorin|autoren|author|\
    authors|auteur|auteurs|autore|autora|autores|yazar|yazan|verfasser|redakteur|redakcja|redaktion|\
    penulis|автора",
);

/// Words that may precede one of [`BY`], as in "Written by".
pub(crate) const VERBS: &Words = &Words::new(
    "authored|view|all|posts|zeige|alle|beiträge|mehr|articles|ver|todas|autorenseite|voir|\
    written|posted|published|words|story|article|contributed|submitted|created|reported|text|texte|\
    texto|tekst|geschrieben|verfasst|veröffentlicht|erstellt|gepostet|eingestellt|escrito|publicado|\
    écrit|publié|rédigé|posté|scritto|pubblicato|napisane|dodane|opublikowane|geplaatst|geschreven|\
    skrevet|skriven|a|post|blog|analysis|opinion|review|un|ein|beitrag|artikel|this|entry|was|is|\
    wurde|medically",
);

/// Words that describe the role of a person, not the name.
pub(crate) const ROLES: &Words = &Words::new(
    "editor|editors|reporter|correspondent|writer|columnist|journalist|contributor|producer|staff|\
    director|manager|professor|redakteur|redakteurin|journalistin|reporterin|ceo|founder|co-founder|\
    cofounder|analyst|specialist|strategist|redaktor|dziennikarz|redactor|periodista|journaliste|\
    giornalista|contributing|senior|freelance|author|chief|head|president|vice|coach|expert|\
    consultant|engineer|lead|officer|representative|development|projektleiter|\
    projektleiterin|leiter|leiterin|geschäftsführer|geschäftsführerin|chefredakteur|\
    chefredakteurin",
);

/// Words that end a name in a byline.
pub(crate) const ENDS: &Words = &Words::new(
    "mins|minutes|visit|save|this|email|join|subscribe|sign|log|kontaktieren|on|am|in|at|um|le|el|the|for|vom|dnia|op|il|em|fact|reviewed|edited|updated|last|published|\
    posted|is|has|was|ist|aktualisiert|veröffentlicht|updated:|follow|min|read|under|unter|with|mit|\
    http|https|view|see|about|via|from|aus|für|über|to|medically|photos|photo|foto|fotos|mis|publié|\
    leave|filed",
);

/// Placeholder names, which systems insert if no author is named.
pub(crate) const NOBODY: &Words = &Words::new(
    "montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|\
    vendredi|samedi|dimanche|lunes|martes|miércoles|jueves|viernes|sábado|benutzername|username|red.|red|of|mon|tue|wed|thu|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mo|di|mi|do|fr|sa|so|\
    publisher|following|category|vp|phd|ph.d.|md|m.d.|mba|jr.|rd|rdn|cpa|facebook|twitter|linkedin|staff writer|google review|testimonial|edit|quelle|datum|source|date|admin|administrator|author|guest|anonymous|unknown|null|none|undefined|staff|redaktion|redakcja|\
    editor|editors|editorial|webmaster|user|name|written|profile|home|share|autor|gast|n/a|na|team|\
    posts|about|contact|all posts|more|comments|me|us|author name|super user|root|website|www|\
    gästebuch|impressum|email|bio|various authors",
);

/// Legal forms of companies. A site may name its publisher as the author.
pub(crate) const COMPANIES: &Words = &Words::new(
    "gmbh|ag|inc|inc.|llc|ltd|ltd.|e.v.|kg|s.a.|sa|s.r.l.|bv|verlag|corp|corp.|co.|mbh|se",
);

/// The names of desks. They stand for unnamed authors if a page names nobody else.
pub(crate) const DESKS: &Words = &Words::new(
    "staff|team|redaktion|redakcja|redacción|redação|redazione|rédaction|la rédaction|editors|\
    editorial team|editorial staff|die redaktion|redactie|redaktionen|anonymous|staff writer",
);

/// The last words of names of organisations, as in "The ... Team".
pub(crate) const BODIES: &Words =
    &Words::new("team|editors|staff|crew|editorial|board|desk|doctors|group|project");

/// Whether the text after a name describes a role.
pub(crate) fn names_role(text: &str) -> bool {
    text.to_lowercase().split([' ', '-']).any(|word| has(ROLES, word))
}

/// Whether a name is that of a month: a number follows it, or it is short and no lead such as "by" precedes it. The names "Julia"
/// and "Jan" in "by Jan" also begin as months.
pub(crate) fn is_month(name: &str, text: &str, has_lead: bool) -> bool {
    let after = text.split_once(name).map_or("", |(_, after)| after);
    let dated = after.trim_start_matches([' ', '.', ',']).starts_with(|c: char| c.is_ascii_digit());
    let short = !has_lead && name.chars().count() <= 3;
    (dated || short)
        && !name.contains(' ')
        && months::number(name.to_lowercase().trim_end_matches('.')).is_some()
}

/// Whether the text after a name is a degree or an office in capitals, such as `RD`.
pub(crate) fn is_degree(piece: &str) -> bool {
    let letters = || piece.chars().filter(|c| c.is_alphabetic());
    (1..=5).contains(&letters().count())
        && letters().all(char::is_uppercase)
        && !piece.contains(' ')
}

/// Whether a text reads as a sentence: most of its words are in lower case.
pub(crate) fn is_sentence(text: &str) -> bool {
    let n_words = text.split(' ').count();
    let n_small = text.split(' ').filter(|w| w.starts_with(char::is_lowercase)).count();
    let has_capitals = text.split(' ').any(|w| w.starts_with(char::is_uppercase));
    n_words > 2 && !text.chars().any(is_unspaced) && (2 * n_small > n_words || !has_capitals)
}
