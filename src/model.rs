//! The judge: from the features of a block to the probability that it is content.

use std::path::Path;

use serde::Deserialize;

use crate::error::{Error, ErrorKind};
use crate::features::first_stage::{Table, Tables};
use crate::features::number::logistic;
use crate::features::token::{Place, hash, placed};
use crate::features::{self, Rows};

/// The weights by which text blocks are judged.
///
/// They are data: [`Model::builtin`] carries those that dehusk comes with, [`Model::from_json`] reads others.
#[derive(Debug, Clone)]
pub struct Model {
    tables: Tables,
    bias: f32,
    terms: Vec<Term>,
}

/// One summand of the log-odds: `weight * min(value, cap)`.
#[derive(Debug, Clone, Copy)]
struct Term {
    column: usize,
    weight: f32,
    cap: f32,
}

#[derive(Deserialize)]
struct Weights {
    format: String,
    version: u32,
    /// Log-odds of words in class names and ids on the way from a block to the root.
    names: Vec<(String, f32)>,
    bias: f32,
    terms: Vec<WeightedFeature>,
}

#[derive(Deserialize)]
struct WeightedFeature {
    feature: String,
    weight: f32,
    cap: Option<f32>,
}

const FORMAT: &str = "dehusk-model";
const VERSION: u32 = 1;

impl Model {
    /// The weights that dehusk comes with.
    pub fn builtin() -> Self {
        Model::from_json(include_bytes!("model.json"))
            .expect("the weights in the source tree are tested to load")
    }

    /// Reads weights from JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Weights`] if the JSON is malformed, of another format or version, or names a feature that
    /// this version of dehusk does not compute.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        let fail = |message: String| Error::new(ErrorKind::Weights, message);
        let weights: Weights =
            serde_json::from_slice(json).map_err(|e| fail(format!("not a model: {e}")))?;
        if (weights.format.as_str(), weights.version) != (FORMAT, VERSION) {
            let found = format!("{} version {}", weights.format, weights.version);
            return Err(fail(format!(
                "these weights are {found}; right would be {FORMAT} version {VERSION}"
            )));
        }
        let names = features::names();
        let term = |t: &WeightedFeature| match names.iter().position(|name| *name == t.feature) {
            Some(column) => {
                Ok(Term { column, weight: t.weight, cap: t.cap.unwrap_or(f32::INFINITY) })
            }
            None => Err(fail(format!(
                "these weights ask for a feature {:?} that does not exist",
                t.feature
            ))),
        };
        let terms = weights.terms.iter().map(term).collect::<Result<_, _>>()?;
        let place =
            |(word, weight): &(String, f32)| (placed(Place::Path, hash(word.bytes())), *weight);
        let entries: Vec<_> = weights.names.iter().map(place).collect();
        let tables = Tables { names: Table::new(&entries, 0.0), words: Table::default() };
        Ok(Model { tables, bias: weights.bias, terms })
    }

    /// Reads weights from a JSON file.
    ///
    /// # Errors
    /// [`ErrorKind::Reading`] if the file cannot be read, and as [`Model::from_json`].
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let json = std::fs::read(path).map_err(|e| Error::io(ErrorKind::Reading, path, e))?;
        Model::from_json(&json).map_err(|error| error.at(path))
    }

    /// The first-stage tables, which the features need.
    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// The probability of each block that it is content.
    pub(crate) fn score(&self, rows: &Rows) -> Vec<f32> {
        let score = |row: &[f32]| {
            let value =
                |t: &Term| if row[t.column].is_nan() { 0.0 } else { row[t.column].min(t.cap) };
            logistic(self.terms.iter().fold(self.bias, |sum, t| sum + t.weight * value(t)))
        };
        rows.iter().map(score).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_weights_load() {
        assert!(!Model::builtin().terms.is_empty());
    }

    #[test]
    fn what_does_not_fit_is_refused_by_name() {
        let error = |json: &str| Model::from_json(json.as_bytes()).unwrap_err().to_string();
        assert!(error("{").contains("not a model"));
        let json = r#"{"format":"dehusk-model","version":99,"names":[],"bias":0,"terms":[]}"#;
        assert!(error(json).contains("version 99"));
        let json = r#"{"format":"dehusk-model","version":1,"names":[],"bias":0,"terms":[{"feature":"xyz","weight":1}]}"#;
        assert!(error(json).contains("\"xyz\""));
    }
}
