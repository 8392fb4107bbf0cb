//! Stores the candidates of each metadata field, with their sources.

use crate::dom::NodeId;
use crate::limits::LimitsHit;
use crate::parse::parse;
use crate::text::{clipped, collapse, trim, visible};

/// A metadata field for which sources give candidates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Title,
    Author,
    Published,
    Modified,
    SiteName,
    Description,
    Language,
    Url,
    Image,
    Section,
    Tag,
    License,
    PageType,
}

/// The source of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The main entity of the page's JSON-LD, such as its article.
    JsonLd,
    /// A secondary entity of the JSON-LD, such as the web page or the site.
    JsonLdPage,
    /// A meta element: `og:*` or `article:*`.
    OpenGraph,
    /// A meta element: `twitter:*`.
    Twitter,
    /// A meta element: `citation_*` or Dublin Core.
    Bibliographic,
    /// A meta element of an analytics or other tool, such as `parsely-*` or `sailthru.*`.
    Analytics,
    /// A meta element with a plain name, such as `author` or `description`.
    Meta,
    /// An element with `itemprop`.
    Microdata,
    /// The `rel` of a link, or an attribute of `html`.
    Link,
    /// The `title` element.
    TitleTag,
    /// An `h1`.
    Heading,
    /// An `h1` without its leading label.
    HeadingPart,
    /// A heading of a lower level than `h1`.
    SubHeading,
    /// An element whose class marks it as a byline or an author.
    Byline,
    /// A `time` element.
    Time,
    /// An element whose class marks it as a date.
    DateClass,
    /// A text near the headline.
    NearHeadline,
    /// A text before the headline.
    BeforeHeadline,
    /// A marked date in an `aside`, `header` or `footer` of the article.
    Beside,
    /// A link in the footer of the page.
    Foot,
    /// Any place on the page, as a fallback.
    Elsewhere,
    /// The path of the URL.
    UrlPath,
    /// The first line of flattened text, which may be the title of the page.
    FirstLine,
    /// A line of flattened text.
    Line,
    /// The end of the content of flattened text.
    End,
    /// The copyright notice.
    Copyright,
}

impl Field {
    /// The key of the field in JSON.
    pub fn key(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::Author => "authors",
            Field::Published => "published",
            Field::Modified => "modified",
            Field::SiteName => "site_name",
            Field::Description => "description",
            Field::Language => "language",
            Field::Url => "url",
            Field::Image => "image",
            Field::Section => "section",
            Field::Tag => "tags",
            Field::License => "license",
            Field::PageType => "page_type",
        }
    }
}

impl Source {
    /// The name of the source in evidence.
    pub fn name(self) -> &'static str {
        match self {
            Source::JsonLd => "json-ld",
            Source::JsonLdPage => "json-ld of the page or site",
            Source::OpenGraph => "opengraph",
            Source::Twitter => "twitter",
            Source::Bibliographic => "bibliographic",
            Source::Analytics => "analytics",
            Source::Meta => "meta",
            Source::Microdata => "microdata",
            Source::Link => "link",
            Source::TitleTag => "title",
            Source::Heading => "h1",
            Source::HeadingPart => "h1 without its label",
            Source::SubHeading => "heading",
            Source::Byline => "byline",
            Source::Time => "time",
            Source::DateClass => "date class",
            Source::NearHeadline => "near the headline",
            Source::BeforeHeadline => "before the headline",
            Source::Beside => "beside the article",
            Source::Elsewhere => "elsewhere on the page",
            Source::Foot => "foot",
            Source::UrlPath => "url path",
            Source::FirstLine => "first line",
            Source::Line => "line",
            Source::End => "end of the content",
            Source::Copyright => "copyright line",
        }
    }
}

/// The maximum size of a value, in bytes. Longer values are truncated: values and their parts are compared with each other.
pub(crate) const MAX_BYTES: usize = 10_000;
/// The maximum number of values of a field, for the same reason. The longest lists of authors have some thousands.
const MAX_VALUES: usize = 10_000;

/// A candidate value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// The index among all candidates of the page.
    pub number: usize,
    pub field: Field,
    pub value: String,
    pub source: Source,
    /// The element that contains the value; the document if there is none.
    pub place: NodeId,
}

/// All candidates of a page, in the order in which they were found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Candidates {
    all: Vec<Candidate>,
    /// The number of candidates of each field.
    n_of: [usize; Field::PageType as usize + 1],
    /// The limits that the page exceeded.
    pub limits_hit: LimitsHit,
}

