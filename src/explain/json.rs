//! An explanation as JSON.

use serde_json::{Value, json};

use super::{ExplainedBlock, Explanation, Reason};
use crate::render::json::rounded;

impl Explanation {
    /// The explanation as a JSON object on one line: `threshold`, and `blocks` with `kept`, `probability`, `step`, `why`, `role`,
    /// `caption`, `words`, `range` (bytes of the page), `line`, `path`, `selector`, `reasons` (lists of feature, value, weight, the feature in plain words, the value in plain words) and `text`.
    pub fn json(&self) -> String {
        let blocks: Vec<Value> = self.blocks.iter().map(block).collect();
        json!({ "threshold": rounded(self.threshold), "blocks": blocks }).to_string()
    }
}

fn block(block: &ExplainedBlock) -> Value {
    let reasons: Vec<Value> = block.reasons.iter().map(reason).collect();
    json!({
        "kept": block.is_kept,
        "probability": rounded(block.probability),
        "step": block.step.as_str(),
        "why": block.step.sentence(block.is_kept),
        "role": block.role.as_str(),
        "caption": block.is_caption,
        "words": block.n_words,
        "range": block.range.as_ref().map(|range| [range.start, range.end]),
        "line": block.line,
        "path": block.path,
        "selector": block.selector,
        "reasons": reasons,
        "text": block.text,
    })
}

/// A feature, its value (`null` if missing), its weight, and the feature and the value in plain words.
fn reason(reason: &Reason) -> Value {
    let value = if reason.value.is_finite() { json!(rounded(reason.value)) } else { Value::Null };
    json!([reason.feature, value, rounded(reason.weight), reason.phrase, reason.shown])
}
