//! Reads JSON-LD: finds the entity that the page is about, and adds its properties as candidates.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::HashMap;

use memchr::memmem;

use crate::dom::{Dom, NodeId};
use crate::limits::{Limit, Limits, LimitsHit};
use crate::metadata::candidate::{Candidates, Field, Source, clean};
use crate::metadata::json::{Thing, Value};

/// The maximum number of entities that are examined.
const MAX_THINGS: usize = 2_000;

/// Adds the candidates of the JSON-LD scripts. `titles` are the texts of the headings and of the `title` element: of several
/// articles, the one whose headline is among them describes the page.
pub(crate) fn gather(
    dom: &Dom,
    scripts: &[NodeId],
    titles: &str,
    limits: &Limits,
    found: &mut Candidates,
) {
    let texts = texts(dom, scripts, limits.max_json_ld_bytes, &mut found.limits_hit);
    let mut read = |text| {
        let (value, is_cut) = Value::read(text, limits.max_json_ld_depth)?;
        found.limits_hit.insert_if(is_cut, Limit::JsonLdDepth);
        Some(value)
    };
    let whole: Vec<Option<Value>> = texts.iter().map(|(_, text)| read(bare(text))).collect();
    let mended: Vec<String> = texts
        .iter()
        .zip(&whole)
        .map(|((_, text), whole)| if whole.is_none() { repair(bare(text)) } else { String::new() })
        .collect();
    let roots: Vec<(NodeId, Value)> = texts
        .iter()
        .zip(whole)
        .zip(&mended)
        .filter_map(|(((script, _), whole), mended)| {
            Some((*script, whole.or_else(|| read(mended))?))
        })
        .collect();
    let things: Vec<(NodeId, &Thing)> = roots
        .iter()
        .flat_map(|(script, root)| things(root).into_iter().map(|t| (*script, t)))
        .take(MAX_THINGS)
        .collect();
    let main = main_thing(things.iter().map(|&(_, thing)| thing), titles);
    let all = by_id(things.iter().map(|&(_, thing)| thing));
    for (i, &(place, thing)) in things.iter().enumerate() {
        if Some(i) == main {
            about(thing, &all, Source::JsonLd, place, found);
        } else if is_one_of(thing, PAGES) {
            about(thing, &all, Source::JsonLdPage, place, found);
        } else if is_one_of(thing, SITES) {
            strings(thing.get("name"))
                .iter()
                .for_each(|name| found.add(Field::SiteName, name, Source::JsonLdPage, place));
        }
    }
}

/// The types that describe the page as a whole.
const PAGES: &[&str] =
    &["WebPage", "AboutPage", "ItemPage", "CollectionPage", "FAQPage", "ProfilePage"];
/// The types that name the site.
const SITES: &[&str] = &["WebSite", "NewsMediaOrganization"];
/// The types of works whose names do not end in `Article` or `Posting`.
const WORKS: &[&str] = &[
    "Report",
    "Recipe",
    "HowTo",
    "Question",
    "Review",
    "CreativeWork",
    "Course",
    "PodcastEpisode",
    "VideoObject",
    "Book",
    "Event",
    "JobPosting",
    "Product",
    "SoftwareApplication",
    "Dataset",
];

/// Returns the scripts that describe entities, up to a total size of `max_bytes`. A script that would exceed it is skipped.
fn texts<'a>(
    dom: &'a Dom,
    scripts: &[NodeId],
    max_bytes: usize,
    limits_hit: &mut LimitsHit,
) -> Vec<(NodeId, Cow<'a, str>)> {
    let mut bytes_left = max_bytes;
    let mut texts = Vec::new();
    for &script in scripts {
        let text = text_of(dom, script);
        if !has_things(&text) {
            continue;
        }
        match bytes_left.checked_sub(text.len()) {
            None => limits_hit.insert(Limit::JsonLdBytes),
            Some(rest) => {
                bytes_left = rest;
                texts.push((script, text));
            }
        }
    }
    texts
}

