//! Addresses in the text of Markdown that readers make links of by themselves.
//!
//! GitHub's extension of CommonMark reads `http://a.example/x` and `www.a.example` as links up to the next space or `<`,
//! before it looks for any other markup. A backslash in such a word escapes nothing, and a backtick begins no code. A word
//! that holds markup is therefore written so that none of it is an address: `http\://` and `www\.`.

/// The maximum number of bytes of an address before its sign.
const N_BEFORE: usize = 5;

/// Breaks the addresses in the last word of a text that begins at `text_start`, since markup follows. Returns where text
/// begins that may hold others: no part of a word is searched twice, but for the begin of an address that goes on.
pub(crate) fn break_up(out: &mut String, text_start: usize) -> usize {
    let start = last_word(out, text_start);
    if marks(&out[start..]).next().is_some() {
        let word = out.split_off(start);
        let mut done = 0;
        for i in marks(&word) {
            out.extend([&word[done..i], "\\"]);
            done = i;
        }
        out.push_str(&word[done..]);
    }
    let end = out.bytes().rev().take(N_BEFORE).take_while(u8::is_ascii_alphabetic).count();
    text_start.max(out.len() - end)
}

/// Whether the last word of a text that begins at `text_start` holds an address.
pub(crate) fn is_last(out: &str, text_start: usize) -> bool {
    marks(&out[last_word(out, text_start)..]).next().is_some()
}

/// Where the last word begins.
fn last_word(out: &str, text_start: usize) -> usize {
    let text = &out[text_start..];
    text_start + text.rfind(char::is_whitespace).unwrap_or(0)
}

/// Where the signs stand without which an address is none: the colon of a scheme, or the dot after `www`.
fn marks(word: &str) -> impl Iterator<Item = usize> {
    let bytes = word.as_bytes();
    (1..bytes.len()).filter(|&i| match bytes[i] {
        b':' => bytes[i..].starts_with(b"://") && bytes[i - 1].is_ascii_alphabetic(),
        b'.' => i >= 3 && bytes[i - 3..i].eq_ignore_ascii_case(b"www"),
        _ => false,
    })
}
