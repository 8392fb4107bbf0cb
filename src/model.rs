//! The model: the probability that a block is content, from its features.

use std::path::Path;
use std::sync::{Arc, LazyLock};

use serde::Deserialize;

use crate::error::{Error, ErrorKind};
use crate::features::number::{log_odds, logistic};
use crate::features::stacked::Probabilities;
use crate::features::table::{Table, Tables};
use crate::features::{self, Rows, flat};
use crate::forest::{Early, Forest, Packed, sums_while_open, unpack};
use crate::text::fnv;
use crate::titles::{PackedTitles, TitleWeights};

/// Learned weights for the classification of text blocks.
///
/// [`Model::builtin`] returns the built-in weights, and [`Model::from_json`] loads others. Cloning is cheap: clones
/// share the weights.
#[derive(Debug, Clone)]
pub struct Model(Source);

/// The source of the weights. Built-in ones are parsed on first use.
#[derive(Debug, Clone)]
enum Source {
    Builtin(InputKind),
    /// With the hash of their JSON.
    Own {
        weights: Arc<Weights>,
        digest: u64,
    },
}

/// The input that weights are for: blocks of HTML pages, or of flattened text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum InputKind {
    #[default]
    Html,
    Text,
}

impl InputKind {
    /// The names of the features of blocks.
    pub fn feature_names(self) -> Vec<String> {
        match self {
            InputKind::Html => features::names(),
            InputKind::Text => flat::names(),
        }
    }
}

#[derive(Debug)]
struct Weights {
    kind: InputKind,
    tables: Tables,
    content: Forest,
    page_type: Option<(Vec<String>, Forest)>,
    caption: Option<Forest>,
    /// The second classification, with features from the first (stacking).
    stacked: Option<Forest>,
    confidence: Vec<[f32; 2]>,
    titles: TitleWeights,
}

#[derive(Deserialize)]
struct Format {
    format: String,
    version: u32,
}

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    input: InputKind,
    names: Option<PackedTable>,
    words: PackedTable,
    content: Packed,
    page_type: Option<PackedPageType>,
    caption: Option<Packed>,
    stacked: Option<Packed>,
    #[serde(default)]
    confidence: Vec<[f32; 2]>,
    title: Option<PackedTitles>,
}

#[derive(Deserialize)]
struct PackedTable {
    bias: f32,
    scale: f32,
    hashes: String,
    weights: String,
    inner: Option<PackedInner>,
}

/// Inner weights for the same hashes.
#[derive(Deserialize)]
struct PackedInner {
    bias: f32,
    scale: f32,
    weights: String,
}

#[derive(Deserialize)]
struct PackedPageType {
    labels: Vec<String>,
    forest: Packed,
}

const FORMAT: &str = "dehusk-model";
const VERSION: u32 = 2;

/// After each of these numbers of trees, blocks with log-odds outside `open` are final, and their remaining trees are
/// skipped. No threshold is near these probabilities, so held-out scores do not change.
const EARLY: Early<'static> = Early { stops: &[16, 40, 80, 130], open: -3.2..4.0 };
/// The same for captions, which are rare.
const EARLY_CAPTION: Early<'static> = Early { stops: &[8, 20, 40], open: -2.5..4.0 };

static BUILTIN: LazyLock<Weights> = LazyLock::new(|| builtin(InputKind::Html));
static BUILTIN_TEXT: LazyLock<Weights> = LazyLock::new(|| builtin(InputKind::Text));

fn builtin_json(kind: InputKind) -> &'static [u8] {
    match kind {
        InputKind::Html => include_bytes!("../models/html.json"),
        InputKind::Text => include_bytes!("../models/text.json"),
    }
}

fn titles(own: Option<PackedTitles>, kind: InputKind) -> Result<TitleWeights, String> {
    match kind {
        InputKind::Html => TitleWeights::for_html(own),
        InputKind::Text => TitleWeights::for_text(own),
    }
}

fn digest(json: &[u8]) -> u64 {
    fnv(json.iter().copied())
}

fn builtin(kind: InputKind) -> Weights {
    let json = builtin_json(kind);
    parse(json).expect("the built-in weights are valid, as a test checks")
}

/// A table of token weights that is part of the program.
pub(crate) fn builtin_table(json: &[u8]) -> Table {
    let packed: Result<PackedTable, _> = serde_json::from_slice(json);
    let parsed = packed.map_err(|e| e.to_string()).and_then(|packed| table(&packed));
    parsed.expect("the built-in weights are valid, as a test checks")
}

impl Model {
    /// The built-in weights for HTML.
    pub fn builtin() -> Self {
        Model(Source::Builtin(InputKind::Html))
    }

    /// The built-in weights for text that was already flattened.
    pub fn builtin_text() -> Self {
        Model(Source::Builtin(InputKind::Text))
    }