/// Returns the text of a script, which is nearly always a single node.
fn text_of(dom: &Dom, script: NodeId) -> Cow<'_, str> {
    if dom.end(script).index() == script.index() + 2 {
        Cow::Borrowed(dom.text(NodeId::new(script.index() + 1)))
    } else {
        Cow::Owned(dom.text_content(script))
    }
}

/// Whether a text describes entities: every entity has an `@type`. Other data, some of it large, has none.
fn has_things(text: &str) -> bool {
    memmem::find(text.as_bytes(), b"@type").is_some()
}

/// Returns the text without surrounding white space and trailing semicolons.
fn bare(text: &str) -> &str {
    text.trim().trim_end_matches(';')
}

/// Repairs common errors of generators: a wrapping comment or CDATA section, line breaks in strings, invalid escapes, and commas
/// before a closing bracket.
fn repair(text: &str) -> String {
    let text = text.split_once("<![CDATA[").map_or(text, |(_, inner)| inner);
    let text = text.split("]]>").next().unwrap_or(text);
    let start = text.find(['{', '[']).unwrap_or(0);
    let end = text.rfind(['}', ']']).map_or(text.len(), |end| end + 1);
    let mut out = String::with_capacity(text.len());
    let (mut in_string, mut escaped) = (false, false);
    for c in text.get(start..end).unwrap_or_default().chars() {
        match c {
            _ if escaped => {
                if matches!(c, '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') {
                    out.push('\\');
                }
                out.push(if c.is_control() { ' ' } else { c });
                escaped = false;
                continue;
            }
            '\\' if in_string => {
                escaped = true;
                continue;
            }
            '"' => in_string = !in_string,
            '\n' | '\r' | '\t' if in_string => {
                out.push(' ');
                continue;
            }
            '}' | ']' if !in_string => {
                out.truncate(out.trim_end().trim_end_matches(',').len());
            }
            c if in_string && c.is_control() => continue,
            _ => {}
        }
        out.push(c);
    }
    out
}

/// Returns the described entities: the roots, the items of `@graph` and of arrays, and the main entities of pages and listings.
fn things<'a, 'b>(root: &'a Value<'b>) -> Vec<&'a Thing<'b>> {
    let mut out = Vec::new();
    let mut left = vec![root];
    while let Some(value) = left.pop() {
        match value {
            Value::Array(items) => left.extend(items.iter().rev()),
            Value::Object(thing) => {
                out.push(thing);
                let nested = ["@graph", "mainEntity", "mainEntityOfPage", "subjectOf"];
                left.extend(nested.iter().rev().filter_map(|key| thing.get(key)));
            }
            _ => {}
        }
        if out.len() >= MAX_THINGS {
            break;
        }
    }
    out
}

/// Returns the types of an entity, without namespaces.
fn types<'a>(thing: &'a Thing<'_>) -> impl Iterator<Item = &'a str> {
    let value = thing.get("@type");
    let one = value.and_then(Value::as_str);
    let many = value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
    one.into_iter().chain(many).map(|name| name.rsplit(['/', '#', ':']).next().unwrap_or(name))
}

fn is_one_of(thing: &Thing, names: &[&str]) -> bool {
    types(thing).any(|name| names.contains(&name))
}

fn is_article(thing: &Thing) -> bool {
    types(thing)
        .any(|name| name.ends_with("Article") || name.ends_with("Posting") || name == "Report")
}

/// Returns the index of the entity that the page is about. An article takes precedence over another work, an entity whose
/// headline the page shows over others, and the first entity over later ones.
fn main_thing<'a>(things: impl Iterator<Item = &'a Thing<'a>>, titles: &str) -> Option<usize> {
    let score = |thing: &Thing| {
        let kind = if is_article(thing) { 2 } else { u8::from(is_one_of(thing, WORKS)) };
        let name = strings(thing.get("headline").or_else(|| thing.get("name")));
        let shown =
            name.first().is_some_and(|name| !name.is_empty() && titles.contains(&clean(name)));
        (kind > 0).then_some((kind == 2, shown, kind))
    };
    let scored = things.enumerate().filter_map(|(i, thing)| Some((score(thing)?, Reverse(i))));
    scored.max().map(|(_, Reverse(i))| i)
}

