//! A parser for the dates in `data/`, which gives the dates of the truth.

/// Prefixes of month names. `|` separates names of the same month.
const MONTHS: &[(&str, [&str; 12])] = &[
    ("en", ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    (
        "de",
        ["jan|jän", "feb", "mär", "apr", "mai", "jun", "jul", "aug", "sep", "okt", "nov", "dez"],
    ),
    (
        "es",
        ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep|set", "oct", "nov", "dic"],
    ),
    (
        "fr",
        [
            "janv",
            "fév|fev",
            "mars",
            "avr",
            "mai",
            "juin",
            "juil",
            "août|aout",
            "sept",
            "oct",
            "nov",
            "déc|dec",
        ],
    ),
    ("it", ["gen", "feb", "mar", "apr", "mag", "giu", "lug", "ago", "set", "ott", "nov", "dic"]),
    ("pt", ["jan", "fev", "mar", "abr", "mai", "jun", "jul", "ago", "set", "out", "nov", "dez"]),
    (
        "ru",
        ["янв", "фев", "мар", "апр", "мая|май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
    ),
    ("sv", ["jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]),
    (
        "ar",
        [
            "يناير|جانفي|كانون الثاني",
            "فبراير|فيفري|شباط",
            "مارس|آذار",
            "أبريل|ابريل|إبريل|أفريل|نيسان",
            "مايو|ماي|أيار",
            "يونيو|جوان|حزيران",
            "يوليو|جويلية|يوليوز|تموز",
            "أغسطس|أوت|غشت|آب",
            "سبتمبر|شتنبر|أيلول",
            "أكتوبر|تشرين الأول",
            "نوفمبر|نونبر|تشرين الثاني",
            "ديسمبر|دجنبر|كانون الأول",
        ],
    ),
];

/// Words that mark the date of an update.
const UPDATES: &[&str] = &[
    "updat",
    "modif",
    "edited",
    "aktualis",
    "bearbeitet",
    "geändert",
    "stand",
    "actuali",
    "mis à jour",
    "màj",
    "aggiorn",
    "atualiz",
    "обновл",
    "измен",
    "تحديث",
    "更新",
    "수정",
    "업데이트",
    "uppdater",
    "ändrad",
    "senast",
];

/// Tells whether the first date of a byline form is the date of an update.
pub fn is_update(form: &str) -> bool {
    let before = form.split("{date}").next().unwrap_or_default().to_lowercase();
    UPDATES.iter().any(|word| before.contains(word))
}

/// Returns the day as `2024-11-23`, if the text has a year and an unambiguous order.
pub fn day(language: &str, text: &str) -> Option<String> {
    let text = text.to_lowercase();
    let parts = parts(&text);
    let (day, month, year) = named(language, &parts).or_else(|| numeric(language, &parts))?;
    let is_day =
        (1..=31).contains(&day) && (1..=12).contains(&month) && (1990..2030).contains(&year);
    is_day.then(|| format!("{year}-{month:02}-{day:02}"))
}

/// Returns a day that does not contradict an incomplete or ambiguous date.
pub fn fitting_day(language: &str, text: &str, year: u32) -> Option<String> {
    let text = text.to_lowercase();
    let parts = parts(&text);
    let mut with_year = parts.clone();
    with_year.push(year.to_string());
    let numbers: Vec<u32> = parts.iter().filter_map(|part| number(part)).collect();
    let (day, month, year) = named(language, &with_year).or(match *numbers.as_slice() {
        _ if text.starts_with("令和") => Some((numbers[2], numbers[1], 2018 + numbers[0])),
        _ if text.starts_with("平成") => Some((numbers[2], numbers[1], 1988 + numbers[0])),
        _ if text.starts_with("단기") => Some((numbers[2], numbers[1], numbers[0] - 2333)),
        [month, day] => Some((day, month, year)),
        [a, b, c] if c >= 1990 => Some((b, a, c)),
        [a, b, c] if a < 100 => Some((c, b, 2000 + a)),
        _ => None,
    })?;
    let is_day = (1..=28).contains(&day) && (1..=12).contains(&month);
    is_day.then(|| format!("{year}-{month:02}-{day:02}"))
}

/// Splits a text into words and numbers. Arabic, full-width and some Chinese digits become ASCII.
fn parts(text: &str) -> Vec<String> {
    let digit = |c: char| match c {
        '٠'..='٩' => char::from_digit(c as u32 - '٠' as u32, 10),
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10),
        // 二〇二三年 has such digits. Without 〇 the characters may name a weekday.
        c if text.contains('〇') => "〇一二三四五六七八九"
            .chars()
            .position(|sign| sign == c)
            .and_then(|n| char::from_digit(n as u32, 10)),
        c => Some(c).filter(char::is_ascii_digit),
    };
    let mut parts: Vec<String> = Vec::new();
    let mut last = ' ';
    for c in text.chars() {
        let (c, kind) = match digit(c) {
            Some(digit) => (digit, '0'),
            None if c.is_alphabetic() => (c, 'a'),
            None => (c, ' '),
        };
        match parts.last_mut() {
            Some(part) if kind == last && kind != ' ' => part.push(c),
            _ if kind != ' ' => parts.push(c.to_string()),
            _ => {}
        }
        last = kind;
    }
    parts
}

fn number(part: &str) -> Option<u32> {
    part.parse().ok()
}

/// Reads day, month and year with a month name.
fn named(language: &str, parts: &[String]) -> Option<(u32, u32, u32)> {
    let months = MONTHS.iter().find(|(known, _)| *known == language)?.1;
    let month_of = |at: usize| {
        let begins = |names: &str| {
            let is_name = |name: &str| {
                let mut words = name.split(' ').zip(&parts[at..]);
                words.all(|(word, part)| part.starts_with(word))
            };
            names.split('|').any(is_name)
        };
        months.iter().position(|names| begins(names)).map(|n| n as u32 + 1)
    };
    let is_two = |part: &str| number(part).is_some_and(|n| n <= 31);
    let ordinal = |part: &str| ["th", "st", "nd", "rd", "er", "de", "º", "di"].contains(&part);
    for at in 0..parts.len() {
        let Some(month) = month_of(at) else { continue };
        let before = parts[..at].iter().rev().find(|part| !ordinal(part)).filter(|p| is_two(p));
        let after = parts.get(at + 1).filter(|part| is_two(part) && language == "en");
        let mut years = parts.iter().filter_map(|part| number(part));
        let year = years.rfind(|n| (1990..2030).contains(n));
        if let Some((day, year)) = before.or(after).zip(year) {
            return Some((number(day)?, month, year));
        }
    }
    None
}

/// Reads day, month and year from three numbers.
fn numeric(language: &str, parts: &[String]) -> Option<(u32, u32, u32)> {
    let numbers: Vec<u32> = parts.iter().filter_map(|part| number(part)).collect();
    let &[a, b, c] = numbers.as_slice() else { return None };
    match () {
        () if a >= 1990 => Some((c, b, a)),
        // The year is a year of an era, or has no century.
        () if ["ja", "ko", "zh"].contains(&language) => None,
        // 03/04 is ambiguous in English.
        () if language == "en" && a <= 12 && b <= 12 => None,
        () if language == "en" && b > 12 => Some((b, a, c)),
        () => Some((a, b, if c < 100 { 2000 + c } else { c })),
    }
}

#[test]
fn days_are_read() {
    for (language, text, expected) in [
        ("en", "Saturday, November 23, 2024", Some("2024-11-23")),
        ("en", "Wednesday 30th August 2023", Some("2023-08-30")),
        ("en", "09/10/2023", None),
        ("en", "Sat., Apr. 27", None),
        ("de", "Freitag, den 5. Jänner 2024", Some("2024-01-05")),
        ("de", "14.11.24", Some("2024-11-14")),
        ("es", "mar, 31 dic 2022", Some("2022-12-31")),
        ("es", "Mié. 22-11-2023", Some("2023-11-22")),
        ("ar", "5 محرم 1446هـ - 11 يوليو 2024م", Some("2024-07-11")),
        ("ar", "٩ أيلول ٢٠٢٤", Some("2024-09-09")),
        ("ru", "30 сентября 2021 года, четверг", Some("2021-09-30")),
        ("ja", "２０２４年5月14日", Some("2024-05-14")),
        ("ja", "令和６年２月３日", None),
        ("ko", "2024년 1월 9일", Some("2024-01-09")),
        ("zh", "二〇二三年八月一日", Some("2023-08-01")),
        ("zh", "05/11 周六", None),
    ] {
        assert_eq!(day(language, text).as_deref(), expected, "{text}");
    }
    for (language, text, expected) in [
        ("en", "Sat., Apr. 27", Some("2021-04-27")),
        ("en", "09/10/2023", Some("2023-09-10")),
        ("ja", "令和６年２月３日", Some("2024-02-03")),
        ("zh", "05/11 周六", Some("2021-05-11")),
        ("en", "Yesterday", None),
    ] {
        assert_eq!(fitting_day(language, text, 2021).as_deref(), expected, "{text}");
    }
    assert!(is_update("Last updated: {time}, {date}"));
    assert!(!is_update("Published {date} {time} | Updated {time}"));
}
