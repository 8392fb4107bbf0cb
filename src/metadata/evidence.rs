//! Evidence: all that a page offers for each field, where it stands, what won and why.

use crate::dom::{AttrName, Dom, NodeId, Tag};
use crate::metadata::candidate::{Candidate, Candidates, Field, Source};
use crate::metadata::likeness::{Authors, Likeness, likeness};
use crate::metadata::written::Reading;
use crate::metadata::{self as tables, Metadata, dates, license, site, subject};
use crate::text::{clipped, trim};

/// One value that a page offers for a field of the metadata.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Evidence {
    /// The key of the field in JSON, such as `published`.
    pub field: &'static str,
    /// The value as the page has it.
    pub value: String,
    /// Where it comes from, such as `og:title`, `json-ld`, `h1` or `rel=author`.
    pub source: String,
    /// The element that it stands in, such as `span.byline`; `None` if in none, as for the page's address.
    pub place: Option<String>,
    /// Whether the field has its value from here.
    pub won: bool,
    /// Why it won, or what keeps it from winning, if that can be said.
    pub why: Option<String>,
}

/// What the text says of itself, which may overrule what the page says of it.
#[derive(Debug, Default)]
pub(crate) struct TextSays {
    pub language: Option<String>,
    /// Whether the type of the page was judged by its content.
    pub is_type_judged: bool,
}

/// The fields in the order of the record.
const FIELDS: &[Field] = &[
    Field::Url,
    Field::Title,
    Field::Author,
    Field::Published,
    Field::Modified,
    Field::SiteName,
    Field::Section,
    Field::Tag,
    Field::Description,
    Field::Language,
    Field::Image,
    Field::License,
    Field::PageType,
];

const TITLE: &[Source] = &[
    Source::Heading,
    Source::HeadingPart,
    Source::SubHeading,
    Source::TitleTag,
    Source::OpenGraph,
    Source::JsonLd,
];

/// The sources of a field, the most trusted first.
fn trusted(field: Field) -> &'static [Source] {
    match field {
        Field::Title => TITLE,
        Field::Author => tables::AUTHOR,
        Field::Published | Field::Modified => dates::SOURCES,
        Field::SiteName => site::NAME,
        Field::Description => tables::TEXTS,
        Field::Language => tables::LANGUAGE,
        Field::Url => site::URL,
        Field::Image => tables::IMAGE,
        Field::Section => tables::SECTION,
        Field::Tag => subject::TAGS,
        Field::License => license::SOURCES,
        Field::PageType => tables::PAGE_TYPE,
    }
}

/// All candidates of all fields, and the values that no candidate has as they are.
pub(crate) fn of(
    dom: &Dom,
    found: &Candidates,
    url: Option<&str>,
    metadata: &Metadata,
    says: &TextSays,
    reading: Reading,
) -> Vec<Evidence> {
    let base = url.or(metadata.url.as_deref()).filter(|base| site::hostname(base).is_some());
    let mut out = Vec::new();
    for &field in FIELDS {
        let chosen = chosen(field, metadata, says);
        let authors = Authors::of(field, &chosen);
        let judge = |c: &Candidate| match &authors {
            Some(authors) => authors.likeness(c),
            None => likeness(c, &chosen, base, reading),
        };
        let all: Vec<(&Candidate, Likeness)> = found.of(field).map(|c| (c, judge(c))).collect();
        let is_judged = field == Field::PageType && says.is_type_judged;
        let winner = winner(&all).filter(|_| !is_judged);
        let first = out.len();
        let mut reasons = Vec::new();
        out.extend(all.iter().enumerate().map(|(i, &(candidate, likeness))| {
            let won = winner.is_some_and(|w| wins(&all, i, w));
            let why = won.then(|| why(dom, &all, i, &mut reasons));
            let why = why.or_else(|| hindrance(likeness));
            Evidence {
                field: field.key(),
                value: candidate.value.clone(),
                source: source_of(dom, candidate),
                place: place_of(dom, candidate.place),
                won,
                why,
            }
        }));
        if winner.is_none() && !chosen.is_empty() {
            out.insert(first, derived(field, chosen.join("; "), url));
        }
    }
    out
}

/// What stands in the metadata.
fn chosen(field: Field, metadata: &Metadata, says: &TextSays) -> Vec<String> {
    let one = match field {
        Field::Author => return metadata.authors.clone(),
        Field::Tag => return metadata.tags.clone(),
        Field::Language => &says.language,
        Field::Title => &metadata.title,
        Field::Published => &metadata.published,
        Field::Modified => &metadata.modified,
        Field::SiteName => &metadata.site_name,
        Field::Description => &metadata.description,
        Field::Url => &metadata.url,
        Field::Image => &metadata.image,
        Field::Section => &metadata.section,
        Field::License => &metadata.license,
        Field::PageType => &metadata.page_type,
    };
    one.iter().cloned().collect()
}

