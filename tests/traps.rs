//! Metadata traps: small pages on which a field is easily read from the wrong element. Each page has its own texts.

use dehusk::{Metadata, Page};

const TEXT: &str = "<p>It rained on Monday, and on Tuesday too, until the river stood at the bridge and the road was closed.</p>\
    <p>The water fell again on Wednesday, said the mayor, and the bridge had held, as it had for two hundred years.</p>";

fn read(head: &str, body: &str) -> Metadata {
    let page = format!("<!DOCTYPE html><html{head}<body>{body}</body></html>");
    dehusk::extract(page.as_bytes()).metadata
}

/// A page with a headline, an element below it, and text.
fn below_headline(lang: &str, below: &str) -> Metadata {
    read(
        &format!(" lang={lang}><title>Rain in Rome</title>"),
        &format!("<article><h1>Rain in Rome</h1>{below}{TEXT}</article>"),
    )
}

#[track_caller]
fn published(lang: &str, below: &str, date: &str) {
    assert_eq!(below_headline(lang, below).published.as_deref().unwrap_or("none"), date, "{below}");
}

#[test]
fn dates_that_are_not_the_page_s() {
    for (head, before, after) in [
        ("", "<header><p class=date>Friday, 1 March 2024</p><p>Today's Paper</p></header>", ""),
        ("<script>var built = '2024-03-01';</script>", "<!-- published 2024-03-01 -->", ""),
        ("", "", "<footer><p>© 2024 The Paper. All rights reserved.</p></footer>"),
    ] {
        let body = format!("{before}<article><h1>Rain in Rome</h1>{TEXT}</article>{after}");
        assert_eq!(
            read(&format!("><title>Rain in Rome</title>{head}"), &body).published,
            None,
            "{before}{after}"
        );
    }
    let related = "<aside><h2>Related</h2><ul><li><a href=/a>Snow in Turin</a> <time datetime=2024-05-06>6 May</time></li>\
        <li><a href=/b>Fog in Milan</a> <time datetime=2024-05-07>7 May</time></li></ul></aside>";
    published(
        "en",
        &format!("<p><time datetime=2024-03-01>1 March 2024</time></p>{TEXT}{related}"),
        "2024-03-01",
    );
}

#[test]
fn updates_are_not_publications() {
    let both = below_headline("en", "<p>Updated 6 May 2024 · Published 5 May 2024</p>");
    assert_eq!(both.published.as_deref(), Some("2024-05-05"));
    assert_eq!(both.modified.as_deref(), Some("2024-05-06"));
    let told = read(
        "><title>Rain in Rome</title><meta property='article:modified_time' content='2024-05-06T10:00:00+02:00'>\
         <meta property='article:published_time' content='2024-05-05T09:00:00+02:00'>",
        &format!("<h1>Rain in Rome</h1>{TEXT}"),
    );
    assert_eq!(told.published.as_deref(), Some("2024-05-05T09:00:00+02:00"));
    assert_eq!(told.modified.as_deref(), Some("2024-05-06T10:00:00+02:00"));
}

#[test]
fn dates_are_never_more_precise_than_the_page() {
    let page = format!("<title>Rain in Rome</title><h1>Rain in Rome</h1>{TEXT}");
    let page = Page::html(page.as_bytes()).with_url("https://paper.example/2023/12/rain-in-rome/");
    let metadata = dehusk::Extractor::default().extract(&page).metadata;
    assert_eq!(metadata.published.as_deref(), Some("2023-12"));
}

#[test]
fn the_order_of_day_and_month_is_the_language_s() {
    published("en-US", "<p class=date>03/04/2021</p>", "2021-03-04");
    published("de", "<p class=date>03.04.2021</p>", "2021-04-03");
    published("fr", "<p class=date>03/04/2021</p>", "2021-04-03");
    published("en-US", "<p class=date>25/04/2021</p>", "2021-04-25");
}

#[test]
fn months_have_names_in_many_languages() {
    for (lang, date) in [
        ("en", "5 May 2021"),
        ("de", "5. Mai 2021"),
        ("fr", "5 mai 2021"),
        ("es", "5 de mayo de 2021"),
        ("it", "5 maggio 2021"),
        ("pt", "5 de maio de 2021"),
        ("nl", "5 mei 2021"),
        ("pl", "5 maja 2021"),
        ("cs", "5. května 2021"),
        ("ru", "5 мая 2021"),
        ("uk", "5 травня 2021"),
        ("sv", "5 maj 2021"),
        ("da", "5. maj 2021"),
        ("nb", "5. mai 2021"),
        ("fi", "5. toukokuuta 2021"),
        ("hu", "2021. május 5."),
        ("ro", "5 mai 2021"),
        ("tr", "5 Mayıs 2021"),
        ("el", "5 Μαΐου 2021"),
        ("ja", "2021年5月5日"),
        ("zh", "2021年5月5日"),
        ("ko", "2021년 5월 5일"),
        ("id", "5 Mei 2021"),
        ("vi", "5 tháng 5, 2021"),
    ] {
        published(lang, &format!("<p class=date>{date}</p>"), "2021-05-05");
    }
}

