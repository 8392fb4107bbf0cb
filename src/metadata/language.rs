//! Determines the language of a page: the declared language, checked against the text.

use whatlang::{Detector, Info, Lang, Script};

use crate::text::is_unspaced;

/// The length of each sample of the text, in characters.
const SAMPLE: usize = 800;
/// The minimum number of letters of a sample. Smaller samples are not identified.
const MIN_LETTERS: usize = 120;
/// The minimum number of letters of a sample in a script without spaces.
const MIN_UNSPACED: usize = 40;

/// Normalises a BCP 47 tag, also from forms such as `de_DE`; `None` if the value is not a tag.
pub(crate) fn tag(value: &str) -> Option<String> {
    let mut parts = value.split([',', ';', ' ']).next()?.split(['-', '_']);
    let language = parts
        .next()
        .filter(|l| (2..=3).contains(&l.len()) && l.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let mut out = language.to_ascii_lowercase();
    for part in parts
        .filter(|p| (2..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
        .take(2)
    {
        out.push('-');
        match part.len() {
            2 => out.push_str(&part.to_ascii_uppercase()),
            4 if part.bytes().all(|b| b.is_ascii_alphabetic()) => {
                out.push_str(&part[..1].to_ascii_uppercase());
                out.push_str(&part[1..].to_ascii_lowercase());
            }
            _ => out.push_str(part),
        }
    }
    Some(out)
}

/// Returns the declared tag. If the text is clearly in another language, or no language is declared, returns the detected
/// language.
///
/// Samples are taken from the beginning, the middle and the end. The declared language is kept if the first sample is in it.
/// Another language wins only if all samples are in it. In addition, the detector must know the declared language, or the
/// detected language must not be written in Latin letters.
pub(crate) fn checked(declared: Option<&str>, text: &str) -> Option<String> {
    let declared_tag = declared.map(str::to_owned);
    let first = sample(text, 0);
    let Some(found) = identify(first) else { return declared_tag };
    if declared.is_some_and(|tag| is_of(tag, found)) {
        return declared_tag;
    }
    let is_same = |sample| sample == first || identify(sample) == Some(found);
    let is_confirmed = || [1, 2].iter().all(|&part| is_same(sample(text, part)));
    let is_known = |tag: &str| LANGUAGES.iter().any(|&(lang, ..)| is_of(tag, lang));
    let is_clear = declared.is_none_or(|tag| is_known(tag) || !is_latin(found));
    if is_clear && is_confirmed() { Some(code(found).to_owned()) } else { declared_tag }
}

/// Returns one of three samples of a text. For a short text, all three are the same.
fn sample(text: &str, part: usize) -> &str {
    let wanted = text.len().saturating_sub(4 * SAMPLE) * part / 2;
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    let rest = &text[floor(wanted).unwrap_or(0)..];
    let end = rest.char_indices().nth(SAMPLE).map_or(rest.len(), |(at, _)| at);
    &rest[..end]
}

/// Returns the language of a sample; `None` if the sample is too short or the detector is not sure.
fn identify(sample: &str) -> Option<Lang> {
    let n_letters = sample.chars().filter(|c| c.is_alphabetic()).count();
    let n_unspaced = sample.chars().filter(|&c| is_unspaced(c)).count();
    if n_letters < MIN_LETTERS && n_unspaced < MIN_UNSPACED {
        return None;
    }
    let detector = Detector::with_denylist(RARE.to_vec());
    detector.detect(sample).filter(Info::is_reliable).map(|info| info.lang())
}

/// Languages that are rare on the web and often falsely detected in lists of names and in songs in Latin letters. They are never
/// detected; a declared one is kept.
const RARE: [Lang; 7] =
    [Lang::Aka, Lang::Epo, Lang::Jav, Lang::Lat, Lang::Sna, Lang::Tuk, Lang::Zul];

/// The languages and their codes. The last column lists the codes of languages that the detector cannot distinguish from this
/// one, and other codes for it.
const LANGUAGES: &[(Lang, &str, &[&str])] = &[
    (Lang::Afr, "af", &["nl"]),
    (Lang::Amh, "am", &["ti"]),
    (Lang::Ara, "ar", &["arb", "arz", "ary"]),
    (Lang::Aze, "az", &["tr"]),
    (Lang::Bel, "be", &[]),
    (Lang::Ben, "bn", &["as"]),
    (Lang::Bul, "bg", &["mk"]),
    (Lang::Cat, "ca", &["oc"]),
    (Lang::Ces, "cs", &["sk"]),
    (Lang::Cmn, "zh", &["yue", "wuu", "lzh", "ja"]),
    (Lang::Cym, "cy", &[]),
    (Lang::Dan, "da", &["nb", "nn", "no", "fo"]),
    (Lang::Deu, "de", &["lb", "gsw", "nds", "als", "bar", "ksh"]),
    (Lang::Ell, "el", &["grc"]),
    (Lang::Eng, "en", &["sco"]),
    (Lang::Est, "et", &["vro"]),
    (Lang::Fin, "fi", &[]),
    (Lang::Fra, "fr", &["oc", "wa"]),
    (Lang::Guj, "gu", &[]),
    (Lang::Heb, "he", &["iw"]),
    (Lang::Hin, "hi", &["bho", "mai", "mr", "ne", "sa"]),
    (Lang::Hrv, "hr", &["bs", "sr", "sh", "cnr", "sl"]),
    (Lang::Hun, "hu", &[]),
    (Lang::Hye, "hy", &[]),
    (Lang::Ind, "id", &["ms", "in", "jv", "su", "min"]),
    (Lang::Ita, "it", &["co", "scn", "vec", "lmo"]),
    (Lang::Jpn, "ja", &[]),
    (Lang::Kan, "kn", &[]),
    (Lang::Kat, "ka", &[]),
    (Lang::Khm, "km", &[]),
    (Lang::Kor, "ko", &[]),
    (Lang::Lav, "lv", &["ltg"]),
    (Lang::Lit, "lt", &[]),
    (Lang::Mal, "ml", &[]),
    (Lang::Mar, "mr", &["hi", "ne", "kok", "sa"]),
    (Lang::Mkd, "mk", &["bg"]),
    (Lang::Mya, "my", &["shn"]),
    (Lang::Nep, "ne", &["hi", "mr"]),
    (Lang::Nld, "nl", &["af", "fy", "nds", "li"]),
    (Lang::Nob, "nb", &["no", "nn", "da"]),
    (Lang::Ori, "or", &[]),
    (Lang::Pan, "pa", &[]),
    (Lang::Pes, "fa", &["prs", "ps", "ckb", "ur"]),
    (Lang::Pol, "pl", &["csb", "szl"]),
    (Lang::Por, "pt", &["gl"]),
    (Lang::Ron, "ro", &["mo"]),
    (Lang::Rus, "ru", &["tt", "kk", "ba"]),
    (Lang::Sin, "si", &[]),
    (Lang::Slk, "sk", &["cs"]),
    (Lang::Slv, "sl", &["hr", "sr", "bs"]),
    (Lang::Spa, "es", &["gl", "ast", "an"]),
    (Lang::Srp, "sr", &["hr", "bs", "sh", "mk", "cnr"]),
    (Lang::Swe, "sv", &[]),
    (Lang::Tam, "ta", &[]),
    (Lang::Tel, "te", &[]),
    (Lang::Tgl, "tl", &["fil", "ceb"]),
    (Lang::Tha, "th", &[]),
    (Lang::Tur, "tr", &["az"]),
    (Lang::Ukr, "uk", &["rue"]),
    (Lang::Urd, "ur", &["fa", "pnb"]),
    (Lang::Uzb, "uz", &[]),
    (Lang::Vie, "vi", &[]),
    (Lang::Yid, "yi", &["ji"]),
];

/// Returns the shortest code of a language.
fn code(lang: Lang) -> &'static str {
    LANGUAGES.iter().find(|(known, ..)| *known == lang).map_or(lang.code(), |&(_, code, _)| code)
}

/// Whether a tag matches a language: by its code, its long code, or the code of a similar language.
fn is_of(tag: &str, lang: Lang) -> bool {
    let primary = tag.split('-').next().unwrap_or(tag);
    let is_code = |&(known, code, like): &(Lang, &str, &[&str])| {
        known == lang && (code == primary || like.contains(&primary))
    };
    lang.code() == primary || LANGUAGES.iter().any(is_code)
}

/// Whether a language is written in Latin letters. The detector may confuse it with many others.
fn is_latin(lang: Lang) -> bool {
    Script::Latin.langs().contains(&lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_tags() {
        assert_eq!(tag("pt_br").as_deref(), Some("pt-BR"));
        assert_eq!(tag("zh-hans-CN").as_deref(), Some("zh-Hans-CN"));
        assert_eq!(tag("english"), None);
    }

    const EN: &str = "It rained on Monday and on Tuesday, and the people of the town stayed at home. When the \
        sun came out at last, the streets were full of children who had been waiting for it for two days.";
    const DE: &str = "Am Montag und am Dienstag hat es geregnet, und die Leute der Stadt sind zu Hause geblieben. \
        Als endlich die Sonne herauskam, waren die Straßen voller Kinder, die zwei Tage lang darauf gewartet hatten.";
    const ZH: &str = "星期一和星期二都下雨了，城里的人们都待在家里。当太阳终于出来的时候，街上到处都是等了两天的孩子们，大家都很高兴。";

    fn of(declared: &str, text: &str) -> String {
        checked(Some(declared).filter(|d| !d.is_empty()), text).unwrap_or_default()
    }

    #[test]
    fn the_declared_language_stands_as_it_is_written() {
        assert_eq!(of("en-GB", EN), "en-GB");
        assert_eq!(of("de-AT", &DE.repeat(20)), "de-AT");
        assert_eq!(of("zh-Hant-TW", ZH), "zh-Hant-TW");
    }

    #[test]
    fn another_language_wins_if_the_text_is_clearly_in_it() {
        assert_eq!(of("en-US", DE), "de");
        assert_eq!(of("de", &EN.repeat(20)), "en");
        assert_eq!(of("en", ZH), "zh");
        assert_eq!(of("", EN), "en");
    }

    #[test]
    fn what_is_short_or_mixed_or_unknown_changes_nothing() {
        assert_eq!(of("en", "Am Montag hat es geregnet."), "en");
        assert_eq!(of("", "Rain"), "");
        assert_eq!(
            of("en", &(DE.repeat(20) + &EN.repeat(20))),
            "en",
            "the end is in the declared one"
        );
        assert_eq!(of("eu", EN), "eu", "Basque could be taken for anything in Latin letters");
        assert_eq!(of("eu", ZH), "zh");
        assert_eq!(of("nn", DE.replace('ß', "ss").as_str()), "de");
    }

    #[test]
    fn samples_end_at_characters() {
        let text = "é日".repeat(3_000);
        (0..3).for_each(|part| assert_eq!(sample(&text, part).chars().count(), SAMPLE));
        assert_eq!(sample("", 2), "");
    }

    #[test]
    fn every_language_has_a_code() {
        assert_eq!(LANGUAGES.len() + RARE.len(), Lang::all().len());
        assert!(LANGUAGES.is_sorted_by_key(|(lang, ..)| lang.code()));
        let known = || Lang::all().iter().filter(|lang| !RARE.contains(lang));
        assert!(known().all(|&lang| is_of(code(lang), lang) && code(lang).len() == 2));
    }
}
