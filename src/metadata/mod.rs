//! Extracts the metadata of a page: collects the candidates of each field with their sources, and selects the winners.

mod candidate;
mod decision;
mod scan;
mod months;
mod calendar;
mod iso_date;
mod date_tokens;
pub(crate) mod written;
mod meta;
mod json;
mod json_ld;
pub(crate) mod title;
mod title_row;
mod headline;
mod names;
mod author;
mod authors;
mod byline;
mod path_date;
mod published;
mod reading;
mod dates;
mod section;
mod subject;
mod site;
mod license;
pub(crate) mod language;
pub(crate) mod direction;
pub(crate) mod fingerprint;
mod likeness;
pub(crate) mod evidence;
pub(crate) mod flat;

use serde::Serialize;

use crate::captions::Caption;
use crate::date::Date;
use crate::dom::{AttrName, Dom};
use crate::limits::Limits;
use crate::metadata::candidate::{Candidates, Field, Source};
use crate::metadata::decision::{Choice, Decision, Rule};
use crate::metadata::scan::Scan;
use crate::titles::TitleWeights;

pub(crate) use decision::Decisions;

/// The metadata of a page. Unknown fields are `None` or empty, and are not serialized. The keys are those of the JSON record.
///
/// ```
/// let html = br#"<title>Rain in May | The Daily</title>
///     <meta property="og:site_name" content="The Daily">
///     <meta property="article:published_time" content="2024-05-07">
///     <h1>Rain in May</h1><p>It rained on Monday."#;
/// let metadata = dehusk::extract(html).metadata;
/// assert_eq!(metadata.title.as_deref(), Some("Rain in May"));
/// assert_eq!(metadata.site_name.as_deref(), Some("The Daily"));
/// assert_eq!(metadata.published.as_deref(), Some("2024-05-07"));
/// assert!(metadata.authors.is_empty());
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[non_exhaustive]
pub struct Metadata {
    /// The headline, without the site name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The names of people or organisations, one per entry, without "By".
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The publication date, no more precise than on the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// The modification date, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified: Option<Date>,
    /// The name of the site or of the publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub site_name: Option<String>,
    /// The host of the page's own URL or, if that is unknown, of the canonical URL: `www.example.org`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostname: Option<String>,
    /// A description of the page in one or two sentences.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The declared language of the page, as a BCP 47 tag such as `en` or `pt-BR`.
    /// [`Article::language`](crate::Article::language) is checked against the text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The canonical URL; absolute if the page's own URL is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The URL of the main image.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// The section of the site, such as "Top News".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// All categories of the page. They usually include the section.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// The keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The licence of the page, as a URL or as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub license: Option<String>,
    /// The page type, such as `article`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub page_type: Option<String>,
    /// The captions of the images in the content, each once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<Caption>,
}

/// Collects the candidates of the head, the JSON-LD and the headings.
fn offered(dom: &Dom, scan: &Scan, limits: &Limits) -> Candidates {
    let mut found = Candidates::default();
    title::gather(dom, scan.title, &scan.headings, &mut found);
    let titles: Vec<&str> = found.of(Field::Title).map(|c| c.value.as_str()).collect();
    let titles = titles.join("\n");
    json_ld::gather(dom, &scan.scripts, &titles, limits, &mut found);
    meta::gather(dom, &scan.metas, &mut found);
    links(dom, scan, &mut found);
    found
}

/// Returns the title candidates and the features of each, for training.
pub(crate) fn title_rows(dom: &Dom, url: Option<&str>, limits: &Limits) -> Vec<headline::TitleRow> {
    let scan = scan::scan(dom);
    let found = offered(dom, &scan, limits);
    let (sites, address) = (site::names(&found, url), site::url(&found, url).value);
    let address = address.as_deref();
    let about = headline::About { dom, scan: &scan, sites: &sites, address };
    headline::rows(&found, about)
}

