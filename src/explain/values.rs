//! The values of features as people read them.

use crate::dom::Tag;
use crate::explain::phrases::phrase;
use crate::flat::UnitKind;

/// The kinds of a unit of text in plain words, in the order of the enum.
const KINDS: &[(UnitKind, &str)] = &[
    (UnitKind::Paragraph, "paragraph"),
    (UnitKind::Heading, "heading"),
    (UnitKind::Item, "list item"),
    (UnitKind::NumberedItem, "numbered list item"),
    (UnitKind::Row, "table row"),
    (UnitKind::HeadRow, "table head"),
    (UnitKind::Code, "code"),
    (UnitKind::Rule, "horizontal rule"),
    (UnitKind::Menu, "menu"),
    (UnitKind::Path, "breadcrumb trail"),
    (UnitKind::Credit, "credit of a picture"),
    (UnitKind::Caption, "caption"),
    (UnitKind::PageNumber, "page number"),
];

/// The phrases of flags, such as "is hidden", begin with one of these verbs.
const VERBS: [&str; 4] = ["is ", "has ", "begins ", "ends "];

/// The value of a feature: the name of a tag or of a kind, `yes` or `no` for a flag, `missing` for NaN, else a number of at most two
/// decimals.
pub(super) fn shown(feature: &str, value: f32) -> String {
    if value.is_nan() {
        return "missing".to_owned();
    }
    let name = match feature {
        "tag" | "p1_tag" => {
            Tag::ALL.iter().find(|tag| **tag as u8 as f32 == value).map(|t| t.name())
        }
        "kind" | "unit_before_kind" | "unit_after_kind" => {
            KINDS.iter().find(|(kind, _)| *kind as u8 as f32 == value).map(|(_, name)| *name)
        }
        _ => {
            let phrase = phrase(feature);
            let is_flag = VERBS.iter().any(|verb| phrase.starts_with(verb));
            let answer = if value == 1.0 { "yes" } else { "no" };
            (is_flag && (value == 0.0 || value == 1.0)).then_some(answer)
        }
    };
    // Adding 0 turns -0 into 0.
    name.map_or_else(|| format!("{}", (value * 100.0).round() / 100.0 + 0.0), str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_kinds_and_flags_have_words_and_numbers_two_decimals() {
        assert_eq!(shown("tag", f32::from(Tag::H2 as u8)), "h2");
        assert_eq!(shown("p1_tag", f32::NAN), "missing");
        assert_eq!(shown("unit_after_kind", f32::from(UnitKind::PageNumber as u8)), "page number");
        assert_eq!(shown("kind", -1.0), "-1");
        assert_eq!(shown("ends_sentence", 1.0), "yes");
        assert_eq!(shown("in_main", -0.0), "no");
        assert_eq!(shown("link_density", 1.0), "1");
        assert_eq!(shown("link_density", 0.126), "0.13");
        assert_eq!(shown("link_density", -0.001), "0");
    }

    #[test]
    fn the_kinds_are_complete_and_in_order() {
        assert!(KINDS.iter().enumerate().all(|(i, (kind, _))| i == *kind as usize));
        assert_eq!(KINDS.len(), UnitKind::PageNumber as usize + 1);
    }
}