/// Returns the strings of a value: the value itself, its items, or their `name`, `@value` or `url`.
fn strings(value: Option<&Value>) -> Vec<String> {
    let mut out = Vec::new();
    let mut left: Vec<&Value> = value.into_iter().collect();
    while let Some(value) = left.pop() {
        match value {
            Value::String(s) => out.push(s.clone().into_owned()),
            Value::Number(n) => out.push(n.to_string()),
            Value::Array(items) => left.extend(items.iter().take(64).rev()),
            Value::Object(o) => {
                let named = ["name", "@value", "url", "@id", "alternateName"];
                left.extend(named.iter().find_map(|key| o.get(key)));
            }
            _ => {}
        }
    }
    out
}

/// The entities that have a name, by `@id`. Of duplicates, the first counts.
type ById<'a> = HashMap<&'a str, &'a Thing<'a>>;

fn by_id<'a>(things: impl Iterator<Item = &'a Thing<'a>>) -> ById<'a> {
    let mut by_id = ById::new();
    for thing in things.filter(|thing| thing.contains_key("name")) {
        if let Some(id) = thing.get("@id").and_then(Value::as_str) {
            by_id.entry(id).or_insert(thing);
        }
    }
    by_id
}

/// Returns the names of people or organisations. References are resolved by `@id`.
fn names(value: Option<&Value>, all: &ById<'_>) -> Vec<String> {
    let items: Vec<&Value> = match value {
        Some(Value::Array(items)) => items.iter().take(64).collect(),
        Some(value) => vec![value],
        None => Vec::new(),
    };
    let mut out = Vec::new();
    for item in items {
        match item {
            Value::Object(person) if person.contains_key("name") => {
                out.extend(strings(person.get("name")))
            }
            Value::Object(reference) => {
                let id = reference.get("@id").and_then(Value::as_str);
                let person = id.and_then(|id| all.get(id));
                out.extend(person.into_iter().flat_map(|person| strings(person.get("name"))));
            }
            other => out.extend(strings(Some(other))),
        }
    }
    out
}