#[test]
fn years_are_those_of_the_language_s_calendar() {
    published("th", "<p class=date>5 พฤษภาคม 2564</p>", "2021-05-05");
    published("fa", "<p class=date>۱۵ اردیبهشت ۱۴۰۰</p>", "2021-05-05");
    published("ar", "<p class=date>23 رمضان 1442</p>", "2021-05-05");
}

#[test]
fn a_date_after_all_that_programs_were_told_is_refused() {
    let metadata = read(
        "><title>Rain in Rome</title><script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"dateModified\":\"2024-05-06\"}</script>",
        &format!("<article><h1>Rain in Rome</h1><p class=date>12 June 2031</p>{TEXT}</article>"),
    );
    assert_ne!(metadata.published.as_deref(), Some("2031-06-12"));
}

#[test]
fn authors_are_those_of_the_page() {
    for (below, authors) in [
        (
            "<p class=byline>By Ann Lee, Bo Kim and Cy Dorn</p>",
            &["Ann Lee", "Bo Kim", "Cy Dorn"][..],
        ),
        ("<p class=byline>von Jette Holm</p>", &["Jette Holm"]),
        ("<p class=byline>par Rémi Tallec</p>", &["Rémi Tallec"]),
        ("<p class=byline>作者：王小明</p>", &["王小明"]),
        ("<p class=byline>By Ann Lee | 5 May 2021</p>", &["Ann Lee"]),
        ("<p class=byline>By ANN LEE, staff reporter</p>", &["Ann Lee"]),
        ("<p class=byline>By Ann Lee @annlee</p>", &["Ann Lee"]),
    ] {
        let found = below_headline("en", below).authors;
        let folded: Vec<String> = found.iter().map(|name| name.to_lowercase()).collect();
        let wanted: Vec<String> = authors.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(folded, wanted, "{below}");
    }
}

#[test]
fn publishers_and_commenters_are_no_authors() {
    let data = "<script type='application/ld+json'>{\"@type\":\"NewsArticle\",\"headline\":\"Rain in Rome\",\
        \"publisher\":{\"@type\":\"Person\",\"name\":\"Max Owner\"},\
        \"comment\":[{\"@type\":\"Comment\",\"author\":{\"@type\":\"Person\",\"name\":\"Tim Troll\"}}]}</script>";
    let comments = "<section class=comments><div class=comment><span class=author>Tim Troll</span><p>First!</p></div></section>";
    let metadata = read(
        &format!("><title>Rain in Rome</title>{data}"),
        &format!("<h1>Rain in Rome</h1>{TEXT}{comments}"),
    );
    assert_eq!(metadata.authors, Vec::<String>::new());
}

#[test]
fn an_organisation_may_be_the_author() {
    let data = "<script type='application/ld+json'>{\"@type\":\"Report\",\"headline\":\"Rain in Rome\",\
        \"author\":{\"@type\":\"Organization\",\"name\":\"River Board\"}}</script>";
    let body = format!("<h1>Rain in Rome</h1><p class=byline>River Board</p>{TEXT}");
    assert_eq!(
        read(&format!("><title>Rain in Rome</title>{data}"), &body).authors,
        ["River Board"]
    );
}

#[test]
fn the_headline_stands_alone() {
    let headline = "Rain falls in Rome for days and days";
    for (title, share, h1) in [
        (format!("{headline} | The Paper"), "", headline),
        (format!("The Paper » {headline}"), "", headline),
        (format!("{headline} · News - The Paper"), "", headline),
        (format!("{headline} - The Paper"), "Rain falls in Rome", headline),
        (
            "Salt &amp;amp; pepper fall in Rome - The Paper".to_owned(),
            "",
            "Salt &amp;amp; pepper fall in Rome",
        ),
    ] {
        let head = format!(
            "><title>{title}</title><meta property='og:site_name' content='The Paper'><meta property='og:title' content='{share}'>"
        );
        let logo = "<header><h1><a href=/><img alt='The Paper'>The Paper</a></h1></header>";
        let found = read(&head, &format!("{logo}<article><h1>{h1}</h1>{TEXT}</article>")).title;
        let wanted = h1.replace("&amp;amp;", "&");
        assert_eq!(found.as_deref(), Some(wanted.as_str()), "{title}");
    }
}
