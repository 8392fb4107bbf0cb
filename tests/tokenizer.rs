//! The tokenizer tests that browsers share, `html5lib/tokenizer`: each case in each of its initial states is a
//! named test. It compares tokens, not parse errors, because our tokenizer does not report these.

use std::cell::RefCell;
use std::fs;
use std::path::Path;

use dehusk::tokenizer::{Everything, State, tokenize_in};
use html5ever::tokenizer::{Doctype, TagKind, Token, TokenSink, TokenSinkResult};
use libtest_mimic::{Arguments, Failed, Trial};
use serde_json::{Map, Value, json};

/// The names of known failures. This list may only shrink.
const KNOWN_FAILURES: &[&str] = &[];

fn main() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/html5lib/tokenizer");
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut trials = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "test")) {
        let file: Value = serde_json::from_slice(&fs::read(path).unwrap()).unwrap();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        // One file has no `tests`: it is for coercion to XML.
        for (n, case) in file["tests"].as_array().into_iter().flatten().enumerate() {
            trials.extend(trials_of(&format!("{stem}::{n}"), case));
        }
    }
    assert!(trials.len() > 6_000, "the tests were not found");
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

/// One test per initial state.
fn trials_of(place: &str, case: &Value) -> Vec<Trial> {
    let first = [json!("Data state")];
    let states = case["initialStates"].as_array().map_or(&first[..], |states| states);
    let trial = |state: &Value| {
        let state = state.as_str().unwrap().to_owned();
        let name = format!("{place}::{}: {}", state, case["description"].as_str().unwrap());
        let is_known = KNOWN_FAILURES.contains(&&*name);
        let case = case.clone();
        Trial::test(name, move || match (check(&case, &state), is_known) {
            (Err(_), true) | (Ok(()), false) => Ok(()),
            (Ok(()), true) => Err("passes: take it off the list of known failures".into()),
            (failed, false) => failed,
        })
    };
    states.iter().map(trial).collect()
}

fn check(case: &Value, state: &str) -> Result<(), Failed> {
    let is_escaped = case["doubleEscaped"] == true;
    let expected = if is_escaped { unescaped(&case["output"]) } else { case["output"].clone() };
    let input = if is_escaped { unescaped(&case["input"]) } else { case["input"].clone() };
    let sink = Collector::default();
    let (html, last_start_tag) = (input.as_str().unwrap(), case["lastStartTag"].as_str());
    tokenize_in(state_of(state), last_start_tag, html, &sink, &Everything);
    let found = Value::Array(sink.tokens.into_inner());
    if found == expected {
        return Ok(());
    }
    Err(format!("{html:?}\nexpected {expected}\n   found {found}").into())
}

fn state_of(name: &str) -> State {
    match name {
        "Data state" => State::Data,
        "PLAINTEXT state" => State::Plaintext,
        "RCDATA state" => State::Rcdata,
        "RAWTEXT state" => State::Rawtext,
        "Script data state" => State::Script,
        "CDATA section state" => State::Cdata,
        _ => panic!("no such state: {name}"),
    }
}

/// Tokens in the form of the tests.
#[derive(Default)]
struct Collector {
    tokens: RefCell<Vec<Value>>,
}

impl Collector {
    fn text(&self, text: &str) {
        let mut tokens = self.tokens.borrow_mut();
        match tokens.last_mut() {
            Some(last) if last[0] == "Character" => {
                last[1] = json!(last[1].as_str().unwrap().to_owned() + text);
            }
            _ => tokens.push(json!(["Character", text])),
        }
    }
}

impl TokenSink for Collector {
    type Handle = ();

    fn process_token(&self, token: Token, _: u64) -> TokenSinkResult<()> {
        let token = match token {
            Token::CharacterTokens(text) => {
                self.text(&text);
                return TokenSinkResult::Continue;
            }
            Token::NullCharacterToken => {
                self.text("\0");
                return TokenSinkResult::Continue;
            }
            Token::EOFToken | Token::ParseError(_) => return TokenSinkResult::Continue,
            Token::CommentToken(text) => json!(["Comment", &*text]),
            Token::DoctypeToken(Doctype { name, public_id, system_id, force_quirks }) => json!([
                "DOCTYPE",
                name.as_deref(),
                public_id.as_deref(),
                system_id.as_deref(),
                !force_quirks
            ]),
            Token::TagToken(tag) if tag.kind == TagKind::EndTag => json!(["EndTag", &*tag.name]),
            Token::TagToken(tag) => {
                let attribute =
                    |a: &html5ever::Attribute| (a.name.local.to_string(), json!(&*a.value));
                let attributes: Map<_, _> = tag.attrs.iter().map(attribute).collect();
                assert_eq!(attributes.len(), tag.attrs.len(), "an attribute came twice");
                match tag.self_closing {
                    true => json!(["StartTag", &*tag.name, attributes, true]),
                    false => json!(["StartTag", &*tag.name, attributes]),
                }
            }
        };
        self.tokens.borrow_mut().push(token);
        TokenSinkResult::Continue
    }
}

/// Decodes escapes such as `\u0041` in all strings. Lone surrogates become U+FFFD.
fn unescaped(value: &Value) -> Value {
    match value {
        Value::Array(values) => values.iter().map(unescaped).collect(),
        Value::Object(map) => {
            map.iter().map(|(name, value)| (resolved(name), unescaped(value))).collect()
        }
        Value::String(text) => json!(resolved(text)),
        other => other.clone(),
    }
}

fn resolved(text: &str) -> String {
    let mut units = Vec::new();
    let mut parts = text.split("\\u");
    units.extend(parts.next().unwrap_or_default().encode_utf16());
    for part in parts {
        units.push(u16::from_str_radix(&part[..4], 16).unwrap());
        units.extend(part[4..].encode_utf16());
    }
    String::from_utf16_lossy(&units)
}
