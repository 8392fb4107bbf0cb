//! Bytes to text.
//!
//! What a page and its sender declare is often wrong, for stored pages are re-encoded and their declarations
//! are left as they were. Bytes that read as UTF-8 are therefore UTF-8 whatever is declared, and another
//! declaration holds as long as the bytes agree with it.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{
    Encoding, ISO_2022_JP, REPLACEMENT, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED,
};

use crate::charset;
use crate::mojibake;

/// A page as text.
#[derive(Debug)]
pub(crate) struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// The encoding that the page was read in, by its name in the WHATWG Encoding standard.
    pub encoding: &'static str,
}

/// How much of a page is searched for its declaration. The standard asks for 1024 bytes; pages with long
/// scripts before it are common, and the search is only made for pages that are not UTF-8.
const PRESCAN_BYTES: usize = 65_536;

/// Of a few bytes of markup in UTF-16 every second one is zero; this many decide.
const UTF_16_SAMPLE_BYTES: usize = 4096;

/// Text of a page in any encoding; `declared` is the value of its `Content-Type` header or a bare label.
///
/// Never fails: what cannot be read becomes U+FFFD, except for a character that the end of the bytes cuts in
/// two, which is left out; what is no text at all, such as a picture, has none. Text that was encoded twice is repaired.
pub(crate) fn decode<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    let Decoded { text, encoding } = decode_once(bytes, declared);
    Decoded { text: mojibake::repaired(text), encoding }
}

fn decode_once<'a>(bytes: &'a [u8], declared: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, n_mark_bytes)) = Encoding::for_bom(bytes) {
        return read(encoding, &bytes[n_mark_bytes..]).decoded;
    }
    if let Some(encoding) = utf_16_without_mark(bytes) {
        return read(encoding, bytes).decoded;
    }
    if let Ok(text) = str::from_utf8(bytes) {
        if is_escaped(bytes) && detect(bytes) == ISO_2022_JP {
            return read(ISO_2022_JP, bytes).decoded;
        }
        return Decoded { text: Cow::Borrowed(text), encoding: UTF_8.name() };
    }
    let declared = declared.and_then(charset::of_content_type).and_then(|l| meaning(l.as_bytes()));
    let prescan = || charset::of_markup(&bytes[..bytes.len().min(PRESCAN_BYTES)], meaning);
    let is_declared_utf_8 = declared.or_else(prescan) == Some(UTF_8);
    if is_nearly_utf_8(bytes, is_declared_utf_8) {
        return read(UTF_8, bytes).decoded;
    }
    let mut best: Option<Reading<'a>> = None;
    for encoding in declared.into_iter().chain(prescan()).filter(|&e| e != UTF_8) {
        let reading = read(encoding, bytes);
        if reading.is_sound() {
            return reading.decoded;
        }
        best = best.filter(|best| best.n_broken <= reading.n_broken).or(Some(reading));
    }
    if best.is_none() && is_binary(bytes) {
        return Decoded { text: Cow::Borrowed(""), encoding: UTF_8.name() };
    }
    let detected = read(detect(bytes), bytes);
    best.filter(|best| best.n_broken <= detected.n_broken).unwrap_or(detected).decoded
}

/// So many bytes tell whether this is a text.
const BINARY_SAMPLE_BYTES: usize = 1445;

/// Whether more than one byte in 32 is one that texts do not have: a "binary data byte" of the MIME Sniffing standard,
/// which calls a resource binary at the first, looking at as many. Damaged pages have some.
fn is_binary(bytes: &[u8]) -> bool {
    let sample = &bytes[..bytes.len().min(BINARY_SAMPLE_BYTES)];
    let is_data = |b: &&u8| matches!(b, 0x00..=0x08 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F);
    sample.iter().filter(is_data).count() * 32 > sample.len()
}

/// A page in one of the encodings that it may be in.
struct Reading<'a> {
    decoded: Decoded<'a>,
    n_broken: usize,
    n_beyond_ascii: usize,
}

impl Reading<'_> {
    /// Whether so few characters are broken that the encoding is right and the page damaged. In a page read
    /// in a wrong encoding that has invalid sequences at all, far more than one in twenty is one.
    fn is_sound(&self) -> bool {
        self.n_broken * 20 <= self.n_beyond_ascii
    }
}

