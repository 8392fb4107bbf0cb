//! Decodes email addresses that Cloudflare's Email Address Obfuscation encoded.
//!
//! The first byte of the hexadecimal string is a key. Each further byte is a byte of the address, XOR the key. The string is
//! in the attribute `data-cfemail` of the element that shows "\[email protected\]", and in the fragment of links to
//! `/cdn-cgi/l/email-protection`. Sources: that script, and
//! <https://developers.cloudflare.com/waf/tools/scrape-shield/email-address-obfuscation/>.

use std::borrow::Cow;

use crate::dom::{AttrName, Dom, NodeId};

/// The end of the path of encoded links.
const PATH: &str = "/cdn-cgi/l/email-protection";
/// The maximum length of an email address, in bytes (RFC 5321).
const MAX_BYTES: usize = 254;

/// The email address of an encoded link.
pub(crate) fn of_link(dom: &Dom, link: NodeId) -> Option<String> {
    let href = dom.attr(link, AttrName::Href)?;
    let (path, encoded) = href.split_once('#').unwrap_or((href, ""));
    if !path.ends_with(PATH) {
        return None;
    }
    decode(encoded).or_else(|| decode(dom.attr(link, AttrName::DataCfemail)?))
}

/// A text with its encoded email address decoded, as the page's script shows it.
pub(crate) fn shown(dom: &Dom, text: NodeId) -> Cow<'_, str> {
    let encoded = dom.parent(text).and_then(|parent| dom.attr(parent, AttrName::DataCfemail));
    encoded.and_then(decode).map_or(Cow::Borrowed(dom.text(text)), Cow::Owned)
}

fn decode(encoded: &str) -> Option<String> {
    // A longer string has a subject or other parameters after the address.
    if encoded.len() > 2 * (MAX_BYTES + 1) || !encoded.is_ascii() {
        return None;
    }
    let byte = |pair: &[u8]| u8::from_str_radix(str::from_utf8(pair).ok()?, 16).ok();
    let bytes: Option<Vec<u8>> = encoded.as_bytes().chunks(2).map(byte).collect();
    let bytes = bytes?;
    let (key, rest) = bytes.split_first()?;
    let address = String::from_utf8(rest.iter().map(|byte| byte ^ key).collect()).ok()?;
    let is_address = address.contains('@')
        && !address.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"?&".contains(c));
    is_address.then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::event::Context;
    use crate::render::{all_of, html};

    fn encoded(address: &str, key: u8) -> String {
        std::iter::once(key)
            .chain(address.bytes().map(|byte| byte ^ key))
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    #[test]
    fn valid_strings_are_decoded() {
        let code = encoded("ann@a.example", 0x5d);
        assert_eq!(decode(&code).as_deref(), Some("ann@a.example"));
        for bad in
            ["", "5d", "5", "zz00", "+1+2", "ä", &encoded("no address", 1), &encoded("a@b\n", 7)]
        {
            assert_eq!(decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn links_and_texts_show_the_address() {
        let code = encoded("ann@a.example", 0x5d);
        for page in [
            format!(
                "<a class=__cf_email__ href=/cdn-cgi/l/email-protection data-cfemail={code}>[email&nbsp;protected]</a>"
            ),
            format!(
                "<a href='/cdn-cgi/l/email-protection#{code}'><span data-cfemail={code}>[email protected]</span></a>"
            ),
        ] {
            let (dom, kept) = all_of(&page);
            let context = Context { links: true, ..Context::new(&dom, &kept) };
            assert_eq!(
                html::render(context),
                "<p><a href=\"mailto:ann@a.example\">ann@a.example</a></p>"
            );
        }
    }
}
