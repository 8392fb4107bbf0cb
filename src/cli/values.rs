//! Values of arguments that are checked before any input is read.

use dehusk::Page;

/// The URL of a page: absolute, because links are resolved against it.
pub fn page_url(value: &str) -> Result<String, String> {
    let url = value.trim();
    let lower = url.to_ascii_lowercase();
    let host = ["http://", "https://"].iter().find_map(|scheme| lower.strip_prefix(scheme));
    match host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '[')) {
        true => Ok(url.to_owned()),
        false => Err("expected an absolute URL, such as https://example.org/story".to_owned()),
    }
}

/// The label of an encoding, or a `Content-Type` with one.
pub fn charset(value: &str) -> Result<String, String> {
    match Page::knows_charset(value) {
        true => Ok(value.to_owned()),
        false => Err("expected the label of an encoding, such as utf-8 or shift_jis".to_owned()),
    }
}
