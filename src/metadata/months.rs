//! Recognises month names in many languages.

use std::cmp::Reverse;

/// The prefixes of month names in lower case, with the number of the month. The longest matching prefix wins: "červenec" (7) is
/// not "červen" (6). Full words are listed where the prefix is short.
const NAMES: &[(u32, &str)] = &[
    (
        1,
        "jan jän gen ene янв січ ian ocak sty led leden tam ιαν يناير كانون ינואר sij янu sau janv जनवरी มกราคม ม.ค janeiro jaan كانونالثاني جانفي جنوری sječ ژانویه",
    ),
    (
        2,
        "feb fév fev лют фев şub lut úno hel φεβ فبراير شباط פברואר velj vas feabh फ़रवरी फरवरी กุมภาพันธ์ veeb فيفري فروری فوریه",
    ),
    (
        3,
        "mar mär märz mrz мар бер març maart mars br břez maal μαρ μάρ مارس آذار מרץ ožu kov मार्च มีนาคม märts مارچ mac",
    ),
    (
        4,
        "apr abr avr апр кві квіт nis kwi kwie dub huh απρ أبريل ابريل نيسان אפריל trav bal bala अप्रैल เมษายน اپریل آوریل",
    ),
    (
        5,
        "may mai maj mei mag май мая тра květ mayıs touko μαϊ μαΐ μάι مايو أيار מאי svib geg मई พฤษภาคม máj mayo maggio maio máj maijs مئی",
    ),
    (
        6,
        "jun juin june giu июн чер haz czer červ kes ιουν ιούν يونيو حزيران יוני lip birž जून มิถุนายน jún juuni junho جون ژوئن",
    ),
    (
        7,
        "jul juil lug июл лип tem temm lipiec lipca červenec července hein ιουλ ιούλ يوليو تموز יולי srp liep जुलाई กรกฎาคม júl juuli جولائی ژوئیه",
    ),
    (
        8,
        "aug août aoû ago авг сер ağu sie srpen srpna elo αυγ αύγ أغسطس اغسطس آب אוגוסט kol rugpj अगस्त สิงหาคม اگست ogos اوت",
    ),
    (
        9,
        "sep set сен вер eyl wrz zář syys σεπ سبتمبر أيلول ספטמבר ruj rugs सितंबर กันยายน szept ستمبر سپتامبر",
    ),
    (
        10,
        "oct okt ott out окт жов eki ekim paź říj loka οκτ أكتوبر اكتوبر تشرين אוקטובר spal अक्टूबर ตุลาคม اکتوبر اکتبر",
    ),
    (
        11,
        "nov noi ноя лист kas lis listopad marras νοε νοέ نوفمبر נובמבר stud lapkr नवंबर พฤศจิกายน نومبر نوامبر",
    ),
    (
        12,
        "dec dez déc dic des дек гру ara aralık gru pros joul δεκ ديسمبر דצמבר prosin gruod दिसंबर ธันวาคม dets دسمبر دسامبر",
    ),
];

/// Prefixes that other common words share: only these whole words match.
const WHOLE: &[(&str, u32)] = &[
    ("led", 1),
    ("ledna", 1),
    ("leden", 1),
    ("br", 3),
    ("март", 3),
    ("марта", 3),
    ("مه", 5),
    ("آب", 8),
    ("ara", 12),
];

/// The minimum length of a prefix, in characters.
const MIN_CHARS: usize = 3;

/// The number of names in [`NAMES`].
const N_NAMES: usize = {
    let (mut n, mut month) = (0, 0);
    while month < NAMES.len() {
        let mut rest = NAMES[month].1;
        while !rest.is_empty() {
            rest = first_word(rest).1;
            n += 1;
        }
        month += 1;
    }
    n
};

/// The names of [`NAMES`] in sorted order, so that names with the same prefix are adjacent.
const SORTED: [(&str, u32); N_NAMES] = {
    let mut sorted = [("", 0); N_NAMES];
    let (mut n, mut month) = (0, 0);
    while month < NAMES.len() {
        let (number, mut rest) = NAMES[month];
        while !rest.is_empty() {
            let (name, after) = first_word(rest);
            let mut at = n;
            while at > 0 && is_before(name, sorted[at - 1].0) {
                sorted[at] = sorted[at - 1];
                at -= 1;
            }
            sorted[at] = (name, number);
            (rest, n) = (after, n + 1);
        }
        month += 1;
    }
    sorted
};

/// Splits a text at its first space.
const fn first_word(text: &str) -> (&str, &str) {
    let mut end = 0;
    while end < text.len() && text.as_bytes()[end] != b' ' {
        end += 1;
    }
    let (word, rest) = text.split_at(end);
    if rest.is_empty() { (word, rest) } else { (word, rest.split_at(1).1) }
}

/// Whether a text sorts before another text.
const fn is_before(text: &str, other: &str) -> bool {
    let (a, b) = (text.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < a.len() && at < b.len() {
        if a[at] != b[at] {
            return a[at] < b[at];
        }
        at += 1;
    }
    a.len() < b.len()
}

/// Returns the month of a lower-case word in any of the known languages; `None` if it is not a month. Chinese and Japanese write
/// months as numbers.
pub(crate) fn number(word: &str) -> Option<u32> {
    // Hebrew writes "in January" as one word.
    let word = word.strip_prefix('ב').unwrap_or(word);
    if let Some(&(_, month)) = WHOLE.iter().find(|(name, _)| *name == word) {
        return Some(month);
    }
    let (last, c) = word.char_indices().nth(MIN_CHARS - 1)?;
    let beginning = &word[..last + c.len_utf8()];
    let first = SORTED.partition_point(|&(name, _)| name < beginning);
    let same = SORTED[first..].iter().take_while(|(name, _)| name.starts_with(beginning));
    same.filter(|(name, _)| word.starts_with(name))
        .max_by_key(|&&(name, month)| (name.len(), Reverse(month)))
        .map(|&(_, month)| month)
}

/// Whether a word may occur inside a written date, such as "of".
pub(crate) fn is_filler(word: &str) -> bool {
    const FILLERS: &[&str] = &[
        "st", "nd", "rd", "th", "of", "de", "del", "d", "er", "ter", "e", "η", "m", "г", "ης",
        "do", "a", "den", "בשנת", "tháng", "năm",
    ];
    FILLERS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_so_that_they_are_found() {
        assert!(SORTED.is_sorted());
        for (month, names) in NAMES {
            for name in names.split(' ').filter(|name| name.chars().count() >= MIN_CHARS) {
                assert_eq!(number(name), Some(*month), "{name}");
            }
        }
    }

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(number("září"), Some(9));
        assert_eq!(number("června"), Some(6));
        assert_eq!(number("července"), Some(7));
        assert_eq!(number("srpna"), Some(8));
        assert_eq!(number("lipca"), Some(7));
        assert_eq!(number("summer"), None);
    }
}
