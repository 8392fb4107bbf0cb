//! Style sheets in `style` elements: the declarations on white space, display and selection, for selectors of one class
//! or one tag. They are prepended to `style` attributes, so that later steps read only those.

use std::collections::HashMap;

use memchr::{memchr, memmem, memrchr};

use crate::dom::tag::hash;
use crate::style::{PROPERTIES, Style};
use crate::text::{first_bytes, shortened};

/// Bytes of style sheets that are read: 256 KiB.
const MAX_BYTES: usize = 1 << 18;
/// The maximum number of rules.
const MAX_RULES: usize = 512;
/// Tags that a rule may select.
const TAGS: [&str; 5] = ["code", "samp", "tt", "kbd", "span"];

/// Declarations by selector.
#[derive(Debug)]
pub(super) struct Sheet {
    classes: HashMap<String, Style>,
    /// A filter on the hashes of these classes: most classes have no declarations, and are excluded here.
    filter: [u64; Sheet::N_BITS / 64],
    /// Those for each of [`TAGS`].
    tags: [Option<Style>; TAGS.len()],
}

impl Default for Sheet {
    fn default() -> Self {
        let filter = [0; Sheet::N_BITS / 64];
        Sheet { classes: HashMap::new(), filter, tags: [None; TAGS.len()] }
    }
}

impl Sheet {
    const N_BITS: usize = 2_048;

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
            sheet.add_all(&rest[..end]);
            n_bytes += end;
            at = start + end;
        }
        sheet
    }

    pub fn is_empty(&self) -> bool {
        self.n_rules() == 0
    }

    fn n_rules(&self) -> usize {
        self.classes.len() + self.tags.iter().flatten().count()
    }

    /// Parses the rules in which one of [`PROPERTIES`] occurs.
    fn add_all(&mut self, css: &str) {
        let bytes = css.as_bytes();
        let find = |name: &str, at: usize| {
            memmem::find(&bytes[at..], name.as_bytes()).map_or(bytes.len(), |n| at + n)
        };
        let mut next = PROPERTIES.map(|name| find(name, 0));
        let mut at = 0;
        while let Some(&found) = next.iter().min()
            && found < bytes.len()
        {
            let start = memrchr(b'}', &bytes[at..found]).map_or(at, |n| at + n + 1);
            let end = memchr(b'}', &bytes[found..]).map_or(bytes.len(), |n| found + n);
            self.add(&css[start..end]);
            at = end;
            for (next, name) in next.iter_mut().zip(PROPERTIES) {
                if *next < at {
                    *next = find(name, at);
                }
            }
        }
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
            let is_name = |name: &&str| {
                name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
            };
            if self.n_rules() >= MAX_RULES {
                return;
            }
            if let Some(class) = name.strip_prefix('.').filter(is_name) {
                let known = self.classes.entry(class.to_owned()).or_default();
                *known = known.with(style);
                let (n, bit) = place(class);
                self.filter[n] |= bit;
            } else if let Some(n) = TAGS.iter().position(|tag| *tag == name) {
                self.tags[n] = Some(self.tags[n].unwrap_or_default().with(style));
            }
        }
    }

    /// The declarations for an element.
    pub fn declarations(&self, tag: &str, class: &str) -> Style {
        // Class names are short; a class attribute is truncated before the lookup.
        let names = shortened(class).split_ascii_whitespace();
        let may_be_known = |name: &&str| {
            let (n, bit) = place(name);
            self.filter[n] & bit != 0
        };
        let classes = names.filter(may_be_known).filter_map(|name| self.classes.get(name).copied());
        let own = TAGS.iter().zip(self.tags).find(|(name, _)| **name == tag);
        let own = own.and_then(|(_, style)| style);
        classes.chain(own).fold(Style::default(), Style::with)
    }
}

/// The place of a class in the filter: the index of a word, and a bit of it.
fn place(class: &str) -> (usize, u64) {
    let bit = hash(class.as_bytes()) as usize % Sheet::N_BITS;
    (bit / 64, 1 << (bit % 64))
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
        assert_eq!(sheet.declarations("p", "x a").to_string(), "white-space:pre;");
        assert_eq!(sheet.declarations("p", "b-c").to_string(), "white-space:pre;");
        assert_eq!(sheet.declarations("code", "a").to_string(), "white-space:pre;display:block;");
        assert_eq!(sheet.declarations("p", "e f d").to_string(), "");
        assert!(Sheet::of("<style>.a{color:red}").is_empty());
    }
}
