//! Mojibake: UTF-8 that was decoded as windows-1252 or Latin-1 and encoded as UTF-8 again. Decodes it once more.
//!
//! A crawler that trusts a wrong declaration encodes a whole page twice; a database or a feed encodes a part of a page
//! twice. That text can be decoded again is no evidence: `É®` and `é »` are correct French. A page is repaired only if
//! it contains sequences that no orthography produces, outside quoted examples.

mod doubled;
mod run;

use std::borrow::Cow;

use memchr::{memchr, memchr2, memrchr2};

use crate::mojibake::doubled::{Doubled, byte_of};
use crate::mojibake::run::Run;

/// The maximum number of rounds: text that was encoded k times needs k − 1.
const MAX_ROUNDS: usize = 4;
/// The minimum evidence for a repair. One is enough with a C1 control, and after the first round.
const MIN_EVIDENCE: usize = 2;
/// The minimum length of a run, in characters, that cannot be an example between quotes or tags.
const LONG_RUN: usize = 4;

/// Decodes doubly encoded text. Never longer than the input; borrowed and unchanged if nothing is repaired.
pub(crate) fn repaired(mut text: Cow<'_, str>) -> Cow<'_, str> {
    for round in 0..MAX_ROUNDS {
        let survey = Survey::of(&text);
        if !survey.is_convincing(round > 0) {
            break;
        }
        text = Cow::Owned(survey.rewrite(&text));
    }
    text
}

/// The evidence for and against mojibake on a page.
#[derive(Default)]
struct Survey {
    evidence: usize,
    /// Isolated letters and quotes between quotes or tags, as on pages about encodings.
    n_examples: usize,
    has_control: bool,
    /// The lead bytes of impossible characters, as bits from 0xC0 on.
    leads: u64,
}

impl Survey {
    fn of(text: &str) -> Survey {
        let (mut survey, mut at) = (Survey::default(), 0);
        while let Some(Run { start, .. }) = Run::next(text, at) {
            // The surrounding text up to the next `<` or `>`: a text, or the attributes of one tag.
            let bytes = text.as_bytes();
            let begin = memrchr2(b'<', b'>', &bytes[at..start]).map_or(at, |n| at + n + 1);
            at = memchr2(b'<', b'>', &bytes[start..]).map_or(text.len(), |n| start + n);
            survey.read(&text[begin..at]);
        }
        survey
    }

    /// Adds the evidence of a text. Each correct non-ASCII letter cancels one unit: doubly encoded text contains none.
    fn read(&mut self, text: &str) {
        let is_right = |c: &char| !c.is_ascii() && c.is_alphabetic() && !matches!(c, 'Ã' | 'Â');
        let n_right = |text: &str| text.chars().filter(is_right).count();
        let (mut evidence, mut n, mut at) = (0, 0, 0);
        while let Some(run) = Run::next(text, at) {
            n += n_right(&text[at..run.start]);
            evidence += self.weigh(text, &run);
            at = run.end;
        }
        n += n_right(&text[at..]);
        self.evidence += usize::saturating_sub(evidence, n);
    }

    /// The evidence of a run: 0 for an example, 1 for a single character, 2 for a longer run.
    fn weigh(&mut self, text: &str, run: &Run) -> usize {
        let [before, after] = run.neighbours(text);
        let is_impossible = |d: &Doubled| d.is_impossible(before, after, run.n > 1);
        let leads = run.doubled(text).filter(is_impossible).fold(0, |bits, d| bits | bit(d.lead));
        if leads == 0 {
            return 0;
        }
        self.leads |= leads;
        let has_control = run.doubled(text).any(|doubled| doubled.has_control);
        self.has_control |= has_control;
        let is_letter = run.n == 1 && run.doubled(text).all(|doubled| doubled.is_of_word());
        let is_glued = [before, after].iter().flatten().any(|c| c.is_alphanumeric());
        let is_quoted = (is_letter || 1 < run.n && run.n < LONG_RUN) && run.is_quoted(text);
        self.n_examples += usize::from(is_quoted && is_letter && !is_glued);
        let is_example = is_quoted || is_letter && !is_glued && !has_control;
        if is_example { 0 } else { run.n.min(MIN_EVIDENCE) }
    }

    /// Whether the evidence is enough. `is_begun`: an earlier round has repaired something.
    fn is_convincing(&self, is_begun: bool) -> bool {
        let enough = if self.has_control || is_begun { 1 } else { MIN_EVIDENCE };
        self.evidence >= enough && self.evidence > self.n_examples
    }

    fn has(&self, lead: u8) -> bool {
        self.leads & bit(lead) != 0
    }

    /// Decodes impossible characters, and others with the same lead byte.
    fn rewrite(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        // Bytes before `copied` are written; bytes before `from` are examined.
        let (mut copied, mut from, mut last_end) = (0, 0, None);
        while let Some(n) = memchr(0xC3, &text.as_bytes()[from..]) {
            let start = from + n;
            let before = text[..start].chars().next_back();
            let repair = match Doubled::at(text, start) {
                Some(doubled) => {
                    from = start + doubled.len;
                    let after = text[from..].chars().next();
                    let in_run = last_end == Some(start) || Doubled::at(text, from).is_some();
                    last_end = Some(from);
                    let is_known = self.has(doubled.lead) || matches!(doubled.lead, 0xC2 | 0xC3);
                    let goes_along = is_known && !doubled.may_end_word(&text[..start], after);
                    (goes_along || doubled.is_impossible(before, after, in_run))
                        .then_some(Some(doubled.meant))
                }
                None => {
                    let (repair, len) = self.damaged(text, start, before);
                    from = start + len;
                    repair
                }
            };
            if let Some(meant) = repair {
                out.push_str(&text[copied..start]);
                out.extend(meant);
                copied = from;
            }
        }
        out.push_str(&text[copied..]);
        out
    }

    /// The replacement for a lead whose second byte is damaged, if any, and the length of the damaged text. The byte
    /// 0xA0 became a space or was trimmed; others became U+FFFD.
    fn damaged(
        &self,
        text: &str,
        start: usize,
        before: Option<char>,
    ) -> (Option<Option<char>>, usize) {
        let mut rest = text[start..].chars();
        let lead = rest.next().and_then(byte_of).filter(|&lead| self.has(lead));
        let may_be_space = !before.is_some_and(char::is_uppercase);
        match (lead, rest.next()) {
            (Some(0xC2), Some(' ' | '<')) if may_be_space => (Some(None), 2),
            (Some(0xC3), Some(' ' | '<')) if may_be_space => (Some(Some('à')), 2),
            (Some(0xC2..=0xDF), Some(lost @ char::REPLACEMENT_CHARACTER)) => {
                (Some(Some(lost)), 2 + lost.len_utf8())
            }
            _ => (None, 2),
        }
    }
}

fn bit(lead: u8) -> u64 {
    1 << (lead & 0x3F)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mojibake::doubled::WINDOWS_1252;

    const TEXTS: [&str; 12] = [
        "It didn’t rain on Monday — “not yet”, he said… 😞 5\u{a0}°C, £3 and €4 © 2024",
        "Où êtes-vous allés cet été\u{a0}? À l’île, là-bas, voilà. Là ou Où\u{a0}? Dû. Ça dépend, l’Éléphant «\u{a0}né\u{a0}»",
        "Am Übergang wären große Häuser – ÄRGER MIT ÖL IN KÖLN",
        "São Paulo não é só a capital; às vezes é ÓTIMO: NÃO, AMANHÃ",
        "Příliš žluťoučký kůň úpěl ďábelské ódy, když přišel večer a děti už spaly.",
        "Zażółć gęślą jaźń. ŁÓDŹ",
        "Ða fór hann þangað, það var ðættað.",
        "Tiếng Việt: thị trường, người, áo, ạ. THỊ XÃ HỘI",
        "Дождь шёл весь понедельник, и река поднялась почти до моста. Я и она.",
        "Η βροχή έπεφτε όλη μέρα. Ως το πρωί.",
        "ירד גשם ביום שני. هطل المطر يوم الاثنين.",
        "月曜日は一日中雨が降りました。",
    ];

    /// Encodes a text a second time, after decoding its UTF-8 as windows-1252 or Latin-1.
    fn twice(text: &str, is_windows: bool) -> String {
        let read = |byte: u8| match byte {
            0x80..=0x9F if is_windows => WINDOWS_1252[usize::from(byte) - 0x80],
            _ => char::from(byte),
        };
        text.bytes().map(read).collect()
    }

    fn repair(text: &str) -> String {
        repaired(text.into()).into_owned()
    }

    #[track_caller]
    fn check_same(text: &str) {
        assert_eq!(repair(text), text);
        assert!(matches!(repaired(text.into()), Cow::Borrowed(_)));
    }

    #[test]
    fn whole_pages_are_repaired() {
        for (text, is_windows) in TEXTS.iter().flat_map(|text| [(text, true), (text, false)]) {
            let page = format!("<title>{text}</title><p class=\"a\">{text}</p>");
            assert_eq!(repair(&twice(&page, is_windows)), page);
            let thrice = twice(&twice(&page, is_windows), is_windows);
            assert_eq!(repair(&thrice), page);
        }
    }

    #[test]
    fn parts_of_pages_are_repaired() {
        let template = "<nav>Où aller</nav><a>École</a><b>É®</b><i>« né »</i><u>ÔÔ…</u>";
        for text in &TEXTS[..2] {
            let page = |text: &str| format!("{template}<p>{text}</p><footer>© Égalité</footer>");
            assert_eq!(repair(&page(&twice(text, true))), page(text));
        }
        // A second time only in part.
        let page = format!(
            "<p>{}</p><p>{}</p>",
            twice(&twice("l’été", true), true),
            twice("né, là", true)
        );
        assert_eq!(repair(&page), "<p>l’été</p><p>né, là</p>");
    }

    #[test]
    fn one_c1_control_is_enough() {
        assert_eq!(repair("<p>Grandmaâ\u{80}\u{99}s beef"), "<p>Grandma’s beef");
        check_same("<p>Grandmaâ€™s beef");
        check_same("<p>beaucoup parlé\u{85}\u{a0}Tu sais");
    }

    #[test]
    fn damaged_bytes_are_repaired() {
        let page =
            |text: &str| format!("<p>“Ici,” dit-elle, “là où l’été\u{a0}finit.”</p><p>{text}</p>");
        for (damaged, text) in [
            ("â€œOuiâ€ dit-il, â€œnonâ€", "“Oui” dit-il, “non”"),
            ("â€œOuiâ€\u{fffd} dit-il", "“Oui” dit-il"),
            ("dÃ©jÃ  fait, voilÃ ", "déjà  fait, voilà "),
            ("Ã Paris, jusqu'Ã nous", "à Paris, jusqu'à nous"),
            ("Prix :Â 5 â‚¬", "Prix : 5 €"),
            ("Ã\u{fffd}lvarez", "\u{fffd}lvarez"),
        ] {
            let twice = twice(&page(""), true).replace("<p></p>", &format!("<p>{damaged}</p>"));
            assert_eq!(repair(&twice), page(text));
        }
    }

    #[test]
    fn correct_texts_stay() {
        TEXTS.iter().for_each(|text| check_same(text));
        // Any word, in capitals too, before any marks.
        let marks = "\u{a0} ’ ” “ » « … – — ™ ® ² ³ · › ‹ „ ‚ \u{ad} \u{a0}» \u{a0}– …” ”… ”\u{a0}» …” ® …\u{a0}» ’”\u{a0}";
        let words = "MAÇÃ XÃ LÀ IRMÃ CÂ Ä Ö SÜ MARQUÉ É SÓ Ó Ô VOCÊ Õ NESCAFÉ SELKÄ Å BLÅ CÎ Î DÏ Ï Ñ ESPAÑ Þ ÆØ Ø Ð Č né à hâlâ tâ giâ að ß Groß ï ñ î ð";
        let mut page = String::new();
        for word in words.split_whitespace() {
            for mark in marks.split(' ') {
                for text in [
                    format!("le {word}{mark} et"),
                    format!("«{word}{mark}"),
                    format!("{word}{mark}\u{a0}5"),
                ] {
                    check_same(&text);
                    page.push_str(&text);
                }
            }
        }
        check_same(&page);
        check_same(
            "4288×… ESSE CARA AI QUEM É¿ 5×£35 SENSЕ MÄ£ÄM £ÄGÌ GÄLÄW SÖÄ£ ÑÝÄ frataraká§\u{a0}141 Ôôô [x]\u{a0}©",
        );
        check_same("«\u{a0}payé\u{a0}€\u{a0}» à\u{a0}€5, à\u{a0}£30, ÀÁÂÃÄÅ ¡¢£ ŒŠŽ º¿ Nº° N°");
    }

    #[test]
    fn quoted_examples_stay() {
        for text in [
            "<p>How often I saw \"Ã¤\" instead of \"ä\", or &quot;Ã©&quot;.</p>",
            "<p>It reads <code>donâ€™t</code> and <code>cafÃ©</code>, <i>MÃ¼nchen</i>.</p>",
            "<td>â€™</td><td>’</td><td>Ã©</td><td>é</td><p>naÃ¯ve, cafÃ©</p>",
            "<p>“schÃ¶n” is schön, “cafÃ©” is café; dÃ©jÃ\u{a0} is déjà",
            "<p>Old data: cafÃ©.",
            "<script>s.replace(\"Ã¢â‚¬Ëœ\", \"'\").replace(\"Ã¢â‚¬\", '\"').replace('â€', 'x')</script>",
        ] {
            check_same(text);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_repaired_once(parts in proptest::collection::vec(0..16_usize, 0..40)) {
            const PARTS: [&str; 16] = ["Ã", "â", "€", "™", "Â", "©", "\u{a0}", " ", "a", "B", "é", "<", "\u{9d}", "ð", "Ÿ", "\u{fffd}"];
            let text: String = parts.iter().map(|&n| PARTS[n]).collect();
            let once = repair(&text);
            assert!(once.len() <= text.len());
            assert_eq!(repair(&once), once);
        }
    }
}
