//! A lenient parser of JSON and JavaScript literals: objects, lists and strings.
//!
//! Tolerates keys without quotes, extra commas, functions as values and truncated input: any text gives a value. Parsing
//! is iterative, and the nesting of values is bounded, so dropping a value does not recurse deeply.

use memchr::{memchr, memchr2};

/// A value. Numbers other than indices, booleans, null and code are [`Value::Other`].
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Value {
    Text(String),
    /// A whole number that may be an index.
    Index(usize),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    Other,
}

impl Value {
    /// The value under a key of an object.
    pub fn get(&self, key: &str) -> Option<&Value> {
        match self {
            Value::Object(entries) => entries.iter().find(|(k, _)| k == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

/// The maximum nesting depth. The values of deeper containers are added to the container at this depth.
const MAX_DEPTH: usize = 250;

/// Parses the literal at the start of a text. Returns it with the position of its end.
pub(crate) fn read(text: &str) -> (Value, usize) {
    let mut reader = Reader { text, at: 0, open: Vec::new(), n_too_deep: 0, root: None };
    while reader.root.is_none() && reader.at < text.len() {
        reader.step();
    }
    while reader.root.is_none() && !reader.open.is_empty() {
        reader.n_too_deep = 0;
        reader.close();
    }
    (reader.root.unwrap_or(Value::Other), reader.at)
}

/// An open container. `name` may become a key; `key` is one, since a colon followed it.
struct Open {
    value: Value,
    name: Option<String>,
    key: Option<String>,
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    n_too_deep: usize,
    root: Option<Value>,
}

impl Reader<'_> {
    fn step(&mut self) {
        let bytes = self.text.as_bytes();
        match bytes[self.at] {
            b'{' => self.begin(Value::Object(Vec::new())),
            b'[' => self.begin(Value::List(Vec::new())),
            b'}' | b']' => self.close(),
            quote @ (b'"' | b'\'' | b'`') => {
                let (text, end) = string(self.text, self.at + 1, quote);
                self.at = end;
                self.put(Value::Text(text));
                return;
            }
            b':' => {
                if let Some(open) = self.open.last_mut() {
                    open.key = open.name.take();
                }
            }
            b',' => {
                if let Some(open) = self.open.last_mut() {
                    (open.name, open.key) = (None, None);
                }
            }
            b'/' if bytes.get(self.at + 1) == Some(&b'/') => {
                let end = memchr(b'\n', &bytes[self.at..]);
                self.at = end.map_or(bytes.len(), |n| self.at + n);
                return;
            }
            b'/' if bytes.get(self.at + 1) == Some(&b'*') => {
                let end = memchr::memmem::find(&bytes[self.at + 2..], b"*/");
                self.at = end.map_or(bytes.len(), |n| self.at + n + 4);
                return;
            }
            b if is_plain(b) => return self.plain(),
            _ => {}
        }
        self.at += 1;
    }

    fn begin(&mut self, value: Value) {
        if self.open.len() < MAX_DEPTH {
            self.open.push(Open { value, name: None, key: None });
        } else {
            self.n_too_deep += 1;
        }
    }

    fn close(&mut self) {
        if self.n_too_deep > 0 {
            self.n_too_deep -= 1;
        } else if let Some(open) = self.open.pop() {
            self.put(open.value);
        }
    }

    /// Reads a number, a name, or code.
    fn plain(&mut self) {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        self.at += rest.iter().position(|&b| !is_plain(b)).unwrap_or(rest.len());
        let word = &self.text[start..self.at];
        match self.open.last_mut() {
            Some(Open { value: Value::Object(_), name, key: None }) => {
                *name = Some(word.to_owned())
            }
            _ => self.put(word.parse().map_or(Value::Other, Value::Index)),
        }
    }

    /// Adds a value to the open container. In an object without a pending key, a text may become the key.
    fn put(&mut self, value: Value) {
        match self.open.last_mut() {
            None => self.root = Some(value),
            Some(open) => match (&mut open.value, open.key.take(), value) {
                (Value::List(items), _, value) => items.push(value),
                (Value::Object(entries), Some(key), value) => entries.push((key, value)),
                (_, None, Value::Text(name)) => open.name = Some(name),
                _ => {}
            },
        }
    }
}

/// Whether a byte can be part of a number or a name.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'_' | b'$' | b'.' | b'-' | b'+' | b'!')
        || byte >= 0x80
}

/// The string from `at` on, after its opening quote, and the position of its end.
fn string(text: &str, mut at: usize, quote: u8) -> (String, usize) {
    let mut out = String::new();
    loop {
        let Some(n) = memchr2(quote, b'\\', &text.as_bytes()[at..]) else {
            out.push_str(&text[at..]);
            return (out, text.len());
        };
        out.push_str(&text[at..at + n]);
        at += n + 1;
        if text.as_bytes()[at - 1] == quote {
            return (out, at);
        }
        let Some(c) = text[at..].chars().next() else { return (out, at) };
        at += c.len_utf8();
        match c {
            'n' => out.push('\n'),
            't' => out.push('\t'),
            'r' | 'b' | 'f' | 'v' | '0' | '\n' => out.push(' '),
            'u' | 'x' => {
                let (decoded, end) = code_point(text, at, if c == 'u' { 4 } else { 2 });
                out.push(decoded);
                at = end;
            }
            c => out.push(c),
        }
    }
}

/// The character of an escape whose digits begin at `at`, and the end of the escape. Combines surrogate pairs of `\u`.
fn code_point(text: &str, at: usize, n_digits: usize) -> (char, usize) {
    let unit = |at: usize, n: usize| {
        let digits = text.get(at..at + n).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        digits.and_then(|digits| u32::from_str_radix(digits, 16).ok())
    };
    let Some(first) = unit(at, n_digits) else { return (char::REPLACEMENT_CHARACTER, at) };
    let end = at + n_digits;
    if let 0xD800..=0xDBFF = first
        && text.get(end..end + 2) == Some("\\u")
        && let Some(second @ 0xDC00..=0xDFFF) = unit(end + 2, 4)
    {
        let pair = 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
        return (char::from_u32(pair).unwrap_or(char::REPLACEMENT_CHARACTER), end + 6);
    }
    (char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::Text(text.to_owned())
    }

    fn object(entries: &[(&str, Value)]) -> Value {
        Value::Object(entries.iter().map(|(k, v)| ((*k).to_owned(), v.clone())).collect())
    }

    #[test]
    fn json_is_parsed_up_to_its_end() {
        let (value, end) = read(r#"{"a":["x",{"b":"y"},3],"c":null,"d":""};rest"#);
        let b = object(&[("b", text("y"))]);
        let a = Value::List(vec![text("x"), b, Value::Index(3)]);
        assert_eq!(value, object(&[("a", a), ("c", Value::Other), ("d", text(""))]));
        assert_eq!(end, 39);
    }

    #[test]
    fn javascript_is_parsed() {
        let (value, _) =
            read("{a:'it\\'s',/* no */ b : !0,c:void 0,d:function(x){return 'no'},e:`y`,}");
        assert_eq!(value.get("a"), Some(&text("it's")));
        assert_eq!(value.get("e"), Some(&text("y")));
        assert_eq!(value.get("b"), Some(&Value::Other));
    }

    #[test]
    fn escapes_are_resolved() {
        let escaped = r#""a\n\u00e9\ud83d\ude00\x41\/\ud83dx\u00""#;
        assert_eq!(read(escaped).0, text("a\né😀A/\u{fffd}x\u{fffd}00"));
    }

    #[test]
    fn truncated_and_deep_input_gives_a_value() {
        assert_eq!(read(r#"{"a":{"b":"cut"#).0, object(&[("a", object(&[("b", text("cut"))]))]));
        assert_eq!(read("").0, Value::Other);
        assert_eq!(read("\"\\").0, text(""));
        let deep = format!("{}\"x\"{}", "[".repeat(100_000), "]".repeat(100_000));
        assert_eq!(read(&deep).1, deep.len());
    }
}
