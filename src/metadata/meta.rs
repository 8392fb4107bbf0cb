//! Reads `meta` elements: OpenGraph, Twitter, Dublin Core, citation tags and plain names.

use crate::dom::{AttrName, Dom, NodeId};
use crate::lexicon::LEXICON;
use crate::metadata::candidate::{Candidates, Field, Source};

/// The names of `meta` elements, lower-case and sorted, with the field and the source of each.
const NAMES: &[(&str, Field, Source)] = {
    use Field::*;
    use Source::*;
    &[
        ("analyticsattributes.articledate", Published, Analytics),
        ("analyticsattributes.title", Title, Analytics),
        ("application-name", SiteName, Meta),
        ("article.created", Published, Analytics),
        ("article.published", Published, Analytics),
        ("article.updated", Modified, Analytics),
        ("article:author", Author, OpenGraph),
        ("article:modified_time", Modified, OpenGraph),
        ("article:published", Published, OpenGraph),
        ("article:published_time", Published, OpenGraph),
        ("article:section", Section, OpenGraph),
        ("article:tag", Tag, OpenGraph),
        ("article_date_original", Published, Analytics),
        ("author", Author, Meta),
        ("bt:pubdate", Published, Analytics),
        ("byl", Author, Meta),
        ("citation_author", Author, Bibliographic),
        ("citation_date", Published, Bibliographic),
        ("citation_journal_title", SiteName, Bibliographic),
        ("citation_keywords", Tag, Bibliographic),
        ("citation_language", Language, Bibliographic),
        ("citation_online_date", Published, Bibliographic),
        ("citation_publication_date", Published, Bibliographic),
        ("citation_title", Title, Bibliographic),
        ("copyright", License, Meta),
        ("cxenseparse:author", Author, Analytics),
        ("cxenseparse:recs:publishtime", Published, Analytics),
        ("date", Published, Meta),
        ("date.created", Published, Meta),
        ("date.issued", Published, Meta),
        ("date.modified", Modified, Meta),
        ("dc.creator", Author, Bibliographic),
        ("dc.date", Published, Bibliographic),
        ("dc.date.created", Published, Bibliographic),
        ("dc.date.issued", Published, Bibliographic),
        ("dc.date.modified", Modified, Bibliographic),
        ("dc.description", Description, Bibliographic),
        ("dc.language", Language, Bibliographic),
        ("dc.rights", License, Bibliographic),
        ("dc.subject", Tag, Bibliographic),
        ("dc.title", Title, Bibliographic),
        ("dcterms.created", Published, Bibliographic),
        ("dcterms.creator", Author, Bibliographic),
        ("dcterms.date", Published, Bibliographic),
        ("dcterms.issued", Published, Bibliographic),
        ("dcterms.modified", Modified, Bibliographic),
        ("dcterms.title", Title, Bibliographic),
        ("description", Description, Meta),
        ("keywords", Tag, Meta),
        ("language", Language, Meta),
        ("last-modified", Modified, Meta),
        ("lastmod", Modified, Meta),
        ("news_keywords", Tag, Meta),
        ("og:article:author", Author, OpenGraph),
        ("og:article:published_time", Published, OpenGraph),
        ("og:article:section", Section, OpenGraph),
        ("og:description", Description, OpenGraph),
        ("og:image", Image, OpenGraph),
        ("og:image:secure_url", Image, OpenGraph),
        ("og:locale", Language, OpenGraph),
        ("og:pubdate", Published, OpenGraph),
        ("og:published_time", Published, OpenGraph),
        ("og:site_name", SiteName, OpenGraph),
        ("og:title", Title, OpenGraph),
        ("og:type", PageType, OpenGraph),
        ("og:updated_time", Modified, OpenGraph),
        ("og:url", Url, OpenGraph),
        ("originalpublicationdate", Published, Analytics),
        ("parsely-author", Author, Analytics),
        ("parsely-pub-date", Published, Analytics),
        ("parsely-section", Section, Analytics),
        ("parsely-tags", Tag, Analytics),
        ("parsely-title", Title, Analytics),
        ("pubdate", Published, Analytics),
        ("publication_date", Published, Analytics),
        ("publish-date", Published, Analytics),
        ("publish_date", Published, Analytics),
        ("published", Published, Analytics),
        ("published-date", Published, Analytics),
        ("published_on", Published, Analytics),
        ("publisher", SiteName, Meta),
        ("rnews:datepublished", Published, Analytics),
        ("sailthru.author", Author, Analytics),
        ("sailthru.date", Published, Analytics),
        ("sailthru.title", Title, Analytics),
        ("section", Section, Meta),
        ("shareaholic:article_author_name", Author, Analytics),
        ("shareaholic:article_published_time", Published, Analytics),
        ("title", Title, Meta),
        ("twitter:data1", Author, Twitter),
        ("twitter:description", Description, Twitter),
        ("twitter:image", Image, Twitter),
        ("twitter:image:src", Image, Twitter),
        ("twitter:title", Title, Twitter),
    ]
};

