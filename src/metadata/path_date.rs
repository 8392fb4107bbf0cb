//! Reads the date in the path of a URL.

use crate::metadata::iso_date;
use crate::metadata::months;

/// Returns the date in the path of a URL: `/2024/01/05/`, `/2024/jan/05/`, `/2024/01/`, `/2024-01-05-title`, `/20240105/`.
pub(crate) fn in_path(url: &str) -> Option<String> {
    let path = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let parts: Vec<&str> = path.split('/').skip(1).collect();
    let num = |part: Option<&&str>, len: std::ops::RangeInclusive<usize>| -> Option<u32> {
        let part =
            part.filter(|p| len.contains(&p.len()) && p.bytes().all(|b| b.is_ascii_digit()))?;
        part.parse().ok()
    };
    for at in 0..parts.len() {
        let Some(year) = num(parts.get(at), 4..=4).filter(|&year| iso_date::is_plausible(year))
        else {
            let part = parts[at];
            let split = |at: usize| {
                part.get(..at).filter(|_| !part.as_bytes().get(at).is_some_and(u8::is_ascii_digit))
            };
            let date = split(10)
                .filter(|p| p.as_bytes()[4] == b'-')
                .or_else(|| split(8))
                .and_then(iso_date::iso)
                .or_else(|| split(10).and_then(day_first))
                .or_else(|| split(8).and_then(day_first));
            if date.as_deref().is_some_and(|date| date.len() == 10) {
                return date;
            }
            continue;
        };
        let named = || parts.get(at + 1).and_then(|month| months::number(&month.to_lowercase()));
        if let Some(month) = num(parts.get(at + 1), 1..=2).or_else(named) {
            let day = num(parts.get(at + 2), 1..=2).and_then(|day| iso_date::ymd(year, month, day));
            if let Some(date) = day.or_else(|| iso_date::year_month(year, month)) {
                return Some(date);
            }
        }
        if let Some((month, day)) = parts.get(at + 1).and_then(|p| p.split_once('-'))
            && let Some(date) = num(Some(&month), 2..=2)
                .zip(num(Some(&day), 2..=2))
                .and_then(|(m, d)| iso_date::ymd(year, m, d))
        {
            return Some(date);
        }
    }
    None
}

/// Reads a date written as `05-01-2024` or `05012024`; `None` if the order of day and month is ambiguous.
fn day_first(text: &str) -> Option<String> {
    let digits: String = match text.len() {
        8 => text.to_owned(),
        _ if text.as_bytes()[2] == b'-' && text.as_bytes()[5] == b'-' => text.replace('-', ""),
        _ => return None,
    };
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| digits.get(range)?.parse::<u32>().ok();
    let (a, b, year) = (number(0..2)?, number(2..4)?, number(4..8)?);
    (a > 12 || a == b || b > 12).then(|| {
        let (day, month) = if b > 12 { (b, a) } else { (a, b) };
        iso_date::ymd(year, month, day)
    })?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths() {
        assert_eq!(in_path("https://a.example/2024/01/05/rain").as_deref(), Some("2024-01-05"));
        assert_eq!(
            in_path("https://a.example/2024/1/rain?x=/2020/01/01").as_deref(),
            Some("2024-01")
        );
        assert_eq!(
            in_path("https://a.example/news/2024-01-05-rain").as_deref(),
            Some("2024-01-05")
        );
        assert_eq!(in_path("https://a.example/id/20240105123"), None);
        assert_eq!(in_path("https://a.example/2024/rain"), None);
        assert_eq!(in_path("https://a.example/25-01-2024-rain").as_deref(), Some("2024-01-25"));
        assert_eq!(in_path("https://a.example/25012024-rain").as_deref(), Some("2024-01-25"));
        assert_eq!(in_path("https://a.example/05-01-2024"), None);
    }
}
