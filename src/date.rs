//! A date with the precision of its source.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::error::{Error, ErrorKind};

/// A date in ISO 8601, as precise as its source: a month (`2024-01`), a day (`2024-01-05`), or a time of a day
/// (`2024-01-05T09:00:00`), with an offset from UTC if it is known (`Z`, `+02:00`). Dereferences to this string.
///
/// ```
/// use dehusk::Date;
///
/// let date: Date = "2024-05-07T09:00:00+02:00".parse()?;
/// assert_eq!((date.year(), date.month(), date.day()), (2024, 5, Some(7)));
/// assert_eq!((date.time(), date.offset()), (Some("09:00:00"), Some("+02:00")));
///
/// let month: Date = "2024-05".parse()?;
/// assert_eq!((month.day(), &*month), (None, "2024-05"));
/// assert!("May 2024".parse::<Date>().is_err());
/// # Ok::<(), dehusk::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Date(String);

impl Date {
    /// A date that the readers of dates have checked.
    pub(crate) fn new(checked: String) -> Self {
        Date(checked)
    }

    /// The year, from 0 to 9999.
    pub fn year(&self) -> u16 {
        self.number(0..4)
    }

    /// The month, from 1 to 12.
    pub fn month(&self) -> u8 {
        self.number(5..7)
    }

    /// The day of the month, from 1 to 31.
    pub fn day(&self) -> Option<u8> {
        self.0.get(8..10).and_then(|day| day.parse().ok())
    }

    /// The time of the day, `09:00`, `09:00:00` or with a fraction of a second.
    pub fn time(&self) -> Option<&str> {
        self.0.get(11..).map(|rest| &rest[..zone(rest)])
    }

    /// The offset of the time from UTC, `Z` or `+02:00`.
    pub fn offset(&self) -> Option<&str> {
        let rest = self.0.get(11..)?;
        Some(&rest[zone(rest)..]).filter(|offset| !offset.is_empty())
    }

    /// The date as a string; the same as dereferencing.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn number<N: FromStr + Default>(&self, range: std::ops::Range<usize>) -> N {
        self.0.get(range).and_then(|digits| digits.parse().ok()).unwrap_or_default()
    }
}

/// The start of the offset in a time.
fn zone(time: &str) -> usize {
    time.find(['Z', '+', '-']).unwrap_or(time.len())
}

/// Whether a text is an ISO 8601 date in one of the three forms.
fn is_date(text: &str) -> bool {
    let (day, time) = text.split_once('T').map_or((text, None), |(day, time)| (day, Some(time)));
    let has_shape = |text: &str, shape: &str| {
        let fits = |(c, s): (char, char)| if s == '0' { c.is_ascii_digit() } else { c == s };
        text.len() == shape.len() && text.chars().zip(shape.chars()).all(fits)
    };
    let is_month = has_shape(day, "0000-00") && time.is_none();
    let is_day = |day: &str| day.parse::<jiff::civil::Date>().is_ok();
    if is_month || !has_shape(day, "0000-00-00") {
        return is_month && is_day(&format!("{day}-01"));
    }
    is_day(day) && time.is_none_or(is_time)
}

fn is_time(text: &str) -> bool {
    let (time, offset) = text.split_at(zone(text));
    let is_plain = time.len() >= 5 && time.is_char_boundary(2) && &time[2..3] == ":";
    let is_offset = offset.is_empty()
        || format!("2024-01-01T00:00:00{offset}").parse::<jiff::Timestamp>().is_ok();
    is_plain && is_offset && time.parse::<jiff::civil::Time>().is_ok()
}

impl Deref for Date {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for Date {
    type Err = Error;

    /// Reads a date in the forms above.
    ///
    /// # Errors
    /// [`ErrorKind::Options`] if the text has another form, or no such day exists.
    fn from_str(text: &str) -> Result<Self, Error> {
        if is_date(text) {
            return Ok(Date(text.to_owned()));
        }
        let message = format!("{text:?} is not a date; expected ISO 8601, such as 2024-01-05");
        Err(Error::new(ErrorKind::Options, message))
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.0
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_they_are_written() {
        for text in [
            "2024-02",
            "2024-02-29",
            "2024-02-29T09:00",
            "2024-02-29T09:00:00",
            "2024-02-29T09:00:00.25Z",
            "2024-02-29T09:00:00-03:30",
        ] {
            let date: Date = text.parse().expect(text);
            assert_eq!((date.to_string().as_str(), date.year(), date.month()), (text, 2024, 2));
            assert_eq!(date.day(), (text.len() > 7).then_some(29));
            assert_eq!(date.time().is_some(), text.contains('T'));
        }
    }

    #[test]
    fn other_texts_are_no_dates() {
        for text in [
            "",
            "2024",
            "2024-13",
            "2023-02-29",
            "2024-2-1",
            "20240201",
            "2024-02-01T",
            "2024-02T09:00",
            "2024-02-01T25:00",
            "2024-02-01T09:00+99:00",
            "2024-02-01 09:00",
            "２０２４-02-01",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }
}
