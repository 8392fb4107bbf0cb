//! Converts dates of non-Gregorian calendars to Julian day numbers.

use crate::lexicon::LEXICON;

/// The calendar in which the dates of a language may be written, in addition to the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Calendar {
    Gregorian,
    /// The Thai solar calendar: Gregorian with years counted from 543 BC.
    Buddhist,
    /// The solar Hijri calendar of Iran and Afghanistan.
    Persian,
    /// The lunar Hijri calendar.
    Hijri,
}

impl Calendar {
    /// Returns the calendar that readers of a language may use.
    pub fn of(language: &str) -> Calendar {
        match language.split('-').next().unwrap_or_default() {
            "th" => Calendar::Buddhist,
            "fa" | "ps" => Calendar::Persian,
            "ar" | "ur" => Calendar::Hijri,
            _ => Calendar::Gregorian,
        }
    }

    /// Whether a year of this calendar falls into the time of the web, about 1990 to 2100. Always `false` for `Gregorian`.
    pub fn has_year(self, year: u32) -> bool {
        match self {
            Calendar::Gregorian => false,
            Calendar::Buddhist => (2533..=2643).contains(&year),
            Calendar::Persian => (1369..=1479).contains(&year),
            Calendar::Hijri => (1410..=1524).contains(&year),
        }
    }

    /// Returns the number of a month by its name; `None` if the calendar has no such name.
    pub fn month(self, name: &str) -> Option<u32> {
        let months: &[Vec<String>] = match self {
            Calendar::Persian => &*LEXICON.persian_months,
            Calendar::Hijri => &*LEXICON.hijri_months,
            _ => return None,
        };
        let at = months.iter().position(|names| names.iter().any(|n| n == name))?;
        u32::try_from(at + 1).ok()
    }

    /// Whether a word is the first word of a month name of two words.
    pub fn begins_month(self, word: &str) -> bool {
        self == Calendar::Hijri
            && LEXICON
                .hijri_months
                .iter()
                .flatten()
                .any(|name| name.split_once(' ').is_some_and(|(first, _)| first == word))
    }

    /// Returns the Julian day number of a date; `None` if the calendar does not have the date, or if its months and days are
    /// those of the Gregorian calendar.
    pub fn day_number(self, year: u32, month: u32, day: u32) -> Option<i64> {
        if !(1..=12).contains(&month) || day == 0 || !self.has_year(year) {
            return None;
        }
        match self {
            Calendar::Persian => persian(year.into(), month.into(), day.into()),
            Calendar::Hijri => hijri(year.into(), month.into(), day.into()),
            Calendar::Gregorian | Calendar::Buddhist => None,
        }
    }
}

/// The day number in the solar Hijri calendar, by the 33-year cycle of ICU's `PersianCalendar`: a year is a leap year if (25 *
/// year + 11) mod 33 < 8. The cycle agrees with the equinox from 1178 to 1633 (K. Borkowski, "The Persian calendar for 3000
/// years", 1996).
fn persian(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = (25 * year + 11) % 33 < 8;
    let length = match month {
        1..=6 => 31,
        7..=11 => 30,
        _ => 29 + i64::from(is_leap),
    };
    let before = 31 * (month - 1).min(6) + 30 * (month - 7).max(0);
    let new_year = 1_948_319 + 365 * (year - 1) + (8 * year + 21) / 33;
    (day <= length).then_some(new_year + before + day)
}

/// The day number in the tabular ("civil") lunar calendar, which has 11 leap years in 30 years and the epoch Friday, 16 July 622
/// (E. Reingold and N. Dershowitz, "Calendrical Calculations", chapter on the Islamic calendar). Where a month begins when the
/// moon is sighted, dates may differ by one day.
fn hijri(year: i64, month: i64, day: i64) -> Option<i64> {
    let is_leap = (11 * year + 14) % 30 < 11;
    let length = if month % 2 == 1 || month == 12 && is_leap { 30 } else { 29 };
    let before = 29 * (month - 1) + month / 2;
    let new_year = 1_948_439 + 354 * (year - 1) + (3 + 11 * year) / 30;
    (day <= length).then_some(new_year + before + day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_years_days_have_their_day_numbers() {
        // 21 March 2023, 20 March 2024, 21 March 2025: 1403 is a leap year.
        assert_eq!(Calendar::Persian.day_number(1402, 1, 1), Some(2_460_025));
        assert_eq!(Calendar::Persian.day_number(1403, 1, 1), Some(2_460_390));
        assert_eq!(Calendar::Persian.day_number(1403, 12, 30), Some(2_460_755));
        assert_eq!(Calendar::Persian.day_number(1402, 12, 30), None);
        // 19 July 2023 and 1 March 2025.
        assert_eq!(Calendar::Hijri.day_number(1445, 1, 1), Some(2_460_145));
        assert_eq!(Calendar::Hijri.day_number(1446, 9, 1), Some(2_460_736));
        assert_eq!(Calendar::Hijri.day_number(1446, 2, 30), None);
    }

    #[test]
    fn months_have_names() {
        assert_eq!(Calendar::Persian.month("مهر"), Some(7));
        assert_eq!(Calendar::Hijri.month("ربيع الآخر"), Some(4));
        assert!(Calendar::Hijri.begins_month("جمادى") && !Calendar::Hijri.begins_month("رجب"));
        assert_eq!(Calendar::Gregorian.month("رجب"), None);
    }
}
