//! Names of months.

/// Beginnings of month names, lower-case, with the number of the month. The longest that fits wins, so that
/// "červenec" (7) is not "červen" (6). Full words where the beginning is short.
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
        "may mai maj mei mag май мая тра květ mayıs touko μαϊ μάι مايو أيار מאי svib geg मई พฤษภาคม máj mayo maggio maio máj maijs مئی",
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

/// Beginnings that are also those of other common words: only these whole words count.
const WHOLE: &[(u32, &str)] =
    &[(1, "led ledna leden"), (3, "br март марта"), (12, "ara"), (5, "مه"), (8, "آب")];

/// The month that a word in lower case names, in any of the known languages; Chinese and Japanese write numbers.
pub(crate) fn number(word: &str) -> Option<u32> {
    // Hebrew writes "in January" as one word.
    let word = word.strip_prefix('ב').unwrap_or(word);
    let whole = WHOLE.iter().find(|(_, names)| names.split(' ').any(|name| name == word));
    if let Some((month, _)) = whole {
        return Some(*month);
    }
    let fits = |name: &str| name.chars().count() >= 3 && word.starts_with(name);
    let best = NAMES.iter().flat_map(|(month, names)| {
        names.split(' ').filter(|name| fits(name)).map(move |name| (name.len(), *month))
    });
    best.max_by_key(|&(len, month)| (len, std::cmp::Reverse(month))).map(|(_, month)| month)
}

/// Words that stand inside a written date.
pub(crate) fn is_filler(word: &str) -> bool {
    const FILLERS: &[&str] = &[
        "st", "nd", "rd", "th", "of", "de", "del", "d", "er", "ter", "e", "η", "m", "г", "ης",
        "do", "a", "den", "בשנת", "tháng",
    ];
    FILLERS.contains(&word)
}

#[cfg(test)]
mod tests {
    use super::*;

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
