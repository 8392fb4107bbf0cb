use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::dom::NodeSet;
use crate::flat;
use crate::limits::Limits;
use crate::metadata::flat::{Page, gather as gather_flat};
use crate::metadata::gather;
use crate::model::Model;
use crate::parse::parse;

const URL: Option<&str> = Some("https://a.example/x");

/// Extracts a page. Returns its metadata and the evidence for it.
fn extract(html: &str, url: Option<&str>, page_type: Option<&str>) -> (Metadata, Vec<Evidence>) {
    let dom = parse(html);
    let (metadata, decisions) =
        gather(&dom, url, page_type, Model::builtin().titles(), &Limits::new());
    let evidence = of(&dom, &decisions, url, &metadata, metadata.language.as_deref());
    (metadata, evidence)
}

/// Formats the evidence for a field: source, place, whether it won, why.
fn told(all: &[Evidence], field: &str) -> Vec<String> {
    let line = |e: &Evidence| {
        let place = e.place.as_deref().unwrap_or("-");
        format!("{} at {place}: {}, {}", e.source, if e.won { "won" } else { "lost" }, e.why)
    };
    all.iter().filter(|e| e.field == field).map(line).collect()
}

/// A page on which a rule decides a field: the rule, the field, the page, the value, and why the other candidates lost.
struct Case {
    rule: Rule,
    field: Field,
    html: &'static str,
    value: &'static str,
    losses: &'static [Loss],
}

const fn case(
    rule: Rule,
    field: Field,
    html: &'static str,
    value: &'static str,
    losses: &'static [Loss],
) -> Case {
    Case { rule, field, html, value, losses }
}

/// A paragraph of article text. A page with many of them is long enough that it must show its author.
const TEXT: &str =
    "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>";