fn read<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Reading<'a> {
    if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
        let decoded = Decoded { text, encoding: encoding.name() };
        return Reading { decoded, n_broken: 0, n_beyond_ascii: 0 };
    }
    let mut decoder = encoding.new_decoder_without_bom_handling();
    // There is no maximum only for lengths that no slice can have; with the maximum one call reads all.
    let max_len = decoder.max_utf8_buffer_length(bytes.len()).unwrap_or(0);
    let mut text = String::with_capacity(max_len);
    // Not told that this is the end, the decoder waits for the rest of a character that is cut there.
    let _ = decoder.decode_to_string(bytes, &mut text, false);
    let n_broken = text.matches(char::REPLACEMENT_CHARACTER).count();
    let n_beyond_ascii = text.chars().filter(|c| !c.is_ascii()).count();
    let decoded = Decoded { text: Cow::Owned(text), encoding: encoding.name() };
    Reading { decoded, n_broken, n_beyond_ascii }
}

/// The encoding that a label names, where a page can be in it: one that was found by reading bytes as ASCII
/// is not UTF-16, which was recognized before if it was there.
fn meaning(label: &[u8]) -> Option<&'static Encoding> {
    // Steps 8 to 10 of the prescan for what a `meta` element says, and REPLACEMENT stands for encodings that
    // no browser reads.
    let encoding = Encoding::for_label(label)?;
    if encoding == UTF_16LE || encoding == UTF_16BE {
        Some(UTF_8)
    } else if encoding == X_USER_DEFINED {
        Some(WINDOWS_1252)
    } else {
        Some(encoding).filter(|&encoding| encoding != REPLACEMENT)
    }
}

/// So many bytes, from the first that is not ASCII, tell an encoding.
const DETECT_BYTES: usize = 1_000_000;

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let start = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let end = bytes.len().min(start.saturating_add(DETECT_BYTES));
    // Not told that this is the end: a character cut there would rule its encoding out.
    detector.feed(&bytes[..end], false);
    detector.guess(None, Utf8Detection::Deny)
}

/// Whether there are escape sequences of ISO-2022-JP, the one encoding of pages whose bytes are ASCII.
fn is_escaped(bytes: &[u8]) -> bool {
    memchr::memmem::find(bytes, b"\x1b$").is_some() && bytes.is_ascii()
}

/// UTF-16 by the zero bytes of its markup, of which there are a quarter even among Chinese text.
fn utf_16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let (pairs, _) = bytes[..bytes.len().min(UTF_16_SAMPLE_BYTES)].as_chunks::<2>();
    let n_little = pairs.iter().filter(|pair| pair[0] != 0 && pair[1] == 0).count();
    let n_big = pairs.iter().filter(|pair| pair[0] == 0 && pair[1] != 0).count();
    let is_clear = |n: usize, n_other: usize| n > (pairs.len() / 4).max(1) && n / 8 >= n_other;
    if is_clear(n_little, n_big) {
        Some(UTF_16LE)
    } else {
        is_clear(n_big, n_little).then_some(UTF_16BE)
    }
}

