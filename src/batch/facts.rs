//! What the records of a batch depend on besides the inputs: version, weights and options.

use serde_json::{Map, Value, json};

use crate::batch::Batch;
use crate::limits::Limit;
use crate::selector::Selector;

/// The values by name. They are the first keys of a manifest, and the metadata of a Parquet file.
pub(super) type Facts = Map<String, Value>;

impl Batch {
    pub(super) fn facts(&self) -> Facts {
        let (model, text_model) = (&self.extractor.model, &self.extractor.text_model);
        let model = format!("{:016x}-{:016x}", model.digest(), text_model.digest());
        let mut facts = Facts::new();
        facts.insert("dehusk.version".to_owned(), env!("CARGO_PKG_VERSION").into());
        facts.insert("dehusk.model".to_owned(), model.into());
        facts.insert("dehusk.options".to_owned(), self.option_facts().into());
        facts
    }

    /// All options, also those with their default.
    fn option_facts(&self) -> Map<String, Value> {
        let mut all = Map::new();
        all.extend(self.extraction_facts());
        all.extend(self.reading_facts());
        all.extend(self.record_facts());
        all.extend(self.filters.facts());
        if self.filters.dedupe.is_some() {
            // Duplicates are found within a part.
            all.insert("part".to_owned(), format!("{}/{}", self.part.0, self.part.1).into());
        }
        all
    }

    fn extraction_facts(&self) -> Map<String, Value> {
        let options = &self.extractor.options;
        let css = |list: &[Selector]| -> Value {
            list.iter().map(|selector| Value::from(selector.written())).collect()
        };
        let keep = &options.keep;
        let limits = Limit::ALL.iter().map(|&limit| {
            // Larger numbers than 2^53 are not exact in every reader of JSON.
            let value = options.limits.get(limit);
            (format!("max_{limit}"), if value == usize::MAX { Value::Null } else { value.into() })
        });
        object([
            ("focus", options.focus.as_str().into()),
            ("comments", keep.comments.into()),
            ("tables", keep.tables.into()),
            ("links", keep.links.into()),
            ("images", keep.images.into()),
            ("captions", keep.captions.into()),
            ("title", keep.title.into()),
            ("keep", css(&options.keep_css)),
            ("drop", css(&options.drop_css)),
            ("positions", options.positions.into()),
            ("limits", Value::Object(limits.collect())),
        ])
    }

    fn reading_facts(&self) -> Map<String, Value> {
        let fields = &self.reading.fields;
        object([
            ("input", self.input.map(|input| input.as_str()).into()),
            ("content_type", self.content_type.clone().into()),
            ("url_from", self.addresses.as_ref().map(|addresses| addresses.described()).into()),
            ("html_field", fields.html.clone().into()),
            ("text_field", fields.text.clone().into()),
            ("url_field", fields.url.clone().into()),
            ("any_status", self.reading.any_status.into()),
        ])
    }

    fn record_facts(&self) -> Map<String, Value> {
        let shape = &self.shape;
        let formats: Value = shape.formats.iter().map(|format| format.as_str()).collect();
        object([
            ("schema", shape.schema.as_str().into()),
            ("formats", formats),
            ("evidence", shape.with_evidence.into()),
            ("blocks", shape.with_blocks.into()),
            ("front_matter", shape.with_front_matter.into()),
            ("fields", json!(shape.fields)),
        ])
    }
}

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Map<String, Value> {
    pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// What two values of a fact differ in: the first key and its two values if both are objects, else the values.
pub(super) fn difference(wanted: &Value, found: &Value) -> String {
    let (Value::Object(ours), Value::Object(theirs)) = (wanted, found) else {
        return format!("expected {wanted}, found {found}");
    };
    let keys = ours.keys().chain(theirs.keys());
    let mut other = keys.filter(|key| ours.get(*key) != theirs.get(*key));
    other.next().map_or_else(String::new, |key| {
        let [ours, theirs] = [ours, theirs].map(|map| map.get(key).unwrap_or(&Value::Null));
        format!("{key}: {}", difference(ours, theirs))
    })
}
