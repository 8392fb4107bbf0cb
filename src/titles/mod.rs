//! The weights of title candidates: those of a conditional logit, in which the candidates of a page compete with each other.
//!
//! `training/metadata.py` fits them and writes `models/title.json` and `models/title-text.json`.

use std::collections::BTreeMap;
use std::fmt::Debug;

use serde::Deserialize;

pub(crate) mod html;
pub(crate) mod text;

/// Declares the features of a title candidate, in the order of the feature vector.
macro_rules! facts {
    ($($name:ident),+ $(,)?) => {
        /// A feature of a title candidate, in the order of the feature vector.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Fact { $($name),+ }

        impl Fact {
            /// All features.
            pub const ALL: &[Fact] = &[$(Fact::$name),+];
        }

        /// The length of the feature vector.
        pub(crate) const N_FACTS: usize = Fact::ALL.len();
    };
}
use facts;

/// The page type whose weights apply to pages without a known type.
const DEFAULT_TYPE: &str = "article";

/// The weights of title candidates in a weights file, by the names of their features.
#[derive(Deserialize)]
pub(crate) struct PackedTitles {
    weights: BTreeMap<String, f32>,
    /// The additional weights on pages of a type.
    #[serde(default)]
    by_type: BTreeMap<String, BTreeMap<String, f32>>,
}

/// The weights of the features of a title candidate.
#[derive(Debug, Clone)]
pub(crate) struct TitleWeights {
    weights: Vec<f32>,
    /// For each page type the positions of some features, and their additional weights.
    by_type: Vec<(String, Vec<(usize, f32)>)>,
}

impl TitleWeights {
    /// These weights for candidates of HTML pages, or the built-in ones.
    ///
    /// # Errors
    /// A feature without a weight, or a weight without a feature.
    pub fn for_html(own: Option<PackedTitles>) -> Result<Self, String> {
        let packed = own.unwrap_or_else(|| builtin(include_bytes!("../../models/title.json")));
        Self::new(&packed, html::Fact::ALL, html::BY_TYPE)
    }

    /// The same for flattened text.
    pub fn for_text(own: Option<PackedTitles>) -> Result<Self, String> {
        let packed = own.unwrap_or_else(|| builtin(include_bytes!("../../models/title-text.json")));
        Self::new(&packed, text::Fact::ALL, text::BY_TYPE)
    }

    fn new<F: Debug + PartialEq>(
        packed: &PackedTitles,
        all: &[F],
        by_type: &[F],
    ) -> Result<Self, String> {
        let weights = values(&packed.weights, all)?;
        let place = |fact: &F| all.iter().position(|own| own == fact).unwrap_or_default();
        let of_type = |own| -> Result<Vec<_>, String> {
            Ok(by_type.iter().map(place).zip(values(own, by_type)?).collect())
        };
        let types = packed.by_type.iter().map(|(name, own)| Ok((name.clone(), of_type(own)?)));
        Ok(TitleWeights { weights, by_type: types.collect::<Result<_, String>>()? })
    }

    /// The score of a feature vector on a page of a type.
    pub fn score(&self, row: &[f32], page_type: Option<&str>) -> f32 {
        let page_type = page_type.unwrap_or(DEFAULT_TYPE);
        let whole: f32 = row.iter().zip(&self.weights).map(|(value, weight)| value * weight).sum();
        let of_type = self.by_type.iter().find(|(name, _)| name == page_type);
        let more =
            of_type.map_or(0.0, |(_, own)| own.iter().map(|&(i, weight)| row[i] * weight).sum());
        whole + more
    }
}

fn builtin(json: &[u8]) -> PackedTitles {
    serde_json::from_slice(json).expect("the built-in weights are valid, as a test checks")
}

/// The weights of some features, in their order.
fn values<F: Debug>(weights: &BTreeMap<String, f32>, facts: &[F]) -> Result<Vec<f32>, String> {
    let names: Vec<String> = facts.iter().map(|fact| format!("{fact:?}")).collect();
    if let Some(name) = weights.keys().find(|name| !names.contains(name)) {
        return Err(format!(
            "the title weights need the feature {name:?}, which this version does not compute"
        ));
    }
    let weight = |name: &String| {
        let weight = weights.get(name).copied().filter(|weight| weight.is_finite());
        weight.ok_or_else(|| format!("the title weights have none for {name:?}; expected a number"))
    };
    names.iter().map(weight).collect()
}

/// The non-zero features of a candidate by name, for training.
pub(crate) fn named<F: Debug>(facts: &[F], row: &[f32]) -> Vec<(String, f32)> {
    let facts = facts.iter().zip(row).filter(|(_, value)| **value != 0.0);
    facts.map(|(fact, &value)| (format!("{fact:?}"), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(json: &str) -> Result<TitleWeights, String> {
        #[derive(Debug, PartialEq)]
        enum Fact {
            H1,
            Link,
        }
        let packed: PackedTitles = serde_json::from_str(json).unwrap();
        TitleWeights::new(&packed, &[Fact::H1, Fact::Link], &[Fact::Link])
    }

    #[test]
    fn the_built_in_weights_are_valid() {
        for own in [TitleWeights::for_html(None), TitleWeights::for_text(None)] {
            assert_eq!(own.map(|own| own.by_type.len()), Ok(7), "page types");
        }
    }

    #[test]
    fn weights_depend_on_the_page_type() {
        let own = r#"{"weights": {"Link": -1, "H1": 2}, "by_type": {"article": {"Link": 0.5}, "forum": {"Link": 4}}}"#;
        let own = weights(own).unwrap();
        let score = |page_type| own.score(&[1.0, 2.0], page_type);
        assert_eq!([score(None), score(Some("forum")), score(Some("listing"))], [1.0, 8.0, 0.0]);
    }

    #[test]
    fn each_feature_has_a_weight() {
        let message = |json: &str| weights(json).unwrap_err();
        assert!(message(r#"{"weights": {"H1": 1}}"#).contains("none for \"Link\""));
        assert!(
            message(r#"{"weights": {"H1": 1, "Link": 1, "H9": 1}}"#).contains("the feature \"H9\"")
        );
        assert!(
            message(r#"{"weights": {"H1": 1, "Link": 1}, "by_type": {"forum": {}}}"#)
                .contains("\"Link\"")
        );
    }
}
