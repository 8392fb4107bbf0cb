//! Breaks autolinks in Markdown text.
//!
//! GitHub's extension of CommonMark links `http://a.example/x` and `www.a.example` up to the next space or `<`, before it
//! parses other markup. In such a word a backslash escapes nothing, and a backtick opens no code. A word that contains
//! markup is therefore written so that it is not a URL: `http\://` and `www\.`.

/// The maximum length of the part of a URL before its marker, in bytes: `https` or `www`.
const N_BEFORE: usize = 5;

/// Breaks the URLs in the last word of the text from `text_start` on, because markup follows. Returns the new `text_start`:
/// only the letters at the end may still start a URL, so no text is searched twice.
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

/// Whether the last word of the text from `text_start` on contains a URL.
pub(crate) fn is_last(out: &str, text_start: usize) -> bool {
    marks(&out[last_word(out, text_start)..]).next().is_some()
}

/// The start of the last word.
fn last_word(out: &str, text_start: usize) -> usize {
    let text = &out[text_start..];
    text_start + text.rfind(char::is_whitespace).unwrap_or(0)
}

/// The positions of URL markers: the colon of `://`, or the dot after `www`.
fn marks(word: &str) -> impl Iterator<Item = usize> {
    let bytes = word.as_bytes();
    (1..bytes.len()).filter(|&i| match bytes[i] {
        b':' => bytes[i..].starts_with(b"://") && bytes[i - 1].is_ascii_alphabetic(),
        b'.' => i >= 3 && bytes[i - 3..i].eq_ignore_ascii_case(b"www"),
        _ => false,
    })
}
