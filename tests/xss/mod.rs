//! The vectors of `vectors.txt`, as pages.

use dehusk::{Input, Page};

/// A page with an attack.
pub struct Vector {
    pub name: String,
    pub bytes: Vec<u8>,
    pub input: Input,
}

impl Vector {
    /// The page, with its URL.
    pub fn page(&self) -> Page<'_> {
        Page::html(&self.bytes).with_input(self.input).with_url("https://a.example/b/c")
    }
}

/// All vectors.
pub fn vectors() -> Vec<Vector> {
    let (_, all) = include_str!("vectors.txt").split_once("\n## ").expect("there are vectors");
    all.split("\n## ").map(vector).collect()
}

fn vector(text: &str) -> Vector {
    let (name, body) = text.split_once('\n').expect("a vector has a line for its name");
    let body = unescaped(body);
    let (input, bytes) = if name.starts_with("text: ") {
        (Input::Text, body)
    } else if body.starts_with(b"<!doctype") {
        (Input::Html, body)
    } else {
        let before = "<!doctype html><title>Rain in Rome</title><article><h1>Rain in Rome</h1>\
            <p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>";
        let after = "<p>The water fell again on Wednesday, said the mayor, and the bridge had held.</p></article>";
        (Input::Html, [before.as_bytes(), &body, after.as_bytes()].concat())
    };
    Vector { name: name.to_owned(), bytes, input }
}

/// Decodes escapes: `\x{1b}` is a character, `\xff` a byte.
fn unescaped(text: &str) -> Vec<u8> {
    let mut parts = text.split("\\x");
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        let digits = part.strip_prefix('{').and_then(|rest| rest.split_once('}'));
        if let Some((digits, rest)) = digits {
            let number = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
            bytes.extend(number.expect("the number of a character").to_string().bytes());
            bytes.extend(rest.bytes());
        } else {
            let (digits, rest) = part.split_at(2);
            bytes.push(u8::from_str_radix(digits, 16).expect("two hexadecimal digits"));
            bytes.extend(rest.bytes());
        }
    }
    bytes
}
