//! Converts superscripts and subscripts to characters.

use crate::dom::Tag;

/// Unicode superscripts: pairs of plain characters and their superscripts.
const RAISED: &[(&str, &str)] = &[
    ("0123456789+=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁼⁽⁾"),
    ("-−–", "⁻⁻⁻"),
    ("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"),
    ("ABDEGHIJKLMNOPRTUVW", "ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ"),
    ("βγδθφχ", "ᵝᵞᵟᶿᵠᵡ"),
];

/// Unicode subscripts, likewise.
const LOWERED: &[(&str, &str)] = &[
    ("0123456789+=()", "₀₁₂₃₄₅₆₇₈₉₊₌₍₎"),
    ("-−–", "₋₋₋"),
    ("aehijklmnoprstuvx", "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"),
    ("βγρφχ", "ᵦᵧᵨᵩᵪ"),
];

/// Ordinal suffixes in English, French, Italian, Spanish, Dutch and Catalan.
const ORDINALS: &[&str] = &[
    "st", "nd", "rd", "th", "er", "re", "e", "ère", "ers", "ème", "eme", "ième", "nde", "d", "de",
    "ste", "ra", "ro", "do", "da", "to", "ta", "mo", "ma", "vo", "va", "no", "na",
];

/// Ends of abbreviations after a capital letter, as in French and English titles and names.
const ABBREVIATED: &[&str] = &["me", "mes", "lle", "lles", "gr", "rs", "r", "t", "te"];

/// Signs that are raised by design.
const RAISED_SIGNS: &str = "®©™℠*†‡§¶'’\"”′″°ºª";

/// The maximum number of letters of a script that is not a word of its own.
const MAX_LETTERS: usize = 3;

/// The characters for a superscript or subscript after the text `before`. `None` if the text is kept as it is.
pub(super) fn shown(tag: Tag, inner: &str, before: &str) -> Option<String> {
    let is_raised = tag == Tag::Sup;
    if is_raised && let Some(shown) = sign(inner).or_else(|| suffix(inner, before)) {
        return Some(shown);
    }
    let n_letters = inner.chars().filter(|c| c.is_alphabetic()).count();
    let is_word = n_letters > MAX_LETTERS || inner.contains(' ') && n_letters > 2;
    let is_attached = before.ends_with(|c: char| c.is_alphanumeric() || ")]}".contains(c));
    let is_alone = !is_attached && n_letters == inner.chars().count();
    if inner.starts_with('[') || is_alone || is_word && (is_raised || !is_attached) {
        return None;
    }
    let all = if is_raised { all_raised(inner) } else { all_lowered(inner) };
    Some(
        all.filter(|_| !is_word)
            .unwrap_or_else(|| marked(if is_raised { '^' } else { '_' }, inner)),
    )
}

/// The sign for a trade mark, or a sign that needs no raising.
fn sign(inner: &str) -> Option<String> {
    let shown = match inner {
        "TM" | "tm" | "(TM)" => "™",
        "SM" | "(SM)" => "℠",
        "(R)" => "®",
        _ if inner.chars().all(|c| RAISED_SIGNS.contains(c)) => inner,
        _ => return None,
    };
    Some(shown.to_owned())
}

/// Letters that are a suffix of the number or capital letter before them.
fn suffix(inner: &str, before: &str) -> Option<String> {
    let word_start = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |at| at + before[at..].chars().next().map_or(1, char::len_utf8));
    let word = &before[word_start..];
    let is_number = word.ends_with(|c: char| c.is_ascii_digit())
        || !word.is_empty() && word.chars().all(|c| "IVXLCDM".contains(c));
    let is_capital = word.chars().count() == 1 && word.starts_with(char::is_uppercase);
    let lower = inner.trim_end_matches('.').to_lowercase();
    let is_no = is_number || matches!(word, "n" | "N");
    match lower.as_str() {
        "o" | "os" if is_no => Some(inner.replace('o', "º")),
        "a" if word.ends_with(|c: char| c.is_ascii_digit()) => Some(inner.replace('a', "ª")),
        lower if is_number && ORDINALS.contains(&lower) => Some(inner.to_owned()),
        lower if is_capital && ABBREVIATED.contains(&lower) && inner != "T" => {
            Some(inner.to_owned())
        }
        _ => None,
    }
}

/// Replaces each character by its superscript; `None` if one has none. Keeps commas between numbers.
pub(super) fn all_raised(text: &str) -> Option<String> {
    all(text, RAISED)
}

fn all_lowered(text: &str) -> Option<String> {
    all(text, LOWERED)
}

fn all(text: &str, table: &[(&str, &str)]) -> Option<String> {
    let is_list =
        text.contains(',') && text.chars().all(|c| ",- –".contains(c) || c.is_ascii_digit());
    let chars = text.chars().filter(|c| *c != ' ');
    chars.map(|c| if is_list && c == ',' { Some(c) } else { of(c, table) }).collect()
}

fn of(c: char, table: &[(&str, &str)]) -> Option<char> {
    let find = |(plain, shown): &(&str, &str)| {
        plain.chars().position(|p| p == c).and_then(|n| shown.chars().nth(n))
    };
    table.iter().find_map(find)
}

/// The marker and the text, in parentheses unless it is a single character, a number or a word.
fn marked(mark: char, inner: &str) -> String {
    let is_number = inner.chars().all(|c| c.is_ascii_digit() || "-−.,".contains(c));
    let is_word = mark == '_' && inner.chars().all(char::is_alphanumeric);
    if is_number || is_word || inner.chars().count() == 1 {
        format!("{mark}{inner}")
    } else {
        format!("{mark}({inner})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_pairs_of_equal_length() {
        for (plain, shown) in RAISED.iter().chain(LOWERED) {
            assert_eq!(plain.chars().count(), shown.chars().count(), "{plain}");
        }
    }

    #[test]
    fn scripts_are_converted() {
        for (before, inner, expected) in [
            ("10", "23", "²³"),
            ("m", "-1", "⁻¹"),
            ("1", "st", "st"),
            ("XIX", "e", "e"),
            ("M", "me", "me"),
            ("n", "o", "º"),
            ("2", "n", "ⁿ"),
            ("e", "ix", "ⁱˣ"),
            ("x", "n + 1", "ⁿ⁺¹"),
            ("A", "T", "ᵀ"),
            ("Na", "+", "⁺"),
            ("Acme", "TM", "™"),
            ("10", "0.5", "^0.5"),
            ("e", "iπt", "^(iπt)"),
            ("x", "∞", "^∞"),
            ("word", "1,2", "¹,²"),
        ] {
            assert_eq!(
                shown(Tag::Sup, inner, before).as_deref(),
                Some(expected),
                "{before}|{inner}"
            );
        }
        for (before, inner, expected) in
            [("H", "2", "₂"), ("V", "DC", "_DC"), ("E", "total", "_total"), ("a", "i,j", "_(i,j)")]
        {
            assert_eq!(
                shown(Tag::Sub, inner, before).as_deref(),
                Some(expected),
                "{before}|{inner}"
            );
        }
        for (tag, before, inner) in [
            (Tag::Sup, "site.", "[citation needed]"),
            (Tag::Sup, "Editor", "beta"),
            (Tag::Sub, "", "All prices include tax"),
        ] {
            assert_eq!(shown(tag, inner, before), None, "{before}|{inner}");
        }
    }
}