impl Candidates {
    /// Adds a value, without extra white space and leftover entities. Empty values are dropped. Values that are too long are
    /// truncated, but URLs are dropped. Values beyond the maximum number are dropped.
    pub fn add(&mut self, field: Field, value: &str, source: Source, place: NodeId) {
        let value = trim(value);
        let value = clean(match field {
            // Descriptions are not compared with each other, so they are not truncated.
            Field::Description => value,
            Field::Url | Field::Image if value.len() > MAX_BYTES => return,
            _ => clipped(value, MAX_BYTES),
        });
        let n = &mut self.n_of[field as usize];
        if !value.is_empty() && *n < MAX_VALUES {
            *n += 1;
            let number = self.all.len();
            self.all.push(Candidate { number, field, value, source, place });
        }
    }

    /// Returns the candidate with a number.
    pub fn get(&self, number: usize) -> Option<&Candidate> {
        self.all.get(number)
    }

    /// Returns the number of candidates of a field.
    pub fn n_of(&self, field: Field) -> usize {
        self.n_of[field as usize]
    }

    /// Returns the candidates of a field, in the order in which they were found.
    pub fn of(&self, field: Field) -> impl Iterator<Item = &Candidate> {
        self.all.iter().filter(move |c| c.field == field)
    }

    /// Returns the candidates of a field from one source.
    pub fn from(&self, field: Field, source: Source) -> impl Iterator<Item = &Candidate> {
        self.of(field).filter(move |c| c.source == source)
    }

    /// Returns the candidates of a field, the most trusted source first. Candidates of one source are in the order in which they
    /// were found.
    pub fn ranked(
        &self,
        field: Field,
        sources: &'static [Source],
    ) -> impl Iterator<Item = &Candidate> {
        sources.iter().flat_map(move |&source| self.from(field, source))
    }

    /// Returns the first value of the most trusted source.
    pub fn best(&self, field: Field, sources: &'static [Source]) -> Option<String> {
        self.ranked(field, sources).next().map(|c| c.value.clone())
    }
}

/// Returns the value without invisible characters and extra white space. Entities that the page escaped twice are decoded once
/// more.
pub(crate) fn clean(value: &str) -> String {
    let value = &*visible(value);
    if has_entity(value) {
        let dom = parse(&value.replace('<', "&lt;"));
        collapse(&dom.text_content(NodeId::DOCUMENT))
    } else {
        collapse(value)
    }
}

/// Whether a value contains an entity such as `&amp;` or `&#39;`.
fn has_entity(value: &str) -> bool {
    value.match_indices('&').any(|(at, _)| {
        let rest = &value.as_bytes()[at + 1..];
        let name = rest.iter().take_while(|b| b.is_ascii_alphanumeric() || **b == b'#').count();
        name > 1 && rest.get(name) == Some(&b';')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_escaped_twice_are_resolved() {
        assert_eq!(clean("Salt &amp; pepper &#39;now&#39;"), "Salt & pepper 'now'");
        assert_eq!(clean(" 1 < 2 &amp;  R&D; "), "1 < 2 & R&D;");
        assert_eq!(clean("Q&A"), "Q&A");
    }

    #[test]
    fn values_have_an_end() {
        let mut found = Candidates::default();
        let long = "é".repeat(MAX_BYTES);
        for field in [Field::Title, Field::Url, Field::Image, Field::Description] {
            found.add(field, &long, Source::Meta, NodeId::DOCUMENT);
        }
        let n_bytes: Vec<_> = found.all.iter().map(|c| (c.field, c.value.len())).collect();
        assert_eq!(n_bytes, [(Field::Title, MAX_BYTES), (Field::Description, long.len())]);
        let mut add = |field| found.add(field, "Ann Lee", Source::Meta, NodeId::DOCUMENT);
        (0..MAX_VALUES + 9).for_each(|_| add(Field::Author));
        add(Field::Tag);
        assert_eq!(found.of(Field::Author).count(), MAX_VALUES);
        assert_eq!(found.of(Field::Tag).count(), 1);
    }

    #[test]
    fn the_most_trusted_source_wins() {
        let mut found = Candidates::default();
        found.add(Field::Url, "a", Source::OpenGraph, NodeId::DOCUMENT);
        found.add(Field::Url, "b", Source::Link, NodeId::DOCUMENT);
        found.add(Field::Url, "  ", Source::JsonLd, NodeId::DOCUMENT);
        let best = found.best(Field::Url, &[Source::JsonLd, Source::Link, Source::OpenGraph]);
        assert_eq!(best.as_deref(), Some("b"));
    }
}
