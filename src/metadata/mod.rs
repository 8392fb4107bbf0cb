//! What a page says about itself: each field's candidates with their source, and which source wins.

mod candidate;
mod scan;
mod months;
mod calendar;
mod date;
pub(crate) mod written;
mod meta;
mod json;
mod json_ld;
pub(crate) mod title;
mod title_weights;
mod title_row;
mod headline;
mod names;
mod author;
mod byline;
mod path_date;
mod published;
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

use memchr::memchr2_iter;

use crate::captions::Caption;
use crate::dom::{AttrName, Dom};
use crate::limits::{Cut, Limits};
use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::evidence::{Evidence, TextSays};
use crate::metadata::scan::Scan;
use crate::metadata::written::Reading;
use crate::text::trim;

/// What a page says about itself. What is not known is `None` or empty.
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
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub struct Metadata {
    /// The headline, without the site's name.
    pub title: Option<String>,
    /// People or bodies, one an entry, without "By".
    pub authors: Vec<String>,
    /// ISO 8601, no more precise than the page says: `2024`, `2024-01`, `2024-01-05` or a full time.
    pub published: Option<String>,
    /// As `published`.
    pub modified: Option<String>,
    /// The name of the site or the publication.
    pub site_name: Option<String>,
    /// The host of the page's own address or, if that is not known, of the canonical one: `www.example.org`.
    pub hostname: Option<String>,
    /// One or two sentences about the page.
    pub description: Option<String>,
    /// The language that the page declares, as a BCP 47 tag such as `en` or `pt-BR`.
    /// [`Article::language`](crate::Article::language) checks it against the text.
    pub language: Option<String>,
    /// The canonical URL, absolute if the page's own address is known.
    pub url: Option<String>,
    /// The URL of the main picture.
    pub image: Option<String>,
    /// The section of the site, such as "Top News".
    pub section: Option<String>,
    /// All categories that the page is filed under, the section mostly among them.
    pub categories: Vec<String>,
    /// Keywords.
    pub tags: Vec<String>,
    /// The licence of the page, as a URL or in words.
    pub license: Option<String>,
    /// The kind of page, such as `article`.
    pub page_type: Option<String>,
    /// Captions of the pictures in the content, each once.
    pub captions: Vec<Caption>,
}

/// What the page offers for each field and what of it stands in `metadata`, which was gathered from it.
pub(crate) fn evidence(
    dom: &Dom,
    url: Option<&str>,
    metadata: &Metadata,
    says: &TextSays,
    limits: &Limits,
) -> Vec<Evidence> {
    let (_, found, reading) = gather_all(dom, url, metadata.page_type.as_deref(), limits);
    evidence::of(dom, &found, url, metadata, says, reading)
}

/// What the head and the headings offer, before any choice.
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

/// The titles on offer and what is known of each, for training.
pub(crate) fn title_rows(dom: &Dom, url: Option<&str>, limits: &Limits) -> Vec<headline::TitleRow> {
    let scan = scan::scan(dom);
    let found = offered(dom, &scan, limits);
    let (sites, address) = (site::names(&found, url), site::url(&found, url));
    let address = address.as_deref();
    let about = headline::About { dom, scan: &scan, sites: &sites, address, page_type: None };
    headline::rows(&found, about)
}

/// Gathers what the page says about itself. `url` is the page's own address, if it is known; `page_type` the kind
/// of page that its content makes it. Also what was cut of it.
pub(crate) fn gather(
    dom: &Dom,
    url: Option<&str>,
    page_type: Option<&str>,
    limits: &Limits,
) -> (Metadata, Cut) {
    let (metadata, found, _) = gather_all(dom, url, page_type, limits);
    (metadata, found.cut)
}

