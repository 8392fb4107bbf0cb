//! Values that others refer to by their number, as Nuxt and React write them.

use std::collections::BTreeMap;

use crate::preload::literal::Value;
use crate::preload::prose;

/// What values refer to; empty for data that are whole in themselves.
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
    /// A table of values by their numbers.
    pub fn new(entries: impl Iterator<Item = (usize, &'a Value)>) -> Self {
        let is_prose = |value: &Value| value.as_text().is_some_and(prose::is_prose);
        let entry = |(i, value)| (i, Entry { value, is_prose: is_prose(value), is_taken: false });
        Table { entries: entries.map(entry).collect() }
    }

    /// The table that a list is in which all of the first value are references, as Nuxt writes it.
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

    /// An entry, the first time that it is asked for; so what refers to itself comes to an end.
    pub fn take(&mut self, i: usize) -> Option<&'a Value> {
        let entry = self.entries.get_mut(&i)?;
        (!std::mem::replace(&mut entry.is_taken, true)).then_some(entry.value)
    }

    /// The value, or what it refers to if that is not taken yet.
    pub fn resolve(&mut self, value: &'a Value) -> Option<&'a Value> {
        match value {
            Value::Index(i) => self.take(*i),
            _ => Some(value),
        }
    }

    /// What a value is or refers to.
    pub fn look<'b>(&'b self, value: &'b Value) -> &'b Value {
        match value {
            Value::Index(i) => self.entries.get(i).map_or(value, |entry| entry.value),
            _ => value,
        }
    }

    /// Whether it is or refers to prose.
    pub fn is_prose(&self, value: &Value) -> bool {
        match value {
            Value::Index(i) => self.entries.get(i).is_some_and(|entry| entry.is_prose),
            _ => value.as_text().is_some_and(prose::is_prose),
        }
    }
}
