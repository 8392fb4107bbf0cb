//! What the page offers for each field, and where it was found.

use crate::dom::NodeId;
use crate::limits::Cut;
use crate::parse::parse;
use crate::text::{clipped, collapse, trim, visible};

/// A field of the metadata that sources compete for.
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

/// Where a candidate was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Source {
    /// The main thing that the page's JSON-LD describes, such as its article.
    JsonLd,
    /// A thing in the JSON-LD that only surrounds it, such as the web page or the site.
    JsonLdPage,
    /// `og:*` and `article:*`.
    OpenGraph,
    /// `twitter:*`.
    Twitter,
    /// `citation_*`, Dublin Core.
    Bibliographic,
    /// `parsely-*`, `sailthru.*` and other tools' names.
    Analytics,
    /// A plain `meta name`, such as `author` or `description`.
    Meta,
    /// `itemprop` on an element of the page.
    Microdata,
    /// `rel` of a link, or an attribute of `html`.
    Link,
    /// The `title` element.
    TitleTag,
    /// An `h1`.
    Heading,
    /// An `h1` without the label that it begins with.
    HeadingPart,
    /// A heading of a lower level.
    SubHeading,
    /// An element whose class names it a byline or an author.
    Byline,
    /// A `time` element.
    Time,
    /// An element whose class names it a date.
    DateClass,
    /// A text beside the headline.
    NearHeadline,
    /// A text before the headline.
    BeforeHeadline,
    /// A marked date in a side or foot of the article.
    Beside,
    /// A link in the foot of the page.
    Foot,
    /// Anywhere on the page, for want of better.
    Elsewhere,
    /// The path of the address.
    UrlPath,
    /// The first line of a flattened text, which may be the title of the page.
    FirstLine,
    /// A line of a flattened text.
    Line,
    /// The end of the content of a flattened text.
    End,
    /// The line that says whose the copyright is.
    Copyright,
}

impl Field {
    /// The key that it has in JSON.
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
    /// What a reader calls it.
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

/// Longer values are made to be dear: they are compared with each other, and with their parts.
pub(crate) const MAX_BYTES: usize = 10_000;
/// More values of a field are, too; the longest lists of authors have some thousands.
const MAX_VALUES: usize = 10_000;

/// One value for one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Its place among all candidates of the page.
    pub number: usize,
    pub field: Field,
    pub value: String,
    pub source: Source,
    /// The element that it stands in; the document if in none.
    pub place: NodeId,
}

/// All that a page offers, in the order in which it was found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Candidates {
    all: Vec<Candidate>,
    /// How many there are of each field.
    n_of: [usize; Field::PageType as usize + 1],
    /// Which limits kept something out.
    pub cut: Cut,
}

impl Candidates {
    /// Adds a value, cleaned of extra white space and left-over entities; an empty one is not added. One that is too long
    /// is cut, and an address not added; nor is one value too many.
    pub fn add(&mut self, field: Field, value: &str, source: Source, place: NodeId) {
        let value = trim(value);
        let value = clean(match field {
            // Nothing is compared with it.
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

    /// The candidate of a number.
    pub fn get(&self, number: usize) -> Option<&Candidate> {
        self.all.get(number)
    }

    /// The number of candidates for a field.
    pub fn n_of(&self, field: Field) -> usize {
        self.n_of[field as usize]
    }

    /// The candidates of a field as they were found.
    pub fn of(&self, field: Field) -> impl Iterator<Item = &Candidate> {
        self.all.iter().filter(move |c| c.field == field)
    }

    /// The values of a field from one source.
    pub fn from(&self, field: Field, source: Source) -> impl Iterator<Item = &Candidate> {
        self.of(field).filter(move |c| c.source == source)
    }

    /// The candidates of a field, the most trusted source first, each source's as they were found.
    pub fn ranked(
        &self,
        field: Field,
        sources: &'static [Source],
    ) -> impl Iterator<Item = &Candidate> {
        sources.iter().flat_map(move |&source| self.from(field, source))
    }

    /// The first candidate of the most trusted source.
    pub fn best(&self, field: Field, sources: &'static [Source]) -> Option<String> {
        self.ranked(field, sources).next().map(|c| c.value.clone())
    }
}

/// A value without invisible characters, with white space collapsed and entities that the page escaped twice resolved once more.
pub(crate) fn clean(value: &str) -> String {
    let value = &*visible(value);
    if has_entity(value) {
        let dom = parse(&value.replace('<', "&lt;"));
        collapse(&dom.text_content(NodeId::DOCUMENT))
    } else {
        collapse(value)
    }
}

/// Whether a value holds something like `&amp;` or `&#39;`.
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