/// The metadata, the candidates that they were chosen from, and how dates were read.
fn gather_all(
    dom: &Dom,
    url: Option<&str>,
    page_type: Option<&str>,
    limits: &Limits,
) -> (Metadata, Candidates, Reading) {
    let scan = scan::scan(dom);
    let mut found = offered(dom, &scan, limits);
    let (sites, address) = (site::names(&found, url), site::url(&found, url));
    let about =
        headline::About { dom, scan: &scan, sites: &sites, address: address.as_deref(), page_type };
    let (title, headline) = headline::choose(&found, about);
    let headline = headline.or_else(|| title::place(dom, &scan.texts, title.as_deref()?));
    byline::gather(dom, &scan, headline, &mut found);
    let language = found.best(Field::Language, LANGUAGE).and_then(|tag| language::tag(&tag));
    published::gather(dom, &scan, headline, address.as_deref(), &mut found);
    section::gather(dom, &scan.sections, headline, &mut found);
    license::gather(dom, &scan.licenses, &mut found);
    let reading = published::reading(dom, &scan, language.as_deref());
    let site_name = site::name(&found, title.as_deref());
    let dates = dates::of(dom, &scan, headline, reading, &mut found);
    let base = url.or(address.as_deref()).filter(|base| site::hostname(base).is_some());
    let section = found.best(Field::Section, SECTION);
    let metadata = Metadata {
        title,
        authors: authors(dom, &found, &sites, page_type),
        published: dates.published,
        modified: dates.modified,
        site_name,
        description: found.best(Field::Description, TEXTS),
        language,
        hostname: base.and_then(site::hostname),
        image: found.ranked(Field::Image, IMAGE).find_map(|c| site::absolute(&c.value, base)),
        categories: subject::categories(&found, section.as_deref()),
        section,
        tags: subject::tags(&found),
        license: license::choose(&found, base),
        page_type: page_type.map(str::to_owned).or_else(|| {
            let own = found.best(Field::PageType, PAGE_TYPE);
            own.map(|kind| kind.to_lowercase())
        }),
        captions: Vec::new(),
        url: address,
    };
    (metadata, found, reading)
}

/// Texts that the head and the JSON-LD offer: the head is written for readers of the link, so it comes first.
const TEXTS: &[Source] = subject::TAGS.split_at(7).0;
const IMAGE: &[Source] = &[
    Source::OpenGraph,
    Source::JsonLd,
    Source::Twitter,
    Source::Link,
    Source::Bibliographic,
    Source::JsonLdPage,
];
const SECTION: &[Source] = &[
    Source::OpenGraph,
    Source::JsonLd,
    Source::Meta,
    Source::Analytics,
    Source::Microdata,
    Source::NearHeadline,
    Source::Link,
];
const PAGE_TYPE: &[Source] = &[Source::OpenGraph, Source::JsonLd];
const LANGUAGE: &[Source] =
    &[Source::Link, Source::JsonLd, Source::Meta, Source::OpenGraph, Source::Bibliographic];
const AUTHOR: &[Source] = &[
    Source::Analytics,
    Source::JsonLd,
    Source::Bibliographic,
    Source::Link,
    Source::Microdata,
    Source::JsonLdPage,
    Source::Meta,
    Source::Twitter,
    Source::Byline,
    Source::NearHeadline,
    Source::OpenGraph,
    Source::End,
];

/// Sources whose author counts even if the site has the same name.
const NAMED: &[Source] =
    &[Source::Twitter, Source::Link, Source::Byline, Source::NearHeadline, Source::End];

/// Sources whose author may be the site itself, if nobody else is named.
const OF_SITE: &[Source] = &[Source::Meta, Source::OpenGraph];
/// Sources of the names of desks.
const DESKS: &[Source] = &[
    Source::Byline,
    Source::Link,
    Source::NearHeadline,
    Source::JsonLd,
    Source::Twitter,
    Source::Meta,
];

/// Adds what `link` elements and the attributes of `html` say.
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