/// Returns the metadata of a page, and the decision for each field with the exceeded limits. `url` is the page's own URL, if
/// known. `page_type` is the type that follows from the content, and `titles` are the weights of title candidates.
pub(crate) fn gather(
    dom: &Dom,
    url: Option<&str>,
    page_type: Option<&str>,
    titles: &TitleWeights,
    limits: &Limits,
) -> (Metadata, Decisions) {
    let scan = scan::scan(dom);
    let mut found = offered(dom, &scan, limits);
    let (sites, address) = (site::names(&found, url), site::url(&found, url));
    let own = address.value.as_deref();
    let about = headline::About { dom, scan: &scan, sites: &sites, address: own };
    let (title, headline) = headline::choose(&found, about, titles, page_type);
    let headline = headline.or_else(|| title::place(dom, &scan.texts, title.value.as_deref()?));
    byline::gather(dom, &scan, headline, &mut found);
    let language = found.decide_first(Field::Language, LANGUAGE, |c| language::tag(&c.value));
    published::gather(dom, &scan, headline, own, &mut found);
    section::gather(dom, &scan.sections, headline, &mut found);
    license::gather(dom, &scan.licenses, &mut found);
    let reading = reading::of(dom, &scan, language.value.as_deref());
    let site_name = site::name(&found, title.value.as_deref());
    let dates = dates::of(dom, &scan, headline, reading, &mut found);
    let base = url.or(own).filter(|base| site::hostname(base).is_some());
    let section = found.decide_first(Field::Section, SECTION, |c| Some(c.value.clone()));
    let text = found.decide_first(Field::Description, TEXTS, |c| Some(c.value.clone()));
    let image = found.decide_readable(Field::Image, IMAGE, |c| site::absolute(&c.value, base));
    let mut choices = Vec::new();
    let mut value = |field, Decision { value, choice }: Decision| {
        choices.push((field, choice));
        value
    };
    let metadata = Metadata {
        hostname: base.and_then(site::hostname),
        image: value(Field::Image, image),
        categories: subject::categories(&found, section.value.as_deref()),
        license: value(Field::License, license::choose(&found, base)),
        url: value(Field::Url, address),
        title: value(Field::Title, title),
        published: value(Field::Published, dates.published).map(Date::new),
        modified: value(Field::Modified, dates.modified).map(Date::new),
        site_name: value(Field::SiteName, site_name),
        description: value(Field::Description, text),
        language: value(Field::Language, language),
        section: value(Field::Section, section),
        page_type: value(Field::PageType, decide_type(&found, page_type)),
        ..Metadata::default()
    };
    let authors = authors::choose(dom, &found, &sites, page_type);
    let tags = subject::tags(&found);
    choices.extend([(Field::Author, authors.choice), (Field::Tag, tags.choice)]);
    let metadata = Metadata { authors: authors.value, tags: tags.value, ..metadata };
    (metadata, Decisions { found, choices, reading: Some(reading) })
}

/// Decides the page type: the type that follows from the content, else the declared type.
fn decide_type(found: &Candidates, by_content: Option<&str>) -> Decision {
    match by_content {
        None => found.decide_first(Field::PageType, PAGE_TYPE, |c| Some(c.value.to_lowercase())),
        Some(kind) => {
            Decision { value: Some(kind.to_owned()), choice: Choice::by(Rule::Content, PAGE_TYPE) }
        }
    }
}

/// The sources of descriptions, the most trusted first. The head comes first, because it is written for readers of a link.
const TEXTS: &[Source] = subject::TAGS.split_at(7).0;
/// The sources of images, the most trusted first.
const IMAGE: &[Source] = &[
    Source::OpenGraph,
    Source::JsonLd,
    Source::Twitter,
    Source::Link,
    Source::Bibliographic,
    Source::JsonLdPage,
];
/// The sources of sections, the most trusted first.
const SECTION: &[Source] = &[
    Source::OpenGraph,
    Source::JsonLd,
    Source::Meta,
    Source::Analytics,
    Source::Microdata,
    Source::NearHeadline,
    Source::Link,
];
/// The sources of page types, the most trusted first.
const PAGE_TYPE: &[Source] = &[Source::OpenGraph, Source::JsonLd];
/// The sources of languages, the most trusted first.
const LANGUAGE: &[Source] =
    &[Source::Link, Source::JsonLd, Source::Meta, Source::OpenGraph, Source::Bibliographic];

/// Adds the candidates of `link` elements and of the `lang` attribute of `html`.
fn links(dom: &Dom, scan: &Scan, found: &mut Candidates) {
    if let Some((html, lang)) =
        scan.html.and_then(|html| Some((html, dom.attr(html, AttrName::Lang)?)))
    {
        found.add(Field::Language, lang, Source::Link, html);
    }
    for &link in &scan.links {
        let (Some(rel), Some(href)) =
            (dom.attr(link, AttrName::Rel), dom.attr(link, AttrName::Href))
        else {
            continue;
        };
        match rel.trim() {
            "canonical" => found.add(Field::Url, href, Source::Link, link),
            "image_src" => found.add(Field::Image, href, Source::Link, link),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::parse::parse;

    #[test]
    fn nothing_is_known_of_an_empty_page() {
        let (metadata, decisions) =
            gather(&parse(""), None, None, Model::builtin().titles(), &Limits::new());
        assert_eq!(metadata, Metadata::default());
        assert!(decisions.found.limits_hit.is_empty());
    }
}
