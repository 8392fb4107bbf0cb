//! Tables of values that are referred to by number, as Nuxt and React write them.

use std::collections::BTreeMap;

use crate::preload::literal::Value;
use crate::preload::prose;

/// The values by number. Empty for data without references.
#[derive(Default)]
pub(crate) struct Table<'a> {
    entries: BTreeMap<usize, Entry<'a>>,
}

struct Entry<'a> {
    value: &'a Value,
    is_prose: bool,
    is_taken: bool,
}

impl<'a> Table<'a> {
    /// A table of numbered values.
    pub fn new(entries: impl Iterator<Item = (usize, &'a Value)>) -> Self {
        let is_prose = |value: &Value| value.as_text().is_some_and(prose::is_prose);
        let entry = |(i, value)| (i, Entry { value, is_prose: is_prose(value), is_taken: false });
        Table { entries: entries.map(entry).collect() }
    }

    /// Interprets a list as Nuxt's table: its first value must consist of references. Otherwise the table is empty.
    pub fn of(value: &'a Value) -> Self {
        let Value::List(list) = value else { return Table::default() };
        let is_reference = |value: &Value| matches!(value, Value::Index(i) if *i < list.len());
        let is_table = match list.first() {
            Some(Value::Object(o)) => !o.is_empty() && o.iter().all(|(_, v)| is_reference(v)),
            Some(Value::List(items)) => {
                matches!(items.as_slice(), [Value::Text(_), root] if is_reference(root))
            }
            _ => false,
        };
        Table::new(list.iter().enumerate().take(if is_table { list.len() } else { 0 }))
    }

    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// An entry, on the first request only. This ends circular references.
    pub fn take(&mut self, i: usize) -> Option<&'a Value> {
        let entry = self.entries.get_mut(&i)?;
        (!std::mem::replace(&mut entry.is_taken, true)).then_some(entry.value)
    }

    /// The value, or the entry that it refers to if it is not taken yet.
    pub fn resolve(&mut self, value: &'a Value) -> Option<&'a Value> {
        match value {
            Value::Index(i) => self.take(*i),
            _ => Some(value),
        }
    }

    /// The value, or the entry that it refers to.
    pub fn look<'b>(&'b self, value: &'b Value) -> &'b Value {
        match value {
            Value::Index(i) => self.entries.get(i).map_or(value, |entry| entry.value),
            _ => value,
        }
    }

    /// Whether a value is prose or refers to prose.
    pub fn is_prose(&self, value: &Value) -> bool {
        match value {
            Value::Index(i) => self.entries.get(i).is_some_and(|entry| entry.is_prose),
            _ => value.as_text().is_some_and(prose::is_prose),
        }
    }
}
