//! Dates: from ISO forms and from written ones, never more precise than the page.

use jiff::civil;

use crate::metadata::months;

/// The order of day and month in dates written with numbers only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

impl Order {
    /// The order that readers of a language expect. English without a region is American.
    pub fn of(language: Option<&str>) -> Order {
        let language = language.unwrap_or("en").to_ascii_lowercase().replace('_', "-");
        match language.as_str() {
            "en" | "en-us" | "en-ph" | "en-ca" | "en-zz" | "en-en" => Order::MonthFirst,
            _ => Order::DayFirst,
        }
    }
}

/// Texts beyond this length are not searched for a date.
const MAX_BYTES: usize = 400;

/// A piece of a text: a number with its digits, a word in lower case, or a sign.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    Number { value: u32, n_digits: usize },
    Word(String),
    Sign(char),
}

/// The first date in a value that a program wrote (ISO 8601 and its neighbours), else in a text that a
/// person wrote. The result is ISO 8601: `2024`, `2024-01`, `2024-01-05`, or a full time if the value has one.
pub(crate) fn read(value: &str, order: Order) -> Option<String> {
    let value = value.trim();
    iso(value).or_else(|| timestamp(value)).or_else(|| find(value, order)).or_else(|| year(value))
}

/// A value that begins with an ISO date: `2024-01`, `2024-01-05`, `2024-01-05T10:00:00+01:00`, `20240105`.
pub(crate) fn iso(value: &str) -> Option<String> {
    let bytes = value.as_bytes();
    let digits = |from: usize, n: usize| -> Option<u32> {
        let part = value.get(from..from + n)?;
        part.bytes().all(|b| b.is_ascii_digit()).then(|| part.parse().ok())?
    };
    let year = digits(0, 4)?;
    if let Some((month, day)) = digits(4, 2).zip(digits(6, 2))
        && !bytes.get(8).is_some_and(u8::is_ascii_digit)
    {
        return ymd(year, month, day);
    }
    let sign = *bytes.get(4).filter(|b| matches!(b, b'-' | b'/' | b'.'))?;
    let month = digits(5, 2)?;
    if bytes.get(7) != Some(&sign) {
        return (bytes.len() == 7).then(|| year_month(year, month))?;
    }
    let date = ymd(year, month, digits(8, 2)?)?;
    if bytes.get(10).is_some_and(u8::is_ascii_digit) {
        return None;
    }
    let time = value.get(10..).and_then(|rest| clock(rest.trim_start_matches(['T', 't', ' '])));
    Some(match time {
        Some(time) => format!("{date}T{time}"),
        None => date,
    })
}

/// A time of day with seconds and an offset as far as they are given: `10:00`, `10:00:05Z`, `10:00+01:00`.
fn clock(text: &str) -> Option<String> {
    let two = |at: usize| -> Option<&str> {
        text.get(at..at + 2).filter(|part| part.bytes().all(|b| b.is_ascii_digit()))
    };
    let (hour, minute) = (two(0)?, two(3).filter(|_| text.as_bytes()[2] == b':')?);
    let second = two(6).filter(|_| text.as_bytes()[5] == b':');
    civil::Time::new(
        hour.parse().ok()?,
        minute.parse().ok()?,
        second.unwrap_or("0").parse().ok()?,
        0,
    )
    .ok()?;
    let rest = text.get(if second.is_some() { 8 } else { 5 }..).unwrap_or_default();
    let fraction =
        rest.strip_prefix('.').map_or(0, |f| 1 + f.bytes().take_while(u8::is_ascii_digit).count());
    let offset = offset(rest.get(fraction..).unwrap_or_default().trim_start());
    let second = second.map(|s| format!(":{s}")).unwrap_or_default();
    Some(format!("{hour}:{minute}{second}{}", offset.unwrap_or_default()))
}

/// An offset from UTC: `Z`, `+0100`, `+01:00`.
fn offset(text: &str) -> Option<String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("z")
        || text.eq_ignore_ascii_case("utc")
        || text.eq_ignore_ascii_case("gmt")
    {
        return Some("Z".to_owned());
    }
    let sign = text.chars().next().filter(|c| matches!(c, '+' | '-'))?;
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    let well_formed = matches!(digits.len(), 2 | 4) && digits.bytes().all(|b| b.is_ascii_digit());
    let (hours, minutes) = well_formed.then(|| digits.split_at(2))?;
    let minutes = if minutes.is_empty() { "00" } else { minutes };
    (hours <= "14" && minutes < "60").then(|| format!("{sign}{hours}:{minutes}"))
}

/// Seconds or milliseconds since 1970, as a date in UTC.
fn timestamp(value: &str) -> Option<String> {
    let seconds = match value.len() {
        10 => value.parse::<i64>().ok()?,
        13 => value.parse::<i64>().ok()? / 1000,
        _ => return None,
    };
    let date = jiff::Timestamp::from_second(seconds).ok()?;
    let text = date.to_string();
    is_plausible(text.get(..4)?.parse().ok()?).then_some(text)
}