const CASES: &[Case] = &[
    case(Rule::Only, Field::SiteName, "<meta property=og:site_name content=Paper>", "Paper", &[]),
    case(
        Rule::First,
        Field::Description,
        "<meta name=description content=plain><meta property=og:description content=shared>
         <meta property=og:description content=again>",
        "shared",
        &[Loss::LessTrusted, Loss::Later],
    ),
    case(
        Rule::FirstReadable,
        Field::Image,
        "<meta property=og:image content='data:x'><meta name=twitter:image content=/i.png>",
        "https://a.example/i.png",
        &[Loss::Unreadable],
    ),
    case(
        Rule::AllOfSource,
        Field::Author,
        "<meta name=author content='Ann Lee'>
         <script type=application/ld+json>{\"@type\":\"Article\",\"author\":[\"Ann Lee\",\"Bo Ek\"]}</script>
         <meta name=citation_author content='Ek, Bo'><h1>Rain</h1><p class=byline>By Foxtrot</p>",
        "Ann Lee; Bo Ek",
        &[Loss::Same, Loss::LessTrusted],
    ),
    case(
        Rule::AllOfSource,
        Field::Tag,
        "<meta name=keywords content='rain, Rain, sea'><a rel=tag href=/x>river</a>",
        "rain; sea",
        &[Loss::Same, Loss::LessTrusted],
    ),
    case(
        Rule::Worth,
        Field::Title,
        "<title>Rain in May - Paper</title><meta property=og:title content='Rain in May'>
         <h1>Rain in May</h1><h2>More</h2>",
        "Rain in May",
        &[Loss::SameAndMore, Loss::WorthLess, Loss::Same],
    ),
    case(
        Rule::WorthOfPart,
        Field::Title,
        "<title>Rain falls in Rome for days | The Paper</title>
         <meta property=og:site_name content='The Paper'>",
        "Rain falls in Rome for days",
        &[],
    ),
    case(
        Rule::ShownBeatsTold,
        Field::Published,
        "<meta property=article:published_time content=2024-05-01><h1>Rain</h1><p class=date>5 March 2024</p>
         <time datetime=soon></time>",
        "2024-03-05",
        &[Loss::Contradicted, Loss::Unreadable, Loss::Same],
    ),
    case(
        Rule::ShownIsFiner,
        Field::Published,
        "<meta property=article:published_time content=2024-03><h1>Rain</h1><p class=date>5 March 2024</p>",
        "2024-03-05",
        &[Loss::LessPrecise, Loss::Same],
    ),
    case(
        Rule::ShownIsLocal,
        Field::Published,
        "<meta property=article:published_time content=2024-03-06T03:00:00Z><h1>Rain</h1><p class=date>5 March 2024</p>",
        "2024-03-05",
        &[Loss::Contradicted, Loss::Same],
    ),
    case(
        Rule::ToldNearShown,
        Field::Published,
        "<meta property=article:published_time content=2024-03-06><h1>Rain</h1><p class=date>5 March 2024</p>",
        "2024-03-06",
        &[Loss::DayOff, Loss::LessTrusted],
    ),
    case(
        Rule::ToldWithoutDay,
        Field::Published,
        "<meta property=article:published_time content=2024-04><h1>Rain</h1><p class=date>5 March 2024</p>",
        "2024-04",
        &[Loss::LessTrusted, Loss::LessTrusted],
    ),
    case(
        Rule::ToldSwapped,
        Field::Published,
        "<meta property=article:published_time content=2024-05-03><h1>Rain</h1><p class=date>5 March 2024</p>",
        "2024-05-03",
        &[Loss::Swapped, Loss::LessTrusted],
    ),
    case(
        Rule::ToldBeforeChange,
        Field::Published,
        "<meta property=article:published_time content=2024-03-01>
         <meta property=article:modified_time content=2024-03-25><h1>Rain</h1><p class=date>25 March 2024</p>",
        "2024-03-01",
        &[Loss::OfChange, Loss::LessTrusted],
    ),
    case(
        Rule::First,
        Field::Published,
        "<meta property=article:published_time content=2024-03-01>
         <meta property=article:modified_time content=2024-03-01><h1>Rain</h1>
         <p class=date>5 May 2024</p>",
        "2024-03-01",
        &[Loss::TooLate],
    ),
    case(Rule::StatedElsewhere, Field::Published, ELSEWHERE, "2024-03-05", &[Loss::NotStated]),
    case(
        Rule::OnlyElsewhere,
        Field::Published,
        concat!("<h1>Rain</h1>", "<p>GAP</p>", "<p>5 March 2024</p>"),
        "2024-03-05",
        &[],
    ),
    case(
        Rule::DateOfChange,
        Field::Published,
        "<h1>Rain</h1><p>Last updated: 5 March 2024</p>",
        "2024-03-05",
        &[],
    ),
    case(
        Rule::SiteIsPerson,
        Field::Author,
        "<meta property=og:site_name content='Ann Lee'><meta name=author content='Ann Lee'>
         <h1>Rain</h1><p class=byline>By Ann Lee</p>",
        "Ann Lee",
        &[Loss::Same],
    ),
    case(
        Rule::BylineBeatsTold,
        Field::Author,
        "<meta name=author content=annlee><h1>Rain</h1><p>By Cy Fox</p>",
        "Cy Fox",
        &[Loss::Contradicted],
    ),
    case(Rule::Account, Field::Author, "<meta name=author content=annlee>", "annlee", &[]),
    case(
        Rule::SiteAsAuthor,
        Field::Author,
        "<meta property=og:site_name content=Gazette><meta name=author content=Gazette>",
        "Gazette",
        &[],
    ),
    case(
        Rule::Desk,
        Field::Author,
        "<meta name=author content=Redaktion>",
        "Redaktion",
        &[],
    ),
    case(Rule::BesideHeadline, Field::SiteName, "<title>Rain - Paper</title><h1>Rain</h1>", "Paper", &[]),
    case(
        Rule::OwnAddress,
        Field::Url,
        "<link rel=canonical href='javascript:x'><meta property=og:url content=/y>",
        "https://a.example/x",
        &[Loss::Unreadable, Loss::LessTrusted],
    ),
];

const ELSEWHERE: &str = "<h1>Rain</h1><p>GAP</p><p>9 March 2024</p><p>Published 5 March 2024</p>";

#[test]
fn each_rule_is_named_where_it_decides() {
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    for Case { rule, field, html, value, losses } in CASES {
        let gap = "<i></i>".repeat(70);
        let html = format!("{}{TEXT}", html.replace("GAP", &gap));
        let (metadata, all) = extract(&html, URL, None);
        let own: Vec<&Evidence> = all.iter().filter(|e| e.field == field.key()).collect();
        let why: BTreeSet<&str> = own.iter().filter(|e| e.won).map(|e| e.why).collect();
        let lost: BTreeSet<&str> = own.iter().filter(|e| !e.won).map(|e| e.why).collect();
        let expected: BTreeSet<&str> = losses.iter().map(|loss| loss.sentence()).collect();
        let values = values(*field, &metadata).join("; ");
        if (why, lost, &*values) != (BTreeSet::from([rule.sentence()]), expected, *value) {
            wrong.push(format!("{rule:?} {values} {html}\n{own:#?}"));
        }
        seen.insert(*rule);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let elsewhere = [Rule::MostAgree, Rule::TextLanguage, Rule::Content];
    let missing = Rule::ALL.iter().filter(|rule| !seen.contains(rule) && !elsewhere.contains(rule));
    assert_eq!(missing.collect::<Vec<_>>(), [] as [&Rule; 0]);
}

#[test]
fn sentences_are_distinct() {
    let sentences: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.sentence()).collect();
    assert_eq!(sentences.len(), Rule::ALL.len());
}

#[test]
fn the_text_and_the_content_overrule_the_page() {
    let html = "<html lang=en><meta property=og:type content=article><h1>Rain</h1>";
    let dom = parse(html);
    let (metadata, decisions) =
        gather(&dom, None, Some("listing"), Model::builtin().titles(), &Limits::new());
    let all = of(&dom, &decisions, None, &metadata, Some("de"));
    let expected = [
        "text at -: won, the text is in this language",
        "html lang at html: lost, the text is in another language",
    ];
    assert_eq!(told(&all, "language"), expected);
    let expected = [
        "model at -: won, the content is like that of such pages",
        "og:type at meta[property=\"og:type\"]: lost, the content is like that of other pages",
    ];
    assert_eq!(told(&all, "page_type"), expected);
}

#[test]
fn names_of_others_are_those_of_nobody() {
    let html =
        "<script type=application/ld+json>{\"@type\":\"Article\",\"author\":\"Bo Ek\"}</script>
        <h1>Rain</h1>";
    let (metadata, all) = extract(&format!("{html}{}", TEXT.repeat(20)), None, None);
    assert!(metadata.authors.is_empty());
    let expected = format!("json-ld at script: lost, {}", Loss::Unconfirmed.sentence());
    assert_eq!(told(&all, "authors"), [expected]);
    let html = "<p><a rel=author>Ann Lee</a></p>";
    let (metadata, all) = extract(html, None, Some("product"));
    assert!(metadata.authors.is_empty() && all.iter().any(|e| e.why == Loss::OfAnother.sentence()));
}

#[test]
fn sources_of_a_text_agree_on_the_site() {
    let text = "River floods the old town | News\n\nThe Gazette\n5 May 2024\n\nRiver floods the old town\n\n\
        It rained on Monday, and on Tuesday too, until the river stood in the streets.\n\n\
        © 2024 The Gazette. All rights reserved.";
    let flat = flat::parse(text);
    let mut kept = NodeSet::new(flat.dom.len());
    let own = flat.dom.ids().filter(|&id| flat.dom.text(id).starts_with("It rained"));
    for id in own {
        kept.insert(id);
    }
    let model = Model::builtin_text();
    let page =
        Page { dom: &flat.dom, kept: &kept, url: None, page_type: None, titles: model.titles() };
    let (metadata, decisions, _) = gather_flat(&page);
    let all = of(&flat.dom, &decisions, None, &metadata, None);
    let won: Vec<&Evidence> = all.iter().filter(|e| e.field == "site_name" && e.won).collect();
    assert_eq!(won[0].why, Rule::MostAgree.sentence(), "{all:#?}");
    assert!(all.iter().any(|e| !e.won && e.why == Loss::FewerAgree.sentence()), "{all:#?}");
    assert_is_told(&metadata, &all);
}

/// Returns the values of a field in the metadata.
fn values(field: Field, metadata: &Metadata) -> Vec<String> {
    chosen(field, metadata, metadata.language.as_deref())
}

/// Asserts that the winning candidates are the values in the metadata, and that each candidate has a reason.
#[track_caller]
fn assert_is_told(metadata: &Metadata, all: &[Evidence]) {
    for &field in FIELDS {
        let values = values(field, metadata);
        let own = || all.iter().filter(|e| e.field == field.key());
        let won: Vec<&str> = own().filter(|e| e.won).map(|e| e.value.as_str()).collect();
        let joined = won.join("\n").to_lowercase();
        let is_list = matches!(field, Field::Author | Field::Tag);
        assert_eq!(won.is_empty(), values.is_empty(), "{field:?}: {values:?} {all:#?}");
        assert!(is_list || won.len() == values.len(), "{field:?}: {values:?} {won:?}");
        for value in &values {
            let value = if matches!(field, Field::Url | Field::Image | Field::License) {
                value.rsplit('/').next().unwrap_or_default()
            } else {
                value
            };
            assert!(joined.contains(&value.to_lowercase()), "{field:?}: {value} {won:?}");
        }
        for value in won.iter().filter(|_| is_list) {
            let is_named = values.iter().any(|name| value.contains(name.as_str()));
            assert!(is_named, "{field:?}: {value} {values:?}");
        }
        assert!(own().all(|e| !e.why.is_empty()));
    }
}

const PIECES: &[&str] = &[
    "<title>Rain in May - Paper</title>",
    "<title>Paper</title>",
    "<meta property=og:title content='Rain in May'>",
    "<meta property=og:site_name content='Paper'>",
    "<meta property=og:site_name content='Ann Lee'>",
    "<meta property=og:type content=article>",
    "<meta property=og:url content=/y>",
    "<meta property=og:image content='data:x'>",
    "<meta name=twitter:image content=/i.png>",
    "<meta name=description content='It rained.'>",
    "<meta property=og:description content='It rained.'>",
    "<meta name=keywords content='rain, sea, Rain'>",
    "<meta name=author content='Ann Lee'>",
    "<meta name=author content='annlee'>",
    "<meta name=author content='Paper'>",
    "<meta property=article:published_time content=2024-03-05>",
    "<meta property=article:published_time content=2024-03>",
    "<meta property=article:published_time content=soon>",
    "<meta property=article:modified_time content=2024-03-09>",
    "<meta property=article:section content=News>",
    "<link rel=canonical href=/z>",
    "<link rel=canonical href='javascript:x'>",
    "<link rel=license href=/by>",
    "<link rel=license href='a:x'>",
    "<script type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"Rain\",\"author\":[\"Ann Lee\",\"Bo Ek\"],\"datePublished\":\"2024-03-01\"}</script>",
    "<h1>Rain in May</h1>",
    "<h1><a href=/>Paper</a></h1>",
    "<h2>More rain</h2>",
    "<p class=byline>By Ann Lee and Bo Ek</p>",
    "<p class=byline>von Redaktion</p>",
    "<a rel=author>Cy Fox</a>",
    "<a rel=tag href=/t>river</a>",
    "<a rel=tag href=/t>sea</a>",
    "<time datetime=2024-03-05>x</time>",
    "<time datetime=2024-07-05>x</time>",
    "<p>Updated <time datetime=2024-03-09>x</time></p>",
    "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge.</p>",
];

proptest! {
    #[test]
    fn what_won_is_what_stands_in_the_metadata(
        pieces in prop::collection::vec(select(PIECES), 0..14),
        url in select(&[None, URL][..]),
        page_type in select(&[None, Some("article"), Some("listing"), Some("product")][..]),
        is_german in any::<bool>(),
    ) {
        let lang = if is_german { "<html lang=de>" } else { "<html lang=x>" };
        let (metadata, all) = extract(&format!("{lang}{}", pieces.concat()), url, page_type);
        assert_is_told(&metadata, &all);
    }
}
