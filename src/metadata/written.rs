//! Reads dates in human-written text, in many languages and in three calendars besides the Gregorian one.

use memchr::memchr_iter;

use crate::metadata::calendar::Calendar;
use crate::metadata::date_tokens::{Token, join_months, tokens};
use crate::metadata::iso_date;
use crate::metadata::months;

/// The order of day and month in numeric dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    DayFirst,
    MonthFirst,
}

/// The order and the calendar by which the dates of a page are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reading {
    pub order: Order,
    pub calendar: Calendar,
}

impl From<Order> for Reading {
    fn from(order: Order) -> Reading {
        Reading { order, calendar: Calendar::Gregorian }
    }
}

impl Reading {
    /// Returns the reading that readers of a language expect. English without a region is read as American.
    pub fn of(language: Option<&str>) -> Reading {
        let language = language.unwrap_or("en").to_ascii_lowercase().replace('_', "-");
        let order = match language.as_str() {
            "en" | "en-us" | "en-ph" | "en-ca" | "en-zz" | "en-en" => Order::MonthFirst,
            _ => Order::DayFirst,
        };
        Reading { order, calendar: Calendar::of(&language) }
    }
}

/// The maximum size of a text that is searched for a date, in bytes.
const MAX_BYTES: usize = 400;

/// Reads the first date in a machine-written value (ISO 8601 and similar formats), else in human-written text. The result is ISO
/// 8601: `2024`, `2024-01`, `2024-01-05`, or a full time if the value has one.
pub(crate) fn read(value: &str, reading: impl Into<Reading>) -> Option<String> {
    let value = value.trim();
    iso_date::iso(value)
        .or_else(|| iso_date::timestamp(value))
        .or_else(|| find(value, reading))
        .or_else(|| iso_date::year(value))
}

/// Returns the first date in a text: numeric, or with a month name in any of the known languages.
pub(crate) fn find(text: &str, reading: impl Into<Reading>) -> Option<String> {
    if text.len() > MAX_BYTES || !text.chars().any(char::is_numeric) {
        return None;
    }
    let reading = reading.into();
    let mut tokens = tokens(text);
    join_months(&mut tokens, reading.calendar);
    (0..tokens.len()).find_map(|at| {
        let rest = &tokens[at..];
        numeric(rest, reading).or_else(|| written(rest, reading.calendar))
    })
}

/// Returns the order of day and month in a numeric date; `None` if both orders are possible.
pub(crate) fn order_shown(text: &str) -> Option<Order> {
    let is_parted_by = |sign| memchr_iter(sign, text.as_bytes()).nth(1).is_some();
    if text.len() > MAX_BYTES || !is_parted_by(b'/') && !is_parted_by(b'-') {
        return None;
    }
    let tokens = tokens(text);
    tokens.windows(5).find_map(|t| match t {
        [
            Token::Number { value: a, n_digits: 1 | 2 },
            Token::Sign(before @ ('/' | '-')),
            Token::Number { value: b, n_digits: 1 | 2 },
            Token::Sign(after),
            Token::Number { n_digits: 2 | 4, .. },
        ] if before == after => match (a, b) {
            (13..=31, 1..=12) => Some(Order::DayFirst),
            (1..=12, 13..=31) => Some(Order::MonthFirst),
            _ => None,
        },
        _ => None,
    })
}

/// Formats a date. It is in the page's own calendar if the year is plausible there, else Gregorian.
fn dated(year: u32, month: u32, day: u32, calendar: Calendar) -> Option<String> {
    if !calendar.has_year(year) {
        return iso_date::ymd(year, month, day);
    }
    if calendar == Calendar::Buddhist {
        return iso_date::ymd(year - 543, month, day);
    }
    calendar.day_number(year, month, day).and_then(iso_date::of_day)
}

fn number(token: Option<&Token>) -> Option<(u32, usize)> {
    match token {
        Some(Token::Number { value, n_digits }) => Some((*value, *n_digits)),
        _ => None,
    }
}

/// Reads a numeric date at the beginning: `2024-01-05`, `2024年1月5日`, `5.1.2024`, `01/05/24`.
fn numeric(tokens: &[Token], reading: Reading) -> Option<String> {
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
        return dated(a, b, c, reading.calendar);
    }
    if !same || a_len > 2 || b_len > 2 || !matches!(c_len, 2 | 4) {
        return None;
    }
    let year = if c_len == 2 { 2000 + c } else { c };
    let (day, month) = match reading.order {
        _ if a > 12 => (a, b),
        _ if b > 12 => (b, a),
        // Dots are used only where the day comes first.
        Order::MonthFirst if *sign != Token::Sign('.') => (b, a),
        _ => (a, b),
    };
    dated(year, month, day, reading.calendar)
}