/// Adds the properties of an entity as candidates.
fn about(thing: &Thing, all: &ById<'_>, source: Source, place: NodeId, found: &mut Candidates) {
    let mut add =
        |field, values: Vec<String>| values.iter().for_each(|v| found.add(field, v, source, place));
    let first = |key: &str| strings(thing.get(key)).into_iter().take(1).collect::<Vec<_>>();
    add(
        Field::Title,
        if thing.contains_key("headline") { first("headline") } else { first("name") },
    );
    let writes = !is_one_of(
        thing,
        &["Product", "Event", "Course", "JobPosting", "SoftwareApplication", "VideoObject"],
    );
    if writes {
        let author =
            thing.get("author").filter(|a| **a != Value::Null).or_else(|| thing.get("creator"));
        add(Field::Author, names(author, all));
    }
    if writes || thing.contains_key("headline") {
        let published = first("datePublished");
        add(Field::Published, if published.is_empty() { first("dateCreated") } else { published });
        add(Field::Modified, first("dateModified"));
    }
    add(Field::SiteName, names(thing.get("publisher"), all).into_iter().take(1).collect());
    add(Field::Description, first("description"));
    add(Field::Language, first("inLanguage"));
    add(Field::Url, first("url"));
    let image = thing.get("image").or_else(|| thing.get("primaryImageOfPage"));
    let image = image.map(|image| match image {
        Value::Object(o) => o.get("url").or_else(|| o.get("contentUrl")).unwrap_or(image),
        Value::Array(items) => items.first().map_or(image, |item| item.get("url").unwrap_or(item)),
        _ => image,
    });
    add(Field::Image, strings(image).into_iter().take(1).filter(|i| i.contains("//")).collect());
    add(Field::Section, strings(thing.get("articleSection")));
    let tags = strings(thing.get("keywords"));
    add(Field::Tag, tags.iter().flat_map(|tags| tags.split(',').map(str::to_owned)).collect());
    add(Field::License, first("license"));
    add(Field::PageType, types(thing).take(1).map(str::to_owned).collect());
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::Tag;
    use crate::parse::parse;

    fn found(json: &str, titles: &str) -> Candidates {
        found_within(json, titles, &Limits::new())
    }

    fn found_within(json: &str, titles: &str, limits: &Limits) -> Candidates {
        let dom = parse(&format!("<script type='application/ld+json'>{json}</script>"));
        let scripts: Vec<_> = dom.ids().filter(|&id| dom.tag(id) == Tag::Script).collect();
        let mut found = Candidates::default();
        gather(&dom, &scripts, titles, limits, &mut found);
        found
    }

    fn values(found: &Candidates, field: Field) -> Vec<&str> {
        found.from(field, Source::JsonLd).map(|c| c.value.as_str()).collect()
    }

    #[test]
    fn an_author_is_looked_up_in_the_graph() {
        let json = r##"{"@graph":[{"@type":"Organization","@id":"#o","name":"Paper"},
            {"@type":["NewsArticle"],"headline":"Rain","author":[{"@id":"#p"},{"name":"Bo Ek"}],
             "publisher":{"@id":"#o"},"comment":{"@type":"Comment","author":{"name":"Troll"}}},
            {"@type":"Person","@id":"#p","name":"Ann Lee"}]}"##;
        let found = found(json, "");
        assert_eq!(values(&found, Field::Author), ["Ann Lee", "Bo Ek"]);
        assert_eq!(values(&found, Field::SiteName), ["Paper"]);
        assert_eq!(values(&found, Field::PageType), ["NewsArticle"]);
    }

    #[test]
    fn the_article_whose_headline_is_shown_is_the_pages_own() {
        let json =
            r#"[{"@type":"Article","headline":"Teaser"},{"@type":"Article","headline":"Rain"}]"#;
        assert_eq!(values(&found(json, "Rain - Paper"), Field::Title), ["Rain"]);
        assert_eq!(values(&found(json, ""), Field::Title), ["Teaser"]);
    }

    #[test]
    fn broken_json_is_mended_or_skipped() {
        let json = "<!-- {\"@type\":\"Article\",\n\"headline\":\"It\\'s\na [b,] c\",} -->";
        assert_eq!(values(&found(json, ""), Field::Title), ["It's a [b,] c"]);
        assert!(
            values(&found("{\"@type\":\"Article\",\"headline\":", ""), Field::Title).is_empty()
        );
        let json = "/*<![CDATA[*/ {\"@type\":\"Article\",\"headline\":\"Rain\"} /*]]>*/";
        assert_eq!(values(&found(json, ""), Field::Title), ["Rain"]);
    }

    #[test]
    fn what_is_too_long_or_too_deep_is_left_out() {
        let long = format!(r#"{{"@type":"Article","headline":"{}"}}"#, "x".repeat(200));
        let deep =
            r#"{"@type":"Article","headline":"Rain","author":[{"name":"Ann"}],"tags":[[1]]}"#;
        let json = format!("{long}</script><script type='application/ld+json'>{deep}");
        let limits = Limits::new().with_max_json_ld_bytes(200);
        let found = found_within(&json, "", &limits.with_max_json_ld_depth(2));
        assert_eq!(values(&found, Field::Title), ["Rain"]);
        assert!(values(&found, Field::Author).is_empty());
        let limits_hit: Vec<_> = found.limits_hit.iter().map(Limit::as_str).collect();
        assert_eq!(limits_hit, ["json_ld_bytes", "json_ld_depth"]);
    }
}