/// A year alone.
fn year(value: &str) -> Option<String> {
    let year = value.parse().ok().filter(|&year| value.len() == 4 && is_plausible(year))?;
    Some(format!("{year:04}"))
}

/// Years before the web and far ahead are no dates of a page. There is no clock here: the same page gives the
/// same dates for ever.
pub(crate) fn is_plausible(year: u32) -> bool {
    (1990..=2100).contains(&year)
}

pub(crate) fn year_month(year: u32, month: u32) -> Option<String> {
    (is_plausible(year) && (1..=12).contains(&month)).then(|| format!("{year:04}-{month:02}"))
}

pub(crate) fn ymd(year: u32, month: u32, day: u32) -> Option<String> {
    let (y, m, d) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let date = civil::Date::new(y, m, d).ok()?;
    is_plausible(year).then(|| date.to_string())
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let class = |c: char| (c.is_numeric(), c.is_alphabetic() || is_mark(c));
        let n: usize = match class(c) {
            (false, false) => c.len_utf8(),
            own => rest.chars().take_while(|&c| class(c) == own).map(char::len_utf8).sum(),
        };
        let (piece, after) = rest.split_at(n);
        rest = after;
        match class(c) {
            (true, _) => {
                let digits: String = piece.chars().filter_map(western_digit).collect();
                let value = digits.parse().unwrap_or(u32::MAX);
                out.push(Token::Number { value, n_digits: digits.len() });
            }
            (_, true) => out.push(Token::Word(piece.to_lowercase())),
            _ if c.is_whitespace() || matches!(c, '\u{200e}' | '\u{200f}') => {}
            _ => out.push(Token::Sign(c)),
        }
    }
    out
}

/// Vowel signs that are part of words in the scripts of South and South-East Asia, Arabic and Hebrew.
fn is_mark(c: char) -> bool {
    matches!(u32::from(c), 0x300..=0x36F | 0x591..=0x5C7 | 0x64B..=0x65F | 0x900..=0xDFF | 0xE31..=0xE4E)
}

/// A digit of any of the common scripts as a western one.
fn western_digit(c: char) -> Option<char> {
    let zeros = [0x30, 0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10];
    let zero = zeros.into_iter().find(|zero| (*zero..zero + 10).contains(&u32::from(c)))?;
    char::from_digit(u32::from(c) - zero, 10)
}

/// The first date in a text: with numbers only, or with the name of a month in any of the known languages.
pub(crate) fn find(text: &str, order: Order) -> Option<String> {
    if text.len() > MAX_BYTES || !text.chars().any(char::is_numeric) {
        return None;
    }
    let tokens = tokens(text);
    (0..tokens.len())
        .find_map(|at| numeric(&tokens[at..], order).or_else(|| written(&tokens[at..])))
}

fn number(token: Option<&Token>) -> Option<(u32, usize)> {
    match token {
        Some(Token::Number { value, n_digits }) => Some((*value, *n_digits)),
        _ => None,
    }
}

/// `2024-01-05`, `2024年1月5日`, `5.1.2024`, `01/05/24` at the beginning.
fn numeric(tokens: &[Token], order: Order) -> Option<String> {
    let [first, sign, second, next, third, ..] = tokens else { return None };
    let ((a, a_len), (b, b_len), (c, c_len)) =
        (number(Some(first))?, number(Some(second))?, number(Some(third))?);
    let same = sign == next && matches!(sign, Token::Sign('-' | '/' | '.' | '‑' | '–'));
    let east = |token: &Token, names: &[&str]| matches!(token, Token::Word(w) if names.contains(&w.as_str()));
    if a_len == 4
        && b_len <= 2
        && c_len <= 2
        && (same || east(sign, &["年", "년"]) && east(next, &["月", "월"]))
    {
        return ymd(a, b, c);
    }
    if !same || a_len > 2 || b_len > 2 || !matches!(c_len, 2 | 4) {
        return None;
    }
    let year = if c_len == 2 { 2000 + c } else { c };
    let (day, month) = match order {
        _ if a > 12 => (a, b),
        _ if b > 12 => (b, a),
        // Dots are written only where the day comes first.
        Order::MonthFirst if *sign != Token::Sign('.') => (b, a),
        _ => (a, b),
    };
    ymd(year, month, day)
}

