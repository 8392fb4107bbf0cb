//! Determines how the dates of a page are read.

use crate::dom::Dom;
use crate::metadata::language;
use crate::metadata::published::value_of;
use crate::metadata::scan::Scan;
use crate::metadata::written::{Order, Reading, order_shown};
use crate::text::clipped;

/// The maximum size of the text whose language is detected, in bytes.
const MAX_SAMPLE: usize = 4_000;
/// The maximum number of marks from which the order of day and month is inferred.
const MAX_SHOWN: usize = 200;

/// Returns the order and the calendar of dates: by the declared language, else that of the text, and by the dates on the page that have only one possible order.
pub(crate) fn of(dom: &Dom, scan: &Scan, language: Option<&str>) -> Reading {
    let detected = if language.is_none() { language_shown(scan) } else { None };
    let mut reading = Reading::of(language.or(detected.as_deref()));
    let mut shown = [false; 2];
    for mark in scan.marks.iter().take(MAX_SHOWN) {
        let Some(value) = value_of(dom, mark.node) else { continue };
        match order_shown(&value) {
            Some(Order::DayFirst) => shown[0] = true,
            Some(Order::MonthFirst) => shown[1] = true,
            None => {}
        }
    }
    match shown {
        [true, false] => reading.order = Order::DayFirst,
        [false, true] => reading.order = Order::MonthFirst,
        _ => {}
    }
    reading
}

/// Detects the language of the first texts of a page.
fn language_shown(scan: &Scan) -> Option<String> {
    let mut sample = String::new();
    for text in &scan.texts {
        sample.push_str(text.text);
        sample.push(' ');
        if sample.len() >= MAX_SAMPLE {
            break;
        }
    }
    language::checked(None, clipped(&sample, MAX_SAMPLE))
}