    fn weights(&self) -> &Weights {
        match &self.0 {
            Source::Builtin(InputKind::Html) => &BUILTIN,
            Source::Builtin(InputKind::Text) => &BUILTIN_TEXT,
            Source::Own { weights, .. } => weights,
        }
    }

    /// Whether these are built-in weights.
    pub fn is_builtin(&self) -> bool {
        matches!(self.0, Source::Builtin(_))
    }

    /// The input that these weights are for.
    pub(crate) fn kind(&self) -> InputKind {
        match &self.0 {
            Source::Builtin(kind) => *kind,
            Source::Own { weights, .. } => weights.kind,
        }
    }

    /// Loads weights from JSON.
    ///
    /// # Errors
    /// [`ErrorKind::Weights`] if the JSON is malformed, has another format or version, or names a feature that this
    /// version of dehusk does not compute.
    pub fn from_json(json: &[u8]) -> Result<Self, Error> {
        parse(json)
            .map(|weights| Model(Source::Own { weights: Arc::new(weights), digest: digest(json) }))
            .map_err(|message| Error::new(ErrorKind::Weights, message))
    }

    /// Loads weights from a JSON file.
    ///
    /// # Errors
    /// [`ErrorKind::Reading`] if the file cannot be read; otherwise as for [`Model::from_json`].
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        let json = std::fs::read(path).map_err(|e| Error::io(ErrorKind::Reading, path, e))?;
        Model::from_json(&json).map_err(|error| error.at(path))
    }

    /// The 64-bit FNV-1a hash of the JSON of the weights. It identifies them, for example in the manifest of a data set.
    pub fn digest(&self) -> u64 {
        match &self.0 {
            Source::Builtin(kind) => digest(builtin_json(*kind)),
            Source::Own { digest, .. } => *digest,
        }
    }

    /// The first-stage tables, which the features depend on.
    pub(crate) fn tables(&self) -> &Tables {
        &self.weights().tables
    }

    /// Classifies each block of a page. `fill_stacked` fills the columns that depend on the first classification. If
    /// there are weights for a second one, the log-odds of content are the mean of both.
    pub(crate) fn judge(
        &self,
        rows: &mut Rows,
        fill_stacked: impl FnOnce(&Probabilities, &mut Rows),
    ) -> Probabilities {
        let Weights { content, caption, stacked, .. } = self.weights();
        let mut judged = match caption {
            Some(caption) => {
                let forests = [(content, EARLY), (caption, EARLY_CAPTION)];
                let [content, captions] = probabilities(forests, rows);
                Probabilities { content, captions }
            }
            None => {
                let [content] = probabilities([(content, EARLY)], rows);
                Probabilities { content, captions: Vec::new() }
            }
        };
        fill_stacked(&judged, rows);
        if let Some(forest) = stacked {
            let [again] = probabilities([(forest, EARLY)], rows);
            for (p, again) in judged.content.iter_mut().zip(again) {
                *p = logistic((log_odds(*p) + log_odds(again)) / 2.0);
            }
        }
        judged
    }

    /// The contribution of each column of a row to the log-odds of content, and the rest. Their total is the log-odds.
    pub(crate) fn contributions(&self, row: &[f32]) -> (Vec<f32>, f32) {
        let weights = self.weights();
        let (mut sums, mut rest) = weights.content.contributions(row, &EARLY);
        if let Some(forest) = &weights.stacked {
            let (again, rest_again) = forest.contributions(row, &EARLY);
            sums.iter_mut().zip(again).for_each(|(sum, again)| *sum = (*sum + again) / 2.0);
            rest = (rest + rest_again) / 2.0;
        }
        (sums, rest)
    }

    /// Calibrates an expected F1 score, by the actual scores on held-out pages.
    pub(crate) fn confidence(&self, expected: f32) -> f32 {
        interpolate(&self.weights().confidence, expected)
    }

    /// The weights of title candidates.
    pub(crate) fn titles(&self) -> &TitleWeights {
        &self.weights().titles
    }

    /// The page type, from the weighted mean of the rows; `None` without a classifier.
    pub(crate) fn page_type(&self, rows: &Rows, weights: &[f32]) -> Option<&str> {
        let (labels, forest) = self.weights().page_type.as_ref()?;
        let sums = forest.sums(&rows.mean(weights, &forest.columns()), labels.len());
        let best =
            (0..labels.len()).reduce(|best, i| if sums[i] > sums[best] { i } else { best })?;
        Some(&labels[best])
    }
}

fn probabilities<const N: usize>(forests: [(&Forest, Early<'_>); N], rows: &Rows) -> [Vec<f32>; N] {
    sums_while_open(forests, rows).map(|sums| sums.into_iter().map(logistic).collect())
}

/// Linear interpolation at `x` between points sorted ascending by their first coordinate, constant beyond the ends; `x`
/// itself without points.
fn interpolate(points: &[[f32; 2]], x: f32) -> f32 {
    let after = points.partition_point(|p| p[0] < x);
    match (after.checked_sub(1).and_then(|i| points.get(i)), points.get(after)) {
        (None, None) => x,
        (Some(p), None) | (None, Some(p)) => p[1],
        (Some(a), Some(b)) => a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]),
    }
}