/// The authors of the most trusted source that names any. One person's site may bear that person's name, names of
/// accounts count if there are no others, and a desk such as "Editorial team" if there are none at all.
fn authors(
    dom: &Dom,
    found: &Candidates,
    sites: &[String],
    page_type: Option<&str>,
) -> Vec<String> {
    let is_article = page_type.is_none_or(|kind| kind == "article");
    let first = |sources: &[Source], sites: &[String], with_handles: bool| {
        let named = sources.iter().map(|&s| (s, author::authors(found, s, sites, with_handles)));
        named.into_iter().find(|(source, authors)| {
            authors.first().is_some_and(|name| is_confirmed(dom, found, name, *source))
        })
    };
    first(AUTHOR, sites, false)
        .or_else(|| first(NAMED, &[], false))
        .or_else(|| first(AUTHOR, sites, true))
        .or_else(|| first(OF_SITE, &[], false).filter(|_| is_article))
        .filter(|(source, authors)| !is_of_another(found, authors, *source, page_type))
        .map(|(_, authors)| authors)
        .or_else(|| DESKS.iter().find_map(|&s| author::desk(found, s)).map(|desk| vec![desk]))
        .unwrap_or_default()
}

/// Whether the names are those of what a list points to, or of who wrote about a product: many names on a page
/// that lists others, or one that no other source gives.
fn is_of_another(
    found: &Candidates,
    authors: &[String],
    source: Source,
    page_type: Option<&str>,
) -> bool {
    let agrees = |c: &Candidate| {
        c.source != source && authors.first().is_some_and(|name| c.value.contains(name))
    };
    match page_type {
        Some("product") => !found.of(Field::Author).any(agrees),
        Some("listing") if author::is_visible(source) => {
            let named = found.from(Field::Author, source);
            let mut known: Vec<String> = Vec::new();
            for name in named.flat_map(|c| author::names(&c.value, source, &[])) {
                if !known.contains(&name) {
                    known.push(name);
                }
                if known.len() >= MANY_NAMES {
                    return true;
                }
            }
            false
        }
        _ => false,
    }
}

/// So many names are those of a list.
const MANY_NAMES: usize = 3;

/// Whether a name that a source gives for programs is also that of another source or stands in the page. Counted on
/// three corpora: one that is neither is right on 3 of 28 pages.
fn is_confirmed(dom: &Dom, found: &Candidates, name: &str, source: Source) -> bool {
    let is_alone = match source {
        Source::JsonLd | Source::JsonLdPage | Source::Analytics | Source::Bibliographic => true,
        // What a site fills in everywhere gives way to a byline.
        Source::Meta => found.from(Field::Author, Source::NearHeadline).next().is_some(),
        _ => false,
    };
    if !is_alone || found.of(Field::Author).any(|c| c.source != source && c.value.contains(name)) {
        return true;
    }
    let lower = name.to_lowercase();
    let shown = dom.ids().filter(|&id| dom.parent(id).is_some_and(|p| !dom.tag(p).is_skipped()));
    let mut n_bytes = 0;
    for text in shown.map(|id| dom.text(id)) {
        if text.len() >= name.len() && holds(text, &lower) {
            return true;
        }
        n_bytes += trim(text).len();
    }
    n_bytes < MIN_SHOWN_BYTES
}

/// Whether a text has words that are given in small letters, in whatever letters.
fn holds(text: &str, lower: &str) -> bool {
    if !text.is_ascii() {
        return text.to_lowercase().contains(lower);
    }
    let Some(&first) = lower.as_bytes().first() else { return true };
    let text = text.as_bytes();
    let is_here = |at: usize| {
        let here = text.get(at..at + lower.len());
        here.is_some_and(|here| here.eq_ignore_ascii_case(lower.as_bytes()))
    };
    memchr2_iter(first, first.to_ascii_uppercase(), text).any(is_here)
}

/// A page with less text than this is filled by a script, and need not show its author yet.
const MIN_SHOWN_BYTES: usize = 600;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[test]
    fn a_name_is_found_in_whatever_letters() {
        for text in ["by ANN LEE", "Ann Lee", "Ümit, ann lee"] {
            assert!(holds(text, "ann lee"), "{text}");
        }
        assert!(
            holds("ÉVA", "éva") && !holds("Ann Le", "ann lee") && !holds("Anna Lee", "ann lee")
        );
    }

    #[test]
    fn nothing_is_known_of_an_empty_page() {
        let nothing = (Metadata::default(), Cut::new());
        assert_eq!(gather(&parse(""), None, None, &Limits::new()), nothing);
    }
}
