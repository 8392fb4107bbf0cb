//! Reads machine-written dates: ISO 8601 and similar formats. The result is never more precise than the page.

use jiff::civil;

/// Reads a value that begins with an ISO date: `2024-01`, `2024-01-05`, `2024-01-05T10:00:00+01:00`, `20240105`.
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

/// Reads a time of day, with the seconds and the offset if given: `10:00`, `10:00:05Z`, `10:00+01:00`.
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

/// Reads an offset from UTC: `Z`, `+0100`, `+01:00`.
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

/// Converts a Unix timestamp, in seconds or milliseconds since 1970, to a date in UTC.
pub(crate) fn timestamp(value: &str) -> Option<String> {
    let seconds = match value.len() {
        10 => value.parse::<i64>().ok()?,
        13 => value.parse::<i64>().ok()? / 1000,
        _ => return None,
    };
    let date = jiff::Timestamp::from_second(seconds).ok()?;
    let text = date.to_string();
    is_plausible(text.get(..4)?.parse().ok()?).then_some(text)
}

/// Reads a year without month and day.
pub(crate) fn year(value: &str) -> Option<String> {
    let year = value.parse().ok().filter(|&year| value.len() == 4 && is_plausible(year))?;
    Some(format!("{year:04}"))
}

/// Whether a page can be of this year. Years before the web and in the far future are excluded. The range does not depend on the
/// current time, so that a page always gives the same dates.
pub(crate) fn is_plausible(year: u32) -> bool {
    (1990..=2100).contains(&year)
}

/// Formats a year and a month; `None` if they are not plausible.
pub(crate) fn year_month(year: u32, month: u32) -> Option<String> {
    (is_plausible(year) && (1..=12).contains(&month)).then(|| format!("{year:04}-{month:02}"))
}

/// Formats a date; `None` if it does not exist or is not plausible.
pub(crate) fn ymd(year: u32, month: u32, day: u32) -> Option<String> {
    let (y, m, d) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let date = civil::Date::new(y, m, d).ok()?;
    is_plausible(year).then(|| date.to_string())
}

/// The Julian day number of 1 January 1970.
const UNIX_EPOCH: i64 = 2_440_588;

/// Converts a Julian day number to a date.
pub(crate) fn of_day(number: i64) -> Option<String> {
    let days = jiff::Span::new().try_days(number - UNIX_EPOCH).ok()?;
    let date = civil::date(1970, 1, 1).checked_add(days).ok()?;
    u32::try_from(date.year()).is_ok_and(is_plausible).then(|| date.to_string())
}

/// Returns the number of days from the earlier to the later date; negative if the order is reversed. `None` if a date has no day.
pub(crate) fn days_between(earlier: &str, later: &str) -> Option<i32> {
    let day = |date: &str| date.get(..10)?.parse::<civil::Date>().ok();
    Some(day(earlier)?.until(day(later)?).ok()?.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_between_dates() {
        assert_eq!(days_between("2024-02-28", "2024-03-01T10:00Z"), Some(2));
        assert_eq!(days_between("2024-03-01", "2024-02-28"), Some(-2));
        assert_eq!(days_between("2024-03", "2024-02-28"), None);
        assert_eq!(of_day(2_460_390).as_deref(), Some("2024-03-20"));
    }
}
