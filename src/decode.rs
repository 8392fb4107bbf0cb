//! Bytes to text.

/// Decodes a page; never fails.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    let _ = declared;
    String::from_utf8_lossy(bytes).into_owned()
}