fn parse(json: &[u8]) -> Result<Weights, String> {
    let malformed = |e: serde_json::Error| format!("not a model: {e}");
    let format: Format = serde_json::from_slice(json).map_err(malformed)?;
    if (format.format.as_str(), format.version) != (FORMAT, VERSION) {
        let found = format!("{} version {}", format.format, format.version);
        return Err(format!("these weights are {found}; expected {FORMAT} version {VERSION}"));
    }
    let file: File = serde_json::from_slice(json).map_err(malformed)?;
    let page_type = match file.page_type {
        Some(p) if p.labels.is_empty() => return Err("a page type needs labels".to_owned()),
        Some(p) => Some((p.labels, forest(&p.forest, file.input)?)),
        None => None,
    };
    let optional = |packed: &Option<Packed>| {
        packed.as_ref().map(|packed| forest(packed, file.input)).transpose()
    };
    let names = file.names.as_ref().map(table).transpose()?;
    Ok(Weights {
        kind: file.input,
        tables: Tables { names: names.unwrap_or_default(), words: table(&file.words)? },
        content: forest(&file.content, file.input)?,
        page_type,
        caption: optional(&file.caption)?,
        stacked: optional(&file.stacked)?,
        confidence: file.confidence,
        titles: titles(file.title, file.input)?,
    })
}

fn forest(packed: &Packed, kind: InputKind) -> Result<Forest, String> {
    let names = kind.feature_names();
    let column = |name: &String| match names.iter().position(|n| n == name) {
        Some(column) => Ok(column),
        None => Err(format!(
            "these weights need the feature {name:?}, which this version does not compute"
        )),
    };
    Forest::new(packed, &packed.features.iter().map(column).collect::<Result<Vec<_>, _>>()?)
}

fn table(packed: &PackedTable) -> Result<Table, String> {
    let hashes = unpack(&packed.hashes)?;
    let hash = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    let entries = |weights: &str, scale: f32| {
        let weights = unpack(weights)?;
        if hashes.len() != weights.len() * 4 {
            return Err("a table needs as many weights as hashes".to_owned());
        }
        let weight = |byte: u8| f32::from(byte as i8) * scale;
        let hashes = hashes.chunks_exact(4).map(hash);
        Ok(hashes.zip(weights.into_iter().map(weight)).collect::<Vec<_>>())
    };
    let table = Table::new(&entries(&packed.weights, packed.scale)?, packed.bias);
    Ok(match &packed.inner {
        Some(inner) => table.with_inner(&entries(&inner.weights, inner.scale)?, inner.bias),
        None => table,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_builtin_weights_load() {
        let model = Model::builtin();
        assert!(model.weights().page_type.is_some() && !model.weights().confidence.is_empty());
        let kinds = [model, Model::builtin_text()].map(|model| model.weights().kind);
        assert_eq!(kinds, [InputKind::Html, InputKind::Text]);
    }

    #[test]
    fn invalid_weights_are_rejected_with_a_reason() {
        let error = |json: &str| Model::from_json(json.as_bytes()).unwrap_err().to_string();
        assert!(error("{").contains("not a model"));
        assert!(error(r#"{"format":"dehusk-model","version":99}"#).contains("version 99"));
        let table = r#"{"bias":0,"scale":1,"hashes":"","weights":""}"#;
        let forest = r#"{"features":["xyz"],"edges":[[]],"n_leaves":[],"feature":"","edge":"","missing_left":"",
            "left":"","right":"","leaves":"","scale":1,"bias":0}"#;
        let json = |names: &str| {
            format!(
                r#"{{"format":"dehusk-model","version":2,"names":{names},"words":{table},"content":{forest}}}"#
            )
        };
        assert!(error(&json(table)).contains("\"xyz\""));
        assert!(
            error(&json(r#"{"bias":0,"scale":1,"hashes":"AAAA","weights":"AA=="}"#))
                .contains("as many")
        );
        let inner = r#"{"bias":0,"scale":1,"weights":"AA=="}"#;
        let with_inner =
            format!(r#"{{"bias":0,"scale":1,"hashes":"","weights":"","inner":{inner}}}"#);
        assert!(error(&json(&with_inner)).contains("as many"));
    }

    #[test]
    fn confidence_is_interpolated() {
        let points = [[0.2, 0.1], [0.4, 0.5]];
        let at = |x| interpolate(&points, x);
        assert_eq!([at(0.0), at(0.2), at(1.0)], [0.1, 0.1, 0.5]);
        assert!((at(0.3) - 0.3).abs() < 1e-6);
        assert_eq!(interpolate(&[], 0.7), 0.7);
    }
}
