//! Tests: pages in every encoding, with right, wrong and missing declarations, intact and damaged.

use super::*;

/// Prose in all scripts with legacy encodings, long enough for detection.
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

/// An encoding label and prose.
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
    let (bytes, _, is_lossy) = Encoding::for_label(label.as_bytes()).expect("a label").encode(text);
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
        check(&encoded(label, &bare), Some(&format!("text/html; charset={label}")), label, &bare);
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
fn badly_damaged_utf_8_is_accepted_if_declared() {
    let n = 20;
    let broken = [RUSSIAN.as_bytes(), b"\xE9 "].concat().repeat(n);
    let expected = format!("{RUSSIAN}\u{fffd} ").repeat(n);
    check(&broken, Some("utf-8"), "UTF-8", &expected);
}

#[test]
fn two_accents_are_not_broken_utf_8() {
    for declared in [None, Some("utf-8"), Some("windows-1252"), Some("shift_jis")] {
        check(b"<p>Caf\xE9 M\xFCnchen, 5 \x80", declared, "windows-1252", "<p>Café München, 5 €");
    }
    check(b"<p>caf\xE9", None, "windows-1252", "<p>café");
    let russian = encoded("windows-1251", "<p>Да.");
    check(&russian, Some("windows-1251"), "windows-1251", "<p>Да.");
}

#[test]
fn a_truncated_last_character_is_dropped() {
    for (label, prose) in PAGES.iter().skip(4).copied().chain([("UTF-8", RUSSIAN)]) {
        let whole = prose.trim_end_matches(['。', '.']);
        let mut bytes = encoded(label, whole);
        bytes.pop();
        let cut = &whole[..whole.char_indices().next_back().expect("a character").0];
        check(&bytes, Some(label), label, cut);
        check(&bytes, None, label, cut);
    }
    let mut odd = utf_16(FRENCH, u16::to_le_bytes);
    odd.pop();
    check(&odd, None, "UTF-16LE", FRENCH.strip_suffix('.').expect("a sentence"));
}

#[test]
fn a_damaged_legacy_page_keeps_its_declared_encoding() {
    let struck = "N\u{8}Na\u{8}am\u{8}me\u{8}e\n".repeat(20);
    check(struck.as_bytes(), None, "UTF-8", &struck);
    assert_eq!(decode(&[0; 50], None).no_text, Some(NoText::Binary));
    assert_eq!(decode(&[&[0; 50][..], b"<p>It rained."].concat(), None).no_text, None);
    let damaged = [encoded("GBK", CHINESE), b"\xFF<p>".to_vec(), encoded("GBK", CHINESE)].concat();
    check(&damaged, Some("gb2312"), "GBK", &format!("{CHINESE}\u{fffd}<p>{CHINESE}"));
}

#[test]
fn a_declaration_that_contradicts_the_bytes_is_ignored() {
    let french = page("<meta charset=euc-kr>", FRENCH);
    check(&encoded("windows-1252", &french), None, "windows-1252", &french);
    let russian = page("<meta charset=windows-1251>", RUSSIAN);
    check(&encoded("windows-1251", &russian), Some("big5"), "windows-1251", &russian);
}

#[test]
fn labels_that_pages_cannot_mean_are_replaced() {
    let french = page("<meta charset=x-user-defined>", FRENCH);
    check(&encoded("windows-1252", &french), Some("replacement"), "windows-1252", &french);
    let russian = page("<meta charset=utf-16>", RUSSIAN);
    check(&encoded("windows-1251", &russian), Some("nonsense"), "windows-1251", &russian);
}