/// `5 January 2024`, `January 5th, 2024`, `5 de enero de 2024`, `2024. január 5.`, `January 2024` at the beginning.
fn written(tokens: &[Token]) -> Option<String> {
    let mut skip = 0;
    let mut parts: [Option<&Token>; 3] = [None; 3];
    let mut n = 0;
    for (i, token) in tokens.iter().enumerate() {
        let filler = match token {
            Token::Sign(c) => {
                matches!(c, '.' | ',' | '\'' | '’' | '-' | '/' | 'º' | '،' | '–' | 'ª')
            }
            Token::Word(w) => months::is_filler(w) && i > 0,
            Token::Number { .. } => false,
        };
        if filler && skip < 3 {
            skip += 1;
            continue;
        }
        parts[n] = Some(token);
        (n, skip) = (n + 1, 0);
        if n == 3 {
            break;
        }
    }
    let month = |part: Option<&Token>| match part {
        Some(Token::Word(word)) => months::number(word),
        _ => None,
    };
    let day = |part| {
        number(part)
            .filter(|&(value, len)| len <= 2 && (1..=31).contains(&value))
            .map(|(value, _)| value)
    };
    let year = |part| {
        number(part).and_then(|(value, len)| match len {
            4 if (2533..=2643).contains(&value) => Some(value - 543),
            4 => Some(value),
            _ => None,
        })
    };
    let [a, b, c] = parts;
    if let (Some(d), Some(m), Some(y)) = (day(a), month(b), year(c)) {
        return ymd(y, m, d);
    }
    // Vietnamese counts the months: "5 tháng 1".
    let counted = matches!(tokens.get(1), Some(Token::Word(word)) if word == "tháng");
    if let (true, Some(d), Some(m), Some(y)) = (counted, day(a), day(b), year(c)) {
        return ymd(y, m, d);
    }
    if let (Some(m), Some(d), Some(y)) = (month(a), day(b), year(c)) {
        return ymd(y, m, d);
    }
    if let (Some(y), Some(m), Some(d)) = (year(a), month(b), day(c)) {
        return ymd(y, m, d);
    }
    if let (Some(m), Some(y)) = (month(a), year(b)) {
        return year_month(y, m);
    }
    // `05 Jan 24`, never `Jan 24`.
    let (d, m, y) = (day(a)?, month(b)?, number(c).filter(|&(_, len)| len == 2)?.0);
    matches!(tokens.first(), Some(Token::Number { .. })).then(|| ymd(2000 + y, m, d))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(value: &str, date: &str) {
        assert_eq!(read(value, Order::DayFirst).unwrap_or_default(), date, "{value}");
    }

    #[test]
    fn iso_forms_keep_their_precision() {
        reads("2024-01-05", "2024-01-05");
        reads("2023/12", "2023-12");
        reads("2023", "2023");
        reads("20240105", "2024-01-05");
        reads("2024-01-05T10:00:05.123+0100", "2024-01-05T10:00:05+01:00");
        reads("2024-01-05 10:00", "2024-01-05T10:00");
        reads("2024-01-05T10:00:00Z", "2024-01-05T10:00:00Z");
        reads("1704448800", "2024-01-05T10:00:00Z");
    }

    #[test]
    fn what_is_no_date_is_refused() {
        for value in [
            "2024-13-01",
            "2024-02-30",
            "1904-01-05",
            "2163-01-05",
            "12345",
            "yesterday",
            "1.2.3",
            "v 10.2",
        ] {
            reads(value, "");
        }
    }

    #[test]
    fn numbers_are_ordered_by_language_unless_only_one_order_fits() {
        assert_eq!(find("05/01/2024", Order::MonthFirst).as_deref(), Some("2024-05-01"));
        assert_eq!(find("05/01/2024", Order::DayFirst).as_deref(), Some("2024-01-05"));
        assert_eq!(find("25/01/2024", Order::MonthFirst).as_deref(), Some("2024-01-25"));
        assert_eq!(find("05.01.2024", Order::MonthFirst).as_deref(), Some("2024-01-05"));
        assert_eq!(
            (Order::of(Some("en-GB")), Order::of(Some("en_US"))),
            (Order::DayFirst, Order::MonthFirst)
        );
    }

    #[test]
    fn written_dates_in_many_languages() {
        for text in [
            "Fri, Jan 5th, 2024 at 10:00",
            "Posted on 5 January 2024",
            "Freitag, den 5. Januar 2024",
            "le 5 janvier 2024",
            "5 de enero de 2024",
            "5 gennaio 2024",
            "5 de janeiro de 2024",
            "5 januari 2024",
            "5 stycznia 2024",
            "5. ledna 2024",
            "5 января 2024 г.",
            "5 січня 2024",
            "2024. január 5.",
            "5 Ocak 2024",
            "5 tammikuuta 2024",
            "5 ianuarie 2024",
            "5 Ιανουαρίου 2024",
            "2024年1月5日",
            "2024년 1월 5일",
            "5 tháng 1, 2024",
            "5 มกราคม 2567",
            "5 يناير 2024",
            "5 בינואר 2024",
            "5. siječnja 2024",
            "5 जनवरी 2024",
            "2024 m. sausio 5 d.",
            "05 Jan 24",
        ] {
            reads(text, "2024-01-05");
        }
        reads("January 2024", "2024-01");
        reads("Summer of 2024", "");
    }
}
