//! An explanation says for every block whether it is kept, and why.

use dehusk::{Extractor, Input, MAX_REASONS, Options, Page, Role, Step};

const PAGE: &str = "<nav><ul><li><a href=/>Home</a><li><a href=/news>News</a></ul></nav><main><h1>Rain over the bay</h1>
    <p>It rained on Monday, and on Tuesday too, until the river stood at the bridge and the ferry stayed in.</p>
    <p>The harbour master said that the pier would be closed until the water had fallen by a metre or more.</p>
    <p class=promo>Sign up for our newsletter and get the news of the bay every morning in your inbox.</p>
    <p>By Wednesday the boats were out again, and the market on the quay had fish for the first time in a week.</p>
    </main><footer><p>© 2024 The Bay Courier. All rights reserved.</p></footer>";

#[test]
fn every_block_of_the_page_is_explained() {
    let page = Page::html(PAGE.as_bytes());
    let (article, explanation) =
        (Extractor::default().extract(&page), Extractor::default().explain(&page));
    let text = article.text();
    assert_eq!(explanation.blocks.len(), 8);
    for block in &explanation.blocks {
        assert_eq!(text.contains(&block.text), block.is_kept, "{block:?}");
        assert!((0.0..=1.0).contains(&block.probability), "{block:?}");
        assert!(!block.reasons.is_empty() && block.reasons.len() <= 2 * MAX_REASONS, "{block:?}");
        let is_reached = block.probability >= explanation.threshold;
        assert!(block.step != Step::Threshold || is_reached == block.is_kept, "{block:?}");
    }
    let footer = explanation.find("all  RIGHTS reserved").next().unwrap();
    assert_eq!(&PAGE[footer.range.clone().unwrap()], footer.text);
    assert_eq!(footer.line, Some(6));
    assert_eq!((footer.path.as_str(), footer.selector.as_str()), ("html > body > footer > p", "p"));
    assert!(!footer.is_kept && footer.reasons[0].weight < 0.0);
    assert_eq!(explanation.find("not on the page").count(), 0);
}

#[test]
fn blocks_have_roles() {
    let page =
        PAGE.replace("</h1>", "</h1><p class=byline>By <a rel=author href=/x>Ann Miller</a></p>");
    let page =
        page.replace("</main>", "</main><section class=comments><p>I was there, too!</section>");
    let explanation = Extractor::default().explain(&Page::html(page.as_bytes()));
    let role = |words| explanation.find(words).next().unwrap().role;
    assert_eq!(role("It rained on Monday"), Role::Content);
    assert_eq!(role("Rain over the bay"), Role::Title);
    assert_eq!(role("By Ann Miller"), Role::Byline);
    assert_eq!(role("I was there"), Role::Comment);
    assert_eq!(role("All rights reserved"), Role::Boilerplate);
}

#[test]
fn reasons_are_in_plain_words() {
    let explanation = Extractor::default().explain(&Page::html(PAGE.as_bytes()));
    for reason in explanation.blocks.iter().flat_map(|block| &block.reasons) {
        assert!(reason.phrase.contains(' ') && !reason.phrase.contains('_'), "{reason:?}");
        let is_name = matches!(reason.feature.as_str(), "tag" | "p1_tag");
        assert!(!is_name || reason.shown.parse::<f32>().is_err(), "{reason:?}");
    }
}

#[test]
fn a_step_after_the_threshold_is_named() {
    let options = Options::new().with_drop_css("p").unwrap().with_keep_css("footer p").unwrap();
    let explanation = Extractor::new(options).explain(&Page::html(PAGE.as_bytes()));
    let rain = explanation.find("It rained").next().unwrap();
    assert_eq!((rain.is_kept, rain.step), (false, Step::Selector));
}

#[test]
fn flattened_text_is_explained_too() {
    let text = "Home\nNews\n\nRain over the bay\n\nIt rained on Monday, and on Tuesday too, until the river stood there.";
    let explanation = Extractor::default().explain(&Page::text(text));
    let rain = explanation.find("It rained").next().unwrap();
    assert!(rain.is_kept && !rain.reasons.is_empty());
    assert_eq!(&text[rain.range.clone().unwrap()], rain.text);
}

#[test]
fn no_page_has_no_explanation() {
    let explanation =
        Extractor::default().explain(&Page::html(b"%PDF-1.7").with_input(Input::Html));
    assert!(explanation.blocks.is_empty());
}

#[test]
fn an_explanation_is_json() {
    let explanation = Extractor::default().explain(&Page::html(PAGE.as_bytes()));
    let json: serde_json::Value = serde_json::from_str(&explanation.json()).unwrap();
    let first = &json["blocks"][0];
    assert_eq!((first["text"].as_str(), first["kept"].as_bool()), (Some("Home"), Some(false)));
    assert!(first["why"].as_str().unwrap().contains("threshold"));
}

/// The output of `dehusk explain` for the page, and its exit code.
fn explained(arguments: &[&str]) -> (String, Option<i32>) {
    let mut command = assert_cmd::Command::cargo_bin("dehusk").unwrap();
    let done = command.arg("explain").args(arguments).write_stdin(PAGE).output().unwrap();
    (String::from_utf8(done.stdout).unwrap(), done.status.code())
}

#[test]
fn the_command_says_what_is_kept_and_why() {
    let (table, code) = explained(&[]);
    assert_eq!((table.lines().count(), code), (9, Some(0)));
    let line = table.lines().find(|line| line.contains("It rained on Monday")).unwrap();
    assert!(line.starts_with("+ 0.") && line.contains(" 2  content  "), "{line}");
    let (table, _) = explained(&["--color", "always"]);
    assert!(table.contains("\u{1b}[2m- 0.") && table.contains("\u{1b}[32m+ 0."));
    let (why, code) = explained(&["--why", "rights RESERVED"]);
    assert!(why.starts_with("dropped: ") && why.contains("against: "), "{why}");
    assert!(why.contains("on line 6, bytes "), "{why}");
    assert_eq!(explained(&["--why", "- not there"]).1, Some(1), "a hyphen begins no flag");
    assert_eq!((code, explained(&["--why", "not there"])), (Some(0), (String::new(), Some(1))));
    let (json, _) = explained(&["--json"]);
    assert!(serde_json::from_str::<serde_json::Value>(&json).unwrap()["blocks"].is_array());
}

#[test]
fn the_report_is_one_inert_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.html");
    let page = format!(
        "<p>A page about &lt;script&gt;alert(1)&lt;/script&gt; and &lt;!-- comments.</p>{PAGE}"
    );
    let mut command = assert_cmd::Command::cargo_bin("dehusk").unwrap();
    command.args(["explain", "--html"]).arg(&path).write_stdin(page).assert().success();
    let report = std::fs::read_to_string(path).unwrap();
    assert_eq!(report.matches("<script").count(), 2, "the data and the program");
    assert!(!report.contains("STYLE") && !report.contains("SCRIPT"));
    assert!(report.contains("It rained on Monday") && report.contains("\\u003cscript>alert(1)"));
    // The only link is one within the report.
    let report = report.replace("href=\"#side\"", "");
    assert!(!report.contains("src=") && !report.contains("href=") && !report.contains("url("));
}