/// How far a source is from the most trusted one.
fn rank(candidate: &Candidate) -> usize {
    let trusted = trusted(candidate.field);
    trusted.iter().position(|&s| s == candidate.source).unwrap_or(trusted.len())
}

/// The candidate that the value is: one that says no more, of the most trusted source, the first of it.
fn winner(all: &[(&Candidate, Likeness)]) -> Option<usize> {
    let fits = |&i: &usize| all[i].1 <= Likeness::Part;
    (0..all.len()).filter(fits).min_by_key(|&i| match all[i].0.field {
        // An author's source gives more than one candidate, each of them a part of the list.
        Field::Author => (Likeness::Part, rank(all[i].0)),
        _ => (all[i].1, rank(all[i].0)),
    })
}

/// Whether a candidate won, as the winner itself or as one more entry of the list that its source gives.
fn wins(all: &[(&Candidate, Likeness)], i: usize, winner: usize) -> bool {
    let ((candidate, likeness), (best, _)) = (all[i], all[winner]);
    let is_list = matches!(candidate.field, Field::Author | Field::Tag);
    i == winner || is_list && likeness <= Likeness::Part && candidate.source == best.source
}

/// Why a candidate won. `reasons` are those of the sources that were asked for before.
fn why(
    dom: &Dom,
    all: &[(&Candidate, Likeness)],
    i: usize,
    reasons: &mut Vec<(Source, String)>,
) -> String {
    let (candidate, likeness) = all[i];
    let known = reasons.iter().position(|(source, _)| *source == candidate.source);
    let at = known.unwrap_or_else(|| {
        reasons.push((candidate.source, reason(dom, all, candidate)));
        reasons.len() - 1
    });
    let reason = &reasons[at].1;
    match likeness == Likeness::Part && candidate.field == Field::Title {
        true => format!("a part of it; {reason}"),
        false => reason.clone(),
    }
}

/// So many who agree are named.
const MAX_AGREEING: usize = 12;
/// So much is shown, in bytes, of the name of a source, of which others tell, and of a place.
const MAX_SOURCE: usize = 100;
const MAX_PLACE: usize = 1_000;

/// Who agrees with a source, else how it is trusted.
fn reason(dom: &Dom, all: &[(&Candidate, Likeness)], candidate: &Candidate) -> String {
    let mut agreeing: Vec<String> = Vec::new();
    for (other, _) in
        all.iter().filter(|(other, l)| *l <= Likeness::Part && other.source != candidate.source)
    {
        if agreeing.len() == MAX_AGREEING {
            break;
        }
        let source = source_of(dom, other);
        if !agreeing.contains(&source) {
            agreeing.push(source);
        }
    }
    let is_first = all.iter().all(|(other, _)| rank(candidate) <= rank(other));
    match agreeing.is_empty() {
        false => format!("agrees with {}", agreeing.join(", ")),
        true if all.len() == 1 => "the only one".to_owned(),
        true if is_first => "the most trusted source".to_owned(),
        true => "the most trusted source with a fitting value".to_owned(),
    }
}

/// What keeps a candidate from winning, if it can be said without the others.
fn hindrance(likeness: Likeness) -> Option<String> {
    let why = match likeness {
        Likeness::Same => "says the same",
        Likeness::Part => "says the same and more",
        Likeness::Unreadable => "cannot be read as a value of this field",
        Likeness::Other => return None,
    };
    Some(why.to_owned())
}

/// A value that stands in the metadata, but not on the page as it is.
fn derived(field: Field, value: String, url: Option<&str>) -> Evidence {
    let (source, why) = match field {
        Field::Language => ("text", "the text is in this language"),
        Field::Url if url == Some(value.as_str()) => ("address", "the page's own address"),
        Field::SiteName => ("title", "what stands beside the headline"),
        Field::PageType => ("model", "the content is like that of such pages"),
        _ => ("page", "put together from what the page offers"),
    };
    Evidence {
        field: field.key(),
        value,
        source: source.to_owned(),
        place: None,
        won: true,
        why: Some(why.to_owned()),
    }
}

/// What a reader calls the source: the name of a `meta` element or of an attribute, where there is one.
fn source_of(dom: &Dom, candidate: &Candidate) -> String {
    let node = candidate.place;
    let short = |value| clipped(trim(value), MAX_SOURCE);
    let attr = |name| dom.attr(node, name).map(short).filter(|value| !value.is_empty());
    let named = match (candidate.source, dom.tag(node)) {
        (_, Tag::Meta) => attr(AttrName::Property).or(attr(AttrName::Name)).map(str::to_lowercase),
        (Source::Link, Tag::Html) => Some("html lang".to_owned()),
        (Source::Microdata, _) if attr(AttrName::Itemprop).is_some() => {
            attr(AttrName::Itemprop).map(|value| format!("itemprop={value}"))
        }
        (Source::Link, _) if candidate.field == Field::Section => Some("breadcrumbs".to_owned()),
        (Source::Link | Source::Microdata, _) => {
            attr(AttrName::Rel).map(|value| format!("rel={value}"))
        }
        (Source::SubHeading, tag) => Some(tag.name().to_owned()),
        _ => None,
    };
    named.unwrap_or_else(|| candidate.source.name().to_owned())
}