/// Whether bytes are UTF-8 with some damage: the sequences of several bytes that are whole outnumber the
/// broken ones clearly, which by chance in another encoding they do not. Much damage is believed only where
/// UTF-8 is declared.
fn is_nearly_utf_8(bytes: &[u8], is_declared: bool) -> bool {
    let (mut n_broken, mut n_whole, mut is_cut) = (0, 0, false);
    for chunk in bytes.utf8_chunks() {
        n_whole += chunk.valid().bytes().filter(|&b| b >= 0xC0).count();
        n_broken += usize::from(!chunk.invalid().is_empty());
        is_cut = str::from_utf8(chunk.invalid()).is_err_and(|e| e.error_len().is_none());
    }
    // Of the last chunk: what ends there within a character is no damage.
    n_broken -= usize::from(is_cut);
    let few = (bytes.len() / 20_000).max(3);
    n_whole > 4 * n_broken && (n_broken <= few || is_declared)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Prose in every script that the legacy encodings are for, long enough to detect.
    const FRENCH: &str =
        "La fenêtre était fermée, et personne n’a répondu. Où êtes-vous allés cet été ? Ça dépend.";
    const RUSSIAN: &str =
        "Дождь шёл весь понедельник, и река поднялась почти до самого моста у старой мельницы.";
    const CZECH: &str =
        "Příliš žluťoučký kůň úpěl ďábelské ódy, když přišel večer a děti už dávno spaly.";
    const JAPANESE: &str = "月曜日は一日中雨が降りました。川の水は古い橋の近くまで上がっていましたが、火曜日には下がりました。";
    const CHINESE: &str =
        "星期一下了一整天的雨，河水几乎涨到了老桥的桥面。星期二水位下降，人们又可以过河了。";
    const TAIWANESE: &str =
        "星期一下了一整天的雨，河水幾乎漲到了老橋的橋面。星期二水位下降，人們又可以過河了。";
    const KOREAN: &str =
        "월요일에는 하루 종일 비가 내렸습니다. 강물이 오래된 다리 근처까지 올라왔습니다.";

    /// Labels, prose.
    const PAGES: [(&str, &str); 9] = [
        ("windows-1252", FRENCH),
        ("windows-1251", RUSSIAN),
        ("KOI8-U", RUSSIAN),
        ("ISO-8859-2", CZECH),
        ("Shift_JIS", JAPANESE),
        ("EUC-JP", JAPANESE),
        ("GBK", CHINESE),
        ("Big5", TAIWANESE),
        ("EUC-KR", KOREAN),
    ];

    fn page(head: &str, prose: &str) -> String {
        format!("<!doctype html><html><head>{head}<title>t</title></head><p>{prose}</p></html>")
    }

    fn encoded(label: &str, text: &str) -> Vec<u8> {
        let (bytes, _, is_lossy) = Encoding::for_label(label.as_bytes()).unwrap().encode(text);
        assert!(!is_lossy, "{label} cannot write {text}");
        bytes.into_owned()
    }

    fn utf_16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[track_caller]
    fn check(bytes: &[u8], declared: Option<&str>, encoding: &str, text: &str) {
        let decoded = decode(bytes, declared);
        assert_eq!((decoded.encoding, &*decoded.text), (encoding, text));
    }

    #[test]
    fn legacy_pages_with_their_declarations() {
        for (label, prose) in PAGES {
            let bare = page("", prose);
            check(&encoded(label, &bare), Some(label), label, &bare);
            check(
                &encoded(label, &bare),
                Some(&format!("text/html; charset={label}")),
                label,
                &bare,
            );
            let with_meta = page(&format!("<meta charset={label}>"), prose);
            check(&encoded(label, &with_meta), None, label, &with_meta);
            check(&encoded(label, &with_meta), Some("text/html"), label, &with_meta);
        }
    }

    #[test]
    fn legacy_pages_without_a_declaration() {
        for (label, prose) in PAGES {
            check(&encoded(label, &page("", prose)), None, label, &page("", prose));
        }
        check(&encoded("ISO-2022-JP", JAPANESE), None, "ISO-2022-JP", JAPANESE);
    }

    #[test]
    fn utf_16_with_and_without_a_mark() {
        for prose in [FRENCH, CHINESE] {
            let page = page("<meta charset=utf-8>", prose);
            let marked = format!("\u{feff}{page}");
            check(&utf_16(&page, u16::to_le_bytes), None, "UTF-16LE", &page);
            check(&utf_16(&page, u16::to_be_bytes), Some("utf-8"), "UTF-16BE", &page);
            check(&utf_16(&marked, u16::to_le_bytes), None, "UTF-16LE", &page);
            check(&utf_16(&marked, u16::to_be_bytes), None, "UTF-16BE", &page);
            check(marked.as_bytes(), Some("gbk"), "UTF-8", &page);
        }
        check(b"<p>\0a", None, "UTF-8", "<p>\0a");
    }

    #[test]
    fn valid_utf_8_wins_over_every_declaration() {
        for (label, prose) in PAGES {
            let page = page(&format!("<meta charset={label}>"), prose);
            check(page.as_bytes(), Some("text/html; charset=windows-1252"), "UTF-8", &page);
            assert!(matches!(decode(page.as_bytes(), None).text, Cow::Borrowed(_)));
        }
    }

    #[test]
    fn a_few_broken_bytes_do_not_change_utf_8() {
        let (before, after) = (page("<meta charset=gbk>", RUSSIAN), page("", CHINESE));
        let broken = [before.as_bytes(), b"\xE9 ", after.as_bytes(), b"\x80\xE9"].concat();
        let expected = format!("{before}\u{fffd} {after}\u{fffd}");
        check(&broken, Some("windows-1252"), "UTF-8", &expected);
    }

    #[test]
    fn much_broken_utf_8_is_believed_when_declared() {
        let n = 20;
        let broken = [RUSSIAN.as_bytes(), b"\xE9 "].concat().repeat(n);
        let expected = format!("{RUSSIAN}\u{fffd} ").repeat(n);
        check(&broken, Some("utf-8"), "UTF-8", &expected);
    }

    #[test]
    fn two_accents_are_not_broken_utf_8() {
        for declared in [None, Some("utf-8"), Some("windows-1252"), Some("shift_jis")] {
            check(
                b"<p>Caf\xE9 M\xFCnchen, 5 \x80",
                declared,
                "windows-1252",
                "<p>Café München, 5 €",
            );
        }
        check(b"<p>caf\xE9", None, "windows-1252", "<p>café");
        let russian = encoded("windows-1251", "<p>Да.");
        check(&russian, Some("windows-1251"), "windows-1251", "<p>Да.");
    }

    #[test]
    fn a_character_cut_at_the_end_is_left_out() {
        for (label, prose) in PAGES.iter().skip(4).copied().chain([("UTF-8", RUSSIAN)]) {
            let whole = prose.trim_end_matches(['。', '.']);
            let mut bytes = encoded(label, whole);
            bytes.pop();
            let cut = &whole[..whole.char_indices().next_back().unwrap().0];
            check(&bytes, Some(label), label, cut);
            check(&bytes, None, label, cut);
        }
        let mut odd = utf_16(FRENCH, u16::to_le_bytes);
        odd.pop();
        check(&odd, None, "UTF-16LE", FRENCH.strip_suffix('.').unwrap());
    }

    #[test]
    fn a_damaged_legacy_page_keeps_its_declared_encoding() {
        let damaged =
            [encoded("GBK", CHINESE), b"\xFF<p>".to_vec(), encoded("GBK", CHINESE)].concat();
        check(&damaged, Some("gb2312"), "GBK", &format!("{CHINESE}\u{fffd}<p>{CHINESE}"));
    }

    #[test]
    fn a_declaration_that_the_bytes_refute_gives_way() {
        let french = page("<meta charset=euc-kr>", FRENCH);
        check(&encoded("windows-1252", &french), None, "windows-1252", &french);
        let russian = page("<meta charset=windows-1251>", RUSSIAN);
        check(&encoded("windows-1251", &russian), Some("big5"), "windows-1251", &russian);
    }

    #[test]
    fn labels_that_no_page_can_mean() {
        let french = page("<meta charset=x-user-defined>", FRENCH);
        check(&encoded("windows-1252", &french), Some("replacement"), "windows-1252", &french);
        let russian = page("<meta charset=utf-16>", RUSSIAN);
        check(&encoded("windows-1251", &russian), Some("nonsense"), "windows-1251", &russian);
    }

    #[test]
    fn what_is_no_text_has_none() {
        let noise: Vec<u8> =
            (0..3000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        assert_eq!(decode(&noise, None).text, "");
        let damaged =
            [&b"<p>\x00caf\xe9 au lait, caf\xe9 noir et caf\xe9 cr\xe8me"[..]; 3].concat();
        assert!(decode(&damaged, None).text.contains("café noir"));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_give_a_text(head in ".{0,40}", bytes: Vec<u8>, label in 0..PAGES.len()) {
            let bytes = [head.as_bytes(), &bytes].concat();
            let decoded = decode(&bytes, Some(PAGES[label].0));
            assert!(decoded.text.len() <= 3 * bytes.len());
            assert_eq!(decode(&bytes, Some("nonsense")).text, decode(&bytes, None).text);
        }

        #[test]
        fn any_text_is_read_as_it_was_written(text in "[^\\x00\\x1B\\u{C2}-\\u{F4}\\u{FEFF}]{0,200}", label in 0..PAGES.len()) {
            let decoded = decode(text.as_bytes(), Some(PAGES[label].0));
            assert_eq!((&*decoded.text, decoded.encoding), (&*text, "UTF-8"));
        }
    }
}