/// Returns the field and the source of the name or property of a `meta` element; `None` if it is unknown. Dublin Core names may
/// be written with `:` instead of `.` after the prefix `dc` or `dcterms`.
fn known(name: &str) -> Option<(Field, Source)> {
    let mut name = name.trim().to_ascii_lowercase();
    if name.starts_with("dc:") || name.starts_with("dcterms:") {
        name = name.replace(':', ".");
    }
    let at = NAMES.binary_search_by(|(known, ..)| (*known).cmp(&name)).ok()?;
    Some((NAMES[at].1, NAMES[at].2))
}

/// Adds the candidates of `meta` elements. The last `twitter:label1` says whether `twitter:data1` is the author.
pub(crate) fn gather(dom: &Dom, elements: &[NodeId], found: &mut Candidates) {
    let mut written_by = false;
    for &id in elements {
        let Some(content) = dom.attr(id, AttrName::Content) else { continue };
        let names = [AttrName::Property, AttrName::Name];
        for name in names.into_iter().filter_map(|name| dom.attr(id, name)) {
            // `twitter:label1` is "Written by" or a translation; `twitter:label2` is "Est. reading time".
            if name == "twitter:label1" {
                written_by = !content.chars().any(|c| c.is_ascii_digit()) && is_written_by(content);
            }
            match known(name) {
                Some((Field::Author, Source::Twitter)) if !written_by => {}
                Some((Field::Tag, source)) => {
                    let separators: &[char] =
                        if content.contains([',', ';']) { &[',', ';'] } else { &['|'] };
                    content
                        .split(separators)
                        .for_each(|tag| found.add(Field::Tag, tag, source, id));
                }
                Some((field, source)) => {
                    found.add(field, content, source, id);
                    break;
                }
                None => {}
            }
        }
    }
}

/// Whether a label announces the name of an author.
fn is_written_by(label: &str) -> bool {
    let label = label.trim().to_lowercase();
    LEXICON.author_labels.has(&label)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::Tag;
    use crate::parse::parse;

    fn found(html: &str) -> Candidates {
        let dom = parse(html);
        let metas: Vec<_> = dom.ids().filter(|&id| dom.tag(id) == Tag::Meta).collect();
        let mut found = Candidates::default();
        gather(&dom, &metas, &mut found);
        found
    }

    fn values(found: &Candidates, field: Field) -> Vec<&str> {
        found.of(field).map(|c| c.value.as_str()).collect()
    }

    #[test]
    fn names_are_sorted_so_that_they_are_found() {
        assert!(NAMES.is_sorted_by_key(|(name, ..)| name));
    }

    #[test]
    fn open_graph_dublin_core_and_plain_names() {
        let found = found(
            "<meta property='og:title' content='Rain &amp;amp; sun'><meta name='DC:Title' content='Rain'>
             <meta name=Author content=' Ann  Lee '><meta name=keywords content='a, b c,'>",
        );
        assert_eq!(values(&found, Field::Title), ["Rain & sun", "Rain"]);
        assert_eq!(values(&found, Field::Author), ["Ann Lee"]);
        assert_eq!(values(&found, Field::Tag), ["a", "b c"]);
    }

    #[test]
    fn a_twitter_card_names_the_author_only_when_its_label_says_so() {
        let card = "<meta name='twitter:label1' content='LABEL'><meta name='twitter:data1' content='Ann Lee'>";
        assert_eq!(
            values(&found(&card.replace("LABEL", "Verfasst von")), Field::Author),
            ["Ann Lee"]
        );
        assert!(values(&found(&card.replace("LABEL", "Price")), Field::Author).is_empty());
    }
}
