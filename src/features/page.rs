//! Features of the whole page, from its elements and its metadata.

use memchr::memmem;

use super::number::log2;
use super::sums::Sum;
use super::token::word_hashes;
use super::{Context, Facts, Row};
use crate::dom::{AttrName, Dom, NodeId, Tag};

pub(super) const NAMES: &[&str] = &[
    "description_containment",
    "title_containment",
    "title_likeness",
    "page_words",
    "page_blocks",
    "page_link_share",
    "page_long",
    "page_long_share",
    "page_longest",
    "page_headings",
    "page_dates",
    "page_prices",
    "page_paragraphs",
    "page_n_article",
    "page_n_main",
    "page_n_h1",
    "page_n_h2",
    "page_n_h3",
    "page_n_form",
    "page_n_table",
    "page_n_pre",
    "page_n_li",
    "page_n_img",
    "page_n_button",
    "page_og_article",
    "page_og_product",
    "page_og_website",
    "page_ld_article",
    "page_ld_product",
    "page_ld_forum",
    "page_ld_list",
    "page_ld_faq",
    "page_ld_types",
    "page_log_bytes",
    "page_text_share",
    "page_elements",
];

const COUNTED: [Tag; 11] = [
    Tag::Article,
    Tag::Main,
    Tag::H1,
    Tag::H2,
    Tag::H3,
    Tag::Form,
    Tag::Table,
    Tag::Pre,
    Tag::Li,
    Tag::Img,
    Tag::Button,
];

