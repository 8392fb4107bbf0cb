//! Menus, breadcrumbs, credits and captions: short units that are recognised by separators and by neighbouring units.

use super::join::ending;
use super::lines::{BETWEEN, Line, width};
use super::unit::{Unit, UnitKind};
use crate::text::is_sentence_end;

/// The maximum width of a name between separators, and of all names, in columns.
const MAX_NAME: u32 = 40;
const MAX_ROW: u32 = 400;

/// Whether line `i` continues a row of names whose separators are on lines of their own.
pub(super) fn goes_on(lines: &[Line<'_>], last: &Unit<'_>, i: usize) -> bool {
    let is_sign = |text: &str| text.len() < 4 && SIGNS.contains(&text);
    let (before, line) = (&lines[i - 1], &lines[i]);
    let is_short = |line: &Line<'_>| line.width <= MAX_NAME;
    !line.is_apart
        && last.kind == UnitKind::Paragraph
        && last.width < MAX_ROW
        && (is_sign(line.text) && is_short(before) && !is_sign(before.text)
            || is_sign(before.text) && is_short(line) && last.lines.len() > 1)
}

/// Separators of names. Those from `FIRST_ARROW` on also separate breadcrumbs.
const SIGNS: [&str; 10] = ["|", "·", "•", "/", ">", "›", "»", "→", "::", "≫"];
const FIRST_ARROW: usize = 4;

/// Marks menus, breadcrumbs, credits and captions.
pub(super) fn mark(units: &mut [Unit<'_>], lines: &[Line<'_>]) {
    for unit in units.iter_mut() {
        if unit.kind == UnitKind::Paragraph && unit.width < MAX_ROW {
            unit.kind = row_of_names(unit, lines).unwrap_or(UnitKind::Paragraph);
        }
    }
    mark_captions(units);
}

/// The kind of a unit that consists of names with separators; `None` for other units.
fn row_of_names(unit: &Unit<'_>, lines: &[Line<'_>]) -> Option<UnitKind> {
    let own = lines.get(unit.lines.clone())?;
    if !own.iter().any(|line| line.has(BETWEEN)) {
        return None;
    }
    let (mut at, mut n_names, mut n_columns) = (None, 0, 0);
    for word in own.iter().flat_map(|line| line.text.as_bytes().split(|&byte| byte == b' ')) {
        // The first separator found is the only one of the unit.
        let is_sign = (1..4).contains(&word.len()) && !word[0].is_ascii_alphanumeric();
        let found =
            if is_sign { SIGNS.iter().position(|sign| sign.as_bytes() == word) } else { None };
        if found.is_some() && (at.is_none() || at == found) {
            at = found;
            n_names += u32::from(n_columns > 0);
            n_columns = 0;
        } else if !word.is_empty() {
            n_columns += width(word) + 1;
        }
        if n_columns > MAX_NAME {
            return None;
        }
    }
    n_names += u32::from(n_columns > 0);
    let at = at?;
    if is_sentence_end(ending(own.last()?.text)) {
        return None;
    }
    let is_path = at >= FIRST_ARROW && n_names > 1;
    (is_path || n_names > 2).then_some(if is_path { UnitKind::Path } else { UnitKind::Menu })
}

/// The minimum width of a caption and the maximum width of a credit, in columns.
const MIN_CAPTION: u32 = 40;
const MAX_CREDIT: u32 = 60;

/// Marks captions and credits: a sentence that occurs two or three times, after a short line that occurs as often or
/// looks like a credit.
fn mark_captions(units: &mut [Unit<'_>]) {
    for i in 1..units.len() {
        let [credit, caption] = &mut units[i - 1..=i] else { continue };
        if credit.kind == UnitKind::Paragraph
            && caption.kind == UnitKind::Paragraph
            && (2..4).contains(&caption.n_same)
            && caption.width >= MIN_CAPTION
            && credit.width <= MAX_CREDIT
            && (credit.n_same == caption.n_same || has_shape_of_credit(credit.text))
            && is_sentence_end(ending(caption.text))
            && !is_sentence_end(ending(credit.text))
        {
            (credit.kind, caption.kind) = (UnitKind::Credit, UnitKind::Caption);
        }
    }
}

/// Whether a line looks like a credit: upper case, or two names and a slash.
fn has_shape_of_credit(text: &str) -> bool {
    let is_loud = text.contains(char::is_uppercase) && !text.contains(char::is_lowercase);
    is_loud || is_pair(text)
}

/// Whether a line is two names and a slash.
pub(super) fn is_pair(text: &str) -> bool {
    let is_name =
        |name: &str| name.trim().starts_with(char::is_uppercase) && name.split(' ').count() < 6;
    text.split_once('/').is_some_and(|(a, b)| is_name(a) && is_name(b))
}

/// The maximum width of a short unit, in columns.
const SHORT: u32 = 32;
/// The minimum number of short units in a menu.
const MIN_RUN: u32 = 4;

/// Marks runs of short units as menus.
pub(super) fn mark_runs(units: &mut [Unit<'_>]) {
    let is_short = |unit: &Unit<'_>| {
        matches!(
            unit.kind,
            UnitKind::Paragraph | UnitKind::Item | UnitKind::NumberedItem | UnitKind::Menu
        ) && unit.width <= SHORT
            && !is_sentence_end(ending(unit.text))
            && !unit.text.ends_with([',', ';', ':'])
    };
    for run in units.chunk_by_mut(|a, b| is_short(a) && is_short(b)) {
        let n = run.len() as u32;
        for unit in run.iter_mut() {
            unit.n_run = n;
            if n >= MIN_RUN && unit.kind == UnitKind::Paragraph {
                unit.kind = UnitKind::Menu;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::collect::units;
    use super::super::lines::lines;
    use super::*;
    use UnitKind::*;

    fn kinds(text: &str) -> Vec<UnitKind> {
        units(&lines(text)).0.iter().map(|unit| unit.kind).collect()
    }

    #[test]
    fn names_with_separators_are_menus_and_breadcrumbs() {
        assert_eq!(
            kinds("Home > News > Town\n\nRain · Sun · Snow\n\nHome | Town"),
            [Path, Menu, Paragraph]
        );
        assert_eq!(kinds("Home\n›\nNews\n›\nTown\nIt rained."), [Path, Paragraph]);
        assert_eq!(kinds("It rained / snowed / froze."), [Paragraph]);
    }

    #[test]
    fn a_run_of_short_units_is_a_menu() {
        assert_eq!(
            kinds("Home\nNews\nTown\nSport\nIt rained on Monday."),
            [Menu, Menu, Menu, Menu, Paragraph]
        );
    }

    #[test]
    fn a_repeated_line_after_a_short_one_is_a_caption() {
        let caption = "People walk home in the rain at the bridge on Monday.";
        assert_eq!(
            kinds(&format!("PRESS\n   {caption}\n\nPRESS\n\n{caption}\n\nIt rained.")),
            [Credit, Caption, Credit, Caption, Paragraph]
        );
        assert_eq!(
            kinds(&format!("Anna Berg / Press\n{caption}\n\n{caption}"))[..2],
            [Credit, Caption]
        );
    }
}