/// The element that a node is or stands in, as a CSS selector would name it.
fn place_of(dom: &Dom, node: NodeId) -> Option<String> {
    let element = if dom.is_text(node) { dom.parent(node)? } else { node };
    if element == NodeId::DOCUMENT {
        return None;
    }
    let short = |value| clipped(trim(value), MAX_PLACE);
    let word = |name| short(dom.attr(element, name)?).split_ascii_whitespace().next();
    let tag = dom.tag(element).name();
    let meta = [(AttrName::Property, "property"), (AttrName::Name, "name")];
    let named = || meta.iter().find_map(|&(name, key)| Some((key, word(name)?)));
    Some(match (word(AttrName::Id), word(AttrName::Class)) {
        _ if tag == "meta" && named().is_some() => {
            named().map_or(String::new(), |(key, value)| format!("meta[{key}=\"{value}\"]"))
        }
        (Some(id), _) => format!("{tag}#{id}"),
        (None, Some(class)) => format!("{tag}.{class}"),
        (None, None) => tag.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::metadata;
    use crate::parse::parse;

    fn evidence(html: &str, url: Option<&str>, language: Option<&str>) -> Vec<Evidence> {
        let dom = parse(html);
        let says = TextSays { language: language.map(str::to_owned), is_type_judged: true };
        let limits = Limits::new();
        let (metadata, _) = metadata::gather(&dom, url, None, &limits);
        metadata::evidence(&dom, url, &metadata, &says, &limits)
    }

    /// What is told of a field: source, place, whether it won, why.
    fn told(all: &[Evidence], field: &str) -> Vec<String> {
        let line = |e: &Evidence| {
            let why = e.why.as_deref().unwrap_or("-");
            let place = e.place.as_deref().unwrap_or("-");
            format!("{} at {place}: {} {why}", e.source, if e.won { "won," } else { "lost," })
        };
        all.iter().filter(|e| e.field == field).map(line).collect()
    }

    #[test]
    fn a_title_says_who_agrees() {
        let all = evidence(
            "<title>Rain - Paper</title><meta property='og:title' content='Rain'>
             <meta property='og:type' content='article'>
             <h1 class='x y'>Rain</h1><h2>More</h2>",
            None,
            None,
        );
        let expected = [
            "title at title: lost, says the same and more",
            "h1 at h1.x: won, agrees with title, og:title",
            "h2 at h2: lost, -",
            "og:title at meta[property=\"og:title\"]: lost, says the same",
        ];
        assert_eq!(told(&all, "title"), expected);
        let expected = [
            "model at -: won, the content is like that of such pages",
            "og:type at meta[property=\"og:type\"]: lost, says the same",
        ];
        assert_eq!(told(&all, "page_type"), expected);
        assert_eq!(told(&all, "site_name"), ["title at -: won, what stands beside the headline"]);
    }

    #[test]
    fn dates_that_cannot_be_read_say_so() {
        let all = evidence(
            "<meta name=date content=soon><h1>Rain</h1><time id=t datetime=2024-01-05>x</time>",
            Some("https://a.example/2024/01/04/rain"),
            None,
        );
        let expected = [
            "date at meta[name=\"date\"]: lost, cannot be read as a value of this field",
            "time at time#t: won, the most trusted source with a fitting value",
            "url path at -: lost, -",
        ];
        assert_eq!(told(&all, "published"), expected);
        assert_eq!(told(&all, "url"), ["address at -: won, the page's own address"]);
    }

    #[test]
    fn a_list_wins_as_a_whole_and_the_text_may_overrule_the_page() {
        let all = evidence(
            "<html lang=en><meta name=author content='Ann Lee'><script type=application/ld+json>
             {\"@type\":\"Article\",\"author\":[\"Ann Lee\",\"Bo Ek\"]}</script>
             <meta name=citation_author content='Ek, Bo'><h1>Rain</h1>",
            None,
            Some("de"),
        );
        let expected = [
            "json-ld at script: won, agrees with author, citation_author",
            "json-ld at script: won, agrees with author, citation_author",
            "author at meta[name=\"author\"]: lost, says the same",
            "citation_author at meta[name=\"citation_author\"]: lost, says the same",
        ];
        assert_eq!(told(&all, "authors"), expected);
        let expected =
            ["text at -: won, the text is in this language", "html lang at html: lost, -"];
        assert_eq!(told(&all, "language"), expected);
    }
}