/// The schema.org types that classify a page, one group per column.
const SCHEMA_TYPES: &[&[&str]] = &[
    &["Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "TechArticle", "Report"],
    &["Product", "ProductGroup", "TitleCandidate", "AggregateOffer"],
    &["DiscussionForumPosting", "QAPage", "Question", "Comment"],
    &["CollectionPage", "ItemList", "SearchResultsPage", "OfferCatalog"],
    &["FAQPage"],
];

/// The number of columns that differ between blocks.
const N_OWN: usize = 3;

/// Facts that are the same for every block of a page.
#[derive(Debug)]
pub(crate) struct PageFacts {
    title: Vec<u32>,
    description: Vec<u32>,
    /// A filter on the low byte of a description word, since most words of a page are not in the description.
    may_describe: [bool; 256],
    /// The columns after the first `N_OWN`, the same for every block.
    columns: [f32; NAMES.len() - N_OWN],
    /// The index of the heading block most similar to the title; `h1` has a bonus.
    pub title_block: Option<usize>,
}

impl PageFacts {
    pub fn new(cx: &Facts<'_>, n_bytes: usize) -> Self {
        let head = Head::new(cx.dom);
        let mut facts = PageFacts {
            title: word_set(&head.title),
            description: word_set(&head.description),
            may_describe: [false; 256],
            columns: [0.0; NAMES.len() - N_OWN],
            title_block: None,
        };
        for &word in &facts.description {
            facts.may_describe[word as u8 as usize] = true;
        }
        facts.title_block = facts.find_title(cx);
        let mut row = Row::new(&mut facts.columns);
        fill_sums(cx, &mut row);
        head.fill(&mut row);
        row.push(log2(n_bytes as f32 + 1.0));
        row.push(cx.sums.total(Sum::Chars) / n_bytes.max(1) as f32);
        row.push(cx.tree.n_elements(cx.dom, NodeId::DOCUMENT) as f32);
        debug_assert_eq!(row.n, NAMES.len() - N_OWN, "names and columns differ");
        facts
    }

    fn find_title(&self, cx: &Facts<'_>) -> Option<usize> {
        let mut best: Option<(f32, usize)> = None;
        for (i, block) in cx.blocks.list.iter().enumerate() {
            let Some(level) = cx.dom.tag(block.element).heading_level() else { continue };
            let jaccard = likeness(&self.title, &distinct(cx.words.of(i).to_vec()));
            let score = jaccard + if level == 1 { 0.25 } else { 0.0 };
            if score > best.map_or(0.2, |b| b.0) {
                best = Some((score, i));
            }
        }
        best.map(|(_, i)| i)
    }

    /// Appends the columns of [`NAMES`] for the i-th block.
    pub fn fill(&self, cx: &Context<'_>, i: usize, row: &mut Row) {
        if cx.blocks.list[i].n_words <= 60 {
            let words = cx.words.of(i);
            let known = words.iter().filter(|&&word| {
                self.may_describe[word as u8 as usize]
                    && self.description.binary_search(&word).is_ok()
            });
            row.push(known.count() as f32 / words.len().max(1) as f32);
            row.extend(&in_title(&self.title, words));
        } else {
            row.extend(&[0.0; N_OWN]);
        }
        row.extend(&self.columns);
    }
}

fn fill_sums(cx: &Facts<'_>, row: &mut Row) {
    let total = |sum| cx.sums.total(sum);
    let longest = cx.blocks.list.iter().map(|b| b.n_words).max().unwrap_or(0);
    row.push(total(Sum::Words));
    row.push(cx.sums.len() as f32);
    row.push(total(Sum::LinkWords) / cx.n_words());
    row.push(total(Sum::Long));
    row.push(total(Sum::LongWords) / cx.n_words());
    row.push(longest as f32);
    row.push(total(Sum::Headings));
    row.push(total(Sum::Dates));
    row.push(total(Sum::Prices));
    row.push(total(Sum::Paragraphs));
}

/// The distinct words of a text as hashes, sorted ascending.
fn word_set(text: &str) -> Vec<u32> {
    let mut words = Vec::new();
    word_hashes(text, &mut words);
    distinct(words)
}

fn distinct(mut words: Vec<u32>) -> Vec<u32> {
    words.sort_unstable();
    words.dedup();
    words
}

/// The share of a block's words that occur in the title, and the Jaccard similarity of both sets of words. The
/// similarity is 0 if less than half of the words occur in the title.
fn in_title(title: &[u32], words: &[u32]) -> [f32; 2] {
    if title.is_empty() || words.is_empty() {
        return [0.0; 2];
    }
    let is_known = |word: &u32| title.binary_search(word).is_ok();
    let n_known = words.iter().filter(|word| is_known(word)).count();
    let containment = n_known as f32 / words.len() as f32;
    if containment < 0.5 {
        return [containment, 0.0];
    }
    let mut own = distinct(words.to_vec());
    let n_distinct = own.len() as f32;
    own.retain(is_known);
    let shared = own.len() as f32;
    [containment, shared / (n_distinct + title.len() as f32 - shared)]
}

/// The Jaccard similarity of two sets of words: shared words over all words.
fn likeness(set: &[u32], own: &[u32]) -> f32 {
    if set.is_empty() {
        return 0.0;
    }
    let shared = own.iter().filter(|word| set.binary_search(word).is_ok()).count() as f32;
    let all = (own.len() + set.len()) as f32 - shared;
    shared / all
}

/// Metadata of the page, and counts of elements.
#[derive(Debug, Default)]
struct Head {
    title: String,
    description: String,
    og_type: String,
    schema_types: [u32; SCHEMA_TYPES.len()],
    n_schema_types: u32,
    counts: [u32; COUNTED.len()],
}

impl Head {
    fn new(dom: &Dom) -> Self {
        let mut head = Head::default();
        let mut of_tags = [0; 256];
        for id in dom.ids() {
            let tag = dom.tag(id);
            match tag {
                Tag::Meta => head.meta(dom, id),
                Tag::Title if head.title.is_empty() => head.title = dom.text_content(id),
                Tag::Script => dom.subtree(id).for_each(|text| head.schema(dom.text(text))),
                _ => of_tags[tag as usize] += 1,
            }
        }
        head.counts = COUNTED.map(|tag| of_tags[tag as usize]);
        head
    }

    fn meta(&mut self, dom: &Dom, id: NodeId) {
        let Some(content) = dom.attr(id, AttrName::Content) else { return };
        let name =
            dom.attr(id, AttrName::Property).or_else(|| dom.attr(id, AttrName::Name)).unwrap_or("");
        match name {
            "og:title" => {
                self.title.push(' ');
                self.title.push_str(content);
            }
            "og:type" => self.og_type = content.to_ascii_lowercase(),
            "description" | "og:description" => {
                self.description.push(' ');
                self.description.push_str(content);
            }
            _ => {}
        }
    }

    /// Finds the values of `"@type"` without parsing the JSON.
    fn schema(&mut self, json: &str) {
        const TYPE: &str = "\"@type\"";
        for at in memmem::find_iter(json.as_bytes(), TYPE) {
            let rest = json.get(at + TYPE.len()..).unwrap_or_default();
            let value = rest.trim_start_matches([' ', ':', '[', '\n', '\t', '\r']);
            let Some(name) = value.strip_prefix('"').and_then(|v| v.split('"').next()) else {
                continue;
            };
            self.n_schema_types += 1;
            for (count, names) in self.schema_types.iter_mut().zip(SCHEMA_TYPES) {
                *count += u32::from(names.contains(&name));
            }
        }
    }

    fn fill(&self, row: &mut Row) {
        self.counts.iter().for_each(|&n| row.push(n as f32));
        for word in ["article", "product", "website"] {
            row.flag(self.og_type.contains(word));
        }
        self.schema_types.iter().for_each(|&n| row.push(n as f32));
        row.push(self.n_schema_types as f32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::parse;

    #[test]
    fn metadata_and_counts_are_read() {
        let head = Head::new(&parse(
            r#"<title>A</title><meta property="og:type" content="Article"><meta name=description content=D>
            <script type="application/ld+json">{"@type": ["NewsArticle"], "x": {"@type":"Person"}}</script><h1>t</h1>"#,
        ));
        assert_eq!(
            (head.title.as_str(), head.description.trim(), head.og_type.as_str()),
            ("A", "D", "article")
        );
        assert_eq!((head.schema_types, head.n_schema_types), ([1, 0, 0, 0, 0], 2));
        assert_eq!(head.counts[2], 1);
    }

    #[test]
    fn jaccard_similarity_of_words() {
        let jaccard = likeness(&word_set("Rain in May"), &word_set("rain, May!"));
        assert!((jaccard - 2.0 / 3.0).abs() < 1e-6);
    }
}
