//! Parses JSON. Strings without escapes are borrowed from the text, and objects are lists of entries.

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::Deserialize;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Bool,
    Number(Number),
    String(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    Object(Thing<'a>),
}

/// A JSON object. Of duplicate keys, the last value counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Thing<'a>(Vec<(Cow<'a, str>, Value<'a>)>);

impl<'a> Thing<'a> {
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        self.0.iter().rev().find(|(own, _)| own == key).map(|(_, value)| value)
    }

    pub fn contains_key(&self, key: &str) -> bool {
        self.get(key).is_some()
    }
}

impl<'a> Value<'a> {
    /// Parses a text as JSON; `None` if it is invalid. Also returns whether values were dropped: arrays and objects nested deeper
    /// than `max_depth` are null. Deeper nesting does not use more stack.
    pub fn read(text: &'a str, max_depth: usize) -> Option<(Value<'a>, bool)> {
        let is_cut = Cell::new(false);
        let mut json = serde_json::Deserializer::from_str(text);
        let value = OfValue { depth_left: max_depth, is_cut: &is_cut }.deserialize(&mut json);
        let value = value.and_then(|value| json.end().map(|()| value)).ok()?;
        Some((value, is_cut.get()))
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// Returns the value of a key; `None` if this is not an object or lacks the key.
    pub fn get(&self, key: &str) -> Option<&Value<'a>> {
        match self {
            Value::Object(thing) => thing.get(key),
            _ => None,
        }
    }

    pub fn as_array(&self) -> Option<&[Value<'a>]> {
        match self {
            Value::Array(items) => Some(items),
            _ => None,
        }
    }
}

/// Builds values from the events of a parser.
#[derive(Clone, Copy)]
struct OfValue<'c> {
    /// The number of nesting levels that are still allowed.
    depth_left: usize,
    is_cut: &'c Cell<bool>,
}

impl OfValue<'_> {
    /// Returns the visitor for the values in an array or object. If they would be too deep, records that and returns `None`.
    fn inner(self) -> Option<Self> {
        let depth_left = self.depth_left.checked_sub(1);
        self.is_cut.set(self.is_cut.get() || depth_left.is_none());
        Some(OfValue { depth_left: depth_left?, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for OfValue<'_> {
    type Value = Value<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for OfValue<'_> {
    type Value = Value<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value<'de>, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value<'de>, E> {
        Ok(Value::Bool)
    }

    fn visit_i64<E>(self, number: i64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Value<'de>, E> {
        Ok(Value::Number(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Value<'de>, E> {
        Ok(Number::from_f64(number).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Value<'de>, E> {
        Ok(Value::String(Cow::Borrowed(text)))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value<'de>, A::Error> {
        let Some(inner) = self.inner() else {
            while items.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Value::Null);
        };
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed(inner)? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
        let Some(inner) = self.inner() else {
            while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Ok(Value::Null);
        };
        let mut all = Vec::new();
        while let Some(Key(key)) = entries.next_key()? {
            all.push((key, entries.next_value_seed(inner)?));
        }
        Ok(Value::Object(Thing(all)))
    }
}

/// The key of an entry.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(OfKey)
    }
}

struct OfKey;

impl<'de> Visitor<'de> for OfKey {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(text.to_owned())))
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_they_stand() {
        let json = r#"{"a":1,"b":["x","\u0041\n",null,true,1.5,-2],"a":{"c\"":"d"}}"#;
        let value = Value::read(json, 2);
        let Some((Value::Object(thing), false)) = value else { panic!("{value:?}") };
        let Some(Value::Object(inner)) = thing.get("a") else { panic!("{thing:?}") };
        assert_eq!(inner.get("c\"").and_then(Value::as_str), Some("d"));
        let items = thing.get("b").and_then(Value::as_array).unwrap();
        assert!(matches!(&items[0], Value::String(Cow::Borrowed("x"))));
        assert_eq!(items[1].as_str(), Some("A\n"));
        let numbers: Vec<_> = items[4..]
            .iter()
            .map(|item| match item {
                Value::Number(number) => number.to_string(),
                item => panic!("{item:?}"),
            })
            .collect();
        assert_eq!(numbers, ["1.5", "-2"]);
        assert!(!thing.contains_key("c") && Value::read("{", 9).is_none());
    }

    #[test]
    fn what_is_nested_too_deep_is_null() {
        let read = |json: &str| Value::read(json, 2).map(|(value, _)| format!("{value:?}"));
        assert_eq!(read("[[[1]],{\"a\":{\"b\":1}}]"), read("[[null],{\"a\":null}]"));
        let deep = format!("[{}{}, 1]", "[".repeat(100_000), "]".repeat(100_000));
        let Some((Value::Array(items), true)) = Value::read(&deep, 126) else { panic!("not read") };
        assert_eq!(items.len(), 2);
        assert!(Value::read(&"[".repeat(100_000), 126).is_none());
    }
}