#[test]
fn binary_data_has_no_text() {
    let noise: Vec<u8> =
        (0..3000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    assert_eq!(decode(&noise, None).text, "");
    let damaged = [&b"<p>\x00caf\xe9 au lait, caf\xe9 noir et caf\xe9 cr\xe8me"[..]; 3].concat();
    assert!(decode(&damaged, None).text.contains("café noir"));
}

/// Encodes a text, and drops the last byte of the characters at these indices.
fn damaged(label: &str, text: &str, places: &[usize]) -> Vec<u8> {
    let is_damaged = |n: &usize| places.contains(n);
    let character = |(n, c): (usize, char)| {
        let mut bytes = encoded(label, &c.to_string());
        assert!(!is_damaged(&n) || bytes.len() == 2, "{label}: {c}");
        bytes.truncate(if is_damaged(&n) { 1 } else { bytes.len() });
        bytes
    };
    text.chars().enumerate().flat_map(character).collect()
}

/// The indices of the multi-byte characters.
fn wide(text: &str) -> Vec<usize> {
    let is_wide = |c: &char| !c.is_ascii();
    text.chars().enumerate().filter(|(_, c)| is_wide(c)).map(|(n, _)| n).collect()
}

#[test]
fn broken_characters_do_not_rule_out_an_encoding() {
    for (label, prose) in PAGES.into_iter().skip(4) {
        let head: String = prose.chars().take(12).collect();
        let body = [prose; 7].join("</p><p>");
        for (meta, declared) in
            [("", None), (&*format!("<meta charset={label}>"), None), ("", Some(label))]
        {
            let text = page(&format!("{meta}<title>{head}</title>"), &body);
            let places = wide(&text);
            let (in_title, n) = (places[11.min(places.len() - 1)], places.len());
            let mut cuts: Vec<Vec<usize>> = places.iter().map(|&place| vec![place]).collect();
            cuts.push(vec![in_title, places[n / 2], places[n - 1]]);
            cuts.retain(|cut| cut.len() > 1 || cut[0] % 5 == 0 || cut[0] == in_title);
            for cut in cuts {
                let bytes = damaged(label, &text, &cut);
                assert_eq!(decode(&bytes, declared).encoding, label, "{cut:?} {declared:?}");
            }
        }
    }
}

#[test]
fn text_around_a_broken_character_is_decoded() {
    let text = page("", &format!("{CHINESE}</p><p>{CHINESE}"));
    let last = *wide(&text).last().expect("wide characters");
    let bytes = damaged("GBK", &text, &[last]);
    let decoded = decode(&bytes, None).text;
    let expected = text.chars().enumerate().map(|(n, c)| if n == last { '\u{fffd}' } else { c });
    assert_eq!(decoded, expected.collect::<String>());
}

/// Prose in languages with single-byte encodings.
const SINGLE: [(&str, &str); 10] = [
    ("windows-1252", FRENCH),
    (
        "windows-1252",
        "Über die Brücke führte früher die Straße nach Süden, jetzt fährt dort nur noch die Fähre.",
    ),
    (
        "windows-1252",
        "Mañana por la mañana lloverá en el sur; ¿quién lo diría? El año pasado no llovió.",
    ),
    ("windows-1251", RUSSIAN),
    ("KOI8-U", RUSSIAN),
    ("ISO-8859-2", CZECH),
    (
        "windows-1253",
        "Τη Δευτέρα έβρεχε όλη μέρα και το ποτάμι ανέβηκε σχεδόν μέχρι τη γέφυρα του μύλου.",
    ),
    (
        "windows-1254",
        "Pazartesi günü bütün gün yağmur yağdı, ırmak eski değirmenin köprüsüne kadar yükseldi.",
    ),
    ("windows-1255", "ביום שני ירד גשם כל היום, והנהר עלה כמעט עד הגשר הישן שליד הטחנה."),
    ("windows-1256", "هطل المطر يوم الاثنين طوال النهار وارتفع النهر حتى كاد يبلغ الجسر القديم."),
];

#[test]
fn single_byte_encodings_are_left_to_the_detector() {
    for (label, prose) in SINGLE {
        let bytes = encoded(label, &prose.repeat(3));
        for start in 0..prose.chars().count() {
            for n in [8, 40, 150] {
                let part = &bytes[start..bytes.len().min(start + n)];
                let believed = [encoding_rs::GBK, encoding_rs::EUC_KR];
                for believed in [&[][..], &believed] {
                    let found = detect::detect(part, believed);
                    assert_eq!(found, detect::guess(part), "{label} {start} {n}");
                }
            }
        }
    }
}

#[test]
fn line_ends_become_line_feeds() {
    for (text, expected) in
        [("a\r\nb\rc\nd\r\r\n", "a\nb\nc\nd\n\n"), ("\r", "\n"), ("é\r", "é\n"), ("a", "a")]
    {
        check(text.as_bytes(), None, "UTF-8", expected);
        check(&utf_16(&text.repeat(9), u16::to_le_bytes), None, "UTF-16LE", &expected.repeat(9));
    }
}

#[test]
fn utf_32_with_and_without_a_mark() {
    for prose in [FRENCH, CHINESE] {
        let page = page("<meta charset=utf-8>", prose);
        let write = |text: &str, to_bytes: fn(u32) -> [u8; 4]| -> Vec<u8> {
            text.chars().map(u32::from).flat_map(to_bytes).collect()
        };
        for text in [page.clone(), format!("\u{feff}{page}")] {
            check(&write(&text, u32::to_le_bytes), None, "UTF-32LE", &page);
            check(&write(&text, u32::to_be_bytes), Some("utf-8"), "UTF-32BE", &page);
        }
    }
    check(b"<\0\0\0p\0\0\0>\0\0\0\xff\xff\xff\xff", None, "UTF-16LE", "<\0p\0>\0\u{ffff}\u{ffff}");
}

#[test]
fn a_byte_order_mark_that_contradicts_the_bytes_is_ignored() {
    let text = page("", RUSSIAN);
    for mark in [&b"\xFF\xFE"[..], b"\xFE\xFF"] {
        check(&[mark, text.as_bytes()].concat(), None, "UTF-8", &text);
        let bytes = [mark, &encoded("windows-1251", &text)].concat();
        check(&bytes, None, "windows-1251", &text);
    }
    let mark = b"\xEF\xBB\xBF";
    let bytes = [mark, &*encoded("windows-1251", &text)].concat();
    check(&bytes, None, "windows-1251", &text);
    check(&[mark, &*utf_16(&text, u16::to_le_bytes)].concat(), None, "UTF-16LE", &text);
    let swapped = [b"\xFE\xFF", &*utf_16(&text, u16::to_le_bytes)].concat();
    check(&swapped, None, "UTF-16LE", &text);
    // Without markup, only the mark identifies UTF-16.
    check(&[b"\xFF\xFE", &*utf_16(CHINESE, u16::to_le_bytes)].concat(), None, "UTF-16LE", CHINESE);
}

#[test]
fn ebcdic_has_no_text() {
    let letter = |c: char| match c {
        'a'..='i' => 0x81 + (c as u8 - b'a'),
        'j'..='r' => 0x91 + (c as u8 - b'j'),
        's'..='z' => 0xA2 + (c as u8 - b's'),
        '<' => 0x4C,
        '>' => 0x6E,
        _ => 0x40,
    };
    let text = "<html><body><p>it rained on monday and on tuesday until the river stood there";
    let bytes: Vec<u8> = text.chars().map(letter).collect();
    assert_eq!(decode(&bytes, None).no_text, Some(NoText::Ebcdic));
    check(
        b"Lo siento, \xE9l no est\xE1.",
        Some("windows-1252"),
        "windows-1252",
        "Lo siento, él no está.",
    );
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_decoded(head in ".{0,40}", bytes: Vec<u8>, label in 0..PAGES.len()) {
        let bytes = [head.as_bytes(), &bytes].concat();
        let decoded = decode(&bytes, Some(PAGES[label].0));
        assert!(decoded.text.len() <= 3 * bytes.len());
        assert_eq!(decode(&bytes, Some("nonsense")).text, decode(&bytes, None).text);
    }

    #[test]
    fn any_utf_8_is_decoded_unchanged(text in "[^\\x00-\\x08\\x0B\\x0D-\\x1F\\u{C2}-\\u{F4}\\u{FEFF}]{0,200}", label in 0..PAGES.len()) {
        let decoded = decode(text.as_bytes(), Some(PAGES[label].0));
        assert_eq!((&*decoded.text, decoded.encoding), (&*text, "UTF-8"));
    }
}
