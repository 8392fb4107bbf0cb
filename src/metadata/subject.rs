//! Determines the subject of a page: its categories and keywords.

use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Loss, Rule};

/// The maximum number of keywords that are examined.
const MAX_TAGS: usize = 100;
/// The maximum number of category links of an article. A page with more links lists other pages.
const MAX_LINKS: usize = 8;
/// The maximum number of categories.
const MAX_CATEGORIES: usize = 20;
/// The maximum length of a name, in bytes. Longer texts are sentences.
const MAX_BYTES: usize = 120;

/// The sources that reliably name a category.
const CATEGORIES: &[Source] =
    &[Source::OpenGraph, Source::JsonLd, Source::Meta, Source::Analytics, Source::Microdata];

/// The sources of keywords, the most trusted first. All but the last, links in the page, also give descriptions.
pub(crate) const TAGS: &[Source] = &[
    Source::OpenGraph,
    Source::JsonLd,
    Source::Meta,
    Source::Twitter,
    Source::Bibliographic,
    Source::Analytics,
    Source::JsonLdPage,
    Source::Link,
];

/// Returns the distinct categories of the head, the JSON-LD and marked links; else the section.
pub(crate) fn categories(found: &Candidates, section: Option<&str>) -> Vec<String> {
    let is_listing = found.from(Field::Section, Source::Microdata).nth(MAX_LINKS).is_some();
    let named = found
        .ranked(Field::Section, CATEGORIES)
        .filter(|c| !(is_listing && c.source == Source::Microdata));
    let out = distinct(named.take(MAX_CATEGORIES), &mut Choice::none(CATEGORIES));
    if out.is_empty() { section.map(str::to_owned).into_iter().collect() } else { out }
}

/// Returns the distinct keywords of the first source that has any.
pub(crate) fn tags(found: &Candidates) -> Decision<Vec<String>> {
    let mut choice = Choice::none(TAGS);
    for &source in TAGS {
        let value = distinct(found.from(Field::Tag, source).take(MAX_TAGS), &mut choice);
        if !value.is_empty() {
            let beyond = found.from(Field::Tag, source).skip(MAX_TAGS);
            choice.losses.extend(beyond.map(|c| (c.number, Loss::TooMany)));
            let is_only = found.n_of(Field::Tag) == 1;
            choice.rule = if is_only { Rule::Only } else { Rule::AllOfSource };
            return Decision { value, choice };
        }
    }
    Decision { value: Vec::new(), choice }
}

/// Returns the distinct values, ignoring case. Records the winners and the losses in `choice`.
fn distinct<'a>(
    candidates: impl Iterator<Item = &'a Candidate>,
    choice: &mut Choice,
) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut seen: Vec<String> = Vec::new();
    for candidate in candidates {
        let loss = if candidate.value.len() > MAX_BYTES {
            Loss::TooLong
        } else {
            let folded = candidate.value.to_lowercase();
            if !seen.contains(&folded) {
                out.push(candidate.value.clone());
                seen.push(folded);
                choice.winners.push(candidate.number);
                continue;
            }
            Loss::Same
        };
        choice.losses.push((candidate.number, loss));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::NodeId;

    fn found(field: Field, values: &[(&str, Source)]) -> Candidates {
        let mut found = Candidates::default();
        values.iter().for_each(|(value, source)| {
            found.add(field, value, *source, NodeId::DOCUMENT);
        });
        found
    }

    #[test]
    fn categories_of_all_named_sources_stand_once() {
        let values = [
            ("Local", Source::Microdata),
            ("news", Source::JsonLd),
            ("News", Source::OpenGraph),
            ("Crumb", Source::Link),
        ];
        assert_eq!(categories(&found(Field::Section, &values), Some("News")), ["News", "Local"]);
        let crumb = found(Field::Section, &[("Crumb", Source::Link)]);
        assert_eq!(categories(&crumb, Some("Crumb")), ["Crumb"]);
    }

    #[test]
    fn the_links_of_a_listing_are_no_categories() {
        let values: Vec<String> = (0..9).map(|n| format!("c{n}")).collect();
        let of = |n: usize| {
            let values: Vec<_> = values[..n].iter().map(|v| (&**v, Source::Microdata)).collect();
            categories(&found(Field::Section, &values), None).len()
        };
        assert_eq!((of(8), of(9)), (8, 0));
    }

    #[test]
    fn keywords_are_those_of_the_first_source() {
        let sentence = "a sentence and no keyword ".repeat(5);
        let values = [
            ("linked", Source::Link),
            ("sea", Source::Meta),
            ("Sea", Source::Meta),
            (&sentence, Source::Meta),
        ];
        assert_eq!(tags(&found(Field::Tag, &values)).value, ["sea"]);
        assert_eq!(tags(&found(Field::Tag, &values[..1])).value, ["linked"]);
    }
}
