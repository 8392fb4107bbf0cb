//! Style sheets in `style` elements: the declarations on white space, display and selection, for selectors of one class
//! or one tag. They are prepended to `style` attributes, so that later steps read only those.

use std::collections::HashMap;

use memchr::memmem;

use crate::style::{PROPERTIES, Style};
use crate::text::{first_bytes, shortened};

/// Bytes of style sheets that are read: 256 KiB.
const MAX_BYTES: usize = 1 << 18;
/// The maximum number of rules.
const MAX_RULES: usize = 512;
/// Tags that a rule may select.
const TAGS: [&str; 5] = ["code", "samp", "tt", "kbd", "span"];

/// Declarations by selector: `.name` for a class, the plain name for a tag.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    rules: HashMap<String, Style>,
}

impl Sheet {
    /// Reads the style sheets of a page.
    pub fn of(html: &str) -> Sheet {
        let mut sheet = Sheet::default();
        let (mut at, mut n_bytes) = (0, 0);
        while let Some(n) = memmem::find(&html.as_bytes()[at..], b"<style")
            && n_bytes < MAX_BYTES
        {
            let start = at + n + "<style".len();
            let rest = &html[start..];
            let rest = first_bytes(rest, MAX_BYTES - n_bytes);
            let end = memmem::find(rest.as_bytes(), b"</style").unwrap_or(rest.len());
            let css = &rest[..end];
            if PROPERTIES.iter().any(|name| memmem::find(css.as_bytes(), name.as_bytes()).is_some())
            {
                css.split('}').for_each(|rule| sheet.add(rule));
            }
            n_bytes += end;
            at = start + end;
        }
        sheet
    }

    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// Parses a rule without its closing brace. A nested rule begins after the opening brace of its parent.
    fn add(&mut self, rule: &str) {
        let Some((selectors, declarations)) = rule.rsplit_once('{') else { return };
        if !PROPERTIES.iter().any(|name| declarations.contains(name)) {
            return;
        }
        let style = Style::of(declarations);
        let selectors = selectors.rsplit(['{', ';']).next().unwrap_or("");
        let selectors = selectors.rsplit("*/").next().unwrap_or("");
        for selector in selectors.split(',').filter(|_| style.has_any()) {
            let name = selector.trim();
            let is_name = |name: &str| {
                name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            };
            let is_simple = name.strip_prefix('.').is_some_and(is_name) || TAGS.contains(&name);
            if is_simple && self.rules.len() < MAX_RULES {
                let known = self.rules.entry(name.to_owned()).or_default();
                *known = known.with(style);
            }
        }
    }

    /// The declarations for an element in the syntax of a `style` attribute; empty if there are none.
    pub fn declarations(&self, tag: &str, class: &str) -> String {
        let classes = shortened(class).split_ascii_whitespace().filter_map(|name| {
            // Class names are short; a class attribute is truncated before the lookup.
            self.rules.get(&format!(".{name}"))
        });
        let own = TAGS.contains(&tag).then(|| self.rules.get(tag)).flatten();
        classes.chain(own).fold(Style::default(), |all, &style| all.with(style)).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn simple_selectors_count() {
        let sheet = Sheet::of(
            "<style>p{color:red} /* x */ .a, .b-c{ white-space : pre; color: red }</style>\
             <style media=print>@media x{code{display:block}} .d .e,.f:hover{user-select:none}</style>",
        );
        assert_eq!(sheet.declarations("p", "x a"), "white-space:pre;");
        assert_eq!(sheet.declarations("p", "b-c"), "white-space:pre;");
        assert_eq!(sheet.declarations("code", "a"), "white-space:pre;display:block;");
        assert_eq!(sheet.declarations("p", "e f d"), "");
        assert!(Sheet::of("<style>.a{color:red}").is_empty());
    }
}
