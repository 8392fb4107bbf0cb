//! Word lists in many languages, as data: `models/lexicon.json`, which says what each list is for and where it is from.

pub(crate) mod class_words;
mod months;
mod words;

use std::collections::BTreeMap;
use std::ops::Deref;
use std::sync::LazyLock;

use serde::Deserialize;

use class_words::ClassWords;
use months::Months;
use words::{Phrases, Words};

/// The built-in word lists.
pub(crate) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    serde_json::from_slice(include_bytes!("../../models/lexicon.json"))
        .expect("the built-in word lists are valid, as a test checks")
});

/// Word lists, all in lower case.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Lexicon {
    pub class_words: List<ClassWords>,
    pub author_leads: List<Words>,
    pub author_verbs: List<Words>,
    pub author_roles: List<Words>,
    pub author_ends: List<Words>,
    pub author_placeholders: List<Words>,
    pub author_joins: List<Vec<String>>,
    pub author_labels: List<Words>,
    pub companies: List<Words>,
    pub desks: List<Words>,
    pub bodies: List<Words>,
    pub updated: List<Vec<String>>,
    pub published: List<Vec<String>>,
    pub months: List<Months>,
    pub whole_months: List<BTreeMap<String, u32>>,
    pub date_fillers: List<Words>,
    /// For each month its names.
    pub persian_months: List<[Vec<String>; 12]>,
    pub hijri_months: List<[Vec<String>; 12]>,
    pub credit_leads: List<Phrases>,
    pub credit_tails: List<Phrases>,
}

/// A word list. Dereferences to its words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List<T> {
    words: T,
    /// What the list is for. For readers of the file.
    #[serde(rename = "about")]
    _about: String,
    /// Where the words are from. For readers of the file.
    #[serde(rename = "source")]
    _source: String,
}

impl<T> Deref for List<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.words
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn the_built_in_word_lists_are_valid() {
        assert!(LEXICON.author_leads.has("by"));
        assert_eq!(LEXICON.whole_months.get("ara"), Some(&12));
    }

    #[test]
    fn words_are_lower_case_and_listed_once() {
        fn check(name: &str, words: &Value) {
            let Some(words) = words.as_array() else {
                return words
                    .as_object()
                    .into_iter()
                    .flatten()
                    .for_each(|(_, own)| check(name, own));
            };
            words.iter().filter(|own| own.is_array()).for_each(|own| check(name, own));
            let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
            for (at, word) in words.iter().enumerate() {
                assert!(!word.is_empty() && *word == word.to_lowercase(), "{name}: {word:?}");
                assert!(!words[..at].contains(word), "{name} has {word:?} twice");
            }
        }
        let lists: BTreeMap<String, Value> =
            serde_json::from_slice(include_bytes!("../../models/lexicon.json")).unwrap();
        for (name, list) in lists {
            check(&name, &list["words"]);
        }
    }
}
