//! Parses React's server stream ("flight"): rows of `id:value`, where values are JSON and may be elements.

use crate::preload::literal::{self, Value};

/// The rows of a stream with their ids, in order. A row ends at a line feed; a text row has a length in bytes instead.
pub(crate) fn rows(stream: &str) -> Vec<(usize, Value)> {
    let mut out = Vec::new();
    let mut rest = stream;
    while !rest.is_empty() {
        let n_digits = rest.bytes().take_while(u8::is_ascii_hexdigit).count();
        let id = usize::from_str_radix(&rest[..n_digits], 16).unwrap_or(usize::MAX);
        let row = rest[n_digits..].strip_prefix(':');
        if let Some((len, text)) = row.and_then(|row| length(row.strip_prefix('T')?)) {
            let is_end = |n: &usize| text.is_char_boundary(*n);
            let end = (0..=len.min(text.len())).rev().find(is_end).unwrap_or(0);
            out.push((id, Value::Text(text[..end].to_owned())));
            rest = &text[end..];
            continue;
        }
        let (line, next) = rest.split_once('\n').unwrap_or((rest, ""));
        let value = line[n_digits..].strip_prefix(':').unwrap_or_default();
        if value.starts_with(['[', '{', '"']) {
            out.push((id, literal::read(value).0));
        }
        rest = next;
    }
    out
}

/// Parses the hexadecimal length before a comma. Returns it with the rest after the comma.
fn length(row: &str) -> Option<(usize, &str)> {
    let n_digits = row.bytes().take(8).take_while(u8::is_ascii_hexdigit).count();
    let text = row[n_digits..].strip_prefix(',')?;
    usize::from_str_radix(&row[..n_digits], 16).ok().map(|len| (len, text))
}

/// The type and the properties of a value that is an element.
pub(crate) fn element(value: &Value) -> Option<(&str, &Value)> {
    match value {
        Value::List(items) => match items.as_slice() {
            [Value::Text(mark), Value::Text(kind), _, properties @ Value::Object(_), ..]
                if mark == "$" =>
            {
                Some((kind, properties))
            }
            _ => None,
        },
        _ => None,
    }
}

/// The id of the row that a text refers to: `$1f`, or `$L1f` with a letter for the kind of reference.
pub(crate) fn reference(text: &str) -> Option<usize> {
    let id = text.strip_prefix('$')?.trim_start_matches(['L', '@', 'Q', 'W']);
    (!id.is_empty() && id.bytes().all(|b| b.is_ascii_hexdigit()))
        .then(|| usize::from_str_radix(id, 16).ok())?
}

/// The ids of all rows that a value refers to.
pub(crate) fn references(value: &Value) -> Vec<usize> {
    let mut out = Vec::new();
    let mut left = vec![value];
    while let Some(value) = left.pop() {
        match value {
            Value::Text(text) => out.extend(reference(text)),
            Value::List(items) => left.extend(items),
            Value::Object(entries) => left.extend(entries.iter().map(|(_, value)| value)),
            Value::Index(_) | Value::Other => {}
        }
    }
    out
}

/// The displayed form of a text. References, which begin with a dollar sign, are empty; `$$` is an escaped dollar sign.
pub(crate) fn shown(text: &str) -> &str {
    match text.strip_prefix('$') {
        None => text,
        Some(text) if text.starts_with('$') => text,
        Some(_) => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_end_at_a_line_feed_or_by_length() {
        let stream = "1:\"$Sreact\"\n2:I[7,[],\"x\"]\n:HL[\"/a.css\"]\na:T6,é\n2:xb:[\"$\",\"p\",null,{\"children\":\"y\"}]\nc:T";
        let rows = rows(stream);
        let text = |text: &str| Value::Text(text.to_owned());
        assert_eq!(rows[..2], [(1, text("$Sreact")), (10, text("é\n2:x"))]);
        let (kind, properties) = element(&rows[2].1).unwrap();
        assert_eq!((kind, properties.get("children").unwrap().as_text()), ("p", Some("y")));
        assert_eq!(rows.len(), 3);
    }

    #[test]
    fn references_are_not_shown() {
        assert_eq!(["$L1", "$$5", "a"].map(shown), ["", "$5", "a"]);
        assert_eq!(
            ["$L1f", "$5", "$$5", "$", "$undefined"].map(reference),
            [Some(31), Some(5), None, None, None]
        );
    }
}