/// Returns the first three tokens that do not separate the parts of a date, as `.` and `de` do.
fn parts(tokens: &[Token]) -> [Option<&Token>; 3] {
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
    parts
}

/// Reads a date with a month name at the beginning: `5 January 2024`, `January 5th, 2024`, `5 de enero de 2024`, `2024. január
/// 5.`, `January 2024`.
fn written(tokens: &[Token], calendar: Calendar) -> Option<String> {
    let month_of = |word: &str| calendar.month(word).or_else(|| months::number(word));
    if matches!(tokens.first(), Some(Token::Word(word)) if month_of(word).is_none()) {
        return None;
    }
    let [a, b, c] = parts(tokens);
    let month = |part: Option<&Token>| match part {
        Some(Token::Word(word)) => month_of(word),
        _ => None,
    };
    let (month_a, month_b) = (month(a), month(b));
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
    if let (Some(d), Some(m), Some(y)) = (day(a), month_b, year(c)) {
        return dated(y, m, d, calendar);
    }
    // Vietnamese numbers the months: "5 tháng 1".
    let counted = matches!(tokens.get(1), Some(Token::Word(word)) if word == "tháng");
    if let (true, Some(d), Some(m), Some(y)) = (counted, day(a), day(b), year(c)) {
        return dated(y, m, d, calendar);
    }
    if let (Some(m), Some(d), Some(y)) = (month_a, day(b), year(c)) {
        return dated(y, m, d, calendar);
    }
    if let (Some(y), Some(m), Some(d)) = (year(a), month_b, day(c)) {
        return dated(y, m, d, calendar);
    }
    if let (Some(m), Some(y)) = (month_a, year(b)) {
        return iso_date::year_month(y, m);
    }
    // `05 Jan 24`, never `Jan 24`.
    let (d, m, y) = (day(a)?, month_b?, number(c).filter(|&(_, len)| len == 2)?.0);
    // In `5 Jan, 20:15` the last number is an hour.
    let is_year = |token: &[Token]| !matches!(token, [a, Token::Sign(':'), ..] if c == Some(a));
    let is_date = matches!(tokens.first(), Some(Token::Number { .. }));
    (is_date && tokens.windows(2).all(is_year)).then(|| iso_date::ymd(2000 + y, m, d))?
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
        reads("3d23d65-ddc6-4ce5 Dec 16, 2025", "2025-12-16");
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
            "5 января, 20:15",
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
            (Reading::of(Some("en-GB")).order, Reading::of(Some("en_US")).order),
            (Order::DayFirst, Order::MonthFirst)
        );
    }

    #[test]
    fn years_of_other_calendars_count_where_the_language_has_them() {
        for (language, text, date) in [
            ("th", "05/01/2567", "2024-01-05"),
            ("th", "5 มกราคม 2567", "2024-01-05"),
            ("fa", "۱۵ دی ۱۴۰۲", "2024-01-05"),
            ("fa", "۱۴۰۲/۱۰/۱۵", "2024-01-05"),
            ("fa", "۵ ژانویه ۲۰۲۴", "2024-01-05"),
            ("ar", "23 جمادى الآخرة 1445", "2024-01-05"),
            ("ar", "٥ يناير ٢٠٢٤", "2024-01-05"),
            ("en", "1402/10/15", ""),
        ] {
            let found = read(text, Reading::of(Some(language)));
            assert_eq!(found.unwrap_or_default(), date, "{language} {text}");
        }
    }

    #[test]
    fn some_dates_show_their_order() {
        assert_eq!(order_shown("Posted 13/01/2024"), Some(Order::DayFirst));
        assert_eq!(order_shown("01/13/24"), Some(Order::MonthFirst));
        assert_eq!(order_shown("01/02/2024"), None);
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
        reads("24 يونيو/حزيران 2023", "2023-06-24");
        reads("24 حزيران (يونيو) 2023", "2023-06-24");
        reads("January 2024", "2024-01");
        reads("Summer of 2024", "");
    }
}
