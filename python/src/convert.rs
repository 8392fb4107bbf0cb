//! Between Python's values and the library's.

use std::fmt::Display;
use std::str::FromStr;

use dehusk::{Article, Explanation, Focus, Format, Input, Limit, Limits, LimitsHit};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyString};
use serde_json::{Map, Value, json};

use crate::outlive::OptionsError;

/// The prefix of the names of limits in Python.
const MAX: &str = "max_";

/// What a record has beside text and metadata.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub formats: Vec<Format>,
    pub blocks: bool,
    pub evidence: bool,
    pub links: bool,
    pub images: bool,
}

impl Wanted {
    /// What these names of formats ask for.
    pub fn of(names: &[String]) -> PyResult<Self> {
        let mut wanted = Wanted::default();
        for name in names {
            match name.as_str() {
                "text" => {}
                "markdown" => wanted.formats.push(Format::Markdown),
                "html" => wanted.formats.push(Format::Html),
                "tei" => wanted.formats.push(Format::Tei),
                "blocks" => wanted.blocks = true,
                "evidence" => wanted.evidence = true,
                other => {
                    let known = ["text", "markdown", "html", "tei", "blocks", "evidence"];
                    return Err(not_one_of("formats", other, known.iter()));
                }
            }
        }
        Ok(wanted)
    }
}

/// The record of an article: what the command line writes as JSON, then `links` and `images` if they are wanted.
pub fn record(article: &Article, wanted: &Wanted) -> Map<String, Value> {
    let record = article.record().with_evidence(wanted.evidence).with_blocks(wanted.blocks);
    let record = wanted.formats.iter().fold(record, |record, &format| record.with_format(format));
    let mut map = Map::from(record);
    if wanted.links {
        let links = article.links().into_iter();
        let links = links.map(|link| json!({ "text": link.text, "url": link.url }));
        map.insert("links".to_owned(), links.collect());
    }
    if wanted.images {
        let images = article.images().into_iter();
        let images = images.map(|image| json!({ "url": image.url, "alt": image.alt }));
        map.insert("images".to_owned(), images.collect());
    }
    map
}

/// What the command line writes as the explanation.
pub fn explanation(explanation: &Explanation) -> Map<String, Value> {
    serde_json::from_str(&explanation.json()).expect("the library writes one JSON object")
}

/// A JSON object as a `dict`.
pub fn dict<'py>(py: Python<'py>, map: &Map<String, Value>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    for (key, value) in map {
        dict.set_item(PyString::intern(py, key), object(py, value)?)?;
    }
    Ok(dict)
}

fn object<'py>(py: Python<'py>, value: &Value) -> PyResult<Bound<'py, PyAny>> {
    Ok(match value {
        Value::Null => py.None().into_bound(py),
        Value::Bool(value) => PyBool::new(py, *value).to_owned().into_any(),
        Value::Number(number) => match number.as_u64() {
            Some(number) => PyInt::new(py, number).into_any(),
            None => PyFloat::new(py, number.as_f64().unwrap_or(f64::NAN)).into_any(),
        },
        Value::String(text) => PyString::new(py, text).into_any(),
        Value::Array(list) => {
            let list: Vec<_> = list.iter().map(|v| object(py, v)).collect::<PyResult<_>>()?;
            PyList::new(py, list)?.into_any()
        }
        Value::Object(map) => dict(py, map)?.into_any(),
    })
}

/// The names of limits that cut a page.
pub fn names(limits_hit: LimitsHit) -> Vec<&'static str> {
    limits_hit.iter().map(Limit::as_str).collect()
}

/// The limits of these names.
pub fn limits_hit(names: &[String]) -> LimitsHit {
    names.iter().filter_map(|name| name.parse::<Limit>().ok()).collect()
}

/// The kind of input of a name.
pub fn input(name: &str) -> PyResult<Input> {
    named("input", name, Input::ALL)
}

/// The focus of a name.
pub fn focus(name: &str) -> PyResult<Focus> {
    named("focus", name, Focus::ALL)
}

/// The names of all limits in Python.
pub fn limit_names() -> impl Iterator<Item = String> {
    Limit::ALL.iter().map(|limit| format!("{MAX}{limit}"))
}

/// The limits of these names and values.
pub fn limits(values: &[(String, usize)]) -> PyResult<Limits> {
    values.iter().try_fold(Limits::new(), |limits, (name, value)| {
        match name.strip_prefix(MAX).and_then(|limit| limit.parse().ok()) {
            Some(limit) => Ok(limits.with(limit, *value)),
            None => Err(not_one_of("limits", name, limit_names())),
        }
    })
}

/// The value of this name, of an option with these values.
fn named<T: FromStr + Display>(option: &str, name: &str, all: &[T]) -> PyResult<T> {
    name.parse().map_err(|_| not_one_of(option, name, all.iter()))
}

fn not_one_of(option: &str, given: &str, known: impl Iterator<Item = impl Display>) -> PyErr {
    let known = known.map(|name| name.to_string()).collect::<Vec<_>>().join(", ");
    OptionsError::new_err(format!("{option}: {given:?} is not known; expected: {known}"))
}
