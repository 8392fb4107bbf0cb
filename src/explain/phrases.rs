//! The features in plain words.

/// A line for each feature and for each prefix of an ancestor.
const PHRASES: &str = include_str!("phrases.txt");

/// A feature in plain words, such as `share of its characters in links` for `link_density`. Its name, if it is unknown.
pub(super) fn phrase(feature: &str) -> String {
    if let Some(phrase) = known(feature) {
        return phrase.to_owned();
    }
    let parts = feature.split_at_checked(3);
    let parts = parts.and_then(|(prefix, name)| Some((known(name)?, known(prefix)?)));
    parts.map_or(feature.to_owned(), |(phrase, of)| format!("{phrase}, {of}"))
}

fn known(name: &str) -> Option<&'static str> {
    let mut lines = PHRASES.lines().filter_map(|line| line.split_once('\t'));
    lines.find(|(known, _)| *known == name).map(|(_, phrase)| phrase)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::model::InputKind;

    #[test]
    fn every_feature_has_a_phrase_of_its_own() {
        for kind in [InputKind::Html, InputKind::Text] {
            let names = kind.feature_names();
            let unnamed: Vec<_> = names.iter().filter(|name| phrase(name) == **name).collect();
            assert!(unnamed.is_empty(), "{unnamed:?}");
            let phrases: HashSet<String> = names.iter().map(|name| phrase(name)).collect();
            assert_eq!(phrases.len(), names.len(), "two features have the same phrase");
        }
    }

    #[test]
    fn every_phrase_is_of_a_feature() {
        let names = [InputKind::Html, InputKind::Text].map(InputKind::feature_names).concat();
        for (name, _) in PHRASES.lines().filter_map(|line| line.split_once('\t')) {
            let is_used = |feature: &String| {
                feature == name
                    || feature.strip_suffix(name).is_some_and(|rest| known(rest).is_some())
                    || name.ends_with('_') && feature.starts_with(name)
            };
            assert!(names.iter().any(is_used), "{name} is no feature");
        }
    }

    #[test]
    fn ancestors_are_named() {
        assert_eq!(phrase("link_density"), "share of its characters in links");
        assert_eq!(
            phrase("d1_share"),
            "share of the page's words, of the 2nd element around the block"
        );
        assert_eq!(phrase("unknown"), "unknown");
    }
}
