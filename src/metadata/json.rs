//! JSON as it stands: strings that need no mending stay where they are, and the keys of an object a list.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// A value of JSON.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value<'a> {
    Null,
    Bool,
    Number(Number),
    String(Cow<'a, str>),
    Array(Vec<Value<'a>>),
    Object(Thing<'a>),
}

/// An object. Of a key that is named twice, the last value counts.
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
    /// A text as JSON, if it is.
    pub fn read(text: &'a str) -> Option<Value<'a>> {
        serde_json::from_str(text).ok()
    }

    pub fn as_str(&self) -> Option<&str> {
        match self {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a key, if this is an object.
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

impl<'de> Deserialize<'de> for Value<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OfValue)
    }
}

/// Makes a value of what a parser finds.
struct OfValue;

impl<'de> Visitor<'de> for OfValue {
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
        let mut all = Vec::new();
        while let Some(item) = items.next_element()? {
            all.push(item);
        }
        Ok(Value::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value<'de>, A::Error> {
        let mut all = Vec::new();
        while let Some((Key(key), value)) = entries.next_entry()? {
            all.push((key, value));
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
        let value = Value::read(r#"{"a":1,"b":["x","\u0041\n",null,true,1.5,-2],"a":{"c\"":"d"}}"#);
        let Some(Value::Object(thing)) = value else { panic!("{value:?}") };
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
        assert!(!thing.contains_key("c") && Value::read("{").is_none());
    }

    #[test]
    fn what_is_nested_too_deep_is_not_read() {
        assert!(Value::read(&"[".repeat(100_000)).is_none());
    }
}
